//! One pass over the entries of a list: every one is checked, nothing is kept but what is true of all.

use countersign_encoding::der::{Oid, Reader};
use countersign_time::UnixTime;

use super::{
    entry::{CrlEntry, Own},
    error::CrlError,
};
use crate::Reason;

/// What the entries are together.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Facts<'a> {
    pub(super) count: usize,
    /// Where the first entry is that takes a certificate off an earlier list.
    pub(super) removes: Option<usize>,
    /// Where the first entry is that names an issuer.
    pub(super) names_issuer: Option<usize>,
    /// How many name one.
    pub(super) issuers: usize,
    /// Where the first entry with extensions is.
    pub(super) extended: Option<usize>,
    pub(super) unknown_critical: Option<Oid<'a>>,
}

/// Reads every entry.
pub(super) fn scan(entries: Reader<'_>) -> Result<Facts<'_>, CrlError> {
    let mut facts = Facts::default();
    let mut reader = entries;
    loop {
        facts.skip_common(&mut reader);
        if reader.is_empty() {
            return Ok(facts);
        }
        let offset = reader.offset();
        let (entry, own) = CrlEntry::read(&mut reader, None)?;
        facts.note(&entry, own, offset);
    }
}

impl<'a> Facts<'a> {
    /// Goes on to the first entry that is not of the shape that nearly all have.
    fn skip_common(&mut self, reader: &mut Reader<'a>) {
        let end = reader.offset().saturating_add(reader.rest().len());
        let mut rest = reader.rest();
        while let Some((reason, after)) = common(rest) {
            let offset = end.saturating_sub(rest.len());
            if let Some(code) = reason {
                self.extended.get_or_insert(offset);
                if code == REMOVE {
                    self.removes.get_or_insert(offset);
                }
            }
            self.count = self.count.saturating_add(1);
            rest = after;
        }
        *reader = Reader::within(rest, end.saturating_sub(rest.len()));
    }

    fn note(&mut self, entry: &CrlEntry<'a>, own: Own, offset: usize) {
        self.count = self.count.saturating_add(1);
        if entry.reason() == Some(Reason::RemoveFromCrl) {
            self.removes.get_or_insert(offset);
        }
        if own == Own::Issuer {
            self.names_issuer.get_or_insert(offset);
            self.issuers = self.issuers.saturating_add(1);
        }
        if entry.is_extended() {
            self.extended.get_or_insert(offset);
        }
        self.unknown_critical = self.unknown_critical.or(entry.unknown_critical());
    }
}

const REMOVE: u8 = Reason::RemoveFromCrl.code();

/// `SEQUENCE { SEQUENCE { reasonCode, OCTET STRING { ENUMERATED of one byte } } }` but for the code.
const REASON: [u8; 13] = [0x30, 12, 0x30, 10, 0x06, 3, 0x55, 0x1d, 21, 0x04, 3, 0x0a, 1];

/// An entry of a serial number of up to 20 octets, a UTCTime and nothing else, or a reason: the code of that, and the bytes
/// behind the entry. It is well-formed; any other entry may be so too.
#[inline]
fn common(rest: &[u8]) -> Option<(Option<u8>, &[u8])> {
    let [0x30, length @ ..0x80, 0x02, serial_length @ 1..=20, body @ ..] = rest else { return None };
    let (body, after) = body.split_at_checked(usize::from(length.checked_sub(2)?))?;
    let (serial, body) = body.split_at_checked(usize::from(*serial_length))?;
    if matches!(serial, [0, 0..=0x7f, ..] | [0xff, 0x80..=0xff, ..]) {
        return None;
    }
    let (date, extensions) = body.split_first_chunk::<15>()?;
    if !is_utc_time(date) {
        return None;
    }
    match extensions {
        [] => Some((None, after)),
        [head @ .., code @ (0..=6 | 8..=10)] if *head == REASON => Some((Some(*code), after)),
        _ => None,
    }
}

/// Whether an element is a UTCTime of the calendar.
#[inline]
fn is_utc_time(element: &[u8; 15]) -> bool {
    let [0x17, 13, text @ ..] = element else { return false };
    let [.., b'Z'] = text else { return false };
    let values = text.map(|byte| byte.wrapping_sub(b'0'));
    let [_, _, m1, m2, d1, d2, h1, h2, i1, i2, s1, s2, _] = values;
    let digits = values.iter().take(12).fold(true, |digits, value| digits & (*value < 10));
    let number = |tens: u8, ones: u8| tens.wrapping_mul(10).wrapping_add(ones);
    let (month, day) = (number(m1, m2), number(d1, d2));
    let clock = (number(h1, h2) < 24) & (number(i1, i2) < 60) & (number(s1, s2) < 60);
    let every_year = (month.wrapping_sub(1) < 12) & (day.wrapping_sub(1) < 28);
    digits & clock && (every_year || UnixTime::from_utc_time(text).is_ok())
}

/// An entry of a list that was read, as far as looking for a serial number needs it.
pub(super) struct Walked<'a> {
    /// Where it starts in the entries.
    pub(super) at: usize,
    /// The contents of the INTEGER.
    pub(super) serial: &'a [u8],
    /// Whether it can name an issuer.
    pub(super) long: bool,
}

/// Walks over entries that were read.
#[derive(Clone, Copy)]
pub(super) struct Walk<'a> {
    rest: &'a [u8],
    len: usize,
}

impl<'a> Walk<'a> {
    /// From a place on where an entry starts.
    pub(super) fn from(entries: &'a [u8], at: usize) -> Self {
        Self { rest: entries.get(at..).unwrap_or_default(), len: entries.len() }
    }
}

/// The longest that may stand behind a serial number without naming an issuer: a time and a reason. An extension that names
/// one is longer than that of a reason, however short the name is.
const SHORT: usize = 15 + 14;

impl<'a> Iterator for Walk<'a> {
    type Item = Walked<'a>;

    #[inline]
    fn next(&mut self) -> Option<Walked<'a>> {
        let at = self.len.saturating_sub(self.rest.len());
        if let [0x30, length @ ..0x80, 0x02, serial_length @ ..0x80, body @ ..] = self.rest {
            let length = usize::from(*length);
            let serial = body.get(..usize::from(*serial_length))?;
            let length = length.checked_sub(2)?;
            self.rest = body.get(length..)?;
            return Some(Walked { at, serial, long: length.saturating_sub(serial.len()) > SHORT });
        }
        let mut reader = Reader::new(self.rest);
        let serial = reader.sequence().ok()?.integer().ok()?.as_bytes();
        self.rest = reader.rest();
        Some(Walked { at, serial, long: true })
    }
}

#[cfg(test)]
mod tests {
    use super::is_utc_time;
    use alloc::{format, vec::Vec};
    use countersign_time::UnixTime;

    #[test]
    fn times_are_judged_as_the_reader_of_times_does() {
        let texts = ["241231235959Z", "240229000000Z", "230229000000Z", "240431000000Z", "241301000000Z"];
        let more = ["240101240000Z", "240101006000Z", "240101000060Z", "240100000000Z", "240001000000Z"];
        let odd = ["24010100000Z0", "2401:1000000Z", "24010100000/Z", "240101000000z", "991231235959Z"];
        for text in texts.iter().chain(&more).chain(&odd) {
            let element: Vec<u8> = [&[0x17, 13], text.as_bytes()].concat();
            let expected = UnixTime::from_utc_time(text.as_bytes()).is_ok();
            assert_eq!(is_utc_time(element.as_slice().try_into().unwrap()), expected, "{text}");
        }
        for day in 0..100 {
            for month in 0..20 {
                let text = format!("23{month:02}{day:02}121314Z");
                let element: Vec<u8> = [&[0x17, 13], text.as_bytes()].concat();
                let expected = UnixTime::from_utc_time(text.as_bytes()).is_ok();
                assert_eq!(is_utc_time(element.as_slice().try_into().unwrap()), expected, "{text}");
            }
        }
    }
}

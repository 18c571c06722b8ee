//! Paths of certificates from bytes: most of them well formed, so that rules are reached, with names of any text.

use countersign_encoding::der::{Tag, write};

/// The most certificates of a path.
const MAX_PATH: u8 = 6;

/// Bytes that are read one by one; behind their end there are zeros.
struct Source<'a>(&'a [u8]);

impl<'a> Source<'a> {
    fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    fn below(&mut self, limit: u8) -> u8 {
        self.byte().checked_rem(limit).unwrap_or_default()
    }

    fn take(&mut self, count: u8) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(usize::from(count).min(self.0.len()));
        self.0 = rest;
        taken
    }

    /// Up to `limit` of something.
    fn list(&mut self, limit: u8, mut one: impl FnMut(&mut Self) -> Vec<u8>) -> Vec<u8> {
        (0..self.below(limit)).flat_map(|_| one(self)).collect()
    }
}

fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    write(Tag::from_byte(tag), parts)
}

/// The encoded certificates of a path, leaf first.
pub(super) fn path(data: &[u8]) -> Vec<Vec<u8>> {
    let mut source = Source(data);
    let length = source.below(MAX_PATH);
    let mut issuer = name(b'r');
    let mut ders = Vec::new();
    for place in 0..=length {
        let subject = match source.below(6) {
            0 => issuer.clone(),
            1 if place == length => tlv(0x30, &[]),
            _ => name(b'a'.saturating_add(place)),
        };
        ders.push(certificate(&issuer, &subject, &extensions(&mut source)));
        issuer = subject;
    }
    ders.reverse();
    ders
}

fn name(letter: u8) -> Vec<u8> {
    let attribute = tlv(0x30, &[&[6, 3, 0x55, 4, 3], &tlv(0x0c, &[&[letter]])]);
    tlv(0x30, &[&tlv(0x31, &[&attribute])])
}

fn certificate(issuer: &[u8], subject: &[u8], extensions: &[u8]) -> Vec<u8> {
    let algorithm = tlv(0x30, &[&[6, 3, 0x2b, 0x65, 0x70]]);
    let validity = tlv(0x30, &[&tlv(0x17, &[b"200101000000Z"]), &tlv(0x17, &[b"400101000000Z"])]);
    let key = tlv(0x30, &[&algorithm, &tlv(3, &[&[0; 33]])]);
    let list = if extensions.is_empty() { Vec::new() } else { tlv(0xa3, &[&tlv(0x30, &[extensions])]) };
    let version_and_serial = [0xa0, 3, 2, 1, 2, 2, 1, 1];
    let tbs = tlv(0x30, &[&version_and_serial, &algorithm, issuer, &validity, subject, &key, &list]);
    tlv(0x30, &[&tbs, &algorithm, &tlv(3, &[&[0; 65]])])
}

fn extensions(source: &mut Source<'_>) -> Vec<u8> {
    let policies = source.list(5, |it| tlv(0x30, &[&policy(it.below(6))]));
    let mappings = source.list(5, |it| {
        let pair = [it.below(5), it.below(5)].map(|number| policy(number.saturating_add(1)));
        tlv(0x30, &[&pair.concat()])
    });
    let limits = [skip(source, 0x80), skip(source, 0x81)].concat();
    let any = skip(source, 2);
    let names = source.list(5, general_name);
    let permitted = source.list(4, |it| tlv(0x30, &[&general_name(it)]));
    let excluded = source.list(4, |it| tlv(0x30, &[&general_name(it)]));
    let lists = [tagged(0xa0, &permitted), tagged(0xa1, &excluded)].concat();
    [(32, policies), (33, mappings), (36, limits), (17, names), (30, lists)]
        .into_iter()
        .map(|(kind, contents)| extension(kind, &tagged(0x30, &contents)))
        .chain([extension(54, &any)])
        .flatten()
        .collect()
}

fn tagged(tag: u8, contents: &[u8]) -> Vec<u8> {
    if contents.is_empty() { Vec::new() } else { tlv(tag, &[contents]) }
}

fn extension(kind: u8, value: &[u8]) -> Vec<u8> {
    if value.is_empty() { Vec::new() } else { tlv(0x30, &[&[6, 3, 0x55, 0x1d, kind], &tlv(4, &[value])]) }
}

/// Policy 0 is `anyPolicy`.
pub(super) fn policy(number: u8) -> Vec<u8> {
    if number == 0 { vec![6, 4, 0x55, 0x1d, 0x20, 0] } else { vec![6, 2, 0x2a, number] }
}

fn skip(source: &mut Source<'_>, tag: u8) -> Vec<u8> {
    match source.below(8) {
        number @ 0..4 => tlv(tag, &[&[number]]),
        _ => Vec::new(),
    }
}

/// A name of any form, of a fixed text or of the input's.
fn general_name(source: &mut Source<'_>) -> Vec<u8> {
    match source.below(12) {
        0 => tlv(0x82, &[b"example.com"]),
        1 => tlv(0x82, &[b"*.a.example.com"]),
        2 => tlv(0x81, &[b"a@example.com"]),
        3 => tlv(0x86, &[b"https://a.example.com/"]),
        4 => tlv(0xa4, &[&name(source.byte())]),
        5 => tlv(0x87, &[&[192, 0, 2, 1]]),
        6 => tlv(0x87, &[&[192, 0, 2, 0, 255, 255, 255, 0]]),
        7 => tlv(0xa0, &[&[6, 1, 0x2a], &tlv(0xa0, &[&[5, 0]])]),
        8 => tlv(0x88, &[&[0x2a]]),
        form => {
            let text = source.byte();
            tlv(
                [0x81, 0x82, 0x86].get(usize::from(form % 3)).copied().unwrap_or(0x82),
                &[source.take(text % 32)],
            )
        }
    }
}

//! An index of the entries of a list by serial number.

mod hash;
mod layout;
mod packed;

use alloc::{vec, vec::Vec};

use countersign_x509::{Name, SerialNumber};

use self::{
    hash::{SEED, Spot, mix},
    layout::Layout,
    packed::Packed,
};
use super::{
    CertificateList, CrlEntry, VerifiedCrl,
    entry::Own,
    lookup::{entry_at, lookup},
    scan::Walk,
};

/// A verified list with an index: an answer takes about as long whether the list has ten entries or a million.
///
/// # What it costs
/// It is built in two passes over the entries, which take about as long as reading the list did, and holds less than a tenth
/// of the list's bytes: places in what arrived and a few bits of each serial number's hash, no copies. So it pays from the
/// second answer on; for one alone, [`VerifiedCrl::find`] is faster.
///
/// An answer looks at one stretch of a few entries, and one about a serial number that is not there mostly at none. Serial
/// numbers are hashed under a key made of the list's signature, which whoever chooses a serial number does not know; and were
/// every entry to fall together, an answer would take one pass over the list, as without an index.
#[derive(Clone, Debug)]
pub struct IndexedCrl<'a> {
    verified: VerifiedCrl<'a>,
    index: Option<Index>,
}

impl<'a> IndexedCrl<'a> {
    pub(super) fn new(verified: VerifiedCrl<'a>) -> Self {
        let index = Index::new(verified.list());
        Self { verified, index }
    }

    /// The list.
    #[must_use]
    pub fn list(&self) -> &CertificateList<'a> {
        self.verified.list()
    }

    /// As [`VerifiedCrl::find`].
    #[must_use]
    pub fn find(&self, serial: SerialNumber<'_>, issuer: &Name<'_>) -> Option<CrlEntry<'a>> {
        lookup(self.list(), self.index.as_ref(), serial.as_bytes(), issuer)
    }
}

/// The entries are cut into blocks of the same length. A hash table of lists says in which block each entry starts, beside a
/// print: bits of its hash that tell it from most others of its bucket. It is filled by counting, so that it has no room to
/// spare.
#[derive(Clone, Debug)]
pub(super) struct Index {
    key: u64,
    layout: Layout,
    /// Where in each block the first entry starts; [`NONE`] where none does.
    firsts: Vec<u16>,
    /// Where the list of each bucket starts in `slots`, and at last where that of the last one ends.
    starts: Vec<u32>,
    /// For each entry the number of its block above its print; in each bucket by descending numbers.
    slots: Packed,
    /// Where the entries are that name an issuer.
    issuers: Vec<u32>,
}

const NONE: u16 = u16::MAX;

impl Index {
    /// `None` for a list that is too long for 32 bits to say where an entry is: of 4 GiB.
    pub(super) fn new(list: &CertificateList<'_>) -> Option<Self> {
        let entries = list.entries.rest();
        u32::try_from(entries.len()).ok()?;
        let layout = Layout::of(entries.len(), list.len(), list.facts.issuers);
        let mut index = Self {
            key: mix(list.signature, SEED),
            layout,
            firsts: vec![NONE; layout.blocks],
            starts: vec![0; layout.buckets.checked_add(1)?],
            slots: Packed::new(list.len(), layout.width()),
            issuers: Vec::with_capacity(list.facts.issuers),
        };
        index.count(list);
        index.sum();
        index.fill(entries);
        Some(index)
    }

    /// Counts the entries of each bucket, and notes where entries start.
    fn count(&mut self, list: &CertificateList<'_>) {
        let mut cursor = Cursor::default();
        for entry in Walk::from(list.entries.rest(), 0) {
            let spot = self.spot(entry.serial);
            if let Some(count) = self.starts.get_mut(spot.bucket) {
                *count = count.saturating_add(1);
            }
            let within = cursor.go_to(entry.at, self.layout.block);
            if let Some(first @ &mut NONE) = self.firsts.get_mut(cursor.block) {
                *first = u16::try_from(within).unwrap_or(NONE);
            }
            if entry.long && list.facts.issuers > 0 {
                self.note_issuer(list, entry.at);
            }
        }
    }

    fn note_issuer(&mut self, list: &CertificateList<'_>, at: usize) {
        if let (Some((_, Own::Issuer)), Ok(at)) = (entry_at(list, at, None), u32::try_from(at)) {
            self.issuers.push(at);
        }
    }

    /// Turns counts into the ends of the lists.
    fn sum(&mut self) {
        let mut end = 0u32;
        for start in &mut self.starts {
            end = end.saturating_add(*start);
            *start = end;
        }
    }

    /// Fills each list from its end, so that its end becomes its start.
    fn fill(&mut self, entries: &[u8]) {
        let mut cursor = Cursor::default();
        for entry in Walk::from(entries, 0) {
            let spot = self.spot(entry.serial);
            cursor.go_to(entry.at, self.layout.block);
            let Some(start) = self.starts.get_mut(spot.bucket) else { continue };
            *start = start.saturating_sub(1);
            let slot = self.layout.slot(cursor.block, spot.print);
            self.slots.set(usize::try_from(*start).unwrap_or(usize::MAX), slot);
        }
    }

    fn spot(&self, serial: &[u8]) -> Spot {
        Spot::of(mix(serial, self.key), self.layout.buckets, self.layout.print_bits)
    }

    /// Where the entries of a serial number start.
    pub(super) fn find<'x>(
        &'x self,
        entries: &'x [u8],
        serial: &'x [u8],
    ) -> impl Iterator<Item = usize> + 'x {
        let spot = self.spot(serial);
        let slots = self.slots_of(spot.bucket).map(|at| self.slots.get(at));
        let alike = slots.filter_map(move |slot| self.layout.block_of(slot, spot.print));
        // Equal numbers follow one another: each block is walked over once.
        let mut last = None;
        let distinct = alike.filter(move |block| last.replace(*block) != Some(*block));
        distinct
            .flat_map(move |block| self.walk(entries, block))
            .filter_map(move |entry| (entry.1 == serial).then_some(entry.0))
    }

    fn slots_of(&self, bucket: usize) -> core::ops::Range<usize> {
        let place = |start: &u32| usize::try_from(*start).unwrap_or(usize::MAX);
        match self.starts.get(bucket..) {
            Some([start, end, ..]) => place(start)..place(end),
            _ => 0..0,
        }
    }

    /// The places and serial numbers of the entries that start in a block.
    fn walk<'x>(&self, entries: &'x [u8], block: usize) -> impl Iterator<Item = (usize, &'x [u8])> + use<'x> {
        let start = block.saturating_mul(self.layout.block);
        let first = self.firsts.get(block).copied().unwrap_or(NONE);
        let from = if first == NONE { entries.len() } else { start.saturating_add(usize::from(first)) };
        let end = start.saturating_add(self.layout.block);
        Walk::from(entries, from).map(|entry| (entry.at, entry.serial)).take_while(move |entry| entry.0 < end)
    }

    /// The last entry before a place that names an issuer.
    pub(super) fn issuer_before(&self, at: usize) -> Option<usize> {
        let at = u32::try_from(at).ok()?;
        let before = self.issuers.partition_point(|issuer| *issuer < at);
        usize::try_from(*self.issuers.get(before.checked_sub(1)?)?).ok()
    }
}

/// In which block one is, on the way through the entries.
#[derive(Default)]
struct Cursor {
    block: usize,
    start: usize,
}

impl Cursor {
    /// Goes on to a place, and says how far behind the start of its block it is.
    fn go_to(&mut self, at: usize, block: usize) -> usize {
        let mut within = at.saturating_sub(self.start);
        while within >= block {
            within = within.saturating_sub(block);
            self.start = self.start.saturating_add(block);
            self.block = self.block.saturating_add(1);
        }
        within
    }
}

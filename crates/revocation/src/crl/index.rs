//! An index of the entries of a list by serial number.

use alloc::{vec, vec::Vec};

use countersign_x509::{Name, SerialNumber};

use super::{
    CertificateList, CrlEntry, VerifiedCrl,
    entry::Own,
    lookup::{entry_at, lookup},
    scan::Walk,
};

/// A verified list with an index: an answer takes about as long whether the list has ten entries or a million.
///
/// The index holds places in the bytes that arrived, no copies, in about a tenth of their memory: three bytes an entry.
/// Serial numbers are hashed under a key made of the list's signature, which whoever chooses a serial number does not know;
/// and were every entry to fall together, an answer would take one pass over the list, as without an index.
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

/// The entries are cut into stretches of the same length; a hash table of lists says in which stretches entries of a hash
/// start. It is filled by counting, so that it has no room to spare.
#[derive(Clone, Debug)]
pub(super) struct Index {
    key: u64,
    /// Bytes of a stretch.
    stretch: usize,
    /// Where in each stretch the first entry starts; [`NONE`] where none does.
    firsts: Vec<u16>,
    /// Where the list of each bucket starts in `places`.
    starts: Vec<u32>,
    /// Numbers of stretches, in descending order for each bucket.
    places: Vec<u16>,
    /// Where the entries are that name an issuer.
    issuers: Vec<u32>,
}

const NONE: u16 = u16::MAX;
/// Stretches are numbered with 16 bits.
const MAX_STRETCHES: usize = 1 << 16;
/// Shorter stretches would not be found faster: this is a few lines of a cache.
const MIN_STRETCH: usize = 256;

impl Index {
    /// `None` for a list that is too long for 16 bits to say where an entry is: of 4 GiB.
    pub(super) fn new(list: &CertificateList<'_>) -> Option<Self> {
        let entries = list.entries.rest();
        let stretch = entries.len().div_ceil(MAX_STRETCHES).max(MIN_STRETCH);
        if stretch >= usize::from(NONE) {
            return None;
        }
        let mut index = Self {
            key: mix(list.signature, SEED),
            stretch,
            firsts: vec![NONE; entries.len().div_ceil(stretch)],
            starts: vec![0; buckets(entries.len(), list.len())],
            places: vec![0; list.len()],
            issuers: Vec::new(),
        };
        index.count(list);
        index.sum();
        index.fill(entries);
        index.issuers.shrink_to_fit();
        Some(index)
    }

    /// Counts the entries of each bucket, and notes where entries start.
    fn count(&mut self, list: &CertificateList<'_>) {
        for entry in Walk::from(list.entries.rest(), 0) {
            let bucket = self.bucket(entry.serial);
            if let Some(count) = self.starts.get_mut(bucket) {
                *count = count.saturating_add(1);
            }
            let (stretch, within) = self.stretch_of(entry.at);
            if let Some(first @ &mut NONE) = self.firsts.get_mut(usize::from(stretch)) {
                *first = within;
            }
            if entry.long && list.facts.names_issuer.is_some() {
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
        for entry in Walk::from(entries, 0) {
            let bucket = self.bucket(entry.serial);
            let (stretch, _) = self.stretch_of(entry.at);
            let Some(start) = self.starts.get_mut(bucket) else { continue };
            *start = start.saturating_sub(1);
            if let Some(place) = usize::try_from(*start).ok().and_then(|at| self.places.get_mut(at)) {
                *place = stretch;
            }
        }
    }

    fn bucket(&self, serial: &[u8]) -> usize {
        let buckets = u64::try_from(self.starts.len()).unwrap_or(u64::MAX).max(1);
        usize::try_from(mix(serial, self.key).checked_rem(buckets).unwrap_or_default()).unwrap_or_default()
    }

    /// The number of the stretch of a place, and where in it.
    fn stretch_of(&self, at: usize) -> (u16, u16) {
        let number = at.checked_div(self.stretch).unwrap_or_default();
        let within = at.checked_rem(self.stretch).unwrap_or_default();
        (u16::try_from(number).unwrap_or_default(), u16::try_from(within).unwrap_or_default())
    }

    /// Where the entries of a serial number start.
    pub(super) fn find<'x>(
        &'x self,
        entries: &'x [u8],
        serial: &'x [u8],
    ) -> impl Iterator<Item = usize> + 'x {
        let places = self.places_of(self.bucket(serial));
        // Equal numbers stand together: each stretch is walked over once.
        let distinct = places.chunk_by(|one, other| one == other).filter_map(|same| same.first());
        distinct
            .flat_map(move |stretch| self.walk(entries, *stretch))
            .filter_map(move |entry| (entry.1 == serial).then_some(entry.0))
    }

    fn places_of(&self, bucket: usize) -> &[u16] {
        let place = |bucket: usize| usize::try_from(*self.starts.get(bucket)?).ok();
        let end = place(bucket.saturating_add(1)).unwrap_or(self.places.len());
        place(bucket).and_then(|start| self.places.get(start..end)).unwrap_or_default()
    }

    /// The places and serial numbers of the entries that start in a stretch.
    fn walk<'x>(&self, entries: &'x [u8], stretch: u16) -> impl Iterator<Item = (usize, &'x [u8])> + use<'x> {
        let start = usize::from(stretch).saturating_mul(self.stretch);
        let first = self.firsts.get(usize::from(stretch)).copied().unwrap_or(NONE);
        let from = if first == NONE { entries.len() } else { start.saturating_add(usize::from(first)) };
        let end = start.saturating_add(self.stretch);
        Walk::from(entries, from).map(|entry| (entry.at, entry.serial)).take_while(move |entry| entry.0 < end)
    }

    /// The last entry before a place that names an issuer.
    pub(super) fn issuer_before(&self, at: usize) -> Option<usize> {
        let at = u32::try_from(at).ok()?;
        let before = self.issuers.partition_point(|issuer| *issuer < at);
        usize::try_from(*self.issuers.get(before.checked_sub(1)?)?).ok()
    }
}

/// Three entries to a bucket, more where entries are so short that the table would outgrow a tenth of them.
fn buckets(bytes: usize, entries: usize) -> usize {
    let spare = (bytes / 11).saturating_sub(entries.saturating_mul(2)) / 4;
    spare.clamp(entries / 32, entries / 3).max(1)
}

const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

/// A hash under a key, of good spread (after the finalizer of MurmurHash3).
fn mix(bytes: &[u8], key: u64) -> u64 {
    let mut hash = key ^ u64::try_from(bytes.len()).unwrap_or_default();
    for chunk in bytes.chunks(8) {
        let mut word = [0; 8];
        word.iter_mut().zip(chunk).for_each(|(into, byte)| *into = *byte);
        hash = finish(hash ^ u64::from_le_bytes(word));
    }
    finish(hash)
}

fn finish(mut hash: u64) -> u64 {
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

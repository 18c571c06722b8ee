//! The lists at hand, and what was found out about them.

use alloc::{boxed::Box, vec::Vec};

use countersign_crypto::CryptoProvider;
use countersign_x509::{AlgorithmRules, Name, SerialNumber};

use crate::{
    Issuer,
    crl::{CertificateList, CrlEntry, CrlVerifyError, index::Index, lookup::lookup},
};

/// Lists at hand, whoever they are of. Signatures are checked once, however many certificates are asked about, and a long
/// list that is asked more than once gets an index (as [`crate::IndexedCrl`] has it).
#[derive(Clone, Debug, Default)]
pub struct CrlSet<'a> {
    slots: Vec<Slot<'a>>,
}

impl<'a> CrlSet<'a> {
    /// No lists.
    #[must_use]
    pub const fn new() -> Self {
        Self { slots: Vec::new() }
    }

    /// Adds a list. Its place is the number of those that were added before.
    pub fn add(&mut self, list: CertificateList<'a>) {
        self.slots.push(Slot { list, checked: Vec::new(), asked: false, index: None });
    }

    /// The lists, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = &CertificateList<'a>> {
        self.slots.iter().map(|slot| &slot.list)
    }

    /// How many lists there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether there is no list.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    pub(super) fn slot(&mut self, at: usize) -> Option<&mut Slot<'a>> {
        self.slots.get_mut(at)
    }
}

/// A list and what was found out about it.
#[derive(Clone, Debug)]
pub(super) struct Slot<'a> {
    pub(super) list: CertificateList<'a>,
    checked: Vec<Checked>,
    asked: bool,
    index: Option<Index>,
}

/// Whether a key signed the list.
#[derive(Clone, Debug)]
struct Checked {
    spki: Box<[u8]>,
    rules: AlgorithmRules,
    result: Result<(), CrlVerifyError>,
}

/// Keys that are tried on one list: each costs a pass over its bytes.
const MAX_KEYS: usize = 16;
/// Shorter lists are walked over as fast as an index is built.
const MIN_INDEXED: usize = 1024;

impl<'a> Slot<'a> {
    /// Whether a signer may sign the list and did.
    pub(super) fn verify(
        &mut self,
        signer: &Issuer<'_>,
        rules: &AlgorithmRules,
        provider: &dyn CryptoProvider,
    ) -> Result<(), CrlVerifyError> {
        self.list.check_signer(signer)?;
        let known = self.checked.iter().find(|one| *one.spki == *signer.spki() && one.rules == *rules);
        if let Some(known) = known {
            return known.result.clone();
        }
        if self.checked.len() >= MAX_KEYS {
            return Err(CrlVerifyError::TooManyKeys);
        }
        let result = self.list.check_signature(signer, rules, provider);
        self.checked.push(Checked { spki: signer.spki().into(), rules: *rules, result: result.clone() });
        result
    }

    /// The entry of a certificate.
    pub(super) fn find(&mut self, serial: SerialNumber<'_>, issuer: &Name<'_>) -> Option<CrlEntry<'a>> {
        if self.asked && self.index.is_none() && self.list.len() >= MIN_INDEXED {
            self.index = Index::new(&self.list);
        }
        self.asked = true;
        lookup(&self.list, self.index.as_ref(), serial.as_bytes(), issuer)
    }
}

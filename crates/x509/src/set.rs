//! Intermediate certificates that are at hand besides those of a message.

use alloc::{sync::Arc, vec::Vec};

use countersign_encoding::pem;

use crate::{Certificate, CertificatePemError, PemLimits, Violation, subject_index::SubjectIndex};

/// Certificates that may stand between a leaf and an anchor. They are parsed once, own their bytes, and copies share
/// them. Nothing in the set is trusted.
///
/// A member that does not parse is no error: it is listed by [`CertificateSet::unusable`], and the others serve.
#[derive(Clone, Debug)]
pub struct CertificateSet {
    members: Arc<[Certificate<'static>]>,
    index: Arc<SubjectIndex>,
    /// The key of each member's issuer.
    issuers: Arc<[u64]>,
    unusable: Arc<[UnusableMember]>,
}

/// A member of a bundle that does not parse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnusableMember {
    position: usize,
    violation: Violation,
}

impl UnusableMember {
    pub(crate) fn new(position: usize, violation: Violation) -> Self {
        Self { position, violation }
    }

    /// Its place among those that were given, from 0.
    #[must_use]
    pub fn position(&self) -> usize {
        self.position
    }

    /// Why it does not parse.
    #[must_use]
    pub fn violation(&self) -> &Violation {
        &self.violation
    }
}

impl CertificateSet {
    /// A set without members.
    #[must_use]
    pub fn empty() -> Self {
        Self::of(Vec::new(), Vec::new())
    }

    /// Reads DER certificates.
    #[must_use]
    pub fn from_ders<B: AsRef<[u8]>>(ders: impl IntoIterator<Item = B>) -> Self {
        let (mut members, mut unusable) = (Vec::new(), Vec::new());
        for (position, der) in ders.into_iter().enumerate() {
            match Certificate::from_der(der.as_ref()) {
                Ok(certificate) => members.push(certificate.to_owned()),
                Err(violation) => unusable.push(UnusableMember::new(position, violation)),
            }
        }
        Self::of(members, unusable)
    }

    /// Reads a PEM bundle of certificates.
    ///
    /// # Errors
    /// [`CertificatePemError`] where the text is no PEM, is beyond the limits, or has blocks of another label; a certificate
    /// that does not parse is among [`CertificateSet::unusable`].
    pub fn from_pem(text: &[u8], limits: PemLimits) -> Result<Self, CertificatePemError> {
        Ok(Self::from_ders(certificate_blocks(text, limits)?))
    }

    /// Takes certificates that were read already.
    #[must_use]
    pub fn from_certificates<'c>(certificates: impl IntoIterator<Item = Certificate<'c>>) -> Self {
        let members = certificates.into_iter().map(|certificate| certificate.to_owned()).collect();
        Self::of(members, Vec::new())
    }

    /// Sorted by their bytes, so that none is there twice.
    fn of(mut members: Vec<Certificate<'static>>, unusable: Vec<UnusableMember>) -> Self {
        members.sort_unstable_by(|one, other| one.der().cmp(other.der()));
        members.dedup();
        let index = SubjectIndex::new(members.iter().map(Certificate::subject));
        let issuers = members.iter().map(|member| member.issuer().match_key()).collect();
        Self { members: members.into(), index: index.into(), issuers, unusable: unusable.into() }
    }

    /// The members that parse, in no particular order, each once.
    pub fn iter(&self) -> impl Iterator<Item = &Certificate<'static>> {
        self.members.iter()
    }

    /// How many members parse.
    #[must_use]
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether no member parses.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The members that do not parse, and why.
    #[must_use]
    pub fn unusable(&self) -> &[UnusableMember] {
        &self.unusable
    }

    pub(crate) fn get(&self, at: u32) -> Option<&Certificate<'static>> {
        self.members.get(usize::try_from(at).ok()?)
    }

    /// The key of a member's issuer.
    pub(crate) fn issuer_key(&self, at: u32) -> Option<u64> {
        self.issuers.get(usize::try_from(at).ok()?).copied()
    }

    /// The places of members whose subject has a key.
    pub(crate) fn find(&self, key: u64) -> impl Iterator<Item = u32> {
        self.index.find(key)
    }
}

/// What the blocks of a PEM bundle hold, all of which must be certificates by their label.
pub(crate) fn certificate_blocks(
    text: &[u8],
    limits: PemLimits,
) -> Result<Vec<Vec<u8>>, CertificatePemError> {
    let blocks = pem::decode_all(text, limits)?;
    let contents = |(index, block): (usize, &pem::Block)| match block.label() {
        "CERTIFICATE" => Ok(block.data().to_vec()),
        label => Err(CertificatePemError::Label { index, label: label.into() }),
    };
    blocks.iter().enumerate().map(contents).collect()
}

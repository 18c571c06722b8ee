//! Sets of trust anchors.

use alloc::{sync::Arc, vec::Vec};

use crate::{
    AnchorLimits, Certificate, CertificatePemError, PemLimits, TrustAnchor, UnusableMember,
    set::certificate_blocks, subject_index::SubjectIndex,
};

/// The anchors of one trust store. They are parsed once, own their bytes, and copies share them.
///
/// A member that does not parse is no error: it is listed by [`TrustAnchors::unusable`], and the others serve. Nothing
/// is ever verified by a set without members.
#[derive(Clone, Debug)]
pub struct TrustAnchors {
    /// First those that are usable.
    members: Arc<[TrustAnchor]>,
    usable: usize,
    index: Arc<SubjectIndex>,
    unusable: Arc<[UnusableMember]>,
}

impl TrustAnchors {
    /// Takes anchors.
    #[must_use]
    pub fn new(anchors: impl IntoIterator<Item = TrustAnchor>) -> Self {
        Self::of(anchors.into_iter().collect(), Vec::new(), Vec::new())
    }

    /// Reads DER certificates.
    #[must_use]
    pub fn from_ders<B: AsRef<[u8]>>(ders: impl IntoIterator<Item = B>, limits: AnchorLimits) -> Self {
        let (mut members, mut broken, mut unusable) = (Vec::new(), Vec::new(), Vec::new());
        for (position, der) in ders.into_iter().enumerate() {
            match TrustAnchor::from_der(der.as_ref(), limits) {
                Ok(anchor) => members.push(anchor),
                Err(violation) => {
                    broken.extend(TrustAnchor::broken(der.as_ref(), violation));
                    unusable.push(UnusableMember::new(position, violation));
                }
            }
        }
        Self::of(members, broken, unusable)
    }

    /// Reads a PEM bundle of certificates.
    ///
    /// # Errors
    /// [`CertificatePemError`] where the text is no PEM, is beyond the limits, or has blocks of another label; a certificate
    /// that does not parse is among [`TrustAnchors::unusable`].
    pub fn from_pem(
        text: &[u8],
        pem_limits: PemLimits,
        limits: AnchorLimits,
    ) -> Result<Self, CertificatePemError> {
        Ok(Self::from_ders(certificate_blocks(text, pem_limits)?, limits))
    }

    fn of(mut members: Vec<TrustAnchor>, broken: Vec<TrustAnchor>, unusable: Vec<UnusableMember>) -> Self {
        let usable = members.len();
        members.extend(broken);
        let index = SubjectIndex::new(members.iter().map(TrustAnchor::subject));
        Self { members: members.into(), usable, index: index.into(), unusable: unusable.into() }
    }

    /// The anchors, in the order in which they were given.
    pub fn iter(&self) -> impl Iterator<Item = &TrustAnchor> {
        self.members.iter().take(self.usable)
    }

    /// How many anchors there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.usable
    }

    /// Whether there is no anchor.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.usable == 0
    }

    /// The members that do not parse, and why.
    #[must_use]
    pub fn unusable(&self) -> &[UnusableMember] {
        &self.unusable
    }

    pub(crate) fn get(&self, at: u32) -> Option<&TrustAnchor> {
        self.members.get(usize::try_from(at).ok()?)
    }

    /// The places of anchors whose name has a key.
    pub(crate) fn find(&self, key: u64) -> impl Iterator<Item = u32> {
        self.index.find(key)
    }

    /// The anchor that is this very certificate, byte by byte, with the key of its subject.
    pub(crate) fn find_certificate(
        &self,
        subject_key: u64,
        certificate: &Certificate<'_>,
    ) -> Option<&TrustAnchor> {
        let mut places = self.find(subject_key);
        places.find_map(|at| self.get(at).filter(|anchor| anchor.certificate() == Some(certificate)))
    }
}

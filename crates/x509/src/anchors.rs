//! Sets of trust anchors.

use alloc::{sync::Arc, vec::Vec};

use crate::{AnchorLimits, Certificate, Name, TrustAnchor, UnusableMember, subject_index::SubjectIndex};

/// The anchors of one trust store. They are parsed once, own their bytes, and copies share them.
///
/// A member that does not parse is no error: it is listed by [`TrustAnchors::unusable`], and the others serve. Nothing
/// is ever verified by a set without members.
#[derive(Clone, Debug)]
pub struct TrustAnchors {
    members: Arc<[TrustAnchor]>,
    index: Arc<SubjectIndex>,
    unusable: Arc<[UnusableMember]>,
}

impl TrustAnchors {
    /// Takes anchors.
    #[must_use]
    pub fn new(anchors: impl IntoIterator<Item = TrustAnchor>) -> Self {
        Self::of(anchors.into_iter().collect(), Vec::new())
    }

    /// Reads DER certificates.
    #[must_use]
    pub fn from_ders<B: AsRef<[u8]>>(ders: impl IntoIterator<Item = B>, limits: AnchorLimits) -> Self {
        let (mut members, mut unusable) = (Vec::new(), Vec::new());
        for (position, der) in ders.into_iter().enumerate() {
            match TrustAnchor::from_der(der.as_ref(), limits) {
                Ok(anchor) => members.push(anchor),
                Err(violation) => unusable.push(UnusableMember::new(position, violation)),
            }
        }
        Self::of(members, unusable)
    }

    fn of(members: Vec<TrustAnchor>, unusable: Vec<UnusableMember>) -> Self {
        let index = SubjectIndex::new(members.iter().map(TrustAnchor::subject));
        Self { members: members.into(), index: index.into(), unusable: unusable.into() }
    }

    /// The anchors, in the order in which they were given.
    pub fn iter(&self) -> impl Iterator<Item = &TrustAnchor> {
        self.members.iter()
    }

    /// How many anchors there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there is no anchor.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The members that do not parse, and why.
    #[must_use]
    pub fn unusable(&self) -> &[UnusableMember] {
        &self.unusable
    }

    pub(crate) fn get(&self, at: u32) -> Option<&TrustAnchor> {
        self.members.get(usize::try_from(at).ok()?)
    }

    /// The places of anchors that may have a name.
    pub(crate) fn find(&self, subject: Name<'_>) -> impl Iterator<Item = u32> {
        self.index.find(subject)
    }

    /// The anchor that is this very certificate, byte by byte.
    pub(crate) fn find_certificate(&self, certificate: &Certificate<'_>) -> Option<&TrustAnchor> {
        let mut places = self.find(certificate.subject());
        places.find_map(|at| self.get(at).filter(|anchor| anchor.certificate() == Some(certificate)))
    }
}

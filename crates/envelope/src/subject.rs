//! What a payload is about.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use countersign_digest::Digest;

static NO_ANNOTATIONS: BTreeMap<String, String> = BTreeMap::new();

/// One thing that a payload names: its digests, and what the signer wrote beside them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedSubject {
    digests: Vec<Digest>,
    name: Option<String>,
    /// None where the signer wrote no such member, which is written again as none.
    annotations: Option<BTreeMap<String, String>>,
}

impl SignedSubject {
    /// A subject for a statement to be written: its digests by different algorithms, and its name if it has one.
    #[cfg(feature = "dsse")]
    #[must_use]
    pub fn of(digests: Vec<Digest>, name: Option<&str>) -> Self {
        Self { digests, name: name.map(Into::into), annotations: None }
    }

    /// The same with annotations.
    #[cfg(feature = "dsse")]
    #[must_use]
    pub fn with_annotations(mut self, annotations: BTreeMap<String, String>) -> Self {
        self.annotations = Some(annotations);
        self
    }

    #[cfg(any(feature = "dsse", feature = "message", feature = "simple-signing"))]
    pub(crate) fn new(
        digests: Vec<Digest>,
        name: Option<String>,
        annotations: Option<BTreeMap<String, String>>,
    ) -> Self {
        Self { digests, name, annotations }
    }

    /// The digests by algorithms that this version knows; all are of the same thing, if the signer spoke true.
    #[must_use]
    pub fn digests(&self) -> &[Digest] {
        &self.digests
    }

    /// What the signer called it (a repository, a file); compared with nothing, and shown escaped or not at all.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The annotations whose values are text.
    #[must_use]
    pub fn annotations(&self) -> &BTreeMap<String, String> {
        self.annotations.as_ref().unwrap_or(&NO_ANNOTATIONS)
    }

    #[cfg(feature = "dsse")]
    pub(crate) fn written_annotations(&self) -> Option<&BTreeMap<String, String>> {
        self.annotations.as_ref()
    }
}

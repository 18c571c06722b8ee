use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use countersign_digest::Digest;

use crate::{FormHint, ManifestDescriptor, ProblemKind};

/// Where something is attached.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum AttachmentPlace {
    /// In a manifest that refers to the image.
    Referrer,
    /// Under this tag beside the image.
    Tag(String),
}

/// What something says that it is. Whoever attached it said so; nothing was verified.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum AttachmentClaim {
    /// A signature of the image.
    Signature,
    /// A Notation signature.
    NotationSignature,
    /// A statement about the image.
    Attestation {
        /// The type of its predicate, where an annotation names one.
        predicate_type: Option<String>,
    },
    /// A sigstore bundle of which no annotation says what it holds.
    Bundle,
    /// A bill of materials that nobody signed.
    Sbom,
    /// Something else.
    Other,
}

/// One thing that is attached to a manifest, as it says of itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Attachment {
    pub(super) claim: AttachmentClaim,
    pub(super) form: Option<FormHint>,
    pub(super) place: AttachmentPlace,
    pub(super) manifest: Digest,
    /// Shared by all layers of one manifest: it may be as long as a manifest.
    pub(super) artifact_type: Option<Arc<str>>,
    pub(super) layer: Option<ManifestDescriptor>,
    pub(super) content: Option<Arc<[u8]>>,
    pub(super) problem: Option<ProblemKind>,
}

impl Attachment {
    /// What it says that it is.
    pub fn claim(&self) -> &AttachmentClaim {
        &self.claim
    }

    /// The form in which a signature or an attestation is kept; none for what has none of these forms.
    pub fn form(&self) -> Option<FormHint> {
        self.form
    }

    /// Where it is attached.
    pub fn place(&self) -> &AttachmentPlace {
        &self.place
    }

    /// The digest of the manifest in which it is.
    pub fn manifest(&self) -> Digest {
        self.manifest
    }

    /// The artifact type that the manifest, or else the listing, says.
    pub fn artifact_type(&self) -> Option<&str> {
        self.artifact_type.as_deref()
    }

    /// The layer that holds it, with its annotations; none when the manifest could not be read or has not exactly one layer.
    pub fn layer(&self) -> Option<&ManifestDescriptor> {
        self.layer.as_ref()
    }

    /// The bundle, envelope or payload, when it was read: bytes of the digest and the length that the layer says.
    pub fn content(&self) -> Option<&[u8]> {
        self.content.as_deref()
    }

    /// Why it, or its content, could not be read.
    pub fn problem(&self) -> Option<&ProblemKind> {
        self.problem.as_ref()
    }
}

/// What is attached to one manifest.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attachments {
    pub(super) found: Vec<Attachment>,
    pub(super) problems: Vec<(AttachmentPlace, ProblemKind)>,
}

impl Attachments {
    /// Everything that was found: the referrers in the order of the listing, then what is under `.sig`, `.att` and `.sbom`.
    pub fn found(&self) -> &[Attachment] {
        &self.found
    }

    /// The places that could not be looked at, or not wholly, and why.
    pub fn problems(&self) -> &[(AttachmentPlace, ProblemKind)] {
        &self.problems
    }
}

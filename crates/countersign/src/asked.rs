//! What a verification is asked for: a signature or an attestation, of an image or of a blob.

use alloc::{
    format,
    string::{String, ToString},
};
use core::fmt;

use countersign_crypto::Format;
use countersign_encoding::text;
use countersign_envelope::{COSIGN_SIGN_PREDICATE, PredicateType};
use countersign_oci::AttachmentKind;
use countersign_policy::{ExpectedPayload, danger::any_statement};

use crate::{Code, configuration::Configuration};

/// What a verification is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum SubjectKind {
    /// An image or index in a repository.
    Image,
    /// Bytes of any kind, such as a file.
    Blob,
}

impl SubjectKind {
    /// The name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Blob => "blob",
        }
    }
}

impl fmt::Display for SubjectKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What is asked for. An attestation is no signature, and a signature no attestation.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    about: SubjectKind,
    attestation: Option<PredicateType>,
}

impl Asked {
    pub(crate) fn signature(about: SubjectKind) -> Self {
        Self { about, attestation: None }
    }

    pub(crate) fn attestation(about: SubjectKind, predicate_type: PredicateType) -> Self {
        Self { about, attestation: Some(predicate_type) }
    }

    pub(crate) fn about(&self) -> SubjectKind {
        self.about
    }

    pub(crate) fn is_signature(&self) -> bool {
        self.attestation.is_none()
    }

    /// A signature over the bytes themselves, not over a statement about them.
    pub(crate) fn is_message(&self) -> bool {
        self.about == SubjectKind::Blob && self.is_signature()
    }

    /// The name in reports.
    pub(crate) fn name(&self) -> &'static str {
        if self.is_signature() { "signature" } else { "attestation" }
    }

    pub(crate) fn predicate_type(&self) -> Option<&str> {
        self.attestation.as_ref().map(PredicateType::uri)
    }

    /// The format whose algorithms are allowed. Cosign signs every envelope alike, also one about a blob: there, and not on
    /// the blob itself, an Ed25519 key may have signed with Ed25519ph.
    pub(crate) fn format(&self) -> Format {
        if self.is_message() { Format::CosignBlob } else { Format::CosignImage }
    }

    /// What is to be looked for in a repository.
    pub(crate) fn attachments(&self) -> AttachmentKind {
        match &self.attestation {
            None => AttachmentKind::Signature,
            Some(wanted) => AttachmentKind::Attestation {
                predicate_types: wanted.uris().map(ToString::to_string).collect(),
            },
        }
    }

    pub(crate) fn expected(&self, configuration: &Configuration) -> ExpectedPayload {
        match &self.attestation {
            Some(wanted) => ExpectedPayload::attestation(wanted.uris().map(ToString::to_string)),
            None if self.is_message() => ExpectedPayload::blob_signature(),
            None if configuration.checks_predicate_type() => ExpectedPayload::image_signature(),
            None => any_statement(),
        }
    }

    /// Whether a statement of this type is what is asked for.
    pub(crate) fn is_of_type(&self, predicate_type: &str, configuration: &Configuration) -> bool {
        match &self.attestation {
            Some(wanted) => wanted.accepts(predicate_type),
            None => !configuration.checks_predicate_type() || predicate_type == COSIGN_SIGN_PREDICATE,
        }
    }

    /// Why there is nothing to judge. `others` counts attachments that are not what is asked for.
    pub(crate) fn absent(&self, others: usize) -> (Code, String) {
        let code = if self.is_signature() { Code::NoSignature } else { Code::NoAttestation };
        let wanted = match self.predicate_type() {
            None => "signature".to_string(),
            Some(predicate_type) => format!("attestation of type {}", text::escape(predicate_type, 100)),
        };
        let reason = match (self.about, others) {
            (SubjectKind::Blob, _) => format!("no {wanted} was given"),
            (_, 0) => format!("no {wanted} is attached to the image"),
            (_, 1) => format!("no {wanted} is attached to the image, only 1 other attachment"),
            (_, others) => format!("no {wanted} is attached to the image, only {others} other attachments"),
        };
        (code, reason)
    }
}

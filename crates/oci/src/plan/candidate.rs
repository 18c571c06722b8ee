use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::sync::Arc;

use countersign_digest::Digest;

/// In what form a signature is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum FormHint {
    /// A sigstore bundle that refers to the image.
    Bundle,
    /// A simple signing payload under the `.sig` tag, or in a referrer of the same shape.
    SimpleSigning,
    /// A DSSE envelope by itself, under the `.att` tag or in a referrer of the same shape.
    Dsse,
}

/// What the bytes of a [`Candidate`] are supposed to be.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CandidateForm {
    /// A sigstore bundle.
    Bundle,
    /// A simple signing payload, with its signature beside it.
    SimpleSigning {
        /// The signature as the layer's annotation has it, standard base64; not decoded yet.
        signature_base64: String,
    },
    /// A DSSE envelope without a bundle around it.
    Dsse,
}

/// Bytes that may be a signature: they have the digest and the length by which they were named. Nothing in them, and nothing
/// beside them, is believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub(super) form: CandidateForm,
    pub(super) artifact: Digest,
    pub(super) manifest: Digest,
    /// Shared: several signatures over one payload do not hold it several times.
    pub(super) bytes: Arc<[u8]>,
    pub(super) predicate_hint: Option<String>,
    pub(super) annotations: BTreeMap<String, String>,
}

impl Candidate {
    /// What the bytes are supposed to be.
    pub fn form(&self) -> &CandidateForm {
        &self.form
    }

    /// The form without what belongs to it, as problems have it.
    pub fn form_hint(&self) -> FormHint {
        match self.form {
            CandidateForm::Bundle => FormHint::Bundle,
            CandidateForm::SimpleSigning { .. } => FormHint::SimpleSigning,
            CandidateForm::Dsse => FormHint::Dsse,
        }
    }

    /// The digest of the bytes. Candidates from different layers over one payload share it.
    pub fn artifact(&self) -> Digest {
        self.artifact
    }

    /// The digest of the manifest that lists the bytes as a layer.
    pub fn manifest(&self) -> Digest {
        self.manifest
    }

    /// The bytes: a bundle, an envelope, or the payload that was signed.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The predicate type that an annotation claims for a bundle or an envelope. A hint only.
    pub fn predicate_hint(&self) -> Option<&str> {
        self.predicate_hint.as_deref()
    }

    /// The annotations of the layer, among them the certificate and the log entry of Cosign's older scheme. Hints only.
    pub fn annotations(&self) -> &BTreeMap<String, String> {
        &self.annotations
    }
}

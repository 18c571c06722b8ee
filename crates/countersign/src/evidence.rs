//! What is kept beside a blob to prove who signed it.

use alloc::vec::Vec;
use core::iter::{Once, once};

use crate::SignatureFormat;

/// A signature or attestation of a blob, as it is kept beside it. Nothing in it is believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlobEvidence {
    pub(crate) format: SignatureFormat,
    pub(crate) bytes: Vec<u8>,
}

impl BlobEvidence {
    /// A Sigstore bundle (`FILE.sigstore.json`), over the blob itself or over a statement about it.
    #[must_use]
    pub fn bundle(bytes: Vec<u8>) -> Self {
        Self { format: SignatureFormat::CosignBundle, bytes }
    }

    /// The bundle that Cosign wrote before version 3: `{"base64Signature":…}`. A signature only.
    #[must_use]
    pub fn legacy_bundle(bytes: Vec<u8>) -> Self {
        Self { format: SignatureFormat::CosignLegacyBundle, bytes }
    }

    /// A signature alone: standard base64, with or without one newline at its end.
    #[must_use]
    pub fn signature(bytes: Vec<u8>) -> Self {
        Self { format: SignatureFormat::DetachedSignature, bytes }
    }

    /// A DSSE envelope without a bundle around it. An attestation only.
    #[must_use]
    pub fn dsse(bytes: Vec<u8>) -> Self {
        Self { format: SignatureFormat::CosignAttestation, bytes }
    }

    /// How it is kept.
    #[must_use]
    pub fn format(&self) -> SignatureFormat {
        self.format
    }

    /// The bytes as they were given.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// One piece of evidence is a list of one.
impl IntoIterator for BlobEvidence {
    type Item = Self;
    type IntoIter = Once<Self>;

    fn into_iter(self) -> Self::IntoIter {
        once(self)
    }
}

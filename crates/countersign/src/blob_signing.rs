//! The signing of a blob that streams by.

use alloc::{string::String, sync::Arc, vec::Vec};

use countersign_crypto::{CryptoProvider, Message, SigningKey};
use countersign_digest::{Algorithm, Digest};
use countersign_encoding::base64;
use countersign_envelope::{
    Draft, DraftPayload, Envelope, EnvelopeForm, SignedForm, SignerDescription, Statement,
    write_detached_signature, write_legacy_blob_bundle, write_message_bundle,
};
use countersign_time::UnixTime;

use crate::{
    Attestation, BlobTooLarge, SignBlobError, WriteFormat,
    blob_stream::{Blob, BlobNeeds, BlobStream},
};

/// In which form the signature of a blob is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum BlobFormat {
    /// A Sigstore bundle, `FILE.sigstore.json`: what Cosign writes since version 3.
    #[default]
    Bundle,
    /// The bundle that Cosign wrote before.
    LegacyBundle,
    /// The signature alone: base64 and one newline.
    Detached,
}

/// A signed blob's signature or attestation, ready to be stored beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedBlob {
    bytes: Vec<u8>,
    signature_base64: Option<String>,
    digest: Digest,
    form: BlobForm,
}

/// What the bytes of a signed blob are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BlobForm {
    Bundle,
    /// Under this name; it has no place for a timestamp.
    Other(&'static str),
}

impl SignedBlob {
    /// The same with other bytes, which are a bundle as before.
    pub(crate) fn rewritten(self, bytes: Vec<u8>) -> Self {
        Self { bytes, ..self }
    }

    pub(crate) fn form(&self) -> BlobForm {
        self.form
    }

    /// What is to be written: the bundle, the envelope, or the base64 of the signature with one newline.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The signature in standard base64; none of an attestation, whose signature is in its envelope.
    #[must_use]
    pub fn signature_base64(&self) -> Option<&str> {
        self.signature_base64.as_deref()
    }

    /// The digest of the blob that was signed, or that the statement names.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.digest
    }
}

/// The signing of a blob in progress: give it the bytes, in pieces of any length, and finish. In constant memory, unless
/// the key signs the whole message (pure Ed25519).
#[derive(Debug)]
#[must_use]
pub struct BlobSigning {
    provider: Arc<dyn CryptoProvider>,
    key: Arc<dyn SigningKey>,
    format: BlobFormat,
    stream: BlobStream,
}

impl BlobSigning {
    pub(crate) fn new(
        provider: Arc<dyn CryptoProvider>,
        key: Arc<dyn SigningKey>,
        format: BlobFormat,
        limit: u64,
    ) -> Self {
        let signed = key.scheme().algorithm().digest_algorithm();
        // A bundle of a pure Ed25519 signature states the SHA-256: readers refuse one that states no digest.
        let needs = BlobNeeds::new(signed, signed.is_none(), limit);
        let stream = BlobStream::new(provider.as_ref(), &needs);
        Self { provider, key, format, stream }
    }

    /// Whether the key signs the whole blob, so that its bytes are kept in memory.
    #[must_use]
    pub fn needs_whole_message(&self) -> bool {
        self.key.scheme().algorithm().digest_algorithm().is_none()
    }

    /// Takes more bytes.
    ///
    /// # Errors
    /// [`BlobTooLarge`] when the key signs the whole message, and the blob is longer than the limit; from then on always.
    pub fn update(&mut self, bytes: &[u8]) -> Result<(), BlobTooLarge> {
        self.stream.update(bytes)
    }

    /// Signs what was given, and verifies the signature.
    ///
    /// # Errors
    /// [`SignBlobError`].
    pub fn finish(self) -> Result<SignedBlob, SignBlobError> {
        self.stream.check()?;
        let blob = self.stream.finish();
        if let Some(form) = SignedForm::of(blob.head()) {
            return Err(SignBlobError::OtherFormat { form });
        }
        let digest = *blob.digests.first().ok_or(SignBlobError::UnknownEnvelope)?;
        let message = message(&blob, &digest);
        let signature = self.key.sign(message)?;
        let public_key = self.key.public_key();
        let verifying = self.provider.verifying_key(public_key, self.key.scheme());
        verifying.map_err(crate::SignerError::Key)?.verify(message, &signature)?;
        let (bytes, form) = match self.format {
            BlobFormat::Bundle => {
                (write_message_bundle(&public_key.id().to_hint(), &digest, &signature), BlobForm::Bundle)
            }
            BlobFormat::LegacyBundle => {
                (write_legacy_blob_bundle(&signature), BlobForm::Other("Cosign's older bundle"))
            }
            BlobFormat::Detached => (
                write_detached_signature(&signature).into_bytes(),
                BlobForm::Other("a signature in a file of its own"),
            ),
        };
        Ok(SignedBlob { bytes, signature_base64: Some(base64::encode_standard(&signature)), digest, form })
    }
}

fn message<'b>(blob: &'b Blob, digest: &'b Digest) -> Message<'b> {
    match &blob.whole {
        Some(bytes) => Message::Bytes(bytes),
        None => Message::Digest(digest),
    }
}

/// The attesting of a blob in progress. In constant memory, whatever the key: what is signed is a statement.
#[derive(Debug)]
#[must_use]
pub struct BlobAttesting {
    provider: Arc<dyn CryptoProvider>,
    key: Arc<dyn SigningKey>,
    name: String,
    attestation: Attestation,
    format: WriteFormat,
    now: UnixTime,
    stream: BlobStream,
}

impl BlobAttesting {
    pub(crate) fn new(
        provider: Arc<dyn CryptoProvider>,
        key: Arc<dyn SigningKey>,
        name: &str,
        attestation: Attestation,
        format: WriteFormat,
        now: UnixTime,
    ) -> Self {
        let stream = BlobStream::new(provider.as_ref(), &BlobNeeds::new([Algorithm::Sha256], false, 0));
        Self { provider, key, name: name.into(), attestation, format, now, stream }
    }

    /// Takes more bytes.
    ///
    /// # Errors
    /// None in this version; an attestation needs no more than a digest.
    pub fn update(&mut self, bytes: &[u8]) -> Result<(), BlobTooLarge> {
        self.stream.update(bytes)
    }

    /// Signs the statement about what was given, and verifies the signature.
    ///
    /// # Errors
    /// [`SignBlobError`].
    pub fn finish(self) -> Result<SignedBlob, SignBlobError> {
        let blob = self.stream.finish();
        let digest = *blob.digests.first().ok_or(SignBlobError::UnknownEnvelope)?;
        let predicate = self.attestation.wrapped(self.now)?;
        let predicate_type = self.attestation.predicate_type();
        let statement = Statement::attestation(digest, &self.name, predicate_type, predicate)?;
        let form = match self.format {
            WriteFormat::Cosign => EnvelopeForm::Bundle,
            WriteFormat::CosignLegacy => EnvelopeForm::Dsse,
        };
        let signer = SignerDescription::of(self.key.as_ref());
        let draft = Draft::new_in(DraftPayload::Statement(statement), form, &signer)?;
        match draft.sign(self.key.as_ref(), self.provider.as_ref())? {
            Envelope::Bundle(bytes) => {
                Ok(SignedBlob { bytes, signature_base64: None, digest, form: BlobForm::Bundle })
            }
            Envelope::Dsse(bytes) => {
                let form = BlobForm::Other("an envelope in a file of its own");
                Ok(SignedBlob { bytes, signature_base64: None, digest, form })
            }
            _ => Err(SignBlobError::UnknownEnvelope),
        }
    }
}

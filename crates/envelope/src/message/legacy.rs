//! Cosign's older bundle for blobs (cosign `pkg/cosign/fetch.go`, `LocalSignedPayload`).
//!
//! ```text
//! {"base64Signature":<base64>,"cert":<base64 PEM, optional>,
//!  "rekorBundle":{"SignedEntryTimestamp":…,"Payload":{"body":…,"integratedTime":…,"logIndex":…,"logID":…}} optional}
//! ```
//!
//! What `base64Signature` holds depends on who wrote it: `sign-blob` a signature over the blob, `attest-blob` a whole
//! DSSE envelope. The caller says which is expected.

use alloc::vec::Vec;

use countersign_crypto::VerifyingKey;
use countersign_encoding::{
    base64::{self, Base64Error},
    json::{self, FieldError, JsonError, Object, Value},
};

use super::{Artifact, VerifiedMessage, VerifyMessageError};
use crate::{Claimed, limits};
#[cfg(feature = "dsse")]
use crate::{DsseEnvelope, DsseError, StatementVerifyError, VerifiedPayload};

/// A blob bundle as it arrived. Nothing in it is believed.
#[derive(Clone, Debug)]
pub struct LegacyBlobBundle {
    signature: Vec<u8>,
    certificate: Option<Vec<u8>>,
    has_log_entry: bool,
}

impl LegacyBlobBundle {
    /// Reads a bundle of at most 32 MiB strictly: members that Cosign does not write are refused.
    ///
    /// # Errors
    /// [`LegacyBlobBundleError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, LegacyBlobBundleError> {
        let value = json::parse(bytes, &limits::document())?;
        let root = value.as_object().ok_or(LegacyBlobBundleError::NotAnObject)?;
        root.only(&["base64Signature", "cert", "rekorBundle"])?;
        let signature = base64::decode_standard(root.required_str("base64Signature")?.as_bytes())?;
        if signature.is_empty() {
            return Err(LegacyBlobBundleError::NoSignature);
        }
        Ok(Self {
            signature,
            certificate: root.optional_str("cert")?.filter(|text| !text.is_empty()).map(certificate),
            has_log_entry: read_log_entry(root)?,
        })
    }

    /// The signature's bytes, or those of a DSSE envelope.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// The certificate of its signer as it was written, which is not read here: a PEM text where Cosign wrote it.
    #[must_use]
    pub fn certificate(&self) -> Option<Claimed<&[u8]>> {
        self.certificate.as_deref().map(Claimed::new)
    }

    /// Whether it carries a transparency-log entry, of which only the members' names are read here.
    #[must_use]
    pub fn has_log_entry(&self) -> Claimed<bool> {
        Claimed::new(self.has_log_entry)
    }

    /// Verifies the signature over `artifact` under one of `keys`. The certificate plays no part.
    ///
    /// # Errors
    /// [`VerifyMessageError`].
    pub fn verify_message(
        &self,
        keys: &[&dyn VerifyingKey],
        artifact: &Artifact<'_>,
    ) -> Result<VerifiedMessage, VerifyMessageError> {
        VerifiedMessage::verify(keys, artifact, None, &self.signature)
    }

    /// The DSSE envelope that `attest-blob` puts where a signature is.
    ///
    /// # Errors
    /// [`DsseError`] if it holds none.
    #[cfg(feature = "dsse")]
    pub fn envelope(&self) -> Result<DsseEnvelope, DsseError> {
        DsseEnvelope::parse(&self.signature)
    }

    /// Verifies the attestation inside: exactly one signature, over an in-toto statement, under one of `keys`.
    ///
    /// # Errors
    /// [`LegacyStatementError`].
    #[cfg(feature = "dsse")]
    pub fn verify_statement(
        &self,
        keys: &[&dyn VerifyingKey],
    ) -> Result<VerifiedPayload, LegacyStatementError> {
        Ok(self.envelope()?.verify_statement(keys)?)
    }
}

/// Cosign writes the text of a PEM file in base64, and reads the text itself too.
fn certificate(text: &str) -> Vec<u8> {
    base64::decode_standard(text.as_bytes()).unwrap_or_else(|_| text.into())
}

fn read_log_entry(root: &Object<'_>) -> Result<bool, LegacyBlobBundleError> {
    let Some(entry) = root.optional_object("rekorBundle")? else { return Ok(false) };
    let within = |error: FieldError| error.at("rekorBundle");
    entry.only(&["SignedEntryTimestamp", "Payload"]).map_err(within)?;
    if let Some(payload) = entry.optional_object("Payload").map_err(within)? {
        payload
            .only(&["body", "integratedTime", "logIndex", "logID"])
            .map_err(|error| error.at("rekorBundle.Payload"))?;
    }
    Ok(true)
}

/// Writes a blob bundle for a signature by a key; for an attestation `signature` is the DSSE envelope.
#[must_use]
pub fn write_legacy_blob_bundle(signature: &[u8]) -> Vec<u8> {
    let root = Object::new().with("base64Signature", base64::encode_standard(signature));
    Value::from(root).to_json().into_bytes()
}

/// Why bytes are no blob bundle.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LegacyBlobBundleError {
    /// Not strict JSON.
    #[error("the blob bundle is not JSON: {0}")]
    Json(#[from] JsonError),
    /// JSON, but no object.
    #[error("the blob bundle is not a JSON object")]
    NotAnObject,
    /// A member is missing, unknown or of another type.
    #[error("the blob bundle: {0}")]
    Field(#[from] FieldError),
    /// The signature is not canonical standard base64.
    #[error("the blob bundle: base64Signature is not base64: {0}")]
    Base64(#[from] Base64Error),
    /// The signature is empty.
    #[error("the blob bundle holds no signature")]
    NoSignature,
}

/// Why the attestation in a blob bundle was not accepted.
#[cfg(feature = "dsse")]
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LegacyStatementError {
    /// What stands where the signature is, is no DSSE envelope.
    #[error("the blob bundle holds no attestation: {0}")]
    Envelope(#[from] DsseError),
    /// The envelope was not accepted.
    #[error(transparent)]
    Statement(#[from] StatementVerifyError),
}

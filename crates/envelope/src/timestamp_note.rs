//! The timestamp that Cosign notes beside a layer of its older forms (cosign v3.1.3 `pkg/cosign/bundle/rekor.go`,
//! `RFC3161Timestamp`).
//!
//! ```text
//! dev.sigstore.cosign/rfc3161timestamp: {"SignedRFC3161Timestamp":<base64 of a DER TimeStampResp>}
//! ```

use alloc::{string::String, vec::Vec};

use countersign_encoding::{
    base64::{self, Base64Error},
    json::{self, FieldError, JsonError, Limits, Object, Value},
};

const MEMBER: &str = "SignedRFC3161Timestamp";
/// The longest text that is read, in bytes: a response of 64 KiB in base64, and room for the rest.
const MAX_TEXT: usize = 96 << 10;

/// Reads the text of an annotation `dev.sigstore.cosign/rfc3161timestamp`: what should be a DER `TimeStampResp`
/// (RFC 3161 §2.4.2), of which nothing is read here.
///
/// # Errors
/// [`TimestampNoteError`].
pub fn read_timestamp_note(text: &str) -> Result<Vec<u8>, TimestampNoteError> {
    let value = json::parse(text.as_bytes(), &Limits::default().with_max_bytes(MAX_TEXT))?;
    let root = value.as_object().ok_or(TimestampNoteError::NotAnObject)?;
    root.only(&[MEMBER])?;
    Ok(base64::decode_standard(root.required_str(MEMBER)?.as_bytes())?)
}

/// Writes the text of that annotation, byte for byte as Cosign does.
#[must_use]
pub fn write_timestamp_note(response: &[u8]) -> String {
    Value::from(Object::new().with(MEMBER, base64::encode_standard(response))).to_json()
}

/// Why a text notes no timestamp.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TimestampNoteError {
    /// Not strict JSON, or too long.
    #[error("the note of a timestamp is not JSON: {0}")]
    Json(#[from] JsonError),
    /// JSON, but no object.
    #[error("the note of a timestamp is not a JSON object")]
    NotAnObject,
    /// The member is missing or of another type, or there is another one.
    #[error("the note of a timestamp: {0}")]
    Field(#[from] FieldError),
    /// The timestamp is not canonical standard base64.
    #[error("the note of a timestamp is not base64: {0}")]
    Base64(#[from] Base64Error),
}

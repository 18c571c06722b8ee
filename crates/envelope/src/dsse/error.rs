//! Why a DSSE envelope is refused.

use countersign_encoding::{
    base64::Base64Error,
    json::{FieldError, JsonError},
};

use crate::{SignatureError, StatementError};

/// Why bytes are no DSSE envelope.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DsseError {
    /// Not strict JSON.
    #[error("the envelope is not JSON: {0}")]
    Json(#[from] JsonError),
    /// JSON, but no object.
    #[error("the envelope is not a JSON object")]
    NotAnObject,
    /// A member is missing or of another type.
    #[error("the envelope: {0}")]
    Field(#[from] FieldError),
    /// An entry of `signatures` is no object.
    #[error("the envelope: signatures[{index}] is not an object")]
    SignatureNotAnObject {
        /// Which entry.
        index: usize,
    },
    /// `signatures` is empty.
    #[error("the envelope carries no signature")]
    NoSignatures,
    /// More signatures than are read.
    #[error("the envelope carries {actual} signatures, at most {limit} are read")]
    TooManySignatures {
        /// The limit.
        limit: usize,
        /// How many there are.
        actual: usize,
    },
    /// A value is in neither base64 alphabet, or not canonical.
    #[error("the envelope: {field} is not base64: {source}")]
    Base64 {
        /// The member.
        field: &'static str,
        /// What is wrong with it.
        #[source]
        source: Base64Error,
    },
}

/// Why an envelope was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DsseVerifyError {
    /// The payload is of another type than the caller requires.
    #[error("the envelope's payload is of another type than required")]
    PayloadType,
    /// No signature was accepted under any key.
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// An envelope with several signatures, and so many keys that trying them all would cost too much.
    #[error("{needed} pairs of a signature and a key would have to be tried, at most {limit} are")]
    TooMuchWork {
        /// The limit.
        limit: usize,
        /// How many there are.
        needed: usize,
    },
    /// Fewer distinct keys signed than required.
    #[error("{found} of the given keys signed, {required} are required")]
    Threshold {
        /// Distinct keys required.
        required: usize,
        /// Distinct keys found.
        found: usize,
    },
}

/// Why a bare envelope was not accepted as a signed statement.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StatementVerifyError {
    /// It does not carry exactly one signature.
    #[error("the envelope carries {actual} signatures, exactly one is allowed")]
    SignatureCount {
        /// How many there are.
        actual: usize,
    },
    /// The envelope was not accepted.
    #[error(transparent)]
    Dsse(#[from] DsseVerifyError),
    /// The signature is right, but what was signed is no statement.
    #[error(transparent)]
    Statement(#[from] StatementError),
}

impl StatementVerifyError {
    /// The place in a report: whether what was signed was unreadable, rather than not accepted.
    #[must_use]
    pub fn is_malformed_payload(&self) -> bool {
        matches!(self, Self::Statement(_))
    }
}

//! Why a JWS is refused.

use countersign_encoding::{
    base64::Base64Error,
    json::{FieldError, JsonError},
};

use crate::SignatureError;

/// Why a text is no JWS that this version reads.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JwsError {
    /// Longer than is read.
    #[error("the JWS is {actual} bytes long, at most {limit} are read")]
    TooLong {
        /// The limit, in bytes.
        limit: usize,
        /// The length, in bytes.
        actual: usize,
    },
    /// The compact form has not exactly three parts.
    #[error("the JWS has not exactly three parts")]
    Parts,
    /// The flattened form is not strict JSON.
    #[error("the JWS is not JSON: {0}")]
    Json(#[from] JsonError),
    /// JSON, but no object.
    #[error("the JWS is not a JSON object")]
    NotAnObject,
    /// A member is missing or of another type.
    #[error("the JWS: {0}")]
    Field(#[from] FieldError),
    /// The general form, which carries a list of signatures.
    #[error("the JWS carries a list of signatures; only one signature is read")]
    SeveralSignatures,
    /// A part is not canonical base64url without padding.
    #[error("the JWS: {part} is not base64url: {source}")]
    Base64 {
        /// The part.
        part: &'static str,
        /// What is wrong with it.
        #[source]
        source: Base64Error,
    },
    /// The protected header is longer than is read.
    #[error("the protected header is {actual} characters long, at most {limit} are read")]
    HeaderTooLong {
        /// The limit, in characters of base64url.
        limit: usize,
        /// The length, in characters of base64url.
        actual: usize,
    },
    /// The protected header is not strict JSON.
    #[error("the protected header is not JSON: {0}")]
    Header(#[source] JsonError),
    /// The protected header is no object.
    #[error("the protected header is not a JSON object")]
    HeaderNotAnObject,
    /// The unprotected header says what only the protected one may say.
    #[error("the unprotected header carries {name}")]
    Unprotected {
        /// `alg`, `crit` or `b64`.
        name: &'static str,
    },
    /// One name stands in both headers.
    #[error("a name stands in the protected and in the unprotected header")]
    RepeatedName,
}

/// Why a JWS was not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JwsVerifyError {
    /// `alg` is missing or no text.
    #[error("the protected header: {0}")]
    Field(#[from] FieldError),
    /// `alg` is not the algorithm of any of the keys; `none` and the HMACs are those of no key.
    #[error("the protected header names an algorithm that is none of the keys'")]
    Algorithm,
    /// `crit` is no list of distinct names, is empty, or lists a name that every reader knows.
    #[error("crit is not a list of distinct extension names")]
    CriticalList,
    /// `crit` lists an extension that the caller does not process.
    #[error("crit lists an extension that is not understood (entry {index}, counted from 0)")]
    CriticalUnknown {
        /// Which entry.
        index: usize,
    },
    /// `crit` lists an extension that the protected header does not have.
    #[error("crit lists an extension that the protected header lacks (entry {index}, counted from 0)")]
    CriticalAbsent {
        /// Which entry.
        index: usize,
    },
    /// `b64` is anything but `true`.
    #[error("the payload is said to be signed without its encoding")]
    UnencodedPayload,
    /// `typ` or `cty` is not what the caller requires.
    #[error("{name} of the protected header is not what is required")]
    WrongUse {
        /// `typ` or `cty`.
        name: &'static str,
    },
    /// The payload is empty, and the caller gave no detached one.
    #[error("the JWS carries no payload")]
    NoPayload,
    /// The caller gave a detached payload, and the JWS carries one too.
    #[error("the JWS carries a payload where a detached one is required")]
    TwoPayloads,
    /// The signature was accepted under none of the keys.
    #[error(transparent)]
    Signature(#[from] SignatureError),
}

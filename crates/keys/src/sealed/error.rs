//! Why a box was not read, opened or made.

use countersign_crypto::RandomError;
use countersign_encoding::{
    base64::Base64Error,
    json::{FieldError, JsonError},
};

use crate::{Pkcs8WriteError, PrivateDerError};

/// Why a text is no Cosign key box.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SealedKeyError {
    /// Not strict JSON.
    #[error("the key box is not JSON: {0}")]
    Json(#[from] JsonError),
    /// JSON, but no object.
    #[error("the key box is not a JSON object")]
    NotAnObject,
    /// A member is missing, unknown or of another type.
    #[error("the key box: {0}")]
    Field(#[from] FieldError),
    /// Another key derivation than scrypt.
    #[error("the key box names a key derivation other than scrypt")]
    UnknownKdf,
    /// Another cipher than `nacl/secretbox`.
    #[error("the key box names a cipher other than nacl/secretbox")]
    UnknownCipher,
    /// A cost outside what Cosign writes; refused before any work.
    #[error(
        "the key box asks for scrypt N={n}, r={r}, p={p}; N = 32768, 65536 or 131072 with r=8, p=1 is read"
    )]
    Cost {
        /// The CPU and memory cost asked for.
        n: u64,
        /// The block size asked for.
        r: u64,
        /// The parallelism asked for.
        p: u64,
    },
    /// A value is not canonical standard base64.
    #[error("the key box: {field}: {source}")]
    Base64 {
        /// The member.
        field: &'static str,
        /// What is wrong with it.
        #[source]
        source: Base64Error,
    },
    /// A value has another length than the cipher needs.
    #[error("the key box: {field} is {actual} bytes long, expected {expected}")]
    Length {
        /// The member.
        field: &'static str,
        /// Length needed, in bytes.
        expected: usize,
        /// Length found, in bytes.
        actual: usize,
    },
    /// The ciphertext is longer than any key.
    #[error("the key box holds {actual} bytes, at most {limit} are read")]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
        /// Length found, in bytes.
        actual: usize,
    },
}

/// Why an encrypted key was not opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The password is wrong, or the file was altered.
    #[error("the password does not open the key, or the key file was altered")]
    Password,
    /// The password fits, but what it opened is no key that is supported.
    #[error("the key was decrypted, but its content is refused: {0}")]
    Content(#[from] PrivateDerError),
    /// The key needs no password: it is public, or private and plain.
    #[error("the key is not encrypted")]
    NotEncrypted,
    /// The key derivation refused its parameters: a defect of the build.
    #[error("the key derivation failed")]
    Derivation,
}

/// Why a key was not sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SealError {
    /// The source of randomness failed.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// The source yielded one byte over and over, which a working one does not do. A salt and a nonce that repeat would
    /// let two boxes under one password be read against each other.
    #[error("the source of randomness repeats one byte: the source is broken")]
    BrokenRandom,
    /// The key has no form that could be sealed.
    #[error(transparent)]
    Key(#[from] Pkcs8WriteError),
    /// The key derivation refused its parameters: a defect of the build.
    #[error("the key derivation failed")]
    Derivation,
}

impl SealedKeyError {
    /// The same error seen from outside the object `parent`.
    pub(super) fn at(self, parent: &str) -> Self {
        match self {
            Self::Field(error) => Self::Field(error.at(parent)),
            other => other,
        }
    }
}

//! A signature in a file of its own, as `cosign sign-blob --output-signature` writes it.

use alloc::{string::String, vec::Vec};

use countersign_crypto::VerifyingKey;
use countersign_encoding::base64::{self, Base64Error};

use super::{Artifact, VerifiedMessage, VerifyMessageError};

/// The longest signature that is read, in characters of base64: four times what the largest key makes.
const MAX_TEXT: usize = 8 << 10;

/// A signature over a blob, as it arrived. Nothing in it is believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DetachedSignature(Vec<u8>);

impl DetachedSignature {
    /// Reads canonical standard base64, with at most one newline behind it.
    ///
    /// # Errors
    /// [`DetachedSignatureError`].
    pub fn parse(text: &[u8]) -> Result<Self, DetachedSignatureError> {
        let text = text.strip_suffix(b"\n").unwrap_or(text);
        if text.len() > MAX_TEXT {
            return Err(DetachedSignatureError::TooLong { limit: MAX_TEXT, actual: text.len() });
        }
        if text.is_empty() {
            return Err(DetachedSignatureError::Empty);
        }
        Ok(Self(base64::decode_standard(text)?))
    }

    /// The signature's bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Verifies the signature over `artifact` under one of `keys`.
    ///
    /// # Errors
    /// [`VerifyMessageError`].
    pub fn verify_message(
        &self,
        keys: &[&dyn VerifyingKey],
        artifact: &Artifact<'_>,
    ) -> Result<VerifiedMessage, VerifyMessageError> {
        VerifiedMessage::verify(keys, artifact, None, &self.0)
    }
}

/// Writes a signature as [`DetachedSignature::parse`] reads it: standard base64 and one newline.
#[must_use]
pub fn write_detached_signature(signature: &[u8]) -> String {
    let mut text = base64::encode_standard(signature);
    text.push('\n');
    text
}

/// Why a text is no signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DetachedSignatureError {
    /// There is nothing in it.
    #[error("the signature is empty")]
    Empty,
    /// Longer than any signature.
    #[error("the signature is {actual} characters long, at most {limit} are read")]
    TooLong {
        /// The limit, in characters.
        limit: usize,
        /// The length, in characters.
        actual: usize,
    },
    /// Not canonical standard base64.
    #[error("the signature is not base64: {0}")]
    Base64(#[from] Base64Error),
}

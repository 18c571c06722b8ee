//! One signature against several keys: the one loop that every format uses.

use countersign_crypto::{Message, VerifyError, VerifyingKey};

/// Why a signature was accepted under none of the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// No key was given, so nothing was checked.
    #[error("no key was given to verify with")]
    NoKeys,
    /// The bytes are no signature of the algorithm of any key.
    #[error("the signature is not well formed")]
    Malformed,
    /// Well formed, but it matches under none of the keys: another signer, or altered bytes.
    #[error("the signature was made by none of the given keys, or what was signed was altered")]
    Mismatch,
}

/// The first of `keys` under which `signature` verifies.
pub(crate) fn verify_any<'k>(
    keys: &[&'k dyn VerifyingKey],
    message: &[u8],
    signature: &[u8],
) -> Result<&'k dyn VerifyingKey, SignatureError> {
    let mut reason = SignatureError::NoKeys;
    for key in keys {
        match key.verify(Message::Bytes(message), signature) {
            Ok(()) => return Ok(*key),
            Err(VerifyError::Malformed) if reason != SignatureError::Mismatch => {
                reason = SignatureError::Malformed
            }
            Err(_) => reason = SignatureError::Mismatch,
        }
    }
    Err(reason)
}

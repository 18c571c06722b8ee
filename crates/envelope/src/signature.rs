//! One signature against several keys: the one loop that every format uses.

#[cfg(any(feature = "dsse", feature = "jws", feature = "simple-signing"))]
use countersign_crypto::{Message, VerifyError, VerifyingKey};

/// Why a signature was accepted under none of the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// No key was given, so nothing was checked.
    #[error("no key was given to verify with")]
    NoKeys,
    /// No signature offered is one of the algorithm of any key.
    #[error("the signature is not well formed")]
    Malformed,
    /// Well formed, but it matches under none of the keys: another signer, or altered bytes.
    #[error("the signature was made by none of the given keys, or what was signed was altered")]
    Mismatch,
}

impl SignatureError {
    /// Of two reasons the one that says more: that a signature is another's says more than that one is garbage.
    pub(crate) fn most_telling(self, other: Self) -> Self {
        match (self, other) {
            (Self::Mismatch, _) | (_, Self::NoKeys) => self,
            _ => other,
        }
    }
}

#[cfg(any(feature = "dsse", feature = "jws", feature = "simple-signing"))]
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
            Err(VerifyError::Malformed) => reason = reason.most_telling(SignatureError::Malformed),
            Err(_) => reason = SignatureError::Mismatch,
        }
    }
    Err(reason)
}

#[cfg(test)]
mod tests {
    use super::SignatureError::{self, Malformed, Mismatch, NoKeys};

    #[test]
    fn the_order_in_which_reasons_are_met_does_not_matter() {
        let ranked = [NoKeys, Malformed, Mismatch];
        for (rank, one) in ranked.into_iter().enumerate() {
            for (other_rank, other) in ranked.into_iter().enumerate() {
                let expected: SignatureError = ranked[rank.max(other_rank)];
                assert_eq!(one.most_telling(other), expected);
            }
        }
    }
}

//! What ties an answer to a request (RFC 8954).

use alloc::vec::Vec;
use core::time::Duration;

use countersign_encoding::der::{DerError, Reader, Tag, write};

/// Bytes that nobody can foresee, which the answer to a request repeats.
///
/// ```text
/// Nonce ::= OCTET STRING (SIZE (1..32))      -- RFC 8954 §2.1
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nonce {
    /// The encoded OCTET STRING.
    encoded: Vec<u8>,
}

/// The bytes are no nonce.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a nonce has 1 to {} bytes, not {actual}", Nonce::MAX_LEN)]
pub struct NonceError {
    /// How many there are.
    pub actual: usize,
}

impl Nonce {
    /// The most bytes of a nonce that is sent; as many are recommended (RFC 8954 §2.1).
    pub const MAX_LEN: usize = 32;
    /// The most bytes of a nonce that is read (RFC 9654 §2.1).
    pub(crate) const MAX_READ: usize = 128;

    /// A nonce of these bytes, which are to be random and used once.
    ///
    /// # Errors
    /// [`NonceError`] for none, and for more than [`Nonce::MAX_LEN`].
    pub fn new(bytes: &[u8]) -> Result<Self, NonceError> {
        match bytes.len() {
            1..=Self::MAX_LEN => Ok(Self { encoded: write(Tag::OCTET_STRING, &[bytes]) }),
            actual => Err(NonceError { actual }),
        }
    }

    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.encoded.get(2..).unwrap_or_default()
    }

    /// The value of the extension.
    pub(crate) fn encoded(&self) -> &[u8] {
        &self.encoded
    }
}

/// What is asked of the nonce of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NonceRule<'s> {
    /// None was sent, or it is not known: answers that were stored, or that a responder signed beforehand.
    NotSent,
    /// The answer must repeat it.
    Required(&'s Nonce),
    /// The answer must repeat it, or have none and be no older than that: responders that sign beforehand cannot repeat one
    /// (RFC 6960 §4.4.1). Whoever replays an old answer is bound to that age.
    RequiredUnlessYoung(&'s Nonce, Duration),
}

/// The bytes of a nonce in the value of its extension.
pub(crate) fn read_nonce<'a>(mut value: Reader<'a>) -> Result<Option<&'a [u8]>, DerError> {
    let bytes = value.octet_string()?;
    value.finish()?;
    Ok((1..=Nonce::MAX_READ).contains(&bytes.len()).then_some(bytes))
}

//! The number that ties an answer to its request (RFC 3161 §2.4.1).

use core::fmt;

use countersign_crypto::{Random, RandomError};
use countersign_encoding::der::Integer;

/// The longest nonce, serial number or other INTEGER that is read, in octets of its contents.
pub(crate) const MAX_INTEGER_LEN: usize = 64;

/// A number that is used once: the contents of an INTEGER, of at most 64 octets.
///
/// It is shown in hexadecimal, as its octets stand in the encoding.
#[derive(Clone, Copy)]
pub struct Nonce {
    octets: [u8; MAX_INTEGER_LEN],
    len: u8,
}

/// Why a number is no nonce.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NonceError {
    /// More octets than are read.
    #[error("a nonce has at most {limit} octets")]
    TooLong {
        /// Octets allowed.
        limit: usize,
    },
}

impl Nonce {
    /// The most octets that a nonce may have.
    pub const MAX_LEN: usize = MAX_INTEGER_LEN;

    /// A number without a sign, big-endian; zeros before it do not count, and none at all are zero.
    ///
    /// # Errors
    /// [`NonceError::TooLong`].
    pub fn from_unsigned(number: &[u8]) -> Result<Self, NonceError> {
        let zeros = number.iter().take_while(|octet| **octet == 0).count();
        let number = number.get(zeros..).unwrap_or_default();
        let padding: &[u8] = if number.first().is_none_or(|first| first & 0x80 != 0) { &[0] } else { &[] };
        Self::of_parts(padding, number)
    }

    /// A number drawn from 16 random octets, the first of which is neither zero nor above 127, so that every nonce has the
    /// same length.
    ///
    /// # Errors
    /// [`RandomError`] where the source fails.
    pub fn generate(random: &mut dyn Random) -> Result<Self, RandomError> {
        let mut octets = [0; 16];
        random.fill(&mut octets)?;
        if let Some(first) = octets.first_mut() {
            *first = (*first & 0x7f) | 0x40;
        }
        Self::of_parts(&[], &octets).map_err(|_| RandomError)
    }

    /// The nonce that an INTEGER is.
    pub(crate) fn of_integer(integer: &Integer<'_>) -> Result<Self, NonceError> {
        Self::of_parts(&[], integer.as_bytes())
    }

    fn of_parts(padding: &[u8], number: &[u8]) -> Result<Self, NonceError> {
        let len = padding.len().saturating_add(number.len());
        let too_long = NonceError::TooLong { limit: Self::MAX_LEN };
        let mut octets = [0; MAX_INTEGER_LEN];
        if len > octets.len() {
            return Err(too_long);
        }
        octets.iter_mut().zip(padding.iter().chain(number)).for_each(|(to, from)| *to = *from);
        Ok(Self { octets, len: u8::try_from(len).map_err(|_| too_long)? })
    }

    /// The contents of the INTEGER: two's complement, big-endian, in as few octets as it needs.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.octets.get(..usize::from(self.len)).unwrap_or_default()
    }
}

impl PartialEq for Nonce {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Eq for Nonce {}

impl fmt::Display for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_bytes().iter().try_for_each(|octet| write!(f, "{octet:02x}"))
    }
}

impl fmt::Debug for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Nonce({self})")
    }
}

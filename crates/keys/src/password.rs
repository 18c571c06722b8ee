//! A password that is wiped and never printed.

use alloc::vec::Vec;
use core::fmt;

use zeroize::Zeroizing;

/// The bytes of a password, as given: nothing is trimmed and nothing normalised. Wiped when dropped.
///
/// scrypt itself cannot tell a password of up to 64 bytes from the same one with zero bytes after it (HMAC pads with
/// them, RFC 2104 §2): both open the same box.
#[derive(Clone)]
pub struct Password(Zeroizing<Vec<u8>>);

impl Password {
    /// Takes the bytes over.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Whether it has no bytes at all. Cosign opens and seals boxes with an empty password.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(withheld)")
    }
}

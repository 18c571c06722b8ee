//! Written private keys: wiped when dropped, shown to nobody.

use alloc::{string::String, vec::Vec};
use core::{fmt, ops::Deref};

use zeroize::Zeroizing;

/// Bytes of a private key. Wiped when dropped.
pub struct SecretBytes(pub(crate) Zeroizing<Vec<u8>>);

/// A private key as text. Wiped when dropped.
pub struct SecretText(pub(crate) Zeroizing<String>);

impl Deref for SecretBytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl Deref for SecretText {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretBytes(withheld)")
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretText(withheld)")
    }
}

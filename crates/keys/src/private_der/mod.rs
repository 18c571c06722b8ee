//! Private keys in DER: PKCS#8 and what stands inside it, which also comes alone.

mod error;
mod pkcs1;
mod pkcs8;
mod sec1;
mod write;

pub use error::PrivateDerError;
pub(crate) use pkcs1::public_key as rsa_public_key;
pub use pkcs1::read_pkcs1_der;
pub use pkcs8::{read_pkcs8_der, read_pkcs8_der_with};
pub use sec1::read_sec1_der;
pub use write::{Pkcs8WriteError, write_pkcs8_der, write_pkcs8_pem};

/// The largest structure that is looked at, in bytes: an RSA key of 8192 bits with attributes fits.
pub(crate) const MAX_LEN: usize = 16 * 1024;

/// Refuses what is longer than any key, before it is looked at.
fn check_len(der: &[u8]) -> Result<(), PrivateDerError> {
    if der.len() > MAX_LEN {
        return Err(PrivateDerError::TooLong { limit: MAX_LEN, actual: der.len() });
    }
    Ok(())
}

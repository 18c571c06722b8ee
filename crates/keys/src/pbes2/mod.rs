//! PKCS#8 encrypted under a password: PBES2 (RFC 8018 §6.2).
//!
//! ```text
//! EncryptedPrivateKeyInfo ::= SEQUENCE { encryptionAlgorithm AlgorithmIdentifier, encryptedData OCTET STRING }
//! PBES2-params            ::= SEQUENCE { keyDerivationFunc AlgorithmIdentifier, encryptionScheme AlgorithmIdentifier }
//! ```

use alloc::{string::String, vec::Vec};
use core::fmt;

use countersign_crypto::{CryptoProvider, KeyLimits, PrivateKey, Random};
use countersign_encoding::pem;
use zeroize::Zeroizing;

mod error;
mod kdf;
mod parameters;
mod seal;

pub use error::Pbes2Error;

use crate::{
    OpenError, Password, PrivateDerError, SealError,
    cipher::{BLOCK_LEN, Cipher, Mode, TAG_LEN, unpad},
    file::PBES2_LABEL,
    read_pkcs8_der_with,
};
use kdf::Kdf;

/// The largest structure that is read, in bytes: an RSA key of 8192 bits and its parameters are smaller.
const MAX_LEN: usize = 24 * 1024;

/// A PKCS#8 key that a password encrypts, not opened yet. What its parameters ask for is within the limits below.
///
/// | part | read | written |
/// |---|---|---|
/// | key derivation | PBKDF2 with HMAC-SHA-256, -384, -512 or -1, at most 5,000,000 iterations; scrypt with at most 256 MiB of memory | PBKDF2 with HMAC-SHA-256, 600,000 iterations |
/// | cipher | AES-128, -192, -256 in CBC or GCM | AES-256-CBC |
///
/// HMAC-SHA-1 is what old versions of OpenSSL wrote. No attack on SHA-1 reaches a key derivation, so it is read; it is
/// never written. PBES1, DES and RC2 are refused by name.
///
/// AES-CBC has no authentication: somebody who alters the file and has it opened over and over can learn something from
/// the answers. There is one answer for a wrong password, a wrong padding and a content that is no key.
#[derive(Clone, PartialEq, Eq)]
pub struct EncryptedPkcs8 {
    der: Vec<u8>,
    kdf: Kdf,
    cipher: Cipher,
    iv: Vec<u8>,
    ciphertext: Vec<u8>,
}

impl EncryptedPkcs8 {
    /// Reads the DER structure. No key is derived yet, but what the parameters ask for is already checked.
    ///
    /// # Errors
    /// [`Pbes2Error`].
    pub fn from_der(der: &[u8]) -> Result<Self, Pbes2Error> {
        if der.len() > MAX_LEN {
            return Err(Pbes2Error::TooLong { limit: MAX_LEN, actual: der.len() });
        }
        let read = parameters::read(der)?;
        let content = read.ciphertext.len();
        let fits = match read.cipher.mode {
            Mode::Gcm => content > TAG_LEN,
            _ => content > 0 && content.is_multiple_of(BLOCK_LEN),
        };
        if !fits {
            return Err(Pbes2Error::CiphertextLength { actual: content });
        }
        Ok(Self {
            der: der.to_vec(),
            kdf: read.kdf,
            cipher: read.cipher,
            iv: read.iv.to_vec(),
            ciphertext: read.ciphertext.to_vec(),
        })
    }

    /// Opens the file, RSA keys within the default limits. Takes up to a few seconds and 256 MiB, by what the file asks for.
    ///
    /// # Errors
    /// [`OpenError::Password`] for a wrong password or an altered file, which cannot be told apart;
    /// [`OpenError::Content`] when what was encrypted is a key of a kind that is not supported.
    pub fn open(&self, password: &Password, provider: &dyn CryptoProvider) -> Result<PrivateKey, OpenError> {
        self.open_with(password, &KeyLimits::default(), provider)
    }

    /// Opens the file with limits of the caller's.
    ///
    /// # Errors
    /// As [`EncryptedPkcs8::open`].
    pub fn open_with(
        &self,
        password: &Password,
        limits: &KeyLimits,
        provider: &dyn CryptoProvider,
    ) -> Result<PrivateKey, OpenError> {
        let key = self.kdf.derive(password, self.cipher.key_len).ok_or(OpenError::Derivation)?;
        self.open_derived(&key, limits, provider)
    }

    fn open_derived(
        &self,
        key: &[u8],
        limits: &KeyLimits,
        provider: &dyn CryptoProvider,
    ) -> Result<PrivateKey, OpenError> {
        let authenticated = self.cipher.mode == Mode::Gcm;
        let plaintext = self.decrypt(key).ok_or(OpenError::Password)?;
        let content = if authenticated { Some(&plaintext[..]) } else { unpad(&plaintext) };
        let key = read_pkcs8_der_with(content.ok_or(OpenError::Password)?, limits, provider);
        key.map_err(|error| if authenticated { OpenError::Content(error) } else { unauthenticated(error) })
    }

    fn decrypt(&self, key: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (content, tag) = match self.cipher.mode {
            Mode::Gcm => {
                self.ciphertext.split_last_chunk::<TAG_LEN>().map(|(content, tag)| (content, &tag[..]))?
            }
            _ => (&self.ciphertext[..], &[][..]),
        };
        let mut plaintext = Zeroizing::new(content.to_vec());
        self.cipher.decrypt(key, &self.iv, &mut plaintext, tag)?;
        Some(plaintext)
    }

    /// Encrypts a key with PBKDF2-HMAC-SHA-256 (600,000 iterations, 16 bytes of salt) and AES-256-CBC, which every
    /// version of OpenSSL since 1.0 opens.
    ///
    /// # Errors
    /// [`SealError`] when the source of randomness fails or repeats one byte.
    pub fn seal(key: &PrivateKey, password: &Password, random: &mut dyn Random) -> Result<Self, SealError> {
        seal::seal(key, password, random)
    }

    /// The key derivation, such as `pbkdf2-hmac-sha256` or `scrypt`.
    #[must_use]
    pub fn derivation(&self) -> &'static str {
        self.kdf.name()
    }

    /// How many iterations of PBKDF2 opening takes, a million of which take about a second; `None` for scrypt.
    #[must_use]
    pub fn iterations(&self) -> Option<u32> {
        self.kdf.iterations()
    }

    /// The DER structure as it was read or sealed.
    #[must_use]
    pub fn to_der(&self) -> &[u8] {
        &self.der
    }

    /// The PEM file, label `ENCRYPTED PRIVATE KEY` (RFC 7468 §11).
    #[must_use]
    pub fn to_pem(&self) -> String {
        pem::encode(PBES2_LABEL, &self.der)
    }
}

/// Without authentication a content that makes no sense is what a wrong password gives. Only what a key says of its own
/// kind is told, so that a user with such a key does not look for another password.
fn unauthenticated(error: PrivateDerError) -> OpenError {
    if error.is_about_support() { OpenError::Content(error) } else { OpenError::Password }
}

impl fmt::Debug for EncryptedPkcs8 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EncryptedPkcs8({:?}, {:?}, content withheld)", self.kdf, self.cipher)
    }
}

#[cfg(all(test, feature = "rustcrypto"))]
#[allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot set itself up should stop"
)]
mod tests;

//! A public key in one canonical form, so that one key never counts twice.

use alloc::{string::String, sync::Arc, vec::Vec};
use core::fmt;

use countersign_digest::{Algorithm, HashProvider};
use countersign_encoding::{base64, hex};

use crate::{CryptoProvider, KeyType, PublicKeyError, spki};

/// The identity of a key: SHA-256 of its canonically encoded SubjectPublicKeyInfo. Shown as `SHA256:` and 64
/// lower-case hexadecimal digits; Cosign's key hint is the same value in base64.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId([u8; 32]);

impl KeyId {
    /// Reads the shown form, `SHA256:` and 64 lower-case hexadecimal digits.
    ///
    /// # Errors
    /// [`KeyIdError`] for anything else.
    pub fn parse(text: &str) -> Result<Self, KeyIdError> {
        let digits = text.strip_prefix("SHA256:").ok_or(KeyIdError::Prefix)?;
        let bytes = hex::decode(digits).map_err(|_| KeyIdError::Hexadecimal)?;
        let actual = bytes.len();
        bytes.try_into().map(Self).map_err(|_| KeyIdError::Length { actual })
    }

    /// The 32 bytes of the digest.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Standard base64 of the digest, the `hint` of a Sigstore bundle.
    #[must_use]
    pub fn to_hint(&self) -> String {
        base64::encode_standard(&self.0)
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SHA256:{}", hex::encode(&self.0))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Why a text is no key id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyIdError {
    /// It does not begin with `SHA256:`.
    #[error("a key id begins with SHA256:")]
    Prefix,
    /// What follows is not lower-case hexadecimal.
    #[error("a key id is lower-case hexadecimal")]
    Hexadecimal,
    /// It is no SHA-256 digest.
    #[error("key id is {actual} bytes long, expected 32")]
    Length {
        /// Length found, in bytes.
        actual: usize,
    },
}

/// A public key: canonical SubjectPublicKeyInfo (RFC 5280 §4.1.2.7, RFC 5480), checked to be on its curve. Two keys
/// are equal if and only if their canonical encodings are.
#[derive(Clone)]
pub struct PublicKey {
    key_type: KeyType,
    spki: Arc<[u8]>,
    id: KeyId,
}

impl PublicKey {
    /// Reads a DER SubjectPublicKeyInfo. A compressed point is read and kept uncompressed.
    ///
    /// # Errors
    /// [`PublicKeyError`] names what is wrong: the DER, the algorithm, the curve or the point.
    pub fn from_spki_der(der: &[u8], provider: &dyn CryptoProvider) -> Result<Self, PublicKeyError> {
        let (key_type, point) = spki::parse(der)?;
        Self::from_point(key_type, point, provider)
    }

    /// Makes a key from a SEC1 point, compressed or not.
    ///
    /// # Errors
    /// [`PublicKeyError::Point`] unless the point is on the curve.
    pub fn from_point(
        key_type: KeyType,
        sec1: &[u8],
        provider: &dyn CryptoProvider,
    ) -> Result<Self, PublicKeyError> {
        let point = provider.decode_point(key_type, sec1)?;
        let spki = spki::encode(key_type, &point).ok_or(PublicKeyError::Provider)?;
        let id = key_id(&spki, provider)?;
        Ok(Self { key_type, spki: spki.into(), id })
    }

    /// The kind of key.
    #[must_use]
    pub fn key_type(&self) -> KeyType {
        self.key_type
    }

    /// The canonical DER SubjectPublicKeyInfo.
    #[must_use]
    pub fn spki_der(&self) -> &[u8] {
        &self.spki
    }

    /// The key's identity.
    #[must_use]
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// The uncompressed SEC1 point.
    #[must_use]
    pub fn point(&self) -> &[u8] {
        spki::point_of(self.key_type, &self.spki)
    }
}

fn key_id(spki: &[u8], hasher: &(impl HashProvider + ?Sized)) -> Result<KeyId, PublicKeyError> {
    let digest: Vec<u8> = hasher.hash(Algorithm::Sha256, spki).as_bytes().into();
    digest.try_into().map(KeyId).map_err(|_| PublicKeyError::Provider)
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.spki == other.spki
    }
}

impl Eq for PublicKey {}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({} {})", self.key_type, self.id)
    }
}

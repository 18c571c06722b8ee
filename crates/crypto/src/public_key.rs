//! A public key in one canonical form, so that one key never counts twice.

use alloc::{string::String, sync::Arc, vec::Vec};
use core::fmt;

use countersign_digest::Algorithm;
use countersign_encoding::{base64, hex};

use crate::{
    CryptoProvider, KeyLimits, KeyType, KeyUseError, PublicKeyError, RsaPssRestriction, RsaPublic, Scheme,
    SubjectPublicKey,
    rsa_key::{self, RsaNumbers},
    scheme::check_use,
    spki,
    subject_public_key::check_form,
};

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

/// A public key: canonical SubjectPublicKeyInfo (RFC 5280 §4.1.2.7; RFC 5480, RFC 8410, RFC 3279 §2.3.1), checked to
/// be on its curve, or an RSA key within limits. Two keys are equal if and only if their canonical encodings are: a key
/// that is restricted to RSASSA-PSS is the same key as the one that is not.
#[derive(Clone)]
pub struct PublicKey {
    key_type: KeyType,
    spki: Arc<[u8]>,
    id: KeyId,
    rsa: Option<Arc<RsaNumbers>>,
    restriction: Option<RsaPssRestriction>,
}

impl PublicKey {
    /// Reads a DER SubjectPublicKeyInfo, RSA keys of 2048 to 4096 bits. A compressed point is read and kept
    /// uncompressed.
    ///
    /// # Errors
    /// [`PublicKeyError`] names what is wrong: the DER, the algorithm, the curve, the point or the numbers.
    pub fn from_spki_der(der: &[u8], provider: &dyn CryptoProvider) -> Result<Self, PublicKeyError> {
        Self::from_spki_der_with(der, &KeyLimits::default(), provider)
    }

    /// The same within other limits.
    ///
    /// # Errors
    /// As [`PublicKey::from_spki_der`].
    pub fn from_spki_der_with(
        der: &[u8],
        limits: &KeyLimits,
        provider: &dyn CryptoProvider,
    ) -> Result<Self, PublicKeyError> {
        SubjectPublicKey::parse(der, limits)?.to_public_key(provider)
    }

    /// Makes a key from a SEC1 point, compressed or not, or from the 32 octets of an Ed25519 key.
    ///
    /// # Errors
    /// [`PublicKeyError::Point`] unless the point is on the curve, and for RSA, which has no points.
    pub fn from_point(
        key_type: KeyType,
        octets: &[u8],
        provider: &dyn CryptoProvider,
    ) -> Result<Self, PublicKeyError> {
        check_form(key_type, octets)?;
        Self::of_point(key_type, octets, provider)
    }

    pub(crate) fn of_point(
        key_type: KeyType,
        octets: &[u8],
        provider: &(impl CryptoProvider + ?Sized),
    ) -> Result<Self, PublicKeyError> {
        let point = provider.decode_point(key_type, octets)?;
        let spki = spki::encode_point(key_type, &point).ok_or(PublicKeyError::Provider)?;
        Self::of(key_type, spki, None, provider)
    }

    /// Makes an RSA key from its numbers, big-endian; leading zeros count for nothing.
    ///
    /// # Errors
    /// [`PublicKeyError::Rsa`] names the rule that is broken.
    pub fn from_rsa(
        modulus: &[u8],
        exponent: &[u8],
        limits: &KeyLimits,
        provider: &dyn CryptoProvider,
    ) -> Result<Self, PublicKeyError> {
        Self::of_rsa(rsa_key::check(modulus, exponent, limits)?, None, provider)
    }

    /// The key of numbers that passed [`rsa_key::check`].
    pub(crate) fn of_rsa(
        numbers: RsaPublic<'_>,
        restriction: Option<RsaPssRestriction>,
        provider: &(impl CryptoProvider + ?Sized),
    ) -> Result<Self, PublicKeyError> {
        let spki = spki::encode_rsa(numbers.modulus, numbers.exponent);
        let numbers = Arc::new(RsaNumbers::from(numbers));
        Ok(Self { restriction, ..Self::of(KeyType::Rsa, spki, Some(numbers), provider)? })
    }

    fn of(
        key_type: KeyType,
        spki: Vec<u8>,
        rsa: Option<Arc<RsaNumbers>>,
        provider: &(impl CryptoProvider + ?Sized),
    ) -> Result<Self, PublicKeyError> {
        let id = key_id(&spki, provider)?;
        Ok(Self { key_type, spki: spki.into(), id, rsa, restriction: None })
    }

    /// The kind of key.
    #[must_use]
    pub fn key_type(&self) -> KeyType {
        self.key_type
    }

    /// The canonical DER SubjectPublicKeyInfo; of RSA keys always `rsaEncryption`.
    #[must_use]
    pub fn spki_der(&self) -> &[u8] {
        &self.spki
    }

    /// The key's identity.
    #[must_use]
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// The uncompressed SEC1 point, or the 32 octets of an Ed25519 key (RFC 8032 §5.1.2). Empty for RSA.
    #[must_use]
    pub fn point(&self) -> &[u8] {
        spki::point_of(self.key_type, &self.spki)
    }

    /// The numbers of an RSA key; `None` for every other.
    #[must_use]
    pub fn rsa(&self) -> Option<RsaPublic<'_>> {
        let numbers = self.rsa.as_deref()?;
        Some(RsaPublic { modulus: &numbers.modulus, exponent: &numbers.exponent })
    }

    /// What the encoding that was read restricts the key to; `None` for a key that nothing restricts.
    #[must_use]
    pub fn rsa_pss_restriction(&self) -> Option<RsaPssRestriction> {
        self.restriction
    }

    /// Whether the key's type and its own restriction admit a scheme.
    ///
    /// # Errors
    /// [`KeyUseError::WrongKeyType`] or [`KeyUseError::Restricted`].
    pub fn check_use(&self, scheme: Scheme) -> Result<(), KeyUseError> {
        check_use(self.key_type, self.restriction, scheme)
    }
}

fn key_id(spki: &[u8], hasher: &(impl CryptoProvider + ?Sized)) -> Result<KeyId, PublicKeyError> {
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

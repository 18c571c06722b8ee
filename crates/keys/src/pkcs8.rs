//! PKCS#8 private keys (RFC 5208, RFC 5958) with an elliptic-curve key inside (RFC 5915).
//!
//! ```text
//! OneAsymmetricKey ::= SEQUENCE { version INTEGER { v1(0), v2(1) }, privateKeyAlgorithm AlgorithmIdentifier,
//!                                 privateKey OCTET STRING, attributes [0] IMPLICIT SET OF Attribute OPTIONAL,
//!                                 publicKey [1] IMPLICIT BIT STRING OPTIONAL }
//! ECPrivateKey     ::= SEQUENCE { version INTEGER { ecPrivkeyVer1(1) }, privateKey OCTET STRING,
//!                                 parameters [0] EXPLICIT ECParameters OPTIONAL,
//!                                 publicKey  [1] EXPLICIT BIT STRING OPTIONAL }
//! ```

use alloc::vec::Vec;

use countersign_crypto::{CryptoProvider, KeyType, PrivateKey, PrivateKeyError, PublicKey};
use countersign_encoding::pem;
use der::{
    Decode, Reader, SliceReader, TagMode, TagNumber,
    asn1::{AnyRef, BitStringRef, ContextSpecific, ObjectIdentifier, OctetStringRef, SetOfRef},
};
use zeroize::Zeroizing;

use crate::{SecretBytes, SecretText, file::PKCS8_LABEL};

const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const SECP256R1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");

/// `OneAsymmetricKey` v1 up to the scalar of a P-256 key; the lengths are fixed.
const P256_HEAD: [u8; 36] = [
    0x30, 0x81, 0x87, 0x02, 0x01, 0x00, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
    0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x04, 0x6d, 0x30, 0x6b, 0x02, 0x01, 0x01,
    0x04, 0x20,
];
/// What stands between the scalar and the public point.
const P256_MIDDLE: [u8; 5] = [0xa1, 0x44, 0x03, 0x42, 0x00];

/// The largest structure that is looked at, in bytes: an RSA key of 8192 bits with attributes fits.
const MAX_LEN: usize = 16 * 1024;

/// Why bytes are no PKCS#8 key that this version reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Pkcs8Error {
    /// Longer than any key this crate reads.
    #[error("the private key is {actual} bytes long, at most {limit} are read")]
    TooLong {
        /// The limit in bytes.
        limit: usize,
        /// Length given, in bytes.
        actual: usize,
    },
    /// Not strict DER of a `OneAsymmetricKey` with an `ECPrivateKey`, or an unknown version.
    #[error("the private key is not a DER PKCS#8 structure")]
    Encoding,
    /// A key of an algorithm that this version does not know.
    #[error("the private key's algorithm is not supported; this version knows ECDSA P-256")]
    UnsupportedAlgorithm,
    /// An elliptic-curve key on another curve, with explicit parameters, or one that names two curves.
    #[error("the private key's curve is not supported; this version knows the named curve P-256")]
    UnsupportedCurve,
    /// The scalar is refused.
    #[error(transparent)]
    Key(#[from] PrivateKeyError),
    /// The file carries a public key that does not belong to the private key. Signing with such a pair can give the
    /// private key away, so the file is refused as a whole.
    #[error("the public key in the file does not belong to the private key")]
    PublicKeyMismatch,
}

/// Reads a DER PKCS#8 key, version 1 or 2. Embedded public keys must belong to the private key.
///
/// # Errors
/// [`Pkcs8Error`].
pub fn read_pkcs8_der(der: &[u8], provider: &dyn CryptoProvider) -> Result<PrivateKey, Pkcs8Error> {
    if der.len() > MAX_LEN {
        return Err(Pkcs8Error::TooLong { limit: MAX_LEN, actual: der.len() });
    }
    let info = read_info(der).map_err(|_| Pkcs8Error::Encoding)?;
    if info.algorithm != EC_PUBLIC_KEY {
        return Err(Pkcs8Error::UnsupportedAlgorithm);
    }
    if !info.parameters.is_some_and(names_p256) {
        return Err(Pkcs8Error::UnsupportedCurve);
    }
    let ec = read_ec(info.key.as_bytes()).map_err(|_| Pkcs8Error::Encoding)?;
    if !ec.parameters.is_none_or(names_p256) {
        return Err(Pkcs8Error::UnsupportedCurve);
    }
    let key = PrivateKey::from_scalar(KeyType::EcdsaP256, ec.scalar.as_bytes(), provider)?;
    for public in [info.public_key, ec.public_key].into_iter().flatten() {
        check_public(&key, public, provider)?;
    }
    Ok(key)
}

/// Named curves only: explicit parameters and NULL are not looked into (RFC 5480 §2.1.1).
fn names_p256(parameters: AnyRef<'_>) -> bool {
    parameters.decode_as::<ObjectIdentifier>().is_ok_and(|curve| curve == SECP256R1)
}

fn check_public(
    key: &PrivateKey,
    claimed: BitStringRef<'_>,
    provider: &dyn CryptoProvider,
) -> Result<(), Pkcs8Error> {
    let claimed = claimed
        .as_bytes()
        .and_then(|point| PublicKey::from_point(key.key_type(), point, provider).ok())
        .ok_or(Pkcs8Error::PublicKeyMismatch)?;
    if claimed == *key.public_key() { Ok(()) } else { Err(Pkcs8Error::PublicKeyMismatch) }
}

struct Info<'a> {
    algorithm: ObjectIdentifier,
    parameters: Option<AnyRef<'a>>,
    key: &'a OctetStringRef,
    public_key: Option<BitStringRef<'a>>,
}

fn read_info(der: &[u8]) -> Result<Info<'_>, der::Error> {
    let mut reader = SliceReader::new(der)?;
    let info = reader.sequence(|info| {
        let version = u8::decode(info)?;
        let (algorithm, parameters) = info.sequence(|id| {
            Ok::<_, der::Error>((ObjectIdentifier::decode(id)?, Option::<AnyRef<'_>>::decode(id)?))
        })?;
        let key = <&OctetStringRef>::decode(info)?;
        // Attributes say nothing about the key; they only have to be a SET OF in DER.
        info.context_specific::<SetOfRef<'_, AnyRef<'_>>>(TagNumber(0), TagMode::Implicit)?;
        let public_key = info.context_specific::<BitStringRef<'_>>(TagNumber(1), TagMode::Implicit)?;
        // RFC 5958 §2: the public key is there in version 2 only; versions beyond are not defined.
        if version > 1 || (version == 0 && public_key.is_some()) {
            return Err(der::Tag::Integer.value_error().into());
        }
        Ok::<_, der::Error>(Info { algorithm, parameters, key, public_key })
    })?;
    reader.finish()?;
    Ok(info)
}

struct EcKey<'a> {
    scalar: &'a OctetStringRef,
    parameters: Option<AnyRef<'a>>,
    public_key: Option<BitStringRef<'a>>,
}

fn read_ec(der: &[u8]) -> Result<EcKey<'_>, der::Error> {
    let mut reader = SliceReader::new(der)?;
    let key = reader.sequence(|ec| {
        if u8::decode(ec)? != 1 {
            return Err(der::Tag::Integer.value_error().into());
        }
        Ok::<_, der::Error>(EcKey {
            scalar: <&OctetStringRef>::decode(ec)?,
            parameters: ContextSpecific::decode_explicit(ec, TagNumber(0))?.map(|field| field.value),
            public_key: ec.context_specific(TagNumber(1), TagMode::Explicit)?,
        })
    })?;
    reader.finish()?;
    Ok(key)
}

/// Writes a key as DER PKCS#8 version 1, byte for byte as Go and OpenSSL write it.
///
/// # Errors
/// [`Pkcs8WriteError`] for a key type that this crate cannot write.
pub fn write_pkcs8_der(key: &PrivateKey) -> Result<SecretBytes, Pkcs8WriteError> {
    match key.key_type() {
        KeyType::EcdsaP256 => Ok(p256_der(key)),
        key_type => Err(Pkcs8WriteError { key_type }),
    }
}

/// A key type that has no PKCS#8 form here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{key_type} keys cannot be written as PKCS#8 by this version")]
pub struct Pkcs8WriteError {
    key_type: KeyType,
}

fn p256_der(key: &PrivateKey) -> SecretBytes {
    // Sized at once: growing would leave copies of the secret behind.
    let point = key.public_key().point();
    let mut out = Vec::with_capacity(P256_HEAD.len() + 32 + P256_MIDDLE.len() + point.len());
    out.extend_from_slice(&P256_HEAD);
    out.extend_from_slice(key.expose_secret());
    out.extend_from_slice(&P256_MIDDLE);
    out.extend_from_slice(point);
    SecretBytes(Zeroizing::new(out))
}

/// Writes a key as PEM PKCS#8, not encrypted.
///
/// # Errors
/// [`Pkcs8WriteError`] for a key type that this crate cannot write.
pub fn write_pkcs8_pem(key: &PrivateKey) -> Result<SecretText, Pkcs8WriteError> {
    Ok(SecretText(Zeroizing::new(pem::encode(PKCS8_LABEL, &write_pkcs8_der(key)?))))
}

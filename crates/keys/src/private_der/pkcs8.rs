//! PKCS#8 (RFC 5208, RFC 5958).
//!
//! ```text
//! OneAsymmetricKey ::= SEQUENCE { version INTEGER { v1(0), v2(1) }, privateKeyAlgorithm AlgorithmIdentifier,
//!                                 privateKey OCTET STRING, attributes [0] IMPLICIT SET OF Attribute OPTIONAL,
//!                                 publicKey [1] IMPLICIT BIT STRING OPTIONAL }
//! CurvePrivateKey  ::= OCTET STRING                                  -- Ed25519, RFC 8410 §7
//! ```

use countersign_crypto::{CryptoProvider, KeyLimits, KeyType, PrivateKey, PublicKey};
use der::{
    Decode, Reader, SliceReader, Tag, TagMode, TagNumber,
    asn1::{AnyRef, BitStringRef, Null, ObjectIdentifier, OctetStringRef, SetOfRef},
};

use super::{PrivateDerError, check_len, pkcs1, sec1};
use crate::asn1::{EC_PUBLIC_KEY, ED25519, RSA_ENCRYPTION};

/// Reads a DER PKCS#8 key, version 1 or 2, RSA keys within the default limits. Embedded public keys must belong to the
/// private key.
///
/// # Errors
/// [`PrivateDerError`].
pub fn read_pkcs8_der(der: &[u8], provider: &dyn CryptoProvider) -> Result<PrivateKey, PrivateDerError> {
    read_pkcs8_der_with(der, &KeyLimits::default(), provider)
}

/// Reads a DER PKCS#8 key with limits of the caller's.
///
/// # Errors
/// [`PrivateDerError`].
pub fn read_pkcs8_der_with(
    der: &[u8],
    limits: &KeyLimits,
    provider: &dyn CryptoProvider,
) -> Result<PrivateKey, PrivateDerError> {
    check_len(der)?;
    let info = read_info(der).map_err(|_| PrivateDerError::Encoding)?;
    let key = read_key(&info, limits, provider)?;
    match info.public_key {
        Some(claimed) => check_public(&key, claimed, limits, provider).map(|()| key),
        None => Ok(key),
    }
}

fn read_key(
    info: &Info<'_>,
    limits: &KeyLimits,
    provider: &dyn CryptoProvider,
) -> Result<PrivateKey, PrivateDerError> {
    let content = info.key.as_bytes();
    match info.algorithm {
        EC_PUBLIC_KEY => {
            let key_type = info.parameters.and_then(sec1::names_curve);
            sec1::read(content, Some(key_type.ok_or(PrivateDerError::UnsupportedCurve)?), provider)
        }
        // RFC 8410 §3: parameters must be absent.
        ED25519 if info.parameters.is_none() => {
            let seed = <&OctetStringRef>::from_der(content).map_err(|_| PrivateDerError::Encoding)?;
            Ok(PrivateKey::from_scalar(KeyType::Ed25519, seed.as_bytes(), provider)?)
        }
        // RFC 8017 appendix A.1: parameters must be NULL.
        RSA_ENCRYPTION
            if info.parameters.is_some_and(|parameters| parameters.decode_as::<Null>().is_ok()) =>
        {
            pkcs1::read_pkcs1_der(content, limits, provider)
        }
        _ => Err(PrivateDerError::UnsupportedAlgorithm),
    }
}

fn check_public(
    key: &PrivateKey,
    claimed: BitStringRef<'_>,
    limits: &KeyLimits,
    provider: &dyn CryptoProvider,
) -> Result<(), PrivateDerError> {
    let claimed = claimed.as_bytes().and_then(|octets| match key.key_type() {
        KeyType::Rsa => pkcs1::public_key(octets, limits, provider).ok(),
        key_type => PublicKey::from_point(key_type, octets, provider).ok(),
    });
    if claimed.is_some_and(|claimed| claimed == *key.public_key()) {
        return Ok(());
    }
    Err(PrivateDerError::PublicKeyMismatch)
}

/// `ring` tags the public key explicitly, where RFC 5958 has an implicit tag, and keys so written are about. Nothing is
/// lost by reading both: the public key has to belong to the private one.
fn public_key_mode<'a>(info: &impl Reader<'a>) -> TagMode {
    match Tag::peek(info) {
        Ok(Tag::ContextSpecific { constructed: true, .. }) => TagMode::Explicit,
        _ => TagMode::Implicit,
    }
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
        let public_key = info.context_specific::<BitStringRef<'_>>(TagNumber(1), public_key_mode(info))?;
        // RFC 5958 §2: the public key is there in version 2 only; versions beyond are not defined.
        if version > 1 || (version == 0 && public_key.is_some()) {
            return Err(der::Tag::Integer.value_error().into());
        }
        Ok::<_, der::Error>(Info { algorithm, parameters, key, public_key })
    })?;
    reader.finish()?;
    Ok(info)
}

//! Elliptic-curve private keys (RFC 5915), alone or inside PKCS#8.
//!
//! ```text
//! ECPrivateKey ::= SEQUENCE { version INTEGER { ecPrivkeyVer1(1) }, privateKey OCTET STRING,
//!                             parameters [0] EXPLICIT ECParameters OPTIONAL,
//!                             publicKey  [1] EXPLICIT BIT STRING OPTIONAL }
//! ```

use countersign_crypto::{CryptoProvider, KeyType, PrivateKey, PublicKey};
use der::{
    Decode, Reader, SliceReader, TagMode, TagNumber,
    asn1::{AnyRef, BitStringRef, ContextSpecific, ObjectIdentifier, OctetStringRef},
};

use super::{PrivateDerError, check_len};
use crate::asn1::key_type_of;

/// Reads a DER `ECPrivateKey` that stands alone: it must name its curve. An embedded public key must belong to it.
///
/// # Errors
/// [`PrivateDerError`].
pub fn read_sec1_der(der: &[u8], provider: &dyn CryptoProvider) -> Result<PrivateKey, PrivateDerError> {
    check_len(der)?;
    read(der, None, provider)
}

/// `around` is the curve that the structure around names, if there is one.
pub(super) fn read(
    der: &[u8],
    around: Option<KeyType>,
    provider: &dyn CryptoProvider,
) -> Result<PrivateKey, PrivateDerError> {
    let ec = read_ec(der).map_err(|_| PrivateDerError::Encoding)?;
    let inside = match ec.parameters {
        Some(parameters) => Some(names_curve(parameters).ok_or(PrivateDerError::UnsupportedCurve)?),
        None => None,
    };
    let key_type = match (around, inside) {
        (Some(around), Some(inside)) if around != inside => None,
        (around, inside) => around.or(inside),
    };
    let key_type = key_type.ok_or(PrivateDerError::UnsupportedCurve)?;
    let key = PrivateKey::from_scalar(key_type, ec.scalar.as_bytes(), provider)?;
    match ec.public_key {
        Some(claimed) => check_public(&key, claimed, provider).map(|()| key),
        None => Ok(key),
    }
}

/// Named curves only: explicit parameters and NULL are not looked into (RFC 5480 §2.1.1).
pub(super) fn names_curve(parameters: AnyRef<'_>) -> Option<KeyType> {
    parameters.decode_as::<ObjectIdentifier>().ok().and_then(key_type_of)
}

fn check_public(
    key: &PrivateKey,
    claimed: BitStringRef<'_>,
    provider: &dyn CryptoProvider,
) -> Result<(), PrivateDerError> {
    let claimed =
        claimed.as_bytes().and_then(|point| PublicKey::from_point(key.key_type(), point, provider).ok());
    if claimed.is_some_and(|claimed| claimed == *key.public_key()) {
        return Ok(());
    }
    Err(PrivateDerError::PublicKeyMismatch)
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

//! SubjectPublicKeyInfo, read strictly and written canonically.
//!
//! ```text
//! SubjectPublicKeyInfo ::= SEQUENCE { algorithm AlgorithmIdentifier, subjectPublicKey BIT STRING }
//! AlgorithmIdentifier  ::= SEQUENCE { algorithm OBJECT IDENTIFIER, parameters ANY OPTIONAL }
//! ECParameters         ::= namedCurve OBJECT IDENTIFIER                        -- RFC 5480 §2.1.1
//! RSAPublicKey         ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }  -- RFC 8017 §A.1.1
//! ```

mod pss;

use alloc::vec::Vec;

use der::{
    Decode, Reader, SliceReader,
    asn1::{AnyRef, BitStringRef, ObjectIdentifier, UintRef},
};

use crate::{
    KeyType, PointError, RsaKeyError, RsaPssRestriction,
    tlv::{BIT_STRING, NULL, OBJECT_IDENTIFIER, SEQUENCE, integer, tlv},
};

pub use pss::PssParametersError;

const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const SECP256R1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const SECP384R1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
const SECP521R1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.35");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSASSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");

const CURVES: [(ObjectIdentifier, KeyType); 3] =
    [(SECP256R1, KeyType::EcdsaP256), (SECP384R1, KeyType::EcdsaP384), (SECP521R1, KeyType::EcdsaP521)];

/// The largest SubjectPublicKeyInfo that is looked at: an RSA key of 16,384 bits fits, and is told that it is too long.
const MAX_LEN: usize = 4096;

/// Why bytes are no public key that this version can use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PublicKeyError {
    /// Longer than any key this crate reads.
    #[error("the public key is {actual} bytes long, at most {limit} are read")]
    TooLong {
        /// The limit in bytes.
        limit: usize,
        /// Length given, in bytes.
        actual: usize,
    },
    /// Not strict DER of a SubjectPublicKeyInfo, or of the RSAPublicKey in it: BER forms, missing parts, trailing bytes.
    #[error("the public key is not a DER SubjectPublicKeyInfo")]
    Encoding,
    /// A key of an algorithm that this version does not know.
    #[error("the public key's algorithm is not supported; this version knows ECDSA, Ed25519 and RSA")]
    UnsupportedAlgorithm,
    /// An elliptic-curve key on another curve, or with explicit curve parameters.
    #[error(
        "the public key's curve is not supported; this version knows the named curves P-256, P-384 and P-521"
    )]
    UnsupportedCurve,
    /// `rsaEncryption` without its NULL (RFC 3279 §2.3.1), or Ed25519 with parameters (RFC 8410 §3).
    #[error("the parameters of the public key's algorithm are not the ones it must have")]
    Parameters,
    /// The parameters of an `id-RSASSA-PSS` key.
    #[error(transparent)]
    PssParameters(#[from] PssParametersError),
    /// The bit string has unused bits, so it is no octet string.
    #[error("the public key's bit string has unused bits")]
    UnusedBits,
    /// The point is refused.
    #[error(transparent)]
    Point(#[from] PointError),
    /// The numbers of an RSA key are refused.
    #[error(transparent)]
    Rsa(#[from] RsaKeyError),
    /// The provider's SHA-256 is not 32 bytes long, or the point it decoded is not in canonical form: a defect of the
    /// provider, which would give one key two ids.
    #[error("the provider's SHA-256 digest or its decoded point has the wrong form")]
    Provider,
}

/// What a SubjectPublicKeyInfo holds; neither point nor numbers are checked yet.
pub(crate) enum Parsed<'a> {
    Point { key_type: KeyType, octets: &'a [u8] },
    Rsa { modulus: &'a [u8], exponent: &'a [u8], restriction: Option<RsaPssRestriction> },
}

pub(crate) fn parse(der: &[u8]) -> Result<Parsed<'_>, PublicKeyError> {
    if der.len() > MAX_LEN {
        return Err(PublicKeyError::TooLong { limit: MAX_LEN, actual: der.len() });
    }
    let (algorithm, parameters, key) = read(der).map_err(|_| PublicKeyError::Encoding)?;
    let octets = || key.as_bytes().ok_or(PublicKeyError::UnusedBits);
    match algorithm {
        EC_PUBLIC_KEY => Ok(Parsed::Point { key_type: curve(parameters)?, octets: octets()? }),
        ED25519 if parameters.is_some() => Err(PublicKeyError::Parameters),
        ED25519 => Ok(Parsed::Point { key_type: KeyType::Ed25519, octets: octets()? }),
        RSA_ENCRYPTION if parameters != Some(AnyRef::NULL) => Err(PublicKeyError::Parameters),
        RSA_ENCRYPTION => rsa(octets()?, None),
        RSASSA_PSS => rsa(octets()?, Some(pss::restriction(parameters)?)),
        _ => Err(PublicKeyError::UnsupportedAlgorithm),
    }
}

type Parts<'a> = (ObjectIdentifier, Option<AnyRef<'a>>, BitStringRef<'a>);

fn read(der: &[u8]) -> Result<Parts<'_>, der::Error> {
    let mut reader = SliceReader::new(der)?;
    let parts = reader.sequence(|spki| {
        let (algorithm, parameters) = spki.sequence(|id| {
            Ok::<_, der::Error>((ObjectIdentifier::decode(id)?, Option::<AnyRef<'_>>::decode(id)?))
        })?;
        Ok::<_, der::Error>((algorithm, parameters, BitStringRef::decode(spki)?))
    })?;
    reader.finish()?;
    Ok(parts)
}

fn curve(parameters: Option<AnyRef<'_>>) -> Result<KeyType, PublicKeyError> {
    let curve: Option<ObjectIdentifier> = parameters.and_then(|parameters| parameters.decode_as().ok());
    let known = CURVES.iter().find(|(named, _)| Some(*named) == curve);
    known.map(|(_, key_type)| *key_type).ok_or(PublicKeyError::UnsupportedCurve)
}

fn rsa(der: &[u8], restriction: Option<RsaPssRestriction>) -> Result<Parsed<'_>, PublicKeyError> {
    let (modulus, exponent) = read_rsa(der).map_err(|_| PublicKeyError::Encoding)?;
    Ok(Parsed::Rsa { modulus, exponent, restriction })
}

fn read_rsa(der: &[u8]) -> Result<(&[u8], &[u8]), der::Error> {
    let mut reader = SliceReader::new(der)?;
    let (modulus, exponent) = reader
        .sequence(|key| Ok::<_, der::Error>((<UintRef<'_>>::decode(key)?, <UintRef<'_>>::decode(key)?)))?;
    reader.finish()?;
    Ok((modulus.as_bytes(), exponent.as_bytes()))
}

/// The one encoding of a point: uncompressed on a named curve, or the 32 octets of Ed25519. `None` for a point in
/// another form.
pub(crate) fn encode_point(key_type: KeyType, point: &[u8]) -> Option<Vec<u8>> {
    if Some(point.len()) != key_type.point_len() {
        return None;
    }
    if key_type == KeyType::Ed25519 {
        return Some(encode(&ED25519, &[], point));
    }
    let (curve, _) = CURVES.iter().find(|(_, named)| *named == key_type)?;
    let uncompressed = point.first() == Some(&0x04);
    uncompressed.then(|| encode(&EC_PUBLIC_KEY, &tlv(OBJECT_IDENTIFIER, &[curve.as_bytes()]), point))
}

/// The one encoding of an RSA key: `rsaEncryption` with NULL (RFC 3279 §2.3.1).
pub(crate) fn encode_rsa(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let key = tlv(SEQUENCE, &[&integer(modulus), &integer(exponent)]);
    encode(&RSA_ENCRYPTION, &tlv(NULL, &[]), &key)
}

fn encode(algorithm: &ObjectIdentifier, parameters: &[u8], key: &[u8]) -> Vec<u8> {
    let algorithm = tlv(SEQUENCE, &[&tlv(OBJECT_IDENTIFIER, &[algorithm.as_bytes()]), parameters]);
    tlv(SEQUENCE, &[&algorithm, &tlv(BIT_STRING, &[&[0], key])])
}

/// The point inside an encoding that [`encode_point`] made; nothing for RSA.
pub(crate) fn point_of(key_type: KeyType, spki: &[u8]) -> &[u8] {
    let start = key_type.point_len().and_then(|len| spki.len().checked_sub(len));
    start.and_then(|start| spki.get(start..)).unwrap_or_default()
}

//! SubjectPublicKeyInfo, read strictly and written canonically.
//!
//! ```text
//! SubjectPublicKeyInfo ::= SEQUENCE { algorithm AlgorithmIdentifier, subjectPublicKey BIT STRING }
//! AlgorithmIdentifier  ::= SEQUENCE { algorithm OBJECT IDENTIFIER, parameters ANY OPTIONAL }
//! ECParameters         ::= namedCurve OBJECT IDENTIFIER                        -- RFC 5480 §2.1.1
//! RSAPublicKey         ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }  -- RFC 8017 §A.1.1
//! ```

use alloc::vec::Vec;

use countersign_encoding::der::{DerError, Element, Integer, Oid, Reader, Tag, unsigned_integer, write};

use crate::{
    KeyType, PointError, PssParametersError, RsaKeyError, RsaPssParameters, RsaPssRestriction, rsa_key::strip,
};

/// 1.2.840.10045.2.1
const EC_PUBLIC_KEY: Oid<'_> = Oid::from_contents(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1]);
/// 1.2.840.10045.3.1.7
const SECP256R1: Oid<'_> = Oid::from_contents(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7]);
/// 1.3.132.0.34
const SECP384R1: Oid<'_> = Oid::from_contents(&[0x2b, 0x81, 0x04, 0, 0x22]);
/// 1.3.132.0.35
const SECP521R1: Oid<'_> = Oid::from_contents(&[0x2b, 0x81, 0x04, 0, 0x23]);
/// 1.3.101.112
const ED25519: Oid<'_> = Oid::from_contents(&[0x2b, 0x65, 0x70]);
/// 1.2.840.113549.1.1.1
const RSA_ENCRYPTION: Oid<'_> = Oid::from_contents(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1]);
/// 1.2.840.113549.1.1.10
const RSASSA_PSS: Oid<'_> = Oid::from_contents(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 0x0a]);

const CURVES: [(Oid<'_>, KeyType); 3] =
    [(SECP256R1, KeyType::EcdsaP256), (SECP384R1, KeyType::EcdsaP384), (SECP521R1, KeyType::EcdsaP521)];

/// The whole `NULL` element.
const NULL: &[u8] = &[0x05, 0];

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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Parsed<'a> {
    Point { key_type: KeyType, octets: &'a [u8] },
    Rsa { modulus: &'a [u8], exponent: &'a [u8], restriction: Option<RsaPssRestriction> },
}

pub(crate) fn parse(der: &[u8]) -> Result<Parsed<'_>, PublicKeyError> {
    if der.len() > MAX_LEN {
        return Err(PublicKeyError::TooLong { limit: MAX_LEN, actual: der.len() });
    }
    let Parts { algorithm, parameters, unused_bits, key } =
        read(der).map_err(|_| PublicKeyError::Encoding)?;
    let octets = || if unused_bits == 0 { Ok(key) } else { Err(PublicKeyError::UnusedBits) };
    match algorithm {
        EC_PUBLIC_KEY => Ok(Parsed::Point { key_type: curve(parameters)?, octets: octets()? }),
        ED25519 if parameters.is_some() => Err(PublicKeyError::Parameters),
        ED25519 => Ok(Parsed::Point { key_type: KeyType::Ed25519, octets: octets()? }),
        RSA_ENCRYPTION if !is_null(parameters) => Err(PublicKeyError::Parameters),
        RSA_ENCRYPTION => rsa(octets()?, None),
        RSASSA_PSS => {
            let restriction = restriction(parameters)?;
            rsa(octets()?, Some(restriction))
        }
        _ => Err(PublicKeyError::UnsupportedAlgorithm),
    }
}

struct Parts<'a> {
    algorithm: Oid<'a>,
    parameters: Option<Element<'a>>,
    unused_bits: u8,
    key: &'a [u8],
}

fn read(der: &[u8]) -> Result<Parts<'_>, DerError> {
    let mut outer = Reader::new(der);
    let mut spki = outer.sequence()?;
    outer.finish()?;
    let mut identifier = spki.sequence()?;
    let algorithm = identifier.oid()?;
    let parameters = if identifier.is_empty() { None } else { Some(identifier.element()?) };
    identifier.finish()?;
    let key = spki.bit_string()?;
    spki.finish()?;
    Ok(Parts { algorithm, parameters, unused_bits: key.unused_bits(), key: key.as_bytes() })
}

pub(crate) fn is_null(parameters: Option<Element<'_>>) -> bool {
    parameters.is_some_and(|parameters| parameters.bytes() == NULL)
}

fn curve(parameters: Option<Element<'_>>) -> Result<KeyType, PublicKeyError> {
    let named = parameters.filter(|parameters| parameters.tag() == Tag::OBJECT_IDENTIFIER);
    let curve = named.and_then(|named| Oid::of(&named).ok());
    let known = CURVES.iter().find(|(named, _)| Some(*named) == curve);
    known.map(|(_, key_type)| *key_type).ok_or(PublicKeyError::UnsupportedCurve)
}

/// Absent parameters admit every hash and salt (RFC 4055 §3.1).
fn restriction(parameters: Option<Element<'_>>) -> Result<RsaPssRestriction, PssParametersError> {
    let Some(parameters) = parameters else { return Ok(RsaPssRestriction::new(None, 0)) };
    let parameters = RsaPssParameters::from_der(parameters.bytes())?;
    Ok(RsaPssRestriction::new(Some(parameters.digest()), parameters.salt_len()))
}

fn rsa(der: &[u8], restriction: Option<RsaPssRestriction>) -> Result<Parsed<'_>, PublicKeyError> {
    let (modulus, exponent) = read_unsigned_pair(der).ok_or(PublicKeyError::Encoding)?;
    Ok(Parsed::Rsa { modulus, exponent, restriction })
}

/// The magnitudes in a `SEQUENCE` of two integers, neither of which may be negative or padded.
pub(crate) fn read_unsigned_pair(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut outer = Reader::new(der);
    let mut integers = outer.sequence().ok()?;
    let pair = (integers.integer().ok(), integers.integer().ok());
    integers.finish().and_then(|()| outer.finish()).ok()?;
    Some((Integer::magnitude(&pair.0?)?, Integer::magnitude(&pair.1?)?))
}

/// The one encoding of a point: uncompressed on a named curve, or the 32 octets of Ed25519. `None` for a point in
/// another form.
pub(crate) fn encode_point(key_type: KeyType, point: &[u8]) -> Option<Vec<u8>> {
    if Some(point.len()) != key_type.point_len() {
        return None;
    }
    if key_type == KeyType::Ed25519 {
        return Some(encode(ED25519, &[], point));
    }
    let (curve, _) = CURVES.iter().find(|(_, named)| *named == key_type)?;
    let uncompressed = point.first() == Some(&0x04);
    uncompressed.then(|| encode(EC_PUBLIC_KEY, &write(Tag::OBJECT_IDENTIFIER, &[curve.as_bytes()]), point))
}

/// The one encoding of an RSA key: `rsaEncryption` with NULL (RFC 3279 §2.3.1).
pub(crate) fn encode_rsa(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let numbers = [unsigned_integer(strip(modulus)), unsigned_integer(strip(exponent))];
    let [modulus, exponent] = &numbers;
    encode(RSA_ENCRYPTION, NULL, &write(Tag::SEQUENCE, &[modulus, exponent]))
}

fn encode(algorithm: Oid<'_>, parameters: &[u8], key: &[u8]) -> Vec<u8> {
    let oid = write(Tag::OBJECT_IDENTIFIER, &[algorithm.as_bytes()]);
    let algorithm = write(Tag::SEQUENCE, &[&oid, parameters]);
    write(Tag::SEQUENCE, &[&algorithm, &write(Tag::BIT_STRING, &[&[0], key])])
}

/// The point inside an encoding that [`encode_point`] made; nothing for RSA.
pub(crate) fn point_of(key_type: KeyType, spki: &[u8]) -> &[u8] {
    let start = key_type.point_len().and_then(|len| spki.len().checked_sub(len));
    start.and_then(|start| spki.get(start..)).unwrap_or_default()
}

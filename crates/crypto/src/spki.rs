//! SubjectPublicKeyInfo, read strictly and written canonically.
//!
//! ```text
//! SubjectPublicKeyInfo ::= SEQUENCE { algorithm AlgorithmIdentifier, subjectPublicKey BIT STRING }
//! AlgorithmIdentifier  ::= SEQUENCE { algorithm OBJECT IDENTIFIER, parameters ANY OPTIONAL }
//! ECParameters         ::= namedCurve OBJECT IDENTIFIER            -- RFC 5480 §2.1.1
//! ```

use alloc::vec::Vec;

use der::{
    Decode, Reader, SliceReader,
    asn1::{AnyRef, BitStringRef, ObjectIdentifier},
};

use crate::{KeyType, PointError};

const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const SECP256R1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");

/// Everything before the uncompressed point of a P-256 key; the encoding has no freedom left (RFC 5480 §2.2).
const P256_PREFIX: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86,
    0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

/// The largest SubjectPublicKeyInfo that is looked at: an RSA key of 16,384 bits fits.
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
    /// Not strict DER of a SubjectPublicKeyInfo: BER forms, missing parts, trailing bytes.
    #[error("the public key is not a DER SubjectPublicKeyInfo")]
    Encoding,
    /// A key of an algorithm that this version does not know.
    #[error("the public key's algorithm is not supported; this version knows ECDSA P-256")]
    UnsupportedAlgorithm,
    /// An elliptic-curve key on another curve, or with explicit curve parameters.
    #[error("the public key's curve is not supported; this version knows the named curve P-256")]
    UnsupportedCurve,
    /// The bit string has unused bits, so it is no octet string.
    #[error("the public key's bit string has unused bits")]
    UnusedBits,
    /// The point is refused.
    #[error(transparent)]
    Point(#[from] PointError),
    /// The provider's SHA-256 is not 32 bytes long, or the point it decoded is not in uncompressed form: a defect of the
    /// provider, which would give one key two ids.
    #[error("the provider's SHA-256 digest or its decoded point has the wrong form")]
    Provider,
}

/// The key type and the SEC1 point that a SubjectPublicKeyInfo holds; the point is not yet checked.
pub(crate) fn parse(der: &[u8]) -> Result<(KeyType, &[u8]), PublicKeyError> {
    if der.len() > MAX_LEN {
        return Err(PublicKeyError::TooLong { limit: MAX_LEN, actual: der.len() });
    }
    let (algorithm, parameters, key) = read(der).map_err(|_| PublicKeyError::Encoding)?;
    if algorithm != EC_PUBLIC_KEY {
        return Err(PublicKeyError::UnsupportedAlgorithm);
    }
    let curve = parameters.ok_or(PublicKeyError::UnsupportedCurve)?;
    let curve: ObjectIdentifier = curve.decode_as().map_err(|_| PublicKeyError::UnsupportedCurve)?;
    if curve != SECP256R1 {
        return Err(PublicKeyError::UnsupportedCurve);
    }
    key.as_bytes().map(|point| (KeyType::EcdsaP256, point)).ok_or(PublicKeyError::UnusedBits)
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

/// The one encoding of a key: uncompressed point, named curve. `None` for a point in another form.
pub(crate) fn encode(key_type: KeyType, point: &[u8]) -> Option<Vec<u8>> {
    match (key_type, point.first(), point.len()) {
        (KeyType::EcdsaP256, Some(0x04), 65) => Some([&P256_PREFIX, point].concat()),
        (KeyType::EcdsaP256, ..) => None,
    }
}

/// The point inside an encoding that [`encode`] made.
pub(crate) fn point_of(key_type: KeyType, spki: &[u8]) -> &[u8] {
    match key_type {
        KeyType::EcdsaP256 => spki.get(P256_PREFIX.len()..).unwrap_or_default(),
    }
}

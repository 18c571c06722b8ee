//! The parameters of RSASSA-PSS, in a key and in a signature's AlgorithmIdentifier.
//!
//! ```text
//! RSASSA-PSS-params ::= SEQUENCE {                                             -- RFC 4055 §3.1
//!     hashAlgorithm    [0] HashAlgorithm    DEFAULT sha1Identifier,
//!     maskGenAlgorithm [1] MaskGenAlgorithm DEFAULT mgf1SHA1Identifier,
//!     saltLength       [2] INTEGER          DEFAULT 20,
//!     trailerField     [3] INTEGER          DEFAULT 1 }
//! ```

use countersign_digest::Algorithm;
use countersign_encoding::der::{DerError, DerErrorKind, Element, Oid, Reader, Tag};

use crate::spki::is_null;

/// 1.2.840.113549.1.1.8
const MGF1: Oid<'_> = Oid::from_contents(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 8]);
/// 2.16.840.1.101.3.4.2.1 to 2.16.840.1.101.3.4.2.3
const HASHES: [(Oid<'_>, Algorithm); 3] = [
    (Oid::from_contents(&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1]), Algorithm::Sha256),
    (Oid::from_contents(&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 2]), Algorithm::Sha384),
    (Oid::from_contents(&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3]), Algorithm::Sha512),
];

const DEFAULT_SALT_LEN: u16 = 20;

/// The parameters of RSASSA-PSS with MGF1 over the hash that is signed, and the only trailer there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RsaPssParameters {
    digest: Algorithm,
    salt_len: u16,
}

impl RsaPssParameters {
    /// Reads DER RSASSA-PSS-params. What equals its default must be left out (X.690 §11.5), as every known issuer of
    /// such certificates does; parameters of a hash are absent or NULL (RFC 4055 §2.1).
    ///
    /// # Errors
    /// [`PssParametersError`] names the field.
    pub fn from_der(der: &[u8]) -> Result<Self, PssParametersError> {
        let fields = read(der).map_err(|_| PssParametersError::Encoding)?;
        if fields.trailer.is_some() {
            return Err(PssParametersError::Trailer);
        }
        let digest = fields.hash.and_then(hash).ok_or(PssParametersError::UnsupportedHash)?;
        let mask = fields.mask.ok_or(PssParametersError::MixedHashes)?;
        if mask.algorithm != MGF1 {
            return Err(PssParametersError::UnsupportedMaskGeneration);
        }
        if mask.parameters.and_then(mask_digest) != Some(digest) {
            return Err(PssParametersError::MixedHashes);
        }
        match fields.salt_len {
            Some(DEFAULT_SALT_LEN) => Err(PssParametersError::Encoding),
            salt_len => Ok(Self { digest, salt_len: salt_len.unwrap_or(DEFAULT_SALT_LEN) }),
        }
    }

    /// The hash of the message, and of the mask generation.
    #[must_use]
    pub fn digest(self) -> Algorithm {
        self.digest
    }

    /// The length of the salt in bytes.
    #[must_use]
    pub fn salt_len(self) -> u16 {
        self.salt_len
    }
}

/// Why the parameters of RSASSA-PSS are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PssParametersError {
    /// Not strict DER of RSASSA-PSS-params, a default salt length that is written out, a negative one or one above
    /// 65,535.
    #[error("the RSASSA-PSS parameters are not DER")]
    Encoding,
    /// Another hash than SHA-256, SHA-384 and SHA-512; SHA-1 is what parameters that name none mean.
    #[error(
        "the RSASSA-PSS parameters name another hash than SHA-256, SHA-384 or SHA-512, or none, which means SHA-1"
    )]
    UnsupportedHash,
    /// Another mask generation function than MGF1.
    #[error("the RSASSA-PSS parameters name another mask generation function than MGF1")]
    UnsupportedMaskGeneration,
    /// The mask generation uses another hash than the message, or names none, which means SHA-1.
    #[error("the RSASSA-PSS parameters name two different hashes")]
    MixedHashes,
    /// A trailer field that is written out; the only one there is is the default (RFC 4055 §3.1).
    #[error("the RSASSA-PSS parameters name a trailer field")]
    Trailer,
}

struct AlgorithmIdentifier<'a> {
    algorithm: Oid<'a>,
    parameters: Option<Element<'a>>,
}

struct Fields<'a> {
    hash: Option<AlgorithmIdentifier<'a>>,
    mask: Option<AlgorithmIdentifier<'a>>,
    salt_len: Option<u16>,
    trailer: Option<u16>,
}

fn read(der: &[u8]) -> Result<Fields<'_>, DerError> {
    let mut outer = Reader::new(der);
    let mut fields = outer.sequence()?;
    outer.finish()?;
    let hash = explicit(&mut fields, 0, algorithm)?;
    let mask = explicit(&mut fields, 1, algorithm)?;
    let salt_len = explicit(&mut fields, 2, number)?;
    let trailer = explicit(&mut fields, 3, number)?;
    fields.finish()?;
    Ok(Fields { hash, mask, salt_len, trailer })
}

fn explicit<'a, T>(
    fields: &mut Reader<'a>,
    number: u8,
    read: impl Fn(&mut Reader<'a>) -> Result<T, DerError>,
) -> Result<Option<T>, DerError> {
    let Some(field) = fields.optional(Tag::context_constructed(number))? else { return Ok(None) };
    let mut inner = field.reader();
    let value = read(&mut inner)?;
    inner.finish()?;
    Ok(Some(value))
}

fn algorithm<'a>(reader: &mut Reader<'a>) -> Result<AlgorithmIdentifier<'a>, DerError> {
    let mut fields = reader.sequence()?;
    let algorithm = fields.oid()?;
    let parameters = if fields.is_empty() { None } else { Some(fields.element()?) };
    fields.finish()?;
    Ok(AlgorithmIdentifier { algorithm, parameters })
}

fn number(reader: &mut Reader<'_>) -> Result<u16, DerError> {
    let before = *reader;
    let value = reader.integer()?.to_u64().and_then(|value| u16::try_from(value).ok());
    value.ok_or_else(|| before.error(DerErrorKind::Integer))
}

fn hash(identifier: AlgorithmIdentifier<'_>) -> Option<Algorithm> {
    (identifier.parameters.is_none() || is_null(identifier.parameters)).then_some(())?;
    let known = HASHES.iter().find(|(oid, _)| *oid == identifier.algorithm);
    known.map(|(_, algorithm)| *algorithm)
}

fn mask_digest(parameters: Element<'_>) -> Option<Algorithm> {
    let mut reader = Reader::new(parameters.bytes());
    hash(algorithm(&mut reader).ok()?)
}

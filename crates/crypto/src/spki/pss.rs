//! The parameters of a key under `id-RSASSA-PSS`.
//!
//! ```text
//! RSASSA-PSS-params ::= SEQUENCE {                                             -- RFC 4055 §3.1
//!     hashAlgorithm    [0] HashAlgorithm    DEFAULT sha1Identifier,
//!     maskGenAlgorithm [1] MaskGenAlgorithm DEFAULT mgf1SHA1Identifier,
//!     saltLength       [2] INTEGER          DEFAULT 20,
//!     trailerField     [3] INTEGER          DEFAULT 1 }
//! ```

use countersign_digest::Algorithm;
use der::{
    Decode, Reader, TagNumber,
    asn1::{AnyRef, ContextSpecific, ObjectIdentifier},
};

use crate::RsaPssRestriction;

const MGF1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.8");
const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
const SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");

const DEFAULT_SALT_LEN: u16 = 20;

/// Why the parameters of an `id-RSASSA-PSS` key are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PssParametersError {
    /// Not strict DER of RSASSA-PSS-params, a default salt length that is written out, a negative one or one above
    /// 65,535.
    #[error("the RSASSA-PSS parameters of the public key are not DER")]
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

/// What the parameters admit. Absent ones admit every hash and salt (RFC 4055 §3.1).
pub(super) fn restriction(parameters: Option<AnyRef<'_>>) -> Result<RsaPssRestriction, PssParametersError> {
    let Some(parameters) = parameters else { return Ok(RsaPssRestriction::new(None, 0)) };
    let fields = read(parameters).map_err(|_| PssParametersError::Encoding)?;
    if fields.trailer.is_some() {
        return Err(PssParametersError::Trailer);
    }
    let digest = fields.hash.and_then(hash).ok_or(PssParametersError::UnsupportedHash)?;
    let (function, mask_hash) = fields.mask.ok_or(PssParametersError::MixedHashes)?;
    if function != MGF1 {
        return Err(PssParametersError::UnsupportedMaskGeneration);
    }
    if mask_hash.and_then(mask_digest) != Some(digest) {
        return Err(PssParametersError::MixedHashes);
    }
    match fields.salt_len {
        // DER leaves a default out (X.690 §11.5).
        Some(DEFAULT_SALT_LEN) => Err(PssParametersError::Encoding),
        salt_len => Ok(RsaPssRestriction::new(Some(digest), salt_len.unwrap_or(DEFAULT_SALT_LEN))),
    }
}

type AlgorithmIdentifier<'a> = (ObjectIdentifier, Option<AnyRef<'a>>);

struct Fields<'a> {
    hash: Option<AlgorithmIdentifier<'a>>,
    mask: Option<AlgorithmIdentifier<'a>>,
    salt_len: Option<u16>,
    trailer: Option<u8>,
}

fn read(parameters: AnyRef<'_>) -> Result<Fields<'_>, der::Error> {
    parameters.sequence(|fields| {
        let hash = explicit(fields, 0)?.map(algorithm).transpose()?;
        let mask = explicit(fields, 1)?.map(algorithm).transpose()?;
        let salt_len = explicit(fields, 2)?;
        let trailer = explicit(fields, 3)?;
        Ok::<_, der::Error>(Fields { hash, mask, salt_len, trailer })
    })
}

fn explicit<'a, T>(fields: &mut impl Reader<'a>, tag: u32) -> Result<Option<T>, der::Error>
where
    T: Decode<'a, Error = der::Error>,
{
    Ok(ContextSpecific::decode_explicit(fields, TagNumber(tag))?.map(|field| field.value))
}

fn algorithm(any: AnyRef<'_>) -> Result<AlgorithmIdentifier<'_>, der::Error> {
    any.sequence(|id| Ok::<_, der::Error>((ObjectIdentifier::decode(id)?, Option::<AnyRef<'_>>::decode(id)?)))
}

/// The hash of an identifier. Its parameters are absent or NULL; both are read (RFC 4055 §2.1).
fn hash((algorithm, parameters): AlgorithmIdentifier<'_>) -> Option<Algorithm> {
    parameters.is_none_or(|parameters| parameters == AnyRef::NULL).then_some(())?;
    match algorithm {
        SHA256 => Some(Algorithm::Sha256),
        SHA384 => Some(Algorithm::Sha384),
        SHA512 => Some(Algorithm::Sha512),
        _ => None,
    }
}

fn mask_digest(parameters: AnyRef<'_>) -> Option<Algorithm> {
    algorithm(parameters).ok().and_then(hash)
}

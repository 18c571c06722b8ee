//! The SignerInfo.
//!
//! ```text
//! SignerInfo ::= SEQUENCE {                                                                   -- RFC 5652 §5.3
//!     version            INTEGER,
//!     sid                CHOICE { SEQUENCE { issuer Name, serialNumber INTEGER }, [0] OCTET STRING },
//!     digestAlgorithm    AlgorithmIdentifier,
//!     signedAttrs        [0] IMPLICIT SET OF Attribute OPTIONAL,
//!     signatureAlgorithm AlgorithmIdentifier,
//!     signature          OCTET STRING,
//!     unsignedAttrs      [1] IMPLICIT SET OF Attribute OPTIONAL }
//! ```

use countersign_encoding::der::{DerError, Reader, Tag};

use super::{attributes, digest_identifier, wrong};
use crate::{
    TokenParseError, TokenPart,
    layout::{IdLayout, SignerLayout},
    span::Span,
};

/// Reads the fields, of which the digest algorithm must be among those that the SignedData lists.
pub(super) fn read(mut fields: Reader<'_>, listed: Reader<'_>) -> Result<SignerLayout, TokenParseError> {
    let wrong = wrong(TokenPart::SignerInfo);
    let version = fields.integer().map_err(wrong)?.to_u64();
    let id = identifier(&mut fields).map_err(wrong)?;
    let expected = match id {
        IdLayout::IssuerAndSerial { .. } => 1,
        IdLayout::KeyIdentifier(_) => 3,
    };
    if version != Some(expected) {
        return Err(TokenParseError::SignerVersion);
    }
    let digest = digest_identifier(&mut fields).map_err(wrong)?;
    let (oid, digest_algorithm) = digest.ok_or(TokenParseError::DigestAlgorithms)?;
    if !lists(listed, oid.as_bytes())? {
        return Err(TokenParseError::DigestAlgorithms);
    }
    let attributes = fields.optional(Tag::context_constructed(0)).map_err(wrong)?;
    let attributes = attributes.ok_or(TokenParseError::NoSignedAttributes)?;
    let signed = attributes::read(attributes.reader())?;
    let signature_algorithm = fields.expect(Tag::SEQUENCE).map_err(wrong)?;
    let signature = fields.expect(Tag::OCTET_STRING).map_err(wrong)?;
    fields.optional(Tag::context_constructed(1)).map_err(wrong)?;
    fields.finish().map_err(wrong)?;
    Ok(SignerLayout {
        id,
        digest_algorithm: Span::contents(&digest_algorithm),
        attributes: Span::element(&attributes),
        message_digest: signed.message_digest,
        certificate: signed.certificate,
        certificate_v2: signed.certificate_v2,
        signing_time: signed.signing_time,
        signature_algorithm: Span::element(&signature_algorithm),
        signature: Span::contents(&signature),
    })
}

fn identifier(fields: &mut Reader<'_>) -> Result<IdLayout, DerError> {
    if let Some(key) = fields.optional(Tag::context(0))? {
        return Ok(IdLayout::KeyIdentifier(Span::contents(&key)));
    }
    let mut parts = fields.sequence()?;
    let issuer = parts.expect(Tag::SEQUENCE)?;
    let serial = parts.expect(Tag::INTEGER)?;
    parts.finish()?;
    Ok(IdLayout::IssuerAndSerial { issuer: Span::element(&issuer), serial: Span::element(&serial) })
}

/// Whether an identifier is among those of `digestAlgorithms`, each of which must be well-formed.
fn lists(mut listed: Reader<'_>, oid: &[u8]) -> Result<bool, TokenParseError> {
    let mut found = false;
    while !listed.is_empty() {
        let digest = digest_identifier(&mut listed).map_err(wrong(TokenPart::SignedData))?;
        let (other, _) = digest.ok_or(TokenParseError::DigestAlgorithms)?;
        found |= other.as_bytes() == oid;
    }
    Ok(found)
}

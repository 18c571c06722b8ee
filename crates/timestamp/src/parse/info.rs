//! The TSTInfo.
//!
//! ```text
//! TSTInfo ::= SEQUENCE {                                                                      -- RFC 3161 §2.4.2
//!     version        INTEGER { v1(1) },
//!     policy         OBJECT IDENTIFIER,
//!     messageImprint SEQUENCE { hashAlgorithm AlgorithmIdentifier, hashedMessage OCTET STRING },
//!     serialNumber   INTEGER,
//!     genTime        GeneralizedTime,
//!     accuracy       Accuracy                 OPTIONAL,
//!     ordering       BOOLEAN                  DEFAULT FALSE,
//!     nonce          INTEGER                  OPTIONAL,
//!     tsa            [0] EXPLICIT GeneralName OPTIONAL,
//!     extensions     [1] IMPLICIT Extensions  OPTIONAL }
//! ```

use countersign_encoding::der::{Element, Integer, Oid, Reader, Tag};
use countersign_time::UnixTime;
use countersign_x509::{Extensions, GeneralName};

use super::{digest_identifier, wrong};
use crate::{Accuracy, TokenParseError, TokenPart, layout::InfoLayout, nonce::MAX_INTEGER_LEN, span::Span};

/// Reads the encoded value in the octet string that is signed.
pub(super) fn read(content: &Element<'_>) -> Result<InfoLayout, TokenParseError> {
    let wrong = wrong(TokenPart::TstInfo);
    let mut outer = content.reader();
    let mut fields = outer.sequence().map_err(wrong)?;
    outer.finish().map_err(wrong)?;
    if fields.integer().map_err(wrong)?.to_u64() != Some(1) {
        return Err(TokenParseError::InfoVersion);
    }
    let policy = fields.expect(Tag::OBJECT_IDENTIFIER).map_err(wrong)?;
    Oid::of(&policy).map_err(wrong)?;
    let (imprint_algorithm, imprint) = imprint(fields.sequence().map_err(wrong)?)?;
    let serial = integer(&fields.expect(Tag::INTEGER).map_err(wrong)?, TokenPart::SerialNumber)?;
    let gen_time = gen_time(&fields.expect(Tag::GENERALIZED_TIME).map_err(wrong)?)?;
    let accuracy = fields.optional(Tag::SEQUENCE).map_err(wrong)?;
    let accuracy = accuracy.map(|accuracy| Accuracy::read(accuracy.reader())).transpose()?;
    let ordering = fields.default_false().map_err(wrong)?;
    let nonce = fields.optional(Tag::INTEGER).map_err(wrong)?;
    let nonce = nonce.map(|nonce| integer(&nonce, TokenPart::Nonce)).transpose()?;
    let tsa = fields.optional(Tag::context_constructed(0)).map_err(wrong)?;
    let tsa = tsa.map(|tsa| name(&tsa)).transpose()?;
    let extensions = fields.optional(Tag::context_constructed(1)).map_err(wrong)?;
    let extensions = extensions.map(|list| self::extensions(&list)).transpose()?;
    fields.finish().map_err(wrong)?;
    let policy = Span::contents(&policy);
    Ok(InfoLayout {
        policy,
        imprint_algorithm,
        imprint,
        serial,
        gen_time,
        accuracy,
        ordering,
        nonce,
        tsa,
        extensions,
    })
}

fn imprint(mut fields: Reader<'_>) -> Result<(Span, Span), TokenParseError> {
    let wrong = wrong(TokenPart::TstInfo);
    let algorithm = digest_identifier(&mut fields).map_err(wrong)?;
    let (_, algorithm) = algorithm.ok_or(TokenParseError::ImprintParameters)?;
    let imprint = fields.expect(Tag::OCTET_STRING).map_err(wrong)?;
    fields.finish().map_err(wrong)?;
    Ok((Span::contents(&algorithm), Span::contents(&imprint)))
}

fn integer(element: &Element<'_>, part: TokenPart) -> Result<Span, TokenParseError> {
    Integer::of(element).map_err(wrong(part))?;
    let limit = MAX_INTEGER_LEN;
    if element.contents().len() > limit {
        return Err(TokenParseError::IntegerTooLong { part, limit });
    }
    Ok(Span::element(element))
}

/// RFC 3161 §2.4.2 forbids zeros at the end of a fraction. Authorities that always write milliseconds, as the one of
/// sigstore-js, write them all the same: they say nothing, and the bytes that are signed are those that arrived.
fn gen_time(element: &Element<'_>) -> Result<UnixTime, TokenParseError> {
    let time = UnixTime::from_generalized_time_with_zeros(element.contents());
    time.map_err(|reason| TokenParseError::Time { part: TokenPart::GenTime, reason })
}

fn name(element: &Element<'_>) -> Result<Span, TokenParseError> {
    let wrong = wrong(TokenPart::Tsa);
    let mut inner = element.reader();
    let name = inner.element().map_err(wrong)?;
    inner.finish().map_err(wrong)?;
    GeneralName::from_der(name.bytes()).map_err(wrong)?;
    Ok(Span::element(&name))
}

fn extensions(list: &Element<'_>) -> Result<Span, TokenParseError> {
    Extensions::of(list)?;
    Ok(Span::element(list))
}

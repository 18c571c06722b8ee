//! Reads a token in one pass.
//!
//! ```text
//! ContentInfo ::= SEQUENCE { contentType OBJECT IDENTIFIER, content [0] EXPLICIT ANY }        -- RFC 5652 §3
//! SignedData ::= SEQUENCE {                                                                   -- RFC 5652 §5.1
//!     version          INTEGER,
//!     digestAlgorithms SET OF AlgorithmIdentifier,
//!     encapContentInfo SEQUENCE { eContentType OBJECT IDENTIFIER, eContent [0] EXPLICIT OCTET STRING OPTIONAL },
//!     certificates     [0] IMPLICIT SET OF CertificateChoices OPTIONAL,
//!     crls             [1] IMPLICIT SET OF RevocationInfoChoice OPTIONAL,
//!     signerInfos      SET OF SignerInfo }
//! ```

pub(crate) mod attributes;
pub(crate) mod ess;
mod info;
mod signer;

use countersign_encoding::der::{DerError, Element, Oid, Reader, Tag};

use crate::{
    TokenParseError, TokenPart,
    layout::Layout,
    oids::{SIGNED_DATA, TST_INFO},
    span::Span,
};

/// The longest token and the longest response that is read, in bytes.
pub(crate) const MAX_LEN: usize = 64 * 1024;
/// The most certificates of a token.
pub(crate) const MAX_CERTIFICATES: usize = 64;

/// Annotates a fault of the encoding with the part that has it.
pub(crate) fn wrong(part: TokenPart) -> impl Fn(DerError) -> TokenParseError + Copy {
    move |reason| TokenParseError::Encoding { part, reason }
}

/// Reads a whole token.
pub(crate) fn token(der: &[u8]) -> Result<Layout, TokenParseError> {
    if der.len() > MAX_LEN {
        return Err(TokenParseError::TooLong { limit: MAX_LEN, actual: der.len() });
    }
    let content = content_info(der)?;
    signed_data(content)
}

/// The reader over the SignedData's field.
fn content_info(der: &[u8]) -> Result<Reader<'_>, TokenParseError> {
    let wrong = wrong(TokenPart::ContentInfo);
    let mut outer = Reader::new(der);
    let mut fields = outer.sequence().map_err(wrong)?;
    outer.finish().map_err(wrong)?;
    let content_type = fields.oid().map_err(wrong)?;
    if content_type != SIGNED_DATA {
        return Err(TokenParseError::NotSignedData);
    }
    let content = fields.expect(Tag::context_constructed(0)).map_err(wrong)?;
    fields.finish().map_err(wrong)?;
    Ok(content.reader())
}

fn signed_data(mut outer: Reader<'_>) -> Result<Layout, TokenParseError> {
    let wrong = wrong(TokenPart::SignedData);
    let mut fields = outer.sequence().map_err(wrong)?;
    outer.finish().map_err(wrong)?;
    let version = fields.integer().map_err(wrong)?.to_u64();
    let digests = fields.set().map_err(wrong)?;
    let content = content(fields.sequence().map_err(wrong)?)?;
    let certificates = fields.optional(Tag::context_constructed(0)).map_err(wrong)?;
    let lists = fields.optional(Tag::context_constructed(1)).map_err(wrong)?;
    let mut signers = fields.set().map_err(wrong)?;
    fields.finish().map_err(wrong)?;
    if version != Some(expected_version(certificates.as_ref(), lists.as_ref())?) {
        return Err(TokenParseError::Version);
    }
    let Ok(signer) = signers.sequence() else { return Err(TokenParseError::Signers) };
    signers.finish().map_err(|_| TokenParseError::Signers)?;
    let signer = signer::read(signer, digests)?;
    let info = info::read(&content)?;
    let certificates = certificates.as_ref().map(Span::contents);
    Ok(Layout { certificates, content: Span::contents(&content), info, signer })
}

/// The octet string that is signed.
fn content(mut fields: Reader<'_>) -> Result<Element<'_>, TokenParseError> {
    let wrong = wrong(TokenPart::SignedData);
    let content_type = fields.oid().map_err(wrong)?;
    if content_type != TST_INFO || fields.is_empty() {
        return Err(TokenParseError::NotTimestamp);
    }
    let wrapped = fields.expect(Tag::context_constructed(0)).map_err(wrong)?;
    fields.finish().map_err(wrong)?;
    let mut inner = wrapped.reader();
    let octets = inner.expect(Tag::OCTET_STRING).map_err(wrong)?;
    inner.finish().map_err(wrong)?;
    Ok(octets)
}

/// `RFC 5652 §5.1`: the content is not plain data, so that it is 3 unless there are attribute certificates or other forms.
fn expected_version(
    certificates: Option<&Element<'_>>,
    lists: Option<&Element<'_>>,
) -> Result<u64, TokenParseError> {
    let certificates = choices(certificates, MAX_CERTIFICATES)?;
    let lists = choices(lists, MAX_LEN)?;
    Ok(match (certificates, lists) {
        (Some(3..), _) | (_, Some(1..)) => 5,
        (Some(2), _) => 4,
        _ => 3,
    })
}

/// Walks over a list of alternatives, of which there may be so many, and gives the highest number of a tag among them.
fn choices(list: Option<&Element<'_>>, limit: usize) -> Result<Option<u8>, TokenParseError> {
    let wrong = wrong(TokenPart::Certificates);
    let Some(list) = list else { return Ok(None) };
    let (mut reader, mut highest, mut count) = (list.reader(), None, 0usize);
    while !reader.is_empty() {
        let choice = reader.element().map_err(wrong)?;
        highest = highest.max(choice.tag().context_number());
        count = count.saturating_add(1);
        if count > limit {
            return Err(TokenParseError::Certificates { limit });
        }
    }
    Ok(highest)
}

/// ```text
/// AlgorithmIdentifier ::= SEQUENCE { algorithm OBJECT IDENTIFIER, parameters ANY OPTIONAL }
/// ```
///
/// The identifier of a digest algorithm, where its parameters are absent or NULL (RFC 5754 §2).
pub(crate) fn digest_identifier<'a>(
    reader: &mut Reader<'a>,
) -> Result<Option<(Oid<'a>, Element<'a>)>, DerError> {
    let mut fields = reader.sequence()?;
    let element = fields.expect(Tag::OBJECT_IDENTIFIER)?;
    let oid = Oid::of(&element)?;
    if fields.is_empty() {
        return Ok(Some((oid, element)));
    }
    let parameters = fields.element()?;
    fields.finish()?;
    Ok((parameters.tag() == Tag::NULL && parameters.contents().is_empty()).then_some((oid, element)))
}

//! Reads the fields of a list in one pass.

use countersign_encoding::der::{BitString, DerError, Element, Reader, Tag};
use countersign_time::UnixTime;
use countersign_x509::Name;

use super::{
    CertificateList, CrlLimits,
    error::{CrlError, CrlField, wrong},
    extensions::CrlExtensions,
    scan::{Facts, scan},
    time::read_time,
};

const EXTENSIONS: Tag = Tag::context_constructed(0);

pub(super) fn parse(der: &[u8], limits: CrlLimits) -> Result<CertificateList<'_>, CrlError> {
    if der.len() > limits.max_bytes() {
        return Err(CrlError::LimitExceeded { limit: limits.max_bytes(), actual: der.len() });
    }
    let outer = Outer::read(der)?;
    let mut fields = outer.tbs.reader();
    let extensible = version(&mut fields)?;
    let algorithm = fields.expect(Tag::SEQUENCE).map_err(wrong(CrlField::Signature))?;
    same_algorithm(&algorithm, &outer.algorithm)?;
    let issuer = issuer(&mut fields)?;
    let (this_update, next_update) = updates(&mut fields)?;
    let entries = fields.optional(Tag::SEQUENCE).map_err(wrong(CrlField::RevokedCertificates))?;
    let extensions = extensions(&mut fields, extensible)?;
    fields.finish().map_err(wrong(CrlField::CertificateList))?;
    let (entries, facts) = entries_of(entries.as_ref(), fields)?;
    check_entries(&facts, &extensions, extensible)?;
    Ok(CertificateList {
        der,
        tbs: outer.tbs.bytes(),
        algorithm: outer.algorithm.bytes(),
        issuer,
        this_update,
        next_update,
        entries,
        facts,
        extensions,
        signature: outer.signature,
    })
}

/// ```text
/// CertificateList ::= SEQUENCE { tbsCertList, signatureAlgorithm AlgorithmIdentifier, signatureValue BIT STRING }
/// ```
struct Outer<'a> {
    tbs: Element<'a>,
    algorithm: Element<'a>,
    signature: &'a [u8],
}

impl<'a> Outer<'a> {
    fn read(der: &'a [u8]) -> Result<Self, CrlError> {
        let mut outer = Reader::new(der);
        let mut parts = outer.sequence().map_err(wrong(CrlField::CertificateList))?;
        outer.finish().map_err(wrong(CrlField::CertificateList))?;
        let tbs = parts.expect(Tag::SEQUENCE).map_err(wrong(CrlField::CertificateList))?;
        let algorithm = parts.expect(Tag::SEQUENCE).map_err(wrong(CrlField::SignatureAlgorithm))?;
        let offset = parts.offset();
        let signature = parts.bit_string().map_err(wrong(CrlField::SignatureValue))?;
        parts.finish().map_err(wrong(CrlField::CertificateList))?;
        let signature = BitString::octets(&signature).ok_or(CrlError::SignatureUnusedBits { offset })?;
        Ok(Self { tbs, algorithm, signature })
    }
}

/// Whether it is v2: v1 is written by leaving the version out.
fn version(fields: &mut Reader<'_>) -> Result<bool, CrlError> {
    let offset = fields.offset();
    if fields.peek() != Some(Tag::INTEGER) {
        return Ok(false);
    }
    let version = fields.integer().map_err(wrong(CrlField::Version))?;
    if version.to_u64() == Some(1) { Ok(true) } else { Err(CrlError::Version { offset }) }
}

/// ```text
/// AlgorithmIdentifier ::= SEQUENCE { algorithm OBJECT IDENTIFIER, parameters ANY OPTIONAL }
/// ```
fn same_algorithm(inner: &Element<'_>, outer: &Element<'_>) -> Result<(), CrlError> {
    check_algorithm(inner.reader()).map_err(wrong(CrlField::Signature))?;
    if inner.bytes() == outer.bytes() {
        return Ok(());
    }
    check_algorithm(outer.reader()).map_err(wrong(CrlField::SignatureAlgorithm))?;
    Err(CrlError::AlgorithmMismatch { offset: outer.offset() })
}

fn check_algorithm(mut parts: Reader<'_>) -> Result<(), DerError> {
    parts.oid()?;
    if !parts.is_empty() {
        parts.element()?;
    }
    parts.finish()
}

fn issuer<'a>(fields: &mut Reader<'a>) -> Result<Name<'a>, CrlError> {
    let (name, element) = Name::read(fields).map_err(wrong(CrlField::Issuer))?;
    if name.is_empty() { Err(CrlError::IssuerEmpty { offset: element.offset() }) } else { Ok(name) }
}

fn updates(fields: &mut Reader<'_>) -> Result<(UnixTime, Option<UnixTime>), CrlError> {
    let this_update = read_time(fields, CrlField::ThisUpdate)?;
    let next_update = match fields.peek() {
        Some(Tag::UTC_TIME | Tag::GENERALIZED_TIME) => Some(read_time(fields, CrlField::NextUpdate)?),
        _ => None,
    };
    Ok((this_update, next_update))
}

fn extensions<'a>(fields: &mut Reader<'a>, extensible: bool) -> Result<CrlExtensions<'a>, CrlError> {
    let Some(wrapped) = fields.optional(EXTENSIONS).map_err(wrong(CrlField::Extensions))? else {
        return Ok(CrlExtensions::default());
    };
    if !extensible {
        return Err(CrlError::VersionExtensions { offset: wrapped.offset() });
    }
    let mut inner = wrapped.reader();
    let list = inner.sequence().map_err(wrong(CrlField::Extensions))?;
    inner.finish().map_err(wrong(CrlField::Extensions))?;
    CrlExtensions::read(list)
}

fn entries_of<'a>(list: Option<&Element<'a>>, end: Reader<'a>) -> Result<(Reader<'a>, Facts<'a>), CrlError> {
    let Some(list) = list else { return Ok((end, Facts::default())) };
    if list.contents().is_empty() {
        return Err(CrlError::EntriesEmpty { offset: list.offset() });
    }
    Ok((list.reader(), scan(list.reader())?))
}

/// What an entry may be only in lists of some kind.
fn check_entries(
    facts: &Facts<'_>,
    extensions: &CrlExtensions<'_>,
    extensible: bool,
) -> Result<(), CrlError> {
    if let (false, Some(offset)) = (extensible, facts.extended) {
        return Err(CrlError::VersionExtensions { offset });
    }
    if let (None, Some(offset)) = (extensions.base_number, facts.removes) {
        return Err(CrlError::RemovedFromComplete { offset });
    }
    let indirect = extensions.issuing_point.is_some_and(|point| point.is_indirect());
    match facts.names_issuer {
        Some(offset) if !indirect => Err(CrlError::CertificateIssuer { offset }),
        _ => Ok(()),
    }
}

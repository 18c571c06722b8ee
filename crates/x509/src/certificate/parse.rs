//! Reads the fields of a certificate in one pass.
//!
//! ```text
//! Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm AlgorithmIdentifier, signatureValue BIT STRING }
//! TBSCertificate ::= SEQUENCE {
//!     version         [0] EXPLICIT INTEGER DEFAULT v1,
//!     serialNumber        INTEGER,
//!     signature           AlgorithmIdentifier,
//!     issuer              Name,
//!     validity            SEQUENCE { notBefore Time, notAfter Time },
//!     subject             Name,
//!     subjectPublicKeyInfo SEQUENCE { algorithm AlgorithmIdentifier, subjectPublicKey BIT STRING },
//!     issuerUniqueID  [1] IMPLICIT BIT STRING OPTIONAL,                     -- v2, v3
//!     subjectUniqueID [2] IMPLICIT BIT STRING OPTIONAL,                     -- v2, v3
//!     extensions      [3] EXPLICIT SEQUENCE SIZE (1..MAX) OF Extension OPTIONAL }   -- v3
//! ```

use countersign_encoding::der::{BitString, DerError, DerErrorKind, Element, Integer, Reader, Tag};
use countersign_time::{TimeError, UnixTime, Validity};

use super::{
    Certificate, Version,
    fields::{Fields, Known, Span},
};
use crate::{
    BasicConstraints, Extension, ExtensionKind, Field, KeyUsage, Name,
    extension::check_value,
    rule::{Rule, Sink, Violation},
};

const VERSION: Tag = Tag::context_constructed(0);
const ISSUER_UNIQUE_ID: Tag = Tag::context(1);
const SUBJECT_UNIQUE_ID: Tag = Tag::context(2);
const EXTENSIONS: Tag = Tag::context_constructed(3);
/// RFC 5280 §4.1.2.2
const MAX_SERIAL_OCTETS: usize = 20;
/// 2050-01-01T00:00:00Z
const YEAR_2050: i64 = 2_524_608_000;

/// Names the field in which an encoding is wrong.
fn wrong(field: Field) -> impl Fn(DerError) -> Violation {
    move |error| Violation::encoding(Rule::Encoding, field, error)
}

pub(super) fn parse(der: &[u8], sink: &mut impl Sink) -> Result<Fields, Violation> {
    if der.len() > Certificate::MAX_LEN {
        return Err(Violation::new(Rule::TooLong, Field::Certificate, 0));
    }
    let mut outer = Reader::new(der);
    let mut parts = outer.sequence().map_err(wrong(Field::Certificate))?;
    outer.finish().map_err(wrong(Field::Certificate))?;
    let tbs = parts.expect(Tag::SEQUENCE).map_err(wrong(Field::TbsCertificate))?;
    let algorithm = parts.expect(Tag::SEQUENCE).map_err(wrong(Field::SignatureAlgorithm))?;
    let signature_element = parts.expect(Tag::BIT_STRING).map_err(wrong(Field::SignatureValue))?;
    parts.finish().map_err(wrong(Field::Certificate))?;
    let mut fields = parse_tbs(&tbs, &algorithm, sink)?;
    fields.signature = signature(&signature_element, sink)?;
    Ok(fields)
}

/// The octets behind the count of unused bits.
fn signature(element: &Element<'_>, sink: &mut impl Sink) -> Result<Span, Violation> {
    let bits = BitString::of(element).map_err(wrong(Field::SignatureValue))?;
    if bits.octets().is_none() {
        sink.tell(Violation::new(Rule::SignatureUnusedBits, Field::SignatureValue, element.offset()))?;
    }
    Ok(Span::at(element.contents_offset().saturating_add(1), bits.as_bytes().len()))
}

fn parse_tbs(tbs: &Element<'_>, outer: &Element<'_>, sink: &mut impl Sink) -> Result<Fields, Violation> {
    let mut reader = tbs.reader();
    let version = version(&mut reader, sink)?;
    let serial = serial(&mut reader, sink)?;
    let algorithm = algorithm(&mut reader, outer, sink)?;
    let (issuer, issuer_element) = Name::read(&mut reader).map_err(wrong(Field::Issuer))?;
    if issuer.is_empty() {
        sink.tell(Violation::new(Rule::IssuerEmpty, Field::Issuer, issuer_element.offset()))?;
    }
    let validity = validity(&mut reader, sink)?;
    let (_, subject) = Name::read(&mut reader).map_err(wrong(Field::Subject))?;
    let spki = spki(&mut reader).map_err(wrong(Field::SubjectPublicKeyInfo))?;
    let mut fields = Fields {
        tbs: Span::element(tbs),
        version,
        serial,
        algorithm,
        issuer: Span::element(&issuer_element),
        validity,
        subject: Span::element(&subject),
        spki: Span::element(&spki),
        issuer_unique_id: unique_id(&mut reader, ISSUER_UNIQUE_ID, Field::IssuerUniqueId, version, sink)?,
        subject_unique_id: unique_id(&mut reader, SUBJECT_UNIQUE_ID, Field::SubjectUniqueId, version, sink)?,
        extensions: Span::at(tbs.offset(), 0),
        known: Known::default(),
        basic_constraints: None,
        key_usage: None,
        signature: Span::default(),
    };
    extensions(&mut reader, &mut fields, sink)?;
    reader.finish().map_err(wrong(Field::TbsCertificate))?;
    Ok(fields)
}

fn version(reader: &mut Reader<'_>, sink: &mut impl Sink) -> Result<Version, Violation> {
    let wrapped = reader.optional(VERSION).map_err(wrong(Field::Version))?;
    let Some(wrapped) = wrapped else { return Ok(Version::V1) };
    let mut inner = wrapped.reader();
    let number = inner.integer().map_err(wrong(Field::Version))?;
    inner.finish().map_err(wrong(Field::Version))?;
    match number.to_u64() {
        Some(2) => Ok(Version::V3),
        Some(1) => Ok(Version::V2),
        Some(0) => {
            let error = DerErrorKind::ExplicitDefault.at(wrapped.offset());
            sink.tell(Violation::encoding(Rule::Encoding, Field::Version, error))?;
            Ok(Version::V1)
        }
        _ => {
            sink.tell(Violation::new(Rule::VersionUnknown, Field::Version, wrapped.offset()))?;
            Ok(Version::V3)
        }
    }
}

fn serial(reader: &mut Reader<'_>, sink: &mut impl Sink) -> Result<Span, Violation> {
    let element = reader.expect(Tag::INTEGER).map_err(wrong(Field::SerialNumber))?;
    let number = Integer::of(&element).map_err(wrong(Field::SerialNumber))?;
    if number.is_negative() || number.is_zero() {
        sink.tell(Violation::new(Rule::SerialNotPositive, Field::SerialNumber, element.offset()))?;
    }
    if number.as_bytes().len() > MAX_SERIAL_OCTETS {
        sink.tell(Violation::new(Rule::SerialTooLong, Field::SerialNumber, element.offset()))?;
    }
    Ok(Span::contents(&element))
}

fn algorithm(reader: &mut Reader<'_>, outer: &Element<'_>, sink: &mut impl Sink) -> Result<Span, Violation> {
    let inner = reader.expect(Tag::SEQUENCE).map_err(wrong(Field::Signature))?;
    let mut parts = inner.reader();
    parts.oid().map_err(wrong(Field::Signature))?;
    if !parts.is_empty() {
        parts.element().map_err(wrong(Field::Signature))?;
    }
    parts.finish().map_err(wrong(Field::Signature))?;
    if inner.bytes() != outer.bytes() {
        sink.tell(Violation::new(Rule::AlgorithmMismatch, Field::SignatureAlgorithm, outer.offset()))?;
    }
    Ok(Span::element(&inner))
}

fn validity(reader: &mut Reader<'_>, sink: &mut impl Sink) -> Result<Validity, Violation> {
    let mut times = reader.sequence().map_err(wrong(Field::NotBefore))?;
    let offset = times.offset();
    let not_before = time(&mut times, Field::NotBefore, sink)?;
    let not_after = time(&mut times, Field::NotAfter, sink)?;
    times.finish().map_err(wrong(Field::NotAfter))?;
    if let Ok(validity) = Validity::new(not_before, not_after) {
        return Ok(validity);
    }
    sink.tell(Violation::new(Rule::ValidityReversed, Field::NotAfter, offset))?;
    Validity::new(not_before, not_before)
        .map_err(|_| Violation::new(Rule::ValidityReversed, Field::NotAfter, offset))
}

/// ```text
/// Time ::= CHOICE { utcTime UTCTime, generalTime GeneralizedTime }
/// ```
fn time(reader: &mut Reader<'_>, field: Field, sink: &mut impl Sink) -> Result<UnixTime, Violation> {
    let element = reader.element().map_err(wrong(field))?;
    let malformed = |_: TimeError| Violation::new(Rule::TimeMalformed, field, element.offset());
    match element.tag() {
        Tag::UTC_TIME => UnixTime::from_utc_time(element.contents()).map_err(malformed),
        Tag::GENERALIZED_TIME => {
            let time = UnixTime::from_generalized_time(element.contents()).map_err(malformed)?;
            if time.nanoseconds() != 0 {
                return Err(Violation::new(Rule::TimeMalformed, field, element.offset()));
            }
            if time.seconds() < YEAR_2050 {
                sink.tell(Violation::new(Rule::TimeForm, field, element.offset()))?;
            }
            Ok(time)
        }
        actual => {
            let kind = DerErrorKind::UnexpectedTag { expected: Tag::UTC_TIME, actual };
            Err(wrong(field)(kind.at(element.offset())))
        }
    }
}

fn spki<'a>(reader: &mut Reader<'a>) -> Result<Element<'a>, DerError> {
    let element = reader.expect(Tag::SEQUENCE)?;
    let mut parts = element.reader();
    let mut algorithm = parts.sequence()?;
    algorithm.oid()?;
    if !algorithm.is_empty() {
        algorithm.element()?;
    }
    algorithm.finish()?;
    parts.bit_string()?;
    parts.finish()?;
    Ok(element)
}

fn unique_id(
    reader: &mut Reader<'_>,
    tag: Tag,
    field: Field,
    version: Version,
    sink: &mut impl Sink,
) -> Result<Option<Span>, Violation> {
    let Some(element) = reader.optional(tag).map_err(wrong(field))? else { return Ok(None) };
    BitString::of(&element).map_err(wrong(field))?;
    if version == Version::V1 {
        sink.tell(Violation::new(Rule::VersionUniqueIds, field, element.offset()))?;
    }
    Ok(Some(Span::element(&element)))
}

fn extensions(reader: &mut Reader<'_>, fields: &mut Fields, sink: &mut impl Sink) -> Result<(), Violation> {
    let Some(wrapped) = reader.optional(EXTENSIONS).map_err(wrong(Field::Extensions))? else { return Ok(()) };
    if fields.version != Version::V3 {
        sink.tell(Violation::new(Rule::VersionExtensions, Field::Extensions, wrapped.offset()))?;
    }
    let mut inner = wrapped.reader();
    let list = inner.expect(Tag::SEQUENCE).map_err(wrong(Field::Extensions))?;
    inner.finish().map_err(wrong(Field::Extensions))?;
    fields.extensions = Span::contents(&list);
    let mut entries = list.reader();
    if entries.is_empty() {
        sink.tell(Violation::new(Rule::ExtensionsEmpty, Field::Extensions, list.offset()))?;
    }
    let mut count = 0usize;
    while !entries.is_empty() {
        if count == Certificate::MAX_EXTENSIONS {
            return Err(Violation::new(Rule::TooManyExtensions, Field::Extensions, entries.offset()));
        }
        count = count.saturating_add(1);
        extension(&mut entries, &list, fields, sink)?;
    }
    Ok(())
}

fn extension(
    entries: &mut Reader<'_>,
    list: &Element<'_>,
    fields: &mut Fields,
    sink: &mut impl Sink,
) -> Result<(), Violation> {
    let offset = entries.offset();
    let extension = Extension::read(entries).map_err(wrong(Field::Extensions))?;
    let kind = extension.kind();
    let field = kind.map_or(Field::OtherExtension, Field::Extension);
    let twice = match kind {
        Some(kind) => fields.known.get(kind).is_some(),
        None => stands_before(list, offset, &extension),
    };
    if twice {
        return sink.tell(Violation::new(Rule::ExtensionTwice, field, offset));
    }
    let Some(kind) = kind else { return Ok(()) };
    let value = Span::at(extension.value_offset(), extension.value().len());
    fields.known.set(kind, value, extension.is_critical());
    interpret(kind, &extension, fields, sink)
}

/// Whether an extension with the same identifier stands before this one.
fn stands_before(list: &Element<'_>, offset: usize, extension: &Extension<'_>) -> bool {
    let mut earlier = list.reader();
    while earlier.offset() < offset {
        match Extension::read(&mut earlier) {
            Ok(other) if other.oid() == extension.oid() => return true,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
    false
}

fn interpret(
    kind: ExtensionKind,
    extension: &Extension<'_>,
    fields: &mut Fields,
    sink: &mut impl Sink,
) -> Result<(), Violation> {
    let read = match kind {
        ExtensionKind::BasicConstraints => BasicConstraints::read(&mut extension.reader())
            .map(|constraints| fields.basic_constraints = Some(constraints)),
        ExtensionKind::KeyUsage => {
            KeyUsage::read(&mut extension.reader()).map(|usage| fields.key_usage = Some(usage))
        }
        _ => check_value(kind, extension.reader()),
    };
    read.or_else(|error| {
        sink.tell(Violation::encoding(Rule::ExtensionMalformed, Field::Extension(kind), error))
    })
}

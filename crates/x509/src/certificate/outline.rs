//! Where the parts of a certificate stand, before any of them is interpreted.

use countersign_encoding::der::{BitString, DerError, DerErrorKind, Element, Integer, Reader, Tag};
use countersign_time::{TimeError, UnixTime};

use super::{Certificate, SerialNumber, Version};
use crate::{
    Field,
    rule::{Rule, Sink, Violation},
};

const VERSION: Tag = Tag::context_constructed(0);
const ISSUER_UNIQUE_ID: Tag = Tag::context(1);
const SUBJECT_UNIQUE_ID: Tag = Tag::context(2);
const EXTENSIONS: Tag = Tag::context_constructed(3);
/// RFC 5280 §4.1.2.2
const MAX_SERIAL_OCTETS: usize = 20;
/// 2050-01-01T00:00:00Z
pub(crate) const YEAR_2050: i64 = 2_524_608_000;

/// Names the field in which an encoding is wrong.
pub(super) fn wrong(field: Field) -> impl Fn(DerError) -> Violation {
    move |error| Violation::encoding(Rule::Encoding, field, error)
}

/// The three parts of a certificate, of which none was looked into.
///
/// ```text
/// Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm AlgorithmIdentifier, signatureValue BIT STRING }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct CertificateOutline<'a> {
    pub(super) tbs: Element<'a>,
    pub(super) algorithm: Element<'a>,
    pub(super) signature: Element<'a>,
    bits: BitString<'a>,
}

impl<'a> CertificateOutline<'a> {
    /// Reads the three parts and nothing inside of them. For tools: whoever verifies reads a [`Certificate`].
    ///
    /// # Errors
    /// [`Rule::Encoding`] where the parts are not there as they must be, [`Rule::TooLong`].
    pub fn from_der(der: &'a [u8]) -> Result<Self, Violation> {
        if der.len() > Certificate::MAX_LEN {
            return Err(Violation::new(Rule::TooLong, Field::Certificate, 0));
        }
        let mut outer = Reader::new(der);
        let mut parts = outer.sequence().map_err(wrong(Field::Certificate))?;
        outer.finish().map_err(wrong(Field::Certificate))?;
        let tbs = parts.expect(Tag::SEQUENCE).map_err(wrong(Field::TbsCertificate))?;
        let algorithm = parts.expect(Tag::SEQUENCE).map_err(wrong(Field::SignatureAlgorithm))?;
        let signature = parts.expect(Tag::BIT_STRING).map_err(wrong(Field::SignatureValue))?;
        parts.finish().map_err(wrong(Field::Certificate))?;
        let bits = BitString::of(&signature).map_err(wrong(Field::SignatureValue))?;
        Ok(Self { tbs, algorithm, signature, bits })
    }

    /// `tbsCertificate`, encoded: the bytes that are signed.
    #[must_use]
    pub fn tbs(&self) -> &'a [u8] {
        self.tbs.bytes()
    }

    /// `signatureAlgorithm`, encoded.
    #[must_use]
    pub fn signature_algorithm(&self) -> &'a [u8] {
        self.algorithm.bytes()
    }

    /// `signatureValue`.
    #[must_use]
    pub fn signature(&self) -> BitString<'a> {
        self.bits
    }
}

/// The fields of the signed part of a certificate. Version, serial number and times were read; names, key and extensions are
/// as they arrived, and of those only the outermost tag was looked at.
///
/// ```text
/// TBSCertificate ::= SEQUENCE {
///     version         [0] EXPLICIT INTEGER DEFAULT v1,
///     serialNumber        INTEGER,
///     signature           AlgorithmIdentifier,
///     issuer              Name,
///     validity            SEQUENCE { notBefore Time, notAfter Time },
///     subject             Name,
///     subjectPublicKeyInfo SubjectPublicKeyInfo,
///     issuerUniqueID  [1] IMPLICIT BIT STRING OPTIONAL,                     -- v2, v3
///     subjectUniqueID [2] IMPLICIT BIT STRING OPTIONAL,                     -- v2, v3
///     extensions      [3] EXPLICIT SEQUENCE SIZE (1..MAX) OF Extension OPTIONAL }   -- v3
/// ```
#[derive(Clone, Copy, Debug)]
pub struct TbsOutline<'a> {
    pub(super) version: Version,
    pub(super) serial: Element<'a>,
    pub(super) algorithm: Element<'a>,
    pub(super) issuer: Element<'a>,
    pub(super) not_before: UnixTime,
    pub(super) not_after: UnixTime,
    /// Where `notAfter` stands.
    pub(super) not_after_offset: usize,
    pub(super) subject: Element<'a>,
    pub(super) spki: Element<'a>,
    pub(super) issuer_unique_id: Option<Element<'a>>,
    pub(super) subject_unique_id: Option<Element<'a>>,
    /// The element inside of the explicit tag.
    pub(super) extensions: Option<Element<'a>>,
}

impl<'a> TbsOutline<'a> {
    /// Reads the fields of an encoded `tbsCertificate`. For tools: whoever verifies reads a [`Certificate`].
    ///
    /// # Errors
    /// The first [`Violation`]; a GeneralizedTime before 2050 is none.
    pub fn from_der(der: &'a [u8]) -> Result<Self, Violation> {
        let mut outer = Reader::new(der);
        let tbs = outer.expect(Tag::SEQUENCE).map_err(wrong(Field::TbsCertificate))?;
        outer.finish().map_err(wrong(Field::TbsCertificate))?;
        Self::read(&tbs, &mut super::tolerant())
    }

    pub(super) fn read(tbs: &Element<'a>, sink: &mut impl Sink) -> Result<Self, Violation> {
        let mut reader = tbs.reader();
        let version = version(&mut reader, sink)?;
        let serial = serial(&mut reader, sink)?;
        let algorithm = reader.expect(Tag::SEQUENCE).map_err(wrong(Field::Signature))?;
        let issuer = reader.expect(Tag::SEQUENCE).map_err(wrong(Field::Issuer))?;
        let mut times = reader.sequence().map_err(wrong(Field::NotBefore))?;
        let not_before = time(&mut times, Field::NotBefore, sink)?;
        let not_after_offset = times.offset();
        let not_after = time(&mut times, Field::NotAfter, sink)?;
        times.finish().map_err(wrong(Field::NotAfter))?;
        let outline = Self {
            version,
            serial,
            algorithm,
            issuer,
            not_before,
            not_after,
            not_after_offset,
            subject: reader.expect(Tag::SEQUENCE).map_err(wrong(Field::Subject))?,
            spki: reader.expect(Tag::SEQUENCE).map_err(wrong(Field::SubjectPublicKeyInfo))?,
            issuer_unique_id: unique_id(&mut reader, ISSUER_UNIQUE_ID, Field::IssuerUniqueId, version, sink)?,
            subject_unique_id: unique_id(
                &mut reader,
                SUBJECT_UNIQUE_ID,
                Field::SubjectUniqueId,
                version,
                sink,
            )?,
            extensions: extensions(&mut reader, version, sink)?,
        };
        reader.finish().map_err(wrong(Field::TbsCertificate))?;
        Ok(outline)
    }

    /// The version.
    #[must_use]
    pub fn version(&self) -> Version {
        self.version
    }

    /// The serial number.
    #[must_use]
    pub fn serial(&self) -> SerialNumber<'a> {
        SerialNumber::from_contents(self.serial.contents())
    }

    /// `notBefore`, which need not be before `notAfter`.
    #[must_use]
    pub fn not_before(&self) -> UnixTime {
        self.not_before
    }

    /// `notAfter`
    #[must_use]
    pub fn not_after(&self) -> UnixTime {
        self.not_after
    }
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

fn serial<'a>(reader: &mut Reader<'a>, sink: &mut impl Sink) -> Result<Element<'a>, Violation> {
    let element = reader.expect(Tag::INTEGER).map_err(wrong(Field::SerialNumber))?;
    let number = Integer::of(&element).map_err(wrong(Field::SerialNumber))?;
    if !SerialNumber::from(number).is_positive() {
        sink.tell(Violation::new(Rule::SerialNotPositive, Field::SerialNumber, element.offset()))?;
    }
    if number.as_bytes().len() > MAX_SERIAL_OCTETS {
        sink.tell(Violation::new(Rule::SerialTooLong, Field::SerialNumber, element.offset()))?;
    }
    Ok(element)
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

fn unique_id<'a>(
    reader: &mut Reader<'a>,
    tag: Tag,
    field: Field,
    version: Version,
    sink: &mut impl Sink,
) -> Result<Option<Element<'a>>, Violation> {
    let Some(element) = reader.optional(tag).map_err(wrong(field))? else { return Ok(None) };
    BitString::of(&element).map_err(wrong(field))?;
    if version == Version::V1 {
        sink.tell(Violation::new(Rule::VersionUniqueIds, field, element.offset()))?;
    }
    Ok(Some(element))
}

fn extensions<'a>(
    reader: &mut Reader<'a>,
    version: Version,
    sink: &mut impl Sink,
) -> Result<Option<Element<'a>>, Violation> {
    let Some(wrapped) = reader.optional(EXTENSIONS).map_err(wrong(Field::Extensions))? else {
        return Ok(None);
    };
    if version != Version::V3 {
        sink.tell(Violation::new(Rule::VersionExtensions, Field::Extensions, wrapped.offset()))?;
    }
    let mut inner = wrapped.reader();
    let list = inner.element().map_err(wrong(Field::Extensions))?;
    inner.finish().map_err(wrong(Field::Extensions))?;
    Ok(Some(list))
}

//! Fields that several messages have.

use countersign_encoding::der::{Element, Reader, Tag};
use countersign_time::UnixTime;

use super::OcspError;
use crate::Reason;

/// `version [0] EXPLICIT Version DEFAULT v1`: v1 is the only one there is, and a default is not written out (X.690 §11.5).
pub(super) fn version(reader: &mut Reader<'_>) -> Result<(), OcspError> {
    match reader.optional(Tag::context_constructed(0))? {
        None => Ok(()),
        Some(version) => Err(OcspError::Version { offset: version.offset() }),
    }
}

/// A GeneralizedTime with seconds, without fractions (RFC 6960 §4.2.2.1, RFC 5280 §4.1.2.5.2).
pub(super) fn time(reader: &mut Reader<'_>) -> Result<UnixTime, OcspError> {
    let element = reader.expect(Tag::GENERALIZED_TIME)?;
    let time = UnixTime::from_generalized_time(element.contents()).ok();
    time.filter(|time| time.nanoseconds() == 0).ok_or(OcspError::Time { offset: element.offset() })
}

/// A `CRLReason` (RFC 5280 §5.3.1).
pub(super) fn reason(reader: &mut Reader<'_>) -> Result<Reason, OcspError> {
    let offset = reader.offset();
    Reason::read(reader)?.ok_or(OcspError::Reason { offset })
}

/// What an explicit tag holds, to its end.
pub(super) fn within<'a, T>(
    element: &Element<'a>,
    read: impl FnOnce(&mut Reader<'a>) -> Result<T, OcspError>,
) -> Result<T, OcspError> {
    let mut reader = element.reader();
    let value = read(&mut reader)?;
    reader.finish()?;
    Ok(value)
}

/// An optional field under an explicit tag.
pub(super) fn optional<'a, T>(
    reader: &mut Reader<'a>,
    number: u8,
    read: impl FnOnce(&mut Reader<'a>) -> Result<T, OcspError>,
) -> Result<Option<T>, OcspError> {
    let element = reader.optional(Tag::context_constructed(number))?;
    element.map(|element| within(&element, read)).transpose()
}

//! Times in lists (RFC 5280 §5.1.2.4).

use countersign_encoding::der::{DerErrorKind, Element, Reader, Tag};
use countersign_time::UnixTime;

use super::error::{CrlError, CrlField, wrong};

/// Reads a time. The form does not say more than the time does: a GeneralizedTime before 2050 is read, as in certificates.
///
/// ```text
/// Time ::= CHOICE { utcTime UTCTime, generalTime GeneralizedTime }
/// ```
pub(super) fn read_time(reader: &mut Reader<'_>, field: CrlField) -> Result<UnixTime, CrlError> {
    let element = reader.element().map_err(wrong(field))?;
    match element.tag() {
        Tag::UTC_TIME => UnixTime::from_utc_time(element.contents())
            .map_err(|_| CrlError::Time { field, offset: element.offset() }),
        Tag::GENERALIZED_TIME => generalized(&element, field),
        actual => {
            let kind = DerErrorKind::UnexpectedTag { expected: Tag::UTC_TIME, actual };
            Err(wrong(field)(kind.at(element.offset())))
        }
    }
}

/// Reads a value that is a GeneralizedTime and nothing else.
pub(super) fn read_generalized(mut value: Reader<'_>, field: CrlField) -> Result<UnixTime, CrlError> {
    let element = value.expect(Tag::GENERALIZED_TIME).map_err(wrong(field))?;
    value.finish().map_err(wrong(field))?;
    generalized(&element, field)
}

fn generalized(element: &Element<'_>, field: CrlField) -> Result<UnixTime, CrlError> {
    let time = UnixTime::from_generalized_time(element.contents()).ok();
    let whole = time.filter(|time| time.nanoseconds() == 0);
    whole.ok_or(CrlError::Time { field, offset: element.offset() })
}

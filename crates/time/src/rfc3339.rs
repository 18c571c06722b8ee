//! Times as text (RFC 3339 §5.6).
//!
//! ```text
//! date-time      = full-date "T" full-time          ; "t" too
//! full-date      = 4DIGIT "-" 2DIGIT "-" 2DIGIT
//! full-time      = 2DIGIT ":" 2DIGIT ":" 2DIGIT ["." 1*9DIGIT] time-offset
//! time-offset    = "Z" / ("+" / "-") 2DIGIT ":" 2DIGIT   ; "z" too
//! ```

use crate::{
    TimeError, TimeField, UnixTime,
    civil::{Civil, within},
    text::Text,
};

pub(crate) fn parse(bytes: &[u8]) -> Result<UnixTime, TimeError> {
    let mut text = Text::new(bytes);
    let civil = date_time(&mut text)?;
    let nanoseconds = text.fraction()?.map_or(0, |fraction| fraction.nanoseconds);
    let offset = offset(&mut text)?;
    text.end()?;
    UnixTime::new(civil.to_seconds()? - offset, nanoseconds)
}

fn date_time(text: &mut Text<'_>) -> Result<Civil, TimeError> {
    let year = text.digits(4)?;
    text.one_of(b"-")?;
    let month = text.digits(2)?;
    text.one_of(b"-")?;
    let day = text.digits(2)?;
    text.one_of(b"Tt")?;
    let hour = text.digits(2)?;
    text.one_of(b":")?;
    let minute = text.digits(2)?;
    text.one_of(b":")?;
    let second = text.digits(2)?;
    Ok(Civil { year, month, day, hour, minute, second })
}

/// Seconds by which the written time is ahead of UTC. `-00:00` (§4.3: UTC, place unknown) is UTC here.
fn offset(text: &mut Text<'_>) -> Result<i64, TimeError> {
    let sign = text.one_of(b"Zz+-")?;
    if matches!(sign, b'Z' | b'z') {
        return Ok(0);
    }
    let hours = text.digits(2)?;
    text.one_of(b":")?;
    let minutes = text.digits(2)?;
    within(TimeField::OffsetHour, hours, 0..=23)?;
    within(TimeField::OffsetMinute, minutes, 0..=59)?;
    let seconds = i64::from((hours * 60 + minutes) * 60);
    Ok(if sign == b'-' { -seconds } else { seconds })
}

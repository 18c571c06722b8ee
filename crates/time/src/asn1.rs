//! The contents of ASN.1 times, as DER and the profiles have them: UTC, with seconds.
//!
//! ```text
//! UTCTime          YYMMDDHHMMSSZ             RFC 5280 §4.1.2.5.1
//! GeneralizedTime  YYYYMMDDHHMMSS[.f+]Z      RFC 5280 §4.1.2.5.2, RFC 3161 §2.4.2 (fraction)
//! ```

use crate::{TimeError, UnixTime, civil::Civil, text::Text};

/// Two-digit years from here on are of the 20th century.
const PIVOT: u32 = 50;

pub(crate) fn parse_utc_time(bytes: &[u8]) -> Result<UnixTime, TimeError> {
    let mut text = Text::new(bytes);
    let short = text.digits(2)?;
    let century = if short < PIVOT { 2000 } else { 1900 };
    let civil = behind_year(&mut text, century + short)?;
    finish(&mut text, civil, 0)
}

pub(crate) fn parse_generalized_time(bytes: &[u8], zeros: Zeros) -> Result<UnixTime, TimeError> {
    let mut text = Text::new(bytes);
    let year = text.digits(4)?;
    let civil = behind_year(&mut text, year)?;
    let nanoseconds = match (text.fraction()?, zeros) {
        (None, _) => 0,
        (Some(fraction), Zeros::Refused) if fraction.ends_in_zero => {
            return Err(TimeError::FractionTrailingZero);
        }
        (Some(fraction), _) => fraction.nanoseconds,
    };
    finish(&mut text, civil, nanoseconds)
}

/// Whether a fraction may end in zeros.
#[derive(Clone, Copy)]
pub(crate) enum Zeros {
    /// As DER has it.
    Refused,
    /// They say nothing.
    Tolerated,
}

fn behind_year(text: &mut Text<'_>, year: u32) -> Result<Civil, TimeError> {
    let (month, day) = (text.digits(2)?, text.digits(2)?);
    let (hour, minute, second) = (text.digits(2)?, text.digits(2)?, text.digits(2)?);
    Ok(Civil { year, month, day, hour, minute, second })
}

fn finish(text: &mut Text<'_>, civil: Civil, nanoseconds: u32) -> Result<UnixTime, TimeError> {
    text.one_of(b"Z")?;
    text.end()?;
    UnixTime::new(civil.to_seconds()?, nanoseconds)
}

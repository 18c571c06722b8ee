//! How far the time of a token may be from the true one (RFC 3161 §2.4.2).

use alloc::vec::Vec;
use core::time::Duration;

use countersign_encoding::der::{DerError, Element, Integer, Reader, Tag, unsigned_integer, write};
use countersign_time::UnixTime;

/// The deviation that an authority admits, on either side of the time that it tells.
///
/// ```text
/// Accuracy ::= SEQUENCE {
///     seconds INTEGER               OPTIONAL,
///     millis  [0] INTEGER (1..999)  OPTIONAL,
///     micros  [1] INTEGER (1..999)  OPTIONAL }
/// ```
///
/// What is left out is zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Accuracy {
    seconds: u32,
    millis: u16,
    micros: u16,
}

/// Why numbers or bytes are no accuracy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AccuracyError {
    /// Not DER of the type.
    #[error("the accuracy is not DER: {0}")]
    Encoding(#[from] DerError),
    /// Seconds that are negative, or more than fit into 32 bits.
    #[error("the seconds of the accuracy are negative or too many")]
    Seconds,
    /// Thousandths or millionths that are written and not 1 to 999; of a constructor, more than 999.
    #[error("a fraction of the accuracy is not 1 to 999")]
    Fraction,
}

impl Accuracy {
    /// So many seconds, thousandths and millionths of one.
    ///
    /// # Errors
    /// [`AccuracyError::Fraction`] for more than 999 thousandths or millionths.
    pub const fn new(seconds: u32, millis: u16, micros: u16) -> Result<Self, AccuracyError> {
        if millis > 999 || micros > 999 {
            return Err(AccuracyError::Fraction);
        }
        Ok(Self { seconds, millis, micros })
    }

    /// Whole seconds.
    #[must_use]
    pub const fn seconds(self) -> u32 {
        self.seconds
    }

    /// Thousandths of a second, 0 to 999.
    #[must_use]
    pub const fn millis(self) -> u16 {
        self.millis
    }

    /// Millionths of a second, 0 to 999.
    #[must_use]
    pub const fn micros(self) -> u16 {
        self.micros
    }

    /// All of it.
    #[must_use]
    pub fn to_duration(self) -> Duration {
        let micros = u64::from(self.millis) * 1_000 + u64::from(self.micros);
        Duration::from_secs(u64::from(self.seconds)) + Duration::from_micros(micros)
    }

    /// The DER of the SEQUENCE. What is zero is left out.
    #[must_use]
    pub fn to_der(self) -> Vec<u8> {
        let seconds = if self.seconds == 0 {
            Vec::new()
        } else {
            unsigned_integer(significant(&self.seconds.to_be_bytes()))
        };
        let (millis, micros) = (fraction_der(0, self.millis), fraction_der(1, self.micros));
        write(Tag::SEQUENCE, &[&seconds, &millis, &micros])
    }

    /// Reads the contents of the SEQUENCE to their end.
    pub(crate) fn read(mut fields: Reader<'_>) -> Result<Self, AccuracyError> {
        let seconds = match fields.optional(Tag::INTEGER)? {
            None => 0,
            Some(element) => seconds(&element)?,
        };
        let millis = fraction(&mut fields, 0)?;
        let micros = fraction(&mut fields, 1)?;
        fields.finish()?;
        Ok(Self { seconds, millis, micros })
    }

    /// The first and the last moment that a time of this accuracy can mean; `None` beyond the years 0 to 9999.
    pub(crate) fn around(self, time: UnixTime) -> Option<(UnixTime, UnixTime)> {
        let deviation = self.to_duration();
        Some((time.checked_sub(deviation)?, time.checked_add(deviation)?))
    }
}

fn seconds(element: &Element<'_>) -> Result<u32, AccuracyError> {
    let value = Integer::of(element)?.to_u64().and_then(|value| u32::try_from(value).ok());
    value.ok_or(AccuracyError::Seconds)
}

fn fraction(fields: &mut Reader<'_>, number: u8) -> Result<u16, AccuracyError> {
    let Some(element) = fields.optional(Tag::context(number))? else { return Ok(0) };
    let value = Integer::of(&element)?.to_u64().and_then(|value| u16::try_from(value).ok());
    value.filter(|value| (1..=999).contains(value)).ok_or(AccuracyError::Fraction)
}

fn fraction_der(number: u8, value: u16) -> Vec<u8> {
    // Below 1000, so that no octet of zeros is needed before one of the highest bit: the number has ten bits.
    match value {
        0 => Vec::new(),
        _ => write(Tag::context(number), &[&contents(value)]),
    }
}

/// The contents of the INTEGER of a number from 1 to 999.
fn contents(value: u16) -> Vec<u8> {
    let [high, low] = value.to_be_bytes();
    match (high, low) {
        (0, 0..=0x7f) => alloc::vec![low],
        _ => alloc::vec![high, low],
    }
}

fn significant(bytes: &[u8]) -> &[u8] {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    bytes.get(zeros..).unwrap_or_default()
}

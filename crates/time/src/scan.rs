//! Reading fixed forms of digits and separators.

use crate::{TimeError, civil::Civil};

/// A text that is read from the front.
pub(crate) struct Scanner<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Scanner<'a> {
    pub(crate) fn new(text: &'a [u8]) -> Self {
        Self { text, at: 0 }
    }

    pub(crate) fn error(&self) -> TimeError {
        TimeError::Form { offset: self.at }
    }

    pub(crate) fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    /// The next byte if it is one of these.
    pub(crate) fn one_of(&mut self, bytes: &[u8]) -> Result<u8, TimeError> {
        let byte = self.peek().filter(|byte| bytes.contains(byte)).ok_or(self.error())?;
        self.at += 1;
        Ok(byte)
    }

    /// A number of exactly so many digits.
    pub(crate) fn digits(&mut self, count: usize) -> Result<u16, TimeError> {
        let mut value = 0;
        for _ in 0..count {
            value = value * 10 + u16::from(self.one_of(b"0123456789")? - b'0');
        }
        Ok(value)
    }

    pub(crate) fn two(&mut self) -> Result<u8, TimeError> {
        let value = self.digits(2)?;
        u8::try_from(value).map_err(|_| self.error())
    }

    /// The digits after a decimal point, as nanoseconds, and whether the last one is zero.
    pub(crate) fn fraction(&mut self) -> Result<(u32, bool), TimeError> {
        let (mut nanoseconds, mut unit, mut last) = (0, 100_000_000, self.one_of(b"0123456789")?);
        loop {
            nanoseconds += u32::from(last - b'0') * unit;
            match self.peek() {
                Some(b'0'..=b'9') if unit == 1 => return Err(TimeError::FractionTooLong),
                Some(byte @ b'0'..=b'9') => last = byte,
                _ => return Ok((nanoseconds, last == b'0')),
            }
            (self.at, unit) = (self.at + 1, unit / 10);
        }
    }

    pub(crate) fn end(&self) -> Result<(), TimeError> {
        if self.at == self.text.len() { Ok(()) } else { Err(self.error()) }
    }
}

/// The seconds of a date, if there is such a date.
pub(crate) fn seconds_of(civil: Civil) -> Result<i64, TimeError> {
    if civil.is_valid() { Ok(civil.to_seconds()) } else { Err(TimeError::NoSuchTime) }
}

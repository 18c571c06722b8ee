//! A cursor over the bytes of a written time.

use crate::TimeError;

/// Finest fraction: nanoseconds.
const FRACTION_DIGITS: usize = 9;

pub(crate) struct Text<'a> {
    bytes: &'a [u8],
    offset: usize,
}

/// A fraction of a second, with at least one digit.
pub(crate) struct Fraction {
    pub(crate) nanoseconds: u32,
    pub(crate) ends_in_zero: bool,
}

impl<'a> Text<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, offset: 0 }
    }

    /// A number of exactly `count` decimal digits.
    pub(crate) fn digits(&mut self, count: usize) -> Result<u32, TimeError> {
        let mut value: u32 = 0;
        for _ in 0..count {
            value = value * 10 + self.digit().ok_or_else(|| self.unexpected())?;
        }
        Ok(value)
    }

    /// One of some bytes.
    pub(crate) fn one_of(&mut self, allowed: &[u8]) -> Result<u8, TimeError> {
        self.next_if(|byte| allowed.contains(&byte)).ok_or_else(|| self.unexpected())
    }

    /// `"." 1*9DIGIT`, if there is one.
    pub(crate) fn fraction(&mut self) -> Result<Option<Fraction>, TimeError> {
        if self.next_if(|byte| byte == b'.').is_none() {
            return Ok(None);
        }
        let mut last = self.digits(1)?;
        let (mut value, mut count) = (last, 1);
        while let Some(digit) = self.digit() {
            if count == FRACTION_DIGITS {
                return Err(TimeError::FractionTooLong { limit: FRACTION_DIGITS });
            }
            (value, count, last) = (value * 10 + digit, count + 1, digit);
        }
        let nanoseconds = (count..FRACTION_DIGITS).fold(value, |value, _| value * 10);
        Ok(Some(Fraction { nanoseconds, ends_in_zero: last == 0 }))
    }

    /// Nothing may follow.
    pub(crate) fn end(&self) -> Result<(), TimeError> {
        if self.offset == self.bytes.len() {
            return Ok(());
        }
        Err(TimeError::TrailingBytes { offset: self.offset })
    }

    fn digit(&mut self) -> Option<u32> {
        self.next_if(|byte| byte.is_ascii_digit()).map(|byte| u32::from(byte - b'0'))
    }

    fn next_if(&mut self, allowed: impl FnOnce(u8) -> bool) -> Option<u8> {
        let byte = self.bytes.get(self.offset).copied().filter(|byte| allowed(*byte))?;
        self.offset += 1;
        Some(byte)
    }

    fn unexpected(&self) -> TimeError {
        if self.offset == self.bytes.len() {
            return TimeError::UnexpectedEnd;
        }
        TimeError::Syntax { offset: self.offset }
    }
}

//! The encoding of RFC 4251 §5.
//!
//! ```text
//! uint32 = 4 octets, big-endian        string = uint32 length, octets        mpint = string, two's complement, minimal
//! ```

use super::OpenSshError;

/// What is left to be read.
#[derive(Clone, Copy)]
pub(super) struct Wire<'a>(&'a [u8]);

impl<'a> Wire<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(super) const fn rest(self) -> &'a [u8] {
        self.0
    }

    pub(super) fn take(&mut self, count: usize) -> Result<&'a [u8], OpenSshError> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(OpenSshError::Encoding)?;
        self.0 = rest;
        Ok(taken)
    }

    pub(super) fn uint32(&mut self) -> Result<u32, OpenSshError> {
        let (number, rest) = self.0.split_first_chunk().ok_or(OpenSshError::Encoding)?;
        self.0 = rest;
        Ok(u32::from_be_bytes(*number))
    }

    pub(super) fn string(&mut self) -> Result<&'a [u8], OpenSshError> {
        let length = usize::try_from(self.uint32()?).map_err(|_| OpenSshError::Encoding)?;
        self.take(length)
    }

    /// A positive number in its only spelling, without the octet that keeps it positive.
    pub(super) fn mpint(&mut self) -> Result<&'a [u8], OpenSshError> {
        match self.string()? {
            [0, rest @ ..] if rest.first().is_some_and(|first| *first >= 0x80) => Ok(rest),
            number @ [0x01..=0x7f, ..] => Ok(number),
            _ => Err(OpenSshError::Encoding),
        }
    }

    pub(super) fn finish(self) -> Result<(), OpenSshError> {
        if self.0.is_empty() { Ok(()) } else { Err(OpenSshError::Encoding) }
    }
}

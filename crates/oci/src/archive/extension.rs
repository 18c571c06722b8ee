//! What stands before an entry and says more of it: pax headers (POSIX.1-2001) and GNU tar's long names.
//!
//! ```text
//! pax    := record+
//! record := length SP key "=" value LF        (length: decimal, of the whole record)
//! ```

use alloc::vec::Vec;

use super::header::{EntryType, Header};
use super::{ArchiveError, MAX_OCTAL_SIZE};

/// What is known of the entry that comes next.
#[derive(Clone, Debug, Default)]
pub(super) struct Extensions {
    name: Option<Vec<u8>>,
    size: Option<u64>,
    has_pax: bool,
}

impl Extensions {
    pub(super) const fn is_empty(&self) -> bool {
        self.name.is_none() && !self.has_pax
    }

    pub(super) fn name(&self) -> Option<&[u8]> {
        self.name.as_deref()
    }

    /// Reads an extension that stands just before this place.
    pub(super) fn add(&mut self, entry: EntryType, bytes: &[u8], at: u64) -> Result<(), ArchiveError> {
        match entry {
            EntryType::Pax if self.has_pax => Err(ArchiveError::ExtensionTwice { at }),
            EntryType::Pax => {
                self.has_pax = true;
                each_record(bytes, at, |key, value| self.add_record(key, value, at))
            }
            EntryType::GlobalPax => each_record(bytes, at, |key, _| check_global(key, at)),
            _ => self.set_name(without_zeros(bytes), at),
        }
    }

    /// The size of the entry: what the header says, and no extension may say another. Sizes that do not fit the header are
    /// zero there.
    pub(super) fn size_of(&self, header: &Header, at: u64) -> Result<u64, ArchiveError> {
        match self.size {
            None => Ok(header.size),
            Some(size) if size == header.size => Ok(size),
            Some(size) if header.size == 0 && size > MAX_OCTAL_SIZE => Ok(size),
            Some(extension) => Err(ArchiveError::SizesDisagree { at, header: header.size, extension }),
        }
    }

    fn add_record(&mut self, key: &[u8], value: &[u8], at: u64) -> Result<(), ArchiveError> {
        match key {
            b"path" => self.set_name(value, at),
            b"size" if self.size.is_some() => Err(ArchiveError::ExtensionTwice { at }),
            b"size" => {
                let size = decimal(value).ok_or(ArchiveError::Extension { at })?;
                self.size = Some(size);
                Ok(())
            }
            b"linkpath" => Err(ArchiveError::LinkOrDevice { at }),
            key if is_sparse(key) => Err(ArchiveError::Sparse { at }),
            _ => Ok(()),
        }
    }

    fn set_name(&mut self, name: &[u8], at: u64) -> Result<(), ArchiveError> {
        if name.is_empty() || name.contains(&0) {
            return Err(ArchiveError::Extension { at });
        }
        match self.name.replace(name.to_vec()) {
            None => Ok(()),
            Some(_) => Err(ArchiveError::ExtensionTwice { at }),
        }
    }
}

fn check_global(key: &[u8], at: u64) -> Result<(), ArchiveError> {
    match is_sparse(key) || [b"path".as_slice(), b"size", b"linkpath"].contains(&key) {
        true => Err(ArchiveError::GlobalOverride { at }),
        false => Ok(()),
    }
}

fn is_sparse(key: &[u8]) -> bool {
    key.starts_with(b"GNU.sparse") || key == b"SCHILY.realsize"
}

fn each_record(
    mut bytes: &[u8],
    at: u64,
    mut record: impl FnMut(&[u8], &[u8]) -> Result<(), ArchiveError>,
) -> Result<(), ArchiveError> {
    while !bytes.is_empty() {
        let ((key, value), rest) = split_record(bytes).ok_or(ArchiveError::Extension { at })?;
        record(key, value)?;
        bytes = rest;
    }
    Ok(())
}

type Record<'b> = (&'b [u8], &'b [u8]);

fn split_record(bytes: &[u8]) -> Option<(Record<'_>, &[u8])> {
    let space = bytes.iter().take(20).position(|byte| *byte == b' ')?;
    let (length, _) = bytes.split_at_checked(space)?;
    let length = usize::try_from(decimal(length)?).ok()?;
    let (record, rest) = bytes.split_at_checked(length)?;
    let record = record.get(space.checked_add(1)?..)?.strip_suffix(b"\n")?;
    let equals = record.iter().position(|byte| *byte == b'=').filter(|at| *at > 0)?;
    let (key, value) = record.split_at_checked(equals)?;
    Some(((key, value.get(1..)?), rest))
}

/// A number as every reader of pax headers takes it: digits alone, and no more than a file can have bytes.
fn decimal(text: &[u8]) -> Option<u64> {
    let number = text.iter().try_fold(0_u64, |number, digit| match digit {
        b'0'..=b'9' => number.checked_mul(10)?.checked_add(u64::from(digit - b'0')),
        _ => None,
    });
    number.filter(|number| !text.is_empty() && i64::try_from(*number).is_ok())
}

/// GNU tar ends a long name with a zero.
fn without_zeros(mut bytes: &[u8]) -> &[u8] {
    while let Some(shorter) = bytes.strip_suffix(b"\0") {
        bytes = shorter;
    }
    bytes
}

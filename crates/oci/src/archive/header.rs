//! One header: POSIX.1-1988 `ustar`, or GNU tar's.
//!
//! ```text
//! name[100] mode[8] uid[8] gid[8] size[12] mtime[12] checksum[8] type[1] link[100]
//! magic[6] version[2] user[32] group[32] major[8] minor[8] prefix[155] zeros[12]
//! ```

use alloc::vec::Vec;
use core::ops::Range;

use super::ArchiveError;

/// The length of a block, in bytes.
pub(super) const BLOCK: usize = 512;
/// A header, or 512 bytes of content.
pub(super) type Block = [u8; BLOCK];

const NAME: Range<usize> = 0..100;
const SIZE: Range<usize> = 124..136;
const CHECKSUM: Range<usize> = 148..156;
const TYPE: usize = 156;
const MAGIC: Range<usize> = 257..265;
const PREFIX: Range<usize> = 345..500;

const POSIX: &[u8] = b"ustar\x0000";
const GNU: &[u8] = b"ustar  \x00";

/// The types of entries that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EntryType {
    File,
    Directory,
    Pax,
    GlobalPax,
    GnuName,
}

/// What a header says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) entry: EntryType,
    pub(super) size: u64,
    /// The name with its prefix; bytes in whatever encoding.
    pub(super) name: Vec<u8>,
}

impl Header {
    pub(super) fn parse(block: &Block, at: u64) -> Result<Self, ArchiveError> {
        let says = octal(field(block, CHECKSUM));
        if says != Some(checksum(block)) {
            return Err(ArchiveError::Checksum { at });
        }
        let is_gnu = match field(block, MAGIC) {
            POSIX => false,
            GNU => true,
            _ => return Err(ArchiveError::Magic { at }),
        };
        let entry = entry_type(block.get(TYPE).copied().unwrap_or_default(), at)?;
        let digits = field(block, SIZE);
        let size = octal(digits).or_else(|| binary(digits).filter(|_| is_gnu));
        let size = size.ok_or(ArchiveError::Size { at })?;
        if entry == EntryType::Directory && size > 0 {
            return Err(ArchiveError::DirectoryWithContent { at });
        }
        let prefix = until_zero(field(block, PREFIX));
        // GNU tar has a time there, and leaves it out unless told otherwise; Go and Python may read it as a prefix.
        if is_gnu && !prefix.is_empty() {
            return Err(ArchiveError::Name { at });
        }
        Ok(Self { entry, size, name: joined(prefix, until_zero(field(block, NAME))) })
    }
}

fn field(block: &Block, at: Range<usize>) -> &[u8] {
    block.get(at).unwrap_or_default()
}

/// The sum of all bytes, those of the checksum itself taken as spaces.
fn checksum(block: &Block) -> u64 {
    let bytes = block.iter().enumerate();
    bytes.map(|(at, byte)| if CHECKSUM.contains(&at) { 32 } else { u64::from(*byte) }).sum()
}

/// Links, devices and pipes are of no use in a layout, whatever their name.
fn entry_type(flag: u8, at: u64) -> Result<EntryType, ArchiveError> {
    match flag {
        b'0' | 0 => Ok(EntryType::File),
        b'5' => Ok(EntryType::Directory),
        b'x' => Ok(EntryType::Pax),
        b'g' => Ok(EntryType::GlobalPax),
        b'L' => Ok(EntryType::GnuName),
        b'1'..=b'4' | b'6' | b'K' => Err(ArchiveError::LinkOrDevice { at }),
        b'S' => Err(ArchiveError::Sparse { at }),
        flag => Err(ArchiveError::EntryType { at, flag }),
    }
}

fn joined(prefix: &[u8], name: &[u8]) -> Vec<u8> {
    match prefix.is_empty() {
        true => name.to_vec(),
        false => [prefix, b"/", name].concat(),
    }
}

fn until_zero(bytes: &[u8]) -> &[u8] {
    bytes.split(|byte| *byte == 0).next().unwrap_or_default()
}

/// Octal digits, after spaces or none, and with spaces and zeros after them.
fn octal(field: &[u8]) -> Option<u64> {
    let is_end = |byte: &u8| matches!(byte, b' ' | 0);
    let start = field.iter().position(|byte| *byte != b' ').unwrap_or(field.len());
    let (_, digits) = field.split_at_checked(start)?;
    let length = digits.iter().position(is_end).unwrap_or(digits.len());
    let (digits, rest) = digits.split_at_checked(length)?;
    if digits.is_empty() || !rest.iter().all(is_end) {
        return None;
    }
    digits.iter().try_fold(0_u64, |number, digit| match digit {
        b'0'..=b'7' => number.checked_mul(8)?.checked_add(u64::from(digit - b'0')),
        _ => None,
    })
}

/// GNU tar's form of numbers that do not fit: the highest bit, then big endian.
fn binary(field: &[u8]) -> Option<u64> {
    let (first, rest) = field.split_first()?;
    let (high, low) = rest.split_at_checked(rest.len().checked_sub(8)?)?;
    if *first != 0x80 || high.iter().any(|byte| *byte != 0) {
        return None;
    }
    let number = u64::from_be_bytes(low.try_into().ok()?);
    i64::try_from(number).ok().map(|_| number)
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    #[test]
    fn reads_numbers_as_tar_writes_them() {
        for (field, number) in [
            (b"00000000017\0".as_slice(), Some(15)),
            (b"   17 \0", Some(15)),
            (b"777777777777", Some(0o777_777_777_777)),
            (b"0\0\0\0", Some(0)),
            (b"", None),
            (b"\0\0\0", None),
            (b"    ", None),
            (b"18\0", None),
            (b"17\x001", None),
            (b"-1\0", None),
            (b"\t7\0", None),
        ] {
            assert_eq!(octal(field), number, "{field:?}");
        }
    }

    #[test]
    fn reads_large_numbers_as_gnu_tar_writes_them() {
        let field = |first: u8, high: u8, number: u64| {
            let mut field = vec![first, high, 0, 0];
            field.extend(number.to_be_bytes());
            field
        };
        assert_eq!(binary(&field(0x80, 0, 1 << 40)), Some(1 << 40));
        assert_eq!(binary(&field(0x80, 1, 1 << 40)), None);
        assert_eq!(binary(&field(0xff, 0xff, 1)), None);
        assert_eq!(binary(&field(0x80, 0, 1 << 63)), None);
        assert_eq!(binary(&[0x80]), None);
    }
}

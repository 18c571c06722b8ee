//! Lists of extensions (RFC 5280 §4.1.2.9, §5.1.2.7, §5.3; RFC 6960 §4.1.1; RFC 3161 §2.4).

use countersign_encoding::der::{DerError, Element, Reader, Tag};

use super::{Extension, Extensions};
use crate::Certificate;

/// Why a list of extensions is refused, and where: offsets count bytes from the start of the outermost input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExtensionsError {
    /// It is not DER of its type.
    #[error(transparent)]
    Encoding(#[from] DerError),
    /// It is empty, where there should be none.
    #[error("the list of extensions is empty (byte {offset})")]
    Empty {
        /// The list.
        offset: usize,
    },
    /// An extension stands there twice (RFC 5280 §4.2, §5.2).
    #[error("an extension stands there twice (byte {offset})")]
    Twice {
        /// The second one.
        offset: usize,
    },
    /// It has more than [`Extensions::MAX`] extensions.
    #[error("there are more extensions than {limit} (byte {offset})", limit = Extensions::MAX)]
    TooMany {
        /// The first one too many.
        offset: usize,
    },
}

impl<'a> Extensions<'a> {
    /// The most extensions that a list may have.
    pub const MAX: usize = Certificate::MAX_EXTENSIONS;

    /// Reads the list that CRLs, their entries and the messages of OCSP have. The values are not looked at.
    ///
    /// ```text
    /// Extensions ::= SEQUENCE SIZE (1..MAX) OF Extension
    /// ```
    ///
    /// # Errors
    /// [`ExtensionsError`].
    pub fn read_list(reader: &mut Reader<'a>) -> Result<Self, ExtensionsError> {
        Self::of(&reader.expect(Tag::SEQUENCE)?)
    }

    /// The same of a list that was read already, whatever its tag: in timestamps it is an implicit one.
    ///
    /// # Errors
    /// As [`Extensions::read_list`].
    pub fn of(list: &Element<'a>) -> Result<Self, ExtensionsError> {
        let mut entries = list.reader();
        if entries.is_empty() {
            return Err(ExtensionsError::Empty { offset: list.offset() });
        }
        let whole = Self { reader: entries };
        let mut count = 0usize;
        while !entries.is_empty() {
            let offset = entries.offset();
            let extension = Extension::read(&mut entries)?;
            if count == Self::MAX {
                return Err(ExtensionsError::TooMany { offset });
            }
            if whole.take(count).any(|other| other.oid() == extension.oid()) {
                return Err(ExtensionsError::Twice { offset });
            }
            count = count.saturating_add(1);
        }
        Ok(whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;
    use countersign_encoding::der::{DerErrorKind, write};

    /// An extension of the arc 2.5.29 without a value.
    fn extension(arc: u8, critical: &[u8]) -> Vec<u8> {
        write(Tag::SEQUENCE, &[&[6, 3, 0x55, 0x1d, arc], critical, &[4, 0]])
    }

    fn read(entries: &[Vec<u8>]) -> Result<usize, ExtensionsError> {
        let list = write(Tag::SEQUENCE, &[&entries.concat()]);
        Extensions::read_list(&mut Reader::new(&list)).map(Iterator::count)
    }

    #[test]
    fn a_list_is_read_whole_and_in_order() {
        let list = write(Tag::SEQUENCE, &[&extension(20, &[]), &extension(21, &[1, 1, 0xff])]);
        let mut reader = Reader::new(&list);
        let read: Vec<_> = Extensions::read_list(&mut reader).unwrap().collect();
        assert!(reader.is_empty());
        assert_eq!(
            read.iter().map(|one| (one.oid().as_bytes()[2], one.is_critical())).collect::<Vec<_>>(),
            [(20, false), (21, true)]
        );
    }

    #[test]
    fn a_list_is_neither_empty_nor_too_long() {
        assert_eq!(read(&[]), Err(ExtensionsError::Empty { offset: 0 }));
        let most: Vec<_> = (0..64).map(|arc| extension(arc, &[])).collect();
        assert_eq!(read(&most), Ok(64));
        let more: Vec<_> = (0..65).map(|arc| extension(arc, &[])).collect();
        // Behind the header of the list and 64 entries of 9 bytes.
        assert_eq!(read(&more), Err(ExtensionsError::TooMany { offset: 4 + 64 * 9 }));
    }

    #[test]
    fn no_extension_stands_there_twice() {
        let twice = [extension(20, &[]), extension(21, &[]), extension(20, &[])];
        assert_eq!(read(&twice), Err(ExtensionsError::Twice { offset: 2 + 2 * 9 }));
    }

    #[test]
    fn a_list_under_another_tag_is_held_to_the_same() {
        let of = |entries: &[Vec<u8>]| {
            let list = write(Tag::context_constructed(1), &[&entries.concat()]);
            Extensions::of(&Reader::new(&list).element().unwrap()).map(Iterator::count)
        };
        assert_eq!(of(&[extension(20, &[]), extension(21, &[])]), Ok(2));
        assert_eq!(of(&[]), Err(ExtensionsError::Empty { offset: 0 }));
        assert_eq!(of(&[extension(20, &[]), extension(20, &[])]), Err(ExtensionsError::Twice { offset: 11 }));
    }

    #[test]
    fn an_entry_is_read_to_its_end() {
        let written_out = read(&[extension(20, &[1, 1, 0])]);
        assert_eq!(written_out, Err(DerErrorKind::ExplicitDefault.at(9).into()));
        let mut longer = extension(20, &[]);
        longer[1] += 2;
        longer.extend([5, 0]);
        assert_eq!(read(&[longer]), Err(DerErrorKind::TrailingBytes.at(11).into()));
    }
}

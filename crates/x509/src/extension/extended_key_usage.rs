//! Extended key usage (RFC 5280 §4.2.1.12).

use countersign_encoding::der::{DerError, Oid, Reader};

/// The purposes that a key is for, in the order in which they arrived.
///
/// ```text
/// ExtKeyUsageSyntax ::= SEQUENCE SIZE (1..MAX) OF OBJECT IDENTIFIER
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ExtendedKeyUsage<'a> {
    pub(crate) reader: Reader<'a>,
}

impl<'a> ExtendedKeyUsage<'a> {
    pub(crate) fn read(mut reader: Reader<'a>) -> Result<Self, DerError> {
        let contents = reader.sequence()?;
        reader.finish()?;
        let mut purposes = contents;
        loop {
            purposes.oid()?;
            if purposes.is_empty() {
                return Ok(Self { reader: contents });
            }
        }
    }

    /// Whether a purpose is named.
    #[must_use]
    pub fn has(mut self, purpose: Oid<'_>) -> bool {
        self.any(|named| named == purpose)
    }
}

impl<'a> Iterator for ExtendedKeyUsage<'a> {
    type Item = Oid<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        self.reader.oid().ok()
    }
}

//! Attributes of the subject besides its name (RFC 5280 §4.2.1.8).

use countersign_encoding::der::{DerError, DerErrorKind, Oid, Reader};

/// Attributes, in the order in which they arrived.
///
/// ```text
/// SubjectDirectoryAttributes ::= SEQUENCE SIZE (1..MAX) OF Attribute
/// Attribute ::= SEQUENCE { type OBJECT IDENTIFIER, values SET SIZE (1..MAX) OF ANY }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct DirectoryAttributes<'a> {
    reader: Reader<'a>,
}

/// One attribute: its type and its values.
#[derive(Clone, Copy, Debug)]
pub struct DirectoryAttribute<'a> {
    oid: Oid<'a>,
    values: Reader<'a>,
}

impl<'a> DirectoryAttributes<'a> {
    pub(crate) fn read(mut reader: Reader<'a>) -> Result<Self, DerError> {
        let contents = reader.sequence()?;
        reader.finish()?;
        let mut rest = contents;
        loop {
            DirectoryAttribute::read(&mut rest)?;
            if rest.is_empty() {
                return Ok(Self { reader: contents });
            }
        }
    }
}

impl<'a> Iterator for DirectoryAttributes<'a> {
    type Item = DirectoryAttribute<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        DirectoryAttribute::read(&mut self.reader).ok()
    }
}

impl<'a> DirectoryAttribute<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let mut fields = reader.sequence()?;
        let oid = fields.oid()?;
        let values = fields.set()?;
        fields.finish()?;
        check_set_order(values)?;
        Ok(Self { oid, values })
    }

    /// The type.
    #[must_use]
    pub fn oid(&self) -> Oid<'a> {
        self.oid
    }

    /// The values, each encoded.
    pub fn values(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let mut rest = self.values;
        core::iter::from_fn(move || rest.element().ok().map(|value| value.bytes()))
    }
}

/// At least one element, and each after the one before (X.690 §11.6).
pub(crate) fn check_set_order(mut values: Reader<'_>) -> Result<(), DerError> {
    let mut before = values.element()?;
    while !values.is_empty() {
        let value = values.element()?;
        if value.bytes() < before.bytes() {
            return Err(DerErrorKind::SetOrder.at(value.offset()));
        }
        before = value;
    }
    Ok(())
}

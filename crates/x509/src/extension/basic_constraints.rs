//! Basic constraints (RFC 5280 §4.2.1.9).

use countersign_encoding::der::{DerError, DerErrorKind, Reader};

use super::count;

/// Whether the subject is a CA, and how many CAs may stand below it.
///
/// ```text
/// BasicConstraints ::= SEQUENCE { cA BOOLEAN DEFAULT FALSE, pathLenConstraint INTEGER (0..MAX) OPTIONAL }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BasicConstraints {
    pub(crate) ca: bool,
    pub(crate) path_len: Option<u32>,
}

impl BasicConstraints {
    pub(crate) fn read(mut reader: Reader<'_>) -> Result<Self, DerError> {
        let mut fields = reader.sequence()?;
        reader.finish()?;
        let ca = fields.default_false()?;
        let mut path_len = None;
        if !fields.is_empty() {
            let offset = fields.offset();
            path_len = Some(count(fields.integer()?).ok_or(DerErrorKind::Integer.at(offset))?);
        }
        fields.finish()?;
        Ok(Self { ca, path_len })
    }

    /// Whether the subject is a CA.
    #[must_use]
    pub fn is_ca(&self) -> bool {
        self.ca
    }

    /// How many CA certificates that are not self-issued may follow in a path (RFC 5280 §4.2.1.9).
    #[must_use]
    pub fn path_len(&self) -> Option<u32> {
        self.path_len
    }
}

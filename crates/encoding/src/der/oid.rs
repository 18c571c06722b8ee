//! Object identifiers.

use alloc::{boxed::Box, vec::Vec};
use core::fmt;

use super::{DerError, DerErrorKind, Element};

/// An object identifier, as the contents of its encoding (X.690 §8.19). Arcs may be of any size: they are compared, never
/// computed with.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Oid<'a>(&'a [u8]);

impl<'a> Oid<'a> {
    /// The identifier with these contents of an encoding, for tables: `Oid::from_contents(&[0x55, 0x1d, 0x0f])` is
    /// 2.5.29.15. Nothing is checked; contents that are no encoding equal nothing that was read.
    #[must_use]
    pub const fn from_contents(contents: &'a [u8]) -> Self {
        Self(contents)
    }

    /// The identifier in an element of type `OBJECT IDENTIFIER`, or of a tag that stands for it.
    ///
    /// # Errors
    /// [`DerErrorKind::Oid`] where it is empty, ends inside an arc or has a padded arc.
    pub fn of(element: &Element<'a>) -> Result<Self, DerError> {
        if is_canonical(element.contents) {
            Ok(Self(element.contents))
        } else {
            Err(DerErrorKind::Oid.at(element.offset()))
        }
    }

    /// The contents of the encoding.
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.0
    }

    /// The same identifier with bytes of its own, as errors and results carry it.
    #[must_use]
    pub fn to_owned(&self) -> OwnedOid {
        OwnedOid(self.0.into())
    }

    /// The contents of the encoding of an identifier in dotted decimal form (RFC 4512 §1.4).
    ///
    /// # Errors
    /// [`OidTextError`] for anything else, and for arcs of 2^64 or more.
    pub fn contents_of(text: &str) -> Result<Vec<u8>, OidTextError> {
        let mut arcs = text.split('.').map(arc);
        let (Some(root), Some(second)) = (arcs.next(), arcs.next()) else { return Err(OidTextError::Arcs) };
        let (root, second) = (root?, second?);
        if root > 2 || (root < 2 && second > 39) {
            return Err(OidTextError::Root);
        }
        let first = second.checked_add(40 * root).ok_or(OidTextError::Number)?;
        let mut contents = Vec::new();
        push_arc(&mut contents, first);
        for number in arcs {
            push_arc(&mut contents, number?);
        }
        Ok(contents)
    }
}

/// The last byte has no highest bit, which the last one of each arc lacks, and no arc starts with a zero of seven bits. Few
/// identifiers hold such a byte at all.
fn is_canonical(contents: &[u8]) -> bool {
    let ends = contents.last().is_some_and(|last| last & 0x80 == 0);
    let mut arcs = contents.split_inclusive(|byte| byte & 0x80 == 0);
    ends && (!contents.contains(&0x80) || arcs.all(|arc| arc.first() != Some(&0x80)))
}

fn arc(text: &str) -> Result<u64, OidTextError> {
    let canonical = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    if canonical { text.parse().map_err(|_| OidTextError::Number) } else { Err(OidTextError::Number) }
}

fn push_arc(contents: &mut Vec<u8>, arc: u64) {
    let significant = 64u32.saturating_sub(arc.leading_zeros()).max(1);
    for group in (0..significant.div_ceil(7)).rev() {
        let bits = (arc >> (group * 7)) & 0x7f;
        let more = if group == 0 { 0 } else { 0x80 };
        contents.push(u8::try_from(bits).unwrap_or_default() | more);
    }
}

/// Dotted decimal form; an arc of 2^128 or more is shown as `?`.
impl fmt::Display for Oid<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, arc) in self.0.split_inclusive(|byte| byte & 0x80 == 0).enumerate() {
            let value = arc.iter().try_fold(0u128, |value, byte| {
                value.checked_mul(0x80).map(|value| value | u128::from(byte & 0x7f))
            });
            match (index, value) {
                (0, Some(value)) => {
                    let root = (value / 40).min(2);
                    write!(f, "{root}.{}", value.saturating_sub(40 * root))?;
                }
                (_, Some(value)) => write!(f, ".{value}")?,
                (_, None) => f.write_str(".?")?,
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Oid<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Oid({self})")
    }
}

/// An object identifier with bytes of its own.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OwnedOid(Box<[u8]>);

impl OwnedOid {
    /// Reads an identifier in dotted decimal form, as [`Oid::contents_of`] does.
    ///
    /// ```
    /// use countersign_encoding::der::OwnedOid;
    ///
    /// assert_eq!(OwnedOid::parse("1.3.6.1.5.5.7.3.8")?.to_string(), "1.3.6.1.5.5.7.3.8");
    /// assert!(OwnedOid::parse("timestamping").is_err());
    /// # Ok::<(), countersign_encoding::der::OidTextError>(())
    /// ```
    ///
    /// # Errors
    /// [`OidTextError`] for anything else, and for arcs of 2^64 or more.
    pub fn parse(text: &str) -> Result<Self, OidTextError> {
        Oid::contents_of(text).map(|contents| Self(contents.into()))
    }

    /// The identifier, borrowed.
    #[must_use]
    pub fn as_oid(&self) -> Oid<'_> {
        Oid(&self.0)
    }
}

/// As [`Oid`] is shown.
impl fmt::Display for OwnedOid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.as_oid(), f)
    }
}

impl fmt::Debug for OwnedOid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.as_oid(), f)
    }
}

/// Why a text is no object identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OidTextError {
    /// It has fewer than two arcs.
    #[error("an object identifier has at least two arcs, as 2.5.29.15 has four")]
    Arcs,
    /// An arc is no decimal number without leading zeros, or too large.
    #[error("an arc of an object identifier is a decimal number without leading zeros, below 2^64")]
    Number,
    /// The first arc is above 2, or the second one above 39 below 0 or 1 (X.660 §A.7).
    #[error("the first arc of an object identifier is 0, 1 or 2, and below 0 and 1 the second is at most 39")]
    Root,
}

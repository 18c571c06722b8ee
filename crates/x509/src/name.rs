//! Names (RFC 5280 §4.1.2.4).

pub(crate) mod attribute;
mod compare;
mod distinguished;
pub(crate) mod fold;
mod key;
pub(crate) mod parse;
mod text;
pub(crate) mod types;

use countersign_encoding::der::{DerError, Element, Reader, Tag};

pub use attribute::{Attribute, Attributes};
pub(crate) use compare::{Likeness, prefix_likeness};
pub use distinguished::DistinguishedName;
pub use parse::DistinguishedNameError;

/// A distinguished name as it arrived.
///
/// ```text
/// Name                      ::= CHOICE { rdnSequence SEQUENCE OF RelativeDistinguishedName }
/// RelativeDistinguishedName ::= SET SIZE (1..MAX) OF SEQUENCE { type OBJECT IDENTIFIER, value ANY }
/// ```
///
/// Two names are compared by [`Name::matches`], never by `==` on their text: the same name has many encodings.
///
/// ```
/// use countersign_x509::Name;
///
/// // CN=ca, as PrintableString and as UTF8String
/// let printable = Name::from_der(b"\x30\x0d\x31\x0b\x30\x09\x06\x03\x55\x04\x03\x13\x02CA")?;
/// let utf8 = Name::from_der(b"\x30\x0d\x31\x0b\x30\x09\x06\x03\x55\x04\x03\x0c\x02ca")?;
/// assert!(printable.matches(&utf8));
/// assert_eq!((printable.to_string(), utf8.to_string()), ("CN=CA".into(), "CN=ca".into()));
/// assert_eq!(printable.attributes().next().and_then(|attribute| attribute.as_str()), Some("CA"));
/// # Ok::<(), countersign_encoding::der::DerError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Name<'a> {
    pub(crate) bytes: &'a [u8],
}

impl<'a> Name<'a> {
    /// Reads one encoded name, and nothing behind it.
    ///
    /// # Errors
    /// [`DerError`] where the bytes are not DER of a name, or go on behind it.
    pub fn from_der(der: &'a [u8]) -> Result<Self, DerError> {
        let mut reader = Reader::new(der);
        let (name, _) = Self::read(&mut reader)?;
        reader.finish()?;
        Ok(name)
    }

    /// Reads one name, and gives its element too.
    ///
    /// # Errors
    /// [`DerError`] where the next element is not DER of a name.
    pub fn read(reader: &mut Reader<'a>) -> Result<(Self, Element<'a>), DerError> {
        let element = reader.expect(Tag::SEQUENCE)?;
        let mut rdns = element.reader();
        while !rdns.is_empty() {
            read_attributes(rdns.set()?)?;
        }
        Ok((Self { bytes: element.bytes() }, element))
    }

    /// The encoded name.
    #[must_use]
    pub fn der(&self) -> &'a [u8] {
        self.bytes
    }

    /// Whether it has no part at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes == [0x30, 0]
    }

    /// Its parts, in the order in which they are encoded: the most general one first.
    #[must_use]
    pub fn rdns(&self) -> Rdns<'a> {
        // The structure was checked when the name was read.
        Rdns { reader: Reader::new(self.bytes).sequence().unwrap_or(Reader::new(&[])) }
    }

    /// Every attribute of every part, in the order in which they are encoded.
    pub fn attributes(&self) -> impl Iterator<Item = Attribute<'a>> + use<'a> {
        self.rdns().flat_map(|rdn| rdn.attributes())
    }

    /// Whether both are the same name (RFC 5280 §7.1): as many parts in the same order, and in each part the same
    /// attributes in any order.
    ///
    /// Values of PrintableString, UTF8String, IA5String, NumericString, VisibleString, BMPString and UniversalString are the
    /// same when they differ only in case and in how many spaces stand where at least one stands, or at the ends; values of
    /// other types, when they are the same bytes. Case is folded character by character; an ASCII letter and one outside of
    /// ASCII are never the same. No Unicode normalization form is applied, so that composed and decomposed characters differ.
    /// Parts with more than eight attributes are the same only as the same bytes.
    #[must_use]
    pub fn matches(&self, other: &Name<'_>) -> bool {
        self.bytes == other.bytes || compare::likeness(self, other) == Likeness::Same
    }

    /// Whether it is the other name or lies below it: the other name's parts are the first ones of this, as
    /// [`Name::matches`] compares them (RFC 5280 §4.2.1.10).
    #[must_use]
    pub fn is_within(&self, base: &Name<'_>) -> bool {
        prefix_likeness(self, base) == Likeness::Same
    }
}

/// The parts of a name.
#[derive(Clone, Copy, Debug)]
pub struct Rdns<'a> {
    reader: Reader<'a>,
}

impl<'a> Iterator for Rdns<'a> {
    type Item = Rdn<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        self.reader.expect(Tag::SET).ok().map(|element| Rdn { element })
    }
}

/// One part of a name: at least one attribute.
#[derive(Clone, Copy, Debug)]
pub struct Rdn<'a> {
    element: Element<'a>,
}

impl<'a> Rdn<'a> {
    /// The encoded part.
    #[must_use]
    pub fn der(&self) -> &'a [u8] {
        self.element.bytes()
    }

    /// Its attributes, in the order in which they are encoded.
    #[must_use]
    pub fn attributes(&self) -> Attributes<'a> {
        Attributes { reader: self.element.reader() }
    }
}

/// The contents of a RelativeDistinguishedName.
pub(crate) fn read_attributes(mut attributes: Reader<'_>) -> Result<(), DerError> {
    loop {
        Attribute::read(&mut attributes)?;
        if attributes.is_empty() {
            return Ok(());
        }
    }
}

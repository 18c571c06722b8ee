//! Names of every form (RFC 5280 §4.2.1.6).
//!
//! ```text
//! GeneralName ::= CHOICE {
//!     otherName                 [0] SEQUENCE { type-id OBJECT IDENTIFIER, value [0] EXPLICIT ANY },
//!     rfc822Name                [1] IA5String,
//!     dNSName                   [2] IA5String,
//!     x400Address               [3] ORAddress,
//!     directoryName             [4] EXPLICIT Name,
//!     ediPartyName              [5] EDIPartyName,
//!     uniformResourceIdentifier [6] IA5String,
//!     iPAddress                 [7] OCTET STRING,
//!     registeredID              [8] OBJECT IDENTIFIER }
//! ```

use core::fmt;

use countersign_encoding::der::{DerError, DerErrorKind, Element, Oid, Reader, Tag};

use crate::Name;
#[cfg(any(feature = "issue", feature = "patterns"))]
use crate::{mailbox::Mailbox, name_constraints::host::is_host_or_wildcard, uri::is_absolute};

/// A name of one of nine forms, as it arrived. That a text is IA5 was checked, and nothing else of it.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum GeneralName<'a> {
    /// `otherName`: its type, and the element inside.
    Other(Oid<'a>, &'a [u8]),
    /// `rfc822Name`
    Email(&'a str),
    /// `dNSName`
    Dns(&'a str),
    /// `x400Address`, not interpreted
    X400(&'a [u8]),
    /// `directoryName`
    Directory(Name<'a>),
    /// `ediPartyName`, not interpreted
    EdiParty(&'a [u8]),
    /// `uniformResourceIdentifier`
    Uri(&'a str),
    /// `iPAddress`: 4 or 16 octets of an address, twice as many under a constraint; the count was not checked.
    Ip(&'a [u8]),
    /// `registeredID`
    RegisteredId(Oid<'a>),
}

/// The form of a name, which is the number of its tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameForm {
    /// `otherName`
    Other,
    /// `rfc822Name`
    Email,
    /// `dNSName`
    Dns,
    /// `x400Address`
    X400,
    /// `directoryName`
    Directory,
    /// `ediPartyName`
    EdiParty,
    /// `uniformResourceIdentifier`
    Uri,
    /// `iPAddress`
    Ip,
    /// `registeredID`
    RegisteredId,
}

impl NameForm {
    /// The name in the specification.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Other => "otherName",
            Self::Email => "rfc822Name",
            Self::Dns => "dNSName",
            Self::X400 => "x400Address",
            Self::Directory => "directoryName",
            Self::EdiParty => "ediPartyName",
            Self::Uri => "uniformResourceIdentifier",
            Self::Ip => "iPAddress",
            Self::RegisteredId => "registeredID",
        }
    }
}

impl fmt::Display for NameForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl<'a> GeneralName<'a> {
    /// Reads one encoded name, and nothing behind it.
    ///
    /// ```
    /// use countersign_x509::{GeneralName, NameForm};
    ///
    /// let name = GeneralName::from_der(b"\x82\x0bexample.com")?;
    /// assert_eq!(name.form(), NameForm::Dns);
    /// # Ok::<(), countersign_encoding::der::DerError>(())
    /// ```
    ///
    /// # Errors
    /// [`DerError`] where the bytes are not DER of a name, or go on behind it.
    pub fn from_der(der: &'a [u8]) -> Result<Self, DerError> {
        let mut reader = Reader::new(der);
        let name = Self::read(&mut reader)?;
        reader.finish()?;
        Ok(name)
    }

    /// Reads the next element as a name.
    ///
    /// # Errors
    /// [`DerError`] where it is not DER of a name.
    pub fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let element = reader.element()?;
        let constructed = element.tag().is_constructed();
        match (element.tag().context_number(), constructed) {
            (Some(0), true) => other(&element),
            (Some(1), false) => ia5(&element).map(Self::Email),
            (Some(2), false) => ia5(&element).map(Self::Dns),
            (Some(3), true) => Ok(Self::X400(element.contents())),
            (Some(4), true) => directory(&element),
            (Some(5), true) => Ok(Self::EdiParty(element.contents())),
            (Some(6), false) => ia5(&element).map(Self::Uri),
            (Some(7), false) => Ok(Self::Ip(element.contents())),
            (Some(8), false) => Oid::of(&element).map(Self::RegisteredId),
            _ => {
                let kind = DerErrorKind::UnexpectedTag { expected: Tag::context(2), actual: element.tag() };
                Err(kind.at(element.offset()))
            }
        }
    }

    /// Whether it is of the syntax of its form, as others read it too: one that arrived may hold a NUL, or nothing.
    #[cfg(any(feature = "issue", feature = "patterns"))]
    pub(crate) fn is_well_formed(&self) -> bool {
        match self {
            Self::Email(text) => Mailbox::read(text).is_some(),
            Self::Dns(text) => is_host_or_wildcard(text),
            Self::Uri(text) => is_absolute(text),
            Self::Directory(name) => !name.is_empty(),
            _ => true,
        }
    }

    /// The form.
    #[must_use]
    pub fn form(&self) -> NameForm {
        match self {
            Self::Other(..) => NameForm::Other,
            Self::Email(_) => NameForm::Email,
            Self::Dns(_) => NameForm::Dns,
            Self::X400(_) => NameForm::X400,
            Self::Directory(_) => NameForm::Directory,
            Self::EdiParty(_) => NameForm::EdiParty,
            Self::Uri(_) => NameForm::Uri,
            Self::Ip(_) => NameForm::Ip,
            Self::RegisteredId(_) => NameForm::RegisteredId,
        }
    }
}

fn other<'a>(element: &Element<'a>) -> Result<GeneralName<'a>, DerError> {
    let mut fields = element.reader();
    let oid = fields.oid()?;
    let wrapped = fields.expect(Tag::context_constructed(0))?;
    fields.finish()?;
    let mut inner = wrapped.reader();
    let value = inner.element()?;
    inner.finish()?;
    Ok(GeneralName::Other(oid, value.bytes()))
}

fn directory<'a>(element: &Element<'a>) -> Result<GeneralName<'a>, DerError> {
    let mut inner = element.reader();
    let (name, _) = Name::read(&mut inner)?;
    inner.finish()?;
    Ok(GeneralName::Directory(name))
}

/// The text of an IA5String, under its own tag or another one.
pub(crate) fn ia5<'a>(element: &Element<'a>) -> Result<&'a str, DerError> {
    let text = core::str::from_utf8(element.contents()).ok().filter(|text| text.is_ascii());
    text.ok_or(DerErrorKind::Characters { tag: Tag::IA5_STRING }.at(element.offset()))
}

/// A list of names, each of which was read once already.
#[derive(Clone, Copy, Debug)]
pub struct GeneralNames<'a> {
    pub(crate) reader: Reader<'a>,
}

impl<'a> GeneralNames<'a> {
    /// Reads the contents of `SEQUENCE SIZE (1..MAX) OF GeneralName` to their end.
    ///
    /// # Errors
    /// [`DerError`] where they are not DER of names, or empty.
    pub fn read(contents: Reader<'a>) -> Result<Self, DerError> {
        let mut reader = contents;
        loop {
            GeneralName::read(&mut reader)?;
            if reader.is_empty() {
                return Ok(Self { reader: contents });
            }
        }
    }
}

impl<'a> Iterator for GeneralNames<'a> {
    type Item = GeneralName<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        GeneralName::read(&mut self.reader).ok()
    }
}

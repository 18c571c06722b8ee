//! A name that owns its bytes, made from text.

use alloc::vec::Vec;
use core::{fmt, str::FromStr};

use countersign_encoding::der::{Tag, write};

use super::{
    DistinguishedNameError, Name,
    parse::{self, Value},
    types::string_type,
};

/// A distinguished name with bytes of its own.
///
/// ```
/// use countersign_x509::DistinguishedName;
///
/// let name = DistinguishedName::parse("CN=Build 7,OU=Release\\, stable,O=Acme,C=US")?;
/// assert_eq!(name.to_string(), "CN=Build 7,OU=Release\\, stable,O=Acme,C=US");
///
/// // Case, and how many spaces stand somewhere, make no difference.
/// let same = DistinguishedName::parse("cn=BUILD  7, ou=release\\, stable, o=acme, c=us")?;
/// assert!(name.name().matches(&same.name()));
///
/// // Text goes from the most specific part to the most general one: the whole company is above the build.
/// let company = DistinguishedName::parse("O=Acme,C=US")?;
/// assert!(name.name().is_within(&company.name()));
/// # Ok::<(), countersign_x509::DistinguishedNameError>(())
/// ```
#[derive(Clone)]
pub struct DistinguishedName {
    der: Vec<u8>,
}

impl DistinguishedName {
    /// The longest text that is read, in bytes.
    pub const MAX_TEXT: usize = 1 << 16;

    /// Reads a name as RFC 4514 §3 writes it, the most specific part first; spaces are allowed around `,`, `+` and `=`.
    ///
    /// Values become UTF8String; those of `C`, `serialNumber` and `dnQualifier` PrintableString, and those of `DC` and
    /// `emailAddress` IA5String, where their characters allow it. `#` and hexadecimal digits give the encoded value itself.
    ///
    /// # Errors
    /// [`DistinguishedNameError`] where the text is not such a name, has an unknown type of attribute, or is longer than
    /// [`DistinguishedName::MAX_TEXT`].
    pub fn parse(text: &str) -> Result<Self, DistinguishedNameError> {
        let mut parts: Vec<Vec<u8>> = parse::rdns(text)?.iter().map(|part| encode_rdn(part)).collect();
        parts.reverse();
        let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        Ok(Self { der: write(Tag::SEQUENCE, &parts) })
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> Name<'_> {
        Name { bytes: &self.der }
    }
}

/// Elements of a SET OF stand in ascending order (X.690 §11.6).
fn encode_rdn(attributes: &[parse::Attribute<'_>]) -> Vec<u8> {
    let mut attributes: Vec<Vec<u8>> = attributes.iter().map(encode_attribute).collect();
    attributes.sort();
    let attributes: Vec<&[u8]> = attributes.iter().map(Vec::as_slice).collect();
    write(Tag::SET, &attributes)
}

fn encode_attribute(attribute: &parse::Attribute<'_>) -> Vec<u8> {
    let oid = write(Tag::OBJECT_IDENTIFIER, &[attribute.oid.as_bytes()]);
    match &attribute.value {
        Value::Encoded(der) => write(Tag::SEQUENCE, &[&oid, der]),
        Value::Text(text) => {
            let value = write(string_type(attribute.oid.as_oid()).tag(text), &[text.as_bytes()]);
            write(Tag::SEQUENCE, &[&oid, &value])
        }
    }
}

impl From<Name<'_>> for DistinguishedName {
    fn from(name: Name<'_>) -> Self {
        Self { der: name.der().to_vec() }
    }
}

impl FromStr for DistinguishedName {
    type Err = DistinguishedNameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl fmt::Display for DistinguishedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.name(), f)
    }
}

impl fmt::Debug for DistinguishedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DistinguishedName({self})")
    }
}

/// Equal as [`Name::matches`] says.
impl PartialEq for DistinguishedName {
    fn eq(&self, other: &Self) -> bool {
        self.name().matches(&other.name())
    }
}

impl Eq for DistinguishedName {}

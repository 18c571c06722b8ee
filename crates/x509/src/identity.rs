//! Who a certificate must name.

mod dns_name;
mod error;
mod matching;
#[cfg(feature = "patterns")]
mod pattern;
mod presented;
mod text;

use alloc::{string::String, vec::Vec};
use core::net::IpAddr;

use countersign_encoding::der::{Oid, Tag, write};

use crate::{DistinguishedName, mailbox::Mailbox, uri::is_absolute};

pub use dns_name::DnsName;
pub use error::IdentityError;
pub use matching::MatchedName;
#[cfg(feature = "patterns")]
pub use pattern::{IdentityPattern, PatternError};
pub use presented::PresentedName;

/// One name of one form, exactly: a certificate has this identity when one of its names is the same.
///
/// The form counts: the e-mail address `a@b.example` and the URI `a@b.example` have nothing to do with each other. Names
/// other than the subject alternative names and, for [`Identity::dn`], the whole subject are not looked at; a common name is
/// never taken for a DNS name or an e-mail address (RFC 9525 §2). A wildcard in a certificate is a name of its own and stands
/// for no other: see [`DnsName`] for what RFC 9525 calls a match. A certificate with several names has the identity when one
/// of them is the same.
///
/// ```
/// use countersign_x509::Identity;
///
/// let workflow = Identity::parse("uri:https://ci.example/acme/app/.ci/build.yml@refs/heads/main")?;
/// assert_eq!(workflow.to_string(), "uri:https://ci.example/acme/app/.ci/build.yml@refs/heads/main");
/// assert_eq!(Identity::parse("email:Ana@Example.COM")?, Identity::email("Ana@example.com")?);
/// # Ok::<(), countersign_x509::IdentityError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    form: Form,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Form {
    Email(String),
    Uri(String),
    Dns(DnsName),
    Ip(IpAddr),
    Dn(DistinguishedName),
    /// The contents of the type's encoding, and the encoded value.
    Other(Vec<u8>, Vec<u8>),
}

impl Identity {
    /// An e-mail address (`rfc822Name`). Case counts in front of the `@` and not behind it (RFC 5280 §7.5), where it is
    /// changed to lower case.
    ///
    /// # Errors
    /// [`IdentityError::Email`] where it is no mailbox at a host name, all in ASCII: a host name of another script is given
    /// by its A-labels.
    pub fn email(address: &str) -> Result<Self, IdentityError> {
        let mailbox = Mailbox::read(address).ok_or(IdentityError::Email)?;
        Ok(Self { form: Form::Email(mailbox.to_text()) })
    }

    /// A URI (`uniformResourceIdentifier`), byte by byte: no part is unescaped, and case counts everywhere.
    ///
    /// # Errors
    /// [`IdentityError::Uri`] where it is no absolute URI in ASCII (RFC 3986 §3).
    pub fn uri(uri: &str) -> Result<Self, IdentityError> {
        is_absolute(uri).then(|| Self { form: Form::Uri(uri.into()) }).ok_or(IdentityError::Uri)
    }

    /// A host name (`dNSName`). Case does not count, and is changed to lower case.
    ///
    /// # Errors
    /// [`IdentityError::Dns`] as [`DnsName::parse`].
    pub fn dns(name: &str) -> Result<Self, IdentityError> {
        Ok(Self { form: Form::Dns(DnsName::parse(name)?) })
    }

    /// An IP address (`iPAddress`), octet by octet: an IPv4 address and the IPv6 address that maps it differ.
    #[must_use]
    pub const fn ip(address: IpAddr) -> Self {
        Self { form: Form::Ip(address) }
    }

    /// The whole subject, as [`crate::Name::matches`] compares names.
    ///
    /// # Errors
    /// [`IdentityError::EmptyName`] for the name without parts, which names nobody.
    pub fn dn(name: DistinguishedName) -> Result<Self, IdentityError> {
        if name.name().is_empty() { Err(IdentityError::EmptyName) } else { Ok(Self { form: Form::Dn(name) }) }
    }

    /// An `otherName` whose value is a UTF8String, byte by byte. The type is in dotted form.
    ///
    /// # Errors
    /// [`IdentityError::Other`] where the type is no object identifier.
    pub fn other_text(oid: &str, text: &str) -> Result<Self, IdentityError> {
        Self::other(oid, &write(Tag::UTF8_STRING, &[text.as_bytes()]))
    }

    /// An `otherName`, byte by byte: its type in dotted form, and its encoded value, one DER element.
    ///
    /// # Errors
    /// [`IdentityError::Other`] where the type is no object identifier, or the value not exactly one element.
    pub fn other(oid: &str, value: &[u8]) -> Result<Self, IdentityError> {
        let oid = Oid::contents_of(oid).map_err(|_| IdentityError::Other)?;
        Self::of_other(Oid::from_contents(&oid), value)
    }

    fn of_other(oid: Oid<'_>, value: &[u8]) -> Result<Self, IdentityError> {
        let mut reader = countersign_encoding::der::Reader::new(value);
        reader.element().and_then(|_| reader.finish()).map_err(|_| IdentityError::Other)?;
        Ok(Self { form: Form::Other(oid.as_bytes().to_vec(), value.to_vec()) })
    }
}

//! Why a text is no identity.

use crate::DistinguishedNameError;

/// Why a text is no identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IdentityError {
    /// The text does not begin with a form of name.
    #[error("an identity begins with its form: email:, uri:, dns:, ip:, dn: or other:")]
    UnknownForm,
    /// The e-mail address is no mailbox at a host name.
    #[error("an e-mail address is a mailbox at a host name, in ASCII and without a trailing dot")]
    Email,
    /// The URI is not absolute, or has characters that no URI has.
    #[error("a URI begins with a scheme and consists of the characters of RFC 3986, others percent-encoded")]
    Uri,
    /// The host name is not of letters, digits and inner hyphens, has a wildcard or a trailing dot, or is an IP address.
    #[error(
        "a host name is labels of letters, digits and hyphens, without a wildcard and without a trailing dot"
    )]
    Dns,
    /// The IP address is none.
    #[error("an IP address is four decimal numbers or eight hexadecimal groups, without a prefix length")]
    Ip,
    /// The distinguished name cannot be read.
    #[error("the distinguished name cannot be read")]
    Name(#[from] DistinguishedNameError),
    /// The distinguished name has no parts.
    #[error("a distinguished name without parts names nobody")]
    EmptyName,
    /// The other name is not a type in dotted form and a value.
    #[error("another name is OID;UTF8:text or OID;DER:hexadecimal digits of one element")]
    Other,
}

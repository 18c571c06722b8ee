//! Identities as text.

use core::{fmt, net::IpAddr, str::FromStr};

use countersign_encoding::{der::Oid, hex};

use super::{Form, Identity, IdentityError, presented::write_other};
use crate::DistinguishedName;

impl Identity {
    /// Reads an identity from its text: `email:ADDRESS`, `uri:URI`, `dns:HOST`, `ip:ADDRESS`, `dn:NAME` (RFC 4514, the most
    /// specific part first), `other:OID;UTF8:TEXT` or `other:OID;DER:HEX`. The form is in lower case.
    ///
    /// # Errors
    /// [`IdentityError`] as the constructor of the form has it; `UnknownForm` for anything else.
    pub fn parse(text: &str) -> Result<Self, IdentityError> {
        let (form, name) = text.split_once(':').ok_or(IdentityError::UnknownForm)?;
        match form {
            "email" => Self::email(name),
            "uri" => Self::uri(name),
            "dns" => Self::dns(name),
            "ip" => name.parse::<IpAddr>().map(Self::ip).map_err(|_| IdentityError::Ip),
            "dn" => Self::dn(DistinguishedName::parse(name)?),
            "other" => other(name),
            _ => Err(IdentityError::UnknownForm),
        }
    }
}

fn other(name: &str) -> Result<Identity, IdentityError> {
    let (oid, value) = name.split_once(';').ok_or(IdentityError::Other)?;
    match value.split_once(':') {
        Some(("UTF8", text)) => Identity::other_text(oid, text),
        Some(("DER", digits)) => {
            let value = hex::decode_any_case(digits).map_err(|_| IdentityError::Other)?;
            Identity::other(oid, &value)
        }
        _ => Err(IdentityError::Other),
    }
}

impl FromStr for Identity {
    type Err = IdentityError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

/// The text that [`Identity::parse`] reads as the same identity.
impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.form {
            Form::Email(address) => write!(f, "email:{address}"),
            Form::Uri(uri) => write!(f, "uri:{uri}"),
            Form::Dns(name) => write!(f, "dns:{name}"),
            Form::Ip(address) => write!(f, "ip:{address}"),
            Form::Dn(name) => write!(f, "dn:{name}"),
            Form::Other(oid, value) => write_other(f, Oid::from_contents(oid), value),
        }
    }
}

//! Subject alternative names that are written (RFC 5280 §4.2.1.6).

use alloc::vec::Vec;
use core::net::IpAddr;

use countersign_encoding::der::{Oid, Reader, Tag, write};

use super::encode;
use crate::{
    GeneralName, Name, mailbox::Mailbox, name_constraints::host::is_host_or_wildcard, uri::is_absolute,
};

/// One name of a subject, checked for the syntax of its form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AltName(Vec<u8>);

impl AltName {
    /// A host name, `example.com`; a whole leftmost label may be `*` (RFC 9525 §6.3).
    ///
    /// # Errors
    /// [`AltNameError::Dns`] unless it is labels of letters, digits, hyphens and underscores, 1 to 63 characters each and
    /// 253 together, without a dot at the end and without a number for the last label.
    pub fn dns(host: &str) -> Result<Self, AltNameError> {
        if is_host_or_wildcard(host) { Ok(Self(ia5(2, host))) } else { Err(AltNameError::Dns) }
    }

    /// A mailbox, `user@example.com` (RFC 5321 §4.1.2), ASCII only.
    ///
    /// # Errors
    /// [`AltNameError::Email`] unless it is one at a host name, as [`crate::Identity::email`] reads it.
    pub fn email(mailbox: &str) -> Result<Self, AltNameError> {
        if is_mailbox(mailbox) { Ok(Self(ia5(1, mailbox))) } else { Err(AltNameError::Email) }
    }

    /// An absolute URI (RFC 3986 §4.3).
    ///
    /// # Errors
    /// [`AltNameError::Uri`] unless it is one in ASCII, as [`crate::Identity::uri`] reads it.
    pub fn uri(uri: &str) -> Result<Self, AltNameError> {
        if is_absolute(uri) { Ok(Self(ia5(6, uri))) } else { Err(AltNameError::Uri) }
    }

    /// An address.
    #[must_use]
    pub fn ip(address: IpAddr) -> Self {
        Self(match address {
            IpAddr::V4(address) => write(Tag::context(7), &[&address.octets()]),
            IpAddr::V6(address) => write(Tag::context(7), &[&address.octets()]),
        })
    }

    /// A distinguished name.
    #[must_use]
    pub fn directory(name: &Name<'_>) -> Self {
        Self(write(Tag::context_constructed(4), &[name.der()]))
    }

    /// A name of another form: its type and one element in DER.
    ///
    /// # Errors
    /// [`AltNameError::Other`] unless the value is exactly one element.
    pub fn other(oid: Oid<'_>, value: &[u8]) -> Result<Self, AltNameError> {
        let mut reader = Reader::new(value);
        reader.element().and_then(|_| reader.finish()).map_err(|_| AltNameError::Other)?;
        let wrapped = write(Tag::context_constructed(0), &[value]);
        Ok(Self(write(Tag::context_constructed(0), &[&encode::oid(oid), &wrapped])))
    }

    /// A name as somebody asks for it: that it is one of its form is not known yet.
    pub(super) fn as_arrived(der: &[u8]) -> Self {
        Self(der.into())
    }

    /// Whether it is of the syntax of its form, which is not known of one that arrived.
    pub(super) fn is_well_formed(&self) -> bool {
        GeneralName::from_der(&self.0).is_ok_and(|name| name.is_well_formed())
    }

    pub(super) fn der(&self) -> &[u8] {
        &self.0
    }
}

/// Why a text is no name of its form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AltNameError {
    /// Not a host name.
    #[error("a DNS name is labels of letters, digits and hyphens, separated by dots")]
    Dns,
    /// Not a mailbox.
    #[error("a mailbox is local@host in ASCII, by RFC 5321")]
    Email,
    /// Not an absolute URI.
    #[error("a URI is a scheme, a colon and something more in the characters of RFC 3986")]
    Uri,
    /// The value is not one element.
    #[error("the value of an otherName is exactly one DER element")]
    Other,
}

pub(super) fn ia5(number: u8, text: &str) -> Vec<u8> {
    write(Tag::context(number), &[text.as_bytes()])
}

pub(super) fn is_mailbox(mailbox: &str) -> bool {
    Mailbox::read(mailbox).is_some()
}

//! Subtrees of name constraints that are written (RFC 5280 §4.2.1.10).

use alloc::vec::Vec;
use core::net::IpAddr;

use countersign_encoding::der::{Tag, write};

use super::alt_name::{ia5, is_mailbox};
use crate::{
    Name,
    name_constraints::host::{is_host_name, is_host_or_domain},
};

/// One subtree of names: what a CA may or may not name. `minimum` and `maximum` are never written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subtree(Vec<u8>);

impl Subtree {
    /// A host name and all names below it; the empty text is every host name.
    ///
    /// # Errors
    /// [`SubtreeError::Dns`] unless it is a host name without a leading dot.
    pub fn dns(domain: &str) -> Result<Self, SubtreeError> {
        if domain.is_empty() || is_host_name(domain) {
            Ok(Self::of(&ia5(2, domain)))
        } else {
            Err(SubtreeError::Dns)
        }
    }

    /// A mailbox, all mailboxes on a host (`example.com`), or all on hosts below a domain (`.example.com`).
    ///
    /// # Errors
    /// [`SubtreeError::Email`] for anything else.
    pub fn email(place: &str) -> Result<Self, SubtreeError> {
        if is_mailbox(place) || is_host_or_domain(place) {
            Ok(Self::of(&ia5(1, place)))
        } else {
            Err(SubtreeError::Email)
        }
    }

    /// URIs on a host (`example.com`), or on hosts below a domain (`.example.com`).
    ///
    /// # Errors
    /// [`SubtreeError::Uri`] for anything else.
    pub fn uri_host(host: &str) -> Result<Self, SubtreeError> {
        if is_host_or_domain(host) { Ok(Self::of(&ia5(6, host))) } else { Err(SubtreeError::Uri) }
    }

    /// The addresses that share their first `prefix` bits with one.
    ///
    /// # Errors
    /// [`SubtreeError::Prefix`] where an address has fewer bits.
    pub fn ip(address: IpAddr, prefix: u8) -> Result<Self, SubtreeError> {
        match address {
            IpAddr::V4(address) => network(&address.octets(), prefix),
            IpAddr::V6(address) => network(&address.octets(), prefix),
        }
    }

    /// A distinguished name and all names that begin with it.
    #[must_use]
    pub fn directory(name: &Name<'_>) -> Self {
        Self::of(&write(Tag::context_constructed(4), &[name.der()]))
    }

    fn of(base: &[u8]) -> Self {
        Self(write(Tag::SEQUENCE, &[base]))
    }

    pub(super) fn der(&self) -> &[u8] {
        &self.0
    }
}

/// Why no subtree is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SubtreeError {
    /// Not a host name.
    #[error("a subtree of DNS names is a host name without a leading dot")]
    Dns,
    /// Neither a mailbox nor a host nor a domain.
    #[error("a subtree of mailboxes is a mailbox, a host, or a domain with a leading dot")]
    Email,
    /// Neither a host nor a domain.
    #[error("a subtree of URIs is a host, or a domain with a leading dot")]
    Uri,
    /// The prefix is longer than the address.
    #[error("a prefix of {actual} bits is longer than an address of {bits}")]
    Prefix {
        /// The bits of an address.
        bits: usize,
        /// The bits asked for.
        actual: u8,
    },
}

fn network(octets: &[u8], prefix: u8) -> Result<Subtree, SubtreeError> {
    let bits = octets.len().saturating_mul(8);
    if usize::from(prefix) > bits {
        return Err(SubtreeError::Prefix { bits, actual: prefix });
    }
    let mask: Vec<u8> = (0..octets.len()).map(|index| mask_octet(prefix, index)).collect();
    let network: Vec<u8> = octets.iter().zip(&mask).map(|(octet, mask)| octet & mask).collect();
    Ok(Subtree::of(&write(Tag::context(7), &[&network, &mask])))
}

/// The octet of a mask whose first `prefix` bits are set.
fn mask_octet(prefix: u8, index: usize) -> u8 {
    let set = usize::from(prefix).saturating_sub(index.saturating_mul(8)).min(8);
    (0..set).fold(0, |mask, bit| mask | (0x80 >> bit))
}

//! What texts and octets in names must look like (RFC 5280 §4.2.1.6, §4.2.1.10).

use crate::{
    mailbox::Mailbox,
    name_constraints::host::{is_host_name, is_host_or_domain, is_host_or_wildcard},
    uri,
};

/// A host name in preferred syntax, in which there is no underscore.
pub(super) fn is_host(text: &str) -> bool {
    is_host_name(text) && !text.contains('_')
}

pub(super) fn is_domain(text: &str) -> bool {
    is_host_or_domain(text) && !text.contains('_')
}

pub(super) fn is_dns_name(text: &str) -> bool {
    is_host_or_wildcard(text) && !text.contains('_')
}

pub(super) fn is_mailbox(text: &str) -> bool {
    Mailbox::read(text).is_some()
}

/// An absolute URI; one with an authority must have a host there that is a name or an address.
pub(super) fn is_uri(text: &str) -> bool {
    uri::is_absolute(text) && (!uri::has_authority(text) || uri::host(text).is_some_and(is_host_or_address))
}

/// The same, though the host may be left out, as in `ldap:///` (RFC 5280 §4.2.1.13).
pub(super) fn is_location(text: &str) -> bool {
    is_uri(text) || (uri::is_absolute(text) && uri::host(text) == Some(""))
}

fn is_host_or_address(host: &str) -> bool {
    let address = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    match address {
        Some(address) => address.parse::<core::net::Ipv6Addr>().is_ok(),
        None => is_host(host) || host.parse::<core::net::Ipv4Addr>().is_ok(),
    }
}

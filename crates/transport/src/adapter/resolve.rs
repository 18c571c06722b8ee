//! From a host to the addresses that may be dialled.

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};

use crate::{Destination, TransportError};

/// Looks the addresses of a name up.
///
/// Implemented for closures, so that a name can be pinned to an address. What comes back is judged like every
/// address: a resolver cannot lead a request to where it may not go.
pub trait Resolve: Send + Sync {
    /// The addresses of `host` at `port`, which is 0 where the caller sets it afterwards. It may block.
    ///
    /// # Errors
    ///
    /// Whatever kept the name from being looked up; the request fails with [`TransportError::Name`].
    fn resolve(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>>;
}

impl<F> Resolve for F
where
    F: Fn(&str, u16) -> io::Result<Vec<SocketAddr>> + Send + Sync,
{
    fn resolve(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        self(host, port)
    }
}

/// The resolver of the system (`getaddrinfo`).
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemResolver;

impl Resolve for SystemResolver {
    fn resolve(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        (host, port).to_socket_addrs().map(Iterator::collect)
    }
}

impl fmt::Debug for dyn Resolve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Resolve")
    }
}

/// Addresses of one name beyond this number are not tried.
const MAX_ADDRESSES: usize = 16;

/// The address that a URL's host is the text of, which no resolver sees.
pub(super) fn literal(host: &str) -> Option<IpAddr> {
    bare(host).parse().ok()
}

/// A host without the brackets of an IPv6 address.
pub(super) fn bare(host: &str) -> &str {
    host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host)
}

/// Those of a host's addresses that may be dialled for a request.
///
/// # Errors
///
/// [`TransportError::Destination`] with the first address where none may be, [`TransportError::Name`] where there is
/// none at all.
pub(super) fn permitted(
    found: impl IntoIterator<Item = SocketAddr>,
    destination: Destination,
) -> Result<Vec<SocketAddr>, TransportError> {
    let mut refused = None;
    let mut allowed = Vec::new();
    for address in found.into_iter().take(MAX_ADDRESSES) {
        match destination.check(address.ip()) {
            Ok(()) => allowed.push(address),
            Err(error) => refused = refused.or(Some(error)),
        }
    }
    if allowed.is_empty() { Err(refused.unwrap_or(TransportError::Name)) } else { Ok(allowed) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sockets(addresses: &[&str]) -> Vec<SocketAddr> {
        addresses.iter().map(|address| SocketAddr::new(address.parse().unwrap(), 443)).collect()
    }

    #[test]
    fn only_the_addresses_that_may_be_dialled_are_left() {
        let found =
            sockets(&["10.0.0.1", "8.8.8.8", "127.0.0.1", "169.254.169.254", "2606:4700::1", "0.0.0.0"]);
        let left = |destination| permitted(found.clone(), destination).unwrap();
        assert_eq!(left(Destination::PublicOnly), sockets(&["8.8.8.8", "2606:4700::1"]));
        assert_eq!(left(Destination::LoopbackOnly), sockets(&["127.0.0.1"]));
        assert_eq!(left(Destination::Any), sockets(&["10.0.0.1", "8.8.8.8", "127.0.0.1", "2606:4700::1"]));
    }

    #[test]
    fn the_first_refused_address_is_named_where_none_is_left() {
        let refused = permitted(sockets(&["10.0.0.1", "127.0.0.1"]), Destination::PublicOnly);
        assert!(
            matches!(refused, Err(TransportError::Destination { address, .. }) if address.to_string() == "10.0.0.1")
        );
        assert_eq!(permitted([], Destination::Any), Err(TransportError::Name));
    }
}

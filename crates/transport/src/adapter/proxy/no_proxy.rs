//! The hosts that are spoken to without a proxy.

use std::net::IpAddr;

/// The entries of a `NO_PROXY` value, read as curl and Go do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct NoProxy(Vec<Entry>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Entry {
    /// `*`: every host.
    All,
    /// A domain and all below it.
    Domain { name: String, port: Option<u16> },
    /// One address.
    Address { address: IpAddr, port: Option<u16> },
    /// A block of addresses, by its first bits.
    Block { network: IpAddr, bits: u8 },
}

/// Entries beyond this number are not read.
const MAX_ENTRIES: usize = 1024;

impl NoProxy {
    /// Reads a list separated by commas or white space. What cannot be an entry matches nothing.
    pub(super) fn parse(text: &str) -> Self {
        let parts = text.split(|character: char| character == ',' || character.is_whitespace());
        Self(parts.filter(|part| !part.is_empty()).take(MAX_ENTRIES).map(Entry::parse).collect())
    }

    /// Whether a host (a name, or an address without brackets) on a port is spoken to directly.
    pub(super) fn covers(&self, host: &str, port: u16) -> bool {
        let address = host.parse().ok().map(canonical);
        self.0.iter().any(|entry| entry.matches(host, address, port))
    }
}

impl Entry {
    fn parse(text: &str) -> Self {
        if text == "*" {
            return Self::All;
        }
        if let Some(block) = block(text) {
            return block;
        }
        let (host, port) = split_port(text);
        match host.trim_start_matches('[').trim_end_matches(']').parse() {
            Ok(address) => Self::Address { address: canonical(address), port },
            Err(_) => Self::Domain { name: domain(host), port },
        }
    }

    fn matches(&self, host: &str, address: Option<IpAddr>, port: u16) -> bool {
        match self {
            Self::All => true,
            Self::Domain { name, port: only } => address.is_none() && is_in(host, name) && fits(*only, port),
            Self::Address { address: entry, port: only } => address == Some(*entry) && fits(*only, port),
            Self::Block { network, bits } => address.is_some_and(|address| shares(address, *network, *bits)),
        }
    }
}

fn fits(only: Option<u16>, port: u16) -> bool {
    only.is_none_or(|only| only == port)
}

fn domain(host: &str) -> String {
    host.trim_start_matches('*').trim_start_matches('.').trim_end_matches('.').to_ascii_lowercase()
}

fn is_in(host: &str, domain: &str) -> bool {
    let host = host.trim_end_matches('.');
    !domain.is_empty()
        && host.strip_suffix(domain).is_some_and(|below| below.is_empty() || below.ends_with('.'))
}

fn block(text: &str) -> Option<Entry> {
    let (network, bits) = text.split_once('/')?;
    let network: IpAddr = network.parse().ok()?;
    let bits: u8 = bits.parse().ok()?;
    let width = if network.is_ipv4() { 32 } else { 128 };
    (bits <= width).then_some(Entry::Block { network, bits })
}

fn split_port(text: &str) -> (&str, Option<u16>) {
    match text.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') || host.ends_with(']') => match port.parse() {
            Ok(port) => (host, Some(port)),
            Err(_) => (text, None),
        },
        _ => (text, None),
    }
}

/// An IPv4 address that is written as an IPv6 one is the IPv4 address.
fn canonical(address: IpAddr) -> IpAddr {
    address.to_canonical()
}

fn shares(address: IpAddr, network: IpAddr, bits: u8) -> bool {
    match (address, network) {
        (IpAddr::V4(address), IpAddr::V4(network)) => {
            high(u32::from(address).into(), 32, bits) == high(u32::from(network).into(), 32, bits)
        }
        (IpAddr::V6(address), IpAddr::V6(network)) => {
            high(address.into(), 128, bits) == high(network.into(), 128, bits)
        }
        _ => false,
    }
}

fn high(value: u128, width: u8, bits: u8) -> u128 {
    value.checked_shr(u32::from(width.saturating_sub(bits))).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(list: &str, host: &str, port: u16, expected: bool) {
        assert_eq!(NoProxy::parse(list).covers(host, port), expected, "{list:?} {host} {port}");
    }

    #[test]
    fn a_domain_covers_itself_and_what_is_below_it() {
        for list in ["corp.test", ".corp.test", "*.corp.test", "other.test, CORP.test"] {
            check(list, "corp.test", 443, true);
            check(list, "a.b.corp.test", 443, true);
            check(list, "notcorp.test", 443, false);
            check(list, "corp.test.evil.test", 443, false);
        }
    }

    #[test]
    fn a_port_narrows_an_entry() {
        check("corp.test:8443", "corp.test", 8443, true);
        check("corp.test:8443", "corp.test", 443, false);
        check("[2001:db8::1]:8443", "2001:db8::1", 443, false);
    }

    #[test]
    fn addresses_and_blocks_cover_addresses() {
        check("192.0.2.7", "192.0.2.7", 80, true);
        check("10.0.0.0/8", "10.200.1.1", 80, true);
        check("10.0.0.0/8", "11.0.0.1", 80, false);
        check("0.0.0.0/0", "11.0.0.1", 80, true);
        check("2001:db8::/32", "2001:db8:ffff::1", 80, true);
        check("2001:db8::/32", "2001:db9::1", 80, false);
        check("10.0.0.0/8", "ten.test", 80, false);
        check("192.0.2.7", "::ffff:192.0.2.7", 80, true);
    }

    #[test]
    fn a_star_covers_all_and_nonsense_nothing() {
        check("*", "any.test", 1, true);
        for list in ["", ",, ,", "10.0.0.0/33", "/", "."] {
            check(list, "any.test", 1, false);
        }
    }
}

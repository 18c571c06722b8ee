//! What kind of address a host has.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Where an address leads, by the special-purpose registries of IANA (RFC 6890, RFC 8190).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AddressClass {
    /// Reachable by anyone.
    Public,
    /// Of a private network: RFC 1918, shared by carriers (RFC 6598), benchmarks (RFC 2544), unique local (RFC 4193),
    /// site local, and the local-use prefix of NAT64 (RFC 8215).
    Private,
    /// This machine.
    Loopback,
    /// The link, where clouds answer with the credentials of a machine (`169.254.169.254`); also the addresses elsewhere at
    /// which they do: `100.100.100.200`, `168.63.129.16`, `fd00:ec2::254` and `fd20:ce::254`.
    LinkLocal,
    /// Nothing that answers: unspecified, multicast, broadcast, documentation, Teredo, and what is not assigned.
    Reserved,
}

impl AddressClass {
    /// The class of an address. An IPv4 address inside one of IPv6 is what counts: mapped (RFC 4291 §2.5.5.2), of the
    /// well-known prefix of NAT64 (RFC 6052), and of 6to4 (RFC 3056).
    ///
    /// ```
    /// use countersign_transport::AddressClass;
    ///
    /// let class = |address: &str| address.parse().map(AddressClass::of);
    /// assert_eq!(class("8.8.8.8")?, AddressClass::Public);
    /// assert_eq!(class("::ffff:169.254.169.254")?, AddressClass::LinkLocal);
    /// # Ok::<(), std::net::AddrParseError>(())
    /// ```
    #[must_use]
    pub fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(address) => of_v4(address),
            IpAddr::V6(address) => embedded(address).map_or_else(|| of_v6(address), of_v4),
        }
    }
}

impl std::fmt::Display for AddressClass {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Public => "public",
            Self::Private => "private",
            Self::Loopback => "loopback",
            Self::LinkLocal => "link-local",
            Self::Reserved => "reserved",
        })
    }
}

fn of_v4(address: Ipv4Addr) -> AddressClass {
    match address.octets() {
        [127, ..] => AddressClass::Loopback,
        [169, 254, ..] | [100, 100, 100, 200] | [168, 63, 129, 16] => AddressClass::LinkLocal,
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] => AddressClass::Private,
        [100, 64..=127, ..] | [198, 18..=19, ..] => AddressClass::Private,
        [0, ..] | [192, 0, 0 | 2, _] | [192, 88, 99, _] => AddressClass::Reserved,
        [198, 51, 100, _] | [203, 0, 113, _] | [224..=255, ..] => AddressClass::Reserved,
        _ => AddressClass::Public,
    }
}

fn of_v6(address: Ipv6Addr) -> AddressClass {
    match address.segments() {
        [0, 0, 0, 0, 0, 0, 0, 1] => AddressClass::Loopback,
        [0xfe80..=0xfebf, ..] => AddressClass::LinkLocal,
        [0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254] | [0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254] => {
            AddressClass::LinkLocal
        }
        [0xfc00..=0xfdff, ..] | [0xfec0..=0xfeff, ..] | [0x64, 0xff9b, 1, ..] => AddressClass::Private,
        [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => AddressClass::Reserved,
        [0x2000..=0x3fff, ..] => AddressClass::Public,
        _ => AddressClass::Reserved,
    }
}

/// The IPv4 address that is meant.
fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let (high, low) = match address.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => (high, low),
        [0x2002, high, low, ..] => (high, low),
        _ => return None,
    };
    Some(Ipv4Addr::from(u32::from(high) << 16 | u32::from(low)))
}

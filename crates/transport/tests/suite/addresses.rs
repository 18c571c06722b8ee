//! Classes of addresses.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use countersign_transport::{AddressClass, Destination, Dialled, TransportError};
use proptest::prelude::*;

use crate::script::ip;

#[test]
fn addresses_have_the_classes_of_the_registries() {
    use AddressClass::{LinkLocal, Loopback, Private, Public, Reserved};
    for (class, addresses) in [
        (
            Public,
            &[
                "1.1.1.1",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.0.0.1",
                "128.0.0.1",
            ][..],
        ),
        (
            Public,
            &[
                "172.15.255.255",
                "172.32.0.0",
                "192.167.0.1",
                "192.169.0.1",
                "198.17.0.1",
                "198.20.0.1",
                "223.255.255.255",
                "168.63.129.15",
            ],
        ),
        (
            Private,
            &["10.0.0.0", "10.255.255.255", "172.16.0.0", "172.31.255.255", "192.168.0.0", "192.168.255.255"],
        ),
        (Private, &["100.64.0.0", "100.127.255.255", "198.18.0.0", "198.19.255.255"]),
        (Loopback, &["127.0.0.0", "127.0.0.1", "127.255.255.255"]),
        (
            LinkLocal,
            &["169.254.0.0", "169.254.169.254", "169.254.255.255", "100.100.100.200", "168.63.129.16"],
        ),
        (
            Reserved,
            &["0.0.0.0", "0.1.2.3", "192.0.0.1", "192.0.2.1", "192.88.99.1", "198.51.100.1", "203.0.113.1"],
        ),
        (Reserved, &["224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255"]),
        (Public, &["2001:4860::1", "2606:4700::1111", "2a00::1", "2000::1", "2001:200::1", "3ffe::1"]),
        (Private, &["fc00::1", "fd00::1", "fdff:ffff::1", "fec0::1", "64:ff9b:1::a9fe:a9fe"]),
        (Loopback, &["::1"]),
        (LinkLocal, &["fe80::1", "febf::1", "fd00:ec2::254", "fd20:ce::254"]),
        (
            Reserved,
            &[
                "::",
                "::2",
                "::7f00:1",
                "100::1",
                "2001:0:1::1",
                "2001:db8::1",
                "3fff::1",
                "5f00::1",
                "ff02::1",
                "4000::1",
            ],
        ),
        (Public, &["::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"]),
        (Private, &["::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::1"]),
        (Loopback, &["::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::1"]),
        (LinkLocal, &["::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1"]),
        (Reserved, &["::ffff:0.0.0.0", "64:ff9b::", "2002:e000:1::1"]),
    ] {
        for address in addresses {
            assert_eq!(AddressClass::of(ip(address)), class, "{address}");
        }
    }
}

#[test]
fn a_destination_says_what_may_be_dialled() {
    use AddressClass::{LinkLocal, Loopback, Private, Public, Reserved};
    for (destination, permitted) in [
        (Destination::Any, &[Public, Private, Loopback][..]),
        (Destination::PublicOnly, &[Public]),
        (Destination::LoopbackOnly, &[Loopback]),
    ] {
        for class in [Public, Private, Loopback, LinkLocal, Reserved] {
            assert_eq!(destination.permits(class), permitted.contains(&class), "{destination:?} {class}");
        }
    }
    let (address, class) = (ip("10.0.0.1"), Private);
    let refused = TransportError::Destination { address, class };
    assert_eq!(refused.to_string(), "the server's address 10.0.0.1 is private, which is not allowed here");
    assert_eq!(Destination::PublicOnly.check(address), Err(refused));
    assert_eq!(Destination::Any.check(address), Ok(()));
    assert_eq!((Dialled::Address(address).class(), Dialled::Proxy.class()), (Some(Private), None));
}

proptest! {
    #[test]
    fn an_embedded_address_has_the_class_of_the_one_that_is_meant(bits: u32) {
        let class = AddressClass::of(IpAddr::V4(Ipv4Addr::from(bits)));
        let (high, low) = ((bits >> 16) as u16, bits as u16);
        for embedded in [
            Ipv6Addr::new(0, 0, 0, 0, 0, 0xffff, high, low),
            Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, high, low),
            Ipv6Addr::new(0x2002, high, low, 0, 0, 0, 0, 1),
        ] {
            prop_assert_eq!(AddressClass::of(IpAddr::V6(embedded)), class);
        }
    }

    #[test]
    fn what_the_standard_library_calls_special_is_not_public(bits: u32) {
        let address = Ipv4Addr::from(bits);
        let special = address.is_private() || address.is_loopback() || address.is_link_local() || address.is_multicast()
            || address.is_broadcast() || address.is_documentation() || address.is_unspecified();
        prop_assert!(!special || AddressClass::of(IpAddr::V4(address)) != AddressClass::Public);
    }
}

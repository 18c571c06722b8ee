//! Which addresses are dialled.
//!
//! What is public cannot be dialled in a test. That the public addresses among a name's are the ones left for
//! [`Destination::PublicOnly`] is a unit test; here the same choice is made among addresses of other classes.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use countersign_transport::{
    AdapterOptions, AddressClass, Destination, Dialled, Request, Transport, TransportError, Url,
};

use crate::exchange::{failure, get, read_all};
use crate::server::{Server, ok};
use crate::{Make, plain, trusting_ca};

const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const METADATA: IpAddr = IpAddr::V4(Ipv4Addr::new(169, 254, 169, 254));
const PRIVATE: IpAddr = IpAddr::V4(Ipv4Addr::new(10, 255, 255, 1));

/// The adapter, with names of these addresses.
fn resolving(make: Make, addresses: &'static [IpAddr]) -> Arc<dyn Transport> {
    let resolver = move |_: &str, port| Ok(addresses.iter().map(|ip| SocketAddr::new(*ip, port)).collect());
    make(trusting_ca(), &AdapterOptions::new().with_resolver(resolver))
}

fn to(url: &Url, destination: Destination) -> Request {
    get(url.clone()).with_destination(destination)
}

fn refused(address: IpAddr) -> TransportError {
    TransportError::Destination { address, class: AddressClass::of(address) }
}

pub async fn a_loopback_address_is_refused_before_connecting(make: Make) {
    let server = Server::answering(ok(""));
    for scheme in ["http", "https"] {
        let url = server.url_for(scheme, "127.0.0.1", "/");
        assert_eq!(failure(&plain(make), to(&url, Destination::PublicOnly)).await, refused(LOOPBACK));
    }
    let mapped = server.url_for("http", "[::ffff:127.0.0.1]", "/");
    let error = failure(&plain(make), to(&mapped, Destination::PublicOnly)).await;
    assert!(matches!(error, TransportError::Destination { class: AddressClass::Loopback, .. }), "{error:?}");
    assert_eq!(server.connections(), 0);
}

pub async fn a_name_of_a_loopback_address_is_refused_before_connecting(make: Make) {
    let server = Server::answering(ok(""));
    let pinned = server.url_for("http", "registry.test", "/");
    let transport = resolving(make, &[LOOPBACK]);
    assert_eq!(failure(&transport, to(&pinned, Destination::PublicOnly)).await, refused(LOOPBACK));
    // And by the system's own resolver.
    let localhost = server.url_for("http", "localhost", "/");
    let error = failure(&plain(make), to(&localhost, Destination::PublicOnly)).await;
    assert!(matches!(error, TransportError::Destination { class: AddressClass::Loopback, .. }), "{error:?}");
    assert_eq!(server.connections(), 0);
}

pub async fn link_local_and_reserved_addresses_are_never_dialled(make: Make) {
    let never =
        ["169.254.169.254", "0.0.0.0", "192.0.2.1", "255.255.255.255", "[fe80::1]", "[::]", "[ff02::1]"];
    for host in never {
        for destination in [Destination::Any, Destination::PublicOnly, Destination::LoopbackOnly] {
            let url = Url::parse(&format!("http://{host}/latest/meta-data/")).unwrap();
            let error = failure(&plain(make), to(&url, destination)).await;
            assert!(matches!(error, TransportError::Destination { .. }), "{host}: {error:?}");
        }
    }
    let named = Url::parse("http://metadata.test/").unwrap();
    let error = failure(&resolving(make, &[METADATA]), to(&named, Destination::Any)).await;
    assert_eq!(error, refused(METADATA));
}

pub async fn a_kept_connection_is_not_used_for_a_narrower_destination(make: Make) {
    let server = Server::answering(ok("whole"));
    let transport = resolving(make, &[LOOPBACK]);
    let url = server.url_for("http", "registry.test", "/");
    let response = transport.send(to(&url, Destination::Any)).await.unwrap();
    assert_eq!(read_all(response).await.unwrap(), b"whole");
    assert_eq!(failure(&transport, to(&url, Destination::PublicOnly)).await, refused(LOOPBACK));
    assert_eq!((server.connections(), server.heads().len()), (1, 1));
    // The control: the connection is still there, and another pool has one of its own.
    read_all(transport.send(to(&url, Destination::Any)).await.unwrap()).await.unwrap();
    assert_eq!(server.connections(), 1);
    read_all(transport.send(to(&url, Destination::LoopbackOnly)).await.unwrap()).await.unwrap();
    assert_eq!(server.connections(), 2);
}

pub async fn only_the_permitted_addresses_of_a_name_are_dialled(make: Make) {
    let server = Server::answering(ok(""));
    let url = server.url_for("http", "registry.test", "/");
    let cases = [
        (&[METADATA, LOOPBACK] as &[_], Destination::Any),
        (&[METADATA, PRIVATE, LOOPBACK], Destination::LoopbackOnly),
    ];
    for (addresses, destination) in cases {
        let response = resolving(make, addresses).send(to(&url, destination)).await.unwrap();
        assert_eq!(response.dialled(), Dialled::Address(LOOPBACK));
    }
    let error = failure(&resolving(make, &[PRIVATE, LOOPBACK]), to(&url, Destination::PublicOnly)).await;
    assert_eq!(error, refused(PRIVATE));
}

pub async fn each_request_is_judged_by_what_it_dials(make: Make) {
    let server = Server::answering("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
    let asked = AtomicUsize::new(0);
    let rebinding = move |_: &str, port| {
        let address = if asked.fetch_add(1, Ordering::SeqCst) == 0 { LOOPBACK } else { METADATA };
        Ok(vec![SocketAddr::new(address, port)])
    };
    let transport = make(trusting_ca(), &AdapterOptions::new().with_resolver(rebinding));
    let url = server.url_for("http", "registry.test", "/");
    read_all(transport.send(to(&url, Destination::Any)).await.unwrap()).await.unwrap();
    assert_eq!(failure(&transport, to(&url, Destination::Any)).await, refused(METADATA));
}

pub async fn a_permitted_address_is_dialled(make: Make) {
    let server = Server::answering(ok(""));
    let transport = plain(make);
    for (host, destination) in [("127.0.0.1", Destination::Any), ("127.0.0.1", Destination::LoopbackOnly)] {
        let response = transport.send(to(&server.url_for("http", host, "/"), destination)).await.unwrap();
        assert_eq!(response.dialled(), Dialled::Address(LOOPBACK));
    }
    let resolving = resolving(make, &[LOOPBACK]);
    let url = server.url_for("http", "registry.test", "/");
    for _ in 0..2 {
        let response = resolving.send(to(&url, Destination::LoopbackOnly)).await.unwrap();
        assert_eq!(response.dialled(), Dialled::Address(LOOPBACK), "also on a kept connection");
        read_all(response).await.unwrap();
    }
}

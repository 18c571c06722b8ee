//! The blocking adapter's TLS configuration that is made when it is first needed.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use countersign_transport::{AdapterOptions, Transport, TransportError, UreqTransport, block_on};
use countersign_transport::{TlsSettings, TlsSettingsError};

use crate::exchange::get;
use crate::server::{Server, ok};
use crate::tls::{CA, answering, server_config};

#[test]
fn a_tls_configuration_is_made_for_the_first_https_request_and_once() {
    let made = Arc::new(AtomicUsize::new(0));
    let counted = made.clone();
    let make = move || {
        counted.fetch_add(1, Ordering::SeqCst);
        TlsSettings::only_ca_pem(CA)?.with_ring()
    };
    let transport = UreqTransport::with_tls_when_needed(make, &AdapterOptions::new());
    let (plain, secure) = (Server::answering(ok("")), answering(server_config()));
    block_on(transport.send(get(plain.url("/")))).unwrap();
    assert_eq!(made.load(Ordering::SeqCst), 0);
    for _ in 0..2 {
        block_on(transport.send(get(secure.url_for("https", "localhost", "/")))).unwrap();
    }
    assert_eq!(made.load(Ordering::SeqCst), 1);
}

#[test]
fn a_tls_configuration_that_cannot_be_made_fails_https_alone() {
    let make = || Err(TlsSettingsError::NoRoots);
    let transport = UreqTransport::with_tls_when_needed(make, &AdapterOptions::new());
    let (plain, secure) = (Server::answering(ok("")), answering(server_config()));
    let error = block_on(transport.send(get(secure.url_for("https", "localhost", "/")))).unwrap_err();
    assert!(
        matches!(&error, TransportError::Tls(detail) if detail.as_str().contains("trust anchors")),
        "{error:?}"
    );
    assert_eq!(block_on(transport.send(get(plain.url("/")))).unwrap().status(), 200);
}

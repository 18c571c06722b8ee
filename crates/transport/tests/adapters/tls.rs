//! TLS: who is trusted, and who is told who asks.
//!
//! `tls/` holds a CA, certificates that it issued for the server (`localhost`, `127.0.0.1`, `registry.test`), for
//! another name and for a client, and a CA that issued none of them. All are P-256, valid for a hundred years, made by
//! `openssl req -x509` and `openssl x509 -req`; the keys of the CAs were thrown away.

use std::io::Read;
use std::sync::Arc;

use countersign_transport::{AdapterOptions, Dialled, TlsSettings, Transport, TransportError};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};

use crate::exchange::{failure, get, read_all};
use crate::server::{Peer, Server, ok};
use crate::{Make, plain};

pub const CA: &[u8] = include_bytes!("tls/ca.pem");
const OTHER_CA: &[u8] = include_bytes!("tls/other-ca.pem");
const SERVER: (&[u8], &[u8]) = (include_bytes!("tls/server.pem"), include_bytes!("tls/server.key.pem"));
const ELSEWHERE: (&[u8], &[u8]) =
    (include_bytes!("tls/elsewhere.pem"), include_bytes!("tls/elsewhere.key.pem"));
const CLIENT: (&[u8], &[u8]) = (include_bytes!("tls/client.pem"), include_bytes!("tls/client.key.pem"));

fn certificate(pem: &[u8]) -> CertificateDer<'static> {
    CertificateDer::from_pem_slice(pem).unwrap()
}

fn config(identity: (&[u8], &[u8]), asks_clients: bool) -> ServerConfig {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder =
        ServerConfig::builder_with_provider(provider.clone()).with_safe_default_protocol_versions().unwrap();
    let builder = if asks_clients {
        let mut roots = RootCertStore::empty();
        roots.add(certificate(CA)).unwrap();
        let verifier =
            WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build().unwrap();
        builder.with_client_cert_verifier(verifier)
    } else {
        builder.with_no_client_auth()
    };
    let key = PrivateKeyDer::from_pem_slice(identity.1).unwrap();
    builder.with_single_cert(vec![certificate(identity.0)], key).unwrap()
}

pub fn server_config() -> ServerConfig {
    config(SERVER, false)
}

pub fn tls_server(config: ServerConfig, serve: impl Fn(&mut Peer) + Send + Sync + 'static) -> Server {
    let config = Arc::new(config);
    let wrap = move |stream| {
        let connection = ServerConnection::new(config.clone()).unwrap();
        Box::new(StreamOwned::new(connection, stream)) as Box<dyn crate::server::Wire>
    };
    Server::start_over(wrap, serve)
}

pub fn answering(config: ServerConfig) -> Server {
    tls_server(config, |peer| {
        while peer.head().is_some() {
            peer.send(ok("secure"));
        }
    })
}

pub async fn a_trusted_server_is_spoken_to(make: Make) {
    let server = answering(server_config());
    let response = plain(make).send(get(server.url_for("https", "localhost", "/"))).await.unwrap();
    assert!(matches!(response.dialled(), Dialled::Address(address) if address.is_loopback()));
    assert_eq!(read_all(response).await.unwrap(), b"secure");
}

pub async fn an_address_may_be_the_name(make: Make) {
    let server = answering(server_config());
    let response = plain(make).send(get(server.url_for("https", "127.0.0.1", "/"))).await.unwrap();
    assert_eq!(read_all(response).await.unwrap(), b"secure");
}

async fn is_refused(transport: Arc<dyn Transport>, server: &Server) {
    let error = failure(&transport, get(server.url_for("https", "localhost", "/"))).await;
    assert!(matches!(&error, TransportError::Tls(detail) if !detail.as_str().is_empty()), "{error:?}");
    assert_eq!(server.heads().len(), 0);
}

pub async fn a_certificate_of_another_name_is_refused(make: Make) {
    is_refused(plain(make), &answering(config(ELSEWHERE, false))).await;
}

pub async fn an_unknown_ca_is_refused(make: Make) {
    let others = TlsSettings::only_ca_pem(OTHER_CA).unwrap().with_ring().unwrap();
    is_refused(make(others, &AdapterOptions::new()), &answering(server_config())).await;
}

pub async fn a_server_without_tls_is_refused(make: Make) {
    is_refused(
        plain(make),
        &Server::start(|peer| {
            peer.send("HTTP/1.1 400 Bad Request\r\n\r\n");
        }),
    )
    .await;
}

pub async fn a_client_shows_its_certificate(make: Make) {
    let settings = TlsSettings::only_ca_pem(CA).unwrap().with_client_pem(CLIENT.0, CLIENT.1).unwrap();
    let transport = make(settings.with_ring().unwrap(), &AdapterOptions::new());
    let server = answering(config(SERVER, true));
    let response = transport.send(get(server.url_for("https", "localhost", "/"))).await.unwrap();
    assert_eq!(read_all(response).await.unwrap(), b"secure");
}

pub async fn a_client_without_a_certificate_is_refused(make: Make) {
    is_refused(plain(make), &answering(config(SERVER, true))).await;
}

pub async fn a_kept_connection_is_used_again(make: Make) {
    let server = answering(server_config());
    let transport = plain(make);
    for _ in 0..3 {
        let response = transport.send(get(server.url_for("https", "localhost", "/"))).await.unwrap();
        assert_eq!(read_all(response).await.unwrap(), b"secure");
    }
    assert_eq!((server.connections(), server.heads().len()), (1, 3));
}

/// Whoever can cut the connection could cut the body, where nothing but its end says how long it is (RFC 8446 §6.1).
pub async fn a_body_that_ends_without_a_goodbye_is_closed(make: Make) {
    let server = tls_server(server_config(), |peer| {
        peer.head();
        peer.send("HTTP/1.1 200 OK\r\n\r\nhalf of");
        let _ = peer.raw().shutdown(std::net::Shutdown::Write);
        let _ = peer.raw().read(&mut [0; 1024]);
    });
    let response = plain(make).send(get(server.url_for("https", "localhost", "/"))).await.unwrap();
    assert_eq!(read_all(response).await, Err(TransportError::Closed));
}

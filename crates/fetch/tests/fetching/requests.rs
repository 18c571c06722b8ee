//! What is sent.

use countersign_fetch::FetchError;
use countersign_need::{Answer, Method, Need, Purpose};
use testkit::{LoopbackRequest, LoopbackServer, reply};

use crate::{CRL, LIMIT, answering, crl, fetcher};

/// One that answers every service, by what it is asked for.
fn services() -> LoopbackServer {
    LoopbackServer::start(|request: &LoopbackRequest, _| {
        let accept = request.header("accept").unwrap_or_default().to_owned();
        vec![reply(200, &[("content-type", &accept)], request.target.as_bytes())]
    })
}

fn post(purpose: Purpose, url: &str, kind: &str) -> Need {
    Need::post(purpose, url, kind, b"question".to_vec(), LIMIT).unwrap()
}

#[test]
fn a_timestamp_and_an_ocsp_answer_are_asked_for_by_post() {
    let server = services();
    for (purpose, query, reply) in [
        (Purpose::Timestamp, "application/timestamp-query", "application/timestamp-reply"),
        (Purpose::OcspResponse, "application/ocsp-request", "application/ocsp-response"),
    ] {
        let need = post(purpose, &server.url("/x"), query);
        assert_eq!(fetcher(&server).answer_blocking(&need), Answer::Bytes(b"/x".to_vec()));
        let request = server.requests().pop().unwrap();
        assert_eq!((request.method.as_str(), request.body.as_slice()), ("POST", &b"question"[..]));
        assert_eq!(request.header("content-type"), Some(query));
        assert_eq!(request.header("accept"), Some(reply));
    }
}

#[test]
fn an_ocsp_answer_and_a_crl_are_asked_for_by_get() {
    let server = services();
    for purpose in [Purpose::OcspResponse, Purpose::CertificateRevocationList] {
        let need = Need::get(purpose, &server.url("/MEow%2B"), LIMIT).unwrap();
        assert_eq!(fetcher(&server).answer_blocking(&need), Answer::Bytes(b"/MEow%2B".to_vec()));
        let request = server.requests().pop().unwrap();
        assert_eq!((request.method.as_str(), request.target.as_str()), ("GET", "/MEow%2B"));
        assert!(request.body.is_empty() && request.header("content-type").is_none());
    }
}

#[test]
fn nobody_is_told_who_asks() {
    let server = services();
    assert!(matches!(fetcher(&server).answer_blocking(&crl(&server.url("/"))), Answer::Bytes(_)));
    for request in server.requests() {
        for secret in ["authorization", "cookie", "referer", "from"] {
            assert_eq!(request.header(secret), None, "{secret}");
        }
        assert_eq!(request.header("accept-encoding"), Some("identity"));
    }
}

#[test]
fn other_needs_are_not_fetched() {
    let server = answering(200, CRL, b"list");
    let fetcher = fetcher(&server);
    for purpose in [Purpose::LogEntry, Purpose::IdentityToken, Purpose::TrustMetadata, Purpose::KeyOperation]
    {
        let need = Need::get(purpose, &server.url("/"), LIMIT).unwrap();
        assert_eq!(futures(fetcher.fulfil(&need)), None);
        assert_eq!(futures(fetcher.fetch(&need)), Err(FetchError::Purpose { purpose }));
    }
    let kind = "application/ocsp-request";
    let put = Need::put(Purpose::OcspResponse, &server.url("/"), kind, b"question".to_vec(), LIMIT).unwrap();
    assert_eq!(futures(fetcher.fetch(&put)), Err(FetchError::Method { method: Method::Put }));
    assert!(server.requests().is_empty());
    assert_eq!(futures(fetcher.fulfil(&crl(&server.url("/")))), Some(Answer::Bytes(b"list".to_vec())));
}

fn futures<T>(future: impl Future<Output = T>) -> T {
    countersign_transport::block_on(future)
}

#[test]
fn the_async_transport_gives_the_same_answer() {
    use std::sync::Arc;

    use countersign_fetch::Fetcher;
    use countersign_transport::{AdapterOptions, ReqwestTransport, TlsSettings};

    let server = answering(200, CRL, b"list");
    let tls = TlsSettings::system().with_ring().unwrap();
    let transport = Arc::new(ReqwestTransport::new(tls, &AdapterOptions::new()).unwrap());
    let fetcher = Fetcher::builder(transport).allow_destination(server.address().parse().unwrap()).build();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let need = crl(&server.url("/"));
    let answer = runtime.block_on(async { tokio::spawn(async move { fetcher.answer(&need).await }).await });
    assert_eq!(answer.unwrap(), Answer::Bytes(b"list".to_vec()));
}

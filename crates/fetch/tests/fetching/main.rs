//! Fetching from loopback servers, honest and hostile.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail by panicking"
)]

mod answers;
mod hostile;
mod requests;

use std::sync::Arc;
use std::time::Duration;

use countersign_fetch::{Fetcher, FetcherBuilder, Service};
use countersign_need::{Need, Purpose};
use countersign_transport::{AdapterOptions, TlsSettings, Transport, UreqTransport};
use testkit::{LoopbackRequest, LoopbackServer, Piece, reply};

const CRL: &[(&str, &str)] = &[("content-type", "application/pkix-crl")];
/// What every need here allows.
const LIMIT: u64 = 1000;
/// More than any exchange here is allowed to take, and less than one without a limit would.
const SOON: Duration = Duration::from_secs(5);

fn transport() -> Arc<dyn Transport> {
    let tls = TlsSettings::system().with_ring().unwrap();
    Arc::new(UreqTransport::new(tls, &AdapterOptions::new()))
}

/// A fetcher that may ask this server, and has half a second for each service.
fn builder(server: &LoopbackServer) -> FetcherBuilder {
    let time = Duration::from_millis(500);
    let builder = Fetcher::builder(transport()).allow_destination(server.address().parse().unwrap());
    let services = [Service::Crl, Service::Ocsp, Service::Timestamp];
    services.into_iter().fold(builder, |builder, service| builder.time_limit(service, time))
}

fn fetcher(server: &LoopbackServer) -> Fetcher {
    builder(server).build()
}

fn crl(url: &str) -> Need {
    Need::get(Purpose::CertificateRevocationList, url, LIMIT).unwrap()
}

/// A server that always says this.
fn saying(pieces: Vec<Piece>) -> LoopbackServer {
    LoopbackServer::start(move |_: &LoopbackRequest, _| pieces.clone())
}

fn answering(status: u16, headers: &[(&str, &str)], body: &[u8]) -> LoopbackServer {
    saying(vec![reply(status, headers, body)])
}

//! What a [`Client`] asks of its adapter: limits of time, and credentials.

use std::sync::Arc;
use std::time::{Duration, Instant};

use countersign_transport::{
    Authorization, Client, Deadline, ExchangeError, Limits, Origin, Rules, Transport, TransportError, Until,
};

use crate::exchange::get;
use crate::server::{Server, ok};
use crate::{Make, plain};

/// Far more than any case needs, far less than what would be waited for.
const SLACK: Duration = Duration::from_secs(10);

fn client(transport: Arc<dyn Transport>, limits: Limits) -> Client {
    Client::new(transport, Rules::new().with_loopback_http(), limits)
}

fn brief() -> Limits {
    Limits::default().with_total_time(Duration::from_millis(400)).with_min_throughput(0)
}

/// A server that says `start` and then `more`, every 50 ms, for a minute.
fn slow(start: &'static str, more: &'static str) -> Server {
    Server::start(move |peer| {
        peer.head();
        peer.send(start);
        for _ in 0..1200 {
            std::thread::sleep(Duration::from_millis(50));
            if !peer.send(more) {
                break;
            }
        }
    })
}

async fn head_fails(make: Make, server: &Server, until: &Until) -> ExchangeError {
    let begun = Instant::now();
    let error = client(plain(make), brief()).send(get(server.url("/")), None, until).await.unwrap_err();
    assert!(begun.elapsed() < SLACK, "{:?}", begun.elapsed());
    error
}

pub async fn a_head_that_does_not_come_is_a_timeout(make: Make) {
    let error = head_fails(make, &slow("", ""), &Until::never()).await;
    assert_eq!(error, ExchangeError::Transport(TransportError::Timeout));
}

pub async fn a_head_that_drips_is_a_timeout(make: Make) {
    let error = head_fails(make, &slow("HTTP/1.1 200 OK\r\nx: ", "a"), &Until::never()).await;
    assert_eq!(error, ExchangeError::Transport(TransportError::Timeout));
}

pub async fn a_body_that_stalls_is_a_timeout(make: Make) {
    let server = slow("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nstart", "");
    let limits = Limits::default().with_read_time(Duration::from_millis(300));
    let begun = Instant::now();
    let reply = client(plain(make), limits).send(get(server.url("/")), None, &Until::never()).await.unwrap();
    let error = reply.read_all(1000).await.unwrap_err();
    assert!(begun.elapsed() < SLACK, "{:?}", begun.elapsed());
    assert_eq!(error, countersign_transport::BodyError::Transport(TransportError::Timeout));
}

pub async fn a_deadline_is_told_from_a_timeout(make: Make) {
    let until = Until::deadline(Deadline::after(Duration::from_millis(200)));
    let server = slow("", "");
    let begun = Instant::now();
    let client = client(plain(make), Limits::default());
    let error = client.send(get(server.url("/")), None, &until).await.unwrap_err();
    assert!(begun.elapsed() < SLACK, "{:?}", begun.elapsed());
    assert_eq!(error, ExchangeError::Transport(TransportError::Deadline));
}

pub async fn credentials_are_sent_once_and_to_their_origin(make: Make) {
    let server = Server::answering(ok(""));
    let origin = Origin::from(&server.url("/"));
    let authorization = Authorization::basic(origin, "alice", "secret").unwrap();
    let client = client(plain(make), Limits::default());
    let sent = client.send(get(server.url("/")), Some(&authorization), &Until::never()).await;
    assert_eq!(sent.unwrap().status(), 200);
    let head = server.heads().pop().unwrap();
    assert_eq!(head.field("authorization"), Some("Basic YWxpY2U6c2VjcmV0"));
    assert_eq!(head.names().iter().filter(|name| name.contains("auth")).count(), 1);
}

//! Which connections are kept, and what becomes of a request on one that breaks.

use std::net::Shutdown;
use std::time::Duration;

use countersign_transport::{Body, Method, Request, TransportError};

use crate::exchange::{failure, get, read_all};
use crate::server::{Server, ok};
use crate::{Make, plain};

pub async fn a_connection_is_kept_for_the_next_request(make: Make) {
    let server = Server::answering(ok("whole"));
    let transport = plain(make);
    for _ in 0..5 {
        let response = transport.send(get(server.url("/"))).await.unwrap();
        assert_eq!(read_all(response).await.unwrap(), b"whole");
    }
    assert_eq!((server.connections(), server.heads().len()), (1, 5));
}

pub async fn a_connection_is_not_kept_where_the_server_closes_it(make: Make) {
    for (announced, close) in [("connection: close\r\n", false), ("", true)] {
        let server = Server::start(move |peer| {
            while peer.head().is_some() {
                peer.send(format!("HTTP/1.1 200 OK\r\n{announced}content-length: 2\r\n\r\nok"));
                if close {
                    return drop(peer.raw().shutdown(Shutdown::Both));
                }
            }
        });
        let transport = plain(make);
        for _ in 0..3 {
            let response = transport.send(get(server.url("/"))).await.unwrap();
            assert_eq!(read_all(response).await.unwrap(), b"ok");
            transport.pause(Duration::from_millis(100)).await;
        }
        assert_eq!(server.connections(), 3, "{announced:?}");
    }
}

pub async fn a_connection_with_bytes_that_nobody_asked_for_is_not_used_again(make: Make) {
    let forged = "HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nforged";
    let server = Server::answering([ok("whole"), forged.into()].concat());
    let transport = plain(make);
    for _ in 0..3 {
        let response = transport.send(get(server.url("/"))).await.unwrap();
        assert_eq!(read_all(response).await.unwrap(), b"whole");
        transport.pause(Duration::from_millis(100)).await;
    }
    assert_eq!(server.connections(), 3);
}

pub async fn a_body_that_was_not_read_to_its_end_costs_the_connection(make: Make) {
    let server = Server::answering(ok(vec![b'a'; 1 << 20]));
    let transport = plain(make);
    for _ in 0..2 {
        let mut body = transport.send(get(server.url("/"))).await.unwrap().into_body();
        assert!(body.read(&mut [0; 100]).await.unwrap() > 0);
    }
    assert_eq!(server.connections(), 2);
}

pub async fn a_post_is_not_sent_twice(make: Make) {
    let server = Server::start(|peer| {
        let head = peer.head().unwrap();
        peer.body(&head);
        peer.send(ok(""));
        // The second request on this connection is read and not answered.
        if let Some(head) = peer.head() {
            peer.body(&head);
        }
    });
    let transport = plain(make);
    let post =
        || Request::new(Method::Post, server.url("/")).with_body(Body::Bytes(b"once".as_slice().into()));
    read_all(transport.send(post()).await.unwrap()).await.unwrap();
    assert_eq!(failure(&transport, post()).await, TransportError::Closed);
    assert_eq!((server.heads().len(), server.connections()), (2, 1));
}

pub async fn requests_at_once_have_connections_of_their_own(make: Make) {
    let server = Server::answering(ok(vec![b'a'; 4 << 20]));
    let transport = plain(make);
    let first = transport.send(get(server.url("/"))).await.unwrap();
    let second = transport.send(get(server.url("/"))).await.unwrap();
    assert_eq!(read_all(second).await.unwrap().len(), 4 << 20);
    assert_eq!(read_all(first).await.unwrap().len(), 4 << 20);
    assert_eq!(server.connections(), 2);
}

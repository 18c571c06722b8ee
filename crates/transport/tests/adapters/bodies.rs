//! Bodies, in both directions.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use countersign_transport::{Body, BodyStream, Method, Request, TransportError};

use crate::exchange::{Source, failure, get, read_all};
use crate::server::{Server, ok};
use crate::{Make, plain};

const LARGE: usize = 32 << 20;

fn put(server: &Server, length: usize, source: Source) -> Request {
    let stream = BodyStream::new(length as u64, Box::new(source));
    Request::new(Method::Put, server.url("/blob")).with_body(Body::Stream(stream))
}

pub async fn a_post_without_a_body_announces_none(make: Make) {
    let server = Server::answering(ok(""));
    let transport = plain(make);
    for (method, length) in [(Method::Post, Some("0")), (Method::Put, Some("0")), (Method::Get, None)] {
        transport.send(Request::new(method, server.url("/"))).await.unwrap();
        let head = server.heads().pop().unwrap();
        assert_eq!(
            (head.field("content-length"), head.field("transfer-encoding")),
            (length, None),
            "{method}"
        );
    }
}

pub async fn bytes_are_sent_with_their_length(make: Make) {
    let server = Server::start(|peer| {
        while let Some(head) = peer.head() {
            let body = peer.body(&head);
            peer.send(ok(body));
        }
    });
    let transport = plain(make);
    for method in [Method::Post, Method::Put, Method::Patch, Method::Delete] {
        let request =
            Request::new(method, server.url("/")).with_body(Body::Bytes(b"some bytes".as_slice().into()));
        let response = transport.send(request).await.unwrap();
        assert_eq!(read_all(response).await.unwrap(), b"some bytes", "{method}");
        let head = server.heads().pop().unwrap();
        assert_eq!((head.field("content-length"), head.field("transfer-encoding")), (Some("10"), None));
    }
    assert_eq!(server.connections(), 1);
}

pub async fn a_large_stream_is_sent_with_its_length_and_not_ahead_of_its_reader(make: Make) {
    let source = Source::of(LARGE);
    let (given, ahead) = (source.given.clone(), Arc::new(AtomicUsize::new(0)));
    let noted = ahead.clone();
    let server = Server::start(move |peer| {
        let head = peer.head().unwrap();
        std::thread::sleep(Duration::from_millis(300));
        noted.store(given.load(Ordering::SeqCst), Ordering::SeqCst);
        let received = peer.body(&head).len();
        peer.send(ok(received.to_string()));
    });
    let response = plain(make).send(put(&server, LARGE, source)).await.unwrap();
    assert_eq!(read_all(response).await.unwrap(), LARGE.to_string().as_bytes());
    let head = server.heads().pop().unwrap();
    assert_eq!(head.field("content-length"), Some(LARGE.to_string().as_str()));
    assert_eq!(head.field("transfer-encoding"), None);
    // What nobody has read yet is in the sockets' buffers.
    assert!((1..LARGE / 2).contains(&ahead.load(Ordering::SeqCst)), "{ahead:?}");
}

/// A request whose source is of another length: the server never sees it whole.
async fn never_complete(make: Make, announced: usize, source: Source) -> TransportError {
    let (sender, receiver) = std::sync::mpsc::channel();
    let server = Server::start(move |peer| {
        let received = peer.head().map_or(0, |head| peer.body(&head).len());
        let ended = peer.wire().read(&mut [0]).map_or(true, |read| read == 0);
        sender.send((received, ended)).unwrap();
    });
    let error = failure(&plain(make), put(&server, announced, source)).await;
    let (received, ended) = receiver.recv_timeout(Duration::from_secs(5)).unwrap();
    assert!(received < announced, "{received} of {announced}");
    assert!(ended, "the connection is still open");
    error
}

pub async fn a_source_that_gives_fewer_bytes_fails_and_drops_the_connection(make: Make) {
    for (announced, given) in [(11, 10), (1 << 20, (1 << 20) - 1), (5, 0)] {
        let error = never_complete(make, announced, Source::of(given)).await;
        assert!(matches!(error, TransportError::Body(_)), "{given} of {announced}: {error:?}");
    }
}

pub async fn a_source_that_gives_more_bytes_fails_and_drops_the_connection(make: Make) {
    for (announced, given) in [(10, 11), (1 << 20, (1 << 20) + 1)] {
        let error = never_complete(make, announced, Source::of(given)).await;
        assert!(matches!(error, TransportError::Body(_)), "{given} of {announced}: {error:?}");
    }
}

pub async fn a_source_that_gives_bytes_where_none_were_announced_fails(make: Make) {
    let server = Server::answering(ok(""));
    let error = failure(&plain(make), put(&server, 0, Source::of(1))).await;
    assert!(matches!(error, TransportError::Body(_)), "{error:?}");
    assert_eq!(server.heads().len(), 0);
    let response = plain(make).send(put(&server, 0, Source::of(0))).await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(server.heads().pop().unwrap().field("content-length"), Some("0"));
}

pub async fn a_source_that_fails_is_a_failure_of_the_body(make: Make) {
    let source = Source { fails: true, ..Source::of(100_000) };
    let error = never_complete(make, 200_000, source).await;
    assert!(
        matches!(&error, TransportError::Body(detail) if detail.as_str().contains("too long")),
        "{error:?}"
    );
}

pub async fn an_answer_is_sent_on_while_it_is_read(make: Make) {
    let from = Server::answering(ok(vec![b'y'; LARGE]));
    let to = Server::start(|peer| {
        let head = peer.head().unwrap();
        let body = peer.body(&head);
        peer.send(ok(format!("{} {}", body.len(), body.iter().all(|byte| *byte == b'y'))));
    });
    let transport = plain(make);
    let source = transport.send(get(from.url("/"))).await.unwrap().into_body();
    let stream = BodyStream::new(LARGE as u64, source);
    let request = Request::new(Method::Put, to.url("/")).with_body(Body::Stream(stream));
    let response = transport.send(request).await.unwrap();
    assert_eq!(read_all(response).await.unwrap(), format!("{LARGE} true").as_bytes());
}

pub async fn a_large_body_is_read_piece_by_piece(make: Make) {
    let sent = Arc::new(AtomicUsize::new(0));
    let counted = sent.clone();
    let server = Server::start(move |peer| {
        peer.head();
        peer.send(format!("HTTP/1.1 200 OK\r\ncontent-length: {LARGE}\r\n\r\n"));
        for _ in 0..LARGE / (64 << 10) {
            peer.send(vec![b'z'; 64 << 10]);
            counted.fetch_add(64 << 10, Ordering::SeqCst);
        }
    });
    let transport = plain(make);
    let mut body = transport.send(get(server.url("/"))).await.unwrap().into_body();
    let (mut piece, mut received) = (vec![0; 1000], 0);
    received += body.read(&mut piece).await.unwrap();
    transport.pause(Duration::from_millis(300)).await;
    assert!(sent.load(Ordering::SeqCst) < LARGE, "the body was taken in before it was asked for");
    piece.resize(1 << 20, 0);
    loop {
        match body.read(&mut piece).await.unwrap() {
            0 => break,
            read => {
                assert!(piece[..read].iter().all(|byte| *byte == b'z'));
                received += read;
            }
        }
    }
    assert_eq!(received, LARGE);
}

pub async fn chunks_are_put_together(make: Make) {
    let answer = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n";
    let server = Server::answering(answer);
    let transport = plain(make);
    for _ in 0..2 {
        let response = transport.send(get(server.url("/"))).await.unwrap();
        assert_eq!(read_all(response).await.unwrap(), b"abcde");
    }
    assert_eq!(server.connections(), 1);
}

pub async fn head_has_no_body_whatever_it_announces(make: Make) {
    let server = Server::answering("HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n");
    let transport = plain(make);
    for _ in 0..2 {
        let response = transport.send(Request::new(Method::Head, server.url("/"))).await.unwrap();
        assert_eq!(response.headers().get("content-length"), Some("5000"));
        assert_eq!(read_all(response).await.unwrap(), b"");
    }
    assert_eq!(server.connections(), 1);
}

pub async fn a_truncated_body_is_closed_and_stays_so(make: Make) {
    let server = Server::start(|peer| {
        peer.head();
        peer.send("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf");
    });
    let mut body = plain(make).send(get(server.url("/"))).await.unwrap().into_body();
    let (mut piece, mut received) = ([0; 64], 0);
    let error = loop {
        match body.read(&mut piece).await {
            Ok(0) => panic!("a short body looks whole"),
            Ok(read) => received += read,
            Err(error) => break error,
        }
    };
    assert_eq!((received, error), (4, TransportError::Closed));
    assert_eq!(body.read(&mut piece).await, Err(TransportError::Closed));
}

pub async fn truncated_chunks_are_closed(make: Make) {
    for body in ["3\r\nabc\r\n", "3\r\nab", "5", ""] {
        let server = Server::start(move |peer| {
            peer.head();
            peer.send(format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{body}"));
        });
        let response = plain(make).send(get(server.url("/"))).await.unwrap();
        assert_eq!(read_all(response).await, Err(TransportError::Closed), "{body:?}");
    }
}

/// Answers a large upload after its first bytes, and reads no more of it.
fn hasty(answer: &'static str) -> Server {
    Server::start(move |peer| {
        peer.head();
        peer.send(answer);
        let _ = peer.raw().shutdown(std::net::Shutdown::Write);
        std::thread::sleep(Duration::from_millis(200));
    })
}

pub async fn a_refusal_that_comes_before_the_body_was_sent_is_an_answer(make: Make) {
    let server = hasty("HTTP/1.1 401 Unauthorized\r\nconnection: close\r\ncontent-length: 4\r\n\r\nwho?");
    let transport = plain(make);
    for _ in 0..2 {
        let response = transport.send(put(&server, LARGE, Source::of(LARGE))).await.unwrap();
        assert_eq!(response.status(), 401);
        assert_eq!(read_all(response).await.unwrap(), b"who?");
    }
    assert_eq!(server.connections(), 2);
}

pub async fn a_success_that_comes_before_the_body_was_sent_is_none(make: Make) {
    let server = hasty("HTTP/1.1 201 Created\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
    let error = failure(&plain(make), put(&server, LARGE, Source::of(LARGE))).await;
    assert_eq!(error, TransportError::Closed);
}

//! The head of an answer.

use countersign_transport::TransportError;

use crate::exchange::{failure, get, values};
use crate::server::Server;
use crate::{Make, plain};

const LIMIT: usize = 64 * 1024;

pub async fn fields_are_kept_as_they_came(make: Make) {
    let server = Server::answering(
        "HTTP/1.1 200 OK\r\nDocker-Content-Digest: sha256:AB\r\nWWW-Authenticate: Bearer realm=\"a, b\"\r\n\
         Link: </v2/x>; rel=\"next\"\r\nwww-authenticate:   Basic  realm=c  \r\nempty:\r\ncontent-length: 0\r\n\r\n",
    );
    let response = plain(make).send(get(server.url("/"))).await.unwrap();
    let headers = response.headers();
    assert_eq!(values(headers, "docker-content-digest"), ["sha256:AB"]);
    assert_eq!(values(headers, "www-authenticate"), ["Bearer realm=\"a, b\"", "Basic  realm=c"]);
    assert_eq!(values(headers, "link"), ["</v2/x>; rel=\"next\""]);
    assert_eq!(values(headers, "empty"), [""]);
}

pub async fn a_value_that_is_not_ascii_is_refused(make: Make) {
    let server = Server::answering(b"HTTP/1.1 200 OK\r\nx: caf\xe9\r\ncontent-length: 0\r\n\r\n".as_slice());
    assert_eq!(failure(&plain(make), get(server.url("/"))).await, TransportError::Header);
}

async fn answered(make: Make, fields: &str) -> Result<u16, TransportError> {
    let server = Server::answering(format!("HTTP/1.1 200 OK\r\n{fields}content-length: 0\r\n\r\n"));
    plain(make).send(get(server.url("/"))).await.map(|response| response.status())
}

pub async fn one_field_that_is_too_large_is_refused(make: Make) {
    let field = |length| format!("x: {}\r\n", "a".repeat(length));
    assert_eq!(answered(make, &field(LIMIT + 1)).await, Err(TransportError::HeaderTooLarge { limit: LIMIT }));
    assert_eq!(answered(make, &field(LIMIT - 1024)).await, Ok(200));
}

pub async fn many_fields_that_are_too_large_are_refused(make: Make) {
    let fields = |length| format!("x: {}\r\n", "a".repeat(length)).repeat(90);
    assert_eq!(answered(make, &fields(800)).await, Err(TransportError::HeaderTooLarge { limit: LIMIT }));
    assert_eq!(answered(make, &fields(600)).await, Ok(200));
}

pub async fn too_many_fields_are_refused(make: Make) {
    let fields = "x: a\r\n".repeat(1000);
    assert_eq!(answered(make, &fields).await, Err(TransportError::HeaderTooLarge { limit: LIMIT }));
}

pub async fn fields_without_end_are_refused(make: Make) {
    for piece in ["x: a\r\n".repeat(100), "x".repeat(10_000)] {
        let server = Server::start(move |peer| {
            peer.head();
            peer.send("HTTP/1.1 200 OK\r\n");
            while peer.send(&piece) {}
        });
        let error = failure(&plain(make), get(server.url("/"))).await;
        assert_eq!(error, TransportError::HeaderTooLarge { limit: LIMIT });
    }
}

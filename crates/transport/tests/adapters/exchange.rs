//! One request, one answer.

use countersign_transport::{
    BoxFuture, Headers, Method, ReadBody, Request, Response, Transport, TransportError, Url,
};

use crate::server::{Server, ok};
use crate::{Make, plain};

/// The whole body of an answer.
pub async fn read_all(response: Response) -> Result<Vec<u8>, TransportError> {
    let (mut body, mut all, mut piece) = (response.into_body(), Vec::new(), vec![0; 16 * 1024]);
    loop {
        match body.read(&mut piece).await? {
            0 => return Ok(all),
            read => all.extend_from_slice(&piece[..read]),
        }
    }
}

pub fn get(url: Url) -> Request {
    Request::new(Method::Get, url)
}

/// The error of a request that must fail.
pub async fn failure(transport: &dyn Transport, request: Request) -> TransportError {
    transport.send(request).await.unwrap_err()
}

pub async fn every_method_is_sent_with_its_fields(make: Make) {
    let server = Server::answering("HTTP/1.1 204 No Content\r\n\r\n");
    let transport = plain(make);
    for method in [Method::Get, Method::Head, Method::Post, Method::Put, Method::Patch, Method::Delete] {
        let request = Request::new(method, server.url("/v2/a?b=c%20d")).header("X-Test", "a, b").unwrap();
        assert_eq!(transport.send(request).await.unwrap().status(), 204);
        let head = server.heads().pop().unwrap();
        assert_eq!(head.line(), format!("{method} /v2/a?b=c%20d HTTP/1.1"));
        assert_eq!(head.field("x-test"), Some("a, b"));
        assert_eq!(head.field("host"), Some(format!("127.0.0.1:{}", server.port()).as_str()));
    }
}

pub async fn nothing_is_added_to_a_request(make: Make) {
    let server = Server::answering("HTTP/1.1 200 OK\r\nset-cookie: a=b\r\ncontent-length: 0\r\n\r\n");
    let transport = plain(make);
    for _ in 0..2 {
        read_all(transport.send(get(server.url("/"))).await.unwrap()).await.unwrap();
    }
    for head in server.heads() {
        let names: Vec<_> = head.names().into_iter().filter(|name| name != "accept").collect();
        assert_eq!(names, ["host"]);
        assert!(matches!(head.field("accept"), None | Some("*/*")));
    }
}

pub async fn a_field_that_frames_the_message_is_refused(make: Make) {
    let server = Server::answering(ok(""));
    let transport = plain(make);
    let fields = [
        ("host", "elsewhere.test"),
        ("content-length", "7"),
        ("transfer-encoding", "chunked"),
        ("connection", "upgrade"),
        ("upgrade", "h2c"),
        ("expect", "100-continue"),
    ];
    for (name, value) in fields {
        let request = Request::new(Method::Post, server.url("/")).header(name, value).unwrap();
        assert_eq!(failure(&transport, request).await, TransportError::Header, "{name}");
    }
    let stated = Request::new(Method::Post, server.url("/")).header("content-length", "0").unwrap();
    assert_eq!(transport.send(stated).await.unwrap().status(), 200);
    assert_eq!(server.heads().len(), 1);
}

pub async fn a_refusal_is_an_answer_with_its_body(make: Make) {
    for status in [400, 401, 404, 429, 500, 503] {
        let server = Server::answering(format!("HTTP/1.1 {status} No\r\ncontent-length: 4\r\n\r\nnope"));
        let response = plain(make).send(get(server.url("/"))).await.unwrap();
        assert_eq!(response.status(), status);
        assert_eq!(read_all(response).await.unwrap(), b"nope");
    }
}

pub async fn a_redirect_is_an_answer(make: Make) {
    let elsewhere = Server::answering(ok(""));
    for status in [301, 302, 303, 307, 308] {
        let location = elsewhere.url("/");
        let server = Server::answering(format!(
            "HTTP/1.1 {status} Moved\r\nlocation: {}\r\ncontent-length: 5\r\n\r\nmoved",
            location.as_str()
        ));
        let response = plain(make).send(get(server.url("/"))).await.unwrap();
        assert_eq!(
            (response.status(), response.headers().get("location")),
            (status, Some(location.as_str()))
        );
        assert_eq!(read_all(response).await.unwrap(), b"moved");
    }
    assert_eq!(elsewhere.connections(), 0);
}

pub async fn a_compressed_body_is_not_decoded(make: Make) {
    let body = b"\x1f\x8b\x08 not even gzip";
    let head = format!("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n", body.len());
    let server = Server::answering([head.as_bytes(), body].concat());
    let response = plain(make).send(get(server.url("/"))).await.unwrap();
    assert_eq!(response.headers().get("content-encoding"), Some("gzip"));
    assert_eq!(response.headers().get("content-length"), Some(body.len().to_string().as_str()));
    assert_eq!(read_all(response).await.unwrap(), body);
}

pub async fn informational_answers_are_passed_over(make: Make) {
    let early =
        "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
    let server = Server::answering(early);
    let response = plain(make).send(get(server.url("/"))).await.unwrap();
    assert_eq!((response.status(), response.headers().get("link")), (200, None));
    assert_eq!(read_all(response).await.unwrap(), b"ok");
}

pub async fn an_answer_that_is_not_http_is_a_protocol_error(make: Make) {
    let broken = [
        "SSH-2.0-OpenSSH\r\n\r\n",
        "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: a\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
    ];
    for answer in broken {
        let server = Server::answering(answer);
        let error = failure(&plain(make), get(server.url("/"))).await;
        assert!(matches!(error, TransportError::Protocol(_)), "{answer:?}: {error:?}");
    }
}

pub async fn a_connection_that_ends_before_the_answer_is_closed(make: Make) {
    for start in ["", "HTTP/1.1 200 OK\r\ncontent-"] {
        let server = Server::start(move |peer| {
            peer.head();
            peer.send(start);
        });
        assert_eq!(failure(&plain(make), get(server.url("/"))).await, TransportError::Closed, "{start:?}");
    }
}

pub async fn a_reset_connection_is_closed(make: Make) {
    // What is left unread when a socket is closed makes the system reset the connection.
    let server = Server::start(|_| {});
    let body = countersign_transport::Body::Bytes(vec![0; 1 << 20].into());
    let request = Request::new(Method::Put, server.url("/")).with_body(body);
    assert_eq!(failure(&plain(make), request).await, TransportError::Closed);
}

pub async fn a_port_that_nothing_listens_on_is_no_connection(make: Make) {
    let unused = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = Url::parse(&format!("http://{unused}/")).unwrap();
    let error = failure(&plain(make), get(url)).await;
    assert!(matches!(&error, TransportError::Connect(detail) if !detail.as_str().is_empty()), "{error:?}");
}

pub async fn a_name_without_an_address_is_said(make: Make) {
    let nowhere = |_: &str, _| Err::<Vec<_>, _>(std::io::ErrorKind::NotFound.into());
    let options = countersign_transport::AdapterOptions::new().with_resolver(nowhere);
    let transport = make(crate::trusting_ca(), &options);
    for url in ["http://nowhere.test/", "https://nowhere.test/"] {
        assert_eq!(failure(&transport, get(Url::parse(url).unwrap())).await, TransportError::Name);
    }
    let none = countersign_transport::AdapterOptions::new().with_resolver(|_: &str, _| Ok(Vec::new()));
    let transport = make(crate::trusting_ca(), &none);
    let url = Url::parse("http://nowhere.test/").unwrap();
    assert_eq!(failure(&transport, get(url)).await, TransportError::Name);
}

/// A source of bytes that gives as many as it is told, counted, and then ends or fails.
pub struct Source {
    pub left: usize,
    pub given: std::sync::Arc<std::sync::atomic::AtomicUsize>,
    pub fails: bool,
}

impl Source {
    pub fn of(left: usize) -> Self {
        Self { left, given: Default::default(), fails: false }
    }
}

impl ReadBody for Source {
    fn read<'a>(&'a mut self, into: &'a mut [u8]) -> BoxFuture<'a, Result<usize, TransportError>> {
        Box::pin(async move {
            if self.left == 0 && self.fails {
                return Err(TransportError::Timeout);
            }
            let count = into.len().min(self.left);
            into[..count].fill(b'x');
            self.left -= count;
            self.given.fetch_add(count, std::sync::atomic::Ordering::SeqCst);
            Ok(count)
        })
    }
}

/// The values of one field, in order.
pub fn values<'a>(headers: &'a Headers, name: &'a str) -> Vec<&'a str> {
    headers.get_all(name).collect()
}

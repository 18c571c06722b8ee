use crate::client::{MOST, Reply, get, get_briefly, read_reply, send, send_to, write_request};
use std::io::ErrorKind;
use std::net::TcpStream;
use std::time::{Duration, Instant};
use testkit::{Behaviour, Fault, HostileRegistry, Matcher, Times, sha256};

/// A blob of ten bytes, read while `fault` is set and once more without it.
fn read_with(fault: Fault) -> Reply {
    let registry = HostileRegistry::honest();
    let digest = registry.put_blob("a", *b"0123456789");
    let target = format!("/v2/a/blobs/{digest}");
    let stalls = matches!(fault, Fault::Stall | Fault::StallAfter { .. });
    registry.fault(Matcher::get("/blobs/"), fault, Times::First(1));
    let reply = if stalls { get_briefly(&registry, &target) } else { get(&registry, &target) };
    assert_eq!(get(&registry, &target).body, b"0123456789");
    reply
}

#[test]
fn answers_are_replaced() {
    let reply =
        read_with(Fault::Status { code: 503, headers: vec![("x".into(), "y".into())], body: b"no".to_vec() });
    assert_eq!((reply.status, reply.header("x"), reply.body.as_slice()), (503, Some("y"), b"no".as_slice()));
    let reply = read_with(Fault::TooManyRequests { retry_after: Some("7".into()) });
    assert_eq!((reply.status, reply.header("retry-after")), (429, Some("7")));
    let reply = read_with(Fault::Redirect { status: 307, location: "http://169.254.169.254/".into() });
    assert_eq!((reply.status, reply.header("location")), (307, Some("http://169.254.169.254/")));
    let reply = read_with(Fault::Unauthorized { challenge: "Bearer realm=\"https://elsewhere/\"".into() });
    assert_eq!(
        (reply.status, reply.header("www-authenticate")),
        (401, Some("Bearer realm=\"https://elsewhere/\""))
    );
    let reply = read_with(Fault::Html200);
    assert_eq!((reply.status, reply.header("content-type")), (200, Some("text/html")));
    assert!(read_with(Fault::Garbage).head.starts_with('\0'));
}

#[test]
fn bodies_and_headers_are_spoilt() {
    assert_eq!(read_with(Fault::WrongDigestBody).body, b"0123456788");
    assert_eq!(read_with(Fault::Body(b"x".to_vec())).header("content-length"), Some("1"));
    let digest = sha256(b"other");
    let reply = read_with(Fault::WrongDigestHeader(digest.clone()));
    assert_eq!(reply.header("docker-content-digest"), Some(digest.as_str()));
    assert_eq!(
        read_with(Fault::NoHeader("Docker-Content-Digest".into())).header("docker-content-digest"),
        None
    );
    assert_eq!(
        read_with(Fault::Header("content-type".into(), "a/b".into())).header("content-type"),
        Some("a/b")
    );
    let reply = read_with(Fault::Gzip);
    assert_eq!((reply.header("content-encoding"), &reply.body[..2]), (Some("gzip"), &[0x1f, 0x8b][..]));
    assert!(read_with(Fault::CyclicLink).header("link").unwrap().starts_with("</v2/a/blobs/"));
    assert_eq!(
        read_with(Fault::LinkTo("http://x/".into())).header("link"),
        Some("<http://x/>; rel=\"next\"")
    );
    assert_eq!(read_with(Fault::LocationTo("http://x/".into())).header("location"), Some("http://x/"));
}

#[test]
fn lengths_lie_or_are_left_out() {
    for (lie, said) in [(5, "15"), (-3, "7"), (-100, "0")] {
        let reply = read_with(Fault::LyingLength(lie));
        assert_eq!(
            (reply.header("content-length"), reply.body.as_slice()),
            (Some(said), b"0123456789".as_slice())
        );
    }
    let reply = read_with(Fault::NoContentLength);
    assert_eq!((reply.header("content-length"), reply.header("transfer-encoding")), (None, None));
    assert_eq!(reply.body, b"0123456789");
    assert_eq!(read_with(Fault::Chunked).body, b"a\r\n0123456789\r\n0\r\n\r\n");
}

#[test]
fn connections_break() {
    let reply = read_with(Fault::Truncate { after: 4 });
    assert_eq!((reply.body.as_slice(), reply.broke), (b"0123".as_slice(), None));
    assert_eq!(reply.header("content-length"), Some("10"));
    assert_eq!(read_with(Fault::Reset { after: 4 }).broke, Some(ErrorKind::ConnectionReset));
    let reply = read_with(Fault::HangUp);
    assert!(reply.is_empty() && reply.broke.is_none());
    assert!(read_with(Fault::HangUpAfter).is_empty());
    assert_eq!(read_with(Fault::StallAfter { after: 4 }).broke, Some(ErrorKind::WouldBlock));
    assert!(read_with(Fault::Stall).is_empty());
}

#[test]
fn what_never_ends_ends_with_the_reader() {
    assert!(read_with(Fault::Endless).body.len() > MOST / 2);
    assert!(read_with(Fault::HeadersEndless).head.len() > MOST / 2);
}

#[test]
fn a_slow_answer_drips() {
    let begun = Instant::now();
    let reply = read_with(Fault::SlowDrip { bytes: 20, every: Duration::from_millis(10) });
    assert_eq!(reply.body, b"0123456789");
    // At least 100 bytes of head.
    assert!(begun.elapsed() >= Duration::from_millis(50));
}

#[test]
fn a_stalled_connection_is_released_when_the_reader_leaves() {
    let registry = HostileRegistry::honest();
    registry.fault(Matcher::any(), Fault::Stall, Times::Always);
    let mut stream = TcpStream::connect(registry.address()).unwrap();
    write_request(&mut stream, "GET", "/v2/", &[], b"");
    wait_until(|| registry.requests().len() == 1);
    assert_eq!(registry.open_connections(), 1);
    drop(stream);
    wait_until(|| registry.open_connections() == 0);
}

fn wait_until(holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(10));
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn faults_strike_the_requests_that_they_are_for() {
    let registry = HostileRegistry::honest();
    let host = registry.another_host();
    registry.fault(Matcher::get("/v2/").skip(1), Fault::status(500), Times::First(1));
    registry.fault(Matcher::any().at(&host), Fault::status(503), Times::Always);
    let statuses = [(); 3].map(|()| get(&registry, "/v2/").status);
    assert_eq!(statuses, [200, 500, 200]);
    assert_eq!(send(&registry, "HEAD", "/v2/", &[], b"").status, 200);
    assert_eq!(send_to(&host, "GET", "/v2/", &[], b"").status, 503);
    registry.clear_faults();
    assert_eq!(send_to(&host, "GET", "/v2/", &[], b"").status, 200);
}

#[test]
fn latency_is_waited_before_each_answer() {
    let registry = HostileRegistry::start(Behaviour::new().latency(Duration::from_millis(30)));
    let begun = Instant::now();
    get(&registry, "/v2/");
    assert!(begun.elapsed() >= Duration::from_millis(30));
}

#[test]
fn a_dropped_registry_listens_no_more() {
    let registry = HostileRegistry::honest();
    let addresses = [registry.address(), registry.another_host()];
    registry.fault(Matcher::any(), Fault::Stall, Times::Always);
    let mut stream = TcpStream::connect(&addresses[0]).unwrap();
    write_request(&mut stream, "GET", "/v2/", &[], b"");
    wait_until(|| registry.requests().len() == 1);
    drop(registry);
    assert!(addresses.iter().all(|address| TcpStream::connect(address).is_err()));
    assert!(read_reply(&mut stream).is_empty());
}

//! Servers that mean harm.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use countersign_fetch::{FetchError, Fetcher};
use countersign_need::{Answer, Need, Purpose, Unreachable};
use countersign_transport::{
    AddressClass, BodyError, Cancellation, Deadline, ExchangeError, Origin, RuleError, TransportError, Until,
    Url, block_on,
};
use testkit::{LoopbackRequest, LoopbackServer, Piece, head, reply};

use crate::{CRL, LIMIT, SOON, answering, builder, crl, fetcher, saying, transport};

fn unreachable(server: &LoopbackServer, why: Unreachable) {
    let begun = Instant::now();
    assert_eq!(fetcher(server).answer_blocking(&crl(&server.url("/"))), Answer::Unreachable(why));
    assert!(begun.elapsed() < SOON);
}

#[test]
fn a_head_that_does_not_come_costs_the_time_of_the_service() {
    unreachable(&saying(vec![Piece::Pause(Duration::from_secs(2))]), Unreachable::Timeout);
}

#[test]
fn a_body_that_drips_costs_no_more_for_each_byte() {
    let drip = Piece::Drip(vec![b'a'; 900], Duration::from_millis(20));
    unreachable(&saying(vec![Piece::Bytes(head(200, CRL, Some(900))), drip]), Unreachable::Timeout);
}

#[test]
fn a_body_without_end_costs_the_limit() {
    let pieces = vec![Piece::Bytes(head(200, CRL, None)), Piece::Endless(vec![b'a'; 4096])];
    unreachable(&saying(pieces), Unreachable::TooLarge { limit: LIMIT });
}

#[test]
fn a_rejection_without_end_costs_64_kib() {
    let pieces = vec![Piece::Bytes(head(500, CRL, None)), Piece::Endless(vec![b'a'; 4096])];
    let server = saying(pieces);
    match fetcher(&server).answer_blocking(&crl(&server.url("/"))) {
        Answer::Rejected(rejection) => {
            assert_eq!((rejection.status(), rejection.body().len()), (500, 1 << 16))
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_encoded_body_is_not_decoded() {
    let headers = [CRL[0], ("content-encoding", "gzip")];
    let server = answering(200, &headers, b"\x1f\x8b\x08\0\0\0\0\0\0\x03\x03\0\0\0\0\0\0\0\0\0");
    let error = block_on(fetcher(&server).fetch(&crl(&server.url("/")))).unwrap_err();
    assert_eq!(error, FetchError::Body(BodyError::Encoded { encoding: "gzip".into() }));
    assert_eq!(error.into_answer(), Answer::Unreachable(Unreachable::Protocol));
}

#[test]
fn what_is_not_http_is_no_answer() {
    unreachable(&saying(vec![Piece::Bytes(b"SSH-2.0-x\r\n\r\n".to_vec())]), Unreachable::Protocol);
}

#[test]
fn a_connection_that_breaks_is_tried_once_more() {
    let broken = Piece::Bytes([head(200, CRL, Some(10)), b"half".to_vec()].concat());
    let whole = reply(200, CRL, b"ten  bytes");
    for begun in [vec![], vec![broken]] {
        let (first, then) = (begun.clone(), whole.clone());
        let server = LoopbackServer::start(move |_: &LoopbackRequest, n| match n {
            0 => first.clone(),
            _ => vec![then.clone()],
        });
        let answer = fetcher(&server).answer_blocking(&crl(&server.url("/")));
        assert_eq!(answer, Answer::Bytes(b"ten  bytes".to_vec()));
        assert_eq!(server.requests().len(), 2);

        let server = saying(begun);
        unreachable(&server, Unreachable::Closed);
        assert_eq!(server.requests().len(), 2, "and not twice more");
    }
}

#[test]
fn a_port_that_nothing_listens_on_is_no_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    drop(listener);
    let fetcher = Fetcher::builder(transport()).allow_destination(address.parse().unwrap()).build();
    let answer = fetcher.answer_blocking(&crl(&format!("http://{address}/")));
    assert_eq!(answer, Answer::Unreachable(Unreachable::Connect));
}

#[test]
fn no_address_of_this_machine_is_asked_that_is_not_allowed() {
    let server = answering(200, CRL, b"list");
    let port = server.address().rsplit_once(':').unwrap().1.to_owned();
    let fetcher = Fetcher::builder(transport()).build();
    for host in
        ["127.0.0.1", "localhost", "[::1]", "127.1.2.3", "10.0.0.1", "169.254.169.254", "[::ffff:127.0.0.1]"]
    {
        for (purpose, need) in [
            (Purpose::CertificateRevocationList, Need::get as fn(_, &_, _) -> _),
            (Purpose::OcspResponse, |purpose, url: &str, limit| {
                Need::post(purpose, url, "application/ocsp-request", vec![1], limit)
            }),
        ] {
            let need = need(purpose, &format!("http://{host}:{port}/"), LIMIT).unwrap();
            assert_eq!(
                fetcher.answer_blocking(&need),
                Answer::Unreachable(Unreachable::Forbidden),
                "{host} {purpose:?}"
            );
        }
    }
    assert!(server.requests().is_empty());
    let allowed = builder(&server).build();
    assert_eq!(
        allowed.answer_blocking(&crl(&server.url("/"))),
        Answer::Bytes(b"list".to_vec()),
        "the control"
    );
}

#[test]
fn no_redirect_leads_to_an_address_that_is_not_allowed() {
    let inner = answering(200, CRL, b"secret");
    for location in [inner.url("/"), "http://169.254.169.254/latest".into(), "http://[::1]/".into()] {
        let outer = answering(302, &[("location", &location)], b"");
        let class =
            AddressClass::of(Url::parse(&location).unwrap().host().trim_matches(['[', ']']).parse().unwrap());
        let refused = RuleError::Destination { to: Origin::from(&Url::parse(&location).unwrap()), class };
        let error = block_on(fetcher(&outer).fetch(&crl(&outer.url("/")))).unwrap_err();
        assert_eq!(error, FetchError::Exchange(ExchangeError::Rule(refused)));
        assert_eq!(error.into_answer(), Answer::Unreachable(Unreachable::Forbidden));
    }
    assert!(inner.requests().is_empty());
    let outer = answering(302, &[("location", &inner.url("/"))], b"");
    let both = builder(&outer).allow_destination(inner.address().parse().unwrap()).build();
    assert_eq!(both.answer_blocking(&crl(&outer.url("/"))), Answer::Bytes(b"secret".to_vec()), "the control");
}

#[test]
fn no_redirect_leads_to_another_scheme() {
    for location in ["file:///etc/passwd", "ftp://127.0.0.1/", "gopher://x/", "data:application/pkix-crl,x"] {
        let server = answering(302, &[("location", location)], b"");
        let error = block_on(fetcher(&server).fetch(&crl(&server.url("/")))).unwrap_err();
        assert!(
            matches!(error, FetchError::Exchange(ExchangeError::Rule(RuleError::Location { .. }))),
            "{error:?}"
        );
    }
}

#[test]
fn whoever_embeds_the_fetcher_may_end_it() {
    let server = answering(200, CRL, b"list");
    let cancellation = Cancellation::new();
    cancellation.cancel();
    let cancelled = builder(&server).until(Until::new(Deadline::never(), cancellation)).build();
    let late = builder(&server).until(Until::deadline(Deadline::after(Duration::ZERO))).build();
    for (fetcher, why) in [(cancelled, TransportError::Cancelled), (late, TransportError::Deadline)] {
        let error = block_on(fetcher.fetch(&crl(&server.url("/")))).unwrap_err();
        assert_eq!(error, FetchError::Exchange(ExchangeError::Transport(why)));
        assert_eq!(error.into_answer(), Answer::Unreachable(Unreachable::Timeout));
    }
    assert!(server.requests().is_empty());
}

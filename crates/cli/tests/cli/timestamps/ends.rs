//! What is answered where, and how the server ends.

use std::{io::Write as _, net::TcpStream, time::Duration};

use countersign_timestamp::{PkiStatus, TimestampResponse, issue::Rejection};

use super::{
    server::{POLICY, Server, count, request, verified},
    wire::{self, exchange, head, post},
};
use crate::program::Place;

#[test]
fn a_request_is_answered_on_both_paths_and_the_certificates_are_told() {
    let place = Place::new().with_tsa();
    let server = Server::start(&place, "");
    let mut connection = server.connect();
    let answered = post(&mut connection, "/", &request(1).to_der());
    let first = verified(&place, request(1), &answered);
    let answered = post(&mut connection, "/api/v1/timestamp", &request(2).to_der());
    let second = verified(&place, request(2), &answered);
    assert_eq!((count(&first), count(&second)), (1, 2));
    assert_eq!(first.inspect().policy().to_string(), POLICY);
    let chain = "GET /api/v1/timestamp/certchain HTTP/1.1\r\nhost: tsa\r\n\r\n";
    let answered = exchange(&mut connection, chain.as_bytes());
    assert_eq!((answered.status, answered.kind.as_str()), (200, "application/pem-certificate-chain"));
    assert_eq!(String::from_utf8(answered.body).unwrap(), place.read("tsa.pem"));
    let stopped = server.stop();
    assert_eq!(stopped.code, Some(0), "{stopped:?}");
    assert!(stopped.out.starts_with("answered 3 requests\n"), "{stopped:?}");
    assert!(stopped.out.contains("2  token") && stopped.out.contains("1  certificates"), "{stopped:?}");
}

#[test]
fn a_rejection_is_an_answer_and_uses_no_serial_number_up() {
    let place = Place::new().with_tsa();
    let server = Server::start(&place, "--accept-policy 1.3.6.1.4.1.32473.2");
    let mut connection = server.connect();
    let answered = post(&mut connection, "/", b"no request");
    assert_eq!((answered.status, answered.kind.as_str()), (200, "application/timestamp-reply"));
    let response = TimestampResponse::parse(&answered.body).unwrap();
    assert_eq!(response.status(), PkiStatus::Rejection);
    assert!(response.failures().contains(Rejection::Malformed.failure()));
    for (policy, is_granted) in [("1.3.6.1.4.1.32473.2", true), ("1.3.6.1.4.1.32473.3", false)] {
        let contents = countersign::encoding::der::Oid::contents_of(policy).unwrap();
        let asked = request(3).policy(countersign::encoding::der::Oid::from_contents(&contents));
        let answered = post(&mut connection, "/", &asked.to_der());
        let response = TimestampResponse::parse(&answered.body).unwrap();
        assert_eq!(response.status().is_granted(), is_granted, "{policy}");
    }
    let answered = post(&mut connection, "/", &request(4).to_der());
    assert_eq!(count(&verified(&place, request(4), &answered)), 2);
    let stopped = server.stop();
    assert!(stopped.out.contains("1  rejected: policy"), "{stopped:?}");
    assert!(stopped.out.contains("1  rejected: malformed"), "{stopped:?}");
}

#[test]
fn other_paths_methods_and_types_are_told_apart() {
    let place = Place::new().with_tsa();
    let server = Server::start(&place, "");
    let query = "application/timestamp-query";
    for (method, path, kind, status) in [
        ("GET", "/", query, 405),
        ("PUT", "/api/v1/timestamp", query, 405),
        ("POST", "/api/v1/timestamp/certchain", query, 405),
        ("GET", "/metrics", query, 404),
        ("POST", "/", "application/json", 415),
        ("POST", "/", "text/plain", 415),
    ] {
        let answered = exchange(&mut server.connect(), head(method, path, kind, 0).as_bytes());
        assert_eq!(answered.status, status, "{method} {path} {kind}");
    }
    let answered = exchange(&mut server.connect(), head("GET", "/", query, 0).as_bytes());
    assert!(answered.head.contains("allow: post"), "{}", answered.head);
    let mut connection = server.connect();
    let head = "HEAD /api/v1/timestamp/certchain HTTP/1.1\r\nhost: tsa\r\nconnection: close\r\n\r\n";
    connection.write_all(head.as_bytes()).unwrap();
    let mut said = String::new();
    std::io::Read::read_to_string(&mut connection, &mut said).unwrap();
    assert!(said.starts_with("HTTP/1.1 200 OK") && said.ends_with("\r\n\r\n"), "{said}");
    assert!(server.stop().out.contains("7  foreign"));
}

/// A body of 64 KiB is read, one byte more is not, whether its length is told beforehand or not.
#[test]
fn a_body_is_bounded() {
    let place = Place::new().with_tsa();
    let server = Server::start(&place, "");
    let answered = server.post(&vec![0x30; 64 * 1024]);
    assert_eq!(answered.status, 200);
    let told = head("POST", "/", "application/timestamp-query", 64 * 1024 + 1);
    let chunked = "POST / HTTP/1.1\r\nhost: tsa\r\ncontent-type: application/timestamp-query\r\n\
                   transfer-encoding: chunked\r\n\r\n10001\r\n";
    let untold = [chunked.as_bytes(), &vec![0x30; 64 * 1024 + 1], b"\r\n0\r\n\r\n"].concat();
    for request in [told.as_bytes(), &untold] {
        let answered = exchange(&mut server.connect(), request);
        assert_eq!((answered.status, answered.kind.as_str()), (413, "application/timestamp-reply"));
        assert_eq!(answered.body, Rejection::TooLong.to_response_der());
        assert!(answered.head.contains("connection: close"));
    }
    assert!(server.stop().out.contains("2  rejected: too-long"));
}

#[test]
fn who_is_slow_is_cut_off() {
    let place = Place::new().with_tsa();
    let server = Server::start(&place, "--request-timeout 1");
    let mut silent = server.connect();
    let mut half = server.connect();
    half.write_all(b"POST / HTTP/1.1\r\nhost: ts").unwrap();
    let mut body = server.connect();
    body.write_all(head("POST", "/", "application/timestamp-query", 100).as_bytes()).unwrap();
    body.write_all(&[0x30; 10]).unwrap();
    assert_eq!(wire::read(&mut body).unwrap().status, 408);
    assert!(wire::read(&mut silent).is_err(), "closed without an answer");
    assert!(wire::read(&mut half).map_or(true, |answered| answered.status == 408));
    assert_eq!(server.post(&request(1).to_der()).status, 200);
    assert!(server.stop().out.contains("1  slow"));
}

/// A request that has begun is answered, a connection that waits is closed, and no further one is taken.
#[test]
fn a_signal_lets_what_has_begun_be_answered() {
    for signal in ["TERM", "INT"] {
        let place = Place::new().with_tsa();
        let server = Server::start(&place, "");
        let mut waiting = server.connect();
        let mut begun = server.connect();
        let body = request(7).to_der();
        begun.write_all(head("POST", "/", "application/timestamp-query", body.len()).as_bytes()).unwrap();
        begun.write_all(&body[..20]).unwrap();
        // The server must have seen the head before it is told to stop.
        std::thread::sleep(Duration::from_millis(300));
        server.signal(signal);
        std::thread::sleep(Duration::from_millis(300));
        assert!(TcpStream::connect(&server.address).is_err(), "nothing listens any more");
        begun.write_all(&body[20..]).unwrap();
        let answered = wire::read(&mut begun).unwrap();
        verified(&place, request(7), &answered);
        assert!(wire::read(&mut waiting).is_err(), "closed");
        let stopped = server.ended();
        assert_eq!(stopped.code, Some(0), "{stopped:?}");
        assert!(stopped.out.starts_with("answered 1 requests\n"), "{stopped:?}");
    }
}

#[test]
fn a_second_signal_stops_at_once() {
    let place = Place::new().with_tsa();
    let server = Server::start(&place, "--request-timeout 600");
    let mut begun = server.connect();
    begun.write_all(head("POST", "/", "application/timestamp-query", 50).as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    server.signal("TERM");
    std::thread::sleep(Duration::from_millis(300));
    server.signal("TERM");
    let stopped = server.ended();
    assert_eq!(stopped.code, Some(0), "{stopped:?}");
    assert!(stopped.out.starts_with("answered 0 requests\n"), "{stopped:?}");
}

/// It has no root: whoever believes it believes that very certificate.
#[test]
fn an_authority_that_issued_itself_is_believed_by_its_own_certificate_alone() {
    let (place, _) = Place::new().with_image();
    place.key("tsa");
    let issue = |profile: &str, out: &str| {
        place
            .run(&format!(
                "certificate issue --not-before 2026-01-01T00:00:00Z --days 3000 --profile {profile} --self-signed \
                 --key tsa.key --subject dn:CN=TSA --out {out}"
            ))
            .expect(0, "wrote");
    };
    issue("timestamping", "tsa.pem");
    issue("timestamping", "again.pem");
    issue("code-signing --san email:tsa@example.com", "code.pem");
    place.write("file", "what is stamped");
    let server = Server::start(&place, "");
    let url = format!("http://{}/", server.address);
    let ask = format!("timestamp request file --url {url} --timestamp-root");
    place.run(&format!("{ask} tsa.pem --out file.tsr")).expect(0, "file.tsr");
    place.run(&format!("{ask} again.pem --out other.tsr")).expect(1, "");
    assert!(!place.path("other.tsr").exists());
    let verify =
        |more: &str| place.run(&format!("timestamp verify file.tsr --data file --timestamp-root {more}"));
    verify("tsa.pem").expect(0, "timestamped");
    verify("again.pem").expect(1, "CSG-TSP-OTHER-SIGNER");
    verify("code.pem").expect(2, "not for timestamps");
    place.write("both.pem", place.read("tsa.pem") + &place.read("again.pem"));
    verify("both.pem").expect(2, "holds no root");

    for format in ["cosign", "cosign-legacy"] {
        place
            .run(&format!(
                "sign oci:image:1.0 --key k.key --format {format} --timestamp-url {url} --timestamp-root tsa.pem"
            ))
            .expect(0, "signed");
    }
    let verify = |root: &str| {
        place.run(&format!(
            "verify oci:image:1.0 --key k.pub --all --timestamp-root {root} --require-timestamp --output json"
        ))
    };
    let accepted = verify("tsa.pem").expect(0, "").json();
    assert_eq!(accepted["accepted"].as_array().unwrap().len(), 2, "{accepted}");
    let refused = verify("again.pem").expect(1, "").json();
    let refused = refused["refused"].as_array().unwrap().clone();
    assert_eq!(refused.len(), 2);
    assert!(refused.iter().all(|one| one["code"] == "CSG-TIMESTAMP-UNTRUSTED"), "{refused:?}");

    // Nobody could revoke it, so that a list asks for nothing that cannot be had.
    place.run("revocation list create --id example --valid-for 30d --out l.json").expect(0, "wrote");
    place.run("revocation list sign l.json --key k.key").expect(0, "signed");
    let listed = "--revocation-list l.json --revocation-list-key k.pub --offline";
    let verify = |more: &str| {
        place.run(&format!("verify oci:image:1.0 --key k.pub --timestamp-root tsa.pem {listed} {more}"))
    };
    verify("").expect(0, "accepted");
    verify("--revocation if-available").expect(0, "accepted");
    verify("--revocation required").expect(1, "CSG-REVOCATION-UNKNOWN");
    verify("--no-cache").expect(2, "--no-cache is about the revocation");
}

/// Its certificate begins now, and a token says a second before as well.
#[test]
fn an_authority_that_was_made_just_now_is_served_once_it_can_certify() {
    let place = Place::new().with_tsa();
    place
        .run(
            "certificate issue --profile timestamping --ca root.pem --ca-key root.key --public-key tsa.pub \
             --subject dn:CN=TSA --out new.pem",
        )
        .expect(0, "wrote");
    place.write("tsa.pem", place.read("new.pem") + &place.read("root.pem"));
    let server = Server::start(&place, "");
    let answered = server.post(&request(1).to_der());
    assert_eq!(count(&verified(&place, request(1), &answered)), 1);
}

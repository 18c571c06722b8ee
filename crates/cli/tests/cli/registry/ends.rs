//! Which exit code what a registry does ends in: absent, unreachable and malformed are never mixed.

use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
};

use testkit::{Api, Behaviour, Bogus, Fault, Matcher, Times};

use super::{REPOSITORY, Stage};
use crate::schema;

fn absent() -> Behaviour {
    Behaviour::new().oci_subject(false).referrers(Api::Absent404)
}

#[test]
fn nothing_anywhere_is_absent() {
    let stage = Stage::new(absent());
    stage.verify("").expect(3, "CSG-NO-SIGNATURE");
    let missing = format!("{}:missing", stage.repository());
    stage.place.run(&format!("verify {missing} --key k.pub")).expect(3, "CSG-NO-IMAGE");
    stage.place.run(&format!("list {missing}")).expect(3, "docker login");
    stage.place.run(&format!("sign {missing} --key k.key")).expect(3, "missing");
    stage.place.run(&format!("inspect {missing}")).expect(3, "missing");
}

#[test]
fn what_is_no_answer_is_unreachable_for_every_verb() {
    let faults = [
        Fault::status(401),
        Fault::status(403),
        Fault::status(500),
        Fault::status(503),
        Fault::TooManyRequests { retry_after: Some("0".into()) },
        Fault::Truncate { after: 10 },
        Fault::HangUp,
        Fault::Garbage,
    ];
    // Most of the time is spent in waiting to ask again.
    std::thread::scope(|scope| {
        faults.iter().for_each(|fault| drop(scope.spawn(|| every_verb_ends_unreachable(fault))));
    });
}

fn every_verb_ends_unreachable(fault: &Fault) {
    let stage = Stage::honest();
    stage.registry.fault(Matcher::get("/v2/acme/"), fault.clone(), Times::Always);
    let image = stage.image();
    for words in [
        format!("verify {image} --key k.pub"),
        format!("list {image}"),
        format!("inspect {image}"),
        format!("sign {image} --key k.key"),
        format!("copy {image} oci:copied:1"),
    ] {
        let ended = stage.place.run(&words);
        assert_eq!(ended.code, 4, "{fault:?} {words}: {ended:?}");
        assert!(ended.err.contains(&stage.registry.address()), "says where: {ended:?}");
    }
}

#[test]
fn a_failure_while_signatures_are_looked_for_is_unreachable() {
    std::thread::scope(|scope| {
        for place in ["/referrers/", "/manifests/sha256-"] {
            for code in [401, 403, 429, 500, 502] {
                scope.spawn(move || a_place_cannot_be_looked_at(place, code));
            }
        }
    });
}

fn a_place_cannot_be_looked_at(place: &str, code: u16) {
    let stage = Stage::new(absent());
    stage.registry.fault(Matcher::get(place), Fault::status(code), Times::Always);
    let report = stage.verify("-o json").expect(4, "CSG-").json();
    schema::check(&report);
    assert_eq!(report["verdict"], "unreachable", "{place} {code}");
    // There may be more than is shown.
    stage.place.run(&format!("list {}", stage.image())).expect(4, "not all could be read");
    stage.place.run(&format!("sign {} --key k.key", stage.image())).expect(4, &stage.repository());
}

#[test]
fn what_cannot_be_read_is_malformed() {
    let stage = Stage::signed(Behaviour::new());
    stage.registry.fault(Matcher::get("/referrers/"), Fault::Body(b"no index".to_vec()), Times::Always);
    stage.verify("").expect(5, "malformed");
    stage.place.run(&format!("list {}", stage.image())).expect(5, "not all could be read");
    let stage = Stage::honest();
    stage.registry.fault(Matcher::get("/manifests/1.0"), Fault::Html200, Times::Always);
    stage.verify("").expect(5, "text/html");
    stage.place.run(&format!("list {}", stage.image())).expect(5, "text/html");
    let stage = Stage::honest();
    stage.registry.fault(Matcher::get("/manifests/"), Fault::WrongDigestBody, Times::Always);
    stage.place.run(&format!("verify {} --key k.pub", stage.pinned())).expect(5, "");
}

#[test]
fn a_limit_is_a_refusal() {
    let stage = Stage::honest();
    stage.registry.flood_referrers(REPOSITORY, &stage.digest, 1200, Bogus::Missing);
    let ended = stage.verify("");
    assert_eq!(ended.code, 1, "{ended:?}");
    stage.place.run(&format!("list {}", stage.image())).expect(0, "more than 1000 attachments");
}

#[test]
fn nobody_there_and_no_such_name_say_what_to_check() {
    let stage = Stage::honest();
    let place = &stage.place;
    // A port that was free a moment ago.
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    place.run(&format!("verify {address}/app:1 --key k.pub")).expect(4, "check that");
    place.run("verify no-such-host.invalid/app:1 --key k.pub").expect(4, "no-such-host.invalid");
    // https where there is none.
    place.write("ca.pem", CA);
    place.run(&format!("list {}/app:1 --ca-file ca.pem", no_https())).expect(4, "--plain-http");
}

#[test]
fn plain_http_is_spoken_with_a_mirror_too() {
    let stage = Stage::signed(Behaviour::new());
    // With an authority of their own, also registries on this machine speak https.
    stage.place.write("ca.pem", CA);
    let options = format!("--mirror registry.invalid={} --ca-file ca.pem", stage.registry.address());
    for (verb, destination) in [("list", ""), ("copy", "oci:copied:1")] {
        let words = format!("{verb} registry.invalid/{REPOSITORY}:1.0 {destination} {options}");
        stage.place.run(&words).expect(4, "");
        stage.place.run(&format!("{words} --plain-http")).expect(0, &stage.digest);
    }
}

/// Answers everything in plain text, as servers of http do to a greeting in TLS.
fn no_https() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for mut client in listener.incoming().flatten() {
            let _ = client.read(&mut [0; 64]);
            let _ = client.write_all(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
        }
    });
    address.to_string()
}

/// The certificate of some authority.
const CA: &str = include_str!("ca.pem");

#[test]
fn time_ends_what_does_not_end_by_itself() {
    let stage = Stage::honest();
    stage.registry.fault(Matcher::get("/manifests/"), Fault::Stall, Times::Always);
    let begun = std::time::Instant::now();
    stage.verify("--timeout 1s").expect(4, "--timeout");
    assert!(begun.elapsed() < std::time::Duration::from_secs(10));
    stage.verify("--timeout 0").expect(2, "is no time");
}

#[test]
fn nothing_is_signed_where_the_registry_takes_nothing() {
    let stage = Stage::new(Behaviour::new().read_only(true));
    stage.place.run(&format!("sign {} --key k.key", stage.image())).expect(4, "405");
    let stage = Stage::honest();
    stage.registry.fault(Matcher::put("/manifests/"), Fault::status(403), Times::Always);
    stage.place.run(&format!("sign {} --key k.key", stage.image())).expect(4, "docker login");
    stage.verify("").expect(3, "CSG-NO-SIGNATURE");
}

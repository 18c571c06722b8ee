//! What makes no server.

use super::server::{POLICY, Server, arguments};
use crate::program::{Ended, Place};

fn run(place: &Place, words: &str) -> Ended {
    place.run(&format!("timestamp serve --serial-file serials --check {words}"))
}

fn named(key: &str, chain: &str) -> String {
    format!("--key {key} --certificate-chain {chain} --policy {POLICY}")
}

#[test]
fn a_check_serves_nothing_and_takes_no_number() {
    let place = Place::new().with_tsa();
    run(&place, &named("tsa.key", "tsa.pem")).expect(0, "ready: CN=TSA, ecdsa-p256-sha256, until ");
    run(&place, &named("tsa.key", "tsa.pem")).expect(0, "next serial number: 1");
    assert!(!place.path("serials").exists());
}

#[test]
fn key_and_certificate_belong_together_and_are_for_timestamps() {
    let place = Place::new().with_tsa();
    place.key("other");
    run(&place, &named("other.key", "tsa.pem")).expect(2, "is not that of the first certificate");
    run(&place, &named("root.key", "root.pem")).expect(2, "makes no timestamping authority");
    run(&place, &named("tsa.pub", "tsa.pem")).expect(2, "is a public key");
    place.write("turned.pem", place.read("root.pem") + &place.read("leaf.pem"));
    run(&place, &named("tsa.key", "turned.pem")).expect(2, "makes no timestamping authority");
    run(&place, &named("tsa.key", "missing.pem")).expect(2, "missing.pem");
    run(&place, &named("tsa.key", "tsa.key")).expect(2, "holds no certificate");
    place
        .run("key generate --out p384 --format pkcs8 --unencrypted --algorithm ecdsa-p384")
        .expect(0, "wrote");
    run(&place, &named("p384.key", "tsa.pem")).expect(2, "is not that of the first certificate");
}

#[test]
fn arguments_are_looked_at_before_anything_listens() {
    let place = Place::new().with_tsa();
    let named = named("tsa.key", "tsa.pem");
    for (more, said) in [
        ("--accuracy 1", "is no span of time"),
        ("--accept-policy 1.x", "is no object identifier"),
        ("--max-connections 0", "--max-connections"),
        ("--request-timeout 0", "--request-timeout"),
        ("--listen here", "--listen"),
    ] {
        run(&place, &format!("{named} {more}")).expect(2, said);
    }
    place.write("serials", "42\n");
    run(&place, &named).expect(2, "is no file of serial numbers");
}

#[test]
fn an_address_that_is_taken_is_told() {
    let place = Place::new().with_tsa();
    let server = Server::start(&place, "");
    let mut words = arguments("");
    words.iter_mut().for_each(|word| match word.as_str() {
        "127.0.0.1:0" => word.clone_from(&server.address),
        "serials" => "others".clone_into(word),
        _ => {}
    });
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    place.run_words(&words).expect(2, "nothing can listen at");
}

#[test]
fn a_sealed_key_is_opened_with_its_password() {
    let place = Place::new().with_tsa().with("COUNTERSIGN_PASSWORD", "correct horse");
    place.run("key convert tsa.key --to cosign --out sealed.key").expect(0, "wrote");
    run(&place, &named("sealed.key", "tsa.pem")).expect(0, "ready");
    let place = place.with("COUNTERSIGN_PASSWORD", "wrong");
    run(&place, &named("sealed.key", "tsa.pem")).expect(2, "sealed.key");
}

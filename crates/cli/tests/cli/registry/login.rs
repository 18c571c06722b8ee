//! Who the registry is told that asks.

use std::{io::Write as _, process::Stdio};

use testkit::{Auth, Bearer, Behaviour, Realm, Registry};

use super::{Stage, quiet};
use crate::program::{Ended, PROGRAM, Place};

const NAME: &str = "acme";
const PASSWORD: &str = "correct horse";

fn config(host: &str, name: &str, password: &str) -> String {
    let auth = testkit::base64(format!("{name}:{password}").as_bytes());
    format!(r#"{{"auths":{{"{host}":{{"auth":"{auth}"}}}}}}"#)
}

/// Runs with this on standard input.
pub fn fed(place: &Place, words: &str, input: &str) -> Ended {
    let mut child = place
        .command(PROGRAM)
        .args(words.split_whitespace())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Who needs no password does not read it.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ended { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

fn auths() -> [Auth; 2] {
    [Auth::basic(NAME, PASSWORD), Auth::Bearer(Bearer::new(NAME, PASSWORD))]
}

#[test]
fn credentials_come_from_dockers_configuration() {
    for auth in auths() {
        let stage = Stage::new(Behaviour::new().auth(auth));
        let sign = format!("sign {} --key k.key", stage.image());
        stage.place.run(&sign).expect(4, &format!("docker login {}", stage.registry.address()));
        stage.place.write("home/config.json", config(&stage.registry.address(), NAME, "wrong"));
        stage.place.run(&sign).expect(4, "log in again");
        stage.place.write("home/config.json", config(&stage.registry.address(), NAME, PASSWORD));
        stage.place.run(&sign).expect(0, "signed");
        stage.verify("").expect(0, "accepted");
        stage.place.run(&format!("list {}", stage.image())).expect(0, "signature");
    }
}

#[test]
fn credentials_come_from_standard_input() {
    for auth in auths() {
        let stage = Stage::new(Behaviour::new().auth(auth));
        let sign = format!("sign {} --key k.key --username {NAME} --password-stdin", stage.image());
        fed(&stage.place, &sign, "wrong\n").expect(4, "log in again");
        fed(&stage.place, &sign, "").expect(2, "no password");
        fed(&stage.place, &sign, &format!("{PASSWORD}\n")).expect(0, "signed");
        let verify = format!("verify {} --key k.pub --username {NAME}", stage.image());
        fed(&stage.place, &format!("{verify} --password-stdin"), PASSWORD).expect(0, "accepted");
        fed(&stage.place, &verify, PASSWORD).expect(2, "--password-stdin");
    }
}

#[test]
fn a_predicate_and_a_password_cannot_both_be_on_standard_input() {
    let stage = Stage::honest();
    let words = format!(
        "attest {} --type custom --predicate - --key k.key --username me --password-stdin",
        stage.image()
    );
    fed(&stage.place, &words, "x").expect(2, "standard input");
}

#[test]
fn a_configuration_that_cannot_be_read_is_a_mistake() {
    let stage = Stage::new(Behaviour::new().auth(Auth::basic(NAME, PASSWORD)));
    stage.place.write("home/config.json", "{");
    for words in [
        format!("verify {} --key k.pub", stage.image()),
        format!("list {}", stage.image()),
        format!("sign {} --key k.key", stage.image()),
        format!("copy {} oci:copied:1", stage.image()),
    ] {
        stage.place.run(&words).expect(2, "config.json");
    }
}

#[test]
fn a_helper_that_is_not_installed_is_a_mistake_that_names_it() {
    let stage = Stage::new(Behaviour::new().auth(Auth::basic(NAME, PASSWORD)));
    let config = format!(r#"{{"credHelpers":{{"{}":"of-nobody"}}}}"#, stage.registry.address());
    stage.place.write("home/config.json", config);
    stage.verify("").expect(2, "docker-credential-of-nobody");
}

#[test]
fn a_realm_elsewhere_gets_credentials_only_where_it_is_named() {
    let stage = Stage::new(
        Behaviour::new().auth(Auth::Bearer(Bearer::new(NAME, PASSWORD).realm(Realm::AnotherPort))),
    );
    let (registry, realm) = (stage.registry.address(), stage.registry.token_host().unwrap());
    stage.place.write("home/config.json", config(&registry, NAME, PASSWORD));
    let sign = format!("sign {} --key k.key", stage.image());
    let pair = format!("{registry}={realm}");
    stage.place.run(&sign).expect(4, &format!("--realm {pair}"));
    assert!(stage.registry.requests_at(&realm).iter().all(|seen| seen.authorization().is_none()));
    stage.place.run(&format!("{sign} --realm {pair}")).expect(0, "signed");
    let image = stage.image();
    let place = stage.place.with("COUNTERSIGN_REALMS", format!("other.example=x.example,{pair}"));
    place.run(&format!("verify {image} --key k.pub")).expect(0, "accepted");
}

#[test]
fn a_registry_with_a_password_and_an_authority_of_its_own() {
    let Some(registry) = Registry::distribution_tls_htpasswd() else { return };
    let (place, _) = quiet(Place::new()).with_image();
    let image = format!("{}/acme/app:1.0", registry.address());
    let copy = format!("copy oci:image:1.0 {image}");
    place.run(&copy).expect(4, "--ca-file");
    place.write("ca.pem", registry.ca_pem().unwrap());
    place.run(&format!("{copy} --ca-file ca.pem")).expect(4, "docker login");
    place.write("home/config.json", config(&registry.address(), registry.username(), registry.password()));
    place.run(&format!("{copy} --ca-file ca.pem")).expect(0, "copied");
    place.run(&format!("sign {image} --key k.key --ca-file ca.pem")).expect(0, "listed under the tag");
    place.run(&format!("verify {image} --key k.pub --ca-file ca.pem")).expect(0, "accepted");
    place.run(&format!("verify {image} --key k.pub --plain-http")).expect(4, "");
}

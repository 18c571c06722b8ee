use testkit::x509::Chain;

use crate::program::Place;

fn pem(der: &[u8]) -> String {
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", wrapped(&testkit::base64(der)))
}

fn wrapped(text: &str) -> String {
    let lines: Vec<&str> =
        text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    lines.join("\n")
}

fn intermediate() -> Vec<u8> {
    Chain::with(3, 3, &[]).intermediates.remove(0)
}

/// The same certificate, whose serial number is negative.
fn broken(der: &[u8]) -> Vec<u8> {
    let mut broken = der.to_vec();
    let version = broken.windows(5).position(|window| window == [0xa0, 3, 2, 1, 2]).unwrap();
    broken[version + 7] |= 0x80;
    broken
}

#[test]
fn a_violation_is_exit_1_and_named_with_its_section() {
    let place = Place::new();
    place.write("ca.der", intermediate());
    place.write("broken.der", broken(&intermediate()));
    place.run("certificate lint ca.der").expect(0, "clean");
    let ended = place.run("certificate lint broken.der").expect(1, "serial-not-positive");
    assert!(ended.out.contains("RFC 5280 §4.1.2.2"), "{ended:?}");
    let json = place.run("certificate lint broken.der --output json").expect(1, "").json();
    assert_eq!(json["schema"], "countersign/certificate-lint/v1");
    assert_eq!(json["certificates"][0]["violations"][0]["rule"], "serial-not-positive");
    assert_eq!(json["certificates"][0]["violations"][0]["level"], "must");
}

#[test]
fn every_certificate_of_a_file_is_linted() {
    let place = Place::new();
    place.write("both.pem", pem(&intermediate()) + &pem(&broken(&intermediate())));
    let json = place.run("certificate lint both.pem -o json").expect(1, "").json();
    assert_eq!(json["certificates"].as_array().unwrap().len(), 2);
    assert_eq!(json["certificates"][0]["violations"].as_array().unwrap().len(), 0);
}

#[test]
fn a_profile_is_named_or_refused() {
    let place = Place::new();
    place.write("ca.der", intermediate());
    place.run("certificate lint ca.der --profile notation-code-signing").expect(0, "notation-code-signing");
    place.run("certificate lint ca.der --profile fulcio-ca").expect(1, "profile-eku-missing");
    place.run("certificate lint ca.der --profile tls").expect(2, "there is no profile tls");
}

#[test]
fn what_holds_no_certificate_is_exit_5() {
    let place = Place::new();
    place.write("text", "no certificate");
    place.run("certificate lint text").expect(5, "text holds no certificate");
    place.run("certificate inspect text").expect(5, "text holds no certificate");
    place.run("certificate lint missing").expect(2, "missing");
}

#[test]
fn an_inspected_certificate_says_its_names_and_what_is_wrong() {
    let place = Place::new();
    place.write("ca.pem", pem(&intermediate()));
    place.run("certificate inspect ca.pem").expect(0, "Differential CA 1");
    let json = place.run("inspect ca.pem -o json").expect(0, "").json();
    assert_eq!((json["kind"].as_str(), json["ca"].as_bool()), (Some("certificate"), Some(true)));
    assert_eq!(json["violations"].as_array().unwrap().len(), 0);
    place.write("broken.pem", pem(&broken(&intermediate())));
    place.run("certificate inspect broken.pem").expect(5, "serial-not-positive");
}

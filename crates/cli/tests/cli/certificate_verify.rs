//! `certificate verify`: paths to a root, and what is said of those that are none.
use crate::program::Place;

/// A root, an authority below it and a certificate of Ana's below that: `ca.pem`, `low.pem`, `ana.pem`.
fn with_chain() -> Place {
    let place = Place::new();
    for key in ["ca", "low", "ana"] {
        place.key(key);
    }
    place.root("ca", "").expect(0, "wrote");
    place.issue("ca", "ca", "low", "--subject dn:CN=low --out low.pem").expect(0, "wrote");
    let ana = "--subject dn:CN=Ana,C=DE --san email:ana@example.com --days 30 --out ana.pem";
    place.issue("code-signing", "low", "ana", ana).expect(0, "wrote");
    place
}

#[test]
fn a_path_is_shown_from_the_leaf_to_the_anchor() {
    let place = with_chain();
    let ended = place.run("certificate verify ana.pem low.pem --root ca.pem").expect(0, "valid until");
    let rows: Vec<&str> = ended.out.lines().filter(|line| line.contains("CN=")).collect();
    assert!(
        rows[0].starts_with("0 ") && rows[1].starts_with("1 ") && rows[2].starts_with("anchor "),
        "{ended:?}"
    );
    let json =
        place.run("certificate verify ana.pem --intermediate low.pem --root ca.pem -o json").expect(0, "");
    let json = json.json();
    assert_eq!(
        (&json["schema"], &json["verdict"]),
        (&"countersign/certificate-verdict/v1".into(), &"accepted".into())
    );
    let subjects: Vec<&str> =
        json["path"].as_array().unwrap().iter().map(|one| one["subject"].as_str().unwrap()).collect();
    assert_eq!(subjects, ["CN=Ana,C=DE", "CN=low"]);
    assert_eq!(json["anchor"]["subject"], "CN=ca");
    assert_eq!(json["validUntil"], json["path"][0]["notAfter"]);
    assert_eq!((&json["weakened"], &json["identity"]), (&serde_json::json!([]), &serde_json::Value::Null));
    let inspected = place.run("certificate inspect ana.pem -o json").expect(0, "").json();
    assert_eq!(inspected["extKeyUsage"], serde_json::json!(["codeSigning"]), "{inspected}");
}

#[test]
fn files_in_pem_and_der_and_all_in_one_are_read() {
    let place = with_chain();
    place.write("all.pem", place.read("ana.pem") + &place.read("low.pem") + &place.read("ca.pem"));
    place.run("certificate verify all.pem --root ca.pem").expect(0, "valid until");
    for name in ["ana", "low", "ca"] {
        place.shell(&format!("openssl x509 -in {name}.pem -outform DER -out {name}.der")).expect(0, "");
    }
    place.run("certificate verify ana.der low.der --root ca.der").expect(0, "valid until");
    let piped = place.shell("cat all.pem | countersign certificate verify - --root ca.pem");
    assert_eq!(piped.code, 0, "{piped:?}");
    // Any order but that the leaf is first.
    place.run("certificate verify ana.pem ca.pem low.pem --root ca.pem").expect(0, "valid until");
}

#[test]
fn a_refusal_names_its_code_the_certificate_and_what_to_try() {
    let place = with_chain();
    place.key("other");
    place.root("other", "").expect(0, "");
    let verify = |words: &str, code: i32, said: &str| {
        place.run(&format!("certificate verify {words}")).expect(code, said);
        if code != 1 {
            return serde_json::Value::Null;
        }
        let json = place.run(&format!("certificate verify {words} -o json")).expect(1, "").json();
        assert_eq!(json["verdict"], "refused");
        assert!(json["code"].as_str().unwrap().starts_with("CSG-") && json["next"].is_string(), "{json}");
        json
    };
    let json = verify("ana.pem --root ca.pem", 1, "CSG-X509-UNKNOWN-ISSUER: certificate 0");
    assert_eq!((&json["code"], &json["certificate"]), (&"CSG-X509-UNKNOWN-ISSUER".into(), &0.into()));
    assert!(json["next"].as_str().unwrap().contains("CN=low"), "{json}");
    let json = verify("ana.pem low.pem --root other.pem", 1, "CSG-X509-UNKNOWN-ISSUER: certificate 1");
    assert_eq!(json["certificate"], 1);
    verify("ana.pem low.pem --root ca.pem --at 2020-01-01T00:00:00Z", 1, "CSG-X509-NOT-YET-VALID");
    let json = verify("ana.pem low.pem --root ca.pem --at 2040-01-01T00:00:00Z", 1, "CSG-X509-EXPIRED");
    assert_eq!(json["weakened"], serde_json::json!([]));
    verify("ana.pem low.pem --root ca.pem --profile rfc3161-tsa", 1, "CSG-X509-EXTENDED-KEY-USAGE");
    verify("low.pem --root ca.pem --profile code-signing", 1, "CSG-X509-");
    verify("ca.pem --root ca.pem", 1, "CSG-X509-LEAF-IS-ANCHOR");
    verify("ana.pem low.pem --root ca.pem --profile code-signing", 0, "valid until");
}

#[test]
fn an_altered_certificate_is_refused_or_malformed() {
    let place = with_chain();
    place.shell("openssl x509 -in ana.pem -outform DER -out ana.der").expect(0, "");
    let mut der = std::fs::read(place.path("ana.der")).unwrap();
    let end = der.len() - 1;
    place.write("cut.der", &der[..end]);
    der[end] ^= 1;
    place.write("altered.der", &der);
    place
        .run("certificate verify altered.der low.pem --root ca.pem")
        .expect(1, "CSG-X509-SIGNATURE: certificate 0");
    place
        .run("certificate verify cut.der low.pem --root ca.pem")
        .expect(5, "the first certificate cannot be read");
    place.write("text", "nothing");
    place.run("certificate verify text --root ca.pem").expect(5, "holds no certificate");
    // What cannot be read serves no path, and hinders none.
    place.run("certificate verify ana.pem cut.der low.pem --root ca.pem").expect(0, "passed over");
    place
        .run("certificate verify ana.pem --intermediate cut.der --intermediate low.pem --root ca.pem")
        .expect(0, "passed over");
}

#[test]
fn the_subject_is_matched_exactly() {
    let place = with_chain();
    let verify = |subject: &str| {
        place.run(&format!("certificate verify ana.pem low.pem --root ca.pem --subject {subject}"))
    };
    for subject in ["email:ana@example.com", "email:ana@EXAMPLE.com", "dn:CN=Ana,C=DE"] {
        verify(subject).expect(0, "valid until");
    }
    for subject in [
        "email:Ana@example.com",
        "email:bob@example.com",
        "dns:ana.example",
        "dn:CN=Ana",
        "uri:email:ana@example.com",
    ] {
        verify(subject).expect(1, "CSG-IDENTITY");
    }
    verify("ana@example.com").expect(2, "is no identity");
}

#[test]
fn a_past_time_is_listed_as_a_weakening() {
    let place = Place::new();
    place.key("ca");
    place.key("ana");
    place.root("ca", "--not-before 2020-01-01T00:00:00Z --not-after 2036-01-01T00:00:00Z").expect(0, "");
    place
        .certify("ana", "dns:a.example", "--not-before 2020-01-01T00:00:00Z --not-after 2021-01-01T00:00:00Z")
        .expect(0, "");
    place.run("certificate verify ana.pem --root ca.pem").expect(1, "CSG-X509-EXPIRED");
    let verify = "certificate verify ana.pem --root ca.pem --at 2020-06-01T00:00:00Z";
    place.run(verify).expect(0, "which has passed");
    let json = place.run(&format!("{verify} -o json")).expect(0, "").json();
    assert_eq!(
        (&json["weakened"], &json["at"]),
        (&serde_json::json!(["past-time"]), &"2020-06-01T00:00:00Z".into())
    );
}

/// In a bundle of roots one that cannot be read is told, and matters only where a path would end in it.
#[test]
fn a_root_that_cannot_be_read_hinders_no_path_to_another() {
    let place = with_chain();
    place.key("other");
    place.root("other", "").expect(0, "");
    place.shell("openssl x509 -in other.pem -outform DER -out other.der").expect(0, "");
    let mut der = std::fs::read(place.path("other.der")).unwrap();
    let version = der.windows(5).position(|window| window == [0xa0, 3, 2, 1, 2]).unwrap();
    der[version + 7] |= 0x80;
    place.write("negative.der", &der);
    place.shell("(echo -----BEGIN CERTIFICATE-----; base64 negative.der; echo -----END CERTIFICATE-----) > negative.pem").expect(0, "");
    place.write("roots.pem", place.read("negative.pem") + &place.read("ca.pem"));
    let told = "roots.pem: certificate 1 cannot be an anchor: serialNumber";
    place.run("certificate verify ana.pem low.pem --root roots.pem").expect(0, "valid until");
    let ended = place.run("certificate verify ana.pem low.pem --root roots.pem").expect(0, told);
    assert!(ended.err.contains("warning"), "{ended:?}");
    place.issue("code-signing", "other", "ana", "--subject dn:CN=Ana --out by-other.pem").expect(0, "");
    place.run("certificate verify by-other.pem --root other.pem").expect(0, "valid until");
    place.run("certificate verify by-other.pem --root roots.pem").expect(1, "CSG-X509-ANCHOR-UNUSABLE");
    place.run("certificate verify ana.pem low.pem --root negative.pem").expect(2, "cannot be an anchor");
}

#[test]
fn text_before_a_certificate_is_passed_over_whatever_it_begins_with() {
    let place = with_chain();
    place.write("told.pem", "0 s:CN=ca\n".to_owned() + &place.read("ca.pem"));
    place.run("certificate verify ana.pem low.pem --root told.pem").expect(0, "valid until");
    // What is DER to its end is no text, whatever stands in it.
    let issue =
        ["certificate", "issue", "--profile", "ca", "--self-signed", "--key", "ca.key", "--out", "odd.pem"];
    place
        .run_words(&[&issue[..], &["--subject", "dn:CN=-----BEGIN CERTIFICATE-----"]].concat())
        .expect(0, "wrote");
    place.shell("openssl x509 -in odd.pem -outform DER -out odd.der").expect(0, "");
    place.run("certificate inspect odd.der").expect(0, "BEGIN CERTIFICATE");
    place
        .run("certificate verify ana.pem low.pem --root ca.pub")
        .expect(2, "no certificate, but PEM of the label PUBLIC KEY");
}

#[test]
fn what_is_passed_over_in_a_file_is_told_once() {
    let place = with_chain();
    let key = place.read("ca.pub");
    place.write("both.pem", key.clone() + &place.read("ca.pem") + &key);
    for verify in [
        "certificate verify ana.pem low.pem --root both.pem",
        "certificate verify ana.pem low.pem --root ca.pem --intermediate both.pem",
        "certificate inspect both.pem",
    ] {
        let told = place.run(verify).expect(0, "").err;
        assert_eq!(told.matches("PEM of the label PUBLIC KEY is no certificate").count(), 1, "{told}");
    }
    place.run("certificate verify ana.pem low.pem --root ca.pem").expect(0, "valid until");
}

#[test]
fn what_is_told_too_little_or_cannot_be_read_is_exit_2() {
    let place = with_chain();
    place.run("certificate verify ana.pem").expect(2, "add --root FILE");
    place.run("certificate verify --root ca.pem").expect(2, "FILE");
    place.run("certificate verify none.pem --root ca.pem").expect(2, "none.pem");
    place.run("certificate verify ana.pem --root none.pem").expect(2, "none.pem");
    place.run("certificate verify ana.pem --root ana.key").expect(2, "holds no certificate");
    place.run("certificate verify ana.pem --root ca.pem --profile tls").expect(2, "there is no profile tls");
    place.run("certificate verify ana.pem --root ca.pem --at noon").expect(2, "--at noon is no time");
    place
        .run("certificate verify ana.pem --root ca.pem --at 2027-01-01T00:00:00Z --at 2028-01-01T00:00:00Z")
        .expect(2, "--at");
}

//! An authority of one's own: requests, certificates, and where they lead.
use crate::program::{Ended, Place};

impl Place {
    /// A root `ca.pem` with its key, and a certificate `ana.pem` of Ana's key.
    pub fn with_authority(self) -> Self {
        self.key("ca");
        self.key("ana");
        self.root("ca", "").expect(0, "wrote ca.pem");
        self.certify("ana", "email:ana@example.com", "").expect(0, "wrote ana.pem");
        self
    }

    /// A root NAME.pem of the key NAME.key.
    pub fn root(&self, name: &str, more: &str) -> Ended {
        let issue = "certificate issue --profile ca --self-signed";
        self.run(&format!("{issue} --key {name}.key --subject dn:CN={name} --out {name}.pem {more}"))
    }

    /// A certificate NAME.pem of the key NAME.pub, by the authority `ca`.
    pub fn certify(&self, name: &str, san: &str, more: &str) -> Ended {
        self.issue("code-signing", "ca", name, &format!("--san {san} --out {name}.pem {more}"))
    }

    /// A certificate of the key KEY.pub by an authority with its key.
    pub fn issue(&self, profile: &str, ca: &str, key: &str, more: &str) -> Ended {
        let by = format!("--ca {ca}.pem --ca-key {ca}.key");
        self.run(&format!("certificate issue --profile {profile} {by} --public-key {key}.pub {more}"))
    }
}

#[test]
fn what_is_issued_is_clean_by_its_profile_and_openssl_takes_it() {
    let place = Place::new().with_authority();
    place.run("certificate lint ca.pem --profile rfc5280-strict").expect(0, "clean");
    place.run("certificate lint ana.pem --profile code-signing").expect(0, "clean");
    place.key("other");
    for (kind, profile) in [
        ("code-signing", "notation-code-signing"),
        ("timestamping", "rfc3161-tsa"),
        ("timestamping", "notation-timestamping"),
        ("ocsp-responder", "ocsp-responder"),
        ("end-entity", "rfc5280-strict"),
        ("ca", "rfc5280-strict"),
    ] {
        let out = format!("{profile}-{kind}.pem");
        place
            .issue(kind, "ca", "other", &format!("--subject dn:CN=Other,O=Acme,C=DE --out {out}"))
            .expect(0, "wrote");
        place.run(&format!("certificate lint {out} --profile {profile}")).expect(0, "clean");
        let openssl = place.shell(&format!("openssl verify -x509_strict -CAfile ca.pem {out}"));
        assert_eq!(openssl.code, 0, "{kind}: {openssl:?}");
    }
}

#[test]
fn every_kind_of_key_is_certified_and_certifies() {
    let place = Place::new();
    for algorithm in ["ecdsa-p256", "ecdsa-p384", "ecdsa-p521", "ed25519"] {
        let generate = "key generate --format pkcs8 --unencrypted --algorithm";
        place.run(&format!("{generate} {algorithm} --out {algorithm}")).expect(0, "wrote");
        place.root(algorithm, "").expect(0, "wrote");
        let request =
            format!("certificate request --key {algorithm}.key --subject dn:CN=x --out {algorithm}.csr");
        place.run(&request).expect(0, "wrote");
        let issue =
            format!("certificate issue --profile code-signing --ca {algorithm}.pem --ca-key {algorithm}.key");
        place
            .run(&format!("{issue} --request {algorithm}.csr --subject dn:CN=y --out {algorithm}-leaf.pem"))
            .expect(0, "dn:CN=y");
        place
            .run(&format!(
                "certificate verify {algorithm}-leaf.pem --root {algorithm}.pem --profile code-signing"
            ))
            .expect(0, "valid until");
    }
}

#[test]
fn a_request_is_openssl_s_to_read_and_the_other_way_round() {
    let place = Place::new().with_authority();
    place
        .run("certificate request --key ana.key --subject dn:CN=Ana,C=DE --san dns:a.example --san ip:::1 --out a.csr")
        .expect(0, "a request for dn:CN=Ana,C=DE, dns:a.example, ip:::1");
    let shown = place.shell("openssl req -in a.csr -noout -verify -text").expect(0, "DNS:a.example");
    assert!(shown.out.contains("CN = Ana"), "{shown:?}");
    let made = "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout o.key -subj /CN=Bob \
                -addext subjectAltName=email:bob@example.com";
    place.shell(&format!("{made} -out o.csr")).expect(0, "");
    place.shell("openssl req -in o.csr -outform DER -out o.der").expect(0, "");
    let issue = "certificate issue --profile code-signing --ca ca.pem --ca-key ca.key";
    for file in ["o.csr", "o.der"] {
        place
            .run(&format!("{issue} --request {file} --subject dn:CN=Bob --out {file}.pem -o json"))
            .expect(0, "\"subject\":\"CN=Bob\"");
    }
}

/// A request only asks.
#[test]
fn nothing_of_a_request_is_taken_over_but_its_key() {
    let place = Place::new().with_authority();
    place.key("eve");
    place
        .run(
            "certificate request --key eve.key --subject dn:CN=Ana --san email:ana@example.com --out eve.csr",
        )
        .expect(0, "wrote");
    let issue = "certificate issue --profile code-signing --ca ca.pem --ca-key ca.key --request eve.csr --out eve.pem";
    let ended =
        place.run(issue).expect(2, "nothing says whom to certify; eve.csr asks for dn:CN=Ana, email:");
    assert!(ended.err.contains("--subject 'dn:CN=Ana' --san 'email:ana@example.com'"), "{ended:?}");
    assert!(!place.path("eve.pem").exists());
    place.run(&format!("{issue} --subject dn:CN=Eve")).expect(0, "names   dn:CN=Eve\n");
}

#[test]
fn what_a_shell_could_misread_is_not_repeated_as_advice() {
    let place = Place::new().with_authority();
    let request = ["certificate", "request", "--key", "ana.key", "--out", "a.csr", "--subject"];
    place.run_words(&[&request[..], &["dn:CN=a';touch x;'"]].concat()).expect(2, "no distinguished name");
    place.run_words(&[&request[..], &[r"dn:CN=a'\;touch x\;'"]].concat()).expect(0, "wrote");
    let issue =
        "certificate issue --profile code-signing --ca ca.pem --ca-key ca.key --request a.csr --out a.pem";
    let ended = place.run(issue).expect(2, "say so with --subject and --san");
    assert!(!ended.err.contains("add --subject"), "{ended:?}");
}

#[test]
fn a_request_that_its_key_did_not_sign_is_refused() {
    let place = Place::new().with_authority();
    place.run("certificate request --key ana.key --subject dn:CN=Ana --out a.csr").expect(0, "wrote");
    place.shell("openssl req -in a.csr -outform DER -out a.der").expect(0, "");
    let mut der = std::fs::read(place.path("a.der")).unwrap();
    let end = der.len() - 1;
    der[end] ^= 1;
    place.write("forged.der", &der);
    place.write("cut.der", &der[..end]);
    let issue = "certificate issue --profile code-signing --ca ca.pem --ca-key ca.key --subject dn:CN=Ana --out b.pem";
    place.run(&format!("{issue} --request forged.der")).expect(1, "not signed by its own key");
    place.run(&format!("{issue} --request cut.der")).expect(5, "no certificate request");
    place.run(&format!("{issue} --request ca.pem")).expect(5, "no certificate request");
    place.run(&format!("{issue} --request none")).expect(2, "cannot be read");
    assert!(!place.path("b.pem").exists());
    place.run(&format!("{issue} --request a.der")).expect(0, "wrote b.pem");
}

#[test]
fn nothing_is_overwritten() {
    let place = Place::new().with_authority();
    let before = place.read("ana.pem");
    place.certify("ana", "email:ana@example.com", "").expect(2, "is there already, and is not overwritten");
    place.root("ca", "").expect(2, "is there already");
    place.run("certificate request --key ana.key --subject dn:CN=a --out ana.pem").expect(2, "there already");
    assert_eq!(place.read("ana.pem"), before);
}

#[test]
fn what_would_not_be_valid_is_not_issued() {
    let place = Place::new();
    place.key("ca");
    place.key("ana");
    place.key("low");
    place
        .root("ca", "--path-len 0 --permit email:example.com --exclude email:.test.example --days 30")
        .expect(0, "");
    place.certify("ana", "email:ana@example.org", "").expect(1, "not valid under its authority");
    place.certify("ana", "email:ana@example.com", "--days 31").expect(1, "not valid under its authority");
    let before = "--not-before 2020-01-01T00:00:00Z --not-after 2030-01-01T00:00:00Z";
    place.certify("ana", "email:ana@example.com", before).expect(1, "not valid under its authority");
    place.issue("ca", "ca", "low", "--subject dn:CN=low --out low.pem").expect(1, "path length");
    let by_leaf =
        "certificate issue --profile code-signing --public-key low.pub --subject dn:CN=low --out low.pem";
    place.certify("ana", "email:ana@example.com", "").expect(0, "wrote");
    place.run(&format!("{by_leaf} --ca ana.pem --ca-key ana.key")).expect(1, "not a CA");
    place.run(&format!("{by_leaf} --ca ca.pem --ca-key ana.key")).expect(2, "not the key");
    assert!(!place.path("low.pem").exists());
}

#[test]
fn what_breaks_a_rule_is_not_issued() {
    let place = Place::new().with_authority();
    let subject = |length: usize| format!("--subject dn:CN={} --out long.pem", "a".repeat(length));
    let issue = |length: usize| place.issue("code-signing", "ca", "ana", &subject(length));
    issue(65).expect(1, "breaks a rule");
    assert!(!place.path("long.pem").exists());
    issue(64).expect(0, "wrote");
}

#[test]
fn a_certificate_begins_no_earlier_than_its_authority() {
    let place = Place::new();
    place.key("ca");
    place.key("ana");
    place.root("ca", "--not-before 2026-01-01T00:00:00Z --not-after 2036-02-03T04:05:06Z").expect(0, "");
    let from = |time: &str| format!("--not-before {time} --not-after 2030-01-01T00:00:00Z");
    place
        .certify("ana", "dns:a.example", &from("2025-12-31T23:59:59Z"))
        .expect(1, "not valid under its authority");
    place.certify("ana", "dns:a.example", &from("2026-01-01T00:00:00Z")).expect(0, "wrote");
}

/// Where nothing is said, a certificate ends with its authority.
#[test]
fn a_certificate_ends_no_later_than_its_authority() {
    let place = Place::new();
    place.key("ca");
    place.key("ana");
    place.root("ca", "--not-before 2026-01-01T00:00:00Z --not-after 2036-02-03T04:05:06Z").expect(0, "");
    place
        .certify("ana", "dns:a.example", "--not-before 2035-12-01T00:00:00Z")
        .expect(0, "to 2036-02-03T04:05:06Z");
    let late = "--subject dn:CN=a --not-before 2036-02-03T04:05:07Z --out late.pem";
    place.issue("end-entity", "ca", "ana", late).expect(2, "nothing is valid from");
}

#[test]
fn what_goes_not_together_is_said() {
    let place = Place::new().with_authority();
    let issue = |more: &str| place.run(&format!("certificate issue --out x.pem {more}"));
    issue("--profile ca --self-signed --subject dn:CN=x").expect(2, "--key");
    issue("--profile ca --self-signed --key ca.key").expect(2, "nothing says whom to certify");
    issue("--profile ca --self-signed --key ca.key --san dns:x")
        .expect(2, "the subject of a CA is not empty");
    issue("--self-signed --key ca.key --subject dn:CN=x").expect(2, "--profile");
    issue("--profile code-signing --public-key ana.pub --subject dn:CN=x").expect(2, "--ca");
    issue("--profile code-signing --ca ca.pem --public-key ana.pub --subject dn:CN=x").expect(2, "--ca-key");
    let ca = "--ca ca.pem --ca-key ca.key";
    issue(&format!("--profile code-signing {ca} --subject dn:CN=x")).expect(2, "--request");
    let leaf = format!("--profile code-signing {ca} --public-key ana.pub");
    issue(&leaf).expect(2, "nothing says whom to certify");
    issue(&format!("{leaf} --subject CN=x")).expect(2, "--subject CN=x is no distinguished name");
    issue(&format!("{leaf} --san ana@example.com")).expect(2, "--san ana@example.com is no name");
    issue(&format!("{leaf} --subject dn:CN=x --path-len 1")).expect(2, "--profile ca");
    issue(&format!("{leaf} --subject dn:CN=x --permit dns:a.example")).expect(2, "--profile ca");
    issue(&format!("{leaf} --subject dn:CN=x --days 1 --not-after 2030-01-01T00:00:00Z"))
        .expect(2, "--not-after");
    issue(&format!("{leaf} --subject dn:CN=x --days 0")).expect(2, "--days");
    issue(&format!("{leaf} --subject dn:CN=x --not-after tomorrow"))
        .expect(2, "--not-after tomorrow is no time");
    issue("--profile ca --self-signed --key ca.key --subject dn:CN=x --exclude ip:1")
        .expect(2, "--exclude ip:1");
    place.write("two.pem", place.read("ca.pem") + &place.read("ana.pem"));
    issue("--profile code-signing --ca two.pem --ca-key ca.key --public-key ana.pub --subject dn:CN=x")
        .expect(2, "holds 2 certificates");
    assert!(!place.path("x.pem").exists());
}

#[test]
fn an_encrypted_key_issues_with_its_password() {
    let place = Place::new();
    place.write("password", "secret");
    place.run("key generate --out ca --password-file password").expect(0, "wrote");
    place.root("ca", "--password-file password").expect(0, "wrote ca.pem");
    place.root("again", "--password-file none").expect(2, "again.key");
}

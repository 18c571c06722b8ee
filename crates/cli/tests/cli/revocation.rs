//! Revocation of certificates, with CRLs and OCSP answers of OpenSSL, and what verbs that verify say of them.
use countersign::time::UnixTime;

use crate::{
    program::{Ended, Place},
    revocation_at_times::current,
};

const CA: &str = "[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\ncrlnumber=number\ndefault_md=sha256\n\
    default_crl_days=30\ncrl_extensions=e\n[e]\nauthorityKeyIdentifier=keyid\n";

impl Place {
    /// An authority with a list of what it revoked: `ca.pem`, `ana.pem`, and `ca.crl`, which is empty.
    pub fn with_crl(self) -> Self {
        let place = self.with_authority();
        place.write("ca.cnf", CA);
        place.write("index.txt", "");
        place.write("number", "01\n");
        place.issue_crl("ca.crl");
        place
    }

    pub fn issue_crl(&self, out: &str) {
        let list = "openssl ca -config ca.cnf -gencrl -keyfile ca.key -cert ca.pem";
        let made = self.shell(&format!("{list} -out {out}"));
        assert_eq!(made.code, 0, "{made:?}");
    }

    pub fn revoke(&self, certificate: &str, reason: &str) {
        let revoke = "openssl ca -config ca.cnf -keyfile ca.key -cert ca.pem";
        let made = self.shell(&format!("{revoke} -revoke {certificate} -crl_reason {reason}"));
        assert_eq!(made.code, 0, "{made:?}");
    }

    pub fn check(&self, more: &str) -> Ended {
        self.run(&format!("revocation check ana.pem --certificate-root ca.pem {more}"))
    }

    /// A file that Ana signed, with her certificate in the bundle.
    fn with_certified_blob(self) -> Self {
        let place = self.with_crl();
        place.certify_blob();
        place
    }

    /// The same for the `ana.pem` that is there.
    pub fn certify_blob(&self) {
        self.write("blob", "what is signed");
        self.run("sign-blob blob --key ana.key").expect(0, "wrote");
        let der: String = self.read("ana.pem").lines().filter(|line| !line.starts_with("-----")).collect();
        let bundle = self.read("blob.sigstore.json");
        let mut document: serde_json::Value = serde_json::from_str(&bundle).unwrap();
        let material = document["verificationMaterial"].as_object_mut().unwrap();
        material.remove("publicKey").unwrap();
        material.insert("certificate".into(), serde_json::json!({ "rawBytes": der }));
        self.write("blob.sigstore.json", document.to_string());
    }

    pub fn verify_blob(&self, more: &str) -> Ended {
        let by = "--certificate-root ca.pem --subject email:ana@example.com";
        self.run(&format!("verify-blob blob {by} {more}"))
    }
}

fn in_hours(hours: i64) -> String {
    UnixTime::from_seconds(current().seconds() + hours * 3600).unwrap().to_rfc3339()
}

#[test]
fn a_check_says_by_its_code_what_is_known() {
    let place = Place::new().with_crl();
    place.check("--crl ca.crl").expect(0, "good");
    place.check("").expect(3, "unknown");
    // The next list is due after 30 days; the certificates last longer.
    place.check(&format!("--crl ca.crl --at {}", in_hours(29 * 24))).expect(0, "good");
    place.check(&format!("--crl ca.crl --at {}", in_hours(31 * 24))).expect(4, "stale");
    place.check("--crl ca.crl --max-age 1h").expect(0, "good");
    place.check(&format!("--crl ca.crl --max-age 1h --at {}", in_hours(2))).expect(4, "stale");
    place.write("junk", [0x30, 3, 2, 1, 0]);
    place.check("--crl junk").expect(5, "malformed");
    place.check("--crl ca.pem").expect(2, "X509 CRL");
    place.key("foreign");
    place.root("foreign", "").expect(0, "wrote");
    place.run("revocation check ana.pem --certificate-root foreign.pem").expect(2, "leads to no root");
    place.run("revocation check ca.key --certificate-root ca.pem").expect(5, "no certificate");
    place.run("revocation inspect ca.crl").expect(0, "certificate-revocation-list");
    place.run("inspect ca.crl --output json").expect(0, "nextUpdate");
    place.run("revocation inspect ana.pem").expect(5, "no CRL");

    place.revoke("ana.pem", "superseded");
    place.issue_crl("new.crl");
    let revoked = place.check("--crl new.crl --output json").expect(1, "superseded").json();
    assert_eq!(
        (&revoked["verdict"], &revoked["schema"]),
        (&"revoked".into(), &"countersign/revocation-check/v1".into())
    );
    place.check("--crl ca.crl --crl new.crl").expect(1, "revoked");
    place.check("--crl new.crl --crl ca.crl").expect(1, "revoked");
    place.run("revocation inspect new.crl").expect(0, "superseded");
}

#[test]
fn an_answer_of_openssls_responder_is_judged_too() {
    let place = Place::new().with_crl();
    let serial = place.shell("openssl x509 -in ana.pem -noout -serial | cut -d= -f2").out;
    let line = |status: &str| format!("{status}\t\t{}\tunknown\t/CN=Ana\n", serial.trim());
    place.write("ocsp.txt", line("V\t301231235959Z"));
    let ask = "openssl ocsp -index ocsp.txt -CA ca.pem -rsigner ca.pem -rkey ca.key -issuer ca.pem -cert ana.pem \
         -ndays 7 -no_nonce -respout";
    let made = place.shell(&format!("{ask} good.der"));
    assert_eq!(made.code, 0, "{made:?}");
    place.check("--ocsp good.der").expect(0, "good");
    place.run("revocation inspect good.der").expect(0, "ocsp-response");
    place.write(
        "ocsp.txt",
        format!("R\t301231235959Z\t261101000000Z,keyCompromise\t{}\tunknown\t/CN=Ana\n", serial.trim()),
    );
    let made = place.shell(&format!("{ask} revoked.der"));
    assert_eq!(made.code, 0, "{made:?}");
    place.check("--ocsp revoked.der").expect(1, "keyCompromise");
    let shown = place.run("revocation inspect revoked.der --output json").expect(0, "").json();
    let answer = &shown["answers"][0];
    assert_eq!(
        (&answer["status"], &answer["date"], &answer["reason"]),
        (&"revoked".into(), &"2026-11-01T00:00:00Z".into(), &"keyCompromise".into())
    );
    assert!(answer["thisUpdate"].is_string() && answer["nextUpdate"].is_string(), "{answer}");
    assert_eq!((&shown["responder"]["name"], &shown["nonce"]), (&"CN=ca".into(), &serde_json::Value::Null));
    assert!(shown["producedAt"].is_string());
    assert_eq!(shown["certificates"][0]["subject"], "CN=ca");
    let shown = place.run("inspect good.der --output json").expect(0, "").json();
    assert_eq!(
        (&shown["answers"][0]["status"], &shown["answers"][0]["date"]),
        (&"good".into(), &serde_json::Value::Null)
    );
    place.check("--ocsp revoked.der --crl ca.crl").expect(1, "revoked");
}

#[test]
fn a_check_says_what_each_file_says_and_what_to_try_next() {
    let place = Place::new().with_crl();
    let unknown = place.check("").expect(3, "next: give a CRL");
    assert_eq!(unknown.out.matches("nothing is there that speaks of it").count(), 1, "{unknown:?}");
    assert_eq!(unknown.out.matches("unknown").count(), 2, "of the path, and of the certificate: {unknown:?}");
    let unknown = place.check("--output json").expect(3, "").json();
    assert_eq!(
        (&unknown["verdict"], &unknown["code"], &unknown["certificate"]),
        (&"unknown".into(), &"CSG-REVOCATION-UNKNOWN".into(), &0.into())
    );
    let reason = unknown["reason"].as_str().unwrap();
    assert!(reason.starts_with("nothing is there that speaks of it"), "{reason}");
    assert!(unknown["next"].as_str().unwrap().contains("--crl FILE"));

    place.key("other");
    place.root("other", "").expect(0, "wrote");
    let list = "openssl ca -config ca.cnf -gencrl -keyfile other.key -cert other.pem -out other.crl";
    assert_eq!(place.shell(list).code, 0);
    place.write("two.pem", place.read("other.crl") + &place.read("ca.crl"));
    place.write("junk", [0x30, 3, 2, 1, 0]);
    let good = place.check("--crl junk --crl two.pem --ocsp junk --output json").expect(0, "").json();
    let said = |at: usize| {
        let one = &good["evidence"][at];
        (one["source"].clone(), one["file"].clone(), one["block"].clone(), one["finding"].clone())
    };
    let null = serde_json::Value::Null;
    assert_eq!(said(0), ("CRL".into(), "junk".into(), null.clone(), "unreadable".into()));
    assert_eq!(said(1), ("CRL".into(), "two.pem".into(), 1.into(), "unused".into()));
    assert_eq!(said(2), ("CRL".into(), "two.pem".into(), 2.into(), "used".into()));
    assert_eq!(said(3), ("OCSP answer".into(), "junk".into(), null, "unreadable".into()));
    assert_eq!(
        (&good["evidence"][0]["code"], &good["evidence"][3]["code"]),
        (&"CSG-CRL-ENCODING".into(), &"CSG-OCSP-ENCODING".into())
    );
    assert!(good["next"].is_null() && good["code"].is_null());
    place.check("--crl junk --crl two.pem").expect(0, "CRL 2 of two.pem: used");
    place.check("--crl junk").expect(5, "CRL junk: unreadable: ").expect(5, "next: get the CRL again");

    place.revoke("ana.pem", "superseded");
    place.issue_crl("new.crl");
    let revoked = place.check("--crl new.crl --output json").expect(1, "").json();
    let certificate = &revoked["certificates"][0];
    assert_eq!((&certificate["status"], &certificate["reason"]), (&"revoked".into(), &"superseded".into()));
    assert!(certificate["date"].is_string());
    assert_eq!(revoked["code"], "CSG-REVOKED");
    assert!(revoked["next"].as_str().unwrap().contains("--signed-at"));
}

#[test]
fn what_is_damaged_is_malformed_in_pem_as_in_der() {
    let place = Place::new().with_certified_blob();
    let made = place.shell(
        "openssl crl -in ca.crl -outform DER -out ca.der && printf 'V\t301231235959Z\t\t%s\tunknown\t/CN=Ana\n' \
         $(openssl x509 -in ana.pem -noout -serial | cut -d= -f2) > ocsp.txt && openssl ocsp -index ocsp.txt -CA ca.pem \
         -rsigner ca.pem -rkey ca.key -issuer ca.pem -cert ana.pem -ndays 7 -no_nonce -respout good.der",
    );
    assert_eq!(made.code, 0, "{made:?}");
    let der = |name: &str| std::fs::read(place.path(name)).unwrap();
    for (flag, name, label) in [("--crl", "ca.der", "X509 CRL"), ("--ocsp", "good.der", "OCSP RESPONSE")] {
        let good = der(name);
        let pem = countersign::encoding::pem::encode(label, &good);
        place.write("good.pem", &pem);
        let sound = place.check(&format!("{flag} good.pem"));
        assert_eq!(sound.code, 0, "{sound:?}");
        let damaged: [&[u8]; 5] = [
            &good[..good.len() - 1],
            &pem.as_bytes()[..pem.len() / 2],
            &pem.replacen("MI", "M~", 1).into_bytes(),
            &pem.replacen("END", "EMD", 1).into_bytes(),
            b"",
        ];
        for (at, damaged) in damaged.into_iter().enumerate() {
            place.write("damaged", damaged);
            place.check(&format!("{flag} damaged")).expect(5, "malformed");
            place.check(&format!("{flag} damaged {flag} good.pem")).expect(0, "damaged: unreadable");
            let report = place.verify_blob(&format!("{flag} damaged --offline --output json"));
            assert_eq!(report.code, 5, "{at}: {report:?}");
            assert_eq!(report.json()["refused"][0]["code"], "CSG-REVOCATION-MALFORMED", "{at}");
            let is_pem = at > 0;
            assert_eq!(report.err.contains("damaged cannot be read"), is_pem, "{at}: {report:?}");
            place.run("revocation inspect damaged").expect(5, "no CRL and no OCSP message");
        }
        // PEM of something else is a mistake.
        place.check(&format!("{flag} ca.pem")).expect(2, label);
        place.verify_blob(&format!("{flag} ca.pem")).expect(2, label);
    }
}

#[test]
fn a_signature_with_a_revoked_certificate_is_refused() {
    let place = Place::new().with_certified_blob();
    place.verify_blob("").expect(0, "accepted");
    let accepted = place.verify_blob("--crl ca.crl --output json").expect(0, "accepted").json();
    assert!(accepted["accepted"][0]["checks"].to_string().contains("revocation"));
    place.verify_blob("--revocation required --offline").expect(1, "CSG-REVOCATION-UNKNOWN");
    place.verify_blob("--revocation if-available --offline").expect(0, "revocation-if-available");
    place.revoke("ana.pem", "keyCompromise");
    place.issue_crl("new.crl");
    place.verify_blob("--crl new.crl").expect(1, "CSG-REVOKED");
    place.verify_blob("--crl new.crl --revocation if-available").expect(1, "CSG-REVOKED");
    place.verify_blob("--crl new.crl --revocation off").expect(2, "--revocation off");
    place.verify_blob("--revocation off").expect(0, "accepted");
    place.verify_blob("--revocation off --max-age 1h").expect(2, "--max-age is about");
}

#[test]
fn what_could_be_about_nothing_is_told() {
    let place = Place::new().with_crl();
    place.write("blob", "x");
    let verify = |more: &str| place.run(&format!("verify-blob blob --key ana.pub {more}"));
    verify("--crl ca.crl").expect(2, "nobody is believed by one");
    verify("--revocation required").expect(2, "--revocation-list");
    verify("--revocation-list-key ana.pub").expect(2, "--revocation-list FILE");
    verify("--revocation-list ca.crl --revocation-list-key ana.pub").expect(2, "no revocation list");
    verify("--revocation-list ca.crl").expect(2, "--revocation-list-key");
    verify("--revocation sometimes").expect(2, "if-available");
    verify("--max-age 1h").expect(2, "--max-age is about");
}

#[test]
fn more_evidence_than_is_looked_at_is_told() {
    let place = Place::new().with_certified_blob();
    let pem = place.read("ca.crl");
    for (count, code, said) in [(32, 0, "accepted"), (33, 2, "at most 32")] {
        place.write("many.pem", pem.repeat(count));
        place.verify_blob("--crl many.pem --offline").expect(code, said);
    }
}

#[test]
fn a_listed_key_is_refused_and_no_older_list_is_believed_later() {
    let place = Place::new();
    for name in ["k", "list"] {
        place.key(name);
    }
    place.write("blob", "what is signed");
    place.run("sign-blob blob --key k.key").expect(0, "wrote");
    let create = "revocation list create --id test --valid-for 30d";
    place.run(&format!("{create} --out first.json")).expect(0, "wrote");
    let next = "revocation list create --from first.json --valid-for 30d --key k.pub --reason keyCompromise";
    let continued = place.run(&format!("{next} --out second.json"));
    assert_eq!(continued.code, 0, "{continued:?}");
    for name in ["first", "second"] {
        let sign = format!("revocation list sign {name}.json --key list.key --out {name}.signed.json");
        let signed = place.run(&sign);
        assert_eq!(signed.code, 0, "{signed:?}");
    }
    let verify = |list: &str, more: &str| {
        place.run(&format!(
            "verify-blob blob --key k.pub --revocation-list {list} --revocation-list-key {more}"
        ))
    };
    let kept = "list.pub --revocation-list-state seen";
    verify("first.signed.json", kept).expect(0, "revocation-list");
    verify("second.signed.json", kept).expect(1, "CSG-REVOCATION-LISTED");
    verify("first.signed.json", kept).expect(1, "not believed");
    verify("first.signed.json", "list.pub").expect(0, "accepted");
    verify("first.signed.json", "k.pub").expect(1, "not believed");
    verify("first.signed.json", "list.pub --revocation-list-id other").expect(1, "not believed");
    verify("first.signed.json", "list.pub --revocation-list-threshold 2")
        .expect(2, "--revocation-list-threshold");
}

/// A CA may have its lists signed by another key. Its certificate comes with no list.
#[test]
fn a_list_by_another_key_of_the_ca_counts_where_its_certificate_is_at_hand() {
    let place = Place::new().with_certified_blob();
    place
        .write("ext", "keyUsage=critical,cRLSign\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n");
    for (name, ca) in [("second", "ca"), ("stranger", "foreign")] {
        place.key(name);
        if ca == "foreign" {
            place.key(ca);
            place.run("certificate issue --profile ca --self-signed --key foreign.key --subject dn:CN=ca --out foreign.pem")
                .expect(0, "wrote");
        }
        let made = place.shell(&format!(
            "openssl req -new -key {name}.key -subj /CN=ca -out {name}.csr && openssl x509 -req -in {name}.csr \
             -CA {ca}.pem -CAkey {ca}.key -CAcreateserial -days 30 -extfile ext -out {name}.pem && \
             openssl ca -config ca.cnf -gencrl -keyfile {name}.key -cert {name}.pem -out {name}.crl"
        ));
        assert_eq!(made.code, 0, "{made:?}");
    }
    let untrusted = "CSG-REVOCATION-UNTRUSTED";
    place.verify_blob("--crl second.crl").expect(1, untrusted);
    place.verify_blob("--crl second.crl --revocation-signer second.pem").expect(0, "accepted");
    place.verify_blob("--crl stranger.crl --revocation-signer stranger.pem").expect(1, untrusted);
    place.verify_blob("--crl stranger.crl --revocation-signer foreign.pem").expect(1, untrusted);
    place
        .verify_blob("--revocation-signer second.pem")
        .expect(2, "--revocation-signer is about the revocation");
}

//! Timestamps: asked for, verified and shown, with OpenSSL as the authority; and what verbs that verify say of them.
use crate::program::{Ended, Place};

const TSA: &str = "[tsa]\ndefault_tsa=t\n[t]\nserial=serial\ndefault_policy=1.3.6.1.4.1.32473.1\n\
    digests=sha256,sha384,sha512\nsigner_digest=sha256\ness_cert_id_alg=sha256\n";

impl Place {
    /// A root `ca.pem`, an authority `tsa.pem` below it, and a file with a request.
    fn with_times(self) -> Self {
        let place = self.with_authority();
        place.key("tsa");
        place.issue("timestamping", "ca", "tsa", "--subject dn:CN=Times --out tsa.pem").expect(0, "wrote");
        place.write("tsa.cnf", TSA);
        place.write("serial", "01\n");
        place.write("file", "what is stamped");
        place.run("timestamp request file --out file.tsq").expect(0, "file.tsq");
        place
    }

    /// OpenSSL's answer to the request, as `file.tsr`.
    fn answered(self) -> Self {
        let reply = "openssl ts -reply -config tsa.cnf -queryfile file.tsq -signer tsa.pem -inkey tsa.key \
             -chain ca.pem -out file.tsr && openssl ts -reply -in file.tsr -token_out -out file.token";
        let replied = self.shell(reply);
        assert_eq!(replied.code, 0, "{replied:?}");
        // A certificate made in this second begins a moment before: nothing is to be waited for.
        self
    }

    fn verify_token(&self, more: &str) -> Ended {
        self.run(&format!("timestamp verify {more}"))
    }
}

#[test]
fn openssl_answers_what_is_asked_and_its_timestamps_verify() {
    let place = Place::new().with_times().answered();
    place.run("timestamp inspect file.tsq").expect(0, "timestamp-request");
    place.run("timestamp inspect file.tsr").expect(0, "granted");
    place.run("inspect file.token").expect(0, "timestamp-token");
    for token in ["file.tsr", "file.token"] {
        place.verify_token(&format!("{token} --data file --timestamp-root ca.pem")).expect(0, "timestamped");
        place
            .verify_token(&format!("{token} --data file --timestamp-root ca.pem --request file.tsq"))
            .expect(0, "timestamped");
    }
    let shown = place.verify_token("file.tsr --data file --timestamp-root ca.pem --output json");
    let document = shown.json();
    assert_eq!(document["verdict"], "accepted");
    assert_eq!(document["policy"], "1.3.6.1.4.1.32473.1");
    let imprint = document["imprint"].as_str().unwrap();
    place
        .verify_token(&format!(
            "file.tsr --digest {imprint} --timestamp-root ca.pem --policy 1.3.6.1.4.1.32473.1"
        ))
        .expect(0, "timestamped");
}

#[test]
fn what_is_no_timestamp_of_the_file_is_refused_with_its_cause() {
    let place = Place::new().with_times().answered();
    place.write("other", "another file");
    place.verify_token("file.tsr --data other --timestamp-root ca.pem").expect(1, "CSG-TSP-IMPRINT");
    place.key("foreign");
    place.root("foreign", "").expect(0, "wrote");
    place.verify_token("file.tsr --data file --timestamp-root foreign.pem").expect(1, "refused");
    place
        .verify_token("file.tsr --data file --timestamp-root ca.pem --policy 1.2.3")
        .expect(1, "CSG-TSP-POLICY");
    place
        .verify_token("file.tsr --data file --timestamp-root ca.pem --at 2020-01-01T00:00:00Z")
        .expect(1, "CSG-TSP-FUTURE");
    place.run("timestamp request file --out again.tsq").expect(0, "again.tsq");
    place
        .verify_token("file.tsr --data file --timestamp-root ca.pem --request again.tsq")
        .expect(1, "CSG-TSP-NONCE");
    place.verify_token("file --data file --timestamp-root ca.pem").expect(5, "no timestamp");
    place.verify_token("file.tsr --timestamp-root ca.pem").expect(2, "--data");
    place.verify_token("file.tsr --data file").expect(2, "--timestamp-root");
    place.verify_token("file.tsr --data file --timestamp-root tsa.pem").expect(2, "no root");
    place.run("timestamp inspect file").expect(5, "no timestamp");
}

#[test]
fn a_request_says_what_was_asked() {
    let place = Place::new().with_times();
    place
        .run("timestamp request file --hash sha512 --policy 1.2.3.4 --no-nonce --no-certificate --out plain.tsq")
        .expect(0, "plain.tsq");
    let shown = place.run("timestamp inspect plain.tsq --output json").json();
    assert_eq!((&shown["policy"], &shown["nonce"]), (&"1.2.3.4".into(), &serde_json::Value::Null));
    assert_eq!(shown["certificates"], false);
    assert!(shown["imprint"].as_str().unwrap().starts_with("sha512:"));
    place.run("timestamp request file --policy x --out p.tsq").expect(2, "object identifier");
    place.run("timestamp request file --hash md5 --out p.tsq").expect(2, "sha256");
    place.run("timestamp request --out p.tsq").expect(2, "FILE");
    place.run("timestamp request file --out plain.tsq").expect(2, "there already");
    let nobody = "timestamp request file --url http://127.0.0.1:1/ --timestamp-root ca.pem --out x.tsr";
    place.run(nobody).expect(4, "no connection");
}

#[test]
fn verbs_that_verify_say_what_a_requirement_lacks() {
    let (place, _) = Place::new().with_signed_image();
    let place = place.with_authority();
    let verify = |more: &str| place.run(&format!("verify oci:image:1.0 --key k.pub {more}"));
    verify("--require-timestamp").expect(2, "--timestamp-root");
    verify("--timestamp-root k.pub").expect(2, "no certificate");
    verify("--timestamp-root ana.pem").expect(2, "no root");
    verify("--timestamp-root ca.pem").expect(0, "accepted");
    verify("--timestamp-root ca.pem --require-timestamp").expect(1, "CSG-TIMESTAMP-MISSING");
    verify("--timestamp-root ca.pem --require-timestamp=2").expect(2, "2 authorities");
    verify("--timestamp-root ca.pem --require-timestamp=0").expect(2, "0");
    place.write("root.json", "{}");
    verify("--timestamp-root root.json").expect(2, "no trusted root");
}

#[test]
fn nothing_is_signed_where_no_timestamp_is_to_be_had() {
    let (place, _) = Place::new().with_image();
    let place = place.with_authority();
    let before = place.snapshot("image");
    let sign = |more: &str| place.run(&format!("sign oci:image:1.0 --key k.key {more}"));
    sign("--timestamp-url http://127.0.0.1:1/").expect(2, "--timestamp-root");
    sign("--timestamp-url ftp://x/ --timestamp-root ca.pem").expect(2, "http");
    sign("--timestamp-url http://127.0.0.1:1/ --timestamp-root ca.pem").expect(4, "no answer");
    sign("--timestamp-url http://127.0.0.1:1/ --timestamp-root ca.pem --dry-run").expect(2, "--dry-run");
    sign("--timestamp-url http://127.0.0.1:1/ --timestamp-root ca.pem --prepare d").expect(2, "--prepare");
    assert_eq!(place.snapshot("image"), before);
    place.write("file", "a file");
    let blob = |more: &str| {
        place.run(&format!(
            "sign-blob file --key k.key --timestamp-url http://127.0.0.1:1/ --timestamp-root ca.pem {more}"
        ))
    };
    blob("--format cosign-legacy").expect(2, "no place for a timestamp");
    blob("--signature file.sig").expect(2, "no place for a timestamp");
    blob("").expect(4, "no answer");
    assert!(!place.path("file.sigstore.json").exists());
}

//! Verifying by the root of an authority and a name: images and files, and what is said where that will not do.
use serde_json::{Value, json};

use crate::{program::Place, schema};

const ANA: &str = "--subject email:ana@example.com";

/// The members of PEM in one line, as JSON has DER.
fn raw(pem: &str) -> Value {
    let lines = pem.lines().filter(|line| !line.starts_with("-----"));
    json!({"rawBytes": lines.collect::<String>()})
}

impl Place {
    /// Takes the key out of a bundle and puts certificates in: one, or a chain.
    fn with_certificates(&self, bundle: &str, files: &[&str]) {
        let mut document: Value = serde_json::from_str(&self.read(bundle)).unwrap();
        let material = document["verificationMaterial"].as_object_mut().unwrap();
        material.remove("publicKey").unwrap();
        let certificates: Vec<Value> = files.iter().map(|file| raw(&self.read(file))).collect();
        match certificates.as_slice() {
            [one] => material.insert("certificate".into(), one.clone()),
            several => material.insert("x509CertificateChain".into(), json!({"certificates": several})),
        };
        self.write(bundle, document.to_string());
    }

    /// A file `blob` that Ana signed, with `blob.sigstore.json`.
    fn with_signed_blob(self) -> Self {
        let place = self.with_authority();
        place.write("blob", "what is signed");
        place.run("sign-blob blob --key ana.key").expect(0, "wrote");
        place.with_certificates("blob.sigstore.json", &["ana.pem"]);
        place
    }

    /// A layout `image` that Ana signed in the older form, with the certificate in annotations.
    fn with_certified_image(self) -> Self {
        let (place, image) = self.with_image();
        let place = place.with_authority();
        place.run("sign oci:image:1.0 --key ana.key --format cosign-legacy").expect(0, "signed");
        let tag = format!("{}.sig", image.digest().replace(':', "-"));
        let mut index = place.index();
        let entries = index["manifests"].as_array_mut().unwrap();
        let is_signature =
            |entry: &&mut Value| entry["annotations"]["org.opencontainers.image.ref.name"] == *tag;
        let entry = entries.iter_mut().find(is_signature).unwrap();
        let path = crate::program::blob(entry["digest"].as_str().unwrap());
        let mut manifest: Value = serde_json::from_str(&place.read(&path)).unwrap();
        manifest["layers"][0]["annotations"]["dev.sigstore.cosign/certificate"] =
            place.read("ana.pem").into();
        manifest["layers"][0]["annotations"]["dev.sigstore.cosign/chain"] = place.read("ca.pem").into();
        let new = place.blob(entry["mediaType"].as_str().unwrap(), manifest.to_string().as_bytes());
        entry["digest"] = new["digest"].clone();
        entry["size"] = new["size"].clone();
        place.write_index(&index);
        place
    }
}

#[test]
fn an_image_is_verified_by_root_and_subject() {
    let place = Place::new().with_certified_image();
    let verify = |words: &str| place.run(&format!("verify oci:image:1.0 {words}"));
    verify(&format!("--certificate-root ca.pem {ANA}")).expect(0, "accepted");
    let report = verify(&format!("--certificate-root ca.pem {ANA} -o json")).expect(0, "").json();
    schema::check(&report);
    let signer = &report["accepted"][0]["signer"];
    assert_eq!((&signer["kind"], &signer["anchor"]), (&"certificate".into(), &"CN=ca".into()));
    assert_eq!(report["validUntil"], signer["validUntil"]);
    for (words, code) in [
        ("--certificate-root ca.pem --subject email:bob@example.com", "CSG-IDENTITY"),
        (
            "--certificate-root ca.pem --subject email:ana@example.com --at 2000-01-01T00:00:00Z",
            "CSG-CERTIFICATE-NOT-YET-VALID",
        ),
        (
            "--certificate-root ca.pem --subject email:ana@example.com --at 2060-01-01T00:00:00Z",
            "CSG-CERTIFICATE-EXPIRED",
        ),
        ("--key k.pub", "CSG-"),
    ] {
        verify(words).expect(1, code);
        let report = verify(&format!("{words} -o json")).expect(1, code).json();
        schema::check(&report);
    }
    place.key("other");
    place.root("other", "").expect(0, "");
    verify(&format!("--certificate-root other.pem {ANA}")).expect(1, "CSG-CERTIFICATE-UNTRUSTED");
    verify("--key ana.pub").expect(0, "accepted");
}

#[test]
fn a_file_is_verified_by_root_and_subject_with_a_certificate_and_with_a_chain() {
    let place = Place::new().with_signed_blob();
    let verify = |words: &str| place.run(&format!("verify-blob blob {words}"));
    let report = verify(&format!("--certificate-root ca.pem {ANA} -o json")).expect(0, "").json();
    schema::check(&report);
    verify("--certificate-root ca.pem --subject email:bob@example.com").expect(1, "CSG-IDENTITY");
    place.run("sign-blob blob --key ana.key --again").expect(0, "");
    verify(&format!("--certificate-root ca.pem {ANA}")).expect(1, "CSG-NO-CERTIFICATE");
    place.with_certificates("blob.sigstore.json", &["ana.pem", "ca.pem"]);
    verify(&format!("--certificate-root ca.pem {ANA}")).expect(0, "accepted");
    place.write("blob", "something else");
    verify(&format!("--certificate-root ca.pem {ANA}")).expect(1, "CSG-MESSAGE-DIGEST");
}

/// A root of the same name and key that may issue to less.
#[test]
fn the_limits_of_the_root_that_is_given_count() {
    let place = Place::new().with_signed_blob();
    let root = "certificate issue --profile ca --self-signed --key ca.key --subject dn:CN=ca";
    place.run(&format!("{root} --permit email:example.org --out narrow.pem")).expect(0, "wrote");
    let verify = |root: &str| place.run(&format!("verify-blob blob --certificate-root {root} {ANA}"));
    verify("narrow.pem").expect(1, "CSG-CERTIFICATE-NAME-CONSTRAINT");
    verify("ca.pem").expect(0, "accepted");
    place.run("certificate verify ana.pem --root narrow.pem").expect(1, "CSG-X509-NAME-CONSTRAINT");
    place.run("certificate verify ana.pem --root ca.pem").expect(0, "valid until");
}

#[test]
fn a_statement_about_a_file_is_verified_by_root_and_subject() {
    let place = Place::new().with_authority();
    place.write("blob", "what is signed");
    place.write("predicate", "{}");
    place.run("attest-blob blob --type custom --predicate predicate --key ana.key").expect(0, "wrote");
    place.with_certificates("blob.sigstore.json", &["ana.pem"]);
    let verify = |words: &str| {
        place.run(&format!("verify-blob-attestation blob --type custom --certificate-root ca.pem {words}"))
    };
    verify(ANA).expect(0, "accepted");
    verify("--subject dns:ana.example").expect(1, "CSG-IDENTITY");
}

#[test]
fn a_past_time_is_listed_as_a_weakening() {
    let place = Place::new().with_signed_blob();
    let at = "--at 2099-01-01T00:00:00Z";
    place
        .run(&format!("verify-blob blob --certificate-root ca.pem {ANA} {at}"))
        .expect(1, "CSG-CERTIFICATE-EXPIRED");
    place.run("verify-blob blob --key ana.pub --at 2020-01-01T00:00:00Z -o json").expect(1, "past-time");
    place.key("old");
    let span = "--not-before 2020-01-01T00:00:00Z --not-after 2021-01-01T00:00:00Z";
    place.root("old", "--not-before 2019-01-01T00:00:00Z --not-after 2030-01-01T00:00:00Z").expect(0, "");
    let past = format!("--san email:ana@example.com {span} --out past.pem");
    place.issue("code-signing", "old", "ana", &past).expect(0, "");
    place.run("sign-blob blob --key ana.key --again").expect(0, "");
    place.with_certificates("blob.sigstore.json", &["past.pem"]);
    let verify = |more: &str| place.run(&format!("verify-blob blob --certificate-root old.pem {ANA} {more}"));
    verify("").expect(1, "CSG-CERTIFICATE-EXPIRED");
    let report = verify("--at 2020-06-01T00:00:00Z -o json").expect(0, "").json();
    schema::check(&report);
    assert_eq!(report["weakened"], json!(["past-time"]));
    verify("--at 2020-06-01T00:00:00Z").expect(0, "past-time, 2020-06-01T00:00:00Z");
}

/// What is not valid yet counts then as it will.
#[test]
fn a_time_to_come_is_told() {
    let place = Place::new().with_authority();
    place.write("blob", "what is signed");
    let span = "--not-before 2030-01-01T00:00:00Z --not-after 2031-01-01T00:00:00Z";
    place
        .issue("code-signing", "ca", "ana", &format!("--san email:ana@example.com {span} --out next.pem"))
        .expect(0, "");
    place.run("sign-blob blob --key ana.key").expect(0, "");
    place.with_certificates("blob.sigstore.json", &["next.pem"]);
    let verify = |more: &str| place.run(&format!("verify-blob blob --certificate-root ca.pem {ANA} {more}"));
    verify("").expect(1, "CSG-CERTIFICATE-NOT-YET-VALID");
    let ended = verify("--at 2030-06-01T00:00:00Z -o json").expect(0, "");
    assert!(ended.err.contains("as of 2030-06-01T00:00:00Z, which has not come yet"), "{ended:?}");
    let report = ended.json();
    schema::check(&report);
    assert_eq!(report["at"], "2030-06-01T00:00:00Z");
    let verify = "certificate verify next.pem --root ca.pem --at 2030-06-01T00:00:00Z";
    place.run(verify).expect(0, "at 2030-06-01T00:00:00Z, which has not come yet");
}

#[test]
fn what_goes_not_together_is_exit_2() {
    let place = Place::new().with_certified_image();
    let verify = |words: &str| place.run(&format!("verify oci:image:1.0 {words}"));
    verify("--certificate-root ca.pem").expect(2, "add --subject");
    verify(ANA).expect(2, "add --certificate-root FILE");
    verify(&format!("--certificate-root ca.pem {ANA} --key k.pub")).expect(2, "does not go with --key");
    verify(&format!("--certificate-root ca.pem {ANA} --signer key=k.pub")).expect(2, "does not go with");
    verify(&format!("--certificate-root ca.pem {ANA} --threshold 1")).expect(2, "--threshold");
    verify("--certificate-root ca.pem --subject ana@example.com").expect(2, "is no identity");
    verify(&format!("--certificate-root none.pem {ANA}")).expect(2, "none.pem");
    verify(&format!("--certificate-root k.pub {ANA}")).expect(2, "holds no certificate");
    verify(&format!("--certificate-root ca.pem {ANA} --at noon")).expect(2, "--at noon is no time");
    verify(&format!("--certificate-root ca.pem {ANA} {ANA}")).expect(2, "multiple times");
    verify(&format!("--certificate-root ca.pem --certificate-root ca.pem {ANA}")).expect(2, "multiple times");
    verify("").expect(2, "--certificate-root FILE --subject");
}

use std::fs;

use serde_json::Value;

use crate::{program::Place, schema};

const FORMS: [(&str, &str); 2] = [("cosign", "cosign-bundle"), ("cosign-legacy", "cosign-attestation")];

/// Every type by its name, with a predicate that fits it.
const TYPES: [(&str, &str, &str); 11] = [
    ("slsaprovenance", "https://slsa.dev/provenance/v0.2", r#"{"buildType":"t"}"#),
    ("slsaprovenance02", "https://slsa.dev/provenance/v0.2", r#"{"buildType":"t"}"#),
    ("slsaprovenance1", "https://slsa.dev/provenance/v1", r#"{"runDetails":{}}"#),
    ("spdx", "https://spdx.dev/Document", "SPDXVersion: SPDX-2.3"),
    ("spdxjson", "https://spdx.dev/Document", r#"{"spdxVersion":"SPDX-2.3"}"#),
    ("cyclonedx", "https://cyclonedx.org/bom", r#"{"bomFormat":"CycloneDX"}"#),
    ("link", "https://in-toto.io/Link/v1", r#"{"name":"n"}"#),
    ("vuln", "https://cosign.sigstore.dev/attestation/vuln/v1", r#"{"scanner":{}}"#),
    ("openvex", "https://openvex.dev/ns", r#"{"statements":[]}"#),
    ("custom", "https://cosign.sigstore.dev/attestation/v1", "any text"),
    ("https://example.com/review/v1", "https://example.com/review/v1", r#"{"by":"me"}"#),
];

fn verified(place: &Place, predicate_type: &str, more: &str) -> Value {
    let ended = place
        .run(&format!("verify-attestation oci:image:1.0 --type {predicate_type} --key k.pub -o json {more}"));
    assert_eq!(ended.code, 0, "{predicate_type}: {ended:?}");
    let report = ended.json();
    schema::check(&report);
    report
}

#[test]
fn every_type_is_attested_and_verified_in_both_forms() {
    for (form, format) in FORMS {
        for (name, uri, predicate) in TYPES {
            // Two of the names stand for one type.
            let (place, image) = Place::new().with_image();
            place.write("predicate", predicate);
            let attest = format!(
                "attest oci:image:1.0 --type {name} --predicate predicate --key k.key --format {form} -o json"
            );
            let ended = place.run(&attest);
            assert_eq!(ended.code, 0, "{name}: {ended:?}");
            let done = ended.json();
            assert_eq!((&done["format"], &done["predicateType"]), (&format.into(), &uri.into()), "{name}");
            let report = verified(&place, name, "");
            assert_eq!(report["accepted"][0]["format"], format);
            let statement = &report["statement"];
            assert_eq!(statement["predicateType"], uri);
            let digest = statement["subject"][0]["digest"]["sha256"].as_str().unwrap();
            assert_eq!(format!("sha256:{digest}"), image.digest());
            match name {
                "spdx" => assert_eq!(statement["predicate"], predicate),
                "custom" => assert_eq!(statement["predicate"]["Data"], predicate),
                _ => assert_eq!(statement["predicate"], serde_json::from_str::<Value>(predicate).unwrap()),
            }
        }
    }
}

#[test]
fn an_equal_statement_is_not_added_and_another_one_is() {
    for (form, _) in FORMS {
        let (place, _) = Place::new().with_image();
        place.write("predicate", r#"{"a":1}"#);
        let attest =
            format!("attest oci:image:1.0 --type vuln --predicate predicate --key k.key --format {form}");
        place.run(&attest).expect(0, "attestation");
        let before = place.snapshot("image");
        place.run(&attest).expect(0, "already signed");
        assert_eq!(place.snapshot("image"), before);
        place.write("predicate", r#"{"a":2}"#);
        place.run(&format!("{attest} --dry-run")).expect(0, "would write   index.json");
        assert_eq!(place.snapshot("image"), before);
        let done = place.run(&format!("{attest} -o json")).expect(0, "").json();
        assert_eq!(done["manifests"][0]["state"], "signed");
        let report = verified(&place, "vuln", "--all");
        let accepted = report["accepted"].as_array().unwrap();
        assert_eq!(accepted.len(), 2);
        let said: Vec<_> = accepted.iter().map(|one| &one["statement"]["predicate"]["a"]).collect();
        assert!(said.contains(&&Value::from(1)) && said.contains(&&Value::from(2)), "{said:?}");
    }
}

#[test]
fn a_signature_is_no_attestation_and_an_attestation_no_signature() {
    let (place, _) = Place::new().with_image();
    place.write("predicate", "{}");
    let verify = "verify oci:image:1.0 --key k.pub";
    let verify_attestation = "verify-attestation oci:image:1.0 --type vuln --key k.pub";
    for (form, _) in FORMS {
        place
            .run(&format!(
                "attest oci:image:1.0 --type vuln --predicate predicate --key k.key --format {form}"
            ))
            .expect(0, "signed");
    }
    place.run(verify).expect(3, "CSG-NO-SIGNATURE");
    place.run(verify_attestation).expect(0, "accepted");
    place.run("verify-attestation oci:image:1.0 --type openvex --key k.pub").expect(3, "CSG-NO-ATTESTATION");
    let (place, _) = Place::new().with_signed_image();
    place.run(verify).expect(0, "accepted");
    let report = place.run(&format!("{verify_attestation} -o json")).expect(3, "").json();
    schema::check(&report);
    assert_eq!(report["code"], "CSG-NO-ATTESTATION");
    assert!(report.get("statement").is_none());
}

#[test]
fn another_key_is_refused_and_shows_no_statement() {
    let (place, _) = Place::new().with_image();
    place.key("other");
    place.write("predicate", "{}");
    place.run("attest oci:image:1.0 --type vuln --predicate predicate --key k.key").expect(0, "signed");
    let ended = place.run("verify-attestation oci:image:1.0 --type vuln --key other.pub -o json");
    let report = ended.json();
    schema::check(&report);
    assert_eq!(report["code"], "CSG-SIGNATURE-INVALID");
    assert!(!ended.out.contains("\"statement\""), "{ended:?}");
    ended.expect(1, "no acceptable signature");
}

#[test]
fn the_predicate_may_come_from_standard_input_and_must_fit_its_type() {
    let (place, _) = Place::new().with_image();
    let attest = "countersign attest oci:image:1.0 --key k.key --predicate -";
    place.shell(&format!("echo 'it works' | {attest} --type custom")).expect(0, "signed");
    assert_eq!(verified(&place, "custom", "")["statement"]["predicate"]["Data"], "it works\n");
    let before = place.snapshot("image");
    place.shell(&format!("echo 'it works' | {attest} --type cyclonedx")).expect(2, "not JSON");
    place.shell(&format!("echo '[]' | {attest} --type cyclonedx")).expect(2, "not a JSON object");
    place.shell(&format!("echo '{{\"a\":1,\"a\":2}}' | {attest} --type cyclonedx")).expect(2, "predicate");
    place
        .run("attest oci:image:1.0 --key k.key --type vuln --predicate missing")
        .expect(2, "missing cannot be read");
    assert_eq!(place.snapshot("image"), before);
}

#[test]
fn no_type_or_a_wrong_one_is_an_error_that_names_the_types() {
    let (place, _) = Place::new().with_image();
    place.write("predicate", "{}");
    for verb in [
        "attest oci:image:1.0 --predicate predicate --key k.key",
        "verify-attestation oci:image:1.0 --key k.pub",
    ] {
        place.run(verb).expect(2, "slsaprovenance1");
        place.run(&format!("{verb} --type sbom")).expect(2, "slsaprovenance1");
        place
            .run(&format!("{verb} --type https://sigstore.dev/cosign/sign/v1"))
            .expect(2, "image signatures");
    }
    place.run("verify-attestation oci:image:1.0 --type vuln").expect(2, "--key PUB");
}

#[test]
fn recursive_attests_the_index_and_everything_in_it_and_a_platform_is_covered() {
    let (place, _, [_, arm]) = Place::new().with_index();
    place.write("predicate", "{}");
    for (form, _) in FORMS {
        let attest =
            format!("attest oci:image:1.0 --type vuln --predicate predicate --key k.key --format {form}");
        let done = place.run(&format!("{attest} --recursive -o json")).expect(0, "").json();
        assert_eq!(done["manifests"].as_array().unwrap().len(), 3);
        let verify = "verify-attestation oci:image:1.0 --type vuln --key k.pub --platform";
        let ended = place.run(&format!("{verify} linux/arm64")).expect(0, "accepted");
        assert!(ended.out.contains(&format!("run       oci:image@{}", arm.digest())), "{ended:?}");
        place.run(&format!("{verify} all")).expect(0, "accepted");
    }
    let listed = place.run("list oci:image:1.0 -o json").expect(0, "").json();
    for manifest in listed["subject"]["manifests"].as_array().unwrap() {
        assert_eq!(manifest["attached"].as_array().unwrap().len(), 2, "{manifest}");
    }
}

#[test]
fn several_signers_must_attest_where_several_are_required() {
    let (place, _) = Place::new().with_image();
    place.key("other");
    place.write("predicate", "{}");
    let attest = "attest oci:image:1.0 --type vuln --predicate predicate --key";
    let verify = "verify-attestation oci:image:1.0 --type vuln --signer key=k.pub --signer key=other.pub --threshold 2";
    place.run(&format!("{attest} k.key")).expect(0, "signed");
    place.run(verify).expect(1, "CSG-THRESHOLD");
    place.run(&format!("{attest} other.key")).expect(0, "signed");
    place.run(verify).expect(0, "accepted");
}

#[test]
fn damaged_attestations_are_malformed() {
    let (place, _) = Place::new().with_image();
    place.write("predicate", "{}");
    place.run("attest oci:image:1.0 --type vuln --predicate predicate --key k.key").expect(0, "signed");
    let (_, layer) = place.signature();
    fs::remove_file(place.path(&crate::program::blob(layer["digest"].as_str().unwrap()))).unwrap();
    let verify = "verify-attestation oci:image:1.0 --type vuln --key k.pub";
    place.run(verify).expect(5, "CSG-BLOB-MISSING");
    place.write("image/index.json", "{");
    let report = place.run(&format!("{verify} -o json")).expect(5, "index.json").json();
    schema::check(&report);
    assert_eq!(report["asked"]["kind"], "attestation");
}

//! Public certificates, linted and held against Notation's profiles.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of these tests"
)]

use countersign_encoding::base64;
use countersign_x509::{Certificate, Profile, Role, lint};
use serde_json::Value;

fn der(value: &Value) -> Vec<u8> {
    base64::decode_standard(value.as_str().unwrap().as_bytes()).unwrap()
}

/// A cRLIssuer that is a URI: "the cRLIssuer field MUST only contain the distinguished name (DN)" (RFC 5280 §4.2.1.13).
const NOT_CLEAN: [&str; 1] = ["x509test::ok-ext-crl-point"];
/// What is wrong is the path, or a point that only arithmetic finds off its curve.
const CLEAN: [&str; 2] = ["x509test::xf-issuer-mismatch-v2", "x509test::xf-pubkey-ecdsa-not-on-curve"];

#[test]
fn x509test_certificates_are_clean_where_they_are_valid_and_only_there() {
    let Some(corpus) = testkit::corpora("x509test") else { return };
    let rows = testkit::jsonl(&corpus.join("x509test.jsonl"));
    for row in &rows {
        let id = row["id"].as_str().unwrap();
        let lint = lint(&der(&row["in"]["target"]), Profile::RFC5280);
        let of_two = id.starts_with("x509test::2-");
        let expected = (row["expect"] == "VALID" && !NOT_CLEAN.contains(&id)) || CLEAN.contains(&id);
        assert!(of_two || lint.is_clean() == expected, "{id}: {lint}");
    }
    assert!(rows.len() >= 70, "{} rows", rows.len());
}

#[test]
fn notation_answers_about_single_certificates_are_the_ones_of_its_profiles() {
    let Some(corpus) = testkit::corpora("notation") else { return };
    let mut answered = 0;
    for row in testkit::jsonl(&corpus.join("x509_profile.jsonl")) {
        let (profile, role) = match row["op"].as_str().unwrap() {
            "notation.codesigning_leaf" => (Profile::NOTATION_CODE_SIGNING, Role::Leaf),
            "notation.codesigning_ca" => (Profile::NOTATION_CODE_SIGNING, Role::Intermediate),
            "notation.timestamping_leaf" => (Profile::NOTATION_TIMESTAMPING, Role::Leaf),
            "notation.timestamping_ca" => (Profile::NOTATION_TIMESTAMPING, Role::Intermediate),
            _ => continue,
        };
        let der = der(&row["in"]["chain"][0]);
        let cas_below = row["in"]["path_len"].as_u64().unwrap_or(0).try_into().unwrap();
        let accepted = Certificate::from_der(&der).is_ok_and(|certificate| {
            profile.check(role, &certificate).is_ok()
                && profile.check_path_length(&certificate, cas_below).is_ok()
        });
        assert_eq!(Value::Bool(accepted), row["expect"], "{}", row["id"]);
        answered += 1;
    }
    assert!(answered >= 10, "{answered} rows");
}

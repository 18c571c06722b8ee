//! Certificates of public suites: what verifies there is read here, and rows about parsing are answered as they expect.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of these tests"
)]

use std::collections::BTreeSet;

use countersign_encoding::base64::decode_standard;
use countersign_x509::{Certificate, CertificateOutline, CertificatePolicies, Rule, TbsOutline};
use serde_json::Value;
use testkit::{corpora, jsonl};

fn bytes(value: &Value) -> Vec<u8> {
    decode_standard(value.as_str().expect("a text").as_bytes()).expect("base64")
}

/// Rows of pyca's suite that are answered otherwise, and why.
const PARSE_EXCEPTIONS: [(&str, &str); 9] = [
    ("parse-cert::d658f5dd112aae98", "RFC 5280 §4.1.1.2: the algorithms inside and outside differ"),
    ("parse-cert::cda8414e50888f22", "RFC 5280 §4.1.1.2: the algorithms inside and outside differ"),
    ("parse-cert::3c29ca80fe61032a", "RFC 5280 §4.1.1.2: the algorithms inside and outside differ"),
    ("parse-cert::ce4a25d0e4a75f8b", "RFC 5280 §4.1.1.2: the algorithms inside and outside differ"),
    (
        "parse-cert::d448682e423c3125",
        "RFC 5280 §4.2.1.6: names of a subject are IA5String, and this one is not ASCII",
    ),
    ("parse-cert::b1c98fa13ee920c6", "RFC 5280 §4.1.2.2: the serial number is zero"),
    ("parse-cert::18850c547348c2e1", "RFC 5280 §4.1.2.2: the serial number is zero"),
    (
        "parse-cert::f945e703b2516816",
        "RFC 6962 §3.2: a timestamp of an unknown version is for its reader to pass over",
    ),
    ("parse-cert::e8a1af73820beb0c", "RFC 5280 §4.1.2.4: the value of an attribute is of any type"),
];

#[test]
fn rows_about_certificates_are_answered_as_expected_or_for_a_reason() {
    let Some(folder) = corpora("parse") else { return };
    let rows = jsonl(&folder.join("parse_oracle.jsonl"));
    let rows: Vec<&Value> = rows.iter().filter(|row| row["op"] == "parse.cert").collect();
    let unexpected = rows.iter().filter(|row| {
        let read = Certificate::from_der(&bytes(&row["in"]["der"])).is_ok();
        read != (row["expect"] == "OK")
    });
    let unexpected: BTreeSet<&str> = unexpected.map(|row| row["id"].as_str().unwrap()).collect();
    let known: BTreeSet<&str> = PARSE_EXCEPTIONS.iter().map(|(id, _)| *id).collect();
    assert!(rows.len() >= 100, "{} rows", rows.len());
    assert_eq!(unexpected, known);
}

#[test]
fn rows_about_parts_of_certificates_are_answered_as_expected() {
    let Some(folder) = corpora("boringssl-pki") else { return };
    for (file, least) in [("parse.jsonl", 10), ("policies.jsonl", 8)] {
        let rows = jsonl(&folder.join(file));
        assert!(rows.len() >= least, "{file}: {} rows", rows.len());
        for row in rows {
            let der = bytes(&row["in"]["der"]);
            let read = match row["op"].as_str().unwrap() {
                "x509.parse_outer" => CertificateOutline::from_der(&der).is_ok(),
                "x509.parse_tbs" => TbsOutline::from_der(&der).is_ok(),
                "x509.parse_certificate_policies" => CertificatePolicies::from_der(&der).is_ok(),
                other => panic!("{other} is unknown"),
            };
            assert_eq!(read, row["expect"] == "OK", "{}", row["id"]);
        }
    }
}

/// The certificates of a row, under any of the names that suites give them.
fn certificates(input: &Value) -> Vec<Vec<u8>> {
    let names = ["target", "intermediates", "anchors", "chain", "cert", "issuer"];
    let values = names.iter().filter_map(|name| input.get(name));
    let one_by_one =
        values.flat_map(|value| value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]));
    one_by_one.filter(Value::is_string).map(|value| bytes(&value)).collect()
}

/// Roots that are taken for name and key may have the serial number zero, as one of OpenSSL's suite has.
#[test]
fn every_certificate_of_a_row_that_verifies_is_read() {
    let mut read = 0;
    for (corpus, file) in [
        ("boringssl-pki", "chain.jsonl"),
        ("boringssl-pki", "crl.jsonl"),
        ("boringssl-pki", "ocsp.jsonl"),
        ("notation", "x509_profile.jsonl"),
        ("openssl-ocsp", "openssl_ocsp.jsonl"),
        ("pkits", "pkits.jsonl"),
        ("x509test", "x509test.jsonl"),
    ] {
        let Some(folder) = corpora(corpus) else { return };
        for row in jsonl(&folder.join(file)) {
            let verifies = row["expect"] == true || row["expect"] == "VALID" || row["expect"] == "GOOD";
            for der in certificates(&row["in"]).iter().filter(|_| verifies) {
                match Certificate::from_der(der) {
                    Ok(certificate) => assert_eq!(certificate.der(), der),
                    Err(violation) => {
                        let anchor = bytes(&row["in"]["anchors"][0]);
                        assert_eq!(
                            (violation.rule(), der),
                            (Rule::SerialNotPositive, &anchor),
                            "{}",
                            row["id"]
                        );
                    }
                }
                read += 1;
            }
        }
    }
    assert!(read > 300, "{read} certificates");
}

#[test]
fn every_certificate_of_a_limbo_case_that_succeeds_is_read() {
    let Some(folder) = corpora("x509-limbo") else { return };
    let mut read = 0;
    for file in [
        "limbo.core.json",
        "limbo.bettertls-pathbuilding.json",
        "limbo.bettertls-nameconstraints-sample.json",
    ] {
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        let suite: Value = serde_json::from_str(&text).unwrap();
        let cases = suite["testcases"].as_array().unwrap();
        for case in cases.iter().filter(|case| case["expected_result"] == "SUCCESS") {
            let lists = ["trusted_certs", "untrusted_intermediates"]
                .map(|name| case[name].as_array().unwrap().clone());
            for pem in lists.iter().flatten().chain([&case["peer_certificate"]]) {
                match Certificate::from_pem(pem.as_str().unwrap().as_bytes()) {
                    Ok(_) => read += 1,
                    Err(error) => {
                        assert_eq!(known_refusal(&case["id"]), Some(error.to_string()), "{}", case["id"])
                    }
                }
            }
        }
    }
    assert!(read > 500, "{read} certificates");
}

/// A root of the public Web that has the serial number zero: it can be an anchor by name and key, and is no certificate.
fn known_refusal(id: &Value) -> Option<String> {
    (id == "online::fastly.com").then(|| "certificate 0 is malformed".to_owned())
}

/// Certificates of PKITS that are refused before any path is built. The suite wants no path through any of them.
const PKITS_REFUSED: [(&str, Rule); 5] = [
    ("BadSignedCACert.crt", Rule::SignatureUnusedBits),
    ("InvalidDSASignatureTest6EE.crt", Rule::SignatureUnusedBits),
    ("InvalidNegativeSerialNumberTest15EE.crt", Rule::SerialNotPositive),
    ("MappingFromanyPolicyCACert.crt", Rule::AnyPolicyMapped),
    ("MappingToanyPolicyCACert.crt", Rule::AnyPolicyMapped),
];

#[test]
fn certificates_of_pkits_are_read_but_those_that_break_a_rule() {
    let Some(folder) = corpora("pkits") else { return };
    let files = std::fs::read_dir(folder.join("certs")).unwrap().map(|entry| entry.unwrap().path());
    let mut read = 0;
    let refusals = files.filter_map(|path| {
        read += 1;
        let violation = Certificate::from_der(&std::fs::read(&path).unwrap()).err()?;
        Some((path.file_name()?.to_str()?.to_owned(), violation.rule()))
    });
    let refusals: BTreeSet<_> = refusals.collect();
    assert_eq!(refusals, PKITS_REFUSED.map(|(name, rule)| (name.to_owned(), rule)).into());
    assert!(read >= 400, "{read} certificates");
}

//! Signatures of others' suites.

use countersign_crypto::RustCrypto;
use countersign_encoding::{base64, der::Reader};
use countersign_x509::{AlgorithmRules, SignatureError, Signed, verify_signature};
use serde_json::Value;

use crate::support::{NULL, RSA, check, identifier, unhex};

/// What `sig.verify` answers, and nothing but ML-DSA is without an answer.
#[test]
fn answers_every_row_of_boringssl() {
    let Some(folder) = testkit::corpora("boringssl-pki") else { return };
    let rows = testkit::jsonl(&folder.join("signed_data.jsonl"));
    assert!(rows.len() >= 13);
    for row in rows {
        let field =
            |name: &str| base64::decode_standard(row["in"][name].as_str().unwrap().as_bytes()).unwrap();
        let answer =
            answer(&field("spki"), &field("algorithm"), &field("data"), &field("signature_bitstring"));
        let id = row["id"].as_str().unwrap();
        // This version has no ML-DSA: it says so and accepts nothing.
        if id == "bssl-sig::mldsa-65" {
            assert!(answer.unwrap_err().to_string().contains("not supported"));
            continue;
        }
        assert_eq!(answer.is_ok(), row["expect"] == Value::Bool(true), "{id}: {answer:?}");
    }
}

fn answer(spki: &[u8], algorithm: &[u8], data: &[u8], bits: &[u8]) -> Result<(), SignatureError> {
    let rules = AlgorithmRules::DEFAULT;
    let key = rules.read_key(spki)?;
    let bits = Reader::new(bits).bit_string().unwrap();
    verify_signature(&Signed::from_bits(data, algorithm, bits)?, &key, &rules, &RustCrypto)
}

/// The files of Wycheproof whose algorithm has an AlgorithmIdentifier in X.509.
const FILES: &[(&str, &str)] = &[
    ("ecdsa_secp256r1_sha256_test", "06082a8648ce3d040302"),
    ("ecdsa_secp256r1_sha512_test", "06082a8648ce3d040304"),
    ("ecdsa_secp384r1_sha256_test", "06082a8648ce3d040302"),
    ("ecdsa_secp384r1_sha384_test", "06082a8648ce3d040303"),
    ("ecdsa_secp384r1_sha512_test", "06082a8648ce3d040304"),
    ("ecdsa_secp521r1_sha512_test", "06082a8648ce3d040304"),
    ("ed25519_test", "06032b6570"),
    ("rsa_signature_2048_sha256_test", "0b"),
    ("rsa_signature_2048_sha384_test", "0c"),
    ("rsa_signature_2048_sha512_test", "0d"),
    ("rsa_signature_3072_sha256_test", "0b"),
    ("rsa_signature_4096_sha512_test", "0d"),
];

#[test]
fn answers_every_case_of_wycheproof_as_a_certificate_would_pose_it() {
    let Some(folder) = testkit::corpora("wycheproof") else { return };
    let mut scored = 0;
    for (name, oid) in FILES {
        let file = std::fs::read(folder.join(format!("{name}.json"))).unwrap();
        let file: Value = serde_json::from_slice(&file).unwrap();
        let algorithm =
            if oid.len() == 2 { identifier(&format!("{RSA}{oid}"), NULL) } else { identifier(oid, "") };
        for group in file["testGroups"].as_array().unwrap() {
            let spki = unhex(group["publicKeyDer"].as_str().unwrap());
            for case in group["tests"].as_array().unwrap() {
                let field = |name: &str| unhex(case[name].as_str().unwrap());
                let answer = check(&spki, &algorithm, &field("msg"), &field("sig"), &AlgorithmRules::DEFAULT);
                match case["result"].as_str().unwrap() {
                    "valid" => assert_eq!(answer, Ok(()), "{name}: {case}"),
                    "invalid" => assert!(answer.is_err(), "{name}: {case}"),
                    _ => continue,
                }
                scored += 1;
            }
        }
    }
    assert!(scored >= 2000, "only {scored} cases");
}

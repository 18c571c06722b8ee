//! All of Wycheproof that this version has an algorithm for.

use countersign_crypto::{Message, PublicKey, RustCrypto, Scheme};
use serde_json::Value;

use crate::support::{DER, FIXED, unhex, verifier};

fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member].as_str().unwrap_or_else(|| panic!("no text {member} in {value}"))
}

/// Answers every case of a file; `acceptable` is not scored.
fn run(name: &str, scheme: Scheme, least: usize) {
    let Some(folder) = testkit::corpora("wycheproof") else { return };
    let file: Value = serde_json::from_slice(&std::fs::read(folder.join(name)).unwrap()).unwrap();
    let mut scored = 0;
    for group in file["testGroups"].as_array().unwrap() {
        let key = PublicKey::from_spki_der(&unhex(text(group, "publicKeyDer")), &RustCrypto).unwrap();
        let verifier = verifier(&key, scheme);
        for case in group["tests"].as_array().unwrap() {
            let (message, signature) = (unhex(text(case, "msg")), unhex(text(case, "sig")));
            let accepted = verifier.verify(Message::Bytes(&message), &signature).is_ok();
            match text(case, "result") {
                "valid" => assert!(accepted, "false reject: {case}"),
                "invalid" => assert!(!accepted, "false accept: {case}"),
                _ => continue,
            }
            scored += 1;
        }
    }
    assert!(scored >= least, "only {scored} cases scored");
}

#[test]
fn answers_every_case_in_der() {
    run("ecdsa_secp256r1_sha256_test.json", DER, 200);
}

#[test]
fn answers_every_case_in_fixed_encoding() {
    run("ecdsa_secp256r1_sha256_p1363_test.json", FIXED, 100);
}

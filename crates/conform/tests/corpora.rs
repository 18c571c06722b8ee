//! The program over the public corpora, where they are at hand.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of these tests stand outside of test functions"
)]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use countersign::crypto::{PublicKey, RustCrypto};
use countersign::encoding::{base64, hex};
use countersign::keys::KeyFile;
use serde_json::{Value, json};

fn conform(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_conform"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that reads no input may end before it is all written.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn lines(output: &Output) -> Vec<Value> {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = std::str::from_utf8(&output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn answer(op: &str, input: &Value) -> Value {
    let case = json!({"id": "case", "op": op, "in": input});
    lines(&conform(&["cases"], &case.to_string())).remove(0)
}

/// Every case of the corpus is answered, and answered right.
fn every_answer_is_right(corpus: &str) {
    let Some(folder) = testkit::corpora(corpus) else { return };
    let mut answered = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let cases = testkit::jsonl(&path);
        let answers = lines(&conform(&["cases"], &std::fs::read_to_string(&path).unwrap()));
        assert_eq!(answers.len(), cases.len());
        for (case, answer) in cases.iter().zip(&answers) {
            assert_eq!(answer["id"], case["id"]);
            assert_eq!(answer["result"], case["expect"], "{case}");
            answered += 1;
        }
    }
    assert!(answered > 0);
}

#[test]
fn every_digest_and_reference_is_answered_right() {
    every_answer_is_right("oci");
}

#[test]
fn every_canonical_text_is_right() {
    every_answer_is_right("jcs");
}

#[test]
fn every_envelope_is_judged_right() {
    every_answer_is_right("dsse");
}

/// The tests of a file with the program's answers, in order.
fn wycheproof(path: &Path) -> Vec<(Value, Value)> {
    let file = read(path);
    let groups = file["testGroups"].as_array().unwrap().iter();
    let tests: Vec<Value> = groups.flat_map(|group| group["tests"].as_array().unwrap().clone()).collect();
    let answers = lines(&conform(&["wycheproof", path.to_str().unwrap()], ""));
    assert_eq!(answers.len(), tests.len());
    tests.into_iter().zip(answers).collect()
}

fn read(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn every_answer_to_wycheproof_is_right() {
    let Some(folder) = testkit::corpora("wycheproof") else { return };
    let (mut answered, mut unsupported) = (0, 0);
    for path in files(&folder) {
        let name = path.file_name().unwrap().to_str().unwrap();
        for (test, answer) in wycheproof(&path) {
            assert_eq!(answer["tcId"], test["tcId"]);
            assert_eq!(answer["file"], name);
            if answer["result"] == "UNSUPPORTED" {
                unsupported += 1;
            } else {
                let right = test["result"] == "acceptable" || answer["result"] == test["result"];
                assert!(right, "{name}: {test}");
                answered += 1;
            }
        }
    }
    assert!(answered > 10 * unsupported, "{answered} answered, {unsupported} not");
}

#[test]
fn what_is_not_offered_is_unsupported_in_wycheproof() {
    let Some(folder) = testkit::corpora("wycheproof") else { return };
    for (test, answer) in wycheproof(&folder.join("rsa_pss_2048_sha256_mgf1sha1_20_test.json")) {
        assert_eq!(answer["result"], "UNSUPPORTED", "{test}");
    }
}

#[test]
fn every_form_of_a_key_in_wycheproof_is_the_same_key() {
    let Some(folder) = testkit::corpora("wycheproof") else { return };
    let mut jwks = 0;
    for path in files(&folder) {
        for group in read(&path)["testGroups"].as_array().unwrap() {
            let Some(pem) = group["publicKeyPem"].as_str() else { continue };
            // Keys that are refused in one form are refused in all.
            let key = public_key(pem.as_bytes());
            let der = hex::decode_any_case(group["publicKeyDer"].as_str().unwrap()).unwrap();
            assert_eq!(public_key(&der), key, "{}", path.display());
            for name in ["publicKeyJwk", "keyJwk"] {
                if let Some(jwk) = group.get(name) {
                    assert_eq!(public_key(jwk.to_string().as_bytes()), key, "{}: {jwk}", path.display());
                    jwks += 1;
                }
            }
        }
    }
    assert!(jwks > 0);
}

fn public_key(file: &[u8]) -> Option<PublicKey> {
    match KeyFile::parse(file, &RustCrypto) {
        Ok(KeyFile::Public(key)) => Some(key),
        Ok(other) => panic!("{other:?}"),
        Err(_) => None,
    }
}

#[test]
fn the_score_over_all_corpora_is_good() {
    let Some(folder) = testkit::corpora("dsse") else { return };
    let output = conform(&["score", folder.parent().unwrap().to_str().unwrap()], "");
    let table = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{table}");
    let refused: Vec<&str> = table.lines().filter_map(|line| line.strip_prefix("false reject: ")).collect();
    let known: Vec<&str> = REFUSED_FOR_A_REASON.iter().map(|(id, _)| *id).collect();
    assert_eq!(refused, known, "{table}");
    assert!(table.contains("unsupported: wycheproof: "), "{table}");
    println!("{table}");
}

/// What a corpus accepts and this library refuses, in the order of the corpora.
const REFUSED_FOR_A_REASON: &[(&str, &str)] = &[
    (
        "bssl-chain::target-msapplicationpolicies-and-eku/main",
        "a critical extension of Microsoft's, which RFC 5280 §4.2 asks to refuse: BoringSSL passes over it",
    ),
    (
        "parse-cert::d658f5dd112aae98",
        "two signature algorithms: RFC 5280 §4.1.1.2, \"MUST contain the same\"",
    ),
    ("parse-cert::cda8414e50888f22", "two signature algorithms: RFC 5280 §4.1.1.2"),
    ("parse-cert::3c29ca80fe61032a", "two signature algorithms: RFC 5280 §4.1.1.2"),
    ("parse-cert::ce4a25d0e4a75f8b", "two signature algorithms: RFC 5280 §4.1.1.2"),
    ("parse-cert::d448682e423c3125", "an alternative name that is no IA5String: RFC 5280 §4.2.1.6"),
    ("parse-cert::b1c98fa13ee920c6", "serial number 0: RFC 5280 §4.1.2.2, \"MUST be a positive integer\""),
    (
        "parse-crl::44c59e6aa8e5c5e2",
        "an issuer without a name: RFC 5280 §5.1.2.3, \"MUST contain a non-empty\" one",
    ),
    ("parse-crl::748eeb70b33a104d", "an issuer without a name: RFC 5280 §5.1.2.3"),
    ("parse-cert::18850c547348c2e1", "serial number 0: RFC 5280 §4.1.2.2"),
    ("parse-crl::cdbd3e431db51f92", "an empty list of entries: RFC 5280 §5.1.2.6, \"MUST be absent\""),
    ("parse-crl::1c1b986eec4e7bcc", "extensions in version 1: RFC 5280 §5.1.2.1, \"MUST specify version 2\""),
    (
        "x509test::ok-ext-crl-point",
        "a cRLIssuer that is a URI: RFC 5280 §4.2.1.13, \"it MUST only contain the distinguished name\"",
    ),
];

#[test]
fn a_false_accept_fails_the_score() {
    // The right answer is an object, so a case that expects a refusal is one that is falsely accepted.
    let text = format!("sha256:{}", "0".repeat(64));
    let case = json!({"id": "wrong", "op": "oci.digest.parse", "in": {"text": text}, "expect": "ERR"});
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("false-accept");
    std::fs::create_dir_all(folder.join("corpus")).unwrap();
    std::fs::write(folder.join("corpus/cases.jsonl"), format!("{case}\n")).unwrap();
    let output = conform(&["score", folder.to_str().unwrap()], "");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("FALSE ACCEPT: wrong"));
}

#[test]
fn the_expectation_of_a_case_is_never_looked_at() {
    let case = |expect: Value| {
        let case = json!({"id": 1, "op": "oci.digest.parse", "in": {"text": "sha256:00"}, "expect": expect});
        lines(&conform(&["cases"], &case.to_string()))
    };
    assert_eq!(case(json!("ERR")), case(json!({"algorithm": "sha256", "encoded": "00"})));
}

#[test]
fn an_operation_that_is_not_built_is_unsupported() {
    assert_eq!(answer("merkle.inclusion", &json!({}))["result"], "UNSUPPORTED");
}

/// Whatever is said of revocation but that it is off or required.
#[test]
fn a_path_whose_revocation_is_asked_for_otherwise_is_unsupported() {
    for asked in [json!("soft-fail"), json!(true), json!({"mode": "hard-fail"})] {
        let answer = answer("x509.verify_path", &json!({"revocation": asked}));
        assert_eq!(answer["result"], "UNSUPPORTED", "{asked}");
    }
    for asked in [json!("off"), json!("hard-fail"), json!("require")] {
        let answer = answer("x509.verify_path", &json!({"revocation": asked}));
        assert_eq!(answer["result"], "INVALID", "{asked}");
    }
}

/// The cases of a file, each answered.
fn answered(path: &Path) -> Vec<(Value, Value)> {
    let cases = testkit::jsonl(path);
    let answers = lines(&conform(&["cases"], &std::fs::read_to_string(path).unwrap()));
    assert_eq!(answers.len(), cases.len());
    cases.into_iter().zip(answers).collect()
}

#[test]
fn all_of_pkits_is_right_with_revocation_required() {
    let Some(folder) = testkit::corpora("pkits") else { return };
    let cases = answered(&folder.join("pkits.jsonl"));
    for (case, answer) in &cases {
        assert_eq!(case["in"]["revocation"], "hard-fail");
        assert_eq!(answer["result"], case["expect"], "{}: {answer}", case["id"]);
    }
    assert!(cases.len() >= 126, "{}", cases.len());
}

/// Without its lists nothing of it is valid: no certificate is good for want of evidence.
#[test]
fn nothing_of_pkits_is_valid_without_its_lists() {
    let Some(folder) = testkit::corpora("pkits") else { return };
    let mut cases = testkit::jsonl(&folder.join("pkits.jsonl"));
    cases.iter_mut().for_each(|case| case["in"]["crls"] = json!([]));
    let text: String = cases.iter().map(|case| format!("{case}\n")).collect();
    for (case, answer) in cases.iter().zip(lines(&conform(&["cases"], &text))) {
        assert_eq!(answer["result"], "INVALID", "{}", case["id"]);
    }
}

#[test]
fn every_ocsp_answer_and_every_list_is_judged_right() {
    let files = [
        ("openssl-ocsp", "openssl_ocsp.jsonl"),
        ("boringssl-pki", "ocsp.jsonl"),
        ("boringssl-pki", "crl.jsonl"),
    ];
    // RFC 5280 §6.3.3 says good: see exceptions.toml.
    let known = "bssl-crl::bad_idp_indirectcrl";
    for (corpus, file) in files {
        let Some(folder) = testkit::corpora(corpus) else { return };
        for (case, answer) in answered(&folder.join(file)) {
            let is_right = answer["result"] == case["expect"];
            assert_eq!(is_right, case["id"] != known, "{}: {answer}", case["id"]);
        }
    }
}

#[test]
fn input_that_does_not_parse_is_refused_in_the_words_of_the_operation() {
    for op in ["oci.digest.parse", "oci.reference.parse", "jcs.canonicalize", "dsse.pae"] {
        assert_eq!(answer(op, &json!({}))["result"], "ERR", "{op}");
    }
    let verify = json!({"sig_format": "p1363", "envelope": 7});
    assert_eq!(answer("dsse.verify", &verify)["result"], false);
}

/// The example of the DSSE specification (`protocol.md`, "Test Vectors"); its private key is published there.
const PRIVATE: &str = "d73ec437fd6346e3619c5ebfdfff0f6916804955ad32ac9ac492b0ede1f6ffb7";
const SIGNATURE: &str =
    "A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA==";

fn hello_world(format: &str, curve: &str) -> Value {
    json!({"private_hex": PRIVATE, "curve": curve, "deterministic": true, "sig_format": format,
        "payload_type": "http://example.com/HelloWorld", "payload": "aGVsbG8gd29ybGQ="})
}

#[test]
fn signs_the_example_of_the_dsse_specification_as_it_says() {
    assert_eq!(answer("dsse.sign", &hello_world("p1363", "P-256"))["result"], SIGNATURE);
}

#[test]
fn encodes_the_example_of_the_dsse_specification_as_it_says() {
    // "DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    let expected = "RFNTRXYxIDI5IGh0dHA6Ly9leGFtcGxlLmNvbS9IZWxsb1dvcmxkIDExIGhlbGxvIHdvcmxk";
    assert_eq!(answer("dsse.pae", &hello_world("p1363", "P-256"))["result"], expected);
}

#[test]
fn unknown_curves_and_random_nonces_are_unsupported() {
    assert_eq!(answer("dsse.sign", &hello_world("p1363", "secp256k1"))["result"], "UNSUPPORTED");
    let mut random = hello_world("der", "P-256");
    assert!(answer("dsse.sign", &random)["result"].as_str().unwrap().starts_with("ME"));
    random["deterministic"] = json!(false);
    let answer = answer("dsse.sign", &random);
    assert_eq!(answer["result"], "UNSUPPORTED");
    assert_eq!(answer["detail"], "signatures with a random nonce");
}

#[test]
fn signs_on_every_curve() {
    for (curve, digits, length) in
        [("P-256", 64, 64), ("P-384", 96, 96), ("P-521", 132, 132), ("Ed25519", 64, 64)]
    {
        let mut input = hello_world("p1363", curve);
        input["private_hex"] = json!(format!("{:0>digits$}", PRIVATE.trim_start_matches('d')));
        let signature = answer("dsse.sign", &input)["result"].as_str().unwrap().to_owned();
        assert_eq!(base64::decode_standard(signature.as_bytes()).unwrap().len(), length, "{curve}");
    }
}

#[test]
fn limbo_is_answered_in_its_own_words() {
    let Some(folder) = testkit::corpora("x509-limbo") else { return };
    let file = read(&folder.join("limbo.core.json"));
    let answer = lines(&conform(&["limbo"], &file.to_string())).remove(0);
    let (cases, results) = (file["testcases"].as_array().unwrap(), answer["results"].as_array().unwrap());
    assert_eq!(cases.len(), results.len());
    let mut skipped = 0;
    for (case, result) in cases.iter().zip(results) {
        assert_eq!(case["id"], result["id"]);
        let is_skipped = result["actual_result"] == "SKIPPED";
        assert!(is_skipped || result["actual_result"] == case["expected_result"], "{result}");
        assert_eq!(result["context"].is_null(), result["actual_result"] == "SUCCESS", "{result}");
        skipped += usize::from(is_skipped);
    }
    assert!(skipped * 5 < cases.len(), "{skipped} of {} are skipped", cases.len());
}

#[test]
fn a_limbo_case_without_certificates_fails_and_one_with_a_list_of_algorithms_is_skipped() {
    let skipped = json!({"id": "c::d", "signature_algorithms": ["x"]});
    let limbo = json!({"version": 1, "testcases": [{"id": "a::b"}, skipped]});
    let answer = lines(&conform(&["limbo"], &limbo.to_string())).remove(0);
    let results: Vec<_> =
        answer["results"].as_array().unwrap().iter().map(|result| result["actual_result"].clone()).collect();
    assert_eq!(results, ["FAILURE", "SKIPPED"]);
}

#[test]
fn what_is_not_built_says_so_with_exit_code_2() {
    for command in ["verify-bundle", "sign-bundle"] {
        let output = conform(&[command, "--bundle", "x"], "");
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains("not built"));
    }
    assert_eq!(conform(&["nonsense"], "").status.code(), Some(2));
}

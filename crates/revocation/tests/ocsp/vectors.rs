//! Published vectors: BoringSSL's answers, pyca's and others' messages, OpenSSL's answers of public responders.

use core::time::Duration;

use countersign_revocation::{
    FreshnessRules, Issuer, Status,
    crypto::RustCrypto,
    encoding::base64::decode_standard,
    ocsp::{OcspRequest, OcspResponse, OcspVerifier},
    time::UnixTime,
    x509::{AlgorithmRules, AnchorLimits, Certificate, PathBuilder, Profile, TrustAnchors, danger},
};
use serde_json::Value;

fn bytes(value: &Value) -> Vec<u8> {
    decode_standard(value.as_str().unwrap().as_bytes()).unwrap()
}

fn list(value: &Value) -> Vec<Vec<u8>> {
    value.as_array().into_iter().flatten().map(bytes).collect()
}

fn rules(input: &Value) -> AlgorithmRules {
    let allowed = input["allow"].as_array().into_iter().flatten();
    allowed.fold(AlgorithmRules::DEFAULT, |rules, name| match name.as_str().unwrap() {
        "sha1" => danger::allow_sha1(rules),
        "md5" => danger::allow_md5(rules),
        "rsa1024" => danger::allow_rsa_1024(rules),
        other => panic!("{other}"),
    })
}

fn time(input: &Value) -> UnixTime {
    UnixTime::parse_rfc3339(input["time"].as_str().unwrap()).unwrap()
}

#[test]
fn boringssl_answers_say_what_they_must() {
    let Some(folder) = testkit::corpora("boringssl-pki") else { return };
    let cases = testkit::jsonl(&folder.join("ocsp.jsonl"));
    for case in &cases {
        let input = &case["in"];
        let age = Duration::from_secs(input["max_age_s"].as_u64().unwrap());
        let (cert, issuer) = (bytes(&input["cert"]), bytes(&input["issuer"]));
        let cert = Certificate::from_der(&cert).unwrap();
        let issuer = Certificate::from_der(&issuer).unwrap();
        let response = bytes(&input["response"]);
        let verifier = OcspVerifier::new(&RustCrypto)
            .algorithms(rules(input))
            .freshness(FreshnessRules::STRICT.max_age(age));
        let verified = OcspResponse::parse(&response).ok().and_then(|response| {
            let answer = response.answer().ok()?;
            verifier.verify(answer, &cert, Issuer::from_certificate(&issuer), time(input)).ok()
        });
        let told = match verified.map(|verified| verified.check_responder(|_| good()).status()) {
            Some(Status::Good(_)) => "GOOD",
            Some(Status::Revoked(_)) => "REVOKED",
            _ => "UNKNOWN",
        };
        assert_eq!(told, case["expect"], "{}", case["id"]);
        if let Some(request) = case["expect_request"].as_str() {
            let written = countersign_revocation::ocsp::OcspRequest::for_certificate(
                &cert,
                Issuer::from_certificate(&issuer),
                countersign_revocation::ocsp::CertIdHash::Sha1,
                &RustCrypto,
            );
            assert_eq!(written.unwrap().to_der(), bytes(&request.into()), "{}", case["id"]);
        }
    }
    println!("{} of {} answers", cases.len(), cases.len());
    assert_eq!(cases.len(), 16);
}

/// The corpus has no list by which a delegate could be checked: its rows are about the answer.
fn good() -> Status {
    let far = UnixTime::from_seconds(253_402_300_799).unwrap();
    FreshnessRules::STRICT
        .judge(
            countersign_revocation::Source::Ocsp,
            UnixTime::from_seconds(0).unwrap(),
            Some(far),
            UnixTime::from_seconds(1).unwrap(),
        )
        .map_or_else(|status| status, Status::Good)
}

/// Every certificate below the anchor needs one good answer.
#[test]
fn answers_of_public_responders_are_believed_unless_they_were_changed() {
    let Some(folder) = testkit::corpora("openssl-ocsp") else { return };
    let cases = testkit::jsonl(&folder.join("openssl_ocsp.jsonl"));
    for case in &cases {
        let is_valid = is_good_path(&case["in"]);
        assert_eq!(is_valid, case["expect"] == "VALID", "{}", case["id"]);
    }
    assert_eq!(cases.len(), 12);
}

fn is_good_path(input: &Value) -> bool {
    let rules = rules(input);
    let profile = Profile::builder("rfc5280").algorithms(rules).build();
    let anchors = TrustAnchors::from_ders(list(&input["anchors"]), AnchorLimits::NameAndKey);
    let target = bytes(&input["target"]);
    let target = Certificate::from_der(&target).unwrap();
    let between = list(&input["intermediates"]);
    let between: Vec<_> = between.iter().map(|der| Certificate::from_der(der).unwrap()).collect();
    let builder = PathBuilder::new(&RustCrypto, &anchors, &profile);
    let path = builder.verify(&target, &between, time(input)).unwrap();
    let verifier = OcspVerifier::new(&RustCrypto).algorithms(rules);
    let answers = list(&input["ocsps"]);
    path.certificates().iter().enumerate().all(|(at, certificate)| {
        let issuer = Issuer::on(&path, at);
        answers.iter().any(|der| {
            let response = OcspResponse::parse(der).unwrap();
            let verified = verifier.verify(response.answer().unwrap(), certificate, issuer, time(input));
            verified.is_ok_and(|verified| {
                matches!(verified.check_responder(|_| good()).status(), Status::Good(_))
            })
        })
    })
}

#[test]
fn messages_of_others_are_read_as_others_read_them() {
    let Some(folder) = testkit::corpora("parse") else { return };
    let cases = testkit::jsonl(&folder.join("parse_oracle.jsonl"));
    let mut count = 0;
    for case in &cases {
        let der = bytes(&case["in"]["der"]);
        let is_read = match case["op"].as_str().unwrap() {
            "parse.ocsp-request" => OcspRequest::parse(&der).is_ok(),
            "parse.ocsp-response" => OcspResponse::parse(&der).is_ok(),
            _ => continue,
        };
        count += 1;
        match case["expect"].as_str() {
            Some(expected) => assert_eq!(is_read, expected == "OK", "{}", case["id"]),
            // Another reader's limit.
            None => assert!(is_read, "{}", case["id"]),
        }
    }
    assert!(count > 30);
}

//! What Cosign v3.1.3 signed and attested with keys, verified through the library.
use countersign::{
    BlobEvidence, ImageName, Refusal, Report, Verifier,
    crypto::{PublicKey, RustCrypto},
    digest::{Digest, Sha2},
    envelope::PredicateType,
    keys::KeyFile,
    oci::Layout,
    time::UnixTime,
};
use serde_json::Value;
use std::{collections::BTreeMap, path::Path, sync::Arc};

fn data(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(path)
}

fn key(name: &str) -> PublicKey {
    let text = std::fs::read(data("keys").join(name)).unwrap();
    match KeyFile::parse(&text, &RustCrypto).unwrap() {
        KeyFile::Public(key) => key,
        other => panic!("{other:?}"),
    }
}

fn verifier(case: &Value) -> Verifier {
    let mut builder = Verifier::builder(RustCrypto).key(key(case["key"].as_str().unwrap()));
    for (name, value) in case["annotations"].as_object().into_iter().flatten() {
        builder = builder.annotation(name, value.as_str().unwrap());
    }
    builder.build().unwrap()
}

fn layout(case: &Value) -> Layout<BTreeMap<String, Vec<u8>>> {
    let files = testkit::load_layout(&data(case["image"].as_str().unwrap())).unwrap();
    Layout::open(files, Arc::new(Sha2)).unwrap()
}

fn image(case: &Value) -> ImageName {
    ImageName::digest(Digest::parse(case["subject"].as_str().unwrap()).unwrap())
}

/// The report of what was accepted.
type Answer = Result<Report, Refusal>;

fn verify_image(case: &Value, now: UnixTime) -> Answer {
    let verification = verifier(case).verify(image(case), now);
    layout(case).drive(verification).unwrap().map(|image| image.report().clone())
}

fn verify_attestation(case: &Value, now: UnixTime) -> Answer {
    let uri = case["predicate_type"].as_str().unwrap();
    let wanted = PredicateType::from_name(uri).unwrap();
    let verification = verifier(case).verify_attestation(image(case), wanted, now);
    let attested = layout(case).drive(verification).unwrap()?;
    for statement in attested.statements() {
        assert_eq!(statement.predicate_type(), uri);
        assert!(statement.statement().predicate().is_some());
    }
    assert_eq!(attested.statements().len(), attested.report().accepted().len());
    Ok(attested.report().clone())
}

fn verify_blob(case: &Value, now: UnixTime) -> Answer {
    let read = |name: &Value| {
        let path = data(case["image"].as_str().unwrap()).join(name.as_str().unwrap());
        std::fs::read(path).unwrap()
    };
    let evidence = match case {
        case if case["bundle"].is_string() => BlobEvidence::bundle(read(&case["bundle"])),
        case if case["legacy_bundle"].is_string() => {
            BlobEvidence::legacy_bundle(read(&case["legacy_bundle"]))
        }
        case => BlobEvidence::signature(read(&case["signature"])),
    };
    let mut verification = verifier(case).verify_blob(evidence, now).named("artifact");
    for piece in read(&case["subject"]).chunks(100) {
        verification.update(piece).unwrap();
    }
    verification.finish().map(|blob| blob.report().clone())
}

#[test]
fn the_keyed_vectors_of_cosign_are_answered_right() {
    let now = UnixTime::from_seconds(1_795_000_000).unwrap();
    let text = std::fs::read_to_string(data("cases.jsonl")).unwrap();
    let mut counts = BTreeMap::new();
    for line in text.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let kind = case["kind"].as_str().unwrap().to_owned();
        let answer = match kind.as_str() {
            "image" => verify_image(&case, now),
            "attestation" => verify_attestation(&case, now),
            "blob" => verify_blob(&case, now),
            other => panic!("{other}"),
        };
        let right = match case["expect"].as_str().unwrap() {
            "accept" => answer.is_ok(),
            "absent" => matches!(answer, Err(Refusal::Absent(_))),
            "reject" => answer.is_err(),
            other => panic!("{other}"),
        };
        assert!(right, "{}: {answer:?}", case["id"]);
        *counts.entry(kind).or_insert(0) += 1;
    }
    let counts: Vec<_> = counts.iter().map(|(kind, count)| (kind.as_str(), *count)).collect();
    assert_eq!(counts, [("attestation", 14), ("blob", 24), ("image", 48)]);
}

/// The algorithm that the key and the format decide, whatever the message says.
#[test]
fn the_report_names_the_algorithm_of_each_key() {
    let now = UnixTime::from_seconds(1_795_000_000).unwrap();
    let text = std::fs::read_to_string(data("cases.jsonl")).unwrap();
    let mut algorithms = BTreeMap::new();
    for line in text.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let id = case["id"].as_str().unwrap();
        if case["expect"] != "accept" || id.contains("signers") {
            continue;
        }
        let answer = match case["kind"].as_str().unwrap() {
            "image" => verify_image(&case, now),
            "blob" => verify_blob(&case, now),
            _ => continue,
        };
        let algorithm = answer.unwrap().accepted()[0].algorithm().name();
        let slot = format!("{} {}", case["kind"].as_str().unwrap(), case["key"].as_str().unwrap());
        assert_eq!(*algorithms.entry(slot).or_insert(algorithm), algorithm, "{id}");
    }
    let named = |slot: &str| algorithms[slot];
    assert_eq!(named("image p256.pub"), "ecdsa-p256-sha256");
    assert_eq!(named("image p384.pub"), "ecdsa-p384-sha384");
    assert_eq!(named("image p521.pub"), "ecdsa-p521-sha512");
    assert_eq!(named("image rsa2048.pub"), "rsa-pkcs1-sha256");
    assert_eq!(named("image rsa4096.pub"), "rsa-pkcs1-sha256");
    assert_eq!(named("image ed25519.pub"), "ed25519ph");
    assert_eq!(named("blob ed25519.pub"), "ed25519");
    assert_eq!(named("blob p384.pub"), "ecdsa-p384-sha384");
}

//! Images that Cosign v3.1.3 signed, verified through the library.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests and their helpers may panic"
)]

use countersign::{
    ImageName, Refusal, Verdict, Verifier,
    crypto::{PublicKey, RustCrypto},
    digest::{Digest, Sha2},
    keys::KeyFile,
    oci::Layout,
    time::UnixTime,
};
use std::{path::Path, sync::Arc};

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

fn verify(image: &str, digest: &str, key_name: &str, annotations: &[(&str, &str)]) -> Verdict {
    let files = testkit::load_layout(&data(image)).unwrap();
    let layout = Layout::open(files, Arc::new(Sha2)).unwrap();
    let mut builder = Verifier::builder(RustCrypto).key(key(key_name));
    for (name, value) in annotations {
        builder = builder.annotation(*name, *value);
    }
    let now = UnixTime::from_seconds(1_795_000_000).unwrap();
    let digest = Digest::parse(digest).unwrap();
    let verification = builder.build().unwrap().verify(ImageName::digest(digest), now);
    layout.drive(verification).unwrap()
}

#[test]
fn the_p256_vectors_are_answered_right() {
    let text = std::fs::read_to_string(data("cases.jsonl")).unwrap();
    let mut cases = 0;
    for line in text.lines() {
        let case: serde_json::Value = serde_json::from_str(line).unwrap();
        let annotations: Vec<(&str, &str)> = case["annotations"]
            .as_object()
            .map(|map| map.iter().map(|(key, value)| (key.as_str(), value.as_str().unwrap())).collect())
            .unwrap_or_default();
        let text = |name: &str| case[name].as_str().unwrap().to_owned();
        let verdict = verify(&text("image"), &text("subject"), &text("key"), &annotations);
        let right = match text("expect").as_str() {
            "accept" => verdict.is_ok(),
            "absent" => matches!(verdict, Err(Refusal::Absent(_))),
            _ => verdict.is_err(),
        };
        assert!(right, "{}: {verdict:?}", text("id"));
        cases += 1;
    }
    assert_eq!(cases, 19);
}

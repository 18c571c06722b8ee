//! Images and blobs that Cosign v3.1.3 signed and attested.

use std::path::Path;

use serde_json::Value;

use crate::{
    program::{Ended, Place},
    schema,
};

fn data(path: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../countersign/tests/data");
    folder.join(path).canonicalize().unwrap().display().to_string()
}

/// The command line that asks what a case asks.
fn words(case: &Value) -> Vec<String> {
    let field = |name: &str| case[name].as_str();
    let folder = data(field("image").unwrap());
    let subject = field("subject").unwrap();
    let mut words: Vec<String> = match field("kind").unwrap() {
        "image" => vec!["verify".into(), format!("oci:{folder}@{subject}")],
        "attestation" => {
            let predicate_type = field("predicate_type").unwrap().to_owned();
            let image = format!("oci:{folder}@{subject}");
            vec!["verify-attestation".into(), image, "--type".into(), predicate_type]
        }
        _ => vec!["verify-blob".into(), format!("{folder}/{subject}")],
    };
    for (member, flag) in
        [("bundle", "--bundle"), ("legacy_bundle", "--bundle"), ("signature", "--signature")]
    {
        if let Some(file) = field(member) {
            words.extend([flag.into(), format!("{folder}/{file}")]);
        }
    }
    words.extend(["--key".into(), data(&format!("keys/{}", field("key").unwrap()))]);
    for (name, value) in case["annotations"].as_object().into_iter().flatten() {
        words.extend(["-a".into(), format!("{name}={}", value.as_str().unwrap())]);
    }
    words.extend(["--output".into(), "json".into()]);
    words
}

fn ask(place: &Place, case: &Value) -> (Ended, Value) {
    let words = words(case);
    let ended = place.run_words(&words.iter().map(String::as_str).collect::<Vec<_>>());
    let report = ended.json();
    schema::check(&report);
    (ended, report)
}

#[test]
fn the_vectors_are_answered_right() {
    let place = Place::new();
    let text = std::fs::read_to_string(data("cases.jsonl")).unwrap();
    let mut cases = 0;
    for line in text.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let (ended, report) = ask(&place, &case);
        let verdict = report["verdict"].as_str().unwrap().to_owned();
        let (id, code) = (&case["id"], ended.code);
        match case["expect"].as_str().unwrap() {
            "accept" => assert_eq!((code, verdict.as_str()), (0, "accepted"), "{id}: {ended:?}"),
            "absent" => assert_eq!((code, verdict.as_str()), (3, "absent"), "{id}: {ended:?}"),
            _ if id.as_str().unwrap().contains("attested") => assert_eq!(code, 3, "{id}: {ended:?}"),
            _ => assert_eq!((code, verdict.as_str()), (1, "refused"), "{id}: {ended:?}"),
        }
        if case["kind"] == "attestation" && code == 0 {
            assert_eq!(report["statement"]["predicateType"], case["predicate_type"], "{id}");
            assert_eq!(report["accepted"][0]["statement"], report["statement"], "{id}");
        }
        if case["kind"] != "blob" {
            assert_eq!(report["subject"]["digest"], case["subject"], "{id}");
        }
        cases += 1;
    }
    assert_eq!(cases, 86);
}

#[test]
fn a_platform_of_a_signed_index_is_covered() {
    let place = Place::new();
    for image in ["bundle-index", "legacy-index"] {
        for platform in ["linux/amd64", "all"] {
            let (image, key) = (data(image), data("keys/p256.pub"));
            let ended = place.run(&format!("verify oci:{image} --key {key} --platform {platform} -o json"));
            assert_eq!(ended.code, 0, "{ended:?}");
            let report = ended.json();
            schema::check(&report);
            let targets = report["targets"].as_array().unwrap();
            // Both images of these indexes are for linux/amd64: a runtime could choose either, so both must be covered.
            assert_eq!(targets.len(), 2, "{platform}");
            let run = &report["run"];
            assert_eq!(
                run,
                if platform == "all" { &report["subject"]["digest"] } else { &targets[0]["digest"] }
            );
            assert!(targets.iter().all(|target| !target["coveredBy"].as_array().unwrap().is_empty()));
        }
    }
}

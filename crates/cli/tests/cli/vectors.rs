//! Images that Cosign v3.1.3 signed.

use std::path::Path;

use serde_json::Value;

use crate::{program::Place, schema};

fn data(path: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../countersign/tests/data");
    folder.join(path).canonicalize().unwrap().display().to_string()
}

#[test]
fn the_p256_vectors_are_answered_right() {
    let place = Place::new();
    let text = std::fs::read_to_string(data("cases.jsonl")).unwrap();
    let mut cases = 0;
    for line in text.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let field = |name: &str| case[name].as_str().unwrap().to_owned();
        let image = format!("oci:{}@{}", data(&field("image")), field("subject"));
        let key = data(&format!("keys/{}", field("key")));
        let mut words =
            vec!["verify".to_owned(), image, "--key".into(), key, "--output".into(), "json".into()];
        for (name, value) in case["annotations"].as_object().into_iter().flatten() {
            words.extend(["-a".into(), format!("{name}={}", value.as_str().unwrap())]);
        }
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let ended = place.run_words(&words);
        let (code, verdict) = match field("expect").as_str() {
            "accept" => (0, "accepted"),
            "absent" => (3, "absent"),
            _ if field("id").contains("attested") => (3, "absent"),
            _ => (1, "refused"),
        };
        assert_eq!(ended.code, code, "{}: {ended:?}", field("id"));
        let report = ended.json();
        schema::check(&report);
        assert_eq!(report["verdict"], verdict);
        assert_eq!(report["subject"]["digest"], field("subject"));
        cases += 1;
    }
    assert_eq!(cases, 19);
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

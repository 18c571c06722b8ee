use serde_json::Value;

use crate::program::Place;

fn inspected(place: &Place, what: &str) -> Value {
    let text = place.run(&format!("inspect {what}")).expect(0, "nothing here was verified");
    assert!(!text.out.contains('\u{1b}'));
    let json = place.run(&format!("inspect {what} -o json")).expect(0, "").json();
    assert_eq!(json["schema"], "countersign/inspect/v1");
    assert_eq!((&json["verified"], &json["source"]), (&false.into(), &what.into()));
    json
}

fn with_artefacts() -> Place {
    let (place, _) = Place::new().with_signed_image();
    place.write("file", "content");
    place.write("predicate", r#"{"by":"me"}"#);
    for words in [
        "sign-blob file --key k.key --bundle message.json --signature signature",
        "sign-blob file --key k.key --format cosign-legacy --bundle legacy.json",
        "attest-blob file --key k.key --type vuln --predicate predicate --bundle statement.json",
        "attest-blob file --key k.key --type vuln --predicate predicate --format cosign-legacy --bundle dsse.json",
        "sign oci:image:1.0 --key k.pub --prepare draft",
        "sign oci:image:1.0 --key k.pub --format cosign-legacy --prepare legacy-draft",
    ] {
        place.run(words).expect(0, "");
    }
    place
}

#[test]
fn every_artefact_is_decoded_and_none_believed() {
    let place = with_artefacts();
    let message = inspected(&place, "message.json");
    assert_eq!((&message["kind"], &message["content"]), (&"sigstore-bundle".into(), &"message".into()));
    assert_eq!(message["messageDigest"], testkit::sha256(b"content"));
    assert_eq!(message["signature"].as_str().unwrap(), place.read("signature").trim_end());
    let statement = inspected(&place, "statement.json");
    assert_eq!(statement["content"], "dsse");
    assert_eq!(statement["statement"]["predicate"]["by"], "me");
    assert_eq!(statement["logEntries"], 0);
    let dsse = inspected(&place, "dsse.json");
    assert_eq!((&dsse["kind"], &dsse["statement"]), (&"dsse-envelope".into(), &statement["statement"]));
    place.write("in-toto.json", dsse["statement"].to_string());
    assert_eq!(inspected(&place, "in-toto.json")["kind"], "in-toto-statement");
    assert_eq!(inspected(&place, "legacy.json")["kind"], "legacy-blob-bundle");
    assert_eq!(inspected(&place, "signature")["kind"], "detached-signature");
    let draft = inspected(&place, "draft");
    assert_eq!((&draft["kind"], &draft["algorithm"]), (&"draft".into(), &"ecdsa-p256-sha256".into()));
    assert_eq!(draft["digestToSign"], testkit::sha256(&std::fs::read(place.path("draft.tbs")).unwrap()));
    assert_eq!(inspected(&place, "legacy-draft")["payload"]["kind"], "simple-signing");
    assert_eq!(inspected(&place, "legacy-draft.tbs")["kind"], "simple-signing");
}

#[test]
fn a_jws_is_decoded_in_both_forms() {
    let place = Place::new();
    // {"alg":"ES256"} . {"a":1} . two bytes
    place.write("compact", "eyJhbGciOiJFUzI1NiJ9.eyJhIjoxfQ.AAAA\n");
    place.write("flat", r#"{"payload":"eyJhIjoxfQ","protected":"eyJhbGciOiJFUzI1NiJ9","signature":"AAAA"}"#);
    for file in ["compact", "flat"] {
        let jws = inspected(&place, file);
        assert_eq!((&jws["kind"], &jws["protected"]["alg"]), (&"jws".into(), &"ES256".into()));
        assert_eq!(jws["payload"]["a"], 1);
    }
}

#[test]
fn keys_manifests_and_images_are_shown_too() {
    let (place, image) = Place::new().with_signed_image();
    let key = place.run("inspect k.pub -o json").expect(0, "").json();
    assert_eq!((&key["schema"], &key["form"]), (&"countersign/key/v1".into(), &"spki".into()));
    let manifest = inspected(&place, &format!("image/{}", image.path()));
    assert_eq!((&manifest["kind"], &manifest["digest"]), (&"image-manifest".into(), &image.digest().into()));
    assert_eq!(inspected(&place, "image/index.json")["kind"], "image-index");
    let shown = inspected(&place, "oci:image:1.0");
    assert_eq!(shown["digest"], image.digest());
    assert_eq!(shown["subject"]["attached"][0]["kind"], "signature");
    place.run("inspect oci:image:1.0").expect(0, "signature  cosign-bundle");
    place.run("inspect oci:image:2.0").expect(3, "oci:image:2.0");
    place.shell("countersign inspect - < k.pub").expect(0, "spki");
}

#[test]
fn a_sealed_key_shows_what_is_outside_of_the_seal() {
    let place = Place::new().with("COUNTERSIGN_PASSWORD", "one");
    place.run("key generate --out box").expect(0, "wrote");
    place.run("inspect box.key").expect(0, "SHA256:");
    place.write("key", place.read("box.key"));
    let place = place.with("COUNTERSIGN_PASSWORD", "two");
    place.run("inspect key").expect(2, "does not open");
}

#[test]
fn what_nothing_fits_is_malformed_and_names_what_was_tried() {
    let place = with_artefacts();
    for content in ["", "text", "{}", "{\"a\":1}", "[1]", "\u{0}\u{1}"] {
        place.write("unknown", content);
        let ended = place.run("inspect unknown").expect(5, "tried: key");
        for kind in ["sigstore bundle", "DSSE envelope", "simple signing payload", "detached signature"] {
            assert!(ended.err.contains(kind), "no {kind} in {ended:?}");
        }
    }
    let bundle = place.read("message.json");
    place
        .write("broken.json", bundle.replace("verificationMaterial\":{", "verificationMaterial\":{\"x\":1,"));
    place.run("inspect broken.json").expect(5, "no sigstore bundle: ");
    place.run("inspect missing").expect(2, "missing cannot be read");
}

#[test]
fn foreign_text_is_escaped() {
    let place = Place::new();
    place.key("k");
    place.write("file", "content");
    place.write("predicate", "{\"say\":\"\\u001b[31m\\u202e\"}");
    place.run("attest-blob file --key k.key --type vuln --predicate predicate").expect(0, "wrote");
    let shown = place.run("inspect file.sigstore.json").expect(0, r"\u{1b}[31m\u{202e}");
    assert!(!shown.out.contains('\u{1b}') && !shown.out.contains('\u{202e}'));
}

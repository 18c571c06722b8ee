//! Layouts that somebody broke, or made to break whoever reads them.

use std::{fs, time::Instant};

use serde_json::{Value, json};
use testkit::Stored;

use crate::{
    program::{Ended, Place, blob},
    schema,
};

const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const CODES: [(i32, &str); 5] =
    [(0, "accepted"), (1, "refused"), (3, "absent"), (4, "unreachable"), (5, "malformed")];

/// Verifies as text and as JSON, which must agree, and nothing may be written.
#[track_caller]
fn verify(place: &Place) -> Ended {
    let before = place.snapshot(".");
    let report = place.run("verify oci:image:1.0 --key k.pub -o json");
    let text = place.run("verify oci:image:1.0 --key k.pub");
    assert_eq!(report.code, text.code);
    match CODES.iter().find(|(code, _)| *code == report.code) {
        Some((_, verdict)) => {
            let document = report.json();
            schema::check(&document);
            assert_eq!(document["verdict"], *verdict);
        }
        None => assert_eq!(report.out, "", "{report:?}"),
    }
    assert_eq!(place.snapshot("."), before);
    report
}

/// Signing ends so and writes nothing.
#[track_caller]
fn sign(place: &Place, code: i32) {
    let before = place.snapshot(".");
    let ended = place.run("sign oci:image:1.0 --key k.key -a another=one");
    assert_eq!(ended.code, code, "{ended:?}");
    assert_eq!(ended.out, "", "{ended:?}");
    assert_eq!(place.snapshot("."), before);
}

fn signed() -> (Place, Stored) {
    let (place, image) = Place::new().with_signed_image();
    assert_eq!(verify(&place).code, 0);
    (place, image)
}

/// Where the layout keeps the bundle.
fn bundle(place: &Place) -> String {
    let (_, layer) = place.signature();
    blob(layer["digest"].as_str().unwrap())
}

#[test]
fn a_signature_that_is_listed_and_missing() {
    let (place, _) = signed();
    fs::remove_file(place.path(&bundle(&place))).unwrap();
    verify(&place).expect(5, "CSG-BLOB-MISSING");
}

#[test]
fn a_signature_manifest_that_is_listed_and_missing() {
    let (place, _) = signed();
    let (entry, _) = place.signature();
    fs::remove_file(place.path(&blob(entry["digest"].as_str().unwrap()))).unwrap();
    verify(&place).expect(5, "CSG-BLOB-MISSING");
}

#[test]
fn a_signature_that_is_not_what_its_digest_says() {
    let (place, _) = signed();
    let path = bundle(&place);
    let text = place.read(&path);
    place.write(&path, text.replacen("0", "1", 1));
    verify(&place).expect(5, "CSG-BLOB-DIGEST");
    place.write(&path, format!("{text} "));
    verify(&place).expect(5, "CSG-BLOB-SIZE");
}

#[test]
fn an_image_that_is_missing_or_not_what_its_digest_says() {
    let (place, image) = signed();
    let path = format!("image/{}", image.path());
    let text = place.read(&path);
    place.write(
        &path,
        text.replacen("sha256:0", "sha256:1", 1).replacen("sha256:a", "sha256:b", 1).replace('2', "3"),
    );
    verify(&place).expect(5, "CSG-BLOB");
    sign(&place, 5);
    fs::remove_file(place.path(&path)).unwrap();
    verify(&place).expect(5, "CSG-BLOB-MISSING");
    sign(&place, 5);
    let named = place.run(&format!("verify oci:image@{} --key k.pub -o json", image.digest()));
    assert_eq!(named.json()["verdict"], "malformed");
    named.expect(5, "CSG-BLOB-MISSING");
}

#[test]
fn a_descriptor_that_claims_5_gib_for_3_bytes() {
    const CLAIMED: u64 = 5 << 30;
    // The bundle.
    let (place, image) = Place::new().with_image();
    let mut layer = place.blob("application/vnd.dev.sigstore.bundle.v0.3+json", b"{}\n");
    layer["size"] = json!(CLAIMED);
    put_referrer(&place, &image, &layer);
    let started = Instant::now();
    verify(&place).expect(1, "CSG-LIMIT-EXCEEDED");
    // The image itself.
    let (place, image) = signed();
    let mut index = place.index();
    index["manifests"][0]["size"] = json!(CLAIMED);
    place.write_index(&index);
    assert_eq!(index["manifests"][0]["digest"], image.digest());
    verify(&place).expect(1, "CSG-LIMIT-EXCEEDED");
    sign(&place, 1);
    assert!(started.elapsed().as_secs() < 10);
}

/// Lists a manifest with this layer as a referrer of the image.
fn put_referrer(place: &Place, image: &Stored, layer: &Value) {
    let config = place.blob("application/vnd.oci.empty.v1+json", b"{}");
    let manifest = json!({"schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": [layer],
        "artifactType": "application/vnd.dev.sigstore.bundle.v0.3+json", "subject": image.descriptor()});
    let entry = place.blob(MANIFEST, manifest.to_string().as_bytes());
    let mut index = place.index();
    index["manifests"].as_array_mut().unwrap().push(entry);
    place.write_index(&index);
}

#[test]
fn ten_thousand_signatures_of_somebody_else() {
    let (place, image) = Place::new().with_image();
    let config = place.blob("application/vnd.oci.empty.v1+json", b"{}");
    let mut index = place.index();
    let entries = index["manifests"].as_array_mut().unwrap();
    for number in 0..10_000 {
        let layer =
            place.blob("application/vnd.dev.sigstore.bundle.v0.3+json", number.to_string().as_bytes());
        let manifest = json!({"schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": [layer],
            "artifactType": "application/vnd.dev.sigstore.bundle.v0.3+json", "subject": image.descriptor()});
        entries.push(place.blob(MANIFEST, manifest.to_string().as_bytes()));
    }
    place.write_index(&index);
    let started = Instant::now();
    for form in ["json", "text"] {
        place.run(&format!("verify oci:image:1.0 --key k.pub -o {form}")).expect(1, "CSG-LIMIT-EXCEEDED");
    }
    place.run("list oci:image:1.0").expect(0, "the rest was not read");
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

#[test]
fn an_index_that_is_longer_than_is_read() {
    let (place, _) = signed();
    let mut index = place.index();
    index["annotations"] = json!({"padding": "x".repeat(4 << 20)});
    place.write_index(&index);
    verify(&place).expect(1, "CSG-LIMIT-EXCEEDED");
    sign(&place, 1);
}

#[test]
fn a_manifest_that_is_also_an_index() {
    let (place, image) = Place::new().with_image();
    let mut manifest: Value = serde_json::from_str(&place.read(&format!("image/{}", image.path()))).unwrap();
    manifest["manifests"] = json!([]);
    retag(&place, &manifest.to_string());
    verify(&place).expect(5, "CSG-MANIFEST-MALFORMED");
    sign(&place, 5);
}

/// Lets `1.0` name these bytes.
fn retag(place: &Place, manifest: &str) {
    let mut entry = place.blob(MANIFEST, manifest.as_bytes());
    entry["annotations"] = json!({"org.opencontainers.image.ref.name": "1.0"});
    let mut index = place.index();
    index["manifests"][0] = entry;
    place.write_index(&index);
}

#[test]
fn duplicate_json_keys() {
    let (place, image) = Place::new().with_image();
    let manifest = place.read(&format!("image/{}", image.path()));
    retag(&place, &manifest.replacen('{', r#"{"layers":[],"#, 1));
    verify(&place).expect(5, "CSG-MANIFEST-MALFORMED");
    sign(&place, 5);
    let (place, _) = signed();
    let index = place.read("image/index.json");
    place.write("image/index.json", index.replacen('{', r#"{"manifests":[],"#, 1));
    verify(&place).expect(5, "malformed");
    sign(&place, 5);
    place.run("list oci:image:1.0").expect(5, "malformed");
}

#[test]
fn a_layout_that_is_none() {
    let (place, _) = signed();
    place.write("image/oci-layout", r#"{"imageLayoutVersion":"2.0.0"}"#);
    verify(&place).expect(5, "version 2.0.0");
    sign(&place, 5);
    place.write("image/oci-layout", "{");
    verify(&place).expect(5, "oci-layout");
    fs::remove_file(place.path("image/oci-layout")).unwrap();
    verify(&place).expect(2, "oci-layout");
    sign(&place, 2);
    let (place, _) = signed();
    fs::remove_file(place.path("image/index.json")).unwrap();
    verify(&place).expect(2, "index.json");
    fs::create_dir(place.path("image/index.json")).unwrap();
    verify(&place).expect(2, "index.json");
    sign(&place, 2);
    let (place, _) = signed();
    place.write("image/index.json", "[]");
    verify(&place).expect(5, "index.json");
}

#[test]
fn one_name_for_two_images() {
    let (place, _) = signed();
    let mut index = place.index();
    let mut other = place.blob(MANIFEST, b"{}");
    other["annotations"] = json!({"org.opencontainers.image.ref.name": "1.0"});
    index["manifests"].as_array_mut().unwrap().push(other);
    place.write_index(&index);
    verify(&place).expect(5, "two manifests have this name");
}

#[test]
fn signatures_under_the_tag_that_cannot_be_added_to() {
    let (place, image) = Place::new().with_image();
    let legacy = |code: i32| {
        let before = place.snapshot(".");
        place
            .run("sign oci:image:1.0 --key k.key --format cosign-legacy")
            .expect(code, "oci:image:1.0 was not signed");
        assert_eq!(place.snapshot("."), before);
    };
    let mut index = place.index();
    let tag = format!("{}.sig", image.digest().replace(':', "-"));
    let mut entry = place.blob(MANIFEST, b"{}");
    entry["annotations"] = json!({"org.opencontainers.image.ref.name": tag});
    index["manifests"].as_array_mut().unwrap().push(entry);
    place.write_index(&index);
    legacy(5);
    let path = blob(&testkit::sha256(b"{}"));
    fs::remove_file(place.path(&path)).unwrap();
    legacy(5);
    verify(&place).expect(5, "CSG-BLOB-MISSING");
    // A bundle does not need what is under the tag.
    place.run("sign oci:image:1.0 --key k.key").expect(0, "signed");
}

#[cfg(unix)]
mod links {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_blob_outside_of_the_layout_is_not_followed() {
        let (place, _) = signed();
        let path = bundle(&place);
        fs::rename(place.path(&path), place.path("outside")).unwrap();
        symlink(place.path("outside"), place.path(&path)).unwrap();
        verify(&place).expect(5, "a link that leads out of the layout");
    }

    #[test]
    fn a_link_within_the_layout_is_followed() {
        let (place, _) = signed();
        let path = bundle(&place);
        fs::rename(place.path(&path), place.path("image/elsewhere")).unwrap();
        symlink(place.path("image/elsewhere"), place.path(&path)).unwrap();
        verify(&place).expect(0, "accepted");
    }

    #[test]
    fn an_endless_or_silent_file_is_not_read() {
        let (place, _) = signed();
        let path = place.path(&bundle(&place));
        let started = Instant::now();
        fs::remove_file(&path).unwrap();
        symlink("/dev/zero", &path).unwrap();
        verify(&place).expect(5, "CSG-BLOB-MISSING");
        fs::remove_file(&path).unwrap();
        place.shell(&format!("mkfifo {}", path.display())).expect(0, "");
        verify(&place).expect(5, "is no plain file");
        let index = place.path("image/index.json");
        fs::remove_file(&index).unwrap();
        symlink("/dev/zero", &index).unwrap();
        verify(&place).expect(2, "index.json");
        fs::remove_file(&index).unwrap();
        place.shell(&format!("mkfifo {}", index.display())).expect(0, "");
        verify(&place).expect(2, "index.json");
        assert!(started.elapsed().as_secs() < 10);
    }

    #[test]
    fn a_file_that_cannot_be_read_is_not_an_absent_one() {
        let (place, _) = signed();
        let path = place.path(&bundle(&place));
        fs::remove_file(&path).unwrap();
        symlink(&path, &path).unwrap();
        verify(&place).expect(4, "CSG-UNREACHABLE");
    }

    #[test]
    fn nothing_is_written_outside_of_the_layout() {
        let (place, _) = Place::new().with_image();
        fs::rename(place.path("image/blobs/sha256"), place.path("outside")).unwrap();
        symlink(place.path("outside"), place.path("image/blobs/sha256")).unwrap();
        let before = place.snapshot(".");
        let ended = place.run("sign oci:image:1.0 --key k.key");
        assert_ne!(ended.code, 0, "{ended:?}");
        assert_eq!(place.snapshot("."), before);
    }
}

#[test]
fn a_name_with_control_characters_is_escaped_once() {
    let (place, _) = Place::new().with_image();
    place.run_words(&["list", "oci:no\u{1b}layout"]).expect(2, r"no\u{1b}layout");
    let refused = place.run_words(&["list", "oci:image:\u{1b}1"]).expect(3, r"image:\u{1b}1");
    assert!(!refused.err.contains(r"\\") && !refused.err.contains('\u{1b}'), "{refused:?}");
}

#[test]
fn a_wrong_word_with_control_characters_is_escaped() {
    let place = Place::new();
    for words in [
        &["\u{202e}verb"][..],
        &["verify", "--\u{202e}flag"],
        &["verify", "oci:x", "--output", "\u{1b}[31m\u{202e}form"],
        &["completions", "\u{7}\u{202e}shell"],
    ] {
        let ended = place.run_words(words).expect(2, r"\u{");
        assert!(!ended.err.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{ended:?}");
    }
}

#[test]
fn a_folder_is_no_artefact_and_what_is_meant_is_named() {
    let (place, _) = Place::new().with_image();
    place.run("inspect image").expect(2, "oci:image");
    place.run("verify docker-archive:image.tar --key k.pub").expect(2, "not docker-archive:");
}

//! Every bit of everything that a verdict rests on: no flip is accepted without a reason.
use crate::common::*;
use countersign::{
    ImageName, SignOptions, Verdict, Verifier, WriteFormat,
    crypto::RustCrypto,
    digest::{Descriptor, Digest},
    oci::{Layout, media_type},
};
use std::sync::Arc;

fn signed(format: WriteFormat) -> (Store, Descriptor) {
    let (mut store, image) = Store::with_image();
    store.sign(1, ImageName::tag("v1"), SignOptions::new().format(format));
    (store, image)
}

/// The verdict over a layout that may not even open.
fn verify(verifier: &Verifier, files: &Files, image: Digest) -> Option<Verdict> {
    let layout = Layout::open(files.clone(), Arc::new(RustCrypto)).ok()?;
    // As a store names it: the manifest is read, and held against its type.
    let name = ImageName::digest(image).media_type(media_type::IMAGE_MANIFEST);
    Some(layout.drive(verifier.verify(name, now())).unwrap())
}

/// What a flip may leave standing: the layout still lists the very manifests that the verdict rests on.
fn is_explained(path: &str, mutated: &[u8], original: &Files) -> bool {
    match path {
        // A version that differs is refused; white space and an escape of the same letter are the same document.
        "oci-layout" => serde_json::from_slice::<serde_json::Value>(mutated).is_ok(),
        // Names, annotations and types in the index are hints; what they point to was verified.
        "index.json" => {
            let digests = |bytes: &[u8]| -> Vec<String> {
                let index: serde_json::Value = serde_json::from_slice(bytes).unwrap();
                let entries = index["manifests"].as_array().unwrap().clone();
                entries.iter().map(|entry| entry["digest"].as_str().unwrap().to_owned()).collect()
            };
            // The image's own entry may be lost: it was asked for by digest, and its blob is there.
            digests(mutated)[1..] == digests(&original["index.json"])[1..]
        }
        // The configuration of the image and of the signature are bound by digest to their manifests and are not read.
        _ => {
            let bytes = String::from_utf8(original[path].clone()).unwrap();
            bytes.contains("created_by") || bytes == "{}" || bytes.contains("rootfs")
        }
    }
}

fn flip_everything(format: WriteFormat) {
    let (store, image) = signed(format);
    let verifier = verifier(1);
    let (mut accepted, mut refused) = (0, 0);
    for (path, bytes) in &store.files {
        let mutants = testkit::bit_flips(bytes).chain(testkit::truncations(bytes));
        for mutant in mutants {
            let mut files = store.files.clone();
            files.insert(path.clone(), mutant.bytes.clone());
            match verify(&verifier, &files, image.digest()) {
                Some(Ok(verified)) => {
                    assert_eq!(verified.digest(), image.digest());
                    assert!(is_explained(path, &mutant.bytes, &store.files), "{path} {}", mutant.change);
                    accepted += 1;
                }
                _ => refused += 1,
            }
        }
    }
    assert!(accepted > 0 && refused > 10_000, "{accepted} accepted, {refused} refused");
}

#[test]
fn no_flip_or_truncation_in_a_layout_with_a_bundle_is_accepted_without_a_reason() {
    flip_everything(WriteFormat::Cosign);
}

#[test]
fn no_flip_or_truncation_in_a_layout_with_simple_signing_is_accepted_without_a_reason() {
    flip_everything(WriteFormat::CosignLegacy);
}

/// The parts of a manifest that a verdict rests on: what it is about, the one layer, and the signature beside it.
fn essence(
    manifest: &[u8],
) -> Option<(serde_json::Value, serde_json::Value, serde_json::Value, serde_json::Value)> {
    let manifest: serde_json::Value = serde_json::from_slice(manifest).ok()?;
    let layer = &manifest["layers"][0];
    let signature = &layer["annotations"]["dev.cosignproject.cosign/signature"];
    let (subject, digest, size) = (&manifest["subject"]["digest"], &layer["digest"], &layer["size"]);
    Some((subject.clone(), digest.clone(), size.clone(), signature.clone()))
}

/// Whoever writes the manifest that carries a signature also writes its digest: the flips again, with the entry of
/// `index.json` pointing to the flipped bytes.
fn flip_a_manifest_that_stays_listed(format: WriteFormat) {
    let (store, image) = signed(format);
    let index: serde_json::Value = serde_json::from_slice(&store.files["index.json"]).unwrap();
    let listed = index["manifests"][1]["digest"].as_str().unwrap();
    let original = store.files[&blob_path(&Digest::parse(listed).unwrap())].clone();
    let verifier = verifier(1);
    let (mut accepted, mut refused) = (0, 0);
    for mutant in testkit::bit_flips(&original).chain(testkit::truncations(&original)) {
        let mut store = store.clone();
        let digest = store.blob(mutant.bytes.clone());
        store.change_index(|entries| {
            entries[1]["digest"] = digest.to_string().into();
            entries[1]["size"] = mutant.bytes.len().into();
        });
        match verify(&verifier, &store.files, image.digest()) {
            Some(Ok(_)) => {
                assert_eq!(essence(&mutant.bytes), essence(&original), "{}", mutant.change);
                accepted += 1;
            }
            _ => refused += 1,
        }
    }
    assert!(accepted > 0 && refused > 1_000, "{accepted} accepted, {refused} refused");
}

#[test]
fn a_flipped_referrer_is_accepted_only_if_it_still_carries_the_same_signature() {
    flip_a_manifest_that_stays_listed(WriteFormat::Cosign);
}

#[test]
fn a_flipped_simple_signing_manifest_is_accepted_only_if_it_still_carries_the_same_signature() {
    flip_a_manifest_that_stays_listed(WriteFormat::CosignLegacy);
}

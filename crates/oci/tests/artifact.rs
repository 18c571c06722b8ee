//! What signing writes, compared byte for byte with what Cosign wrote.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests and their helpers may panic"
)]

mod common;

use common::{blob, core, files, layout, sha256};
use countersign_digest::{Digest, Sha2};
use countersign_encoding::base64::Base64Error;
use countersign_encoding::json::FieldProblem;
use countersign_oci::{
    ArtifactError, CosignTag, Manifest, ManifestError, SignatureArtifact, annotation, cosign_tag, media_type,
    signature_layers,
};

const CREATED: &str = "2026-11-22T14:22:04Z";

/// The parts of a layout with one bundle: the referrer's manifest and the bundle.
fn bundle_parts(name: &str) -> (Manifest, Vec<u8>) {
    let files = files(name);
    let entry = layout(name).index().manifests()[1].clone();
    let manifest = Manifest::parse(&blob(&files, &entry.digest()), Some(entry.media_type())).unwrap();
    let layer = manifest.as_image().unwrap().layers()[0].digest();
    (manifest, blob(&files, &layer))
}

#[test]
fn writes_a_bundle_referrer_byte_for_byte_as_cosign() {
    for name in ["bundle-p256", "bundle-annotated"] {
        let (manifest, bundle) = bundle_parts(name);
        let created = &manifest.as_image().unwrap().annotations()[annotation::CREATED];
        let subject = manifest.subject().unwrap().core();
        let artifact =
            SignatureArtifact::bundle_referrer(&Sha2, &subject, &bundle, annotation::COSIGN_SIGN_V1, created)
                .unwrap();
        assert_eq!(
            String::from_utf8_lossy(artifact.manifest_bytes()),
            String::from_utf8_lossy(manifest.bytes()),
            "{name}"
        );
        assert_eq!(artifact.manifest().digest(), sha256(manifest.bytes()));
        assert_eq!(artifact.manifest().annotations(), manifest.as_image().unwrap().annotations());
        assert_eq!(artifact.manifest().artifact_type(), Some(media_type::SIGSTORE_BUNDLE_V03));
        assert_eq!(artifact.tag(), None);
        assert_eq!(*artifact.subject(), subject.digest());
        let blobs: Vec<_> = artifact.blobs().iter().map(|(_, bytes)| bytes.as_slice()).collect();
        assert_eq!(blobs, [b"{}".as_slice(), &bundle]);
    }
}

#[test]
fn refuses_a_time_of_creation_that_is_none() {
    let write = |created: &str| {
        SignatureArtifact::bundle_referrer(
            &Sha2,
            &core(media_type::IMAGE_MANIFEST, b"x"),
            b"{}",
            "a/b",
            created,
        )
    };
    assert!(write(CREATED).is_ok());
    for created in ["", "now", "2026-11-22 14:22:04Z", "2026-11-22T14:22:04Z\u{202e}abc"] {
        assert_eq!(write(created), Err(ArtifactError::Created), "{created}");
    }
}

/// The `.sig` manifest of a layout, its subject, and payload and signature of each of its layers.
fn legacy_parts(name: &str) -> (Manifest, Digest, Vec<(Vec<u8>, String)>) {
    let (files, layout) = (files(name), layout(name));
    let subject = layout.resolve_name(Some(name)).unwrap().digest();
    let entry = layout.resolve_name(Some(&cosign_tag(&subject, CosignTag::Signature))).unwrap();
    let manifest = Manifest::parse(&blob(&files, &entry.digest()), Some(entry.media_type())).unwrap();
    let layers = signature_layers(manifest.as_image().unwrap());
    let parts = layers.iter().map(|layer| {
        (blob(&files, &layer.descriptor().digest()), layer.signature_base64().unwrap().to_owned())
    });
    let parts = parts.collect();
    (manifest, subject, parts)
}

#[test]
fn writes_simple_signing_byte_for_byte_as_cosign() {
    for name in ["legacy-p256", "legacy-annotated", "legacy-two-keys"] {
        let (manifest, subject, parts) = legacy_parts(name);
        let mut written: Option<SignatureArtifact> = None;
        for (payload, signature) in &parts {
            let existing = written.as_ref().map(SignatureArtifact::manifest_bytes);
            written = Some(
                SignatureArtifact::simple_signing(&Sha2, &subject, existing, payload, signature).unwrap(),
            );
        }
        let written = written.unwrap();
        assert_eq!(
            String::from_utf8_lossy(written.manifest_bytes()),
            String::from_utf8_lossy(manifest.bytes()),
            "{name}"
        );
        let config = manifest.as_image().unwrap().config().digest();
        let (descriptor, bytes) = &written.blobs()[0];
        assert_eq!((descriptor.digest(), bytes), (config, &blob(&files(name), &config)));
        assert_eq!(written.tag(), Some(cosign_tag(&subject, CosignTag::Signature).as_str()));
    }
}

#[test]
fn adds_to_docker_types_and_leaves_the_layers_there_are() {
    let (manifest, subject, parts) = legacy_parts("legacy-docker-types");
    let before = manifest.as_image().unwrap();
    let added =
        SignatureArtifact::simple_signing(&Sha2, &subject, Some(manifest.bytes()), b"another", "AAAA")
            .unwrap();
    assert_eq!(added.manifest().media_type(), media_type::DOCKER_MANIFEST);
    let after = Manifest::parse(added.manifest_bytes(), Some(media_type::DOCKER_MANIFEST)).unwrap();
    let after = after.as_image().unwrap();
    assert_eq!(after.config().media_type(), media_type::DOCKER_IMAGE_CONFIG);
    assert_eq!(after.layers()[..1], *before.layers());
    assert_eq!(signature_layers(after)[1].signature_base64(), Some("AAAA"));
    // The same signature again changes nothing.
    let (payload, signature) = &parts[0];
    let again =
        SignatureArtifact::simple_signing(&Sha2, &subject, Some(manifest.bytes()), payload, signature)
            .unwrap();
    assert_eq!(again.manifest_bytes(), manifest.bytes());
}

#[test]
fn keeps_what_it_does_not_know_in_an_existing_manifest() {
    let (manifest, subject, _) = legacy_parts("legacy-p256");
    let text = String::from_utf8(manifest.bytes().to_vec()).unwrap();
    let text = text.replace(r#""annotations":{"#, r#""x":[1.50],"annotations":{"k":"<&>","#);
    let text = text.replacen('{', r#"{"vendor":{"b":1,"a":2},"#, 1);
    let added =
        SignatureArtifact::simple_signing(&Sha2, &subject, Some(text.as_bytes()), b"new", "AAAA").unwrap();
    let written = String::from_utf8(added.manifest_bytes().to_vec()).unwrap();
    assert!(written.starts_with(r#"{"vendor":{"b":1,"a":2},"schemaVersion":2"#), "{written}");
    assert!(written.contains(r#""x":[1.50],"annotations":{"k":"\u003c\u0026\u003e","#), "{written}");
}

#[test]
fn refuses_signatures_that_are_none() {
    let write =
        |signature: &str| SignatureArtifact::simple_signing(&Sha2, &sha256(b"x"), None, b"p", signature);
    assert!(write("AAAA").is_ok());
    assert_eq!(write(""), Err(ArtifactError::SignatureMissing));
    assert!(matches!(write("AA A"), Err(ArtifactError::Signature(Base64Error::Character { .. }))));
    assert!(matches!(write("AAA"), Err(ArtifactError::Signature(_))));
}

#[test]
fn refuses_to_add_to_what_is_no_signature_manifest() {
    let write = |existing: &[u8]| {
        SignatureArtifact::simple_signing(&Sha2, &sha256(b"x"), Some(existing), b"p", "AAAA").map(|_| ())
    };
    let (manifest, ..) = legacy_parts("legacy-p256");
    assert_eq!(write(manifest.bytes()), Ok(()));
    let index =
        br#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}"#;
    assert_eq!(write(index), Err(ArtifactError::ExistingIsIndex));
    assert_eq!(write(b"[]"), Err(ArtifactError::Existing(ManifestError::NotAnObject)));
    let Err(ArtifactError::Existing(ManifestError::Field(error))) = write(b"{}") else { panic!() };
    assert_eq!(*error.problem(), FieldProblem::Missing);
}

#[test]
fn stops_at_the_thousand_signatures_that_cosign_reads() {
    let layer = format!(r#"{{"mediaType":"a/b","digest":"{}","size":1}}"#, sha256(b"x"));
    let with = |count: usize| {
        let layers = vec![layer.clone(); count].join(",");
        let config = layer.replace("a/b", media_type::IMAGE_CONFIG);
        let text = format!(r#"{{"schemaVersion":2,"config":{config},"layers":[{layers}]}}"#);
        SignatureArtifact::simple_signing(&Sha2, &sha256(b"x"), Some(text.as_bytes()), b"p", "AAAA")
    };
    assert!(with(999).is_ok());
    assert_eq!(with(1000), Err(ArtifactError::TooManySignatures { limit: 1000 }));
}

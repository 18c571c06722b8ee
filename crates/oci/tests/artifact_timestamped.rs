//! What is noted beside a layer under one of Cosign's tags.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests stop at what they do not expect")]

use countersign_digest::{Digest, Sha2};
use countersign_oci::{Manifest, SignatureArtifact, TaggedLayer, annotation, media_type};

const NOTE: &str = r#"{"SignedRFC3161Timestamp":"MAA="}"#;
const TYPE: &str = "https://spdx.dev/Document";

fn subject() -> Digest {
    Digest::parse("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855").unwrap()
}

fn put(existing: Option<&[u8]>, layer: &TaggedLayer<'_>) -> SignatureArtifact {
    SignatureArtifact::under_tag(&Sha2, &subject(), existing, layer).unwrap()
}

fn notes(artifact: &SignatureArtifact) -> Vec<Option<String>> {
    let manifest = Manifest::parse(artifact.manifest_bytes(), Some(media_type::IMAGE_MANIFEST)).unwrap();
    let layers = manifest.as_image().unwrap().layers().to_vec();
    layers.iter().map(|layer| layer.annotation(annotation::COSIGN_TIMESTAMP).map(str::to_owned)).collect()
}

#[test]
fn a_timestamp_is_noted_beside_signatures_and_attestations() {
    for layer in [TaggedLayer::simple_signing(b"payload", "AAAA"), TaggedLayer::attestation(b"{}", TYPE)] {
        assert_eq!(notes(&put(None, &layer)), [None]);
        assert_eq!(notes(&put(None, &layer.timestamped(NOTE))), [Some(NOTE.into())]);
    }
}

#[test]
fn a_signature_with_another_timestamp_is_another_layer_and_the_same_is_not_added_twice() {
    let plain = TaggedLayer::simple_signing(b"payload", "AAAA");
    let first = put(None, &plain);
    let second = put(Some(first.manifest_bytes()), &plain.timestamped(NOTE));
    assert_eq!(notes(&second), [None, Some(NOTE.into())]);
    let again = put(Some(second.manifest_bytes()), &plain.timestamped(NOTE));
    assert_eq!(again.manifest_bytes(), second.manifest_bytes());
    let merged = put(None, &plain.timestamped(NOTE)).merged_with(&Sha2, first.manifest_bytes()).unwrap();
    assert_eq!(notes(&merged), [None, Some(NOTE.into())]);
}

//! What attesting writes, compared byte for byte with what Cosign wrote.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests and their helpers may panic"
)]

mod common;

use common::{blob, files, image, layout, sha256};
use countersign_digest::Sha2;
use countersign_oci::{
    ArtifactError, CosignTag, Manifest, SignatureArtifact, annotation, cosign_tag, media_type,
};

const SPDX: &str = "https://spdx.dev/Document";

fn attest(
    existing: Option<&[u8]>,
    envelope: &[u8],
    predicate_type: &str,
) -> Result<SignatureArtifact, ArtifactError> {
    SignatureArtifact::attestation_layer(&Sha2, &image().digest(), existing, envelope, predicate_type)
}

#[test]
fn writes_attestation_layers_byte_for_byte_as_cosign() {
    let (files, layout) = (files("legacy-attested"), layout("legacy-attested"));
    let subject = layout.resolve_name(Some("legacy-attested")).unwrap().digest();
    let tag = cosign_tag(&subject, CosignTag::Attestation);
    let entry = layout.resolve_name(Some(&tag)).unwrap();
    let theirs = blob(&files, &entry.digest());
    let manifest = Manifest::parse(&theirs, Some(entry.media_type())).unwrap();
    let image = manifest.as_image().unwrap();
    let mut ours: Option<SignatureArtifact> = None;
    for layer in image.layers() {
        let predicate_type = layer.annotation(annotation::PREDICATE_TYPE).unwrap();
        let existing = ours.as_ref().map(SignatureArtifact::manifest_bytes);
        let envelope = blob(&files, &layer.digest());
        let next = SignatureArtifact::attestation_layer(&Sha2, &subject, existing, &envelope, predicate_type);
        ours = Some(next.unwrap());
    }
    let ours = ours.unwrap();
    assert_eq!(String::from_utf8_lossy(ours.manifest_bytes()), String::from_utf8_lossy(&theirs));
    assert_eq!((ours.manifest().digest(), ours.tag()), (entry.digest(), Some(tag.as_str())));
    let config = blob(&files, &image.config().digest());
    assert_eq!(ours.blobs()[0].1, config);
    assert_eq!(ours.blobs()[1].0.media_type(), media_type::DSSE_ENVELOPE);
    assert_eq!(*ours.subject(), subject);
}

#[test]
fn writes_attestation_bundles_byte_for_byte_as_cosign() {
    let files = files("bundle-attested");
    let layout = layout("bundle-attested");
    let referrers = &layout.index().manifests()[1..];
    assert_eq!(referrers.len(), 6);
    for entry in referrers {
        let manifest = Manifest::parse(&blob(&files, &entry.digest()), Some(entry.media_type())).unwrap();
        let image = manifest.as_image().unwrap();
        let said = |key: &str| image.annotations()[key].clone();
        let bundle = blob(&files, &image.layers()[0].digest());
        let ours = SignatureArtifact::bundle_referrer(
            &Sha2,
            &manifest.subject().unwrap().core(),
            &bundle,
            &said(annotation::BUNDLE_PREDICATE_TYPE),
            &said(annotation::CREATED),
        )
        .unwrap();
        assert_eq!(String::from_utf8_lossy(ours.manifest_bytes()), String::from_utf8_lossy(manifest.bytes()));
        assert_eq!(ours.manifest().digest(), entry.digest());
        assert_eq!(ours.manifest().annotations(), entry.annotations());
    }
}

#[test]
fn keeps_the_layers_there_are_and_adds_none_twice() {
    let first = attest(None, b"one", SPDX).unwrap();
    let again = attest(Some(first.manifest_bytes()), b"one", SPDX).unwrap();
    assert_eq!(again.manifest_bytes(), first.manifest_bytes());
    let layers = |artifact: &SignatureArtifact| {
        let manifest = Manifest::parse(artifact.manifest_bytes(), None).unwrap();
        let layers = manifest.as_image().unwrap().layers().to_vec();
        layers.iter().map(|layer| (layer.digest(), layer.annotations().clone())).collect::<Vec<_>>()
    };
    let other_type = attest(Some(first.manifest_bytes()), b"one", "https://example.com/x").unwrap();
    assert_eq!(layers(&other_type).len(), 2);
    let second = attest(Some(first.manifest_bytes()), b"two", SPDX).unwrap();
    assert_eq!(layers(&second)[0], layers(&first)[0]);
    assert_eq!(layers(&second)[1].0, sha256(b"two"));
    assert_eq!(layers(&second)[1].1[annotation::COSIGN_SIGNATURE], "");
    let blobs: Vec<_> = second.blobs().iter().map(|(_, bytes)| bytes.as_slice()).collect();
    assert_eq!(blobs[1], b"two");
}

#[test]
fn refuses_to_add_to_what_is_no_manifest_of_attestations() {
    let index =
        br#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}"#;
    assert_eq!(attest(Some(index), b"one", SPDX), Err(ArtifactError::ExistingIsIndex));
    assert!(matches!(attest(Some(b"{"), b"one", SPDX), Err(ArtifactError::Existing(_))));
    let layers = |count: usize| {
        let layer = r#"{"mediaType":"a/b","digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2}"#;
        format!(r#"{{"schemaVersion":2,"config":{layer},"layers":[{}]}}"#, vec![layer; count].join(","))
    };
    assert!(attest(Some(layers(999).as_bytes()), b"one", SPDX).is_ok());
    assert_eq!(
        attest(Some(layers(1000).as_bytes()), b"one", SPDX),
        Err(ArtifactError::TooManySignatures { limit: 1000 })
    );
}

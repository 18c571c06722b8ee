//! The conversions agree with `oci-spec`: there and back is the same, or an error says why not.
#![cfg(feature = "oci-spec")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests and their helpers may panic"
)]

mod common;

use std::collections::BTreeMap;

use common::{blob, describe, files, layout, sha256};
use countersign_digest::{Algorithm, Digest, HashProvider, Sha2};
use countersign_oci::{
    ImageIndex, ImageManifest, Manifest, ManifestDescriptor, ManifestError, OciSpecError, Platform,
    Reference, digest_from_oci_spec, digest_to_oci_spec, media_type,
};
use oci_spec::distribution::Reference as TheirReference;
use oci_spec::image as theirs;
use proptest::prelude::*;

const HEX: &str = "ddda624b522421d3ed1d058b229b5525086fde465278686d7aeba12d29085640";

fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "linux", "windows", "amd64", "386", "arm", "s390x", "unknown", "zos", "ios"
        ])
        .prop_map(String::from),
        "[A-Za-z0-9._-]{1,20}",
    ]
}

prop_compose! {
    fn platforms()(os in words(), architecture in words(), variant in prop::option::of(words()),
        version in prop::option::of(words())) -> Platform {
        let mut platform = Platform::new(&os, &architecture).unwrap();
        if let Some(variant) = variant { platform = platform.with_variant(&variant).unwrap(); }
        if let Some(version) = version { platform = platform.with_os_version(&version).unwrap(); }
        platform
    }
}

prop_compose! {
    fn descriptors()(
        media_type in prop_oneof![Just(media_type::IMAGE_MANIFEST.to_owned()), "[a-z]{1,9}/[a-z][a-z.+-]{0,9}x".prop_map(String::from)],
        content: Vec<u8>,
        annotations in prop::collection::btree_map("[a-z.]{1,9}", ".{0,9}", 0..4),
        artifact_type in prop::option::of(Just(media_type::SIGSTORE_BUNDLE_V03)),
        platform in prop::option::of(platforms()),
        algorithm in prop::sample::select(Algorithm::ALL.to_vec()),
    ) -> ManifestDescriptor {
        let digest = Sha2.hash(algorithm, &content);
        let core = countersign_digest::Descriptor::new(&media_type, digest, content.len() as u64).unwrap();
        let mut descriptor = ManifestDescriptor::new(core);
        for (key, value) in annotations { descriptor = descriptor.with_annotation(key, value); }
        if let Some(kind) = artifact_type { descriptor = descriptor.with_artifact_type(kind); }
        if let Some(platform) = platform { descriptor = descriptor.with_platform(platform); }
        descriptor
    }
}

proptest! {
    #[test]
    fn a_platform_comes_back_the_same(ours in platforms()) {
        prop_assert_eq!(Platform::try_from(&theirs::Platform::from(&ours)).unwrap(), ours);
    }

    #[test]
    fn a_descriptor_comes_back_the_same(ours in descriptors()) {
        let there = theirs::Descriptor::try_from(&ours).unwrap();
        prop_assert_eq!(there.digest().to_string(), ours.digest().to_string());
        prop_assert_eq!(ManifestDescriptor::try_from(&there).unwrap(), ours);
    }

    #[test]
    fn a_digest_comes_back_the_same(content: Vec<u8>, algorithm in prop::sample::select(Algorithm::ALL.to_vec())) {
        let ours = Sha2.hash(algorithm, &content);
        prop_assert_eq!(digest_from_oci_spec(&digest_to_oci_spec(&ours).unwrap()).unwrap(), ours);
    }

    #[test]
    fn a_reference_comes_back_the_same(
        registry in "[a-z]{1,9}\\.example(:[0-9]{1,4})?",
        path in "[a-z0-9]{1,9}(/[a-z]{1,5}){0,2}",
        tag in prop::option::of("[A-Za-z0-9_][A-Za-z0-9._-]{0,9}"),
        pinned: bool,
    ) {
        let digest = if pinned || tag.is_none() { format!("@sha256:{HEX}") } else { String::new() };
        let text = format!("{registry}/{path}{}{digest}", tag.map(|tag| format!(":{tag}")).unwrap_or_default());
        let ours = Reference::parse(&text).unwrap();
        let there = TheirReference::try_from(&ours).unwrap();
        prop_assert_eq!(there.whole(), text.clone());
        // What they read in the same text is the same.
        prop_assert_eq!(&text.parse::<TheirReference>().unwrap(), &there);
        prop_assert_eq!(Reference::try_from(&there).unwrap(), ours);
    }
}

/// Every manifest and index among the test data.
fn manifests() -> Vec<Manifest> {
    let names = [
        "bundle-attested",
        "bundle-index",
        "legacy-attested",
        "legacy-index",
        "legacy-docker-types",
        "notation-both",
    ];
    let mut found = Vec::new();
    for name in names {
        let (files, layout) = (files(name), layout(name));
        found.push(Manifest::Index(layout.index().clone()));
        for entry in layout.index().manifests() {
            found.push(Manifest::parse(&blob(&files, &entry.digest()), Some(entry.media_type())).unwrap());
        }
    }
    found
}

#[test]
fn manifests_and_indexes_are_read_alike_and_come_back_the_same() {
    let (mut images, mut indexes) = (0, 0);
    for manifest in manifests() {
        match &manifest {
            Manifest::Image(ours) => {
                let back = ImageManifest::try_from(&theirs::ImageManifest::try_from(ours).unwrap()).unwrap();
                assert_eq!((back.config(), back.layers()), (ours.config(), ours.layers()));
                assert_eq!((back.subject(), back.annotations()), (ours.subject(), ours.annotations()));
                assert_eq!(
                    (back.artifact_type(), back.media_type()),
                    (ours.artifact_type(), ours.media_type())
                );
                images += 1;
            }
            Manifest::Index(ours) => {
                let back = ImageIndex::try_from(&theirs::ImageIndex::try_from(ours).unwrap()).unwrap();
                assert_eq!((back.manifests(), back.subject()), (ours.manifests(), ours.subject()));
                assert_eq!(
                    (back.annotations(), back.artifact_type()),
                    (ours.annotations(), ours.artifact_type())
                );
                indexes += 1;
            }
            other => panic!("{other:?}"),
        }
    }
    assert!(images > 15 && indexes > 6, "{images} {indexes}");
}

/// `oci-spec` 0.10 spells two members of a platform otherwise than image-spec does; nothing is lost for that.
#[test]
fn the_version_of_an_operating_system_survives_both_ways() {
    let entry = format!(
        r#"{{"mediaType":"a/b","digest":"sha256:{HEX}","size":2,"platform":{{"os":"windows","architecture":"amd64","os.version":"10.0.17763.1","os.features":["win32k"]}}}}"#
    );
    let text = format!(r#"{{"schemaVersion":2,"manifests":[{entry},{entry}]}}"#);
    let Manifest::Index(ours) = Manifest::parse(text.as_bytes(), Some(media_type::IMAGE_INDEX)).unwrap()
    else {
        panic!()
    };
    let there = theirs::ImageIndex::try_from(&ours).unwrap();
    let platform = there.manifests()[0].platform().as_ref().unwrap();
    assert_eq!(platform.os_version().as_deref(), Some("10.0.17763.1"));
    assert_eq!(platform.os_features().as_deref(), Some(["win32k".to_owned()].as_slice()));
    let back = ImageIndex::try_from(&there).unwrap();
    assert_eq!(back.manifests(), ours.manifests());
    let bytes = String::from_utf8_lossy(back.bytes()).into_owned();
    assert!(
        bytes.contains(r#""os.version":"10.0.17763.1""#) && bytes.contains(r#""os.features":["win32k"]"#)
    );
}

#[test]
fn what_is_written_for_them_has_the_same_bytes_every_time() {
    let annotations: BTreeMap<_, _> = (0..20).map(|at| (format!("key{at}"), "value".to_owned())).collect();
    let text = format!(
        r#"{{"schemaVersion":2,"manifests":[],"annotations":{{{}}}}}"#,
        annotations.iter().map(|(key, value)| format!(r#""{key}":"{value}""#)).collect::<Vec<_>>().join(",")
    );
    let bytes = |_| {
        ImageIndex::try_from(&theirs::ImageIndex::from_reader(text.as_bytes()).unwrap())
            .unwrap()
            .bytes()
            .to_vec()
    };
    let first = bytes(0);
    assert!((1..20).all(|at| bytes(at) == first));
}

fn descriptor_of(json: &str) -> Result<ManifestDescriptor, OciSpecError> {
    let text = format!(r#"{{"mediaType":"a/b","size":2,"digest":"sha256:{HEX}"{json}}}"#);
    ManifestDescriptor::try_from(&serde_json::from_str::<theirs::Descriptor>(&text).unwrap())
}

#[test]
fn what_has_no_place_here_is_refused_by_name() {
    assert!(descriptor_of("").is_ok());
    assert!(descriptor_of(r#","urls":[]"#).is_ok());
    let cases = [
        (r#","urls":["https://example.com"]"#, "urls"),
        (r#","data":"e30=""#, "data"),
        (r#","platform":{"os":"windows","architecture":"amd64","os.features":["win32k"]}"#, "os.features"),
        (r#","platform":{"os":"windows","architecture":"amd64","features":["x"]}"#, "features"),
    ];
    for (json, member) in cases {
        // They read another spelling.
        let json = json.replace("os.features", "os_features");
        assert_eq!(descriptor_of(&json), Err(OciSpecError::Member { member }), "{json}");
    }
    let mut mirrored = TheirReference::try_from(&Reference::parse("a.example/b:c").unwrap()).unwrap();
    assert!(Reference::try_from(&mirrored).is_ok());
    mirrored.set_mirror_registry("mirror.example".into());
    assert_eq!(Reference::try_from(&mirrored), Err(OciSpecError::Member { member: "mirror registry" }));
}

#[test]
fn nothing_is_invented_for_a_reference() {
    let there =
        |text: &str| TheirReference::try_from(&Reference::parse(text).unwrap()).map(|one| one.whole());
    assert_eq!(there("a.example/b:c"), Ok("a.example/b:c".to_owned()));
    assert_eq!(there("b:c"), Err(OciSpecError::Incomplete { part: "registry" }));
    assert_eq!(there("a.example/b"), Err(OciSpecError::Incomplete { part: "tag or digest" }));
}

#[test]
fn parts_that_mean_another_repository_as_text_are_refused() {
    let parts = |registry: &str, path: &str| {
        let made = TheirReference::with_tag(registry.into(), path.into(), "c".into());
        Reference::try_from(&made)
    };
    assert!(parts("a.example", "b").is_ok());
    assert_eq!(parts("a.example/b", "c"), Err(OciSpecError::OtherReference));
    assert_eq!(parts("under_score", "b"), Err(OciSpecError::OtherReference));
    assert!(matches!(parts("a.example", "B"), Err(OciSpecError::Reference(_))));
}

#[test]
fn what_is_not_supported_is_refused() {
    let digest = format!("sha1:{}", HEX.get(..40).unwrap());
    let digest = theirs::Digest::try_from(digest).unwrap();
    assert!(matches!(digest_from_oci_spec(&digest), Err(OciSpecError::Digest(_))));
    let strange = theirs::Descriptor::new(
        theirs::MediaType::from("no type"),
        2,
        theirs::Digest::try_from(format!("sha256:{HEX}")).unwrap(),
    );
    assert!(matches!(ManifestDescriptor::try_from(&strange), Err(OciSpecError::MediaType(_))));
    let mut platform = theirs::Platform::from(&"linux/amd64".parse::<Platform>().unwrap());
    platform.set_variant(Some(String::new()));
    assert_eq!(Platform::try_from(&platform), Ok("linux/amd64".parse().unwrap()));
    platform.set_variant(Some("v 8".into()));
    assert!(matches!(Platform::try_from(&platform), Err(OciSpecError::Platform(_))));
}

#[test]
fn the_strict_reader_has_the_last_word() {
    let config = describe(media_type::IMAGE_CONFIG, b"{}");
    let made = |version: u32, kind: Option<theirs::MediaType>| {
        let mut made = theirs::ImageManifest::from_reader(
            format!(
                r#"{{"schemaVersion":2,"config":{{"mediaType":"{}","digest":"{}","size":2}},"layers":[]}}"#,
                config.media_type(),
                config.digest()
            )
            .as_bytes(),
        )
        .unwrap();
        made.set_schema_version(version);
        made.set_media_type(kind);
        ImageManifest::try_from(&made)
    };
    assert_eq!(made(2, None).unwrap().config().digest(), sha256(b"{}"));
    assert_eq!(made(1, None), Err(OciSpecError::Manifest(ManifestError::SchemaVersion { actual: 1 })));
    let index = made(2, Some(theirs::MediaType::ImageIndex));
    assert!(matches!(index, Err(OciSpecError::Manifest(ManifestError::Ambiguous { member: "config" }))));
    // A size that no canonical number says.
    let text = format!(
        r#"{{"schemaVersion":2,"manifests":[{{"mediaType":"a/b","digest":"sha256:{HEX}","size":9007199254740993}}]}}"#
    );
    let index = theirs::ImageIndex::from_reader(text.as_bytes()).unwrap();
    assert!(matches!(ImageIndex::try_from(&index), Err(OciSpecError::Canonical(_))));
    // And a list that is `null`, which the strict reader takes for an empty one.
    let text = r#"{"schemaVersion":2,"manifests":null}"#;
    let Manifest::Index(ours) = Manifest::parse(text.as_bytes(), Some(media_type::IMAGE_INDEX)).unwrap()
    else {
        panic!()
    };
    assert_eq!(theirs::ImageIndex::try_from(&ours), Err(OciSpecError::Unreadable));
    let text = format!(
        r#"{{"schemaVersion":2,"config":{{"mediaType":"a/b","digest":"sha256:{HEX}","size":2}},"layers":null}}"#
    );
    let Manifest::Image(ours) = Manifest::parse(text.as_bytes(), Some(media_type::IMAGE_MANIFEST)).unwrap()
    else {
        panic!()
    };
    assert_eq!(theirs::ImageManifest::try_from(&ours), Err(OciSpecError::Unreadable));
    assert!(Digest::parse(&format!("sha256:{HEX}")).is_ok());
}

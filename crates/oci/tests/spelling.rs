//! Members that programs in Go would read as others, and what those programs write for nothing.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests and their helpers may panic"
)]

mod common;

use common::{files, provider};
use countersign_oci::{
    DescriptorError, Layout, LayoutError, Manifest, ManifestError, PlatformError, media_type,
};

const GOOD: &str = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
const EVIL: &str = "sha256:ddda624b522421d3ed1d058b229b5525086fde465278686d7aeba12d29085640";
const IMAGE: &str = media_type::IMAGE_MANIFEST;
const INDEX: &str = media_type::IMAGE_INDEX;

/// A descriptor with one more member.
fn descriptor(more: &str) -> String {
    format!(r#"{{"mediaType":"{IMAGE}","digest":"{GOOD}","size":2{more}}}"#)
}

fn image(config: &str, layers: &str, subject: &str) -> String {
    format!(r#"{{"schemaVersion":2,"config":{config},"layers":[{layers}],"subject":{subject}}}"#)
}

fn parse(text: &str, declared: &str) -> Result<Manifest, ManifestError> {
    Manifest::parse(text.as_bytes(), Some(declared))
}

fn refused_at(place: &str, member: &'static str) -> Result<Manifest, ManifestError> {
    let source = DescriptorError::OtherSpelling { member };
    Err(ManifestError::Descriptor { at: place.into(), source })
}

fn evil_digest() -> String {
    descriptor(&format!(r#","Digest":"{EVIL}""#))
}

#[test]
fn refuses_a_second_digest_by_another_spelling_in_a_layer_a_config_or_a_subject() {
    let (good, evil) = (descriptor(""), evil_digest());
    assert!(parse(&image(&good, &good, &good), IMAGE).is_ok());
    assert_eq!(parse(&image(&evil, &good, &good), IMAGE), refused_at("config", "digest"));
    let second = format!("{good},{evil}");
    assert_eq!(parse(&image(&good, &second, &good), IMAGE), refused_at("layers[1]", "digest"));
    assert_eq!(parse(&image(&good, &good, &evil), IMAGE), refused_at("subject", "digest"));
}

#[test]
fn refuses_a_second_digest_by_another_spelling_in_a_child_of_an_index() {
    let index = |entry: &str| format!(r#"{{"schemaVersion":2,"manifests":[{entry}]}}"#);
    assert!(parse(&index(&descriptor("")), INDEX).is_ok());
    assert_eq!(parse(&index(&evil_digest()), INDEX), refused_at("manifests[0]", "digest"));
}

#[test]
fn refuses_a_second_digest_by_another_spelling_in_an_entry_of_a_layout() {
    let open = |entry: &str| {
        let mut files = files("unsigned");
        let index = format!(r#"{{"schemaVersion":2,"manifests":[{entry}]}}"#);
        files.insert("index.json".into(), index.into_bytes());
        Layout::open(files, provider()).map(|_| ())
    };
    assert_eq!(open(&descriptor("")), Ok(()));
    let source = DescriptorError::OtherSpelling { member: "digest" };
    let expected = ManifestError::Descriptor { at: "manifests[0]".into(), source };
    assert_eq!(open(&evil_digest()), Err(LayoutError::Index(expected)));
}

#[test]
fn refuses_every_member_of_a_descriptor_by_another_spelling() {
    let good = descriptor("");
    for (spelling, member) in [
        ("mediatype", "mediaType"),
        ("DIGEST", "digest"),
        ("\u{17f}ize", "size"),
        ("Urls", "urls"),
        ("Annotations", "annotations"),
        ("DATA", "data"),
        ("artifacttype", "artifactType"),
        ("Platform", "platform"),
    ] {
        let layer = descriptor(&format!(r#","{spelling}":null"#));
        assert_eq!(parse(&image(&good, &layer, &good), IMAGE), refused_at("layers[0]", member), "{spelling}");
    }
    let unknown = descriptor(r#","digests":null,"x":1"#);
    assert!(parse(&image(&good, &unknown, &good), IMAGE).is_ok());
}

#[test]
fn refuses_every_member_of_a_platform_by_another_spelling() {
    let index = |more: &str| {
        let platform = format!(r#","platform":{{"os":"linux","architecture":"amd64"{more}}}"#);
        let text = format!(r#"{{"schemaVersion":2,"manifests":[{}]}}"#, descriptor(&platform));
        parse(&text, INDEX)
    };
    assert!(index(r#","features":[]"#).is_ok());
    for (spelling, member) in [
        ("Architecture", "architecture"),
        ("OS", "os"),
        ("o\u{17f}", "os"),
        ("OS.version", "os.version"),
        ("os.Features", "os.features"),
        ("Variant", "variant"),
    ] {
        let source = DescriptorError::Platform(PlatformError::OtherSpelling { member });
        let expected = Err(ManifestError::Descriptor { at: "manifests[0]".into(), source });
        assert_eq!(index(&format!(r#","{spelling}":"arm64""#)), expected, "{spelling}");
    }
}

#[test]
fn an_escape_in_a_name_hides_no_other_spelling() {
    let good = descriptor("");
    let layer = descriptor(&format!(r#","\u0044igest":"{EVIL}""#));
    assert_eq!(parse(&image(&good, &layer, &good), IMAGE), refused_at("layers[0]", "digest"));
}

#[test]
fn a_list_that_is_null_is_an_empty_one() {
    let good = descriptor("");
    let text = format!(r#"{{"schemaVersion":2,"config":{good},"layers":null,"annotations":null}}"#);
    let manifest = parse(&text, IMAGE).unwrap();
    assert!(manifest.as_image().unwrap().layers().is_empty());
    assert!(manifest.as_image().unwrap().annotations().is_empty());
    let index = parse(r#"{"schemaVersion":2,"manifests":null,"annotations":null}"#, INDEX).unwrap();
    assert!(index.as_index().unwrap().manifests().is_empty());
    let missing = format!(r#"{{"schemaVersion":2,"config":{good}}}"#);
    assert!(matches!(parse(&missing, IMAGE), Err(ManifestError::Field(_))));
    assert!(matches!(parse(r#"{"schemaVersion":2}"#, INDEX), Err(ManifestError::Field(_))));
}

#[test]
fn a_list_that_is_null_is_ambiguous_all_the_same() {
    let good = descriptor("");
    let text = format!(r#"{{"schemaVersion":2,"config":{good},"layers":[],"manifests":null}}"#);
    assert_eq!(parse(&text, IMAGE), Err(ManifestError::Ambiguous { member: "manifests" }));
    let text = r#"{"schemaVersion":2,"manifests":[],"layers":null}"#;
    assert_eq!(parse(text, INDEX), Err(ManifestError::Ambiguous { member: "layers" }));
    let text = r#"{"schemaVersion":2,"config":null,"layers":[]}"#;
    assert!(matches!(parse(text, IMAGE), Err(ManifestError::Descriptor { .. })));
}

#[test]
fn a_platform_with_an_empty_word_is_none_and_hides_no_other_entry() {
    for platform in [r#"{"os":"","architecture":"amd64"}"#, r#"{"os":"linux","architecture":""}"#] {
        let entry = descriptor(&format!(r#","platform":{platform}"#));
        let named = descriptor(r#","platform":{"os":"linux","architecture":"amd64"}"#);
        let text = format!(r#"{{"schemaVersion":2,"manifests":[{entry},{named}]}}"#);
        let manifest = parse(&text, INDEX).unwrap();
        let platforms = manifest.as_index().unwrap().manifests().iter().map(|entry| entry.platform());
        let shown: Vec<_> = platforms.map(|platform| platform.map(ToString::to_string)).collect();
        assert_eq!(shown, [None, Some("linux/amd64".to_owned())]);
    }
    let entry = descriptor(r#","platform":{"os":"li nux","architecture":"amd64"}"#);
    let text = format!(r#"{{"schemaVersion":2,"manifests":[{entry}]}}"#);
    let source = DescriptorError::Platform(PlatformError::Word);
    let expected = Err(ManifestError::Descriptor { at: "manifests[0]".into(), source });
    assert_eq!(parse(&text, INDEX), expected);
}

//! The serde forms go through the same parsers.
#![cfg(feature = "serde")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests and their helpers may panic"
)]

mod common;

use common::describe;
use countersign_oci::{ManifestDescriptor, Platform, Reference};

#[test]
fn a_reference_is_its_text() {
    let reference = Reference::parse("a.example/b:c").unwrap();
    let text = serde_json::to_string(&reference).unwrap();
    assert_eq!(text, r#""a.example/b:c""#);
    assert_eq!(serde_json::from_str::<Reference>(&text).unwrap(), reference);
    assert!(serde_json::from_str::<Reference>(r#""a/B""#).is_err());
}

#[test]
fn a_descriptor_is_as_in_manifests() {
    let platform = "linux/arm64/v8".parse::<Platform>().unwrap().with_os_version("1").unwrap();
    let descriptor =
        describe("a/b", b"x").with_annotation("k", "v").with_artifact_type("c/d").with_platform(platform);
    let text = serde_json::to_string(&descriptor).unwrap();
    assert_eq!(serde_json::from_str::<ManifestDescriptor>(&text).unwrap(), descriptor);
    assert!(text.starts_with(r#"{"mediaType":"a/b","digest":"sha256:"#), "{text}");
    for (good, bad) in [("a/b", "a b"), ("sha256:", "sha1:"), ("linux", "li nux"), ("\"v8\"", "\"\"")] {
        let text = text.replacen(good, bad, 1);
        assert!(serde_json::from_str::<ManifestDescriptor>(&text).is_err(), "{text}");
    }
}

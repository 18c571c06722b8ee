//! Descriptors and the media types in them (RFC 6838 §4.2).
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use countersign_digest::{Algorithm, Descriptor, Digest, MediaTypeError};
use proptest::prelude::*;

fn digest() -> Digest {
    Digest::from_bytes(Algorithm::Sha256, &[1; 32]).unwrap()
}

#[test]
fn accepts_the_media_types_of_images_and_signatures() {
    let longest = format!("{}/{}", "a".repeat(127), "b".repeat(127));
    for media_type in [
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.oci.image.layer.v1.tar+gzip",
        "application/vnd.dev.cosign.simplesigning.v1+json",
        "application/vnd.dev.sigstore.bundle.v0.3+json",
        "application/jose+json",
        "application/cose",
        "text/plain",
        "a/b",
        "0/9",
        "x!#$&-^_.+/y!#$&-^_.+",
        &longest,
    ] {
        let descriptor = Descriptor::new(media_type, digest(), u64::MAX).unwrap();
        assert_eq!(descriptor.media_type(), media_type);
        assert_eq!((descriptor.digest(), descriptor.size()), (digest(), u64::MAX));
    }
}

#[test]
fn refuses_other_media_types() {
    use MediaTypeError::{Character, Empty, NoSlash, TooLong};
    let (kind, subtype) = (format!("{}/b", "a".repeat(128)), format!("a/{}", "b".repeat(4096)));
    for (media_type, error) in [
        ("", NoSlash),
        ("application", NoSlash),
        ("application\u{2215}json", NoSlash),
        ("/", Empty),
        ("/json", Empty),
        ("application/", Empty),
        (&kind, TooLong { limit: 127, actual: 128 }),
        (&subtype, TooLong { limit: 127, actual: 4096 }),
        ("text/plain; charset=utf-8", Character),
        ("text/plain;charset=utf-8", Character),
        ("text/ plain", Character),
        (" text/plain", Character),
        ("text/plain\n", Character),
        ("text/plain\0", Character),
        ("a/b/c", Character),
        ("*/*", Character),
        ("text/*", Character),
        (".a/b", Character),
        ("a/+json", Character),
        ("a/-b", Character),
        ("a/b%20", Character),
        ("ä/b", Character),
        ("a/b€", Character),
        ("a/\u{202e}b", Character),
    ] {
        assert_eq!(Descriptor::new(media_type, digest(), 0), Err(error), "{media_type:?}");
    }
}

#[test]
fn media_type_errors_say_what_and_how_much() {
    let shown = |text: &str| Descriptor::new(text, digest(), 0).unwrap_err().to_string();
    assert_eq!(shown("a"), "a media type is a type, a slash and a subtype");
    assert_eq!(shown("a/"), "the media type has an empty part");
    assert_eq!(shown("a/\u{7}"), "the media type has a character that is not allowed");
    let long = format!("a/{}", "b".repeat(128));
    assert_eq!(shown(&long), "the media type has a part of 128 characters, at most 127 are allowed");
}

proptest! {
    #[test]
    fn any_text_is_answered(text in any::<String>(), size in any::<u64>()) {
        if let Ok(descriptor) = Descriptor::new(&text, digest(), size) {
            prop_assert!(text.is_ascii() && text.len() <= 255);
            prop_assert_eq!(descriptor.media_type(), text);
        }
    }

    #[test]
    fn the_grammar_is_accepted(text in "[a-zA-Z0-9][a-zA-Z0-9!#$&^_.+-]{0,126}/[a-zA-Z0-9][a-zA-Z0-9!#$&^_.+-]{0,126}") {
        prop_assert!(Descriptor::new(&text, digest(), 0).is_ok());
    }
}

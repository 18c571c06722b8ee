//! The forms for serde.
#![cfg(feature = "serde")]
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use countersign_digest::{Algorithm, Descriptor, Digest};

const TEXT: &str = "sha256:0101010101010101010101010101010101010101010101010101010101010101";

fn digest() -> Digest {
    Digest::from_bytes(Algorithm::Sha256, &[1; 32]).unwrap()
}

#[test]
fn a_digest_is_its_text() {
    let json = format!("{TEXT:?}");
    assert_eq!(serde_json::to_string(&digest()).unwrap(), json);
    assert_eq!(serde_json::from_str::<Digest>(&json).unwrap(), digest());
    assert_eq!(serde_json::from_reader::<_, Digest>(json.as_bytes()).unwrap(), digest());
}

#[test]
fn a_digest_is_read_by_the_same_parser() {
    for json in [
        r#""sha256:01""#,
        r#""sha1:01""#,
        r#""""#,
        "1",
        "null",
        "[]",
        &format!("\"{}\"", TEXT.to_uppercase()),
    ] {
        assert!(serde_json::from_str::<Digest>(json).is_err(), "{json}");
    }
    let error = serde_json::from_str::<Digest>(r#""sha256:01""#).unwrap_err().to_string();
    assert!(error.starts_with("a sha256 digest has 64 hexadecimal characters, not 2"), "{error}");
}

#[test]
fn a_descriptor_is_its_three_members() {
    let descriptor = Descriptor::new("text/plain", digest(), u64::MAX).unwrap();
    let json = format!(r#"{{"mediaType":"text/plain","digest":"{TEXT}","size":18446744073709551615}}"#);
    assert_eq!(serde_json::to_string(&descriptor).unwrap(), json);
    assert_eq!(serde_json::from_str::<Descriptor>(&json).unwrap(), descriptor);
    assert_eq!(serde_json::from_reader::<_, Descriptor>(json.as_bytes()).unwrap(), descriptor);
}

#[test]
fn a_descriptor_is_read_by_the_same_parsers() {
    let read = |json: String| serde_json::from_str::<Descriptor>(&json);
    let json = |media_type: &str, digest: &str, size: &str| {
        format!(r#"{{"mediaType":"{media_type}","digest":"{digest}","size":{size}}}"#)
    };
    assert!(read(json("text/plain", TEXT, "1")).is_ok());
    for bad in [
        json("text", TEXT, "1"),
        json("text/plain;a=b", TEXT, "1"),
        json("text/plain", "sha256:", "1"),
        json("text/plain", TEXT, "-1"),
        json("text/plain", TEXT, "1.0"),
        json("text/plain", TEXT, "\"1\""),
        json("text/plain", TEXT, "18446744073709551616"),
        format!(r#"{{"mediaType":"text/plain","digest":"{TEXT}"}}"#),
        r#"{"mediaType":"text/plain","size":1}"#.into(),
        format!(r#"{{"digest":"{TEXT}","size":1}}"#),
        format!(r#"{{"mediaType":"a/b","digest":"{TEXT}","size":1,"size":2}}"#),
    ] {
        assert!(read(bad.clone()).is_err(), "{bad}");
    }
    let error = read(json("text", TEXT, "1")).unwrap_err().to_string();
    assert!(error.starts_with("mediaType: a media type is a type, a slash and a subtype"), "{error}");
}

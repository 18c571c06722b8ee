//! Timestamps that come with a signature: handed on as they are, put in where Cosign has them.

use countersign_envelope::{
    AddTimestampError, Bundle, BundleError, TimestampNoteError, UntrustedSimpleSigning,
    add_timestamp_to_bundle, read_timestamp_note, write_key_bundle, write_message_bundle,
    write_timestamp_note,
};
use testkit::base64;

const SIGNATURE: &[u8] = b"signature";

fn digest() -> countersign_digest::Digest {
    countersign_digest::Digest::parse(
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    )
    .unwrap()
}

fn bundles() -> [Vec<u8>; 2] {
    [
        write_key_bundle("hint", "application/vnd.in-toto+json", b"{}", SIGNATURE),
        write_message_bundle("hint", &digest(), SIGNATURE),
    ]
}

fn timestamps(bundle: &[u8]) -> Vec<Vec<u8>> {
    Bundle::parse(bundle).unwrap().signed_timestamps().claimed().to_vec()
}

#[test]
fn timestamps_are_added_in_order_and_change_nothing_else() {
    for bundle in bundles() {
        assert_eq!(timestamps(&bundle), Vec::<Vec<u8>>::new());
        let once = add_timestamp_to_bundle(&bundle, b"one").unwrap();
        let twice = add_timestamp_to_bundle(&once, b"two").unwrap();
        assert_eq!(timestamps(&twice), [b"one".to_vec(), b"two".to_vec()]);
        assert_eq!(*Bundle::parse(&twice).unwrap().signature().claimed(), SIGNATURE);
        let entry = |bytes: &[u8]| format!(r#"{{"signedTimestamp":"{}"}}"#, base64(bytes));
        let list = format!("[{},{}]", entry(b"one"), entry(b"two"));
        let expected = String::from_utf8(bundle)
            .unwrap()
            .replace(r#""rfc3161Timestamps":[]"#, &format!(r#""rfc3161Timestamps":{list}"#));
        assert_eq!(String::from_utf8(twice).unwrap(), expected);
    }
}

#[test]
fn a_timestamp_goes_where_a_bundle_has_its_timestamps_however_it_spells_them() {
    let [bundle, _] = bundles();
    let text = String::from_utf8(bundle).unwrap();
    let given = r#""timestampVerificationData":{"rfc3161Timestamps":[]}"#;
    for other in [
        r#""timestamp_verification_data":{"rfc3161_timestamps":[{"signed_timestamp":"MAA="}]}"#,
        r#""timestampVerificationData":null"#,
        r#""timestampVerificationData":{}"#,
        r#""tlog_entries":[]"#,
    ] {
        let edited = text.replace(given, other).replace(r#""tlogEntries":[],"#, "");
        let before = timestamps(edited.as_bytes());
        let after = timestamps(&add_timestamp_to_bundle(edited.as_bytes(), b"new").unwrap());
        assert_eq!(after, [before, vec![b"new".to_vec()]].concat(), "{other}");
    }
}

#[test]
fn no_more_are_added_than_are_read_and_nothing_to_what_is_no_bundle() {
    let [bundle, _] = bundles();
    let full = (0..8u8).fold(bundle, |bundle, number| add_timestamp_to_bundle(&bundle, &[number]).unwrap());
    assert_eq!(timestamps(&full).len(), 8);
    assert_eq!(add_timestamp_to_bundle(&full, b"x"), Err(AddTimestampError::Full { limit: 8 }));
    let refused = add_timestamp_to_bundle(b"{}", b"x").unwrap_err();
    assert_eq!(refused, AddTimestampError::Bundle(BundleError::MediaType));
}

#[test]
fn a_timestamp_that_is_no_base64_is_no_timestamp() {
    let [bundle, _] = bundles();
    let bundle = String::from_utf8(add_timestamp_to_bundle(&bundle, b"one").unwrap()).unwrap();
    let broken = bundle.replace(&base64(b"one"), "b25");
    assert!(matches!(Bundle::parse(broken.as_bytes()), Err(BundleError::TimestampBase64(_))));
    let number = bundle.replace(&format!("\"{}\"", base64(b"one")), "1");
    assert_eq!(
        Bundle::parse(number.as_bytes()).unwrap_err(),
        BundleError::WrongType { field: "signedTimestamp" }
    );
}

#[test]
fn the_bytes_that_a_timestamp_is_over_are_those_of_the_signature() {
    let payload = UntrustedSimpleSigning::new(b"{}".to_vec(), &base64(SIGNATURE)).unwrap();
    assert_eq!(*payload.signature().claimed(), SIGNATURE);
    for bundle in bundles() {
        assert_eq!(*Bundle::parse(&bundle).unwrap().signature().claimed(), SIGNATURE);
    }
}

#[test]
fn the_note_of_a_timestamp_is_read_and_written_as_cosign_writes_it() {
    let note = write_timestamp_note(b"\x30\x00");
    assert_eq!(note, r#"{"SignedRFC3161Timestamp":"MAA="}"#);
    assert_eq!(read_timestamp_note(&note).unwrap(), b"\x30\x00");
}

#[test]
fn what_is_no_note_of_a_timestamp_is_told_by_its_cause() {
    let refused = |text: &str| read_timestamp_note(text).unwrap_err();
    assert!(matches!(refused("MAA="), TimestampNoteError::Json(_)));
    assert!(matches!(refused(&" ".repeat(100_000)), TimestampNoteError::Json(_)));
    assert_eq!(refused("[]"), TimestampNoteError::NotAnObject);
    for text in [
        "{}",
        r#"{"signedRFC3161Timestamp":"MAA="}"#,
        r#"{"SignedRFC3161Timestamp":1}"#,
        r#"{"SignedRFC3161Timestamp":null}"#,
        r#"{"SignedRFC3161Timestamp":"MAA=","more":1}"#,
    ] {
        assert!(matches!(refused(text), TimestampNoteError::Field(_)), "{text}");
    }
    let twice = r#"{"SignedRFC3161Timestamp":"MAA=","SignedRFC3161Timestamp":"MAA="}"#;
    assert!(matches!(refused(twice), TimestampNoteError::Json(_)));
    for text in ["MAA", "MA A=", "MAB="] {
        let text = format!(r#"{{"SignedRFC3161Timestamp":"{text}"}}"#);
        assert!(matches!(refused(&text), TimestampNoteError::Base64(_)), "{text}");
    }
}

//! Cosign's older form.

use std::collections::BTreeMap;

use countersign_digest::{Algorithm, DigestError};
use countersign_encoding::{
    base64::{self, Base64Error},
    json::{JsonError, Kind},
};
use countersign_envelope::{
    PayloadClass, SignatureError, SimpleSigning, SimpleSigningError, SimpleSigningVerifyError,
    UntrustedSimpleSigning, VerifiedPayload,
};
use proptest::prelude::*;

use crate::support::{
    DUPLICATE, HEX, SYNTAX, TRAILING, TestKey, edit, missing, negate_s, refuse_all, row, sha256,
    simple_signing_at_zero, wrong_type,
};

fn base() -> String {
    format!(
        r#"{{"critical":{{"identity":{{"docker-reference":"r/app"}},"image":{{"docker-manifest-digest":"sha256:{HEX}"}},"type":"cosign container image signature"}},"optional":{{"env":"prod"}}}}"#
    )
}

fn signed(payload: &[u8], key: &TestKey) -> UntrustedSimpleSigning {
    UntrustedSimpleSigning::new(payload.to_vec(), &base64::encode_standard(&key.sign(payload))).unwrap()
}

/// Reads it as a verifier does: rightly signed, so that only the payload can be what is refused.
fn verify(document: &[u8]) -> Result<VerifiedPayload, SimpleSigningError> {
    let key = TestKey::new(7);
    let untrusted = signed(document, &key);
    match untrusted.verify(&[key.verifying()]) {
        Ok(verified) => Ok(verified),
        Err(SimpleSigningVerifyError::Payload(error)) => {
            assert_eq!(untrusted.inspect().unwrap_err(), error);
            Err(simple_signing_at_zero(error))
        }
        Err(other) => panic!("rightly signed, but {other:?}"),
    }
}

#[test]
fn malformed_payloads_are_refused_even_when_rightly_signed() {
    let base = base();
    assert!(verify(base.as_bytes()).is_ok(), "the control");
    let e = |from: &str, to: &str| edit(&base, from, to);
    let identity = |text: &str| e(r#"{"docker-reference":"r/app"}"#, text);
    let image_text = format!(r#"{{"docker-manifest-digest":"sha256:{HEX}"}}"#);
    let image = |text: &str| e(&image_text, text);
    let class = |text: &str| e(r#""cosign container image signature""#, text);
    let optional = |text: &str| e(r#"{"env":"prod"}"#, text);
    let digest = |text: &str| e(&format!("\"sha256:{HEX}\""), text);
    let both = |other: &str| e("{\"docker-m", &format!("{{\"{other}\":\"sha256:{HEX}\",\"docker-m"));
    let unknown = SimpleSigningError::UnknownType;
    let length = |algorithm, expected, actual| DigestError::Length { algorithm, expected, actual };
    let manifest = "critical.image.docker-manifest-digest";
    let two = |field| SimpleSigningError::TwoSpellings { field };
    let cases = [
        row("no text", "", JsonError::UnexpectedEnd),
        row("no JSON", "hello", SYNTAX),
        row("null", "null", SimpleSigningError::NotAnObject),
        row("a list", format!("[{base}]"), SimpleSigningError::NotAnObject),
        row("a byte order mark", format!("\u{feff}{base}"), JsonError::ByteOrderMark),
        row("a byte behind", format!("{base}x"), TRAILING),
        row("a payload behind", format!("{base}{base}"), TRAILING),
        row("a trailing comma", e("}}", "},}"), SYNTAX),
        row(
            "a deep member",
            e("{\"c", &format!("{{\"x\":{}{},\"c", "[".repeat(64), "]".repeat(64))),
            JsonError::TooDeep { limit: 64 },
        ),
        row("half a surrogate pair", e("r/app", r"\udc00"), JsonError::LoneSurrogate { offset: 0 }),
        row("critical twice", e("{\"c", r#"{"critical":{},"c"#), DUPLICATE),
        row("identity twice", e("{\"i", r#"{"identity":{},"i"#), DUPLICATE),
        row("image twice", e("{\"i", r#"{"image":{},"i"#), DUPLICATE),
        row("type twice", e("{\"i", r#"{"type":"x","i"#), DUPLICATE),
        row("docker-reference twice", e("{\"docker-r", r#"{"docker-reference":"x","docker-r"#), DUPLICATE),
        row("the digest twice", e("{\"docker-m", r#"{"docker-manifest-digest":"x","docker-m"#), DUPLICATE),
        row("optional twice", e("{\"c", r#"{"optional":null,"c"#), DUPLICATE),
        row("an annotation twice", e("{\"env", r#"{"env":"dev","env"#), DUPLICATE),
        row("no critical", "{\"optional\":null}", missing("critical")),
        row("critical null", "{\"critical\":null}", wrong_type("critical", Kind::Object, Kind::Null)),
        row("critical a list", "{\"critical\":[]}", wrong_type("critical", Kind::Object, Kind::Array)),
        row("critical empty", "{\"critical\":{}}", missing("critical.type")),
        row("Critical", e("\"critical", "\"Critical"), missing("critical")),
        row("no type", e(r#","type":"cosign container image signature""#, ""), missing("critical.type")),
        row("type null", class("null"), wrong_type("critical.type", Kind::String, Kind::Null)),
        row("type a number", class("1"), wrong_type("critical.type", Kind::String, Kind::Number)),
        row("type empty", class("\"\""), unknown.clone()),
        row("another type", class("\"cosign attestation\""), unknown.clone()),
        row("type in upper case", class("\"Cosign container image signature\""), unknown.clone()),
        row("a space behind the type", class("\"cosign container image signature \""), unknown.clone()),
        row("NUL behind the type", class(r#""cosign container image signature\u0000""#), unknown.clone()),
        row("the type of a statement", class("\"https://in-toto.io/Statement/v1\""), unknown),
        row(
            "no identity",
            e(r#""identity":{"docker-reference":"r/app"},"#, ""),
            missing("critical.identity"),
        ),
        row("identity null", identity("null"), wrong_type("critical.identity", Kind::Object, Kind::Null)),
        row(
            "identity a text",
            identity("\"r/app\""),
            wrong_type("critical.identity", Kind::Object, Kind::String),
        ),
        row("no reference", identity("{}"), missing("critical.identity.docker-reference")),
        row(
            "reference null",
            identity(r#"{"docker-reference":null}"#),
            wrong_type("critical.identity.docker-reference", Kind::String, Kind::Null),
        ),
        row(
            "reference a list",
            identity(r#"{"docker-reference":["r/app"]}"#),
            wrong_type("critical.identity.docker-reference", Kind::String, Kind::Array),
        ),
        row("no image", e(&format!("\"image\":{image_text},"), ""), missing("critical.image")),
        row("image null", image("null"), wrong_type("critical.image", Kind::Object, Kind::Null)),
        row("image a text", image("\"x\""), wrong_type("critical.image", Kind::Object, Kind::String)),
        row("no digest", image("{}"), missing(manifest)),
        row("digest null", digest("null"), wrong_type(manifest, Kind::String, Kind::Null)),
        row("digest a number", digest("0"), wrong_type(manifest, Kind::String, Kind::Number)),
        row(
            "digest a list",
            digest(&format!("[\"sha256:{HEX}\"]")),
            wrong_type(manifest, Kind::String, Kind::Array),
        ),
        row("digest empty", digest("\"\""), DigestError::MissingSeparator),
        row("digest without algorithm", digest(&format!("\"{HEX}\"")), DigestError::MissingSeparator),
        row("MD5", digest("\"md5:d41d8cd98f00b204e9800998ecf8427e\""), DigestError::UnsupportedAlgorithm),
        row("SHA256", digest(&format!("\"SHA256:{HEX}\"")), DigestError::UnsupportedAlgorithm),
        row(
            "a space before the digest",
            digest(&format!("\" sha256:{HEX}\"")),
            DigestError::UnsupportedAlgorithm,
        ),
        row(
            "a space behind the digest",
            digest(&format!("\"sha256:{HEX} \"")),
            length(Algorithm::Sha256, 64, 65),
        ),
        row(
            "a short digest",
            digest(&format!("\"sha256:{}\"", &HEX[2..])),
            length(Algorithm::Sha256, 64, 62),
        ),
        row(
            "upper case",
            digest(&format!("\"sha256:{}\"", HEX.to_uppercase())),
            DigestError::NotLowercaseHex { offset: 7 },
        ),
        row("SHA-256 under sha512", digest(&format!("\"sha512:{HEX}\"")), length(Algorithm::Sha512, 128, 64)),
        row("both spellings of the digest", both("Docker-manifest-digest"), SimpleSigningError::TwoDigests),
        row("a third spelling", both("docker-Manifest-Digest"), SimpleSigningError::TwoDigests),
        row(
            "a spelling that Go folds",
            both("doc\u{212a}er-manife\u{17f}t-dige\u{17f}t"),
            SimpleSigningError::TwoDigests,
        ),
        row(
            "only a third spelling",
            e("docker-manifest-digest", "DOCKER-MANIFEST-DIGEST"),
            missing(manifest),
        ),
        row("critical in two spellings", e("{\"c", r#"{"Critical":{},"c"#), two("critical")),
        row("optional in two spellings", e("{\"c", r#"{"Optional":{},"c"#), two("optional")),
        row("type in two spellings", e("{\"i", r#"{"TYPE":"x","i"#), two("type")),
        row("identity in two spellings", e("{\"i", r#"{"Identity":{},"i"#), two("identity")),
        row("image in two spellings", e("{\"i", r#"{"Image":{},"i"#), two("image")),
        row(
            "reference in two spellings",
            e("{\"docker-r", r#"{"Docker-Reference":"x","docker-r"#),
            two("docker-reference"),
        ),
        row("optional a list", optional("[]"), wrong_type("optional", Kind::Object, Kind::Array)),
        row("optional a text", optional("\"x\""), wrong_type("optional", Kind::Object, Kind::String)),
        row("optional true", optional("true"), wrong_type("optional", Kind::Object, Kind::Bool)),
    ];
    refuse_all(60, &cases, verify);
}

#[test]
fn the_specifications_spelling_and_the_atomic_type_are_read() {
    let specified = edit(&base(), "docker-manifest", "Docker-manifest");
    assert_eq!(verify(specified.as_bytes()).unwrap().subjects()[0].digests(), [sha256(HEX)]);
    let atomic = edit(&base(), "cosign container image signature", "atomic container signature");
    let content = SimpleSigning::parse(atomic.as_bytes()).unwrap();
    assert_eq!(content.class(), PayloadClass::Atomic);
    assert_eq!(content.to_bytes(), atomic.as_bytes());
    assert!(verify(atomic.as_bytes()).is_ok());
    assert_eq!(SimpleSigning::parse(base().as_bytes()).unwrap().class(), PayloadClass::Cosign);
}

#[test]
fn annotations_that_are_no_text_are_none() {
    let text = edit(&base(), r#""env":"prod""#, r#""env":1,"timestamp":5,"team":"acme","x":null"#);
    let verified = verify(text.as_bytes()).unwrap();
    let expected: BTreeMap<String, String> = [("team".into(), "acme".into())].into();
    assert_eq!(*verified.subjects()[0].annotations(), expected);
}

#[test]
fn a_missing_or_other_type_is_told_from_a_defect() {
    let other = |text: &str| SimpleSigning::parse(text.as_bytes()).unwrap_err().is_other_type();
    assert!(other("{}") && other("{\"critical\":{}}") && other("{\"critical\":{\"type\":\"x\"}}"));
    assert!(!other("") && !other("{\"critical\":{\"type\":1}}"));
    assert!(!other(r#"{"critical":{"type":"cosign container image signature"}}"#));
}

#[test]
fn the_annotation_is_strict_base64() {
    let key = TestKey::new(7);
    let text = base64::encode_standard(&key.sign(base().as_bytes()));
    let new = |text: &str| UntrustedSimpleSigning::new(base().into_bytes(), text);
    assert!(new(&text).unwrap().verify(&[key.verifying()]).is_ok());
    let refused = |text: &str| match new(text).unwrap_err() {
        SimpleSigningVerifyError::Base64(error) => error,
        other => panic!("{other:?}"),
    };
    let end = text.len();
    assert_eq!(refused(&format!("{text}\n")), Base64Error::Character { offset: end - 1 });
    assert_eq!(refused(&format!(" {text}")), Base64Error::Character { offset: 0 });
    assert_eq!(refused(&format!("{}\n{}", &text[..8], &text[8..])), Base64Error::Character { offset: 8 });
    assert_eq!(refused("-_8="), Base64Error::Character { offset: 0 });
    assert_eq!(refused("+/8"), Base64Error::Padding);
    assert_eq!(refused("AAE=="), Base64Error::Padding);
    assert_eq!(refused("AAF="), Base64Error::TrailingBits { offset: 2 });
    assert_eq!(refused("AAAAA"), Base64Error::Length);
    let empty = new("").unwrap().verify(&[key.verifying()]).unwrap_err();
    assert_eq!(empty, SimpleSigningVerifyError::Signature(SignatureError::Malformed));
}

#[test]
fn the_negated_signature_gives_the_same_verdict() {
    let (key, other, payload) = (TestKey::new(7), TestKey::new(8), base().into_bytes());
    let signature = key.sign(&payload);
    let malleated = negate_s(&signature);
    assert_ne!(signature, malleated);
    for signature in [signature, malleated] {
        let text = base64::encode_standard(&signature);
        let untrusted = UntrustedSimpleSigning::new(payload.clone(), &text).unwrap();
        let verified = untrusted.verify(&[key.verifying()]).unwrap();
        assert_eq!((verified.signer(), verified.bytes()), (key.public(), payload.as_slice()));
        assert_eq!(
            untrusted.verify(&[other.verifying()]).unwrap_err(),
            SimpleSigningVerifyError::Signature(SignatureError::Mismatch)
        );
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_as_the_same(
        reference in ".*",
        annotations in proptest::collection::btree_map(".*", ".*", 0..40),
    ) {
        let content = SimpleSigning::new(&reference, sha256(HEX), annotations);
        prop_assert_eq!(SimpleSigning::parse(&content.to_bytes()), Ok(content));
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes: Vec<u8>) {
        let _ = SimpleSigning::parse(&bytes);
    }
}

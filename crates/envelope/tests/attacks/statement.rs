//! in-toto statements.

use countersign_digest::{Algorithm, DigestError};
use countersign_encoding::json::{JsonError, Kind};
use countersign_envelope::{
    Bundle, BundleVerifyError, COSIGN_SIGN_PREDICATE, Statement, StatementError, StatementVersion,
};
use proptest::prelude::*;

use crate::support::{
    DUPLICATE, HEX, SYNTAX, TRAILING, TestKey, edit, missing, refuse_all, row, sha256, statement_at_zero,
    wrong_type,
};

fn base() -> String {
    format!(
        r#"{{"_type":"https://in-toto.io/Statement/v1","subject":[{{"digest":{{"sha256":"{HEX}"}},"annotations":{{}}}}],"predicateType":"https://sigstore.dev/cosign/sign/v1","predicate":{{}}}}"#
    )
}

/// Reads it as a verifier does: rightly signed, so that only the statement can be what is refused.
fn verify(document: &[u8]) -> Result<String, StatementError> {
    let key = TestKey::new(7);
    let direct = Statement::parse(document);
    match Bundle::parse(&key.bundle(document)).unwrap().verify(&[key.verifying()]) {
        Ok(verified) => {
            assert_eq!(direct.unwrap().subjects(), verified.subjects());
            Ok(format!("{verified:?}"))
        }
        Err(BundleVerifyError::Statement(error)) => {
            assert_eq!(direct.unwrap_err(), error);
            Err(statement_at_zero(error))
        }
        Err(other) => panic!("rightly signed, but {other:?}"),
    }
}

#[test]
fn malformed_statements_are_refused_even_when_rightly_signed() {
    let base = base();
    assert!(verify(base.as_bytes()).is_ok(), "the control");
    let e = |from: &str, to: &str| edit(&base, from, to);
    let subject_text = format!(r#"[{{"digest":{{"sha256":"{HEX}"}},"annotations":{{}}}}]"#);
    let subject = |text: &str| e(&subject_text, text);
    let digests_text = format!(r#"{{"sha256":"{HEX}"}}"#);
    let digests = |text: &str| e(&digests_text, text);
    let many = |item: &str, count: usize| vec![item; count].join(",");
    let unknown_digests: Vec<String> = (0..32).map(|n| format!(r#""x{n}":"00""#)).collect();
    let broken_digests: Vec<String> = (0..32).map(|n| format!(r#""x{n}":null"#)).collect();
    let digest = |source| StatementError::Digest { index: 0, source };
    let length = |algorithm, expected, actual| digest(DigestError::Length { algorithm, expected, actual });
    let too_many = StatementError::TooManySubjects { limit: 1024, actual: 1025 };
    let too_many_digests = StatementError::TooManyDigests { index: 0, limit: 32, actual: 33 };
    let null = |path| wrong_type(path, Kind::String, Kind::Null);
    let annotations = r#""annotations":{}"#;
    let cases = [
        row("no text", "", JsonError::UnexpectedEnd),
        row("null", "null", StatementError::NotAnObject),
        row("a list", format!("[{base}]"), StatementError::NotAnObject),
        row("no JSON", "hello", SYNTAX),
        row("a byte order mark", format!("\u{feff}{base}"), JsonError::ByteOrderMark),
        row("something behind", format!("{base}{{}}"), TRAILING),
        row("a comment", e("{\"_", "{/*x*/\"_"), SYNTAX),
        row("_type twice", e("{\"_", r#"{"_type":"x","_"#), DUPLICATE),
        row("subject twice", e("{\"_", r#"{"subject":[],"_"#), DUPLICATE),
        row("predicateType twice", e("{\"_", r#"{"predicateType":"x","_"#), DUPLICATE),
        row("sha256 twice", digests(&format!(r#"{{"sha256":"{HEX}","sha256":"{HEX}"}}"#)), DUPLICATE),
        row(
            "a name twice in the predicate",
            e("\"predicate\":{}", r#""predicate":{"a":1,"a":2}"#),
            DUPLICATE,
        ),
        row(
            "a deep predicate",
            e("\"predicate\":{}", &format!("\"predicate\":{}{}", "[".repeat(64), "]".repeat(64))),
            JsonError::TooDeep { limit: 64 },
        ),
        row("no _type", e(r#""_type":"https://in-toto.io/Statement/v1","#, ""), missing("_type")),
        row("_type null", e(r#""https://in-toto.io/Statement/v1""#, "null"), null("_type")),
        row(
            "_type a number",
            e(r#""https://in-toto.io/Statement/v1""#, "1"),
            wrong_type("_type", Kind::String, Kind::Number),
        ),
        row("version 2", e("Statement/v1", "Statement/v2"), StatementError::UnknownVersion),
        row("version 1.0", e("Statement/v1", "Statement/v1.0"), StatementError::UnknownVersion),
        row("version 0.2", e("Statement/v1", "Statement/v0.2"), StatementError::UnknownVersion),
        row("a slash behind", e("Statement/v1", "Statement/v1/"), StatementError::UnknownVersion),
        row("http", e("https://in", "http://in"), StatementError::UnknownVersion),
        row("other case", e("in-toto.io", "In-Toto.io"), StatementError::UnknownVersion),
        row("no subject member", e(&format!(r#""subject":{subject_text},"#), ""), missing("subject")),
        row("subject null", subject("null"), wrong_type("subject", Kind::Array, Kind::Null)),
        row("subject an object", subject("{}"), wrong_type("subject", Kind::Array, Kind::Object)),
        row("subject a text", subject("\"x\""), wrong_type("subject", Kind::Array, Kind::String)),
        row("no subject", subject("[]"), StatementError::NoSubject),
        row("[null]", subject("[null]"), StatementError::SubjectNotAnObject { index: 0 }),
        row("a text as subject", subject("[\"x\"]"), StatementError::SubjectNotAnObject { index: 0 }),
        row("a list as subject", subject("[[]]"), StatementError::SubjectNotAnObject { index: 0 }),
        row(
            "null behind a good subject",
            subject(&format!("[{{\"digest\":{digests_text}}},null]")),
            StatementError::SubjectNotAnObject { index: 1 },
        ),
        row(
            "1025 subjects",
            subject(&format!("[{}]", many(&format!("{{\"digest\":{digests_text}}}"), 1025))),
            too_many.clone(),
        ),
        row("1025 that are none", subject(&format!("[{}]", many("null", 1025))), too_many),
        row("a subject without digest", subject("[{\"name\":\"x\"}]"), missing("subject[0].digest")),
        row("digest null", digests("null"), wrong_type("subject[0].digest", Kind::Object, Kind::Null)),
        row(
            "digest a text",
            digests(&format!("\"sha256:{HEX}\"")),
            wrong_type("subject[0].digest", Kind::Object, Kind::String),
        ),
        row("digest a list", digests("[]"), wrong_type("subject[0].digest", Kind::Object, Kind::Array)),
        row("no digest in it", digests("{}"), StatementError::NoDigest { index: 0 }),
        row(
            "no digest in the second",
            subject(&format!("[{{\"digest\":{digests_text}}},{{\"digest\":{{}}}}]")),
            StatementError::NoDigest { index: 1 },
        ),
        row(
            "33 digests",
            digests(&format!("{{{},\"sha256\":\"{HEX}\"}}", unknown_digests.join(","))),
            too_many_digests.clone(),
        ),
        row(
            "33 that are none",
            digests(&format!("{{{},\"sha256\":null}}", broken_digests.join(","))),
            too_many_digests,
        ),
        row("sha256 null", digests(r#"{"sha256":null}"#), StatementError::DigestNotText { index: 0 }),
        row("sha256 a number", digests(r#"{"sha256":0}"#), StatementError::DigestNotText { index: 0 }),
        row("sha256 empty", digests(r#"{"sha256":""}"#), length(Algorithm::Sha256, 64, 0)),
        row(
            "a digit too few",
            digests(&format!("{{\"sha256\":\"{}\"}}", &HEX[1..])),
            length(Algorithm::Sha256, 64, 63),
        ),
        row(
            "a digit too many",
            digests(&format!("{{\"sha256\":\"{HEX}0\"}}")),
            length(Algorithm::Sha256, 64, 65),
        ),
        row(
            "upper case",
            digests(&format!("{{\"sha256\":\"{}\"}}", HEX.to_uppercase())),
            digest(DigestError::NotLowercaseHex { offset: 7 }),
        ),
        row(
            "with its prefix",
            digests(&format!("{{\"sha256\":\"sha256:{HEX}\"}}")),
            length(Algorithm::Sha256, 64, 71),
        ),
        row(
            "SHA-256 under sha512",
            digests(&format!("{{\"sha512\":\"{HEX}\"}}")),
            length(Algorithm::Sha512, 128, 64),
        ),
        row(
            "SHA-256 under sha384",
            digests(&format!("{{\"sha384\":\"{HEX}\"}}")),
            length(Algorithm::Sha384, 96, 64),
        ),
        row(
            "128 digits under sha256",
            digests(&format!("{{\"sha256\":\"{HEX}{HEX}\"}}")),
            length(Algorithm::Sha256, 64, 128),
        ),
        row(
            "a bad digest beside a good one",
            digests(&format!("{{\"sha256\":\"{HEX}\",\"sha512\":\"\"}}")),
            length(Algorithm::Sha512, 128, 0),
        ),
        row(
            "annotations a list",
            e(annotations, r#""annotations":[]"#),
            wrong_type("subject[0].annotations", Kind::Object, Kind::Array),
        ),
        row(
            "annotations a text",
            e(annotations, r#""annotations":"x""#),
            wrong_type("subject[0].annotations", Kind::Object, Kind::String),
        ),
        row("an annotation twice", e(annotations, r#""annotations":{"a":"1","a":"2"}"#), DUPLICATE),
        row(
            "no predicateType",
            e(r#""predicateType":"https://sigstore.dev/cosign/sign/v1","#, ""),
            missing("predicateType"),
        ),
        row(
            "predicateType null",
            e(r#""https://sigstore.dev/cosign/sign/v1""#, "null"),
            null("predicateType"),
        ),
        row(
            "predicateType a list",
            e(r#""https://sigstore.dev/cosign/sign/v1""#, "[]"),
            wrong_type("predicateType", Kind::String, Kind::Array),
        ),
        row("predicate_type", e("predicateType", "predicate_type"), missing("predicateType")),
    ];
    refuse_all(55, &cases, verify);
}

#[test]
fn both_versions_and_a_missing_predicate_are_read() {
    let v0_1 = edit(&base(), "Statement/v1", "Statement/v0.1");
    for (text, version) in [(base(), StatementVersion::V1), (v0_1, StatementVersion::V0_1)] {
        let statement = Statement::parse(text.as_bytes()).unwrap();
        assert_eq!(statement.version(), version);
        assert_eq!(statement.predicate_type(), COSIGN_SIGN_PREDICATE);
        assert_eq!(statement.predicate_json(), Some("{}"));
        assert!(verify(text.as_bytes()).is_ok());
    }
    for none in
        [edit(&base(), r#","predicate":{}"#, ""), edit(&base(), "\"predicate\":{}", "\"predicate\":null")]
    {
        assert_eq!(Statement::parse(none.as_bytes()).unwrap().predicate(), None);
        assert!(verify(none.as_bytes()).is_ok());
    }
}

#[test]
fn unknown_members_and_unknown_algorithms_say_nothing() {
    let unknown = edit(&base(), "{\"sha256", r#"{"gitCommit":"abc","sha1":5,"SHA256":"00","sha256"#);
    let unknown = edit(&unknown, "{\"_", r#"{"x":{},"_"#);
    let statement = Statement::parse(unknown.as_bytes()).unwrap();
    assert_eq!(statement, Statement::parse(base().as_bytes()).unwrap());
    let only = edit(&base(), "\"sha256\"", "\"sha3-256\"");
    assert_eq!(Statement::parse(only.as_bytes()).unwrap().subjects()[0].digests(), []);
}

#[test]
fn the_limits_themselves_are_read() {
    let subject = format!(r#"{{"digest":{{"sha256":"{HEX}"}}}}"#);
    let start = base().find("[{").unwrap();
    let end = base().find("}],").unwrap() + 2;
    let text = base();
    let list = format!("{}[{}]{}", &text[..start], vec![subject; 1024].join(","), &text[end..]);
    assert_eq!(Statement::parse(list.as_bytes()).unwrap().subjects().len(), 1024);
    let digests: Vec<String> = (0..31).map(|n| format!(r#""x{n}":0"#)).collect();
    let digests = edit(&text, "{\"sha256", &format!("{{{},\"sha256", digests.join(",")));
    assert_eq!(Statement::parse(digests.as_bytes()).unwrap().subjects()[0].digests(), [sha256(HEX)]);
}

#[test]
fn a_longer_statement_is_not_read_and_one_that_says_something_else_is_another() {
    let (limit, long) = (32 << 20, format!("{}{}", base(), " ".repeat(32 << 20)));
    let too_large = JsonError::TooLarge { limit, actual: long.len() };
    assert_eq!(Statement::parse(long.as_bytes()), Err(StatementError::Json(too_large)));
    let with = |predicate: &str| {
        let text = edit(&base(), "\"predicate\":{}", &format!("\"predicate\":{predicate}"));
        Statement::parse(text.as_bytes()).unwrap()
    };
    assert_eq!(with(r#"{ "a" : 1 }"#), with(r#"{"\u0061":1}"#));
    assert_ne!(with(r#"{"a":1}"#), with(r#"{"a":2}"#));
}

#[test]
fn cosigns_statement_is_written_with_members_in_cosigns_order() {
    let statement = Statement::cosign_signature(sha256(HEX), Default::default());
    assert_eq!(String::from_utf8(statement.to_bytes()).unwrap(), base());
}

proptest! {
    #[test]
    fn what_is_written_is_read_as_the_same(annotations in proptest::collection::btree_map(".*", ".*", 0..40)) {
        let statement = Statement::cosign_signature(sha256(HEX), annotations);
        prop_assert_eq!(Statement::parse(&statement.to_bytes()), Ok(statement));
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes: Vec<u8>) {
        let _ = Statement::parse(&bytes);
        let _ = Bundle::parse(&bytes);
    }
}

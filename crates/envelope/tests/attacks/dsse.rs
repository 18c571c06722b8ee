//! DSSE envelopes: what is refused, and who is counted.

use core::num::NonZeroUsize;

use countersign_encoding::{
    base64::{self, Base64Error},
    json::{JsonError, Kind},
};
use countersign_envelope::{DsseEnvelope, DsseError, DsseVerifyError, SignatureError, pae};

use crate::support::{
    DUPLICATE, SYNTAX, TRAILING, TestKey, dsse_at_zero, edit, missing, refuse_all, row, wrong_type,
};

const BASE: &str = r#"{"payload":"e30=","payloadType":"t","signatures":[{"sig":"AAE=","keyid":"k"}]}"#;

fn parse(document: &[u8]) -> Result<DsseEnvelope, DsseError> {
    DsseEnvelope::parse(document).map_err(dsse_at_zero)
}

fn base64(field: &'static str, source: Base64Error) -> DsseError {
    DsseError::Base64 { field, source }
}

#[test]
fn malformed_envelopes_are_refused_with_their_reasons() {
    assert!(DsseEnvelope::parse(BASE.as_bytes()).is_ok(), "the control");
    let e = |from, to: &str| edit(BASE, from, to);
    let payload = |text: &str| e(r#""e30=""#, text);
    let sig = |text: &str| e(r#""AAE=""#, text);
    let signatures = |text: &str| e(r#"[{"sig":"AAE=","keyid":"k"}]"#, text);
    let bomb =
        |levels: usize| e("{\"p", &format!("{{\"x\":{}{},\"p", "[".repeat(levels), "]".repeat(levels)));
    let in_text = |from| wrong_type(from, Kind::String, Kind::Null);
    let too_many = DsseError::TooManySignatures { limit: 64, actual: 65 };
    let payload_at = |offset| base64("payload", Base64Error::Character { offset });
    let mut cases = vec![
        row("no text", "", JsonError::UnexpectedEnd),
        row("null", "null", DsseError::NotAnObject),
        row("an array", "[]", DsseError::NotAnObject),
        row("a text", "\"x\"", DsseError::NotAnObject),
        row("an empty object", "{}", missing("signatures")),
        row("a byte order mark", format!("\u{feff}{BASE}"), JsonError::ByteOrderMark),
        row("a byte behind", format!("{BASE}x"), TRAILING),
        row("NUL behind", format!("{BASE}\0"), TRAILING),
        row("a second envelope behind", format!("{BASE}\n{BASE}"), TRAILING),
        row("cut short", &BASE[..BASE.len() - 1], JsonError::UnexpectedEnd),
        row("a trailing comma", e("}]}", "}],}"), SYNTAX),
        row("a comment", e("{\"p", "{/**/\"p"), SYNTAX),
        row("single quotes", BASE.replace('"', "'"), SYNTAX),
        row("payload twice", e("{\"p", r#"{"payload":"e30=","p"#), DUPLICATE),
        row("another payload first", e("{\"p", r#"{"payload":"AAAA","p"#), DUPLICATE),
        row("another payload last", e("}]}", r#"}],"payload":"AAAA"}"#), DUPLICATE),
        row("payload twice, once escaped", e("{\"p", r#"{"p\u0061yload":"e30=","p"#), DUPLICATE),
        row("payloadType twice", e("}]}", r#"}],"payloadType":"t"}"#), DUPLICATE),
        row("signatures twice", e("}]}", r#"}],"signatures":[]}"#), DUPLICATE),
        row("sig twice", e(r#","keyid""#, r#","sig":"AAE=","keyid""#), DUPLICATE),
        row("keyid twice", e(r#","keyid""#, r#","keyid":"k","keyid""#), DUPLICATE),
        row("a name twice in an unknown member", e("{\"p", r#"{"x":{"a":1,"a":1},"p"#), DUPLICATE),
        row("64 levels", bomb(64), JsonError::TooDeep { limit: 64 }),
        row("100000 levels", bomb(100_000), JsonError::TooDeep { limit: 64 }),
        row("half a surrogate pair", payload(r#""\ud800""#), JsonError::LoneSurrogate { offset: 0 }),
        row("no payload", e(r#""payload":"e30=","#, ""), missing("payload")),
        row("payload null", payload("null"), in_text("payload")),
        row("payload a number", payload("1"), wrong_type("payload", Kind::String, Kind::Number)),
        row("payload an object", payload("{}"), wrong_type("payload", Kind::String, Kind::Object)),
        row("payload in a list", payload(r#"["e30="]"#), wrong_type("payload", Kind::String, Kind::Array)),
        row("Payload", e("\"payload\"", "\"Payload\""), missing("payload")),
        row("payload_type", e("payloadType", "payload_type"), missing("payloadType")),
        row("payloadType null", e("\"t\"", "null"), in_text("payloadType")),
        row("payloadType a number", e("\"t\"", "0"), wrong_type("payloadType", Kind::String, Kind::Number)),
        row("signatures null", signatures("null"), wrong_type("signatures", Kind::Array, Kind::Null)),
        row("signatures an object", signatures("{}"), wrong_type("signatures", Kind::Array, Kind::Object)),
        row(
            "signatures a text",
            signatures(r#""AAE=""#),
            wrong_type("signatures", Kind::Array, Kind::String),
        ),
        row("no signatures", signatures("[]"), DsseError::NoSignatures),
        row("65 signatures", signatures(&list(r#"{"sig":"AAE="}"#, 65)), too_many.clone()),
        row("65 that are none", signatures(&list("null", 65)), too_many),
        row("[null]", signatures("[null]"), DsseError::SignatureNotAnObject { index: 0 }),
        row("a text in the list", signatures(r#"["AAE="]"#), DsseError::SignatureNotAnObject { index: 0 }),
        row(
            "null second",
            signatures(r#"[{"sig":"AAE="},null]"#),
            DsseError::SignatureNotAnObject { index: 1 },
        ),
        row("no sig", e(r#""sig":"AAE=","#, ""), missing("signatures[0].sig")),
        row("sig null", sig("null"), in_text("signatures[0].sig")),
        row("sig a number", sig("5"), wrong_type("signatures[0].sig", Kind::String, Kind::Number)),
        row("keyid a number", e("\"k\"", "5"), wrong_type("signatures[0].keyid", Kind::String, Kind::Number)),
        row("a space in the payload", payload(r#""e30= ""#), payload_at(3)),
        row("a space before it", payload(r#"" e30=""#), payload_at(0)),
        row("a line break in it", payload(r#""e3\n0=""#), payload_at(2)),
        row("padding inside", payload(r#""e3==e30=""#), payload_at(2)),
        row("a letter outside both alphabets", payload(r#""é30=""#), payload_at(0)),
        row("a percent sign", payload(r#""e30%3D""#), payload_at(3)),
        row("surplus padding", payload(r#""e30==""#), base64("payload", Base64Error::Padding)),
        row("half the padding", payload(r#""ew=""#), base64("payload", Base64Error::Padding)),
        row("no padding, standard alphabet", payload(r#""+/8""#), base64("payload", Base64Error::Padding)),
        row("a single letter", payload(r#""e30e3""#), base64("payload", Base64Error::Length)),
        row(
            "bits that belong to no byte",
            payload(r#""e31=""#),
            base64("payload", Base64Error::TrailingBits { offset: 2 }),
        ),
        row("both alphabets", payload(r#""+_8=""#), base64("payload", Base64Error::MixedAlphabets)),
        row(
            "a space in the signature",
            sig(r#""AA E=""#),
            base64("sig", Base64Error::Character { offset: 2 }),
        ),
        row("surplus padding in the signature", sig(r#""AAE==""#), base64("sig", Base64Error::Padding)),
        row(
            "over 32 MiB",
            e("{\"p", &format!("{}{{\"p", " ".repeat(32 << 20))),
            JsonError::TooLarge { limit: 32 << 20, actual: BASE.len() + (32 << 20) },
        ),
    ];
    cases.push(("not UTF-8", [BASE.as_bytes(), b"\xff"].concat(), JsonError::Utf8 { offset: 0 }.into()));
    refuse_all(60, &cases, parse);
}

fn list(item: &str, count: usize) -> String {
    format!("[{}]", vec![item; count].join(","))
}

/// Signatures over `payload` of type `t`.
fn envelope(payload: &[u8], signatures: &[(Vec<u8>, &str)]) -> DsseEnvelope {
    let signatures: Vec<String> = signatures
        .iter()
        .map(|(sig, key_id)| format!(r#"{{"sig":"{}","keyid":"{key_id}"}}"#, base64::encode_standard(sig)))
        .collect();
    let text = format!(
        r#"{{"payload":"{}","payloadType":"t","signatures":[{}]}}"#,
        base64::encode_standard(payload),
        signatures.join(",")
    );
    DsseEnvelope::parse(text.as_bytes()).unwrap()
}

fn threshold(count: usize) -> NonZeroUsize {
    NonZeroUsize::new(count).unwrap()
}

#[test]
fn two_keys_meet_a_threshold_of_two_and_are_told_apart() {
    let (a, b) = (TestKey::new(1), TestKey::new(2));
    let signed = envelope(b"{}", &[(a.sign_dsse("t", b"{}"), "x"), (b.sign_dsse("t", b"{}"), "x")]);
    let verified = signed.verify("t", &[b.verifying(), a.verifying()], threshold(2)).unwrap();
    let signers: Vec<_> = verified.signers().iter().map(|(key, _)| key).collect();
    assert_eq!(signers, [a.public(), b.public()], "in the order of their signatures");
    assert_eq!((verified.payload_type(), verified.payload()), ("t", &b"{}"[..]));
    assert_eq!(
        signed.verify("t", &[a.verifying(), b.verifying()], threshold(3)).unwrap_err(),
        DsseVerifyError::Threshold { required: 3, found: 2 }
    );
}

#[test]
fn one_key_never_counts_twice_however_it_signs_and_is_named() {
    let (a, b) = (TestKey::new(1), TestKey::new(2));
    let one = a.sign_dsse("t", b"{}");
    let malleated = crate::support::negate_s(&one);
    assert_ne!(one, malleated);
    let once = DsseVerifyError::Threshold { required: 2, found: 1 };
    for signatures in [
        vec![(one.clone(), "x"), (one.clone(), "x")],
        vec![(one.clone(), "x"), (one.clone(), "y")],
        vec![(one.clone(), "x"), (malleated, "y")],
        vec![(one.clone(), "x"), (b.sign_dsse("t", b"{} "), "y")],
    ] {
        let signed = envelope(b"{}", &signatures);
        let keys = [a.verifying(), b.verifying(), a.verifying()];
        assert_eq!(signed.verify("t", &keys, threshold(2)).unwrap_err(), once);
        assert_eq!(signed.verify("t", &keys, threshold(1)).unwrap().signers().len(), 1);
    }
}

#[test]
fn key_ids_choose_nothing() {
    let (a, b) = (TestKey::new(1), TestKey::new(2));
    let (id_a, id_b) = (a.public().id().to_string(), b.public().id().to_string());
    let signed = envelope(b"{}", &[(a.sign_dsse("t", b"{}"), &id_b)]);
    assert_eq!(signed.signatures()[0].key_id().map(|id| id.claimed().to_string()), Some(id_b));
    let verified = signed.verify("t", &[a.verifying()], threshold(1)).unwrap();
    assert_eq!(verified.signers()[0].0, *a.public());
    let stranger = envelope(b"{}", &[(b.sign_dsse("t", b"{}"), &id_a)]);
    assert_eq!(
        stranger.verify("t", &[a.verifying()], threshold(1)).unwrap_err(),
        DsseVerifyError::Signature(SignatureError::Mismatch)
    );
}

#[test]
fn the_most_telling_reason_is_given_wherever_it_stands() {
    let (a, b) = (TestKey::new(1), TestKey::new(2));
    let (foreign, garbage) = ((b.sign_dsse("t", b"{}"), "x"), (b"garbage".to_vec(), "x"));
    for signatures in [[foreign.clone(), garbage.clone()], [garbage.clone(), foreign]] {
        assert_eq!(
            envelope(b"{}", &signatures).verify("t", &[a.verifying()], threshold(1)).unwrap_err(),
            DsseVerifyError::Signature(SignatureError::Mismatch)
        );
    }
    assert_eq!(
        envelope(b"{}", &[garbage]).verify("t", &[a.verifying()], threshold(1)).unwrap_err(),
        DsseVerifyError::Signature(SignatureError::Malformed)
    );
}

#[test]
fn the_payload_type_is_signed_and_must_be_the_required_one() {
    let key = TestKey::new(1);
    let signed = envelope(b"{}", &[(key.sign_dsse("t", b"{}"), "x")]);
    for near in ["", "T", "t ", "tt"] {
        let refused = signed.verify(near, &[key.verifying()], threshold(1)).unwrap_err();
        assert_eq!(refused, DsseVerifyError::PayloadType, "{near:?}");
    }
    // The same bytes signed under another type.
    let other = envelope(b"{}", &[(key.sign_dsse("u", b"{}"), "x")]);
    assert_eq!(
        other.verify("t", &[key.verifying()], threshold(1)).unwrap_err(),
        DsseVerifyError::Signature(SignatureError::Mismatch)
    );
}

#[test]
fn the_bytes_signed_keep_type_and_payload_apart() {
    assert_eq!(
        pae("http://example.com/HelloWorld", b"hello world"),
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    );
    assert_eq!(pae("", b""), b"DSSEv1 0  0 ");
    assert_eq!(pae("é", b"\xff"), b"DSSEv1 2 \xc3\xa9 1 \xff", "lengths count bytes");
    assert_ne!(pae("a", b"1 b"), pae("a 3 1", b"b"));
}

#[test]
fn what_the_specification_allows_is_read() {
    let plain = DsseEnvelope::parse(BASE.as_bytes()).unwrap();
    for (name, text) in [
        ("an unknown member", edit(BASE, "{\"p", r#"{"x":[1],"p"#)),
        ("an unknown member of a signature", edit(BASE, r#","keyid""#, r#","cert":"x","keyid""#)),
        ("whitespace", BASE.replace(':', " : \r\n\t")),
        ("escapes", edit(BASE, "payloadType", r"payload\u0054ype")),
    ] {
        assert_eq!(DsseEnvelope::parse(text.as_bytes()).as_ref(), Ok(&plain), "{name}");
    }
    let standard = edit(BASE, "e30=", "+/8=");
    for url in ["-_8=", "-_8"] {
        let url = DsseEnvelope::parse(edit(BASE, "e30=", url).as_bytes());
        assert_eq!(url, DsseEnvelope::parse(standard.as_bytes()));
    }
    for absent in [edit(BASE, r#","keyid":"k""#, ""), edit(BASE, "\"k\"", "null")] {
        assert_eq!(DsseEnvelope::parse(absent.as_bytes()).unwrap().signatures()[0].key_id(), None);
    }
    let many = edit(BASE, r#"[{"sig":"AAE=","keyid":"k"}]"#, &list(r#"{"sig":"AAE="}"#, 64));
    assert_eq!(DsseEnvelope::parse(many.as_bytes()).unwrap().signatures().len(), 64);
}

#[test]
fn an_envelope_claims_what_it_holds() {
    let envelope = DsseEnvelope::parse(BASE.as_bytes()).unwrap();
    let claims = envelope.inspect();
    assert_eq!(*claims.claimed().payload, *b"{}");
    assert_eq!(claims.claimed().signatures, 1);
    let hostile = DsseEnvelope::parse(edit(BASE, "\"t\"", r#""\u202et\n""#).as_bytes()).unwrap();
    let shown = hostile.inspect().map(|claims| claims.payload_type).to_string();
    assert_eq!(shown, r"\u{202e}t\u{a}");
}

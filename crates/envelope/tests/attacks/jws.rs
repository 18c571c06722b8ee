//! JSON web signatures: RFC 7515, RFC 8725, and what implementations got wrong.

use countersign_crypto::{
    CryptoProvider, Format, KeyType, PrivateKey, RustCrypto, Scheme, VerifyingKey, allowed_schemes,
};
use countersign_encoding::{
    base64::{self, Base64Error},
    json::{FieldError, FieldProblem, JsonError, Kind},
};
use countersign_envelope::{Jws, JwsError, JwsRules, JwsVerifyError, SignatureError};
use proptest::prelude::*;

use crate::support::{TestKey, missing};

const RULES: JwsRules<'_> = JwsRules::new(None, None);
const PAYLOAD: &[u8] = br#"{"iss":"joe"}"#;

fn key() -> TestKey {
    TestKey::with_scheme(7, Scheme::ECDSA_P256_SHA256_FIXED)
}

fn input(header: &str, payload: &[u8]) -> String {
    format!("{}.{}", base64::encode_url(header.as_bytes()), base64::encode_url(payload))
}

fn compact(key: &TestKey, header: &str, payload: &[u8]) -> String {
    let input = input(header, payload);
    format!("{input}.{}", base64::encode_url(&key.sign(input.as_bytes())))
}

fn flattened(key: &TestKey, header: &str, more: &str) -> String {
    let text = compact(key, header, PAYLOAD);
    let mut parts = text.split('.');
    let mut next = || parts.next().unwrap();
    format!(r#"{{"protected":"{}","payload":"{}","signature":"{}"{more}}}"#, next(), next(), next())
}

fn verify(text: &str, rules: &JwsRules<'_>) -> Result<Vec<u8>, JwsVerifyError> {
    let key = key();
    let verified = Jws::parse_compact(text).unwrap().verify(&[key.verifying()], rules)?;
    assert_eq!(verified.signer(), key.public());
    Ok(verified.payload().to_vec())
}

/// Rightly signed under the key, so that only the header can be what is refused.
fn with_header(header: &str) -> Result<Vec<u8>, JwsVerifyError> {
    verify(&compact(&key(), header, PAYLOAD), &RULES)
}

const ES256: &str = r#"{"alg":"ES256"}"#;

#[test]
fn every_algorithm_that_signs_here_is_accepted_under_its_own_name_only() {
    let schemes = [
        (Scheme::ECDSA_P256_SHA256_FIXED, "ES256"),
        (Scheme::ECDSA_P384_SHA384_FIXED, "ES384"),
        (Scheme::ECDSA_P521_SHA512_FIXED, "ES512"),
        (Scheme::ED25519, "EdDSA"),
    ];
    let names = ["ES256", "ES384", "ES512", "EdDSA", "PS256", "RS256", "HS256"];
    for (scheme, own) in schemes {
        let key = TestKey::with_scheme(7, scheme);
        assert!(allowed_schemes(key.public(), Format::Jws).contains(&scheme));
        for name in names {
            let text = compact(&key, &format!(r#"{{"alg":"{name}"}}"#), PAYLOAD);
            let verdict = Jws::parse_compact(&text).unwrap().verify(&[key.verifying()], &RULES);
            match verdict {
                Ok(verified) => {
                    assert_eq!((name, verified.payload(), verified.scheme()), (own, PAYLOAD, scheme));
                    assert_eq!(verified.get("alg").and_then(|alg| alg.as_str()), Some(own));
                    assert_eq!(verified.protected().len(), 1);
                }
                Err(error) => assert_eq!((error, name == own), (JwsVerifyError::Algorithm, false), "{name}"),
            }
        }
    }
}

/// RFC 7515 appendix A.2 and A.3: the examples of the specification.
#[test]
fn the_examples_of_the_specification_are_accepted() {
    let a3 = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
    let point = [
        &[4][..],
        &base64::decode_url(b"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU").unwrap(),
        &base64::decode_url(b"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0").unwrap(),
    ]
    .concat();
    let key = countersign_crypto::PublicKey::from_point(KeyType::EcdsaP256, &point, &RustCrypto).unwrap();
    let key = RustCrypto.verifying_key(&key, Scheme::ECDSA_P256_SHA256_FIXED).unwrap();
    let jws = Jws::parse_compact(a3).unwrap();
    let verified = jws.verify(&[key.as_ref()], &RULES).unwrap();
    assert!(verified.payload().starts_with(br#"{"iss":"joe","#));
    assert_eq!(jws.inspect().claimed().payload, verified.payload());
    // RFC 8037 appendix A.4.
    let a4 = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
    let seed = base64::decode_url(b"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A").unwrap();
    let key = PrivateKey::from_scalar(KeyType::Ed25519, &seed, &RustCrypto).unwrap();
    let key = RustCrypto.verifying_key(key.public_key(), Scheme::ED25519).unwrap();
    let verified = Jws::parse_compact(a4).unwrap().verify(&[key.as_ref()], &RULES).unwrap();
    assert_eq!(verified.payload(), b"Example of Ed25519 signing");
}

/// The `alg: none` family (2015), CVE-2015-9235 and Authlib CVE-2024-37568: the token chose the algorithm.
#[test]
fn no_header_chooses_no_signature_or_a_shared_secret() {
    assert_eq!(with_header(ES256).as_deref(), Ok(PAYLOAD), "the control");
    for name in ["none", "None", "NONE", "nOnE", "HS256", "HS384", "HS512", "es256", "ES256 ", "", "Ed25519"]
    {
        let header = format!(r#"{{"alg":"{name}"}}"#);
        assert_eq!(with_header(&header), Err(JwsVerifyError::Algorithm), "{name}");
        let unsigned = format!("{}.", input(&header, PAYLOAD));
        assert_eq!(verify(&unsigned, &RULES), Err(JwsVerifyError::Algorithm), "{name}");
    }
    assert_eq!(verify(&format!("{}.", input(ES256, PAYLOAD)), &RULES), Err(SignatureError::Malformed.into()));
    assert_eq!(with_header("{}"), Err(JwsVerifyError::Field(missing("alg"))));
    for (alg, actual) in [("null", Kind::Null), ("1", Kind::Number), (r#"["ES256"]"#, Kind::Array)] {
        let wrong = FieldError::new("alg", FieldProblem::WrongType { expected: Kind::String, actual });
        assert_eq!(with_header(&format!(r#"{{"alg":{alg}}}"#)), Err(JwsVerifyError::Field(wrong)), "{alg}");
    }
}

/// CVE-2018-0114, distribution CVE-2025-24976: a key that came with the token was trusted.
#[test]
fn a_key_in_the_header_is_never_used() {
    let (own, stranger) = (key(), TestKey::with_scheme(8, Scheme::ECDSA_P256_SHA256_FIXED));
    let point = stranger.public().point();
    let (x, y) = (base64::encode_url(&point[1..33]), base64::encode_url(&point[33..]));
    for member in [
        format!(r#""jwk":{{"kty":"EC","crv":"P-256","x":"{x}","y":"{y}"}}"#),
        r#""jku":"https://attacker.example/keys""#.into(),
        r#""x5u":"https://attacker.example/cert""#.into(),
        r#""x5c":["MAA="]"#.into(),
        r#""kid":"../../dev/null""#.into(),
    ] {
        let header = format!(r#"{{"alg":"ES256",{member}}}"#);
        assert_eq!(with_header(&header).as_deref(), Ok(PAYLOAD), "it is ignored: {member}");
        let text = compact(&stranger, &header, PAYLOAD);
        assert_eq!(verify(&text, &RULES), Err(SignatureError::Mismatch.into()), "{member}");
        let unprotected = flattened(&stranger, ES256, &format!(r#","header":{{{member}}}"#));
        let jws = Jws::parse_flattened(unprotected.as_bytes()).unwrap();
        assert_eq!(jws.unprotected().claimed().len(), 1);
        let refused = jws.verify(&[own.verifying()], &RULES).map(drop);
        assert_eq!(refused, Err(SignatureError::Mismatch.into()), "{member}");
    }
}

/// RFC 7515 §4.1.11.
#[test]
fn critical_extensions_are_listed_properly_and_understood() {
    let understood = JwsRules::new(None, None).with_understood(&["exp", "io.acme.scheme", "alg"]);
    let verify = |header: &str| verify(&compact(&key(), header, PAYLOAD), &understood);
    assert!(verify(r#"{"alg":"ES256","crit":["exp"],"exp":1}"#).is_ok(), "the control");
    assert!(
        verify(r#"{"alg":"ES256","crit":["exp","io.acme.scheme"],"exp":1,"io.acme.scheme":"x"}"#).is_ok()
    );
    let unknown = |index| JwsVerifyError::CriticalUnknown { index };
    let cases = [
        ("[]", JwsVerifyError::CriticalList),
        ("null", JwsVerifyError::CriticalList),
        ("{}", JwsVerifyError::CriticalList),
        ("\"exp\"", JwsVerifyError::CriticalList),
        ("[1]", JwsVerifyError::CriticalList),
        ("[[]]", JwsVerifyError::CriticalList),
        ("[\"exp\",\"exp\"]", JwsVerifyError::CriticalList),
        ("[\"alg\"]", JwsVerifyError::CriticalList),
        ("[\"crit\"]", JwsVerifyError::CriticalList),
        ("[\"other\"]", unknown(0)),
        ("[\"exp\",\"other\"]", unknown(1)),
        ("[\"EXP\"]", unknown(0)),
        ("[\"io.acme.scheme\"]", JwsVerifyError::CriticalAbsent { index: 0 }),
    ];
    for (list, expected) in cases {
        let header = format!(r#"{{"alg":"ES256","crit":{list},"exp":1,"other":1,"EXP":1}}"#);
        assert_eq!(verify(&header), Err(expected), "{list}");
    }
    // Nothing is understood unless the caller says so.
    assert_eq!(with_header(r#"{"alg":"ES256","crit":["exp"],"exp":1}"#), Err(unknown(0)));
}

/// RFC 7797, and go-jose 5348b9a: `b64` and `crit` were obeyed where nobody had signed them.
#[test]
fn an_unencoded_payload_is_refused_wherever_it_is_said() {
    for value in ["false", "null", "0", "\"false\""] {
        let header = format!(r#"{{"alg":"ES256","b64":{value}}}"#);
        assert_eq!(with_header(&header), Err(JwsVerifyError::UnencodedPayload), "{value}");
    }
    assert!(with_header(r#"{"alg":"ES256","b64":true}"#).is_ok());
    let understood = JwsRules::new(None, None).with_understood(&["b64"]);
    let text = compact(&key(), r#"{"alg":"ES256","b64":false,"crit":["b64"]}"#, PAYLOAD);
    assert_eq!(verify(&text, &understood), Err(JwsVerifyError::UnencodedPayload));
    for (name, value) in [("alg", "\"ES256\""), ("crit", "[\"exp\"]"), ("b64", "false")] {
        let text = flattened(&key(), ES256, &format!(r#","header":{{"{name}":{value}}}"#));
        assert_eq!(Jws::parse_flattened(text.as_bytes()), Err(JwsError::Unprotected { name }));
    }
}

/// go-jose CVE-2016-9122: of several signatures and headers, which one was verified?
#[test]
fn one_signature_one_header_one_payload() {
    let key = key();
    let control = Jws::parse_flattened(flattened(&key, ES256, r#","header":{"x":1}"#).as_bytes()).unwrap();
    assert!(control.verify(&[key.verifying()], &RULES).is_ok(), "the control");
    let general = flattened(&key, ES256, r#","signatures":[]"#);
    assert_eq!(Jws::parse_flattened(general.as_bytes()), Err(JwsError::SeveralSignatures));
    let repeated = flattened(&key, r#"{"alg":"ES256","x":1}"#, r#","header":{"x":1}"#);
    assert_eq!(Jws::parse_flattened(repeated.as_bytes()), Err(JwsError::RepeatedName));
    let twice = flattened(&key, ES256, r#","payload":"""#);
    let refused = Jws::parse_flattened(twice.as_bytes()).unwrap_err();
    assert!(matches!(refused, JwsError::Json(JsonError::DuplicateMember { .. })), "{refused:?}");
}

/// go-jose CVE-2025-27144, golang-jwt CVE-2025-30204: all dots of a long text were looked for.
#[test]
fn the_compact_form_has_three_parts_however_many_dots_there_are() {
    let good = compact(&key(), ES256, PAYLOAD);
    for text in
        [String::new(), "a".into(), "a.b".into(), format!("{good}."), format!(".{good}"), ".".repeat(1 << 20)]
    {
        assert_eq!(Jws::parse_compact(&text), Err(JwsError::Parts));
    }
    let (limit, long) = (4 << 20, "A".repeat((4 << 20) + 1));
    let too_long = JwsError::TooLong { limit, actual: limit + 1 };
    assert_eq!(Jws::parse_compact(&long), Err(too_long.clone()));
    assert_eq!(Jws::parse_flattened(long.as_bytes()), Err(too_long));
    let header = "A".repeat(64 << 10);
    let too_long = JwsError::HeaderTooLong { limit: (64 << 10) - 1, actual: header.len() };
    assert_eq!(Jws::parse_compact(&format!("{header}.e30.AA")), Err(too_long));
}

#[test]
fn malformed_parts_are_refused_with_their_reasons() {
    let base64 = |part, source| JwsError::Base64 { part, source };
    let header = |text: &str| format!("{}.e30.AA", base64::encode_url(text.as_bytes()));
    let duplicate = r#"{"alg":"ES256","alg":"none"}"#;
    let cases = [
        ("e30=.e30.AA".to_owned(), base64("protected", Base64Error::Padding)),
        ("e30.e3 0.AA".to_owned(), base64("payload", Base64Error::Character { offset: 2 })),
        ("e30.e30.AB".to_owned(), base64("signature", Base64Error::TrailingBits { offset: 1 })),
        ("e30.e30.+A".to_owned(), base64("signature", Base64Error::Character { offset: 0 })),
        (header("[]"), JwsError::HeaderNotAnObject),
        (header(""), JwsError::Header(JsonError::UnexpectedEnd)),
        (header(duplicate), JwsError::Header(JsonError::DuplicateMember { offset: 15 })),
        (
            header(&format!(r#"{{"x":{}}}"#, "[".repeat(17))),
            JwsError::Header(JsonError::TooDeep { limit: 16 }),
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(Jws::parse_compact(&text), Err(expected), "{text}");
    }
    for (text, expected) in [
        ("[]", JwsError::NotAnObject),
        ("{}", JwsError::Field(missing("protected"))),
        (r#"{"protected":"e30"}"#, JwsError::Field(missing("signature"))),
        (
            r#"{"protected":"e30","signature":"AA","header":null}"#,
            JwsError::Field(FieldError::new(
                "header",
                FieldProblem::WrongType { expected: Kind::Object, actual: Kind::Null },
            )),
        ),
    ] {
        assert_eq!(Jws::parse_flattened(text.as_bytes()), Err(expected), "{text}");
    }
}

#[test]
fn an_empty_payload_is_refused_unless_the_caller_has_it() {
    let header = base64::encode_url(ES256.as_bytes());
    let attached = compact(&key(), ES256, PAYLOAD);
    let signature = attached.rsplit('.').next().unwrap();
    let detached = format!("{header}..{signature}");
    assert_eq!(verify(&detached, &RULES), Err(JwsVerifyError::NoPayload));
    assert_eq!(verify(&compact(&key(), ES256, b""), &RULES), Err(JwsVerifyError::NoPayload));
    let rules = RULES.with_detached_payload(PAYLOAD);
    assert_eq!(verify(&detached, &rules).as_deref(), Ok(PAYLOAD));
    assert_eq!(verify(&attached, &rules), Err(JwsVerifyError::TwoPayloads));
    let other = RULES.with_detached_payload(b"other");
    assert_eq!(verify(&detached, &other), Err(SignatureError::Mismatch.into()));
}

/// RFC 8725 §3.11.
#[test]
fn a_signature_for_one_use_is_none_for_another() {
    let text = compact(&key(), r#"{"alg":"ES256","typ":"a","cty":"b"}"#, PAYLOAD);
    assert!(verify(&text, &JwsRules::new(Some("a"), Some("b"))).is_ok());
    let wrong = |name| Err(JwsVerifyError::WrongUse { name });
    assert_eq!(verify(&text, &JwsRules::new(Some("A"), None)), wrong("typ"));
    assert_eq!(verify(&text, &JwsRules::new(None, Some("c"))), wrong("cty"));
    assert_eq!(verify(&compact(&key(), ES256, PAYLOAD), &JwsRules::new(Some("a"), None)), wrong("typ"));
}

#[test]
fn keys_that_do_not_fit_are_not_tried_and_no_key_accepts_nothing() {
    let own = key();
    let (other, ed25519) =
        (TestKey::with_scheme(8, Scheme::ECDSA_P256_SHA256_FIXED), TestKey::with_scheme(7, Scheme::ED25519));
    let jws = Jws::parse_compact(&compact(&own, ES256, PAYLOAD)).unwrap();
    let refused = |keys: &[&dyn VerifyingKey]| jws.verify(keys, &RULES).map(drop);
    assert_eq!(refused(&[]), Err(SignatureError::NoKeys.into()));
    assert_eq!(refused(&[ed25519.verifying()]), Err(JwsVerifyError::Algorithm));
    assert_eq!(refused(&[other.verifying()]), Err(SignatureError::Mismatch.into()));
    assert_eq!(refused(&[ed25519.verifying(), other.verifying(), own.verifying()]), Ok(()));
    // The same key with signatures in DER is no key of this format.
    assert_eq!(refused(&[TestKey::new(7).verifying()]), Err(JwsVerifyError::Algorithm));
}

/// go-jose CVE-2024-28180, jwx CVE-2024-28122: what was encrypted or compressed was unpacked without bounds.
#[test]
fn nothing_is_decrypted_or_decompressed() {
    let zipped = with_header(r#"{"alg":"ES256","zip":"DEF"}"#);
    assert_eq!(zipped.as_deref(), Ok(PAYLOAD), "it arrives as it was signed");
    let key_wrapped = with_header(r#"{"alg":"PBES2-HS256+A128KW","enc":"A128GCM","p2c":2147483647}"#);
    assert_eq!(key_wrapped, Err(JwsVerifyError::Algorithm));
    assert_eq!(
        Jws::parse_compact(&format!("{}.AA.AA", compact(&key(), ES256, PAYLOAD))),
        Err(JwsError::Parts)
    );
}

/// CVE-2022-21449: r and s of zero were accepted.
#[test]
fn a_signature_of_zeros_is_refused() {
    for signature in [vec![0; 64], vec![0; 63], vec![0xff; 64], Vec::new()] {
        let text = format!("{}.{}", input(ES256, PAYLOAD), base64::encode_url(&signature));
        let refused = verify(&text, &RULES).unwrap_err();
        assert!(matches!(refused, JwsVerifyError::Signature(_)), "{refused:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_text_makes_the_readers_panic(text: String, bytes: Vec<u8>) {
        let _ = Jws::parse_compact(&text);
        let _ = Jws::parse_flattened(&bytes);
    }

    #[test]
    fn whatever_is_signed_comes_back(payload in proptest::collection::vec(any::<u8>(), 1..200)) {
        prop_assert_eq!(verify(&compact(&key(), ES256, &payload), &RULES), Ok(payload));
    }
}

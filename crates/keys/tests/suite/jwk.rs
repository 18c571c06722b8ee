//! JSON Web Keys.

use countersign_crypto::{
    DigestAlgorithm, KeyLimits, PrivateKeyError, PublicKeyError, RsaPrivateKeyError, RustCrypto,
    SignatureAlgorithm,
};
use countersign_encoding::{
    base64::{self, Base64Error},
    json::{FieldError, FieldProblem, JsonError},
};
use countersign_keys::{
    Jwk, JwkError, KeyFile, KeyFileError, KeyForm, jwk_thumbprint, write_public_jwk, write_public_jwk_with_id,
};
use testkit::{bit_flips, truncations};

use crate::support::{TYPES, keys, parse, private_file, public_file, public_of, seeded, text};

fn read(text: &str) -> Result<Jwk, JwkError> {
    Jwk::parse(text.as_bytes(), &KeyLimits::default(), &RustCrypto)
}

/// A key of `tests/data` with members before its first.
fn with(name: &str, members: &str) -> String {
    text(&format!("jwk/{name}.json")).replacen('{', &format!("{{{members},"), 1)
}

/// A key of `tests/data` with one value replaced.
fn replaced(name: &str, member: &str, value: &str) -> String {
    let original = text(&format!("jwk/{name}.json"));
    let quoted = |value: &str| format!("\"{member}\": \"{value}\"");
    let changed = original.replacen(&quoted(&self::value(name, member)), &quoted(value), 1);
    assert_ne!(changed, original, "{member}");
    changed
}

fn value(name: &str, member: &str) -> String {
    let original = text(&format!("jwk/{name}.json"));
    original.split(&format!("\"{member}\": \"")).nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[test]
fn reads_every_type_of_key_public_and_private() {
    for (name, key_type) in TYPES {
        let same = private_file(&format!("openssl/{name}.pkcs8.pem"));
        let (private, public) = (format!("jwk/{name}.json"), format!("jwk/{name}.pub.json"));
        assert_eq!(private_file(&private).expose_secret(), same.expose_secret());
        assert_eq!(&public_file(&public), same.public_key());
        assert_eq!(KeyForm::of(text(&public).as_bytes()), Ok(KeyForm::Jwk));
        let jwk = read(&text(&private)).unwrap();
        assert_eq!((jwk.public_key(), jwk.public_key().key_type()), (same.public_key(), key_type));
        assert!(jwk.private_key().is_some() && jwk.key_id().is_none() && jwk.algorithm().is_none());
        assert!(read(&text(&public)).unwrap().private_key().is_none());
    }
}

#[test]
fn writes_what_it_reads_and_the_thumbprints_of_the_standards() {
    for key in keys(1) {
        let written = write_public_jwk(key.public_key());
        assert_eq!(&public_of(written.as_bytes()), key.public_key());
        let named = write_public_jwk_with_id(key.public_key(), "release \"1\"");
        assert_eq!(read(&named).unwrap().key_id(), Some("release \"1\""));
    }
    // RFC 8037 appendix A.2 and A.3.
    let okp = r#"{"crv":"Ed25519","kty":"OKP","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    let key = public_of(okp.as_bytes());
    assert_eq!(write_public_jwk(&key), okp);
    assert_eq!(jwk_thumbprint(&key, &RustCrypto), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    // RFC 7638 §3.1.
    let rsa = concat!(
        r#"{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJ"#,
        r#"ECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSq"#,
        r#"zs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniI"#,
        r#"qbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"}"#,
    );
    let jwk = read(rsa).unwrap();
    assert_eq!(jwk_thumbprint(jwk.public_key(), &RustCrypto), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    assert_eq!(
        (jwk.key_id(), jwk.algorithm()),
        (Some("2011-04-29"), Some(SignatureAlgorithm::RsaPkcs1Sha256))
    );
}

#[test]
fn use_and_key_ops_must_allow_signatures() {
    for members in [
        r#""use":"sig""#,
        r#""key_ops":["sign"]"#,
        r#""key_ops":["verify","sign"]"#,
        r#""use":"sig","key_ops":["sign","verify"]"#,
        r#""kid":"x","x5c":["MII"],"ext":true,"unknown":{"a":1}"#,
    ] {
        assert!(read(&with("p256", members)).is_ok(), "{members}");
    }
    for members in [r#""use":"enc""#, r#""use":"SIG""#, r#""use":"""#, r#""use":"sig,enc""#] {
        assert_eq!(read(&with("p256", members)).unwrap_err(), JwkError::Use, "{members}");
    }
    for members in [
        r#""key_ops":[]"#,
        r#""key_ops":["verify"]"#,
        r#""key_ops":["encrypt"]"#,
        r#""key_ops":["sign","deriveKey"]"#,
        r#""key_ops":["sign","sign"]"#,
        r#""key_ops":["sign","verify","verify"]"#,
        r#""key_ops":[1]"#,
    ] {
        assert_eq!(read(&with("p256", members)).unwrap_err(), JwkError::Operations, "{members}");
    }
    assert_eq!(read(&with("p256.pub", r#""key_ops":["sign"]"#)).unwrap_err(), JwkError::Operations);
    assert!(read(&with("p256.pub", r#""key_ops":["verify"]"#)).is_ok());
    for members in [r#""use":1"#, r#""key_ops":"sign""#, r#""alg":7"#, r#""kid":7"#] {
        let error = read(&with("p256", members)).unwrap_err();
        assert!(matches!(error, JwkError::Field(_)), "{members}: {error:?}");
    }
}

#[test]
fn alg_must_fit_the_key() {
    let fits = [
        ("p256", "ES256"),
        ("p384", "ES384"),
        ("p521", "ES512"),
        ("ed25519", "EdDSA"),
        ("ed25519", "Ed25519"),
        ("rsa2048", "RS256"),
        ("rsa2048", "RS384"),
        ("rsa2048", "RS512"),
        ("rsa2048", "PS256"),
        ("rsa2048", "PS384"),
        ("rsa2048", "PS512"),
    ];
    for (name, _) in TYPES {
        for (owner, algorithm) in fits {
            let answer = read(&with(name, &format!("\"alg\":\"{algorithm}\"")));
            assert_eq!(answer.is_ok(), owner == name, "{algorithm} with {name}");
            assert_eq!(answer.ok().and_then(|jwk| jwk.algorithm()).is_some(), owner == name);
        }
        for algorithm in [
            "none", "HS256", "ES256K", "ES521", "ES224", "RSA1_5", "RSA-OAEP", "ECDH-ES", "Ed448", "es256",
            "",
        ] {
            let error = read(&with(name, &format!("\"alg\":\"{algorithm}\""))).unwrap_err();
            assert_eq!(error, JwkError::Algorithm, "{algorithm} with {name}");
        }
    }
}

#[test]
fn a_public_rsa_key_for_pss_is_restricted_to_it() {
    let plain = public_file("jwk/rsa2048.pub.json");
    assert_eq!(plain.rsa_pss_restriction(), None);
    for (name, digest, salt) in [
        ("PS256", DigestAlgorithm::Sha256, 32),
        ("PS384", DigestAlgorithm::Sha384, 48),
        ("PS512", DigestAlgorithm::Sha512, 64),
    ] {
        let key = public_of(with("rsa2048.pub", &format!("\"alg\":\"{name}\"")).as_bytes());
        let restriction = key.rsa_pss_restriction().unwrap();
        assert_eq!((restriction.digest(), restriction.min_salt_len()), (Some(digest), salt));
        assert_eq!(key.id(), plain.id());
    }
    let key = public_of(with("rsa2048.pub", "\"alg\":\"RS256\"").as_bytes());
    assert_eq!(key.rsa_pss_restriction(), None);
}

#[test]
fn refuses_other_kinds_of_keys() {
    for (text, expected) in [
        (r#"{"kty":"oct","k":"c2VjcmV0"}"#, JwkError::Symmetric),
        (r#"{"kty":"ec","crv":"P-256"}"#, JwkError::UnsupportedKeyType),
        (r#"{"kty":"AKP"}"#, JwkError::UnsupportedKeyType),
        (r#"{"kty":"EC","crv":"secp256k1"}"#, JwkError::UnsupportedCurve),
        (r#"{"kty":"EC","crv":"Ed25519"}"#, JwkError::UnsupportedCurve),
        (r#"{"kty":"OKP","crv":"X25519"}"#, JwkError::UnsupportedCurve),
        (r#"{"kty":"OKP","crv":"Ed448"}"#, JwkError::UnsupportedCurve),
        (r#"{"kty":"OKP","crv":"P-256"}"#, JwkError::UnsupportedCurve),
        (r#"{"keys":[]}"#, JwkError::KeySet),
        ("{}", JwkError::Field(FieldError::new("kty", FieldProblem::Missing))),
        (r#"{"kty":"EC"}"#, JwkError::Field(FieldError::new("crv", FieldProblem::Missing))),
        (r#"{"kty":"EC","crv":"P-256"}"#, JwkError::Field(FieldError::new("x", FieldProblem::Missing))),
        (r#"{"kty":"RSA"}"#, JwkError::Field(FieldError::new("n", FieldProblem::Missing))),
        ("[]", JwkError::NotAnObject),
    ] {
        assert_eq!(read(text).unwrap_err(), expected, "{text}");
    }
    let repeated = with("p256", r#""kty":"EC""#);
    assert!(matches!(read(&repeated).unwrap_err(), JwkError::Json(JsonError::DuplicateMember { .. })));
    let repeated = with("p256", r#""\u0064":"AAAA""#);
    assert!(matches!(
        parse(&repeated).unwrap_err(),
        KeyFileError::Jwk(JwkError::Json(JsonError::DuplicateMember { .. }))
    ));
}

#[test]
fn members_have_one_spelling() {
    let x = value("p256", "x");
    let padded = format!("{x}=");
    let cut = base64::encode_url(&[1; 31]);
    let long = base64::encode_url(&[1; 33]);
    let source = Base64Error::Padding;
    for (member, value, expected) in [
        ("x", padded.as_str(), JwkError::Base64 { field: "x", source }),
        ("x", &cut, JwkError::Length { field: "x", expected: 32, actual: 31 }),
        ("y", &long, JwkError::Length { field: "y", expected: 32, actual: 33 }),
        ("d", &cut, JwkError::Length { field: "d", expected: 32, actual: 31 }),
        ("d", "", JwkError::Length { field: "d", expected: 32, actual: 0 }),
    ] {
        assert_eq!(read(&replaced("p256", member, value)).unwrap_err(), expected, "{member} {value}");
    }
    let zero_first = base64::encode_url(&[0, 1, 0, 1]);
    for (member, value) in [("e", zero_first.as_str()), ("e", ""), ("d", "AA"), ("n", "AAAA")] {
        let error = read(&replaced("rsa2048", member, value)).unwrap_err();
        assert!(matches!(error, JwkError::Number { field } if field == member), "{member}: {error:?}");
    }
    let standard = replaced("p256", "x", &x.replace(['-', '_'], "+"));
    assert!(matches!(read(&standard).unwrap_err(), JwkError::Base64 { field: "x", .. }));
}

#[test]
fn public_members_must_belong_to_the_private_ones() {
    let other = seeded(1);
    let (x, y) = other.public_key().point()[1..].split_at(32);
    let mixed =
        replaced("p256", "x", &base64::encode_url(x)).replace(&value("p256", "y"), &base64::encode_url(y));
    assert_eq!(read(&mixed).unwrap_err(), JwkError::PublicKeyMismatch);
    let secret = base64::encode_url(other.expose_secret());
    assert_eq!(read(&replaced("p256", "d", &secret)).unwrap_err(), JwkError::PublicKeyMismatch);
    assert_eq!(read(&replaced("ed25519", "d", &secret)).unwrap_err(), JwkError::PublicKeyMismatch);
    // Off the curve, out of range.
    let error = read(&replaced("p256", "x", &base64::encode_url(&[1; 32]))).unwrap_err();
    assert!(matches!(error, JwkError::Public(PublicKeyError::Point(_))), "{error:?}");
    let error = read(&replaced("p256", "d", &base64::encode_url(&[0; 32]))).unwrap_err();
    assert!(matches!(error, JwkError::Private(PrivateKeyError::Scalar(_))), "{error:?}");
}

#[test]
fn private_rsa_keys_are_whole() {
    for field in ["p", "q", "dp", "dq", "qi"] {
        let text = text("jwk/rsa2048.json").replace(&format!("\"{field}\":"), &format!("\"x-{field}\":"));
        assert_eq!(read(&text).unwrap_err(), JwkError::Incomplete { field });
    }
    assert_eq!(read(&with("rsa2048", r#""oth":[]"#)).unwrap_err(), JwkError::MultiPrime);
    let exchanged = replaced("rsa2048", "dp", &value("rsa2048", "dq"));
    let expected = JwkError::Private(PrivateKeyError::Rsa(RsaPrivateKeyError::Exponent1));
    assert_eq!(read(&exchanged).unwrap_err(), expected);
    let error = read(&replaced("rsa2048", "e", "Aw")).unwrap_err();
    assert!(matches!(error, JwkError::Public(PublicKeyError::Rsa(_))), "{error:?}");
}

#[test]
fn damage_is_refused_or_the_same_key() {
    for name in ["p256", "ed25519"] {
        let original = text(&format!("jwk/{name}.json"));
        let key = private_file(&format!("jwk/{name}.json"));
        for mutant in bit_flips(original.as_bytes()).chain(truncations(original.as_bytes())) {
            match KeyFile::parse(&mutant.bytes, &RustCrypto) {
                Ok(KeyFile::Private(read)) => assert_eq!(read.expose_secret(), key.expose_secret()),
                // The member `d` under another name is none: what is left is the public key.
                Ok(KeyFile::Public(read)) => assert_eq!(&read, key.public_key(), "{}", mutant.change),
                Ok(other) => panic!("{other:?}"),
                Err(_) => {}
            }
        }
    }
}

#[test]
fn nothing_secret_is_shown() {
    let jwk = read(&text("jwk/p256.json")).unwrap();
    let shown = format!("{jwk:?}{jwk:#?}");
    assert!(shown.contains("withheld") && !shown.contains(&value("p256", "d")));
}

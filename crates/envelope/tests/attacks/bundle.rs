//! The Sigstore bundle: what it may hold, and how much of it.

use countersign_encoding::{
    base64::{self, Base64Error},
    json::{JsonError, Kind},
};
use countersign_envelope::{
    Bundle, BundleError, BundleVerifyError, BundleVersion, DsseError, DsseVerifyError, Material,
    SignatureError, Statement, VerifiedPayload, write_key_bundle,
};

use crate::support::{
    DUPLICATE, HEX, SYNTAX, TRAILING, TestKey, bundle_at_zero, edit, missing, negate_s, refuse_all, row,
    sha256, wrong_type,
};

const V0_3: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";

fn key() -> TestKey {
    TestKey::new(7)
}

fn statement() -> Vec<u8> {
    Statement::cosign_signature(sha256(HEX), Default::default()).to_bytes()
}

/// A bundle with every member in place, rightly signed.
fn base() -> String {
    String::from_utf8(key().bundle(&statement())).unwrap()
}

fn hint() -> String {
    format!(r#""publicKey":{{"hint":"{}"}}"#, key().public().id().to_hint())
}

/// The envelope with its name, as the writer writes it.
fn envelope() -> String {
    let base = base();
    base[base.find("\"dsseEnvelope\"").unwrap()..base.len() - 1].to_owned()
}

fn parse(document: &[u8]) -> Result<Bundle, BundleError> {
    Bundle::parse(document).map_err(bundle_at_zero)
}

fn verify(document: &str) -> Result<VerifiedPayload, BundleVerifyError> {
    Bundle::parse(document.as_bytes()).unwrap().verify(&[key().verifying()])
}

fn list(item: &str, count: usize) -> String {
    format!("[{}]", vec![item; count].join(","))
}

#[test]
fn media_types_near_the_four_are_refused() {
    let base = base();
    let e = |text: &str| edit(&base, &format!("\"{V0_3}\""), text);
    let near = [
        "",
        "application/json",
        "application/vnd.dev.sigstore.bundle+json",
        "application/vnd.dev.sigstore.bundle.v0.1+json",
        "application/vnd.dev.sigstore.bundle.v0.2+json",
        "application/vnd.dev.sigstore.bundle.v0.4+json",
        "application/vnd.dev.sigstore.bundle.v0.3.1+json",
        "application/vnd.dev.sigstore.bundle.v0.3",
        "application/vnd.dev.sigstore.bundle.v0.3+json ",
        " application/vnd.dev.sigstore.bundle.v0.3+json",
        "Application/vnd.dev.sigstore.bundle.v0.3+json",
        "application/vnd.dev.sigstore.bundle.v0.3+json;version=0.3",
        "application/vnd.dev.sigstore.bundle+json;version=0.0",
        "application/vnd.dev.sigstore.bundle+json;version=0.4",
        "application/vnd.dev.sigstore.bundle+json;version=1.0",
        "application/vnd.dev.sigstore.bundle+json; version=0.3",
        "application/vnd.dev.sigstore.bundle+json;version=0.30",
        "application/vnd.dev.sigstore.bundle+json;version=\\\"0.3\\\"",
        "application/vnd.dev.sigstore.bundle+json;VERSION=0.3",
    ];
    let mut cases: Vec<_> =
        near.iter().map(|text| row(text, e(&format!("\"{text}\"")), BundleError::MediaType)).collect();
    cases.push(row("none", edit(&base, &format!("\"mediaType\":\"{V0_3}\","), ""), BundleError::MediaType));
    cases.push(row("null", e("null"), BundleError::MediaType));
    cases.push(row("a number", e("0.3"), BundleError::WrongType { field: "mediaType" }));
    cases.push(row("a list", e(&format!("[\"{V0_3}\"]")), BundleError::WrongType { field: "mediaType" }));
    refuse_all(23, &cases, parse);
}

#[test]
fn malformed_bundles_are_refused_with_their_reasons() {
    let (base, hint, envelope) = (base(), hint(), envelope());
    assert!(verify(&base).is_ok(), "the control");
    let e = |from: &str, to: &str| edit(&base, from, to);
    let in_root = |text: &str| e("{\"mediaType", &format!("{{{text},\"mediaType"));
    let in_material = |text: &str| e("{\"publicKey", &format!("{{{text},\"publicKey"));
    let in_envelope = |text: &str| e("{\"payload\"", &format!("{{{text},\"payload\""));
    let material = |text: &str| e(&hint, text);
    let content = |text: &str| e(&envelope, text);
    let entries = |text: &str| e("\"tlogEntries\":[]", &format!("\"tlogEntries\":{text}"));
    let stamps = |text: &str| e("\"rfc3161Timestamps\":[]", &format!("\"rfc3161Timestamps\":{text}"));
    let data = |text: &str| e(r#"{"rfc3161Timestamps":[]}"#, text);
    let (sig_start, sig_end) = (base.find("[{\"sig\"").unwrap(), base.find("}]}}").unwrap() + 2);
    let signature = &base[sig_start..sig_end];
    let signatures = |text: &str| e(signature, text);
    let one = &signature[1..signature.len() - 1];
    let payload = format!("\"payload\":\"{}\",", base64::encode_standard(&statement()));
    let wrong = |field| BundleError::WrongType { field };
    let no_object = |field| BundleError::NotAnObject { field };
    let unknown = |within| BundleError::UnknownMember { within };
    let twice = |field| BundleError::TwoSpellings { field };
    let too_many = |field, limit| BundleError::TooMany { field, limit, actual: limit + 1 };
    let dsse = |error: DsseError| BundleError::Dsse(error);
    let certificate = r#""certificate":{"rawBytes":"MAA="}"#;
    let chain = r#""x509CertificateChain":{"certificates":[{"rawBytes":"MAA="}]}"#;
    let blob =
        r#""messageSignature":{"messageDigest":{"algorithm":"SHA2_256","digest":"AA=="},"signature":"AA=="}"#;
    let chain_of = |items: &str| material(&format!(r#""x509CertificateChain":{{"certificates":{items}}}"#));
    let certificate_of = |text: &str| material(&format!(r#""certificate":{text}"#));
    let cases = [
        // The text.
        row("no text", "", JsonError::UnexpectedEnd),
        row("no JSON", "bundle", SYNTAX),
        row("null", "null", no_object("")),
        row("a list", format!("[{base}]"), no_object("")),
        row("a byte order mark", format!("\u{feff}{base}"), JsonError::ByteOrderMark),
        row("a byte behind", format!("{base}x"), TRAILING),
        row("two bundles in lines", format!("{base}\n{base}"), TRAILING),
        row(
            "64 levels",
            in_root(&format!("\"x\":{}{}", "[".repeat(64), "]".repeat(64))),
            JsonError::TooDeep { limit: 64 },
        ),
        row("100000 levels", "[".repeat(100_000), JsonError::TooDeep { limit: 64 }),
        row(
            "half a surrogate pair",
            material(r#""publicKey":{"hint":"\udfff"}"#),
            JsonError::LoneSurrogate { offset: 0 },
        ),
        // The same name twice.
        row("mediaType twice", in_root(&format!("\"mediaType\":\"{V0_3}\"")), DUPLICATE),
        row("the material twice", in_root(r#""verificationMaterial":{}"#), DUPLICATE),
        row("the envelope twice", in_root(r#""dsseEnvelope":{}"#), DUPLICATE),
        row("publicKey twice", in_material(r#""publicKey":{}"#), DUPLICATE),
        row("tlogEntries twice", in_material(r#""tlogEntries":[]"#), DUPLICATE),
        row("payload twice", in_envelope(r#""payload":"e30=""#), DUPLICATE),
        row("payload twice, once escaped", in_envelope(r#""\u0070ayload":"e30=""#), DUPLICATE),
        row("sig twice", e("{\"sig\"", "{\"sig\":\"AA==\",\"sig\""), DUPLICATE),
        // Both spellings.
        row("media_type too", in_root(&format!("\"media_type\":\"{V0_3}\"")), twice("mediaType")),
        row("media_type null too", in_root("\"media_type\":null"), twice("mediaType")),
        row(
            "verification_material too",
            in_root("\"verification_material\":{}"),
            twice("verificationMaterial"),
        ),
        row("dsse_envelope too", in_root("\"dsse_envelope\":{}"), twice("dsseEnvelope")),
        row("public_key too", in_material("\"public_key\":{}"), twice("publicKey")),
        row("tlog_entries too", in_material("\"tlog_entries\":[]"), twice("tlogEntries")),
        row(
            "timestamp_verification_data too",
            in_material("\"timestamp_verification_data\":{}"),
            twice("timestampVerificationData"),
        ),
        row(
            "rfc3161_timestamps too",
            data(r#"{"rfc3161_timestamps":[],"rfc3161Timestamps":[]}"#),
            twice("rfc3161Timestamps"),
        ),
        row("payload_type before payloadType", in_envelope(r#""payload_type":"x""#), twice("payloadType")),
        row(
            "payload_type behind payloadType",
            e(",\"signatures\"", r#","payload_type":"application/vnd.in-toto+json","signatures""#),
            twice("payloadType"),
        ),
        row(
            "both spellings of two absent alternatives",
            in_material(r#""x509CertificateChain":null,"x509_certificate_chain":null"#),
            twice("x509CertificateChain"),
        ),
        // Unknown members, in every message.
        row("unknown in the bundle", in_root("\"x\":1"), unknown("")),
        row("Go's spelling", e("mediaType", "MediaType"), unknown("")),
        row("a half-way spelling", e("verificationMaterial", "verification_Material"), unknown("")),
        row("unknown in the material", in_material("\"content\":{}"), unknown("verificationMaterial")),
        row("unknown beside the hint", e("{\"hint", "{\"rawBytes\":\"AA==\",\"hint"), unknown("publicKey")),
        row("unknown in the timestamps", data(r#"{"x":1}"#), unknown("timestampVerificationData")),
        row("unknown in the envelope", in_envelope("\"x\":1"), unknown("dsseEnvelope")),
        row("unknown beside a signature", e("{\"sig\"", "{\"cert\":\"x\",\"sig\""), unknown("signatures")),
        row(
            "unknown in a certificate",
            certificate_of(r#"{"rawBytes":"MAA=","x":1}"#),
            unknown("certificate"),
        ),
        row(
            "unknown in a chain",
            material(r#""x509CertificateChain":{"x":1}"#),
            unknown("x509CertificateChain"),
        ),
        row("unknown in a chain's certificate", chain_of(r#"[{"der":"MAA="}]"#), unknown("certificates")),
        row(
            "unknown in a message signature",
            content(r#""messageSignature":{"x":1}"#),
            unknown("messageSignature"),
        ),
        row(
            "unknown in its digest",
            content(r#""messageSignature":{"messageDigest":{"x":1}}"#),
            unknown("messageDigest"),
        ),
        row("unknown in a log entry", entries("[{\"x\":1}]"), unknown("tlogEntries")),
        row("unknown in a log id", entries(r#"[{"logId":{"x":1}}]"#), unknown("logId")),
        row("unknown in a kind", entries(r#"[{"kindVersion":{"x":1}}]"#), unknown("kindVersion")),
        row(
            "unknown in a promise",
            entries(r#"[{"inclusionPromise":{"x":1}}]"#),
            unknown("inclusionPromise"),
        ),
        row("unknown in a proof", entries(r#"[{"inclusionProof":{"x":1}}]"#), unknown("inclusionProof")),
        row(
            "unknown in a checkpoint",
            entries(r#"[{"inclusionProof":{"checkpoint":{"x":1}}}]"#),
            unknown("checkpoint"),
        ),
        row("unknown in a timestamp", stamps("[{\"x\":1}]"), unknown("rfc3161Timestamps")),
        // Alternatives: exactly one.
        row("no material", material("\"publicKey\":null"), BundleError::NoMaterial),
        row(
            "no verification material",
            format!("{{\"mediaType\":\"{V0_3}\",{envelope}}}"),
            missing("verificationMaterial"),
        ),
        row(
            "verification material null",
            format!("{{\"mediaType\":\"{V0_3}\",\"verificationMaterial\":null,{envelope}}}"),
            missing("verificationMaterial"),
        ),
        row(
            "verification material empty",
            format!("{{\"mediaType\":\"{V0_3}\",\"verificationMaterial\":{{}},{envelope}}}"),
            BundleError::NoMaterial,
        ),
        row("key and certificate", in_material(certificate), BundleError::SeveralMaterials),
        row("key and chain", in_material(chain), BundleError::SeveralMaterials),
        row(
            "certificate and chain",
            material(&format!("{certificate},{chain}")),
            BundleError::SeveralMaterials,
        ),
        row("all three", in_material(&format!("{certificate},{chain}")), BundleError::SeveralMaterials),
        row(
            "no content",
            format!("{{\"mediaType\":\"{V0_3}\",\"verificationMaterial\":{{{hint}}}}}"),
            BundleError::NoContent,
        ),
        row("content null", content("\"dsseEnvelope\":null"), BundleError::NoContent),
        row("both contents", in_root(blob), BundleError::SeveralContents),
        row("both contents, one empty", in_root("\"messageSignature\":{}"), BundleError::SeveralContents),
        row("an empty chain", chain_of("[]"), BundleError::NoMaterial),
        row("a chain without list", material("\"x509CertificateChain\":{}"), BundleError::NoMaterial),
        row("an empty certificate", certificate_of(r#"{"rawBytes":""}"#), BundleError::NoMaterial),
        row("a certificate without bytes", certificate_of("{}"), BundleError::NoMaterial),
        row(
            "an empty certificate in a chain",
            chain_of(r#"[{"rawBytes":"MAA="},{}]"#),
            BundleError::NoMaterial,
        ),
        // How many, before any is read.
        row("9 log entries", entries(&list("{}", 9)), too_many("tlogEntries", 8)),
        row("9 malformed log entries", entries(&list("null", 9)), too_many("tlogEntries", 8)),
        row("9 timestamps", stamps(&list("{}", 9)), too_many("rfc3161Timestamps", 8)),
        row("9 malformed timestamps", stamps(&list("7", 9)), too_many("rfc3161Timestamps", 8)),
        row("65 certificates", chain_of(&list(r#"{"rawBytes":"MAA="}"#, 65)), too_many("certificates", 64)),
        row("65 malformed certificates", chain_of(&list("[]", 65)), too_many("certificates", 64)),
        row("no signature", signatures("[]"), BundleError::SignatureCount { actual: 0 }),
        row("two signatures", signatures(&list(one, 2)), BundleError::SignatureCount { actual: 2 }),
        row("two malformed signatures", signatures("[null,null]"), BundleError::SignatureCount { actual: 2 }),
        row("65 signatures", signatures(&list(one, 65)), BundleError::SignatureCount { actual: 65 }),
        // Types.
        row(
            "verification material a list",
            format!("{{\"mediaType\":\"{V0_3}\",\"verificationMaterial\":[],{envelope}}}"),
            no_object("verificationMaterial"),
        ),
        row("publicKey a text", material("\"publicKey\":\"x\""), no_object("publicKey")),
        row("hint a number", material("\"publicKey\":{\"hint\":1}"), wrong("hint")),
        row("certificate a text", certificate_of("\"MAA=\""), no_object("certificate")),
        row("rawBytes a number", certificate_of("{\"rawBytes\":1}"), wrong("rawBytes")),
        row("chain a list", material("\"x509CertificateChain\":[]"), no_object("x509CertificateChain")),
        row("certificates an object", chain_of("{}"), wrong("certificates")),
        row("null in a chain", chain_of("[null]"), no_object("certificates")),
        row("log entries an object", entries("{}"), wrong("tlogEntries")),
        row("a null log entry", entries("[null]"), no_object("tlogEntries")),
        row("a log id as text", entries(r#"[{"logId":"x"}]"#), no_object("logId")),
        row("timestamps an object", stamps("{}"), wrong("rfc3161Timestamps")),
        row("a null timestamp", stamps("[null]"), no_object("rfc3161Timestamps")),
        row("timestamp data a list", data("[]"), no_object("timestampVerificationData")),
        row("envelope a text", content("\"dsseEnvelope\":\"x\""), no_object("dsseEnvelope")),
        row("message signature a text", content("\"messageSignature\":\"x\""), no_object("messageSignature")),
        row("signatures an object", signatures("{}"), wrong("signatures")),
        row("a null signature", signatures("[null]"), no_object("signatures")),
        // What DSSE refuses.
        row(
            "signatures null",
            signatures("null"),
            dsse(wrong_type("signatures", Kind::Array, Kind::Null).into()),
        ),
        row("an empty envelope", content("\"dsseEnvelope\":{}"), dsse(missing("signatures").into())),
        row("no payload", e(&payload, ""), dsse(missing("payload").into())),
        row(
            "a signature without sig",
            signatures("[{\"keyid\":\"\"}]"),
            dsse(missing("signatures[0].sig").into()),
        ),
        row(
            "payloadType a number",
            e("\"application/vnd.in-toto+json\"", "5"),
            dsse(wrong_type("payloadType", Kind::String, Kind::Number).into()),
        ),
        row(
            "sig with a line break",
            signatures(r#"[{"sig":"AA\n=="}]"#),
            dsse(DsseError::Base64 { field: "sig", source: Base64Error::Character { offset: 2 } }),
        ),
        row(
            "a certificate in PEM",
            certificate_of(r#"{"rawBytes":"-----BEGIN CERTIFICATE-----"}"#),
            BundleError::Base64(Base64Error::Character { offset: 10 }),
        ),
        row(
            "a certificate with padding missing",
            certificate_of(r#"{"rawBytes":"+/8"}"#),
            BundleError::Base64(Base64Error::Padding),
        ),
    ];
    refuse_all(90, &cases, parse);
}

#[test]
fn values_in_each_others_place_are_refused() {
    let base = base();
    let value = |name: &str| {
        let start = base.find(&format!("\"{name}\":\"")).unwrap() + name.len() + 4;
        let end = start + base[start..].find('"').unwrap();
        base[start..end].to_owned()
    };
    let names = ["mediaType", "hint", "payload", "payloadType", "sig"];
    for (index, one) in names.into_iter().enumerate() {
        for other in names.into_iter().skip(index + 1) {
            let swapped =
                edit(&base, &format!("\"{one}\":\"{}\"", value(one)), &format!("\"{one}\":\"{{}}\""));
            let swapped = edit(
                &swapped,
                &format!("\"{other}\":\"{}\"", value(other)),
                &format!("\"{other}\":\"{}\"", value(one)),
            );
            let swapped =
                edit(&swapped, &format!("\"{one}\":\"{{}}\""), &format!("\"{one}\":\"{}\"", value(other)));
            assert_ne!(swapped, base);
            let verdict = Bundle::parse(swapped.as_bytes()).map(|bundle| bundle.verify(&[key().verifying()]));
            assert!(!matches!(verdict, Ok(Ok(_))), "{one} and {other}");
        }
    }
}

#[test]
fn the_url_alphabet_is_read_and_gives_the_same_bytes() {
    let base = base();
    let start = base.find("\"dsseEnvelope\"").unwrap();
    let signature = base[start..].split("\"sig\":\"").nth(1).unwrap().split('"').next().unwrap();
    assert!(signature.contains(['+', '/']), "or there is nothing to see: {signature}");
    let url = signature.replace('+', "-").replace('/', "_");
    for url in [url.trim_end_matches('='), url.as_str()] {
        assert_eq!(verify(&edit(&base, signature, url)).unwrap().bytes(), statement());
    }
}

#[test]
fn what_is_verified_goes_anywhere() {
    fn goes_anywhere<T: Send + Sync + 'static>() {}
    goes_anywhere::<VerifiedPayload>();
    goes_anywhere::<Bundle>();
    goes_anywhere::<BundleVerifyError>();
}

#[test]
fn every_member_may_be_written_in_snake_case() {
    let mut snake = base();
    for (camel, name) in [
        ("mediaType", "media_type"),
        ("verificationMaterial", "verification_material"),
        ("publicKey", "public_key"),
        ("tlogEntries", "tlog_entries"),
        ("timestampVerificationData", "timestamp_verification_data"),
        ("rfc3161Timestamps", "rfc3161_timestamps"),
        ("dsseEnvelope", "dsse_envelope"),
        ("payloadType", "payload_type"),
    ] {
        snake = edit(&snake, camel, name);
    }
    assert_eq!(verify(&snake).unwrap().bytes(), statement());
}

#[test]
fn the_four_media_types_name_their_versions() {
    for (text, version) in [
        (V0_3, BundleVersion::V0_3),
        ("application/vnd.dev.sigstore.bundle+json;version=0.3", BundleVersion::V0_3),
        ("application/vnd.dev.sigstore.bundle+json;version=0.2", BundleVersion::V0_2),
        ("application/vnd.dev.sigstore.bundle+json;version=0.1", BundleVersion::V0_1),
    ] {
        let document = edit(&base(), V0_3, text);
        assert_eq!(Bundle::parse(document.as_bytes()).unwrap().inspect().claimed().version, version);
        assert!(verify(&document).is_ok());
    }
}

#[test]
fn the_limits_themselves_are_read() {
    let full = edit(&base(), "\"tlogEntries\":[]", &format!("\"tlogEntries\":{}", list("{}", 8)));
    let full = edit(&full, "\"rfc3161Timestamps\":[]", &format!("\"rfc3161Timestamps\":{}", list("{}", 8)));
    let bundle = Bundle::parse(full.as_bytes()).unwrap();
    assert_eq!((*bundle.log_entries().claimed(), *bundle.timestamps().claimed()), (8, 8));
    assert!(verify(&full).is_ok());
    let chain =
        format!(r#""x509CertificateChain":{{"certificates":{}}}"#, list(r#"{"rawBytes":"MAA="}"#, 64));
    let chain = edit(&base(), &hint(), &chain);
    let claims = Bundle::parse(chain.as_bytes()).unwrap().inspect();
    assert_eq!(claims.claimed().material, Material::CertificateChain(vec![vec![0x30, 0]; 64]));
}

#[test]
fn a_bundle_with_a_certificate_is_not_verified_by_keys() {
    let chain = r#""x509CertificateChain":{"certificates":[{"rawBytes":"MAA="}]}"#;
    for material in [r#""certificate":{"rawBytes":"MAA="}"#, chain] {
        let document = edit(&base(), &hint(), material);
        assert_eq!(verify(&document).unwrap_err(), BundleVerifyError::CertificateMaterial);
        assert_eq!(Bundle::parse(document.as_bytes()).unwrap().key_hint(), None);
    }
}

#[test]
fn a_bundle_with_a_certificate_is_verified_by_the_certificate_that_it_names_alone() {
    let verify = |document: &str, leaf: &[u8], key: &TestKey| {
        Bundle::parse(document.as_bytes()).unwrap().verify_certified(leaf, &[key.verifying()])
    };
    let chain = r#""x509CertificateChain":{"certificates":[{"rawBytes":"MAA="},{"rawBytes":"MAEA"}]}"#;
    for material in [r#""certificate":{"rawBytes":"MAA="}"#, chain] {
        let document = edit(&base(), &hint(), material);
        assert!(verify(&document, &[0x30, 0], &key()).is_ok(), "the control");
        for other in [&[0x30, 1, 0][..], &[0x30], &[]] {
            assert_eq!(verify(&document, other, &key()).unwrap_err(), BundleVerifyError::OtherCertificate);
        }
        let refused = verify(&document, &[0x30, 0], &TestKey::new(8)).unwrap_err();
        assert_eq!(refused, DsseVerifyError::Signature(SignatureError::Mismatch).into());
    }
    assert_eq!(verify(&base(), &[0x30, 0], &key()).unwrap_err(), BundleVerifyError::KeyMaterial);
}

#[test]
fn a_bundle_of_a_blob_is_no_statement() {
    for content in [
        r#""messageSignature":{"messageDigest":{},"signature":"AA=="}"#,
        r#""message_signature":{"message_digest":{},"signature":"AA=="}"#,
    ] {
        let document = edit(&base(), &envelope(), content);
        let refused = verify(&document).unwrap_err();
        assert_eq!(refused, BundleVerifyError::NotAStatement);
        assert!(!refused.is_malformed_payload());
        assert_eq!(Bundle::parse(document.as_bytes()).unwrap().inspect().claimed().statement, None);
    }
}

#[test]
fn hint_and_key_id_of_another_key_change_nothing() {
    let (key, other) = (key(), TestKey::new(8));
    let signature = key.sign_dsse("application/vnd.in-toto+json", &statement());
    for hint in [other.public().id().to_hint(), String::new(), "\u{202e}\n".into()] {
        let bytes = write_key_bundle(&hint, "application/vnd.in-toto+json", &statement(), &signature);
        let bundle = Bundle::parse(&bytes).unwrap();
        assert_eq!(bundle.verify(&[key.verifying()]).unwrap().signer(), key.public());
        assert!(bundle.verify(&[other.verifying()]).is_err());
    }
    let document = edit(&base(), "\"keyid\":\"\"", &format!("\"keyid\":\"{}\"", other.public().id()));
    assert_eq!(verify(&document).unwrap().signer(), key.public());
}

#[test]
fn the_negated_signature_gives_the_same_verdict() {
    let key = key();
    let signature = key.sign_dsse("application/vnd.in-toto+json", &statement());
    for signature in [negate_s(&signature), signature] {
        let bytes = write_key_bundle("", "application/vnd.in-toto+json", &statement(), &signature);
        let verified = Bundle::parse(&bytes).unwrap().verify(&[key.verifying()]).unwrap();
        assert_eq!((verified.signer(), verified.bytes()), (key.public(), statement().as_slice()));
    }
}

#[test]
fn a_bundle_shows_its_statement_even_where_nobody_can_verify_it() {
    let stranger = TestKey::new(9);
    let bundle = Bundle::parse(&stranger.bundle(&statement())).unwrap();
    assert!(bundle.verify(&[key().verifying()]).is_err());
    assert_eq!(bundle.inspect().claimed().statement, Statement::parse(&statement()).ok());
}

//! One key signs several kinds of thing; none passes for another.

use countersign_crypto::{RustCrypto, Scheme};
use countersign_encoding::{base64, json::JsonError};
use countersign_envelope::{
    Artifact, Bundle, BundleVerifyError, DetachedSignature, DsseVerifyError, IN_TOTO_PAYLOAD_TYPE, Jws,
    JwsRules, SignatureError, SignedForm, SimpleSigning, SimpleSigningError, SimpleSigningVerifyError,
    Statement, StatementError, UntrustedSimpleSigning, VerifyMessageError, pae, write_detached_signature,
    write_key_bundle,
};

use crate::support::{HEX, TestKey, missing, sha256};

fn payload() -> Vec<u8> {
    SimpleSigning::new("r/app", sha256(HEX), Default::default()).to_bytes()
}

fn statement() -> Vec<u8> {
    Statement::cosign_signature(sha256(HEX), Default::default()).to_bytes()
}

fn as_simple_signing(key: &TestKey, bytes: &[u8], signature: &[u8]) -> Result<(), SimpleSigningVerifyError> {
    let untrusted = UntrustedSimpleSigning::new(bytes.to_vec(), &base64::encode_standard(signature)).unwrap();
    untrusted.verify(&[key.verifying()]).map(drop)
}

fn as_bundle(key: &TestKey, kind: &str, bytes: &[u8], signature: &[u8]) -> Result<(), BundleVerifyError> {
    let bundle = Bundle::parse(&write_key_bundle("", kind, bytes, signature)).unwrap();
    bundle.verify(&[key.verifying()]).map(drop)
}

const DSSE_MISMATCH: BundleVerifyError =
    BundleVerifyError::Dsse(DsseVerifyError::Signature(SignatureError::Mismatch));
const RAW_MISMATCH: SimpleSigningVerifyError = SimpleSigningVerifyError::Signature(SignatureError::Mismatch);

#[test]
fn a_signature_over_the_payload_itself_is_none_over_an_envelope_and_the_reverse() {
    let key = TestKey::new(7);
    for bytes in [payload(), statement(), b"blob".to_vec(), Vec::new()] {
        let (raw, enveloped) = (key.sign(&bytes), key.sign_dsse(IN_TOTO_PAYLOAD_TYPE, &bytes));
        assert_eq!(as_bundle(&key, IN_TOTO_PAYLOAD_TYPE, &bytes, &raw), Err(DSSE_MISMATCH));
        assert_eq!(as_simple_signing(&key, &bytes, &enveloped), Err(RAW_MISMATCH));
    }
    let (payload, statement) = (payload(), statement());
    assert_eq!(as_simple_signing(&key, &payload, &key.sign(&payload)), Ok(()), "the control");
    let enveloped = key.sign_dsse(IN_TOTO_PAYLOAD_TYPE, &statement);
    assert_eq!(as_bundle(&key, IN_TOTO_PAYLOAD_TYPE, &statement, &enveloped), Ok(()), "the control");
}

#[test]
fn a_statement_signed_as_a_blob_is_no_simple_signing_payload() {
    let (key, statement) = (TestKey::new(7), statement());
    let refused = as_simple_signing(&key, &statement, &key.sign(&statement)).unwrap_err();
    let SimpleSigningVerifyError::Payload(reason) = &refused else { panic!("{refused:?}") };
    assert_eq!(*reason, SimpleSigningError::Field(missing("critical")));
    assert!(reason.is_other_type());
}

#[test]
fn the_signed_bytes_of_an_envelope_are_no_simple_signing_payload() {
    // The one way to make a DSSE signature verify as a raw one: offer the bytes that it is really over.
    let (key, statement) = (TestKey::new(7), statement());
    let signed = pae(IN_TOTO_PAYLOAD_TYPE, &statement);
    assert_eq!(
        as_simple_signing(&key, &signed, &key.sign_dsse(IN_TOTO_PAYLOAD_TYPE, &statement)),
        Err(SimpleSigningVerifyError::Payload(SimpleSigningError::Json(JsonError::Syntax { offset: 0 })))
    );
}

#[test]
fn a_simple_signing_payload_in_an_envelope_is_no_statement() {
    let (key, payload) = (TestKey::new(7), payload());
    let refused = Bundle::parse(&key.bundle(&payload)).unwrap().verify(&[key.verifying()]).unwrap_err();
    assert_eq!(refused, BundleVerifyError::Statement(StatementError::Field(missing("_type"))));
    assert!(refused.is_malformed_payload());
}

#[test]
fn a_statement_in_an_envelope_of_another_type_is_refused() {
    let (key, statement) = (TestKey::new(7), statement());
    for kind in [
        "",
        "application/json",
        "application/vnd.in-toto",
        "application/vnd.in-toto+JSON",
        "application/vnd.in-toto+json ",
        "application/vnd.in-toto+json; charset=utf-8",
        "application/vnd.dev.cosign.simplesigning.v1+json",
        "application/vnd.cncf.notary.payload.v1+json",
    ] {
        let refused = as_bundle(&key, kind, &statement, &key.sign_dsse(kind, &statement));
        assert_eq!(refused, Err(BundleVerifyError::Dsse(DsseVerifyError::PayloadType)), "{kind}");
        // Under the right label the signature is one over other bytes.
        let relabelled = as_bundle(&key, IN_TOTO_PAYLOAD_TYPE, &statement, &key.sign_dsse(kind, &statement));
        assert_eq!(relabelled, Err(DSSE_MISMATCH), "{kind}");
    }
}

#[test]
fn rightly_signed_garbage_is_an_error() {
    let key = TestKey::new(7);
    for garbage in [&b""[..], b"\xff", b"[]", b"{}", b"hello"] {
        let refused = as_simple_signing(&key, garbage, &key.sign(garbage)).unwrap_err();
        assert!(matches!(refused, SimpleSigningVerifyError::Payload(_)), "{refused:?}");
        let signature = key.sign_dsse(IN_TOTO_PAYLOAD_TYPE, garbage);
        let refused = as_bundle(&key, IN_TOTO_PAYLOAD_TYPE, garbage, &signature).unwrap_err();
        assert!(matches!(refused, BundleVerifyError::Statement(_)), "{refused:?}");
    }
}

fn as_blob(key: &TestKey, bytes: &[u8]) -> Result<(), VerifyMessageError> {
    let signature = DetachedSignature::parse(write_detached_signature(&key.sign(bytes)).as_bytes()).unwrap();
    signature.verify_message(&[key.verifying()], &Artifact::bytes(bytes, &RustCrypto)).map(drop)
}

/// Of a blob only the first bytes are looked at: no header that is read may be so long that its end is not among them.
#[test]
fn nothing_is_both_a_blob_and_a_web_signature_however_long_its_header() {
    let (key, fixed) = (TestKey::new(7), TestKey::with_scheme(7, Scheme::ECDSA_P256_SHA256_FIXED));
    let mut web = 0;
    // Four octets of header are five or six characters: both sides of the limit are met.
    for length in SignedForm::HEAD_LEN / 4 * 3 - 6..SignedForm::HEAD_LEN / 4 * 3 + 3 {
        let start = r#"{"alg":"ES256","x":""#;
        let header = format!("{start}{}\"}}", "a".repeat(length - start.len() - 2));
        let input = format!("{}.e30", base64::encode_url(header.as_bytes()));
        let text = format!("{input}.{}", base64::encode_url(&fixed.sign(input.as_bytes())));
        let is_web = Jws::parse_compact(&text)
            .is_ok_and(|jws| jws.verify(&[fixed.verifying()], &JwsRules::new(None, None)).is_ok());
        let is_blob = as_blob(&key, input.as_bytes()).is_ok();
        assert!(!(is_web && is_blob), "a header of {length} bytes");
        web += usize::from(is_web);
    }
    assert!((1..9).contains(&web), "the control: {web}");
}

/// Cosign checks no `critical.type` and takes names in any case; a JWS may have its payload unencoded (RFC 7797 §5).
#[test]
fn what_laxer_verifiers_take_for_another_format_is_no_blob_either() {
    let key = TestKey::new(7);
    let header = |text: &str| base64::encode_url(text.as_bytes());
    let image = format!(r#"{{"docker-manifest-digest":"sha256:{HEX}"}}"#);
    let (simple, web) = (SignedForm::SimpleSigning, SignedForm::JwsSigningInput);
    for (blob, form) in [
        (format!(r#"{{"critical":{{"image":{image}}}}}"#), simple),
        (format!(r#"{{"critical":{{"image":{image},"type":"x"}}}}"#), simple),
        (format!(r#"{{"CRITICAL":{{"Image":{}}}}}"#, image.replace("docker-m", "Docker-M")), simple),
        (r#"{"critical":{"TYPE":"cosign container image signature"}}"#.into(), simple),
        (format!("{}.a payload as it is.", header(r#"{"alg":"ES256","b64":false,"crit":["b64"]}"#)), web),
        (format!("{}.e30", header(r#"{"alg":"ES256","alg":"ES256"}"#)), web),
    ] {
        assert_eq!(as_blob(&key, blob.as_bytes()), Err(VerifyMessageError::OtherFormat { form }), "{blob}");
    }
    for blob in [
        r#"{"critical":{"image":{"digest":"sha256:00"}}}"#.into(),
        r#"{"image":{"docker-manifest-digest":"x"}}"#.into(),
        format!("{}.a payload as it is.", header(r#"{"alg":"ES256"}"#)),
        format!("{}.e30", header("no header")),
    ] {
        assert_eq!(as_blob(&key, blob.as_bytes()), Ok(()), "the control: {blob}");
    }
}

/// The same for the older form of an image signature: what is read as one is known for one as a blob.
#[test]
fn no_simple_signing_payload_is_longer_than_what_is_looked_at_of_a_blob() {
    let key = TestKey::new(7);
    let padded = |length: usize| [payload(), b" ".repeat(length - payload().len())].concat();
    let longest = padded(SignedForm::HEAD_LEN);
    assert_eq!(as_simple_signing(&key, &longest, &key.sign(&longest)), Ok(()), "the control");
    let form = SignedForm::SimpleSigning;
    assert_eq!(as_blob(&key, &longest), Err(VerifyMessageError::OtherFormat { form }));
    let long = padded(SignedForm::HEAD_LEN + 1);
    let too_large = JsonError::TooLarge { limit: SignedForm::HEAD_LEN, actual: long.len() };
    assert_eq!(
        as_simple_signing(&key, &long, &key.sign(&long)),
        Err(SimpleSigningError::Json(too_large).into())
    );
}

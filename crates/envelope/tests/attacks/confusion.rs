//! One key signs several kinds of thing; none passes for another.

use countersign_encoding::{base64, json::JsonError};
use countersign_envelope::{
    Bundle, BundleVerifyError, DsseVerifyError, IN_TOTO_PAYLOAD_TYPE, SignatureError, SimpleSigning,
    SimpleSigningError, SimpleSigningVerifyError, Statement, StatementError, UntrustedSimpleSigning, pae,
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

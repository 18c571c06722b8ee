//! Drafts: what travels to a key and back.

use std::collections::BTreeMap;

use countersign_crypto::{
    CryptoProvider, DigestAlgorithm, HashProvider, Hasher, KeyType, KeyUseError, Message, PointError,
    PrivateKey, PublicKey, RustCrypto, ScalarError, Scheme, SignError, SigningKey, VerifyError, VerifyingKey,
};
use countersign_encoding::base64;
use countersign_envelope::{
    AssembleError, Bundle, Draft, DraftFormError, DraftPayload, DraftSignError, Envelope, SignerDescription,
    SimpleSigning, SimpleSigningError, Statement, StatementError, UntrustedSimpleSigning, pae,
};
use proptest::prelude::*;

use crate::support::{HEX, SCHEME, TestKey, edit, missing, sha256, simple_signing_at_zero};

type Annotations = BTreeMap<String, String>;

fn drafts(key: &TestKey, annotations: &Annotations) -> [Draft; 2] {
    let signer = SignerDescription::new(key.public().clone(), SCHEME);
    let payload = SimpleSigning::new("r/app", sha256(HEX), annotations.clone());
    let statement = Statement::cosign_signature(sha256(HEX), annotations.clone());
    [DraftPayload::SimpleSigning(payload), DraftPayload::Statement(statement)]
        .map(|payload| Draft::new(payload, &signer))
}

fn verify(envelope: &Envelope, key: &TestKey) -> Annotations {
    let verified = match envelope {
        Envelope::SimpleSigning { payload, signature_base64 } => {
            let untrusted = UntrustedSimpleSigning::new(payload.clone(), signature_base64).unwrap();
            untrusted.verify(&[key.verifying()]).unwrap()
        }
        Envelope::Bundle(bytes) => Bundle::parse(bytes).unwrap().verify(&[key.verifying()]).unwrap(),
        other => panic!("{other:?}"),
    };
    assert_eq!(verified.subjects()[0].digests(), [sha256(HEX)]);
    assert_eq!(verified.signer(), key.public());
    verified.subjects()[0].annotations().clone()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_draft_that_travelled_signs_the_same_and_verifies(
        annotations in proptest::collection::btree_map(".*", ".*", 0..20),
    ) {
        let key = TestKey::new(7);
        for draft in drafts(&key, &annotations) {
            let back = Draft::from_bytes(&draft.to_bytes(), &RustCrypto).unwrap();
            prop_assert_eq!(back.payload(), draft.payload());
            prop_assert_eq!(back.to_be_signed().bytes(), draft.to_be_signed().bytes());
            prop_assert_eq!(back.signer().public_key(), draft.signer().public_key());
            prop_assert_eq!(back.to_bytes(), draft.to_bytes());
            let signature = key.sign(back.to_be_signed().bytes());
            let assembled = draft.assemble(&signature, &RustCrypto).unwrap();
            prop_assert_eq!(&assembled, &draft.sign(key.signing(), &RustCrypto).unwrap());
            prop_assert_eq!(verify(&assembled, &key), annotations.clone());
        }
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes: Vec<u8>) {
        prop_assert!(Draft::from_bytes(&bytes, &RustCrypto).is_err());
    }
}

#[test]
fn what_is_to_be_signed_is_the_payload_or_its_envelope_and_the_digest_is_its_sha_256() {
    let [simple, statement] = drafts(&TestKey::new(7), &Annotations::new());
    let (DraftPayload::SimpleSigning(payload), DraftPayload::Statement(content)) =
        (simple.payload(), statement.payload())
    else {
        panic!("in this order")
    };
    assert_eq!(simple.to_be_signed().bytes(), payload.to_bytes());
    let expected = pae("application/vnd.in-toto+json", &content.to_bytes());
    assert_eq!(statement.to_be_signed().bytes(), expected);
    for draft in [simple, statement] {
        let digest = draft.to_be_signed().digest(&RustCrypto).unwrap();
        let expected = RustCrypto.hash(DigestAlgorithm::Sha256, draft.to_be_signed().bytes());
        assert_eq!(digest, expected);
        assert_eq!(testkit::sha256(draft.to_be_signed().bytes()), digest.to_string());
    }
}

#[test]
fn a_signature_over_the_digest_assembles_too() {
    let key = TestKey::new(7);
    for draft in drafts(&key, &Annotations::new()) {
        let digest = draft.to_be_signed().digest(&RustCrypto).unwrap();
        let signature = key.signing().sign(Message::Digest(&digest)).unwrap();
        verify(&draft.assemble(&signature, &RustCrypto).unwrap(), &key);
    }
}

#[test]
fn signatures_that_do_not_fit_are_not_put_in() {
    let (key, other) = (TestKey::new(7), TestKey::new(8));
    for draft in drafts(&key, &Annotations::new()) {
        let signed = draft.to_be_signed().bytes();
        let right = key.sign(signed);
        assert!(draft.assemble(&right, &RustCrypto).is_ok(), "the control");
        let assemble = |signature: &[u8]| draft.assemble(signature, &RustCrypto).unwrap_err();
        let mismatch = AssembleError::Signature(VerifyError::Mismatch);
        let malformed = AssembleError::Signature(VerifyError::Malformed);
        assert_eq!(assemble(&other.sign(signed)), mismatch, "another key's");
        assert_eq!(assemble(&key.sign(b"something else")), mismatch, "over something else");
        assert_eq!(assemble(b""), malformed);
        assert_eq!(assemble(b"garbage"), malformed);
        assert_eq!(assemble(&[right.as_slice(), b"\0"].concat()), malformed, "a byte behind");
        assert_eq!(assemble(base64::encode_standard(&right).as_bytes()), malformed, "still in base64");
    }
}

/// A device that is unplugged, and a provider that knows no scheme.
#[derive(Debug)]
struct Defective(TestKey);

impl SigningKey for Defective {
    fn public_key(&self) -> &PublicKey {
        self.0.public()
    }

    fn scheme(&self) -> Scheme {
        SCHEME
    }

    fn sign(&self, _: Message<'_>) -> Result<Vec<u8>, SignError> {
        Err(SignError::Backend("unplugged".into()))
    }
}

impl HashProvider for Defective {
    fn hasher(&self, algorithm: DigestAlgorithm) -> Box<dyn Hasher> {
        RustCrypto.hasher(algorithm)
    }
}

impl CryptoProvider for Defective {
    fn decode_point(&self, key_type: KeyType, sec1: &[u8]) -> Result<Vec<u8>, PointError> {
        RustCrypto.decode_point(key_type, sec1)
    }

    fn public_point(&self, key_type: KeyType, scalar: &[u8]) -> Result<Vec<u8>, ScalarError> {
        RustCrypto.public_point(key_type, scalar)
    }

    fn verifying_key(&self, _: &PublicKey, scheme: Scheme) -> Result<Box<dyn VerifyingKey>, KeyUseError> {
        Err(KeyUseError::Unsupported { scheme })
    }

    fn signing_key(&self, _: &PrivateKey, scheme: Scheme) -> Result<Box<dyn SigningKey>, KeyUseError> {
        Err(KeyUseError::Unsupported { scheme })
    }
}

#[test]
fn a_device_that_fails_and_a_provider_that_cannot_check_give_no_envelope() {
    let defective = Defective(TestKey::new(7));
    for draft in drafts(&defective.0, &Annotations::new()) {
        let failed = draft.sign(&defective, &RustCrypto).unwrap_err();
        assert!(matches!(failed, DraftSignError::Sign(SignError::Backend(_))), "{failed:?}");
        let right = defective.0.sign(draft.to_be_signed().bytes());
        assert_eq!(
            draft.assemble(&right, &defective).unwrap_err(),
            AssembleError::Key(KeyUseError::Unsupported { scheme: SCHEME }),
            "a signature that nobody checked is not put in"
        );
    }
}

#[test]
fn another_key_than_described_does_not_sign() {
    let (key, other) = (TestKey::new(7), TestKey::new(8));
    for draft in drafts(&key, &Annotations::new()) {
        let refused = draft.sign(other.signing(), &RustCrypto).unwrap_err();
        let expected = AssembleError::Signature(VerifyError::Mismatch);
        assert!(matches!(refused, DraftSignError::Assemble(error) if error == expected));
    }
}

#[test]
fn a_scheme_that_the_format_does_not_have_is_refused() {
    let key = TestKey::new(7);
    let signer = SignerDescription::new(key.public().clone(), Scheme::ECDSA_P256_SHA256_FIXED);
    let statement = Statement::cosign_signature(sha256(HEX), Annotations::new());
    let draft = Draft::new(DraftPayload::Statement(statement), &signer);
    assert_eq!(draft.assemble(&[1; 64], &RustCrypto).unwrap_err(), AssembleError::Scheme);
    assert_eq!(Draft::from_bytes(&draft.to_bytes(), &RustCrypto).unwrap_err(), DraftFormError::Scheme);
}

fn from_bytes(text: &str) -> DraftFormError {
    Draft::from_bytes(text.as_bytes(), &RustCrypto).expect_err(text)
}

#[test]
fn every_field_of_a_draft_is_checked() {
    let [simple, statement] = drafts(&TestKey::new(7), &Annotations::new());
    let text = String::from_utf8(simple.to_bytes()).unwrap();
    let e = |from: &str, to: &str| from_bytes(&edit(&text, from, to));
    assert_eq!(e("draft/v1", "draft/v2"), DraftFormError::Schema);
    assert_eq!(e("simple-signing", "attestation"), DraftFormError::PayloadKind);
    assert_eq!(e("\"der\"", "\"DER\""), DraftFormError::Scheme);
    assert_eq!(e("\"der\"", "\"fixed\""), DraftFormError::Scheme);
    let algorithm = Scheme::ECDSA_P256_SHA256_DER.algorithm().name();
    assert_eq!(e(&format!("\"{algorithm}\""), "\"ed25519\""), DraftFormError::Scheme);
    assert!(matches!(e("\"publicKey\":\"MFkw", "\"publicKey\":\"MFkx"), DraftFormError::Key(_)));
    assert!(matches!(e("\"publicKey\":\"MFkw", "\"publicKey\":\" MFkw"), DraftFormError::Base64(_)));
    assert!(matches!(e("\"payload\":\"", "\"payload\":\"-"), DraftFormError::Base64(_)));
    assert!(matches!(e("{\"schema", "{\"x\":1,\"schema"), DraftFormError::Field(_)));
    assert!(matches!(e("{\"schema", "{\"schema\":1,\"schema"), DraftFormError::Json(_)));
    assert!(matches!(from_bytes(&format!("{text}{text}")), DraftFormError::Json(_)));
    assert_eq!(from_bytes("[]"), DraftFormError::NotAnObject);
    for member in ["schema", "payloadKind", "algorithm", "signatureEncoding", "publicKey", "payload"] {
        let mut document: serde_json::Value = serde_json::from_str(&text).unwrap();
        document.as_object_mut().unwrap().remove(member).expect(member);
        assert_eq!(from_bytes(&document.to_string()), DraftFormError::Field(missing(member)));
    }
    let hostile = e("{\"schema", "{\"\u{202e}\\n\":1,\"schema").to_string();
    assert!(hostile.contains(r"\u{202e}\u{a}"), "{hostile}");
    // The kind is not taken from the draft's word: the payload must be of it.
    let statement = String::from_utf8(statement.to_bytes()).unwrap();
    assert_eq!(
        from_bytes(&edit(&statement, "\"payloadKind\":\"statement\"", "\"payloadKind\":\"simple-signing\"")),
        DraftFormError::SimpleSigning(SimpleSigningError::Field(missing("critical")))
    );
    assert_eq!(
        e("simple-signing", "statement"),
        DraftFormError::Statement(StatementError::Field(missing("_type")))
    );
}

#[test]
fn only_payloads_that_this_crate_writes_travel() {
    let drafts = drafts(&TestKey::new(7), &[("env".to_owned(), "<prod>".to_owned())].into());
    for draft in drafts {
        let text = String::from_utf8(draft.to_bytes()).unwrap();
        let payload = match draft.payload() {
            DraftPayload::SimpleSigning(content) => content.to_bytes(),
            DraftPayload::Statement(content) => content.to_bytes(),
            other => panic!("{other:?}"),
        };
        let payload_text = String::from_utf8(payload.clone()).unwrap();
        let with = |changed: &str| {
            edit(&text, &base64::encode_standard(&payload), &base64::encode_standard(changed.as_bytes()))
        };
        assert!(Draft::from_bytes(with(&payload_text).as_bytes(), &RustCrypto).is_ok(), "the control");
        for changed in [
            // What the draft does not show would be signed all the same.
            payload_text.replacen('{', "{\"hidden\":1,", 1),
            payload_text.replacen(":{", ":{ ", 1),
            payload_text.replacen("\"env\"", "\"hidden\":1,\"env\"", 1),
            payload_text.replacen("\"env\"", r#""\u0065nv""#, 1),
            format!("{payload_text}\n"),
        ] {
            assert_ne!(changed, payload_text);
            assert_eq!(from_bytes(&with(&changed)), DraftFormError::ForeignPayload, "{changed}");
        }
        let broken = from_bytes(&with("{"));
        match broken {
            DraftFormError::SimpleSigning(error) => {
                assert!(matches!(simple_signing_at_zero(error), SimpleSigningError::Json(_)));
            }
            DraftFormError::Statement(error) => assert!(matches!(error, StatementError::Json(_))),
            other => panic!("{other:?}"),
        }
    }
}

/// No verifier here reads a longer payload: a signature over it would be accepted by nobody.
#[test]
fn a_payload_longer_than_is_read_is_not_signed() {
    let key = TestKey::new(7);
    let draft = |length: usize| {
        let annotations = [("x".to_owned(), "a".repeat(length))].into();
        let payload = SimpleSigning::new("r/app", sha256(HEX), annotations);
        Draft::new(DraftPayload::SimpleSigning(payload), &SignerDescription::of(key.signing()))
    };
    let limit = 64 << 10;
    let longest = limit + 1 - draft(1).to_be_signed().bytes().len();
    verify(&draft(longest).sign(key.signing(), &RustCrypto).unwrap(), &key);
    let long = draft(longest + 1);
    let expected = AssembleError::TooLong { limit, actual: limit + 1 };
    let signature = key.sign(long.to_be_signed().bytes());
    assert_eq!(long.assemble(&signature, &RustCrypto).map(drop), Err(expected));
    let refused = long.sign(&Defective(key), &RustCrypto).map(drop).unwrap_err();
    assert!(matches!(refused, DraftSignError::Assemble(error) if error == expected), "{refused:?}");
}

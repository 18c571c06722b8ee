//! Signatures over blobs: Cosign's three forms, and what may not pass for one.

use countersign_crypto::{CryptoProvider, DigestAlgorithm, Format, HashProvider, RustCrypto, Scheme};
use countersign_digest::{Algorithm, Digest, DigestError};
use countersign_encoding::{
    base64::{self, Base64Error},
    json::{FieldError, FieldProblem, Kind},
};
use countersign_envelope::{
    Artifact, Bundle, BundleContent, BundleError, BundleVerifyError, DetachedSignature, LegacyBlobBundle,
    LegacyBlobBundleError, PayloadKind, SignatureError, SignedForm, SimpleSigning, VerifiedMessage,
    VerifiedPayload, VerifyMessageError, pae, write_detached_signature, write_legacy_blob_bundle,
    write_message_bundle,
};
use proptest::prelude::*;

use crate::support::{
    DUPLICATE, HEX, SYNTAX, TRAILING, TestKey, edit, keys_in, missing, refs, refuse_all, row, sha256,
};

struct Signed {
    key: &'static str,
    scheme: Scheme,
    blob: &'static [u8],
    bundle: &'static [u8],
    legacy: &'static [u8],
    detached: &'static [u8],
}

macro_rules! signed {
    ($name:literal, $scheme:expr) => {
        Signed {
            key: include_str!(concat!("../data/keys/", $name, ".pub")),
            scheme: $scheme,
            blob: include_bytes!(concat!("../data/blobs/", $name, ".blob")),
            bundle: include_bytes!(concat!("../data/blobs/", $name, ".sigstore.json")),
            legacy: include_bytes!(concat!("../data/blobs/", $name, ".legacy.json")),
            detached: include_bytes!(concat!("../data/blobs/", $name, ".sig")),
        }
    };
}

fn vectors() -> [Signed; 4] {
    [
        signed!("p256", Scheme::ECDSA_P256_SHA256_DER),
        signed!("p384", Scheme::ECDSA_P384_SHA384_DER),
        signed!("rsa2048", Scheme::RSA_PKCS1_SHA256),
        signed!("ed25519", Scheme::ED25519),
    ]
}

type Verdict = Result<VerifiedMessage, VerifyMessageError>;

impl Signed {
    /// The verdict on each form.
    fn verify(&self, key: &str, artifact: &Artifact<'_>) -> [Verdict; 3] {
        let keys = keys_in(key, Format::CosignBlob);
        let keys = refs(&keys);
        let bundle = Bundle::parse(self.bundle).unwrap().verify_message(&keys, artifact);
        let bundle = bundle.map_err(|error| match error {
            BundleVerifyError::Message(error) => error,
            other => panic!("{other:?}"),
        });
        [
            bundle,
            LegacyBlobBundle::parse(self.legacy).unwrap().verify_message(&keys, artifact),
            DetachedSignature::parse(self.detached).unwrap().verify_message(&keys, artifact),
        ]
    }
}

fn digest(algorithm: DigestAlgorithm, bytes: &[u8]) -> Digest {
    RustCrypto.hash(algorithm, bytes)
}

fn whole(bytes: &[u8]) -> Artifact<'_> {
    Artifact::bytes(bytes, &RustCrypto)
}

const MISMATCH: VerifyMessageError = VerifyMessageError::Signature(SignatureError::Mismatch);

#[test]
fn cosigns_blob_signatures_are_accepted_in_all_three_forms() {
    for signed in vectors() {
        for verified in signed.verify(signed.key, &whole(signed.blob)) {
            let verified = verified.unwrap();
            assert_eq!(verified.scheme(), signed.scheme);
            assert!(verified.digests().contains(&digest(Algorithm::Sha256, signed.blob)));
            let payload = VerifiedPayload::from(verified.clone());
            assert_eq!(payload.kind(), PayloadKind::Message);
            assert_eq!(payload.subjects()[0].digests(), verified.digests());
            assert_eq!((payload.bytes(), payload.predicate_type()), (&b""[..], None));
            assert_eq!(payload.statement(), None);
            assert_eq!((payload.signer(), payload.scheme()), (verified.signer(), verified.scheme()));
        }
    }
}

#[test]
fn a_digest_serves_where_the_algorithm_signs_one_and_only_the_right_one() {
    for signed in vectors() {
        let digests = Algorithm::ALL.iter().map(|algorithm| digest(*algorithm, signed.blob));
        let digests: Vec<Digest> = digests.collect();
        let Some(algorithm) = signed.scheme.algorithm().digest_algorithm() else {
            for refused in signed.verify(signed.key, &Artifact::digests(&digests)) {
                assert_eq!(refused.unwrap_err(), VerifyMessageError::NeedsWholeMessage);
            }
            continue;
        };
        for accepted in signed.verify(signed.key, &Artifact::digests(&digests)) {
            assert_eq!(accepted.unwrap().digests(), digests);
        }
        let others: Vec<Digest> =
            digests.into_iter().filter(|digest| digest.algorithm() != algorithm).collect();
        for refused in signed.verify(signed.key, &Artifact::digests(&others)) {
            assert_eq!(refused.unwrap_err(), VerifyMessageError::DigestUnavailable { algorithm });
        }
        for refused in signed.verify(signed.key, &Artifact::digests(&[])) {
            assert_eq!(refused.unwrap_err(), VerifyMessageError::DigestUnavailable { algorithm });
        }
    }
}

#[test]
fn another_blob_an_empty_blob_and_another_key_are_refused() {
    let other = include_str!("../data/other.pub");
    for signed in vectors() {
        let altered = [signed.blob, b"x"].concat();
        for blob in [&altered[..], b"", &signed.blob[1..]] {
            let [bundle, legacy, detached] = signed.verify(signed.key, &whole(blob));
            // Only the bundle states a digest, and under Ed25519 not even that.
            let expected = match signed.scheme.algorithm().digest_algorithm() {
                Some(algorithm) => VerifyMessageError::DigestMismatch { algorithm },
                None => MISMATCH,
            };
            assert_eq!(bundle.unwrap_err(), expected);
            assert_eq!(legacy.unwrap_err(), MISMATCH);
            assert_eq!(detached.unwrap_err(), MISMATCH);
        }
        for refused in signed.verify(other, &whole(signed.blob)) {
            let VerifyMessageError::Signature(error) = refused.unwrap_err() else { panic!() };
            assert!(matches!(error, SignatureError::Mismatch | SignatureError::Malformed));
        }
        let keys = keys_in(signed.key, Format::CosignBlob);
        let garbage =
            DetachedSignature::parse(b"AAE=").unwrap().verify_message(&refs(&keys), &whole(signed.blob));
        assert_eq!(garbage.unwrap_err(), VerifyMessageError::Signature(SignatureError::Malformed));
        let none =
            DetachedSignature::parse(signed.detached).unwrap().verify_message(&[], &whole(signed.blob));
        assert_eq!(none.unwrap_err(), VerifyMessageError::Signature(SignatureError::NoKeys));
    }
}

#[test]
fn a_key_that_could_not_be_tried_is_told_before_one_that_did_not_fit() {
    let [p256, p384, _, ed25519] = vectors();
    let keys: Vec<_> =
        [&p256, &p384, &ed25519].iter().flat_map(|signed| keys_in(signed.key, Format::CosignBlob)).collect();
    let (sha256, all) = (
        [digest(Algorithm::Sha256, b"x")],
        [digest(Algorithm::Sha256, b"x"), digest(Algorithm::Sha384, b"x")],
    );
    let signature = DetachedSignature::parse(p256.detached).unwrap();
    let refused = |keys: &[_], artifact: &Artifact<'_>| {
        signature.verify_message(&refs(keys), artifact).map(drop).unwrap_err()
    };
    let unavailable = VerifyMessageError::DigestUnavailable { algorithm: Algorithm::Sha384 };
    assert_eq!(refused(&keys[..2], &Artifact::digests(&sha256)), unavailable);
    assert_eq!(refused(&keys, &Artifact::digests(&all)), VerifyMessageError::NeedsWholeMessage);
    assert_eq!(refused(&keys, &Artifact::digests(&sha256)), VerifyMessageError::NeedsWholeMessage);
    assert_eq!(refused(&keys[..1], &Artifact::digests(&sha256)), MISMATCH);
}

/// sigstore-go 2114754, sigstore-python #1652: the digest in the bundle was not compared with the artefact's.
#[test]
fn a_stated_digest_that_is_not_the_blobs_is_refused_though_the_signature_is_right() {
    let key = TestKey::new(7);
    let blob = b"blob";
    let signature = key.sign(blob);
    let bundle = |digest: &Digest| Bundle::parse(&write_message_bundle("", digest, &signature)).unwrap();
    let verify = |digest: &Digest, artifact: &Artifact<'_>| {
        bundle(digest).verify_message(&[key.verifying()], artifact)
    };
    for algorithm in Algorithm::ALL {
        let (right, wrong) = (digest(*algorithm, blob), digest(*algorithm, b"other"));
        assert!(verify(&right, &whole(blob)).is_ok(), "the control");
        let mismatch =
            BundleVerifyError::Message(VerifyMessageError::DigestMismatch { algorithm: *algorithm });
        assert_eq!(verify(&wrong, &whole(blob)).map(drop), Err(mismatch.clone()));
        let signed = digest(Algorithm::Sha256, blob);
        assert!(verify(&right, &Artifact::digests(&[signed, right])).is_ok(), "the control");
        if *algorithm != Algorithm::Sha256 {
            assert_eq!(verify(&wrong, &Artifact::digests(&[signed, right])).map(drop), Err(mismatch));
            // What cannot be compared is not skipped.
            let unavailable = VerifyMessageError::DigestUnavailable { algorithm: *algorithm };
            let refused = verify(&right, &Artifact::digests(&[signed])).map(drop);
            assert_eq!(refused, Err(BundleVerifyError::Message(unavailable)));
        }
    }
}

/// sigstore-go 618325f: no artefact, no check. Here the absent artefact has digests that nobody signed.
#[test]
fn no_artefact_at_all_verifies_nothing() {
    let key = TestKey::new(7);
    let signature = DetachedSignature::parse(base64::encode_standard(&key.sign(b"blob")).as_bytes()).unwrap();
    assert!(signature.verify_message(&[key.verifying()], &whole(b"blob")).is_ok(), "the control");
    let refused = signature.verify_message(&[key.verifying()], &Artifact::digests(&[])).map(drop);
    assert_eq!(refused, Err(VerifyMessageError::DigestUnavailable { algorithm: Algorithm::Sha256 }));
    assert_eq!(signature.verify_message(&[key.verifying()], &whole(b"")).map(drop), Err(MISMATCH));
}

/// CVE-2022-36056: parts of the check were left out on some paths. Every form goes through the same ones.
#[test]
fn what_another_format_signs_is_no_blob_in_any_form() {
    let key = TestKey::new(7);
    let payload = SimpleSigning::new("r/app", sha256(HEX), Default::default()).to_bytes();
    let cases = [
        (payload, SignedForm::SimpleSigning),
        (pae("application/vnd.in-toto+json", b"{}"), SignedForm::DssePae),
        (b"eyJhbGciOiJFUzI1NiJ9.e30".to_vec(), SignedForm::JwsSigningInput),
    ];
    for (blob, form) in cases {
        let signature = key.sign(&blob);
        let expected = VerifyMessageError::OtherFormat { form };
        let digests = [digest(Algorithm::Sha256, &blob)];
        for artifact in [whole(&blob), Artifact::streamed(&blob, &digests)] {
            let keys = [key.verifying()];
            let bundle = Bundle::parse(&write_message_bundle("", &digests[0], &signature)).unwrap();
            assert_eq!(
                bundle.verify_message(&keys, &artifact).map(drop),
                Err(BundleVerifyError::Message(expected))
            );
            let legacy = LegacyBlobBundle::parse(&write_legacy_blob_bundle(&signature)).unwrap();
            assert_eq!(legacy.verify_message(&keys, &artifact).map(drop), Err(expected));
            let detached = DetachedSignature::parse(write_detached_signature(&signature).as_bytes()).unwrap();
            assert_eq!(detached.verify_message(&keys, &artifact).map(drop), Err(expected));
        }
    }
}

fn message(digest: &str) -> String {
    format!(
        r#"{{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","verificationMaterial":{{"publicKey":{{"hint":""}}}},"messageSignature":{{"messageDigest":{digest},"signature":"AAE="}}}}"#
    )
}

fn stated(document: &str) -> Option<Digest> {
    match Bundle::parse(document.as_bytes()).unwrap().content_kind().claimed() {
        BundleContent::Message { digest } => *digest,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_message_digest_is_read_by_name_and_number_and_may_be_left_out() {
    for (algorithm, name, number) in [
        (Algorithm::Sha256, "SHA2_256", 1),
        (Algorithm::Sha384, "SHA2_384", 2),
        (Algorithm::Sha512, "SHA2_512", 3),
    ] {
        let value = digest(algorithm, b"blob");
        let text = base64::encode_standard(value.as_bytes());
        for algorithm in [format!("\"{name}\""), number.to_string()] {
            let document = message(&format!(r#"{{"algorithm":{algorithm},"digest":"{text}"}}"#));
            assert_eq!(stated(&document), Some(value));
        }
    }
    for none in [
        "{}",
        "null",
        r#"{"algorithm":0}"#,
        r#"{"algorithm":"HASH_ALGORITHM_UNSPECIFIED","digest":""}"#,
        r#"{"digest":null}"#,
    ] {
        assert_eq!(stated(&message(none)), None, "{none}");
    }
    let absent = edit(&message("{}"), r#""messageDigest":{},"#, "");
    assert_eq!(stated(&absent), None);
    let snake = message("{}").replace("messageSignature", "message_signature");
    assert_eq!(stated(&snake.replace("messageDigest", "message_digest")), None);
}

#[test]
fn malformed_message_signatures_are_refused_with_their_reasons() {
    let digest = |text: &str| message(text);
    let sha256 = |text: &str| message(&format!(r#"{{"algorithm":"SHA2_256","digest":{text}}}"#));
    let signature = |text: &str| edit(&message("{}"), r#""AAE=""#, text);
    let of = |field, source| BundleError::MessageBase64 { field, source };
    let cases = [
        row(
            "no signature",
            edit(&message("{}"), r#","signature":"AAE=""#, ""),
            BundleError::NoMessageSignature,
        ),
        row("null", signature("null"), BundleError::NoMessageSignature),
        row("an empty one", signature("\"\""), BundleError::NoMessageSignature),
        row("a number", signature("1"), BundleError::WrongType { field: "signature" }),
        row(
            "white space in it",
            signature("\"AA E=\""),
            of("signature", Base64Error::Character { offset: 2 }),
        ),
        row(
            "bits left over",
            signature("\"AAF=\""),
            of("signature", Base64Error::TrailingBits { offset: 2 }),
        ),
        row(
            "an unknown algorithm",
            digest(r#"{"algorithm":"SHA3_256","digest":"AA=="}"#),
            BundleError::DigestAlgorithm,
        ),
        row(
            "in lower case",
            digest(r#"{"algorithm":"sha2_256","digest":"AA=="}"#),
            BundleError::DigestAlgorithm,
        ),
        row("unknown and no digest", digest(r#"{"algorithm":"SHA3_256"}"#), BundleError::DigestAlgorithm),
        row("an unknown number and no digest", digest(r#"{"algorithm":4}"#), BundleError::DigestAlgorithm),
        row("an unknown number", digest(r#"{"algorithm":4,"digest":"AA=="}"#), BundleError::DigestAlgorithm),
        row("a negative number", digest(r#"{"algorithm":-1,"digest":"AA=="}"#), BundleError::DigestAlgorithm),
        row("a fraction", digest(r#"{"algorithm":1.0,"digest":"AA=="}"#), BundleError::DigestAlgorithm),
        row("a number in text", digest(r#"{"algorithm":"1","digest":"AA=="}"#), BundleError::DigestAlgorithm),
        row("no algorithm", digest(r#"{"digest":"AA=="}"#), BundleError::DigestAlgorithm),
        row("algorithm a list", digest(r#"{"algorithm":[]}"#), BundleError::WrongType { field: "algorithm" }),
        row("no digest", digest(r#"{"algorithm":"SHA2_256"}"#), BundleError::NoDigest),
        row("an empty digest", sha256("\"\""), BundleError::NoDigest),
        row("digest a number", sha256("5"), BundleError::WrongType { field: "digest" }),
        row("digest no base64", sha256("\"A\""), of("digest", Base64Error::Length)),
        row(
            "digest too short",
            sha256("\"AA==\""),
            BundleError::Digest(DigestError::Length {
                algorithm: Algorithm::Sha256,
                expected: 64,
                actual: 2,
            }),
        ),
        row("digest a text", digest("\"x\""), BundleError::NotAnObject { field: "messageDigest" }),
    ];
    refuse_all(20, &cases, Bundle::parse);
}

#[test]
fn a_bundle_of_a_statement_is_no_message_and_a_certificate_is_no_key() {
    let key = TestKey::new(7);
    let bundle = Bundle::parse(&key.bundle(b"{}")).unwrap();
    let refused = bundle.verify_message(&[key.verifying()], &whole(b"{}")).map(drop);
    assert_eq!(refused, Err(BundleVerifyError::NotAMessage));
    assert!(
        matches!(bundle.content_kind().claimed(), BundleContent::Dsse { payload_type } if payload_type == "application/vnd.in-toto+json")
    );
    let certified =
        edit(&message("{}"), r#""publicKey":{"hint":""}"#, r#""certificate":{"rawBytes":"MAA="}"#);
    let refused = Bundle::parse(certified.as_bytes()).unwrap();
    let refused = refused.verify_message(&[key.verifying()], &whole(b"")).map(drop);
    assert_eq!(refused, Err(BundleVerifyError::CertificateMaterial));
    let verify = |document: &str, leaf: &[u8]| {
        let bundle = Bundle::parse(document.as_bytes()).unwrap();
        bundle.verify_message_certified(leaf, &[key.verifying()], &whole(b"")).map(drop)
    };
    let signature = base64::encode_standard(&key.sign(b""));
    let certified = edit(&certified, r#""AAE=""#, &format!("\"{signature}\""));
    assert_eq!(verify(&certified, &[0x30, 0]), Ok(()), "the control");
    assert_eq!(verify(&certified, &[0x30, 1, 0]), Err(BundleVerifyError::OtherCertificate));
    assert_eq!(verify(&message("{}"), &[0x30, 0]), Err(BundleVerifyError::KeyMaterial));
}

#[test]
fn malformed_blob_bundles_are_refused_with_their_reasons() {
    let base = r#"{"base64Signature":"AAE=","cert":"","rekorBundle":{"SignedEntryTimestamp":"AA==","Payload":{"body":"AA==","integratedTime":1,"logIndex":0,"logID":"00"}}}"#;
    let bundle = LegacyBlobBundle::parse(base.as_bytes()).unwrap();
    assert_eq!((bundle.signature(), *bundle.has_log_entry().claimed()), (&[0, 1][..], true), "the control");
    assert!(bundle.certificate().is_none());
    for (written, read) in [("x", &b"x"[..]), ("eA==", b"x")] {
        let certified = edit(base, r#""cert":"""#, &format!(r#""cert":"{written}""#));
        let bundle = LegacyBlobBundle::parse(certified.as_bytes()).unwrap();
        assert_eq!(*bundle.certificate().unwrap().claimed(), read);
    }
    let unknown = |path: &str| FieldError::new(path, FieldProblem::Unknown);
    let wrong =
        |path: &str, expected, actual| FieldError::new(path, FieldProblem::WrongType { expected, actual });
    let signature = |text: &str| edit(base, "\"AAE=\"", text);
    let cases = [
        row("no text", "", LegacyBlobBundleError::Json(countersign_encoding::json::JsonError::UnexpectedEnd)),
        row("no JSON", "x", LegacyBlobBundleError::Json(SYNTAX)),
        row("a list", "[]", LegacyBlobBundleError::NotAnObject),
        row("something behind", format!("{base}{{}}"), LegacyBlobBundleError::Json(TRAILING)),
        row(
            "a name twice",
            edit(base, "{\"base", "{\"cert\":\"\",\"base"),
            LegacyBlobBundleError::Json(DUPLICATE),
        ),
        row("no signature", "{}", missing("base64Signature")),
        row("another spelling", r#"{"Base64Signature":"AAE="}"#, unknown("Base64Signature")),
        row("signature null", signature("null"), wrong("base64Signature", Kind::String, Kind::Null)),
        row("an empty signature", signature("\"\""), LegacyBlobBundleError::NoSignature),
        row(
            "URL alphabet",
            signature("\"_-8=\""),
            LegacyBlobBundleError::Base64(Base64Error::Character { offset: 0 }),
        ),
        row(
            "a newline in it",
            signature("\"AAE=\\n\""),
            LegacyBlobBundleError::Base64(Base64Error::Character { offset: 3 }),
        ),
        row("an unknown member", edit(base, "{\"base", "{\"x\":1,\"base"), unknown("x")),
        row(
            "cert a number",
            edit(base, r#""cert":"""#, r#""cert":1"#),
            wrong("cert", Kind::String, Kind::Number),
        ),
        row(
            "the entry a text",
            r#"{"base64Signature":"AAE=","rekorBundle":"x"}"#,
            wrong("rekorBundle", Kind::Object, Kind::String),
        ),
        row("unknown in the entry", edit(base, "{\"Signed", "{\"x\":1,\"Signed"), unknown("rekorBundle.x")),
        row(
            "unknown in its payload",
            edit(base, "{\"body", "{\"x\":1,\"body"),
            unknown("rekorBundle.Payload.x"),
        ),
    ];
    refuse_all(16, &cases, |bytes| {
        LegacyBlobBundle::parse(bytes).map_err(|error| match error {
            LegacyBlobBundleError::Json(countersign_encoding::json::JsonError::Syntax { .. }) => {
                SYNTAX.into()
            }
            LegacyBlobBundleError::Json(countersign_encoding::json::JsonError::TrailingBytes { .. }) => {
                TRAILING.into()
            }
            LegacyBlobBundleError::Json(countersign_encoding::json::JsonError::DuplicateMember {
                ..
            }) => DUPLICATE.into(),
            other => other,
        })
    });
}

#[test]
fn what_we_write_says_everything_and_cosigns_ed25519_bundle_is_written_with_a_digest() {
    let key = TestKey::with_scheme(7, Scheme::ED25519);
    let (blob, hint) = (b"blob", key.public().id().to_hint());
    let written = write_message_bundle(&hint, &digest(Algorithm::Sha256, blob), &key.sign(blob));
    let document: serde_json::Value = serde_json::from_slice(&written).unwrap();
    assert_eq!(document["messageSignature"]["messageDigest"]["algorithm"], "SHA2_256");
    assert_eq!(document["verificationMaterial"]["tlogEntries"], serde_json::json!([]));
    let bundle = Bundle::parse(&written).unwrap();
    assert!(bundle.verify_message(&[key.verifying()], &whole(blob)).is_ok());
    // The prehashed variant is another algorithm, and no signature of a blob.
    let prehashed = RustCrypto.verifying_key(key.public(), Scheme::ED25519PH).unwrap();
    let refused = bundle.verify_message(&[prehashed.as_ref()], &whole(blob)).map(drop);
    assert_eq!(refused, Err(BundleVerifyError::Message(MISMATCH)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn what_is_written_is_read_and_verified(blob: Vec<u8>, other: Vec<u8>) {
        let key = TestKey::new(7);
        let signature = key.sign(&blob);
        let keys = [key.verifying()];
        let written = write_message_bundle("", &digest(Algorithm::Sha512, &blob), &signature);
        let bundle = Bundle::parse(&written).unwrap();
        prop_assert!(bundle.verify_message(&keys, &whole(&blob)).is_ok());
        let legacy = LegacyBlobBundle::parse(&write_legacy_blob_bundle(&signature)).unwrap();
        prop_assert_eq!(legacy.signature(), &signature[..]);
        prop_assert!(legacy.verify_message(&keys, &whole(&blob)).is_ok());
        let detached = DetachedSignature::parse(write_detached_signature(&signature).as_bytes()).unwrap();
        prop_assert!(detached.verify_message(&keys, &whole(&blob)).is_ok());
        if blob != other {
            prop_assert!(bundle.verify_message(&keys, &whole(&other)).is_err());
            prop_assert!(legacy.verify_message(&keys, &whole(&other)).is_err());
            prop_assert!(detached.verify_message(&keys, &whole(&other)).is_err());
        }
    }

    #[test]
    fn no_bytes_make_the_readers_panic(bytes: Vec<u8>) {
        let _ = LegacyBlobBundle::parse(&bytes);
        let _ = DetachedSignature::parse(&bytes);
        let _ = SignedForm::of(&bytes);
    }
}

//! Keys on other machines: a draft leaves, a signature comes back.
use crate::common::*;
use countersign::{
    Attestation, ImageName, Preparer, SignImageError, SignOptions, SignedManifest, Signing, SigningResult,
    WriteFormat, attach,
    crypto::{CryptoProvider, KeyType, Message, PrivateKey, RustCrypto},
    envelope::{AssembleError, Draft, DraftPayload, PredicateType, SignerDescription, Statement},
    oci::{PlatformChoice, ResolveError},
};
use std::sync::Arc;

const FORMATS: [WriteFormat; 2] = [WriteFormat::Cosign, WriteFormat::CosignLegacy];

fn tag() -> ImageName {
    ImageName::tag("v1")
}

/// What the other machine does: it reads the draft and signs, with no more than the key.
fn sign_elsewhere(key: &PrivateKey, draft: &Draft) -> Vec<u8> {
    let draft = Draft::from_bytes(&draft.to_bytes(), &RustCrypto).unwrap();
    let key = RustCrypto.signing_key(key, draft.signer().scheme()).unwrap();
    let to_be_signed = draft.to_be_signed();
    match to_be_signed.digest(&RustCrypto) {
        Some(digest) => key.sign(Message::Digest(&digest)).unwrap(),
        None => key.sign(Message::Bytes(to_be_signed.bytes())).unwrap(),
    }
}

fn preparer(key: &PrivateKey) -> Preparer {
    Preparer::new(RustCrypto, key.public_key().clone()).unwrap()
}

fn prepare(store: &Store, key: &PrivateKey, options: SignOptions) -> Draft {
    store.layout().drive(preparer(key).prepare(tag(), options)).unwrap().unwrap()
}

fn attaching(image: ImageName, draft: &Draft, signature: &[u8]) -> Signing {
    attach(Arc::new(RustCrypto), image, draft, signature, now())
}

fn drive(store: &Store, attaching: Signing) -> SigningResult {
    store.layout().drive(attaching).unwrap()
}

fn write(store: &mut Store, signed: &[SignedManifest]) {
    for artifact in signed.iter().filter_map(SignedManifest::artifact) {
        store.attach(artifact);
    }
}

#[test]
fn a_signature_made_elsewhere_is_attached_and_verifies() {
    for key_type in SIGNING_TYPES {
        let key = key_of(key_type, 2);
        for format in FORMATS {
            let (mut store, image) = Store::with_image();
            let options = SignOptions::new().format(format).annotation("env", "prod");
            let draft = prepare(&store, &key, options);
            let signature = sign_elsewhere(&key, &draft);
            let signed = drive(&store, attaching(tag(), &draft, &signature)).unwrap();
            assert_eq!(signed[0].subject().digest(), image.digest());
            write(&mut store, &signed);
            let verified = store.verify(&believing(&key), tag()).unwrap();
            assert_eq!(verified.digest(), image.digest());
            // Attached again it is there already; ECDSA elsewhere may not be deterministic, so the draft decides.
            let again = drive(&store, attaching(tag(), &draft, &sign_elsewhere(&key, &draft))).unwrap();
            assert!(again[0].artifact().is_none(), "{key_type} {format:?}");
        }
    }
}

#[test]
fn an_attestation_signed_elsewhere_is_attached_and_verifies() {
    let key = key_of(KeyType::EcdsaP256, 2);
    for format in FORMATS {
        let (mut store, _) = Store::with_image();
        let attestation = Attestation::new(PredicateType::CycloneDx, br#"{"components":[]}"#);
        let preparation =
            preparer(&key).prepare_attestation(tag(), attestation, SignOptions::new().format(format), now());
        let draft = store.layout().drive(preparation).unwrap().unwrap();
        let signature = sign_elsewhere(&key, &draft);
        let signed = drive(&store, attaching(tag(), &draft, &signature)).unwrap();
        write(&mut store, &signed);
        let attested = store.verify_attestation(&believing(&key), tag(), PredicateType::CycloneDx).unwrap();
        assert_eq!(attested.statements()[0].statement().predicate_json(), Some(r#"{"components":[]}"#));
        let again = drive(&store, attaching(tag(), &draft, &signature)).unwrap();
        assert!(again[0].artifact().is_none(), "{format:?}");
    }
}

#[test]
fn a_draft_about_another_image_is_refused() {
    let key = key_of(KeyType::EcdsaP256, 2);
    for format in FORMATS {
        let (mut store, image) = Store::with_image();
        let other = store.image("other");
        let draft = prepare(&store, &key, SignOptions::new().format(format));
        let signature = sign_elsewhere(&key, &draft);
        let error = drive(&store, attaching(ImageName::tag("other"), &draft, &signature)).unwrap_err();
        let SignImageError::OtherImage(found) = &*error else { panic!("{error:?}") };
        assert_eq!((found.drafted, found.named), (image.digest(), other.digest()));
        assert!(drive(&store, attaching(tag(), &draft, &signature)).is_ok());
    }
}

#[test]
fn a_draft_is_about_the_platform_that_was_asked_for() {
    let key = key_of(KeyType::EcdsaP256, 2);
    let mut store = Store::new();
    let child = store.untagged_image("amd64");
    store.index_of("multi", &[(child.clone(), "amd64")]);
    let one = || ImageName::tag("multi").platform(PlatformChoice::One("linux/amd64".parse().unwrap()));
    let draft = store.layout().drive(preparer(&key).prepare(one(), SignOptions::new())).unwrap().unwrap();
    let signed = drive(&store, attaching(one(), &draft, &sign_elsewhere(&key, &draft))).unwrap();
    assert_eq!(signed[0].subject().digest(), child.digest());
    let index = drive(&store, attaching(ImageName::tag("multi"), &draft, &sign_elsewhere(&key, &draft)));
    assert!(matches!(*index.unwrap_err(), SignImageError::OtherImage(_)));
}

#[test]
fn a_signature_that_is_not_the_drafted_keys_is_refused_before_anything_is_read() {
    let (key, other) = (key_of(KeyType::EcdsaP256, 2), key_of(KeyType::EcdsaP256, 3));
    let (store, _) = Store::with_image();
    let draft = prepare(&store, &key, SignOptions::new());
    let right = sign_elsewhere(&key, &draft);
    for wrong in
        [Vec::new(), b"nonsense".to_vec(), right[..right.len() - 1].to_vec(), sign_elsewhere(&other, &draft)]
    {
        use countersign::oci::{Session, Step};
        let mut session = attaching(tag(), &draft, &wrong);
        let Step::Done(Err(error)) = session.step() else { panic!("it wants to read") };
        assert!(matches!(*error, SignImageError::Assemble(AssembleError::Signature(_))), "{error:?}");
    }
    assert!(drive(&store, attaching(tag(), &draft, &right)).is_ok());
}

#[test]
fn a_draft_that_is_about_several_things_is_refused() {
    let key = key_of(KeyType::EcdsaP256, 2);
    let (store, image) = Store::with_image();
    let signer = prepare(&store, &key, SignOptions::new()).signer().clone();
    let subjects = |digests: &[String]| {
        let subjects: Vec<_> = digests.iter().map(|digest| format!(r#"{{"digest":{digest}}}"#)).collect();
        let text = format!(
            r#"{{"_type":"https://in-toto.io/Statement/v1","subject":[{}],"predicateType":"https://example.com/x","predicate":{{}}}}"#,
            subjects.join(",")
        );
        Draft::new(DraftPayload::Statement(Statement::parse(text.as_bytes()).unwrap()), &signer)
    };
    let one = format!(r#"{{"sha256":"{}"}}"#, image.digest().hex());
    let two = format!(r#"{{"sha256":"{}","sha512":"{}"}}"#, image.digest().hex(), "00".repeat(64));
    for (draft, is_right) in [
        (subjects(std::slice::from_ref(&one)), true),
        (subjects(&[one.clone(), one.clone()]), false),
        (subjects(&[two]), false),
    ] {
        let result = drive(&store, attaching(tag(), &draft, &sign_elsewhere_raw(&key, &draft)));
        match result {
            Ok(_) => assert!(is_right),
            Err(error) => assert!(!is_right && matches!(*error, SignImageError::ForeignDraft), "{error:?}"),
        }
    }
}

fn sign_elsewhere_raw(key: &PrivateKey, draft: &Draft) -> Vec<u8> {
    let key = RustCrypto.signing_key(key, draft.signer().scheme()).unwrap();
    key.sign(Message::Bytes(draft.to_be_signed().bytes())).unwrap()
}

#[test]
fn a_statement_of_no_type_is_not_attached() {
    let key = key_of(KeyType::EcdsaP256, 2);
    let (store, image) = Store::with_image();
    let signer: SignerDescription = prepare(&store, &key, SignOptions::new()).signer().clone();
    // A short name is no type either: what is signed is the text itself, and no reader takes it for the type of that name.
    for none in ["no type", "spdx"] {
        let text = statement(image.digest(), none);
        let draft = Draft::new(DraftPayload::Statement(Statement::parse(text.as_bytes()).unwrap()), &signer);
        let error = drive(&store, attaching(tag(), &draft, &sign_elsewhere_raw(&key, &draft))).unwrap_err();
        assert!(matches!(*error, SignImageError::PredicateType(_)), "{error:?}");
    }
}

#[test]
fn what_cannot_be_drafted_says_why() {
    let key = key_of(KeyType::EcdsaP256, 2);
    let (store, _) = Store::with_image();
    let drafted =
        |image: ImageName, options| store.layout().drive(preparer(&key).prepare(image, options)).unwrap();
    let error = drafted(tag(), SignOptions::new().recursive()).unwrap_err();
    assert!(matches!(*error, SignImageError::RecursiveDraft), "{error:?}");
    let error = drafted(ImageName::tag("v2"), SignOptions::new()).unwrap_err();
    assert!(matches!(*error, SignImageError::Resolve(ResolveError::Absent { .. })), "{error:?}");
    let nothing = Attestation::new(PredicateType::Link, b"[]");
    let preparation = preparer(&key).prepare_attestation(tag(), nothing, SignOptions::new(), now());
    let error = store.layout().drive(preparation).unwrap().unwrap_err();
    assert!(matches!(*error, SignImageError::Predicate(_)), "{error:?}");
    assert!(drafted(tag(), SignOptions::new()).is_ok());
}

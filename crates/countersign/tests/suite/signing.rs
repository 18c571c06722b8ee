//! Signing as a session: what is written, and what is left alone.
use crate::common::*;
use countersign::{
    ImageName, SignImageError, SignOptions, SignedManifest, Signer, SignerError, WriteFormat,
    crypto::{CryptoProvider, KeyType, RustCrypto, Scheme, SigningKey},
    oci::{CosignTag, PlatformChoice, ResolveError, cosign_tag, media_type},
};
use std::sync::Arc;

fn is_new(signed: &SignedManifest) -> bool {
    signed.artifact().is_some()
}

#[test]
fn an_equal_signature_is_not_made_twice_unless_asked_for() {
    for format in [WriteFormat::Cosign, WriteFormat::CosignLegacy] {
        let (mut store, _) = Store::with_image();
        let options = || SignOptions::new().format(format).annotation("env", "prod");
        assert!(is_new(&store.sign(1, ImageName::tag("v1"), options())[0]));
        let files = store.files.clone();
        assert!(!is_new(&store.sign(1, ImageName::tag("v1"), options())[0]), "{format:?}");
        assert_eq!(files, store.files);
        // Another key, another annotation, another format: not equal.
        assert!(is_new(&store.sign(2, ImageName::tag("v1"), options())[0]));
        assert!(is_new(&store.sign(1, ImageName::tag("v1"), options().annotation("x", "y"))[0]));
        let other = match format {
            WriteFormat::Cosign => WriteFormat::CosignLegacy,
            _ => WriteFormat::Cosign,
        };
        assert!(is_new(&store.sign(1, ImageName::tag("v1"), options().format(other))[0]));
        // Made again it is another bundle; under the `.sig` tag it is the very same layer, and is not added.
        let again = store.sign(1, ImageName::tag("v1"), options().again());
        assert_eq!(is_new(&again[0]), format == WriteFormat::Cosign);
    }
}

#[test]
fn signatures_of_others_under_the_tag_are_kept() {
    let (mut store, image) = Store::with_image();
    let legacy = || SignOptions::new().format(WriteFormat::CosignLegacy);
    store.sign(1, ImageName::tag("v1"), legacy());
    store.sign(2, ImageName::tag("v1"), legacy());
    for seed in [1, 2] {
        assert_eq!(kind(&store.verify(&verifier(seed), ImageName::tag("v1"))), "accepted");
    }
    let manifest = store.tagged(&cosign_tag(&image.digest(), CosignTag::Signature)).unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    assert_eq!(manifest["layers"].as_array().unwrap().len(), 2);
}

#[test]
fn an_index_is_signed_with_everything_that_it_lists() {
    for format in [WriteFormat::Cosign, WriteFormat::CosignLegacy] {
        let mut store = Store::new();
        let (amd64, arm64) = (store.untagged_image("amd64"), store.untagged_image("arm64"));
        let index = store.index_of("multi", &[(amd64.clone(), "amd64"), (arm64.clone(), "arm64")]);
        let signed = store.sign(1, ImageName::tag("multi"), SignOptions::new().format(format).recursive());
        let subjects: Vec<_> = signed.iter().map(|one| one.subject().digest()).collect();
        assert_eq!(subjects, [index.digest(), amd64.digest(), arm64.digest()]);
        for digest in subjects {
            assert_eq!(kind(&store.verify(&verifier(1), ImageName::digest(digest))), "accepted");
        }
    }
}

#[test]
fn an_image_that_is_not_there_is_not_signed() {
    let (store, _) = Store::with_image();
    let signing = signer(1).sign(ImageName::tag("v2"), SignOptions::new(), now());
    let error = store.layout().drive(signing).unwrap().unwrap_err();
    assert!(matches!(*error, SignImageError::Resolve(ResolveError::Absent { .. })), "{error:?}");
}

#[test]
fn what_cannot_be_read_under_the_tag_is_not_overwritten() {
    let (mut store, image) = Store::with_image();
    let broken = store.manifest(media_type::IMAGE_MANIFEST, b"{}".to_vec());
    store.entry(&broken, Some(&cosign_tag(&image.digest(), CosignTag::Signature)));
    let options = SignOptions::new().format(WriteFormat::CosignLegacy);
    let signing = signer(1).sign(ImageName::tag("v1"), options, now());
    let error = store.layout().drive(signing).unwrap().unwrap_err();
    assert!(matches!(*error, SignImageError::Existing(ResolveError::Manifest(_))), "{error:?}");
}

#[test]
fn a_key_that_signs_with_another_scheme_is_no_signer() {
    let fixed: Arc<dyn SigningKey> =
        RustCrypto.signing_key(&private_key(1), Scheme::ECDSA_P256_SHA256_FIXED).unwrap().into();
    let error = Signer::new(RustCrypto, fixed).unwrap_err();
    assert_eq!(error, SignerError::Scheme { key_type: KeyType::EcdsaP256 });
    let der = RustCrypto.signing_key(&private_key(1), Scheme::ECDSA_P256_SHA256_DER).unwrap();
    assert!(Signer::new(RustCrypto, der).is_ok());
}

#[test]
fn a_failing_key_is_reported_with_its_cause_and_writes_nothing() {
    #[derive(Debug)]
    struct Broken(Box<dyn SigningKey>);
    impl SigningKey for Broken {
        fn public_key(&self) -> &countersign::crypto::PublicKey {
            self.0.public_key()
        }
        fn scheme(&self) -> Scheme {
            self.0.scheme()
        }
        fn sign(
            &self,
            _: countersign::crypto::Message<'_>,
        ) -> Result<Vec<u8>, countersign::crypto::SignError> {
            Err(countersign::crypto::SignError::Backend("the device is gone".into()))
        }
    }
    let der = RustCrypto.signing_key(&private_key(1), Scheme::ECDSA_P256_SHA256_DER).unwrap();
    let key: Arc<dyn SigningKey> = Arc::new(Broken(der));
    let (store, _) = Store::with_image();
    let signing = Signer::new(RustCrypto, key).unwrap().sign(ImageName::tag("v1"), SignOptions::new(), now());
    let error = store.layout().drive(signing).unwrap().unwrap_err();
    let mut texts = vec![error.to_string()];
    let mut source = std::error::Error::source(error.as_ref());
    while let Some(error) = source {
        texts.push(error.to_string());
        source = error.source();
    }
    assert!(texts.iter().any(|text| text == "the device is gone"), "{texts:?}");
}

/// Whoever signs one platform has not looked at the others.
#[test]
fn of_an_index_the_image_for_the_platform_asked_for_is_signed_and_nothing_else() {
    for format in [WriteFormat::Cosign, WriteFormat::CosignLegacy] {
        let mut store = Store::new();
        let (amd64, arm64) = (store.untagged_image("amd64"), store.untagged_image("arm64"));
        let index = store.index_of("multi", &[(amd64.clone(), "amd64"), (arm64.clone(), "arm64")]);
        let one = || ImageName::tag("multi").platform(PlatformChoice::One("linux/arm64".parse().unwrap()));
        let signed = store.sign(1, one(), SignOptions::new().format(format));
        let subjects: Vec<_> = signed.iter().map(|one| one.subject().digest()).collect();
        assert_eq!(subjects, [arm64.digest()]);
        assert_eq!(store.verify(&verifier(1), one()).unwrap().digest(), arm64.digest());
        for other in [index.digest(), amd64.digest()] {
            assert_eq!(code(&store.verify(&verifier(1), ImageName::digest(other))), "CSG-NO-SIGNATURE");
        }
    }
}

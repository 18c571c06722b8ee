//! Keys, images, and signatures of every kind that is verified but need not count.

use core::num::NonZeroUsize;
use std::collections::BTreeMap;

use countersign_crypto::{
    CryptoProvider, DigestAlgorithm, HashProvider, KeyType, Message, PrivateKey, RustCrypto, Scheme,
    SigningKey, VerifyingKey,
};
use countersign_digest::Digest;
use countersign_encoding::base64;
use countersign_envelope::{
    Artifact, Bundle, COSIGN_SIGN_PREDICATE, DetachedSignature, IN_TOTO_PAYLOAD_TYPE, SimpleSigning,
    UntrustedSimpleSigning, VerifiedPayload, pae, write_key_bundle,
};
use countersign_policy::{Authenticator, BoundSignature, ExpectedPayload, Principal, Subject, bind};

pub const MANIFEST: &[u8] = b"{\"schemaVersion\":2}";
pub const OTHER_MANIFEST: &[u8] = b"{\"schemaVersion\":2 }";

pub fn digest_of(manifest: &[u8], algorithm: DigestAlgorithm) -> Digest {
    RustCrypto.hash(algorithm, manifest)
}

pub fn sha256() -> Digest {
    digest_of(MANIFEST, DigestAlgorithm::Sha256)
}

/// The image in hand, bytes and all.
pub fn image() -> Subject {
    Subject::of_manifest(sha256(), MANIFEST, &RustCrypto).unwrap()
}

pub struct Signer {
    signing: Box<dyn SigningKey>,
    verifying: Box<dyn VerifyingKey>,
}

impl Signer {
    pub fn new(seed: u8) -> Self {
        let private = PrivateKey::from_scalar(KeyType::EcdsaP256, &[seed; 32], &RustCrypto).unwrap();
        let scheme = Scheme::ECDSA_P256_SHA256_DER;
        Self {
            signing: RustCrypto.signing_key(&private, scheme).unwrap(),
            verifying: RustCrypto.verifying_key(private.public_key(), scheme).unwrap(),
        }
    }

    pub fn authenticator(&self) -> Authenticator {
        Authenticator::Key(self.verifying.public_key().id())
    }

    pub fn verifying(&self) -> &dyn VerifyingKey {
        self.verifying.as_ref()
    }

    /// A verified statement with this subject list and predicate type.
    pub fn statement(&self, subjects: &str, predicate_type: &str) -> VerifiedPayload {
        let text = format!(
            r#"{{"_type":"https://in-toto.io/Statement/v1","subject":{subjects},"predicateType":"{predicate_type}","predicate":{{}}}}"#
        );
        let signed = pae(IN_TOTO_PAYLOAD_TYPE, text.as_bytes());
        let signature = self.signing.sign(Message::Bytes(&signed)).unwrap();
        let bundle = write_key_bundle("", IN_TOTO_PAYLOAD_TYPE, text.as_bytes(), &signature);
        Bundle::parse(&bundle).unwrap().verify(&[self.verifying()]).unwrap()
    }

    /// A verified image signature with this subject list.
    pub fn image_signature(&self, subjects: &str) -> VerifiedPayload {
        self.statement(subjects, COSIGN_SIGN_PREDICATE)
    }

    /// A verified payload of the older form.
    pub fn simple_signing(&self, digest: Digest, annotations: &[(&str, &str)]) -> VerifiedPayload {
        let annotations: BTreeMap<String, String> =
            annotations.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect();
        let payload = SimpleSigning::new("r/app", digest, annotations).to_bytes();
        let signature = self.signing.sign(Message::Bytes(&payload)).unwrap();
        let untrusted = UntrustedSimpleSigning::new(payload, &base64::encode_standard(&signature)).unwrap();
        untrusted.verify(&[self.verifying()]).unwrap()
    }

    /// A verified signature over a blob.
    pub fn message(&self, blob: &[u8]) -> VerifiedPayload {
        let signature = self.signing.sign(Message::Bytes(blob)).unwrap();
        let signature = DetachedSignature::parse(base64::encode_standard(&signature).as_bytes()).unwrap();
        let artifact = Artifact::bytes(blob, &RustCrypto);
        signature.verify_message(&[self.verifying()], &artifact).unwrap().into()
    }

    /// A signature of the image in hand.
    pub fn bound(&self, annotations: &[(&str, &str)]) -> BoundSignature {
        bound(self.simple_signing(sha256(), annotations), &image())
    }

    /// A signature of another image.
    pub fn bound_elsewhere(&self) -> BoundSignature {
        let digest = digest_of(OTHER_MANIFEST, DigestAlgorithm::Sha256);
        bound(self.simple_signing(digest, &[]), &Subject::of_digest(digest))
    }
}

pub fn bound(payload: VerifiedPayload, subject: &Subject) -> BoundSignature {
    bind(payload, subject, ExpectedPayload::image_signature(), &RustCrypto).unwrap()
}

/// A subject list of one subject with these digests.
pub fn subject(digests: &[Digest]) -> String {
    let members: Vec<_> =
        digests.iter().map(|digest| format!(r#""{}":"{}""#, digest.algorithm(), digest.hex())).collect();
    format!(r#"{{"digest":{{{}}}}}"#, members.join(","))
}

pub fn principal(name: &str, signers: &[&Signer]) -> Principal {
    Principal::new(name, signers.iter().map(|signer| signer.authenticator())).unwrap()
}

pub fn count(number: usize) -> NonZeroUsize {
    NonZeroUsize::new(number).unwrap()
}

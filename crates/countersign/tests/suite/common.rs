//! What the tests share: an image layout in memory that anything can be attached to.
use std::{collections::BTreeMap, sync::Arc};

use countersign::{
    Attestation, ImageName, Refusal, SignOptions, SignedManifest, Signer, Verdict, VerifiedAttestation,
    Verifier,
    crypto::{CryptoProvider, Format, KeyType, Message, PrivateKey, RustCrypto, allowed_schemes_of_type},
    digest::{Algorithm, Descriptor, Digest, HashProvider},
    envelope::{IN_TOTO_PAYLOAD_TYPE, PredicateType, pae, write_dsse, write_key_bundle},
    oci::{Layout, SignatureArtifact, annotation, media_type},
    time::UnixTime,
};
use testkit::Prng;

pub type Files = BTreeMap<String, Vec<u8>>;

pub const CREATED: &str = "2026-11-24T15:00:00Z";

pub fn now() -> UnixTime {
    UnixTime::parse_rfc3339(CREATED).unwrap()
}

pub fn sha256(bytes: &[u8]) -> Digest {
    RustCrypto.hash(Algorithm::Sha256, bytes)
}

pub fn blob_path(digest: &Digest) -> String {
    format!("blobs/{}/{}", digest.algorithm(), digest.hex())
}

pub fn private_key(seed: u64) -> PrivateKey {
    key_of(KeyType::EcdsaP256, seed)
}

/// A key of any type that can be generated.
pub fn key_of(key_type: KeyType, seed: u64) -> PrivateKey {
    let mut prng = Prng::new(seed);
    let mut random = |out: &mut [u8]| {
        prng.fill(out);
        Ok(())
    };
    PrivateKey::generate(key_type, &mut random, &RustCrypto).unwrap()
}

/// The key types that this build signs with.
pub const SIGNING_TYPES: [KeyType; 4] =
    [KeyType::EcdsaP256, KeyType::EcdsaP384, KeyType::EcdsaP521, KeyType::Ed25519];

/// A verifier that believes this key alone.
pub fn believing(key: &PrivateKey) -> Verifier {
    Verifier::builder(RustCrypto).key(key.public_key().clone()).build().unwrap()
}

pub fn signer(seed: u64) -> Signer {
    Signer::from_private_key(RustCrypto, &private_key(seed)).unwrap()
}

/// Believes the key of this seed.
pub fn verifier(seed: u64) -> Verifier {
    Verifier::builder(RustCrypto).key(private_key(seed).public_key().clone()).build().unwrap()
}

pub fn raw_signature(seed: u64, bytes: &[u8]) -> Vec<u8> {
    let scheme = allowed_schemes_of_type(KeyType::EcdsaP256, Format::CosignImage)[0];
    RustCrypto.signing_key(&private_key(seed), scheme).unwrap().sign(Message::Bytes(bytes)).unwrap()
}

/// A bundle over any payload, rightly signed.
pub fn bundle_over(seed: u64, payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let hint = private_key(seed).public_key().id().to_hint();
    write_key_bundle(&hint, payload_type, payload, &raw_signature(seed, &pae(payload_type, payload)))
}

/// An in-toto statement about a digest.
pub fn statement(digest: Digest, predicate_type: &str) -> String {
    format!(
        r#"{{"_type":"https://in-toto.io/Statement/v1","subject":[{{"digest":{{"sha256":"{}"}}}}],"predicateType":"{predicate_type}","predicate":{{}}}}"#,
        digest.hex()
    )
}

pub fn statement_bundle(seed: u64, digest: Digest, predicate_type: &str) -> Vec<u8> {
    bundle_over(seed, IN_TOTO_PAYLOAD_TYPE, statement(digest, predicate_type).as_bytes())
}

/// A bare envelope around a statement, rightly signed.
pub fn statement_envelope(seed: u64, digest: Digest, predicate_type: &str) -> Vec<u8> {
    let text = statement(digest, predicate_type);
    let signature = raw_signature(seed, &pae(IN_TOTO_PAYLOAD_TYPE, text.as_bytes()));
    write_dsse(IN_TOTO_PAYLOAD_TYPE, text.as_bytes(), &signature)
}

/// A layout in memory.
#[derive(Clone)]
pub struct Store {
    pub files: Files,
}

impl Store {
    pub fn new() -> Self {
        let marker = br#"{"imageLayoutVersion":"1.0.0"}"#.to_vec();
        let index = br#"{"schemaVersion":2,"manifests":[]}"#.to_vec();
        Self { files: Files::from([("oci-layout".into(), marker), ("index.json".into(), index)]) }
    }

    /// A layout with one image under the tag `v1`, and its descriptor.
    pub fn with_image() -> (Self, Descriptor) {
        let mut store = Self::new();
        let image = store.image("v1");
        (store, image)
    }

    /// Adds an image whose content depends on its name.
    pub fn image(&mut self, name: &str) -> Descriptor {
        let image = self.untagged_image(name);
        self.entry(&image, Some(name));
        image
    }

    pub fn untagged_image(&mut self, name: &str) -> Descriptor {
        let config = self.blob(format!(r#"{{"created_by":"{name}"}}"#).into_bytes());
        let manifest = format!(
            r#"{{"schemaVersion":2,"config":{{"mediaType":"{}","digest":"{config}","size":{}}},"layers":[]}}"#,
            media_type::IMAGE_CONFIG,
            self.files[&blob_path(&config)].len()
        );
        self.manifest(media_type::IMAGE_MANIFEST, manifest.into_bytes())
    }

    /// Adds an index over images, each with its platform.
    pub fn index_of(&mut self, name: &str, children: &[(Descriptor, &str)]) -> Descriptor {
        let entries: Vec<_> = children
            .iter()
            .map(|(child, architecture)| {
                format!(
                    r#"{{"mediaType":"{}","digest":"{}","size":{},"platform":{{"architecture":"{architecture}","os":"linux"}}}}"#,
                    child.media_type(),
                    child.digest(),
                    child.size()
                )
            })
            .collect();
        let bytes = format!(r#"{{"schemaVersion":2,"manifests":[{}]}}"#, entries.join(","));
        let index = self.manifest(media_type::IMAGE_INDEX, bytes.into_bytes());
        self.entry(&index, Some(name));
        index
    }

    pub fn blob(&mut self, bytes: Vec<u8>) -> Digest {
        let digest = sha256(&bytes);
        self.files.insert(blob_path(&digest), bytes);
        digest
    }

    pub fn manifest(&mut self, media_type: &str, bytes: Vec<u8>) -> Descriptor {
        let size = bytes.len() as u64;
        Descriptor::new(media_type, self.blob(bytes), size).unwrap()
    }

    /// Adds an entry to `index.json`.
    pub fn entry(&mut self, descriptor: &Descriptor, name: Option<&str>) {
        let mut entry = serde_json::json!({"mediaType": descriptor.media_type(), "digest": descriptor.digest().to_string(), "size": descriptor.size()});
        if let Some(name) = name {
            entry["annotations"] = serde_json::json!({(annotation::REF_NAME): name});
        }
        self.change_index(|entries| entries.push(entry));
    }

    pub fn change_index(&mut self, change: impl FnOnce(&mut Vec<serde_json::Value>)) {
        let mut index: serde_json::Value = serde_json::from_slice(&self.files["index.json"]).unwrap();
        change(index["manifests"].as_array_mut().unwrap());
        self.files.insert("index.json".into(), index.to_string().into_bytes());
    }

    pub fn layout(&self) -> Layout<Files> {
        Layout::open(self.files.clone(), Arc::new(RustCrypto)).unwrap()
    }

    pub fn attach(&mut self, artifact: &SignatureArtifact) {
        for write in self.layout().attach(artifact).unwrap() {
            self.files.insert(write.path().into(), write.bytes().into());
        }
    }

    /// Attaches a bundle of any content, with the annotation that says of what kind it is.
    pub fn attach_bundle(&mut self, subject: &Descriptor, bundle: &[u8], predicate_type: &str) {
        let artifact =
            SignatureArtifact::bundle_referrer(&RustCrypto, subject, bundle, predicate_type, CREATED)
                .unwrap();
        self.attach(&artifact);
    }

    /// Attaches a payload of any content and its signature under the `.sig` tag.
    pub fn attach_payload(&mut self, subject: &Descriptor, payload: &[u8], signature: &[u8]) {
        let tag = countersign::oci::cosign_tag(&subject.digest(), countersign::oci::CosignTag::Signature);
        let existing = self.tagged(&tag);
        let signature = countersign::encoding::base64::encode_standard(signature);
        let artifact = SignatureArtifact::simple_signing(
            &RustCrypto,
            &subject.digest(),
            existing.as_deref(),
            payload,
            &signature,
        );
        self.attach(&artifact.unwrap());
    }

    /// The bytes of the manifest under a tag.
    pub fn tagged(&self, tag: &str) -> Option<Vec<u8>> {
        let entry = self.layout().resolve_name(Some(tag)).ok()?;
        self.files.get(&blob_path(&entry.digest())).cloned()
    }

    /// Signs and attaches what is new.
    pub fn sign(&mut self, seed: u64, image: ImageName, options: SignOptions) -> Vec<SignedManifest> {
        let signed = self.layout().drive(signer(seed).sign(image, options, now())).unwrap().unwrap();
        for artifact in signed.iter().filter_map(SignedManifest::artifact) {
            self.attach(artifact);
        }
        signed
    }

    /// Attests and attaches what is new.
    pub fn attest(
        &mut self,
        signer: &Signer,
        image: ImageName,
        attestation: Attestation,
        options: SignOptions,
    ) -> Vec<SignedManifest> {
        let attested =
            self.layout().drive(signer.attest(image, attestation, options, now())).unwrap().unwrap();
        for artifact in attested.iter().filter_map(SignedManifest::artifact) {
            self.attach(artifact);
        }
        attested
    }

    /// Attaches a DSSE envelope of any content under the `.att` tag.
    pub fn attach_envelope(&mut self, subject: &Descriptor, envelope: &[u8], predicate_type: &str) {
        let tag = countersign::oci::cosign_tag(&subject.digest(), countersign::oci::CosignTag::Attestation);
        let existing = self.tagged(&tag);
        let artifact = SignatureArtifact::attestation_layer(
            &RustCrypto,
            &subject.digest(),
            existing.as_deref(),
            envelope,
            predicate_type,
        );
        self.attach(&artifact.unwrap());
    }

    pub fn verify_attestation(
        &self,
        verifier: &Verifier,
        image: ImageName,
        predicate_type: PredicateType,
    ) -> Result<VerifiedAttestation, Refusal> {
        self.layout().drive(verifier.verify_attestation(image, predicate_type, now())).unwrap()
    }

    pub fn verify(&self, verifier: &Verifier, image: ImageName) -> Verdict {
        self.layout().drive(verifier.verify(image, now())).unwrap()
    }
}

/// The code that a refusal leads with.
pub fn code<V>(verdict: &Result<V, Refusal>) -> &'static str {
    match verdict {
        Ok(_) => "accepted",
        Err(refusal) => refusal.report().code().unwrap().as_str(),
    }
}

/// The codes of the candidates that a verdict refused.
pub fn refused(verdict: &Verdict) -> Vec<&'static str> {
    let report = match verdict {
        Ok(image) => image.report(),
        Err(refusal) => refusal.report(),
    };
    report.refused().iter().map(|refused| refused.code().as_str()).collect()
}

pub fn kind<V>(verdict: &Result<V, Refusal>) -> &'static str {
    match verdict {
        Ok(_) => "accepted",
        Err(Refusal::Untrusted(_)) => "untrusted",
        Err(Refusal::LimitExceeded(_)) => "limit",
        Err(Refusal::Absent(_)) => "absent",
        Err(Refusal::Unreachable(_)) => "unreachable",
        Err(Refusal::Malformed(_)) => "malformed",
        Err(_) => "unknown",
    }
}

/// A report against the schema that is published.
pub fn check_schema(report: &countersign::Report) -> serde_json::Value {
    let document = serde_json::from_str(&report.to_json()).unwrap();
    crate::schema::check(&document);
    document
}

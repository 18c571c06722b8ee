//! What Cosign signed with one key, read without our own readers: nothing else may ever verify under that key.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use countersign_crypto::{CryptoProvider, Message, PublicKey, RustCrypto, Scheme, VerifyingKey};
use countersign_encoding::base64;
use countersign_keys::KeyFile;
use serde_json::Value;

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../countersign/tests/data");
const SIGN_PREDICATE: &str = "https://sigstore.dev/cosign/sign/v1";
const SIGNATURE: &str = "dev.cosignproject.cosign/signature";

/// The blobs of every image, by path. Their names are their digests, so they do not get into each other's way.
pub type Blobs = BTreeMap<String, Vec<u8>>;

/// The images, and what their signatures say.
pub struct Vectors {
    pub blobs: Blobs,
    /// The payloads of bundles.
    pub statements: BTreeSet<Vec<u8>>,
    /// The payloads of simple signing, each with its signature in base64.
    pub simple: Vec<(Vec<u8>, String)>,
    /// The digests of manifests that an image signature covers.
    pub signed: BTreeSet<String>,
}

/// The images that Cosign signed.
pub static VECTORS: LazyLock<Vectors> = LazyLock::new(Vectors::load);
/// The key that signed them.
pub static KEY: LazyLock<Box<dyn VerifyingKey>> = LazyLock::new(|| verifying_key("p256.pub"));
/// A key that signed nothing.
pub static OTHER_KEY: LazyLock<Box<dyn VerifyingKey>> = LazyLock::new(|| verifying_key("other.pub"));

impl Vectors {
    fn load() -> Self {
        let mut blobs = Blobs::new();
        for image in std::fs::read_dir(DATA).expect("the vectors are there") {
            let folder = image.expect("the vectors are readable").path().join("blobs/sha256");
            if folder.is_dir() {
                collect(&folder, &mut blobs);
            }
        }
        let mut vectors =
            Self { blobs, statements: BTreeSet::new(), simple: Vec::new(), signed: BTreeSet::new() };
        vectors.read_signatures();
        vectors
    }

    fn read_signatures(&mut self) {
        let documents: Vec<Value> =
            self.blobs.values().filter_map(|bytes| serde_json::from_slice(bytes).ok()).collect();
        for document in &documents {
            // Bundles, and the bare envelopes of `.att` layers.
            let bare = document.get("payload").filter(|_| document.get("payloadType").is_some());
            let payload = document.pointer("/dsseEnvelope/payload").or(bare).and_then(Value::as_str);
            if let Some(payload) = payload {
                self.add_statement(decode(payload));
            }
            for layer in document.get("layers").and_then(Value::as_array).into_iter().flatten() {
                self.add_simple(layer);
            }
        }
        assert!(!self.statements.is_empty() && !self.simple.is_empty(), "the vectors hold both forms");
    }

    fn add_statement(&mut self, payload: Vec<u8>) {
        let statement: Value = serde_json::from_slice(&payload).expect("a statement is JSON");
        // Attestations by the same key verify too, and sign no image.
        if statement.get("predicateType").is_some_and(|predicate| predicate == SIGN_PREDICATE) {
            let subjects = statement.get("subject").and_then(Value::as_array).into_iter().flatten();
            let digests = subjects.filter_map(|subject| subject.pointer("/digest/sha256")?.as_str());
            self.signed.extend(digests.map(|digest| format!("sha256:{digest}")));
        }
        self.statements.insert(payload);
    }

    fn add_simple(&mut self, layer: &Value) {
        let signature = layer.get("annotations").and_then(|notes| notes.get(SIGNATURE)?.as_str());
        let path = layer
            .get("digest")
            .and_then(Value::as_str)
            .map(|digest| format!("blobs/{}", digest.replace(':', "/")));
        let (Some(signature), Some(path)) = (signature.filter(|text| !text.is_empty()), path) else { return };
        let Some(payload) = self.blobs.get(&path) else { return };
        let content: Value = serde_json::from_slice(payload).expect("a payload is JSON");
        let digest = content.pointer("/critical/image/docker-manifest-digest").and_then(Value::as_str);
        self.signed.extend(digest.map(str::to_owned));
        self.simple.push((payload.clone(), signature.to_owned()));
    }
}

fn collect(folder: &Path, blobs: &mut Blobs) {
    for entry in std::fs::read_dir(folder).expect("the vectors are readable") {
        let path = entry.expect("the vectors are readable").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let bytes = std::fs::read(&path).expect("the vectors are readable");
        blobs.insert(format!("blobs/sha256/{name}"), bytes);
    }
}

/// The key in one of the vectors' files.
pub fn public_key(file: &str) -> PublicKey {
    let text = std::fs::read(Path::new(DATA).join("keys").join(file)).expect("the key is there");
    match KeyFile::parse(&text, &RustCrypto) {
        Ok(KeyFile::Public(key)) => key,
        other => panic!("{file} holds {other:?}"),
    }
}

fn verifying_key(file: &str) -> Box<dyn VerifyingKey> {
    let scheme = Scheme::ECDSA_P256_SHA256_DER;
    RustCrypto.verifying_key(&public_key(file), scheme).expect("the key fits the scheme")
}

/// The verified payload of an envelope, found and checked again without our own reader.
pub fn check_envelope(envelope: &Value, payload: &[u8]) {
    let text = |name: &str| envelope.get(name).and_then(Value::as_str).expect("an accepted envelope has it");
    assert_eq!(decode(text("payload")), payload, "what was verified is not what arrived");
    let head = format!("DSSEv1 {} {} {} ", text("payloadType").len(), text("payloadType"), payload.len());
    let signed = [head.as_bytes(), payload].concat();
    let signatures = envelope.get("signatures").and_then(Value::as_array).into_iter().flatten();
    let mut signatures = signatures.filter_map(|signature| signature.get("sig")?.as_str()).map(decode);
    assert!(
        signatures.any(|signature| KEY.verify(Message::Bytes(&signed), &signature).is_ok()),
        "accepted, and no signature verifies"
    );
    assert!(VECTORS.statements.contains(payload), "a payload verified that was never signed");
}

fn decode(text: &str) -> Vec<u8> {
    base64::decode_either(text.as_bytes()).expect("what was accepted is base64")
}

/// A seed of a fuzz target, by its path below `fuzz/seeds/`.
#[cfg(test)]
pub fn seed(path: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../../fuzz/seeds/{path}", env!("CARGO_MANIFEST_DIR"))).expect("a seed")
}

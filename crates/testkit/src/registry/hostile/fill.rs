use super::HostileRegistry;
use super::content::Content;
use super::server::lock;
use super::store::{Manifest, Repository};
use crate::layout::{LayoutFiles, sha256};
use serde_json::{Value, json};

/// Whether bogus referrers are there when they are fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bogus {
    /// Their manifests are stored.
    Stored,
    /// They are listed only.
    Missing,
}

const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const CONFIG: &str = "application/vnd.oci.image.config.v1+json";
const LAYER: &str = "application/vnd.oci.image.layer.v1.tar";
const EMPTY: &str = "application/vnd.oci.empty.v1+json";
const BUNDLE: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";

/// What puts things into the registry without a request, and takes them out.
impl HostileRegistry {
    /// Stores an image of one layer under `tag` and gives its manifest's digest. Other tags are other images.
    #[must_use]
    pub fn put_image(&self, repository: &str, tag: &str) -> String {
        let config =
            json!({ "architecture": "amd64", "os": "linux", "rootfs": { "type": "layers", "diff_ids": [] } });
        let config = self.put_described(repository, CONFIG, config.to_string().into_bytes());
        let layer = self.put_described(repository, LAYER, format!("layer of {tag}").into_bytes());
        let manifest =
            json!({ "schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": [layer] });
        let digest = self.put_manifest(repository, MANIFEST, manifest.to_string().as_bytes());
        self.set_tag(repository, tag, &digest);
        digest
    }

    /// Stores a manifest with `subject`, of this artifact type and with `payload` as its only layer; gives its digest.
    #[must_use]
    pub fn put_referrer(&self, repository: &str, subject: &str, kind: &str, payload: &[u8]) -> String {
        let config = self.put_described(repository, EMPTY, b"{}".to_vec());
        let layer = self.put_described(repository, kind, payload.to_vec());
        let size = self.manifest(repository, subject).map_or(0, |manifest| manifest.len());
        let manifest = json!({
            "schemaVersion": 2, "mediaType": MANIFEST, "artifactType": kind, "config": config, "layers": [layer],
            "subject": { "mediaType": MANIFEST, "digest": subject, "size": size },
        });
        self.put_manifest(repository, MANIFEST, manifest.to_string().as_bytes())
    }

    fn put_described(&self, repository: &str, media_type: &str, bytes: Vec<u8>) -> Value {
        let size = bytes.len();
        json!({ "mediaType": media_type, "digest": self.put_blob(repository, bytes), "size": size })
    }

    /// Stores a blob and gives its SHA-256 digest.
    pub fn put_blob(&self, repository: &str, bytes: impl Into<Vec<u8>>) -> String {
        let content = Content::new(bytes);
        let digest = content.digest("sha256").expect("SHA-256 is known");
        self.change(repository, |repository| repository.blobs.insert(digest.clone(), content));
        digest
    }

    /// Stores `size` bytes that follow from `seed` and take no memory, and gives their SHA-256 digest.
    #[must_use]
    pub fn put_sparse_blob(&self, repository: &str, seed: u64, size: u64) -> String {
        let content = Content::pattern(seed, size);
        let digest = content.digest("sha256").expect("SHA-256 is known");
        self.change(repository, |repository| repository.blobs.insert(digest.clone(), content));
        digest
    }

    /// Stores any bytes as a manifest, lists it as a referrer of its subject, and gives its SHA-256 digest.
    pub fn put_manifest(&self, repository: &str, media_type: &str, bytes: &[u8]) -> String {
        let digest = sha256(bytes);
        self.put_manifest_as(repository, &digest, media_type, bytes);
        digest
    }

    /// Stores any bytes as the manifest of any digest.
    pub fn put_manifest_as(&self, repository: &str, digest: &str, media_type: &str, bytes: &[u8]) {
        let manifest = Manifest { media_type: media_type.to_owned(), content: Content::new(bytes) };
        self.change(repository, |repository| repository.put_manifest(digest, manifest));
    }

    /// Lists any descriptor as a referrer of `subject`, after those that are listed.
    pub fn list_referrer(&self, repository: &str, subject: &str, descriptor: Value) {
        self.change(repository, |repository| {
            repository.referrers.entry(subject.to_owned()).or_default().push(descriptor);
        });
    }

    /// Lists `count` more referrers of `subject` that claim to be Sigstore bundles and are none.
    pub fn flood_referrers(&self, repository: &str, subject: &str, count: usize, bogus: Bogus) {
        let config = self.put_described(repository, EMPTY, b"{}".to_vec());
        let layer = self.put_described(repository, BUNDLE, b"{\"bogus\":true}".to_vec());
        let from = self.referrers(repository, subject).len();
        self.change(repository, |repository| {
            for number in from..from + count {
                let manifest = json!({
                    "schemaVersion": 2, "mediaType": MANIFEST, "artifactType": BUNDLE, "config": config,
                    "layers": [layer], "subject": { "mediaType": MANIFEST, "digest": subject, "size": 1 },
                    "annotations": { "number": number.to_string() },
                });
                let bytes = manifest.to_string().into_bytes();
                let digest = sha256(&bytes);
                let content = Content::new(bytes);
                repository.put_manifest(&digest, Manifest { media_type: MANIFEST.to_owned(), content });
                if bogus == Bogus::Missing {
                    repository.manifests.remove(&digest);
                }
            }
        });
    }

    /// Sets a tag, to a digest that need not be there.
    pub fn set_tag(&self, repository: &str, tag: &str, digest: &str) {
        self.change(repository, |repository| repository.set_tag(tag, Some(digest)));
    }

    /// Makes the next reads of a tag find these digests, one after the other, and all later ones the last. It ends
    /// when the tag is set.
    pub fn script_tag(&self, repository: &str, tag: &str, digests: &[String]) {
        self.change(repository, |repository| {
            repository.tags.entry(tag.to_owned()).or_default().script(digests);
        });
    }

    /// Stores the content of an image layout: its blobs, and as manifests and tags what `index.json` leads to.
    pub fn put_layout(&self, repository: &str, files: &LayoutFiles) {
        for (path, bytes) in files.iter().filter(|(path, _)| path.starts_with("blobs/")) {
            let digest = path.trim_start_matches("blobs/").replace('/', ":");
            let content = Content::new(bytes.clone());
            self.change(repository, |repository| repository.blobs.insert(digest, content));
        }
        let index: Value =
            files.get("index.json").and_then(|bytes| serde_json::from_slice(bytes).ok()).unwrap_or_default();
        self.change(repository, |repository| store_listed(repository, &index, files));
    }

    /// The bytes of the manifest that a tag or digest names; nothing is recorded.
    #[must_use]
    pub fn manifest(&self, repository: &str, reference: &str) -> Option<Vec<u8>> {
        self.change(repository, |repository| {
            let digest = repository.current(reference)?;
            Some(repository.manifests.get(&digest)?.content.to_vec())
        })
    }

    /// The bytes of a blob.
    #[must_use]
    pub fn blob(&self, repository: &str, digest: &str) -> Option<Vec<u8>> {
        self.change(repository, |repository| Some(repository.blobs.get(digest)?.to_vec()))
    }

    /// What the referrers API lists of `subject`, whether or not it is there to be asked.
    #[must_use]
    pub fn referrers(&self, repository: &str, subject: &str) -> Vec<Value> {
        self.change(repository, |repository| repository.referrers.get(subject).cloned().unwrap_or_default())
    }

    pub(super) fn change<T>(&self, repository: &str, change: impl FnOnce(&mut Repository) -> T) -> T {
        change(lock(&self.shared.store).get_mut(repository))
    }
}

/// Stores as manifests what an index lists, with everything below.
fn store_listed(repository: &mut Repository, index: &Value, files: &LayoutFiles) {
    for entry in index["manifests"].as_array().into_iter().flatten() {
        let digest = entry["digest"].as_str().unwrap_or_default();
        let Some(bytes) = files.get(&format!("blobs/{}", digest.replace(':', "/"))) else { continue };
        let media_type = entry["mediaType"].as_str().unwrap_or_default().to_owned();
        let manifest = Manifest { media_type, content: Content::new(bytes.clone()) };
        store_listed(repository, &manifest.document(), files);
        repository.put_manifest(digest, manifest);
        if let Some(tag) = entry["annotations"]["org.opencontainers.image.ref.name"].as_str() {
            repository.set_tag(tag, Some(digest));
        }
    }
}

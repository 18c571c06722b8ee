use super::content::Content;
use super::uploads::Upload;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Everything that a registry holds.
#[derive(Debug, Default)]
pub(super) struct Store {
    repositories: BTreeMap<String, Repository>,
    pub(super) uploads: HashMap<String, Upload>,
    pub(super) uploads_begun: u64,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Repository {
    pub(super) manifests: BTreeMap<String, Manifest>,
    pub(super) blobs: BTreeMap<String, Content>,
    pub(super) tags: BTreeMap<String, Tag>,
    /// Subject → descriptors in the order in which they came.
    pub(super) referrers: HashMap<String, Vec<Value>>,
}

#[derive(Clone, Debug)]
pub(super) struct Manifest {
    pub(super) media_type: String,
    pub(super) content: Content,
}

/// All digests that a tag ever had; `None` where it was deleted.
#[derive(Clone, Debug, Default)]
pub(super) struct Tag {
    history: Vec<Option<String>>,
    /// What the next reads answer, the last of them for good.
    scripted: Vec<String>,
}

impl Tag {
    pub(super) fn current(&self) -> Option<&str> {
        self.history.last()?.as_deref()
    }

    /// What it was before it was last set.
    pub(super) fn previous(&self) -> Option<&str> {
        let count = self.history.len().checked_sub(2)?;
        self.history.get(count)?.as_deref()
    }

    pub(super) fn script(&mut self, digests: &[String]) {
        self.scripted = digests.iter().rev().cloned().collect();
    }

    fn set(&mut self, digest: Option<String>) {
        self.scripted.clear();
        self.history.push(digest);
    }

    fn read(&mut self) -> Option<String> {
        match self.scripted.len() {
            0 => self.current().map(str::to_owned),
            1 => self.scripted.first().cloned(),
            _ => self.scripted.pop(),
        }
    }
}

impl Store {
    pub(super) fn get(&self, repository: &str) -> Option<&Repository> {
        self.repositories.get(repository)
    }

    pub(super) fn get_mut(&mut self, repository: &str) -> &mut Repository {
        self.repositories.entry(repository.to_owned()).or_default()
    }
}

impl Repository {
    /// Which manifest a tag or digest names now. Reading a scripted tag moves it on.
    pub(super) fn find(&mut self, reference: &str, stale: bool) -> Option<(String, Manifest)> {
        let digest = match self.tags.get_mut(reference) {
            Some(tag) if stale => tag.previous().map(str::to_owned)?,
            Some(tag) => tag.read()?,
            None => reference.to_owned(),
        };
        let manifest = self.manifests.get(&digest)?.clone();
        Some((digest, manifest))
    }

    /// Which digest a tag has, or whether the digest is there; scripts are passed over.
    pub(super) fn current(&self, reference: &str) -> Option<String> {
        match self.tags.get(reference) {
            Some(tag) => tag.current().map(str::to_owned),
            None => self.manifests.contains_key(reference).then(|| reference.to_owned()),
        }
    }

    pub(super) fn put_manifest(&mut self, digest: &str, manifest: Manifest) {
        self.list(digest, &manifest);
        self.manifests.insert(digest.to_owned(), manifest);
    }

    pub(super) fn set_tag(&mut self, tag: &str, digest: Option<&str>) {
        self.tags.entry(tag.to_owned()).or_default().set(digest.map(str::to_owned));
    }

    pub(super) fn delete_manifest(&mut self, digest: &str) {
        self.manifests.remove(digest);
        for tag in self.tags.values_mut().filter(|tag| tag.current() == Some(digest)) {
            tag.set(None);
        }
        for listed in self.referrers.values_mut() {
            listed.retain(|descriptor| descriptor["digest"] != digest);
        }
    }

    /// Lists a manifest as a referrer of its subject.
    fn list(&mut self, digest: &str, manifest: &Manifest) {
        let document = manifest.document();
        let Some(subject) = document["subject"]["digest"].as_str() else { return };
        if !self.manifests.contains_key(digest) {
            let listed = self.referrers.entry(subject.to_owned()).or_default();
            listed.push(manifest.descriptor(digest, &document));
        }
    }

    /// What a manifest names and is not here.
    pub(super) fn missing_of(&self, document: &Value) -> BTreeSet<String> {
        let layers = document["layers"].as_array().into_iter().flatten();
        let local = layers.filter(|layer| layer["urls"].is_null());
        let blobs = local.chain(document.get("config")).filter_map(|blob| blob["digest"].as_str());
        let children = document["manifests"].as_array().into_iter().flatten();
        let children = children.filter_map(|child| child["digest"].as_str());
        let blobs = blobs.filter(|digest| !self.blobs.contains_key(*digest));
        blobs
            .chain(children.filter(|digest| !self.manifests.contains_key(*digest)))
            .map(str::to_owned)
            .collect()
    }
}

impl Manifest {
    pub(super) fn document(&self) -> Value {
        serde_json::from_slice(&self.content.to_vec()).unwrap_or_default()
    }

    /// As the referrers API lists it (distribution-spec, "Listing Referrers").
    fn descriptor(&self, digest: &str, document: &Value) -> Value {
        let mut descriptor = Map::new();
        descriptor.insert("mediaType".into(), json!(self.media_type));
        descriptor.insert("digest".into(), json!(digest));
        descriptor.insert("size".into(), json!(self.content.length()));
        let kind = document.get("artifactType").or_else(|| document.get("config")?.get("mediaType"));
        descriptor.extend(kind.map(|kind| ("artifactType".into(), kind.clone())));
        let annotations = document.get("annotations");
        descriptor.extend(annotations.map(|annotations| ("annotations".into(), annotations.clone())));
        Value::Object(descriptor)
    }
}

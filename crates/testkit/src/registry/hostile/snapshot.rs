use super::HostileRegistry;
use std::collections::BTreeMap;

/// What a repository holds, to be compared with another or a later one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Digest → media type and bytes.
    pub manifests: BTreeMap<String, (String, Vec<u8>)>,
    /// Tag → digest.
    pub tags: BTreeMap<String, String>,
    /// Digest → length in bytes.
    pub blobs: BTreeMap<String, u64>,
}

impl HostileRegistry {
    /// What `repository` holds now.
    #[must_use]
    pub fn snapshot(&self, repository: &str) -> Snapshot {
        self.change(repository, |repository| {
            let manifests = repository.manifests.iter().map(|(digest, manifest)| {
                (digest.clone(), (manifest.media_type.clone(), manifest.content.to_vec()))
            });
            let tags = repository.tags.iter();
            let tags = tags.filter_map(|(name, tag)| Some((name.clone(), tag.current()?.to_owned())));
            let blobs = repository.blobs.iter().map(|(digest, content)| (digest.clone(), content.length()));
            Snapshot { manifests: manifests.collect(), tags: tags.collect(), blobs: blobs.collect() }
        })
    }
}

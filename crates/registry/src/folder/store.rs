use std::future::ready;

use countersign_digest::{Algorithm, Descriptor, Digest, HashProvider as _, Sha2};
use countersign_oci::{
    Fetched, FileRead, Layout, LayoutFiles as _, ManifestAt, ManifestDescriptor, Read, SignatureArtifact,
    UnreachableReason, annotation,
};

use super::blob::{self, FolderBlob};
use super::files::{FolderEntry, FolderFiles};
use super::{FolderError, LayoutFolder};
use crate::read::MANIFEST_LIMIT;
use crate::store::{ListedAs, Store, StoreError, StoredManifest, StoredReferrers};
use crate::{BlobSource, BoxFuture, Moved};

/// What names an entry of a layout (image-spec `annotations.md`; skopeo and containerd; `cosign save`).
const NAMES: [&str; 3] = [annotation::REF_NAME, "io.containerd.image.name", "kind"];

impl LayoutFolder {
    fn list(&self, subject: &Digest, limit_items: usize) -> Result<StoredReferrers, StoreError> {
        match self.layout().fetch(&Read::Referrers { subject: *subject, limit_items }) {
            Fetched::Listing { descriptors, complete } => Ok(StoredReferrers::new(descriptors, complete)),
            other => Err(failure(other)),
        }
    }

    /// Whether a blob is there, and is what it should be: a file of the right name may be damaged.
    fn holds(&self, digest: &Digest, size: u64) -> Result<bool, FolderError> {
        let path = blob::path_of(digest);
        let at = self.files().root().join(&path);
        match self.files().find(&path).map_err(FolderError::at(&at))? {
            FolderEntry::File(file, length) if length == size => {
                blob::has_digest(file, digest).map_err(FolderError::at(&at))
            }
            _ => Ok(false),
        }
    }

    async fn take_blob(&self, blob: &Descriptor, source: &BlobSource) -> Result<Moved, StoreError> {
        if self.holds(&blob.digest(), blob.size())? {
            return Ok(Moved::Skipped);
        }
        let unreadable = |error| StoreError::Read(crate::ReadError::from(error));
        blob::write(self.files(), blob, source).await.map_err(unreadable)??;
        Ok(Moved::Copied)
    }

    fn write_manifest(&self, manifest: &StoredManifest) -> Result<(), FolderError> {
        let descriptor = manifest.descriptor();
        match self.holds(&descriptor.digest(), descriptor.size())? {
            true => Ok(()),
            false => blob::write_bytes(self.files(), descriptor, manifest.bytes()),
        }
    }

    fn holds_manifest(&self, digest: &Digest) -> Result<bool, StoreError> {
        let path = blob::path_of(digest);
        match self.files().read(&path, MANIFEST_LIMIT) {
            FileRead::Bytes(bytes) => Ok(check(&bytes, *digest).is_ok()),
            FileRead::Failed => Err(StoreError::Unreachable(UnreachableReason::Storage)),
            _ => Ok(false),
        }
    }

    fn put_under_tag(&self, own: &SignatureArtifact) -> Result<Digest, StoreError> {
        let tag = ManifestAt::Tag(own.tag().unwrap_or_default().to_owned());
        let mut stands = own.manifest().digest();
        // What stands there is read under the same lock under which it is replaced: others sign too.
        self.change(|layout| {
            let merged = match read_manifest(layout, &tag) {
                Err(StoreError::Absent) => own.clone(),
                standing => own.merged_with(&Sha2, standing?.bytes())?,
            };
            stands = merged.manifest().digest();
            layout.attach(&merged).map_err(|error| FolderError::from(error).into())
        })
        .map(|()| stands)
    }
}

fn read_manifest(layout: &Layout<FolderFiles>, at: &ManifestAt) -> Result<StoredManifest, StoreError> {
    let fetched = layout.fetch(&Read::Manifest { at: at.clone(), limit: MANIFEST_LIMIT });
    let Fetched::Bytes { bytes, media_type } = fetched else { return Err(failure(fetched)) };
    let digest = match at {
        ManifestAt::Digest(digest) => *digest,
        ManifestAt::Tag(_) => Sha2.hash(Algorithm::Sha256, &bytes),
    };
    check(&bytes, digest)?;
    Ok(StoredManifest::parse(&bytes, media_type.as_deref(), digest)?)
}

impl Store for LayoutFolder {
    fn manifest<'a>(&'a self, at: &'a ManifestAt) -> BoxFuture<'a, Result<StoredManifest, StoreError>> {
        Box::pin(ready(read_manifest(&self.layout(), at)))
    }

    fn has_manifest<'a>(&'a self, digest: &'a Digest) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(ready(self.holds_manifest(digest)))
    }

    fn referrers<'a>(
        &'a self,
        subject: &'a Digest,
        limit: usize,
    ) -> BoxFuture<'a, Result<StoredReferrers, StoreError>> {
        Box::pin(ready(self.list(subject, limit)))
    }

    fn blob(&self, blob: &Descriptor) -> BlobSource {
        BlobSource::reader(FolderBlob { files: self.files().clone(), digest: blob.digest() })
    }

    fn put_blob<'a>(
        &'a self,
        blob: &'a Descriptor,
        source: &'a BlobSource,
        _from: &'a dyn Store,
    ) -> BoxFuture<'a, Result<Moved, StoreError>> {
        Box::pin(self.take_blob(blob, source))
    }

    fn put_manifest<'a>(
        &'a self,
        manifest: &'a StoredManifest,
    ) -> BoxFuture<'a, Result<ListedAs, StoreError>> {
        Box::pin(ready(self.write_manifest(manifest).map(|()| ListedAs::Unknown).map_err(Into::into)))
    }

    fn list_referrers<'a>(
        &'a self,
        subject: &'a Digest,
        referrers: &'a [ManifestDescriptor],
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        let referrers: Vec<_> = referrers.iter().map(without_names).collect();
        let listed = self.change(|layout| Ok(layout.list_referrers(subject, &referrers)?));
        Box::pin(ready(listed.map_err(|error: FolderError| error.into())))
    }

    fn put_tagged<'a>(
        &'a self,
        artifact: &'a SignatureArtifact,
    ) -> BoxFuture<'a, Result<Digest, StoreError>> {
        Box::pin(ready(self.put_under_tag(artifact)))
    }

    fn tag<'a>(
        &'a self,
        manifest: &'a StoredManifest,
        tag: Option<&'a str>,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        let descriptor = ManifestDescriptor::new(manifest.descriptor().clone());
        let named = self.change(|layout| Ok(layout.name(&descriptor, tag)?));
        Box::pin(ready(named.map_err(|error: FolderError| error.into())))
    }
}

/// A referrer's own annotations are its maker's. In a layout some of them say what an entry is called, or stands for: whoever
/// may attach something to an image must not give names to it.
fn without_names(referrer: &ManifestDescriptor) -> ManifestDescriptor {
    let plain = ManifestDescriptor::new(referrer.core());
    let typed = match referrer.artifact_type() {
        Some(artifact_type) => plain.with_artifact_type(artifact_type),
        None => plain,
    };
    let kept = referrer.annotations().iter().filter(|(key, _)| !NAMES.contains(&key.as_str()));
    kept.fold(typed, |descriptor, (key, value)| descriptor.with_annotation(key, value))
}

fn check(bytes: &[u8], expected: Digest) -> Result<(), FolderError> {
    let actual = Sha2.hash(expected.algorithm(), bytes);
    match actual == expected {
        true => Ok(()),
        false => Err(FolderError::Digest { expected: expected.into(), actual: actual.into() }),
    }
}

fn failure(fetched: Fetched) -> StoreError {
    match fetched {
        Fetched::Absent => StoreError::Absent,
        Fetched::Unreachable(reason) => StoreError::Unreachable(reason),
        Fetched::Oversize { limit, .. } => StoreError::TooLarge { limit },
        Fetched::Malformed(error) => StoreError::Malformed(error),
        _ => StoreError::Unreachable(UnreachableReason::Storage),
    }
}

use std::future::ready;

use countersign_digest::{Algorithm, Descriptor, Digest, HashProvider as _, Sha2};
use countersign_oci::{
    Fetched, FileRead, LayoutFiles as _, MAX_MANIFEST_BYTES, ManifestAt, ManifestDescriptor, Read,
    SignatureArtifact, UnreachableReason,
};

use super::blob::{self, FolderBlob};
use super::{FolderError, LayoutFolder};
use crate::store::{ListedAs, Store, StoreError, StoredManifest, StoredReferrers};
use crate::{BlobSource, BoxFuture, Moved};

const LIMIT: u64 = MAX_MANIFEST_BYTES as u64;

impl LayoutFolder {
    fn read_manifest(&self, at: &ManifestAt) -> Result<StoredManifest, StoreError> {
        let fetched = self.layout().fetch(&Read::Manifest { at: at.clone(), limit: LIMIT });
        let Fetched::Bytes { bytes, media_type } = fetched else { return Err(failure(fetched)) };
        let digest = match at {
            ManifestAt::Digest(digest) => *digest,
            ManifestAt::Tag(_) => Sha2.hash(Algorithm::Sha256, &bytes),
        };
        check(&bytes, digest)?;
        Ok(StoredManifest::parse(&bytes, media_type.as_deref(), digest)?)
    }

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
        match self.files().plain(&path).map_err(FolderError::at(&at))? {
            Some((file, length)) if length == size => {
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
        match self.files().read(&path, LIMIT) {
            FileRead::Bytes(bytes) => Ok(check(&bytes, *digest).is_ok()),
            FileRead::Failed => Err(StoreError::Unreachable(UnreachableReason::Storage)),
            _ => Ok(false),
        }
    }

    fn put_under_tag(&self, own: &SignatureArtifact) -> Result<Digest, StoreError> {
        let tag = ManifestAt::Tag(own.tag().unwrap_or_default().to_owned());
        let merged = match self.read_manifest(&tag) {
            Err(StoreError::Absent) => own.clone(),
            standing => own.merged_with(&Sha2, standing?.bytes())?,
        };
        self.change(|layout| layout.attach(&merged))?;
        Ok(merged.manifest().digest())
    }
}

impl Store for LayoutFolder {
    fn manifest<'a>(&'a self, at: &'a ManifestAt) -> BoxFuture<'a, Result<StoredManifest, StoreError>> {
        Box::pin(ready(self.read_manifest(at)))
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
        let listed = self.change(|layout| layout.list_referrers(subject, referrers));
        Box::pin(ready(listed.map_err(Into::into)))
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
        Box::pin(ready(self.change(|layout| layout.name(&descriptor, tag)).map_err(Into::into)))
    }
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

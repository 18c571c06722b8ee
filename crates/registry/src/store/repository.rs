use countersign_digest::{Descriptor, Digest};
use countersign_oci::{ManifestAt, ManifestDescriptor, SignatureArtifact};
use countersign_transport::{BoxFuture, ReadBody, TransportError};

use super::{ListedAs, Store, StoreError, StoredManifest, StoredReferrers};
use crate::read::MANIFEST_LIMIT;
use crate::{
    BlobSource, Moved, OpenBlob, Precondition, Pushed, ReadError, ReferrersOptions, Repository,
    TagUpdateOptions, UploadOptions,
};

/// How much is read at once to get to where a blob is to go on, in bytes.
const PIECE: usize = 64 * 1024;

impl Store for Repository {
    fn manifest<'a>(&'a self, at: &'a ManifestAt) -> BoxFuture<'a, Result<StoredManifest, StoreError>> {
        Box::pin(async move {
            let received = Self::manifest(self, at, MANIFEST_LIMIT).await?;
            Ok(StoredManifest::parse(received.bytes(), received.media_type(), received.digest())?)
        })
    }

    fn has_manifest<'a>(&'a self, digest: &'a Digest) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(async move { Ok(Self::has_manifest(self, &ManifestAt::Digest(*digest)).await?) })
    }

    fn referrers<'a>(
        &'a self,
        subject: &'a Digest,
        limit: usize,
    ) -> BoxFuture<'a, Result<StoredReferrers, StoreError>> {
        Box::pin(async move {
            let options = ReferrersOptions::new().with_limit_items(limit);
            match Self::referrers(self, subject, &options).await {
                Ok(listed) => {
                    let complete = listed.is_complete();
                    Ok(StoredReferrers::new(listed.into_descriptors(), complete))
                }
                Err(ReadError::Absent) => Ok(StoredReferrers::new(Vec::new(), true)),
                Err(error) => Err(error.into()),
            }
        })
    }

    fn blob(&self, blob: &Descriptor) -> BlobSource {
        BlobSource::reader(RepositoryBlob {
            repository: self.clone(),
            digest: blob.digest(),
            size: blob.size(),
        })
        .vouching_for(blob.digest(), blob.size())
    }

    fn put_blob<'a>(
        &'a self,
        blob: &'a Descriptor,
        source: &'a BlobSource,
        from: &'a dyn Store,
    ) -> BoxFuture<'a, Result<Moved, StoreError>> {
        Box::pin(async move {
            let options = match from.as_repository() {
                Some(from) => UploadOptions::new().with_mount_from(from.clone()),
                None => UploadOptions::new(),
            };
            let pushed = self.put_blob_with(&blob.digest(), blob.size(), source, &options).await?;
            Ok(match pushed {
                Pushed::Existed => Moved::Skipped,
                Pushed::Mounted => Moved::Mounted,
                Pushed::Uploaded => Moved::Copied,
            })
        })
    }

    fn put_manifest<'a>(
        &'a self,
        manifest: &'a StoredManifest,
    ) -> BoxFuture<'a, Result<ListedAs, StoreError>> {
        Box::pin(async move {
            let at = ManifestAt::Digest(manifest.digest());
            let media_type = manifest.descriptor().media_type();
            let put =
                Self::put_manifest(self, &at, manifest.bytes(), media_type, &Precondition::None).await?;
            self.verify_manifest(&manifest.digest()).await?;
            let is_listed = put.subject().is_some() && put.subject() == manifest.subject();
            Ok(if is_listed { ListedAs::Referrer } else { ListedAs::Unknown })
        })
    }

    fn list_referrers<'a>(
        &'a self,
        subject: &'a Digest,
        referrers: &'a [ManifestDescriptor],
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let options = TagUpdateOptions::new();
            Self::list_referrers(self, subject, referrers, &options).await?;
            Ok(())
        })
    }

    fn put_tagged<'a>(
        &'a self,
        artifact: &'a SignatureArtifact,
    ) -> BoxFuture<'a, Result<Digest, StoreError>> {
        Box::pin(async move { Ok(self.attach(artifact).await?.manifest()) })
    }

    fn tag<'a>(
        &'a self,
        manifest: &'a StoredManifest,
        tag: Option<&'a str>,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let Some(tag) = tag else { return Ok(()) };
            let (at, media_type) = (ManifestAt::Tag(tag.to_owned()), manifest.descriptor().media_type());
            Self::put_manifest(self, &at, manifest.bytes(), media_type, &Precondition::None).await?;
            Ok(())
        })
    }

    fn as_repository(&self) -> Option<&Repository> {
        Some(self)
    }
}

/// A blob that can be opened as often as it is asked for. It is read from its beginning even where it is to go on somewhere
/// in the middle: what comes out is vouched for as a whole.
struct RepositoryBlob {
    repository: Repository,
    digest: Digest,
    size: u64,
}

impl RepositoryBlob {
    async fn begin(&self, offset: u64) -> Result<Box<dyn ReadBody>, TransportError> {
        let blob = self.repository.blob(&self.digest, self.size).await;
        let mut body: Box<dyn ReadBody> = Box::new(blob.map_err(ReadError::into_transport)?);
        let (mut left, mut piece) = (offset, vec![0; PIECE]);
        while left > 0 {
            let room = usize::try_from(left).unwrap_or(usize::MAX).min(PIECE);
            let count = body.read(piece.get_mut(..room).unwrap_or_default()).await?;
            if count == 0 {
                break;
            }
            left = left.saturating_sub(u64::try_from(count).unwrap_or(u64::MAX));
        }
        Ok(body)
    }
}

impl OpenBlob for RepositoryBlob {
    fn open(&self, offset: u64) -> BoxFuture<'_, Result<Box<dyn ReadBody>, TransportError>> {
        Box::pin(self.begin(offset))
    }
}

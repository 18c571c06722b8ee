//! Places to copy from and to.

mod error;
mod manifest;
mod repository;

use std::fmt;

use countersign_digest::{Descriptor, Digest};
use countersign_oci::{ManifestAt, ManifestDescriptor, SignatureArtifact};

use crate::{BlobSource, BoxFuture, Moved, Repository};
pub use error::StoreError;
pub use manifest::StoredManifest;

/// A repository of manifests and blobs: in a registry, or a layout in a folder.
///
/// What comes out of one is checked: manifests have the digest by which they were asked for, and a blob ends with an error
/// unless it has its digest and its length.
pub trait Store: fmt::Debug + Send + Sync {
    /// A manifest or index, as it is.
    ///
    /// # Errors
    /// A [`StoreError`]; [`StoreError::Absent`] where there is none.
    fn manifest<'a>(&'a self, at: &'a ManifestAt) -> BoxFuture<'a, Result<StoredManifest, StoreError>>;

    /// Whether it has a manifest or index.
    ///
    /// # Errors
    /// A [`StoreError`]; that it is absent is none.
    fn has_manifest<'a>(&'a self, digest: &'a Digest) -> BoxFuture<'a, Result<bool, StoreError>>;

    /// What refers to a manifest, as far as the store itself knows: not by the index under the fallback tag.
    ///
    /// # Errors
    /// A [`StoreError`]; a store that does not know lists nothing.
    fn referrers<'a>(
        &'a self,
        subject: &'a Digest,
        limit: usize,
    ) -> BoxFuture<'a, Result<StoredReferrers, StoreError>>;

    /// A blob, to be read when it is needed.
    fn blob(&self, blob: &Descriptor) -> BlobSource;

    /// Takes a blob, if it is what its descriptor says, unless it has it. Where `from` is another repository of the same
    /// registry, the bytes need not be moved.
    ///
    /// # Errors
    /// A [`StoreError`].
    fn put_blob<'a>(
        &'a self,
        blob: &'a Descriptor,
        source: &'a BlobSource,
        from: &'a dyn Store,
    ) -> BoxFuture<'a, Result<Moved, StoreError>>;

    /// Takes a manifest, byte for byte, whose blobs and manifests it has. Says whether it lists what has a subject.
    ///
    /// # Errors
    /// A [`StoreError`].
    fn put_manifest<'a>(
        &'a self,
        manifest: &'a StoredManifest,
    ) -> BoxFuture<'a, Result<ListedAs, StoreError>>;

    /// Sees to it that manifests which it has are found as referrers of their subject. Nothing that is listed there is lost.
    ///
    /// # Errors
    /// A [`StoreError`].
    fn list_referrers<'a>(
        &'a self,
        subject: &'a Digest,
        referrers: &'a [ManifestDescriptor],
    ) -> BoxFuture<'a, Result<(), StoreError>>;

    /// Puts a manifest whose blobs it has under one of Cosign's tags, together with the layers that stand there. Gives the
    /// digest of what stands there then.
    ///
    /// # Errors
    /// A [`StoreError`].
    fn put_tagged<'a>(&'a self, artifact: &'a SignatureArtifact)
    -> BoxFuture<'a, Result<Digest, StoreError>>;

    /// Gives a manifest that it has this tag, whatever had it before; without a tag, only sees to it that it is not lost.
    ///
    /// # Errors
    /// A [`StoreError`].
    fn tag<'a>(
        &'a self,
        manifest: &'a StoredManifest,
        tag: Option<&'a str>,
    ) -> BoxFuture<'a, Result<(), StoreError>>;

    /// The repository of a registry that it is, if it is one.
    fn as_repository(&self) -> Option<&Repository> {
        None
    }
}

/// Whether a manifest with a subject is found as its referrer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ListedAs {
    /// The store says that it lists it.
    Referrer,
    /// The store does not say so.
    Unknown,
}

/// What refers to a manifest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoredReferrers {
    pub(crate) descriptors: Vec<ManifestDescriptor>,
    pub(crate) is_complete: bool,
}

impl StoredReferrers {
    /// A list, and whether it is all of it.
    #[must_use]
    pub fn new(descriptors: Vec<ManifestDescriptor>, is_complete: bool) -> Self {
        Self { descriptors, is_complete }
    }

    /// The list; nothing in it is believed.
    #[must_use]
    pub fn descriptors(&self) -> &[ManifestDescriptor] {
        &self.descriptors
    }

    /// Whether nothing was left away.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.is_complete
    }
}

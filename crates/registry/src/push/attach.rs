use std::sync::Arc;

use countersign_digest::Digest;
use countersign_oci::{
    ArtifactError, FallbackIndexError, ManifestAt, ManifestDescriptor, SignatureArtifact, fallback_tag,
};

use super::error::PushError;
use super::manifest::Precondition;
use super::source::BlobSource;
use crate::tag_update::TaggedMerge;
use crate::{
    FailureClass, IndexMerge, ReadError, ReferrersOptions, Repository, TagUpdateError, TagUpdateOptions,
    TagUpdated,
};

/// A signature or an attestation that is in the repository, where clients find it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attached {
    manifest: Digest,
    how: AttachedHow,
}

impl Attached {
    /// The manifest that holds it, which may hold others besides.
    #[must_use]
    pub fn manifest(&self) -> Digest {
        self.manifest
    }

    /// How it is found.
    #[must_use]
    pub fn how(&self) -> &AttachedHow {
        &self.how
    }
}

/// How clients find what was attached.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AttachedHow {
    /// The registry lists it as a referrer.
    ReferrersApi,
    /// The registry lists no referrers: it stands in the index under the fallback tag.
    FallbackTag {
        /// The tag.
        tag: String,
        /// How the index came to hold it.
        updated: TagUpdated,
    },
    /// It stands under a tag of Cosign's older scheme.
    Tag {
        /// The tag.
        tag: String,
        /// How the manifest there came to hold it.
        updated: TagUpdated,
    },
}

/// Why something could not be attached.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum AttachError {
    /// A blob or the manifest could not be pushed.
    #[error(transparent)]
    Push(#[from] PushError),
    /// It was pushed, and whether the registry lists it could not be found out.
    #[error("pushed, but whether the registry lists it cannot be found out")]
    Referrers(#[source] ReadError),
    /// It was pushed, and could not be put into the list of referrers under the fallback tag.
    #[error("pushed, but not listed under the fallback tag")]
    FallbackTag(#[source] TagUpdateError<FallbackIndexError>),
    /// It could not be put under its tag.
    #[error("not put under its tag")]
    Tag(#[source] TagUpdateError<ArtifactError>),
}

impl AttachError {
    /// What kind of answer this is.
    #[must_use]
    pub fn class(&self) -> FailureClass {
        match self {
            Self::Push(error) => error.class(),
            Self::Referrers(error) => error.class(),
            Self::FallbackTag(error) => error.class(),
            Self::Tag(error) => error.class(),
        }
    }

    /// What the registry answered, or why it did not, where that is what failed.
    #[must_use]
    pub fn read_error(&self) -> Option<&ReadError> {
        match self {
            Self::Push(error) => error.read_error(),
            Self::Referrers(error) => Some(error),
            Self::FallbackTag(error) => error.read_error(),
            Self::Tag(error) => error.read_error(),
        }
    }
}

impl Repository {
    /// Brings a signature or an attestation into the repository, and to where clients look for it.
    ///
    /// Its blobs come first and its manifest last. One with a tag is merged into what stands under it. One without is found
    /// as a referrer: through the registry's own list, where the registry says so when it takes the manifest (`OCI-Subject`)
    /// or is seen to list it; else through the index under the fallback tag, which is updated as
    /// [`Repository::update_tag`] says. What was pushed is read back and compared.
    ///
    /// # Errors
    /// An [`AttachError`].
    pub async fn attach(&self, artifact: &SignatureArtifact) -> Result<Attached, AttachError> {
        self.attach_with(artifact, &TagUpdateOptions::new()).await
    }

    /// The same, with tags updated as the options say.
    ///
    /// # Errors
    /// As for [`Repository::attach`].
    pub async fn attach_with(
        &self,
        artifact: &SignatureArtifact,
        options: &TagUpdateOptions,
    ) -> Result<Attached, AttachError> {
        for (blob, bytes) in artifact.blobs() {
            self.put_blob(&blob.digest(), blob.size(), &BlobSource::bytes(bytes.as_slice())).await?;
        }
        match artifact.tag() {
            Some(tag) => self.attach_tagged(artifact, tag, options).await,
            None => self.attach_referrer(artifact, options).await,
        }
    }

    async fn attach_tagged(
        &self,
        artifact: &SignatureArtifact,
        tag: &str,
        options: &TagUpdateOptions,
    ) -> Result<Attached, AttachError> {
        let updated = self
            .update_tag(tag, TaggedMerge::new(artifact, Arc::clone(&self.inner().provider)), options)
            .await;
        let updated = updated.map_err(AttachError::Tag)?;
        let manifest = updated.manifest().unwrap_or_else(|| artifact.manifest().digest());
        Ok(Attached { manifest, how: AttachedHow::Tag { tag: tag.to_owned(), updated } })
    }

    async fn attach_referrer(
        &self,
        artifact: &SignatureArtifact,
        options: &TagUpdateOptions,
    ) -> Result<Attached, AttachError> {
        let manifest = artifact.manifest();
        let (digest, media_type) = (manifest.digest(), manifest.media_type());
        let at = ManifestAt::Digest(digest);
        let put = self.put_manifest(&at, artifact.manifest_bytes(), media_type, &Precondition::None).await?;
        self.verify_manifest(&digest).await?;
        let how = match put.subject() == Some(*artifact.subject()) {
            true => AttachedHow::ReferrersApi,
            false => self.list_referrers(artifact.subject(), std::slice::from_ref(manifest), options).await?,
        };
        Ok(Attached { manifest: digest, how })
    }

    /// Sees to it that manifests which are in the repository are found as referrers of another.
    pub(crate) async fn list_referrers(
        &self,
        subject: &Digest,
        entries: &[ManifestDescriptor],
        options: &TagUpdateOptions,
    ) -> Result<AttachedHow, AttachError> {
        if self.lists(subject, entries).await? {
            return Ok(AttachedHow::ReferrersApi);
        }
        let (tag, merge) = (fallback_tag(subject), IndexMerge::new(entries.iter().cloned()));
        let updated = self.update_tag(&tag, merge, options).await.map_err(AttachError::FallbackTag)?;
        Ok(AttachedHow::FallbackTag { tag, updated })
    }

    /// Whether the registry's own list has all of these. An answer that is no list means that there is none.
    async fn lists(&self, subject: &Digest, entries: &[ManifestDescriptor]) -> Result<bool, AttachError> {
        let origin = self.clone().at_origin();
        match origin.referrers(subject, &ReferrersOptions::new()).await {
            Ok(listed) => Ok(entries
                .iter()
                .all(|entry| listed.descriptors().iter().any(|listed| listed.digest() == entry.digest()))),
            Err(ReadError::Absent | ReadError::Malformed(_)) => Ok(false),
            // Registries that never heard of the interface answer with these too.
            Err(ReadError::Status { status: 400 | 501, .. }) => Ok(false),
            Err(error) => Err(AttachError::Referrers(error)),
        }
    }
}

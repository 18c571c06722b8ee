use std::sync::Arc;

use countersign_digest::{Descriptor, Digest};
use countersign_oci::{ImageManifest, Manifest, ManifestDescriptor, ManifestError};

/// A manifest or index with the bytes that its digest is over.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredManifest {
    descriptor: Descriptor,
    manifest: Arc<Manifest>,
}

impl StoredManifest {
    /// Reads bytes of this digest. `media_type` is what is said of their type where they were found.
    ///
    /// # Errors
    /// A [`ManifestError`].
    pub fn parse(bytes: &[u8], media_type: Option<&str>, digest: Digest) -> Result<Self, ManifestError> {
        let manifest = Manifest::parse(bytes, media_type)?;
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let media_type = manifest.media_type();
        let descriptor = Descriptor::new(media_type, digest, size)
            .map_err(|_| ManifestError::UnsupportedMediaType { media_type: media_type.to_owned() })?;
        Ok(Self { descriptor, manifest: Arc::new(manifest) })
    }

    /// Type, digest and length.
    #[must_use]
    pub fn descriptor(&self) -> &Descriptor {
        &self.descriptor
    }

    /// The digest.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.descriptor.digest()
    }

    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.manifest.bytes()
    }

    /// What they say.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// What it is about, where it says so.
    #[must_use]
    pub fn subject(&self) -> Option<Digest> {
        self.manifest.subject().map(ManifestDescriptor::digest)
    }

    /// The descriptor as a list of referrers has it: with the manifest's artifact type and annotations (distribution-spec,
    /// "Listing Referrers").
    #[must_use]
    pub fn as_referrer(&self) -> ManifestDescriptor {
        let plain = ManifestDescriptor::new(self.descriptor.clone());
        let (artifact_type, annotations) = match &*self.manifest {
            Manifest::Image(image) => (Some(type_of(image)), image.annotations()),
            Manifest::Index(index) => (index.artifact_type(), index.annotations()),
            _ => return plain,
        };
        let typed = match artifact_type {
            Some(artifact_type) => plain.with_artifact_type(artifact_type),
            None => plain,
        };
        annotations.iter().fold(typed, |descriptor, (key, value)| descriptor.with_annotation(key, value))
    }
}

/// Where an image says no artifact type, that of its configuration is it.
fn type_of(image: &ImageManifest) -> &str {
    image.artifact_type().unwrap_or_else(|| image.config().media_type())
}

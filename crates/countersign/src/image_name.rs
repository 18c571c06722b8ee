//! Which image is meant.

use alloc::string::{String, ToString};

use countersign_digest::Digest;
use countersign_oci::{ManifestAt, PlatformChoice, Reference};

/// An image in the repository that the driver reads, and which of its platforms are meant.
#[derive(Clone, Debug)]
pub struct ImageName {
    at: ManifestAt,
    media_type: Option<String>,
    platform: PlatformChoice,
    manifest_first: bool,
    shown: String,
}

impl ImageName {
    /// The image under a tag. The tag is resolved once; all that follows goes by the digest.
    #[must_use]
    pub fn tag(tag: &str) -> Self {
        Self::at(ManifestAt::Tag(tag.into()))
    }

    /// The image with a digest. Its manifest is not read where its signatures are acceptable: they are over the digest.
    #[must_use]
    pub fn digest(digest: Digest) -> Self {
        Self::at(ManifestAt::Digest(digest))
    }

    /// The image that a reference names: by its digest if it has one, else by its tag, else by the tag `latest`.
    #[must_use]
    pub fn reference(reference: &Reference) -> Self {
        let latest = || ManifestAt::Tag("latest".into());
        Self::at(reference.manifest_at().unwrap_or_else(latest)).shown_as(&reference.to_string())
    }

    fn at(at: ManifestAt) -> Self {
        let shown = match &at {
            ManifestAt::Tag(tag) => tag.clone(),
            ManifestAt::Digest(digest) => digest.to_string(),
        };
        Self { at, media_type: None, platform: PlatformChoice::Named, manifest_first: false, shown }
    }

    /// Says which platforms are meant instead of the name as it is.
    #[must_use]
    pub fn platform(mut self, platform: PlatformChoice) -> Self {
        self.platform = platform;
        self
    }

    /// The media type that a trusted descriptor gives for the manifest.
    #[must_use]
    pub fn media_type(mut self, media_type: &str) -> Self {
        self.media_type = Some(media_type.into());
        self
    }

    /// Reads the manifest before its signatures even where it is named by digest: of a store that may be damaged, it is to
    /// be known whether the image itself is there and whole.
    #[must_use]
    pub fn manifest_first(mut self) -> Self {
        self.manifest_first = true;
        self
    }

    /// How reports call the image.
    #[must_use]
    pub fn shown_as(mut self, name: &str) -> Self {
        self.shown = name.into();
        self
    }

    pub(crate) fn resolver(
        &self,
        provider: alloc::sync::Arc<dyn countersign_digest::HashProvider>,
        first_id: u64,
    ) -> countersign_oci::Resolver {
        let (at, media_type) = (self.at.clone(), self.media_type.clone());
        countersign_oci::Resolver::new(provider, at, media_type, self.platform.clone(), first_id)
    }

    /// The digest where nothing more has to be known to look for signatures: the manifest stands for itself, and nobody
    /// says of what type it is, which would have to be held against it.
    pub(crate) fn digest_alone(&self) -> Option<Digest> {
        match (&self.at, &self.media_type, &self.platform) {
            (ManifestAt::Digest(digest), None, PlatformChoice::Named) if !self.manifest_first => {
                Some(*digest)
            }
            _ => None,
        }
    }

    pub(crate) fn manifest_at(&self) -> &ManifestAt {
        &self.at
    }

    /// Whether the other means the same, whatever reports call it.
    pub(crate) fn means_the_same(&self, other: &Self) -> bool {
        self.at == other.at
            && self.media_type == other.media_type
            && self.platform == other.platform
            && self.manifest_first == other.manifest_first
    }

    pub(crate) fn shown(&self) -> &str {
        &self.shown
    }
}

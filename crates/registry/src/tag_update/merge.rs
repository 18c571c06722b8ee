use countersign_digest::{Descriptor, Digest};

/// What one writer wants to stand under a tag, together with whatever stands there already.
///
/// An implementation remembers what it has seen there: where the registry lets a later write undo an earlier one, it is asked
/// again with what stands there then, and puts back what is missing.
pub trait TagMerge: Send {
    /// Why nothing can be added to what stands there.
    type Error;

    /// Merges all that is known into what stands under the tag now, if anything does. The bytes were read, and not judged.
    ///
    /// # Errors
    /// When it cannot be added to. Nothing is written then.
    fn merge(&mut self, standing: Option<&[u8]>) -> Result<Merged, Self::Error>;

    /// Takes note that this manifest is no longer in the repository: it was deleted and is not to be put back. Asked about
    /// are those of [`MergedManifest::doubtful`] only.
    fn forget(&mut self, digest: &Digest);
}

/// What came of a merge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Merged {
    /// All that is known stands there; there is nothing to write.
    Complete,
    /// This is to stand there.
    Write(MergedManifest),
}

/// A manifest or index to be written under a tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergedManifest {
    bytes: Vec<u8>,
    media_type: String,
    blobs: Vec<(Descriptor, Vec<u8>)>,
    doubtful: Vec<Digest>,
}

impl MergedManifest {
    /// These bytes, to be sent under this media type.
    pub fn new(bytes: Vec<u8>, media_type: &str) -> Self {
        Self { bytes, media_type: media_type.to_owned(), blobs: Vec::new(), doubtful: Vec::new() }
    }

    /// The same, with blobs that must be in the repository first.
    #[must_use]
    pub fn with_blobs(mut self, blobs: Vec<(Descriptor, Vec<u8>)>) -> Self {
        self.blobs = blobs;
        self
    }

    /// The same, with manifests that others had listed, that are not listed any more, and that are listed again here: they
    /// are put back only when they are still in the repository.
    #[must_use]
    pub fn with_doubtful(mut self, doubtful: Vec<Digest>) -> Self {
        self.doubtful = doubtful;
        self
    }

    /// The bytes to write.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The media type to send them under.
    pub fn media_type(&self) -> &str {
        &self.media_type
    }

    /// The blobs that must be in the repository first.
    pub fn blobs(&self) -> &[(Descriptor, Vec<u8>)] {
        &self.blobs
    }

    /// The manifests of others that would be put back.
    pub fn doubtful(&self) -> &[Digest] {
        &self.doubtful
    }
}

use crate::Repository;

/// How a blob is uploaded.
///
/// By default one up to 1 GiB goes in one request, and a larger one in chunks of 64 MiB; whatever its size it goes in chunks
/// where the registry, or a proxy before it, refuses it in one piece, or where the upload broke off.
#[derive(Clone, Debug)]
pub struct UploadOptions {
    whole_up_to: u64,
    chunk: u64,
    mount_from: Option<Repository>,
}

const MIB: u64 = 1024 * 1024;

impl UploadOptions {
    /// The defaults.
    pub const fn new() -> Self {
        Self { whole_up_to: 1024 * MIB, chunk: 64 * MIB, mount_from: None }
    }

    /// The same, with larger blobs than so many bytes sent in chunks.
    #[must_use]
    pub fn with_whole_up_to(mut self, bytes: u64) -> Self {
        self.whole_up_to = bytes;
        self
    }

    /// The same, with chunks of so many bytes, or more where the registry wants more (`OCI-Chunk-Min-Length`). 0 is taken
    /// as 1.
    #[must_use]
    pub fn with_chunk(mut self, bytes: u64) -> Self {
        self.chunk = if bytes == 0 { 1 } else { bytes };
        self
    }

    /// The same, with the blob taken over from another repository of the same registry where the registry does that
    /// (distribution-spec, "Mounting a blob from another repository"). It costs no request where it does not.
    #[must_use]
    pub fn with_mount_from(mut self, repository: Repository) -> Self {
        self.mount_from = Some(repository);
        self
    }

    pub(super) const fn mount_from(&self) -> Option<&Repository> {
        self.mount_from.as_ref()
    }

    pub(super) const fn is_chunked(&self, size: u64) -> bool {
        size > self.whole_up_to
    }

    pub(super) const fn chunk(&self) -> u64 {
        self.chunk
    }
}

impl Default for UploadOptions {
    fn default() -> Self {
        Self::new()
    }
}

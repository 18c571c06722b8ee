use countersign_oci::ManifestDescriptor;
use countersign_transport::Url;

use crate::error::ReadError;

/// What of the referrers is listed, and how much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferrersOptions {
    artifact_type: Option<String>,
    limit_items: usize,
    max_pages: usize,
    max_page_bytes: u64,
}

impl ReferrersOptions {
    /// All of them: at most 1000, on at most 20 pages of at most 4 MiB each, 16 MiB in all.
    #[must_use]
    pub fn new() -> Self {
        Self { artifact_type: None, limit_items: 1000, max_pages: 20, max_page_bytes: 4 * 1024 * 1024 }
    }

    /// Only those of this artifact type. The registry is asked to filter, and whatever else it sends is left away. Registries
    /// are known to get artifact types wrong.
    #[must_use]
    pub fn with_artifact_type(mut self, artifact_type: impl Into<String>) -> Self {
        self.artifact_type = Some(artifact_type.into());
        self
    }

    /// The most descriptors that are listed.
    #[must_use]
    pub fn with_limit_items(mut self, items: usize) -> Self {
        self.limit_items = items;
        self
    }

    /// The most pages that are read.
    #[must_use]
    pub fn with_max_pages(mut self, pages: usize) -> Self {
        self.max_pages = pages;
        self
    }

    /// The most bytes of one page.
    #[must_use]
    pub fn with_max_page_bytes(mut self, bytes: u64) -> Self {
        self.max_page_bytes = bytes;
        self
    }

    pub(super) fn limit_items(&self) -> usize {
        self.limit_items
    }

    pub(super) fn max_pages(&self) -> usize {
        self.max_pages
    }

    pub(super) fn max_page_bytes(&self) -> u64 {
        self.max_page_bytes
    }

    pub(super) fn query(&self, url: Url) -> Result<Url, ReadError> {
        match &self.artifact_type {
            Some(wanted) => url.with_query_pair("artifactType", wanted).map_err(|_| ReadError::Address),
            None => Ok(url),
        }
    }

    pub(super) fn wants(&self, listed: &ManifestDescriptor) -> bool {
        self.artifact_type.as_deref().is_none_or(|wanted| listed.artifact_type() == Some(wanted))
    }
}

impl Default for ReferrersOptions {
    fn default() -> Self {
        Self::new()
    }
}

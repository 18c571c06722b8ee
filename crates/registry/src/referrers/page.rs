use countersign_oci::{Manifest, ManifestDescriptor, media_type};
use countersign_transport::Reply;

use crate::error::{Malformed, ReadError};
use crate::head::essence;

/// What a page is (distribution-spec, "Listing Referrers").
pub(super) const ACCEPT: &str = media_type::IMAGE_INDEX;

/// One page of a list.
pub(super) struct Page {
    pub(super) descriptors: Vec<ManifestDescriptor>,
    pub(super) is_filtered: bool,
    pub(super) bytes: u64,
}

impl Page {
    pub(super) async fn read(reply: Reply, limit: u64) -> Result<Self, ReadError> {
        check_type(reply.header("content-type"))?;
        let applied = reply.header("oci-filters-applied").unwrap_or_default();
        let is_filtered = applied.split(',').any(|filter| filter.trim() == "artifactType");
        let bytes = reply.read_all(limit).await?;
        let descriptors = entries(&bytes)?;
        Ok(Self { descriptors, is_filtered, bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX) })
    }
}

fn check_type(content_type: Option<&str>) -> Result<(), Malformed> {
    let Some(content_type) = content_type else { return Ok(()) };
    if essence(content_type).eq_ignore_ascii_case(media_type::IMAGE_INDEX) {
        return Ok(());
    }
    Err(Malformed::ContentType { content_type: content_type.to_owned() })
}

fn entries(bytes: &[u8]) -> Result<Vec<ManifestDescriptor>, Malformed> {
    match Manifest::parse(bytes, Some(media_type::IMAGE_INDEX)).map_err(Malformed::Index)? {
        Manifest::Index(index) => Ok(index.into_manifests()),
        _ => Err(Malformed::NotAnIndex),
    }
}

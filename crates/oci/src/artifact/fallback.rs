//! The index under a fallback tag: the list of referrers that clients keep where a registry keeps none (distribution-spec,
//! "Referrers Tag Schema").

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use countersign_digest::Digest;
use countersign_encoding::json::{Object, Value};

use crate::manifest::document_of;
use crate::{ImageIndex, MAX_MANIFEST_BYTES, Manifest, ManifestDescriptor, ManifestError, media_type};

/// The index that stands under a fallback tag now, with these entries added: what to write under it then.
///
/// Everything else stays as it was written: the other entries, their order, and members that are not known. An entry whose
/// digest is listed already is not added again. Where nothing has to be added, the bytes come back unchanged; where nothing
/// is there, a new OCI index is made. The entries are to have the annotations and the artifact type of their manifests.
///
/// Two writers at the same time lose entries unless the store compares before it replaces.
///
/// # Errors
/// A [`FallbackIndexError`] when what is there is no index, or the new one would be longer than is read.
pub fn fallback_index_with(
    existing: Option<&[u8]>,
    entries: &[ManifestDescriptor],
) -> Result<Vec<u8>, FallbackIndexError> {
    match existing {
        None => bytes_of(with_entries(fresh(), |_| values(not_among(BTreeSet::new(), entries)))),
        Some(bytes) => ImageIndex::of_fallback_tag(bytes)?.with_referrers(entries),
    }
}

impl ImageIndex {
    /// Reads what stands under a fallback tag. It may leave its type unsaid: by its place it is an index.
    ///
    /// # Errors
    /// [`FallbackIndexError::Malformed`] and [`FallbackIndexError::NotAnIndex`].
    pub fn of_fallback_tag(bytes: &[u8]) -> Result<Self, FallbackIndexError> {
        // Read as what it is nearly always; only what says that it is something else is read a second time.
        let manifest = match Manifest::parse(bytes, Some(media_type::IMAGE_INDEX)) {
            Err(ManifestError::MediaTypeMismatch { .. }) => Manifest::parse(bytes, None),
            manifest => manifest,
        };
        match manifest.map_err(FallbackIndexError::Malformed)? {
            Manifest::Index(index) => Ok(index),
            Manifest::Image(_) => Err(FallbackIndexError::NotAnIndex),
        }
    }

    /// The bytes of this index with these entries added, as [`fallback_index_with`] adds them.
    ///
    /// # Errors
    /// [`FallbackIndexError::Full`] when they would be longer than is read.
    pub fn with_referrers(&self, entries: &[ManifestDescriptor]) -> Result<Vec<u8>, FallbackIndexError> {
        let listed = self.manifests().iter().map(ManifestDescriptor::digest).collect();
        let added = not_among(listed, entries);
        if added.is_empty() {
            return Ok(self.bytes().to_vec());
        }
        let document = document_of(self.bytes()).map_err(FallbackIndexError::Malformed)?;
        bytes_of(with_entries(document, |listed| listed.into_iter().chain(values(added)).collect()))
    }
}

/// Why nothing can be added to the index under a fallback tag.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FallbackIndexError {
    /// What is there cannot be read.
    #[error("the list of referrers is malformed")]
    Malformed(#[source] ManifestError),
    /// What is there is a manifest of one image.
    #[error("the list of referrers is no index")]
    NotAnIndex,
    /// The index would be longer than is read.
    #[error("the list of referrers would become longer than {limit} bytes")]
    Full {
        /// The most bytes that are read.
        limit: usize,
    },
}

fn fresh() -> Object<'static> {
    Object::new()
        .with("schemaVersion", 2_u64)
        .with("mediaType", media_type::IMAGE_INDEX)
        .with("manifests", Value::from(Vec::new()))
}

/// Changes the entries of an index, and nothing else in it.
pub(crate) fn with_entries(
    index: Object<'static>,
    change: impl FnOnce(Vec<Value<'static>>) -> Vec<Value<'static>>,
) -> Object<'static> {
    let entries = index.get("manifests").and_then(Value::as_array).unwrap_or_default().to_vec();
    index.with("manifests", Value::Array(change(entries)))
}

/// Adds those entries whose digest is not listed. What is listed is read once, however many are added.
pub(crate) fn put_all(
    mut listed: Vec<Value<'static>>,
    entries: &[ManifestDescriptor],
) -> Vec<Value<'static>> {
    let parsed = listed.iter().filter_map(|value| ManifestDescriptor::parse(value).ok());
    let digests = parsed.map(|entry| entry.digest()).collect();
    listed.extend(values(not_among(digests, entries)));
    listed
}

/// The entries that have none of these digests; of two with one digest the first.
fn not_among(mut digests: BTreeSet<Digest>, entries: &[ManifestDescriptor]) -> Vec<&ManifestDescriptor> {
    entries.iter().filter(|entry| digests.insert(entry.digest())).collect()
}

fn values(entries: Vec<&ManifestDescriptor>) -> Vec<Value<'static>> {
    entries.into_iter().map(ManifestDescriptor::to_value).collect()
}

fn bytes_of(index: Object<'static>) -> Result<Vec<u8>, FallbackIndexError> {
    let bytes = Value::from(index).to_json_go().into_bytes();
    match bytes.len() <= MAX_MANIFEST_BYTES {
        true => Ok(bytes),
        false => Err(FallbackIndexError::Full { limit: MAX_MANIFEST_BYTES }),
    }
}

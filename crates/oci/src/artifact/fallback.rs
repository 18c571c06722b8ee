//! The index under a fallback tag: the list of referrers that clients keep where a registry keeps none (distribution-spec,
//! "Referrers Tag Schema").

use alloc::vec::Vec;

use countersign_encoding::json::{Object, Value};

use crate::manifest::document_of;
use crate::{MAX_MANIFEST_BYTES, Manifest, ManifestDescriptor, ManifestError, media_type};

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
    let (document, known) = match existing {
        None => (fresh(), Vec::new()),
        Some(bytes) => read(bytes)?,
    };
    let is_new = |entry: &&ManifestDescriptor| known.iter().all(|other| other.digest() != entry.digest());
    let added: Vec<_> = entries.iter().filter(is_new).collect();
    match existing {
        Some(bytes) if added.is_empty() => Ok(bytes.to_vec()),
        _ => bytes_of(with_entries(document, |listed| added.into_iter().fold(listed, put))),
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

/// What is there may leave its type unsaid: by its place it is an index.
fn read(bytes: &[u8]) -> Result<(Object<'static>, Vec<ManifestDescriptor>), FallbackIndexError> {
    let document = document_of(bytes).map_err(FallbackIndexError::Malformed)?;
    let declared = document.get("mediaType").and_then(Value::as_str).unwrap_or(media_type::IMAGE_INDEX);
    match Manifest::parse(bytes, Some(declared)) {
        Ok(Manifest::Index(index)) => Ok((document, index.manifests().to_vec())),
        Ok(Manifest::Image(_)) => Err(FallbackIndexError::NotAnIndex),
        Err(error) => Err(FallbackIndexError::Malformed(error)),
    }
}

/// Changes the entries of an index, and nothing else in it.
pub(crate) fn with_entries(
    index: Object<'static>,
    change: impl FnOnce(Vec<Value<'static>>) -> Vec<Value<'static>>,
) -> Object<'static> {
    let entries = index.get("manifests").and_then(Value::as_array).unwrap_or_default().to_vec();
    index.with("manifests", Value::Array(change(entries)))
}

/// Adds an entry, unless one has its digest.
pub(crate) fn put(mut entries: Vec<Value<'static>>, entry: &ManifestDescriptor) -> Vec<Value<'static>> {
    let is_this = |value: &Value<'_>| {
        ManifestDescriptor::parse(value).is_ok_and(|listed| listed.digest() == entry.digest())
    };
    if !entries.iter().any(is_this) {
        entries.push(entry.to_value());
    }
    entries
}

fn bytes_of(index: Object<'static>) -> Result<Vec<u8>, FallbackIndexError> {
    let bytes = Value::from(index).to_json_go().into_bytes();
    match bytes.len() <= MAX_MANIFEST_BYTES {
        true => Ok(bytes),
        false => Err(FallbackIndexError::Full { limit: MAX_MANIFEST_BYTES }),
    }
}

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use countersign_digest::{Algorithm, Digest};
use countersign_encoding::json::{Object, Value};

use super::{
    FileRead, FileWrite, INDEX_FILE, Layout, LayoutError, LayoutFiles, MAX_INDEX_BYTES, blob_path,
    read_within, ref_name,
};
use crate::manifest::document_of;
use crate::received::length;
use crate::session::{Fetched, ListingError};
use crate::{
    MAX_MANIFEST_BYTES, Manifest, ManifestDescriptor, ManifestError, SignatureArtifact, annotation,
    fallback_tag,
};

impl<F: LayoutFiles> Layout<F> {
    /// The files to write, in this order, so that the layout holds the signature: blobs, the manifest, the index under the
    /// fallback tag where the layout has one for the image, and `index.json` last.
    ///
    /// A blob that is there already, byte for byte, is not written. Everything else in `index.json` stays: entries, members
    /// that are not known, and their order. An entry under the artifact's tag is replaced; an artifact without a tag gets an
    /// entry of its own, with its annotations and artifact type, unless it has one.
    ///
    /// # Errors
    /// [`LayoutError::IndexFull`]; [`LayoutError::FallbackTag`] and [`LayoutError::FileUnreadable`] when there is a list of
    /// referrers that cannot be added to.
    pub fn attach(&self, artifact: &SignatureArtifact) -> Result<Vec<FileWrite>, LayoutError> {
        let mut writes = Vec::new();
        for (descriptor, bytes) in artifact.blobs() {
            self.write_blob(&mut writes, descriptor.digest(), bytes.clone());
        }
        self.write_blob(&mut writes, artifact.manifest().digest(), artifact.manifest_bytes().to_vec());
        let mut index = document_of(self.index().bytes()).map_err(LayoutError::Index)?;
        index = match artifact.tag() {
            Some(tag) => with_entries(index, |entries| put_tagged(entries, artifact.manifest(), tag)),
            None => {
                index = self.add_to_fallback_tag(index, artifact, &mut writes)?;
                with_entries(index, |entries| put_referrer(entries, artifact.manifest()))
            }
        };
        writes.push(FileWrite { path: String::from(INDEX_FILE), bytes: index_bytes(index)? });
        Ok(writes)
    }

    fn write_blob(&self, writes: &mut Vec<FileWrite>, digest: Digest, bytes: Vec<u8>) {
        let path = blob_path(&digest);
        let is_there = read_within(&self.files, &path, length(&bytes)) == FileRead::Bytes(bytes.clone());
        let is_written = writes.iter().any(|write| write.path == path);
        if !is_there && !is_written {
            writes.push(FileWrite { path, bytes });
        }
    }

    /// Writes the list under the fallback tag anew where there is one, and lets its entry in the layout's index point there.
    fn add_to_fallback_tag(
        &self,
        index: Object<'static>,
        artifact: &SignatureArtifact,
        writes: &mut Vec<FileWrite>,
    ) -> Result<Object<'static>, LayoutError> {
        let tag = fallback_tag(artifact.subject());
        let Some(listed) = self.entry_named(&tag).map_err(LayoutError::FallbackTag)? else {
            return Ok(index);
        };
        let list = document_of(&self.read_list(listed)?).map_err(malformed_list)?;
        let list = with_entries(list, |entries| put_referrer(entries, artifact.manifest()));
        let bytes = index_bytes(list)?;
        let digest = self.provider.hash(Algorithm::Sha256, &bytes);
        let size = length(&bytes);
        self.write_blob(writes, digest, bytes);
        Ok(with_entries(index, |entries| repoint(entries, &tag, digest, size)))
    }

    fn read_list(&self, listed: &ManifestDescriptor) -> Result<Vec<u8>, LayoutError> {
        match self.fetch_entry(listed, MAX_INDEX_BYTES) {
            Fetched::Bytes { bytes, media_type } => match Manifest::parse(&bytes, media_type.as_deref()) {
                Ok(Manifest::Index(_)) => Ok(bytes),
                Ok(Manifest::Image(_)) => Err(LayoutError::FallbackTag(ListingError::NotAnIndex)),
                Err(error) => Err(malformed_list(error)),
            },
            Fetched::Malformed(error) => Err(LayoutError::FallbackTag(error)),
            _ => Err(LayoutError::FileUnreadable { path: blob_path(&listed.digest()) }),
        }
    }
}

fn malformed_list(error: ManifestError) -> LayoutError {
    LayoutError::FallbackTag(ListingError::Index(error))
}

fn with_entries(
    index: Object<'static>,
    change: impl FnOnce(Vec<Value<'static>>) -> Vec<Value<'static>>,
) -> Object<'static> {
    let entries = index.get("manifests").and_then(Value::as_array).unwrap_or_default().to_vec();
    index.with("manifests", Value::Array(change(entries)))
}

fn index_bytes(index: Object<'static>) -> Result<Vec<u8>, LayoutError> {
    let bytes = Value::from(index).to_json_go().into_bytes();
    match bytes.len() <= MAX_MANIFEST_BYTES {
        true => Ok(bytes),
        false => Err(LayoutError::IndexFull { limit: MAX_INDEX_BYTES }),
    }
}

/// Puts the entry in the place of the first that has the tag, and takes out any other that has it.
fn put_tagged(entries: Vec<Value<'static>>, manifest: &ManifestDescriptor, tag: &str) -> Vec<Value<'static>> {
    let mut entry = Some(manifest.clone().with_annotation(annotation::REF_NAME, tag).to_value());
    let has_tag = |value: &Value<'_>| name_of(value).as_deref() == Some(tag);
    let mut kept = Vec::with_capacity(entries.len() + 1);
    for value in entries {
        match has_tag(&value) {
            true => kept.extend(entry.take()),
            false => kept.push(value),
        }
    }
    kept.extend(entry);
    kept
}

fn put_referrer(mut entries: Vec<Value<'static>>, manifest: &ManifestDescriptor) -> Vec<Value<'static>> {
    let is_this = |value: &Value<'_>| {
        ManifestDescriptor::parse(value).is_ok_and(|entry| entry.digest() == manifest.digest())
    };
    if !entries.iter().any(is_this) {
        entries.push(manifest.to_value());
    }
    entries
}

/// Lets every entry of this name point to other bytes; what else it says stays.
fn repoint(entries: Vec<Value<'static>>, tag: &str, digest: Digest, size: u64) -> Vec<Value<'static>> {
    let has_tag = |value: &Value<'_>| name_of(value).as_deref() == Some(tag);
    let repointed = |value: Value<'static>| match (has_tag(&value), value) {
        (true, Value::Object(entry)) => {
            Value::Object(entry.with("digest", digest.to_string()).with("size", size))
        }
        (_, other) => other,
    };
    entries.into_iter().map(repointed).collect()
}

fn name_of(value: &Value<'_>) -> Option<String> {
    ManifestDescriptor::parse(value).ok().and_then(|entry| ref_name(&entry).map(String::from))
}

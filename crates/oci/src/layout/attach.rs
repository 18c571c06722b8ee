use alloc::string::{String, ToString};
use alloc::vec::Vec;

use countersign_digest::{Algorithm, Digest};
use countersign_encoding::json::{Object, Value};

use super::{
    FileRead, FileWrite, INDEX_FILE, Layout, LayoutError, LayoutFiles, MAX_INDEX_BYTES, blob_path,
    read_within, ref_name,
};
use crate::artifact::fallback::{put_all, with_entries};
use crate::manifest::document_of;
use crate::received::length;
use crate::session::{Fetched, ListingError};
use crate::{
    FallbackIndexError, ImageIndex, MAX_MANIFEST_BYTES, Manifest, ManifestDescriptor, ManifestError,
    SignatureArtifact, annotation, fallback_tag,
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
        let manifest = artifact.manifest();
        writes.extend(match artifact.tag() {
            Some(tag) => self.name(manifest, Some(tag))?,
            None => self.list_referrers(artifact.subject(), core::slice::from_ref(manifest))?,
        });
        Ok(writes)
    }

    /// The files to write so that a manifest which the layout holds has this name, and no other manifest has it; without a
    /// name, so that it has an entry at all.
    ///
    /// # Errors
    /// [`LayoutError::IndexFull`].
    pub fn name(
        &self,
        manifest: &ManifestDescriptor,
        name: Option<&str>,
    ) -> Result<Vec<FileWrite>, LayoutError> {
        let index = document_of(self.index().bytes()).map_err(LayoutError::Index)?;
        let index = with_entries(index, |entries| match name {
            Some(name) => put_tagged(entries, manifest, name),
            None => put_all(entries, core::slice::from_ref(manifest)),
        });
        Ok([Self::index_write(index)?].into())
    }

    /// The files to write so that manifests which the layout holds are listed as referrers of this subject: an entry of its
    /// own for each that has none, and one in the index under the fallback tag where the layout has such an index.
    ///
    /// # Errors
    /// As [`Layout::attach`].
    pub fn list_referrers(
        &self,
        subject: &Digest,
        referrers: &[ManifestDescriptor],
    ) -> Result<Vec<FileWrite>, LayoutError> {
        let mut writes = Vec::new();
        let index = document_of(self.index().bytes()).map_err(LayoutError::Index)?;
        let index = self.add_to_fallback_tag(index, subject, referrers, &mut writes)?;
        let index = with_entries(index, |entries| put_all(entries, referrers));
        writes.push(Self::index_write(index)?);
        Ok(writes)
    }

    fn index_write(index: Object<'static>) -> Result<FileWrite, LayoutError> {
        Ok(FileWrite { path: String::from(INDEX_FILE), bytes: index_bytes(index)? })
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
        subject: &Digest,
        referrers: &[ManifestDescriptor],
        writes: &mut Vec<FileWrite>,
    ) -> Result<Object<'static>, LayoutError> {
        let tag = fallback_tag(subject);
        let Some(listed) = self.entry_named(&tag).map_err(LayoutError::FallbackTag)? else {
            return Ok(index);
        };
        let bytes = self.read_list(listed)?.with_referrers(referrers).map_err(unusable_list)?;
        let digest = self.provider.hash(Algorithm::Sha256, &bytes);
        let size = length(&bytes);
        self.write_blob(writes, digest, bytes);
        Ok(with_entries(index, |entries| repoint(entries, &tag, digest, size)))
    }

    fn read_list(&self, listed: &ManifestDescriptor) -> Result<ImageIndex, LayoutError> {
        match self.fetch_entry(listed, MAX_INDEX_BYTES) {
            Fetched::Bytes { bytes, media_type } => match Manifest::parse(&bytes, media_type.as_deref()) {
                Ok(Manifest::Index(index)) => Ok(index),
                Ok(Manifest::Image(_)) => Err(LayoutError::FallbackTag(ListingError::NotAnIndex)),
                Err(error) => Err(malformed_list(error)),
            },
            Fetched::Malformed(error) => Err(LayoutError::FallbackTag(error)),
            _ => Err(LayoutError::FileUnreadable { path: blob_path(&listed.digest()) }),
        }
    }
}

fn unusable_list(error: FallbackIndexError) -> LayoutError {
    match error {
        FallbackIndexError::Malformed(error) => malformed_list(error),
        FallbackIndexError::NotAnIndex => LayoutError::FallbackTag(ListingError::NotAnIndex),
        FallbackIndexError::Full { .. } => LayoutError::IndexFull { limit: MAX_INDEX_BYTES },
    }
}

fn malformed_list(error: ManifestError) -> LayoutError {
    LayoutError::FallbackTag(ListingError::Index(error))
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

//! OCI image layouts: bytes in, bytes out (image-spec `image-layout.md`).

mod attach;
mod drive;
mod error;
mod files;
mod names;
mod nested;
mod referrers;
mod saved;
mod scan;

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::cell::OnceCell;

use countersign_digest::{Digest, HashProvider};
use countersign_encoding::json;

use crate::session::{Fetched, ListingError, ManifestAt, Read, UnreachableReason};
use crate::{ImageIndex, MAX_MANIFEST_BYTES, ManifestDescriptor, annotation, received};
pub use drive::DriveError;
pub use error::LayoutError;
pub use files::{FileRead, FileWrite, LayoutFiles};

pub(crate) const MARKER_FILE: &str = "oci-layout";
pub(crate) const INDEX_FILE: &str = "index.json";
const MAX_MARKER_BYTES: u64 = 4096;
const MAX_INDEX_BYTES: u64 = MAX_MANIFEST_BYTES as u64;

/// An image layout over files that somebody else reads.
///
/// Names of files are made from parsed digests alone. Everything that is found is handed on as it is found; whoever asked
/// checks its digest. Only what is named by a tag is checked here, against the entry that has the tag.
///
/// What the indexes list and what the manifests refer to is read once, when it is first asked for, and within bounds.
///
/// Layouts that `cosign save` wrote are read where an entry names what is wanted: the image, and its signatures and
/// attestations of the older scheme, which stand for the image's `.sig` and `.att` tags. Bundles in them are blobs that no
/// entry names, and are not found: the files of a layout are read by name and never listed.
#[derive(Clone, Debug)]
pub struct Layout<F> {
    files: F,
    provider: Arc<dyn HashProvider>,
    index: ImageIndex,
    /// For each digest the place of its first entry.
    entries: BTreeMap<Digest, usize>,
    /// What the indexes among the entries list.
    children: OnceCell<BTreeMap<Digest, ManifestDescriptor>>,
    subjects: OnceCell<referrers::Subjects>,
}

impl<F: LayoutFiles> Layout<F> {
    /// Opens a layout of version 1.0.0 and reads its index.
    ///
    /// # Errors
    /// A [`LayoutError`] when one of the two files is missing, too long or malformed, or the version is another.
    pub fn open(files: F, provider: Arc<dyn HashProvider>) -> Result<Self, LayoutError> {
        check_marker(&read_required(&files, MARKER_FILE, MAX_MARKER_BYTES)?)?;
        let bytes = read_required(&files, INDEX_FILE, MAX_INDEX_BYTES)?;
        let index = ImageIndex::parse(&bytes).map_err(LayoutError::Index)?;
        let mut entries = BTreeMap::new();
        for (at, entry) in index.manifests().iter().enumerate() {
            entries.entry(entry.digest()).or_insert(at);
        }
        let (children, subjects) = (OnceCell::new(), OnceCell::new());
        Ok(Self { files, provider, index, entries, children, subjects })
    }

    /// The index, as it was when the layout was opened.
    pub fn index(&self) -> &ImageIndex {
        &self.index
    }

    /// Answers one read, as a registry would.
    ///
    /// [`Read::Referrers`] lists the entries of the index whose manifest has the asked one as its subject, then those of the
    /// fallback tag's index, each digest once. An entry that cannot be read and may be a signature is listed too: whoever
    /// reads it will find out what is wrong. So is, first of all and as an index of that name, a list under the fallback tag
    /// that cannot be read. It never answers [`Fetched::Absent`].
    pub fn fetch(&self, read: &Read) -> Fetched {
        match read {
            Read::Manifest { at: ManifestAt::Tag(tag), limit } => self.fetch_tag(tag, *limit),
            Read::Manifest { at: ManifestAt::Digest(digest), limit } => self.fetch_manifest(digest, *limit),
            Read::Referrers { subject, limit_items } => self.fetch_referrers(subject, *limit_items),
            // A layout has no pages, so whoever asks for one had it from elsewhere.
            Read::MoreReferrers { .. } => Fetched::Malformed(ListingError::Pages),
            Read::Blob { size, limit, .. } if size > limit => {
                Fetched::Oversize { limit: *limit, actual: Some(*size) }
            }
            Read::Blob { digest, limit, .. } => self.fetch_blob(digest, *limit, None),
        }
    }

    fn fetch_tag(&self, tag: &str, limit: u64) -> Fetched {
        match self.entry_named(tag).map(|named| named.or_else(|| self.saved_companion(tag))) {
            Ok(None) => Fetched::Absent,
            Ok(Some(entry)) => self.fetch_entry(entry, limit),
            Err(error) => Fetched::Malformed(error),
        }
    }

    fn fetch_manifest(&self, digest: &Digest, limit: u64) -> Fetched {
        match self.entry_of(digest).or_else(|| self.find_in_indexes(digest)) {
            Some(entry) => self.fetch_entry(entry, limit),
            None => self.fetch_blob(digest, limit, None),
        }
    }

    fn entry_of(&self, digest: &Digest) -> Option<&ManifestDescriptor> {
        self.entries.get(digest).and_then(|at| self.index.manifests().get(*at))
    }

    /// The manifest of an entry, when it has the digest and the length that the entry says.
    fn fetch_entry(&self, entry: &ManifestDescriptor, limit: u64) -> Fetched {
        if entry.size() > limit {
            return Fetched::Oversize { limit, actual: Some(entry.size()) };
        }
        let media_type = Some(String::from(entry.media_type()));
        match self.fetch_blob(&entry.digest(), limit, media_type) {
            Fetched::Bytes { bytes, media_type } => {
                match received::check(&*self.provider, &bytes, entry.digest(), Some(entry.size())) {
                    Ok(()) => Fetched::Bytes { bytes, media_type },
                    Err(mismatch) => Fetched::Malformed(mismatch.into()),
                }
            }
            Fetched::Absent => Fetched::Malformed(ListingError::BlobMissing),
            other => other,
        }
    }

    fn fetch_blob(&self, digest: &Digest, limit: u64, media_type: Option<String>) -> Fetched {
        match read_within(&self.files, &blob_path(digest), limit) {
            FileRead::Bytes(bytes) => Fetched::Bytes { bytes, media_type },
            FileRead::Absent => Fetched::Absent,
            FileRead::TooLarge { actual } => Fetched::Oversize { limit, actual: Some(actual) },
            FileRead::Failed => Fetched::Unreachable(UnreachableReason::Storage),
        }
    }

    /// The entry that has this name; two entries of one name must be the same manifest.
    fn entry_named(&self, name: &str) -> Result<Option<&ManifestDescriptor>, ListingError> {
        let mut named = self.index.manifests().iter().filter(|entry| ref_name(entry) == Some(name));
        let first = named.next();
        match first.is_some_and(|first| named.any(|other| other.core() != first.core())) {
            true => Err(ListingError::AmbiguousName),
            false => Ok(first),
        }
    }
}

fn ref_name(entry: &ManifestDescriptor) -> Option<&str> {
    entry.annotation(annotation::REF_NAME)
}

pub(crate) fn blob_path(digest: &Digest) -> String {
    alloc::format!("blobs/{}/{}", digest.algorithm().name(), digest.hex())
}

/// Reads a file, and holds whoever reads it to the limit.
fn read_within<F: LayoutFiles>(files: &F, path: &str, limit: u64) -> FileRead {
    match files.read(path, limit) {
        FileRead::Bytes(bytes) if received::length(&bytes) > limit => {
            FileRead::TooLarge { actual: received::length(&bytes) }
        }
        other => other,
    }
}

fn read_required<F: LayoutFiles>(files: &F, path: &'static str, limit: u64) -> Result<Vec<u8>, LayoutError> {
    match read_within(files, path, limit) {
        FileRead::Bytes(bytes) => Ok(bytes),
        FileRead::Absent => Err(LayoutError::FileMissing { path }),
        FileRead::TooLarge { actual } => Err(LayoutError::FileTooLarge { path, limit, actual }),
        FileRead::Failed => Err(LayoutError::FileUnreadable { path: path.to_string() }),
    }
}

/// `{"imageLayoutVersion":"1.0.0"}`; other members are passed over.
fn check_marker(bytes: &[u8]) -> Result<(), LayoutError> {
    let value = json::parse(bytes, &json::Limits::default()).map_err(LayoutError::MarkerJson)?;
    let object = value.as_object().ok_or(LayoutError::MarkerNotAnObject)?;
    match object.required_str("imageLayoutVersion").map_err(LayoutError::Marker)? {
        "1.0.0" => Ok(()),
        other => Err(LayoutError::Version { found: other.to_string() }),
    }
}

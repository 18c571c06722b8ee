use alloc::collections::BTreeSet;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::saved::Saved;
use super::{Layout, LayoutError, LayoutFiles, MAX_INDEX_BYTES, ref_name};
use crate::session::Fetched;
use crate::tags::is_companion_tag;
use crate::{Manifest, ManifestDescriptor, media_type};

/// How many entries without a name are looked into for the only image.
const MAX_UNNAMED: usize = 1000;

impl<F: LayoutFiles> Layout<F> {
    /// The image of this name (the annotation `org.opencontainers.image.ref.name`), or the only image there is.
    ///
    /// Without a name: the one that has a name, where names of Cosign's tags and of fallback tags do not count; where none
    /// has one, the one entry that is of no artifact type but an image's and refers to nothing. What `cosign save` marks as
    /// signatures or attestations never counts. Bundles in a layout that it wrote are blobs that no entry names.
    ///
    /// # Errors
    /// [`LayoutError::NameNotFound`], [`LayoutError::AmbiguousName`], [`LayoutError::NoImage`] or
    /// [`LayoutError::SeveralImages`].
    pub fn resolve_name(&self, tag: Option<&str>) -> Result<ManifestDescriptor, LayoutError> {
        match tag {
            Some(name) => self.resolve_tag(name),
            None => self.only_image(),
        }
    }

    fn resolve_tag(&self, name: &str) -> Result<ManifestDescriptor, LayoutError> {
        let found = self.entry_named(name);
        let found = found.map_err(|_| LayoutError::AmbiguousName { name: name.to_string() })?;
        found.cloned().ok_or_else(|| LayoutError::NameNotFound {
            name: name.to_string(),
            available: names_of(self.named_images()),
        })
    }

    fn only_image(&self) -> Result<ManifestDescriptor, LayoutError> {
        let named: Vec<_> = self.named_images().collect();
        if !named.is_empty() {
            return the_one(named);
        }
        let unnamed = self.index().manifests().iter().filter(|entry| is_unnamed(entry)).take(MAX_UNNAMED);
        the_one(unnamed.filter(|entry| self.refers_to_nothing(entry)).collect())
    }

    fn named_images(&self) -> impl Iterator<Item = &ManifestDescriptor> {
        let has_name = |entry: &&ManifestDescriptor| {
            ref_name(entry).is_some_and(|name| !is_companion(name)) && !Saved::is_companion(entry)
        };
        self.index().manifests().iter().filter(has_name)
    }

    /// A signature whose entry does not say so is known by its subject.
    fn refers_to_nothing(&self, entry: &ManifestDescriptor) -> bool {
        match self.fetch_entry(entry, MAX_INDEX_BYTES) {
            Fetched::Bytes { bytes, .. } => Manifest::parse(&bytes, Some(entry.media_type()))
                .map_or(true, |found| found.subject().is_none()),
            _ => true,
        }
    }
}

fn is_unnamed(entry: &ManifestDescriptor) -> bool {
    ref_name(entry).is_none()
        && entry.artifact_type().is_none_or(media_type::is_image_config)
        && !Saved::is_companion(entry)
}

/// Whether a name is one of Cosign's tags or a fallback tag. Some tools write the repository before it:
/// `registry.example/acme/app:sha256-….sig`.
fn is_companion(name: &str) -> bool {
    let tag = name.rsplit_once(':').filter(|(repository, _)| repository.contains('/'));
    is_companion_tag(tag.map_or(name, |(_, tag)| tag))
}

fn the_one(images: Vec<&ManifestDescriptor>) -> Result<ManifestDescriptor, LayoutError> {
    let digests: BTreeSet<_> = images.iter().map(|entry| entry.digest()).collect();
    match images.first() {
        None => Err(LayoutError::NoImage),
        Some(image) if digests.len() == 1 => Ok((*image).clone()),
        Some(_) => Err(LayoutError::SeveralImages {
            names: names_of(images.into_iter()),
            digests: digests.into_iter().collect(),
        }),
    }
}

fn names_of<'e>(entries: impl Iterator<Item = &'e ManifestDescriptor>) -> Vec<String> {
    let names: BTreeSet<_> = entries.filter_map(ref_name).collect();
    names.into_iter().map(String::from).collect()
}

//! All that is to be copied, before anything is.

use std::collections::{BTreeMap, BTreeSet};

use countersign_digest::{Descriptor, Digest};
use countersign_oci::{ImageManifest, Manifest, ManifestDescriptor, SignatureArtifact, media_type};

use super::order;
use super::report::Skipped;
use super::{CopyError, CopyOptions};
use crate::StoredManifest;

/// What was found at the source.
#[derive(Debug)]
pub(super) struct Plan {
    root: StoredManifest,
    manifests: BTreeMap<Digest, Planned>,
    order: Vec<Digest>,
    tagged: Vec<SignatureArtifact>,
    blobs: Blobs,
    skipped: Vec<Skipped>,
    bytes_held: u64,
}

/// One manifest, and what belongs to it.
#[derive(Debug)]
pub(super) struct Planned {
    pub(super) manifest: StoredManifest,
    pub(super) children: Vec<Digest>,
    pub(super) referrers: Vec<Digest>,
}

/// Each blob once.
#[derive(Debug, Default)]
struct Blobs {
    sizes: BTreeMap<Digest, u64>,
    order: Vec<Descriptor>,
}

impl Plan {
    pub(super) fn new(root: StoredManifest) -> Self {
        Self {
            root,
            manifests: BTreeMap::new(),
            order: Vec::new(),
            tagged: Vec::new(),
            blobs: Blobs::default(),
            skipped: Vec::new(),
            bytes_held: 0,
        }
    }

    pub(super) fn root(&self) -> &StoredManifest {
        &self.root
    }

    /// The manifests, none before what it lists or what it is about.
    pub(super) fn manifests(&self) -> Vec<&Planned> {
        self.order.iter().filter_map(|digest| self.manifests.get(digest)).collect()
    }

    pub(super) fn blobs(&self) -> &[Descriptor] {
        &self.blobs.order
    }

    /// The bytes of all blobs.
    pub(super) fn bytes(&self) -> u64 {
        self.blobs.sizes.values().fold(0, |sum, size| sum.saturating_add(*size))
    }

    pub(super) fn tagged(&self) -> &[SignatureArtifact] {
        &self.tagged
    }

    pub(super) fn skipped(&self) -> &[Skipped] {
        &self.skipped
    }

    /// How many manifests there are, and their bytes.
    pub(super) fn held(&self) -> (usize, u64) {
        (self.manifests.len() + self.tagged.len(), self.bytes_held)
    }

    pub(super) fn has(&self, digest: &Digest) -> bool {
        self.manifests.contains_key(digest)
    }

    pub(super) fn skip(&mut self, skipped: Skipped) {
        self.skipped.push(skipped);
    }

    /// Takes a manifest with its blobs. What is in its lists and can be no manifest is a blob.
    pub(super) fn add(&mut self, manifest: StoredManifest, options: &CopyOptions) -> Result<(), CopyError> {
        self.hold(manifest.descriptor().size(), options)?;
        let mut children = Vec::new();
        match manifest.manifest() {
            Manifest::Image(image) => self.add_blobs(image)?,
            Manifest::Index(index) => {
                for entry in index.manifests() {
                    match is_manifest(entry) {
                        true => children.push(entry.digest()),
                        false => self.blobs.add(entry)?,
                    }
                }
            }
            _ => {}
        }
        let planned = Planned { children, referrers: Vec::new(), manifest };
        self.manifests.insert(planned.manifest.digest(), planned);
        Ok(())
    }

    pub(super) fn add_referrer(&mut self, subject: &Digest, referrer: Digest) {
        if let Some(planned) = self.manifests.get_mut(subject) {
            planned.referrers.push(referrer);
        }
    }

    /// Takes what stands under one of Cosign's tags.
    pub(super) fn add_tagged(
        &mut self,
        artifact: SignatureArtifact,
        image: &ImageManifest,
        options: &CopyOptions,
    ) -> Result<(), CopyError> {
        self.hold(artifact.manifest().size(), options)?;
        self.add_blobs(image)?;
        self.tagged.push(artifact);
        Ok(())
    }

    fn hold(&mut self, bytes: u64, options: &CopyOptions) -> Result<(), CopyError> {
        let (manifests, held) = self.held();
        self.bytes_held = held.saturating_add(bytes);
        options.check_room(manifests + 1, self.bytes_held)
    }

    fn add_blobs(&mut self, image: &ImageManifest) -> Result<(), CopyError> {
        let blobs = core::iter::once(image.config()).chain(image.layers());
        blobs.filter(|blob| is_distributable(blob)).try_for_each(|blob| self.blobs.add(blob))
    }

    /// Brings the manifests into the order in which they are to be put.
    pub(super) fn finish(mut self) -> Self {
        self.order = order::order(&self.manifests, self.root.digest());
        self
    }

    /// The referrers that are copied, of each subject that is.
    pub(super) fn listings(&self, already: &BTreeSet<Digest>) -> Vec<(Digest, Vec<ManifestDescriptor>)> {
        let listing = |(subject, planned): (&Digest, &Planned)| {
            let unlisted = planned.referrers.iter().filter(|digest| !already.contains(*digest));
            let entries = unlisted.filter_map(|digest| self.manifests.get(digest));
            (*subject, entries.map(|entry| entry.manifest.as_referrer()).collect::<Vec<_>>())
        };
        self.manifests.iter().map(listing).filter(|(_, entries)| !entries.is_empty()).collect()
    }
}

impl Blobs {
    fn add(&mut self, blob: &ManifestDescriptor) -> Result<(), CopyError> {
        match self.sizes.get(&blob.digest()) {
            Some(size) if *size == blob.size() => Ok(()),
            Some(_) => Err(CopyError::BlobSize { digest: blob.digest().into() }),
            None if self.order.len() >= CopyOptions::MAX_BLOBS => {
                let limit = u64::try_from(CopyOptions::MAX_BLOBS).unwrap_or(u64::MAX);
                Err(CopyError::TooMany { what: "blobs", limit })
            }
            None => {
                self.sizes.insert(blob.digest(), blob.size());
                self.order.push(blob.core());
                Ok(())
            }
        }
    }
}

pub(super) fn is_manifest(entry: &ManifestDescriptor) -> bool {
    media_type::is_image_manifest(entry.media_type()) || media_type::is_image_index(entry.media_type())
}

/// Layers that may not be distributed are not in most registries (image-spec `layer.md`).
fn is_distributable(layer: &ManifestDescriptor) -> bool {
    !["nondistributable", "rootfs.foreign"].iter().any(|mark| layer.media_type().contains(mark))
}

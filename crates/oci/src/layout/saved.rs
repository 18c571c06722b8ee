//! The marks that `cosign save` sets on the entries of a layout.

use super::{Layout, LayoutFiles};
use crate::{CosignTag, ManifestDescriptor, cosign_tag};

const KIND: &str = "kind";
const IMAGES: [&str; 2] = ["dev.cosignproject.cosign/image", "dev.cosignproject.cosign/imageIndex"];
const SIGNATURES: &str = "dev.cosignproject.cosign/sigs";
const ATTESTATIONS: &str = "dev.cosignproject.cosign/atts";

/// What an entry is marked as.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Saved {
    Image,
    Signatures,
    Attestations,
}

impl Saved {
    fn of(entry: &ManifestDescriptor) -> Option<Self> {
        match entry.annotation(KIND)? {
            SIGNATURES => Some(Self::Signatures),
            ATTESTATIONS => Some(Self::Attestations),
            kind => IMAGES.contains(&kind).then_some(Self::Image),
        }
    }

    /// Whether the entry is marked as something about an image.
    pub(super) fn is_companion(entry: &ManifestDescriptor) -> bool {
        matches!(Self::of(entry), Some(Self::Signatures | Self::Attestations))
    }
}

impl<F: LayoutFiles> Layout<F> {
    /// What stands for the `.sig` or the `.att` tag of the only image. The marks do not say what belongs to which image, so
    /// that there must be one of each.
    pub(super) fn saved_companion(&self, tag: &str) -> Option<&ManifestDescriptor> {
        let image = self.only_saved(Saved::Image)?.digest();
        let companions =
            [(CosignTag::Signature, Saved::Signatures), (CosignTag::Attestation, Saved::Attestations)];
        let (_, kind) = companions.into_iter().find(|(kind, _)| cosign_tag(&image, *kind) == tag)?;
        self.only_saved(kind)
    }

    fn only_saved(&self, kind: Saved) -> Option<&ManifestDescriptor> {
        let mut marked = self.index().manifests().iter().filter(|entry| Saved::of(entry) == Some(kind));
        marked.next().filter(|_| marked.next().is_none())
    }
}

use alloc::vec::Vec;

use crate::{ImageManifest, ManifestDescriptor, annotation, media_type};

/// One signature in a `.sig` manifest: the payload's descriptor, with the signature in an annotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureLayer {
    descriptor: ManifestDescriptor,
}

impl SignatureLayer {
    /// The layer; its content is the payload that was signed.
    pub fn descriptor(&self) -> &ManifestDescriptor {
        &self.descriptor
    }

    /// The signature as it stands there, standard base64 and not decoded; none when it is missing or empty.
    pub fn signature_base64(&self) -> Option<&str> {
        self.descriptor.annotation(annotation::COSIGN_SIGNATURE).filter(|text| !text.is_empty())
    }
}

/// The layers of a `.sig` manifest that are simple signing payloads, in order. Others, such as attestations, are left out.
pub fn signature_layers(manifest: &ImageManifest) -> Vec<SignatureLayer> {
    let layers = manifest.layers().iter();
    layers
        .filter(|layer| layer.media_type() == media_type::SIMPLE_SIGNING)
        .map(|layer| SignatureLayer { descriptor: layer.clone() })
        .collect()
}

//! Manifests hold the bytes they were read from. Theirs are read from those bytes, and ours from canonical bytes (RFC 8785)
//! made of theirs, which have another digest than whatever theirs were read from.

use alloc::string::String;
use alloc::vec::Vec;

use countersign_digest::Digest;
use countersign_encoding::jcs;
use oci_spec::image;

use super::{OciSpecError, digest_from_oci_spec, platform};
use crate::{ImageIndex, ImageManifest, Manifest, ManifestDescriptor, ManifestError, media_type};

impl TryFrom<&ImageManifest> for image::ImageManifest {
    type Error = OciSpecError;

    fn try_from(manifest: &ImageManifest) -> Result<Self, OciSpecError> {
        let text = platform::for_them(manifest.bytes())?;
        let theirs = Self::from_reader(text.as_bytes()).map_err(|_| OciSpecError::Unreadable)?;
        let same_config = digest_from_oci_spec(theirs.config().digest())? == manifest.config().digest();
        match same_config && digests_of(theirs.layers())? == digests(manifest.layers()) {
            true => Ok(theirs),
            false => Err(OciSpecError::Unreadable),
        }
    }
}

impl TryFrom<&ImageIndex> for image::ImageIndex {
    type Error = OciSpecError;

    fn try_from(index: &ImageIndex) -> Result<Self, OciSpecError> {
        let text = platform::for_them(index.bytes())?;
        let theirs = Self::from_reader(text.as_bytes()).map_err(|_| OciSpecError::Unreadable)?;
        match digests_of(theirs.manifests())? == digests(index.manifests()) {
            true => Ok(theirs),
            false => Err(OciSpecError::Unreadable),
        }
    }
}

/// Over new, canonical bytes. A manifest that says no media type is an OCI one.
impl TryFrom<&image::ImageManifest> for ImageManifest {
    type Error = OciSpecError;

    fn try_from(theirs: &image::ImageManifest) -> Result<Self, OciSpecError> {
        let text = theirs.to_string().map_err(|_| OciSpecError::Unreadable)?;
        match parse(&text, theirs.media_type().as_ref(), media_type::IMAGE_MANIFEST)? {
            Manifest::Image(image) => Ok(image),
            Manifest::Index(index) => Err(unsupported(index.media_type())),
        }
    }
}

/// Over new, canonical bytes. An index that says no media type is an OCI one.
impl TryFrom<&image::ImageIndex> for ImageIndex {
    type Error = OciSpecError;

    fn try_from(theirs: &image::ImageIndex) -> Result<Self, OciSpecError> {
        let text = theirs.to_string().map_err(|_| OciSpecError::Unreadable)?;
        match parse(&text, theirs.media_type().as_ref(), media_type::IMAGE_INDEX)? {
            Manifest::Index(index) => Ok(index),
            Manifest::Image(image) => Err(unsupported(image.media_type())),
        }
    }
}

fn parse(
    text: &str,
    declared: Option<&image::MediaType>,
    otherwise: &'static str,
) -> Result<Manifest, OciSpecError> {
    let canonical: String = jcs::to_canonical(&platform::for_us(text.as_bytes())?)?;
    let declared = declared.map_or(otherwise, |declared| declared.as_ref());
    Ok(Manifest::parse(canonical.as_bytes(), Some(declared))?)
}

fn unsupported(media_type: &str) -> OciSpecError {
    OciSpecError::Manifest(ManifestError::UnsupportedMediaType { media_type: media_type.into() })
}

fn digests_of(theirs: &[image::Descriptor]) -> Result<Vec<Digest>, OciSpecError> {
    theirs.iter().map(|descriptor| digest_from_oci_spec(descriptor.digest())).collect()
}

fn digests(ours: &[ManifestDescriptor]) -> Vec<Digest> {
    ours.iter().map(ManifestDescriptor::digest).collect()
}

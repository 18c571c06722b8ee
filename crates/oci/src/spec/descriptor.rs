use alloc::string::{String, ToString};

use countersign_digest::{Descriptor, Digest};
use oci_spec::image::{self, Arch, MediaType, Os};

use super::OciSpecError;
use crate::{ManifestDescriptor, Platform};

/// The digest as `oci-spec` has it. (Neither type is this crate's, so that this cannot be a `From`.)
///
/// # Errors
/// [`OciSpecError::Unreadable`] when `oci-spec` does not read the text, which it does for every algorithm there is here.
pub fn digest_to_oci_spec(digest: &Digest) -> Result<image::Digest, OciSpecError> {
    image::Digest::try_from(digest.to_string()).map_err(|_| OciSpecError::Unreadable)
}

/// The digest as this workspace has it.
///
/// # Errors
/// [`OciSpecError::Digest`] when it is of another algorithm.
pub fn digest_from_oci_spec(digest: &image::Digest) -> Result<Digest, OciSpecError> {
    Ok(Digest::parse(digest.as_ref())?)
}

impl From<&Platform> for image::Platform {
    fn from(platform: &Platform) -> Self {
        let mut theirs = Self::default();
        theirs.set_os(Os::from(platform.os()));
        theirs.set_architecture(Arch::from(platform.architecture()));
        theirs.set_variant(platform.variant().map(String::from));
        theirs.set_os_version(platform.os_version().map(String::from));
        theirs
    }
}

/// Members that are empty say nothing.
impl TryFrom<&image::Platform> for Platform {
    type Error = OciSpecError;

    fn try_from(theirs: &image::Platform) -> Result<Self, OciSpecError> {
        for (list, member) in [(theirs.os_features(), "os.features"), (theirs.features(), "features")] {
            if list.as_ref().is_some_and(|list| !list.is_empty()) {
                return Err(OciSpecError::Member { member });
            }
        }
        let said = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let mut platform = Self::new(&theirs.os().to_string(), &theirs.architecture().to_string())?;
        if let Some(variant) = said(theirs.variant()) {
            platform = platform.with_variant(&variant)?;
        }
        if let Some(version) = said(theirs.os_version()) {
            platform = platform.with_os_version(&version)?;
        }
        Ok(platform)
    }
}

impl TryFrom<&ManifestDescriptor> for image::Descriptor {
    type Error = OciSpecError;

    fn try_from(descriptor: &ManifestDescriptor) -> Result<Self, OciSpecError> {
        let digest = digest_to_oci_spec(&descriptor.digest())?;
        let mut theirs = Self::new(MediaType::from(descriptor.media_type()), descriptor.size(), digest);
        if !descriptor.annotations().is_empty() {
            let annotations = descriptor.annotations().iter();
            theirs.set_annotations(Some(
                annotations.map(|(key, value)| (key.clone(), value.clone())).collect(),
            ));
        }
        theirs.set_artifact_type(descriptor.artifact_type().map(MediaType::from));
        theirs.set_platform(descriptor.platform().map(Into::into));
        Ok(theirs)
    }
}

/// Embedded data and addresses, which are never read here, have no place in a descriptor.
impl TryFrom<&image::Descriptor> for ManifestDescriptor {
    type Error = OciSpecError;

    fn try_from(theirs: &image::Descriptor) -> Result<Self, OciSpecError> {
        if theirs.urls().as_ref().is_some_and(|urls| !urls.is_empty()) {
            return Err(OciSpecError::Member { member: "urls" });
        }
        if theirs.data().is_some() {
            return Err(OciSpecError::Member { member: "data" });
        }
        let digest = digest_from_oci_spec(theirs.digest())?;
        let core = Descriptor::new(theirs.media_type().as_ref(), digest, theirs.size())?;
        let mut descriptor = Self::new(core);
        for (key, value) in theirs.annotations().iter().flatten() {
            descriptor = descriptor.with_annotation(key, value);
        }
        if let Some(artifact_type) = theirs.artifact_type() {
            descriptor = descriptor.with_artifact_type(artifact_type.as_ref());
        }
        match theirs.platform() {
            Some(platform) => Ok(descriptor.with_platform(platform.try_into()?)),
            None => Ok(descriptor),
        }
    }
}

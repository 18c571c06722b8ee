//! Serde forms, which go through the same constructors as everything else.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};

use countersign_digest::{Descriptor, Digest};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{ManifestDescriptor, Platform, Reference};

/// As text.
impl Serialize for Reference {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(self)
    }
}

/// From text, by [`Reference::parse`].
impl<'de> Deserialize<'de> for Reference {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(input)?).map_err(D::Error::custom)
    }
}

#[derive(Serialize, Deserialize)]
struct PlatformForm {
    architecture: String,
    os: String,
    #[serde(rename = "os.version", default, skip_serializing_if = "Option::is_none")]
    os_version: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    variant: Option<String>,
}

/// As the member `platform` of a descriptor (image-spec `image-index.md`).
impl Serialize for Platform {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let form = PlatformForm {
            architecture: self.architecture().to_string(),
            os: self.os().to_string(),
            os_version: self.os_version().map(ToString::to_string),
            variant: self.variant().map(ToString::to_string),
        };
        form.serialize(out)
    }
}

/// From the member `platform` of a descriptor.
impl<'de> Deserialize<'de> for Platform {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let form = PlatformForm::deserialize(input)?;
        let mut platform = Self::new(&form.os, &form.architecture).map_err(D::Error::custom)?;
        if let Some(variant) = &form.variant {
            platform = platform.with_variant(variant).map_err(D::Error::custom)?;
        }
        if let Some(version) = &form.os_version {
            platform = platform.with_os_version(version).map_err(D::Error::custom)?;
        }
        Ok(platform)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct DescriptorForm {
    media_type: String,
    digest: Digest,
    size: u64,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    annotations: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    platform: Option<Platform>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    artifact_type: Option<String>,
}

/// As an image manifest has it (image-spec `descriptor.md`).
impl Serialize for ManifestDescriptor {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let form = DescriptorForm {
            media_type: self.media_type().to_string(),
            digest: self.digest(),
            size: self.size(),
            annotations: self.annotations().clone(),
            platform: self.platform().cloned(),
            artifact_type: self.artifact_type().map(ToString::to_string),
        };
        form.serialize(out)
    }
}

/// From the form in an image manifest; members that are not known are passed over.
impl<'de> Deserialize<'de> for ManifestDescriptor {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let form = DescriptorForm::deserialize(input)?;
        let core = Descriptor::new(&form.media_type, form.digest, form.size).map_err(D::Error::custom)?;
        let mut descriptor = Self::new(core);
        for (key, value) in form.annotations {
            descriptor = descriptor.with_annotation(key, value);
        }
        if let Some(platform) = form.platform {
            descriptor = descriptor.with_platform(platform);
        }
        if let Some(artifact_type) = form.artifact_type {
            descriptor = descriptor.with_artifact_type(artifact_type);
        }
        Ok(descriptor)
    }
}

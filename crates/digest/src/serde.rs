//! Text forms for serde, read by the same parsers.

use alloc::{borrow::Cow, format};

use ::serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error, ser::SerializeStruct};

use crate::{Descriptor, Digest};

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'_, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(D::Error::custom)
    }
}

impl Serialize for Descriptor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Descriptor", 3)?;
        fields.serialize_field("mediaType", self.media_type())?;
        fields.serialize_field("digest", &self.digest())?;
        fields.serialize_field("size", &self.size())?;
        fields.end()
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Fields<'a> {
    #[serde(borrow)]
    media_type: Cow<'a, str>,
    digest: Digest,
    size: u64,
}

impl<'de> Deserialize<'de> for Descriptor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fields = Fields::deserialize(deserializer)?;
        Self::new(&fields.media_type, fields.digest, fields.size)
            .map_err(|error| D::Error::custom(format!("mediaType: {error}")))
    }
}

//! `oci-spec` 0.10 writes and reads the members `os.version` and `os.features` of a platform as `os_version` and
//! `os_features`. A manifest that goes between is spelled for its reader.

use alloc::borrow::ToOwned;
use alloc::string::String;

use countersign_encoding::json::{Object, Value};

use crate::ManifestError;
use crate::manifest::document_of;

/// The members of a platform as image-spec has them, and as `oci-spec` has them.
const SPELLINGS: [(&str, &str); 6] = [
    ("architecture", "architecture"),
    ("os", "os"),
    ("os.version", "os_version"),
    ("os.features", "os_features"),
    ("variant", "variant"),
    ("features", "features"),
];

/// The JSON of a manifest as `oci-spec` reads it.
pub(super) fn for_them(bytes: &[u8]) -> Result<String, ManifestError> {
    let document = respelled(document_of(bytes)?, |(ours, theirs)| (ours, theirs));
    Ok(Value::from(document).to_json())
}

/// The JSON of a manifest that `oci-spec` wrote, as image-spec has it.
pub(super) fn for_us(bytes: &[u8]) -> Result<Value<'static>, ManifestError> {
    Ok(respelled(document_of(bytes)?, |(ours, theirs)| (theirs, ours)).into())
}

type Spelling = (&'static str, &'static str);

fn respelled(mut document: Object<'static>, spell: fn(Spelling) -> Spelling) -> Object<'static> {
    for member in ["config", "subject", "layers", "manifests"] {
        let value = match document.get(member) {
            Some(Value::Array(entries)) => {
                Value::Array(entries.iter().map(|entry| descriptor(entry, spell)).collect())
            }
            Some(entry) => descriptor(entry, spell),
            None => continue,
        };
        document = document.with(member, value);
    }
    document
}

fn descriptor(value: &Value<'static>, spell: fn(Spelling) -> Spelling) -> Value<'static> {
    match value.as_object().and_then(|object| Some((object, object.get("platform")?.as_object()?))) {
        Some((object, platform)) => {
            object.clone().with("platform", respelled_platform(platform, spell)).into()
        }
        None => value.clone(),
    }
}

/// The known members alone; others have no place on either side.
fn respelled_platform(platform: &Object<'static>, spell: fn(Spelling) -> Spelling) -> Object<'static> {
    SPELLINGS.into_iter().map(spell).fold(Object::new(), |made, (from, to)| match platform.get(from) {
        Some(value) => made.with(to.to_owned(), value.clone()),
        None => made,
    })
}

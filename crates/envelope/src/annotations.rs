//! Annotations: maps from text to text that signers attach.

use alloc::{collections::BTreeMap, string::String};

use countersign_encoding::json::{Object, Value};

/// The members with text values. Others cannot equal what a caller requires.
pub(crate) fn text_members(object: &Object<'_>) -> BTreeMap<String, String> {
    object.iter().filter_map(|(key, value)| Some((key.into(), value.as_str()?.into()))).collect()
}

/// The map as a JSON object, keys in order.
pub(crate) fn to_object(annotations: &BTreeMap<String, String>) -> Object<'_> {
    annotations
        .iter()
        .fold(Object::new(), |object, (key, value)| object.with(key.as_str(), Value::from(value.as_str())))
}

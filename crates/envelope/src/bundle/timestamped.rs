//! A timestamp put into a bundle that is there already.

use alloc::{string::String, vec::Vec};

use countersign_encoding::{
    base64,
    json::{self, Object, Value},
};

use super::{Bundle, BundleError, read::MAX_TIMESTAMPS};
use crate::limits;

/// The same bundle with one timestamp more: `response` is a DER `TimeStampResp` (RFC 3161 §2.4.2) over the bytes of
/// [`Bundle::signature`]. Whether it is must be known before: nothing of it is read here. Members stay in their order.
///
/// # Errors
/// [`AddTimestampError`].
pub fn add_timestamp_to_bundle(bundle: &[u8], response: &[u8]) -> Result<Vec<u8>, AddTimestampError> {
    let count = *Bundle::parse(bundle)?.timestamps().claimed();
    if count >= MAX_TIMESTAMPS {
        return Err(AddTimestampError::Full { limit: MAX_TIMESTAMPS });
    }
    let value = json::parse(bundle, &limits::document()).map_err(BundleError::from)?;
    let root = value.as_object().ok_or(BundleError::NotAnObject { field: "" })?;
    let entry = Object::new().with("signedTimestamp", base64::encode_standard(response));
    let written = within(root, "verificationMaterial", |material| {
        within(material, "timestampVerificationData", |data| {
            let list = String::from(data.spelling_of("rfc3161Timestamps"));
            let mut entries = data.get(&list).and_then(Value::as_array).unwrap_or_default().to_vec();
            entries.push(Value::from(entry));
            data.clone().with(list, entries)
        })
    });
    Ok(Value::from(written).to_json().into_bytes())
}

/// The object with a member that is an object changed; one that is missing or `null` was empty.
fn within<'a>(
    object: &Object<'a>,
    name: &'static str,
    change: impl FnOnce(&Object<'a>) -> Object<'a>,
) -> Object<'a> {
    let (name, empty) = (String::from(object.spelling_of(name)), Object::new());
    let inner = object.get(&name).and_then(Value::as_object).unwrap_or(&empty);
    let changed = change(inner);
    object.clone().with(name, changed)
}

/// Why a timestamp was not put into a bundle.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AddTimestampError {
    /// The bundle cannot be read.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// The bundle carries as many timestamps as are read.
    #[error("the bundle carries {limit} timestamps already, no more are read")]
    Full {
        /// The limit.
        limit: usize,
    },
}

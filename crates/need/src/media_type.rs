//! Media types by the grammar of RFC 6838 §4.2, without parameters.

use crate::NeedError;

/// Longest type or subtype name (RFC 6838 §4.2), in characters.
const MAX_NAME: usize = 127;

pub(crate) fn check(media_type: &str) -> Result<(), NeedError> {
    match media_type.split_once('/') {
        Some((kind, subtype)) if is_name(kind) && is_name(subtype) => Ok(()),
        _ => Err(NeedError::MediaType),
    }
}

/// `restricted-name = restricted-name-first *126restricted-name-chars`
fn is_name(name: &str) -> bool {
    let starts = name.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric());
    let others = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte));
    starts && others && name.len() <= MAX_NAME
}

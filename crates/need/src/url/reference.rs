//! References, resolved (RFC 3986 §5.2).

use alloc::{format, string::String, vec::Vec};
use core::fmt;

use super::{Url, check};
use crate::NeedError;

/// The text of a reference resolved against a base; what is absolute is not changed.
pub(super) fn resolve(base: &Url, reference: &str) -> Result<String, NeedError> {
    check::text(reference)?;
    if has_scheme(reference) {
        return Ok(reference.into());
    }
    if reference.starts_with("//") {
        return Ok(format!("{}:{reference}", base.scheme()));
    }
    let (path, query) = target(base, reference);
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    Ok(format!("{}://{}{path}{query}", base.scheme(), base.authority()))
}

/// Path and query of a reference without scheme and authority (RFC 3986 §5.2.2).
fn target<'a>(base: &'a Url, reference: &'a str) -> (String, Option<&'a str>) {
    let (path, query) = split_query(reference);
    if path.is_empty() {
        (base.path().into(), query.or(base.query()))
    } else if path.starts_with('/') {
        (without_dots(path), query)
    } else {
        let folder = base.path().rsplit_once('/').map_or("", |(folder, _)| folder);
        (without_dots(&format!("{folder}/{path}")), query)
    }
}

/// `scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." )`, before the first colon.
fn has_scheme(reference: &str) -> bool {
    reference.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    })
}

/// Path and query; a fragment stays with the last of them, for the check to find.
pub(super) fn split_query(reference: &str) -> (&str, Option<&str>) {
    match reference.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (reference, None),
    }
}

/// Removes `.` and `..` (RFC 3986 §5.2.4) from a path that begins with `/`; the outcome does too.
fn without_dots(path: &str) -> String {
    let segments: Vec<&str> = path.strip_prefix('/').unwrap_or(path).split('/').collect();
    let mut kept = Vec::with_capacity(segments.len());
    for segment in &segments {
        match *segment {
            "." => {}
            ".." => drop(kept.pop()),
            other => kept.push(other),
        }
    }
    if segments.last().is_some_and(|last| matches!(*last, "." | "..")) {
        kept.push("");
    }
    format!("/{}", kept.join("/"))
}

/// Everything but unreserved characters as `%XX` (RFC 3986 §2.1, §2.3).
pub(super) struct Encoded<'a>(pub(super) &'a str);

impl fmt::Display for Encoded<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.bytes().try_for_each(|byte| match byte {
            b'-' | b'.' | b'_' | b'~' => write!(f, "{}", char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => write!(f, "{}", char::from(byte)),
            _ => write!(f, "%{byte:02X}"),
        })
    }
}

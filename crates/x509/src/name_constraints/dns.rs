//! `dNSName`: what is made by adding labels to the left of the base is inside (RFC 5280 §4.2.1.10).

use super::{
    SubtreeMatch,
    host::{is_below, is_host_name, is_in_domain},
};

/// The empty base holds every name. A leading or trailing dot and a wildcard have no meaning in a base of this form.
pub(super) fn compare(name: &str, base: &str) -> SubtreeMatch {
    let (host, wildcard) = match name.strip_prefix("*.") {
        Some(host) => (host, true),
        None => (name, false),
    };
    if !is_host_name(host) || !(base.is_empty() || is_host_name(base)) {
        return SubtreeMatch::Malformed;
    }
    if base.is_empty() || is_in_domain(host, base) {
        SubtreeMatch::Inside
    } else if wildcard && is_below(base, host) {
        SubtreeMatch::Overlapping
    } else {
        SubtreeMatch::Outside
    }
}

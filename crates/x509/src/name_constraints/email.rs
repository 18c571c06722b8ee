//! `rfc822Name`: a mailbox, a host, or what lies below a domain (RFC 5280 §4.2.1.10).

use super::{
    SubtreeMatch,
    host::{is_below, is_host_name},
};
use crate::mailbox::Mailbox;

/// `user@host` is that mailbox, `host` every mailbox at that host and no other, `.domain` every mailbox at a host below it.
/// The empty base holds every mailbox.
pub(super) fn compare(name: &str, base: &str) -> SubtreeMatch {
    let Some(name) = Mailbox::read(name) else { return SubtreeMatch::Malformed };
    let inside = if base.contains('@') {
        Mailbox::read(base).map(|base| name.is_same(&base))
    } else if let Some(domain) = base.strip_prefix('.') {
        is_host_name(domain).then(|| is_below(name.host(), domain))
    } else {
        (base.is_empty() || is_host_name(base))
            .then(|| base.is_empty() || name.host().eq_ignore_ascii_case(base))
    };
    match inside {
        Some(true) => SubtreeMatch::Inside,
        Some(false) => SubtreeMatch::Outside,
        None => SubtreeMatch::Malformed,
    }
}

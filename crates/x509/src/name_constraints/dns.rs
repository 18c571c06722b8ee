//! `dNSName`: what is made by adding labels to the left of the base is inside (RFC 5280 §4.2.1.10).

use super::{
    SubtreeMatch,
    host::{is_below, is_host_name, is_in_domain},
};

/// A host name, or all that one label makes of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DnsNames<'a> {
    host: &'a str,
    wildcard: bool,
}

impl<'a> DnsNames<'a> {
    pub(super) fn read(name: &'a str) -> Option<Self> {
        let (host, wildcard) = match name.strip_prefix("*.") {
            Some(host) => (host, true),
            None => (name, false),
        };
        is_host_name(host).then_some(Self { host, wildcard })
    }

    pub(super) fn compare(self, base: &str) -> SubtreeMatch {
        if base.is_empty() || is_in_domain(self.host, base) {
            SubtreeMatch::Inside
        } else if self.wildcard && is_below(base, self.host) {
            SubtreeMatch::Overlapping
        } else {
            SubtreeMatch::Outside
        }
    }
}

/// The empty base holds every name. A leading or trailing dot and a wildcard have no meaning in a base of this form.
pub(super) fn read_base(base: &str) -> Option<&str> {
    (base.is_empty() || is_host_name(base)).then_some(base)
}

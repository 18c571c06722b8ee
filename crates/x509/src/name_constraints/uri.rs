//! `uniformResourceIdentifier`: the host of the URI counts (RFC 5280 §4.2.1.10).

use super::{
    SubtreeMatch,
    host::{is_below, is_host_name},
};
use crate::uri::host;

/// `host` is that host alone, `.domain` every host below it; the empty base holds every URI with a host name. A URI without
/// an authority, or whose host is an IP address, is refused under any constraint of this form.
pub(super) fn compare(name: &str, base: &str) -> SubtreeMatch {
    let Some(host) = host(name).filter(|host| is_host_name(host)) else { return SubtreeMatch::Malformed };
    let inside = if let Some(domain) = base.strip_prefix('.') {
        is_host_name(domain).then(|| is_below(host, domain))
    } else {
        (base.is_empty() || is_host_name(base)).then(|| base.is_empty() || host.eq_ignore_ascii_case(base))
    };
    match inside {
        Some(true) => SubtreeMatch::Inside,
        Some(false) => SubtreeMatch::Outside,
        None => SubtreeMatch::Malformed,
    }
}

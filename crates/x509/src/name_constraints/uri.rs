//! `uniformResourceIdentifier`: the host of the URI counts (RFC 5280 §4.2.1.10).

use super::host::is_host_name;
use crate::uri::host;

/// The host of a URI. One without an authority, or whose host is an IP address, is refused under any constraint of this form.
pub(super) fn read_host(uri: &str) -> Option<&str> {
    host(uri).filter(|host| is_host_name(host))
}

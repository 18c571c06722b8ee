//! Whether a certificate is that of somebody who says when things were done.

use countersign::{
    revocation::Retroactivity,
    x509::{Certificate, Profile, Role},
};

/// What counts backwards of a certificate: of one for timestamping more, as nobody but its holder says when it was used
/// (RFC 3161 §4).
pub fn retroactivity(certificate: &Certificate<'_>) -> Retroactivity {
    let stamps = Profile::RFC3161_TSA.check(Role::Leaf, certificate).is_ok();
    if stamps { Retroactivity::Witness } else { Retroactivity::ByReason }
}

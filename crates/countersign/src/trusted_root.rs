//! Timestamping authorities of a trusted root.

use alloc::{format, vec::Vec};

use countersign_timestamp::{TrustedTsa, TrustedTsaError};
use countersign_trust::{TimestampAuthorityEntry, TrustedRoot};
use countersign_x509::AnchorLimits;

/// The timestamping authorities that a trusted root names, as they are to be believed: each inside of its window, and one that
/// is named by its own certificate for that certificate alone. In reports they are called `name: authority N`, counted from 0.
///
/// Those that the root names and that cannot be read ([`TrustedRoot::unusable`]) are not among them.
///
/// # Errors
/// [`TrustedTsaError`] where an authority could never be believed; none that a trusted root can be read with.
pub fn timestamp_authorities(root: &TrustedRoot, name: &str) -> Result<Vec<TrustedTsa>, TrustedTsaError> {
    root.timestamp_authorities().iter().map(|entry| of_entry(entry, name)).collect()
}

fn of_entry(entry: &TimestampAuthorityEntry, name: &str) -> Result<TrustedTsa, TrustedTsaError> {
    let (window, id) = (entry.valid_for(), format!("{name}: authority {}", entry.position()));
    let authority = TrustedTsa::new(id, entry.anchors(AnchorLimits::OwnLimits))?
        .window(window.start(), window.end())?
        .intermediates(entry.intermediates());
    Ok(match entry.leaf() {
        Some(leaf) => authority.signer(leaf),
        None => authority,
    })
}

//! How much of a document is read.

use countersign_encoding::json::Limits;

/// The longest bundle, envelope or statement in bytes: attestations carry whole bills of materials.
const MAX_DOCUMENT: usize = 32 << 20;
/// The most values and names in one: what a bill of materials of that length holds.
const MAX_VALUES: usize = 2_000_000;

/// For documents that may carry an attestation.
pub(crate) fn document() -> Limits {
    Limits::default().with_max_bytes(MAX_DOCUMENT).with_max_values(MAX_VALUES)
}

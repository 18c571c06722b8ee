//! Weaker than the default, by name. Whoever uses one of these should be able to say why.

use crate::ExpectedPayload;

/// Lets a statement of *any* kind about the image count as its signature, as `cosign verify` does with bundles: then
/// everybody whose key signs some attestation signs images too.
#[must_use]
pub const fn any_statement() -> ExpectedPayload {
    ExpectedPayload::any_statement()
}

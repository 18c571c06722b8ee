//! How new the newest CRLs are that were seen, from one verification to the next.

use core::fmt;

use countersign_revocation::HighestSeen;

/// Keeps how new the newest CRLs were. One from before a revocation may be fresh for weeks yet: without this whoever can choose
/// which one arrives shows that one.
///
/// What is kept only ever makes a verdict stricter: lists that are older than one of the same issuer and scope make nothing
/// good, and what they say is revoked stays so. Only what an issuer signed, whom nothing is known against, is handed over.
pub trait CrlMemory: fmt::Debug + Send + Sync {
    /// What was seen so far.
    fn seen(&self) -> HighestSeen;

    /// Takes what a verification saw, besides what was seen so far: the newest of each counts ([`HighestSeen::add`]).
    fn take(&self, seen: &HighestSeen);
}

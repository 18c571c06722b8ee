//! How new the newest CRLs are that were seen, from one verification to the next.

use core::fmt;

use countersign_revocation::HighestSeen;

/// Keeps how new the newest CRLs were. One from before a revocation may be fresh for weeks yet: without this whoever can choose
/// which one arrives shows that one.
///
/// What is kept only ever makes a verdict stricter: lists that are older than one of the same key and scope make nothing good, nor
/// do complete ones without the newest delta, and what they say is revoked stays so. Only lists that are signed rightly are handed
/// over. Another key of a CA begins anew, so that a stolen one cannot keep the next one out.
pub trait CrlMemory: fmt::Debug + Send + Sync {
    /// What was seen so far.
    fn seen(&self) -> HighestSeen;

    /// Takes what a verification saw, besides what was seen so far: the newest of each counts ([`HighestSeen::add`]).
    fn take(&self, seen: &HighestSeen);
}

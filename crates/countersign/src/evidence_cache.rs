//! Where evidence of revocation is kept from one verification to the next.

use alloc::vec::Vec;
use core::fmt;

use countersign_need::{Answer, Need};
use countersign_revocation::RevocationChecker;
use countersign_time::UnixTime;
use countersign_x509::VerifiedPath;

/// Keeps CRLs and OCSP responses that were fetched, such as in a folder of `countersign-fetch`.
///
/// What it has is believed no more than what a network sends. It is used where by itself it makes known whether a certificate was
/// revoked; where it does not, the need leaves as if nothing had been kept. Nothing that fails here fails a verification.
pub trait EvidenceCache: fmt::Debug + Send + Sync {
    /// What was kept for a need about a certificate of this path, if it is current at `now` as far as it says itself.
    fn load(&self, path: &VerifiedPath<'_>, need: &Need, now: UnixTime) -> Option<Vec<u8>>;

    /// Keeps what was fetched for a need, and was verified at `now`.
    fn store(&self, path: &VerifiedPath<'_>, need: &Need, bytes: &[u8], now: UnixTime);

    /// What was kept for a need of a checker, where that alone settles anything ([`RevocationChecker::settles`]).
    fn recall(&self, checker: &RevocationChecker<'_>, need: &Need) -> Option<Answer> {
        let bytes = self.load(checker.path(), need, checker.now())?;
        checker.settles(need, &bytes).then_some(Answer::Bytes(bytes))
    }

    /// Keeps what was fetched for a need of a checker, where that alone settles anything.
    fn keep(&self, checker: &RevocationChecker<'_>, need: &Need, answer: &Answer) {
        if let Answer::Bytes(bytes) = answer
            && checker.settles(need, bytes)
        {
            self.store(checker.path(), need, bytes, checker.now());
        }
    }
}

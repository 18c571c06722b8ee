//! Whether those who signed evidence are themselves revoked.
//!
//! A CA may have its lists signed by another key, and its OCSP answers by a responder. Their certificates can be revoked
//! like any other, and evidence by a revoked signer makes nothing good (RFC 5280 §6.3.3 (f), RFC 6960 §4.2.2.2.1).
//! To know that takes evidence again, which may have been signed by the same.
//!
//! Of lists that is allowed: a key that signs the lists of a CA signs the one that it would itself be on (as CAs do that
//! roll their keys). Such a signer counts until something says otherwise: the *greatest* set of signers that agree with
//! each other. Of responders it is not: one whose certificate does not say `nocheck` must be found good by evidence that does not
//! rest on it: the *least* such set. Both are independent of the order of evidence, and of each other's growth.

use alloc::vec::Vec;
use core::cell::RefCell;

use countersign_x509::{Certificate, VerifiedPath};

use super::{SilentDelegates, rules::names_a_place};
use crate::{Source, Status, WhyUnknown, WhyUntrusted};

/// The most certificates of other signers that are looked at.
const MAX_SIGNERS: usize = 16;

/// A certificate on the path of a signer.
#[derive(Clone, Debug)]
pub(super) struct Signer {
    pub(super) path: VerifiedPath<'static>,
    /// Its place on that path.
    pub(super) at: usize,
    pub(super) status: Status,
    /// Whether lists by it count.
    lists: bool,
    /// Whether answers by it count.
    answers: bool,
}

impl Signer {
    pub(super) fn certificate(&self) -> Option<&Certificate<'static>> {
        self.path.certificates().get(self.at)
    }

    fn is(&self, certificate: &Certificate<'_>) -> bool {
        self.certificate().is_some_and(|own| own.der() == certificate.der())
    }

    /// Whether it is a leaf that names no way to learn of its revocation: what is above it must be known all the same.
    fn is_silent_delegate(&self) -> bool {
        self.at == 0 && self.certificate().is_some_and(|certificate| !names_a_place(certificate))
    }

    fn counts_for(&self, by: Source) -> Result<(), Status> {
        match (by, self.status) {
            (Source::Crl, _) if self.lists => Ok(()),
            (Source::Ocsp, _) if self.answers => Ok(()),
            (_, Status::Revoked(_)) => Err(Status::Untrusted { by, why: WhyUntrusted::SignerRevoked }),
            _ => Err(Status::Unknown(WhyUnknown::SignerUnchecked { by })),
        }
    }
}

/// The signers that were met so far.
#[derive(Debug, Default)]
pub(super) struct Signers(RefCell<Vec<Signer>>);

impl Signers {
    /// What a signer's evidence is worth. `own` are the certificates of the path that is checked: each is judged by itself, but for one
    /// that answers about others, as those could answer about it.
    pub(super) fn check(
        &self,
        by: Source,
        path: &VerifiedPath<'_>,
        own: &[Certificate<'_>],
    ) -> Result<(), Status> {
        for (at, certificate) in path.certificates().iter().enumerate() {
            let answers = by == Source::Ocsp && at == 0;
            if answers || !own.iter().any(|known| known.der() == certificate.der()) {
                self.meet(by, path, at, certificate)?;
            }
        }
        Ok(())
    }

    fn meet(
        &self,
        by: Source,
        path: &VerifiedPath<'_>,
        at: usize,
        certificate: &Certificate<'_>,
    ) -> Result<(), Status> {
        let mut signers = self.0.borrow_mut();
        if let Some(known) = signers.iter().find(|signer| signer.is(certificate)) {
            return known.counts_for(by);
        }
        if signers.len() >= MAX_SIGNERS {
            return Err(Status::Unknown(WhyUnknown::Limit));
        }
        let status = Status::Unknown(WhyUnknown::NoEvidence);
        let signer = Signer { path: path.to_owned(), at, status, lists: true, answers: false };
        let counts = signer.counts_for(by);
        signers.push(signer);
        counts
    }

    pub(super) fn all(&self) -> Vec<Signer> {
        self.0.borrow().clone()
    }

    pub(super) fn len(&self) -> usize {
        self.0.borrow().len()
    }

    /// Notes what is known of each now. Whether anything changes by that for lists: a signer that is not good counts no more.
    pub(super) fn note(&self, statuses: &[Status]) -> bool {
        let mut fell = false;
        for (signer, status) in self.0.borrow_mut().iter_mut().zip(statuses) {
            signer.status = *status;
            let is_good = matches!(status, Status::Good(_));
            fell |= signer.lists && !is_good;
            signer.lists &= is_good;
        }
        fell
    }

    /// Counts the answers of those that are good, or silent where that will do; whether there is one more. What was held against signers of lists meanwhile
    /// is forgotten, as more may be good now.
    pub(super) fn promote(&self, silent: SilentDelegates) -> bool {
        let mut rose = false;
        for signer in self.0.borrow_mut().iter_mut() {
            let counts = match signer.status {
                Status::Good(_) => true,
                Status::Revoked(_) => false,
                _ => silent == SilentDelegates::Taken && signer.is_silent_delegate(),
            };
            rose |= counts && !signer.answers;
            signer.answers |= counts;
        }
        if rose {
            self.0.borrow_mut().iter_mut().for_each(|signer| signer.lists = true);
        }
        rose
    }
}

//! What revocation lists say of a signature, of whoever made it, and of what it is over.

use alloc::{format, vec::Vec};

use countersign_digest::Digest;
use countersign_policy::BoundSignature;
use countersign_revocation::{
    Retroactivity, Status,
    list::{ListEntry, VerifiedRevocationList},
};
use countersign_time::UnixTime;
use countersign_timestamp::VerifiedTimestamp;
use countersign_x509::{Times, VerifiedPath};

use crate::{Code, examine::Request, stamped::Stamped, untrusted::Rejected};

/// Whether anything that a signature rests on is on a list; if nothing is, the timestamps that count, and until when the lists
/// say so. A list wins over everything that speaks for the signature.
pub(crate) fn check(
    request: Request<'_>,
    bound: &BoundSignature,
    signature: &[u8],
    stamped: Stamped,
) -> Result<(Stamped, Option<UnixTime>), Rejected> {
    let stamped = unlisted(request, stamped)?;
    let mut until: Option<UnixTime> = None;
    for list in request.configuration.lists() {
        let fresh = fresh_until(list, request.now)?;
        until = Some(until.map_or(fresh, |other| other.min(fresh)));
        Asking { request, list }.about(bound, signature, stamped.trusted())?;
    }
    Ok((stamped, until))
}

/// The timestamps by authorities of whom nothing is on a list; where the others have to count as well, why one does not.
fn unlisted(request: Request<'_>, stamped: Stamped) -> Result<Stamped, Rejected> {
    let asked = |one: &VerifiedTimestamp| {
        let mut lists = request.configuration.lists().iter();
        lists.try_for_each(|list| Asking { request, list }.about_witness(one))
    };
    let each = stamped.each().iter().enumerate();
    let listed: Vec<(usize, Rejected)> = each.filter_map(|(at, one)| Some((at, asked(one).err()?))).collect();
    let Some((_, first)) = listed.first() else { return Ok(stamped) };
    let places: Vec<usize> = listed.iter().map(|(at, _)| *at).collect();
    stamped.without(&places).ok_or_else(|| first.clone())
}

/// Whether what is to run is on a list, whoever signed it.
pub(crate) fn check_digest(request: Request<'_>, digest: &Digest) -> Result<(), Rejected> {
    for list in request.configuration.lists() {
        fresh_until(list, request.now)?;
        if let Some(entry) = list.revokes_digest(digest) {
            return Err(refused(Code::SubjectRevoked, list, entry));
        }
    }
    Ok(())
}

/// That nothing is found in a list that is stale says nothing.
fn fresh_until(list: &VerifiedRevocationList, now: UnixTime) -> Result<UnixTime, Rejected> {
    match list.freshness_at(now) {
        Ok(freshness) => Ok(freshness.until()),
        Err(status) => {
            let code = match status {
                Status::Stale { .. } => Code::RevocationStale,
                _ => Code::RevocationUnknown,
            };
            Err(Rejected { code, reason: format!("the revocation list {}: {status}", list.list().id()) })
        }
    }
}

#[derive(Clone, Copy)]
struct Asking<'a> {
    request: Request<'a>,
    list: &'a VerifiedRevocationList,
}

impl Asking<'_> {
    fn about(self, bound: &BoundSignature, signature: &[u8], trusted: Option<Times>) -> Result<(), Rejected> {
        let provider = self.request.configuration.provider().as_ref();
        let subjects = bound.payload().subjects().iter().flat_map(|subject| subject.digests());
        let digests = core::iter::once(bound.digest()).chain(subjects.copied());
        for digest in digests {
            self.refuse(Code::SubjectRevoked, self.list.revokes_digest(&digest))?;
        }
        self.refuse(
            Code::RevocationListed,
            self.list.revokes_signature(signature, bound.scheme(), provider),
        )?;
        let key = self.list.revokes_key(&bound.signer().id(), trusted, self.retroactivity());
        self.refuse(Code::RevocationListed, key)?;
        let mut vouchers = bound.vouchers().iter();
        vouchers.try_for_each(|voucher| self.about_path(voucher.path(), trusted, self.retroactivity()))
    }

    fn about_witness(self, one: &VerifiedTimestamp) -> Result<(), Rejected> {
        self.about_path(one.path(), Some(one.times()), self.retroactivity().for_witness())
    }

    fn about_path(
        self,
        path: &VerifiedPath<'_>,
        trusted: Option<Times>,
        retroactivity: Retroactivity,
    ) -> Result<(), Rejected> {
        let provider = self.request.configuration.provider().as_ref();
        let entry = self.list.revokes_path(path, trusted, retroactivity, provider);
        let entry = entry.map_err(|error| Rejected::new(Code::CertificateKey, &error))?;
        self.refuse(Code::RevocationListed, entry)
    }

    fn retroactivity(self) -> Retroactivity {
        self.request.configuration.retroactivity()
    }

    fn refuse(self, code: Code, entry: Option<&ListEntry>) -> Result<(), Rejected> {
        entry.map_or(Ok(()), |entry| Err(refused(code, self.list, entry)))
    }
}

fn refused(code: Code, list: &VerifiedRevocationList, entry: &ListEntry) -> Rejected {
    Rejected { code, reason: format!("on the revocation list {}: {entry}", list.list().id()) }
}

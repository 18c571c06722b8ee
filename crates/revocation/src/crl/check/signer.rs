//! Whose key signed a list (RFC 5280 §6.3.3 (f), (g)).

use countersign_x509::{
    AnchorLimits, Certificate, Name, PathBuilder, Role, SignatureError, TrustAnchor, TrustAnchors,
    VerifiedPath,
};

use super::{CrlChecker, combine::Target, set::Slot, verdict::CRL};
use crate::{Issuer, Status, WhyUnknown, WhyUntrusted, crl::CrlVerifyError, question};

/// The signer of a list.
pub(super) struct Found<'x> {
    /// Its key signs the deltas too.
    pub(super) signer: Issuer<'x>,
    /// Why the list makes nothing good though it is signed rightly: its signer may be revoked, or had expired.
    pub(super) doubt: Option<Status>,
}

/// Certificates of the list's issuer whose paths are looked for.
const MAX_CANDIDATES: usize = 8;
/// Paths of one of them that are looked at.
const MAX_PATHS: usize = 4;

/// Finds the signer of a list: on the path, among what the caller believes, and last among certificates at hand.
pub(super) fn find<'x>(
    checker: &CrlChecker<'x>,
    target: &Target<'x>,
    slot: &mut Slot<'_>,
) -> Result<Found<'x>, Status> {
    let mut search = Search { checker, target, slot, doubtful: None, failure: None };
    search
        .on_path()
        .or_else(|| search.believed())
        .or_else(|| search.at_hand())
        .or_else(|| search.doubtful.take())
        .ok_or_else(|| search.failure.unwrap_or(Status::Untrusted { by: CRL, why: WhyUntrusted::Signer }))
}

struct Search<'f, 'x, 'l> {
    checker: &'f CrlChecker<'x>,
    target: &'f Target<'x>,
    slot: &'f mut Slot<'l>,
    /// A signer that is in doubt, for want of one that is not.
    doubtful: Option<Found<'x>>,
    failure: Option<Status>,
}

impl<'x> Search<'_, 'x, '_> {
    /// The CAs of the certificate's own path have the name and the key already.
    fn on_path(&mut self) -> Option<Found<'x>> {
        let target = self.target;
        for (place, certificate) in target.above.iter().enumerate() {
            let from = target.above.get(place..).unwrap_or_default();
            let own = self.is_candidate(certificate) && self.is_of_issuer(from, target.anchor);
            let signer = Issuer::from_certificate(certificate);
            if own && self.admits(certificate) && self.signs(&signer) {
                let doubt = self.outlived(certificate);
                let found = self.unless_doubtful(signer, doubt);
                if found.is_some() {
                    return found;
                }
            }
        }
        self.is_of_issuer(&[], target.anchor).then(|| self.anchor(target.anchor))?
    }

    fn believed(&mut self) -> Option<Found<'x>> {
        let believed = self.checker.believed?;
        believed.iter().find_map(|anchor| self.anchor(anchor))
    }

    fn anchor(&mut self, anchor: &'x TrustAnchor) -> Option<Found<'x>> {
        let signer = Issuer::from_anchor(anchor);
        if !self.signs(&signer) {
            return None;
        }
        let limited = anchor.certificate().filter(|_| anchor.limits() == Some(AnchorLimits::OwnLimits));
        let doubt = limited.and_then(|certificate| self.outlived(certificate));
        self.unless_doubtful(signer, doubt)
    }

    /// What a list is worth that was issued when the certificate of its signer had expired: whether the key was stolen since
    /// is nobody's business any more.
    fn outlived(&self, certificate: &Certificate<'_>) -> Option<Status> {
        let expired = certificate.validity().not_after() < self.slot.list.this_update();
        expired.then_some(Status::Untrusted { by: CRL, why: WhyUntrusted::NotAllowed })
    }

    /// Keeps a signer that is in doubt, as there may be another certificate of its key that is not.
    fn unless_doubtful(&mut self, signer: Issuer<'x>, doubt: Option<Status>) -> Option<Found<'x>> {
        let Some(doubt) = doubt else { return Some(Found { signer, doubt: None }) };
        match &mut self.doubtful {
            Some(other) => other.doubt = Some(other.doubt.map_or(doubt, |other| other.or(doubt))),
            none => *none = Some(Found { signer, doubt: Some(doubt) }),
        }
        None
    }

    /// Other certificates of that name: those of a key that is new or old, or for lists alone, and of issuers of indirect
    /// lists.
    fn at_hand(&mut self) -> Option<Found<'x>> {
        let certificates = self.checker.certificates?;
        let mut left = MAX_CANDIDATES;
        for certificate in certificates.iter() {
            if !self.is_candidate(certificate) {
                continue;
            }
            left = left.checked_sub(1).or_else(|| {
                self.note(Status::Unknown(WhyUnknown::Limit));
                None
            })?;
            let signer = Issuer::from_certificate(certificate);
            if self.signs(&signer)
                && let Some(doubt) = self.has_path(certificate)
            {
                let found = self.unless_doubtful(signer, doubt.err());
                if found.is_some() {
                    return found;
                }
            }
        }
        None
    }

    /// Nobody vouches for its own key.
    fn is_candidate(&self, certificate: &Certificate<'_>) -> bool {
        certificate.subject().matches(&self.slot.list.issuer())
            && (self.checker.is_signer || certificate.spki() != self.target.certificate.spki())
    }

    fn admits(&mut self, certificate: &Certificate<'_>) -> bool {
        let admitted = self.checker.profile.check(Role::Leaf, certificate).is_ok();
        if !admitted {
            self.note(Status::Untrusted { by: CRL, why: WhyUntrusted::NotAllowed });
        }
        admitted
    }

    fn signs(&mut self, signer: &Issuer<'_>) -> bool {
        let rules = self.checker.profile.algorithms();
        match self.slot.verify(signer, rules, self.checker.provider) {
            Ok(()) => true,
            Err(error) => {
                self.note(why(&error));
                false
            }
        }
    }

    /// Whether a certificate has a path to the anchor of the certificate in question, and what is known of the revocation of
    /// that path.
    fn has_path(&mut self, certificate: &Certificate<'static>) -> Option<Result<(), Status>> {
        let anchors = TrustAnchors::new([self.target.anchor.clone()]);
        let builder = PathBuilder::new(self.checker.provider, &anchors, self.checker.profile);
        let builder = match self.checker.certificates {
            Some(certificates) => builder.intermediates(certificates),
            None => builder,
        };
        let paths = builder.paths(certificate, self.target.above, self.checker.now);
        let mut good = paths
            .flatten()
            .take(MAX_PATHS)
            .filter(|path| self.checker.is_signer || !is_by_target(path, self.target))
            .filter(|path| self.is_of_issuer(path.certificates(), path.anchor()));
        let doubts = good.next().map(|first| {
            let first = self.checker.ask(&first);
            first.or_else(|doubt| {
                let mut others = good.map(|path| self.checker.ask(&path));
                others.find(Result::is_ok).unwrap_or(Err(doubt))
            })
        });
        if doubts.is_none() {
            self.note(Status::Untrusted { by: CRL, why: WhyUntrusted::Signer });
        }
        doubts
    }

    /// Whether a signer, and what stands above it, is the issuer that the list must be of: two authorities below one anchor
    /// may have the same name, and only one of them issued the certificate. What stands above both names is the same if they
    /// are the same. The issuer of an indirect list is named by the certificate itself.
    fn is_of_issuer(&self, path: &[Certificate<'_>], anchor: &TrustAnchor) -> bool {
        let (name, target) = (self.slot.list.issuer(), self.target);
        let direct = name.matches(&target.certificate.issuer());
        !direct || superior(path, anchor, &name) == superior(target.above, target.anchor, &name)
    }

    /// Keeps the failure that got furthest.
    fn note(&mut self, failure: Status) {
        let further = self.failure.is_none_or(|other| stage(failure) > stage(other));
        if further {
            self.failure = Some(failure);
        }
    }
}

impl CrlChecker<'_> {
    fn ask(&self, signer: &VerifiedPath<'_>) -> Result<(), Status> {
        question::check_signer(self.signers, CRL, signer)
    }
}

/// Whether the certificate in question, or one of its key, is on a path.
fn is_by_target(path: &VerifiedPath<'_>, target: &Target<'_>) -> bool {
    path.certificates().iter().any(|above| above.spki() == target.certificate.spki())
}

/// The key of the first one above that has another name, or of the anchor.
fn superior<'k>(above: &'k [Certificate<'_>], anchor: &'k TrustAnchor, name: &Name<'_>) -> &'k [u8] {
    let other = above.iter().find(|certificate| !certificate.subject().matches(name));
    other.map_or(anchor.spki(), Certificate::spki)
}

/// How far a signer got.
fn stage(failure: Status) -> u8 {
    match failure {
        Status::Untrusted { why: WhyUntrusted::Signer, .. } => 0,
        Status::Untrusted { why: WhyUntrusted::Signature, .. } => 1,
        Status::Untrusted { why: WhyUntrusted::Algorithm, .. } => 2,
        Status::Untrusted { why: WhyUntrusted::NotAllowed, .. } => 3,
        _ => 4,
    }
}

fn why(error: &CrlVerifyError) -> Status {
    let why = match error {
        CrlVerifyError::UnknownCriticalExtension { .. } => WhyUntrusted::CriticalExtension,
        CrlVerifyError::Issuer | CrlVerifyError::KeyIdentifier => WhyUntrusted::Signer,
        CrlVerifyError::KeyUsage => WhyUntrusted::NotAllowed,
        CrlVerifyError::Signature(
            SignatureError::Mismatch | SignatureError::Malformed | SignatureError::KeyMismatch { .. },
        ) => WhyUntrusted::Signature,
        CrlVerifyError::Key(_) | CrlVerifyError::Signature(_) => WhyUntrusted::Algorithm,
        CrlVerifyError::TooManyKeys => return Status::Unknown(WhyUnknown::Limit),
    };
    Status::Untrusted { by: CRL, why }
}

//! Whose key signed a list (RFC 5280 §6.3.3 (f), (g)).

use countersign_crypto::CryptoProvider;
use countersign_x509::{
    Certificate, Name, PathBuilder, Profile, Role, SignatureError, TrustAnchor, TrustAnchors, VerifiedPath,
};

use super::{CrlChecker, combine::Target, set::Slot, verdict::CRL};
use crate::{
    Status, WhyUnknown, WhyUntrusted,
    crl::{CertificateList, CrlVerifyError, verified::Signer},
};

/// The signer of a list.
pub(super) struct Found<'x> {
    /// Its key, which signs the deltas too.
    pub(super) signer: FoundSigner<'x>,
    /// Why the list makes nothing good though it is signed rightly: its signer may be revoked.
    pub(super) doubt: Option<Status>,
}

/// Where the signer was found.
pub(super) enum FoundSigner<'x> {
    /// On the path of the certificate in question, or among certificates at hand.
    Certificate(&'x Certificate<'x>),
    /// An anchor.
    Anchor(&'x TrustAnchor),
}

impl FoundSigner<'_> {
    pub(super) fn as_signer(&self) -> Signer<'_> {
        match self {
            Self::Certificate(certificate) => Signer::Certificate(certificate),
            Self::Anchor(anchor) => Signer::Anchor(anchor),
        }
    }
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
    let mut search = Search { checker, target, slot, failure: None };
    search
        .on_path()
        .or_else(|| search.believed())
        .or_else(|| search.at_hand())
        .ok_or_else(|| search.failure.unwrap_or(Status::Untrusted { by: CRL, why: WhyUntrusted::Signer }))
}

struct Search<'f, 'x, 'l> {
    checker: &'f CrlChecker<'x>,
    target: &'f Target<'x>,
    slot: &'f mut Slot<'l>,
    failure: Option<Status>,
}

impl<'x> Search<'_, 'x, '_> {
    /// The CAs of the certificate's own path have the name and the key already.
    fn on_path(&mut self) -> Option<Found<'x>> {
        for certificate in self.target.above {
            if self.is_candidate(certificate) && self.admits(certificate) && self.tries(certificate) {
                return Some(Found { signer: FoundSigner::Certificate(certificate), doubt: None });
            }
        }
        self.anchor(self.target.anchor)
    }

    fn believed(&mut self) -> Option<Found<'x>> {
        let believed = self.checker.believed?;
        believed.iter().find_map(|anchor| self.anchor(anchor))
    }

    fn anchor(&mut self, anchor: &'x TrustAnchor) -> Option<Found<'x>> {
        let named = anchor.subject().matches(&self.slot.list.issuer());
        let found = named && self.signs(Signer::Anchor(anchor));
        found.then_some(Found { signer: FoundSigner::Anchor(anchor), doubt: None })
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
            if self.tries(certificate)
                && let Some(doubt) = self.has_path(certificate)
            {
                return Some(Found { signer: FoundSigner::Certificate(certificate), doubt: doubt.err() });
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

    fn tries(&mut self, certificate: &'x Certificate<'x>) -> bool {
        self.signs(Signer::Certificate(certificate))
    }

    fn signs(&mut self, signer: Signer<'_>) -> bool {
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
        let builder = builder(self.checker.provider, &anchors, self.checker.profile);
        let builder = match self.checker.certificates {
            Some(certificates) => builder.intermediates(certificates),
            None => builder,
        };
        let paths = builder.paths(certificate, self.target.above, self.checker.now);
        let list = &self.slot.list;
        let mut good = paths
            .flatten()
            .take(MAX_PATHS)
            .filter(|path| self.checker.is_signer || !is_by_target(path, self.target))
            .filter(|path| is_of_issuer(path, list, self.target));
        let doubts = good.next().map(|first| {
            let first = self.checker.ask(&first);
            first.or_else(|doubt| {
                let others = good.map(|path| self.checker.ask(&path));
                others.into_iter().find(Result::is_ok).unwrap_or(Err(doubt))
            })
        });
        if doubts.is_none() {
            self.note(Status::Untrusted { by: CRL, why: WhyUntrusted::Signer });
        }
        doubts
    }

    /// Keeps the failure that got furthest.
    fn note(&mut self, failure: Status) {
        let further = self.failure.is_none_or(|other| stage(failure) > stage(other));
        if further {
            self.failure = Some(failure);
        }
    }
}

fn builder<'b>(
    provider: &'b dyn CryptoProvider,
    anchors: &'b TrustAnchors,
    profile: &'b Profile,
) -> PathBuilder<'b> {
    PathBuilder::new(provider, anchors, profile)
}

impl CrlChecker<'_> {
    fn ask(&self, signer: &VerifiedPath<'_>) -> Result<(), Status> {
        match self.signers {
            Some(check) => check(CRL, signer),
            None => Err(Status::Unknown(WhyUnknown::SignerUnchecked { by: CRL })),
        }
    }
}

/// Whether a path is one of the issuer that the list must be of: two authorities
/// below one anchor may have the same name, and only one of them issued the certificate. What stands above both names is
/// the same if they are the same. The issuer of an indirect list is named by the certificate itself.
fn is_of_issuer(path: &VerifiedPath<'_>, list: &CertificateList<'_>, target: &Target<'_>) -> bool {
    let name = list.issuer();
    let direct = name.matches(&target.certificate.issuer());
    let same = || {
        superior(path.certificates(), path.anchor(), &name) == superior(target.above, target.anchor, &name)
    };
    !direct || same()
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

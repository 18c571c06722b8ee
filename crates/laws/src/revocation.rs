//! Revocation of a path: neither the order of evidence nor junk decides, and nothing hides a revocation.

use countersign_revocation::{Reason, Report, RevocationChecker, RevocationRules, Status};
use countersign_time::UnixTime;
use countersign_x509::{
    AnchorLimits, Certificate, CertificateSet, PathBuilder, Profile, TrustAnchors, VerifiedPath,
};

use crate::path::Believing;

/// Pieces of one input; more only make it slower.
const MAX_ITEMS: usize = 12;
/// When the seeds are fresh: 2026-06-01T00:00:00Z.
const TIME: i64 = 1_780_272_000;

/// The input is a list of items, each after its length in two octets: the certificates of an anchor, of a CA, of a leaf and of
/// another signer, and evidence, each after one octet that says whether it is a list (0) or an answer. Every signature is
/// believed, so that what is looked at here is everything else.
///
/// # Panics
///
/// When the order of evidence, or evidence that is there twice or cannot be read, decides; when a certificate is good though
/// nothing speaks of it; and when a revocation of one piece is hidden by others.
pub fn revocation_check(data: &[u8]) {
    let _ = judged(data);
}

/// What is known of the path's certificates, where the input is one.
fn judged(data: &[u8]) -> Option<Vec<Status>> {
    let items = split(data);
    let [anchor, ca, leaf, signer, evidence @ ..] = items.as_slice() else { return None };
    let time = UnixTime::from_seconds(TIME).ok()?;
    let anchors = TrustAnchors::from_ders([anchor], AnchorLimits::NameAndKey);
    let (ca, leaf) = (Certificate::from_der(ca).ok()?, Certificate::from_der(leaf).ok()?);
    let builder = PathBuilder::new(&Believing, &anchors, Profile::RFC5280);
    let path = builder.verify(&leaf, &[ca], time).ok()?;
    let scene = Scene { path: &path, signers: CertificateSet::from_ders([signer]), time };
    Some(scene.lawful(evidence))
}

struct Scene<'s> {
    path: &'s VerifiedPath<'s>,
    signers: CertificateSet,
    time: UnixTime,
}

impl Scene<'_> {
    fn lawful(&self, evidence: &[&[u8]]) -> Vec<Status> {
        let whole = self.report(evidence);
        let statuses = statuses(&whole);
        spoken(&whole);
        let mut turned = evidence.to_vec();
        turned.reverse();
        assert_eq!(statuses, self.statuses(&turned), "the order decided");
        turned.extend_from_slice(evidence);
        assert_eq!(statuses, self.statuses(&turned), "what is there twice decided");
        self.junk(evidence, &whole);
        for piece in evidence {
            self.not_hidden(piece, &statuses);
        }
        statuses
    }

    fn junk(&self, evidence: &[&[u8]], whole: &Report) {
        let mut with = evidence.to_vec();
        with.extend([&[0, 0x30][..], &[1, 0x30][..]]);
        let with = self.report(&with);
        for rules in [RevocationRules::REQUIRED, RevocationRules::IF_AVAILABLE] {
            let passes = |report: &Report| report.verdict(&rules, None).is_ok();
            assert_eq!(passes(whole), passes(&with), "junk decided");
        }
    }

    /// Only a hold can be lifted by other evidence.
    fn not_hidden(&self, piece: &[u8], statuses: &[Status]) {
        for (alone, whole) in self.statuses(&[piece]).iter().zip(statuses) {
            if let Status::Revoked(revocation) = alone
                && revocation.reason() != Some(Reason::CertificateHold)
            {
                assert!(matches!(whole, Status::Revoked(_)), "a revocation was hidden");
            }
        }
    }

    fn statuses(&self, evidence: &[&[u8]]) -> Vec<Status> {
        statuses(&self.report(evidence))
    }

    fn report(&self, evidence: &[&[u8]]) -> Report {
        let checker = RevocationChecker::new(self.path, self.time, &Believing);
        let mut checker = checker.certificates(&self.signers);
        for piece in evidence {
            let Some((kind, bytes)) = piece.split_first() else { continue };
            let added = if *kind == 0 { checker.crl(bytes) } else { checker.ocsp(bytes) };
            assert!(added.is_ok(), "there is room for so few");
        }
        checker.report().clone()
    }
}

fn statuses(report: &Report) -> Vec<Status> {
    report.certificates().iter().map(|told| told.status()).collect()
}

fn spoken(report: &Report) {
    for told in report.certificates() {
        assert!(!told.status().is_settled() || !told.evidence().is_empty(), "nothing speaks of it");
    }
}

fn split(mut list: &[u8]) -> Vec<&[u8]> {
    let mut items = Vec::new();
    while let [high, low, rest @ ..] = list {
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        let Some((item, rest)) = rest.split_at_checked(length) else { break };
        if items.len() == MAX_ITEMS {
            break;
        }
        items.push(item);
        list = rest;
    }
    items
}

#[cfg(test)]
mod tests {
    use countersign_revocation::Status;
    use testkit::bag::{Kind, World};

    use super::judged;

    fn input(world: &World, kinds: &[Kind]) -> Vec<u8> {
        let certificates = [&world.root, &world.ca, &world.leaf, &world.checked].map(|one| one.der());
        let evidence =
            kinds.iter().map(|kind| [vec![u8::from(kind.is_answer())], world.piece(*kind)].concat());
        let items: Vec<Vec<u8>> = certificates.into_iter().chain(evidence).collect();
        let framed = items.into_iter().map(|item| {
            let length = u16::try_from(item.len()).expect("short");
            [length.to_be_bytes().to_vec(), item].concat()
        });
        framed.collect::<Vec<_>>().concat()
    }

    #[test]
    fn bags_of_every_two_kinds_are_lawful_and_come_to_something() {
        let world = World::new();
        let (mut good, mut revoked) = (0, 0);
        for one in Kind::ALL {
            for other in [Kind::LeafUnlisted, Kind::LeafGood, Kind::StaleListed, Kind::CaUnlisted] {
                let statuses = judged(&input(&world, &[one, other])).expect("an input");
                good += usize::from(matches!(statuses[0], Status::Good(_)));
                revoked += usize::from(matches!(statuses[0], Status::Revoked(_)));
            }
        }
        assert!(good > 30 && revoked > 30, "{good} {revoked}");
    }

    /// The committed seeds are these.
    #[test]
    fn the_seeds_are_bags_of_the_world() {
        use Kind::*;
        let world = World::new();
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/seeds/revocation_check");
        let seeds = [
            ("good", vec![CaUnlisted, LeafGood]),
            ("revoked", vec![CaUnlisted, LeafListed, LeafGood]),
            ("delegates", vec![CaUnlisted, LeafGoodByChecked, LeafUnlisted]),
            ("stale", vec![CaUnlisted, StaleHold, StaleGood, Future]),
        ];
        for (name, kinds) in seeds {
            let path = std::path::Path::new(folder).join(name);
            let seed = input(&world, &kinds);
            assert!(std::fs::read(&path).expect("a seed") == seed, "{name}");
        }
    }
}

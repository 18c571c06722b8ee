//! Bags of evidence, whatever is in them.

use countersign_revocation::{NotRevoked, RevocationRefusal, RevocationRules};
use proptest::prelude::*;
use testkit::bag::{Kind, World};

use crate::scene::{is_good, is_revoked, of_kinds, report};

type Verdict = Result<NotRevoked, RevocationRefusal>;

fn verdicts(kinds: &[Kind]) -> [Verdict; 2] {
    let report = of_kinds(&World::new(), kinds);
    [RevocationRules::REQUIRED, RevocationRules::IF_AVAILABLE].map(|rules| report.verdict(&rules, None))
}

fn kind() -> impl Strategy<Value = Kind> {
    prop::sample::select(Kind::ALL.to_vec())
}

fn bag() -> impl Strategy<Value = Vec<Kind>> {
    prop::collection::vec(kind(), 0..7)
}

fn shuffled() -> impl Strategy<Value = (Vec<Kind>, Vec<Kind>)> {
    bag().prop_flat_map(|bag| (Just(bag.clone()), Just(bag).prop_shuffle()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_order_of_evidence_never_changes_a_verdict((bag, other) in shuffled()) {
        prop_assert_eq!(verdicts(&bag), verdicts(&other));
        let statuses = |bag: &[Kind]| {
            of_kinds(&World::new(), bag).certificates().iter().map(|told| told.status()).collect::<Vec<_>>()
        };
        prop_assert_eq!(statuses(&bag), statuses(&other));
    }

    /// Junk opens nothing; a revocation closes, whatever there is.
    #[test]
    fn more_evidence_opens_only_if_it_says_good((bag, more) in (bag(), kind())) {
        let with = [bag.clone(), vec![more]].concat();
        for (before, after) in verdicts(&bag).into_iter().zip(verdicts(&with)) {
            if before.is_err() && (more.is_junk() || more.revokes()) {
                prop_assert!(after.is_err(), "{:?} and {:?}: {:?}", bag, more, after);
            }
            if more.revokes() {
                let is_revoked = matches!(after, Err(RevocationRefusal::Revoked { .. }));
                prop_assert!(is_revoked);
            }
        }
    }

    #[test]
    fn a_path_passes_only_if_both_certificates_are_cleared_and_none_is_revoked(bag in bag()) {
        let [required, available] = verdicts(&bag);
        if required.is_ok() {
            prop_assert!(bag.iter().any(|kind| kind.clears_ca()) && bag.iter().any(|kind| kind.clears_leaf()));
        }
        prop_assert_eq!(available.is_ok(), !bag.iter().any(|kind| kind.revokes()));
    }

    /// One bit of a piece that clears or revokes turned over: it clears nothing, and revokes nothing else.
    #[test]
    fn a_changed_piece_clears_nothing(at in any::<prop::sample::Index>(), bit in 0..8u8, which in 0..4usize) {
        let world = World::new();
        let kind = [Kind::LeafUnlisted, Kind::LeafGood, Kind::LeafListed, Kind::LeafRevoked][which];
        let mut piece = world.piece(kind);
        let at = at.index(piece.len());
        piece[at] ^= 1 << bit;
        let status = report(&world, &[(kind.is_answer(), piece)]).certificates()[0].status();
        prop_assert!(!is_good(status) && !is_revoked(status), "byte {at}, bit {bit} of {kind:?}: {status}");
    }
}

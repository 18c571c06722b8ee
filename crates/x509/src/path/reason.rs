//! Of all reasons for which there is no path, the most telling one.

use crate::{Certificate, PathError};

/// How much a reason says. What is compared first stands first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    stage: Stage,
    /// The farther from the leaf, the more was right.
    at: usize,
    /// A signature that does not fit says more than a name that is not found.
    named: bool,
}

/// How far the path came for which the reason is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    /// The issuer is refused, and by the identifier of its key it is another one than the one sought.
    OtherIssuer,
    /// No issuer has the right name and key.
    NoIssuer,
    /// The issuer is refused that has the right name.
    Issuer,
    /// All signatures are right, and the path is refused as a whole.
    Path,
}

/// The most telling reason until now.
#[derive(Debug, Default)]
pub(super) struct Reason {
    best: Option<(Rank, PathError)>,
}

impl Reason {
    pub(super) fn note(&mut self, stage: Stage, error: PathError) {
        self.note_rank(Rank { stage, at: error.at(), named: true }, || error);
    }

    /// The same for a reason that is made only if it is the most telling one: some carry a part of a certificate, which may
    /// be long.
    pub(super) fn note_with(&mut self, stage: Stage, at: usize, error: impl FnOnce() -> PathError) {
        self.note_rank(Rank { stage, at, named: true }, error);
    }

    /// The issuer of a certificate is not at hand.
    pub(super) fn note_unknown(&mut self, at: usize, certificate: &Certificate<'_>) {
        let rank = Rank { stage: Stage::NoIssuer, at, named: false };
        self.note_rank(rank, || PathError::unknown_issuer(at, certificate));
    }

    fn note_rank(&mut self, rank: Rank, error: impl FnOnce() -> PathError) {
        if self.best.as_ref().is_none_or(|(best, _)| *best < rank) {
            self.best = Some((rank, error()));
        }
    }

    pub(super) fn take(&mut self) -> Option<PathError> {
        self.best.take().map(|(_, error)| error)
    }
}

#[cfg(test)]
mod tests {
    use super::{PathError, Reason, Stage};

    fn most_telling(reasons: [(Stage, PathError); 2]) -> PathError {
        let mut reason = Reason::default();
        for (stage, error) in reasons {
            reason.note(stage, error);
        }
        reason.take().unwrap()
    }

    #[test]
    fn a_refused_issuer_says_more_than_a_signature_that_does_not_fit() {
        let refused = (Stage::Issuer, PathError::NotCa { at: 1 });
        let unfit = (Stage::NoIssuer, PathError::Signature { at: 0 });
        assert_eq!(most_telling([refused.clone(), unfit.clone()]), refused.1);
        assert_eq!(most_telling([unfit, refused.clone()]), refused.1);
    }

    #[test]
    fn a_refused_issuer_with_another_key_says_less() {
        let refused = (Stage::OtherIssuer, PathError::NotCa { at: 1 });
        let unfit = (Stage::NoIssuer, PathError::Signature { at: 0 });
        assert_eq!(most_telling([refused, unfit.clone()]), unfit.1);
    }

    /// The likelier candidates are tried first.
    #[test]
    fn of_two_that_say_as_much_the_first_is_told() {
        let [first, second] = [PathError::NotCa { at: 1 }, PathError::Loop { at: 1 }];
        assert_eq!(most_telling([(Stage::Issuer, first.clone()), (Stage::Issuer, second)]), first);
    }

    #[test]
    fn what_is_farther_from_the_leaf_says_more() {
        let near = (Stage::NoIssuer, PathError::Signature { at: 0 });
        let far = (Stage::NoIssuer, PathError::Signature { at: 1 });
        assert_eq!(most_telling([near.clone(), far.clone()]), far.1);
        assert_eq!(most_telling([far.clone(), near]), far.1);
    }
}

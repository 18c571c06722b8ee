//! Who may have issued a certificate, the likeliest first.

use alloc::vec::Vec;

use super::{builder::PathBuilder, message::Message, stack::Step};
use crate::{Certificate, Name, Times, TrustAnchor};

/// Where a certificate of a search is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Leaf,
    /// Among the certificates of the message.
    Message(u32),
    /// In the set of intermediates.
    Set(u32),
    /// Among the anchors.
    Anchor(u32),
}

/// A possible issuer: a smaller score is tried first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub(super) score: Score,
    pub(super) place: Place,
}

/// What speaks against a candidate, each hint a bit, the weightiest one highest. Nothing in it excludes (RFC 4158 §3.2):
/// identifiers of keys need not be right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Score(u8);

impl Score {
    /// Both identifiers are there and differ.
    const OTHER_KEY: u8 = 32;
    const NOT_ANCHOR: u8 = 16;
    /// An identifier is missing.
    const NO_KEY: u8 = 8;
    /// No anchor has the name of the candidate's issuer.
    const NOT_BELOW_ANCHOR: u8 = 4;
    /// The names are the same, and encoded differently.
    const OTHER_ENCODING: u8 = 2;
    const NOT_VALID: u8 = 1;

    /// Whether the candidate's key is said to be another one than the issuer's.
    pub(super) fn is_other_key(self) -> bool {
        self.0 & Self::OTHER_KEY != 0
    }
}

/// What a certificate says of its issuer.
struct Sought<'c> {
    issuer: Name<'c>,
    key: u64,
    key_id: Option<&'c [u8]>,
}

impl<'c> Sought<'c> {
    fn of(step: &Step<'c, '_>) -> Self {
        let identifier = step.certificate.authority_key_identifier();
        Self {
            issuer: step.certificate.issuer(),
            key: step.issuer_key,
            key_id: identifier.and_then(|identifier| identifier.key_id()),
        }
    }

    fn score_key(&self, key_id: Option<&[u8]>) -> u8 {
        match (self.key_id, key_id) {
            (Some(sought), Some(found)) if sought == found => 0,
            (Some(_), Some(_)) => Score::OTHER_KEY,
            _ => Score::NO_KEY,
        }
    }

    fn score_name(&self, subject: Name<'_>) -> u8 {
        if self.issuer.der() == subject.der() { 0 } else { Score::OTHER_ENCODING }
    }

    fn score_anchor(&self, anchor: &TrustAnchor, times: Times) -> Score {
        let not_valid =
            anchor.limiting_certificate().map_or(0, |certificate| score_times(certificate, times));
        Score(self.score_key(anchor.key_identifier()) | self.score_name(anchor.subject()) | not_valid)
    }

    fn score_certificate(&self, certificate: &Certificate<'_>, times: Times) -> Score {
        let key = self.score_key(certificate.subject_key_identifier());
        let name = self.score_name(certificate.subject());
        Score(Score::NOT_ANCHOR | key | name | score_times(certificate, times))
    }
}

fn score_times(certificate: &Certificate<'_>, times: Times) -> u8 {
    if times.within(certificate.validity()).is_ok() { 0 } else { Score::NOT_VALID }
}

/// Where candidates are looked for.
pub(super) struct Sources<'s, 'x, 'a> {
    pub(super) builder: &'s PathBuilder<'x>,
    pub(super) message: &'s Message<'x, 'a>,
    pub(super) times: Times,
}

impl<'x, 'a> Sources<'_, 'x, 'a> {
    /// Appends the possible issuers of a certificate.
    pub(super) fn collect(&self, step: &Step<'x, 'a>, into: &mut Vec<Candidate>) {
        let sought = Sought::of(step);
        self.anchors(&sought, into);
        self.message(&sought, into);
        self.set(&sought, into);
    }

    /// An anchor that was given twice is one.
    fn anchors(&self, sought: &Sought<'_>, into: &mut Vec<Candidate>) {
        let start = into.len();
        let anchors = self.builder.anchors;
        for at in anchors.find(sought.key) {
            let Some(anchor) = anchors.get(at) else { continue };
            let mut before = into.get(start..).unwrap_or_default().iter();
            let twice = before.any(|earlier| match earlier.place {
                Place::Anchor(earlier) => anchors.get(earlier) == Some(anchor),
                _ => false,
            });
            if !twice && sought.issuer.is_same(&anchor.subject()) {
                into.push(Candidate {
                    score: sought.score_anchor(anchor, self.times),
                    place: Place::Anchor(at),
                });
            }
        }
    }

    fn message(&self, sought: &Sought<'_>, into: &mut Vec<Candidate>) {
        for (at, certificate) in self.message.find(sought.key) {
            self.certificate(sought, certificate, Place::Message(at), into);
        }
    }

    fn set(&self, sought: &Sought<'_>, into: &mut Vec<Candidate>) {
        let Some(set) = self.builder.intermediates else { return };
        for at in set.find(sought.key) {
            let Some(certificate) = set.get(at) else { continue };
            if !self.message.find(sought.key).any(|(_, other)| other == certificate) {
                self.certificate(sought, certificate, Place::Set(at), into);
            }
        }
    }

    fn certificate(
        &self,
        sought: &Sought<'_>,
        certificate: &Certificate<'_>,
        place: Place,
        into: &mut Vec<Candidate>,
    ) {
        if sought.issuer.is_same(&certificate.subject()) {
            let Score(score) = sought.score_certificate(certificate, self.times);
            into.push(Candidate { score: Score(score | self.score_issuer(place)), place });
        }
    }

    fn score_issuer(&self, place: Place) -> u8 {
        let key = self.issuer_key(place);
        let is_below = key.is_some_and(|key| self.builder.anchors.find(key).next().is_some());
        if is_below { 0 } else { Score::NOT_BELOW_ANCHOR }
    }

    /// The key of the name of a certificate's issuer.
    pub(super) fn issuer_key(&self, place: Place) -> Option<u64> {
        match place {
            Place::Message(at) => self.message.issuer_key(at),
            Place::Set(at) => self.builder.intermediates?.issuer_key(at),
            Place::Leaf => Some(self.message.leaf_issuer()),
            Place::Anchor(_) => None,
        }
    }
}

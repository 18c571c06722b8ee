//! What is known of a certificate's revocation.

use core::{cmp::Reverse, fmt};

use countersign_need::Unreachable;
use countersign_time::UnixTime;

use crate::{Freshness, Retroactivity, Revocation, Source};

/// What is known of a certificate's revocation. Only [`Status::Good`] says that it is not revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
#[must_use]
pub enum Status {
    /// Its issuer says that it is not revoked, and how long that answer is fresh.
    Good(Freshness),
    /// Its issuer says that it is revoked.
    Revoked(Revocation),
    /// Nothing says either.
    Unknown(WhyUnknown),
    /// What would have answered is too old.
    Stale {
        /// What it was.
        by: Source,
        /// The last moment at which it was fresh; `None` if it names none, and no greatest age was set.
        since: Option<UnixTime>,
    },
    /// What would have answered could not be fetched.
    Unreachable {
        /// What it was.
        by: Source,
        /// Why not.
        why: WhyUnreachable,
    },
    /// What would have answered cannot be read.
    Malformed {
        /// What it was.
        by: Source,
    },
    /// What would have answered is not by anybody who may answer.
    Untrusted {
        /// What it was.
        by: Source,
        /// Why not.
        why: WhyUntrusted,
    },
}

/// Why it is unknown whether a certificate is revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum WhyUnknown {
    /// There is no evidence about it.
    #[error("nothing is there that speaks of it")]
    NoEvidence,
    /// There is none, and the certificate names no place where there would be any.
    #[error("nothing is there that speaks of it, and it names no place to ask")]
    NoPointer,
    /// The responder answered that it does not know the certificate (RFC 6960 §2.2).
    #[error("the responder does not know it")]
    Responder,
    /// The responder answered, but only that it will not (RFC 6960 §2.3).
    #[error("the responder gave no answer")]
    NoAnswer,
    /// The lists leave out some reasons for which it may have been revoked (RFC 5280 §6.3.3).
    #[error("the lists do not cover every reason")]
    ReasonsNotCovered,
    /// The evidence is of a time at which entries of this certificate, which had expired, may have been dropped.
    #[error("the {by} may have dropped it, as it had expired")]
    ExpiredBeforeList {
        /// What it is.
        by: Source,
    },
    /// The evidence is of the future.
    #[error("the {by} is of {this_update}, which is not yet")]
    NotYet {
        /// What it is.
        by: Source,
        /// As of when it speaks.
        this_update: UnixTime,
    },
    /// The certificate of whoever signed the evidence may itself be revoked: its own status is not known.
    #[error("whether the signer of the {by} is revoked is not known")]
    SignerUnchecked {
        /// What it is.
        by: Source,
    },
    /// A certificate above it was revoked, if only after the trusted times: what is said below it from then on makes nothing
    /// good. Only verdicts say so.
    #[error("a certificate above it was revoked, and nothing from before that says that it is good")]
    IssuerRevoked,
    /// A limit was reached before an answer was found.
    #[error("a limit was reached before an answer was found")]
    Limit,
}

/// Why evidence could not be fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum WhyUnreachable {
    /// The server has no such thing (status 404 or 410).
    #[error("the server has no such thing")]
    Absent,
    /// No whole answer arrived.
    #[error("{0}")]
    Transport(Unreachable),
    /// Whoever fetches did so in a way that is not known here.
    #[error("nothing that is known came back")]
    NoAnswer,
    /// The server answered with another status.
    #[error("the server answered with status {status}")]
    Rejected {
        /// The HTTP status code.
        status: u16,
    },
}

/// Why evidence is not by anybody who may answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum WhyUntrusted {
    /// Its signature is wrong, or by another key.
    #[error("its signature does not verify")]
    Signature,
    /// Its signature is of an algorithm, or by a key, that the rules do not take.
    #[error("its signature is of an algorithm that is not taken")]
    Algorithm,
    /// No certificate of its signer was found, or none that leads to the same anchor.
    #[error("its signer is not known")]
    Signer,
    /// The signer's certificate does not allow it to sign such evidence, or had expired when it did.
    #[error("its signer may not sign it")]
    NotAllowed,
    /// The signer was revoked.
    #[error("its signer is revoked")]
    SignerRevoked,
    /// It answers another request: the nonce is missing or different (RFC 8954).
    #[error("it answers another request")]
    Nonce,
    /// Newer evidence of the same issuer was seen before.
    #[error("newer evidence was seen before")]
    Rollback,
    /// It holds a critical extension that is not known.
    #[error("it holds a critical extension that is not known")]
    CriticalExtension,
    /// Its times contradict each other, or what it speaks of.
    #[error("its times contradict each other")]
    Times,
}

impl Status {
    /// Whether it is known to be good, or known to be revoked.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        matches!(self, Self::Good(_) | Self::Revoked(_))
    }

    /// Its name in one word: `good`, `revoked`, `unknown`, `stale`, `unreachable`, `malformed` or `untrusted`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Good(_) => "good",
            Self::Revoked(_) => "revoked",
            Self::Unknown(_) => "unknown",
            Self::Stale { .. } => "stale",
            Self::Unreachable { .. } => "unreachable",
            Self::Malformed { .. } => "malformed",
            Self::Untrusted { .. } => "untrusted",
        }
    }

    /// What it says beside its name, for where the name is told already: why, when, by what.
    #[must_use]
    pub fn detail(&self) -> impl fmt::Display + use<> {
        Detail(*self)
    }

    /// What is known by two pieces of evidence together. The order does not matter.
    ///
    /// A revocation beats all, of two the one that counts for more. Good by one needs no second, of two the one that is
    /// fresh for longer. Nothing else makes a certificate good: of two such answers, the one that tells more is kept.
    pub fn or(self, other: Self) -> Self {
        let (first, second) = if self.key() <= other.key() { (self, other) } else { (other, self) };
        match (first, second) {
            (Self::Revoked(first), Self::Revoked(second)) => Self::Revoked(first.beside(&second)),
            _ => first,
        }
    }

    /// What decides between two: the lower goes first. What it leaves equal, the order of the fields decides.
    fn key(&self) -> (u8, Option<UnixTime>, Reverse<Option<UnixTime>>, Self) {
        let (rank, early, late) = match self {
            Self::Revoked(revocation) => (0, revocation.onset(Retroactivity::ByReason), None),
            Self::Good(freshness) => (1, None, Some(freshness.until())),
            Self::Stale { since, .. } => (2, None, *since),
            Self::Unknown(WhyUnknown::NoEvidence | WhyUnknown::NoPointer) => (7, None, None),
            Self::Unknown(_) => (3, None, None),
            Self::Untrusted { .. } => (4, None, None),
            Self::Malformed { .. } => (5, None, None),
            Self::Unreachable { .. } => (6, None, None),
        };
        (rank, early, Reverse(late), *self)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Revoked(revocation) => revocation.fmt(f),
            Self::Good(_) => write!(f, "{} {}", self.name(), self.detail()),
            _ => write!(f, "{}: {}", self.name(), self.detail()),
        }
    }
}

/// What a status says beside its name.
struct Detail(Status);

impl fmt::Display for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Status::Good(freshness) => write!(f, "until {}", freshness.until()),
            Status::Revoked(revocation) => revocation.fmt(f),
            Status::Unknown(why) => why.fmt(f),
            Status::Stale { by, since: Some(since) } => write!(f, "the {by} held until {since}"),
            Status::Stale { by, since: None } => write!(f, "the {by} does not say until when it holds"),
            Status::Unreachable { by, why } => write!(f, "no {by}, {why}"),
            Status::Malformed { by } => write!(f, "the {by} cannot be read"),
            Status::Untrusted { by, why } => write!(f, "the {by}, {why}"),
        }
    }
}

//! What is at hand about a path's certificates: lists and answers, given or fetched, in any order.

use alloc::{borrow::Cow, string::String};

use crate::{CrlError, Source, WhyUnreachable, ocsp::OcspError};

/// The most pieces of evidence of one checker, the failed fetches among them: no more than are looked at for each
/// certificate, so that none is crowded out by others.
pub(super) const MAX_PIECES: usize = 64;

/// One piece of evidence, and what became of it.
#[derive(Clone, Debug)]
pub struct EvidenceReport {
    pub(super) source: Source,
    pub(super) url: Option<String>,
    pub(super) finding: Finding,
}

/// What became of a piece of evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Finding {
    /// It speaks of at least one of the certificates.
    Speaks,
    /// It speaks of none of them, or is by nobody who may: it was as if it were not there.
    Unused,
    /// It cannot be read: it was as if it were not there.
    Unreadable(Unreadable),
    /// It could not be fetched.
    Unreachable(WhyUnreachable),
}

/// Why evidence cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unreadable {
    /// A revocation list.
    #[error(transparent)]
    Crl(CrlError),
    /// An OCSP answer.
    #[error(transparent)]
    Ocsp(OcspError),
}

impl Unreadable {
    /// A stable name of the reason, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Crl(error) => error.code(),
            Self::Ocsp(error) => error.code(),
        }
    }
}

/// There is more evidence than a checker takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there are more than {limit} pieces of evidence about one path")]
pub struct TooMuchEvidence {
    /// How many a checker takes.
    pub limit: usize,
}

impl EvidenceReport {
    /// What it is, or should have been.
    #[must_use]
    pub fn source(&self) -> Source {
        self.source
    }

    /// From where it was fetched; `None` for what was given. A certificate named the URL.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }

    /// What became of it.
    #[must_use]
    pub fn finding(&self) -> Finding {
        self.finding
    }
}

/// One piece, as it came.
#[derive(Clone, Debug)]
pub(super) struct Piece<'p> {
    pub(super) source: Source,
    pub(super) body: Result<Cow<'p, [u8]>, WhyUnreachable>,
    /// What asked for it; `None` for what the caller had.
    pub(super) asked: Option<usize>,
}

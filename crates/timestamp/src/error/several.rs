//! Why several tokens do not suffice.

use alloc::boxed::Box;

use crate::TokenRefusal;

/// Why tokens are not the proof of time that was required.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QuorumError {
    /// No token was presented.
    #[error("there is no timestamp")]
    NoTokens,
    /// More tokens than are looked at; none of them was.
    #[error("at most {limit} timestamps are looked at, there are {actual}")]
    TooManyTokens {
        /// Tokens allowed.
        limit: usize,
        /// Tokens given.
        actual: usize,
    },
    /// No authority is believed.
    #[error("no authority is believed")]
    NoAuthorities,
    /// One of the tokens is refused, and every one must be valid.
    #[error("timestamp {at} is refused")]
    Refused {
        /// Its place among those given, from 0.
        at: usize,
        /// Why: what the authority says that got furthest.
        #[source]
        reason: TokenRefusal,
    },
    /// Fewer distinct authorities than required made a valid token.
    #[error("{required} authorities are required, {distinct} distinct ones made a valid timestamp")]
    TooFew {
        /// Authorities required.
        required: usize,
        /// Distinct ones found.
        distinct: usize,
        /// The first refusal, where there was one, with the place of its token.
        first: Option<Box<(usize, TokenRefusal)>>,
    },
}

impl QuorumError {
    /// A stable name of the reason, for programs. That of a single refusal is the refusal's own.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoTokens => "CSG-TSP-NO-TOKENS",
            Self::TooManyTokens { .. } => "CSG-TSP-TOO-MANY-TOKENS",
            Self::NoAuthorities => "CSG-TSP-NO-AUTHORITIES",
            Self::Refused { reason, .. } => reason.code(),
            Self::TooFew { .. } => "CSG-TSP-TOO-FEW-AUTHORITIES",
        }
    }
}

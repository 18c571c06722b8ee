//! Why a record is none, is not renewed, or is not believed.

use countersign_crypto::DigestAlgorithm;
use countersign_encoding::der::DerError;
use countersign_time::UnixTime;

use crate::{TokenError, TokenParseError};

/// Why bytes are no record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RecordParseError {
    /// More bytes than are read.
    #[error("a record has at most {limit} bytes, this one has {actual}")]
    TooLong {
        /// Bytes allowed.
        limit: usize,
        /// Bytes given.
        actual: usize,
    },
    /// Not DER of a record.
    #[error("the record is malformed: {0}")]
    Encoding(#[from] DerError),
    /// A version other than 1.
    #[error("the record is of an unknown version")]
    Version,
    /// It holds no token.
    #[error("the record holds no token")]
    NoTokens,
    /// It holds more tokens than are read. They are counted before any of them is read.
    #[error("a record has at most {limit} tokens")]
    TooManyTokens {
        /// Tokens allowed.
        limit: usize,
    },
    /// One of its tokens is none.
    #[error("token {at} of the record is malformed")]
    Token {
        /// Its place, from 0.
        at: usize,
        /// What is wrong with it.
        #[source]
        reason: TokenParseError,
    },
}

/// Why a record is not renewed by a token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RenewError {
    /// The record has as many tokens as it may have.
    #[error("a record has at most {limit} tokens")]
    TooManyTokens {
        /// Tokens allowed.
        limit: usize,
    },
    /// The caller gave a digest of the evidence by another algorithm, so that the token's imprint cannot be computed.
    #[error("the token is by {expected}, the digest given by {actual}; give the evidence itself")]
    OtherDigest {
        /// The algorithm that is needed.
        expected: DigestAlgorithm,
        /// The algorithm of the digest given.
        actual: DigestAlgorithm,
    },
    /// The token is about something else.
    #[error("the token is not over this evidence and the tokens of the record")]
    Imprint,
}

/// Why a record proves no time. Tokens are looked at in their order; places count from 0.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyRecordError {
    /// Nobody is believed.
    #[error("no authority is believed")]
    NoAuthorities,
    /// A token is not valid under any authority: what the one says under which the checks got furthest.
    #[error("token {at} of the record is not believed")]
    Token {
        /// Its place.
        at: usize,
        /// Why not.
        #[source]
        reason: TokenError,
    },
    /// A token may have been made before the one that it renews.
    #[error(
        "token {at} of the record is of {earliest} or later, and the one before it of {latest} or earlier"
    )]
    Order {
        /// The place of the later one.
        at: usize,
        /// The earliest time that it can mean.
        earliest: UnixTime,
        /// The latest time that the one before it can mean.
        latest: UnixTime,
    },
    /// A certificate below a token had ended when the token was renewed, so that nothing vouches for the time between.
    #[error("the certificates of token {at} ended at {ended}, before it was renewed at {renewed}")]
    Gap {
        /// Its place.
        at: usize,
        /// The end of the certificate that ends first.
        ended: UnixTime,
        /// The latest time that the next token can mean.
        renewed: UnixTime,
    },
    /// A certificate below the last token has ended: it was not renewed in time.
    #[error("the certificates of the last token ended at {ended}, and it was not renewed")]
    Ended {
        /// The end of the certificate that ends first.
        ended: UnixTime,
    },
}

impl RecordParseError {
    /// A stable name of the reason, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "CSG-TSP-RECORD-TOO-LONG",
            Self::Encoding(_) => "CSG-TSP-RECORD-ENCODING",
            Self::Version => "CSG-TSP-RECORD-VERSION",
            Self::NoTokens => "CSG-TSP-RECORD-NO-TOKENS",
            Self::TooManyTokens { .. } => "CSG-TSP-RECORD-TOO-MANY-TOKENS",
            Self::Token { .. } => "CSG-TSP-RECORD-TOKEN",
        }
    }
}

impl VerifyRecordError {
    /// A stable name of the reason, for programs. That of a token is the token's own.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoAuthorities => "CSG-TSP-RECORD-NO-AUTHORITIES",
            Self::Token { reason, .. } => reason.code(),
            Self::Order { .. } => "CSG-TSP-RECORD-ORDER",
            Self::Gap { .. } => "CSG-TSP-RECORD-GAP",
            Self::Ended { .. } => "CSG-TSP-RECORD-ENDED",
        }
    }
}

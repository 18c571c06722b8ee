use crate::{Method, RuleError, TransportError};

/// Why an exchange had no answer that may be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExchangeError {
    /// No answer came, in time or at all.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// A rule forbids to ask for this, or to go where the answer leads.
    #[error(transparent)]
    Rule(#[from] RuleError),
    /// A redirect that cannot be followed.
    #[error(transparent)]
    Redirect(#[from] RedirectError),
}

/// Why a redirect cannot be followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RedirectError {
    /// One more than allowed; a loop ends so too.
    #[error("the server redirects more than {limit} times")]
    TooMany {
        /// Redirects allowed.
        limit: usize,
    },
    /// No `Location`.
    #[error("the server answers with status {status} and says no location")]
    NoLocation {
        /// The status.
        status: u16,
    },
    /// More than one `Location`: clients would differ in which they follow.
    #[error("the server answers with status {status} and says several locations")]
    ManyLocations {
        /// The status.
        status: u16,
    },
    /// Neither `GET` nor `HEAD`: what is sent would be sent elsewhere.
    #[error(
        "the server answers {method} with status {status}, a redirect that is followed for GET and HEAD only"
    )]
    Method {
        /// The status.
        status: u16,
        /// The method of the request.
        method: Method,
    },
}

/// Why a body could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BodyError {
    /// Longer than allowed, by what is declared or by what came.
    #[error("the answer is longer than {limit} bytes")]
    TooLarge {
        /// Bytes allowed.
        limit: u64,
        /// What `Content-Length` says. Where it is what exceeds the limit, nothing of the body was read.
        declared: Option<u64>,
    },
    /// It ended before its `Content-Length`, or before its last chunk.
    #[error("the answer ended after {received} bytes, before its end")]
    Truncated {
        /// What `Content-Length` says.
        declared: Option<u64>,
        /// Bytes that came.
        received: u64,
    },
    /// It has a content encoding (RFC 9110 §8.4), which was not asked for: what is signed is what is sent.
    #[error("the answer has a content encoding, which was not asked for")]
    Encoded {
        /// The encodings, escaped.
        encoding: String,
    },
    /// Its `Content-Length` is not one number.
    #[error("the length that the answer declares is not one number")]
    Length,
    /// No more came, in time or at all.
    #[error(transparent)]
    Transport(#[from] TransportError),
}

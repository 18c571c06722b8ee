//! What came back.

use alloc::vec::Vec;

use crate::Rejection;

/// The answer to a [`Need`](crate::Need). None of it is trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answer {
    /// The whole body of a successful answer, not longer than the limit.
    Bytes(Vec<u8>),
    /// The server answered that there is no such thing (status 404 or 410).
    Absent,
    /// No whole answer arrived.
    Unreachable(Unreachable),
    /// The server answered with another status.
    Rejected(Rejection),
}

/// Why no whole answer arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Unreachable {
    /// It took too long.
    #[error("the server took too long to answer")]
    Timeout,
    /// No connection could be made.
    #[error("no connection to the server could be made")]
    Connect,
    /// The server did not prove to be the one asked for (RFC 8446).
    #[error("no secure connection to the server could be made")]
    Tls,
    /// The host's name has no address.
    #[error("the name of the server has no address")]
    Name,
    /// The connection ended before the answer did.
    #[error("the connection ended before the answer did")]
    Closed,
    /// Asking is not allowed: the host, its address, or where an answer led. Nothing was sent there.
    #[error("whom to ask, or where the answer led, is not allowed")]
    Forbidden,
    /// One redirect led to another, too often.
    #[error("the server redirects too often")]
    Redirects,
    /// What came back is no answer of HTTP, or has a content encoding that was not asked for.
    #[error("the server does not answer as HTTP should be answered")]
    Protocol,
    /// The answer is of another media type than was asked for: whoever answered is not the service that was asked.
    #[error("the answer is of another media type than was asked for")]
    MediaType,
    /// The body is longer than what was asked for.
    #[error("the answer is longer than {limit} bytes")]
    TooLarge {
        /// Bytes allowed.
        limit: u64,
    },
}

//! Why no answer came.

use std::{fmt, net::IpAddr};

use countersign_need::Escaped;

use crate::AddressClass;

/// Most characters of a detail.
const DETAIL: usize = 256;

/// Why a request had no whole answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TransportError {
    /// A limit of time passed: for connecting, for the head, for the whole exchange, between two pieces of a body.
    #[error("the server took too long to answer")]
    Timeout,
    /// The caller's own [`Deadline`](crate::Deadline) passed.
    #[error("the deadline passed before the answer was there")]
    Deadline,
    /// The caller cancelled.
    #[error("the request was cancelled")]
    Cancelled,
    /// No connection could be made, to the server or to the proxy.
    #[error("no connection to the server could be made{0}")]
    Connect(Detail),
    /// The server did not prove to be the one asked for (RFC 8446, RFC 9525).
    #[error("no secure connection to the server could be made{0}")]
    Tls(Detail),
    /// The host's name has no address.
    #[error("the name of the server has no address")]
    Name,
    /// The connection ended before the answer did.
    #[error("the connection ended before the answer did")]
    Closed,
    /// What came back is no answer of HTTP/1.1 (RFC 9112) or HTTP/2 (RFC 9113).
    #[error("the server does not speak HTTP as it should{0}")]
    Protocol(Detail),
    /// The head of the answer is longer than allowed.
    #[error("the head of the answer is longer than {limit} bytes")]
    HeaderTooLarge {
        /// Bytes allowed.
        limit: usize,
    },
    /// A header that is not visible ASCII, spaces and tabs.
    #[error("a header has characters that are not allowed")]
    Header,
    /// The address may not be dialled for this request. Nothing was sent.
    #[error("the server's address {address} is {class}, which is not allowed here")]
    Destination {
        /// What would have been dialled.
        address: IpAddr,
        /// What it is.
        class: AddressClass,
    },
    /// The body of the request could not be read.
    #[error("the body to send could not be read{0}")]
    Body(Detail),
    /// What the body of the request is read from, such as another server, gave no answer that could be used.
    #[error("where the body to send is read from gave no answer{0}")]
    Source(Detail),
}

/// More about a failure, for people: what a library of another's said. Shortened, and escaped where it is shown.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Detail(String);

impl Detail {
    /// Nothing more is known.
    #[must_use]
    pub const fn none() -> Self {
        Self(String::new())
    }

    /// Keeps the first 256 characters, with those escaped that could change how the rest is read.
    #[must_use]
    pub fn new(said: impl fmt::Display) -> Self {
        Self(Escaped::new(said.to_string().as_bytes(), DETAIL).to_string())
    }

    /// The escaped text; empty if nothing more is known.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A colon, a space and the text; nothing if there is none.
impl fmt::Display for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { Ok(()) } else { write!(f, ": {}", self.0) }
    }
}

impl fmt::Debug for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

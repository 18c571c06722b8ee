//! What came back.

use alloc::{string::String, vec::Vec};
use core::fmt::{self, Write};

/// Bytes of a rejection's body that are kept.
pub const MAX_REJECTION_BODY: usize = 64 * 1024;
/// Characters of it that are shown.
const SHOWN: usize = 256;

/// What came of a [`Need`](crate::Need). The four are never mixed up: absence is an answer, and no answer is not absence.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answer {
    /// The body of a success.
    Bytes(Vec<u8>),
    /// The server says that there is no such thing (404, 410).
    Absent,
    /// No answer was to be had.
    Unreachable(Unreachable),
    /// An answer that is neither success nor absence.
    Rejected(Rejection),
}

/// Why no answer was to be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Unreachable {
    /// A deadline passed.
    Timeout,
    /// No connection could be made.
    Connect,
    /// No trusted TLS session could be made.
    Tls,
    /// The host's name could not be resolved.
    Name,
    /// The connection ended in the middle of the answer.
    Closed,
    /// The answer is longer than the limit.
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
}

impl fmt::Display for Unreachable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Timeout => f.write_str("timed out"),
            Self::Connect => f.write_str("connection failed"),
            Self::Tls => f.write_str("TLS failed"),
            Self::Name => f.write_str("name not resolved"),
            Self::Closed => f.write_str("connection closed"),
            Self::TooLarge { limit } => write!(f, "the answer is longer than {limit} bytes"),
        }
    }
}

/// A refusal by a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    status: u16,
    location: Option<String>,
    body: Vec<u8>,
}

impl Rejection {
    /// A refusal with its HTTP status, the `Location` of a redirect that was not followed, and what of the body was read:
    /// the first [`MAX_REJECTION_BODY`] bytes are kept.
    #[must_use]
    pub fn new(status: u16, location: Option<String>, mut body: Vec<u8>) -> Self {
        body.truncate(MAX_REJECTION_BODY);
        Self { status, location, body }
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Where a redirect points, as it came.
    #[must_use]
    pub fn location(&self) -> Option<&str> {
        self.location.as_deref()
    }

    /// The beginning of the body, as it came.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }
}

/// The status and the beginning of the body; everything but printable ASCII is escaped.
impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "status {}", self.status)?;
        if self.body.is_empty() {
            return Ok(());
        }
        f.write_str(": ")?;
        for byte in self.body.iter().take(SHOWN) {
            match byte {
                b'\\' => f.write_str("\\\\")?,
                b' '..=b'~' => f.write_char(char::from(*byte))?,
                other => write!(f, "\\x{other:02x}")?,
            }
        }
        if self.body.len() > SHOWN { f.write_str("…") } else { Ok(()) }
    }
}

use countersign_digest::Digest;
use countersign_encoding::text::escape;
use countersign_transport::{RuleError, TransportError};

use crate::{Complaint, FailureClass, ReadError};

/// How much of a foreign text a message shows, in characters.
const SHOWN: usize = 200;

/// Why something could not be pushed to, or deleted from, a registry.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PushError {
    /// The registry did not do what it was asked for, or could not be asked.
    #[error(transparent)]
    Exchange(#[from] ReadError),
    /// It is larger than the registry, or a proxy before it, takes (413).
    #[error("larger than the registry takes{}", .complaint.ending())]
    TooLarge {
        /// What it says.
        complaint: Complaint,
    },
    /// The precondition was not met: something else stands there (412, RFC 9110 §13.2.2). Nothing was written.
    #[error("something else stands there than was expected")]
    Precondition,
    /// The bytes do not have the digest under which they were to be pushed. Nothing was asked.
    #[error("to be pushed as {expected}, but the digest is {actual}")]
    Digest {
        /// The digest to push under.
        expected: Box<Digest>,
        /// The digest of the bytes.
        actual: Box<Digest>,
    },
    /// The registry says another digest in `Docker-Content-Digest` than what was sent has.
    #[error("the registry says {}, what was pushed has {expected}", escape(.header, SHOWN))]
    DigestHeader {
        /// The value of the header.
        header: String,
        /// The digest of what was pushed.
        expected: Box<Digest>,
    },
    /// The registry said that it stored what was pushed, and gives back other bytes, or none.
    #[error("what was pushed does not come back as it was")]
    NotStored(#[source] ReadError),
    /// What was to be pushed could not be read, or is not what it should be. Nothing was stored.
    #[error("what is to be pushed is not what it should be")]
    Source(#[from] SourceError),
    /// The registry does not say where to upload to.
    #[error("the registry does not say where to upload to")]
    NoLocation,
    /// Where the registry says to upload to may not be asked.
    #[error("the registry says to upload to where it may not lead")]
    Location(#[from] RuleError),
    /// The registry says that it has more of the upload than was sent.
    #[error("the registry says that it has {received} bytes of the upload, of {sent} that were sent")]
    Range {
        /// What it says.
        received: u64,
        /// How much was sent at most.
        sent: u64,
    },
    /// The registry took less of the upload than was sent, and does not say why.
    #[error("the registry takes no more of the upload than {received} bytes")]
    Stalled {
        /// How much it has.
        received: u64,
    },
    /// The upload broke off again and again.
    #[error("the upload broke off {breaks} times")]
    Broken {
        /// How often.
        breaks: u32,
        /// Why it did the last time.
        #[source]
        last: Box<PushError>,
    },
}

impl PushError {
    /// What kind of answer this is.
    #[must_use]
    pub fn class(&self) -> FailureClass {
        match self {
            Self::Exchange(error) => error.class(),
            Self::TooLarge { .. } => FailureClass::Limit,
            Self::Digest { .. } | Self::Source(_) => FailureClass::Usage,
            Self::DigestHeader { .. } | Self::NotStored(_) | Self::Range { .. } => FailureClass::Malformed,
            Self::Broken { last, .. } => last.class(),
            _ => FailureClass::Unreachable,
        }
    }

    /// What the registry answered, or why it did not, where that is what failed.
    #[must_use]
    pub fn read_error(&self) -> Option<&ReadError> {
        match self {
            Self::Exchange(error) | Self::NotStored(error) => Some(error),
            Self::Broken { last, .. } => last.read_error(),
            _ => None,
        }
    }
}

/// What is wrong with a blob that was to be pushed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SourceError {
    /// It could not be read.
    #[error("it cannot be read")]
    Read(#[from] TransportError),
    /// It ended too early.
    #[error("it ended after {actual} of {expected} bytes")]
    Truncated {
        /// How many bytes it should have.
        expected: u64,
        /// How many there were.
        actual: u64,
    },
    /// It has another digest.
    #[error("expected {expected}, found {actual}")]
    Digest {
        /// The digest to push under.
        expected: Box<Digest>,
        /// The digest of what was read.
        actual: Box<Digest>,
    },
}

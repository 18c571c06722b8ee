//! Why something could not be read from a registry.

mod class;
mod fetched;
mod from;

use countersign_digest::Digest;
use countersign_encoding::text::escape;
use countersign_oci::{DigestMismatch, ManifestError, ReferenceError};
use countersign_transport::{AuthorizationError, Origin, RedirectError, RuleError, TransportError};

use crate::complaint::LEFT_OUT;
use crate::{Complaint, CredentialsError, TokenError};
pub use class::FailureClass;

/// How much of a foreign text a message shows, in characters.
const SHOWN: usize = 200;

/// Why something could not be read from a registry.
///
/// What is not there, what could not be reached, what is not what it should be and what is too large are different answers;
/// [`ReadError::class`] says which it is.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The registry says that there is no such thing (404): no such manifest, blob or repository, or, asked for referrers,
    /// no such interface.
    #[error("the registry has no such thing")]
    Absent,
    /// The registry wants credentials and was given none, or does not accept those that it was given (401).
    #[error("the registry does not accept the credentials{}", .complaint.ending())]
    Unauthorized {
        /// What it says.
        complaint: Complaint,
        /// Whether credentials were sent.
        sent: Sent,
    },
    /// The registry knows who asks and does not allow it (403).
    #[error("the registry does not allow this{}", .complaint.ending())]
    Forbidden {
        /// What it says.
        complaint: Complaint,
    },
    /// The registry answered with a status that is neither what was asked for nor absence; with 429 and the 5xx, after as
    /// many attempts as the policy allows.
    #[error("the registry answered with status {status}{}", .complaint.ending())]
    Status {
        /// The HTTP status.
        status: u16,
        /// What it says.
        complaint: Complaint,
    },
    /// What came is not what was asked for, in form.
    #[error("what the registry sent is malformed")]
    Malformed(#[from] Malformed),
    /// There is more than is read; reading stopped there, or never began.
    #[error("longer than {limit} bytes")]
    TooLarge {
        /// The most bytes that are read.
        limit: u64,
        /// How many the registry announces, where it does.
        declared: Option<u64>,
    },
    /// The bytes do not have the digest by which they were asked for.
    #[error("expected {}, found {}", .0.expected, .0.actual)]
    Digest(Box<DigestMismatch>),
    /// The bytes are not as many as was said.
    #[error("expected {expected} bytes, found {actual}")]
    Size {
        /// How many were expected.
        expected: u64,
        /// How many there are, or are announced.
        actual: u64,
    },
    /// The registry says another digest in `Docker-Content-Digest` than the bytes have.
    #[error("the registry says {}, the content has {actual}", escape(.header, SHOWN))]
    DigestHeader {
        /// The value of the header.
        header: String,
        /// The digest of the bytes.
        actual: Box<Digest>,
    },
    /// No answer came.
    #[error("no answer from the registry")]
    Transport(#[source] TransportError),
    /// An answer led to where it may not lead: [`RuleError::Realm`] where a registry wants its credentials told to a token
    /// service that is not known to be its own.
    #[error("led to where it may not lead")]
    Rule(#[from] RuleError),
    /// An answer leads elsewhere in a way that is not followed: too often, to no place, or for something that is not to be
    /// sent elsewhere.
    #[error("a redirect that is not followed")]
    Redirect(#[from] RedirectError),
    /// The credentials could not be found out.
    #[error("the credentials cannot be had")]
    Credentials(#[from] CredentialsError),
    /// The credentials have characters that cannot be sent.
    #[error("the credentials cannot be sent")]
    Authorization(#[from] AuthorizationError),
    /// The registry says in no way that is understood how it wants to know who asks.
    #[error("the registry asks for credentials in no way that is understood")]
    Challenge,
    /// The token service answered with a status that is no success.
    #[error("the token service answered with status {status}{}", .complaint.ending())]
    TokenStatus {
        /// The HTTP status.
        status: u16,
        /// What it says.
        complaint: Complaint,
    },
    /// The token service gave no usable token.
    #[error("the token service gave no usable token")]
    Token(#[from] TokenError),
    /// The tag does not fit the grammar of tags; nothing was asked.
    #[error("no tag that a registry can have")]
    Tag(#[from] ReferenceError),
    /// What was to be asked cannot be written as a URL and header fields.
    #[error("no address that can be asked")]
    Address,
    /// The deadline passed.
    #[error("the deadline passed")]
    Deadline,
    /// Whoever asked wants no answer any more.
    #[error("cancelled")]
    Cancelled,
}

impl ReadError {
    /// The same without words of the registry's that hold a secret, of which a complaint has none.
    pub(crate) fn without(mut self, is_secret: impl Fn(&str) -> bool) -> Self {
        if let Self::DigestHeader { header: said, .. }
        | Self::Malformed(Malformed::ContentType { content_type: said })
        | Self::Malformed(Malformed::Encoding { encoding: said }) = &mut self
            && is_secret(said)
        {
            LEFT_OUT.clone_into(said);
        }
        self
    }
}

/// Whether something secret was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sent {
    /// Credentials, or a token that was given for them.
    Credentials,
    /// Nothing, or a token that anybody is given.
    Nothing,
}

impl Sent {
    pub(crate) fn of(is_secret: bool) -> Self {
        if is_secret { Self::Credentials } else { Self::Nothing }
    }
}

/// How what came differs in form from what was asked for.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Malformed {
    /// It is marked as something else, such as a page for people.
    #[error("it is marked as {}", escape(.content_type, SHOWN))]
    ContentType {
        /// The `Content-Type`.
        content_type: String,
    },
    /// It is encoded, which was not asked for: the digest is over what is not encoded.
    #[error("it is encoded as {}", escape(.encoding, SHOWN))]
    Encoding {
        /// The `Content-Encoding`.
        encoding: String,
    },
    /// The list of referrers cannot be read.
    #[error("the list of referrers cannot be read")]
    Index(#[source] ManifestError),
    /// The list of referrers is a manifest of one image.
    #[error("the list of referrers is no index")]
    NotAnIndex,
    /// A page of the list leads back to one that was there before.
    #[error("a page of the list leads back to an earlier one")]
    PageTwice,
    /// A page of the list leads to one that is not there.
    #[error("a page of the list leads to one that is not there")]
    PageMissing,
    /// What leads to the next page cannot be read.
    #[error("what leads to the next page cannot be read")]
    Link,
    /// The next page of the list is not at the registry that has the list.
    #[error("the next page of the list is elsewhere, at {to}")]
    PageElsewhere {
        /// Where it is said to be.
        to: Origin,
    },
    /// A part was asked for, and another part came.
    #[error("another part came than the one that was asked for")]
    Range,
    /// How long it is is not said in one number.
    #[error("its length is not one number")]
    Length,
}

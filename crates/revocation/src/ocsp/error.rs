//! Why a message cannot be read.

use countersign_encoding::der::DerError;
use countersign_x509::ExtensionsError;

/// Why a message of OCSP is refused, and where: offsets count bytes from the start of the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OcspError {
    /// It is longer than what is read.
    #[error("the message has {actual} bytes, at most {limit} are read")]
    TooLong {
        /// Bytes read at most.
        limit: usize,
        /// Bytes there are.
        actual: usize,
    },
    /// It is not DER of its type.
    #[error("the message is not DER: {0}")]
    Encoding(#[from] DerError),
    /// A list of extensions is refused.
    #[error(transparent)]
    Extensions(#[from] ExtensionsError),
    /// The value of an extension is not of its type.
    #[error("an extension's value is not of its type (byte {offset})")]
    ExtensionValue {
        /// The value.
        offset: usize,
    },
    /// The status is none of those that there are (RFC 6960 §4.2.1).
    #[error("the status of the response is none that there is (byte {offset})")]
    Status {
        /// The status.
        offset: usize,
    },
    /// A successful response without an answer (RFC 6960 §4.2.1).
    #[error("the response is successful and holds no answer (byte {offset})")]
    AnswerMissing {
        /// The status.
        offset: usize,
    },
    /// An error with an answer (RFC 6960 §4.2.1).
    #[error("the response is an error and holds an answer (byte {offset})")]
    AnswerUnexpected {
        /// The answer.
        offset: usize,
    },
    /// An answer of another type than `id-pkix-ocsp-basic` (RFC 6960 §4.2.1).
    #[error("the answer is of a type that is not known (byte {offset})")]
    AnswerType {
        /// The type.
        offset: usize,
    },
    /// Another version than v1, or v1 where a default is left out (RFC 6960 §4.1.1, §4.2.1).
    #[error("the version is another than v1, or written out (byte {offset})")]
    Version {
        /// The version.
        offset: usize,
    },
    /// The hash of the responder's key does not have the 20 octets of SHA-1 (RFC 6960 §4.2.1).
    #[error("the responder's key is not named by 20 octets (byte {offset})")]
    KeyHash {
        /// The hash.
        offset: usize,
    },
    /// A time that is no GeneralizedTime in UTC with seconds and without fractions (RFC 6960 §4.2.2.1).
    #[error("a time is not a UTC time with seconds and without fractions (byte {offset})")]
    Time {
        /// The time.
        offset: usize,
    },
    /// `nextUpdate` lies before `thisUpdate`.
    #[error("the next update lies before this one (byte {offset})")]
    UpdatesReversed {
        /// The single response.
        offset: usize,
    },
    /// A reason that is none of RFC 5280 §5.3.1.
    #[error("the reason is none that there is (byte {offset})")]
    Reason {
        /// The reason.
        offset: usize,
    },
    /// Two statements of the same reason that differ.
    #[error("the reason is stated twice, and differs (byte {offset})")]
    ReasonTwice {
        /// The single response.
        offset: usize,
    },
    /// A list without members, which must have some.
    #[error("there are no {what} (byte {offset})")]
    NoMembers {
        /// Of what.
        what: OcspList,
        /// The list.
        offset: usize,
    },
    /// More than is read.
    #[error("there are more than {limit} {what} (byte {offset})")]
    TooMany {
        /// Of what.
        what: OcspList,
        /// How many are read.
        limit: usize,
        /// The first one too many.
        offset: usize,
    },
    /// The signature is not a whole number of octets.
    #[error("the signature is not a whole number of octets (byte {offset})")]
    UnusedBits {
        /// The signature.
        offset: usize,
    },
}

/// A list of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OcspList {
    /// Certificates that are asked about.
    Requests,
    /// Answers about one certificate each.
    Responses,
    /// Certificates of the signer and above.
    Certificates,
}

impl core::fmt::Display for OcspList {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::Requests => "requests",
            Self::Responses => "responses",
            Self::Certificates => "certificates",
        })
    }
}

impl OcspError {
    /// A stable name of the reason, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "CSG-OCSP-TOO-LONG",
            Self::Encoding(_) => "CSG-OCSP-ENCODING",
            Self::Extensions(_) => "CSG-OCSP-EXTENSIONS",
            Self::ExtensionValue { .. } => "CSG-OCSP-EXTENSION-VALUE",
            Self::Status { .. } => "CSG-OCSP-STATUS",
            Self::AnswerMissing { .. } => "CSG-OCSP-ANSWER-MISSING",
            Self::AnswerUnexpected { .. } => "CSG-OCSP-ANSWER-UNEXPECTED",
            Self::AnswerType { .. } => "CSG-OCSP-ANSWER-TYPE",
            Self::Version { .. } => "CSG-OCSP-VERSION",
            Self::KeyHash { .. } => "CSG-OCSP-KEY-HASH",
            Self::Time { .. } => "CSG-OCSP-TIME",
            Self::UpdatesReversed { .. } => "CSG-OCSP-UPDATES-REVERSED",
            Self::Reason { .. } => "CSG-OCSP-REASON",
            Self::ReasonTwice { .. } => "CSG-OCSP-REASON-TWICE",
            Self::NoMembers { .. } => "CSG-OCSP-NO-MEMBERS",
            Self::TooMany { .. } => "CSG-OCSP-TOO-MANY",
            Self::UnusedBits { .. } => "CSG-OCSP-UNUSED-BITS",
        }
    }
}

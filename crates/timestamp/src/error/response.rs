//! Why an answer is none.

use alloc::string::String;

use countersign_encoding::der::{DerError, OwnedOid};

use crate::{FailureInfo, PkiStatus, TokenParseError};

/// Why bytes are no answer of an authority.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ResponseError {
    /// More bytes than are read.
    #[error("a response has at most {limit} bytes, this one has {actual}")]
    TooLong {
        /// Bytes allowed.
        limit: usize,
        /// Bytes given.
        actual: usize,
    },
    /// Not DER of a response.
    #[error("the response is malformed: {0}")]
    Encoding(#[from] DerError),
    /// A status that no specification knows.
    #[error("the response has an unknown status")]
    UnknownStatus,
    /// The request was granted, and there is no token (RFC 3161 §2.4.2).
    #[error("the response says {status}, and there is no token")]
    NoToken {
        /// The status.
        status: PkiStatus,
    },
    /// The request was not granted, and there is a token (RFC 3161 §2.4.2).
    #[error("the response says {status}, and there is a token")]
    UnexpectedToken {
        /// The status.
        status: PkiStatus,
    },
    /// The request was granted, and reasons for a rejection are given.
    #[error("the response says {status}, and gives reasons for a rejection")]
    UnexpectedFailure {
        /// The status.
        status: PkiStatus,
    },
    /// The token is none.
    #[error(transparent)]
    Token(#[from] TokenParseError),
}

impl ResponseError {
    /// A stable name of the reason, for programs. That of a token that is none is the token's own.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "CSG-TSP-RESPONSE-TOO-LONG",
            Self::Encoding(_) => "CSG-TSP-RESPONSE-ENCODING",
            Self::UnknownStatus => "CSG-TSP-RESPONSE-UNKNOWN-STATUS",
            Self::NoToken { .. } => "CSG-TSP-RESPONSE-NO-TOKEN",
            Self::UnexpectedToken { .. } => "CSG-TSP-RESPONSE-UNEXPECTED-TOKEN",
            Self::UnexpectedFailure { .. } => "CSG-TSP-RESPONSE-UNEXPECTED-FAILURE",
            Self::Token(reason) => reason.code(),
        }
    }
}

/// Why an answer does not answer a request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FinishError {
    /// The answer is none.
    #[error(transparent)]
    Response(#[from] ResponseError),
    /// The authority did not grant the request.
    #[error("the authority answers {status} ({failures}): {text}")]
    NotGranted {
        /// The status.
        status: PkiStatus,
        /// Its reasons.
        failures: FailureInfo,
        /// Its texts, escaped and shortened.
        text: String,
    },
    /// The token is about something else.
    #[error("the timestamp is about something else than was asked for")]
    Imprint,
    /// The token has no nonce, and the request has one (RFC 3161 §2.4.2).
    #[error("the timestamp lacks the nonce of the request")]
    NonceMissing,
    /// The token has another nonce than the request.
    #[error("the timestamp has another nonce than the request")]
    Nonce,
    /// The token is of another policy than was asked for.
    #[error("the timestamp is of the policy {policy}, which was not asked for")]
    Policy {
        /// The policy of the token.
        policy: OwnedOid,
    },
    /// The certificate of the signer was asked for, and is not there (RFC 3161 §2.4.1).
    #[error("the timestamp lacks the certificate of its signer, which was asked for")]
    CertificatesMissing,
    /// No certificates were asked for, and there are some (RFC 3161 §2.4.1).
    #[error("the timestamp carries certificates, which were not asked for")]
    CertificatesUnasked,
}

impl FinishError {
    /// A stable name of the reason, for programs. That of an answer that is none is the answer's own.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Response(reason) => reason.code(),
            Self::NotGranted { .. } => "CSG-TSP-NOT-GRANTED",
            Self::Imprint => "CSG-TSP-IMPRINT",
            Self::NonceMissing => "CSG-TSP-NONCE-MISSING",
            Self::Nonce => "CSG-TSP-NONCE",
            Self::Policy { .. } => "CSG-TSP-POLICY",
            Self::CertificatesMissing => "CSG-TSP-CERTIFICATES-MISSING",
            Self::CertificatesUnasked => "CSG-TSP-CERTIFICATES-UNASKED",
        }
    }
}

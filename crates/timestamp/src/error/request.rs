//! Why bytes are no request.

use countersign_crypto::DigestAlgorithm;
use countersign_encoding::der::{DerError, DerErrorKind, OwnedOid};
use countersign_x509::ExtensionsError;

use crate::{Failure, FailureInfo};

/// Why bytes are no request for a timestamp that can be answered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RequestError {
    /// More bytes than are read.
    #[error("a request has at most {limit} bytes, this one has {actual}")]
    TooLong {
        /// Bytes allowed.
        limit: usize,
        /// Bytes given.
        actual: usize,
    },
    /// Not DER of a request.
    #[error("the request is malformed: {0}")]
    Encoding(#[from] DerError),
    /// A version other than 1.
    #[error("the request is of an unknown version")]
    Version,
    /// The imprint is by an algorithm that is not SHA-256, SHA-384 or SHA-512, or has parameters other than NULL.
    #[error("the imprint is by the algorithm {algorithm}, which is not accepted")]
    ImprintAlgorithm {
        /// The identifier of the algorithm.
        algorithm: OwnedOid,
    },
    /// The imprint does not have the length of its algorithm.
    #[error("an imprint by {algorithm} has {} octets, this one has {actual}", .algorithm.output_len())]
    ImprintLength {
        /// The algorithm.
        algorithm: DigestAlgorithm,
        /// Octets found.
        actual: usize,
    },
    /// A nonce of more octets than are read.
    #[error("a nonce has at most {limit} octets")]
    NonceTooLong {
        /// Octets allowed.
        limit: usize,
    },
    /// A critical extension: none is interpreted (RFC 3161 §2.4.1).
    #[error("the critical extension {oid} of the request is not interpreted")]
    CriticalExtension {
        /// Its identifier.
        oid: OwnedOid,
    },
    /// An extension is there twice, or there are more than [`countersign_x509::Extensions::MAX`].
    #[error("an extension of the request is there twice, or there are too many")]
    RepeatedExtension,
}

impl From<ExtensionsError> for RequestError {
    fn from(error: ExtensionsError) -> Self {
        match error {
            ExtensionsError::Encoding(reason) => Self::Encoding(reason),
            ExtensionsError::Empty { offset } => Self::Encoding(DerErrorKind::Truncated.at(offset)),
            _ => Self::RepeatedExtension,
        }
    }
}

impl RequestError {
    /// A stable name of the reason, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "CSG-TSP-REQUEST-TOO-LONG",
            Self::Encoding(_) => "CSG-TSP-REQUEST-ENCODING",
            Self::Version => "CSG-TSP-REQUEST-VERSION",
            Self::ImprintAlgorithm { .. } => "CSG-TSP-REQUEST-IMPRINT-ALGORITHM",
            Self::ImprintLength { .. } => "CSG-TSP-REQUEST-IMPRINT-LENGTH",
            Self::NonceTooLong { .. } => "CSG-TSP-REQUEST-NONCE-TOO-LONG",
            Self::CriticalExtension { .. } => "CSG-TSP-REQUEST-CRITICAL-EXTENSION",
            Self::RepeatedExtension => "CSG-TSP-REQUEST-REPEATED-EXTENSION",
        }
    }

    /// What an authority answers to such a request (RFC 3161 §2.4.2).
    #[must_use]
    pub fn failure_info(&self) -> FailureInfo {
        FailureInfo::of(match self {
            Self::Version | Self::TooLong { .. } => Failure::BAD_REQUEST,
            Self::ImprintAlgorithm { .. } => Failure::BAD_ALG,
            Self::CriticalExtension { .. } => Failure::UNACCEPTED_EXTENSION,
            _ => Failure::BAD_DATA_FORMAT,
        })
    }
}

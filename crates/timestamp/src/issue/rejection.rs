//! Requests that are not granted.

use alloc::vec::Vec;

use crate::{
    Failure, FailureInfo, PkiStatus, RequestError,
    encoding::der::{Tag, write},
};

/// Why a request is not granted. Each has a `PKIFailureInfo` of RFC 3161 §2.4.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Rejection {
    /// The request is longer than the authority reads: `badRequest`.
    #[error("the request is too long")]
    TooLong,
    /// The bytes are no request in DER: `badDataFormat`.
    #[error("the request is no TimeStampReq in DER")]
    Malformed,
    /// The request is of another version than 1: `badRequest`.
    #[error("the request is not of version 1")]
    Version,
    /// The digest is by another algorithm than SHA-256, SHA-384 and SHA-512: `badAlg`.
    #[error("the message imprint is not by SHA-256, SHA-384 or SHA-512")]
    ImprintAlgorithm,
    /// The digest is not as long as its algorithm says: `badDataFormat`.
    #[error("the message imprint is not as long as its algorithm says")]
    ImprintLength,
    /// The nonce is longer than 64 octets: `badDataFormat`.
    #[error("the nonce is too long")]
    Nonce,
    /// The policy asked for is none of the authority's: `unacceptedPolicy`.
    #[error("the policy asked for is not offered")]
    Policy,
    /// The request has an extension; none is known: `unacceptedExtension`.
    #[error("the request has an extension that is not known")]
    Extension,
    /// The clock is outside of the validity of the authority's certificates: `timeNotAvailable`.
    #[error("no time can be certified now")]
    Time,
    /// The key gave no signature, or there is no serial number: `systemFailure`.
    #[error("the authority failed")]
    Failed,
}

impl Rejection {
    /// Every rejection that this version knows.
    pub const ALL: &'static [Self] = &[
        Self::TooLong,
        Self::Malformed,
        Self::Version,
        Self::ImprintAlgorithm,
        Self::ImprintLength,
        Self::Nonce,
        Self::Policy,
        Self::Extension,
        Self::Time,
        Self::Failed,
    ];

    /// A name for logs and counters, such as `imprint-algorithm`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::TooLong => "too-long",
            Self::Malformed => "malformed",
            Self::Version => "version",
            Self::ImprintAlgorithm => "imprint-algorithm",
            Self::ImprintLength => "imprint-length",
            Self::Nonce => "nonce",
            Self::Policy => "policy",
            Self::Extension => "extension",
            Self::Time => "time",
            Self::Failed => "failed",
        }
    }

    /// What of `PKIFailureInfo` it is (RFC 3161 §2.4.2).
    #[must_use]
    pub const fn failure(self) -> Failure {
        match self {
            Self::ImprintAlgorithm => Failure::BAD_ALG,
            Self::TooLong | Self::Version => Failure::BAD_REQUEST,
            Self::Malformed | Self::ImprintLength | Self::Nonce => Failure::BAD_DATA_FORMAT,
            Self::Time => Failure::TIME_NOT_AVAILABLE,
            Self::Policy => Failure::UNACCEPTED_POLICY,
            Self::Extension => Failure::UNACCEPTED_EXTENSION,
            Self::Failed => Failure::SYSTEM_FAILURE,
        }
    }

    /// The response that says so, in DER:
    ///
    /// ```text
    /// TimeStampResp ::= SEQUENCE { status PKIStatusInfo, timeStampToken TimeStampToken OPTIONAL }
    /// PKIStatusInfo ::= SEQUENCE { status PKIStatus, statusString PKIFreeText OPTIONAL, failInfo PKIFailureInfo OPTIONAL }
    /// PKIFreeText   ::= SEQUENCE SIZE (1..MAX) OF UTF8String
    /// ```
    #[must_use]
    pub fn to_response_der(self) -> Vec<u8> {
        let text = alloc::format!("{self}");
        let text = write(Tag::SEQUENCE, &[&write(Tag::UTF8_STRING, &[text.as_bytes()])]);
        let status = write(Tag::INTEGER, &[&[PkiStatus::Rejection.number()]]);
        let info = write(Tag::SEQUENCE, &[&status, &text, &FailureInfo::of(self.failure()).to_der()]);
        write(Tag::SEQUENCE, &[&info])
    }
}

impl From<RequestError> for Rejection {
    fn from(error: RequestError) -> Self {
        match error {
            RequestError::TooLong { .. } => Self::TooLong,
            RequestError::Version => Self::Version,
            RequestError::ImprintAlgorithm { .. } => Self::ImprintAlgorithm,
            RequestError::ImprintLength { .. } => Self::ImprintLength,
            RequestError::NonceTooLong { .. } => Self::Nonce,
            RequestError::CriticalExtension { .. } => Self::Extension,
            RequestError::Encoding(_) | RequestError::RepeatedExtension => Self::Malformed,
        }
    }
}

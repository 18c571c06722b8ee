use countersign_digest::CheckError;
use countersign_oci::DigestMismatch;
use countersign_transport::{BodyError, Detail, ExchangeError, HeaderError, TransportError};

use super::{FailureClass, Malformed, ReadError};

impl From<ExchangeError> for ReadError {
    fn from(error: ExchangeError) -> Self {
        match error {
            ExchangeError::Transport(error) => error.into(),
            ExchangeError::Rule(error) => Self::Rule(error),
            ExchangeError::Redirect(error) => Self::Redirect(error),
            // What is yet unknown is no answer.
            _ => Self::Transport(TransportError::Protocol(Detail::none())),
        }
    }
}

impl From<TransportError> for ReadError {
    fn from(error: TransportError) -> Self {
        match error {
            TransportError::Deadline => Self::Deadline,
            TransportError::Cancelled => Self::Cancelled,
            other => Self::Transport(other),
        }
    }
}

impl From<BodyError> for ReadError {
    fn from(error: BodyError) -> Self {
        match error {
            BodyError::TooLarge { limit, declared } => Self::TooLarge { limit, declared },
            BodyError::Truncated { .. } => Self::Transport(TransportError::Closed),
            BodyError::Encoded { encoding } => Malformed::Encoding { encoding }.into(),
            BodyError::Length => Malformed::Length.into(),
            BodyError::Transport(error) => error.into(),
            _ => Self::Transport(TransportError::Protocol(Detail::none())),
        }
    }
}

impl ReadError {
    /// As a body fails whose bytes are read from a registry.
    pub(crate) fn into_transport(self) -> TransportError {
        match self {
            Self::Transport(error) => error,
            Self::Deadline => TransportError::Deadline,
            Self::Cancelled => TransportError::Cancelled,
            other if other.class() == FailureClass::Unreachable => TransportError::Source(Detail::new(other)),
            other => TransportError::Body(Detail::new(other)),
        }
    }
}

impl From<HeaderError> for ReadError {
    fn from(_: HeaderError) -> Self {
        Self::Address
    }
}

impl From<CheckError> for ReadError {
    fn from(error: CheckError) -> Self {
        match error {
            CheckError::Size { expected, actual } => Self::Size { expected, actual },
            CheckError::Digest { expected, actual } => {
                Self::Digest(Box::new(DigestMismatch { expected, actual }))
            }
            _ => Malformed::Length.into(),
        }
    }
}

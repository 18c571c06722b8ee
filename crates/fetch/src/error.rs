//! Why nothing was fetched.

use countersign_need::{Answer, Method, Purpose, Rejection, Unreachable};
use countersign_transport::{BodyError, ExchangeError, RedirectError, TransportError};

/// Why a need was not answered with bytes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// Nothing of this purpose is fetched here, or not with the features that are compiled in.
    #[error("nothing is fetched here for this purpose: {purpose:?}")]
    Purpose {
        /// What for.
        purpose: Purpose,
    },
    /// None of these services is asked by this method.
    #[error("no such service is asked by {method}")]
    Method {
        /// The method of the need.
        method: Method,
    },
    /// Status 404 or 410: there is no such thing.
    #[error("the server answered with status {status}: there is no such thing")]
    Absent {
        /// The status.
        status: u16,
    },
    /// Any other status but 200, whatever came with it.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// Status 200 with something else than was asked for.
    #[error("the answer is not {expected} but {}", .found.as_deref().unwrap_or("of no media type"))]
    MediaType {
        /// The media type of the service's answers ([`Service::media_type`](crate::Service::media_type)).
        expected: &'static str,
        /// The answer's, escaped and shortened; none where it says none, or several.
        found: Option<String>,
    },
    /// No answer came that may be used.
    #[error(transparent)]
    Exchange(#[from] ExchangeError),
    /// The body of the answer could not be read.
    #[error(transparent)]
    Body(#[from] BodyError),
}

impl FetchError {
    /// The same for whoever needed it: nothing that is absent becomes unreachable, nor the other way round.
    #[must_use]
    pub fn into_answer(self) -> Answer {
        match self {
            Self::Absent { .. } => Answer::Absent,
            Self::Rejected(rejection) => Answer::Rejected(rejection),
            Self::Purpose { .. } | Self::Method { .. } => Answer::Unreachable(Unreachable::Forbidden),
            Self::MediaType { .. } => Answer::Unreachable(Unreachable::MediaType),
            Self::Exchange(error) => of_exchange(&error),
            Self::Body(error) => Answer::Unreachable(of_body(&error)),
        }
    }

    /// Whether the connection broke: the next one may hold.
    pub(crate) fn is_broken_connection(&self) -> bool {
        let closed = TransportError::Closed;
        match self {
            Self::Exchange(ExchangeError::Transport(error)) | Self::Body(BodyError::Transport(error)) => {
                *error == closed
            }
            Self::Body(BodyError::Truncated { .. }) => true,
            _ => false,
        }
    }
}

fn of_exchange(error: &ExchangeError) -> Answer {
    Answer::Unreachable(match error {
        ExchangeError::Transport(error) => of_transport(error),
        ExchangeError::Rule(_) => Unreachable::Forbidden,
        ExchangeError::Redirect(redirect) => match rejected_status(redirect) {
            Some(status) => return Answer::Rejected(Rejection::new(status, None, Vec::new())),
            None => Unreachable::Redirects,
        },
        _ => Unreachable::Protocol,
    })
}

/// A redirect that is not followed is an answer with that status.
fn rejected_status(redirect: &RedirectError) -> Option<u16> {
    match *redirect {
        RedirectError::NoLocation { status }
        | RedirectError::ManyLocations { status }
        | RedirectError::Method { status, .. } => Some(status),
        _ => None,
    }
}

fn of_body(error: &BodyError) -> Unreachable {
    match error {
        BodyError::TooLarge { limit, .. } => Unreachable::TooLarge { limit: *limit },
        BodyError::Truncated { .. } => Unreachable::Closed,
        BodyError::Transport(error) => of_transport(error),
        _ => Unreachable::Protocol,
    }
}

fn of_transport(error: &TransportError) -> Unreachable {
    match error {
        TransportError::Timeout | TransportError::Deadline | TransportError::Cancelled => {
            Unreachable::Timeout
        }
        TransportError::Connect(_) => Unreachable::Connect,
        TransportError::Tls(_) => Unreachable::Tls,
        TransportError::Name => Unreachable::Name,
        TransportError::Closed => Unreachable::Closed,
        TransportError::Destination { .. } => Unreachable::Forbidden,
        _ => Unreachable::Protocol,
    }
}

//! The one place where an error becomes an answer to a session.

use countersign_oci::{Fetched, ListingError, UnreachableReason};
use countersign_transport::{RuleError, TransportError};

use super::{Malformed, ReadError};

impl From<&ReadError> for Fetched {
    fn from(error: &ReadError) -> Self {
        match error {
            ReadError::Absent => Self::Absent,
            ReadError::Unauthorized { .. } => Self::Rejected { status: 401 },
            ReadError::Forbidden { .. } => Self::Rejected { status: 403 },
            ReadError::Status { status, .. } => Self::Rejected { status: *status },
            ReadError::TooLarge { limit, declared } => Self::Oversize { limit: *limit, actual: *declared },
            ReadError::Malformed(malformed) => Self::Malformed(listing_error(malformed)),
            ReadError::Digest(found) => Self::Malformed(ListingError::Digest(found.clone())),
            ReadError::Size { expected, actual } => {
                Self::Malformed(ListingError::Size { expected: *expected, actual: *actual })
            }
            ReadError::DigestHeader { .. } => Self::Malformed(ListingError::DigestHeader),
            other => Self::Unreachable(reason(other)),
        }
    }
}

fn listing_error(malformed: &Malformed) -> ListingError {
    match malformed {
        Malformed::ContentType { .. } | Malformed::Encoding { .. } => ListingError::Foreign,
        Malformed::Range | Malformed::Length => ListingError::Foreign,
        Malformed::Index(error) => ListingError::Index(error.clone()),
        Malformed::NotAnIndex => ListingError::NotAnIndex,
        Malformed::PageTwice | Malformed::PageMissing | Malformed::PageElsewhere { .. } | Malformed::Link => {
            ListingError::Pages
        }
    }
}

fn reason(error: &ReadError) -> UnreachableReason {
    match error {
        ReadError::Transport(error) => transport_reason(error),
        ReadError::Rule(RuleError::Realm { .. }) => UnreachableReason::Realm,
        ReadError::Rule(_) | ReadError::Redirect(_) => UnreachableReason::Redirect,
        ReadError::Deadline => UnreachableReason::Timeout,
        ReadError::Cancelled => UnreachableReason::Cancelled,
        ReadError::Credentials(_)
        | ReadError::Authorization(_)
        | ReadError::Challenge
        | ReadError::TokenStatus { .. }
        | ReadError::Token(_) => UnreachableReason::Credentials,
        _ => UnreachableReason::Protocol,
    }
}

fn transport_reason(error: &TransportError) -> UnreachableReason {
    match error {
        TransportError::Timeout | TransportError::Deadline => UnreachableReason::Timeout,
        TransportError::Cancelled => UnreachableReason::Cancelled,
        TransportError::Connect(_) => UnreachableReason::Connect,
        TransportError::Tls(_) => UnreachableReason::Tls,
        TransportError::Name => UnreachableReason::Name,
        TransportError::Closed => UnreachableReason::Closed,
        TransportError::Destination { .. } => UnreachableReason::Redirect,
        _ => UnreachableReason::Protocol,
    }
}

//! reqwest's errors as ours.

use std::error::Error;

use super::super::fault;
use crate::{Detail, TransportError};

/// What an error of reqwest is.
pub(super) fn of_reqwest(error: &reqwest::Error, max_head: usize) -> TransportError {
    if let Some(found) = fault::of_cause(error) {
        return found;
    }
    if error.is_timeout() {
        return TransportError::Timeout;
    }
    if let Some(found) = fault::find(error, |cause| of_hyper(cause, max_head)) {
        return found;
    }
    if error.is_connect() {
        return TransportError::Connect(innermost(error));
    }
    fault::find(error, of_system).unwrap_or_else(|| TransportError::Protocol(innermost(error)))
}

/// A head that is too large is known by what is said of it: the question for it is in hyper's server alone.
fn of_hyper(cause: &(dyn Error + 'static), max_head: usize) -> Option<TransportError> {
    let error = cause.downcast_ref::<hyper::Error>()?;
    if error.is_parse() {
        let large = error.to_string().contains("too large");
        return Some(if large { too_large(max_head) } else { TransportError::Protocol(Detail::new(error)) });
    }
    let ended = error.is_incomplete_message() || error.is_canceled() || error.is_closed();
    ended.then_some(TransportError::Closed)
}

fn too_large(limit: usize) -> TransportError {
    TransportError::HeaderTooLarge { limit }
}

/// The innermost failure says what happened; those around it say where.
fn innermost(error: &reqwest::Error) -> Detail {
    let mut innermost: &dyn Error = error;
    while let Some(cause) = innermost.source() {
        innermost = cause;
    }
    Detail::new(innermost)
}

fn of_system(cause: &(dyn Error + 'static)) -> Option<TransportError> {
    cause.downcast_ref::<std::io::Error>().map(fault::of_io)
}

//! Our errors through ureq's, and ureq's as ours.

use std::fmt::Display;
use std::io;

use super::super::fault;
use crate::{Detail, TransportError};

/// Hands an error of ours through ureq.
pub(super) fn pack(error: TransportError) -> ureq::Error {
    ureq::Error::Other(Box::new(error))
}

/// What an error of ureq is.
pub(super) fn of_ureq(error: &ureq::Error, max_head: usize) -> TransportError {
    match error {
        ureq::Error::Timeout(_) => TransportError::Timeout,
        ureq::Error::LargeResponseHeader(..) => TransportError::HeaderTooLarge { limit: max_head },
        ureq::Error::Protocol(error) => of_protocol(error, max_head),
        ureq::Error::Io(error) => of_io(error, max_head),
        ureq::Error::Other(cause) => fault::of_cause(&**cause).unwrap_or(TransportError::Closed),
        ureq::Error::BodyStalled => TransportError::Closed,
        other => TransportError::Protocol(Detail::new(other)),
    }
}

/// What an I/O error is that ureq's body reader gave: one of ureq's is inside, unless the system's is.
pub(super) fn of_io(error: &io::Error, max_head: usize) -> TransportError {
    match error.get_ref().and_then(|inside| inside.downcast_ref::<ureq::Error>()) {
        Some(inside) => of_ureq(inside, max_head),
        None => fault::of_io(error),
    }
}

/// The type of these errors is not in ureq's interface, so too many fields are known by what is said of them.
fn of_protocol(error: &dyn Display, max_head: usize) -> TransportError {
    let said = error.to_string();
    if said.contains("too many headers") {
        return TransportError::HeaderTooLarge { limit: max_head };
    }
    TransportError::Protocol(Detail::new(said))
}

//! What a failure of a library, or of the system, is to us.

use std::error::Error;
use std::io;

use crate::{Detail, TransportError, Until};

/// Errors of one chain of causes beyond this number are not looked at.
const MAX_CAUSES: usize = 16;

/// The first error in a chain of causes of which `pick` makes something. The error inside an I/O error, which does not
/// count as its cause, is looked at too.
pub(super) fn find<T>(
    error: &(dyn Error + 'static),
    pick: impl Fn(&(dyn Error + 'static)) -> Option<T>,
) -> Option<T> {
    let mut current = Some(error);
    for _ in 0..MAX_CAUSES {
        let error = current?;
        if let Some(found) = pick(error) {
            return Some(found);
        }
        let inside = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        current = inside.map(|inside| inside as &(dyn Error + 'static)).or_else(|| error.source());
    }
    None
}

/// Our own error, or one of TLS, wherever it is in a chain.
pub(super) fn of_cause(error: &(dyn Error + 'static)) -> Option<TransportError> {
    find(error, |cause| {
        let ours = cause.downcast_ref::<TransportError>().cloned();
        ours.or_else(|| cause.downcast_ref::<rustls::Error>().map(of_tls))
    })
}

fn of_tls(error: &rustls::Error) -> TransportError {
    TransportError::Tls(Detail::new(error))
}

/// A failure while bytes go over a connection.
pub(super) fn of_io(error: &io::Error) -> TransportError {
    of_cause(error).unwrap_or_else(|| match error.kind() {
        io::ErrorKind::TimedOut => TransportError::Timeout,
        _ => TransportError::Closed,
    })
}

/// Which limit of time it was that passed.
pub(super) fn late(error: TransportError, until: &Until) -> TransportError {
    match error {
        TransportError::Timeout => until.check().err().unwrap_or(TransportError::Timeout),
        other => other,
    }
}

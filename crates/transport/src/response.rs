//! One answer.

use std::fmt;

use crate::{Dialled, Headers, ReadBody};

/// The answer to one [`Request`](crate::Request), as a transport gives it: no redirect followed, nothing decoded.
pub struct Response {
    pub(crate) status: u16,
    pub(crate) headers: Headers,
    pub(crate) dialled: Dialled,
    pub(crate) body: Box<dyn ReadBody>,
}

impl Response {
    /// An answer with its status, its header fields, what was dialled for it, and its body, which is not read yet.
    #[must_use]
    pub fn new(status: u16, headers: Headers, dialled: Dialled, body: Box<dyn ReadBody>) -> Self {
        Self { status, headers, dialled, body }
    }

    /// The status code (RFC 9110 §15).
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The header fields.
    #[must_use]
    pub fn headers(&self) -> &Headers {
        &self.headers
    }

    /// What was dialled.
    #[must_use]
    pub fn dialled(&self) -> Dialled {
        self.dialled
    }

    /// The body, for reading.
    #[must_use]
    pub fn into_body(self) -> Box<dyn ReadBody> {
        self.body
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("headers", &self.headers)
            .field("dialled", &self.dialled)
            .finish_non_exhaustive()
    }
}

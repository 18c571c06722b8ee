//! What an authority answers.

use alloc::vec::Vec;

use super::Rejection;

/// A whole response in DER, and whether it grants.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "an answer is for whoever asked"]
pub struct TimestampAnswer {
    der: Vec<u8>,
    rejection: Option<Rejection>,
}

impl TimestampAnswer {
    pub(super) fn granted(der: Vec<u8>) -> Self {
        Self { der, rejection: None }
    }

    /// The response: `TimeStampResp` in DER.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The response, with its memory.
    #[must_use]
    pub fn into_der(self) -> Vec<u8> {
        self.der
    }

    /// Why no token was given; `None` where one was.
    #[must_use]
    pub const fn rejection(&self) -> Option<Rejection> {
        self.rejection
    }
}

impl From<Rejection> for TimestampAnswer {
    fn from(rejection: Rejection) -> Self {
        Self { der: rejection.to_response_der(), rejection: Some(rejection) }
    }
}

//! What the caller requires of a JWS.

use alloc::{borrow::Cow, string::String};

use countersign_encoding::base64;

use super::{Jws, JwsVerifyError};

/// What a JWS must say, and which extensions the caller understands. RFC 8725 §3.11: a signature for one use must not
/// pass for one of another, so the caller says for which it is.
#[derive(Clone, Copy, Debug)]
pub struct JwsRules<'r> {
    pub(super) media_type: Option<&'r str>,
    pub(super) content_type: Option<&'r str>,
    pub(super) understood: &'r [&'r str],
    detached: Option<&'r [u8]>,
}

impl<'r> JwsRules<'r> {
    /// Requires `typ` and `cty` of the protected header to be exactly these; `None` compares nothing, and then the
    /// caller must tell uses apart by the payload.
    #[must_use]
    pub const fn new(media_type: Option<&'r str>, content_type: Option<&'r str>) -> Self {
        Self { media_type, content_type, understood: &[], detached: None }
    }

    /// The names that may stand in `crit`, because the caller processes each of them. None by default.
    #[must_use]
    pub const fn with_understood(mut self, names: &'r [&'r str]) -> Self {
        self.understood = names;
        self
    }

    /// The payload is not in the JWS but here (RFC 7515 appendix F). One that stands there is then refused.
    #[must_use]
    pub const fn with_detached_payload(mut self, payload: &'r [u8]) -> Self {
        self.detached = Some(payload);
        self
    }

    pub(super) fn payload<'j>(&self, jws: &'j Jws) -> Result<Payload<'j>, JwsVerifyError>
    where
        'r: 'j,
    {
        match (self.detached, jws.payload_text.is_empty()) {
            (None, false) => Ok(Payload { text: Cow::Borrowed(&jws.payload_text), bytes: &jws.payload }),
            (Some(bytes), true) => {
                let text: String = base64::encode_url(bytes);
                Ok(Payload { text: Cow::Owned(text), bytes })
            }
            (None, true) => Err(JwsVerifyError::NoPayload),
            (Some(_), false) => Err(JwsVerifyError::TwoPayloads),
        }
    }
}

pub(super) struct Payload<'j> {
    pub(super) text: Cow<'j, str>,
    pub(super) bytes: &'j [u8],
}

//! An answer that may be used.

use std::fmt;

use countersign_need::Escaped;

use super::{BodyError, Client, ReplyBody, clock::Clock};
use crate::{Headers, Hop, Method, ReadBody, Response, TransportError, Until};

/// Most characters of a content encoding that are shown.
const SHOWN: usize = 64;
/// How much is read at once.
const CHUNK: usize = 16 * 1024;

/// The answer to an exchange: the last one, after redirects.
pub struct Reply {
    client: Client,
    method: Method,
    hop: Hop,
    response: Response,
    until: Until,
    clock: Clock,
}

impl Reply {
    pub(super) fn new(
        client: &Client,
        method: Method,
        hop: Hop,
        response: Response,
        until: &Until,
        clock: Clock,
    ) -> Self {
        Self { client: client.clone(), method, hop, response, until: until.clone(), clock }
    }

    /// The status code (RFC 9110 §15); none of a redirect that has a `Location`.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.response.status
    }

    /// The header fields.
    #[must_use]
    pub fn headers(&self) -> &Headers {
        &self.response.headers
    }

    /// The value of the first header field of this name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.response.headers.get(name)
    }

    /// Which URL was answered, after redirects, and what was dialled for it: where a `Location`, a `Link` or a realm
    /// leads from.
    #[must_use]
    pub fn hop(&self) -> &Hop {
        &self.hop
    }

    /// What `Content-Length` says about the body.
    ///
    /// # Errors
    /// [`BodyError::Length`].
    pub fn declared_length(&self) -> Result<Option<u64>, BodyError> {
        declared_length(&self.response.headers)
    }

    /// The body, for reading piece by piece. The caller limits how much.
    ///
    /// # Errors
    /// [`BodyError::Encoded`], [`BodyError::Length`].
    pub fn into_body(self) -> Result<ReplyBody, BodyError> {
        refuse_encodings(&self.response.headers)?;
        let declared = if self.has_no_body() { Some(0) } else { self.declared_length()? };
        let transport = self.client.0.transport.clone();
        Ok(ReplyBody::new(transport, self.until, self.clock, declared, self.response.body))
    }

    /// The whole body, of at most `limit` bytes. One that declares to be longer is not read at all.
    ///
    /// # Errors
    /// [`BodyError`].
    pub async fn read_all(self, limit: u64) -> Result<Vec<u8>, BodyError> {
        let mut body = self.into_body()?;
        let declared = body.declared();
        let too_large = BodyError::TooLarge { limit, declared };
        if declared.is_some_and(|declared| declared > limit) {
            return Err(too_large);
        }
        let (mut bytes, mut chunk) = (Vec::new(), vec![0; CHUNK]);
        loop {
            let read = body.read(&mut chunk).await.map_err(|error| broken(error, declared, bytes.len()))?;
            let piece = chunk.get(..read).unwrap_or_default();
            if piece.is_empty() {
                return Ok(bytes);
            }
            bytes.extend_from_slice(piece);
            if bytes.len() as u64 > limit {
                return Err(too_large);
            }
        }
    }

    /// RFC 9112 §6.3: whatever `Content-Length` says.
    fn has_no_body(&self) -> bool {
        self.method == Method::Head || matches!(self.response.status, 204 | 304)
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply").field("response", &self.response).finish_non_exhaustive()
    }
}

fn broken(error: TransportError, declared: Option<u64>, received: usize) -> BodyError {
    match error {
        TransportError::Closed => BodyError::Truncated { declared, received: received as u64 },
        other => BodyError::Transport(other),
    }
}

fn refuse_encodings(headers: &Headers) -> Result<(), BodyError> {
    let encoded = |value: &&str| !value.split(',').all(|coding| is_identity(coding.trim()));
    match headers.get_all("content-encoding").find(encoded) {
        Some(value) => {
            Err(BodyError::Encoded { encoding: Escaped::new(value.as_bytes(), SHOWN).to_string() })
        }
        None => Ok(()),
    }
}

fn is_identity(coding: &str) -> bool {
    coding.is_empty() || coding.eq_ignore_ascii_case("identity")
}

/// RFC 9110 §8.6: decimal digits; several must be the same.
fn declared_length(headers: &Headers) -> Result<Option<u64>, BodyError> {
    let mut values = headers.get_all("content-length").flat_map(|value| value.split(',').map(str::trim));
    let Some(first) = values.next() else {
        return Ok(None);
    };
    let digits = !first.is_empty() && first.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || values.any(|other| other != first) {
        return Err(BodyError::Length);
    }
    first.parse().map(Some).map_err(|_| BodyError::Length)
}

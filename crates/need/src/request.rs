//! One fetch.

use alloc::{string::String, vec::Vec};
use core::fmt;

use crate::{NeedError, Url, media_type};

/// One request that someone else is to send, and how much of the answer to read.
///
/// The URL is `http` or `https`, absolute, ASCII, without user, fragment, white space or control characters; the media
/// types are plain `type/subtype`. So none of them can break out of a request line or a header.
#[derive(Clone, PartialEq, Eq)]
pub struct Need {
    purpose: Purpose,
    method: Method,
    url: Url,
    content_type: Option<String>,
    accept: Vec<String>,
    body: Vec<u8>,
    limit: u64,
}

impl Need {
    /// A `GET` of which at most `limit` bytes of the answer's body are wanted.
    ///
    /// # Errors
    /// [`NeedError`] for a URL that cannot be fetched.
    pub fn get(purpose: Purpose, url: &str, limit: u64) -> Result<Self, NeedError> {
        Self::new(purpose, Method::Get, url, limit)
    }

    /// A `POST` of a body of some media type, of which at most `limit` bytes of the answer's body are wanted.
    ///
    /// # Errors
    /// [`NeedError`].
    pub fn post(
        purpose: Purpose,
        url: &str,
        content_type: &str,
        body: Vec<u8>,
        limit: u64,
    ) -> Result<Self, NeedError> {
        Self::new(purpose, Method::Post, url, limit)?.with_body(content_type, body)
    }

    /// A `PUT` of a body of some media type, of which at most `limit` bytes of the answer's body are wanted.
    ///
    /// # Errors
    /// [`NeedError`].
    pub fn put(
        purpose: Purpose,
        url: &str,
        content_type: &str,
        body: Vec<u8>,
        limit: u64,
    ) -> Result<Self, NeedError> {
        Self::new(purpose, Method::Put, url, limit)?.with_body(content_type, body)
    }

    /// Asks for an answer of a media type; of several, the first is preferred.
    ///
    /// # Errors
    /// [`NeedError::MediaType`].
    pub fn accept(mut self, media_type: &str) -> Result<Self, NeedError> {
        media_type::check(media_type)?;
        self.accept.push(media_type.into());
        Ok(self)
    }

    /// What for.
    #[must_use]
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// The HTTP method.
    #[must_use]
    pub fn method(&self) -> Method {
        self.method
    }

    /// The URL, as it was given.
    #[must_use]
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// The URL, with its parts.
    #[must_use]
    pub fn target(&self) -> &Url {
        &self.url
    }

    /// The media type of the body, for `Content-Type`. There is one exactly if there is a body to send.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// The media types that are understood, for `Accept`, preferred ones first. Empty: no such header.
    #[must_use]
    pub fn accepted(&self) -> &[String] {
        &self.accept
    }

    /// The body to send; empty for `GET`. It may be secret.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Most bytes of the answer's body to read. A longer one is
    /// [`Unreachable::TooLarge`](crate::Unreachable::TooLarge).
    #[must_use]
    pub fn limit(&self) -> u64 {
        self.limit
    }

    fn new(purpose: Purpose, method: Method, url: &str, limit: u64) -> Result<Self, NeedError> {
        let url = Url::parse(url)?;
        let (accept, body) = (Vec::new(), Vec::new());
        Ok(Self { purpose, method, url, content_type: None, accept, body, limit })
    }

    fn with_body(mut self, content_type: &str, body: Vec<u8>) -> Result<Self, NeedError> {
        media_type::check(content_type)?;
        self.content_type = Some(content_type.into());
        self.body = body;
        Ok(self)
    }
}

/// Without the body, which may hold an identity token.
impl fmt::Debug for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Need")
            .field("purpose", &self.purpose)
            .field("method", &self.method)
            .field("url", &self.url)
            .field("content_type", &self.content_type)
            .field("accept", &self.accept)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .field("limit", &self.limit)
            .finish()
    }
}

/// What a [`Need`] is for, so that whoever fetches can choose a client, credentials and a cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Purpose {
    /// A timestamp (RFC 3161) from a timestamping authority.
    Timestamp,
    /// A certificate revocation list (RFC 5280 §5).
    CertificateRevocationList,
    /// The status of a certificate (RFC 6960).
    OcspResponse,
    /// An entry of a transparency log: adding or reading one.
    LogEntry,
    /// A tile of a tiled transparency log.
    LogTile,
    /// A signed checkpoint of a transparency log.
    Checkpoint,
    /// A short-lived certificate for a signing key.
    SigningCertificate,
    /// A token that says who is signing.
    IdentityToken,
    /// Metadata or a target of a TUF repository.
    TrustMetadata,
    /// An operation of a remote key.
    KeyOperation,
}

/// The HTTP methods in use (RFC 9110 §9.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Method {
    /// `GET`
    Get,
    /// `POST`
    Post,
    /// `PUT`
    Put,
}

impl Method {
    /// The method as it stands in a request line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

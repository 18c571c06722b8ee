//! What is needed.

use alloc::{string::String, vec::Vec};

use crate::{NeedError, url};

/// What a fetch is for: the transport chooses its rules by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Purpose {
    /// A timestamp token (RFC 3161 §3.4).
    Timestamp,
    /// A certificate revocation list (RFC 5280 §4.2.1.13).
    CertificateRevocationList,
    /// An answer about a certificate's status (RFC 6960 appendix A).
    OcspResponse,
    /// An entry of a transparency log.
    LogEntry,
    /// A tile of a transparency log.
    LogTile,
    /// A checkpoint of a transparency log.
    Checkpoint,
    /// A signing certificate.
    SigningCertificate,
    /// A token that proves an identity.
    IdentityToken,
    /// Metadata or a target of a trust root.
    TrustMetadata,
    /// An operation of a remote key.
    KeyOperation,
}

/// How it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Method {
    /// `GET`.
    Get,
    /// `POST`.
    Post,
    /// `PUT`.
    Put,
}

/// One fetch that something waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    purpose: Purpose,
    method: Method,
    url: String,
    accept: Vec<String>,
    content_type: Option<String>,
    body: Vec<u8>,
    limit: u64,
}

impl Need {
    /// A `GET` of at most `limit` bytes.
    ///
    /// # Errors
    /// [`NeedError`] for an address that is not fetched.
    pub fn get(purpose: Purpose, url: &str, limit: u64) -> Result<Self, NeedError> {
        Self::new(purpose, Method::Get, url, limit)
    }

    /// A `POST` of a body, answered with at most `limit` bytes.
    ///
    /// # Errors
    /// [`NeedError`] for an address that is not fetched.
    pub fn post(
        purpose: Purpose,
        url: &str,
        content_type: &str,
        body: Vec<u8>,
        limit: u64,
    ) -> Result<Self, NeedError> {
        Ok(Self {
            content_type: Some(content_type.into()),
            body,
            ..Self::new(purpose, Method::Post, url, limit)?
        })
    }

    fn new(purpose: Purpose, method: Method, url: &str, limit: u64) -> Result<Self, NeedError> {
        url::check(url)?;
        let (accept, body) = (Vec::new(), Vec::new());
        Ok(Self { purpose, method, url: url.into(), accept, content_type: None, body, limit })
    }

    /// The same, with one more media type that the answer may have.
    #[must_use]
    pub fn accept(mut self, media_type: &str) -> Self {
        self.accept.push(media_type.into());
        self
    }

    /// What it is for.
    #[must_use]
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// How it is asked for.
    #[must_use]
    pub fn method(&self) -> Method {
        self.method
    }

    /// The address: absolute, `http` or `https`, without user information.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The media types that the answer may have; empty where anything is taken.
    #[must_use]
    pub fn accepted(&self) -> &[String] {
        &self.accept
    }

    /// The media type of the body.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// What is sent.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The most bytes that the answer may have; reading stops there.
    #[must_use]
    pub fn limit(&self) -> u64 {
        self.limit
    }
}

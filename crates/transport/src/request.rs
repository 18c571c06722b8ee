//! One request.

use std::{fmt, time::Duration};

use countersign_need::Url;

use crate::{Authorization, Body, Destination, HeaderError, Headers, Limits, Next, Origin, Until, headers};

/// The HTTP methods in use (RFC 9110 §9.3, RFC 5789).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Method {
    /// `GET`
    Get,
    /// `HEAD`
    Head,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `PATCH`
    Patch,
    /// `DELETE`
    Delete,
}

impl Method {
    /// The method as it stands in a request line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One request, as a [`Transport`](crate::Transport) is to send it.
///
/// Whoever makes a request says method, URL, header fields and body, and gives it to a [`Client`](crate::Client), which
/// sets the rest: what may be dialled, how long it may take, and the credentials.
pub struct Request {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: Headers,
    pub(crate) body: Body,
    pub(crate) destination: Destination,
    /// Whether the way here left the origin that was asked first.
    pub(crate) left: bool,
    pub(crate) authorization: Option<Authorization>,
    pub(crate) timeout: Duration,
    pub(crate) limits: Limits,
    pub(crate) until: Until,
}

impl Request {
    /// A request that may go to any address.
    #[must_use]
    pub fn new(method: Method, url: Url) -> Self {
        let limits = Limits::default();
        Self {
            method,
            url,
            headers: Headers::new(),
            body: Body::Empty,
            destination: Destination::Any,
            left: false,
            authorization: None,
            timeout: limits.total_time(),
            limits,
            until: Until::never(),
        }
    }

    /// A request to where an answer led ([`Client::step`](crate::Client::step)).
    #[must_use]
    pub fn to(method: Method, next: &Next) -> Self {
        let (destination, left) = (next.destination(), next.has_left_origin());
        Self { destination, left, ..Self::new(method, next.url().clone()) }
    }

    /// Sets a header field, in place of any of that name.
    ///
    /// # Errors
    /// [`HeaderError`]; [`HeaderError::Credentials`] for `Authorization`, `Proxy-Authorization` and cookies.
    pub fn header(mut self, name: &str, value: &str) -> Result<Self, HeaderError> {
        if headers::is_secret(name) {
            return Err(HeaderError::Credentials);
        }
        self.headers.insert(name, value)?;
        Ok(self)
    }

    /// Sets the body.
    #[must_use]
    pub fn with_body(mut self, body: Body) -> Self {
        self.body = body;
        self
    }

    /// Sets which addresses may be dialled.
    #[must_use]
    pub fn with_destination(mut self, destination: Destination) -> Self {
        self.destination = destination;
        self
    }

    /// The method.
    #[must_use]
    pub fn method(&self) -> Method {
        self.method
    }

    /// The URL.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The header fields, without `Host`, `Content-Length` and `Authorization`.
    #[must_use]
    pub fn headers(&self) -> &Headers {
        &self.headers
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &Body {
        &self.body
    }

    /// Takes the body out; an empty one is left.
    pub fn take_body(&mut self) -> Body {
        std::mem::take(&mut self.body)
    }

    /// Which addresses may be dialled.
    #[must_use]
    pub fn destination(&self) -> Destination {
        self.destination
    }

    /// The value of the `Authorization` header to send. It is secret.
    #[must_use]
    pub fn authorization(&self) -> Option<&str> {
        self.authorization.as_ref().map(Authorization::value)
    }

    /// Most time until the head of the answer is there, with connecting and sending.
    #[must_use]
    pub fn timeout(&self) -> Duration {
        self.timeout
    }

    /// How long connecting and a wait for the next piece of a body may take, and how long the head may be.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Until when anything of this may last, the reading of the body included.
    #[must_use]
    pub fn until(&self) -> &Until {
        &self.until
    }
}

/// Without credentials, and without path and query, which may be signed.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("origin", &Origin::from(&self.url))
            .field("headers", &self.headers)
            .field("body", &self.body.length())
            .field("destination", &self.destination)
            .field("authorization", &self.authorization.is_some())
            .finish_non_exhaustive()
    }
}

//! Between our header fields and those of the `http` crate, which both libraries use.

use http::header::{self, HeaderMap, HeaderName, HeaderValue};

use crate::{Body, Headers, Method, Request, TransportError};

/// Fields that say how a message is framed and routed. They are the adapter's, and a request that brings one is not
/// sent: two parties would read two messages.
const RESERVED: [HeaderName; 9] = [
    header::HOST,
    header::CONNECTION,
    header::TRANSFER_ENCODING,
    header::TE,
    header::TRAILER,
    header::UPGRADE,
    header::EXPECT,
    header::PROXY_AUTHORIZATION,
    header::CONTENT_LENGTH,
];

pub(super) fn method(method: Method) -> http::Method {
    match method {
        Method::Get => http::Method::GET,
        Method::Head => http::Method::HEAD,
        Method::Post => http::Method::POST,
        Method::Put => http::Method::PUT,
        Method::Patch => http::Method::PATCH,
        Method::Delete => http::Method::DELETE,
    }
}

/// The fields of a request, with its `Content-Length`.
///
/// # Errors
///
/// [`TransportError::Header`] for a field that cannot be sent, or that is the adapter's.
pub(super) fn fields(request: &Request) -> Result<HeaderMap, TransportError> {
    let mut fields = HeaderMap::new();
    for (name, value) in request.headers().iter() {
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| TransportError::Header)?;
        let value = HeaderValue::from_str(value).map_err(|_| TransportError::Header)?;
        if RESERVED.contains(&name) && !is_length(&name, &value, request) {
            return Err(TransportError::Header);
        }
        fields.append(name, value);
    }
    if let Some(value) = request.authorization() {
        fields.insert(header::AUTHORIZATION, secret(value).ok_or(TransportError::Header)?);
    }
    if let Some(length) = content_length(request) {
        fields.insert(header::CONTENT_LENGTH, length.into());
    }
    Ok(fields)
}

/// A caller may state the length that the body has anyway.
fn is_length(name: &HeaderName, value: &HeaderValue, request: &Request) -> bool {
    name == header::CONTENT_LENGTH && Some(value) == content_length(request).map(HeaderValue::from).as_ref()
}

/// The length to announce: none where there is no body and the method means none (RFC 9110 §8.6).
fn content_length(request: &Request) -> Option<u64> {
    match (request.body(), request.method()) {
        (Body::Empty, Method::Get | Method::Head | Method::Delete) => None,
        (body, _) => Some(body.length()),
    }
}

/// The fields of an answer as they were received.
///
/// # Errors
///
/// [`TransportError::HeaderTooLarge`] where they exceed the limit, [`TransportError::Header`] where a value is not
/// ASCII.
pub(super) fn answered(fields: &HeaderMap, limit: usize) -> Result<Headers, TransportError> {
    let mut headers = Headers::new();
    for (name, value) in fields {
        headers.append(name.as_str(), value.to_str().map_err(|_| TransportError::Header)?)?;
    }
    if headers.bytes() > limit { Err(TransportError::HeaderTooLarge { limit }) } else { Ok(headers) }
}

/// A value that the libraries' logs do not show.
pub(super) fn secret(value: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(value).ok()?;
    value.set_sensitive(true);
    Some(value)
}

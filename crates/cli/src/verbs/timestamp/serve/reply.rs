//! What is said to one request over HTTP (RFC 3161 §3.4).

use std::{sync::Arc, time::SystemTime};

use bytes::Bytes;
use countersign::time::UnixTime;
use countersign_timestamp::issue::Rejection;
use http_body_util::Full;
use hyper::{
    HeaderMap, Method, Response, StatusCode,
    header::{ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_TYPE, HeaderValue},
};

use super::{
    account::{Account, Outcome},
    authority::Authority,
    serials::SerialFile,
};
use crate::provider::Provider;

/// The longest body that is read, in bytes.
pub const MAX_BODY: usize = 64 * 1024;

const QUERY: &str = "application/timestamp-query";
const REPLY: HeaderValue = HeaderValue::from_static("application/timestamp-reply");
const CHAIN: HeaderValue = HeaderValue::from_static("application/pem-certificate-chain");
const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");

pub type Reply = Response<Full<Bytes>>;

/// What is asked for, by path and method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    Timestamp,
    Certificates,
    OtherMethod { allowed: &'static str },
    OtherType,
    Nothing,
}

impl Asked {
    pub fn of(method: &Method, path: &str, headers: &HeaderMap) -> Self {
        match (path, method) {
            ("/" | "/api/v1/timestamp", &Method::POST) if is_query(headers) => Self::Timestamp,
            ("/" | "/api/v1/timestamp", &Method::POST) => Self::OtherType,
            ("/" | "/api/v1/timestamp", _) => Self::OtherMethod { allowed: "POST" },
            ("/api/v1/timestamp/certchain", &Method::GET | &Method::HEAD) => Self::Certificates,
            ("/api/v1/timestamp/certchain", _) => Self::OtherMethod { allowed: "GET, HEAD" },
            _ => Self::Nothing,
        }
    }
}

/// The type without its parameters, in any case (RFC 9110 §8.3.1). Two of them are none.
fn is_query(headers: &HeaderMap) -> bool {
    let mut types = headers.get_all(CONTENT_TYPE).iter();
    let (Some(one), None) = (types.next(), types.next()) else { return false };
    let name = one.to_str().unwrap_or_default().split(';').next().unwrap_or_default();
    name.trim().eq_ignore_ascii_case(QUERY)
}

/// Everything that answers take.
#[derive(Debug)]
pub struct Service {
    authority: Authority,
    serials: SerialFile,
    account: Arc<Account>,
    chain: Bytes,
}

impl Service {
    pub fn new(authority: Authority, serials: SerialFile, account: Arc<Account>) -> Self {
        let chain = Bytes::from(authority.chain.clone());
        Self { authority, serials, account, chain }
    }

    pub fn described(&self) -> String {
        self.authority.described()
    }

    /// Whether a token may be granted now.
    pub fn can_grant(&self) -> bool {
        let now = UnixTime::try_from(SystemTime::now());
        now.is_ok_and(|now| self.authority.issuing.grants_at(now))
    }

    /// The answer to the body of a request for a timestamp.
    pub fn timestamp(&self, body: &[u8]) -> Reply {
        match self.token(body) {
            Ok(response) => self.said(Outcome::Granted, StatusCode::OK, REPLY, response),
            Err(rejection) => self.rejected(rejection, StatusCode::OK),
        }
    }

    /// A serial number is taken for what is granted alone: who floods the server with nonsense uses none up.
    fn token(&self, body: &[u8]) -> Result<Vec<u8>, Rejection> {
        let accepted = self.authority.issuing.read(body)?;
        let now = UnixTime::try_from(SystemTime::now()).map_err(|_| Rejection::Time)?;
        let serial = self.serials.next().map_err(|error| {
            eprintln!("warning: no serial number can be had: {error}");
            Rejection::Failed
        })?;
        let draft = accepted.draft(now, serial, &Provider)?;
        draft.sign(&*self.authority.key).map_err(|_| Rejection::Failed)
    }

    /// A body that is longer than one may be. What is left of it is not read.
    pub fn too_long(&self) -> Reply {
        last(self.rejected(Rejection::TooLong, StatusCode::PAYLOAD_TOO_LARGE))
    }

    /// A body that did not arrive in time.
    pub fn slow(&self) -> Reply {
        let said = b"the request did not arrive in time\n".to_vec();
        last(self.said(Outcome::Slow, StatusCode::REQUEST_TIMEOUT, TEXT, said))
    }

    /// A body that broke off.
    pub fn broken(&self) -> Reply {
        last(self.said(Outcome::Broken, StatusCode::BAD_REQUEST, TEXT, b"the request broke off\n".to_vec()))
    }

    /// Everything that has no body to read.
    pub fn without_body(&self, asked: Asked) -> Reply {
        let foreign = |status, text: &'static str| self.said(Outcome::Foreign, status, TEXT, text);
        match asked {
            Asked::Certificates => {
                self.said(Outcome::Certificates, StatusCode::OK, CHAIN, self.chain.clone())
            }
            Asked::OtherMethod { allowed } => {
                let mut reply = foreign(StatusCode::METHOD_NOT_ALLOWED, "no such method here\n");
                reply.headers_mut().insert(ALLOW, HeaderValue::from_static(allowed));
                reply
            }
            Asked::OtherType | Asked::Timestamp => {
                foreign(StatusCode::UNSUPPORTED_MEDIA_TYPE, "send application/timestamp-query\n")
            }
            Asked::Nothing => foreign(StatusCode::NOT_FOUND, "nothing is here\n"),
        }
    }

    fn rejected(&self, rejection: Rejection, status: StatusCode) -> Reply {
        self.said(Outcome::Rejected(rejection), status, REPLY, rejection.to_response_der())
    }

    fn said(&self, outcome: Outcome, status: StatusCode, kind: HeaderValue, body: impl Into<Bytes>) -> Reply {
        self.account.count(outcome);
        let mut reply = Response::new(Full::new(body.into()));
        *reply.status_mut() = status;
        reply.headers_mut().insert(CONTENT_TYPE, kind);
        reply.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        reply
    }
}

/// Nothing more is read from the connection.
fn last(mut reply: Reply) -> Reply {
    reply.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    reply
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(method: Method, path: &str, types: &[&'static str]) -> Asked {
        let mut headers = HeaderMap::new();
        for kind in types {
            headers.append(CONTENT_TYPE, HeaderValue::from_static(kind));
        }
        Asked::of(&method, path, &headers)
    }

    #[test]
    fn a_request_is_known_by_path_method_and_type() {
        for path in ["/", "/api/v1/timestamp"] {
            assert_eq!(asked(Method::POST, path, &["application/timestamp-query"]), Asked::Timestamp);
            let lenient = ["Application/Timestamp-Query; charset=binary"];
            assert_eq!(asked(Method::POST, path, &lenient), Asked::Timestamp);
            for types in
                [&[][..], &["application/json"], &["application/timestamp-query", "application/json"]]
            {
                assert_eq!(asked(Method::POST, path, types), Asked::OtherType);
            }
            assert_eq!(asked(Method::GET, path, &[]), Asked::OtherMethod { allowed: "POST" });
        }
        let chain = "/api/v1/timestamp/certchain";
        assert_eq!(asked(Method::GET, chain, &[]), Asked::Certificates);
        assert_eq!(asked(Method::HEAD, chain, &[]), Asked::Certificates);
        assert_eq!(asked(Method::POST, chain, &[]), Asked::OtherMethod { allowed: "GET, HEAD" });
        assert_eq!(asked(Method::GET, "/api/v1/timestamp/", &[]), Asked::Nothing);
        assert_eq!(asked(Method::POST, "/api/v1", &["application/timestamp-query"]), Asked::Nothing);
    }
}

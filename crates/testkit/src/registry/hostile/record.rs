use std::fmt;

/// One request as it arrived.
#[derive(Clone, PartialEq, Eq)]
pub struct SeenRequest {
    pub(super) at: String,
    pub(super) connection: usize,
    pub(super) method: String,
    pub(super) target: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
    pub(super) body_length: u64,
}

/// How much of a request's body is remembered.
pub(super) const REMEMBERED_BODY: usize = 64 * 1024;

impl SeenRequest {
    /// `127.0.0.1:PORT` that it was sent to: the registry's address or that of another host.
    #[must_use]
    pub fn at(&self) -> &str {
        &self.at
    }

    /// Number of the connection that it came over, counted from 1 over all listeners.
    #[must_use]
    pub const fn connection(&self) -> usize {
        self.connection
    }

    /// `GET` and so on.
    #[must_use]
    pub fn method(&self) -> &str {
        &self.method
    }

    /// Path and query as received.
    #[must_use]
    pub fn target(&self) -> &str {
        &self.target
    }

    /// The path alone.
    #[must_use]
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// All header fields in their order, names in lower case.
    #[must_use]
    pub fn headers(&self) -> &[(String, String)] {
        &self.headers
    }

    /// The first field of that name, which is given in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The `Authorization` header.
    #[must_use]
    pub fn authorization(&self) -> Option<&str> {
        self.header("authorization")
    }

    /// The first 64 KiB of the body.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Length of the whole body in bytes, as far as it was read.
    #[must_use]
    pub const fn body_length(&self) -> u64 {
        self.body_length
    }

    /// Whether `secret` stands in its target, a header or the remembered body.
    #[must_use]
    pub fn holds(&self, secret: &str) -> bool {
        self.target.contains(secret)
            || self.headers.iter().any(|(_, value)| value.contains(secret))
            || String::from_utf8_lossy(&self.body).contains(secret)
    }
}

/// `METHOD TARGET`.
impl fmt::Display for SeenRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.target)
    }
}

impl fmt::Debug for SeenRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self} at {} {:?}", self.at, self.headers)
    }
}

//! Who is spoken to.

use alloc::{format, string::String};
use core::fmt;

use crate::{Scheme, Url};

/// Scheme, host and port: what credentials are bound to (RFC 9110 §4.3.1).
///
/// ```
/// use countersign_need::{Origin, Url};
///
/// let origin = |text: &str| Url::parse(text).map(|url| Origin::from(&url));
/// assert_eq!(origin("https://GHCR.io/v2/")?, origin("https://ghcr.io:443")?);
/// assert_ne!(origin("https://ghcr.io/")?, origin("https://ghcr.io.evil/")?);
/// assert_eq!(origin("http://localhost:5000/v2/")?.to_string(), "http://localhost:5000");
/// # Ok::<(), countersign_need::NeedError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    pub(crate) scheme: Scheme,
    pub(crate) host: String,
    pub(crate) port: u16,
}

impl Origin {
    /// The scheme.
    #[must_use]
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// The host: a name in lower case, a dotted IPv4 address, or an IPv6 address in its canonical form (RFC 5952)
    /// between brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port; of a URL without one, that of the scheme: 80 or 443.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// `host`, or `host:port` where the port is not that of the scheme.
    #[must_use]
    pub fn authority(&self) -> String {
        if self.port == self.scheme.default_port() {
            self.host.clone()
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }
}

impl From<&Url> for Origin {
    fn from(url: &Url) -> Self {
        url.origin().clone()
    }
}

/// `https://host`, or `https://host:port` where the port is not that of the scheme.
impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme, self.authority())
    }
}

//! Hosts that a caller names.

use std::{fmt, net::Ipv4Addr, str::FromStr};

use countersign_need::{Scheme, Url};

/// A host that rules name, `host` or `host:port`: exactly that one. Without a port, that of the scheme is meant.
///
/// ```
/// use countersign_transport::HostPattern;
///
/// let host: HostPattern = "Registry.Example:5000".parse()?;
/// assert_eq!(host.to_string(), "registry.example:5000");
/// assert!("https://registry.example".parse::<HostPattern>().is_err());
/// assert!("*.example".parse::<HostPattern>().is_err());
/// # Ok::<(), countersign_transport::HostPatternError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HostPattern {
    host: String,
    port: Option<u16>,
}

impl HostPattern {
    pub(crate) fn matches(&self, url: &Url) -> bool {
        self.host == url.host() && self.port.unwrap_or(url.scheme().default_port()) == url.port()
    }

    /// The URL of the host by this scheme.
    pub(crate) fn url(&self, scheme: Scheme) -> Option<Url> {
        Url::parse(&format!("{scheme}://{self}/")).ok()
    }
}

impl FromStr for HostPattern {
    type Err = HostPatternError;

    fn from_str(text: &str) -> Result<Self, HostPatternError> {
        let url = Url::parse(&format!("https://{text}")).map_err(|_| HostPatternError::Host)?;
        if !url.path_and_query().is_empty() {
            return Err(HostPatternError::Host);
        }
        let after_host = text.rsplit_once(']').map_or(text, |(_, rest)| rest);
        let port = after_host.contains(':').then_some(url.port());
        Ok(Self { host: url.host().into(), port })
    }
}

impl fmt::Display for HostPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.host)?;
        self.port.map_or(Ok(()), |port| write!(f, ":{port}"))
    }
}

/// Why a text names no host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HostPatternError {
    /// Not `host` or `host:port`.
    #[error("neither a host nor a host, a colon and a port")]
    Host,
}

/// Exactly `localhost`, dotted 127/8 and `[::1]`.
pub(crate) fn is_loopback(host: &str) -> bool {
    let dotted = host.parse::<Ipv4Addr>();
    host == "localhost" || host == "[::1]" || dotted.is_ok_and(|address| address.is_loopback())
}

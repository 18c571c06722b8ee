//! Which URLs may be fetched: absolute ones of HTTP, written so that no two clients read them differently.
//!
//! ```text
//! url       = ("http" / "https") "://" host [":" port] [("/" / "?") *uri-char]
//! host      = name / dotted IPv4 / "[" IPv6 "]"
//! name      = 1*(ALPHA / DIGIT / "-" / "." / "_")                    ; its last label is not a number
//! uri-char  = unreserved / reserved but "#" / "%" 2HEXDIG            ; RFC 3986 §2
//! ```

mod check;
mod reference;

use alloc::{format, string::String};
use core::fmt;

use crate::{NeedError, Origin};

/// An absolute `http` or `https` URL that may be sent as it stands: ASCII, without user, fragment, white space or control
/// characters, at most 8 KiB long.
///
/// The text is kept as it was given. Two URLs are equal if their texts are. A host such as `0x7f.1` or `2130706433`,
/// which some clients read as an address and others as a name, is refused.
///
/// ```
/// use countersign_need::{Scheme, Url};
///
/// let url = Url::parse("HTTPS://Registry.Example:443/v2/?n=1")?;
/// assert_eq!((url.scheme(), url.host(), url.port()), (Scheme::Https, "registry.example", 443));
/// assert_eq!((url.authority().as_str(), url.path(), url.query()), ("registry.example", "/v2/", Some("n=1")));
/// assert_eq!(url.join("../token?a=b")?.as_str(), "https://registry.example/token?a=b");
/// # Ok::<(), countersign_need::NeedError>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Url {
    text: String,
    origin: Origin,
    /// Where the authority ends, in bytes of the text.
    path_offset: usize,
}

impl Url {
    /// Reads a URL.
    ///
    /// # Errors
    /// [`NeedError`], each of its variants but [`NeedError::MediaType`].
    pub fn parse(text: &str) -> Result<Self, NeedError> {
        let found = check::parts(text)?;
        let port = found.port.unwrap_or(found.scheme.default_port());
        let Some(path_offset) = text.len().checked_sub(found.after_authority.len()) else {
            return Err(NeedError::Host);
        };
        let origin = Origin { scheme: found.scheme, host: found.host, port };
        Ok(Self { text: text.into(), origin, path_offset })
    }

    /// The text, as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Scheme, host and port.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Whether the scheme is `https`.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.scheme() == Scheme::Https
    }

    /// The scheme.
    #[must_use]
    pub fn scheme(&self) -> Scheme {
        self.origin.scheme
    }

    /// The host, as [`Origin::host`] says.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.origin.host
    }

    /// The port, as [`Origin::port`] says.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.origin.port
    }

    /// `host` or `host:port`, the latter where the port is not that of the scheme.
    #[must_use]
    pub fn authority(&self) -> String {
        self.origin.authority()
    }

    /// What follows the authority, as it was given; may be empty or begin with `?`.
    #[must_use]
    pub fn path_and_query(&self) -> &str {
        self.text.get(self.path_offset..).unwrap_or_default()
    }

    /// The path, as it was given; `/` where it is empty (RFC 9110 §4.2.3).
    #[must_use]
    pub fn path(&self) -> &str {
        let (path, _) = reference::split_query(self.path_and_query());
        if path.is_empty() { "/" } else { path }
    }

    /// What follows the first `?`.
    #[must_use]
    pub fn query(&self) -> Option<&str> {
        reference::split_query(self.path_and_query()).1
    }

    /// Resolves a reference against this URL (RFC 3986 §5.2): absolute, `//authority`, `/path`, relative, `?query`, or
    /// empty. Dot segments are removed from what is merged; an absolute URL is taken as it stands.
    ///
    /// # Errors
    /// [`NeedError`] where the outcome is no URL by [`Url::parse`]: another scheme, a user, a fragment.
    pub fn join(&self, reference: &str) -> Result<Self, NeedError> {
        Self::parse(&reference::resolve(self, reference)?)
    }

    /// This URL with one more pair in its query, both percent-encoded (RFC 3986 §2.1; a space is `%20`).
    ///
    /// # Errors
    /// [`NeedError::TooLong`].
    pub fn with_query_pair(&self, name: &str, value: &str) -> Result<Self, NeedError> {
        let separator = match self.query() {
            None => "?",
            Some("") => "",
            Some(_) => "&",
        };
        let (name, value) = (reference::Encoded(name), reference::Encoded(value));
        Self::parse(&format!("{}{separator}{name}={value}", self.text))
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, f)
    }
}

impl core::str::FromStr for Url {
    type Err = NeedError;

    fn from_str(text: &str) -> Result<Self, NeedError> {
        Self::parse(text)
    }
}

/// The schemes of HTTP (RFC 9110 §4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scheme {
    /// `http`: anyone on the way reads and changes what is said.
    Http,
    /// `https`
    Https,
}

impl Scheme {
    /// `http` or `https`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }

    /// 80 or 443.
    #[must_use]
    pub const fn default_port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
        }
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

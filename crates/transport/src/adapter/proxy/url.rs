//! Where a proxy is, and what it is told about who asks.

use std::fmt;

use base64ct::{Base64, Encoding};
use countersign_need::{Origin, Url};
use zeroize::Zeroizing;

use super::ProxyError;

/// An HTTP proxy: `http://[user[:password]@]host[:port]`.
///
/// What is asked of it goes to it by plain HTTP: absolute form for `http`, a `CONNECT` tunnel for `https`. The
/// credentials are sent to the proxy alone, and none of the formatting traits shows them.
#[derive(Clone, PartialEq, Eq)]
pub struct ProxyUrl {
    origin: Origin,
    authorization: Option<Zeroizing<String>>,
}

impl ProxyUrl {
    /// Reads `http://[user[:password]@]host[:port][/]`, or the same without a scheme.
    ///
    /// # Errors
    ///
    /// [`ProxyError::Scheme`] for a proxy that is not spoken to by plain HTTP (`https`, `socks5`, …), and
    /// [`ProxyError::Malformed`] for a host, a port or an escape that cannot be one.
    pub fn parse(text: &str) -> Result<Self, ProxyError> {
        let rest = without_scheme(text.trim())?;
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let (userinfo, authority) = match rest.rsplit_once('@') {
            Some((userinfo, authority)) => (Some(userinfo), authority),
            None => (None, rest),
        };
        let url = Url::parse(&format!("http://{authority}")).map_err(|_| ProxyError::Malformed)?;
        if !url.path_and_query().is_empty() {
            return Err(ProxyError::Malformed);
        }
        let authorization = userinfo.map(basic).transpose()?;
        Ok(Self { origin: url.origin().clone(), authorization })
    }

    /// The host as it is resolved: a name, an IPv4 address, or an IPv6 address in brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        self.origin.host()
    }

    /// The port that is dialled.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.origin.port()
    }

    /// The value of `Proxy-Authorization`, where the URL carried credentials.
    pub(crate) fn authorization(&self) -> Option<&str> {
        self.authorization.as_deref().map(String::as_str)
    }
}

impl fmt::Display for ProxyUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "http://{}:{}", self.host(), self.port())
    }
}

impl fmt::Debug for ProxyUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ProxyUrl({self})")
    }
}

fn without_scheme(text: &str) -> Result<&str, ProxyError> {
    match text.split_once("://") {
        None => Ok(text),
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => Ok(rest),
        Some(_) => Err(ProxyError::Scheme),
    }
}

/// `Basic` credentials of a userinfo (RFC 7617 §2), its percent escapes taken off (RFC 3986 §2.1).
fn basic(userinfo: &str) -> Result<Zeroizing<String>, ProxyError> {
    let plain = match userinfo.split_once(':') {
        Some((user, password)) => join(&unescape(user)?, &unescape(password)?),
        None => join(&unescape(userinfo)?, b""),
    };
    let encoded = Zeroizing::new(Base64::encode_string(&plain));
    Ok(Zeroizing::new(format!("Basic {}", encoded.as_str())))
}

fn join(user: &[u8], password: &[u8]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new([user, b":", password].concat())
}

fn unescape(text: &str) -> Result<Zeroizing<Vec<u8>>, ProxyError> {
    let mut bytes = text.bytes();
    let mut plain = Zeroizing::new(Vec::with_capacity(text.len()));
    while let Some(byte) = bytes.next() {
        plain.push(if byte == b'%' { escaped(bytes.next(), bytes.next())? } else { byte });
    }
    Ok(plain)
}

fn escaped(high: Option<u8>, low: Option<u8>) -> Result<u8, ProxyError> {
    let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
    let (Some(high), Some(low)) = (digit(high), digit(low)) else { return Err(ProxyError::Malformed) };
    u8::try_from(high * 16 + low).map_err(|_| ProxyError::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_unescaped_encoded_and_not_shown() {
        let proxy = ProxyUrl::parse("http://al%40ice:op%3Aen@proxy.test:3128/").unwrap();
        assert_eq!(proxy.authorization(), Some("Basic YWxAaWNlOm9wOmVu"));
        assert_eq!(format!("{proxy} {proxy:?}"), "http://proxy.test:3128 ProxyUrl(http://proxy.test:3128)");
    }

    #[test]
    fn a_host_alone_is_port_80() {
        let proxy = ProxyUrl::parse("Proxy.test").unwrap();
        assert_eq!((proxy.host(), proxy.port(), proxy.authorization()), ("proxy.test", 80, None));
    }

    #[test]
    fn an_ipv6_proxy_keeps_its_brackets() {
        let proxy = ProxyUrl::parse("http://[::1]:8080").unwrap();
        assert_eq!((proxy.host(), proxy.port()), ("[::1]", 8080));
        assert_eq!(ProxyUrl::parse("[::1]").unwrap().port(), 80);
    }

    #[test]
    fn a_proxy_that_is_not_spoken_to_by_http_is_refused() {
        for text in ["https://proxy.test", "socks5://proxy.test:1080"] {
            assert_eq!(ProxyUrl::parse(text), Err(ProxyError::Scheme), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_dialled_is_malformed() {
        for text in [
            "",
            "http://",
            "http://:80",
            "proxy.test:0",
            "proxy.test:99999",
            "a b",
            "u%4@h",
            "u%zz@h",
            "[1]",
            "h/p",
            "h?q",
            "0x7f.1",
        ] {
            assert_eq!(ProxyUrl::parse(text), Err(ProxyError::Malformed), "{text}");
        }
    }
}

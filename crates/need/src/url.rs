//! Which URLs may be fetched: absolute ones of HTTP, written so that no two clients read them differently.
//!
//! ```text
//! url       = ("http" / "https") "://" host [":" port] [("/" / "?") *uri-char]
//! host      = 1*(ALPHA / DIGIT / "-" / "." / "_") / "[" 1*(HEXDIG / ":" / ".") "]"
//! uri-char  = unreserved / reserved but "#" / "%" 2HEXDIG            ; RFC 3986 §2
//! ```

/// RFC 9110 §4.1 asks for at least 8000.
const MAX_LEN: usize = 8192;

pub(crate) fn check(url: &str) -> Result<(), NeedError> {
    if url.len() > MAX_LEN {
        return Err(NeedError::TooLong { limit: MAX_LEN, actual: url.len() });
    }
    check_characters(url.as_bytes())?;
    let (scheme, rest) = url.split_once("://").ok_or(NeedError::Scheme)?;
    if !["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return Err(NeedError::Scheme);
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    check_authority(authority)?;
    if url.contains('#') { Err(NeedError::Fragment) } else { Ok(()) }
}

fn check_characters(url: &[u8]) -> Result<(), NeedError> {
    for (offset, byte) in url.iter().enumerate() {
        let allowed = match byte {
            b'%' => {
                let hex = |ahead| url.get(offset + ahead).is_some_and(u8::is_ascii_hexdigit);
                hex(1) && hex(2)
            }
            _ => byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=".contains(byte),
        };
        if !allowed {
            return Err(NeedError::Character { offset });
        }
    }
    Ok(())
}

fn check_authority(authority: &str) -> Result<(), NeedError> {
    if authority.contains('@') {
        return Err(NeedError::UserInformation);
    }
    let (host, port) = if authority.starts_with('[') {
        let end = authority.find(']').ok_or(NeedError::Host)?;
        authority.split_at_checked(end + 1).ok_or(NeedError::Host)?
    } else {
        authority.split_at_checked(authority.find(':').unwrap_or(authority.len())).ok_or(NeedError::Host)?
    };
    if host.is_empty() {
        return Err(NeedError::NoHost);
    }
    if !is_host(host) {
        return Err(NeedError::Host);
    }
    if port.is_empty() || is_port(port) { Ok(()) } else { Err(NeedError::Port) }
}

fn is_host(host: &str) -> bool {
    match host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(address) => address.parse::<core::net::Ipv6Addr>().is_ok(),
        None => {
            !host.is_empty()
                && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte))
        }
    }
}

fn is_port(port: &str) -> bool {
    let digits = port.strip_prefix(':').unwrap_or_default();
    let canonical = !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit());
    canonical && digits.parse::<u16>().is_ok()
}

/// Why a [`Need`](crate::Need) cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NeedError {
    /// Longer than any sensible URL.
    #[error("the URL is {actual} bytes long, at most {limit} are allowed")]
    TooLong {
        /// Bytes allowed.
        limit: usize,
        /// Bytes found.
        actual: usize,
    },
    /// A byte that RFC 3986 §2 does not allow: no ASCII, white space, a control character, a quote, a backslash; or a
    /// `%` without two hexadecimal digits.
    #[error("the URL has a byte at {offset} that is not allowed")]
    Character {
        /// Offset in the URL, in bytes.
        offset: usize,
    },
    /// Neither `http://` nor `https://`: relative, or of another scheme.
    #[error("the URL begins with neither http:// nor https://")]
    Scheme,
    /// A user name or password before the host.
    #[error("the URL names a user")]
    UserInformation,
    /// No host.
    #[error("the URL names no host")]
    NoHost,
    /// A host that is neither a name nor an address.
    #[error("the URL has a host that is neither a name nor an address")]
    Host,
    /// A port that is no number from 1 to 65535.
    #[error("the URL has a port that is no number from 1 to 65535")]
    Port,
    /// A fragment, which is never sent.
    #[error("the URL has a fragment")]
    Fragment,
    /// A media type that is not `type/subtype` by RFC 6838 §4.2, without parameters.
    #[error("the media type is not a type, a slash and a subtype")]
    MediaType,
}

//! Which addresses can be needed at all.

/// The longest address, in bytes.
const MAX_LEN: usize = 2048;

/// Checks an absolute `http` or `https` URL (RFC 3986 §4.3) by what this crate allows: ASCII without spaces and controls,
/// a host, no user information.
pub(crate) fn check(url: &str) -> Result<(), NeedError> {
    if url.len() > MAX_LEN {
        return Err(NeedError::TooLong { limit: MAX_LEN, actual: url.len() });
    }
    if let Some(offset) = url.bytes().position(|byte| !byte.is_ascii_graphic()) {
        return Err(NeedError::Character { offset });
    }
    let rest =
        url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).ok_or(NeedError::Scheme)?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // A backslash ends the authority for some clients and not for others.
    if authority.contains(['@', '\\']) {
        return Err(NeedError::UserInformation);
    }
    match authority.starts_with(':') || authority.is_empty() {
        true => Err(NeedError::NoHost),
        false => Ok(()),
    }
}

/// Why an address cannot be needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NeedError {
    /// Longer than any address that is fetched.
    #[error("the address is {actual} bytes long, at most {limit} are allowed")]
    TooLong {
        /// The limit in bytes.
        limit: usize,
        /// Length found, in bytes.
        actual: usize,
    },
    /// A space, a control character or a character outside ASCII.
    #[error("the address has a character at byte {offset} that is not allowed there")]
    Character {
        /// Offset of the byte.
        offset: usize,
    },
    /// Neither `http://` nor `https://` in lower case.
    #[error("the address begins with neither https:// nor http://")]
    Scheme,
    /// A name or password before the host, or what some clients take for one.
    #[error("the address carries user information")]
    UserInformation,
    /// No host.
    #[error("the address names no host")]
    NoHost,
}

//! What cannot be fetched.

/// Why a [`Url`](crate::Url) or a [`Need`](crate::Need) cannot be made.
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

//! Header fields (RFC 9110 §5).

use std::fmt;

use crate::TransportError;

/// Fields whose values are never shown.
const SECRET: [&str; 4] = ["authorization", "proxy-authorization", "cookie", "set-cookie"];

/// Header fields in the order in which they came or are sent. Names are in lower case; values are visible ASCII, spaces
/// and tabs, so that none can break out of its line.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Headers(Vec<(String, String)>);

impl Headers {
    /// No fields.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds a field, also where one of that name is there.
    ///
    /// # Errors
    /// [`HeaderError`].
    pub fn append(&mut self, name: &str, value: &str) -> Result<(), HeaderError> {
        let field = (checked_name(name)?, checked_value(value)?);
        self.0.push(field);
        Ok(())
    }

    /// Sets a field, in place of any of that name.
    ///
    /// # Errors
    /// [`HeaderError`].
    pub fn insert(&mut self, name: &str, value: &str) -> Result<(), HeaderError> {
        let field = (checked_name(name)?, checked_value(value)?);
        self.0.retain(|(present, _)| *present != field.0);
        self.0.push(field);
        Ok(())
    }

    /// The value of the first field of this name, in whatever case the name is asked for.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(present, _)| present.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// The values of all fields of this name, in order.
    pub fn get_all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let name = name.to_ascii_lowercase();
        self.iter().filter(move |(present, _)| *present == name).map(|(_, value)| value)
    }

    /// Names and values, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// How many fields there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Bytes on the line, in HTTP/1.1: each field with its colon, space and line end.
    pub(crate) fn bytes(&self) -> usize {
        let line = |(name, value): (&str, &str)| name.len().saturating_add(value.len()).saturating_add(4);
        self.iter().map(line).fold(0, usize::saturating_add)
    }
}

/// Without the values of fields that hold credentials.
impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown =
            |name: &str, value: &str| if SECRET.contains(&name) { "…".into() } else { value.to_owned() };
        f.debug_map().entries(self.iter().map(|(name, value)| (name.to_owned(), shown(name, value)))).finish()
    }
}

/// Why a header field cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HeaderError {
    /// A name that is no token (RFC 9110 §5.6.2).
    #[error("the name of a header is not a token")]
    Name,
    /// A value with other than visible ASCII, spaces and tabs.
    #[error("the value of a header has a byte at {offset} that is not allowed")]
    Value {
        /// Offset in the value, in bytes.
        offset: usize,
    },
    /// A field that the client sets itself: credentials, which go only to the origin that they are for.
    #[error("credentials are no header to be set by hand")]
    Credentials,
}

impl From<HeaderError> for TransportError {
    fn from(_: HeaderError) -> Self {
        Self::Header
    }
}

/// Whether a field carries credentials.
pub(crate) fn is_secret(name: &str) -> bool {
    SECRET.iter().any(|secret| name.eq_ignore_ascii_case(secret))
}

fn checked_name(name: &str) -> Result<String, HeaderError> {
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if name.is_empty() || !name.bytes().all(token) {
        return Err(HeaderError::Name);
    }
    Ok(name.to_ascii_lowercase())
}

fn checked_value(value: &str) -> Result<String, HeaderError> {
    match value.bytes().position(|byte| !matches!(byte, b'\t' | b' '..=b'~')) {
        Some(offset) => Err(HeaderError::Value { offset }),
        None => Ok(value.trim_matches([' ', '\t']).into()),
    }
}

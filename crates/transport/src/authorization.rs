//! Credentials that go to one origin.

use std::fmt;

use base64ct::{Base64, Encoding as _};
use zeroize::Zeroizing;

use crate::Origin;

/// The value of an `Authorization` header, and the one origin to which it may be sent.
#[derive(Clone)]
pub struct Authorization {
    origin: Origin,
    value: Zeroizing<String>,
}

impl Authorization {
    /// A user and a password (RFC 7617), as UTF-8.
    ///
    /// # Errors
    /// [`AuthorizationError::User`], [`AuthorizationError::Password`].
    pub fn basic(origin: Origin, user: &str, password: &str) -> Result<Self, AuthorizationError> {
        if user.contains(|character: char| character == ':' || character.is_control()) {
            return Err(AuthorizationError::User);
        }
        if password.contains(|character: char| character.is_control()) {
            return Err(AuthorizationError::Password);
        }
        let pair = Zeroizing::new(format!("{user}:{password}"));
        let encoded = Zeroizing::new(Base64::encode_string(pair.as_bytes()));
        Ok(Self { origin, value: Zeroizing::new(format!("Basic {}", *encoded)) })
    }

    /// A token (RFC 6750): visible ASCII.
    ///
    /// # Errors
    /// [`AuthorizationError::Token`].
    pub fn bearer(origin: Origin, token: &str) -> Result<Self, AuthorizationError> {
        if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(AuthorizationError::Token);
        }
        Ok(Self { origin, value: Zeroizing::new(format!("Bearer {token}")) })
    }

    /// To whom it may be sent.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The value of the header.
    pub(crate) fn value(&self) -> &str {
        &self.value
    }
}

/// Without the value.
impl fmt::Debug for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authorization").field("origin", &self.origin).finish_non_exhaustive()
    }
}

/// Why credentials cannot be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AuthorizationError {
    /// A user with a colon or a control character (RFC 7617 §2).
    #[error("the user name has a colon or a control character")]
    User,
    /// A password with a control character.
    #[error("the password has a control character")]
    Password,
    /// A token that is empty or has other than visible ASCII characters.
    #[error("the token is empty or has characters that are not allowed")]
    Token,
}

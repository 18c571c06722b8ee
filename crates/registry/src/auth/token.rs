//! The answer of a token service (distribution `docs/spec/auth/token.md`, `oauth.md`).

use std::time::Duration;

use countersign_encoding::json::{self, FieldError, JsonError, Object};
use zeroize::Zeroizing;

/// The longest answer that is read, in bytes.
pub(super) const MAX_ANSWER: u64 = 64 * 1024;
/// How long a token holds whose answer does not say (`token.md`).
const DEFAULT_LIFETIME: Duration = Duration::from_secs(60);
/// No token is kept longer, whatever is promised.
const MAX_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);
/// How long before its end a token is not used any more, for clocks that run apart and requests under way.
const SLACK: Duration = Duration::from_secs(10);

/// A token, and how long it may be used.
pub(super) struct Token {
    pub(super) text: Zeroizing<String>,
    pub(super) usable_for: Duration,
}

impl Token {
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, TokenError> {
        let limits = json::Limits::default().with_max_depth(16).with_max_values(1000);
        let value = json::parse(bytes, &limits)?;
        let object = value.as_object().ok_or(TokenError::NotAnObject)?;
        let text = text_of(object)?.ok_or(TokenError::Missing)?;
        if !is_sendable(text) {
            return Err(TokenError::Characters);
        }
        Ok(Self { text: Zeroizing::new(text.to_owned()), usable_for: usable_for(lifetime_of(object)?) })
    }
}

/// Registries that speak OAuth 2 write `access_token`; where both stand they are equivalent (`token.md`).
fn text_of<'o>(object: &'o Object<'_>) -> Result<Option<&'o str>, FieldError> {
    let present = |text: Option<&'o str>| text.filter(|text| !text.is_empty());
    match present(object.optional_str("token")?) {
        Some(token) => Ok(Some(token)),
        None => Ok(present(object.optional_str("access_token")?)),
    }
}

fn lifetime_of(object: &Object<'_>) -> Result<Duration, FieldError> {
    let seconds = object.optional_u64("expires_in")?.filter(|seconds| *seconds > 0);
    Ok(seconds.map_or(DEFAULT_LIFETIME, Duration::from_secs).min(MAX_LIFETIME))
}

fn usable_for(lifetime: Duration) -> Duration {
    lifetime.saturating_sub(SLACK.min(lifetime / 2))
}

/// What may stand in a header after `Bearer `: printing ASCII without spaces, quotes and commas. Wider than RFC 6750 §2.1,
/// as services give out tokens that are no `b64token`.
fn is_sendable(token: &str) -> bool {
    token.bytes().all(|byte| byte.is_ascii_graphic() && !b"\",".contains(&byte))
}

/// Why the answer of a token service holds no usable token.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// It is longer than 64 KiB.
    #[error("the answer is longer than {limit} bytes")]
    TooLarge {
        /// Bytes allowed.
        limit: u64,
    },
    /// It is no strict JSON.
    #[error("the answer is not strict JSON")]
    Json(#[from] JsonError),
    /// It is JSON, and no object.
    #[error("the answer is no JSON object")]
    NotAnObject,
    /// A member is of the wrong type.
    #[error("a member of the answer is malformed")]
    Field(#[from] FieldError),
    /// It has neither `token` nor `access_token`, or an empty one.
    #[error("the answer holds no token")]
    Missing,
    /// The token has characters that cannot be sent.
    #[error("the token has characters that cannot be sent")]
    Characters,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<(String, u64), TokenError> {
        Token::parse(text.as_bytes()).map(|token| (token.text.to_string(), token.usable_for.as_secs()))
    }

    #[test]
    fn either_name_is_read_and_the_first_wins() {
        assert_eq!(parsed(r#"{"token":"a"}"#), Ok(("a".into(), 50)));
        assert_eq!(parsed(r#"{"access_token":"b"}"#), Ok(("b".into(), 50)));
        assert_eq!(parsed(r#"{"access_token":"b","token":"a"}"#), Ok(("a".into(), 50)));
        assert_eq!(parsed(r#"{"access_token":"b","token":""}"#), Ok(("b".into(), 50)));
    }

    #[test]
    fn a_token_is_not_used_up_to_its_end() {
        assert_eq!(parsed(r#"{"token":"a","expires_in":300}"#), Ok(("a".into(), 290)));
        assert_eq!(parsed(r#"{"token":"a","expires_in":4}"#), Ok(("a".into(), 2)));
        assert_eq!(parsed(r#"{"token":"a","expires_in":0}"#), Ok(("a".into(), 50)));
        let day = 24 * 60 * 60 - 10;
        assert_eq!(parsed(r#"{"token":"a","expires_in":18446744073709551615}"#), Ok(("a".into(), day)));
    }

    #[test]
    fn what_is_no_token_is_told_apart() {
        assert_eq!(parsed("[]"), Err(TokenError::NotAnObject));
        assert_eq!(parsed("{}"), Err(TokenError::Missing));
        assert_eq!(parsed(r#"{"token":""}"#), Err(TokenError::Missing));
        assert_eq!(parsed(r#"{"token":"a\r\nX: y"}"#), Err(TokenError::Characters));
        assert!(matches!(parsed(r#"{"token":1}"#), Err(TokenError::Field(_))));
        assert!(matches!(parsed("<html>"), Err(TokenError::Json(_))));
        assert!(matches!(parsed(r#"{"token":"a","token":"b"}"#), Err(TokenError::Json(_))));
    }
}

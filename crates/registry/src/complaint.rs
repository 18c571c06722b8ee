//! What a registry says when it refuses (distribution-spec, "Error Codes").

use std::fmt;

use countersign_encoding::json::{self, Object};
use countersign_encoding::text::escape;

/// The longest body of a refusal that is read, in bytes.
pub(crate) const MAX_BODY: u64 = 64 * 1024;
/// The most errors that are kept of one refusal.
const MAX_ERRORS: usize = 4;
/// The longest texts that are kept, in characters.
const MAX_CODE: usize = 64;
const MAX_MESSAGE: usize = 256;
/// What stands in place of a text that repeats what the registry was told in secret.
pub(crate) const LEFT_OUT: &str = "left out: it holds a secret";

/// What a registry said when it refused: its `errors`, as far as they could be read. Nobody vouches for any of it. A text
/// that repeats credentials or a token is left out.
///
/// Shown, it is one line in which no character can change how the rest is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Complaint(Vec<(String, String)>);

impl Complaint {
    /// Reads `{"errors":[{"code":…,"message":…}]}`. What is not of this form says nothing, and neither does a text that holds
    /// a secret.
    pub(crate) fn parse(body: &[u8], is_secret: impl Fn(&str) -> bool) -> Self {
        let limits = json::Limits::default().with_max_depth(32).with_max_values(5000);
        let Ok(value) = json::parse(body, &limits) else { return Self::default() };
        let errors = value.as_object().and_then(|object| object.optional_array("errors").ok().flatten());
        let errors = errors.unwrap_or_default().iter().filter_map(json::Value::as_object);
        let text = |error, member| text(error, member, &is_secret);
        Self(errors.take(MAX_ERRORS).map(|error| (text(error, "code"), text(error, "message"))).collect())
    }

    /// Whether the registry said anything that could be read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How a message ends that says it.
    pub(crate) fn ending(&self) -> String {
        if self.is_empty() { String::new() } else { format!(": {self}") }
    }

    /// The code of each error, such as `DENIED`; foreign text.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(code, _)| code.as_str())
    }
}

/// A secret is looked for in all of it: half of one is still too much.
fn text(error: &Object<'_>, member: &'static str, is_secret: impl Fn(&str) -> bool) -> String {
    let text = error.optional_str(member).ok().flatten().unwrap_or_default();
    if is_secret(text) { LEFT_OUT.into() } else { text.chars().take(MAX_MESSAGE).collect() }
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, (code, message)) in self.0.iter().enumerate() {
            let comma = if place == 0 { "" } else { ", " };
            write!(f, "{comma}{}", escape(code, MAX_CODE))?;
            if !message.is_empty() {
                write!(f, " ({})", escape(message, MAX_MESSAGE))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_read_and_shown_in_one_line() {
        let body =
            br#"{"errors":[{"code":"DENIED","message":"no\n\u202eway","detail":{}},{"code":"X"},{}, 1]}"#;
        let complaint = Complaint::parse(body, |_| false);
        assert_eq!(complaint.codes().collect::<Vec<_>>(), ["DENIED", "X", ""]);
        assert_eq!(complaint.to_string(), r"DENIED (no\u{a}\u{202e}way), X, ");
    }

    #[test]
    fn what_is_no_list_of_errors_says_nothing() {
        for body in ["", "<html>", "[]", r#"{"errors":1}"#, r#"{"message":"no"}"#] {
            assert!(Complaint::parse(body.as_bytes(), |_| false).is_empty(), "{body}");
        }
    }

    #[test]
    fn a_text_that_holds_a_secret_is_left_out_also_where_it_would_be_cut() {
        let message = format!("{}correct horse", "x".repeat(MAX_MESSAGE - 7));
        for (message, expected) in [(message.as_str(), LEFT_OUT), ("horse", "horse")] {
            let body = format!(r#"{{"errors":[{{"code":"DENIED","message":"{message}"}}]}}"#);
            let complaint = Complaint::parse(body.as_bytes(), |text| text.contains("correct horse"));
            assert_eq!(complaint.to_string(), format!("DENIED ({expected})"));
        }
    }

    #[test]
    fn a_long_list_is_cut() {
        let body = format!("{{\"errors\":[{}{{}}]}}", "{\"code\":\"A\"},".repeat(100));
        assert_eq!(Complaint::parse(body.as_bytes(), |_| false).codes().count(), MAX_ERRORS);
    }
}

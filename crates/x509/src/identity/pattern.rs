//! Patterns for names, which always cover the whole of a name.

use alloc::{format, string::String};
use core::fmt;

use regex::bytes::{Regex, RegexBuilder};

use super::{MatchedName, PresentedName};
use crate::{Certificate, GeneralName, NameForm};

/// The longest pattern, in bytes.
const MAX_PATTERN: usize = 1024;
/// The most memory that one compiled pattern takes, in bytes.
const MAX_COMPILED: usize = 1 << 18;

/// A regular expression for names of one form.
///
/// It is matched against the whole name, as if it stood between `^(?:` and `)\z`: a part never suffices, nor does a name
/// that goes on behind a line feed. Pattern and name are ASCII, classes such as `\w` mean ASCII, and case counts. Matching
/// takes time in proportion to the name. A name that is no mailbox, URI or host name (with `*` as its whole leftmost label or
/// without) is covered by no pattern.
///
/// ```
/// use countersign_x509::IdentityPattern;
///
/// let pattern = IdentityPattern::parse(r"uri:https://ci\.example/acme/[a-z]+")?;
/// assert_eq!(pattern.to_string(), r"uri:https://ci\.example/acme/[a-z]+");
/// // A group that closes the one around the pattern is no way out of it.
/// assert!(IdentityPattern::parse(r"uri:x)|(?:.*").is_err());
/// # Ok::<(), countersign_x509::PatternError>(())
/// ```
#[derive(Clone, Debug)]
pub struct IdentityPattern {
    form: NameForm,
    text: String,
    regex: Regex,
}

impl IdentityPattern {
    /// A pattern for e-mail addresses.
    ///
    /// # Errors
    /// [`PatternError`] for an expression that cannot be read, is not ASCII, or is too large.
    pub fn email(expression: &str) -> Result<Self, PatternError> {
        Self::new(NameForm::Email, expression)
    }

    /// A pattern for URIs.
    ///
    /// # Errors
    /// As [`IdentityPattern::email`].
    pub fn uri(expression: &str) -> Result<Self, PatternError> {
        Self::new(NameForm::Uri, expression)
    }

    /// A pattern for host names, which are matched as they stand in the certificate: a wildcard is an asterisk.
    ///
    /// # Errors
    /// As [`IdentityPattern::email`].
    pub fn dns(expression: &str) -> Result<Self, PatternError> {
        Self::new(NameForm::Dns, expression)
    }

    /// Reads `email:EXPRESSION`, `uri:EXPRESSION` or `dns:EXPRESSION`.
    ///
    /// # Errors
    /// [`PatternError::UnknownForm`] for another form, or as [`IdentityPattern::email`].
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        match text.split_once(':') {
            Some(("email", expression)) => Self::email(expression),
            Some(("uri", expression)) => Self::uri(expression),
            Some(("dns", expression)) => Self::dns(expression),
            _ => Err(PatternError::UnknownForm),
        }
    }

    fn new(form: NameForm, expression: &str) -> Result<Self, PatternError> {
        if !expression.is_ascii() {
            return Err(PatternError::NotAscii);
        }
        if expression.len() > MAX_PATTERN {
            return Err(PatternError::TooLong);
        }
        // By itself first: a parenthesis too many is no way out of the group around it.
        compile(expression)?;
        let regex = compile(&format!("^(?:{expression})\\z"))?;
        Ok(Self { form, text: expression.into(), regex })
    }

    /// The first name of the certificate that the pattern covers.
    #[must_use]
    pub fn matches<'c>(&self, certificate: &'c Certificate<'_>) -> Option<MatchedName<'c>> {
        certificate.identities().find(|name| self.covers(name)).map(MatchedName::new)
    }

    fn covers(&self, name: &PresentedName<'_>) -> bool {
        let PresentedName::Alternative(name) = name else { return false };
        let (GeneralName::Email(text) | GeneralName::Uri(text) | GeneralName::Dns(text)) = name else {
            return false;
        };
        // What other readers cut off at a NUL or a space, or take apart otherwise, `.*` is not to stand for.
        name.form() == self.form && name.is_well_formed() && self.regex.is_match(text.as_bytes())
    }
}

fn compile(expression: &str) -> Result<Regex, PatternError> {
    let mut builder = RegexBuilder::new(expression);
    builder.unicode(false).size_limit(MAX_COMPILED).nest_limit(MAX_NESTING);
    builder.build().map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => PatternError::TooLarge,
        _ => PatternError::Syntax,
    })
}

const MAX_NESTING: u32 = 32;

/// The text that [`IdentityPattern::parse`] reads.
impl fmt::Display for IdentityPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let form = match self.form {
            NameForm::Email => "email",
            NameForm::Uri => "uri",
            _ => "dns",
        };
        write!(f, "{form}:{}", self.text)
    }
}

/// Why a text is no pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PatternError {
    /// The text does not begin with a form of name that patterns are for.
    #[error("a pattern begins with its form: email:, uri: or dns:")]
    UnknownForm,
    /// The expression has characters outside of ASCII.
    #[error("a pattern is ASCII, as the names are that it is for")]
    NotAscii,
    /// The expression is longer than 1024 bytes.
    #[error("a pattern is at most 1024 bytes long")]
    TooLong,
    /// The expression cannot be read.
    #[error("the pattern is not a regular expression by itself")]
    Syntax,
    /// The expression takes too much memory.
    #[error("the pattern repeats too much")]
    TooLarge,
}

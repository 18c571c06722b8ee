//! What a registry asks for: `WWW-Authenticate` (RFC 9110 §11.6.1), with what RFC 6750, RFC 7617 and the token
//! authentication of distribution put into it.
//!
//! ```text
//! WWW-Authenticate = #challenge
//! challenge        = auth-scheme [ 1*SP ( token68 / #auth-param ) ]
//! auth-param       = token BWS "=" BWS ( token / quoted-string )
//! token68          = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="
//! ```

mod error;
mod parse;

use core::fmt;

use crate::field_syntax::Quoted;

pub use error::ChallengeError;

/// One way in which a registry lets somebody prove who they are. Whatever it says is the registry's claim: the realm is
/// not to be asked before it is judged.
///
/// ```
/// use countersign_registry::{AuthScheme, Challenge};
///
/// let field = r#"Bearer realm="https://auth.docker.io/token",service="registry.docker.io""#;
/// let challenges = Challenge::parse_fields([field])?;
/// assert_eq!(challenges[0].scheme(), &AuthScheme::Bearer);
/// assert_eq!(challenges[0].realm(), Some("https://auth.docker.io/token"));
/// # Ok::<(), countersign_registry::ChallengeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    scheme: AuthScheme,
    token68: Option<String>,
    /// Names in lower case, each once, in the order of the field.
    parameters: Vec<(String, String)>,
}

/// A scheme of authentication. Names are compared without regard to case (RFC 9110 §11.1).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthScheme {
    /// `Basic` (RFC 7617).
    Basic,
    /// `Bearer` (RFC 6750).
    Bearer,
    /// Any other, by its name in lower case.
    Other(String),
}

impl Challenge {
    /// Reads the values of all `WWW-Authenticate` fields of an answer, as one list. Spaces may be tabs, and a challenge
    /// without parameters may have them after a comma; nothing else is lenient.
    ///
    /// # Errors
    /// [`ChallengeError`] where a field does not fit the grammar, names a parameter twice, or is beyond the limits.
    pub fn parse_fields<'f>(fields: impl IntoIterator<Item = &'f str>) -> Result<Vec<Self>, ChallengeError> {
        parse::fields(fields)
    }

    /// The scheme.
    #[must_use]
    pub fn scheme(&self) -> &AuthScheme {
        &self.scheme
    }

    /// The single value that some schemes have instead of parameters (`Negotiate`).
    #[must_use]
    pub fn token68(&self) -> Option<&str> {
        self.token68.as_deref()
    }

    /// A parameter by its name, in any case.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// The parameters in their order, their names in lower case.
    pub fn parameters(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// `realm`: the URL of the token service with Bearer, a name for people with Basic.
    #[must_use]
    pub fn realm(&self) -> Option<&str> {
        self.parameter("realm")
    }

    /// `service`: what the token service calls the registry.
    #[must_use]
    pub fn service(&self) -> Option<&str> {
        self.parameter("service")
    }

    /// `scope`: what a token must allow, separated by spaces (`repository:acme/app:pull`).
    #[must_use]
    pub fn scope(&self) -> Option<&str> {
        self.parameter("scope")
    }

    /// `error`: why the token that was sent is not enough (RFC 6750 §3.1).
    #[must_use]
    pub fn error(&self) -> Option<&str> {
        self.parameter("error")
    }
}

impl fmt::Display for Challenge {
    /// Every value quoted; reading it gives an equal challenge. Foreign text is not escaped for people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.scheme)?;
        if let Some(token68) = &self.token68 {
            write!(f, " {token68}")?;
        }
        for (position, (name, value)) in self.parameters.iter().enumerate() {
            let before = if position == 0 { " " } else { "," };
            write!(f, "{before}{name}={}", Quoted(value))?;
        }
        Ok(())
    }
}

impl AuthScheme {
    fn new(name: &str) -> Self {
        match name.to_ascii_lowercase().as_str() {
            "basic" => Self::Basic,
            "bearer" => Self::Bearer,
            other => Self::Other(other.to_owned()),
        }
    }
}

impl fmt::Display for AuthScheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Basic => "Basic",
            Self::Bearer => "Bearer",
            Self::Other(name) => name,
        })
    }
}

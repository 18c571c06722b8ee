//! Where the next page is: `Link` (RFC 8288 §3).
//!
//! ```text
//! Link       = #link-value
//! link-value = "<" URI-Reference ">" *( OWS ";" OWS link-param )
//! link-param = token BWS [ "=" BWS ( token / quoted-string ) ]
//! ```

mod error;
mod parse;

use core::fmt;

use crate::field_syntax::Quoted;

pub use error::LinkError;

/// The relation of the page that follows (RFC 8288 §2.1.1 compares without regard to case).
const NEXT: &str = "next";

/// One link. Its target is the server's claim: it is resolved against the page that it came with, and judged, before it
/// is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    target: String,
    /// Names in lower case, in the order of the field.
    parameters: Vec<(String, Option<String>)>,
}

impl Link {
    /// Reads the values of all `Link` fields of an answer, as one list.
    ///
    /// # Errors
    /// [`LinkError`] where a field does not fit the grammar or is beyond the limits.
    pub fn parse_fields<'f>(fields: impl IntoIterator<Item = &'f str>) -> Result<Vec<Self>, LinkError> {
        parse::fields(fields)
    }

    /// The target of the link whose relation is `next`, where there is one: a URI reference, not resolved.
    ///
    /// A link that says that it is about another document (`anchor`) is passed over, and of several `rel` of one link only
    /// the first counts (RFC 8288 §3.2, §3.3).
    ///
    /// ```
    /// use countersign_registry::Link;
    ///
    /// let next = Link::next([r#"</v2/acme/app/tags/list?last=b>; rel="next""#])?;
    /// assert_eq!(next.as_deref(), Some("/v2/acme/app/tags/list?last=b"));
    /// # Ok::<(), countersign_registry::LinkError>(())
    /// ```
    ///
    /// # Errors
    /// As [`Link::parse_fields`], and [`LinkError::Ambiguous`] where two links name different next pages.
    pub fn next<'f>(fields: impl IntoIterator<Item = &'f str>) -> Result<Option<String>, LinkError> {
        let mut next: Option<String> = None;
        for link in Self::parse_fields(fields)?.into_iter().filter(Self::is_next) {
            if next.is_some_and(|other| other != link.target) {
                return Err(LinkError::Ambiguous);
            }
            next = Some(link.target);
        }
        Ok(next)
    }

    /// What is linked to: a URI reference, as it was written.
    #[must_use]
    pub fn target(&self) -> &str {
        &self.target
    }

    /// The first parameter of this name, in any case; `Some("")` where it has no value.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_deref().unwrap_or_default())
    }

    fn is_next(&self) -> bool {
        let mut relations = self.parameter("rel").unwrap_or_default().split_ascii_whitespace();
        self.parameter("anchor").is_none() && relations.any(|relation| relation.eq_ignore_ascii_case(NEXT))
    }
}

impl fmt::Display for Link {
    /// Every value quoted; reading it gives an equal link. Foreign text is not escaped for people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}>", self.target)?;
        for (name, value) in &self.parameters {
            write!(f, "; {name}")?;
            if let Some(value) = value {
                write!(f, "={}", Quoted(value))?;
            }
        }
        Ok(())
    }
}

//! Why links cannot be read.

/// Why `Link` fields are not a list of links, or name no one next page.
///
/// `field` counts the fields of the answer from 0; offsets are bytes from the start of that field's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LinkError {
    /// The fields together are longer than links need.
    #[error("the links are longer than {limit} bytes")]
    TooLong {
        /// Bytes allowed.
        limit: usize,
    },
    /// There are more links than an answer needs.
    #[error("there are more than {limit} links")]
    TooManyLinks {
        /// Links allowed.
        limit: usize,
    },
    /// A link has more parameters than any needs.
    #[error("a link has more than {limit} parameters")]
    TooManyParameters {
        /// Parameters allowed for one link.
        limit: usize,
    },
    /// A character that the grammar does not allow there; at the end of the field, something is missing.
    #[error("link field {field} does not fit its grammar at byte {offset}")]
    Syntax {
        /// Which field.
        field: usize,
        /// Where.
        offset: usize,
    },
    /// A quoted string does not end.
    #[error("link field {field} has a quoted string without an end, begun at byte {offset}")]
    OpenQuote {
        /// Which field.
        field: usize,
        /// Where the string begins.
        offset: usize,
    },
    /// Two links name different next pages.
    #[error("there are two different next pages")]
    Ambiguous,
}

//! Why challenges cannot be read.

/// Why `WWW-Authenticate` fields are not a list of challenges.
///
/// `field` counts the fields of the answer from 0; offsets are bytes from the start of that field's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChallengeError {
    /// The fields together are longer than any challenge needs.
    #[error("the challenges are longer than {limit} bytes")]
    TooLong {
        /// Bytes allowed.
        limit: usize,
    },
    /// There are more challenges than any registry has.
    #[error("there are more than {limit} challenges")]
    TooManyChallenges {
        /// Challenges allowed.
        limit: usize,
    },
    /// A challenge has more parameters than any scheme has.
    #[error("a challenge has more than {limit} parameters")]
    TooManyParameters {
        /// Parameters allowed in one challenge.
        limit: usize,
    },
    /// A character that the grammar does not allow there; at the end of the field, something is missing.
    #[error("challenge field {field} does not fit its grammar at byte {offset}")]
    Syntax {
        /// Which field.
        field: usize,
        /// Where.
        offset: usize,
    },
    /// A quoted string does not end.
    #[error("challenge field {field} has a quoted string without an end, begun at byte {offset}")]
    OpenQuote {
        /// Which field.
        field: usize,
        /// Where the string begins.
        offset: usize,
    },
    /// A challenge has a parameter twice (RFC 9110 §11.2 allows each once).
    #[error("challenge field {field} repeats a parameter at byte {offset}")]
    DuplicateParameter {
        /// Which field.
        field: usize,
        /// Where the second one begins.
        offset: usize,
    },
}

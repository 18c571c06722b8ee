//! Why a statement is refused.

use countersign_digest::DigestError;
use countersign_encoding::json::{FieldError, JsonError};

/// Why bytes are no in-toto statement.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StatementError {
    /// Not strict JSON.
    #[error("the statement is not JSON: {0}")]
    Json(#[from] JsonError),
    /// JSON, but no object.
    #[error("the statement is not a JSON object")]
    NotAnObject,
    /// A member is missing or of another type.
    #[error("the statement: {0}")]
    Field(#[from] FieldError),
    /// `_type` names no version that this crate reads.
    #[error("_type is neither in-toto Statement v0.1 nor v1")]
    UnknownVersion,
    /// A statement to be written gives two digests by one algorithm for a subject, which JSON cannot say.
    #[error("a subject has two digests by one algorithm")]
    RepeatedDigest,
    /// `subject` is empty: a statement about nothing.
    #[error("the statement names no subject")]
    NoSubject,
    /// More subjects than are read.
    #[error("the statement names {actual} subjects, at most {limit} are read")]
    TooManySubjects {
        /// The limit.
        limit: usize,
        /// How many there are.
        actual: usize,
    },
    /// An entry of `subject` is no object (`null`, for one).
    #[error("subject[{index}] is not an object")]
    SubjectNotAnObject {
        /// Which entry.
        index: usize,
    },
    /// A subject without any digest.
    #[error("subject[{index}] has no digest")]
    NoDigest {
        /// Which entry.
        index: usize,
    },
    /// More digests of one subject than are read.
    #[error("subject[{index}] has {actual} digests, at most {limit} are read")]
    TooManyDigests {
        /// Which entry.
        index: usize,
        /// The limit.
        limit: usize,
        /// How many there are.
        actual: usize,
    },
    /// A digest that is no text.
    #[error("subject[{index}] has a digest that is not text")]
    DigestNotText {
        /// Which entry.
        index: usize,
    },
    /// A digest by a known algorithm that is malformed.
    #[error("subject[{index}]: {source}")]
    Digest {
        /// Which entry.
        index: usize,
        /// What is wrong with it.
        #[source]
        source: DigestError,
    },
}

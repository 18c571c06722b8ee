use countersign_digest::DigestError;

/// Why a text is no reference. Offsets count bytes from the start of the text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReferenceError {
    /// There is no text at all.
    #[error("the reference is empty")]
    Empty,
    /// The text is longer than any reference can be.
    #[error("the reference is {actual} bytes long, more than {limit}")]
    TooLong {
        /// The longest text that is looked at, in bytes.
        limit: usize,
        /// The length of this one, in bytes.
        actual: usize,
    },
    /// Domain and path together are too long.
    #[error("the repository name is {actual} characters long, more than {limit}")]
    RepositoryTooLong {
        /// The longest repository name, in characters.
        limit: usize,
        /// The length of this one.
        actual: usize,
    },
    /// What stands before the first `/` looks like a host and is none.
    #[error("what stands before the first / looks like a host name but is none")]
    Domain,
    /// The path of the repository has a capital letter.
    #[error("the repository name has a capital letter at byte {offset}")]
    Uppercase {
        /// Where the letter stands.
        offset: usize,
    },
    /// The repository does not fit the grammar.
    #[error("the repository name is malformed at byte {offset}")]
    Repository {
        /// Where the first byte stands that does not fit.
        offset: usize,
    },
    /// The tag does not fit the grammar, or is empty.
    #[error("the tag is malformed at byte {offset}")]
    Tag {
        /// Where the first byte stands that does not fit.
        offset: usize,
    },
    /// The tag is too long.
    #[error("the tag is {actual} characters long, more than {limit}")]
    TagTooLong {
        /// The longest tag, in characters.
        limit: usize,
        /// The length of this one.
        actual: usize,
    },
    /// What follows the `@` is no digest of an algorithm that is supported.
    #[error("the reference has no usable digest")]
    Digest(#[from] DigestError),
    /// 64 hex digits alone name a local image, and no repository.
    #[error("64 hex digits are the identifier of a local image, not a repository")]
    BareIdentifier,
}

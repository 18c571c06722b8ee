//! Why mirrors cannot be used.

use countersign_oci::ReferenceError;

/// Why a mirror cannot be added.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MirrorError {
    /// There is no `=` between two places.
    #[error("a mirror is written HOST[/PREFIX]=HOST[/PREFIX]")]
    NoPair,
    /// What is to be read elsewhere is not `HOST[:PORT][/PREFIX]`.
    #[error("what a mirror stands for is a host, or the first components of a repository there")]
    From(#[source] ReferenceError),
    /// Where it is to be read is not `HOST[:PORT][/PREFIX]`.
    #[error("a mirror is a host, or the first components of a repository there")]
    To(#[source] ReferenceError),
    /// Both are the same.
    #[error("a mirror leads to the place that it stands for")]
    Same,
    /// There is a mirror for it already.
    #[error("there are two mirrors for one place")]
    Twice,
}

/// Why a repository has no name at its mirror.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RouteError {
    /// The mirror's prefix and the rest of the path are together no repository: empty, or too long.
    #[error("the repository has no name at its mirror")]
    NoRepository,
}

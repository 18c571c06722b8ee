//! Reading from another place than the one a name says.

mod error;

use crate::scope::{RegistryHost, Scope};

pub use error::{MirrorError, RouteError};

/// Which registries are read from elsewhere. Names, policies and reports keep the original; writing always goes to it.
///
/// Only the longest prefix that covers a repository is used, and what it leads to is not looked up again. A mirror that
/// fails or lacks something is not passed by: the origin is asked only after [`Mirrors::with_fallback_to_origin`].
///
/// ```
/// use countersign_registry::Mirrors;
///
/// let mirrors = Mirrors::parse("docker.io/library=mirror.example:5000/hub")?;
/// let endpoints = mirrors.endpoints("docker.io", "library/nginx")?;
/// assert_eq!((endpoints[0].registry(), endpoints[0].repository()), ("mirror.example:5000", "hub/nginx"));
/// assert_eq!(endpoints.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mirrors {
    /// From and to.
    pairs: Vec<(Scope, Scope)>,
    fallback: Fallback,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Fallback {
    #[default]
    None,
    Origin,
}

/// A repository as requests name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    registry: String,
    repository: String,
    kind: EndpointKind,
}

/// What an endpoint is to the repository that was named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EndpointKind {
    /// The registry that the name says.
    Origin,
    /// A registry that is read instead.
    Mirror,
}

impl Mirrors {
    /// No mirrors: everything is read where it is said to be.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// One mirror, as `HOST[:PORT][/PREFIX]=HOST[:PORT][/PREFIX]`; [`Mirrors::add_pair`] adds more.
    ///
    /// # Errors
    /// [`MirrorError`].
    pub fn parse(pair: &str) -> Result<Self, MirrorError> {
        Self::new().add_pair(pair)
    }

    /// The same with one more mirror, as `HOST[:PORT][/PREFIX]=HOST[:PORT][/PREFIX]`.
    ///
    /// # Errors
    /// [`MirrorError`].
    pub fn add_pair(self, pair: &str) -> Result<Self, MirrorError> {
        let (from, to) = pair.split_once('=').ok_or(MirrorError::NoPair)?;
        self.add(from, to)
    }

    /// The same with what `from` covers read from `to` instead, each `HOST[:PORT][/PREFIX]`. A prefix ends where a
    /// component of the path does.
    ///
    /// # Errors
    /// [`MirrorError`].
    pub fn add(mut self, from: &str, to: &str) -> Result<Self, MirrorError> {
        let from = Scope::parse(from).map_err(MirrorError::From)?;
        let to = Scope::parse(to).map_err(MirrorError::To)?;
        if from == to {
            return Err(MirrorError::Same);
        }
        if self.pairs.iter().any(|(known, _)| *known == from) {
            return Err(MirrorError::Twice);
        }
        self.pairs.push((from, to));
        Ok(self)
    }

    /// The same with the origin asked where a mirror gives no answer. What the origin then learns, and that a mirror can
    /// make it be asked, is what the caller accepts by this.
    #[must_use]
    pub fn with_fallback_to_origin(mut self) -> Self {
        self.fallback = Fallback::Origin;
        self
    }

    /// Whether there is no mirror at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// Where a repository is read, in the order in which the endpoints are to be asked; never empty.
    ///
    /// # Errors
    /// [`RouteError`] where what the mirror would be asked for is no repository.
    pub fn endpoints(&self, registry: &str, repository: &str) -> Result<Vec<Endpoint>, RouteError> {
        let origin = Endpoint::new(registry, repository, EndpointKind::Origin);
        let host = RegistryHost::new(registry);
        let covering =
            self.pairs.iter().filter_map(|(from, to)| Some((from, to, from.rest(&host, repository)?)));
        let Some((_, to, rest)) = covering.max_by_key(|(from, ..)| from.prefix().len()) else {
            return Ok(vec![origin]);
        };
        let mut endpoints = vec![mirrored(to, rest)?];
        endpoints.extend(Some(origin).filter(|_| self.fallback == Fallback::Origin));
        Ok(endpoints)
    }
}

/// The repository at the mirror: its prefix, and what followed the other one.
fn mirrored(to: &Scope, rest: &str) -> Result<Endpoint, RouteError> {
    let path = match (to.prefix(), rest) {
        ("", rest) => rest.to_owned(),
        (prefix, "") => prefix.to_owned(),
        (prefix, rest) => format!("{prefix}/{rest}"),
    };
    // Joined it may be nothing, or longer than a name may be.
    let whole =
        Scope::parse(&format!("{}/{path}", to.host().as_str())).map_err(|_| RouteError::NoRepository)?;
    Ok(Endpoint::new(whole.host().as_str(), &path, EndpointKind::Mirror))
}

impl Endpoint {
    fn new(registry: &str, repository: &str, kind: EndpointKind) -> Self {
        Self { registry: registry.to_owned(), repository: repository.to_owned(), kind }
    }

    /// Host and, where one is written, port.
    #[must_use]
    pub fn registry(&self) -> &str {
        &self.registry
    }

    /// The path of the repository within its registry.
    #[must_use]
    pub fn repository(&self) -> &str {
        &self.repository
    }

    /// What it is to the repository that was named.
    #[must_use]
    pub fn kind(&self) -> EndpointKind {
        self.kind
    }
}

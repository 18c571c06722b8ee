use std::fmt;
use std::sync::Arc;

use countersign_oci::{ManifestAt, Read, Reference};
use countersign_transport::{NeedError, Until};

use super::registry::{Inner, Registry};
use super::site::Site;
use crate::{EndpointKind, ReadError, RouteError};

/// One repository of a registry. Cloning it costs nothing.
#[derive(Clone)]
pub struct Repository {
    registry: Registry,
    name: Arc<str>,
    /// Where to read, in order: one, or a mirror and then the origin.
    reads: Arc<[Arc<Site>]>,
    writes: Arc<Site>,
    until: Until,
}

impl Repository {
    pub(super) fn new(registry: Registry, reference: &Reference) -> Result<Self, RepositoryError> {
        let host = reference.domain().ok_or(RepositoryError::NoRegistry)?.to_owned();
        let inner = registry.inner();
        let writes = site(inner, &host, reference.path())?;
        let reads = read_sites(inner, &host, reference.path(), &writes)?;
        let name = reference.repository().into();
        Ok(Self { registry, name, reads, writes, until: Until::never() })
    }

    /// The name as references have it, host and path. What it is read from does not change it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The client that it belongs to.
    #[must_use]
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// The same with an end to everything that it does.
    #[must_use]
    pub fn until(mut self, until: Until) -> Self {
        self.until = until;
        self
    }

    /// Until when everything that it does may last.
    #[must_use]
    pub fn given_until(&self) -> &Until {
        &self.until
    }

    /// The same, read where it is written to, whatever mirrors there are.
    #[must_use]
    pub fn at_origin(mut self) -> Self {
        self.reads = Arc::from([Arc::clone(&self.writes)]);
        self
    }

    pub(crate) fn inner(&self) -> &Inner {
        self.registry.inner()
    }

    /// The first answer of the places where to read; that of the last one, where none has any.
    pub(crate) async fn first<T, R>(&self, read: impl Fn(Arc<Site>) -> R) -> Result<T, ReadError>
    where
        R: Future<Output = Result<T, ReadError>>,
    {
        self.first_after(0, read).await
    }

    /// The same without so many of the first places.
    pub(crate) async fn first_after<T, R>(
        &self,
        skipped: usize,
        read: impl Fn(Arc<Site>) -> R,
    ) -> Result<T, ReadError>
    where
        R: Future<Output = Result<T, ReadError>>,
    {
        let mut outcome = Err(ReadError::Absent);
        for site in self.reads.iter().skip(skipped) {
            outcome = read(Arc::clone(site)).await;
            if outcome.is_ok() || matches!(outcome, Err(ReadError::Deadline | ReadError::Cancelled)) {
                break;
            }
        }
        outcome.map_err(|error| error.without(|text| self.inner().auth.secrets().are_in(text)))
    }

    /// Where to read, in order.
    pub(crate) fn places(&self) -> &[Arc<Site>] {
        &self.reads
    }

    /// Where to write.
    pub(crate) fn origin(&self) -> &Site {
        &self.writes
    }

    /// Keeps why a read failed, for whoever has to explain it.
    pub(crate) fn report(&self, read: &Read, error: ReadError) {
        let what = match read {
            Read::Manifest { at: ManifestAt::Tag(tag), .. } => format!("manifests/{tag}"),
            Read::Manifest { at: ManifestAt::Digest(digest), .. } => format!("manifests/{digest}"),
            Read::Referrers { subject, .. } | Read::MoreReferrers { subject, .. } => {
                format!("referrers/{subject}")
            }
            Read::Blob { digest, .. } => format!("blobs/{digest}"),
            _ => String::new(),
        };
        let url = self.reads.first().and_then(|site| site.url(&what).ok());
        let url = url.map_or_else(|| format!("{}: {what}", self.name), |url| url.as_str().to_owned());
        self.inner().troubles.report(url, error);
    }
}

fn site(inner: &Inner, host: &str, path: &str) -> Result<Arc<Site>, RepositoryError> {
    Ok(Arc::new(Site::new(host, path, inner.client.rules())?))
}

fn read_sites(
    inner: &Inner,
    host: &str,
    path: &str,
    origin: &Arc<Site>,
) -> Result<Arc<[Arc<Site>]>, RepositoryError> {
    let endpoints = inner.mirrors.endpoints(host, path)?;
    let sites = endpoints.iter().map(|endpoint| match endpoint.kind() {
        EndpointKind::Mirror => site(inner, endpoint.registry(), endpoint.repository()),
        EndpointKind::Origin => Ok(Arc::clone(origin)),
    });
    sites.collect()
}

/// Without the client, which is the same for all.
impl fmt::Debug for Repository {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Repository").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Why a reference names no repository that can be asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RepositoryError {
    /// It names no registry.
    #[error("the reference names no registry, as docker.io/ would")]
    NoRegistry,
    /// Registry and path make no URL.
    #[error("the registry's name makes no URL")]
    Address(#[from] NeedError),
    /// The repository has no name at its mirror.
    #[error("the repository has no name at its mirror")]
    Mirror(#[from] RouteError),
}

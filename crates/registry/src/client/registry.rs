use std::sync::Arc;

use countersign_digest::HashProvider;
use countersign_oci::Reference;
use countersign_transport::{Client, Note, Transport};

use super::troubles::{Trouble, Troubles};
use super::{Builder, Repository, RepositoryError};
use crate::auth::Auth;
use crate::{Mirrors, RetryPolicy};

/// A client of OCI registries. Cloning it costs nothing, and clones share connections, tokens and counts.
#[derive(Clone, Debug)]
pub struct Registry(Arc<Inner>);

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) client: Client,
    pub(crate) auth: Auth,
    pub(crate) mirrors: Mirrors,
    pub(crate) retry: RetryPolicy,
    pub(crate) provider: Arc<dyn HashProvider>,
    pub(crate) user_agent: String,
    pub(super) troubles: Troubles,
}

impl Registry {
    /// Begins one over this transport.
    pub fn builder(transport: impl Transport + 'static) -> Builder {
        Builder::new(Arc::new(transport))
    }

    pub(super) fn of(inner: Inner) -> Self {
        Self(Arc::new(inner))
    }

    pub(crate) fn inner(&self) -> &Inner {
        &self.0
    }

    /// The repository of a reference, whose tag and digest do not matter here. Nothing is asked yet.
    ///
    /// # Errors
    /// A [`RepositoryError`].
    pub fn repository(&self, reference: &Reference) -> Result<Repository, RepositoryError> {
        Repository::new(self.clone(), reference)
    }

    /// How many HTTP requests were sent so far: redirects, tokens and repetitions too.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.0.client.requests()
    }

    /// What could not be checked, to be shown with a result.
    #[must_use]
    pub fn notes(&self) -> Vec<Note> {
        self.0.client.notes()
    }

    /// The first 16 reads of sessions that failed otherwise than by absence, with the reasons that a session is not told.
    #[must_use]
    pub fn troubles(&self) -> Vec<Trouble> {
        self.0.troubles.all()
    }
}

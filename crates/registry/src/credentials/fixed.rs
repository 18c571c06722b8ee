//! Credentials that the program was given.

use std::collections::BTreeMap;

use countersign_oci::ReferenceError;

use super::{Credential, Credentials, CredentialsError};
use crate::BoxFuture;
use crate::scope::{RegistryHost, Scope};

/// Credentials by registry, or by repositories of a registry; anonymous to everybody else.
///
/// ```
/// use countersign_registry::{Credential, StaticCredentials};
///
/// let credentials = StaticCredentials::new()
///     .with("ghcr.io", Credential::Basic { username: "acme".into(), password: "…".into() })?
///     .with("ghcr.io/acme/secret", Credential::Bearer("…".into()))?;
/// # Ok::<(), countersign_registry::StaticCredentialsError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct StaticCredentials(BTreeMap<Scope, Credential>);

impl StaticCredentials {
    /// Nothing for anybody.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with credentials for `HOST[:PORT][/PREFIX]`. The longest prefix decides, and a host is matched with its
    /// port: what is for `localhost` is not for `localhost:5000`. Docker Hub is `docker.io`.
    ///
    /// # Errors
    /// A [`StaticCredentialsError`].
    pub fn with(mut self, registry: &str, credential: Credential) -> Result<Self, StaticCredentialsError> {
        if let Credential::Basic { username, .. } = &credential
            && username.contains(':')
        {
            return Err(StaticCredentialsError::UserName);
        }
        let scope = Scope::parse(registry).map_err(StaticCredentialsError::Registry)?;
        match self.0.insert(scope, credential) {
            None => Ok(self),
            Some(_) => Err(StaticCredentialsError::Twice),
        }
    }

    fn lookup(&self, registry: &str, repository: &str) -> Credential {
        let host = RegistryHost::new(registry);
        let covering = self.0.iter().filter(|(scope, _)| scope.covers(&host, repository));
        let longest = covering.max_by_key(|(scope, _)| scope.prefix().len());
        longest.map(|(_, credential)| credential.clone()).unwrap_or_default()
    }
}

impl Credentials for StaticCredentials {
    fn find<'a>(
        &'a self,
        registry: &'a str,
        repository: &'a str,
    ) -> BoxFuture<'a, Result<Credential, CredentialsError>> {
        Box::pin(core::future::ready(Ok(self.lookup(registry, repository))))
    }
}

/// Why credentials cannot be kept for a registry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StaticCredentialsError {
    /// It is not `HOST[:PORT][/PREFIX]`.
    #[error("credentials are kept for a host and port, or for the first components of a repository there")]
    Registry(#[source] ReferenceError),
    /// There are credentials for it already.
    #[error("there are two credentials for one registry")]
    Twice,
    /// The user name has a `:`, which basic authentication cannot express (RFC 7617 §2).
    #[error("the user name has a colon")]
    UserName,
}

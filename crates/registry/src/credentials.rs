//! Who we are to a registry: where credentials come from, and what they are.

mod auth_file;
mod docker;
mod error;
mod fixed;
mod helper;
mod offload;
mod secret;

use core::fmt;

use crate::BoxFuture;

pub use auth_file::{AuthFile, AuthFileError, EntryError, EntryProblem, HelperEntry, HelperReach};
pub use docker::DockerConfig;
pub use error::{CredentialsError, FileProblem, HelperProblem};
pub use fixed::{StaticCredentials, StaticCredentialsError};
pub use secret::Secret;

/// Where credentials come from.
///
/// What is found for a registry goes to that registry and to the token service that it names, never elsewhere; an
/// implementation answers for exactly the host and port that it is asked about.
///
/// The future may be ready at once, as those of this crate are where no helper program has to be run, or wait.
pub trait Credentials: fmt::Debug + Send + Sync {
    /// The credentials for a repository.
    ///
    /// `registry` is the host as the reference has it, with its port where one is written (`ghcr.io`,
    /// `localhost:5000`); `repository` the path within the registry (`acme/app`).
    ///
    /// # Errors
    /// [`CredentialsError`] where credentials may exist and cannot be had. That there are none is no error but
    /// [`Credential::Anonymous`].
    fn find<'a>(
        &'a self,
        registry: &'a str,
        repository: &'a str,
    ) -> BoxFuture<'a, Result<Credential, CredentialsError>>;
}

/// What a registry is shown. Secrets are wiped when dropped and never printed.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum Credential {
    /// Nothing.
    #[default]
    Anonymous,
    /// A name and a password (RFC 7617): shown to the registry itself, or to its token service.
    Basic {
        /// The name; without `:`, which RFC 7617 §2 cannot express.
        username: String,
        /// The password.
        password: Secret,
    },
    /// A token for the registry itself (RFC 6750), sent as it is.
    Bearer(Secret),
    /// A long-lived token that the registry's token service exchanges for a short one (OAuth 2.0 `refresh_token`,
    /// RFC 6749 §6).
    IdentityToken {
        /// The name that was stored with it.
        username: Option<String>,
        /// The token.
        token: Secret,
    },
}

/// No credentials for anybody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NoCredentials;

impl Credentials for NoCredentials {
    fn find<'a>(
        &'a self,
        _registry: &'a str,
        _repository: &'a str,
    ) -> BoxFuture<'a, Result<Credential, CredentialsError>> {
        Box::pin(core::future::ready(Ok(Credential::Anonymous)))
    }
}

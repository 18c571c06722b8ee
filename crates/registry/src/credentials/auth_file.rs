//! Docker's `config.json` and the `auth.json` of containers-auth.json(5): one format.
//!
//! ```text
//! {"auths":       {KEY: {"auth": base64(user ":" password), "identitytoken": …, "registrytoken": …,
//!                        "username": …, "password": …}},
//!  "credHelpers": {KEY: NAME},          ; docker-credential-NAME knows the credentials of this registry
//!  "credsStore":  NAME}                 ; docker-credential-NAME may know those of any registry
//! ```

mod entry;
mod key;

use countersign_encoding::json::{self, FieldError, FieldProblem, JsonError, Kind, Limits, Object};
use countersign_encoding::text::escape;

use super::Credential;
use crate::scope::{RegistryHost, Scope};
use entry::Entry;

/// The longest file that is read, in bytes.
pub(crate) const MAX_BYTES: usize = 1 << 20;
/// The most values and member names in it.
const MAX_VALUES: usize = 100_000;
/// What Docker calls its Hub before a credential store.
const DOCKER_HUB_SERVER: &str = "https://index.docker.io/v1/";
/// How many characters of a key are shown.
const KEY_SHOWN: usize = 256;

/// A file of credentials, read: Docker's `config.json`, the `auth.json` of Podman and Skopeo, the `.dockerconfigjson` of a
/// Kubernetes secret. What else stands in it is passed over.
///
/// A registry is matched by host *and* port, and Docker Hub's names are one; of several keys that cover a repository the
/// longest decides (containers-auth.json(5)). A key is `HOST[:PORT][/PREFIX]`, or a URL of the registry as Docker once
/// wrote them (`https://HOST/v1/`); what is neither matches nothing.
///
/// ```
/// use countersign_registry::{AuthFile, Credential};
///
/// let file = AuthFile::parse(br#"{"auths":{"ghcr.io":{"auth":"YWNtZTpzZWNyZXQ="}}}"#)?;
/// let found = file.credential_for("ghcr.io", "acme/app")?;
/// assert!(matches!(found, Some(Credential::Basic { username, .. }) if username == "acme"));
/// assert!(file.credential_for("ghcr.io.example", "acme/app")?.is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct AuthFile {
    entries: Vec<(String, Scope, Entry)>,
    helpers: Vec<(String, RegistryHost, String)>,
    store: Option<String>,
}

impl AuthFile {
    /// Reads the bytes of a file. An empty file says nothing, as Docker has it.
    ///
    /// # Errors
    /// [`AuthFileError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, AuthFileError> {
        if bytes.is_empty() {
            return Ok(Self::default());
        }
        let limits = Limits::default().with_max_bytes(MAX_BYTES).with_max_values(MAX_VALUES);
        let document = json::parse(bytes, &limits)?;
        let wrong = FieldProblem::WrongType { expected: Kind::Object, actual: document.kind() };
        let root = document.as_object().ok_or_else(|| FieldError::new("", wrong))?;
        Ok(Self {
            entries: read_entries(root)?,
            helpers: read_helpers(root)?,
            store: root.optional_str("credsStore")?.filter(|name| !name.is_empty()).map(str::to_owned),
        })
    }

    /// The helper program that is said to know the credentials for a registry: the one of `credHelpers` for it, else that
    /// of `credsStore`.
    #[must_use]
    pub fn helper_for(&self, registry: &str) -> Option<HelperEntry> {
        let host = RegistryHost::new(registry);
        let own = self.helpers.iter().find(|(_, at, _)| *at == host);
        let own = own.map(|(key, _, name)| HelperEntry::new(name, key, HelperReach::Registry));
        let store = || {
            let server = if host.is_docker_hub() { DOCKER_HUB_SERVER } else { registry };
            self.store.as_ref().map(|name| HelperEntry::new(name, server, HelperReach::Any))
        };
        own.or_else(store)
    }

    /// What `auths` itself holds for a repository. Entries that hold nothing, as Docker leaves them beside a
    /// credential store, are passed over.
    ///
    /// # Errors
    /// [`EntryError`] where the entry that decides is malformed.
    pub fn credential_for(&self, registry: &str, repository: &str) -> Result<Option<Credential>, EntryError> {
        let host = RegistryHost::new(registry);
        let covering = self
            .entries
            .iter()
            .filter(|(_, scope, entry)| !entry.is_empty() && scope.covers(&host, repository));
        // Of equals the last wins: the key that is spelled as the registry is, else the first of the file.
        let best = covering
            .rev()
            .max_by_key(|(key, scope, _)| (scope.prefix().len(), key == registry))
            .map(|(key, _, entry)| (key, entry));
        let Some((key, entry)) = best else { return Ok(None) };
        entry.credential().map_err(|problem| EntryError { key: key.clone(), problem })
    }
}

fn read_entries(root: &Object<'_>) -> Result<Vec<(String, Scope, Entry)>, FieldError> {
    let mut entries = Vec::new();
    for (key, value) in root.optional_object("auths")?.into_iter().flat_map(Object::iter) {
        let entry = Entry::parse(value).map_err(|error| error.at(key).at("auths"))?;
        entries.extend(key::read(key).map(|scope| (key.to_owned(), scope, entry)));
    }
    Ok(entries)
}

fn read_helpers(root: &Object<'_>) -> Result<Vec<(String, RegistryHost, String)>, FieldError> {
    let mut helpers = Vec::new();
    for (key, value) in root.optional_object("credHelpers")?.into_iter().flat_map(Object::iter) {
        let wrong = FieldProblem::WrongType { expected: Kind::String, actual: value.kind() };
        let name = value.as_str().ok_or_else(|| FieldError::new(key, wrong).at("credHelpers"))?;
        // Helpers are asked about whole registries: a key with a prefix is for none.
        let scope = key::read(key).filter(|scope| scope.prefix().is_empty() && !name.is_empty());
        helpers.extend(scope.map(|scope| (key.to_owned(), scope.host().clone(), name.to_owned())));
    }
    Ok(helpers)
}

/// A helper program that a file of credentials names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HelperEntry {
    name: String,
    server: String,
    reach: HelperReach,
}

impl HelperEntry {
    fn new(name: &str, server: &str, reach: HelperReach) -> Self {
        Self { name: name.to_owned(), server: server.to_owned(), reach }
    }

    /// What follows `docker-credential-` in the name of the program; not checked.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it is asked about: the key of `credHelpers` as it is written; with a store, the registry, and
    /// `https://index.docker.io/v1/` for Docker Hub, as Docker has it.
    #[must_use]
    pub fn server(&self) -> &str {
        &self.server
    }

    /// Whether it alone answers for the registry.
    #[must_use]
    pub fn reach(&self) -> HelperReach {
        self.reach
    }
}

/// What a helper program is named for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HelperReach {
    /// This registry (`credHelpers`): where it has nothing, the file has nothing.
    Registry,
    /// Any registry (`credsStore`): where it has nothing, `auths` may.
    Any,
}

/// Why bytes are no file of credentials.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AuthFileError {
    /// They are not JSON, or more than a file of credentials needs: 1 MiB, 100,000 values.
    #[error("it is not JSON")]
    Json(#[from] JsonError),
    /// A member is of another type than it is to be.
    #[error("it is no file of credentials")]
    Field(#[from] FieldError),
}

/// Why an entry of `auths` gives no credentials.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the entry of {} cannot be used", escape(.key, KEY_SHOWN))]
pub struct EntryError {
    key: String,
    #[source]
    problem: EntryProblem,
}

impl EntryError {
    /// The key of the entry.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// What is wrong with it.
    #[must_use]
    pub fn problem(&self) -> EntryProblem {
        self.problem
    }
}

/// What is wrong with an entry of `auths`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EntryProblem {
    /// `auth` is not base64 with padding.
    #[error("auth is not base64")]
    Base64,
    /// `auth` is not UTF-8.
    #[error("auth is not text")]
    Text,
    /// `auth` is not a user name, a colon and a password.
    #[error("auth is not a user name, a colon and a password")]
    Colon,
    /// `username` has a `:`, which basic authentication cannot express (RFC 7617 §2).
    #[error("the user name has a colon")]
    UserName,
}

//! The credentials that `docker login`, `podman login` and their helpers keep.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use zeroize::Zeroizing;

use super::auth_file::{AuthFile, HelperReach, MAX_BYTES};
use super::helper::{Helpers, search_path};
use super::{Credential, Credentials, CredentialsError, FileProblem};
use crate::BoxFuture;

/// How long a helper program may take: it may ask a person for a password of a keyring.
const HELPER_TIME: Duration = Duration::from_secs(30);

/// Credentials from the files of Docker, Podman and Skopeo and from the helper programs that they name.
///
/// Files are looked through in this order until one has credentials for the repository:
///
/// 1. the one that `REGISTRY_AUTH_FILE` names, and then no other; it must exist
/// 2. `$XDG_RUNTIME_DIR/containers/auth.json`
/// 3. `$XDG_CONFIG_HOME/containers/auth.json`, by default `~/.config/containers/auth.json`
/// 4. `$DOCKER_CONFIG/config.json`, by default `~/.docker/config.json`
///
/// Within a file, the helper that `credHelpers` names for the registry is asked and decides; else the one of
/// `credsStore`, and where that has nothing, the longest key of `auths` that covers the repository.
///
/// Nothing is kept between two questions: files are read and helpers run each time, so that a new login is seen. A file
/// that is not there says nothing; one that cannot be read, is longer than 1 MiB or is malformed is an error, never
/// "anonymous". A helper is run without a shell, from an absolute folder of the search path, gets 30 seconds, and may
/// answer with 64 KiB; the future waits for it without holding up its thread.
#[derive(Clone, Debug)]
pub struct DockerConfig {
    files: Vec<(PathBuf, Absence)>,
    helpers: Helpers,
}

/// What it means that a file is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Absence {
    Nothing,
    Error,
}

impl DockerConfig {
    /// Looks where the environment says: `REGISTRY_AUTH_FILE`, `XDG_RUNTIME_DIR`, `XDG_CONFIG_HOME`, `DOCKER_CONFIG`,
    /// `HOME` (`USERPROFILE` on Windows) and, for helper programs, `PATH`. An empty variable counts as none.
    ///
    /// ```
    /// use countersign_registry::DockerConfig;
    ///
    /// let credentials = DockerConfig::from_env(|name| std::env::var(name).ok());
    /// ```
    #[must_use]
    pub fn from_env(lookup: impl Fn(&str) -> Option<String>) -> Self {
        let lookup = |name: &str| lookup(name).filter(|value| !value.is_empty());
        let files = match lookup("REGISTRY_AUTH_FILE") {
            Some(named) => vec![(PathBuf::from(named), Absence::Error)],
            None => usual_files(lookup).into_iter().map(|path| (path, Absence::Nothing)).collect(),
        };
        Self::of(files, lookup("PATH").map(|path| search_path(&path)).unwrap_or_default())
    }

    /// Looks into this file alone, which must exist; helper programs are looked for nowhere.
    #[must_use]
    pub fn from_file(path: impl Into<PathBuf>) -> Self {
        Self::of(vec![(path.into(), Absence::Error)], Vec::new())
    }

    fn of(files: Vec<(PathBuf, Absence)>, folders: Vec<PathBuf>) -> Self {
        Self { files, helpers: Helpers { folders, time_limit: HELPER_TIME } }
    }

    /// The same with helper programs looked for in these folders, in their order. A folder that is not absolute is passed
    /// over.
    #[must_use]
    pub fn with_helper_folders(mut self, folders: impl IntoIterator<Item = PathBuf>) -> Self {
        self.helpers.folders = folders.into_iter().collect();
        self
    }

    /// The same with another limit for one run of a helper program; 30 seconds by default, a day at most.
    #[must_use]
    pub fn with_helper_time(mut self, limit: Duration) -> Self {
        self.helpers.time_limit = limit;
        self
    }

    /// The files that are looked through, in their order.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().map(|(path, _)| path.as_path())
    }

    async fn lookup(&self, registry: &str, repository: &str) -> Result<Credential, CredentialsError> {
        for (path, absence) in &self.files {
            let file = read(path, *absence).map_err(|problem| at(path, problem))?;
            if let Some(credential) = self.lookup_in(&file, path, registry, repository).await? {
                return Ok(credential);
            }
        }
        Ok(Credential::Anonymous)
    }

    async fn lookup_in(
        &self,
        file: &AuthFile,
        path: &Path,
        registry: &str,
        repository: &str,
    ) -> Result<Option<Credential>, CredentialsError> {
        if let Some(entry) = file.helper_for(registry) {
            let answer = self.helpers.ask(&entry).await?;
            if answer.is_some() || entry.reach() == HelperReach::Registry {
                return Ok(answer);
            }
        }
        file.credential_for(registry, repository).map_err(|error| at(path, error.into()))
    }
}

impl Credentials for DockerConfig {
    fn find<'a>(
        &'a self,
        registry: &'a str,
        repository: &'a str,
    ) -> BoxFuture<'a, Result<Credential, CredentialsError>> {
        Box::pin(self.lookup(registry, repository))
    }
}

fn usual_files(lookup: impl Fn(&str) -> Option<String>) -> Vec<PathBuf> {
    let folder = |name| lookup(name).map(PathBuf::from);
    let home = folder("HOME").or_else(|| folder("USERPROFILE").filter(|_| cfg!(windows)));
    let in_home = |relative: &str| home.as_ref().map(|home| home.join(relative));
    let containers = |folder: PathBuf| folder.join("containers").join("auth.json");
    let runtime = folder("XDG_RUNTIME_DIR").map(containers);
    let configured = folder("XDG_CONFIG_HOME").or_else(|| in_home(".config")).map(containers);
    let docker =
        folder("DOCKER_CONFIG").or_else(|| in_home(".docker")).map(|folder| folder.join("config.json"));
    [runtime, configured, docker].into_iter().flatten().collect()
}

fn at(path: &Path, problem: FileProblem) -> CredentialsError {
    CredentialsError::File { path: path.to_owned(), problem }
}

fn read(path: &Path, absence: Absence) -> Result<AuthFile, FileProblem> {
    match read_bytes(path) {
        Ok(bytes) => Ok(AuthFile::parse(&bytes)?),
        // A folder of the path that is no folder is as good as a file that is not there.
        Err(error) if absence == Absence::Nothing && is_absent(error.kind()) => Ok(AuthFile::default()),
        Err(error) => Err(FileProblem::Unreadable(error.kind())),
    }
}

fn is_absent(kind: io::ErrorKind) -> bool {
    matches!(kind, io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// One byte more than is allowed is read, so that a longer file is refused as such.
fn read_bytes(path: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
    let file = File::open(path)?;
    let room = file.metadata()?.len().min(MAX_BYTES as u64) as usize + 1;
    let mut bytes = Zeroizing::new(Vec::with_capacity(room));
    file.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

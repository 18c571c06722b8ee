//! Programs that keep credentials (the protocol of docker-credential-helpers): the server on stdin, JSON on stdout.

mod answer;
mod process;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::offload::offload;
use super::{Credential, CredentialsError, HelperEntry, HelperProblem};

/// What every such program's name begins with.
const PREFIX: &str = "docker-credential-";
/// The longest name; file systems end at 255 bytes.
const MAX_NAME: usize = 128;

/// Where helper programs are and how long one may take.
#[derive(Clone, Debug)]
pub(super) struct Helpers {
    pub(super) folders: Vec<PathBuf>,
    pub(super) time_limit: Duration,
}

impl Helpers {
    /// Asks a program. `None` where it has no credentials for the server.
    pub(super) async fn ask(&self, entry: &HelperEntry) -> Result<Option<Credential>, CredentialsError> {
        let result = self.run(entry).await;
        result.map_err(|problem| CredentialsError::Helper {
            program: format!("{PREFIX}{}", entry.name()),
            problem,
        })
    }

    async fn run(&self, entry: &HelperEntry) -> Result<Option<Credential>, HelperProblem> {
        let program = self.find(entry.name())?;
        let (server, limit) = (entry.server().to_owned(), self.time_limit);
        let running = offload(move || process::get(&program, &server, limit));
        let output = running.map_err(|error| HelperProblem::Start(error.kind()))?.await;
        output.unwrap_or(Err(HelperProblem::Start(std::io::ErrorKind::Other))).and_then(answer::read)
    }

    /// The program of that name in the first folder that has it; never the current folder.
    fn find(&self, name: &str) -> Result<PathBuf, HelperProblem> {
        check_name(name)?;
        let file = format!("{PREFIX}{name}{}", std::env::consts::EXE_SUFFIX);
        let absolute = self.folders.iter().filter(|folder| folder.is_absolute());
        absolute.map(|folder| folder.join(&file)).find(|path| is_program(path)).ok_or(HelperProblem::Missing)
    }
}

/// The folders of a search path as the environment has it.
pub(super) fn search_path(path: &str) -> Vec<PathBuf> {
    std::env::split_paths(OsStr::new(path)).collect()
}

fn check_name(name: &str) -> Result<(), HelperProblem> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let good = !name.is_empty() && name.len() <= MAX_NAME && name.bytes().all(fits);
    if good { Ok(()) } else { Err(HelperProblem::Name) }
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    path.metadata().is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}

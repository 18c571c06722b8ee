//! Who registries are told that asks: whom the options name, or what `docker login` and its like have left.

use std::io::{self, IsTerminal as _, Read as _};

use countersign_registry::{
    BoxFuture, Credential, Credentials, CredentialsError, DockerConfig, Secret, StaticCredentials,
};
use zeroize::Zeroizing;

use super::{LoginOptions, client::variable};
use crate::{failure::Failure, password};

/// The longest passwords that are read from standard input, in bytes.
const MAX_PASSWORD: u64 = 64 * 1024;

/// Credentials for the hosts that options name, and for every other one those of the files.
#[derive(Debug)]
pub struct Logins {
    given: StaticCredentials,
    files: DockerConfig,
}

impl Logins {
    /// What the files have.
    pub fn of_files() -> Self {
        Self { given: StaticCredentials::new(), files: DockerConfig::from_env(variable) }
    }

    /// The same with these for `HOST[:PORT][/REPOSITORY]`.
    pub fn with(
        mut self,
        place: &str,
        username: &str,
        password: &Zeroizing<String>,
    ) -> Result<Self, Failure> {
        let credential = Credential::Basic {
            username: username.to_owned(),
            password: Secret::new(String::clone(password)),
        };
        self.given = self.given.with(place, credential).map_err(|error| {
            Failure::usage(format!("the user name {username} cannot be used for {place}")).because(&error)
        })?;
        Ok(self)
    }
}

impl Credentials for Logins {
    fn find<'a>(
        &'a self,
        registry: &'a str,
        repository: &'a str,
    ) -> BoxFuture<'a, Result<Credential, CredentialsError>> {
        Box::pin(async move {
            match self.given.find(registry, repository).await? {
                Credential::Anonymous => self.files.find(registry, repository).await,
                given => Ok(given),
            }
        })
    }
}

/// The credentials for an image in one registry. Where signatures are kept in another, a name could be for either.
pub fn logins(options: &LoginOptions, host: &str, other: Option<&str>) -> Result<Logins, Failure> {
    let logins = Logins::of_files();
    let Some(username) = options.username() else { return Ok(logins) };
    if let Some(other) = other.filter(|other| *other != host) {
        return Err(Failure::usage(format!(
            "--username could be for {host} or for {other}, where COSIGN_REPOSITORY keeps signatures"
        ))
        .next(format!("log in to both: docker login {host}; docker login {other}")));
    }
    logins.with(host, username, &options.password(username, host)?)
}

/// All of standard input, less one newline at its end.
pub fn from_stdin() -> Result<Zeroizing<String>, Failure> {
    let mut bytes = Zeroizing::new(Vec::new());
    let read = io::stdin().lock().take(MAX_PASSWORD + 1).read_to_end(&mut bytes);
    read.map_err(|error| Failure::usage("the password cannot be read from standard input").because(&error))?;
    let text = std::str::from_utf8(&bytes).ok().filter(|text| text.len() as u64 <= MAX_PASSWORD);
    let text = text.ok_or_else(|| Failure::usage("what standard input has is no password"))?;
    let text = text.strip_suffix('\n').unwrap_or(text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    match text.is_empty() {
        true => Err(Failure::usage("standard input has no password")
            .next("write it there: … --password-stdin < FILE")),
        false => Ok(Zeroizing::new(text.to_owned())),
    }
}

/// The password that somebody types; where nobody can, the option is named that reads it.
pub fn asked(username: &str, host: &str, option: &str) -> Result<Zeroizing<String>, Failure> {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Err(Failure::usage(format!("there is no source of a password for {username} at {host}"))
            .next(format!("add {option}, and write it to standard input")));
    }
    password::typed(&format!("Password of {username} at {host}: "))
}

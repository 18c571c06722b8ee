//! Where passwords come from. Never from an argument: those are seen by every process of the machine.

use std::{
    env,
    io::{self, IsTerminal as _, Read as _},
    path::{Path, PathBuf},
};

use clap::Args;
use countersign::keys::Password;
use zeroize::Zeroizing;

use crate::failure::Failure;

/// The variables that are looked at, in this order.
const VARIABLES: [&str; 2] = ["COUNTERSIGN_PASSWORD", "COSIGN_PASSWORD"];
/// The longest password file that is read, in bytes.
const MAX_LENGTH: u64 = 64 * 1024;

#[derive(Clone, Debug, Args)]
pub struct PasswordOption {
    /// Read the password from this file, less one newline at its end; else
    /// from COUNTERSIGN_PASSWORD or COSIGN_PASSWORD, or from a terminal
    #[arg(long, value_name = "FILE", verbatim_doc_comment)]
    password_file: Option<PathBuf>,
}

impl PasswordOption {
    /// A password that somebody has provided already; nobody is asked.
    pub fn given(&self) -> Result<Option<Password>, Failure> {
        if let Some(path) = &self.password_file {
            return read_file(path).map(Some);
        }
        let found = VARIABLES.iter().find_map(env::var_os);
        Ok(found.map(|value| Password::new(value.into_encoded_bytes())))
    }

    /// The password of an existing key.
    pub fn for_opening(&self, key: &str) -> Result<Password, Failure> {
        match self.given()? {
            Some(password) => Ok(password),
            None => ask(&format!("Password for {key}: ")),
        }
    }

    /// The password for a new key; asked twice where somebody is asked.
    pub fn for_sealing(&self) -> Result<Password, Failure> {
        if let Some(password) = self.given()? {
            return Ok(password);
        }
        let first = read_terminal("Password for the new key: ")?;
        match *read_terminal("The same again: ")? == *first {
            true => Ok(Password::new(first.to_vec())),
            false => Err(Failure::usage("the two passwords differ")),
        }
    }
}

/// The password of a key that is written anew in another form.
#[derive(Clone, Debug, Args)]
pub struct SourcePasswordOption {
    /// Read the password of the key that is read from this file, if it is not that of the new one
    #[arg(long, value_name = "FILE")]
    source_password_file: Option<PathBuf>,
}

impl SourcePasswordOption {
    /// The source of the old password: its own, or that of the new one.
    pub fn or(&self, passwords: &PasswordOption) -> PasswordOption {
        match &self.source_password_file {
            Some(path) => PasswordOption { password_file: Some(path.clone()) },
            None => passwords.clone(),
        }
    }
}

fn read_file(path: &Path) -> Result<Password, Failure> {
    let shown = path.display();
    let mut bytes = Zeroizing::new(Vec::new());
    std::fs::File::open(path).and_then(|file| file.take(MAX_LENGTH + 1).read_to_end(&mut bytes)).map_err(
        |error| {
            Failure::usage(format!("the password file {shown} cannot be read"))
                .because(&error)
                .next("give --password-file a file with the password, which you may read")
        },
    )?;
    if bytes.len() as u64 > MAX_LENGTH {
        return Err(Failure::usage(format!("the password file {shown} is longer than {MAX_LENGTH} bytes")));
    }
    let password = bytes.strip_suffix(b"\n").unwrap_or(&bytes);
    Ok(Password::new(password.to_vec()))
}

fn ask(prompt: &str) -> Result<Password, Failure> {
    read_terminal(prompt).map(|text| Password::new(text.to_vec()))
}

fn read_terminal(prompt: &str) -> Result<Zeroizing<Vec<u8>>, Failure> {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Err(none());
    }
    typed(prompt).map(|text| Zeroizing::new(text.as_bytes().to_vec()))
}

/// What somebody types, unseen.
pub fn typed(prompt: &str) -> Result<Zeroizing<String>, Failure> {
    let typed = rpassword::prompt_password(prompt);
    typed.map(Zeroizing::new).map_err(|error| Failure::usage("no password could be read").because(&error))
}

fn none() -> Failure {
    Failure::usage("the key needs a password, and there is no source of one").next(
        "give --password-file FILE, set COUNTERSIGN_PASSWORD or COSIGN_PASSWORD, or run this on a terminal",
    )
}

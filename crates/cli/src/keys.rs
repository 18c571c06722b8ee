//! Keys from files and variables.

use std::{
    env,
    fs::File,
    io::{self, Read as _},
    sync::Arc,
};

use countersign::{
    crypto::{CryptoProvider as _, Format, KeyType, PrivateKey, PublicKey, SigningKey, allowed_schemes},
    keys::{KeyFile, KeyFileError, KeyForm},
};
use zeroize::Zeroizing;

use crate::{
    console::Console,
    failure::Failure,
    password::PasswordOption,
    provider::{Provider, SIGNS_RSA},
};

/// The longest key file that is read, in bytes.
const MAX_LENGTH: u64 = 64 * 1024;

/// A key argument with what it holds.
#[derive(Debug)]
pub struct FoundKey {
    name: String,
    form: KeyForm,
    content: KeyFile,
}

impl FoundKey {
    /// Reads `FILE` or `env://VARIABLE`.
    pub fn read(name: &str, console: &mut Console) -> Result<Self, Failure> {
        let (bytes, is_exposed) = match name.split_once("://") {
            Some(("env", variable)) => (read_variable(variable)?, false),
            Some((scheme, _)) => return Err(other_scheme(name, &format!("{scheme}://"))),
            None if name.starts_with("pkcs11:") => return Err(other_scheme(name, "pkcs11:")),
            None => read_file(name)?,
        };
        let found = Self::of(name, &bytes).map_err(|error| {
            Failure::usage(format!("{name} is no key that can be used")).because(&error).next(
                "give a public key (PEM, DER, JWK, OpenSSH) or a private one (PKCS#8, SEC1, PKCS#1, JWK, OpenSSH, \
                 Cosign's box)",
            )
        })?;
        if is_exposed && found.is_private() {
            console
                .warn(format!("others than its owner can read the private key {name}; run chmod 600 {name}"));
        }
        Ok(found)
    }

    /// What these bytes are as a key.
    pub fn of(name: &str, bytes: &[u8]) -> Result<Self, KeyFileError> {
        let content = KeyFile::parse(bytes, &Provider)?;
        Ok(Self { name: name.to_owned(), form: KeyForm::of(bytes)?, content })
    }

    pub fn content(&self) -> &KeyFile {
        &self.content
    }

    /// Whether it is a private key.
    pub fn is_private(&self) -> bool {
        !matches!(self.content, KeyFile::Public(_))
    }

    /// The form of what was read.
    pub fn form(&self) -> KeyForm {
        self.form
    }

    /// The private key, opened with a password where it needs one.
    pub fn into_private(self, passwords: &PasswordOption) -> Result<PrivateKey, Failure> {
        match self.content {
            KeyFile::Private(key) => Ok(key),
            KeyFile::Public(_) => {
                Err(Failure::usage(format!("{} is a public key, which signs nothing", self.name))
                    .next("give the private key that belongs to it"))
            }
            sealed => {
                let password = passwords.for_opening(&self.name)?;
                sealed.open(&password, &Provider).map_err(|error| {
                    Failure::usage(format!("the key {} cannot be opened", self.name))
                        .because(&error)
                        .next("check the password: --password-file, COUNTERSIGN_PASSWORD, COSIGN_PASSWORD")
                })
            }
        }
    }

    /// The public key. A private one is refused: whoever verifies should not need to have it.
    pub fn into_public(self) -> Result<PublicKey, Failure> {
        match self.content {
            KeyFile::Public(key) => Ok(key),
            _ => Err(Failure::usage(format!(
                "{} is a private key, and the public one is needed here",
                self.name
            ))
            .next(format!("countersign key public {} > key.pub", self.name))),
        }
    }

    /// The public key, of a private one too.
    pub fn any_public(self, passwords: &PasswordOption) -> Result<PublicKey, Failure> {
        match self.content {
            KeyFile::Public(key) => Ok(key),
            _ => Ok(self.into_private(passwords)?.public_key().clone()),
        }
    }
}

/// A private key ready to sign with, in the way that the format has for it.
pub fn signing_key(key: &PrivateKey, format: Format) -> Result<Arc<dyn SigningKey>, Failure> {
    if key.key_type() == KeyType::Rsa && !SIGNS_RSA {
        return Err(Failure::usage("this build signs nothing with RSA keys, and verifies their signatures").next(
            "sign elsewhere: images and statements with --prepare FILE and attach, files with \
             openssl dgst -sha256 -sign KEY FILE | base64 -w0 > FILE.sig; or build this program with --features aws-lc, \
             which signs with them",
        ));
    }
    let schemes = allowed_schemes(key.public_key(), format);
    let scheme = schemes
        .first()
        .ok_or_else(|| Failure::usage(format!("this build signs nothing with {} keys", key.key_type())))?;
    let unusable = |error| Failure::usage("this build cannot sign with the key").because(&error);
    Ok(Arc::from(Provider.signing_key(key, *scheme).map_err(unusable)?))
}

fn other_scheme(name: &str, scheme: &str) -> Failure {
    Failure::usage(format!("{name}: keys from {scheme} are not in this build"))
        .next("give a PEM file, or env://VARIABLE with the PEM text in the variable")
}

fn read_variable(variable: &str) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let unset = || {
        Failure::usage(format!("the variable {variable} of env://{variable} is not set"))
            .next("export it with the PEM text of the key as its value")
    };
    let value = env::var_os(variable).ok_or_else(unset)?;
    Ok(Zeroizing::new(value.into_encoded_bytes()))
}

/// The content of a key file, and whether others than its owner can read it.
fn read_file(path: &str) -> Result<(Zeroizing<Vec<u8>>, bool), Failure> {
    let unreadable = |error: &io::Error| {
        let failure = Failure::usage(format!("the key file {path} cannot be read")).because(error);
        match error.kind() {
            io::ErrorKind::NotFound => {
                failure.next("check the path; countersign key generate --out PREFIX makes a new pair")
            }
            _ => failure.next("give a PEM file that you may read, or env://VARIABLE"),
        }
    };
    let file = File::open(path).map_err(|error| unreadable(&error))?;
    let mut bytes = Zeroizing::new(Vec::new());
    let taken = (&file).take(MAX_LENGTH + 1).read_to_end(&mut bytes);
    taken.map_err(|error| unreadable(&error))?;
    if bytes.len() as u64 > MAX_LENGTH {
        return Err(Failure::usage(format!("the key file {path} is longer than {MAX_LENGTH} bytes"))
            .next("give a PEM file with one key"));
    }
    Ok((bytes, others_can_read(&file)))
}

#[cfg(unix)]
fn others_can_read(file: &File) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    file.metadata().is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn others_can_read(_file: &File) -> bool {
    false
}

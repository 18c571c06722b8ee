//! How a private key is kept when it is written.

use clap::{Args, ValueEnum};
use countersign::{
    crypto::PrivateKey,
    keys::{EncryptedPkcs8, KeyForm, Password, SealedKey, write_pkcs8_pem},
};
use zeroize::Zeroizing;

use crate::{ambient, exit::Exit, failure::Failure, password::PasswordOption};

/// The forms that a private key is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum PrivateForm {
    /// Cosign's encrypted box
    #[default]
    Cosign,
    /// PKCS#8 in PEM, encrypted (PBES2)
    Pkcs8,
}

/// What a verb that writes a private key is told about its password.
#[derive(Clone, Debug, Args)]
pub struct SealOptions {
    /// Seal with the empty password, or not at all: whoever can read the file can sign
    #[arg(long)]
    unencrypted: bool,
    #[command(flatten)]
    password: PasswordOption,
}

impl SealOptions {
    /// Whether the new key is to be protected by nothing.
    pub fn is_unencrypted(&self) -> bool {
        self.unencrypted
    }

    /// Where the password comes from.
    pub fn passwords(&self) -> &PasswordOption {
        &self.password
    }

    /// How a key of this form is kept; asks for the password where there is no other source.
    pub fn seal(&self, form: PrivateForm) -> Result<Seal, Failure> {
        Ok(match (form, self.unencrypted) {
            (PrivateForm::Pkcs8, true) => Seal::Plain,
            (PrivateForm::Pkcs8, false) => Seal::Encrypted(self.password()?),
            (PrivateForm::Cosign, true) => Seal::Box(Password::new(Vec::new())),
            (PrivateForm::Cosign, false) => Seal::Box(self.password()?),
        })
    }

    fn password(&self) -> Result<Password, Failure> {
        let password = self.password.for_sealing()?;
        match password.is_empty() {
            false => Ok(password),
            true => Err(Failure::usage("the password is empty, and would protect nothing")
                .next("give a password, or say --unencrypted")),
        }
    }
}

/// How a private key is kept.
pub enum Seal {
    /// In Cosign's box.
    Box(Password),
    /// In PKCS#8, encrypted.
    Encrypted(Password),
    /// In PKCS#8 as it is.
    Plain,
}

impl Seal {
    /// The form of what is written.
    pub fn form(&self) -> KeyForm {
        match self {
            Self::Box(_) => KeyForm::CosignBox,
            Self::Encrypted(_) => KeyForm::Pbes2,
            Self::Plain => KeyForm::Pkcs8,
        }
    }

    /// Whether it takes a password to open it, be it the empty one.
    pub fn is_encrypted(&self) -> bool {
        !matches!(self, Self::Plain)
    }

    /// The key as PEM text.
    pub fn write(&self, key: &PrivateKey) -> Result<Zeroizing<String>, Failure> {
        let failed = || Failure::new(Exit::Defect, "the key could not be written down");
        match self {
            Self::Plain => write_pkcs8_pem(key)
                .map(|pem| Zeroizing::new(String::from(&*pem)))
                .map_err(|error| failed().because(&error)),
            Self::Encrypted(password) => EncryptedPkcs8::seal(key, password, &mut ambient::random)
                .map(|sealed| Zeroizing::new(sealed.to_pem()))
                .map_err(|error| failed().because(&error)),
            Self::Box(password) => SealedKey::seal(key, password, &mut ambient::random)
                .map(|sealed| Zeroizing::new(sealed.to_pem()))
                .map_err(|error| failed().because(&error)),
        }
    }
}

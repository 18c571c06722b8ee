use std::{
    io::{self, IsTerminal as _},
    path::PathBuf,
};

use clap::{Args, ValueEnum};
use countersign::{
    crypto::PublicKey,
    keys::{write_public_jwk, write_public_pem},
};
use zeroize::Zeroizing;

use crate::{
    console::Console,
    durable::{self, Readers},
    exit::Exit,
    failure::Failure,
    keys::FoundKey,
    output, pair,
    password::{PasswordOption, SourcePasswordOption},
    seal::{PrivateForm, SealOptions},
};

const EXAMPLES: &str = "\
Examples:
  countersign demo --keep demo
  countersign key convert demo/signer.pub --to jwk
  countersign key convert demo/signer.key --to pkcs8 --password-file demo/password --out signer.pem
  countersign key convert signer.pem --to spki --password-file demo/password
  countersign key convert demo/signer.key --to pkcs8 --unencrypted --password-file demo/password";

/// Write a key in another form
///
/// Public forms (spki, jwk) are made of private keys too. Private forms are sealed with a password, or
/// plain with --unencrypted. The result is printed, or written to --out FILE, which is never
/// overwritten and, for a private key, which only you can read. The same password opens the old form
/// and seals the new one unless --source-password-file names another for the old one.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, verbatim_doc_comment)]
pub struct Arguments {
    /// The key: a file, or env://VARIABLE
    #[arg(value_name = "FILE")]
    key: String,
    /// The new form
    #[arg(long, value_enum, value_name = "FORM")]
    to: Target,
    /// Write to this file instead of printing
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    source: SourcePasswordOption,
    #[command(flatten)]
    seal: SealOptions,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Target {
    /// The public key in PEM
    Spki,
    /// The public key as a JSON Web Key
    Jwk,
    /// The private key in PKCS#8, encrypted (PBES2)
    #[value(alias = "pkcs8-encrypted")]
    Pkcs8,
    /// The private key in Cosign's encrypted box
    Cosign,
}

pub fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Failure> {
    if let Some(path) = arguments.out.as_deref().filter(|path| pair::is_there(path)) {
        return Err(pair::occupied(path).next("choose another file, or move the old one away"));
    }
    let found = FoundKey::read(&arguments.key, console)?;
    let passwords = arguments.source.or(arguments.seal.passwords());
    let (text, readers) = match arguments.to {
        Target::Spki => (public(&found.any_public(&passwords)?, write_public_pem), Readers::Everybody),
        Target::Jwk => (public(&found.any_public(&passwords)?, jwk), Readers::Everybody),
        Target::Pkcs8 | Target::Cosign => (private(arguments, found, &passwords)?, Readers::Owner),
    };
    match &arguments.out {
        Some(path) => {
            let written = durable::create(path, text.as_bytes(), readers);
            written.map_err(|error| output::unwritable(path, &error))?;
            console.line(format!("wrote {}", path.display()));
        }
        None => console.raw(&*text),
    }
    Ok(Exit::Done)
}

fn public(key: &PublicKey, write: impl FnOnce(&PublicKey) -> String) -> Zeroizing<String> {
    Zeroizing::new(write(key))
}

/// One line of JSON.
pub fn jwk(key: &PublicKey) -> String {
    format!("{}\n", write_public_jwk(key))
}

fn private(
    arguments: &Arguments,
    found: FoundKey,
    passwords: &PasswordOption,
) -> Result<Zeroizing<String>, Failure> {
    if arguments.seal.is_unencrypted() && arguments.out.is_none() && io::stdout().is_terminal() {
        return Err(Failure::usage("an unprotected private key is not printed on a terminal")
            .next("add --out FILE, or leave --unencrypted out"));
    }
    let key = found.into_private(passwords)?;
    let form = if arguments.to == Target::Cosign { PrivateForm::Cosign } else { PrivateForm::Pkcs8 };
    arguments.seal.seal(form)?.write(&key)
}

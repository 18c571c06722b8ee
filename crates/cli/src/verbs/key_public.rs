use clap::{Args, ValueEnum};
use countersign::keys::write_public_pem;

use crate::{
    console::Console, exit::Exit, failure::Failure, keys::FoundKey, password::PasswordOption,
    verbs::key_convert,
};

const EXAMPLES: &str = "\
Examples:
  countersign demo --keep demo
  countersign key public demo/signer.key --password-file demo/password > signer.pub
  countersign key public signer.pub --format jwk";

/// Print the public key of a key file
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES)]
pub struct Arguments {
    /// The key: a file, or env://VARIABLE
    #[arg(value_name = "FILE")]
    key: String,
    /// The form that is printed
    #[arg(long, value_enum, default_value_t, value_name = "FORM")]
    format: Format,
    #[command(flatten)]
    password: PasswordOption,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// SubjectPublicKeyInfo in PEM
    #[default]
    Pem,
    /// A JSON Web Key
    Jwk,
}

pub fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Failure> {
    let key = FoundKey::read(&arguments.key, console)?.any_public(&arguments.password)?;
    console.raw(match arguments.format {
        Format::Pem => write_public_pem(&key),
        Format::Jwk => key_convert::jwk(&key),
    });
    Ok(Exit::Done)
}

use clap::Args;
use countersign::keys::{KeyFile, write_public_pem};

use crate::{console::Console, exit::Exit, failure::Failure, keys::FoundKey, password::PasswordOption};

const EXAMPLES: &str = "\
Examples:
  countersign demo --keep demo
  countersign key public demo/signer.key --password-file demo/password > signer.pub";

/// Print the public key of a key file, as PEM
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES)]
pub struct Arguments {
    /// The key: a file, or env://VARIABLE
    #[arg(value_name = "FILE")]
    key: String,
    #[command(flatten)]
    password: PasswordOption,
}

pub fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Failure> {
    let found = FoundKey::read(&arguments.key, console)?;
    let public = match found.content() {
        KeyFile::Public(key) => key.clone(),
        _ => found.into_private(&arguments.password)?.public_key().clone(),
    };
    console.raw(write_public_pem(&public));
    Ok(Exit::Done)
}

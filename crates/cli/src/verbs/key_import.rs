use std::path::PathBuf;

use clap::Args;

use crate::{
    console::Console,
    exit::Exit,
    failure::Failure,
    keys::FoundKey,
    options::OutputOption,
    pair::Pair,
    password::SourcePasswordOption,
    seal::{PrivateForm, SealOptions},
    verbs::key_inspect,
};

const EXAMPLES: &str = "\
Examples:
  (umask 077 && head -c 16 /dev/urandom | base64 > password)
  countersign key generate --out theirs --format pkcs8 --unencrypted
  countersign key import theirs.key --out ours --password-file password
  countersign key import ours.key --out again --format pkcs8 --password-file password";

/// Take over a private key in any form: PREFIX.key, sealed with a password, and PREFIX.pub
///
/// Read are PKCS#8 (plain and encrypted), SEC1, PKCS#1, JWK, OpenSSH (plain and encrypted) and Cosign's
/// box, in PEM or DER. The file that is read is left as it is; nothing that is there already is
/// overwritten. The same password opens the old key and seals the new one unless
/// --source-password-file names another for the old one.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, verbatim_doc_comment)]
pub struct Arguments {
    /// The private key: a file, or env://VARIABLE
    #[arg(value_name = "FILE")]
    key: String,
    /// Where the pair goes: PREFIX.key and PREFIX.pub
    #[arg(long, value_name = "PREFIX")]
    out: PathBuf,
    /// The form of the private key
    #[arg(long, value_enum, default_value_t, value_name = "FORM")]
    format: PrivateForm,
    #[command(flatten)]
    source: SourcePasswordOption,
    #[command(flatten)]
    seal: SealOptions,
    #[command(flatten)]
    output: OutputOption,
}

pub fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Failure> {
    let pair = Pair::at(&arguments.out)?;
    pair.refuse_existing()?;
    let found = FoundKey::read(&arguments.key, console)?;
    let key = found.into_private(&arguments.source.or(arguments.seal.passwords()))?;
    let seal = arguments.seal.seal(arguments.format)?;
    key_inspect::write_pair(&pair, &seal, &key, &arguments.output, console)?;
    Ok(Exit::Done)
}

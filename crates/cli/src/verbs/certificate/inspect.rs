use clap::Args;

use super::{describe, profile::ProfileOption, read};
use crate::{console::Console, exit::Exit, failure::Failure, options::OutputOption, verbs};

const EXAMPLES: &str = "\
Examples:
  openssl req -x509 -newkey ed25519 -nodes -keyout ca.key -out ca.pem -subj /CN=Example
  countersign certificate inspect ca.pem
  countersign certificate inspect ca.pem --profile rfc5280-strict --output json";

/// Show what certificates say: names, validity, key, uses, and the rules that they break
///
/// It shows what is there and believes none of it.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, verbatim_doc_comment)]
pub struct Arguments {
    /// A file of one certificate in DER, or of any number in PEM; - for standard input
    #[arg(value_name = "FILE")]
    file: String,
    #[command(flatten)]
    profile: ProfileOption,
    #[command(flatten)]
    output: OutputOption,
}

pub fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Failure> {
    let profile = arguments.profile.profile()?;
    let ders = read::certificates(&arguments.file)?;
    let described = describe::certificates(&ders, profile);
    verbs::inspect::show(&arguments.file, described, "", &arguments.output, console);
    let readable = ders.iter().all(|der| read::is_certificate(der));
    Ok(if readable { Exit::Done } else { Exit::Malformed })
}

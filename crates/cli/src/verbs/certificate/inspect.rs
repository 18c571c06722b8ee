use clap::Args;

use super::{describe, looking::LookingOptions};
use crate::{certificates, console::Console, exit::Exit, failure::Failure, verbs};

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
    #[command(flatten)]
    looking: LookingOptions,
}

pub fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Failure> {
    let looking = &arguments.looking;
    let (ders, profile) = looking.read(console)?;
    let described = describe::certificates(&ders, profile);
    verbs::inspect::show(&looking.file, described, "", &looking.output, console);
    let readable = ders.iter().all(|der| certificates::is_certificate(der));
    Ok(if readable { Exit::Done } else { Exit::Malformed })
}

use clap::Args;

use crate::{console::Console, exit::Exit, failure::Failure, moment::AtOption, options::OutputOption};

const EXITS: &str = "\
Exit codes:
  0   good: the certificate was not revoked
  1   revoked, or revoked at the time that --signed-at names
  2   usage: told too little, or contradictory; a file of yours is unreadable
  3   unknown: nothing that was given or fetched says anything about it
  4   unreachable, or what is known is stale
  5   malformed: the certificate, a CRL or an OCSP answer cannot be parsed";

/// Ask whether a certificate was revoked
///
/// FILE holds the certificate and those that came with it, leaf first. Every certificate of its path is
/// asked about but the root.
#[derive(Debug, Args)]
#[command(after_help = EXITS, verbatim_doc_comment)]
pub struct Arguments {
    /// The certificate, PEM or DER, and after it those that came with it; - for standard input
    #[arg(value_name = "FILE")]
    file: String,
    /// Believe certificates of the authority whose root is in this file; repeatable
    #[arg(long, value_name = "FILE")]
    certificate_root: Vec<String>,
    #[command(flatten)]
    at: AtOption,
    #[command(flatten)]
    output: OutputOption,
}

pub fn run(arguments: &Arguments, _console: &mut Console) -> Result<Exit, Failure> {
    Err(Failure::usage(format!("{} cannot be checked by this build", arguments.file)))
}

use clap::Args;

use crate::{
    console::Console,
    exit::Exit,
    failure::Failure,
    options::OutputOption,
    verbs::inspect::{
        one::{Expected, show_file},
        revocation,
    },
};

const EXAMPLES: &str = "\
Examples:
  countersign revocation inspect --help

With a CRL of yours:
  openssl crl -in ca.crl -noout -text
  countersign revocation inspect ca.crl
  countersign revocation inspect ca.crl --output json";

const EXPECTED: Expected = Expected {
    what: "the file",
    none: "no CRL and no OCSP message",
    longest: 256 << 20,
    kinds: &[revocation::crl, revocation::ocsp_response, revocation::ocsp_request],
};

/// Show what a CRL, an OCSP response or an OCSP request says
///
/// It shows what is there and believes none of it; `countersign inspect` shows lists of our own.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, verbatim_doc_comment)]
pub struct Arguments {
    /// The file, DER or PEM; - for standard input
    #[arg(value_name = "FILE")]
    file: String,
    #[command(flatten)]
    output: OutputOption,
}

pub fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Failure> {
    show_file(&arguments.file, &EXPECTED, &arguments.output, console)
}

use clap::Args;

use crate::{
    console::Console,
    exit::Exit,
    failure::Failure,
    options::OutputOption,
    verbs::inspect::{
        evidence,
        one::{Expected, show_file},
    },
};

const EXAMPLES: &str = "\
Examples:
  echo hello > file
  countersign timestamp request file --out file.tsq
  countersign timestamp inspect file.tsq
  countersign timestamp inspect file.tsq --output json";

const EXPECTED: Expected = Expected {
    what: "the timestamp",
    none: "no timestamp, answer or request",
    longest: 1 << 20,
    kinds: &[evidence::timestamp_token, evidence::timestamp_response, evidence::timestamp_request],
};

/// Show what a timestamp, an answer of an authority or a request says
///
/// It shows what is there and believes none of it.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, verbatim_doc_comment)]
pub struct Arguments {
    /// The file, DER; - for standard input
    #[arg(value_name = "FILE")]
    file: String,
    #[command(flatten)]
    output: OutputOption,
}

pub fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Failure> {
    show_file(&arguments.file, &EXPECTED, &arguments.output, console)
}

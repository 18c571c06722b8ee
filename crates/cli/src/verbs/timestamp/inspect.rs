use clap::Args;

use crate::{
    console::Console,
    exit::Exit,
    failure::Failure,
    input::Input,
    options::OutputOption,
    verbs::inspect::{self, evidence},
};

const EXAMPLES: &str = "\
Examples:
  echo hello > file
  countersign timestamp request file --out file.tsq
  countersign timestamp inspect file.tsq
  countersign timestamp inspect file.tsq --output json";

/// The longest file that is read, in bytes.
const MAX_LEN: u64 = 1 << 20;

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
    let bytes = Input::parse(&arguments.file).read("the timestamp", MAX_LEN)?;
    let described = evidence::timestamp_response(&bytes)
        .or_else(|_| evidence::timestamp_request(&bytes))
        .or_else(|_| evidence::timestamp_token(&bytes));
    let described = described.map_err(|why| {
        Failure::new(Exit::Malformed, format!("{} is no timestamp, answer or request", arguments.file))
            .adding(&why)
            .next(format!("countersign inspect {} shows what else it may be", arguments.file))
    })?;
    inspect::show(&arguments.file, described, "", &arguments.output, console);
    Ok(Exit::Done)
}

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
  countersign revocation inspect --help

With a CRL of yours:
  openssl crl -in ca.crl -noout -text
  countersign revocation inspect ca.crl
  countersign revocation inspect ca.crl --output json";

/// The longest file that is read, in bytes.
const MAX_LEN: u64 = 256 << 20;

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
    let bytes = Input::parse(&arguments.file).read("the file", MAX_LEN)?;
    let described = evidence::crl(&bytes)
        .or_else(|why| evidence::ocsp_response(&bytes).map_err(|_| why))
        .or_else(|why| evidence::ocsp_request(&bytes).map_err(|_| why));
    let described = described.map_err(|why| {
        Failure::new(Exit::Malformed, format!("{} is no CRL and no OCSP message", arguments.file))
            .adding(&why)
            .next(format!("countersign inspect {} shows what else it may be", arguments.file))
    })?;
    inspect::show(&arguments.file, described, "", &arguments.output, console);
    Ok(Exit::Done)
}

use clap::Args;

use crate::{
    blob::{self, Judging},
    console::Console,
    exit::Exit,
    failure::Failure,
};

const EXAMPLES: &str = "\
Examples:
  countersign key generate --out k --format pkcs8 --unencrypted
  echo hello > file
  countersign sign-blob file --key k.key
  countersign verify-blob file --key k.pub
  cat file | countersign verify-blob - --bundle file.sigstore.json --key k.pub --output json
  countersign sign-blob file --key k.key --signature file.sig
  countersign verify-blob file --signature file.sig --key k.pub";

/// Verify the signature of a file of any size
///
/// The signature is read from FILE.sigstore.json unless --bundle or --signature names another file. A
/// bundle may be of either form. Nothing is trusted unless you name it.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, verbatim_doc_comment)]
pub struct Arguments {
    #[command(flatten)]
    judging: Judging,
}

pub fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Failure> {
    let judging = &arguments.judging;
    let (file, verifier, now) = judging.begin(console)?;
    let evidence = judging.evidence(&file, false)?;
    let verification = verifier.verify_blob(evidence, now).named(file.name());
    let verdict = blob::judge(&file, verification, &judging.services()?)?;
    Ok(judging.show(console, &file, &verdict))
}

use clap::Args;

use crate::{
    blob::{self, Judging},
    console::Console,
    exit::Exit,
    failure::Failure,
    predicate::TypeOption,
};

const EXAMPLES: &str = "\
Examples:
  countersign key generate --out k --format pkcs8 --unencrypted
  echo hello > file
  echo '{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\"}' > bom.json
  countersign attest-blob file --type cyclonedx --predicate bom.json --key k.key
  countersign verify-blob-attestation file --type cyclonedx --key k.pub
  countersign verify-blob-attestation file --type cyclonedx --key k.pub --output json";

/// Verify a statement about a file of any size
///
/// The statement is read from FILE.sigstore.json unless --bundle or --signature names another file.
/// --output json has the statement that was verified as `statement`. Nothing is trusted unless you name
/// it.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, verbatim_doc_comment)]
pub struct Arguments {
    #[command(flatten)]
    judging: Judging,
    #[command(flatten)]
    predicate_type: TypeOption,
}

pub fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Failure> {
    let judging = &arguments.judging;
    let predicate_type = arguments.predicate_type.read()?;
    let (file, verifier, now) = judging.begin(console)?;
    let evidence = judging.evidence(&file, true)?;
    let verification = verifier.verify_blob_attestation(evidence, predicate_type, now).named(file.name());
    let verdict = blob::judge(&file, verification, &judging.services()?)?;
    Ok(judging.show(console, &file, &verdict))
}

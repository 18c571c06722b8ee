use clap::Args;
use countersign::{Attestation, SignatureFormat, WriteFormat};

use crate::{
    ambient,
    blob::{self, BlobSigner, Ending, Keeping},
    console::Console,
    exit::Exit,
    failure::Failure,
    predicate::{PredicateOption, TypeOption},
    signing::FormatName,
};

const EXAMPLES: &str = "\
Examples:
  countersign key generate --out k --format pkcs8 --unencrypted
  echo hello > file
  echo '{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\"}' > bom.json
  countersign attest-blob file --type cyclonedx --predicate bom.json --key k.key
  countersign attest-blob file --type https://example.com/review/v1 --predicate bom.json \\
    --key k.key --bundle review.sigstore.json";

/// Sign a statement about a file of any size
///
/// Writes a Sigstore bundle beside it, FILE.sigstore.json. The bundle about standard input is printed
/// unless --bundle says where it goes. A file with other content is not overwritten without --again.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, verbatim_doc_comment)]
pub struct Arguments {
    /// The file, or - for standard input
    #[arg(value_name = "FILE")]
    file: String,
    #[command(flatten)]
    predicate_type: TypeOption,
    #[command(flatten)]
    predicate: PredicateOption,
    #[command(flatten)]
    signer: BlobSigner,
    /// The form: cosign for a bundle, or cosign-legacy for the envelope alone
    #[arg(long, value_enum, default_value_t, value_name = "FORM")]
    format: FormatName,
    #[command(flatten)]
    keeping: Keeping,
}

pub fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Failure> {
    let file = blob::input(&arguments.file)?;
    let format = arguments.format.write_format()?;
    let predicate_type = arguments.predicate_type.read()?;
    if file.path().is_none() && arguments.predicate.is_standard_input() {
        return Err(Failure::usage("standard input cannot be both the file and what is stated about it")
            .next("put one of the two into a file"));
    }
    let (kept_as, ending) = match format {
        WriteFormat::CosignLegacy => (SignatureFormat::CosignAttestation, Ending::Envelope),
        _ => (SignatureFormat::CosignBundle, Ending::Bundle),
    };
    let read = [arguments.signer.key_path(), arguments.predicate.path()];
    arguments.keeping.refuse_overlap(&file, ending, None, &read)?;
    let attestation = Attestation::new(predicate_type, &arguments.predicate.read()?);
    let authorities = arguments.signer.authorities(console)?;
    let signer = arguments.signer.open(console)?;
    let name = file.file_name().unwrap_or_else(|| "-".into());
    let attesting = signer.attest_blob(&name, attestation, format, ambient::now()?);
    let mut attesting = attesting.map_err(|error| blob::not_signed(&file, &error.into()))?;
    file.pieces(|piece| attesting.update(piece), |error| blob::not_signed(&file, &error.into()))?;
    let signed = attesting.finish().map_err(|error| blob::not_signed(&file, &error))?;
    let signed = arguments.signer.timestamped(&signer, signed, &authorities)?;
    let mut kept = blob::Result::new(&file, "attestation", kept_as, &signer, &signed);
    kept.keep(&arguments.keeping, arguments.keeping.place(&file, ending), signed.bytes())?;
    kept.tell(&arguments.signer, console);
    Ok(Exit::Done)
}

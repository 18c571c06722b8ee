use clap::Args;
use countersign::{
    Attestation, ImageName, Preparation, Preparer, SignOptions, Signer, Signing, time::UnixTime,
};

use crate::{
    console::Console,
    exit::Exit,
    failure::Failure,
    predicate::{PredicateOption, TypeOption},
    signing::{self, Claim, SigningOptions},
};

const EXAMPLES: &str = "\
Examples:
  countersign demo --keep demo
  echo '{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\"}' > bom.json
  countersign attest oci:demo/image:2.0 --type cyclonedx --predicate bom.json --key demo/other.key
  echo 'reviewed by me' | countersign attest oci:demo/image:2.0 --type custom --predicate - \\
    --key demo/other.key --format cosign-legacy";

/// Sign a statement about an image, such as its bill of materials
///
/// Writes a Sigstore bundle that refers to the image or, with --format cosign-legacy, an envelope under
/// its .att tag; Cosign reads both. An equal statement that is there already, signed by the same key
/// and in the same form, is reported and not added.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, verbatim_doc_comment)]
pub struct Arguments {
    #[command(flatten)]
    signing: SigningOptions,
    #[command(flatten)]
    predicate_type: TypeOption,
    #[command(flatten)]
    predicate: PredicateOption,
}

pub fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Failure> {
    let options = arguments.signing.sign_options(console)?;
    if arguments.predicate.is_standard_input() && arguments.signing.reads_password() {
        return Err(Failure::usage("--predicate - and --password-stdin both read standard input")
            .next("write the predicate to a file"));
    }
    let predicate_type = arguments.predicate_type.read()?;
    let claim = Statement {
        options,
        uri: predicate_type.uri().to_owned(),
        attestation: Attestation::new(predicate_type, &arguments.predicate.read()?),
    };
    signing::run(&arguments.signing, claim, console)
}

/// That something is so about the image.
struct Statement {
    options: SignOptions,
    uri: String,
    attestation: Attestation,
}

impl Claim for Statement {
    fn noun(&self) -> &'static str {
        "attestation"
    }

    fn predicate_type(&self) -> Option<&str> {
        Some(&self.uri)
    }

    fn sign(self, signer: &Signer, image: ImageName, now: UnixTime) -> Signing {
        signer.attest(image, self.attestation, self.options, now)
    }

    fn prepare(self, preparer: &Preparer, image: ImageName, now: UnixTime) -> Preparation {
        preparer.prepare_attestation(image, self.attestation, self.options, now)
    }
}

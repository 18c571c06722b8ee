use clap::Args;
use countersign::{
    ImageName, Preparation, Preparer, SignOptions, Signer, Signing, WriteFormat, time::UnixTime,
};

use crate::{
    console::Console,
    exit::Exit,
    failure::Failure,
    options,
    signing::{self, Claim, SigningOptions},
};

const EXAMPLES: &str = "\
Examples:
  countersign demo --keep demo
  countersign sign oci:demo/image:2.0 --key demo/signer.key --password-file demo/password
  countersign sign oci:demo/image:2.0 --key demo/other.key -a env=prod --format cosign-legacy
  countersign sign oci:demo/image:2.0 --key demo/other.key --dry-run --output json
  countersign sign oci:demo/image:2.0 --key demo/other.pub --prepare draft

Examples with a registry at localhost:5000:
  countersign copy oci:demo/image:2.0 localhost:5000/demo:2.0
  countersign sign localhost:5000/demo:2.0 --key demo/other.key";

/// Sign an image
///
/// Writes a Sigstore bundle that refers to the image or, with --format cosign-legacy, a payload under
/// its .sig tag; Cosign reads both. A signature that is there already, by the same key, in the same
/// form and with the same annotations, is reported and not added.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, verbatim_doc_comment)]
pub struct Arguments {
    #[command(flatten)]
    signing: SigningOptions,
    /// Sign this annotation too
    #[arg(long, short = 'a', value_name = "KEY=VALUE")]
    annotation: Vec<String>,
    /// What the payload of --format cosign-legacy calls the image
    #[arg(long, value_name = "REFERENCE")]
    docker_reference: Option<String>,
}

pub fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Failure> {
    let claim = Signature { options: sign_options(arguments, console)? };
    signing::run(&arguments.signing, claim, console)
}

fn sign_options(arguments: &Arguments, console: &mut Console) -> Result<SignOptions, Failure> {
    let mut options = arguments.signing.sign_options(console)?;
    for (key, value) in options::annotations(&arguments.annotation)? {
        options = options.annotation(key, value);
    }
    if let Some(reference) = &arguments.docker_reference {
        if arguments.signing.format()? == WriteFormat::Cosign {
            return Err(Failure::usage("a bundle has no place for --docker-reference")
                .next("leave it out, or add --format cosign-legacy"));
        }
        options = options.docker_reference(reference);
    }
    Ok(options)
}

/// That the image is the signer's.
struct Signature {
    options: SignOptions,
}

impl Claim for Signature {
    fn noun(&self) -> &'static str {
        "signature"
    }

    fn predicate_type(&self) -> Option<&str> {
        None
    }

    fn sign(self, signer: &Signer, image: ImageName, now: UnixTime) -> Signing {
        signer.sign(image, self.options, now)
    }

    fn prepare(self, preparer: &Preparer, image: ImageName, _now: UnixTime) -> Preparation {
        preparer.prepare(image, self.options)
    }
}

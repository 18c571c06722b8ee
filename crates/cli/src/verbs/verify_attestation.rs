use clap::Args;
use countersign::{
    AttestationVerification, ImageName, Refusal, VerifiedAttestation, Verifier, envelope::PredicateType,
    oci::LayoutError, time::UnixTime,
};

use crate::{
    console::Console,
    exit::Exit,
    failure::Failure,
    predicate::TypeOption,
    verbs::verify::{self, Question, VerifyingOptions},
};

const EXAMPLES: &str = "\
Examples:
  countersign demo --keep demo
  echo '{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\"}' > bom.json
  countersign attest oci:demo/image:2.0 --type cyclonedx --predicate bom.json --key demo/other.key
  countersign verify-attestation oci:demo/image:2.0 --type cyclonedx --key demo/other.pub
  countersign verify-attestation oci:demo/image:2.0 --type cyclonedx --key demo/other.pub -o json";

/// Verify a statement about an image
///
/// Finds every attestation of the type, needs one that is acceptable (or --threshold distinct signers),
/// and says why each other one is not. --output json has the statement that was verified as
/// `statement`. Nothing is trusted unless you name it.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, verbatim_doc_comment)]
pub struct Arguments {
    #[command(flatten)]
    verifying: VerifyingOptions,
    #[command(flatten)]
    predicate_type: TypeOption,
}

pub fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Failure> {
    let predicate_type = arguments.predicate_type.read()?;
    verify::judge(&arguments.verifying, &Attested { predicate_type }, console)
}

/// Whether something of this type is said about it.
struct Attested {
    predicate_type: PredicateType,
}

impl Question for Attested {
    type Answer = VerifiedAttestation;
    type Session = AttestationVerification;

    fn begin(&self, verifier: &Verifier, image: ImageName, now: UnixTime) -> AttestationVerification {
        verifier.verify_attestation(image, self.predicate_type.clone(), now)
    }

    fn unreadable(
        &self,
        verifier: &Verifier,
        image: &ImageName,
        now: UnixTime,
        error: &LayoutError,
    ) -> Refusal {
        verifier.unreadable_attestation(image, self.predicate_type.clone(), now, error)
    }
}

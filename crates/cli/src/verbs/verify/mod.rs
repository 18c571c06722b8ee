//! Verifying what is attached to an image: what `verify` and `verify-attestation` share, and `verify` itself.

mod found;
mod shown;

use clap::Args;
use countersign::{
    ImageName, Refusal, Verification, VerifiedImage, Verifier,
    need::{Answer, Need},
    oci::{LayoutError, Platform, PlatformChoice, Session},
    time::UnixTime,
};

use self::found::Found;
pub use self::shown::{About, Judged, show};
use crate::{
    believing::{self, BelievingOptions},
    console::Console,
    exit::Exit,
    failure::Failure,
    image::Image,
    options::{self, OutputOption},
    registry::NetworkOptions,
};

const EXAMPLES: &str = "\
Examples:
  countersign demo --keep demo
  countersign verify oci:demo/image:1.0 --key demo/signer.pub
  countersign verify oci:demo/image:1.0 --key demo/signer.pub --all --output json
  countersign verify oci:demo/image --key demo/signer.pub || echo \"exit $?: name one image\"
  countersign verify oci:demo/image:1.0 --signer name=release,key=demo/signer.pub --threshold 1
  tar -cf demo.tar -C demo/image .
  countersign verify oci-archive:demo.tar:1.0 --key demo/signer.pub

Examples with a registry at localhost:5000:
  countersign copy oci:demo/image:1.0 localhost:5000/demo:1.0
  countersign verify localhost:5000/demo:1.0 --key demo/signer.pub";

/// Verify the signatures of an image
///
/// Finds every signature of every form, needs one that is acceptable (or --threshold distinct
/// signers), and says why each other one is not. Nothing is trusted unless you name it: keys by
/// --key, or an authority of your own and whom its certificates must name, as in
///   --certificate-root acme-root.pem --subject email:release@acme.example
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, verbatim_doc_comment)]
pub struct Arguments {
    #[command(flatten)]
    verifying: VerifyingOptions,
    /// Compare the image's name with what was signed: off (this build does not compare it)
    #[arg(long, value_name = "HOW")]
    reference_match: Option<String>,
}

/// What every verb is told that verifies something about an image.
#[derive(Debug, Args)]
pub struct VerifyingOptions {
    /// The image: HOST/REPOSITORY[:TAG][@DIGEST], oci:PATH[:TAG|@DIGEST], or oci-archive:FILE[…]
    #[arg(value_name = "IMAGE")]
    image: String,
    #[command(flatten)]
    believing: BelievingOptions,
    /// Require this annotation on every signature that counts
    #[arg(long, short = 'a', value_name = "KEY=VALUE")]
    annotation: Vec<String>,
    /// Verify the image for one platform, os/architecture[/variant], or that for every one: all
    #[arg(long, value_name = "PLATFORM")]
    platform: Option<String>,
    /// Read and report every signature, even when enough is known
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    network: NetworkOptions,
    #[command(flatten)]
    output: OutputOption,
}

pub fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Failure> {
    believing::only_off("--reference-match", arguments.reference_match.as_deref())?;
    judge(&arguments.verifying, &Signed, console)
}

/// Something that can be asked about an image.
pub trait Question {
    type Answer: Judged;
    type Session: Session<Need = Need, Answer = Answer, Output = Result<Self::Answer, Refusal>>;

    /// Begins to look for the answer.
    fn begin(&self, verifier: &Verifier, image: ImageName, now: UnixTime) -> Self::Session;

    /// The answer where the layout cannot be read at all.
    fn unreadable(
        &self,
        verifier: &Verifier,
        image: &ImageName,
        now: UnixTime,
        error: &LayoutError,
    ) -> Refusal;
}

/// Whether it is signed.
struct Signed;

impl Question for Signed {
    type Answer = VerifiedImage;
    type Session = Verification;

    fn begin(&self, verifier: &Verifier, image: ImageName, now: UnixTime) -> Verification {
        verifier.verify(image, now)
    }

    fn unreadable(
        &self,
        verifier: &Verifier,
        image: &ImageName,
        now: UnixTime,
        error: &LayoutError,
    ) -> Refusal {
        verifier.unreadable(image, now, error)
    }
}

/// Verifies something about an image and shows the verdict.
pub fn judge(
    options: &VerifyingOptions,
    question: &impl Question,
    console: &mut Console,
) -> Result<Exit, Failure> {
    let image = Image::parse(&options.image)?;
    let platform = options.platform.as_deref().map(platform).transpose()?;
    let verifier = options.verifier(console)?;
    let platform = platform.unwrap_or(PlatformChoice::Named);
    let (services, now) = (options.believing.services()?, options.believing.now()?);
    let asked = found::Asked { verifier: &verifier, platform, question, now, services: &services };
    match found::verdict(&asked, &image, &options.network, console)? {
        Found::Verdict(verdict, network) => {
            Ok(show(&options.output, console, About::Image(&image, network.as_ref()), &verdict))
        }
        Found::Unusable(failure, json) => {
            if options.output.is_json() {
                console.line(json);
            }
            Err(failure)
        }
    }
}

impl VerifyingOptions {
    fn verifier(&self, console: &mut Console) -> Result<Verifier, Failure> {
        let mut builder = self.believing.builder(console)?;
        for (key, value) in options::annotations(&self.annotation)? {
            builder = builder.annotation(key, value);
        }
        if self.all {
            builder = builder.read_everything();
        }
        believing::build(builder)
    }
}

fn platform(text: &str) -> Result<PlatformChoice, Failure> {
    if text == "all" {
        return Ok(PlatformChoice::All);
    }
    let platform: Result<Platform, _> = text.parse();
    platform.map(PlatformChoice::One).map_err(|error| {
        Failure::usage(format!("{text} is no platform"))
            .because(&error)
            .next("write --platform linux/amd64, or all")
    })
}

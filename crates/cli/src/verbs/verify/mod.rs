mod believed;
mod found;

use clap::Args;
use countersign::{
    Report, Verdict,
    digest::Digest,
    encoding::text,
    oci::{Platform, PlatformChoice},
};

use self::found::Found;
use crate::{
    console::{Console, bad, good},
    exit::Exit,
    failure::Failure,
    image::Image,
    layout::Store,
    options::OutputOption,
};

const EXAMPLES: &str = "\
Examples:
  countersign demo --keep demo
  countersign verify oci:demo/image:1.0 --key demo/signer.pub
  countersign verify oci:demo/image:1.0 --key demo/signer.pub --all --output json
  countersign verify oci:demo/image --key demo/signer.pub || echo \"exit $?: name one image\"
  countersign verify oci:demo/image:1.0 --signer name=release,key=demo/signer.pub --threshold 1";

/// Verify the signatures of an image
///
/// Finds every signature of every form, needs one that is acceptable (or --threshold distinct
/// signers), and says why each other one is not. Nothing is trusted unless you name it.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, verbatim_doc_comment)]
pub struct Arguments {
    /// The image: oci:PATH[:TAG|@DIGEST]
    #[arg(value_name = "IMAGE")]
    image: String,
    /// Believe whoever holds this public key: a file, or env://VARIABLE; several: any of them
    #[arg(long, value_name = "PUB")]
    key: Vec<String>,
    /// Believe this signer: [name=NAME,]key=FILE[,key=FILE…]; with several keys it is one signer
    #[arg(long, value_name = "SIGNER", conflicts_with = "key")]
    signer: Vec<String>,
    /// Require so many distinct signers
    #[arg(long, value_name = "N")]
    threshold: Option<String>,
    /// Require this annotation on every signature that counts
    #[arg(long, short = 'a', value_name = "KEY=VALUE")]
    annotation: Vec<String>,
    /// Verify the image for one platform, os/architecture[/variant], or that for every one: all
    #[arg(long, value_name = "PLATFORM")]
    platform: Option<String>,
    /// Read and report every signature, even when enough is known
    #[arg(long)]
    all: bool,
    /// Ask no network, as this build never does
    #[arg(long)]
    offline: bool,
    /// Compare the image's name with what was signed: off (this build does not compare it)
    #[arg(long, value_name = "HOW")]
    reference_match: Option<String>,
    /// Ask whether a signature was revoked: off (this build does not ask)
    #[arg(long, value_name = "WHEN")]
    revocation: Option<String>,
    #[command(flatten)]
    output: OutputOption,
}

pub fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Failure> {
    only_off("--reference-match", arguments.reference_match.as_deref())?;
    only_off("--revocation", arguments.revocation.as_deref())?;
    let image = Image::parse(&arguments.image)?;
    let platform = arguments.platform.as_deref().map(platform).transpose()?;
    let verifier = believed::verifier(arguments, console)?;
    let store = Store::open(&image)?;
    let verdict = found::verdict(&verifier, &store, &image, platform.unwrap_or(PlatformChoice::Named));
    store.warn(console);
    match verdict? {
        Found::Verdict(verdict) => Ok(show(arguments, console, &image, &verdict)),
        Found::Unusable(failure, json) => {
            if arguments.output.is_json() {
                console.line(json);
            }
            Err(failure)
        }
    }
}

/// A requirement that cannot be checked is never ignored.
fn only_off(flag: &str, value: Option<&str>) -> Result<(), Failure> {
    match value {
        None | Some("off") => Ok(()),
        Some(other) => Err(Failure::usage(format!("{flag} {other} cannot be checked by this build"))
            .next(format!("leave it out, or say {flag} off"))),
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

fn report(verdict: &Verdict) -> &Report {
    match verdict {
        Ok(image) => image.report(),
        Err(refusal) => refusal.report(),
    }
}

fn show(arguments: &Arguments, console: &mut Console, image: &Image, verdict: &Verdict) -> Exit {
    let report = report(verdict);
    if arguments.output.is_json() {
        console.line(report.to_json());
    } else {
        let shown = report.to_string();
        let (first, rest) = shown.split_once(':').unwrap_or((&shown, ""));
        let painted = if verdict.is_ok() { good(first) } else { bad(first) };
        console.styled(format!("{painted}:{rest}"));
        run_digests(verdict).iter().for_each(|digest| {
            console.line(format!("  run       {}", text::escape(&image.pinned(*digest), 1024)))
        });
    }
    if let Err(refusal) = verdict {
        let failure = Failure::new(Exit::of(report.verdict()), image.text()).because(refusal);
        console.fail(&match report.code() {
            Some(code) => failure.next(code.next()),
            None => failure,
        });
    }
    Exit::of(report.verdict())
}

/// The digests that may be run; nothing but an accepted verdict has any.
fn run_digests(verdict: &Verdict) -> Vec<Digest> {
    match verdict {
        // All platforms were asked for: each has a digest of its own.
        Ok(image) if image.targets().iter().all(|target| target.digest() != image.digest()) => {
            image.targets().iter().map(|target| target.digest()).collect()
        }
        Ok(image) => vec![image.digest()],
        Err(_) => Vec::new(),
    }
}

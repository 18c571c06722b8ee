//! What is attached to an image, as it says of itself.

mod claims;
mod gather;
mod render;

use self::gather::Gathering;
pub use self::render::{branches, subject};

use clap::Args;
use countersign::{
    digest::Digest,
    oci::{Manifest, Platform},
};

use crate::{
    console::Console, exit::Exit, failure::Failure, image::Image, options::OutputOption,
    registry::NetworkOptions, store::Store,
};

const EXAMPLES: &str = "\
Examples:
  countersign demo --keep demo
  countersign list oci:demo/image:1.0
  countersign list oci:demo/image:1.0 --output json

Examples with a registry at localhost:5000:
  countersign copy oci:demo/image:1.0 localhost:5000/demo:1.0
  countersign list localhost:5000/demo:1.0";

/// List what is attached to an image, per platform
///
/// Signatures, attestations, bills of materials and more. Nothing is verified, so nothing of it is to
/// be believed: `verify` says what is.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, verbatim_doc_comment)]
pub struct Arguments {
    /// The image: HOST/REPOSITORY[:TAG][@DIGEST], oci:PATH[:TAG|@DIGEST], or oci-archive:FILE[…]
    #[arg(value_name = "IMAGE")]
    image: String,
    #[command(flatten)]
    network: NetworkOptions,
    #[command(flatten)]
    output: OutputOption,
}

/// A manifest with what is attached to it, and the manifests that it lists.
#[derive(Debug)]
pub struct Listed {
    digest: Digest,
    media_type: String,
    platform: Option<Platform>,
    attached: Vec<Attached>,
    children: Vec<Listed>,
    /// The manifest as it was read.
    document: Option<Manifest>,
    /// Why it, or something below it, was not read.
    problem: Option<String>,
    /// Of the manifest that was named: whether there may be more, in a place that could not be looked at.
    cut_off: Option<Exit>,
}

impl Listed {
    /// The manifest itself, where it could be read.
    pub fn document(&self) -> Option<&Manifest> {
        self.document.as_ref()
    }
}

/// Something attached to a manifest. All of it is claimed, none verified.
#[derive(Debug)]
struct Attached {
    kind: Kind,
    format: String,
    manifest: Digest,
    artifact: Option<Digest>,
    /// The tag under which it was found; none for a referrer.
    tag: Option<String>,
    claims: Vec<(&'static str, String)>,
    problem: Option<String>,
    /// What refers to it in turn.
    referrers: Vec<Attached>,
    /// Why not all that refers to it was found.
    referrers_problem: Option<String>,
}

impl Attached {
    /// Signatures first, then attestations type by type; otherwise as they were found.
    fn order(&self) -> (Kind, Option<&str>) {
        let predicate_type = self.claims.iter().find(|(name, _)| *name == "predicateType");
        (self.kind, predicate_type.map(|(_, value)| value.as_str()))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Signature,
    Attestation,
    Sbom,
    Other,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Signature => "signature",
            Self::Attestation => "attestation",
            Self::Sbom => "sbom",
            Self::Other => "referrer",
        }
    }
}

pub fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Failure> {
    let image = Image::parse(&arguments.image)?;
    let (listed, cut_off) = read(&image, &arguments.network, console)?;
    arguments.output.print(console, render::json(&image, &listed), render::text(&image, &listed));
    cut_off.map_or(Ok(Exit::Done), Err)
}

/// Reads all that is attached to an image; with a failure where there may be more than could be looked at.
pub fn read(
    image: &Image,
    network: &NetworkOptions,
    console: &mut Console,
) -> Result<(Listed, Option<Failure>), Failure> {
    let store = Store::open(image, network)?;
    let listed = store.run(|named| Gathering::new(&named));
    store.warn(console);
    let listed = listed?.map_err(|error| store.unresolved(&error))?;
    let cut_off = listed.cut_off.map(|exit| {
        let what = format!("{}: not every place could be looked at where something may be", image.text());
        store.explained(Failure::new(exit, what))
    });
    Ok((listed, cut_off))
}

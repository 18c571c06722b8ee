//! What is attached to an image, as it says of itself.

mod gather;
mod render;

pub use self::render::{branches, subject};

use clap::Args;
use countersign::{
    digest::Digest,
    oci::{Manifest, ManifestAt, Platform},
};

use crate::{
    console::Console,
    exit::Exit,
    failure::Failure,
    image::{Image, Which},
    layout::{self, Store},
    options::OutputOption,
};

const EXAMPLES: &str = "\
Examples:
  countersign demo --keep demo
  countersign list oci:demo/image:1.0
  countersign list oci:demo/image:1.0 --output json";

/// List what is attached to an image, per platform
///
/// Signatures, attestations, bills of materials and more. Nothing is verified, so nothing of it is to
/// be believed: `verify` says what is.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, verbatim_doc_comment)]
pub struct Arguments {
    /// The image: oci:PATH[:TAG|@DIGEST], or oci-archive:FILE[:TAG|@DIGEST]
    #[arg(value_name = "IMAGE")]
    image: String,
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
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    let listed = read(&image, console)?;
    arguments.output.print(console, render::json(&image, &listed), render::text(&image, &listed));
    Ok(Exit::Done)
}

/// Reads all that is attached to an image.
pub fn read(image: &Image, console: &mut Console) -> Result<Listed, Failure> {
    let store = Store::open(image)?;
    let listed = list(&store, image);
    store.warn(console);
    listed
}

fn list(store: &Store, image: &Image) -> Result<Listed, Failure> {
    let layout = store.layout().map_err(|error| layout::unusable(image, &error))?;
    let at = match image.which() {
        Which::Digest(digest) => ManifestAt::Digest(*digest),
        Which::Tag(tag) => ManifestAt::Tag(tag.clone()),
        Which::Only => {
            let only = layout.resolve_name(None).map_err(|error| layout::unusable(image, &error))?;
            ManifestAt::Digest(only.digest())
        }
    };
    gather::gather(&layout, at).map_err(|error| layout::unresolved(image, &error))
}

//! What an artefact says of itself, whatever it is.

mod attached;
mod decode;
pub mod describe;
pub mod evidence;
pub mod one;
pub mod revocation;
mod tree;

use std::path::Path;

use clap::Args;
use countersign::{TOOL, encoding::json::Object};

use self::decode::Decoded;
use crate::{
    console::{Console, quiet},
    exit::Exit,
    failure::Failure,
    image::Image,
    input::Input,
    options::OutputOption,
    password::PasswordOption,
    registry::NetworkOptions,
    verbs::key_inspect,
};

/// The longest file that is decoded, in bytes.
const MAX_FILE: u64 = 64 * 1024 * 1024;

const EXAMPLES: &str = "\
Examples:
  countersign demo --keep demo
  countersign inspect oci:demo/image:1.0
  countersign inspect demo/signer.pub
  echo hello > file
  countersign sign-blob file --key demo/other.key
  countersign inspect file.sigstore.json
  countersign inspect file.sigstore.json --output json

Examples with a registry at localhost:5000:
  countersign copy oci:demo/image:1.0 localhost:5000/demo:1.0
  countersign inspect localhost:5000/demo:1.0";

/// Decode any artefact: bundles, certificates, manifests, keys, images
///
/// Envelopes, payloads, statements, drafts and signatures too, timestamps, CRLs, OCSP messages,
/// revocation lists and trusted roots. It shows what is there and believes
/// none of it: `verify` and its kin say what is to be believed.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, verbatim_doc_comment)]
pub struct Arguments {
    /// A file, - for standard input, or an image: HOST/REPOSITORY[:TAG][@DIGEST], oci:PATH[:TAG]
    #[arg(value_name = "FILE|IMAGE")]
    what: String,
    #[command(flatten)]
    password: PasswordOption,
    #[command(flatten)]
    network: NetworkOptions,
    #[command(flatten)]
    output: OutputOption,
}

pub fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Failure> {
    let output = &arguments.output;
    if Image::is_named(&arguments.what) {
        return attached::show(&Image::parse(&arguments.what)?, &arguments.network, output, console);
    }
    arguments.network.refuse_for_file(&arguments.what)?;
    if Path::new(&arguments.what).is_dir() {
        return Err(Failure::usage(format!("{} is a folder, not a file", arguments.what))
            .next(format!("for the image in a layout write oci:{}", arguments.what)));
    }
    // Nothing of that name is there, and a file is seldom called so.
    if arguments.what.contains(':') && !Path::new(&arguments.what).exists() {
        Image::parse(&arguments.what)?;
    }
    let bytes = Input::parse(&arguments.what).read("the file", MAX_FILE)?;
    match decode::decode(&arguments.what, &bytes)? {
        Decoded::Key(found) => key_inspect::show(found, &arguments.password, output, console),
        Decoded::Other(described) => {
            show(&arguments.what, described, "", output, console);
            Ok(Exit::Done)
        }
    }
}

/// Shows a description: whole as JSON, schema `countersign/inspect/v1`, or as far as it fits a screen.
pub fn show(name: &str, described: Object<'_>, more: &str, output: &OutputOption, console: &mut Console) {
    let note = quiet("decoded as it says of itself; nothing here was verified");
    let said = format!("{note}\n{}{more}", tree::text(&described));
    let mut json = Object::new()
        .with("schema", "countersign/inspect/v1")
        .with("tool", TOOL)
        .with("verified", false)
        .with("source", name);
    for (member, value) in described.iter() {
        json = json.with(member.to_owned(), value.clone());
    }
    output.print(console, json, said);
}

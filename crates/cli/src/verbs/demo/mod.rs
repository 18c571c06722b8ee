//! The whole story in one command: signed, verified, tampered with, refused.

mod image;
mod step;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use clap::Args;

use crate::{
    console::{Console, quiet},
    durable::{self, Readers},
    exit::Exit,
    failure::Failure,
};
use image::DemoImage;
use step::Story;

const EXAMPLES: &str = "\
Examples:
  countersign demo
  countersign demo --keep demo";

/// The password of the demo's key, which protects nothing.
const PASSWORD: &str = "demo";

/// See an image signed, verified, tampered with and refused
///
/// Everything happens in a temporary folder and without a network. Each step shows the command that
/// does it by hand; with --keep DIR the folder stays, and they work as they are printed.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, verbatim_doc_comment)]
pub struct Arguments {
    /// Make everything in this folder, which must be new or empty, and leave it
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
}

pub fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Failure> {
    match &arguments.keep {
        Some(folder) => {
            prepare(folder)?;
            let mut story = Story::new(folder, folder);
            tell(&mut story, console)?;
            let shown = folder.display();
            console.line(format!("Everything is in {shown}: try countersign list oci:{shown}/image:1.0"));
        }
        None => {
            let folder =
                tempfile::tempdir().map_err(|error| unwritable(Path::new("a temporary folder"), &error))?;
            tell(&mut Story::new(folder.path(), Path::new("demo")), console)?;
            console
                .line("All of it was temporary. To try the commands yourself: countersign demo --keep demo");
        }
    }
    console.line(
        "What next: countersign key generate --help, countersign sign --help, countersign verify --help",
    );
    Ok(Exit::Done)
}

fn prepare(folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|error| unwritable(folder, &error))?;
    let mut entries = fs::read_dir(folder).map_err(|error| unwritable(folder, &error))?;
    match entries.next() {
        None => Ok(()),
        Some(_) => Err(Failure::usage(format!(
            "{} is not empty, and nothing in it is overwritten",
            folder.display()
        ))
        .next("give a folder that is new")),
    }
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    Failure::usage(format!("{} cannot be written", path.display())).because(error)
}

fn tell(story: &mut Story<'_>, console: &mut Console) -> Result<(), Failure> {
    let first = DemoImage::new("1.0");
    let second = DemoImage::new("2.0");
    let folder = story.path("image");
    image::write_layout(&folder, &[&first, &second]).map_err(|error| unwritable(&folder, &error))?;
    let password = story.path("password");
    durable::create(&password, PASSWORD.as_bytes(), Readers::Owner)
        .map_err(|error| unwritable(&password, &error))?;
    console.line("An image layout with two images, 1.0 and 2.0, was made, and a password for a key.");
    console.styled(quiet("Any layout would do, such as that of: skopeo copy docker://IMAGE oci:DIR:TAG\n"));
    signed_and_verified(story, console)?;
    refused(story, console, &first, &second)
}

fn signed_and_verified(story: &Story<'_>, console: &mut Console) -> Result<(), Failure> {
    story.run(
        console,
        "A key is made. The private half is sealed, and only you can read it.",
        "countersign key generate --out {demo}/signer --password-file {demo}/password",
        Exit::Done,
    )?;
    story.run(
        console,
        "The image 1.0 is signed. The signature is a Sigstore bundle that refers to the image.",
        "countersign sign oci:{demo}/image:1.0 --key {demo}/signer.key --password-file {demo}/password",
        Exit::Done,
    )?;
    story.run(
        console,
        "Whoever has the public key verifies it.",
        "countersign verify oci:{demo}/image:1.0 --key {demo}/signer.pub",
        Exit::Done,
    )?;
    story.run(
        console,
        "It is signed in the older form too, which every version of Cosign reads.",
        "countersign sign oci:{demo}/image:1.0 --key {demo}/signer.key --password-file {demo}/password \
         --format cosign-legacy -a stage=release",
        Exit::Done,
    )?;
    story.run(
        console,
        "With an annotation required, only the signature that carries it counts.",
        "countersign verify oci:{demo}/image:1.0 --key {demo}/signer.pub -a stage=release",
        Exit::Done,
    )
}

fn refused(
    story: &Story<'_>,
    console: &mut Console,
    first: &DemoImage,
    second: &DemoImage,
) -> Result<(), Failure> {
    story.run(
        console,
        "The image 2.0 was never signed.",
        "countersign verify oci:{demo}/image:2.0 --key {demo}/signer.pub",
        Exit::Absent,
    )?;
    story.run(
        console,
        "Somebody else makes a key,",
        "countersign key generate --out {demo}/other --format pkcs8 --unencrypted",
        Exit::Done,
    )?;
    story.run(
        console,
        "and that key did not sign 1.0.",
        "countersign verify oci:{demo}/image:1.0 --key {demo}/other.pub",
        Exit::Refused,
    )?;
    story.copy(
        console,
        "In a copy of the layout one character of the manifest of 1.0 is changed,",
        "tampered",
    )?;
    story.overwrite(console, "tampered", first)?;
    story.run(
        console,
        "and it is no longer what its digest says.",
        "countersign verify oci:{demo}/tampered:1.0 --key {demo}/signer.pub",
        Exit::Malformed,
    )?;
    story.copy(console, "In another copy the good signature of 1.0 is put beside 2.0,", "moved")?;
    story.rename_tag(console, "moved", first, second)?;
    story.run(
        console,
        "but what was signed names another image.",
        "countersign verify oci:{demo}/moved:2.0 --key {demo}/signer.pub",
        Exit::Refused,
    )
}

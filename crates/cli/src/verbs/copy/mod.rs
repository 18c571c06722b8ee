//! An image from one place to another, with all that is attached to it.

mod ends;
mod logins;
mod shown;
mod watched;

use std::sync::Arc;

use clap::Args;
use countersign_registry::{
    CopyError, CopyOptions, CopyWhat, FailureClass, ReadError, Side, StoreError, copy_blocking,
};
use countersign_transport::{Cancellation, Deadline, TransportError, Until};

use self::{ends::Ends, logins::CopyLogins, watched::Watched};
use crate::{
    console::Console,
    exit::Exit,
    failure::Failure,
    image::Image,
    options::OutputOption,
    registry::{self, LoginOptions, ReachOptions},
};

const EXAMPLES: &str = "\
Examples:
  countersign demo --keep demo
  countersign copy oci:demo/image:1.0 oci:copied:1.0
  countersign verify oci:copied:1.0 --key demo/signer.pub

Examples with a registry at localhost:5000:
  countersign copy oci:demo/image:1.0 localhost:5000/demo:1.0
  countersign copy localhost:5000/demo:1.0 localhost:5000/other/demo
  countersign copy localhost:5000/other/demo:1.0 oci:back:1.0 --output json";

/// Copy an image with all that is attached to it
///
/// Signatures, attestations and whatever else refers to the image, or to an image that it lists, is
/// copied too, and no digest changes: what was signed stays signed. What the destination has is not
/// sent again; a copy that broke off is taken up by the same command.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, verbatim_doc_comment)]
pub struct Arguments {
    /// The image: HOST/REPOSITORY[:TAG][@DIGEST], or oci:PATH[:TAG|@DIGEST]
    #[arg(value_name = "SOURCE")]
    source: String,
    /// Where to: HOST/REPOSITORY[:TAG], or oci:PATH[:TAG]; without a tag that of SOURCE
    #[arg(value_name = "DESTINATION")]
    destination: String,
    #[command(flatten)]
    reach: ReachOptions,
    #[command(flatten)]
    login: LoginOptions,
    #[command(flatten)]
    logins: CopyLogins,
    #[command(flatten)]
    output: OutputOption,
}

pub fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Failure> {
    let source = Image::parse(&arguments.source)?;
    let destination = Image::parse(&arguments.destination)?;
    refuse_without_registry(arguments, &source, &destination)?;
    let named = ends::named(&source, &destination)?;
    let logins = arguments.logins.read(&arguments.login, &source, &destination)?;
    let deadline = arguments.reach.said_time()?.map_or_else(Deadline::never, Deadline::after);
    let until = Until::new(deadline, Cancellation::new());
    let ends = Ends::open(&source, &destination, &arguments.reach, logins, &until)?;
    let options = CopyOptions::new().with_until(until).with_progress(Arc::new(Watched::new()));
    let what = named.tag.iter().fold(CopyWhat::new(named.at), |what, tag| what.with_tag(tag));
    let report = copy_blocking(ends.source(), ends.destination(), &what, &options);
    ends.warn(console);
    let report = report.map_err(|error| not_copied(&source, &destination, &error))?;
    let tag = named.tag.as_deref();
    let (json, text) =
        (shown::json(&source, &destination, tag, &report), shown::text(&destination, tag, &report));
    arguments.output.print(console, json, text);
    Ok(Exit::Done)
}

/// Between layouts there is no network, and an option for one is a mistake.
fn refuse_without_registry(
    arguments: &Arguments,
    source: &Image,
    destination: &Image,
) -> Result<(), Failure> {
    let flag = arguments.reach.given().or(arguments.login.given());
    match (source, destination, flag) {
        (Image::Layout(_), Image::Layout(_), Some(flag)) => {
            Err(Failure::usage(format!("{flag} is for images in a registry, and both are in layouts"))
                .next(format!("leave {flag} out")))
        }
        _ => Ok(()),
    }
}

fn not_copied(source: &Image, destination: &Image, error: &CopyError) -> Failure {
    let what = format!("{} was not copied", source.text());
    let CopyError::Store { side, error: cause, .. } = error else {
        let failure = Failure::new(registry::exit_of(error.class()), what).because(error);
        return match error {
            CopyError::GivenUp(TransportError::Deadline) => failure.next(registry::MORE_TIME),
            _ => failure,
        };
    };
    let image = match side {
        Side::Source => source,
        Side::Destination => destination,
    };
    let exit = registry::exit_after(error.class(), answer(cause));
    Failure::new(exit, what).adding(image.text()).because(error).next_if(next(image, *side, cause))
}

/// What a registry answered, or why it did not.
fn answer(error: &StoreError) -> Option<&ReadError> {
    match error {
        StoreError::Read(error) => Some(error),
        StoreError::Push(error) => error.read_error(),
        StoreError::Attach(error) => error.read_error(),
        _ => None,
    }
}

fn next(image: &Image, side: Side, error: &StoreError) -> Option<String> {
    let Image::Registry(image) = image else { return None };
    if error.class() == FailureClass::Absent {
        return Some(registry::next_of_absent(image.host()));
    }
    let login = format!("--{side}-username NAME --{side}-password-stdin");
    registry::next(answer(error)?, image.host(), &login)
}

//! The verdict, also on a layout that cannot be read.

use countersign::{
    ImageName, Refusal, Verifier,
    encoding::json::Value,
    oci::{LayoutError, PlatformChoice},
};

use super::Question;
use crate::{
    ambient,
    console::Console,
    document,
    exit::Exit,
    failure::Failure,
    image::Image,
    layout::{self, Store},
};

/// What a verification came to.
pub enum Found<T> {
    Verdict(Result<T, Refusal>),
    /// The layout cannot be used; the same as a JSON report.
    Unusable(Failure, String),
}

/// Verifies; a layout that tells too little to do so is a usage error.
pub fn verdict<Q: Question>(
    verifier: &Verifier,
    image: &Image,
    platform: PlatformChoice,
    question: &Q,
    console: &mut Console,
) -> Result<Found<Q::Answer>, Failure> {
    let now = ambient::now()?;
    let store = match Store::open(image) {
        Ok(store) => store,
        Err(failure) => {
            return no_layout(image, failure, |name, error| question.unreadable(verifier, name, now, error));
        }
    };
    let opened = store.layout().and_then(|layout| {
        let name = layout::image_name(&layout, image)?;
        Ok((layout, name))
    });
    let found = match opened {
        Ok((layout, name)) => {
            layout::drive(&layout, question.begin(verifier, name.platform(platform), now)).map(Found::Verdict)
        }
        Err(error) => unusable(image, &error, |name| question.unreadable(verifier, name, now, &error)),
    };
    store.warn(console);
    found
}

/// An archive that is none, or too much of one. The reason in the report is the archive's own: the library, which has seen
/// none of it, only says of which kind it is.
fn no_layout<T>(
    image: &Image,
    failure: Failure,
    refuse: impl FnOnce(&ImageName, &LayoutError) -> Refusal,
) -> Result<Found<T>, Failure> {
    let kind = match failure.exit() {
        Exit::Malformed => LayoutError::MarkerNotAnObject,
        Exit::Refused => LayoutError::IndexFull { limit: 0 },
        _ => return Err(failure),
    };
    let report = refuse(&shown_name(image), &kind).report().to_json();
    let report = match document::parse(report.as_bytes()) {
        Ok(Value::Object(root)) => Value::from(root.with("reason", failure.what())).to_json(),
        _ => report,
    };
    Ok(Found::Unusable(failure, report))
}

/// A name for a report on a layout that could not be read; which image it names is in the text only.
fn shown_name(image: &Image) -> ImageName {
    ImageName::tag("latest").shown_as(image.text())
}

fn unusable<T>(
    image: &Image,
    error: &LayoutError,
    refuse: impl FnOnce(&ImageName) -> Refusal,
) -> Result<Found<T>, Failure> {
    let failure = layout::unusable(image, error);
    match failure.exit() {
        Exit::Usage => Err(failure),
        _ => {
            let report = refuse(&shown_name(image)).report().to_json();
            Ok(Found::Unusable(failure, report))
        }
    }
}

//! The verdict, also on a layout that cannot be read.

use countersign::{
    ImageName, Verdict, Verifier,
    encoding::json::{self, Value},
    oci::{Fetched, LayoutError, ListingError, PlatformChoice},
};

use super::report;
use crate::{
    ambient,
    exit::Exit,
    failure::{Failure, chain},
    image::Image,
    layout::{self, Store},
};

/// What a verification came to.
pub enum Found {
    Verdict(Verdict),
    /// The layout cannot be used; the same as a JSON report.
    Unusable(Failure, String),
}

/// Verifies; a layout that tells too little to do so is a usage error.
pub fn verdict(
    verifier: &Verifier,
    store: &Store,
    image: &Image,
    platform: PlatformChoice,
) -> Result<Found, Failure> {
    let now = ambient::now()?;
    let opened = store.layout().and_then(|layout| {
        let name = layout::image_name(&layout, image)?;
        Ok((layout, name))
    });
    match opened {
        Ok((layout, name)) => {
            let verification = verifier.verify(name.platform(platform), now);
            Ok(Found::Verdict(layout::drive(verification, |read| layout::fetch(&layout, read))?))
        }
        Err(error) => {
            let failure = layout::unusable(image, &error);
            match failure.exit() {
                Exit::Usage => Err(failure),
                _ => {
                    let json = report_unusable(verifier, image, &error)?;
                    Ok(Found::Unusable(failure, json))
                }
            }
        }
    }
}

/// The report on a layout that cannot be read: the verdict of a verification whose first read fails for that reason.
fn report_unusable(verifier: &Verifier, image: &Image, error: &LayoutError) -> Result<String, Failure> {
    let fetched = || match error {
        LayoutError::FileTooLarge { limit, actual, .. } => {
            Fetched::Oversize { limit: *limit, actual: Some(*actual) }
        }
        LayoutError::Index(error) => Fetched::Malformed(ListingError::Index(error.clone())),
        _ => Fetched::Malformed(ListingError::NotAnIndex),
    };
    let name = ImageName::tag("latest").shown_as(image.text());
    let verdict = layout::drive(verifier.verify(name, ambient::now()?), |_| fetched())?;
    let text = report(&verdict).to_json();
    let parsed = json::parse(text.as_bytes(), &json::Limits::default());
    Ok(match parsed {
        Ok(Value::Object(report)) => Value::from(report.with("reason", chain(error))).to_json(),
        _ => text,
    })
}

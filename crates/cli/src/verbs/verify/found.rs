//! The verdict, also on a layout that cannot be read.

use countersign::{
    ImageName, Verdict, Verifier,
    oci::{LayoutError, PlatformChoice},
};

use crate::{
    ambient,
    exit::Exit,
    failure::Failure,
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
            Ok(Found::Verdict(layout::drive(&layout, verification)?))
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

/// The report on a layout that cannot be read.
fn report_unusable(verifier: &Verifier, image: &Image, error: &LayoutError) -> Result<String, Failure> {
    let name = ImageName::tag("latest").shown_as(image.text());
    Ok(verifier.unreadable(&name, ambient::now()?, error).report().to_json())
}

//! The verdict, also on a layout that cannot be read.

use countersign::{
    ImageName, Refusal, Verifier,
    encoding::json::Value,
    oci::{LayoutError, PlatformChoice},
    time::UnixTime,
};

use super::Question;
use crate::{
    console::Console,
    document,
    evidence::Services,
    exit::Exit,
    failure::Failure,
    image::{Image, LayoutImage},
    layout::{self, LayoutStore},
    registry::{NetworkOptions, NetworkReport, RegistryStore},
};

/// What a verification came to.
pub enum Found<T> {
    /// The verdict, and what there is to say of the network where the image is in a registry.
    Verdict(Result<T, Refusal>, Option<NetworkReport>),
    /// The layout cannot be used; the same as a JSON report.
    Unusable(Failure, String),
}

/// Verifies; a layout that tells too little to do so is a usage error.
pub fn verdict<Q: Question>(
    asked: &Asked<'_, Q>,
    image: &Image,
    network: &NetworkOptions,
    console: &mut Console,
) -> Result<Found<Q::Answer>, Failure> {
    match image {
        Image::Layout(image) => {
            network.refuse_for(image)?;
            asked.of_layout(image, console)
        }
        Image::Registry(image) => {
            let store = RegistryStore::open(image, network)?;
            let verdict = store.run_with(|named| asked.begin(named.name()), asked.services);
            Ok(Found::Verdict(verdict?, Some(store.report())))
        }
    }
}

/// What is asked, of whom, and at which time.
pub struct Asked<'a, Q> {
    pub verifier: &'a Verifier,
    pub platform: PlatformChoice,
    pub question: &'a Q,
    pub now: UnixTime,
    /// Who is asked for what is not where the image is.
    pub services: &'a Services,
}

impl<Q: Question> Asked<'_, Q> {
    fn begin(&self, name: ImageName) -> Q::Session {
        self.question.begin(self.verifier, name.platform(self.platform.clone()), self.now)
    }

    fn refuse(&self, image: &LayoutImage, error: &LayoutError) -> Refusal {
        // A name for a report on a layout that could not be read; which image it names is in the text only.
        let name = ImageName::tag("latest").shown_as(image.text());
        self.question.unreadable(self.verifier, &name, self.now, error)
    }

    fn of_layout(&self, image: &LayoutImage, console: &mut Console) -> Result<Found<Q::Answer>, Failure> {
        let store = match LayoutStore::open(image) {
            Ok(store) => store,
            Err(failure) => return self.no_layout(image, failure),
        };
        let verdict = store.run_with(|named| self.begin(named.name()), self.services);
        store.warn(console);
        match verdict {
            Ok(verdict) => Ok(Found::Verdict(verdict?, None)),
            Err(error) => self.unusable(image, &error),
        }
    }

    /// An archive that is none, or too much of one. The reason in the report is the archive's own: the library, which has
    /// seen none of it, only says of which kind it is.
    fn no_layout(&self, image: &LayoutImage, failure: Failure) -> Result<Found<Q::Answer>, Failure> {
        let kind = match failure.exit() {
            Exit::Malformed => LayoutError::MarkerNotAnObject,
            Exit::Refused => LayoutError::IndexFull { limit: 0 },
            _ => return Err(failure),
        };
        let report = self.refuse(image, &kind).report().to_json();
        let report = match document::parse(report.as_bytes()) {
            Ok(Value::Object(root)) => Value::from(root.with("reason", failure.what())).to_json(),
            _ => report,
        };
        Ok(Found::Unusable(failure, report))
    }

    fn unusable(&self, image: &LayoutImage, error: &LayoutError) -> Result<Found<Q::Answer>, Failure> {
        let failure = layout::unusable(image, error);
        match failure.exit() {
            Exit::Usage => Err(failure),
            _ => {
                let report = self.refuse(image, error).report().to_json();
                Ok(Found::Unusable(failure, report))
            }
        }
    }
}

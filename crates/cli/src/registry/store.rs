//! The repository of an image, opened.

use countersign::{
    need::{Answer, Need},
    oci::{Reference, Session, SignatureArtifact},
};
use countersign_registry::{
    AttachError, DriveError, DriveOptions, Place, Registry, Repository, drive_blocking, drive_blocking_with,
};
use countersign_transport::{Cancellation, Deadline, Note, Until, block_on};

use super::{
    Attached, NetworkOptions, NetworkReport, Trouble, client,
    explain::{self, LOGIN},
    login,
};
use crate::{
    console::Console, evidence::Services, exit::Exit, failure::Failure, image::RegistryImage, store::Named,
};

/// Where Cosign and this program look for signatures instead of beside the image.
const ELSEWHERE: &str = "COSIGN_REPOSITORY";

/// The repository of an image, and that of what is attached to it.
#[derive(Debug)]
pub struct RegistryStore {
    image: RegistryImage,
    registry: Registry,
    place: Place,
}

impl RegistryStore {
    pub fn open(image: &RegistryImage, network: &NetworkOptions) -> Result<Self, Failure> {
        Self::open_at(image, network, |repository| repository)
    }

    /// For a verb that writes: what a mirror has says nothing of what is there.
    pub fn open_to_write(image: &RegistryImage, network: &NetworkOptions) -> Result<Self, Failure> {
        Self::open_at(image, network, Repository::at_origin)
    }

    fn open_at(
        image: &RegistryImage,
        network: &NetworkOptions,
        read_at: impl Fn(Repository) -> Repository,
    ) -> Result<Self, Failure> {
        let elsewhere = elsewhere()?;
        let other = elsewhere.as_ref().and_then(Reference::domain);
        let logins = login::logins(network.login(), image.host(), other)?;
        let hosts: Vec<_> = [image.host()].into_iter().chain(other).collect();
        let registry = client::connect(&network.reach, &hosts, logins)?;
        let until = Until::new(Deadline::after(network.reach.time()?), Cancellation::new());
        let opened = |reference| Ok(read_at(repository(&registry, reference)?.until(until.clone())));
        let place = Place::new(opened(image.reference())?);
        let place = match elsewhere {
            Some(elsewhere) => place.with_attachments_in(opened(&elsewhere)?),
            None => place,
        };
        Ok(Self { image: image.clone(), registry, place })
    }

    pub fn image(&self) -> &RegistryImage {
        &self.image
    }

    /// Runs a session about the image to its end.
    pub fn run<S: Session>(&self, begin: impl FnOnce(Named) -> S) -> Result<S::Output, Failure> {
        self.ended(drive_blocking(&self.place, begin(named(&self.image)), &DriveOptions::new()))
    }

    fn ended<T>(&self, output: Result<T, DriveError>) -> Result<T, Failure> {
        if let Some(failure) = self.misconfigured() {
            return Err(failure);
        }
        output.map_err(|error| {
            Failure::new(Exit::Defect, "the registry could not be read to the end").because(&error)
        })
    }

    /// The same for a session that may want what no registry holds.
    pub fn run_with<S: Session<Need = Need, Answer = Answer>>(
        &self,
        begin: impl FnOnce(Named) -> S,
        services: &Services,
    ) -> Result<S::Output, Failure> {
        let options = DriveOptions::new();
        self.ended(drive_blocking_with(&self.place, begin(named(&self.image)), &options, services))
    }

    /// A configuration that is wrong is a mistake, whatever could be found out in spite of it.
    fn misconfigured(&self) -> Option<Failure> {
        let troubles = self.registry.troubles();
        let trouble = troubles.iter().find(|trouble| explain::is_of_configuration(trouble.error()))?;
        let failure = Failure::usage(self.image.text()).adding(&explain::reason(trouble.error()));
        Some(failure.next_if(explain::next(trouble.error(), self.image.host(), LOGIN)))
    }

    /// Pushes an artifact and sees to it that it is found.
    pub fn attach(&self, artifact: &SignatureArtifact) -> Result<Attached, Failure> {
        let repository = self.place.attachments();
        let attached = block_on(repository.attach(artifact)).map_err(|error| self.not_written(&error))?;
        Ok(Attached::new(repository.name(), &attached))
    }

    fn not_written(&self, error: &AttachError) -> Failure {
        let name = self.place.attachments().name();
        let host = name.split('/').next().unwrap_or_default();
        let exit = explain::exit_after(error.class(), error.read_error());
        let next = error.read_error().and_then(|error| explain::next(error, host, LOGIN));
        Failure::new(exit, format!("{name} was not written to")).because(error).next_if(next)
    }

    /// Passes on what could not be checked.
    pub fn warn(&self, console: &mut Console) {
        self.report().unchecked_line().iter().for_each(|line| console.warn(line));
    }

    /// Adds to a failure what the network had to do with it.
    pub fn explained(&self, failure: Failure) -> Failure {
        match failure.exit() {
            Exit::Absent => failure.next(explain::next_of_absent(self.image.host())),
            _ => self.report().explain(failure),
        }
    }

    /// What there is to say of the network.
    pub fn report(&self) -> NetworkReport {
        let trouble = |trouble: &countersign_registry::Trouble| Trouble {
            url: trouble.url().to_owned(),
            reason: explain::reason(trouble.error()),
            next: explain::next(trouble.error(), self.image.host(), LOGIN),
        };
        NetworkReport {
            requests: self.registry.requests(),
            unchecked: unchecked(&self.registry),
            troubles: self.registry.troubles().iter().map(trouble).collect(),
        }
    }
}

/// The hosts of which nobody knows which addresses they were.
fn unchecked(registry: &Registry) -> Vec<String> {
    let host = |note: &Note| match note {
        Note::DestinationUnchecked { host } => Some(host.clone()),
        _ => None,
    };
    registry.notes().iter().filter_map(host).collect()
}

/// What people are told of what a client could not check.
pub fn unchecked_line(registry: &Registry) -> Option<String> {
    NetworkReport { unchecked: unchecked(registry), ..NetworkReport::default() }.unchecked_line()
}

/// What people are told by a verb that looks beside the image only.
pub fn not_elsewhere_line() -> Option<String> {
    let elsewhere = client::variable(ELSEWHERE).filter(|text| !text.is_empty())?;
    Some(format!(
        "{ELSEWHERE} is set, and what is attached in {elsewhere} is not copied: copy that by its name"
    ))
}

/// The repository of a reference.
pub fn repository(registry: &Registry, reference: &Reference) -> Result<Repository, Failure> {
    registry.repository(reference).map_err(|error| {
        Failure::usage(format!("{reference} is in no registry that can be asked")).because(&error)
    })
}

fn named(image: &RegistryImage) -> Named {
    Named { at: image.manifest_at(), media_type: None, shown: image.text().to_owned(), is_local: false }
}

/// The repository that the environment names for signatures.
fn elsewhere() -> Result<Option<Reference>, Failure> {
    let Some(text) = client::variable(ELSEWHERE).filter(|text| !text.is_empty()) else { return Ok(None) };
    let image = RegistryImage::parse(&text);
    let reference = image.map(|image| image.reference().clone());
    match reference.filter(|reference| reference.tag().is_none() && reference.digest().is_none()) {
        Some(reference) => Ok(Some(reference)),
        None => Err(Failure::usage(format!("{ELSEWHERE}={text} is no repository"))
            .next(format!("write {ELSEWHERE}=registry.example/signatures, without a tag, or unset it"))),
    }
}

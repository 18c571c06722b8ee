//! Where an image is, opened: a layout in a folder or an archive, or a repository of a registry.

use countersign::{
    ImageName,
    need::{Answer, Need},
    oci::{FileWrite, LayoutError, ManifestAt, ResolveError, Session, SignatureArtifact},
};
use countersign_registry::FolderLock;

use crate::{
    console::Console,
    evidence::Services,
    exit::Exit,
    failure::Failure,
    image::Image,
    layout::{self, LayoutStore},
    registry::{Attached, NetworkOptions, RegistryStore},
};

/// The place of an image.
pub enum Store {
    Layout(Box<LayoutStore>),
    Registry(Box<RegistryStore>),
}

/// What an image is called in its place.
pub struct Named {
    pub at: ManifestAt,
    /// The type that an entry of a layout has for it.
    pub media_type: Option<String>,
    /// As the caller calls it.
    pub shown: String,
    /// Whether the manifest is to be read although its digest is known: it may be damaged.
    pub is_local: bool,
}

impl Named {
    /// The library's name for it.
    pub fn name(&self) -> ImageName {
        let name = match &self.at {
            ManifestAt::Tag(tag) => ImageName::tag(tag),
            ManifestAt::Digest(digest) => ImageName::digest(*digest),
        };
        let name = match &self.media_type {
            Some(media_type) => name.media_type(media_type),
            None => name,
        };
        let name = if self.is_local { name.manifest_first() } else { name };
        name.shown_as(&self.shown)
    }
}

/// What becomes of an artifact when it is put beside an image.
pub enum Placed {
    /// These files of the layout are written.
    Files(Vec<FileWrite>),
    /// It is pushed.
    Pushed(Attached),
    /// It would be pushed.
    WouldPush,
}

impl Store {
    /// For reading, and for writing where the place can be written to.
    pub fn open(image: &Image, network: &NetworkOptions) -> Result<Self, Failure> {
        match image {
            Image::Layout(image) => {
                network.refuse_for(image)?;
                LayoutStore::open(image).map(|store| Self::Layout(store.into()))
            }
            Image::Registry(image) => {
                RegistryStore::open(image, network).map(|store| Self::Registry(store.into()))
            }
        }
    }

    /// The same, for a verb that writes.
    pub fn open_to_write(image: &Image, network: &NetworkOptions) -> Result<Self, Failure> {
        match image {
            Image::Layout(layout) => {
                layout::refuse_archive(layout)?;
                Self::open(image, network)
            }
            Image::Registry(image) => {
                RegistryStore::open_to_write(image, network).map(|store| Self::Registry(store.into()))
            }
        }
    }

    /// Passes on what was odd about what was read.
    pub fn warn(&self, console: &mut Console) {
        match self {
            Self::Layout(store) => store.warn(console),
            Self::Registry(store) => store.warn(console),
        }
    }

    /// Keeps other signers out of a layout, until it is dropped: two at once would lose one of two signatures. In a
    /// registry nobody can be kept out, and what is written there is written so that nothing is lost.
    pub fn lock(&self) -> Result<Option<FolderLock>, Failure> {
        match self {
            Self::Layout(store) => store.lock(),
            Self::Registry(_) => Ok(None),
        }
    }

    /// Runs a session about the image to its end.
    pub fn run<S: Session>(&self, begin: impl FnOnce(Named) -> S) -> Result<S::Output, Failure> {
        match self {
            Self::Layout(store) => {
                store.run(begin).map_err(|error: LayoutError| layout::unusable(store.image(), &error))?
            }
            Self::Registry(store) => store.run(begin),
        }
    }

    /// The same for a session that may want what is not where the image is.
    pub fn run_with<S: Session<Need = Need, Answer = Answer>>(
        &self,
        begin: impl FnOnce(Named) -> S,
        services: &Services,
    ) -> Result<S::Output, Failure> {
        match self {
            Self::Layout(store) => store
                .run_with(begin, services)
                .map_err(|error: LayoutError| layout::unusable(store.image(), &error))?,
            Self::Registry(store) => store.run_with(begin, services),
        }
    }

    /// Puts an artifact beside the image, or says what would be.
    pub fn place(&self, artifact: &SignatureArtifact, dry: bool) -> Result<Placed, Failure> {
        match self {
            Self::Layout(store) => {
                let writes = store.attach(artifact)?;
                if !dry {
                    store.write(&writes)?;
                }
                Ok(Placed::Files(writes))
            }
            Self::Registry(_) if dry => Ok(Placed::WouldPush),
            Self::Registry(store) => store.attach(artifact).map(Placed::Pushed),
        }
    }

    /// Adds to a failure what is known of the cause, and what to try next.
    pub fn explained(&self, failure: Failure) -> Failure {
        match self {
            Self::Layout(_) => failure,
            Self::Registry(store) => store.explained(failure),
        }
    }

    /// A name that stands for nothing that could be used.
    pub fn unresolved(&self, error: &ResolveError) -> Failure {
        let text = match self {
            Self::Layout(store) => store.image().text(),
            Self::Registry(store) => store.image().text(),
        };
        let failure = Failure::new(exit_of(error), text).because(error);
        match (self, error) {
            (Self::Registry(store), _) => store.explained(failure),
            (Self::Layout(store), ResolveError::Absent { .. }) => {
                failure.next(format!("countersign list {}", store.image().store()))
            }
            (Self::Layout(_), _) if failure.exit() == Exit::Malformed => {
                failure.next("copy the image again from where it came")
            }
            _ => failure,
        }
    }
}

/// How the program ends on a name that stands for nothing that could be used.
pub fn exit_of(error: &ResolveError) -> Exit {
    match error {
        ResolveError::Absent { .. } | ResolveError::PlatformNotFound { .. } => Exit::Absent,
        ResolveError::Unreachable(_) | ResolveError::Rejected { .. } => Exit::Unreachable,
        ResolveError::TooLarge { .. }
        | ResolveError::TooDeep { .. }
        | ResolveError::TooManyEntries { .. } => Exit::Refused,
        ResolveError::UnexpectedAnswer => Exit::Defect,
        _ => Exit::Malformed,
    }
}

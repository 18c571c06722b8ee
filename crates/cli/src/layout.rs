//! Layouts in folders and archives: opened, read for a session, written to.

use std::sync::Arc;

use countersign::{
    digest::Sha2,
    need::{Answer, Need},
    oci::{
        ArchiveFiles, DriveError, FileRead, FileWrite, Layout, LayoutError, LayoutFiles, ManifestAt, Session,
        SignatureArtifact,
    },
};
use countersign_registry::FolderLock;

use crate::{
    archive,
    console::Console,
    evidence::Services,
    exit::Exit,
    failure::Failure,
    files::Folder,
    image::{Kind, LayoutImage, Which},
    store::Named,
};

/// The layout of an image: a folder, or an archive that was read.
#[derive(Debug)]
pub struct LayoutStore {
    image: LayoutImage,
    files: Files,
}

/// The files of a layout, wherever they are.
#[derive(Debug)]
pub enum Files {
    Folder(Folder),
    Archive(ArchiveFiles),
}

impl LayoutFiles for Files {
    fn read(&self, path: &str, limit: u64) -> FileRead {
        match self {
            Self::Folder(folder) => folder.read(path, limit),
            Self::Archive(archive) => archive.read(path, limit),
        }
    }
}

impl LayoutStore {
    /// For reading.
    pub fn open(image: &LayoutImage) -> Result<Self, Failure> {
        let files = match image.kind() {
            Kind::Folder => Files::Folder(open_folder(image)?),
            Kind::Archive => Files::Archive(archive::read(image)?),
        };
        Ok(Self { image: image.clone(), files })
    }

    pub fn image(&self) -> &LayoutImage {
        &self.image
    }

    /// Runs a session about the image to its end.
    pub fn run<S: Session>(
        &self,
        begin: impl FnOnce(Named) -> S,
    ) -> Result<Result<S::Output, Failure>, LayoutError> {
        let layout = self.layout()?;
        let named = named(&layout, &self.image)?;
        Ok(layout.drive(begin(named)).map_err(|error| not_to_the_end(&error)))
    }

    /// The same for a session that may want what no layout holds.
    pub fn run_with<S: Session<Need = Need, Answer = Answer>>(
        &self,
        begin: impl FnOnce(Named) -> S,
        services: &Services,
    ) -> Result<Result<S::Output, Failure>, LayoutError> {
        let layout = self.layout()?;
        let named = named(&layout, &self.image)?;
        let output = layout.drive_with(begin(named), |need| services.answer(need));
        Ok(output.map_err(|error| not_to_the_end(&error)))
    }

    /// Where the manifest of the image is.
    pub fn resolve(&self) -> Result<ManifestAt, Failure> {
        let named = self.layout().and_then(|layout| named(&layout, &self.image));
        named.map(|named| named.at).map_err(|error| unusable(&self.image, &error))
    }

    /// The layout as it is now.
    fn layout(&self) -> Result<Layout<&Files>, LayoutError> {
        Layout::open(&self.files, Arc::new(Sha2))
    }

    /// Passes on what was odd about the files that were read.
    pub fn warn(&self, console: &mut Console) {
        if let Files::Folder(folder) = &self.files {
            folder.oddities().iter().for_each(|oddity| console.warn(oddity));
        }
    }

    /// Keeps other signers out, until it is dropped.
    pub fn lock(&self) -> Result<Option<FolderLock>, Failure> {
        match &self.files {
            Files::Folder(folder) => folder.lock().map(Some),
            Files::Archive(_) => Ok(None),
        }
    }

    /// What is to be written for an artifact into the layout as it is now.
    pub fn attach(&self, artifact: &SignatureArtifact) -> Result<Vec<FileWrite>, Failure> {
        let attached = self.layout().and_then(|layout| layout.attach(artifact));
        attached.map_err(|error| unusable(&self.image, &error))
    }

    /// Writes into the folder.
    pub fn write(&self, writes: &[FileWrite]) -> Result<(), Failure> {
        match &self.files {
            Files::Folder(folder) => folder.write(writes),
            Files::Archive(_) => refuse_archive(&self.image),
        }
    }
}

/// An archive is read only: what is added to it would have to be written through it.
pub fn refuse_archive(image: &LayoutImage) -> Result<(), Failure> {
    match image.kind() {
        Kind::Folder => Ok(()),
        Kind::Archive => Err(Failure::usage(format!(
            "{} is an archive, and nothing is written into one",
            image.text()
        ))
        .next(
            "unpack it: mkdir image && tar -xf FILE -C image, write into oci:image, and pack it again: \
                 tar -cf FILE -C image .",
        )),
    }
}

fn not_to_the_end(error: &DriveError) -> Failure {
    Failure::new(Exit::Defect, "the layout could not be read to the end").because(error)
}

fn open_folder(image: &LayoutImage) -> Result<Folder, Failure> {
    Folder::open(image.path()).map_err(|error| {
        Failure::usage(format!("the layout {} cannot be read", image.path().display()))
            .because(&error)
            .next("give the folder that holds oci-layout, index.json and blobs")
    })
}

/// What the image is called in this layout.
fn named(layout: &Layout<&Files>, image: &LayoutImage) -> Result<Named, LayoutError> {
    let entry = match image.which() {
        // The digest of the entry, by whatever algorithm; a name that is not there is for the verdict to tell.
        Which::Tag(tag) => layout.resolve_name(Some(tag)).map_err(|_| ManifestAt::Tag(tag.clone())),
        Which::Digest(digest) => Err(ManifestAt::Digest(*digest)),
        Which::Only => Ok(layout.resolve_name(None)?),
    };
    let (at, media_type) = match entry {
        Ok(entry) => (ManifestAt::Digest(entry.digest()), Some(entry.media_type().to_owned())),
        Err(at) => (at, None),
    };
    Ok(Named { at, media_type, shown: image.text().to_owned(), is_local: true })
}

/// A layout that cannot be used.
pub fn unusable(image: &LayoutImage, error: &LayoutError) -> Failure {
    let failure = Failure::new(exit_of(error), format!("{} cannot be used", image.text())).because(error);
    match error {
        LayoutError::SeveralImages { names, digests } if names.is_empty() => {
            let pinned: Vec<_> = digests.iter().take(8).map(|digest| image.pinned(*digest)).collect();
            failure.next(format!("name one of {}", pinned.join(", ")))
        }
        LayoutError::SeveralImages { names, .. } | LayoutError::NameNotFound { available: names, .. } => {
            let store = image.store();
            let names: Vec<_> = names.iter().take(20).map(|name| format!("{store}:{name}")).collect();
            failure.next(format!("name one of {}", names.join(", ")))
        }
        LayoutError::FileMissing { .. } => {
            failure.next("give the folder that holds oci-layout, index.json and blobs")
        }
        LayoutError::FileUnreadable { .. } => failure.next("get permission to read the files of the layout"),
        LayoutError::NoImage => {
            failure.next("put an image into it: countersign copy HOST/REPOSITORY:TAG oci:PATH:TAG")
        }
        _ => failure.next("copy the image again from where it came"),
    }
}

fn exit_of(error: &LayoutError) -> Exit {
    match error {
        LayoutError::FileMissing { .. }
        | LayoutError::FileUnreadable { .. }
        | LayoutError::NoImage
        | LayoutError::SeveralImages { .. } => Exit::Usage,
        LayoutError::FileTooLarge { .. } | LayoutError::IndexFull { .. } => Exit::Refused,
        LayoutError::NameNotFound { .. } => Exit::Absent,
        _ => Exit::Malformed,
    }
}

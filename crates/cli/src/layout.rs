//! Layouts in folders and archives: opened, read for a session, written to.

use std::sync::Arc;

use countersign::{
    ImageName,
    digest::Sha2,
    oci::{ArchiveFiles, FileRead, Layout, LayoutError, LayoutFiles, ResolveError, Session},
};

use crate::{
    archive,
    console::Console,
    exit::Exit,
    failure::Failure,
    files::Folder,
    image::{Image, Kind, Which},
};

/// The layout of an image: a folder, or an archive that was read.
#[derive(Debug)]
pub struct Store {
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

impl Store {
    /// For reading.
    pub fn open(image: &Image) -> Result<Self, Failure> {
        let files = match image.kind() {
            Kind::Folder => Files::Folder(open_folder(image)?),
            Kind::Archive => Files::Archive(archive::read(image)?),
        };
        Ok(Self { files })
    }

    /// The layout as it is now.
    pub fn layout(&self) -> Result<Layout<&Files>, LayoutError> {
        Layout::open(&self.files, Arc::new(Sha2))
    }

    /// Passes on what was odd about the files that were read.
    pub fn warn(&self, console: &mut Console) {
        if let Files::Folder(folder) = &self.files {
            folder.oddities().iter().for_each(|oddity| console.warn(oddity));
        }
    }

    /// The folder, to write into.
    pub fn folder(&self) -> Option<&Folder> {
        match &self.files {
            Files::Folder(folder) => Some(folder),
            Files::Archive(_) => None,
        }
    }
}

/// An archive is read only: what is added to it would have to be written through it.
pub fn refuse_archive(image: &Image) -> Result<(), Failure> {
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

fn open_folder(image: &Image) -> Result<Folder, Failure> {
    Folder::open(image.path()).map_err(|error| {
        Failure::usage(format!("the layout {} cannot be read", image.path().display()))
            .because(&error)
            .next("give the folder that holds oci-layout, index.json and blobs")
    })
}

/// The library's name for an image of this layout.
pub fn image_name(layout: &Layout<&Files>, image: &Image) -> Result<ImageName, LayoutError> {
    let name = match image.which() {
        // The digest of the entry, by whatever algorithm; a name that is not there is for the verdict to tell.
        Which::Tag(tag) => match layout.resolve_name(Some(tag)) {
            Ok(entry) => ImageName::digest(entry.digest()).media_type(entry.media_type()),
            Err(_) => ImageName::tag(tag),
        },
        Which::Digest(digest) => ImageName::digest(*digest),
        Which::Only => {
            let only = layout.resolve_name(None)?;
            ImageName::digest(only.digest()).media_type(only.media_type())
        }
    };
    Ok(name.shown_as(image.text()))
}

/// Runs a session to its end over the files of a layout.
pub fn drive<S: Session>(layout: &Layout<&Files>, session: S) -> Result<S::Output, Failure> {
    layout.drive(session).map_err(|error| {
        Failure::new(Exit::Defect, "the layout could not be read to the end").because(&error)
    })
}

/// A layout that cannot be used.
pub fn unusable(image: &Image, error: &LayoutError) -> Failure {
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
        LayoutError::NoImage => failure.next("put an image into it: skopeo copy docker://IMAGE oci:PATH:TAG"),
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

/// A name that stands for nothing that could be used.
pub fn unresolved(image: &Image, error: &ResolveError) -> Failure {
    let failure = |exit| Failure::new(exit, image.text()).because(error);
    match error {
        ResolveError::Absent { .. } => {
            failure(Exit::Absent).next(format!("countersign list {}", image.store()))
        }
        ResolveError::PlatformNotFound { .. } => failure(Exit::Absent),
        ResolveError::Unreachable(_) | ResolveError::Rejected { .. } => failure(Exit::Unreachable),
        ResolveError::TooLarge { .. }
        | ResolveError::TooDeep { .. }
        | ResolveError::TooManyEntries { .. } => failure(Exit::Refused),
        ResolveError::UnexpectedAnswer => failure(Exit::Defect),
        _ => failure(Exit::Malformed).next("copy the image again from where it came"),
    }
}

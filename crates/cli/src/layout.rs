//! Layouts in folders: opened, read for a session, written to.

use std::{collections::BTreeSet, io, sync::Arc};

use countersign::{
    ImageName,
    digest::Sha2,
    oci::{
        Fetched, FileWrite, Layout, LayoutError, ListingError, ManifestAt, Read, ReadRequest, ResolveError,
        Session, Step,
    },
};

use crate::{
    console::Console,
    durable::{self, FolderLock},
    exit::Exit,
    failure::Failure,
    files::Folder,
    image::{Image, Which},
};

/// The folder of a layout.
#[derive(Debug)]
pub struct Store {
    folder: Folder,
}

impl Store {
    pub fn open(image: &Image) -> Result<Self, Failure> {
        let folder = Folder::open(image.folder()).map_err(|error| {
            Failure::usage(format!("the layout {} cannot be read", image.folder().display()))
                .because(&error)
                .next("give the folder that holds oci-layout, index.json and blobs")
        })?;
        Ok(Self { folder })
    }

    /// The layout as it is now.
    pub fn layout(&self) -> Result<Layout<&Folder>, LayoutError> {
        Layout::open(&self.folder, Arc::new(Sha2))
    }

    /// Keeps other signers out.
    pub fn lock(&self) -> Result<FolderLock, Failure> {
        let root = self.folder.root();
        let waiting = || eprintln!("waiting for another program that is signing in {}", root.display());
        FolderLock::take(root, waiting).map_err(|error| {
            Failure::usage(format!("the layout {} cannot be locked", root.display())).because(&error)
        })
    }

    /// Writes files in their order: what is named is there before it is named.
    pub fn write(&self, writes: &[FileWrite]) -> Result<(), Failure> {
        writes.iter().try_for_each(|write| {
            self.write_one(write).map_err(|error| {
                let path = self.folder.root().join(write.path());
                Failure::usage(format!("{} cannot be written", path.display()))
                    .because(&error)
                    .next("nothing that was there is changed; make room or get permission, and sign again")
            })
        })
    }

    fn write_one(&self, write: &FileWrite) -> io::Result<()> {
        let path = self.folder.root().join(write.path());
        let (parent, _) = write.path().rsplit_once('/').unwrap_or(("", write.path()));
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        match self.folder.inside(parent)? {
            Some(_) => durable::replace(&path, write.bytes()),
            None => Err(io::Error::other("its folder is a link that leads out of the layout")),
        }
    }

    /// Passes on what was odd about the files that were read.
    pub fn warn(&self, console: &mut Console) {
        self.folder.oddities().iter().for_each(|oddity| console.warn(oddity));
    }
}

/// The library's name for an image of this layout.
pub fn image_name(layout: &Layout<&Folder>, image: &Image) -> Result<ImageName, LayoutError> {
    let name = match image.which() {
        Which::Tag(tag) => ImageName::tag(tag),
        Which::Digest(digest) => ImageName::digest(*digest),
        Which::Only => {
            let only = layout.resolve_name(None)?;
            ImageName::digest(only.digest()).media_type(only.media_type())
        }
    };
    Ok(name.shown_as(image.text()))
}

/// Runs a session to its end over whatever answers its reads.
pub fn drive<S: Session>(mut session: S, fetch: impl Fn(&Read) -> Fetched) -> Result<S::Output, Failure> {
    let mut answered = BTreeSet::new();
    loop {
        let requests = match session.step() {
            Step::Done(output) => return Ok(output),
            Step::Read(requests) => requests,
            Step::Need(_) => return Err(Failure::new(Exit::Defect, "a layout does not hold what is needed")),
        };
        let is_new = |request: &ReadRequest| answered.insert(request.id());
        let Some(request) = requests.into_iter().find(is_new) else {
            return Err(Failure::new(Exit::Defect, "the verification does not go on"));
        };
        session.answer(request.id(), fetch(request.read()));
    }
}

/// Answers from a layout. What is named by its digest and is not there was lost: a layout has no other place for it.
pub fn fetch(layout: &Layout<&Folder>, read: &Read) -> Fetched {
    match (read, layout.fetch(read)) {
        (Read::Manifest { at: ManifestAt::Digest(_), .. }, Fetched::Absent) => {
            Fetched::Malformed(ListingError::BlobMissing)
        }
        (_, fetched) => fetched,
    }
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
            let folder = image.folder().display();
            let names: Vec<_> = names.iter().take(20).map(|name| format!("oci:{folder}:{name}")).collect();
            failure.next(format!("name one of {}", names.join(", ")))
        }
        LayoutError::FileMissing { .. } => {
            failure.next("give the folder that holds oci-layout, index.json and blobs")
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

/// A name that stands for nothing that could be used.
pub fn unresolved(image: &Image, error: &ResolveError) -> Failure {
    let failure = |exit| Failure::new(exit, image.text()).because(error);
    match error {
        ResolveError::Absent { .. } => {
            failure(Exit::Absent).next(format!("countersign list oci:{}", image.folder().display()))
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

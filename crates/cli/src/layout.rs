//! Layouts in folders: opened, read for a session, written to.

use std::{io, sync::Arc};

use countersign::{
    ImageName,
    digest::Sha2,
    encoding::text,
    oci::{FileWrite, Layout, LayoutError, ResolveError, Session},
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
        let shown = text::escape(&root.display().to_string(), 1024);
        let waiting = || eprintln!("waiting for another program that is signing in {shown}");
        let lock = FolderLock::take(root, waiting).map_err(|error| {
            Failure::usage(format!("the layout {} cannot be locked", root.display()))
                .because(&error)
                .next("get permission to read and write the folder, and sign again")
        })?;
        self.sweep();
        Ok(lock)
    }

    /// Removes what signers left that were killed; the lock says that none is at work.
    fn sweep(&self) {
        if cfg!(unix) {
            durable::sweep(self.folder.root());
            for algorithm in ["sha256", "sha384", "sha512"] {
                if let Ok(Some(folder)) = self.folder.inside(&format!("blobs/{algorithm}")) {
                    durable::sweep(&folder);
                }
            }
        }
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
        self.make_inside(parent)?;
        match self.folder.inside(parent)? {
            // Beside the blobs a file that is none would stop tools that walk them.
            Some(_) => durable::replace_through(self.folder.root(), &path, write.bytes()),
            None => Err(io::Error::other("its folder is a link that leads out of the layout")),
        }
    }

    /// Makes the folders of a path, none of them beyond a link that leads out.
    fn make_inside(&self, path: &str) -> io::Result<()> {
        let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        for folder in ends.filter_map(|end| path.get(..end)) {
            match std::fs::create_dir(self.folder.root().join(folder)) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                _ => {}
            }
            if self.folder.inside(folder)?.is_none() {
                return Err(io::Error::other("its folder is a link that leads out of the layout"));
            }
        }
        Ok(())
    }

    /// Passes on what was odd about the files that were read.
    pub fn warn(&self, console: &mut Console) {
        self.folder.oddities().iter().for_each(|oddity| console.warn(oddity));
    }
}

/// The library's name for an image of this layout.
pub fn image_name(layout: &Layout<&Folder>, image: &Image) -> Result<ImageName, LayoutError> {
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
pub fn drive<S: Session>(layout: &Layout<&Folder>, session: S) -> Result<S::Output, Failure> {
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
            let folder = image.folder().display();
            let names: Vec<_> = names.iter().take(20).map(|name| format!("oci:{folder}:{name}")).collect();
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

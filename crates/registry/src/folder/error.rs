use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use countersign_digest::Digest;
use countersign_encoding::text::escape;
use countersign_oci::LayoutError;

/// Why a folder with a layout cannot be used, or not in this way.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FolderError {
    /// A file or a folder could not be read or written.
    #[error("{} cannot be used: {kind}", shown(.path))]
    File {
        /// Which.
        path: PathBuf,
        /// What the operating system says.
        kind: ErrorKind,
    },
    /// A link leads out of the folder.
    #[error("{} is a link that leads out of the layout", shown(.path))]
    Outside {
        /// The link.
        path: PathBuf,
    },
    /// What was found is no layout, or cannot be added to.
    #[error("the layout cannot be used")]
    Layout(#[from] LayoutError),
    /// What was to be written is not what its digest says. Nothing was written.
    #[error("expected {expected}, found {actual}")]
    Digest {
        /// The digest to write under.
        expected: Box<Digest>,
        /// The digest of what came.
        actual: Box<Digest>,
    },
    /// What was to be written is longer or shorter than its descriptor says. Nothing was written.
    #[error("expected {expected} bytes, found {actual}")]
    Size {
        /// The length in the descriptor.
        expected: u64,
        /// How many bytes came, as far as they were read.
        actual: u64,
    },
}

impl FolderError {
    /// For use with `map_err`.
    pub(super) fn at(path: &Path) -> impl FnOnce(std::io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |error| Self::File { path, kind: error.kind() }
    }
}

fn shown(path: &Path) -> String {
    escape(&path.display().to_string(), 1024)
}

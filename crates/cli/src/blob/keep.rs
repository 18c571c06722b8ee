//! Where the signature of a blob is written.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::{
    failure::Failure,
    input::Input,
    output::{self, Written, beside},
};

/// How the name of a file ends that belongs to a blob.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// A Sigstore bundle.
    Bundle,
    /// The bundle of Cosign before version 3.
    LegacyBundle,
    /// An envelope without a bundle.
    Envelope,
}

impl Ending {
    pub const fn text(self) -> &'static str {
        match self {
            Self::Bundle => ".sigstore.json",
            Self::LegacyBundle => ".bundle",
            Self::Envelope => ".dsse.json",
        }
    }
}

/// Where a bundle goes.
#[derive(Clone, Debug, Args)]
pub struct Keeping {
    /// Write it here [default: FILE.sigstore.json; with --format cosign-legacy FILE.bundle, of a
    /// statement FILE.dsse.json]
    #[arg(long, value_name = "FILE", verbatim_doc_comment)]
    bundle: Option<PathBuf>,
    /// Replace what is there with other content
    #[arg(long)]
    again: bool,
}

/// A file that was written.
pub struct Kept {
    pub path: PathBuf,
    pub written: Written,
}

impl Keeping {
    /// Where it goes: the file that was named, one beside the blob, or nowhere for standard input.
    pub fn place(&self, blob: &Input, ending: Ending) -> Option<PathBuf> {
        let named = self.bundle.clone();
        named.or_else(|| Some(beside(blob.path()?, ending.text())))
    }

    /// Whether a place for the bundle was named.
    pub fn is_bundle_named(&self) -> bool {
        self.bundle.is_some()
    }

    /// Refuses to write what would take the place of something that is read: the blob, or other files.
    pub fn refuse_overlap(
        &self,
        blob: &Input,
        ending: Ending,
        more: Option<&Path>,
        read: &[&Path],
    ) -> Result<(), Failure> {
        let place = self.place(blob, ending);
        let outputs: Vec<&Path> = place.as_deref().into_iter().chain(more).collect();
        let inputs: Vec<&Path> = blob.path().into_iter().chain(read.iter().copied()).collect();
        output::refuse_overlap(&outputs, &inputs)
    }

    /// Writes one file.
    pub fn write(&self, path: &Path, bytes: &[u8]) -> Result<Kept, Failure> {
        let written = output::write(path, bytes, self.again)?;
        Ok(Kept { path: path.to_owned(), written })
    }
}

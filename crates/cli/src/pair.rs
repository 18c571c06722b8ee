//! The two files of a key pair.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::{
    durable::{self, Readers},
    failure::Failure,
    output::beside,
};

/// Where a pair goes: `PREFIX.key` and `PREFIX.pub`.
pub struct Pair {
    private: PathBuf,
    public: PathBuf,
}

impl Pair {
    pub fn at(prefix: &Path) -> Result<Self, Failure> {
        let text = prefix.as_os_str().as_encoded_bytes();
        if text.is_empty() || text.ends_with(b"/") || prefix.file_name().is_none() {
            return Err(Failure::usage(format!("--out {} names no file", prefix.display()))
                .next("write --out release for release.key and release.pub"));
        }
        Ok(Self { private: beside(prefix, ".key"), public: beside(prefix, ".pub") })
    }

    /// The file of the private half.
    pub fn private(&self) -> &Path {
        &self.private
    }

    /// The file of the public half.
    pub fn public(&self) -> &Path {
        &self.public
    }

    /// Before any work, and again when writing: a key is never overwritten.
    pub fn refuse_existing(&self) -> Result<(), Failure> {
        match [&self.private, &self.public].into_iter().find(|path| is_there(path)) {
            Some(path) => Err(occupied(path).next("choose another PREFIX, or move the old pair away")),
            None => Ok(()),
        }
    }

    /// Both or none.
    pub fn write(&self, private: &str, public: &str) -> Result<(), Failure> {
        let failed = |path: &Path, error: &io::Error| {
            Failure::usage(format!("{} cannot be written", path.display()))
                .because(error)
                .next("choose a PREFIX in a folder that is there and that you may write to")
        };
        durable::create(&self.private, private.as_bytes(), Readers::Owner)
            .map_err(|error| failed(&self.private, &error))?;
        durable::create(&self.public, public.as_bytes(), Readers::Everybody).map_err(|error| {
            // It was made a moment ago, by this process; without its public half it would only be in the way.
            let _ = fs::remove_file(&self.private);
            failed(&self.public, &error)
        })
    }
}

/// Whether anything has this name, be it a link that leads nowhere.
pub fn is_there(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// A file that a key would overwrite.
pub fn occupied(path: &Path) -> Failure {
    Failure::usage(format!("{} is there already, and keys are never overwritten", path.display()))
}

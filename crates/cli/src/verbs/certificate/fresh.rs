//! Files that are new: what is there is never overwritten.

use std::{io, path::Path};

use crate::{
    durable::{self, Readers},
    failure::Failure,
    output::unwritable,
    pair,
};

/// Before any work, so that nobody is asked for a password in vain.
pub fn refuse_existing(path: &Path) -> Result<(), Failure> {
    if pair::is_there(path) { Err(occupied(path)) } else { Ok(()) }
}

/// Writes a text that anybody may read.
pub fn write(path: &Path, text: &str) -> Result<(), Failure> {
    durable::create(path, text.as_bytes(), Readers::Everybody).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => occupied(path),
        _ => unwritable(path, &error),
    })
}

fn occupied(path: &Path) -> Failure {
    Failure::usage(format!("{} is there already, and is not overwritten", path.display()))
        .next("choose another file, or move the old one away")
}

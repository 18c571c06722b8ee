//! Blobs: signed and verified in pieces, with what is kept beside them.

mod evidence;
mod judge;
mod keep;
mod result;
mod signer;

pub use self::{
    judge::{Judging, judge},
    keep::{Ending, Keeping, Kept},
    result::Result,
    signer::{BlobSigner, not_signed},
};
use crate::{failure::Failure, input::Input};

/// The file that is meant: its name, or `-` for standard input.
pub fn input(text: &str) -> std::result::Result<Input, Failure> {
    if text.is_empty() {
        return Err(Failure::usage("no file is named").next("name a file, or write - for standard input"));
    }
    Ok(Input::parse(text))
}

//! Files of which it is known what they should be.

use super::{decode::Decode, show};
use crate::{console::Console, exit::Exit, failure::Failure, input::Input, options::OutputOption};

/// What a file should be.
pub struct Expected {
    /// What it is called where it cannot be read.
    pub what: &'static str,
    /// What it is not where nothing fits: `no …`.
    pub none: &'static str,
    /// The longest that is read, in bytes.
    pub longest: u64,
    /// What is tried, in this order.
    pub kinds: &'static [Decode],
}

/// Shows a file as the first of the kinds that fits; where none does, why it is not the first.
pub fn show_file(
    file: &str,
    expected: &Expected,
    output: &OutputOption,
    console: &mut Console,
) -> Result<Exit, Failure> {
    let bytes = Input::parse(file).read(expected.what, expected.longest)?;
    let mut first = None;
    for kind in expected.kinds {
        match kind(&bytes) {
            Ok(described) => {
                show(file, described, "", output, console);
                return Ok(Exit::Done);
            }
            Err(why) => first = first.or(Some(why)),
        }
    }
    Err(Failure::new(Exit::Malformed, format!("{file} is {}", expected.none))
        .adding(&first.unwrap_or_default())
        .next(format!("countersign inspect {file} shows what else it may be")))
}

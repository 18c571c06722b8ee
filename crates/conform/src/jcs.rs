//! `jcs.canonicalize`.

use countersign::encoding::{jcs, json};

use crate::answer::Stop;
use crate::case::Input;

pub fn canonicalize(input: Input<'_>) -> Result<String, Stop> {
    Ok(jcs::canonicalize(input.text("json")?.as_bytes(), &json::Limits::default())?)
}

//! `name.match` and `name.in_subtree`.

use countersign::x509::Name;

use crate::answer::Stop;
use crate::case::Input;

pub fn matches(input: Input<'_>) -> Result<(), Stop> {
    compare(input, |one, other| one.matches(other))
}

/// Whether `a` lies within the subtree `b`.
pub fn in_subtree(input: Input<'_>) -> Result<(), Stop> {
    compare(input, |one, other| one.is_within(other))
}

fn compare(input: Input<'_>, holds: impl Fn(&Name<'_>, &Name<'_>) -> bool) -> Result<(), Stop> {
    let (one, other) = (input.bytes("a")?, input.bytes("b")?);
    let (one, other) = (Name::from_der(&one)?, Name::from_der(&other)?);
    if holds(&one, &other) { Ok(()) } else { Err(Stop::Refused("the names differ".into())) }
}

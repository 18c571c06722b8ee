//! What only a program may ask its system for: the time, and randomness.

use std::time::SystemTime;

use countersign::{crypto::RandomError, time::UnixTime};

use crate::{exit::Exit, failure::Failure};

/// The time, to the second.
pub fn now() -> Result<UnixTime, Failure> {
    let now = UnixTime::try_from(SystemTime::now());
    let wrong = |error| Failure::new(Exit::Usage, "the system's clock cannot be right").because(&error);
    Ok(now.map_err(wrong)?.truncated_to_seconds())
}

/// Randomness of the operating system.
pub fn random(out: &mut [u8]) -> Result<(), RandomError> {
    getrandom::fill(out).map_err(|_| RandomError)
}

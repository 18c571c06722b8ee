//! As of when something is judged.

use clap::Args;
use countersign::time::UnixTime;

use crate::{ambient, failure::Failure};

#[derive(Clone, Debug, Args)]
pub struct AtOption {
    /// Judge as of this time (RFC 3339) instead of now; a past one is reported as a weakening
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
}

/// A time that something is judged at.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    time: UnixTime,
    now: UnixTime,
}

impl AtOption {
    /// The time that was named, or now.
    pub fn moment(&self) -> Result<Moment, Failure> {
        let now = ambient::now()?;
        let Some(text) = &self.at else { return Ok(Moment { time: now, now }) };
        let time = parse("--at", text)?;
        Ok(Moment { time, now })
    }
}

impl Moment {
    pub fn time(self) -> UnixTime {
        self.time
    }

    /// Whether another time was named, and has passed.
    pub fn is_past(self) -> bool {
        self.time < self.now
    }

    /// Whether another time was named, and is still to come.
    pub fn is_to_come(self) -> bool {
        self.time > self.now
    }
}

/// A time on the command line.
pub fn parse(flag: &str, text: &str) -> Result<UnixTime, Failure> {
    UnixTime::parse_rfc3339(text).map_err(|error| {
        Failure::usage(format!("{flag} {text} is no time"))
            .because(&error)
            .next(format!("write {flag} 2026-01-31T12:00:00Z"))
    })
}

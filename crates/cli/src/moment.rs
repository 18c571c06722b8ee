//! As of when something is judged.

use std::time::Duration;

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

/// A span of time on the command line: `90s`, `5m`, `12h` or `7d`.
pub fn duration(flag: &str, text: &str) -> Result<Duration, Failure> {
    let units = [('s', 1), ('m', 60), ('h', 3600), ('d', 86_400)];
    let found = units.iter().find_map(|(unit, seconds)| Some((text.strip_suffix(*unit)?, *seconds)));
    let number = found.filter(|(number, _)| number.bytes().all(|byte| byte.is_ascii_digit()));
    let seconds = number.and_then(|(number, seconds)| number.parse::<u64>().ok()?.checked_mul(seconds));
    seconds.filter(|seconds| *seconds > 0).map(Duration::from_secs).ok_or_else(|| {
        Failure::usage(format!("{flag} {text} is no span of time")).next(format!("write {flag} 12h, or 7d"))
    })
}

/// A time on the command line.
pub fn parse(flag: &str, text: &str) -> Result<UnixTime, Failure> {
    UnixTime::parse_rfc3339(text).map_err(|error| {
        Failure::usage(format!("{flag} {text} is no time"))
            .because(&error)
            .next(format!("write {flag} 2026-01-31T12:00:00Z"))
    })
}

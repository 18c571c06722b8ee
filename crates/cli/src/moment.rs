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

/// A span of time on the command line: `90s`, `5m`, `12h`, `7d` or `4w`.
pub fn duration(flag: &str, text: &str) -> Result<Duration, Failure> {
    span(text).ok_or_else(|| {
        Failure::usage(format!("{flag} {text} is no span of time")).next(format!("write {flag} 12h, or 7d"))
    })
}

/// A number that is not zero, and its unit.
pub fn span(text: &str) -> Option<Duration> {
    let units = [('s', 1), ('m', 60), ('h', 3600), ('d', 86_400), ('w', 7 * 86_400)];
    let (number, unit) =
        units.iter().find_map(|(unit, seconds)| Some((text.strip_suffix(*unit)?, *seconds)))?;
    let is_plain = number.bytes().all(|byte| byte.is_ascii_digit());
    let number: u64 = number.parse().ok().filter(|number| is_plain && *number > 0)?;
    number.checked_mul(unit).map(Duration::from_secs)
}

/// A time on the command line.
pub fn parse(flag: &str, text: &str) -> Result<UnixTime, Failure> {
    UnixTime::parse_rfc3339(text).map_err(|error| {
        Failure::usage(format!("{flag} {text} is no time"))
            .because(&error)
            .next(format!("write {flag} 2026-01-31T12:00:00Z"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_a_plain_number_and_a_unit() {
        let day = 86_400;
        for (text, seconds) in
            [("90s", 90), ("5m", 300), ("1h", 3600), ("36h", 36 * 3600), ("30d", 30 * day), ("2w", 14 * day)]
        {
            assert_eq!(span(text), Some(Duration::from_secs(seconds)), "{text}");
        }
        for text in ["", "d", "0d", "30", "-1d", "+1d", "1.5d", "30D", "1y", "99999999999999999999d", "1é"] {
            assert_eq!(span(text), None, "{text}");
        }
    }
}

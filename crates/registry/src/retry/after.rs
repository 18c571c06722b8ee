//! `Retry-After` (RFC 9110 §10.2.3): seconds, or the date from which on to try again.

use std::time::{Duration, SystemTime};

use countersign_time::UnixTime;

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// How long to wait. What cannot be read says nothing; a date that has passed says at once.
pub(super) fn parse(value: &str, now: SystemTime) -> Option<Duration> {
    let value = value.trim_matches([' ', '\t']);
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let (then, now) = (http_date(value)?, UnixTime::try_from(now).ok()?);
    let seconds = then.seconds().saturating_sub(now.seconds());
    Some(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
}

/// IMF-fixdate alone (RFC 9110 §5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`. The two obsolete forms are not read.
fn http_date(value: &str) -> Option<UnixTime> {
    let (_, rest) = value.split_once(", ")?;
    let mut parts = rest.split(' ');
    let (day, month, year, time) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    if parts.next() != Some("GMT") || parts.next().is_some() {
        return None;
    }
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    UnixTime::parse_rfc3339(&format!("{year}-{month:02}-{day}T{time}Z")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_the_example() -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777)
    }

    #[test]
    fn seconds_and_dates_are_read() {
        let parsed = |value| parse(value, at_the_example()).map(|wait| wait.as_secs());
        assert_eq!(parsed("120"), Some(120));
        assert_eq!(parsed(" 0 "), Some(0));
        assert_eq!(parsed("Sun, 06 Nov 1994 08:49:47 GMT"), Some(10));
        assert_eq!(parsed("Sun, 06 Nov 1994 08:49:27 GMT"), Some(0));
        assert_eq!(parsed("99999999999999999999999"), Some(u64::MAX));
    }

    #[test]
    fn what_is_neither_says_nothing() {
        for value in ["", "-1", "1.5", "soon", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37"]
        {
            assert_eq!(parse(value, at_the_example()), None, "{value}");
        }
    }
}

//! How long a list is good.

use std::time::Duration;

use countersign::time::UnixTime;

use crate::failure::Failure;

const HOUR: u64 = 3600;
const DAY: u64 = 24 * HOUR;

/// When a list that is issued then and good for so long ends.
pub fn end(issued_at: UnixTime, valid_for: &str) -> Result<UnixTime, Failure> {
    let unfit = || {
        Failure::usage(format!("--valid-for {valid_for} is no span of time"))
            .next("write --valid-for 30d, or hours as 12h, or weeks as 4w")
    };
    let end = issued_at.checked_add(parse(valid_for).ok_or_else(unfit)?);
    end.ok_or_else(|| Failure::usage(format!("--valid-for {valid_for} ends behind all time")))
}

/// A number that is not zero, and `h`, `d` or `w`.
fn parse(text: &str) -> Option<Duration> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let unit = match unit {
        "h" => HOUR,
        "d" => DAY,
        "w" => 7 * DAY,
        _ => return None,
    };
    let is_plain = number.bytes().all(|byte| byte.is_ascii_digit());
    let number: u64 = number.parse().ok().filter(|number| is_plain && *number > 0)?;
    number.checked_mul(unit).map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_of_hours_days_and_weeks() {
        for (text, hours) in [("1h", 1), ("36h", 36), ("30d", 720), ("2w", 336)] {
            assert_eq!(parse(text), Some(Duration::from_secs(hours * HOUR)), "{text}");
        }
        for text in ["", "d", "0d", "30", "-1d", "+1d", "1.5d", "30D", "1y", "99999999999999999999d", "1é"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}

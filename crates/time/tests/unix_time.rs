//! Points in time, their arithmetic, and windows of time.
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use std::{string::ToString, time::Duration};

use countersign_time::{TimeError, TimeField, UnixTime, Validity, ValidityError};
use proptest::prelude::*;

const FIRST: i64 = -62_167_219_200;
const LAST: i64 = 253_402_300_799;

fn at(seconds: i64, nanoseconds: u32) -> UnixTime {
    UnixTime::new(seconds, nanoseconds).unwrap()
}

#[test]
fn holds_the_years_0_to_9999_and_no_others() {
    assert_eq!(UnixTime::from_seconds(FIRST), Ok(UnixTime::MIN));
    assert_eq!(UnixTime::new(LAST, 999_999_999), Ok(UnixTime::MAX));
    for seconds in [FIRST - 1, LAST + 1, i64::MIN, i64::MAX] {
        assert_eq!(UnixTime::from_seconds(seconds), Err(TimeError::YearOutOfRange));
        assert_eq!(UnixTime::new(seconds, 999_999_999), Err(TimeError::YearOutOfRange));
    }
    for actual in [1_000_000_000, u32::MAX] {
        assert_eq!(UnixTime::new(0, actual), Err(TimeError::Nanoseconds { actual }));
    }
}

#[test]
fn adds_and_subtracts_with_carry() {
    let (half, billionth) = (Duration::from_millis(500), Duration::from_nanos(1));
    assert_eq!(at(0, 500_000_000).checked_add(half), Some(at(1, 0)));
    assert_eq!(at(0, 499_999_999).checked_add(half), Some(at(0, 999_999_999)));
    assert_eq!(at(0, 0).checked_sub(billionth), Some(at(-1, 999_999_999)));
    assert_eq!(at(0, 1).checked_sub(billionth), Some(at(0, 0)));
    assert_eq!(at(5, 7).checked_sub(Duration::ZERO), Some(at(5, 7)));
    assert_eq!(at(5, 7).checked_add(Duration::ZERO), Some(at(5, 7)));
    assert_eq!(at(-1, 999_999_999).checked_add(billionth), Some(at(0, 0)));
}

#[test]
fn arithmetic_ends_at_the_first_and_last_moment() {
    let billionth = Duration::from_nanos(1);
    assert_eq!(UnixTime::MAX.checked_add(billionth), None);
    assert_eq!(UnixTime::MIN.checked_sub(billionth), None);
    for time in [UnixTime::MIN, at(0, 0), UnixTime::MAX] {
        assert_eq!(time.checked_add(Duration::MAX), None);
        assert_eq!(time.checked_sub(Duration::MAX), None);
        assert_eq!(time.checked_add(Duration::from_secs(u64::try_from(i64::MAX).unwrap())), None);
        assert_eq!(time.checked_sub(Duration::from_secs(u64::try_from(i64::MAX).unwrap())), None);
    }
    let all = Duration::new(u64::try_from(LAST - FIRST).unwrap(), 999_999_999);
    assert_eq!(UnixTime::MIN.checked_add(all), Some(UnixTime::MAX));
    assert_eq!(UnixTime::MAX.checked_sub(all), Some(UnixTime::MIN));
}

#[test]
fn truncation_goes_to_the_beginning_of_the_second() {
    assert_eq!(at(5, 999_999_999).truncated_to_seconds(), at(5, 0));
    assert_eq!(at(-1, 1).truncated_to_seconds(), at(-1, 0));
}

#[cfg(feature = "std")]
#[test]
fn a_system_time_converts() {
    let epoch = std::time::SystemTime::UNIX_EPOCH;
    let (ahead, back) = (Duration::new(1_000_000_000, 5), Duration::from_millis(1500));
    assert_eq!(UnixTime::try_from(epoch), Ok(at(0, 0)));
    assert_eq!(UnixTime::try_from(epoch + ahead), Ok(at(1_000_000_000, 5)));
    assert_eq!(UnixTime::try_from(epoch - back), Ok(at(-2, 500_000_000)));
    let far = epoch.checked_add(Duration::from_secs(253_402_300_800)).unwrap();
    assert_eq!(UnixTime::try_from(far), Err(TimeError::YearOutOfRange));
    let before = epoch.checked_sub(Duration::from_secs(62_167_219_201)).unwrap();
    assert_eq!(UnixTime::try_from(before), Err(TimeError::YearOutOfRange));
}

#[test]
fn a_validity_includes_both_ends() {
    let validity = Validity::new(at(10, 0), at(20, 0)).unwrap();
    assert_eq!((validity.not_before(), validity.not_after()), (at(10, 0), at(20, 0)));
    for (time, inside) in [
        (at(9, 999_999_999), false),
        (at(10, 0), true),
        (at(15, 5), true),
        (at(20, 0), true),
        (at(20, 1), false),
        (UnixTime::MIN, false),
        (UnixTime::MAX, false),
    ] {
        assert_eq!(validity.contains(time), inside, "{time}");
    }
    assert_eq!(validity.to_string(), "1970-01-01T00:00:10Z to 1970-01-01T00:00:20Z");
}

#[test]
fn a_validity_may_be_one_moment_and_not_less() {
    let moment = Validity::new(at(10, 5), at(10, 5)).unwrap();
    assert!(moment.contains(at(10, 5)) && !moment.contains(at(10, 4)) && !moment.contains(at(10, 6)));
    assert_eq!(Validity::new(at(10, 5), at(10, 4)), Err(ValidityError::Inverted));
    assert_eq!(Validity::new(UnixTime::MAX, UnixTime::MIN), Err(ValidityError::Inverted));
}

#[test]
fn errors_say_what_and_how_much() {
    let range = |field, value| TimeError::OutOfRange { field, value };
    for (error, text) in [
        (TimeError::YearOutOfRange, "the time is outside the years 0 to 9999"),
        (TimeError::Nanoseconds { actual: 7 }, "7 nanoseconds do not fit into a second"),
        (TimeError::Syntax { offset: 3 }, "the time has an unexpected byte at 3"),
        (TimeError::UnexpectedEnd, "the time ends too early"),
        (TimeError::TrailingBytes { offset: 20 }, "the time ends at byte 20, and more follows"),
        (TimeError::LeapSecond, "leap seconds are not supported"),
        (TimeError::FractionTooLong { limit: 9 }, "the fraction of a second has more than 9 digits"),
        (TimeError::FractionTrailingZero, "the fraction of a second ends in zero"),
        (range(TimeField::Month, 13), "the month cannot be 13"),
        (range(TimeField::Day, 32), "the day cannot be 32"),
        (range(TimeField::Hour, 24), "the hour cannot be 24"),
        (range(TimeField::Minute, 60), "the minute cannot be 60"),
        (range(TimeField::Second, 61), "the second cannot be 61"),
        (range(TimeField::OffsetHour, 24), "the hour of the offset cannot be 24"),
        (range(TimeField::OffsetMinute, 60), "the minute of the offset cannot be 60"),
    ] {
        assert_eq!(error.to_string(), text);
    }
    assert_eq!(ValidityError::Inverted.to_string(), "the validity ends before it begins");
}

#[cfg(feature = "serde")]
#[test]
fn for_serde_a_time_is_its_text() {
    let json = r#""1970-01-01T00:00:01.5Z""#;
    assert_eq!(serde_json::to_string(&at(1, 500_000_000)).unwrap(), json);
    assert_eq!(serde_json::from_str::<UnixTime>(json).unwrap(), at(1, 500_000_000));
    assert_eq!(serde_json::from_reader::<_, UnixTime>(json.as_bytes()).unwrap(), at(1, 500_000_000));
    for bad in
        ["0", "null", r#""""#, r#""1970-01-01""#, r#""1970-01-01 00:00:00Z""#, r#"["1970-01-01T00:00:00Z"]"#]
    {
        assert!(serde_json::from_str::<UnixTime>(bad).is_err(), "{bad}");
    }
}

proptest! {
    #[test]
    fn what_is_added_can_be_subtracted(
        seconds in FIRST..=LAST, nanoseconds in 0..1_000_000_000_u32,
        more in 0..400_000_000_000_u64, fine in 0..1_000_000_000_u32,
    ) {
        let (time, duration) = (at(seconds, nanoseconds), Duration::new(more, fine));
        let total = |time: UnixTime| i128::from(time.seconds()) * 1_000_000_000 + i128::from(time.nanoseconds());
        let step = i128::try_from(duration.as_nanos()).unwrap();
        match time.checked_add(duration) {
            Some(later) => {
                prop_assert_eq!(total(later), total(time) + step);
                prop_assert_eq!(later.checked_sub(duration), Some(time));
            }
            None => prop_assert!(total(time) + step > total(UnixTime::MAX)),
        }
        match time.checked_sub(duration) {
            Some(earlier) => prop_assert_eq!(total(earlier), total(time) - step),
            None => prop_assert!(total(time) - step < total(UnixTime::MIN)),
        }
    }
}

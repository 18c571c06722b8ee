//! Times as text (RFC 3339 §5.6).
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use countersign_time::{TimeError, TimeField, UnixTime};
use proptest::prelude::*;

fn parse(text: &str) -> Result<(i64, u32), TimeError> {
    UnixTime::parse_rfc3339(text).map(|time| (time.seconds(), time.nanoseconds()))
}

#[test]
fn reads_what_the_grammar_allows() {
    for (text, seconds, nanoseconds) in [
        ("1970-01-01T00:00:00Z", 0, 0),
        ("1970-01-01t00:00:00z", 0, 0),
        ("1970-01-01T00:00:00+00:00", 0, 0),
        ("1970-01-01T00:00:00-00:00", 0, 0),
        ("1970-01-01T00:00:01.5Z", 1, 500_000_000),
        ("1970-01-01T00:00:00.000000001Z", 0, 1),
        ("1970-01-01T00:00:00.999999999Z", 0, 999_999_999),
        ("1970-01-01T00:00:00.0Z", 0, 0),
        ("1970-01-01T00:00:00.500000000Z", 0, 500_000_000),
        ("1969-12-31T23:59:59.25Z", -1, 250_000_000),
        ("1985-04-12T23:20:50.52Z", 482_196_050, 520_000_000),
        ("1996-12-19T16:39:57-08:00", 851_042_397, 0),
        ("1937-01-01T12:00:27.87+00:20", -1_041_337_173, 870_000_000),
        ("2000-02-29T00:00:00Z", 951_782_400, 0),
        ("2024-02-29T12:00:00Z", 1_709_208_000, 0),
        ("2001-09-09T01:46:40Z", 1_000_000_000, 0),
        ("2038-01-19T03:14:08Z", 2_147_483_648, 0),
        ("2025-01-01T00:00:00+23:59", 1_735_603_260, 0),
        ("2025-01-01T00:00:00-23:59", 1_735_775_940, 0),
        ("0000-01-01T00:00:00Z", -62_167_219_200, 0),
        ("0000-02-29T00:00:00Z", -62_162_121_600, 0),
        ("9999-12-31T23:59:59.999999999Z", 253_402_300_799, 999_999_999),
    ] {
        assert_eq!(parse(text), Ok((seconds, nanoseconds)), "{text}");
        assert_eq!(text.parse::<UnixTime>(), UnixTime::new(seconds, nanoseconds));
    }
}

#[test]
fn an_offset_may_lead_to_the_first_and_last_moment_and_no_further() {
    let out = Err(TimeError::YearOutOfRange);
    for (text, answer) in [
        ("0000-01-01T00:00:00Z", Ok((-62_167_219_200, 0))),
        ("0000-01-01T00:01:00+00:01", Ok((-62_167_219_200, 0))),
        ("0000-01-01T23:59:00+23:59", Ok((-62_167_219_200, 0))),
        ("0000-01-01T00:00:00-00:01", Ok((-62_167_219_140, 0))),
        ("0000-01-01T00:00:59+00:01", out),
        ("0000-01-01T00:00:59.999999999+00:01", out),
        ("0000-01-01T00:00:00+23:59", out),
        ("9999-12-31T23:58:59-00:01", Ok((253_402_300_799, 0))),
        ("9999-12-31T23:58:59.999999999-00:01", Ok((253_402_300_799, 999_999_999))),
        ("9999-12-31T23:59:59+00:01", Ok((253_402_300_739, 0))),
        ("9999-12-31T23:59:00-00:01", out),
        ("9999-12-31T23:59:59-23:59", out),
    ] {
        assert_eq!(parse(text), answer, "{text}");
    }
}

#[test]
fn refuses_numbers_out_of_range() {
    use TimeField::{Day, Hour, Minute, Month, OffsetHour, OffsetMinute, Second};
    for (text, field, value) in [
        ("2025-00-01T00:00:00Z", Month, 0),
        ("2025-13-01T00:00:00Z", Month, 13),
        ("2025-99-01T00:00:00Z", Month, 99),
        ("2025-01-00T00:00:00Z", Day, 0),
        ("2025-01-32T00:00:00Z", Day, 32),
        ("2025-04-31T00:00:00Z", Day, 31),
        ("2025-02-29T00:00:00Z", Day, 29),
        ("2024-02-30T00:00:00Z", Day, 30),
        ("1900-02-29T00:00:00Z", Day, 29),
        ("2100-02-29T00:00:00Z", Day, 29),
        ("2025-01-01T24:00:00Z", Hour, 24),
        ("2025-01-01T99:00:00Z", Hour, 99),
        ("2025-01-01T00:60:00Z", Minute, 60),
        ("2025-01-01T00:00:61Z", Second, 61),
        ("2025-01-01T00:00:99Z", Second, 99),
        ("2025-01-01T00:00:00+24:00", OffsetHour, 24),
        ("2025-01-01T00:00:00-24:00", OffsetHour, 24),
        ("2025-01-01T00:00:00+99:99", OffsetHour, 99),
        ("2025-01-01T00:00:00+00:60", OffsetMinute, 60),
        ("2025-01-01T00:00:00-23:99", OffsetMinute, 99),
    ] {
        assert_eq!(parse(text), Err(TimeError::OutOfRange { field, value }), "{text}");
    }
    for text in ["2016-12-31T23:59:60Z", "1990-12-31T15:59:60-08:00", "2016-12-31T23:59:60.5Z"] {
        assert_eq!(parse(text), Err(TimeError::LeapSecond), "{text}");
    }
}

#[test]
fn refuses_what_the_grammar_does_not_allow() {
    use TimeError::{FractionTooLong, TrailingBytes, UnexpectedEnd};
    let syntax = |offset| TimeError::Syntax { offset };
    for (text, error) in [
        ("", UnexpectedEnd),
        ("2", UnexpectedEnd),
        ("2025-01-01", UnexpectedEnd),
        ("2025-01-01T", UnexpectedEnd),
        ("2025-01-01T00:00", UnexpectedEnd),
        ("2025-01-01T00:00:00", UnexpectedEnd),
        ("2025-01-01T00:00:00.", UnexpectedEnd),
        ("2025-01-01T00:00:00.5", UnexpectedEnd),
        ("2025-01-01T00:00:00+", UnexpectedEnd),
        ("2025-01-01T00:00:00+01", UnexpectedEnd),
        ("2025-01-01T00:00:00+01:", UnexpectedEnd),
        ("2025-01-01T00:00:00+01:0", UnexpectedEnd),
        ("2025-01-01 00:00:00Z", syntax(10)),
        ("2025-01-01_00:00:00Z", syntax(10)),
        ("2025-01-01TT00:00:00Z", syntax(11)),
        ("2025-01-01T00:00Z", syntax(16)),
        ("2025-01-01T00:00:00.Z", syntax(20)),
        ("2025-01-01T00:00:00.+01:00", syntax(20)),
        ("2025-01-01T00:00:00..5Z", syntax(20)),
        ("2025-01-01T00:00:00,5Z", syntax(19)),
        ("2025-01-01T00:00:00 Z", syntax(19)),
        ("2025-01-01T00:00:00UTC", syntax(19)),
        ("2025-01-01T00:00:00\u{2212}01:00", syntax(19)),
        ("2025-01-01T00:00:00+0100", syntax(22)),
        ("2025-01-01T00:00:00+1:00", syntax(21)),
        ("2025-01-01T00:00:00.5.5Z", syntax(21)),
        ("2025-01-01T00:00:000Z", syntax(19)),
        ("2025-1-01T00:00:00Z", syntax(6)),
        ("2025-01-1T00:00:00Z", syntax(9)),
        ("2025-01-01T0:00:00Z", syntax(12)),
        ("20250101T000000Z", syntax(4)),
        ("2025/01/01T00:00:00Z", syntax(4)),
        ("25-01-01T00:00:00Z", syntax(2)),
        ("+2025-01-01T00:00:00Z", syntax(0)),
        ("-001-01-01T00:00:00Z", syntax(0)),
        ("12025-01-01T00:00:00Z", syntax(4)),
        (" 2025-01-01T00:00:00Z", syntax(0)),
        ("\u{feff}2025-01-01T00:00:00Z", syntax(0)),
        ("\u{0661}970-01-01T00:00:00Z", syntax(0)),
        ("2025-W01-1T00:00:00Z", syntax(5)),
        ("2025-01-01T00:00:00.0000000000Z", FractionTooLong { limit: 9 }),
        ("2025-01-01T00:00:00.1234567890Z", FractionTooLong { limit: 9 }),
        ("2025-01-01T00:00:00Z ", TrailingBytes { offset: 20 }),
        ("2025-01-01T00:00:00Z\n", TrailingBytes { offset: 20 }),
        ("2025-01-01T00:00:00Z\0", TrailingBytes { offset: 20 }),
        ("2025-01-01T00:00:00ZZ", TrailingBytes { offset: 20 }),
        ("2025-01-01T00:00:00Z+00:00", TrailingBytes { offset: 20 }),
        ("2025-01-01T00:00:00+01:00Z", TrailingBytes { offset: 25 }),
        ("2025-01-01T00:00:00+01:000", TrailingBytes { offset: 25 }),
        ("2025-01-01T00:00:00+01:00:00", TrailingBytes { offset: 25 }),
    ] {
        assert_eq!(parse(text), Err(error), "{text:?}");
    }
    assert_eq!(parse("2025-01-01T00:00:00Z"), Ok((1_735_689_600, 0)), "control");
    let endless = format!("2025-01-01T00:00:00.{}Z", "1".repeat(1 << 20));
    assert_eq!(parse(&endless), Err(FractionTooLong { limit: 9 }));
}

#[test]
fn writes_utc_with_a_fraction_only_if_there_is_one() {
    for (seconds, nanoseconds, text) in [
        (0, 0, "1970-01-01T00:00:00Z"),
        (0, 1, "1970-01-01T00:00:00.000000001Z"),
        (0, 500_000_000, "1970-01-01T00:00:00.5Z"),
        (0, 120_000_000, "1970-01-01T00:00:00.12Z"),
        (0, 10_000_000, "1970-01-01T00:00:00.01Z"),
        (-1, 999_999_999, "1969-12-31T23:59:59.999999999Z"),
        (-62_167_219_200, 0, "0000-01-01T00:00:00Z"),
        (253_402_300_799, 999_999_999, "9999-12-31T23:59:59.999999999Z"),
    ] {
        let time = UnixTime::new(seconds, nanoseconds).unwrap();
        assert_eq!((time.to_rfc3339().as_str(), time.to_string().as_str()), (text, text));
    }
}

prop_compose! {
    fn any_time()(seconds in -62_167_219_200..=253_402_300_799_i64, nanoseconds in 0..1_000_000_000_u32) -> UnixTime {
        UnixTime::new(seconds, nanoseconds).unwrap()
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(time in any_time()) {
        prop_assert_eq!(UnixTime::parse_rfc3339(&time.to_rfc3339()), Ok(time));
        let whole = time.truncated_to_seconds();
        prop_assert_eq!(UnixTime::parse_rfc3339(&whole.to_rfc3339()), Ok(whole));
    }

    #[test]
    fn order_is_the_order_of_the_whole_seconds_as_text(a in any_time(), b in any_time()) {
        let text = |time: UnixTime| time.truncated_to_seconds().to_rfc3339();
        prop_assert_eq!(a.seconds().cmp(&b.seconds()), text(a).cmp(&text(b)));
    }

    #[test]
    fn an_offset_moves_the_clock_and_not_the_moment(
        time in any_time(), hours in 0..24_i64, minutes in 0..60_i64, west in any::<bool>(),
    ) {
        let ahead = (hours * 60 + minutes) * 60 * if west { -1 } else { 1 };
        if let Ok(local) = UnixTime::new(time.seconds() + ahead, time.nanoseconds()) {
            let sign = if west { '-' } else { '+' };
            let text = local.to_rfc3339().replace('Z', &format!("{sign}{hours:02}:{minutes:02}"));
            prop_assert_eq!(UnixTime::parse_rfc3339(&text), Ok(time));
        }
    }

    #[test]
    fn what_is_accepted_in_utc_is_canonical_but_for_case_and_zeros(
        text in "[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9](\\.[0-9]{1,8}[1-9])?Z",
    ) {
        if let Ok(time) = UnixTime::parse_rfc3339(&text) {
            prop_assert_eq!(time.to_rfc3339(), text);
        }
    }

    #[test]
    fn any_text_is_answered(text in any::<String>()) {
        prop_assert!(UnixTime::parse_rfc3339(&text).is_err());
    }
}

//! The contents of ASN.1 times (RFC 5280 §4.1.2.5, RFC 3161 §2.4.2).
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use countersign_time::{TimeError, TimeField, UnixTime};
use proptest::prelude::*;

const GENERALIZED: [&str; 10] = [
    "20250101000000Z",
    "00000101000000Z",
    "99991231235959Z",
    "20240229235959Z",
    "19700101000000Z",
    "19700101000000.5Z",
    "19700101000000.05Z",
    "19700101000000.000000001Z",
    "19700101000000.999999999Z",
    "99991231235959.999999999Z",
];

#[test]
fn a_generalized_time_is_read_and_written() {
    for text in GENERALIZED {
        let time = UnixTime::from_generalized_time(text.as_bytes()).unwrap();
        assert_eq!(time.to_generalized_time(), text);
    }
    let time = UnixTime::from_generalized_time(b"20250601123456.78Z").unwrap();
    assert_eq!(time.to_rfc3339(), "2025-06-01T12:34:56.78Z");
}

#[test]
fn a_fraction_shows_in_the_nanoseconds() {
    for text in GENERALIZED {
        let time = UnixTime::from_generalized_time(text.as_bytes()).unwrap();
        assert_eq!(time.nanoseconds() != 0, text.contains('.'));
    }
}

#[test]
fn zeros_at_the_end_of_a_fraction_are_tolerated_where_that_is_asked_for() {
    for (text, time) in [
        ("20250601123456.500Z", "2025-06-01T12:34:56.5Z"),
        ("20250601123456.000Z", "2025-06-01T12:34:56Z"),
        ("20250601123456.78Z", "2025-06-01T12:34:56.78Z"),
        ("20250601123456Z", "2025-06-01T12:34:56Z"),
    ] {
        let read = UnixTime::from_generalized_time_with_zeros(text.as_bytes()).unwrap();
        assert_eq!(read.to_rfc3339(), time);
    }
    for text in ["20250601123456.Z", "20250601123456.5000000000Z", "20250601123456.50"] {
        let read = UnixTime::from_generalized_time_with_zeros(text.as_bytes());
        assert!(read.is_err(), "{text}");
        assert_ne!(read, Err(TimeError::FractionTrailingZero), "{text}");
    }
}

#[test]
fn refuses_other_generalized_times() {
    use TimeError::{FractionTooLong, FractionTrailingZero, LeapSecond, TrailingBytes, UnexpectedEnd};
    use TimeField::{Day, Hour, Minute, Month, Second};
    let syntax = |offset| TimeError::Syntax { offset };
    let range = |field, value| TimeError::OutOfRange { field, value };
    let vectors: [(&[u8], TimeError); 38] = [
        (b"", UnexpectedEnd),
        (b"2025", UnexpectedEnd),
        (b"20250101000000", UnexpectedEnd),
        (b"20250101000000.", UnexpectedEnd),
        (b"20250101000000.5", UnexpectedEnd),
        (b"2025010100Z", syntax(10)),
        (b"202501010000Z", syntax(12)),
        (b"250101000000Z", syntax(12)),
        (b"20250101000000z", syntax(14)),
        (b"20250101000000+0000", syntax(14)),
        (b"20250101000000-0100", syntax(14)),
        (b"20250101000000,5Z", syntax(14)),
        (b"20250101000000.Z", syntax(15)),
        (b"20250101000000.5+0000", syntax(16)),
        (b"20250101000000 Z", syntax(14)),
        (b"2025-01-01T00:00:00Z", syntax(4)),
        (b" 20250101000000Z", syntax(0)),
        (b"+2025010100000Z", syntax(0)),
        (b"2025010100000\xffZ", syntax(13)),
        (b"20250101000000\0", syntax(14)),
        (b"\x18\x0f20250101000000Z", syntax(0)),
        (b"20250101000000Z ", TrailingBytes { offset: 15 }),
        (b"20250101000000Z\0", TrailingBytes { offset: 15 }),
        (b"20250101000000ZZ", TrailingBytes { offset: 15 }),
        (b"20250101000000.0Z", FractionTrailingZero),
        (b"20250101000000.50Z", FractionTrailingZero),
        (b"20250101000000.000000000Z", FractionTrailingZero),
        (b"20250101000000.0000000001Z", FractionTooLong { limit: 9 }),
        (b"20250001000000Z", range(Month, 0)),
        (b"20251301000000Z", range(Month, 13)),
        (b"20250100000000Z", range(Day, 0)),
        (b"20250229000000Z", range(Day, 29)),
        (b"21000229000000Z", range(Day, 29)),
        (b"20250101240000Z", range(Hour, 24)),
        (b"20250101006000Z", range(Minute, 60)),
        (b"20250101000061Z", range(Second, 61)),
        (b"20161231235960Z", LeapSecond),
        (b"20161231235960.5Z", LeapSecond),
    ];
    for (contents, error) in vectors {
        let found = UnixTime::from_generalized_time(contents);
        assert_eq!(found, Err(error), "{:?}", String::from_utf8_lossy(contents));
    }
}

#[test]
fn a_utc_time_turns_at_50() {
    for year in 0..100 {
        let text = format!("{year:02}0630123456Z");
        let century = if year < 50 { "20" } else { "19" };
        let long = UnixTime::from_generalized_time(format!("{century}{text}").as_bytes());
        assert_eq!(UnixTime::from_utc_time(text.as_bytes()), long);
    }
    let first = UnixTime::from_utc_time(b"500101000000Z").unwrap();
    let last = UnixTime::from_utc_time(b"491231235959Z").unwrap();
    assert_eq!(first.to_rfc3339(), "1950-01-01T00:00:00Z");
    assert_eq!(last.to_rfc3339(), "2049-12-31T23:59:59Z");
    assert!(UnixTime::from_utc_time(b"000229000000Z").is_ok(), "2000 was a leap year");
}

#[test]
fn refuses_other_utc_times() {
    use TimeError::{LeapSecond, TrailingBytes, UnexpectedEnd};
    use TimeField::{Day, Hour, Minute, Month, Second};
    let syntax = |offset| TimeError::Syntax { offset };
    let range = |field, value| TimeError::OutOfRange { field, value };
    let vectors: [(&[u8], TimeError); 22] = [
        (b"", UnexpectedEnd),
        (b"25", UnexpectedEnd),
        (b"250101000000", UnexpectedEnd),
        (b"2501010000Z", syntax(10)),
        (b"250101000000z", syntax(12)),
        (b"250101000000+0000", syntax(12)),
        (b"250101000000-0800", syntax(12)),
        (b"250101000000.5Z", syntax(12)),
        (b"20250101000000Z", syntax(12)),
        (b"19991231235959Z", syntax(12)),
        (b"2501010000 0Z", syntax(10)),
        (b"-50101000000Z", syntax(0)),
        (b"\xff50101000000Z", syntax(0)),
        (b"250101000000Z0", TrailingBytes { offset: 13 }),
        (b"250101000000Z\n", TrailingBytes { offset: 13 }),
        (b"251301000000Z", range(Month, 13)),
        (b"250229000000Z", range(Day, 29)),
        (b"250431000000Z", range(Day, 31)),
        (b"250101240000Z", range(Hour, 24)),
        (b"250101006000Z", range(Minute, 60)),
        (b"250101000061Z", range(Second, 61)),
        (b"161231235960Z", LeapSecond),
    ];
    for (contents, error) in vectors {
        let found = UnixTime::from_utc_time(contents);
        assert_eq!(found, Err(error), "{:?}", String::from_utf8_lossy(contents));
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(seconds in -62_167_219_200..=253_402_300_799_i64, nanoseconds in 0..1_000_000_000_u32) {
        let time = UnixTime::new(seconds, nanoseconds).unwrap();
        prop_assert_eq!(UnixTime::from_generalized_time(time.to_generalized_time().as_bytes()), Ok(time));
    }

    #[test]
    fn what_is_accepted_is_canonical(text in "[0-9]{4}[01][0-9][0-3][0-9][0-2][0-9][0-6][0-9][0-6][0-9](\\.[0-9]{1,10})?Z?") {
        if let Ok(time) = UnixTime::from_generalized_time(text.as_bytes()) {
            prop_assert_eq!(time.to_generalized_time(), text);
        }
    }

    #[test]
    fn a_utc_time_that_is_accepted_is_canonical(text in "[0-9]{2}[01][0-9][0-3][0-9][0-2][0-9][0-6][0-9][0-6][0-9]Z?") {
        if let Ok(time) = UnixTime::from_utc_time(text.as_bytes()) {
            let long = time.to_generalized_time();
            prop_assert!(matches!(long.split_at(2), ("19" | "20", short) if short == text));
        }
    }

    #[test]
    fn any_bytes_are_answered(contents in prop::collection::vec(any::<u8>(), 0..32)) {
        let _ = UnixTime::from_utc_time(&contents);
        let _ = UnixTime::from_generalized_time(&contents);
    }
}

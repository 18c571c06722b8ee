//! The proleptic Gregorian calendar of the years 0 to 9999.

use crate::{TimeError, TimeField};

const SECONDS_PER_DAY: i64 = 86_400;
/// Days from 0000-01-01 to 1970-01-01.
const EPOCH: i64 = 719_528;
/// Days of a common year before each month.
const BEFORE_MONTH: [u32; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

/// Seconds since 1970 of 0000-01-01T00:00:00Z.
pub(crate) const FIRST: i64 = -EPOCH * SECONDS_PER_DAY;
/// Seconds since 1970 of 9999-12-31T23:59:59Z. (`i64::from` is not const; the cast widens.)
pub(crate) const LAST: i64 = (days_before_year(10_000) as i64 - EPOCH) * SECONDS_PER_DAY - 1;

/// A date and a time of day, as they are written; checked only by [`Civil::to_seconds`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Civil {
    pub(crate) year: u32,
    pub(crate) month: u32,
    pub(crate) day: u32,
    pub(crate) hour: u32,
    pub(crate) minute: u32,
    pub(crate) second: u32,
}

impl Civil {
    /// Seconds since 1970, taking the fields as UTC.
    pub(crate) fn to_seconds(self) -> Result<i64, TimeError> {
        within(TimeField::Month, self.month, 1..=12)?;
        within(TimeField::Day, self.day, 1..=days_in_month(self.year, self.month))?;
        within(TimeField::Hour, self.hour, 0..=23)?;
        within(TimeField::Minute, self.minute, 0..=59)?;
        if self.second == 60 {
            return Err(TimeError::LeapSecond);
        }
        within(TimeField::Second, self.second, 0..=59)?;
        let days = days_before_year(self.year) + days_before_month(self.year, self.month) + self.day - 1;
        let second_of_day = (self.hour * 60 + self.minute) * 60 + self.second;
        Ok((i64::from(days) - EPOCH) * SECONDS_PER_DAY + i64::from(second_of_day))
    }

    /// The fields in UTC; `None` outside the years 0 to 9999.
    pub(crate) fn from_seconds(seconds: i64) -> Option<Self> {
        if !(FIRST..=LAST).contains(&seconds) {
            return None;
        }
        let days = u32::try_from(seconds.div_euclid(SECONDS_PER_DAY) + EPOCH).ok()?;
        let of_day = u32::try_from(seconds.rem_euclid(SECONDS_PER_DAY)).ok()?;
        let (year, day_of_year) = year_and_day(days);
        let month = month_of(year, day_of_year);
        let day = day_of_year - days_before_month(year, month) + 1;
        Some(Self { year, month, day, hour: of_day / 3600, minute: of_day / 60 % 60, second: of_day % 60 })
    }
}

pub(crate) fn within(
    field: TimeField,
    value: u32,
    range: core::ops::RangeInclusive<u32>,
) -> Result<(), TimeError> {
    if range.contains(&value) { Ok(()) } else { Err(TimeError::OutOfRange { field, value }) }
}

/// Days from 0000-01-01 to the first of the year: 365 for each, one more for each leap year among 0 to `year - 1`.
const fn days_before_year(year: u32) -> u32 {
    365 * year + year.div_ceil(4) - year.div_ceil(100) + year.div_ceil(400)
}

/// The year in which a day (counted from 0000-01-01) lies, and the day in it, both from 0.
fn year_and_day(days: u32) -> (u32, u32) {
    // 400 years have 146097 days. This is never too early: the year, or one of the two behind it.
    let mut year = days * 400 / 146_097 + 1;
    while days_before_year(year) > days {
        year -= 1;
    }
    (year, days - days_before_year(year))
}

/// The month in which a day of the year, counted from 0, lies.
fn month_of(year: u32, day_of_year: u32) -> u32 {
    // No month has 32 days, so this is the month or the one before it.
    let month = day_of_year / 32 + 1;
    month + u32::from(days_before_month(year, month + 1) <= day_of_year)
}

fn is_leap(year: u32) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn days_before_month(year: u32, month: u32) -> u32 {
    let index = usize::try_from(month.saturating_sub(1)).unwrap_or(usize::MAX);
    let common = BEFORE_MONTH.get(index).copied().unwrap_or(365);
    common + u32::from(month > 2 && is_leap(year))
}

fn days_in_month(year: u32, month: u32) -> u32 {
    days_before_month(year, month + 1) - days_before_month(year, month)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every day of the years 0 to 9999, counted up by a calendar that is as simple as can be.
    fn every_day() -> impl Iterator<Item = (i64, u32, u32, u32)> {
        let mut next = (-719_528_i64, 0_u32, 1_u32, 1_u32);
        core::iter::from_fn(move || {
            let today = next;
            let (days, year, month, day) = today;
            let leap = year.is_multiple_of(400) || (year.is_multiple_of(4) && !year.is_multiple_of(100));
            let length = match month {
                2 => 28 + u32::from(leap),
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            next = match (day == length, month) {
                (false, _) => (days + 1, year, month, day + 1),
                (true, 12) => (days + 1, year + 1, 1, 1),
                (true, _) => (days + 1, year, month + 1, 1),
            };
            (year < 10_000).then_some(today)
        })
    }

    #[test]
    fn every_day_of_ten_thousand_years_is_counted_both_ways() {
        let mut count = 0;
        for (days, year, month, day) in every_day() {
            let civil = Civil { year, month, day, hour: 0, minute: 0, second: 0 };
            assert_eq!(civil.to_seconds(), Ok(days * 86_400), "{civil:?}");
            let last = Civil { hour: 23, minute: 59, second: 59, ..civil };
            assert_eq!(Civil::from_seconds(days * 86_400 + 86_399), Some(last));
            count += 1;
        }
        assert_eq!(count, 3_652_425);
    }

    #[test]
    fn every_second_of_a_day_is_counted_both_ways() {
        for second in 0..86_400 {
            for day in [FIRST, 0, -86_400, LAST - 86_399] {
                let civil = Civil::from_seconds(day + second).unwrap();
                assert_eq!(civil.to_seconds(), Ok(day + second));
                let of_day = (civil.hour * 60 + civil.minute) * 60 + civil.second;
                assert_eq!(i64::from(of_day), second);
            }
        }
    }

    #[test]
    fn no_month_has_a_day_too_few_or_too_many() {
        for (days, year, month, day) in every_day().filter(|(_, _, _, day)| *day >= 28) {
            let next = Civil { year, month, day: day + 1, hour: 0, minute: 0, second: 0 };
            let ends = Civil::from_seconds((days + 1) * 86_400).is_none_or(|civil| civil.day == 1);
            assert_eq!(next.to_seconds().is_err(), ends, "{next:?}");
        }
        let zeroth = Civil { year: 2025, month: 1, day: 0, hour: 0, minute: 0, second: 0 };
        assert_eq!(zeroth.to_seconds(), Err(TimeError::OutOfRange { field: TimeField::Day, value: 0 }));
    }

    #[test]
    fn the_years_end_where_they_should() {
        assert_eq!((FIRST, LAST), (-62_167_219_200, 253_402_300_799));
        assert_eq!(Civil::from_seconds(FIRST - 1), None);
        assert_eq!(Civil::from_seconds(LAST + 1), None);
        assert_eq!(Civil::from_seconds(i64::MIN), None);
        assert_eq!(Civil::from_seconds(i64::MAX), None);
    }
}

//! The proleptic Gregorian calendar of the years 0 to 9999.

use crate::{TimeError, TimeField};

const SECONDS_PER_DAY: i64 = 86_400;
/// Days from 0000-01-01 to 1970-01-01.
const EPOCH: i64 = 719_528;
/// Days of a common year before each month.
const BEFORE_MONTH: [u32; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

/// Seconds since 1970 of 0000-01-01T00:00:00Z.
pub(crate) const FIRST: i64 = -EPOCH * SECONDS_PER_DAY;
/// Seconds since 1970 of 9999-12-31T23:59:59Z.
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
        let month = (1..=12).rev().find(|month| days_before_month(year, *month) <= day_of_year)?;
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
    // 365 days a year is too few, so this is the year or a later one, by at most 7.
    let mut year = days / 365;
    while days_before_year(year) > days {
        year -= 1;
    }
    (year, days - days_before_year(year))
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
        let leap = |year: u32| year % 400 == 0 || (year % 4 == 0 && year % 100 != 0);
        let lengths = move |year| [31, 28 + u32::from(leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        let months = move |year| (1..).zip(lengths(year)).map(move |(month, length)| (year, month, length));
        (0..=9999)
            .flat_map(months)
            .flat_map(|(year, month, length)| (1..=length).map(move |day| (year, month, day)))
            .zip(-719_528..)
            .map(|((year, month, day), days)| (days, year, month, day))
    }

    #[test]
    fn every_day_of_ten_thousand_years_is_counted_both_ways() {
        let mut count = 0;
        for (days, year, month, day) in every_day() {
            let civil = Civil { year, month, day, hour: 0, minute: 0, second: 0 };
            let last = Civil { hour: 23, minute: 59, second: 59, ..civil };
            assert_eq!(civil.to_seconds(), Ok(days * 86_400), "{civil:?}");
            assert_eq!(last.to_seconds(), Ok(days * 86_400 + 86_399), "{civil:?}");
            assert_eq!(Civil::from_seconds(days * 86_400), Some(civil));
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
    fn no_month_has_a_day_too_many() {
        for year in 0..=9999 {
            for month in 1..=12 {
                let mut lengths = (1..=99).take_while(|day| {
                    let civil = Civil { year, month, day: *day, hour: 0, minute: 0, second: 0 };
                    civil.to_seconds().is_ok()
                });
                assert_eq!(lengths.by_ref().count(), days_in_month(year, month) as usize);
            }
        }
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

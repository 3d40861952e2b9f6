//! The days of one year with their numbers of entries.

use jiff::ToSpan;
use jiff::civil::Date;

/// The twelve months up to the month of the last day, or fewer if they are counted from a later day on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct YearCalendar {
    first: Date,
    is_whole: bool,
    /// The number of entries on each day.
    entries_per_day: Vec<u32>,
}

/// The totals of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MonthSummary {
    pub(crate) first: Date,
    pub(crate) last: Date,
    pub(crate) days: u32,
    pub(crate) entries: u32,
}

impl YearCalendar {
    /// The year up to `last`, or the part of it that begins with `from`. `days` are the days with entries, oldest first.
    pub(crate) fn new(days: &[(Date, u32)], from: Option<Date>, last: Date) -> Self {
        let month = last.first_of_month();
        let first = month.checked_sub(11.months()).unwrap_or(month);
        let from = from.filter(|from| *from > first);
        let first = from.unwrap_or(first).min(last);
        let mut year = Self {
            first,
            is_whole: from.is_none(),
            entries_per_day: vec![0; days_between(first, last) + 1],
        };
        let days_up_to_last = days.iter().rev().skip_while(|(day, _)| *day > last);
        for (day, entries) in days_up_to_last.take_while(|(day, _)| *day >= first) {
            if let Some(cell) = year.entries_per_day.get_mut(days_between(first, *day)) {
                *cell = *entries;
            }
        }
        year
    }

    /// Whether no part of the year is left out.
    pub(crate) const fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// The number of entries and of days with entries.
    pub(crate) fn totals(&self) -> (u32, usize) {
        let with_entries = self.entries_per_day.iter().filter(|entries| **entries > 0);
        (self.entries_per_day.iter().sum(), with_entries.count())
    }

    /// The days with their numbers of entries, oldest first.
    pub(crate) fn days(&self) -> impl Iterator<Item = (Date, u32)> {
        self.first
            .series(1.day())
            .zip(self.entries_per_day.iter().copied())
    }

    /// The days of a month.
    pub(crate) fn days_of(&self, month: &MonthSummary) -> impl Iterator<Item = (Date, u32)> {
        let (first, last) = (month.first, month.last);
        self.days()
            .filter(move |(day, _)| (first..=last).contains(day))
    }

    /// The months, oldest first.
    pub(crate) fn months(&self) -> Vec<MonthSummary> {
        let mut months: Vec<MonthSummary> = Vec::new();
        for (day, entries) in self.days() {
            if day.day() == 1 || months.is_empty() {
                months.push(MonthSummary {
                    first: day,
                    last: day.last_of_month(),
                    days: 0,
                    entries: 0,
                });
            }
            if let Some(month) = months.last_mut() {
                month.entries += entries;
                month.days += u32::from(entries > 0);
            }
        }
        months
    }

    /// The days of the first week that aren't part of the year.
    pub(crate) fn days_before(&self) -> usize {
        usize::from(self.first.weekday().to_monday_zero_offset().unsigned_abs())
    }

    /// The number of weeks with a day of the year.
    pub(crate) fn week_count(&self) -> usize {
        (self.days_before() + self.entries_per_day.len()).div_ceil(7)
    }
}

fn days_between(first: Date, day: Date) -> usize {
    let days = first.until(day).map_or(0, |span| span.get_days());
    usize::try_from(days).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn every_year_has_twelve_months_and_its_last_day() {
        let mut last = date(2023, 12, 30);
        while last < date(2028, 3, 3) {
            let days = [(last, 4), (last.tomorrow().unwrap(), 9)];
            let year = YearCalendar::new(&days, None, last);
            let months = year.months();
            assert_eq!(months.len(), 12, "{last}");
            assert_eq!((months[11].entries, year.totals()), (4, (4, 1)), "{last}");
            assert_eq!(year.days().last(), Some((last, 4)));
            assert!((48..=54).contains(&year.week_count()), "{last}");
            last = last.tomorrow().unwrap();
        }
    }

    #[test]
    fn the_first_and_the_last_days_there_are_do_no_harm() {
        for last in [Date::MIN, Date::MAX] {
            for from in [None, Some(Date::MIN), Some(Date::MAX)] {
                let year = YearCalendar::new(&[(Date::MIN, 1), (Date::MAX, 1)], from, last);
                assert_eq!(year.totals(), (1, 1));
            }
        }
    }

    #[test]
    fn a_part_of_a_year_begins_with_its_first_day() {
        let last = date(2026, 11, 24);
        let from = Some(date(2026, 10, 15));
        let year = YearCalendar::new(&[(date(2026, 10, 15), 2), (last, 1)], from, last);
        let months = year.months();
        let totals: Vec<_> = months
            .iter()
            .map(|month| (month.first, month.entries))
            .collect();
        assert_eq!(totals, [(date(2026, 10, 15), 2), (date(2026, 11, 1), 1)]);
        assert_eq!(year.days_of(&months[0]).count(), 17);
        assert!(!year.is_whole());
        let early = YearCalendar::new(&[], Some(date(1999, 1, 1)), last);
        assert!(early.is_whole());
        assert_eq!(early.months().len(), 12);
    }
}

//! A calendar of one year: a cell per day, denser with more entries.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::ui::theme::Theme;

/// The twelve months up to the month of the last day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct YearCalendar {
    first: Date,
    /// The number of entries on each day.
    walks_per_day: Vec<u32>,
}

/// The totals of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MonthSummary {
    pub(crate) first: Date,
    pub(crate) last: Date,
    pub(crate) days: u32,
    pub(crate) walks: u32,
}

impl YearCalendar {
    /// The year up to `last`. `days` are the days with entries, oldest first.
    pub(crate) fn new(days: &[(Date, u32)], last: Date) -> Self {
        let first = last.first_of_month();
        let first = first.checked_sub(11.months()).unwrap_or(first);
        let mut year = Self {
            first,
            walks_per_day: vec![0; days_between(first, last) + 1],
        };
        let days_up_to_last = days.iter().rev().skip_while(|(day, _)| *day > last);
        for (day, walks) in days_up_to_last.take_while(|(day, _)| *day >= first) {
            if let Some(cell) = year.walks_per_day.get_mut(days_between(first, *day)) {
                *cell = *walks;
            }
        }
        year
    }

    /// The number of entries and of days with entries.
    pub(crate) fn totals(&self) -> (u32, usize) {
        let days = self
            .walks_per_day
            .iter()
            .filter(|walks| **walks > 0)
            .count();
        (self.walks_per_day.iter().sum(), days)
    }

    fn days(&self) -> impl Iterator<Item = (Date, u32)> {
        self.first
            .series(1.day())
            .zip(self.walks_per_day.iter().copied())
    }

    /// The months, oldest first.
    pub(crate) fn months(&self) -> Vec<MonthSummary> {
        let mut months: Vec<MonthSummary> = Vec::new();
        for (day, walks) in self.days() {
            if day.day() == 1 {
                months.push(MonthSummary {
                    first: day,
                    last: day.last_of_month(),
                    days: 0,
                    walks: 0,
                });
            }
            if let Some(month) = months.last_mut() {
                month.walks += walks;
                month.days += u32::from(walks > 0);
            }
        }
        months
    }

    /// The number of columns of [`Self::week_rows`].
    pub(crate) fn width(&self) -> usize {
        let before = usize::from(self.first.weekday().to_monday_zero_offset().unsigned_abs());
        LABEL_WIDTH + (before + self.walks_per_day.len()).div_ceil(7)
    }

    /// One row per weekday with one column per week, below the names of the months.
    pub(crate) fn week_rows(&self, theme: &Theme) -> Vec<String> {
        let before = usize::from(self.first.weekday().to_monday_zero_offset().unsigned_abs());
        let mut names = " ".repeat(LABEL_WIDTH);
        let mut rows = ["Mo ", "Tu ", "We ", "Th ", "Fr ", "Sa ", "Su "].map(str::to_owned);
        for row in &mut rows[..before] {
            row.push(' ');
        }
        for (index, (day, walks)) in (before..).zip(self.days()) {
            rows[index % 7].push(cell_symbol(walks, theme));
            let column = LABEL_WIDTH + index / 7;
            if day.day() == 1 && names.len() <= column {
                names.push_str(&" ".repeat(column - names.len()));
                names.push_str(&day.strftime("%b ").to_string());
            }
        }
        let mut weeks = vec![names.trim_end().to_owned()];
        weeks.extend(rows);
        weeks
    }

    /// The days of a month in one row.
    pub(crate) fn month_row(&self, month: &MonthSummary, theme: &Theme) -> String {
        let days = self.days().skip_while(|(day, _)| *day < month.first);
        let days = days.take_while(|(day, _)| *day <= month.last);
        days.map(|(_, walks)| cell_symbol(walks, theme)).collect()
    }
}

/// The columns of the weekday names.
const LABEL_WIDTH: usize = 3;

/// The meaning of the cells.
pub(crate) fn legend(theme: &Theme) -> String {
    let [none, one, two, more] = [0, 1, 2, 3].map(|walks| cell_symbol(walks, theme));
    format!("{none} none   {one} 1 entry   {two} 2   {more} 3 or more")
}

const fn cell_symbol(walks: u32, theme: &Theme) -> char {
    match (walks, theme.ascii_only) {
        (0, false) => '·',
        (1, false) => '░',
        (2, false) => '▒',
        (_, false) => '█',
        (0, true) => '.',
        (1, true) => '-',
        (2, true) => '+',
        (_, true) => '#',
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
    use crate::ui::theme::ColorSupport;

    #[test]
    fn every_year_has_twelve_months_and_its_last_day_and_fits_its_width() {
        let theme = Theme::new(ColorSupport::None);
        let mut last = date(2023, 12, 30);
        while last < date(2028, 3, 3) {
            let days = [(last.tomorrow().unwrap(), 9), (last, 4)];
            let mut days = days.to_vec();
            days.reverse();
            let year = YearCalendar::new(&days, last);
            let months = year.months();
            assert_eq!(months.len(), 12, "{last}");
            assert_eq!((months[11].walks, year.totals()), (4, (4, 1)), "{last}");
            let weeks = year.week_rows(&theme);
            let widest = weeks.iter().map(|row| row.chars().count()).max();
            assert!(widest <= Some(year.width() + 2), "{last}");
            let row = &weeks[usize::from(last.weekday().to_monday_one_offset().unsigned_abs())];
            assert_eq!(row.chars().last(), Some('█'), "{last}");
            assert_eq!(row.chars().count(), year.width(), "{last}");
            last = last.tomorrow().unwrap();
        }
    }

    #[test]
    fn the_first_and_the_last_days_there_are_do_no_harm() {
        for last in [Date::MIN, Date::MAX] {
            let year = YearCalendar::new(&[(Date::MIN, 1), (Date::MAX, 1)], last);
            assert_eq!(year.totals(), (1, 1));
            year.week_rows(&Theme::new(ColorSupport::None));
        }
    }

    #[test]
    fn a_month_is_a_row_in_plain_letters_too() {
        let days = [
            (date(2026, 11, 2), 1),
            (date(2026, 11, 3), 2),
            (date(2026, 11, 5), 30),
        ];
        let year = YearCalendar::new(&days, date(2026, 11, 24));
        let plain = Theme {
            ascii_only: true,
            ..Theme::new(ColorSupport::None)
        };
        let month = year.months()[11];
        assert_eq!(year.month_row(&month, &plain), ".-+.#...................");
        assert_eq!((month.walks, month.days), (33, 3));
    }
}

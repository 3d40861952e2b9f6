//! Parses a day argument, such as `2026-03-01`, `last monday` or `2w`.

use std::str::FromStr;

use jiff::civil::Date;

use crate::domain::date_phrase::{DatePhrase, PhraseError, PhraseKind};

/// A day or some days, possibly relative to today. What the words leave open lies in the past.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DayArg(DatePhrase);

impl DayArg {
    /// The first of its days.
    pub(crate) fn first_day(self, today: Date) -> anyhow::Result<Date> {
        Ok(self.days(today)?.0)
    }

    /// The last of its days.
    pub(crate) fn last_day(self, today: Date) -> anyhow::Result<Date> {
        Ok(self.days(today)?.1)
    }

    fn days(self, today: Date) -> anyhow::Result<(Date, Date)> {
        let days = self.0.past_days(today);
        days.map_err(|error| anyhow::Error::msg(error.message(PhraseKind::Day)))
    }
}

impl FromStr for DayArg {
    type Err = String;

    fn from_str(arg: &str) -> Result<Self, Self::Err> {
        match DatePhrase::parse(arg, PhraseKind::Day) {
            Ok(phrase) if phrase.is_day_alone() => Ok(Self(phrase)),
            Ok(_) | Err(PhraseError::Unclear) => Err(INVALID_DAY.to_owned()),
            Err(error) => Err(error.message(PhraseKind::Day)),
        }
    }
}

const INVALID_DAY: &str = "a day is a date such as 2026-03-01 or “12 nov”, today, yesterday, “last monday”, “last week”, or \
    7d, 2w, 3m, 1y ago";

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(arg: &str) -> Option<String> {
        let today = "2026-03-31".parse().expect("a day the test wrote");
        let day: DayArg = arg.parse().ok()?;
        Some(day.first_day(today).ok()?.to_string())
    }

    #[test]
    fn days_parse_as_people_type_them() {
        for (arg, expected) in [
            ("2026-03-01", "2026-03-01"),
            ("2026-3-1", "2026-03-01"),
            ("today", "2026-03-31"),
            ("Yesterday ", "2026-03-30"),
            ("tomorrow", "2026-04-01"),
            ("0d", "2026-03-31"),
            ("7d", "2026-03-24"),
            ("7 d", "2026-03-24"),
            ("2W", "2026-03-17"),
            ("1m", "2026-02-28"),
            ("1y", "2025-03-31"),
            ("４d", "2026-03-27"),
            ("last monday", "2026-03-30"),
            ("tuesday", "2026-03-24"),
            ("12 nov", "2025-11-12"),
            ("last month", "2026-02-01"),
            ("4000000000y", "-9999-01-01"),
            ("99999y", "-9999-01-01"),
        ] {
            let day = resolved(arg).unwrap_or_default();
            let day = day.replace("-009999", "-9999");
            assert_eq!(day, expected, "{arg}");
        }
    }

    #[test]
    fn a_month_has_a_first_and_a_last_day() {
        let today = Date::constant(2026, 3, 31);
        let february: DayArg = "february".parse().unwrap();
        assert_eq!(
            february.first_day(today).unwrap(),
            Date::constant(2026, 2, 1)
        );
        assert_eq!(
            february.last_day(today).unwrap(),
            Date::constant(2026, 2, 28)
        );
    }

    #[test]
    fn other_text_is_rejected() {
        for arg in [
            "",
            "d",
            "7",
            "+7d",
            "-7d",
            "2026",
            "2026-02-30",
            "20260301",
            "5000000000d",
            "at 6",
            "yesterday 18:00",
            "睡d",
            "7睡",
            "🍲",
            "2026-03-01T10:00:00Z",
            "1.5y",
        ] {
            assert_eq!(resolved(arg), None, "{arg}");
        }
        let error = "31 feb".parse::<DayArg>().unwrap_err();
        assert_eq!(
            error,
            "February has no day 31. Its last one is 29 February."
        );
    }
}

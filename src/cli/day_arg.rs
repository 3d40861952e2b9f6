//! Parses a day argument: a date, `today`, `yesterday`, or a relative day such as `7d`.

use std::str::FromStr;

use jiff::Span;
use jiff::civil::Date;

/// A day, possibly relative to today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DayArg {
    Date(Date),
    Relative(RelativeDay),
}

/// A number of days, weeks, months or years before today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RelativeDay {
    number: u32,
    unit: DayUnit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DayUnit {
    Days,
    Weeks,
    Months,
    Years,
}

impl DayArg {
    /// The date; the minimum date if it would be out of range.
    pub(crate) fn resolve(self, today: Date) -> Date {
        match self {
            Self::Date(day) => day,
            Self::Relative(ago) => ago
                .span()
                .and_then(|span| today.checked_sub(span).ok())
                .unwrap_or(Date::MIN),
        }
    }
}

impl RelativeDay {
    fn span(self) -> Option<Span> {
        let number = self.number;
        let span = Span::new();
        match self.unit {
            DayUnit::Days => span.try_days(number),
            DayUnit::Weeks => span.try_weeks(number),
            DayUnit::Months => span.try_months(number),
            DayUnit::Years => span.try_years(number),
        }
        .ok()
    }
}

impl FromStr for DayArg {
    type Err = &'static str;

    fn from_str(arg: &str) -> Result<Self, Self::Err> {
        let arg = arg.trim().to_lowercase();
        let days = |number| {
            let unit = DayUnit::Days;
            Ok(Self::Relative(RelativeDay { number, unit }))
        };
        match arg.as_str() {
            "today" => return days(0),
            "yesterday" => return days(1),
            _ => {}
        }
        // jiff accepts other formats as well, so require the length of this one.
        if arg.len() == "2026-03-01".len()
            && let Ok(day) = arg.parse()
        {
            return Ok(Self::Date(day));
        }
        let unit = match arg.chars().last() {
            Some('d') => DayUnit::Days,
            Some('w') => DayUnit::Weeks,
            Some('m') => DayUnit::Months,
            Some('y') => DayUnit::Years,
            _ => return Err(INVALID_DAY),
        };
        let number = &arg[..arg.len() - 1];
        let is_number = number.bytes().all(|digit| digit.is_ascii_digit());
        let number = number.parse().map_err(|_| INVALID_DAY)?;
        is_number
            .then_some(Self::Relative(RelativeDay { number, unit }))
            .ok_or(INVALID_DAY)
    }
}

const INVALID_DAY: &str =
    "a day is a date such as 2026-03-01, today, yesterday, or 7d, 2w, 3m, 1y ago";

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(arg: &str) -> Option<String> {
        let today = "2026-03-31".parse().expect("a day the test wrote");
        let day: DayArg = arg.parse().ok()?;
        Some(day.resolve(today).to_string())
    }

    #[test]
    fn days_parse_as_people_type_them() {
        for (arg, expected) in [
            ("2026-03-01", "2026-03-01"),
            ("today", "2026-03-31"),
            ("Yesterday ", "2026-03-30"),
            ("0d", "2026-03-31"),
            ("7d", "2026-03-24"),
            ("2W", "2026-03-17"),
            ("1m", "2026-02-28"),
            ("1y", "2025-03-31"),
            ("4000000000y", "-9999-01-01"),
            ("99999y", "-9999-01-01"),
        ] {
            let day = resolved(arg).unwrap_or_default();
            let day = day.replace("-009999", "-9999");
            assert_eq!(day, expected, "{arg}");
        }
    }

    #[test]
    fn other_text_is_rejected() {
        for arg in [
            "",
            "d",
            "7",
            "+7d",
            "-7d",
            "7 d",
            "2026",
            "2026-02-30",
            "2026-3-1",
            "20260301",
            "5000000000d",
            "tomorrow",
            "睡d",
            "7睡",
            "🍲",
            "2026-03-01T10:00:00Z",
            "1.5y",
        ] {
            assert_eq!(resolved(arg), None, "{arg}");
        }
    }
}

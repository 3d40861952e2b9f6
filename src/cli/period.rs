//! Days as a person types them: `2026-11-24`, or `30d` for thirty days ago.

use jiff::ToSpan;
use jiff::civil::Date;

/// A day, or so many days before today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    On(Date),
    Ago(u16),
}

impl Day {
    /// Reads what was typed.
    pub fn typed(words: &str) -> Result<Self, String> {
        let words = words.trim();
        let ago = words.strip_suffix(['d', 'D']).map(str::parse);
        if let Some(Ok(days)) = ago {
            return Ok(Self::Ago(days));
        }
        let date: Result<Date, _> = words.parse();
        date.map(Self::On)
            .map_err(|_| "type a day such as 2026-11-24, or 30d for thirty days ago".to_owned())
    }

    /// The day that is meant, seen from `today`.
    pub fn seen_from(self, today: Date) -> Date {
        match self {
            Self::On(day) => day,
            Self::Ago(days) => today
                .checked_sub(i32::from(days).days())
                .unwrap_or(Date::MIN),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_day_is_typed_as_a_date_or_as_days_ago() {
        let today = date(2026, 11, 24);
        let seen = |words| Day::typed(words).map(|day| day.seen_from(today));
        assert_eq!(seen("30d"), Ok(date(2026, 10, 25)));
        assert_eq!(seen("0D"), Ok(today));
        assert_eq!(seen(" 2026-01-05 "), Ok(date(2026, 1, 5)));
        for words in [
            "",
            "d",
            "30",
            "-3d",
            "70000d",
            "2026-13-01",
            "昨日",
            "1w 😀",
        ] {
            assert!(seen(words).is_err(), "{words}");
        }
    }
}

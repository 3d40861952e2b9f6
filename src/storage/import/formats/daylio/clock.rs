//! Parses dates and times as phones write them in many languages.

use jiff::civil::{Date, Time};
use unicode_normalization::UnicodeNormalization;

/// The names of the periods of the day, such as “pm”. A line has the first and the last hour of a period, then its names
/// in many languages.
///
/// The names are from ICU, in the form that [`normalize`] returns, without full stops.
const PERIODS: &str = include_str!("periods.tsv");

/// The long and short names of the months from ICU, one line per month.
const MONTHS: &str = include_str!("months.tsv");

/// Parses a time of the 24 or 12 hour clock, such as “13:48”, “1:48 p. m.” or “오후 1:48”. An empty text is midnight.
///
/// None if the text is ambiguous or not a time.
pub(super) fn time(text: &str) -> Option<Time> {
    let plain = normalize(text);
    if plain.is_empty() {
        return Some(Time::midnight());
    }
    let (before, hour, rest) = number(&plain)?;
    let (between, minute, mut after) = number(rest)?;
    let is_separator = matches!(between, ":" | "." | "h" | "時" | "时" | "시");
    if !is_separator || hour.len() > 2 || minute.len() != 2 {
        return None;
    }
    let mut second = "0";
    if let Some((":" | ".", digits, rest)) = number(after) {
        (second, after) = (digits, rest);
    }
    if number(after).is_some() {
        return None;
    }
    // Bulgarian and East Asian languages write a unit after the hour or the minute.
    let after = after.replace('.', "");
    let after = after.trim_start_matches(['ч', '分', '분']);
    let period = format!("{}{after}", before.replace('.', ""));
    let hour = hour_of(hour.parse().ok()?, &period)?;
    Time::new(hour, minute.parse().ok()?, second.parse().ok()?, 0).ok()
}

/// Whether a time names a period of the day.
pub(super) fn has_period(text: &str) -> bool {
    let is_unit = |letter: char| "hч時时시分분".contains(letter);
    normalize(text)
        .chars()
        .any(|letter| letter.is_alphabetic() && !is_unit(letter))
}

/// The hour from 0 to 23, from the hour of a time and its period of the day, which may be empty.
fn hour_of(hour: i8, period: &str) -> Option<i8> {
    if period.is_empty() {
        return match hour {
            0..=23 => Some(hour),
            // Some clocks count from 1 to 24, and 24:05 is five minutes past midnight.
            24 => Some(0),
            _ => None,
        };
    }
    let (first, last) = hours(period)?;
    if !(0..=12).contains(&hour) {
        return None;
    }
    let is_in = |hour: &i8| {
        if first <= last {
            (first..=last).contains(hour)
        } else {
            *hour >= first || *hour <= last
        }
    };
    match [hour % 12, hour % 12 + 12].map(|hour| Some(hour).filter(is_in)) {
        [Some(hour), None] | [None, Some(hour)] => Some(hour),
        _ => None,
    }
}

/// The first and the last hour of a period of the day.
fn hours(period: &str) -> Option<(i8, i8)> {
    PERIODS.lines().find_map(|line| {
        let mut cells = line.split('\t');
        let (first, last) = (cells.next()?.parse().ok()?, cells.next()?.parse().ok()?);
        cells.any(|name| name == period).then_some((first, last))
    })
}

/// Parses a date such as “2026-01-15”, “2026/1/15” or “15.01.2026”. None for other orders, where day and month could be
/// confused.
pub(super) fn day(text: &str) -> Option<Date> {
    let plain = normalize(text);
    if let Some(day) = year_month_day(&plain, ["-", "/", "."]) {
        return Some(day);
    }
    let mut parts = plain.split('.').rev();
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let is_end = parts.next().is_none();
    year_month_day(&format!("{year}-{month}-{day}"), ["-"; 3]).filter(|_| is_end)
}

/// Parses year, month and day in this order.
fn year_month_day(plain: &str, separators: [&str; 3]) -> Option<Date> {
    let separator = separators.into_iter().find(|it| plain.contains(it))?;
    let mut parts = plain.split(separator);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    (year.len() == 4 && parts.next().is_none()).then(|| date(year, month, day))?
}

/// Parses a date such as “18 May”, “18. Mai” or “5月18日”, whose year is in another column.
pub(super) fn day_in_year(year: &str, text: &str) -> Option<Date> {
    let (year, text) = (normalize(year), normalize(text));
    // With a full stop between two numbers, the day comes first, as in “18. 5.”
    let only_numbers = text.strip_suffix('.').unwrap_or(&text).split_once('.');
    if let Some((day, month)) = only_numbers
        && [day, month]
            .iter()
            .all(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
    {
        return date(&year, month, day);
    }
    let text = text.replace('.', "");
    let (before, first, after) = number(&text)?;
    let (month, day) = match (before, after) {
        ("", after) if after.starts_with(['月', '월']) => {
            let (_, day, after) = number(after)?;
            matches!(after, "日" | "일" | "").then_some((first.to_owned(), day))?
        }
        // Vietnamese numbers the months: “18 tháng 5”, “18 thg 5”.
        ("", after) if after.starts_with("th") && number(after).is_some() => {
            let (name, month, after) = number(after)?;
            (matches!(name, "tháng" | "thg") && after.is_empty())
                .then(|| (month.to_owned(), first))?
        }
        _ => (month(&format!("{before}{after}"))?.to_string(), first),
    };
    date(&year, &month, day)
}

fn month(name: &str) -> Option<usize> {
    let has_name = |line: &str| line.split('\t').any(|month| month == name);
    MONTHS.lines().position(has_name).map(|index| index + 1)
}

/// A Gregorian date from 1900 to 2199. Years outside of that range are of other calendars, such as 2569 or 1404.
fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    let year = year
        .parse()
        .ok()
        .filter(|year| (1900..2200).contains(year))?;
    Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}

/// The text before the first number, its digits, and the text after it.
fn number(plain: &str) -> Option<(&str, &str, &str)> {
    let begin = plain.find(|letter: char| letter.is_ascii_digit())?;
    let (before, rest) = plain.split_at(begin);
    let end = rest.find(|letter: char| !letter.is_ascii_digit());
    let (digits, after) = rest.split_at(end.unwrap_or(rest.len()));
    Some((before, digits, after))
}

/// `text` in lower case and NFKC, with ASCII digits, without white space and direction marks.
fn normalize(text: &str) -> String {
    let lowercase = text.to_lowercase();
    let letters = lowercase.nfkc().filter(|letter| {
        !letter.is_whitespace()
            && !matches!(letter, '\u{200b}' | '\u{feff}')
            && !crate::text::is_unsafe_char(*letter)
    });
    letters.map(ascii_digit).collect()
}

/// The ASCII digit for a digit of another script. Other characters stay.
fn ascii_digit(letter: char) -> char {
    /// The digit zero of each script.
    const ZEROS: [char; 20] = [
        '\u{660}',
        '\u{6f0}',
        '\u{7c0}',
        '\u{966}',
        '\u{9e6}',
        '\u{a66}',
        '\u{ae6}',
        '\u{b66}',
        '\u{be6}',
        '\u{c66}',
        '\u{ce6}',
        '\u{d66}',
        '\u{e50}',
        '\u{ed0}',
        '\u{f20}',
        '\u{1040}',
        '\u{17e0}',
        '\u{1810}',
        '\u{abf0}',
        '\u{11136}',
    ];
    let value = |zero: char| u32::from(letter).checked_sub(u32::from(zero));
    let mut values = ZEROS.into_iter().filter_map(value);
    let value = values.find(|value| *value < 10);
    value
        .and_then(|value| char::from_digit(value, 10))
        .unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_is(text: &str, hour: i8, minute: i8) {
        assert_eq!(time(text), Time::new(hour, minute, 0, 0).ok(), "{text}");
    }

    /// What ICU writes for 0:05, 9:05, 12:00 and 20:30 in each locale, with both clocks.
    #[test]
    fn every_time_format_of_icu_is_parsed() {
        let times = include_str!("times.tsv");
        assert!(times.lines().count() > 150);
        for line in times.lines() {
            let cells: Vec<_> = line.split('\t').collect();
            let expected = [(0, 5), (9, 5), (12, 0), (20, 30)];
            assert_eq!(cells.len(), expected.len() + 1);
            for (text, (hour, minute)) in cells[1..].iter().zip(expected) {
                assert_is(text, hour, minute);
                assert_is(&text.replace([' ', '\u{a0}', '\u{202f}'], ""), hour, minute);
                assert_is(
                    &format!("\u{200f}{text}\u{200e}").to_uppercase(),
                    hour,
                    minute,
                );
            }
        }
    }

    #[test]
    fn times_of_older_phones_and_spreadsheets_are_parsed() {
        for (text, hour, minute) in [
            ("7:15PM", 19, 15),
            ("12:05AM", 0, 5),
            ("9:05\u{202f}AM", 9, 5),
            ("오후 7:15", 19, 15),
            ("오전 7:15", 7, 15),
            ("午後7:15", 19, 15),
            ("午後 0:15", 12, 15),
            ("7:15 π.μ.", 7, 15),
            ("7:15 μ.μ.", 19, 15),
            ("٧:١٥ م", 19, 15),
            ("晚上7:15", 19, 15),
            ("凌晨12:15", 0, 15),
            ("ب.ظ. ۷:۱۵", 19, 15),
            ("19時15分", 19, 15),
            ("오후 7시 15분", 19, 15),
            ("１９：１５", 19, 15),
            ("8:30 in the evening", 20, 30),
            ("1:48:00 pm", 13, 48),
            ("24:05", 0, 5),
            ("", 0, 0),
        ] {
            assert_is(text, hour, minute);
        }
    }

    #[test]
    fn ambiguous_and_invalid_times_are_refused() {
        for text in [
            "25:00",
            "13:00 pm",
            "7:15 xm",
            "noon",
            "1:2",
            "1:é",
            "7:15 pm am",
            "7:15 de la",
            "715",
            "7-15",
            "7:15:30:10",
            "-7:15",
            "7:615",
            "7:15 7:15",
            "6:00 中午",
            "19:60",
        ] {
            assert_eq!(time(text), None, "{text}");
        }
    }

    #[test]
    fn only_unambiguous_gregorian_dates_are_parsed() {
        let expected = Date::new(2026, 5, 18).ok();
        for text in [
            "2026-05-18",
            "2026/5/18",
            "18.05.2026",
            "٢٠٢٦-٠٥-١٨",
            "2026. 5. 18",
            " 2026-05-18 ",
        ] {
            assert_eq!(day(text), expected, "{text}");
        }
        for text in [
            "2569-05-18",
            "1405-02-28",
            "05/18/2026",
            "5-18-2026",
            "2026-13-01",
            "2026-02-30",
            "",
            "May",
            "2026-05",
            "2026-05-18-1",
            "26-05-18",
            "18.05.26",
            "1.18.05.2026",
        ] {
            assert_eq!(day(text), None, "{text}");
        }
        for text in [
            "18 May",
            "May 18",
            "18. Mai",
            "18 mai",
            "5月18日",
            "5월 18일",
            "18 de mayo",
            "18 мая",
            "18. 5.",
            "18.05",
            "18.5.",
            "18 tháng 5",
            "18 thg 5",
            "18 Μαΐου",
            "१८ मई",
            "١٨ مايو",
        ] {
            assert_eq!(day_in_year("2026", text), expected, "{text}");
        }
        for (year, text) in [
            ("2569", "18 May"),
            ("2026", "31 Feb"),
            ("", "18 May"),
            ("2026", "18 5"),
            ("2026", "5.18"),
            ("2026", "18/5"),
            ("2026", "18.5.1"),
            ("2026", "."),
            ("2026", "18"),
            ("2026", "18 smarch"),
            ("2026", "5月"),
        ] {
            assert_eq!(day_in_year(year, text), None, "{year} {text}");
        }
    }
}

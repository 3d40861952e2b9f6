//! Days and times as phones write them in many languages.

use jiff::civil::{Date, Time};
use unicode_normalization::UnicodeNormalization;

/// The names of parts of the day. A line holds the first and the last hour of a part, then its names in many languages.
///
/// The names are from ICU, and without white space and full stops, as [`plain`] leaves them.
const PERIODS: &str = include_str!("periods.tsv");

/// The names of the months, long and short, a month on each line. From ICU as well.
const MONTHS: &str = include_str!("months.tsv");

/// A time of either clock, such as “13:48”, “1:48 p. m.” or “오후 1:48”. No words are midnight.
///
/// None if it could be two times, or none.
pub(super) fn time(words: &str) -> Option<Time> {
    let plain = plain(words);
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
    if let Some((":" | ".", there, rest)) = number(after) {
        (second, after) = (there, rest);
    }
    if number(after).is_some() {
        return None;
    }
    // Bulgarian and the languages of East Asia name the hour or the minute.
    let after = after.replace('.', "");
    let after = after.trim_start_matches(['ч', '分', '분']);
    let period = format!("{}{after}", before.replace('.', ""));
    let hour = hour_of(hour.parse().ok()?, &period)?;
    Time::new(hour, minute.parse().ok()?, second.parse().ok()?, 0).ok()
}

/// Whether a time names a part of the day.
pub(super) fn has_period(words: &str) -> bool {
    let is_unit = |letter: char| "hч時时시分분".contains(letter);
    plain(words)
        .chars()
        .any(|letter| letter.is_alphabetic() && !is_unit(letter))
}

/// The hour of the day, from the hour on a clock and the words for a part of the day, if there are any.
fn hour_of(hour: i8, period: &str) -> Option<i8> {
    if period.is_empty() {
        return match hour {
            0..=23 => Some(hour),
            // Some clocks count from 1 to 24, where the day begins with its 24th hour.
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

/// The first and the last hour of a part of the day.
fn hours(period: &str) -> Option<(i8, i8)> {
    PERIODS.lines().find_map(|line| {
        let mut cells = line.split('\t');
        let (first, last) = (cells.next()?.parse().ok()?, cells.next()?.parse().ok()?);
        cells.any(|name| name == period).then_some((first, last))
    })
}

/// A day such as “2026-01-15”, “2026/1/15” or “15.01.2026”. Of other orders, the days and months could be mistaken.
pub(super) fn day(words: &str) -> Option<Date> {
    let plain = plain(words);
    if let Some(day) = ordered(&plain, ["-", "/", "."]) {
        return Some(day);
    }
    let mut parts = plain.split('.').rev();
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let is_all = parts.next().is_none();
    ordered(&format!("{year}-{month}-{day}"), ["-"; 3]).filter(|_| is_all)
}

/// A day of year, month and day, in this order.
fn ordered(plain: &str, separators: [&str; 3]) -> Option<Date> {
    let separator = separators.into_iter().find(|it| plain.contains(it))?;
    let mut parts = plain.split(separator);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    (year.len() == 4 && parts.next().is_none()).then(|| date(year, month, day))?
}

/// A day such as “18 May”, “18. Mai” or “5月18日”, and its year.
pub(super) fn day_in_year(year: &str, words: &str) -> Option<Date> {
    let (year, words) = (plain(year), plain(words));
    // Only days before months have a full stop between them, as in “18. 5.”
    let only_numbers = words.strip_suffix('.').unwrap_or(&words).split_once('.');
    if let Some((day, month)) = only_numbers
        && [day, month]
            .iter()
            .all(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
    {
        return date(&year, month, day);
    }
    let words = words.replace('.', "");
    let (before, one, after) = number(&words)?;
    let (month, day) = match (before, after) {
        ("", after) if after.starts_with(['月', '월']) => {
            let (_, day, after) = number(after)?;
            matches!(after, "日" | "일" | "").then_some((one.to_owned(), day))?
        }
        // In Vietnamese, months have numbers: “18 tháng 5”, “18 thg 5”.
        ("", after) if after.starts_with("th") && number(after).is_some() => {
            let (name, month, after) = number(after)?;
            (matches!(name, "tháng" | "thg") && after.is_empty())
                .then(|| (month.to_owned(), one))?
        }
        _ => (month(&format!("{before}{after}"))?.to_string(), one),
    };
    date(&year, &month, day)
}

fn month(name: &str) -> Option<usize> {
    let is_there = |line: &str| line.split('\t').any(|month| month == name);
    MONTHS.lines().position(is_there).map(|place| place + 1)
}

/// A day of our calendar in our time. Other calendars count other years, such as 2569 or 1404.
fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    let year = year
        .parse()
        .ok()
        .filter(|year| (1900..2200).contains(year))?;
    Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}

/// The text before the first number, its digits and the text behind it.
fn number(plain: &str) -> Option<(&str, &str, &str)> {
    let begin = plain.find(|letter: char| letter.is_ascii_digit())?;
    let (before, rest) = plain.split_at(begin);
    let end = rest.find(|letter: char| !letter.is_ascii_digit());
    let (digits, after) = rest.split_at(end.unwrap_or(rest.len()));
    Some((before, digits, after))
}

/// `words` in small letters, with the digits 0 to 9, without white space and marks of direction.
fn plain(words: &str) -> String {
    let low = words.to_lowercase();
    let letters = low.nfkc().filter(|letter| {
        !letter.is_whitespace()
            && !matches!(letter, '\u{200b}' | '\u{feff}')
            && !crate::text::is_unsafe_char(*letter)
    });
    letters.map(digit).collect()
}

/// The same digit of ASCII for one of another script.
fn digit(letter: char) -> char {
    /// Where the digits of a script begin.
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
    fn assert_is(words: &str, hour: i8, minute: i8) {
        assert_eq!(time(words), Time::new(hour, minute, 0, 0).ok(), "{words}");
    }

    /// What ICU writes for 0:05, 9:05, 12:00 and 20:30 in each locale, with either clock.
    #[test]
    fn every_time_that_phones_write_is_read() {
        let times = include_str!("times.tsv");
        assert!(times.lines().count() > 150);
        for line in times.lines() {
            let cells: Vec<_> = line.split('\t').collect();
            let expected = [(0, 5), (9, 5), (12, 0), (20, 30)];
            assert_eq!(cells.len(), expected.len() + 1);
            for (words, (hour, minute)) in cells[1..].iter().zip(expected) {
                assert_is(words, hour, minute);
                assert_is(
                    &words.replace([' ', '\u{a0}', '\u{202f}'], ""),
                    hour,
                    minute,
                );
                assert_is(
                    &format!("\u{200f}{words}\u{200e}").to_uppercase(),
                    hour,
                    minute,
                );
            }
        }
    }

    #[test]
    fn older_phones_and_spreadsheets_are_understood() {
        for (words, hour, minute) in [
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
            assert_is(words, hour, minute);
        }
    }

    #[test]
    fn what_could_be_two_times_or_none_is_refused() {
        for words in [
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
            assert_eq!(time(words), None, "{words}");
        }
    }

    #[test]
    fn days_are_those_of_our_calendar() {
        let expected = Date::new(2026, 5, 18).ok();
        for words in [
            "2026-05-18",
            "2026/5/18",
            "18.05.2026",
            "٢٠٢٦-٠٥-١٨",
            "2026. 5. 18",
            " 2026-05-18 ",
        ] {
            assert_eq!(day(words), expected, "{words}");
        }
        for words in [
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
            assert_eq!(day(words), None, "{words}");
        }
        for words in [
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
            assert_eq!(day_in_year("2026", words), expected, "{words}");
        }
        for (year, words) in [
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
            assert_eq!(day_in_year(year, words), None, "{year} {words}");
        }
    }
}

//! The words and numbers of a date phrase.

use jiff::civil::Weekday;

use super::{DayPart, PhraseKind, Unit};
use crate::text::digits::to_ascii_numbers;

/// The longest text that can be a phrase, in bytes.
const MAX_LENGTH: usize = 80;

/// A piece of a phrase: “5d” has two, “half-past” as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A number, and how many digits it was written with.
    Number(u32, usize),
    /// A word in small letters.
    Word(String),
    /// A `:` or `/`, or a `.` or `-` after a number.
    Sign(char),
}

/// Splits a text into tokens; none if it has a character that no phrase has.
pub(super) fn split(typed: &str) -> Option<Vec<Token>> {
    if typed.len() > MAX_LENGTH {
        return None;
    }
    let plain = to_ascii_numbers(typed).to_lowercase();
    let mut tokens = Vec::new();
    let mut rest = plain.as_str();
    while let Some(c) = rest.chars().next() {
        let length = if c.is_ascii_digit() {
            leading(rest, |c| c.is_ascii_digit())
        } else if c.is_alphabetic() {
            leading(rest, |c| c.is_alphabetic() || is_apostrophe(c))
        } else {
            c.len_utf8()
        };
        let (part, after) = rest.split_at(length);
        match c {
            '0'..='9' => tokens.push(Token::Number(part.parse().ok()?, length)),
            _ if c.is_alphabetic() => tokens.push(Token::Word(part.replace(is_apostrophe, ""))),
            ':' | '/' => tokens.push(Token::Sign(c)),
            '.' | '-' if matches!(tokens.last(), Some(Token::Number(..))) => {
                tokens.push(Token::Sign(c));
            }
            ' ' | '\t' | ',' => {}
            // “dec.” and “half-past”.
            '.' | '-' if matches!(tokens.last(), Some(Token::Word(_))) => {}
            _ => return None,
        }
        rest = after;
    }
    // “Sunday 29.” ends a sentence or is an ordinal.
    if tokens.last() == Some(&Token::Sign('.')) {
        tokens.pop();
    }
    Some(tokens)
}

/// The length of the first characters that `is_part` holds for, in bytes.
fn leading(text: &str, is_part: impl Fn(char) -> bool) -> usize {
    text.find(|c| !is_part(c)).unwrap_or(text.len())
}

const fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’')
}

/// A weekday by its name, its beginning or a usual abbreviation.
pub(super) fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "monday" | "mon" | "mondays" => Weekday::Monday,
        "tuesday" | "tue" | "tues" => Weekday::Tuesday,
        "wednesday" | "wed" | "weds" => Weekday::Wednesday,
        "thursday" | "thu" | "thur" | "thurs" => Weekday::Thursday,
        "friday" | "fri" => Weekday::Friday,
        "saturday" | "sat" => Weekday::Saturday,
        "sunday" | "sun" => Weekday::Sunday,
        _ => return None,
    })
}

/// The names of the months, from January.
pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The number of a month by its name, its first three letters or “sept”.
pub(super) fn month(word: &str) -> Option<i8> {
    let is_named = |name: &str| {
        let name = name.to_lowercase();
        word == name || word == &name[..3] || (word == "sept" && name == "september")
    };
    let index = MONTHS.iter().position(|name| is_named(name))?;
    i8::try_from(index + 1).ok()
}

/// The value of a number word.
pub(super) fn number(word: &str) -> Option<u32> {
    const WORDS: [&str; 12] = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve",
    ];
    let index = WORDS.iter().position(|name| *name == word)?;
    u32::try_from(index + 1).ok()
}

/// The value of a number word or of an article, as in “a week”.
pub(super) fn amount(word: &str) -> Option<u32> {
    match word {
        "a" | "an" => Some(1),
        "couple" => Some(2),
        "few" => Some(3),
        "twenty" => Some(20),
        "thirty" => Some(30),
        word => number(word),
    }
}

/// A unit of days or of time. “m” is months where a day is asked for, and minutes where a time is.
pub(super) fn unit(word: &str, kind: PhraseKind) -> Option<Unit> {
    Some(match (word, kind) {
        ("d" | "day" | "days", _) => Unit::Days,
        ("w" | "wk" | "wks" | "week" | "weeks", _) => Unit::Weeks,
        ("fortnight" | "fortnights", _) => Unit::Fortnights,
        ("mo" | "mth" | "month" | "months", _) | ("m", PhraseKind::Day) => Unit::Months,
        ("y" | "yr" | "yrs" | "year" | "years", _) => Unit::Years,
        ("h" | "hr" | "hrs" | "hour" | "hours", _) => Unit::Hours,
        ("min" | "mins" | "minute" | "minutes", _) | ("m", PhraseKind::Time) => Unit::Minutes,
        _ => return None,
    })
}

/// A part of the day.
pub(super) fn day_part(word: &str) -> Option<DayPart> {
    Some(match word {
        "morning" => DayPart::Morning,
        "afternoon" => DayPart::Afternoon,
        "evening" => DayPart::Evening,
        "night" => DayPart::Night,
        _ => return None,
    })
}

/// The distance of a day that has a word of its own, as people spell it.
pub(super) fn named_day(word: &str) -> Option<i32> {
    Some(match word {
        "today" => 0,
        "tomorrow" | "tomorow" | "tommorow" | "tommorrow" | "tmrw" | "tmr" => 1,
        "yesterday" => -1,
        _ => return None,
    })
}

/// Words between the others that change nothing: “on sunday”, “by the 12th”.
pub(super) fn is_filler(word: &str) -> bool {
    matches!(
        word,
        "on" | "by" | "until" | "till" | "for" | "the" | "around" | "about" | "please"
    )
}

//! Days and times in the words people type: “sunday”, “in 5 days”, “12 dec”, “at 6”.
//!
//! The one parser for follow-ups, postponed worries, the command line and filters. A phrase is parsed without knowing
//! today, and then resolved forwards (a day to come) or backwards (a period that has begun). Where words can mean two
//! things, this decides, and the interface shows the result before it counts:
//!
//! - A weekday is never today: on a Sunday, “sunday” is a week away. “next sunday” is the one of the next calendar week,
//!   which begins on Monday; “last sunday” is the latest one before today.
//! - “12 dec” is the next one, today included; backwards the latest one, today included. “29 feb” waits for a leap year,
//!   “31 feb” is refused. “5/12” is refused, as it is read both ways; “25/12” isn't. “5.12.” is the day first.
//! - “monday to friday” is the latest one that has begun: the first day is looked for backwards, and the second one is
//!   the next after it.
//! - “2w” lies ahead where a day to come is asked for, and back on the command line.
//! - An hour without am or pm is the next one from 7 in the morning to 10 in the evening: “at 6” is always 18:00.
//!   “9:05” and “18:00” are of a 24-hour clock. “half six” is half past six.
//! - A day without a time has the usual hour of worry time. “m” is months in a day and minutes in a time.

mod parse;
mod past_days;
mod resolve;
#[cfg(test)]
mod tests;
mod words;

use jiff::civil::{Date, DateTime, Time, Weekday};

pub(crate) use self::past_days::parse_past_days;

/// A day, a time or both, not yet related to today.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct DatePhrase {
    day: Option<DayPhrase>,
    time: Option<TimePhrase>,
}

/// What a phrase is typed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PhraseKind {
    Day,
    Time,
}

/// Why a phrase names no day or time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PhraseError {
    /// The words mean nothing here.
    Unclear,
    /// A day that its month doesn't have, in this year or in any.
    NoSuchDay {
        day: u32,
        month: i8,
        year: Option<i16>,
    },
    /// Two numbers that can be day and month either way, the smaller first.
    TwoWays { low: i8, high: i8 },
    /// The date is on another weekday.
    OtherWeekday(Date),
    /// It is over, or it is now.
    NotFuture,
    /// A year that no calendar here has.
    OutOfRange,
}

/// A day, and days or weeks counted from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct DayPhrase {
    anchor: Anchor,
    shift: Option<Shift>,
    /// The weekday named beside a date.
    weekday: Option<Weekday>,
}

/// The day that a phrase names or counts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Anchor {
    /// So many days after today.
    DaysAfterToday(i32),
    Date(Date),
    /// A day of a month, in a year that isn't named.
    MonthDay(i8, i8),
    /// A day of a month that isn't named.
    DayOfMonth(i8),
    Weekday(Weekday, Occurrence),
    Weekend(Occurrence),
    /// A month, in this year if it is named.
    Month(i8, Option<i16>),
    /// The calendar week, month or year so many after this one.
    Period(Unit, i32),
}

/// Which of the days with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Occurrence {
    Nearest,
    Next,
    Last,
}

/// A distance from a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Shift {
    number: u32,
    unit: Unit,
    tense: Tense,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Minutes,
    Hours,
    Days,
    Weeks,
    Fortnights,
    Months,
    Years,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tense {
    /// “in 5 days”
    Later,
    /// “5 days ago”
    Earlier,
    /// “5 days”
    Unsaid,
}

/// Which way a phrase looks where its words leave it open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Direction {
    Forwards,
    Backwards,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TimePhrase {
    /// A time of a 24-hour clock.
    Clock(Time),
    /// A time of a clock with hands: the hour from 1 to 12, and the minute.
    Hands(i8, i8),
    Part(DayPart),
    /// A time in the night that begins on the day, from midnight on.
    AfterMidnight(Time),
    /// So many minutes from now.
    FromNow(u32),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DayPart {
    Morning,
    Afternoon,
    Evening,
    Night,
}

/// Formats a day as its interpretation is shown: “Sunday, 29 November”, with the year if it isn't this one.
pub(crate) fn format_day(day: Date, today: Date) -> String {
    if day.year() == today.year() {
        day.strftime("%A, %-d %B").to_string()
    } else {
        day.strftime("%A, %-d %B %Y").to_string()
    }
}

/// Formats a day that has come, within a sentence: “earlier today”, “yesterday” or “on Sunday, 29 November”.
pub(crate) fn format_past_day(day: Date, today: Date) -> String {
    if day == today {
        "earlier today".to_owned()
    } else if day.tomorrow().is_ok_and(|next| next == today) {
        "yesterday".to_owned()
    } else {
        format!("on {}", format_day(day, today))
    }
}

/// Formats a time as its interpretation is shown: “Sunday, 29 November, 18:00”.
pub(crate) fn format_time(time: DateTime, today: Date) -> String {
    let day = format_day(time.date(), today);
    format!("{day}, {}", time.strftime("%H:%M"))
}

impl PhraseError {
    /// The message for somebody who typed it.
    pub(crate) fn message(self, kind: PhraseKind) -> String {
        let month_name = |month: i8| {
            let index = usize::try_from(month - 1).unwrap_or(0);
            words::MONTHS.get(index).copied().unwrap_or_default()
        };
        match (self, kind) {
            (Self::Unclear, PhraseKind::Day) => {
                "That isn't clear as a day. Try “Sunday”, “in 5 days” or “December 12”.".to_owned()
            }
            (Self::Unclear, PhraseKind::Time) => {
                "That isn't clear as a time. Try “20:15” or “tomorrow 9:00”.".to_owned()
            }
            (Self::NotFuture, PhraseKind::Day) => {
                "That day isn't in the future. Try “Sunday” or “in 5 days”.".to_owned()
            }
            (Self::NotFuture, PhraseKind::Time) => {
                "That time has passed. Try “20:15” or “tomorrow 20:15”.".to_owned()
            }
            (Self::OutOfRange, _) => "That's further away than the calendar goes.".to_owned(),
            (Self::NoSuchDay { day, month, year }, _) => {
                let name = month_name(month);
                match year {
                    Some(year) if month == 2 && day == 29 => {
                        format!("February has no 29th in {year}. Try the 28th, or 1 March.")
                    }
                    Some(year) if month == 2 => {
                        let last = resolve::last_of_month(year, month);
                        format!(
                            "February has no day {day}. In {year} its last one is {last} February."
                        )
                    }
                    _ => {
                        let last = resolve::last_of_month(resolve::LEAP_YEAR, month);
                        format!("{name} has no day {day}. Its last one is {last} {name}.")
                    }
                }
            }
            (Self::TwoWays { low, high }, _) => {
                let (first, second) = (month_name(high), month_name(low));
                format!(
                    "That could be {low} {first} or {high} {second}. Write the month as a word."
                )
            }
            (Self::OtherWeekday(date), _) => {
                let weekday = date.strftime("%A");
                let date = date.strftime("%-d %B %Y");
                format!("{date} is a {weekday}. Leave out the weekday, or change the date.")
            }
        }
    }
}

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time, Weekday};
use proptest::prelude::*;

use super::{DatePhrase, PhraseError, PhraseKind, format_day, format_time, parse_past_days};

/// A Saturday.
const TODAY: Date = Date::constant(2026, 11, 28);
/// That day at eight in the evening.
const EVENING: DateTime = DateTime::constant(2026, 11, 28, 20, 0, 0, 0);
const USUAL: Time = Time::constant(18, 30, 0, 0);

/// The day to come, as it is shown.
fn day_on(typed: &str, today: Date) -> Result<String, PhraseError> {
    let phrase = DatePhrase::parse(typed, PhraseKind::Day)?;
    phrase.future_day(today).map(|day| format_day(day, TODAY))
}

/// The time to come, as it is shown.
fn time_at(typed: &str, now: DateTime) -> Result<String, PhraseError> {
    let phrase = DatePhrase::parse(typed, PhraseKind::Time)?;
    phrase
        .future_time(now, USUAL)
        .map(|time| format_time(time, TODAY))
}

/// The first and the last day of a time that has been.
fn past_on(typed: &str, today: Date) -> Result<(String, String), PhraseError> {
    let phrase = DatePhrase::parse(typed, PhraseKind::Day)?;
    let (first, last) = phrase.past_days(today)?;
    Ok((first.to_string(), last.to_string()))
}

#[test]
fn at_midnight_somebody_types_a_day_as_they_would_say_it() {
    for (typed, day) in [
        ("sunday", "Sunday, 29 November"),
        ("Sun", "Sunday, 29 November"),
        ("on Sunday.", "Sunday, 29 November"),
        ("by friday", "Friday, 4 December"),
        ("this friday", "Friday, 4 December"),
        ("tomorrow", "Sunday, 29 November"),
        ("tommorow", "Sunday, 29 November"),
        ("the day after tomorrow", "Monday, 30 November"),
        ("in 5 days", "Thursday, 3 December"),
        ("in five days", "Thursday, 3 December"),
        ("5 days", "Thursday, 3 December"),
        ("5d", "Thursday, 3 December"),
        ("5 days from now", "Thursday, 3 December"),
        ("2 weeks", "Saturday, 12 December"),
        ("in two weeks' time", "Saturday, 12 December"),
        ("in a fortnight", "Saturday, 12 December"),
        ("2W", "Saturday, 12 December"),
        ("a week", "Saturday, 5 December"),
        ("a week from tomorrow", "Sunday, 6 December"),
        ("sunday week", "Sunday, 6 December"),
        ("a week on sunday", "Sunday, 6 December"),
        ("2 days after 24 dec", "Saturday, 26 December"),
        ("2 days after the 24th", "Saturday, 26 December"),
        ("2 days before the 24th of december", "Tuesday, 22 December"),
        ("a week from about the 10th", "Thursday, 17 December"),
        ("a week on the 10th", "Thursday, 17 December"),
        ("a week after the weekend", "Saturday, 12 December"),
        ("in a couple of days", "Monday, 30 November"),
        ("in a few days", "Tuesday, 1 December"),
        ("next week", "Saturday, 5 December"),
        ("next month", "Monday, 28 December"),
        ("in 1 month", "Monday, 28 December"),
        ("3m", "Sunday, 28 February 2027"),
        ("1y", "Sunday, 28 November 2027"),
        ("12 dec", "Saturday, 12 December"),
        ("12 December", "Saturday, 12 December"),
        ("12. dec", "Saturday, 12 December"),
        ("dec 12th", "Saturday, 12 December"),
        ("the 12th of december", "Saturday, 12 December"),
        ("the 12th", "Saturday, 12 December"),
        ("the 1st", "Tuesday, 1 December"),
        ("12.12.", "Saturday, 12 December"),
        ("5.12.2026", "Saturday, 5 December"),
        ("24/12", "Thursday, 24 December"),
        ("12/24", "Thursday, 24 December"),
        ("12 jan", "Tuesday, 12 January 2027"),
        ("12 dec 2027", "Sunday, 12 December 2027"),
        ("Dec 12, 2027", "Sunday, 12 December 2027"),
        ("12-dec-2027", "Sunday, 12 December 2027"),
        ("december", "Tuesday, 1 December"),
        ("in december", "Tuesday, 1 December"),
        ("the weekend", "Saturday, 5 December"),
        ("next weekend", "Saturday, 5 December"),
        ("tomorrow evening", "Sunday, 29 November"),
        ("2026-12-05", "Saturday, 5 December"),
        ("2026-12-5", "Saturday, 5 December"),
        ("Saturday, 5 December", "Saturday, 5 December"),
        ("٥d", "Thursday, 3 December"),
        ("in ５ days", "Thursday, 3 December"),
        ("१२ dec", "Saturday, 12 December"),
    ] {
        let read = day_on(typed, TODAY);
        assert_eq!(read.as_deref().unwrap_or(""), day, "{typed}: {read:?}");
    }
}

#[test]
fn a_weekday_is_never_today_and_next_week_begins_on_monday() {
    let on = |typed, today: &str| day_on(typed, today.parse().unwrap()).unwrap();
    // On a Sunday, today would be said as today.
    assert_eq!(on("sunday", "2026-11-29"), "Sunday, 6 December");
    assert_eq!(on("next sunday", "2026-11-29"), "Sunday, 6 December");
    assert_eq!(on("sunday", "2026-11-26"), "Sunday, 29 November");
    assert_eq!(on("next sunday", "2026-11-26"), "Sunday, 6 December");
    assert_eq!(on("next monday", "2026-11-29"), "Monday, 30 November");
    assert_eq!(on("next friday", "2026-11-23"), "Friday, 4 December");
}

#[test]
fn a_date_that_is_past_is_that_of_next_year_and_one_that_is_never_is_refused_kindly() {
    let on = |typed| day_on(typed, TODAY);
    assert_eq!(on("27 nov").unwrap(), "Saturday, 27 November 2027");
    // Today isn't a day to come, and hardly next year's.
    for typed in [
        "28 nov",
        "the 28th",
        "today",
        "tonight",
        "yesterday",
        "2026-11-27",
        "5 days ago",
    ] {
        assert_eq!(on(typed), Err(PhraseError::NotFuture), "{typed}");
    }
    assert_eq!(on("29 feb").unwrap(), "Tuesday, 29 February 2028");
    let message = |typed| on(typed).unwrap_err().message(PhraseKind::Day);
    assert_eq!(
        message("31 feb"),
        "February has no day 31. Its last one is 29 February."
    );
    assert_eq!(
        message("29 feb 2027"),
        "February has no 29th in 2027. Try the 28th, or 1 March."
    );
    assert_eq!(
        message("30 feb 2027"),
        "February has no day 30. In 2027 its last one is 28 February."
    );
    assert_eq!(
        message("31.4."),
        "April has no day 31. Its last one is 30 April."
    );
    assert_eq!(
        message("5/12"),
        "That could be 5 December or 12 May. Write the month as a word."
    );
    assert_eq!(
        message("Monday, 29 November"),
        "29 November 2026 is a Sunday. Leave out the weekday, or change the date."
    );
    assert_eq!(
        message("in 4000000000 years"),
        "That's further away than the calendar goes."
    );
    assert_eq!(
        message("some day"),
        "That isn't clear as a day. Try “Sunday”, “in 5 days” or “December 12”."
    );
}

#[test]
fn in_the_evening_an_hour_alone_is_one_when_people_are_up() {
    let at = |typed| time_at(typed, EVENING);
    for (typed, time) in [
        // Six in the morning is the next one on the clock, but nobody means it.
        ("at 6", "Sunday, 29 November, 18:00"),
        ("6", "Sunday, 29 November, 18:00"),
        ("six o'clock", "Sunday, 29 November, 18:00"),
        ("half past six", "Sunday, 29 November, 18:30"),
        ("half six", "Sunday, 29 November, 18:30"),
        ("at half past 6", "Sunday, 29 November, 18:30"),
        ("quarter to seven", "Sunday, 29 November, 18:45"),
        ("a quarter past nine", "Saturday, 28 November, 21:15"),
        ("10 to 9", "Saturday, 28 November, 20:50"),
        ("twenty past ten", "Saturday, 28 November, 22:20"),
        ("at 9", "Saturday, 28 November, 21:00"),
        ("at 8", "Sunday, 29 November, 08:00"),
        ("at 11", "Sunday, 29 November, 11:00"),
        ("at 12", "Sunday, 29 November, 12:00"),
        ("6am", "Sunday, 29 November, 06:00"),
        ("6 a.m.", "Sunday, 29 November, 06:00"),
        ("6 in the morning", "Sunday, 29 November, 06:00"),
        ("6:30 pm", "Sunday, 29 November, 18:30"),
        ("12 pm", "Sunday, 29 November, 12:00"),
        ("at 18", "Sunday, 29 November, 18:00"),
        ("20:15", "Saturday, 28 November, 20:15"),
        ("20.15", "Saturday, 28 November, 20:15"),
        ("20h15", "Saturday, 28 November, 20:15"),
        ("２０：１５", "Saturday, 28 November, 20:15"),
        ("٢٠:١٥", "Saturday, 28 November, 20:15"),
        // Two numbers are of a 24-hour clock.
        ("9:05", "Sunday, 29 November, 09:05"),
        ("06:30", "Sunday, 29 November, 06:30"),
        ("tonight at 9", "Saturday, 28 November, 21:00"),
        ("9 tonight", "Saturday, 28 November, 21:00"),
        ("tonight", "Saturday, 28 November, 21:00"),
        ("this evening", "Saturday, 28 November, 21:00"),
        ("midnight", "Sunday, 29 November, 00:00"),
        ("12 tonight", "Sunday, 29 November, 00:00"),
        ("noon", "Sunday, 29 November, 12:00"),
        ("tomorrow", "Sunday, 29 November, 18:30"),
        ("tomorrow 9:00", "Sunday, 29 November, 09:00"),
        ("tomorrow at 9", "Sunday, 29 November, 09:00"),
        ("at 9 tomorrow", "Sunday, 29 November, 09:00"),
        ("tomorrow morning", "Sunday, 29 November, 09:00"),
        ("tomorrow morning at 6", "Sunday, 29 November, 06:00"),
        ("in the afternoon", "Sunday, 29 November, 15:00"),
        ("monday evening", "Monday, 30 November, 19:00"),
        ("sunday, half past six", "Sunday, 29 November, 18:30"),
        ("12 dec 20:15", "Saturday, 12 December, 20:15"),
        ("in 2 hours", "Saturday, 28 November, 22:00"),
        ("2h", "Saturday, 28 November, 22:00"),
        ("in half an hour", "Saturday, 28 November, 20:30"),
        ("an hour", "Saturday, 28 November, 21:00"),
        ("in 20 min", "Saturday, 28 November, 20:20"),
        ("30m", "Saturday, 28 November, 20:30"),
        ("in 2 days", "Monday, 30 November, 18:30"),
        ("5d", "Thursday, 3 December, 18:30"),
        ("2026-12-05", "Saturday, 5 December, 18:30"),
        ("2026-12-05 07:00", "Saturday, 5 December, 07:00"),
        ("Saturday, 5 December, 07:00", "Saturday, 5 December, 07:00"),
    ] {
        let read = at(typed);
        assert_eq!(read.as_deref().unwrap_or(""), time, "{typed}: {read:?}");
    }
    for typed in [
        "today",
        "today 19:00",
        "tonight at 6",
        "2026-11-28 19:00",
        "yesterday",
        "2 hours ago",
    ] {
        assert_eq!(at(typed), Err(PhraseError::NotFuture), "{typed}");
    }
    let after_lunch = Date::constant(2026, 11, 28).at(14, 0, 0, 0);
    let late = Date::constant(2026, 11, 28).at(23, 30, 0, 0);
    assert_eq!(
        time_at("at 6", after_lunch).unwrap(),
        "Saturday, 28 November, 18:00"
    );
    assert_eq!(
        time_at("tonight", after_lunch).unwrap(),
        "Saturday, 28 November, 20:00"
    );
    assert_eq!(
        time_at("today", after_lunch).unwrap(),
        "Saturday, 28 November, 18:30"
    );
    assert_eq!(time_at("tonight", late), Err(PhraseError::NotFuture));
}

#[test]
fn after_midnight_it_is_the_night_that_began_the_evening_before() {
    for (typed, time) in [
        ("12:30 tonight", "Sunday, 29 November, 00:30"),
        ("tonight at 0:30", "Sunday, 29 November, 00:30"),
        ("12am tonight", "Sunday, 29 November, 00:00"),
        ("12:30 at night", "Sunday, 29 November, 00:30"),
        ("half past twelve tonight", "Sunday, 29 November, 00:30"),
        ("2 tonight", "Sunday, 29 November, 02:00"),
        ("2am tonight", "Sunday, 29 November, 02:00"),
        ("tomorrow night at 1", "Monday, 30 November, 01:00"),
    ] {
        assert_eq!(time_at(typed, EVENING).as_deref(), Ok(time), "{typed}");
    }
    let after_midnight = Date::constant(2026, 11, 28).at(0, 20, 0, 0);
    for (typed, time) in [
        ("12:30 tonight", "Saturday, 28 November, 00:30"),
        ("1 at night", "Saturday, 28 November, 01:00"),
        ("12 tonight", "Sunday, 29 November, 00:00"),
        ("tonight at 0:10", "Sunday, 29 November, 00:10"),
        ("tonight at 9", "Saturday, 28 November, 21:00"),
    ] {
        assert_eq!(time_at(typed, after_midnight).unwrap(), time, "{typed}");
    }
}

#[test]
fn backwards_the_same_words_are_days_that_have_been() {
    for (typed, first, last) in [
        ("2026-03-01", "2026-03-01", "2026-03-01"),
        ("today", "2026-11-28", "2026-11-28"),
        ("yesterday", "2026-11-27", "2026-11-27"),
        ("2w", "2026-11-14", "2026-11-14"),
        ("2 weeks ago", "2026-11-14", "2026-11-14"),
        ("last 2 weeks", "2026-11-14", "2026-11-14"),
        ("5 days before yesterday", "2026-11-22", "2026-11-22"),
        ("monday", "2026-11-23", "2026-11-23"),
        ("last monday", "2026-11-23", "2026-11-23"),
        ("saturday", "2026-11-21", "2026-11-21"),
        ("12 nov", "2026-11-12", "2026-11-12"),
        ("12 dec", "2025-12-12", "2025-12-12"),
        ("28 nov", "2026-11-28", "2026-11-28"),
        ("29 feb", "2024-02-29", "2024-02-29"),
        ("the 29th", "2026-10-29", "2026-10-29"),
        ("last week", "2026-11-16", "2026-11-22"),
        ("this week", "2026-11-23", "2026-11-29"),
        ("last month", "2026-10-01", "2026-10-31"),
        ("last year", "2025-01-01", "2025-12-31"),
        ("november", "2026-11-01", "2026-11-30"),
        ("december", "2025-12-01", "2025-12-31"),
        ("march 2024", "2024-03-01", "2024-03-31"),
        ("last weekend", "2026-11-21", "2026-11-22"),
        ("this weekend", "2026-11-28", "2026-11-29"),
    ] {
        let expected = (first.to_owned(), last.to_owned());
        assert_eq!(past_on(typed, TODAY), Ok(expected), "{typed}");
    }
}

#[test]
fn some_days_are_typed_from_and_until() {
    for (typed, from, until) in [
        ("last week", "2026-11-16", "2026-11-22"),
        ("November", "2026-11-01", "2026-11-30"),
        ("yesterday", "2026-11-27", "2026-11-27"),
        ("since 12 oct", "2026-10-12", "-"),
        ("until 12 oct", "-", "2026-10-12"),
        ("up to october", "-", "2026-10-31"),
        ("2 weeks", "2026-11-14", "-"),
        ("last 7 days", "2026-11-21", "-"),
        ("1 nov to 20 nov", "2026-11-01", "2026-11-20"),
        ("from september until october", "2026-09-01", "2026-10-31"),
        ("20 nov to 1 nov", "2026-11-01", "2026-11-20"),
        ("before october", "-", "2026-09-30"),
        ("before 12 oct", "-", "2026-10-11"),
        ("before last week", "-", "2026-11-15"),
        ("before 19000 years", "-", "-009999-01-01"),
        ("after october", "2026-11-01", "-"),
        ("after 12 oct", "2026-10-13", "-"),
        ("after last week", "2026-11-23", "-"),
    ] {
        let (first, last) = parse_past_days(typed, TODAY).unwrap();
        let shown = |day: Option<Date>| day.map_or("-".to_owned(), |day| day.to_string());
        assert_eq!(
            (shown(first).as_str(), shown(last).as_str()),
            (from, until),
            "{typed}"
        );
    }
    for typed in [
        "",
        "since",
        "since nothing",
        "to",
        "1 nov to",
        "31 feb",
        "at 6",
    ] {
        assert!(parse_past_days(typed, TODAY).is_err(), "{typed}");
    }
}

#[test]
fn days_from_one_to_another_are_in_the_order_they_are_typed() {
    for (today, typed, from, until) in [
        // A Saturday.
        ("2026-11-28", "monday to friday", "2026-11-23", "2026-11-27"),
        // A Wednesday.
        ("2026-11-25", "monday to friday", "2026-11-23", "2026-11-27"),
        (
            "2026-11-25",
            "last monday to last friday",
            "2026-11-16",
            "2026-11-20",
        ),
        ("2026-11-25", "friday to monday", "2026-11-20", "2026-11-23"),
        (
            "2026-11-25",
            "from the 20th to the 5th",
            "2026-11-20",
            "2026-12-05",
        ),
        ("2026-11-28", "20 dec to 5 jan", "2025-12-20", "2026-01-05"),
        ("2026-12-28", "20 dec to 5 jan", "2026-12-20", "2027-01-05"),
        (
            "2026-11-28",
            "20 dec 2024 to 5 jan",
            "2024-12-20",
            "2025-01-05",
        ),
        (
            "2026-11-28",
            "20 oct to 24 oct 2024",
            "2024-10-20",
            "2024-10-24",
        ),
        ("2026-11-28", "june to march", "2026-06-01", "2027-03-31"),
        (
            "2026-11-28",
            "september to december",
            "2026-09-01",
            "2026-12-31",
        ),
        (
            "2026-11-28",
            "today to last week",
            "2026-11-16",
            "2026-11-28",
        ),
        (
            "2026-11-28",
            "2026-03-01 to 2026-02-01",
            "2026-02-01",
            "2026-03-01",
        ),
    ] {
        let days = parse_past_days(typed, today.parse().unwrap()).unwrap();
        let shown = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
        let read = (shown(days.0), shown(days.1));
        let expected = (from.to_owned(), until.to_owned());
        assert_eq!(read, expected, "{typed} on {today}");
    }
}

#[test]
fn words_that_name_no_day_or_time_are_refused() {
    for typed in [
        "",
        " ",
        ".",
        "later",
        "now",
        "d",
        "7",
        "+7d",
        "-7d",
        "1.5y",
        "20260301",
        "睡d",
        "7睡",
        "🍲",
        "sunday monday",
        "sunday sunday",
        "5 days 5 days",
        "in",
        "at",
        "next",
        "the",
        "ago",
        "2026-02",
        "0/0",
        "13/13",
        "half",
        "in half a day",
        "at 25",
        "25:00",
        "9:60",
        "6:3",
        "13pm",
        "half past 13",
        "2026-03-01T10:00:00Z",
        "20:15:30",
        "99999999999 days",
        "in 5 sundays",
        "tomorrow yesterday",
        "of",
        "the 32nd",
        "12 of",
    ] {
        for kind in [PhraseKind::Day, PhraseKind::Time] {
            if (typed, kind) == ("7", PhraseKind::Time) {
                continue;
            }
            let read = DatePhrase::parse(typed, kind);
            assert!(read.is_err(), "{typed}: {read:?}");
        }
    }
    let long = "on ".repeat(100) + "sunday";
    assert_eq!(day_on(&long, TODAY), Err(PhraseError::Unclear));
    // A time alone is no day.
    assert_eq!(day_on("at 6", TODAY), Err(PhraseError::Unclear));
}

/// Every day from 2024 to 2032, so that leap years are among them.
fn any_day() -> impl Strategy<Value = Date> {
    (0..3000_i32).prop_map(|days| {
        let first = Date::constant(2024, 1, 1);
        first
            .checked_add(days.days())
            .expect("a day of this century")
    })
}

fn any_time() -> impl Strategy<Value = DateTime> {
    (any_day(), 0..24_i8, 0..60_i8).prop_map(|(day, hour, minute)| day.at(hour, minute, 7, 0))
}

/// Words that phrases are made of, in any order.
fn any_words() -> impl Strategy<Value = String> {
    const WORDS: [&str; 62] = [
        "sunday",
        "mon",
        "tomorrow",
        "today",
        "tonight",
        "yesterday",
        "in",
        "at",
        "on",
        "the",
        "a",
        "5",
        "12",
        "31",
        "2026",
        "0",
        "99999",
        "days",
        "d",
        "w",
        "m",
        "y",
        "h",
        "min",
        "weeks",
        "months",
        "years",
        "dec",
        "feb",
        "th",
        "of",
        "-",
        ".",
        ":",
        "/",
        ",",
        "am",
        "pm",
        "half",
        "quarter",
        "past",
        "to",
        "six",
        "twelve",
        "oclock",
        "ago",
        "from",
        "now",
        "before",
        "after",
        "next",
        "last",
        "this",
        "week",
        "month",
        "year",
        "weekend",
        "morning",
        "night",
        "midnight",
        "couple",
        "睡",
    ];
    let word = proptest::sample::select(&WORDS[..]);
    let gap = proptest::sample::select(vec!["", " "]);
    proptest::collection::vec((word, gap), 0..7).prop_map(|parts| {
        parts
            .into_iter()
            .flat_map(|(word, gap)| [word, gap])
            .collect()
    })
}

proptest! {
    #![proptest_config(crate::properties::config())]

    #[test]
    fn whatever_is_typed_it_is_a_day_or_time_to_come_or_a_message(
        typed in prop_oneof![any_words(), ".{0,20}"],
        now in any_time(),
    ) {
        for kind in [PhraseKind::Day, PhraseKind::Time] {
            let phrase = DatePhrase::parse(&typed, kind);
            let day = phrase.and_then(|phrase| phrase.future_day(now.date()));
            prop_assert!(day.is_err() || day.is_ok_and(|day| day > now.date()));
            let time = phrase.and_then(|phrase| phrase.future_time(now, USUAL));
            prop_assert!(time.is_err() || time.is_ok_and(|time| time > now));
            let days = phrase.and_then(|phrase| phrase.past_days(now.date()));
            prop_assert!(days.is_err() || days.is_ok_and(|(first, last)| first <= last));
            for error in [day.err(), time.err(), days.err()].into_iter().flatten() {
                let message = error.message(kind);
                prop_assert!(message.ends_with('.') && message.chars().count() < 90, "{message}");
            }
        }
    }

    #[test]
    fn what_is_shown_can_be_typed(now in any_time(), ahead in 1..1500_i32, hour in 0..24_i8, minute in 0..60_i8) {
        let today = now.date();
        let day = today.checked_add(ahead.days()).expect("a day of this century");
        let shown = format_day(day, today);
        let phrase = DatePhrase::parse(&shown, PhraseKind::Day).expect("a day");
        prop_assert_eq!(phrase.future_day(today), Ok(day), "{}", shown);
        let time = day.at(hour, minute, 0, 0);
        let shown = format_time(time, today);
        let phrase = DatePhrase::parse(&shown, PhraseKind::Time).expect("a time");
        prop_assert_eq!(phrase.future_time(now, USUAL), Ok(time), "{}", shown);
    }

    #[test]
    fn a_weekday_is_one_to_seven_days_away_either_way(today in any_day(), weekday in 1..=7_i8) {
        let weekday = Weekday::from_monday_one_offset(weekday).expect("a weekday");
        let typed = format!("{weekday:?}");
        let phrase = DatePhrase::parse(&typed, PhraseKind::Day).expect("a weekday");
        let ahead = phrase.future_day(today).expect("a day to come");
        let (back, _) = phrase.past_days(today).expect("a day that has been");
        prop_assert!(ahead.weekday() == weekday && back.weekday() == weekday);
        prop_assert!((1..=7).contains(&today.until(ahead).unwrap().get_days()));
        prop_assert!((1..=7).contains(&back.until(today).unwrap().get_days()));
    }

    #[test]
    fn a_day_of_a_month_is_the_nearest_one(today in any_day(), month in 1..=12_i8, day in 1..=28_i8) {
        let typed = Date::constant(2000, 1, 1).with().month(month).day(day).build().unwrap();
        let typed = typed.strftime("%-d %b").to_string();
        let phrase = DatePhrase::parse(&typed, PhraseKind::Day).expect("a day");
        let (latest, _) = phrase.past_days(today).expect("a day that has been");
        prop_assert!(latest <= today && latest.checked_add(1.year()).unwrap() > today);
        match phrase.future_day(today) {
            Ok(next) => prop_assert!(next.checked_sub(1.year()).unwrap() < today),
            Err(error) => prop_assert_eq!((error, latest), (PhraseError::NotFuture, today)),
        }
    }

    #[test]
    fn an_hour_alone_is_within_a_day_and_never_at_night(now in any_time(), hour in 1..=12_i8) {
        let phrase = DatePhrase::parse(&format!("at {hour}"), PhraseKind::Time).expect("a time");
        let time = phrase.future_time(now, USUAL).expect("a time to come");
        prop_assert!((7..=22).contains(&time.hour()) && time.hour() % 12 == hour % 12);
        prop_assert!(now.checked_add(24.hours()).unwrap() >= time);
    }
}

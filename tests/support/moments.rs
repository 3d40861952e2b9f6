//! Check-ins and breaks for journals of tests.

use good_enough::domain::entry::{Answer, Entry, EntryKind};
use good_enough::domain::exercise::Role;
use good_enough::storage::journal::Journal;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use jiff::tz::Offset;

use crate::entries::{answered, finished_entry};

/// The first check-in, a Monday.
const FIRST: Date = date(2026, 11, 2);

/// One of three check-ins a day: in the morning, in the afternoon and at night.
fn check_in(number: i32) -> Entry {
    let hours = [8, 13, 23];
    let ratings = [30, 45, 72, 20, 50, 81, 40, 35, 60];
    let feelings = [
        &["tired", "worried"][..],
        &["tired"],
        &["müde 睡 🥱", "worried"],
        &["calm"],
    ];
    let place = usize::try_from(number).expect("it isn't negative");
    let day = FIRST.saturating_add((number / 3).days());
    let local = day.at(hours[place % 3], 15, 0, 0);
    // Where it was written, it was five hours earlier than in Greenwich.
    let offset = Offset::constant(-5);
    let feelings = feelings[place % 4].iter().map(|name| (*name).to_owned());
    Entry {
        kind: EntryKind::CheckIn,
        title: "Check in".to_owned(),
        started_at: offset.to_timestamp(local).expect("it is in range"),
        utc_offset: offset.seconds(),
        answers: vec![
            answered(Some(Role::Feelings), Answer::Chosen(feelings.collect())),
            answered(
                Some(Role::DistressBefore),
                Answer::Rating(ratings[place % ratings.len()]),
            ),
        ],
        ..finished_entry(format!("check{number:03}"), "check-in", day)
    }
}

/// A break of four minutes. Of twelve, the distress is lower after seven, about the same after four and higher after one.
fn break_entry(number: i32) -> Entry {
    let after = match number % 12 {
        0..7 => 40,
        7..11 => 61,
        _ => 80,
    };
    let day = FIRST.saturating_add(number.days());
    Entry {
        kind: EntryKind::Break,
        title: "Slow six".to_owned(),
        answers: vec![
            answered(None, Answer::Seconds(240)),
            answered(Some(Role::DistressBefore), Answer::Rating(70)),
            answered(Some(Role::DistressAfter), Answer::Rating(after)),
        ],
        ..finished_entry(format!("break{number:03}"), "slow-six", day)
    }
}

/// Adds so many check-ins and breaks, from 2 November 2026 on.
pub fn fill(journal: &mut Journal, check_ins: i32, breaks: i32) {
    let entries = (0..check_ins)
        .map(check_in)
        .chain((0..breaks).map(break_entry));
    for entry in entries {
        journal.save(&entry).expect("it is saved");
    }
}

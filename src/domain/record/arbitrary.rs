//! Entries of every kind, for tests.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use proptest::prelude::*;

use super::{FollowUp, PostponedWorry, Record};
use crate::domain::entry::{Answer, AnsweredStep, DraftPosition, Entry, EntryId, EntryState};
use crate::domain::exercise::Role;
use crate::domain::outcome::Outcome;
use crate::text::sanitize;

/// Words that programs have been known to spoil.
const WORDS: [&str; 12] = [
    "",
    "the baby 👨‍👩‍👧‍👦 and the 👩🏽‍🚒",
    "明日の発表で失敗する",
    "שלום, مرحبا",
    "one\ntwo\n\nfour",
    "=HYPERLINK(\"example.org\")",
    "-1, \"two\", 'three'",
    "# not a heading\n- not a list\n1. nor this\n    nor code",
    "*a* _b_ `c` [d](e.example) <ftp://e.example> <b>f</b> | g | www.h.example i@j.example :tada: &amp; ~~k~~",
    "[\"looks like\", \"a list\"] ' \" ; drop table entry",
    "\\ at the end \\",
    "   three spaces",
];

pub fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "(?s).{0,30}".prop_map(|words| sanitize(&words)),
        prop::sample::select(WORDS.to_vec()).prop_map(str::to_owned),
    ]
}

fn any_id() -> impl Strategy<Value = EntryId> {
    "[0-9a-z]{12}".prop_map(EntryId::from)
}

fn any_time() -> impl Strategy<Value = Timestamp> {
    let seconds = Timestamp::MIN.as_second()..Timestamp::MAX.as_second();
    prop_oneof![
        (1_700_000_000..1_800_000_000_i64, 0..3_i32),
        (seconds, 0..1_000_000_000),
    ]
    .prop_filter_map("a time there is", |(second, nanosecond)| {
        Timestamp::new(second, nanosecond).ok()
    })
}

fn any_day() -> impl Strategy<Value = Date> {
    (-9999..=9999_i16, 1..=12_i8, 1..=28_i8)
        .prop_filter_map("a day there is", |(y, m, d)| Date::new(y, m, d).ok())
}

fn any_civil() -> impl Strategy<Value = DateTime> {
    (any_day(), 0..24_i8, 0..60_i8).prop_map(|(day, h, m)| day.at(h, m, 0, 0))
}

fn any_outcome() -> impl Strategy<Value = Outcome> {
    prop::sample::select(Outcome::ALL.to_vec())
}

fn any_answered<W: Strategy<Value = String>>(
    words: fn() -> W,
) -> impl Strategy<Value = AnsweredStep> {
    let list = move || prop::collection::vec(words(), 0..4);
    let answer = prop_oneof![
        words().prop_map(Answer::Text),
        list().prop_map(Answer::Items),
        (0..=100_u8).prop_map(Answer::Rating),
        list().prop_map(Answer::Chosen),
        any::<u32>().prop_map(Answer::Seconds),
        prop::option::of(any_day()).prop_map(Answer::FollowUpOn),
        any_civil().prop_map(Answer::PostponedUntil),
    ];
    (
        words(),
        prop::option::of(prop::sample::select(Role::ALL.to_vec())),
        words(),
        answer,
        prop::option::of(any_outcome()),
    )
        .prop_map(|(step, part, prompt, answer, means)| AnsweredStep {
            step,
            role: part,
            prompt,
            answer,
            outcome: means,
        })
}

fn any_draft_position<W: Strategy<Value = String>>(
    words: fn() -> W,
) -> impl Strategy<Value = DraftPosition> {
    (words(), words(), any::<prop::sample::Index>()).prop_map(|(step, typing, place)| {
        let ends: Vec<_> = typing
            .char_indices()
            .map(|(at, _)| at)
            .chain([typing.len()])
            .collect();
        let caret = *place.get(&ends);
        DraftPosition {
            step,
            pending_text: typing,
            caret,
        }
    })
}

fn any_follow_up() -> impl Strategy<Value = FollowUp> {
    let rating = || prop::option::of(0..=100_u8);
    (
        (any_day(), any_outcome(), any::<Option<bool>>()),
        (rating(), rating()),
        prop::option::of(any_text()),
        prop::option::of(any_time()),
        prop::option::of(any_id()),
    )
        .prop_map(|(about, ratings, note, resolved, walk)| FollowUp {
            due: about.0,
            outcome: about.1,
            acted: about.2,
            hardness: ratings.0,
            coping: ratings.1,
            note,
            resolved_at: resolved,
            answered_in: walk,
        })
}

fn any_postponed() -> impl Strategy<Value = PostponedWorry> {
    (any_civil(), any::<bool>(), prop::option::of(any_id())).prop_map(|(until, is, taken)| {
        PostponedWorry {
            until: Some(until),
            is_waiting: is,
            reviewed_in: taken,
        }
    })
}

/// A walk that isn't done, with any `words` in it.
pub fn any_entry<W: Strategy<Value = String>>(words: fn() -> W) -> impl Strategy<Value = Entry> {
    (
        (any_id(), words(), words(), prop::option::of(any_id())),
        (
            any_time(),
            prop::option::of(any_time()),
            prop_oneof![-50_000..50_000_i32, any::<i32>()],
            any_day(),
        ),
        prop::option::of(any_draft_position(words)),
        prop::collection::vec(any_answered(words), 0..6),
    )
        .prop_map(|(names, times, draft, answers)| Entry {
            id: names.0,
            exercise: names.1,
            title: names.2,
            origin: names.3,
            started_at: times.0,
            finished_at: times.1,
            utc_offset: times.2,
            day: times.3,
            state: EntryState::Draft,
            draft_position: draft,
            answers,
        })
}

/// An entry in any state, with anything that can be kept about it.
pub fn any_record() -> impl Strategy<Value = Record> {
    let dated = || prop::option::of(any_time());
    (
        any_entry(any_text),
        (any::<bool>(), any::<bool>(), 1..9_i64),
        (any_time(), dated(), dated()),
        (prop::option::of(any_follow_up()), any_time()),
        (prop::option::of(any_postponed()), any_time()),
    )
        .prop_map(|(entry, is, times, check_in, wait)| {
            let (is_finished, is_trashed, revision) = is;
            let state = match (is_trashed, is_finished) {
                (true, _) => EntryState::Trashed,
                (_, true) => EntryState::Done,
                (_, false) => EntryState::Draft,
            };
            Record {
                entry: Entry { state, ..entry },
                is_finished,
                edited_at: times.0,
                revision,
                trashed_at: times.1.filter(|_| is_trashed),
                trash_changed_at: times.2.or(times.1.filter(|_| is_trashed)),
                follow_up_changed_at: Some(check_in.1),
                follow_up: check_in.0,
                postpone_changed_at: Some(wait.1),
                postponed: wait.0,
            }
        })
}

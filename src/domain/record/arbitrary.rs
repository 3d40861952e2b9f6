//! Strategies for records with any values, for property tests.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use proptest::prelude::*;

use super::{FollowUp, PostponedWorry, Record};
use crate::domain::entry::{
    Answer, AnsweredStep, DraftPosition, Entry, EntryId, EntryKind, EntryState,
};
use crate::domain::exercise::Role;
use crate::domain::outcome::Outcome;
use crate::text::sanitize;

/// Texts that exports and terminals often break.
const TEXTS: [&str; 12] = [
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

pub(crate) fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "(?s).{0,30}".prop_map(|text| sanitize(&text)),
        prop::sample::select(TEXTS.to_vec()).prop_map(str::to_owned),
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
    .prop_filter_map("a valid time", |(second, nanosecond)| {
        Timestamp::new(second, nanosecond).ok()
    })
}

fn any_day() -> impl Strategy<Value = Date> {
    (-9999..=9999_i16, 1..=12_i8, 1..=28_i8)
        .prop_filter_map("a valid day", |(y, m, d)| Date::new(y, m, d).ok())
}

fn any_civil() -> impl Strategy<Value = DateTime> {
    (any_day(), 0..24_i8, 0..60_i8).prop_map(|(day, h, m)| day.at(h, m, 0, 0))
}

fn any_outcome() -> impl Strategy<Value = Outcome> {
    prop::sample::select(Outcome::ALL.to_vec())
}

fn any_answered<W: Strategy<Value = String>>(
    any_text: fn() -> W,
) -> impl Strategy<Value = AnsweredStep> {
    let list = move || prop::collection::vec(any_text(), 0..4);
    let answer = prop_oneof![
        any_text().prop_map(Answer::Text),
        list().prop_map(Answer::Items),
        (0..=100_u8).prop_map(Answer::Rating),
        list().prop_map(Answer::Chosen),
        any::<u32>().prop_map(Answer::Seconds),
        prop::option::of(any_day()).prop_map(Answer::FollowUpOn),
        any_civil().prop_map(Answer::PostponedUntil),
    ];
    (
        any_text(),
        prop::option::of(prop::sample::select(Role::ALL.to_vec())),
        any_text(),
        answer,
        prop::option::of(any_outcome()),
    )
        .prop_map(|(step, role, prompt, answer, outcome)| AnsweredStep {
            step,
            role,
            prompt,
            answer,
            outcome,
        })
}

fn any_draft_position<W: Strategy<Value = String>>(
    any_text: fn() -> W,
) -> impl Strategy<Value = DraftPosition> {
    (any_text(), any_text(), any::<prop::sample::Index>()).prop_map(
        |(step, pending_text, index)| {
            let boundaries: Vec<_> = pending_text
                .char_indices()
                .map(|(start, _)| start)
                .chain([pending_text.len()])
                .collect();
            let caret = *index.get(&boundaries);
            DraftPosition {
                step,
                pending_text,
                caret,
            }
        },
    )
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
        .prop_map(
            |(about, ratings, note, resolved_at, answered_in)| FollowUp {
                due: about.0,
                outcome: about.1,
                acted: about.2,
                hardness: ratings.0,
                coping: ratings.1,
                note,
                resolved_at,
                answered_in,
            },
        )
}

fn any_postponed() -> impl Strategy<Value = PostponedWorry> {
    (any_civil(), any::<bool>(), prop::option::of(any_id())).prop_map(
        |(until, is_waiting, reviewed_in)| PostponedWorry {
            until: Some(until),
            is_waiting,
            reviewed_in,
        },
    )
}

/// A draft with texts of `any_text`.
pub(crate) fn any_entry<W: Strategy<Value = String>>(
    any_text: fn() -> W,
) -> impl Strategy<Value = Entry> {
    (
        (
            any_id(),
            any_text(),
            any_text(),
            prop::option::of(any_id()),
            prop::sample::select(EntryKind::ALL.to_vec()),
        ),
        (
            any_time(),
            prop::option::of(any_time()),
            prop_oneof![-50_000..50_000_i32, any::<i32>()],
            any_day(),
        ),
        prop::option::of(any_draft_position(any_text)),
        prop::collection::vec(any_answered(any_text), 0..6),
    )
        .prop_map(|(names, times, draft_position, answers)| Entry {
            id: names.0,
            exercise: names.1,
            title: names.2,
            origin: names.3,
            kind: names.4,
            started_at: times.0,
            finished_at: times.1,
            utc_offset: times.2,
            day: times.3,
            state: EntryState::Draft,
            draft_position,
            answers,
        })
}

/// A record in any state, with any follow-up, postponement and card.
pub(crate) fn any_record() -> impl Strategy<Value = Record> {
    let any_optional_time = || prop::option::of(any_time());
    (
        any_entry(any_text),
        (any::<bool>(), any::<bool>(), 1..9_i64),
        (any_time(), any_optional_time(), any_optional_time()),
        (prop::option::of(any_follow_up()), any_time()),
        (prop::option::of(any_postponed()), any_time()),
        (any::<bool>(), any_time()),
    )
        .prop_map(|(entry, flags, times, follow_up, postponed, card)| {
            let (is_finished, is_trashed, revision) = flags;
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
                follow_up_changed_at: Some(follow_up.1),
                follow_up: follow_up.0,
                postpone_changed_at: Some(postponed.1),
                postponed: postponed.0,
                is_card: card.0,
                card_changed_at: Some(card.1),
            }
        })
}

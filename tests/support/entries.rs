//! Finished entries for journals of tests.

use good_enough::domain::entry::{Answer, AnsweredStep, Entry, EntryId, EntryKind, EntryState};
use good_enough::domain::exercise::Role;
use jiff::civil::Date;
use jiff::tz::Offset;

/// An entry without answers, written at 20:00 UTC on `day`.
pub fn finished_entry(id: impl Into<String>, exercise: &str, day: Date) -> Entry {
    let time = Offset::UTC.to_timestamp(day.at(20, 0, 0, 0));
    let time = time.expect("the day is within the range of timestamps");
    Entry {
        id: EntryId::from(id.into()),
        exercise: exercise.to_owned(),
        title: "Two-minute check".to_owned(),
        started_at: time,
        finished_at: Some(time),
        utc_offset: 0,
        day,
        state: EntryState::Done,
        origin: None,
        kind: EntryKind::Exercise,
        draft_position: None,
        answers: Vec::new(),
    }
}

pub fn answered(role: Option<Role>, answer: Answer) -> AnsweredStep {
    AnsweredStep {
        step: format!("{role:?}"),
        role,
        prompt: "What is the thought?".to_owned(),
        answer,
        outcome: None,
    }
}

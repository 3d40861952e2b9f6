//! Plain entries for tests.

use jiff::Timestamp;

use super::Record;
use crate::domain::entry::{Answer, AnsweredStep, Entry, EntryId, EntryKind, EntryState};
use crate::domain::exercise::Role;

/// A finished entry without answers.
pub(crate) fn finished_entry(id: &str) -> Entry {
    Entry {
        id: EntryId::from(id.to_owned()),
        exercise: "two-minutes".to_owned(),
        title: "Two-minute check".to_owned(),
        started_at: "2026-03-01T20:00:00Z".parse().unwrap(),
        finished_at: Some("2026-03-01T20:02:00Z".parse().unwrap()),
        utc_offset: 3600,
        day: "2026-03-01".parse().unwrap(),
        state: EntryState::Done,
        origin: None,
        kind: EntryKind::Exercise,
        draft_position: None,
        answers: Vec::new(),
    }
}

pub(crate) fn answered_step(
    step: &str,
    role: impl Into<Option<Role>>,
    answer: Answer,
) -> AnsweredStep {
    AnsweredStep {
        step: step.to_owned(),
        role: role.into(),
        prompt: "What is the thought, in one line?".to_owned(),
        answer,
        outcome: None,
    }
}

/// The record of a finished entry, last edited at the Unix epoch.
pub(crate) fn finished_record(entry: Entry) -> Record {
    Record {
        entry,
        is_finished: true,
        edited_at: Timestamp::UNIX_EPOCH,
        revision: 1,
        trashed_at: None,
        trash_changed_at: None,
        follow_up: None,
        follow_up_changed_at: None,
        postponed: None,
        postpone_changed_at: None,
        is_card: false,
        card_changed_at: None,
    }
}

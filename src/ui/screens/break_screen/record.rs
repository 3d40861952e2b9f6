//! What the journal keeps of a break.

use std::mem;
use std::time::Duration;

use jiff::SignedDuration;

use super::BreakScreen;
use crate::domain::entry::{
    Answer, AnsweredStep, Entry, EntryId, EntryKind, EntryState, LocalTime,
};
use crate::domain::exercise::Role;
use crate::domain::session::Session;

/// A break that ended earlier isn't kept.
const MIN_LENGTH: Duration = Duration::from_secs(30);

/// What a break was started from.
#[derive(Clone, Debug, Default)]
pub(crate) struct BreakOccasion {
    /// The entry of the session.
    entry_id: Option<EntryId>,
    /// The distress that was rated last in the session.
    distress: Option<u8>,
}

impl BreakOccasion {
    pub(crate) fn of_session(session: &Session) -> Self {
        let rating = |role| match session.answer_for(role) {
            Some(Answer::Rating(number)) => Some(*number),
            _ => None,
        };
        Self {
            entry_id: Some(session.meta().id.clone()),
            distress: rating(Role::DistressAfter).or_else(|| rating(Role::DistressBefore)),
        }
    }
}

/// The entry of a break, and the distress before it, if it was rated then.
#[derive(Debug)]
pub(crate) struct BreakRecord {
    pub(crate) entry: Entry,
    pub(crate) distress_before: Option<u8>,
}

impl BreakScreen {
    #[must_use]
    pub(crate) fn with_occasion(mut self, occasion: BreakOccasion) -> Self {
        self.occasion = occasion;
        self
    }

    /// The record of the break up to now. None if it is too short or was taken before.
    pub(crate) fn take_record(&mut self, id: EntryId, now: &LocalTime) -> Option<BreakRecord> {
        let played = self.breathing.active_time();
        let is_kept = self.is_finished() || played >= MIN_LENGTH;
        if self.is_showing_caution() || !is_kept || mem::replace(&mut self.is_recorded, true) {
            return None;
        }
        let seconds = u32::try_from(played.as_secs()).unwrap_or(u32::MAX);
        let length = SignedDuration::from_secs(seconds.into());
        let entry = Entry {
            id,
            exercise: self.id.clone(),
            title: self.title.clone(),
            started_at: now.timestamp.checked_sub(length).unwrap_or(now.timestamp),
            finished_at: Some(now.timestamp),
            utc_offset: now.utc_offset,
            day: now.day,
            state: EntryState::Done,
            origin: self.occasion.entry_id.clone(),
            kind: EntryKind::Break,
            draft_position: None,
            answers: vec![AnsweredStep {
                step: "break".to_owned(),
                role: None,
                prompt: "How long it lasted".to_owned(),
                answer: Answer::Seconds(seconds),
                outcome: None,
            }],
        };
        Some(BreakRecord {
            entry,
            distress_before: self.occasion.distress,
        })
    }
}

//! What the journal keeps of a break.

use std::time::Duration;

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

impl BreakScreen {
    #[must_use]
    pub(crate) fn with_occasion(mut self, occasion: BreakOccasion) -> Self {
        self.occasion = occasion;
        self
    }

    /// The entry of the break up to now, with `id` unless it has one. None if the break is too short, or if all of it is
    /// recorded.
    pub(crate) fn record(&self, id: EntryId, now: &LocalTime) -> Option<Entry> {
        let played = self.breathing.active_time();
        let is_kept = self.is_finished() || played >= MIN_LENGTH;
        let seconds = u32::try_from(played.as_secs()).unwrap_or(u32::MAX);
        let known = self.recorded.as_ref();
        if !is_kept || known.is_some_and(|entry| recorded_seconds(entry) >= seconds) {
            return None;
        }
        let started = &self.started;
        Some(Entry {
            id: known.map_or(id, |entry| entry.id.clone()),
            exercise: self.id.clone(),
            title: self.title.clone(),
            started_at: started.timestamp,
            // The clock may have been set back meanwhile.
            finished_at: Some(now.timestamp.max(started.timestamp)),
            utc_offset: started.utc_offset,
            day: started.day,
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
        })
    }

    pub(crate) fn set_recorded(&mut self, entry: Entry) {
        self.recorded = Some(entry);
    }

    /// The recorded entry, and the distress that was rated before the break.
    pub(crate) fn take_recorded(&mut self) -> Option<(Entry, Option<u8>)> {
        let distress = self.occasion.distress;
        self.recorded.take().map(|entry| (entry, distress))
    }
}

fn recorded_seconds(entry: &Entry) -> u32 {
    let mut answers = entry.answers.iter();
    let seconds = answers.find_map(|answered| match answered.answer {
        Answer::Seconds(seconds) => Some(seconds),
        _ => None,
    });
    seconds.unwrap_or(0)
}

//! A record as somebody else may have written it, read with care.

use std::str::FromStr;

use thiserror::Error;

use super::{
    AnswerJson, AnsweredStepJson, DraftPositionJson, FollowUpJson, PostponedWorryJson, RecordJson,
    StateJson, UntrashedStateJson,
};
use crate::domain::entry::{self, Answer, AnsweredStep, Entry, EntryId, EntryState};
use crate::domain::record::{self, Record};
use crate::text::sanitize;

/// Why a record can't be taken in.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RecordError {
    #[error("its {0} can't be read")]
    InvalidValue(&'static str),
    #[error("its id isn't one that enough gives")]
    InvalidId,
    #[error("a rating goes from 0 to 100, and one is {0}")]
    RatingTooHigh(u8),
    #[error("it says two things about whether it lies in the trash")]
    ContradictoryState,
}

impl TryFrom<RecordJson> for Record {
    type Error = RecordError;

    /// Every word passes [`harmless`] here, since it comes from outside.
    fn try_from(record: RecordJson) -> Result<Self, RecordError> {
        let (state, is_finished) = match (record.state, record.was) {
            (StateJson::Draft, None) => (EntryState::Draft, false),
            (StateJson::Done, None) => (EntryState::Done, true),
            (StateJson::Trashed, Some(UntrashedStateJson::Draft)) => (EntryState::Trashed, false),
            (StateJson::Trashed, Some(UntrashedStateJson::Done)) => (EntryState::Trashed, true),
            _ => return Err(RecordError::ContradictoryState),
        };
        if state != EntryState::Trashed && record.trashed.is_some() {
            return Err(RecordError::ContradictoryState);
        }
        let answers = record.answers.into_iter().map(AnsweredStep::try_from);
        let entry = Entry {
            id: parse_id(record.id)?,
            exercise: sanitize(&record.exercise),
            title: sanitize(&record.title),
            started_at: parse_field("time of starting", &record.started)?,
            finished_at: parse_optional("time of finishing", record.finished.as_ref())?,
            utc_offset: record.utc_offset_seconds,
            day: parse_field("day", &record.day)?,
            state,
            origin: record.origin.map(parse_id).transpose()?,
            draft_position: record.draft.map(entry::DraftPosition::from),
            answers: answers.collect::<Result<_, _>>()?,
        };
        Ok(Self {
            entry,
            is_finished,
            edited_at: parse_field("time of editing", &record.edited)?,
            revision: record.revision.max(0),
            trashed_at: parse_optional("time in the trash", record.trashed.as_ref())?,
            trash_changed_at: parse_optional("time in the trash", record.moved.as_ref())?,
            follow_up: record.check_in.map(FollowUpJson::into_domain).transpose()?,
            follow_up_changed_at: parse_optional("check-in", record.checked.as_ref())?,
            postponed: record
                .wait
                .map(PostponedWorryJson::into_domain)
                .transpose()?,
            postpone_changed_at: parse_optional("waiting", record.waited.as_ref())?,
        })
    }
}

impl TryFrom<AnsweredStepJson> for AnsweredStep {
    type Error = RecordError;

    fn try_from(given: AnsweredStepJson) -> Result<Self, RecordError> {
        let all = |words: Vec<String>| words.iter().map(|words| sanitize(words)).collect();
        Ok(Self {
            step: sanitize(&given.step),
            role: given.part,
            prompt: sanitize(&given.prompt),
            answer: match given.answer {
                AnswerJson::Text { words } => Answer::Text(sanitize(&words)),
                AnswerJson::Items { items } => Answer::Items(all(items)),
                AnswerJson::Rating { number } => Answer::Rating(check_rating(number)?),
                AnswerJson::Chosen { labels } => Answer::Chosen(all(labels)),
                AnswerJson::Seconds { seconds } => Answer::Seconds(seconds),
                AnswerJson::AskOn { day } => {
                    Answer::FollowUpOn(parse_optional("day to ask on", day.as_ref())?)
                }
                AnswerJson::WaitUntil { until } => {
                    Answer::PostponedUntil(parse_field("time to wait", &until)?)
                }
            },
            outcome: given.means,
        })
    }
}

impl From<DraftPositionJson> for entry::DraftPosition {
    fn from(position: DraftPositionJson) -> Self {
        let typing = sanitize(&position.typing);
        let mut caret = position.caret.min(typing.len());
        while !typing.is_char_boundary(caret) {
            caret -= 1;
        }
        Self {
            step: sanitize(&position.step),
            pending_text: typing,
            caret,
        }
    }
}

impl FollowUpJson {
    fn into_domain(self) -> Result<record::FollowUp, RecordError> {
        Ok(record::FollowUp {
            due: parse_field("day to look back", &self.due)?,
            outcome: self.outcome,
            acted: self.acted,
            hardness: self.hardness.map(check_rating).transpose()?,
            coping: self.managed.map(check_rating).transpose()?,
            note: self.note.map(|note| sanitize(&note)),
            resolved_at: parse_optional("time of looking back", self.resolved.as_ref())?,
            answered_in: self.walk.map(parse_id).transpose()?,
        })
    }
}

impl PostponedWorryJson {
    fn into_domain(self) -> Result<record::PostponedWorry, RecordError> {
        Ok(record::PostponedWorry {
            until: parse_optional("time to wait", self.until.as_ref())?,
            is_waiting: self.is_waiting,
            reviewed_in: self.taken_up_in.map(parse_id).transpose()?,
        })
    }
}

fn parse_id(name: String) -> Result<EntryId, RecordError> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if (1..=64).contains(&name.len()) && name.bytes().all(is_plain) {
        Ok(EntryId::from(name))
    } else {
        Err(RecordError::InvalidId)
    }
}

const fn check_rating(number: u8) -> Result<u8, RecordError> {
    match number {
        0..=100 => Ok(number),
        _ => Err(RecordError::RatingTooHigh(number)),
    }
}

fn parse_field<T: FromStr>(what: &'static str, words: &str) -> Result<T, RecordError> {
    words.parse().map_err(|_| RecordError::InvalidValue(what))
}

fn parse_optional<T: FromStr>(
    what: &'static str,
    words: Option<&String>,
) -> Result<Option<T>, RecordError> {
    words.map(|words| parse_field(what, words)).transpose()
}

//! Converts JSON from outside into a [`Record`], and validates it.

use std::str::FromStr;

use thiserror::Error;

use super::{
    AnswerJson, AnsweredStepJson, DraftPositionJson, FollowUpJson, PostponedWorryJson, RecordJson,
    StateJson, UntrashedStateJson,
};
use crate::domain::entry::{self, Answer, AnsweredStep, Entry, EntryId, EntryState};
use crate::domain::record::{self, Record};
use crate::text::sanitize;

/// Why the JSON isn't a valid record.
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

    /// Removes control characters from every text with [`sanitize`], because the JSON comes from outside.
    fn try_from(record: RecordJson) -> Result<Self, RecordError> {
        let (state, is_finished) = match (record.state, record.state_before_trash) {
            (StateJson::Draft, None) => (EntryState::Draft, false),
            (StateJson::Done, None) => (EntryState::Done, true),
            (StateJson::Trashed, Some(UntrashedStateJson::Draft)) => (EntryState::Trashed, false),
            (StateJson::Trashed, Some(UntrashedStateJson::Done)) => (EntryState::Trashed, true),
            _ => return Err(RecordError::ContradictoryState),
        };
        if state != EntryState::Trashed && record.trashed_at.is_some() {
            return Err(RecordError::ContradictoryState);
        }
        let answers = record.answers.into_iter().map(AnsweredStep::try_from);
        let entry = Entry {
            id: parse_id(record.id)?,
            exercise: sanitize(&record.exercise),
            title: sanitize(&record.title),
            started_at: parse_field("time of starting", &record.started_at)?,
            finished_at: parse_optional("time of finishing", record.finished_at.as_ref())?,
            utc_offset: record.utc_offset_seconds,
            day: parse_field("day", &record.day)?,
            state,
            origin: record.origin.map(parse_id).transpose()?,
            kind: record.kind,
            draft_position: record.draft.map(entry::DraftPosition::from),
            answers: answers.collect::<Result<_, _>>()?,
        };
        Ok(Self {
            entry,
            is_finished,
            edited_at: parse_field("time of editing", &record.edited_at)?,
            revision: record.revision.max(0),
            trashed_at: parse_optional("time in the trash", record.trashed_at.as_ref())?,
            trash_changed_at: parse_optional(
                "time in the trash",
                record.trash_changed_at.as_ref(),
            )?,
            follow_up: record
                .follow_up
                .map(FollowUpJson::into_domain)
                .transpose()?,
            follow_up_changed_at: parse_optional("check-in", record.follow_up_changed_at.as_ref())?,
            postponed: record
                .postponed
                .map(PostponedWorryJson::into_domain)
                .transpose()?,
            postpone_changed_at: parse_optional("waiting", record.postpone_changed_at.as_ref())?,
            is_card: record.is_card,
            card_changed_at: parse_optional("time of the card", record.card_changed_at.as_ref())?,
        })
    }
}

impl TryFrom<AnsweredStepJson> for AnsweredStep {
    type Error = RecordError;

    fn try_from(answered: AnsweredStepJson) -> Result<Self, RecordError> {
        let sanitize_all = |texts: Vec<String>| texts.iter().map(|text| sanitize(text)).collect();
        Ok(Self {
            step: sanitize(&answered.step),
            role: answered.role,
            prompt: sanitize(&answered.prompt),
            answer: match answered.answer {
                AnswerJson::Text { text } => Answer::Text(sanitize(&text)),
                AnswerJson::Items { items } => Answer::Items(sanitize_all(items)),
                AnswerJson::Rating { number } => Answer::Rating(check_rating(number)?),
                AnswerJson::Chosen { labels } => Answer::Chosen(sanitize_all(labels)),
                AnswerJson::Seconds { seconds } => Answer::Seconds(seconds),
                AnswerJson::FollowUpOn { day } => {
                    Answer::FollowUpOn(parse_optional("day to ask on", day.as_ref())?)
                }
                AnswerJson::PostponedUntil { until } => {
                    Answer::PostponedUntil(parse_field("time to wait", &until)?)
                }
            },
            outcome: answered.outcome,
        })
    }
}

impl From<DraftPositionJson> for entry::DraftPosition {
    fn from(position: DraftPositionJson) -> Self {
        let text = sanitize(&position.pending_text);
        let mut caret = position.caret.min(text.len());
        while !text.is_char_boundary(caret) {
            caret -= 1;
        }
        Self {
            step: sanitize(&position.step),
            pending_text: text,
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
            coping: self.coping.map(check_rating).transpose()?,
            note: self.note.map(|note| sanitize(&note)),
            resolved_at: parse_optional("time of looking back", self.resolved_at.as_ref())?,
            answered_in: self.answered_in.map(parse_id).transpose()?,
        })
    }
}

impl PostponedWorryJson {
    fn into_domain(self) -> Result<record::PostponedWorry, RecordError> {
        Ok(record::PostponedWorry {
            until: parse_optional("time to wait", self.until.as_ref())?,
            is_waiting: self.is_waiting,
            reviewed_in: self.reviewed_in.map(parse_id).transpose()?,
        })
    }
}

fn parse_id(id: String) -> Result<EntryId, RecordError> {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if (1..=64).contains(&id.len()) && id.bytes().all(is_allowed) {
        Ok(EntryId::from(id))
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

fn parse_field<T: FromStr>(what: &'static str, text: &str) -> Result<T, RecordError> {
    text.parse().map_err(|_| RecordError::InvalidValue(what))
}

fn parse_optional<T: FromStr>(
    what: &'static str,
    text: Option<&String>,
) -> Result<Option<T>, RecordError> {
    text.map(|text| parse_field(what, text)).transpose()
}

//! A record as somebody else may have written it, read with care.

use std::str::FromStr;

use thiserror::Error;

use super::{CheckIn, Given, Place, Record, Said, Standing, Wait, Was};
use crate::entry::{self, Answer, AnsweredStep, Entry, EntryId, EntryState};
use crate::text::harmless;
use crate::whole::{self, Whole};

/// Why a record can't be taken in.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Unreadable {
    #[error("its {0} can't be read")]
    Value(&'static str),
    #[error("its id isn't one that enough gives")]
    Id,
    #[error("a rating goes from 0 to 100, and one is {0}")]
    TooHigh(u8),
    #[error("it says two things about whether it lies in the trash")]
    State,
}

impl TryFrom<Record> for Whole {
    type Error = Unreadable;

    /// Every word passes [`harmless`] here, since it comes from outside.
    fn try_from(record: Record) -> Result<Self, Unreadable> {
        let (state, is_finished) = match (record.state, record.was) {
            (Standing::Draft, None) => (EntryState::Draft, false),
            (Standing::Done, None) => (EntryState::Done, true),
            (Standing::Trashed, Some(Was::Draft)) => (EntryState::Trashed, false),
            (Standing::Trashed, Some(Was::Done)) => (EntryState::Trashed, true),
            _ => return Err(Unreadable::State),
        };
        if state != EntryState::Trashed && record.trashed.is_some() {
            return Err(Unreadable::State);
        }
        let answers = record.answers.into_iter().map(AnsweredStep::try_from);
        let entry = Entry {
            id: id(record.id)?,
            exercise: harmless(&record.exercise),
            title: harmless(&record.title),
            started_at: parsed("time of starting", &record.started)?,
            finished_at: maybe("time of finishing", record.finished.as_ref())?,
            utc_offset: record.utc_offset_seconds,
            day: parsed("day", &record.day)?,
            state,
            origin: record.origin.map(id).transpose()?,
            draft_position: record.draft.map(entry::DraftPosition::from),
            answers: answers.collect::<Result<_, _>>()?,
        };
        Ok(Self {
            entry,
            is_finished,
            edited: parsed("time of editing", &record.edited)?,
            revision: record.revision.max(0),
            trashed: maybe("time in the trash", record.trashed.as_ref())?,
            moved: maybe("time in the trash", record.moved.as_ref())?,
            follow_up: record.check_in.map(CheckIn::read).transpose()?,
            follow_up_changed_at: maybe("check-in", record.checked.as_ref())?,
            postponed: record.wait.map(Wait::read).transpose()?,
            postpone_changed_at: maybe("waiting", record.waited.as_ref())?,
        })
    }
}

impl TryFrom<Given> for AnsweredStep {
    type Error = Unreadable;

    fn try_from(given: Given) -> Result<Self, Unreadable> {
        let all = |words: Vec<String>| words.iter().map(|words| harmless(words)).collect();
        Ok(Self {
            step: harmless(&given.step),
            role: given.part,
            prompt: harmless(&given.prompt),
            answer: match given.answer {
                Said::Text { words } => Answer::Text(harmless(&words)),
                Said::Items { items } => Answer::Items(all(items)),
                Said::Rating { number } => Answer::Rating(rating(number)?),
                Said::Chosen { labels } => Answer::Chosen(all(labels)),
                Said::Seconds { seconds } => Answer::Seconds(seconds),
                Said::AskOn { day } => Answer::FollowUpOn(maybe("day to ask on", day.as_ref())?),
                Said::WaitUntil { until } => {
                    Answer::PostponedUntil(parsed("time to wait", &until)?)
                }
            },
            outcome: given.means,
        })
    }
}

impl From<Place> for entry::DraftPosition {
    fn from(place: Place) -> Self {
        let typing = harmless(&place.typing);
        let mut caret = place.caret.min(typing.len());
        while !typing.is_char_boundary(caret) {
            caret -= 1;
        }
        Self {
            step: harmless(&place.step),
            pending_text: typing,
            caret,
        }
    }
}

impl CheckIn {
    fn read(self) -> Result<whole::FollowUp, Unreadable> {
        Ok(whole::FollowUp {
            due: parsed("day to look back", &self.due)?,
            outcome: self.outcome,
            acted: self.acted,
            hardness: self.hardness.map(rating).transpose()?,
            coping: self.managed.map(rating).transpose()?,
            note: self.note.map(|note| harmless(&note)),
            resolved_at: maybe("time of looking back", self.resolved.as_ref())?,
            answered_in: self.walk.map(id).transpose()?,
        })
    }
}

impl Wait {
    fn read(self) -> Result<whole::PostponedWorry, Unreadable> {
        Ok(whole::PostponedWorry {
            until: maybe("time to wait", self.until.as_ref())?,
            is_waiting: self.is_waiting,
            reviewed_in: self.taken_up_in.map(id).transpose()?,
        })
    }
}

fn id(name: String) -> Result<EntryId, Unreadable> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if (1..=64).contains(&name.len()) && name.bytes().all(is_plain) {
        Ok(EntryId::from(name))
    } else {
        Err(Unreadable::Id)
    }
}

const fn rating(number: u8) -> Result<u8, Unreadable> {
    match number {
        0..=100 => Ok(number),
        _ => Err(Unreadable::TooHigh(number)),
    }
}

fn parsed<T: FromStr>(what: &'static str, words: &str) -> Result<T, Unreadable> {
    words.parse().map_err(|_| Unreadable::Value(what))
}

fn maybe<T: FromStr>(what: &'static str, words: Option<&String>) -> Result<Option<T>, Unreadable> {
    words.map(|words| parsed(what, words)).transpose()
}

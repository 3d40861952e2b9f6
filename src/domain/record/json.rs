//! An entry as it is written down for other programs: in exports, and in the folder where machines meet.

mod parse;

use jiff::Timestamp;
#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::parse::RecordError;
use super::Record;
use crate::domain::entry::{Answer, AnsweredStep, EntryId, EntryState, format_rfc3339};
use crate::domain::exercise::Role;
use crate::domain::outcome::Outcome;

/// One entry with all that is kept about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RecordJson {
    /// Its name, the same on every machine.
    #[cfg_attr(test, schemars(extend("pattern" = ID)))]
    pub id: String,
    /// The id of the exercise.
    pub exercise: String,
    /// The exercise's title on that day.
    pub title: String,
    #[cfg_attr(test, schemars(extend("pattern" = TIME)))]
    pub started: String,
    /// Null while it is a draft.
    #[cfg_attr(test, schemars(extend("pattern" = TIME)))]
    pub finished: Option<String>,
    /// Seconds east of UTC where it was written.
    pub utc_offset_seconds: i32,
    /// The civil day there.
    #[cfg_attr(test, schemars(extend("pattern" = DAY)))]
    pub day: String,
    pub state: StateJson,
    /// What an entry in the trash is when it comes back; null elsewhere.
    pub was: Option<UntrashedStateJson>,
    /// When it came into the trash.
    #[cfg_attr(test, schemars(extend("pattern" = TIME)))]
    pub trashed: Option<String>,
    /// When it went into the trash or came back from it.
    #[cfg_attr(test, schemars(extend("pattern" = TIME)))]
    pub moved: Option<String>,
    /// The entry it leads on from.
    #[cfg_attr(test, schemars(extend("pattern" = ID)))]
    pub origin: Option<String>,
    /// When its words were changed last.
    #[cfg_attr(test, schemars(extend("pattern" = TIME)))]
    pub edited: String,
    /// How often it was changed in that journal.
    pub revision: i64,
    /// Where a draft stands.
    pub draft: Option<DraftPositionJson>,
    /// In the order of the exercise. A step that was skipped is missing.
    pub answers: Vec<AnsweredStepJson>,
    /// When to look back on its fear, and what became of it.
    pub check_in: Option<FollowUpJson>,
    /// When that was changed last.
    #[cfg_attr(test, schemars(extend("pattern" = TIME)))]
    pub checked: Option<String>,
    /// Until when its worry waits.
    pub wait: Option<PostponedWorryJson>,
    /// When that was changed last.
    #[cfg_attr(test, schemars(extend("pattern" = TIME)))]
    pub waited: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StateJson {
    Draft,
    Done,
    Trashed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum UntrashedStateJson {
    Draft,
    Done,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DraftPositionJson {
    pub step: String,
    /// Words that weren't given as an answer yet.
    pub typing: String,
    /// A place in them, in bytes of UTF-8.
    pub caret: usize,
}

/// A step as it was asked, and what was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AnsweredStepJson {
    pub step: String,
    /// The part the answer plays in history and insights.
    pub part: Option<Role>,
    /// The words on the screen at the time.
    pub prompt: String,
    pub answer: AnswerJson,
    /// What the option that was chosen says about a fear.
    pub means: Option<Outcome>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum AnswerJson {
    Text {
        words: String,
    },
    /// Short lines.
    Items {
        items: Vec<String>,
    },
    Rating {
        #[cfg_attr(test, schemars(range(min = 0, max = 100)))]
        number: u8,
    },
    /// The labels of what was chosen.
    Chosen {
        labels: Vec<String>,
    },
    /// Seconds of breathing or quiet.
    Seconds {
        seconds: u32,
    },
    /// The day to be asked how it turned out, or null for never.
    AskOn {
        #[cfg_attr(test, schemars(extend("pattern" = DAY)))]
        day: Option<String>,
    },
    /// The time on calendar and clock until which a worry waits.
    WaitUntil {
        #[cfg_attr(test, schemars(extend("pattern" = CIVIL)))]
        until: String,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FollowUpJson {
    #[cfg_attr(test, schemars(extend("pattern" = DAY)))]
    pub due: String,
    pub outcome: Outcome,
    /// Whether something was done that made it less likely.
    pub acted: Option<bool>,
    #[cfg_attr(test, schemars(range(min = 0, max = 100)))]
    pub hardness: Option<u8>,
    #[cfg_attr(test, schemars(range(min = 0, max = 100)))]
    pub managed: Option<u8>,
    pub note: Option<String>,
    #[cfg_attr(test, schemars(extend("pattern" = TIME)))]
    pub resolved: Option<String>,
    /// The walk that answered it.
    #[cfg_attr(test, schemars(extend("pattern" = ID)))]
    pub walk: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PostponedWorryJson {
    /// On calendar and clock where the person was.
    #[cfg_attr(test, schemars(extend("pattern" = CIVIL)))]
    pub until: Option<String>,
    /// Whether it waits still.
    pub is_waiting: bool,
    /// The worry time that took it up last.
    #[cfg_attr(test, schemars(extend("pattern" = ID)))]
    pub taken_up_in: Option<String>,
}

#[cfg(test)]
const ID: &str = "^[0-9A-Za-z_-]{1,64}$";
#[cfg(test)]
const DAY: &str = "^(\\d{4}|-\\d{6})-\\d{2}-\\d{2}$";
#[cfg(test)]
const CIVIL: &str = "^(\\d{4}|-\\d{6})-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?$";
#[cfg(test)]
const TIME: &str =
    "^(\\d{4}|-\\d{6})-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})$";

impl From<&Record> for RecordJson {
    fn from(record: &Record) -> Self {
        let entry = &record.entry;
        let time = |at| format_time(at, entry.utc_offset);
        let id = |id: &EntryId| id.to_string();
        Self {
            id: id(&entry.id),
            exercise: entry.exercise.clone(),
            title: entry.title.clone(),
            started: time(entry.started_at),
            finished: entry.finished_at.map(time),
            utc_offset_seconds: entry.utc_offset,
            day: entry.day.to_string(),
            state: match entry.state {
                EntryState::Draft => StateJson::Draft,
                EntryState::Done => StateJson::Done,
                EntryState::Trashed => StateJson::Trashed,
            },
            was: record.is_trashed().then_some(if record.is_finished {
                UntrashedStateJson::Done
            } else {
                UntrashedStateJson::Draft
            }),
            trashed: record.trashed_at.map(time),
            moved: record.trash_changed_at.map(time),
            origin: entry.origin.as_ref().map(id),
            edited: time(record.edited_at),
            revision: record.revision,
            draft: entry
                .draft_position
                .as_ref()
                .map(|place| DraftPositionJson {
                    step: place.step.clone(),
                    typing: place.pending_text.clone(),
                    caret: place.caret,
                }),
            answers: entry.answers.iter().map(AnsweredStepJson::from).collect(),
            check_in: follow_up_json(record, entry.utc_offset),
            checked: record.follow_up_changed_at.map(time),
            wait: postponed_json(record),
            waited: record.postpone_changed_at.map(time),
        }
    }
}

impl From<&AnsweredStep> for AnsweredStepJson {
    fn from(answered: &AnsweredStep) -> Self {
        Self {
            step: answered.step.clone(),
            part: answered.role,
            prompt: answered.prompt.clone(),
            answer: match &answered.answer {
                Answer::Text(words) => AnswerJson::Text {
                    words: words.clone(),
                },
                Answer::Items(items) => AnswerJson::Items {
                    items: items.clone(),
                },
                Answer::Rating(number) => AnswerJson::Rating { number: *number },
                Answer::Chosen(labels) => AnswerJson::Chosen {
                    labels: labels.clone(),
                },
                Answer::Seconds(seconds) => AnswerJson::Seconds { seconds: *seconds },
                Answer::FollowUpOn(day) => AnswerJson::AskOn {
                    day: day.map(|day| day.to_string()),
                },
                Answer::PostponedUntil(time) => AnswerJson::WaitUntil {
                    until: time.to_string(),
                },
            },
            means: answered.outcome,
        }
    }
}

/// What became of the fear of an entry, with times so far east of UTC.
pub fn follow_up_json(record: &Record, offset: i32) -> Option<FollowUpJson> {
    record.follow_up.as_ref().map(|check_in| FollowUpJson {
        due: check_in.due.to_string(),
        outcome: check_in.outcome,
        acted: check_in.acted,
        hardness: check_in.hardness,
        managed: check_in.coping,
        note: check_in.note.clone(),
        resolved: check_in.resolved_at.map(|time| format_time(time, offset)),
        walk: check_in.answered_in.as_ref().map(EntryId::to_string),
    })
}

/// Until when the worry of an entry waits.
pub fn postponed_json(record: &Record) -> Option<PostponedWorryJson> {
    record.postponed.as_ref().map(|wait| PostponedWorryJson {
        until: wait.until.map(|until| until.to_string()),
        is_waiting: wait.is_waiting,
        taken_up_in: wait.reviewed_in.as_ref().map(EntryId::to_string),
    })
}

/// The instant as it was there. RFC 3339 knows no offset with seconds.
fn format_time(at: Timestamp, offset: i32) -> String {
    format_rfc3339(at, offset - offset % 60)
}

//! The JSON of an entry, in exports and in the sync log.
//!
//! These names are version 1 of both formats.

mod parse;

use jiff::Timestamp;
#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Record;
use crate::domain::entry::{Answer, AnsweredStep, EntryId, EntryKind, EntryState, format_rfc3339};
use crate::domain::exercise::Role;
use crate::domain::outcome::Outcome;

/// An entry with its trash state, follow-up, postponement and card.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RecordJson {
    /// The same on every computer.
    #[cfg_attr(test, schemars(extend("pattern" = ID)))]
    pub(crate) id: String,
    /// The id of the exercise.
    pub(crate) exercise: String,
    /// The title of the exercise on that day.
    pub(crate) title: String,
    #[cfg_attr(test, schemars(extend("pattern" = TIME)))]
    pub(crate) started_at: String,
    /// Null for a draft.
    #[cfg_attr(test, schemars(extend("pattern" = TIME)))]
    pub(crate) finished_at: Option<String>,
    /// The UTC offset where it was written, in seconds east of UTC.
    pub(crate) utc_offset_seconds: i32,
    /// The civil day where it was written.
    #[cfg_attr(test, schemars(extend("pattern" = DAY)))]
    pub(crate) day: String,
    pub(crate) state: StateJson,
    /// The state that an entry in the trash returns to; null for other entries.
    pub(crate) state_before_trash: Option<UntrashedStateJson>,
    /// When it was put into the trash.
    #[cfg_attr(test, schemars(extend("pattern" = TIME)))]
    pub(crate) trashed_at: Option<String>,
    /// When it was last put into the trash or restored.
    #[cfg_attr(test, schemars(extend("pattern" = TIME)))]
    pub(crate) trash_changed_at: Option<String>,
    /// The entry that this one continues.
    #[cfg_attr(test, schemars(extend("pattern" = ID)))]
    pub(crate) origin: Option<String>,
    /// Exercise, if it is missing.
    #[serde(default)]
    pub(crate) kind: EntryKind,
    /// When its text was last changed.
    #[cfg_attr(test, schemars(extend("pattern" = TIME)))]
    pub(crate) edited_at: String,
    /// The number of changes in that journal.
    pub(crate) revision: i64,
    /// The current step of a draft and the text in its input.
    pub(crate) draft: Option<DraftPositionJson>,
    /// In the order of the exercise. A step that was skipped is missing.
    pub(crate) answers: Vec<AnsweredStepJson>,
    /// When to ask how its fear turned out, and the answer.
    pub(crate) follow_up: Option<FollowUpJson>,
    /// When the follow-up was last changed.
    #[cfg_attr(test, schemars(extend("pattern" = TIME)))]
    pub(crate) follow_up_changed_at: Option<String>,
    /// Until when its worry is postponed.
    pub(crate) postponed: Option<PostponedWorryJson>,
    /// When the postponement was last changed.
    #[cfg_attr(test, schemars(extend("pattern" = TIME)))]
    pub(crate) postpone_changed_at: Option<String>,
    /// Whether its good-enough line is kept as a card.
    #[serde(default)]
    pub(crate) is_card: bool,
    /// When the card was last kept or removed.
    #[cfg_attr(test, schemars(extend("pattern" = TIME)))]
    pub(crate) card_changed_at: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum StateJson {
    Draft,
    Done,
    Trashed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum UntrashedStateJson {
    Draft,
    Done,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct DraftPositionJson {
    pub(crate) step: String,
    /// Text that isn't an answer yet.
    pub(crate) pending_text: String,
    /// The position of the cursor in that text, in bytes of UTF-8.
    pub(crate) caret: usize,
}

/// A question as it was asked, and its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct AnsweredStepJson {
    pub(crate) step: String,
    /// What the answer is for history and insights.
    pub(crate) role: Option<Role>,
    /// The question as it was shown.
    pub(crate) prompt: String,
    pub(crate) answer: AnswerJson,
    /// What the chosen option says about a fear.
    pub(crate) outcome: Option<Outcome>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum AnswerJson {
    Text {
        text: String,
    },
    /// Short lines.
    Items {
        items: Vec<String>,
    },
    Rating {
        #[cfg_attr(test, schemars(range(min = 0, max = 100)))]
        number: u8,
    },
    /// The labels of the chosen options.
    Chosen {
        labels: Vec<String>,
    },
    /// Seconds of breathing or quiet.
    Seconds {
        seconds: u32,
    },
    /// The day to ask how the fear turned out, or null for never.
    FollowUpOn {
        #[cfg_attr(test, schemars(extend("pattern" = DAY)))]
        day: Option<String>,
    },
    /// The local time until which a worry is postponed.
    PostponedUntil {
        #[cfg_attr(test, schemars(extend("pattern" = CIVIL)))]
        until: String,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct FollowUpJson {
    #[cfg_attr(test, schemars(extend("pattern" = DAY)))]
    pub(crate) due: String,
    pub(crate) outcome: Outcome,
    /// Whether something was done that made it less likely.
    pub(crate) acted: Option<bool>,
    #[cfg_attr(test, schemars(range(min = 0, max = 100)))]
    pub(crate) hardness: Option<u8>,
    #[cfg_attr(test, schemars(range(min = 0, max = 100)))]
    pub(crate) coping: Option<u8>,
    pub(crate) note: Option<String>,
    #[cfg_attr(test, schemars(extend("pattern" = TIME)))]
    pub(crate) resolved_at: Option<String>,
    /// The entry that answered it.
    #[cfg_attr(test, schemars(extend("pattern" = ID)))]
    pub(crate) answered_in: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct PostponedWorryJson {
    /// The local time where the person was.
    #[cfg_attr(test, schemars(extend("pattern" = CIVIL)))]
    pub(crate) until: Option<String>,
    /// Whether it still waits.
    pub(crate) is_waiting: bool,
    /// The worry-time entry that reviewed it last.
    #[cfg_attr(test, schemars(extend("pattern" = ID)))]
    pub(crate) reviewed_in: Option<String>,
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
            started_at: time(entry.started_at),
            finished_at: entry.finished_at.map(time),
            utc_offset_seconds: entry.utc_offset,
            day: entry.day.to_string(),
            state: match entry.state {
                EntryState::Draft => StateJson::Draft,
                EntryState::Done => StateJson::Done,
                EntryState::Trashed => StateJson::Trashed,
            },
            state_before_trash: record.is_trashed().then_some(if record.is_finished {
                UntrashedStateJson::Done
            } else {
                UntrashedStateJson::Draft
            }),
            trashed_at: record.trashed_at.map(time),
            trash_changed_at: record.trash_changed_at.map(time),
            origin: entry.origin.as_ref().map(id),
            kind: entry.kind,
            edited_at: time(record.edited_at),
            revision: record.revision,
            draft: entry
                .draft_position
                .as_ref()
                .map(|position| DraftPositionJson {
                    step: position.step.clone(),
                    pending_text: position.pending_text.clone(),
                    caret: position.caret,
                }),
            answers: entry.answers.iter().map(AnsweredStepJson::from).collect(),
            follow_up: follow_up_json(record, entry.utc_offset),
            follow_up_changed_at: record.follow_up_changed_at.map(time),
            postponed: postponed_json(record),
            postpone_changed_at: record.postpone_changed_at.map(time),
            is_card: record.is_card,
            card_changed_at: record.card_changed_at.map(time),
        }
    }
}

impl From<&AnsweredStep> for AnsweredStepJson {
    fn from(answered: &AnsweredStep) -> Self {
        Self {
            step: answered.step.clone(),
            role: answered.role,
            prompt: answered.prompt.clone(),
            answer: match &answered.answer {
                Answer::Text(text) => AnswerJson::Text { text: text.clone() },
                Answer::Items(items) => AnswerJson::Items {
                    items: items.clone(),
                },
                Answer::Rating(number) => AnswerJson::Rating { number: *number },
                Answer::Chosen(labels) => AnswerJson::Chosen {
                    labels: labels.clone(),
                },
                Answer::Seconds(seconds) => AnswerJson::Seconds { seconds: *seconds },
                Answer::FollowUpOn(day) => AnswerJson::FollowUpOn {
                    day: day.map(|day| day.to_string()),
                },
                Answer::PostponedUntil(time) => AnswerJson::PostponedUntil {
                    until: time.to_string(),
                },
            },
            outcome: answered.outcome,
        }
    }
}

/// Converts the follow-up, with its times at this UTC offset in seconds.
pub(crate) fn follow_up_json(record: &Record, offset: i32) -> Option<FollowUpJson> {
    record.follow_up.as_ref().map(|follow_up| FollowUpJson {
        due: follow_up.due.to_string(),
        outcome: follow_up.outcome,
        acted: follow_up.acted,
        hardness: follow_up.hardness,
        coping: follow_up.coping,
        note: follow_up.note.clone(),
        resolved_at: follow_up.resolved_at.map(|time| format_time(time, offset)),
        answered_in: follow_up.answered_in.as_ref().map(EntryId::to_string),
    })
}

/// Converts the postponement.
pub(crate) fn postponed_json(record: &Record) -> Option<PostponedWorryJson> {
    record.postponed.as_ref().map(|worry| PostponedWorryJson {
        until: worry.until.map(|until| until.to_string()),
        is_waiting: worry.is_waiting,
        reviewed_in: worry.reviewed_in.as_ref().map(EntryId::to_string),
    })
}

/// RFC 3339 has no seconds in offsets.
fn format_time(at: Timestamp, offset: i32) -> String {
    format_rfc3339(at, offset - offset % 60)
}

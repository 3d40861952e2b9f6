//! The stored session: an [`Entry`] and its answers.

use std::fmt;

use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, tz::Offset};
#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::exercise::Role;
use crate::domain::outcome::Outcome;

/// A session as it is stored, finished or not.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub id: EntryId,
    /// The exercise's id.
    pub exercise: String,
    /// The title of the exercise on that day.
    pub title: String,
    pub started_at: Timestamp,
    /// None while it is a draft.
    pub finished_at: Option<Timestamp>,
    /// Seconds east of UTC at the person's location.
    pub utc_offset: i32,
    /// The local date, which stays the same if the time zone changes later.
    pub day: Date,
    pub state: EntryState,
    /// The entry whose session started this one.
    pub origin: Option<EntryId>,
    pub kind: EntryKind,
    /// The position in a draft.
    pub draft_position: Option<DraftPosition>,
    /// In the order of the exercise.
    pub answers: Vec<AnsweredStep>,
}

impl Entry {
    /// The last answer with this role.
    pub fn answer_for(&self, role: Role) -> Option<&Answer> {
        self.answers
            .iter()
            .rev()
            .find(|answered| answered.role == Some(role))
            .map(|answered| &answered.answer)
    }

    /// The outcome of the last answer with this role that has one.
    pub(crate) fn outcome_for(&self, role: Role) -> Option<Outcome> {
        let has_role = |answered: &&AnsweredStep| answered.role == Some(role);
        let answers = self.answers.iter().rev().filter(has_role);
        answers.into_iter().find_map(|answered| answered.outcome)
    }

    /// The answer to a step.
    pub(crate) fn answer_to(&self, step: &str) -> Option<&AnsweredStep> {
        self.answers.iter().find(|answered| answered.step == step)
    }

    /// The text of the answer with this role; none if it is empty.
    pub fn text_for(&self, role: Role) -> Option<String> {
        self.answer_for(role)
            .map(Answer::to_text)
            .filter(|text| !text.is_empty())
    }

    /// The rating with this role. A missing rating is none, never 0 or 50.
    pub fn rating_for(&self, role: Role) -> Option<u8> {
        match self.answer_for(role) {
            Some(Answer::Rating(number)) => Some(*number),
            _ => None,
        }
    }
}

/// A random id: unique across machines, and its first characters are easy to type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId(String);

impl EntryId {
    /// Letters and digits that can't be confused with one another.
    const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    const LENGTH: usize = 12;

    /// An id of 60 random bits.
    pub fn random(rng: &mut impl rand::Rng) -> Self {
        Self::from_bits(rng.next_u64())
    }

    /// An id derived from a digest: the same content gives the same id on every machine.
    pub(crate) fn from_digest(digest: u128) -> Self {
        let [high, low] = [64, 0].map(|by| u64::try_from(digest >> by & u128::from(u64::MAX)));
        Self::from_bits(high.unwrap_or(0) ^ low.unwrap_or(0))
    }

    fn from_bits(bits: u64) -> Self {
        let symbol = |index: usize| {
            char::from(Self::ALPHABET[usize::try_from((bits >> (5 * index)) & 31).unwrap_or(0)])
        };
        Self((0..Self::LENGTH).map(symbol).collect())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for EntryId {
    fn from(name: String) -> Self {
        Self(name)
    }
}

impl fmt::Display for EntryId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// What an entry is the record of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    #[default]
    Exercise,
    /// How the person was at a moment.
    CheckIn,
    /// A break, whose id is in [`Entry::exercise`].
    Break,
}

impl EntryKind {
    pub(crate) const ALL: [Self; 3] = [Self::Exercise, Self::CheckIn, Self::Break];

    /// The kind with this name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// The name in the journal and in exports.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Exercise => "exercise",
            Self::CheckIn => "check_in",
            Self::Break => "break",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryState {
    Draft,
    Done,
    Trashed,
}

/// The current step of a draft, with the text being typed there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftPosition {
    pub step: String,
    /// The text that isn't submitted as an answer yet.
    pub pending_text: String,
    /// A byte offset into `pending_text`.
    pub caret: usize,
}

/// A step as it was asked, and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnsweredStep {
    pub step: String,
    pub role: Option<Role>,
    /// The prompt as it was shown.
    pub prompt: String,
    pub answer: Answer,
    /// The outcome that the chosen option stands for.
    pub outcome: Option<Outcome>,
}

/// An answer. A skipped step has none.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Answer {
    Text(String),
    /// Short lines.
    Items(Vec<String>),
    /// 0 to 100.
    Rating(u8),
    /// The labels of the chosen options.
    Chosen(Vec<String>),
    /// Seconds of breathing or quiet.
    Seconds(u32),
    /// The day of the follow-up; none if the person declined one.
    FollowUpOn(Option<Date>),
    /// The local time until which a worry is postponed.
    PostponedUntil(DateTime),
}

impl Answer {
    /// The answer as plain text, one item per line. A time has its year, since it may be read years later.
    pub fn to_text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Items(items) | Self::Chosen(items) => items.join("\n"),
            Self::Rating(number) => number.to_string(),
            Self::Seconds(seconds) => format!("{seconds} seconds"),
            Self::FollowUpOn(Some(day)) => day.to_string(),
            Self::FollowUpOn(None) => "no thanks".to_owned(),
            Self::PostponedUntil(time) => time.strftime("%A, %-d %B %Y, %H:%M").to_string(),
        }
    }
}

/// An instant with the local offset and date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalTime {
    pub timestamp: Timestamp,
    /// Seconds east of UTC.
    pub utc_offset: i32,
    /// The local date.
    pub day: Date,
}

impl LocalTime {
    /// The local date and time.
    pub(crate) fn civil_time(&self) -> DateTime {
        civil_time(self.timestamp, self.utc_offset)
    }
}

/// The date and time at `offset` seconds east of UTC.
pub(crate) fn civil_time(at: Timestamp, offset: i32) -> DateTime {
    let zone = Offset::from_seconds(offset).unwrap_or(Offset::UTC);
    zone.to_datetime(at)
}

/// The time as "23:41", at `offset` seconds east of UTC.
pub(crate) fn format_clock_time(at: Timestamp, offset: i32) -> String {
    civil_time(at, offset).strftime("%H:%M").to_string()
}

/// The instant in RFC 3339, at `offset` seconds east of UTC.
pub(crate) fn format_rfc3339(at: Timestamp, offset: i32) -> String {
    let zone = Offset::from_seconds(offset).unwrap_or(Offset::UTC);
    at.display_with_offset(zone).to_string()
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    #[test]
    fn a_random_id_is_short_unambiguous_and_unique() {
        let mut rng = StdRng::seed_from_u64(1);
        let names: std::collections::BTreeSet<_> =
            (0..1000).map(|_| EntryId::random(&mut rng)).collect();
        assert_eq!(names.len(), 1000);
        assert!(names.iter().all(|name| name.as_str().len() == 12));
        assert!(names.iter().all(|name| {
            name.as_str()
                .bytes()
                .all(|symbol| EntryId::ALPHABET.contains(&symbol))
        }));
    }

    #[test]
    fn times_are_formatted_in_the_offset_of_the_entry() {
        let at: Timestamp = "2026-11-24T22:41:00Z".parse().unwrap();
        assert_eq!(format_clock_time(at, 3600), "23:41");
        assert_eq!(format_rfc3339(at, -5 * 3600), "2026-11-24T17:41:00-05:00");
    }
}

//! The portable form of an entry: with its trash state, follow-up, postponement and card.

#[cfg(test)]
pub(crate) mod arbitrary;
mod digest;
pub mod json;
mod merge;
#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;
mod text_loss;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

pub(crate) use self::digest::fnv1a_128;
pub(crate) use self::merge::{PartVersion, PartVersions, PerPart, RecordPart};
pub(crate) use self::text_loss::TextLoss;
use crate::domain::entry::{Entry, EntryId, EntryKind, EntryState};
use crate::domain::outcome::Outcome;

/// An entry with its trash state, follow-up, postponement and card.
///
/// It has five parts ([`RecordPart`]) that change independently. Each has the time of its last change.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    pub(crate) entry: Entry,
    /// Whether the exercise was finished, even if the entry is in the trash now.
    pub(crate) is_finished: bool,
    /// When the text was last changed.
    pub(crate) edited_at: Timestamp,
    /// The number of changes in this journal. Revisions of other computers aren't comparable.
    pub(crate) revision: i64,
    /// When it was put into the trash, if known. [`Entry::state`] says whether it is there.
    pub(crate) trashed_at: Option<Timestamp>,
    /// When it was last put into the trash or restored.
    pub(crate) trash_changed_at: Option<Timestamp>,
    pub(crate) follow_up: Option<FollowUp>,
    pub(crate) follow_up_changed_at: Option<Timestamp>,
    pub(crate) postponed: Option<PostponedWorry>,
    pub(crate) postpone_changed_at: Option<Timestamp>,
    /// Whether its reframe is kept as a card.
    pub(crate) is_card: bool,
    /// When the card was last kept or removed.
    pub(crate) card_changed_at: Option<Timestamp>,
}

/// When to ask how a fear turned out, and the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FollowUp {
    pub(crate) due: Date,
    pub(crate) outcome: Outcome,
    /// Whether something was done that made it less likely.
    pub(crate) acted: Option<bool>,
    pub(crate) hardness: Option<u8>,
    pub(crate) coping: Option<u8>,
    pub(crate) note: Option<String>,
    pub(crate) resolved_at: Option<Timestamp>,
    /// The entry that answered it.
    pub(crate) answered_in: Option<EntryId>,
}

/// A postponed worry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PostponedWorry {
    /// The local time where the person was.
    pub(crate) until: Option<DateTime>,
    /// Whether it still waits.
    pub(crate) is_waiting: bool,
    /// The worry-time entry that reviewed it last.
    pub(crate) reviewed_in: Option<EntryId>,
}

impl Record {
    pub(crate) fn is_trashed(&self) -> bool {
        self.entry.state == EntryState::Trashed
    }

    /// Clears everything but the id and the time it was put into the trash.
    pub(crate) fn erase(&mut self) {
        let id = self.entry.id.clone();
        self.entry = Entry {
            id,
            exercise: String::new(),
            title: String::new(),
            started_at: Timestamp::UNIX_EPOCH,
            finished_at: None,
            utc_offset: 0,
            day: Date::constant(1970, 1, 1),
            state: EntryState::Trashed,
            origin: None,
            kind: EntryKind::default(),
            draft_position: None,
            answers: Vec::new(),
        };
        (self.edited_at, self.revision) = (Timestamp::UNIX_EPOCH, 0);
        (self.trashed_at, self.follow_up, self.follow_up_changed_at) = (None, None, None);
        (self.postponed, self.postpone_changed_at) = (None, None);
        (self.is_card, self.card_changed_at) = (false, None);
    }
}

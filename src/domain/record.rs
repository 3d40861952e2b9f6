//! An entry with all that is kept about it, as it goes from one machine to another, and how two versions of it
//! become one.

#[cfg(test)]
pub mod arbitrary;
mod digest;
pub mod json;
#[cfg(test)]
mod tests;
mod text_loss;

use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp};

pub use self::digest::fnv1a_128;
pub(crate) use self::text_loss::TextLoss;
use crate::domain::entry::{AnsweredStep, Entry, EntryId, EntryState, civil_time};
use crate::domain::outcome::Outcome;

/// An entry with all that is kept about it.
///
/// It has four parts that change each for itself: its words, whether it lies in the trash, what became of the
/// fear in it, and until when its worry waits. Each knows when it was changed last.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    pub entry: Entry,
    /// Whether the walk was finished, even if it lies in the trash now.
    pub is_finished: bool,
    /// When its words were changed last.
    pub edited_at: Timestamp,
    /// How often it was changed here. It says nothing about other machines.
    pub revision: i64,
    /// When it came into the trash, if that is known. Whether it lies there, [`Entry::state`] tells.
    pub trashed_at: Option<Timestamp>,
    /// When it went into the trash or came back from it.
    pub trash_changed_at: Option<Timestamp>,
    pub follow_up: Option<FollowUp>,
    pub follow_up_changed_at: Option<Timestamp>,
    pub postponed: Option<PostponedWorry>,
    pub postpone_changed_at: Option<Timestamp>,
}

/// When to look back on a fear, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowUp {
    pub due: Date,
    pub outcome: Outcome,
    /// Whether something was done that made it less likely.
    pub acted: Option<bool>,
    pub hardness: Option<u8>,
    pub coping: Option<u8>,
    pub note: Option<String>,
    pub resolved_at: Option<Timestamp>,
    /// The walk that answered it.
    pub answered_in: Option<EntryId>,
}

/// A worry that was put off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostponedWorry {
    /// Where the person was.
    pub until: Option<DateTime>,
    /// Whether it waits still.
    pub is_waiting: bool,
    /// The worry time that took it up last.
    pub reviewed_in: Option<EntryId>,
}

/// Which version each part of an entry is. Of two versions the greater one is the newer, and every machine
/// says the same about it: where the times are equal, what is written decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PartVersions {
    pub content: PartVersion,
    pub trash: PartVersion,
    pub follow_up: PartVersion,
    pub postponed: PartVersion,
}

/// A finished walk is newer than any draft of it, then the time counts, then the digest of what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PartVersion {
    is_finished: bool,
    pub changed_at: Option<Timestamp>,
    pub digest: u128,
}

/// The place of each part among [`Versions::parts`].
pub const CONTENT: usize = 0;
pub const TRASH: usize = 1;
pub const FOLLOW_UP: usize = 2;
pub const POSTPONED: usize = 3;

impl PartVersion {
    pub const fn is_finished(&self) -> bool {
        self.is_finished
    }
}

impl PartVersions {
    pub const fn parts(&self) -> [PartVersion; 4] {
        [self.content, self.trash, self.follow_up, self.postponed]
    }

    pub const fn parts_mut(&mut self) -> [&mut PartVersion; 4] {
        [
            &mut self.content,
            &mut self.trash,
            &mut self.follow_up,
            &mut self.postponed,
        ]
    }

    /// The newer version of each part.
    #[must_use]
    pub fn newest(&self, other: &Self) -> Self {
        Self {
            content: self.content.max(other.content),
            trash: self.trash.max(other.trash),
            follow_up: self.follow_up.max(other.follow_up),
            postponed: self.postponed.max(other.postponed),
        }
    }
}

impl Record {
    pub fn versions(&self) -> PartVersions {
        let at = |at, digest| PartVersion {
            is_finished: false,
            changed_at: at,
            digest,
        };
        PartVersions {
            content: PartVersion {
                is_finished: self.is_finished,
                changed_at: Some(self.edited_at),
                digest: digest::content_digest(self),
            },
            // Since when it lies there is counted on each computer for itself.
            trash: at(
                self.trash_changed_at,
                digest::json_digest(&self.is_trashed()),
            ),
            follow_up: at(
                self.follow_up_changed_at,
                digest::json_digest(&json::follow_up_json(self, 0)),
            ),
            postponed: at(
                self.postpone_changed_at,
                digest::json_digest(&json::postponed_json(self)),
            ),
        }
    }

    pub fn is_trashed(&self) -> bool {
        self.entry.state == EntryState::Trashed
    }

    /// Takes over each part of which `other`, the same entry elsewhere, has a newer version. True if there was one.
    ///
    /// In whatever order versions are taken over, and how often, the end is the same.
    pub fn merge(&mut self, other: &Self) -> bool {
        let (ours, theirs) = (self.versions(), other.versions());
        let (before, after) = (ours.parts(), theirs.parts());
        for part in [CONTENT, TRASH, FOLLOW_UP, POSTPONED] {
            if before[part] < after[part] {
                self.take_part(part, other);
            }
        }
        self.versions() != ours
    }

    /// Takes over one part of `other`.
    pub fn take_part(&mut self, part: usize, other: &Self) {
        let mut is_trashed = self.is_trashed();
        match part {
            CONTENT => {
                let (is_finished, edited) = (other.is_finished, other.edited_at);
                let entry = other.entry.clone();
                (self.entry, self.is_finished, self.edited_at) = (entry, is_finished, edited);
            }
            TRASH => {
                is_trashed = other.is_trashed();
                (self.trashed_at, self.trash_changed_at) =
                    (other.trashed_at, other.trash_changed_at);
            }
            FOLLOW_UP => {
                self.follow_up.clone_from(&other.follow_up);
                self.follow_up_changed_at = other.follow_up_changed_at;
            }
            _ => {
                self.postponed.clone_from(&other.postponed);
                self.postpone_changed_at = other.postpone_changed_at;
            }
        }
        self.entry.state = match (is_trashed, self.is_finished) {
            (true, _) => EntryState::Trashed,
            (false, true) => EntryState::Done,
            (false, false) => EntryState::Draft,
        };
    }

    /// Sets when one part was changed.
    pub const fn set_changed_at(&mut self, part: usize, at: Timestamp) {
        match part {
            CONTENT => self.edited_at = at,
            TRASH => self.trash_changed_at = Some(at),
            FOLLOW_UP => self.follow_up_changed_at = Some(at),
            _ => self.postpone_changed_at = Some(at),
        }
    }

    /// Puts `now` in the place of each time of a change that lies in the future, which would be newer than
    /// everything else until then. A part that is just so in `ours`, the entry as it is here, has the time it has here.
    pub fn clamp_future_changes(&mut self, now: Timestamp, ours: Option<&PartVersions>) {
        let ours = ours.map(PartVersions::parts);
        for (part, version) in self.versions().parts().into_iter().enumerate() {
            if version.changed_at.is_none_or(|at| at <= now) {
                continue;
            }
            let known = ours
                .and_then(|ours| ours[part].changed_at)
                .filter(|at| *at <= now);
            self.set_changed_at(part, known.unwrap_or(now));
            if ours.is_none_or(|ours| self.versions().parts()[part] != ours[part]) {
                self.set_changed_at(part, now);
            }
        }
        self.trashed_at = self.trashed_at.map(|trashed| trashed.min(now));
    }

    /// Sets times of a walk back to its last change where they are more than a year later, as an entry that began in
    /// 2099 would stand above all others. A diary that was imported may have days to come. True if there was one.
    ///
    /// What is done depends on the entry alone, so that it is the same on every computer.
    pub(crate) fn clamp_far_future_dates(&mut self) -> bool {
        const YEAR: SignedDuration = SignedDuration::from_hours(366 * 24);
        let (edited, checked) = (
            self.edited_at,
            self.follow_up_changed_at.unwrap_or(self.edited_at),
        );
        let entry = &mut self.entry;
        let resolved = self.follow_up.as_mut().map(|it| &mut it.resolved_at);
        let times = [
            (Some(&mut entry.started_at), edited),
            (entry.finished_at.as_mut(), edited),
            (resolved.and_then(Option::as_mut), checked),
        ];
        let mut is_changed = false;
        for (time, changed) in times {
            let last = changed.checked_add(YEAR).unwrap_or(Timestamp::MAX);
            if let Some(time) = time.filter(|time| **time > last) {
                *time = changed;
                is_changed = true;
            }
        }
        let day = civil_time(entry.started_at, entry.utc_offset).date();
        if entry.day > day.checked_add(YEAR).unwrap_or(Date::MAX) {
            entry.day = day;
            is_changed = true;
        }
        is_changed
    }

    /// Leaves nothing of it but its id and when it was thrown away.
    pub fn erase(&mut self) {
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
            draft_position: None,
            answers: Vec::new(),
        };
        (self.edited_at, self.revision) = (Timestamp::UNIX_EPOCH, 0);
        (self.trashed_at, self.follow_up, self.follow_up_changed_at) = (None, None, None);
        (self.postponed, self.postpone_changed_at) = (None, None);
    }

    /// Whether everything somebody wrote here is in `other` as well.
    pub fn is_contained_in(&self, other: &Self) -> bool {
        let says = |answered: &AnsweredStep| {
            let answers = other.entry.answers.iter();
            answers
                .into_iter()
                .any(|there| there.step == answered.step && there.answer == answered.answer)
        };
        let typed = self
            .entry
            .draft_position
            .as_ref()
            .map_or("", |place| &place.pending_text);
        let is_typed_there = || {
            let words = other
                .entry
                .answers
                .iter()
                .map(|there| there.answer.to_text());
            let typing = other
                .entry
                .draft_position
                .iter()
                .map(|place| place.pending_text.clone());
            words.chain(typing).any(|words| words.contains(typed))
        };
        self.entry.answers.iter().all(says) && (typed.trim().is_empty() || is_typed_there())
    }

    /// The same words as an entry of their own, where another version of it has taken its place. Its name
    /// follows from the words, so that every machine gives the same.
    #[must_use]
    pub fn to_conflict_copy(&self) -> Self {
        let id = EntryId::from_digest(self.versions().content.digest);
        let mut apart = Self {
            trashed_at: None,
            trash_changed_at: None,
            follow_up: None,
            follow_up_changed_at: None,
            postponed: None,
            postpone_changed_at: None,
            revision: 1,
            ..self.clone()
        };
        apart.entry.id = id;
        apart.entry.state = if self.is_finished {
            EntryState::Done
        } else {
            EntryState::Draft
        };
        apart
    }
}

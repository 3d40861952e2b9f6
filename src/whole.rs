//! An entry with all that is kept about it, as it goes from one machine to another, and how two versions of it
//! become one.

mod digest;
pub mod record;
#[cfg(test)]
pub mod samples;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

pub use self::digest::digest;
use crate::entry::{Answered, Entry, EntryId, State};
use crate::exercise::Means;

/// An entry with all that is kept about it.
///
/// It has four parts that change each for itself: its words, whether it lies in the trash, what became of the
/// fear in it, and until when its worry waits. Each knows when it was changed last.
#[derive(Clone, Debug, PartialEq)]
pub struct Whole {
    pub entry: Entry,
    /// Whether the walk was finished, even if it lies in the trash now.
    pub is_finished: bool,
    /// When its words were changed last.
    pub edited: Timestamp,
    /// How often it was changed here. It says nothing about other machines.
    pub revision: i64,
    /// When it came into the trash, if that is known. Whether it lies there, [`Entry::state`] tells.
    pub trashed: Option<Timestamp>,
    /// When it went into the trash or came back from it.
    pub moved: Option<Timestamp>,
    pub check_in: Option<CheckIn>,
    pub checked: Option<Timestamp>,
    pub wait: Option<Wait>,
    pub waited: Option<Timestamp>,
}

/// When to look back on a fear, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckIn {
    pub due: Date,
    pub outcome: Means,
    /// Whether something was done that made it less likely.
    pub acted: Option<bool>,
    pub hardness: Option<u8>,
    pub managed: Option<u8>,
    pub note: Option<String>,
    pub resolved: Option<Timestamp>,
    /// The walk that answered it.
    pub walk: Option<EntryId>,
}

/// A worry that was put off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wait {
    /// Where the person was.
    pub until: Option<DateTime>,
    /// Whether it waits still.
    pub is_waiting: bool,
    /// The worry time that took it up last.
    pub taken_up_in: Option<EntryId>,
}

/// Which version each part of an entry is. Of two versions the greater one is the newer, and every machine
/// says the same about it: where the times are equal, what is written decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Versions {
    pub words: Version,
    pub trash: Version,
    pub check_in: Version,
    pub wait: Version,
}

/// A finished walk is newer than any draft of it, then the time counts, then the digest of what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    is_finished: bool,
    pub at: Option<Timestamp>,
    pub digest: u128,
}

impl Versions {
    /// The newer version of each part.
    #[must_use]
    pub fn newest(&self, other: &Self) -> Self {
        Self {
            words: self.words.max(other.words),
            trash: self.trash.max(other.trash),
            check_in: self.check_in.max(other.check_in),
            wait: self.wait.max(other.wait),
        }
    }
}

impl Whole {
    pub fn versions(&self) -> Versions {
        let at = |at, digest| Version {
            is_finished: false,
            at,
            digest,
        };
        Versions {
            words: Version {
                is_finished: self.is_finished,
                at: Some(self.edited),
                digest: digest::of_words(self),
            },
            trash: at(
                self.moved,
                digest::of(&(self.is_trashed(), self.trashed.map(|time| time.to_string()))),
            ),
            check_in: at(self.checked, digest::of(&record::check_in(self, 0))),
            wait: at(self.waited, digest::of(&record::wait(self))),
        }
    }

    pub fn is_trashed(&self) -> bool {
        self.entry.state == State::Trashed
    }

    /// Takes over each part of which `other`, the same entry elsewhere, has a newer version. True if there was one.
    ///
    /// In whatever order versions are taken over, and how often, the end is the same.
    pub fn merge(&mut self, other: &Self) -> bool {
        let (ours, theirs) = (self.versions(), other.versions());
        let mut is_trashed = self.is_trashed();
        if ours.words < theirs.words {
            let (is_finished, edited) = (other.is_finished, other.edited);
            let entry = other.entry.clone();
            (self.entry, self.is_finished, self.edited) = (entry, is_finished, edited);
        }
        if ours.trash < theirs.trash {
            is_trashed = other.is_trashed();
            (self.trashed, self.moved) = (other.trashed, other.moved);
        }
        if ours.check_in < theirs.check_in {
            self.check_in.clone_from(&other.check_in);
            self.checked = other.checked;
        }
        if ours.wait < theirs.wait {
            self.wait.clone_from(&other.wait);
            self.waited = other.waited;
        }
        self.entry.state = match (is_trashed, self.is_finished) {
            (true, _) => State::Trashed,
            (false, true) => State::Done,
            (false, false) => State::Draft,
        };
        self.versions() != ours
    }

    /// Whether everything somebody wrote here is in `other` as well.
    pub fn is_said_by(&self, other: &Self) -> bool {
        let says = |answered: &Answered| {
            let answers = other.entry.answers.iter();
            answers
                .into_iter()
                .any(|there| there.step == answered.step && there.answer == answered.answer)
        };
        let typed = self.entry.draft.as_ref().map_or("", |place| &place.typing);
        let is_typed_there = || {
            let words = other.entry.answers.iter().map(|there| there.answer.words());
            let typing = other.entry.draft.iter().map(|place| place.typing.clone());
            words.chain(typing).any(|words| words.contains(typed))
        };
        self.entry.answers.iter().all(says) && (typed.trim().is_empty() || is_typed_there())
    }

    /// The same words as an entry of their own, where another version of it has taken its place. Its name
    /// follows from the words, so that every machine gives the same.
    #[must_use]
    pub fn apart(&self) -> Self {
        let id = EntryId::of_digest(self.versions().words.digest);
        let mut apart = Self {
            trashed: None,
            moved: None,
            check_in: None,
            checked: None,
            wait: None,
            waited: None,
            revision: 1,
            ..self.clone()
        };
        apart.entry.id = id;
        apart.entry.state = if self.is_finished {
            State::Done
        } else {
            State::Draft
        };
        apart
    }
}

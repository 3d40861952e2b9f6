//! The lists of entries: which list, which page of it, and its rows.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

use crate::domain::entry::{EntryId, EntryKind, EntryState};

/// A list of entries by state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryList {
    /// Finished entries: the history.
    #[default]
    Done,
    /// Unfinished entries.
    Drafts,
    /// Trashed entries, which can be restored.
    Trash,
}

impl EntryList {
    pub(in crate::storage) const fn state(self) -> EntryState {
        match self {
            Self::Done => EntryState::Done,
            Self::Drafts => EntryState::Draft,
            Self::Trash => EntryState::Trashed,
        }
    }
}

/// Which page of a list is read. The result is always newest first.
#[derive(Clone, Copy, Debug)]
pub enum PageRequest<'a> {
    Newest,
    Oldest,
    /// This entry, unless it is gone, and older ones.
    StartingAt(&'a EntrySummary),
    /// Entries older than this one.
    OlderThan(&'a EntrySummary),
    /// Entries newer than this one, the nearest ones.
    NewerThan(&'a EntrySummary),
}

impl PageRequest<'_> {
    /// Whether the query reads from old to new.
    pub(in crate::storage) const fn is_ascending(self) -> bool {
        matches!(self, Self::Oldest | Self::NewerThan(_))
    }
}

/// An entry as a row of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntrySummary {
    pub id: EntryId,
    pub(crate) exercise: String,
    pub(crate) title: String,
    pub(crate) started: Timestamp,
    /// The UTC offset where it was written, in seconds.
    pub(crate) offset: i32,
    pub day: Date,
    pub thought: Option<String>,
    pub reframe: Option<String>,
    /// What an entry without a thought of its own looks back on: the fear of its origin, or the thought.
    pub(crate) looks_back_on: Option<String>,
    pub(crate) kind: EntryKind,
    /// Whether the reframe is kept as a card.
    pub(crate) is_card: bool,
    /// The thought, else what it looks back on, else the reframe, else the title of the exercise. Of a check-in, the feelings
    /// and the situation.
    pub headline: String,
    pub(crate) distress_before: Option<u8>,
    pub(crate) distress_after: Option<u8>,
    pub likelihood_before: Option<u8>,
    pub likelihood_after: Option<u8>,
    /// The day of its follow-up while that is open.
    pub(crate) follow_up_due: Option<Date>,
    /// The local time until which its worry waits, while it does.
    pub(crate) postponed_until: Option<DateTime>,
}

impl EntrySummary {
    /// The reframe, unless it is the headline itself.
    pub(crate) fn reframe_below_headline(&self) -> Option<&str> {
        let above = self.thought.as_ref().or(self.looks_back_on.as_ref());
        above.and(self.reframe.as_deref())
    }

    /// Whether it can be looked back on.
    pub(crate) fn is_follow_up_due(&self, today: Date) -> bool {
        self.follow_up_due.is_some_and(|due| due <= today)
    }
}

/// The entries that an abbreviated id matches.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum IdMatch {
    None,
    One(EntryId),
    /// Newest first.
    Many(Vec<EntryId>),
}

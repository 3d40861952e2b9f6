//! Compares an entry of an imported file with the entry of the same id in the journal.

use std::cmp::Ordering;

use jiff::{SignedDuration, Timestamp};

use crate::domain::entry::{Answer, AnsweredStep};
use crate::domain::record::{PartVersions, Record};

/// How an imported entry relates to the one in the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ImportStatus {
    /// The journal has no such entry.
    New,
    /// The imported entry is newer.
    Newer,
    /// The imported entry is older.
    Older,
    Same,
}

impl ImportStatus {
    /// Compares the timestamps of all parts.
    pub(super) fn of_versions(ours: Option<&PartVersions>, theirs: &PartVersions) -> Self {
        match ours {
            None => Self::New,
            Some(ours) if ours == theirs => Self::Same,
            Some(ours) if ours.newest(theirs) == *ours => Self::Older,
            Some(_) => Self::Newer,
        }
    }

    /// Compares when the entries were last edited. With equal times they are the same, even if the words differ.
    pub(super) fn of_times(ours: Option<Timestamp>, theirs: Timestamp) -> Self {
        match ours.map(|ours| ours.cmp(&theirs)) {
            None => Self::New,
            Some(Ordering::Less) => Self::Newer,
            Some(Ordering::Equal) => Self::Same,
            Some(Ordering::Greater) => Self::Older,
        }
    }

    /// Compares when the entries were last edited.
    ///
    /// A table that was cut in its last cell can't be recognised. So with equal times, a longer text that begins with
    /// the text in the journal is newer.
    pub(super) fn of_edits(ours: Option<&Record>, theirs: &Record) -> Self {
        match Self::of_times(ours.map(|ours| ours.edited_at), theirs.edited_at) {
            Self::Same if ours.is_some_and(|ours| continues(ours, theirs)) => Self::Newer,
            status => status,
        }
    }

    /// Compares the text, for files without times of editing. An entry that was edited in the journal stays as it is.
    pub(super) fn of_text(ours: Option<&Record>, theirs: &Record) -> Self {
        let Some(ours) = ours else { return Self::New };
        let text = |record: &Record| (record.entry.title.clone(), record.entry.answers.clone());
        if text(ours) == text(theirs) || !is_as_imported(ours) {
            Self::Same
        } else {
            Self::Newer
        }
    }
}

/// Whether `theirs` contains all answers of `ours`, perhaps with more text at their ends, and isn't equal.
fn continues(ours: &Record, theirs: &Record) -> bool {
    let (ours, theirs) = (&ours.entry.answers, &theirs.entry.answers);
    let is_in_theirs = |ours: &AnsweredStep| {
        let mut all = theirs.iter().filter(|theirs| theirs.step == ours.step);
        all.any(|theirs| match (&ours.answer, &theirs.answer) {
            (Answer::Text(ours), Answer::Text(theirs)) => theirs.starts_with(ours.trim_end()),
            (ours, theirs) => ours == theirs,
        })
    };
    ours != theirs && ours.iter().all(is_in_theirs)
}

/// Our entry with the text of theirs.
///
/// The file has no time of editing, so each import that changes the text moves the time of editing by a millisecond.
pub(super) fn with_text_of(mut ours: Record, theirs: Record) -> Record {
    ours.entry.title = theirs.entry.title;
    ours.entry.answers = theirs.entry.answers;
    ours.edited_at += SignedDuration::from_millis(1);
    ours
}

/// Whether only imports have changed an entry.
fn is_as_imported(ours: &Record) -> bool {
    let since = ours.edited_at.duration_since(ours.entry.started_at);
    !since.is_negative() && since < SignedDuration::from_secs(1)
}

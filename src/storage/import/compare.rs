//! What an entry of a file changes here.

use std::cmp::Ordering;

use jiff::{SignedDuration, Timestamp};

use crate::domain::entry::{Answer, AnsweredStep};
use crate::domain::record::{PartVersions, Record};

/// What an entry of a file is beside the one here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    New,
    Newer,
    Older,
    Same,
}

impl Change {
    /// By the versions of all parts.
    pub(super) fn of_versions(ours: Option<&PartVersions>, theirs: &PartVersions) -> Self {
        match ours {
            None => Self::New,
            Some(ours) if ours == theirs => Self::Same,
            Some(ours) if ours.newest(theirs) == *ours => Self::Older,
            Some(_) => Self::Newer,
        }
    }

    /// By when it was edited last. At the same time it is the same version, whatever was made of it here.
    pub(super) fn of_times(ours: Option<Timestamp>, theirs: Timestamp) -> Self {
        match ours.map(|ours| ours.cmp(&theirs)) {
            None => Self::New,
            Some(Ordering::Less) => Self::Newer,
            Some(Ordering::Equal) => Self::Same,
            Some(Ordering::Greater) => Self::Older,
        }
    }

    /// By when it was edited last, here and there.
    ///
    /// Where a table was cut in its last cell, nothing told that it was. So words that only go on are newer.
    pub(super) fn of_edits(ours: Option<&Record>, theirs: &Record) -> Self {
        match Self::of_times(ours.map(|ours| ours.edited_at), theirs.edited_at) {
            Self::Same if ours.is_some_and(|ours| goes_on(ours, theirs)) => Self::Newer,
            change => change,
        }
    }

    /// By what is written, where no time of editing is told. What was made of it here stays.
    pub(super) fn of_words(ours: Option<&Record>, theirs: &Record) -> Self {
        let Some(ours) = ours else { return Self::New };
        let said = |whole: &Record| (whole.entry.title.clone(), whole.entry.answers.clone());
        if said(ours) == said(theirs) || !is_as_imported(ours) {
            Self::Same
        } else {
            Self::Newer
        }
    }
}

/// Whether theirs has all that is in ours, and more words behind it.
fn goes_on(ours: &Record, theirs: &Record) -> bool {
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

/// Our entry with the words of theirs. Each import that changes the words counts as an edit a millisecond later,
/// since the program tells no time of it.
pub(super) fn with_words_of(mut ours: Record, theirs: Record) -> Record {
    ours.entry.title = theirs.entry.title;
    ours.entry.answers = theirs.entry.answers;
    ours.edited_at += SignedDuration::from_millis(1);
    ours
}

/// Whether an entry was changed by nothing but imports since it came here.
fn is_as_imported(ours: &Record) -> bool {
    let since = ours.edited_at.duration_since(ours.entry.started_at);
    !since.is_negative() && since < SignedDuration::from_secs(1)
}

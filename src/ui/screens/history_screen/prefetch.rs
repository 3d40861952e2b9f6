//! Walks that are read before anybody asks for them, so that an arrow finds the next one there.

use crate::domain::entry::EntryId;
use crate::storage::journal::{EntrySummary, EntryWithEditTime, Journal};

/// Those above the mark and below it.
#[derive(Debug, Default)]
pub struct Prefetch {
    /// Each with what was found; with nothing where that failed, and then it is read again once it is asked for.
    entries: Vec<(EntryId, Option<EntryWithEditTime>)>,
}

impl Prefetch {
    pub fn take(&mut self, id: &EntryId) -> Option<EntryWithEditTime> {
        let at = self.entries.iter().position(|(walk, _)| walk == id)?;
        self.entries.swap_remove(at).1
    }

    /// Keeps the one that was left by a step, since the way back leads to it.
    pub fn insert(&mut self, left: EntryWithEditTime) {
        self.entries.push((left.entry.id.clone(), Some(left)));
    }

    /// Whether one of these isn't here.
    pub fn is_missing_any(&self, beside: [Option<&EntrySummary>; 2]) -> bool {
        beside.into_iter().flatten().any(|row| !self.contains(row))
    }

    /// Reads one that isn't here, and forgets all others.
    pub fn load_missing(&mut self, beside: [Option<&EntrySummary>; 2], journal: &Journal) {
        let beside = || beside.into_iter().flatten();
        self.entries
            .retain(|(walk, _)| beside().any(|row| row.id == *walk));
        if let Some(row) = beside().find(|row| !self.contains(row)) {
            let found = journal.entry_with_edit_time(&row.id).ok().flatten();
            self.entries.push((row.id.clone(), found));
        }
    }

    fn contains(&self, row: &EntrySummary) -> bool {
        self.entries.iter().any(|(walk, _)| *walk == row.id)
    }
}

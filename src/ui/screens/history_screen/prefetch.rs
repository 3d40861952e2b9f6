//! Prefetches the entries next to the selected one, so that moving shows them at once.

use crate::domain::entry::EntryId;
use crate::storage::journal::{EntrySummary, EntryWithEditTime, Journal};

/// The prefetched entries.
#[derive(Debug, Default)]
pub struct Prefetch {
    /// None if loading failed; the entry is then loaded when it is selected.
    entries: Vec<(EntryId, Option<EntryWithEditTime>)>,
}

impl Prefetch {
    pub fn take(&mut self, id: &EntryId) -> Option<EntryWithEditTime> {
        let at = self.entries.iter().position(|(walk, _)| walk == id)?;
        self.entries.swap_remove(at).1
    }

    /// Keeps the entry that was left, which is next to the new one.
    pub fn insert(&mut self, left: EntryWithEditTime) {
        self.entries.push((left.entry.id.clone(), Some(left)));
    }

    pub fn is_missing_any(&self, beside: [Option<&EntrySummary>; 2]) -> bool {
        beside.into_iter().flatten().any(|row| !self.contains(row))
    }

    /// Loads one missing entry and drops those that aren't listed.
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

//! Prefetches the entries next to the selected one, so that moving shows them at once.

use crate::domain::entry::EntryId;
use crate::storage::journal::{EntrySummary, EntryWithEditTime, Journal};

/// The prefetched entries.
#[derive(Debug, Default)]
pub(crate) struct Prefetch {
    /// None if loading failed; the entry is then loaded when it is selected.
    entries: Vec<(EntryId, Option<EntryWithEditTime>)>,
}

impl Prefetch {
    pub(crate) fn take(&mut self, id: &EntryId) -> Option<EntryWithEditTime> {
        let at = self.entries.iter().position(|(stored, _)| stored == id)?;
        self.entries.swap_remove(at).1
    }

    /// Keeps the entry that was left, which is next to the new one.
    pub(crate) fn insert(&mut self, previous: EntryWithEditTime) {
        self.entries
            .push((previous.entry.id.clone(), Some(previous)));
    }

    pub(crate) fn is_missing_any(&self, neighbors: [Option<&EntrySummary>; 2]) -> bool {
        neighbors
            .into_iter()
            .flatten()
            .any(|row| !self.contains(row))
    }

    /// Loads one missing entry and drops those that aren't listed.
    pub(crate) fn load_missing(
        &mut self,
        neighbors: [Option<&EntrySummary>; 2],
        journal: &Journal,
    ) {
        let neighbors = || neighbors.into_iter().flatten();
        self.entries
            .retain(|(id, _)| neighbors().any(|row| row.id == *id));
        if let Some(row) = neighbors().find(|row| !self.contains(row)) {
            let loaded = journal.entry_with_edit_time(&row.id).ok().flatten();
            self.entries.push((row.id.clone(), loaded));
        }
    }

    fn contains(&self, row: &EntrySummary) -> bool {
        self.entries.iter().any(|(stored, _)| *stored == row.id)
    }
}

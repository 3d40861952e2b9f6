//! Walks that are read before anybody asks for them, so that an arrow finds the next one there.

use crate::entry::EntryId;
use crate::journal::{Journal, Reading, Row};

/// Those above the mark and below it.
#[derive(Debug, Default)]
pub struct Ahead {
    /// Each with what was found; with nothing where that failed, and then it is read again once it is asked for.
    walks: Vec<(EntryId, Option<Reading>)>,
}

impl Ahead {
    pub fn take(&mut self, id: &EntryId) -> Option<Reading> {
        let at = self.walks.iter().position(|(walk, _)| walk == id)?;
        self.walks.swap_remove(at).1
    }

    /// Keeps the one that was left by a step, since the way back leads to it.
    pub fn keep(&mut self, left: Reading) {
        self.walks.push((left.entry.id.clone(), Some(left)));
    }

    /// Whether one of these isn't here.
    pub fn lacks(&self, beside: [Option<&Row>; 2]) -> bool {
        beside.into_iter().flatten().any(|row| !self.has(row))
    }

    /// Reads one that isn't here, and forgets all others.
    pub fn read(&mut self, beside: [Option<&Row>; 2], journal: &Journal) {
        let beside = || beside.into_iter().flatten();
        self.walks
            .retain(|(walk, _)| beside().any(|row| row.id == *walk));
        if let Some(row) = beside().find(|row| !self.has(row)) {
            let found = journal.reading(&row.id).ok().flatten();
            self.walks.push((row.id.clone(), found));
        }
    }

    fn has(&self, row: &Row) -> bool {
        self.walks.iter().any(|(walk, _)| *walk == row.id)
    }
}

//! A journal on a disk that grows from one size to the next.

use std::mem;
use std::path::{Path, PathBuf};

use good_enough::domain::entry::Entry;
use good_enough::storage::journal::Journal;
use good_enough::storage::lock::JournalKey;
use good_enough::storage::search::{Filters, Query};
use tempfile::TempDir;

use crate::journal_generator::{COMMON_WORD, JournalGenerator};

/// Days from 1980 to today.
const DAYS_SINCE_1980: u32 = 17_000;

pub struct GrowingJournal {
    folder: TempDir,
    pub journal: Journal,
    pub key: JournalKey,
    generator: JournalGenerator,
    entries: u32,
}

impl GrowingJournal {
    /// A journal that is locked if there is a key. It spreads so many entries over a day that `largest` of them fit into the
    /// past.
    pub fn create(folder: &Path, largest: u32, key: JournalKey) -> Self {
        let folder = tempfile::tempdir_in(folder).expect("a place for the journal");
        let journal =
            Journal::open_with(&folder.path().join("journal.db"), &key).expect("a journal");
        let a_day = i32::try_from(largest.div_ceil(DAYS_SINCE_1980)).expect("a day's walks");
        Self {
            folder,
            journal,
            key,
            generator: if a_day > 6 {
                JournalGenerator::with_entries_per_day(1, a_day)
            } else {
                JournalGenerator::new(1)
            },
            entries: 0,
        }
    }

    /// Adds the missing entries, keeps the line of every tenth one as a card, fills the search index, and reopens the journal to checkpoint the WAL.
    pub fn grow_to(&mut self, entries: u32) {
        let lacking = entries.saturating_sub(self.entries);
        self.generator.fill(&mut self.journal, lacking);
        self.entries += lacking;
        for id in self.journal.ids().expect("the ids").iter().step_by(10) {
            let _ = self.journal.set_card(id, true).expect("a card");
        }
        let all = Query::new(COMMON_WORD, Filters::default());
        let _ = self.journal.count_matches(&all).expect("a number");
        let elsewhere = Journal::in_memory().expect("the journal opens");
        drop(mem::replace(&mut self.journal, elsewhere));
        self.journal = self.open();
    }

    /// Opens the journal once more.
    pub fn open(&self) -> Journal {
        Journal::open_with(&self.path(), &self.key).expect("a journal")
    }

    /// One more entry, which the caller saves.
    pub fn next_entry(&mut self) -> Entry {
        self.entries += 1;
        self.generator.next_entry()
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("journal.db")
    }

    pub fn megabytes(&self) -> u64 {
        self.path()
            .metadata()
            .map_or(0, |about| about.len() / 1_000_000)
    }

    /// An empty folder on the same disk, removed on drop.
    pub fn temp_dir(&self) -> TempDir {
        tempfile::tempdir_in(self.folder.path()).expect("room for a folder")
    }
}

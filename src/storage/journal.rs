//! The journal: all entries of a user, in one SQLite file.
//!
//! Each change is one transaction, and durable when the call returns. Nothing here reads a clock or creates an id: the
//! caller passes both. The tables are in `schema`.

pub(super) mod queries;
pub(super) mod save;

use std::collections::HashMap;
use std::path::{self, Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use rusqlite::Connection;

pub(crate) use self::queries::EntryWithEditTime;
use self::save::SaveResult;
use crate::domain::entry::{Answer, Entry, EntryId, EntryState};
use crate::platform::file_id::FileId;
pub(crate) use crate::storage::columns::state_name;
pub(crate) use crate::storage::db::exclusive_lock::ExclusiveLock;
pub use crate::storage::db::exclusive_lock::try_lock_exclusive;
use crate::storage::db::{self, OpenMode};
pub use crate::storage::error::JournalError;
use crate::storage::error::is_write_failure;
use crate::storage::integrity::SkippedRows;
pub(crate) use crate::storage::integrity::UnreadableEntry;
pub(crate) use crate::storage::past_thoughts::PastReframe;
pub(crate) use crate::storage::postponed::PostponedEntry;
pub(crate) use crate::storage::record_store::MergeTransaction;
pub use crate::storage::record_store::RecordFilter;
pub use crate::storage::schema::SCHEMA_VERSION;
use crate::storage::schema::{self, comparison};
pub use crate::storage::verify::verify;
pub(crate) use crate::storage::verify::{EntryCounts, VerifyReport};
use crate::storage::{preflight, sidecars};

/// Counts the changes of an entry; see [`save::next_revision`].
pub(super) type Revision = i64;

/// An open journal.
#[derive(Debug)]
pub struct Journal {
    pub(super) db: Connection,
    /// None for a journal in memory.
    path: Option<PathBuf>,
    /// Identifies the opened file, to notice that it was moved or replaced.
    file_id: Option<FileId>,
    /// The revision in which this window saved or loaded each entry.
    known_revisions: HashMap<EntryId, Revision>,
    /// In a spool file: the revision that the journal of the user has of each entry.
    home_revisions: HashMap<EntryId, Revision>,
    /// The timestamp of the next changes.
    pub(super) now: Option<Timestamp>,
    pub(super) skipped_rows: SkippedRows,
}

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
    pub(super) const fn state(self) -> EntryState {
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
    pub(super) const fn is_ascending(self) -> bool {
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
    /// The reframe, else the thought, else the title of the exercise.
    pub headline: String,
    pub likelihood_before: Option<u8>,
    pub likelihood_after: Option<u8>,
    /// The day of its follow-up while that is open.
    pub(crate) follow_up_due: Option<Date>,
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

/// The result of merging a spool file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct MergeResult {
    /// The number of merged entries.
    pub(crate) count: usize,
    /// The old and the new id of each entry that got a new one.
    pub(crate) renamed: Vec<(EntryId, EntryId)>,
}

impl Journal {
    /// Opens the journal at `path`, or creates it there.
    ///
    /// For the journal of the user call [`open_journal`](crate::storage::open_journal).
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        let path =
            path::absolute(path).map_err(|source| JournalError::inaccessible(path, source))?;
        preflight::prepare(&path)?;
        let db_err = |source| JournalError::from_sqlite(&path, source);
        let mut db = db::open_writable(&path)?;
        comparison::check_schema(&db, &path)?;
        if !db.is_readonly("main").map_err(db_err)? {
            sidecars::restrict_permissions(&path);
            schema::create_tables(&mut db).map_err(db_err)?;
            match schema::enable_wal(&db) {
                // The disk is full. The next save reports it; until then everything can be read.
                Err(error) if is_write_failure(&error) => {}
                switched => switched.map_err(db_err)?,
            }
            schema::enable_secure_delete(&db).map_err(db_err)?;
        }
        db::allow_checkpoint(&db).map_err(db_err)?;
        Ok(Self {
            db,
            file_id: FileId::of_path(&path),
            path: Some(path),
            known_revisions: HashMap::new(),
            home_revisions: HashMap::new(),
            now: None,
            skipped_rows: SkippedRows::default(),
        })
    }

    /// Creates a journal in memory.
    pub fn in_memory() -> Result<Self, JournalError> {
        let mut journal = Self::without_tables()?;
        let created = schema::create_tables(&mut journal.db);
        journal.map_db_err(created)?;
        Ok(journal)
    }

    /// Creates a journal in memory without tables, which takes too long for the start of a breathing break.
    pub(crate) fn without_tables() -> Result<Self, JournalError> {
        let db_err = |source| JournalError::from_sqlite(Path::new(IN_MEMORY_NAME), source);
        let db = db::open(Path::new(""), OpenMode::InMemory).map_err(db_err)?;
        Ok(Self {
            db,
            path: None,
            file_id: None,
            known_revisions: HashMap::new(),
            home_revisions: HashMap::new(),
            now: None,
            skipped_rows: SkippedRows::default(),
        })
    }

    /// Whether any row was skipped so far because it can't be read.
    pub(crate) fn has_skipped(&self) -> bool {
        self.skipped_rows.has_any()
    }

    /// The same, but true once only.
    pub(crate) fn take_skipped(&self) -> bool {
        self.skipped_rows.take_unreported()
    }

    /// Finds the entries that can't be read, by reading every value.
    pub(crate) fn unreadable_entries(&self) -> Result<Vec<UnreadableEntry>, JournalError> {
        self.map_db_err(crate::storage::integrity::find_unreadable(&self.db))
    }

    /// Sets the timestamp of the next changes.
    pub const fn set_now(&mut self, now: Timestamp) {
        self.now = Some(now);
    }

    /// The UTC day of [`set_now`](Self::set_now).
    pub(crate) fn today_utc(&self) -> Option<Date> {
        self.now.map(|now| Offset::UTC.to_datetime(now).date())
    }

    pub(crate) const fn now(&self) -> Option<Timestamp> {
        self.now
    }

    /// Uses the timestamp of another journal.
    pub(crate) const fn copy_now_from(&mut self, other: &Self) {
        self.now = other.now;
    }

    /// The path of the file; none in memory.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    pub(crate) fn is_read_only(&self) -> bool {
        self.db.is_readonly("main").unwrap_or(false)
    }

    /// Saves `entry`, replacing an earlier version of it, and returns the state that it has now.
    ///
    /// Only [`trash`](Self::trash) and [`restore`](Self::restore) change whether a stored entry is trashed, so saving a
    /// trashed entry returns `Trashed`. A draft never replaces the finished version: nothing is written then, and the
    /// result is `Done`.
    ///
    /// An entry that another window changed since this one saved or [loaded](Self::load_for_editing) it isn't
    /// overwritten: that is [`JournalError::ChangedElsewhere`].
    pub fn save(&mut self, entry: &Entry) -> Result<EntryState, JournalError> {
        for answered in &entry.answers {
            if let Answer::Rating(number @ 101..) = answered.answer {
                return Err(JournalError::RatingTooHigh {
                    path: self.display_path().to_owned(),
                    number,
                });
            }
        }
        self.check_not_moved()?;
        let seen = self.known_revisions.get(&entry.id).copied();
        let saved = save::save_entry(&mut self.db, entry, seen, self.now);
        let saved = self.map_db_err(saved)?;
        // While the transaction waited, another window may have recovered the journal.
        self.check_not_moved()?;
        match saved {
            SaveResult::Saved(state, revision) => {
                self.known_revisions.insert(entry.id.clone(), revision);
                Ok(state)
            }
            SaveResult::ChangedElsewhere => Err(JournalError::ChangedElsewhere {
                path: self.display_path().to_owned(),
            }),
        }
    }

    /// Loads an entry so that the next save may replace it.
    pub fn load_for_editing(&mut self, id: &EntryId) -> Result<Option<Entry>, JournalError> {
        let found = self.map_db_err(queries::read_entry_and_revision(&self.db, id))?;
        Ok(found.map(|(entry, revision)| {
            self.known_revisions.insert(id.clone(), revision);
            entry
        }))
    }

    /// Saves an entry of `home`, which can't be written now, for a later [merge](Self::merge_spooled).
    pub(crate) fn spool_entry(&mut self, home: &Self, entry: &Entry) -> Result<(), JournalError> {
        let id = || entry.id.clone();
        let known = home.home_revisions.get(&entry.id);
        let known = *known.or(home.known_revisions.get(&entry.id)).unwrap_or(&0);
        self.load_for_editing(&entry.id)?;
        self.save(entry)?;
        let next = save::next_revision(known);
        self.map_db_err(save::set_revision(&self.db, &entry.id, next))?;
        self.known_revisions.insert(id(), next);
        self.home_revisions.insert(id(), known);
        Ok(())
    }

    /// Merges every entry of the spool file `other`.
    ///
    /// Where this journal has changed an entry too, both versions are kept: the spooled one gets an id from `name`.
    pub(crate) fn merge_spooled(
        &mut self,
        other: &Self,
        mut name: impl FnMut() -> EntryId,
    ) -> Result<MergeResult, JournalError> {
        let mut taken = MergeResult::default();
        for id in other.ids()? {
            let found = other.map_db_err(queries::read_entry_and_revision(&other.db, &id))?;
            let Some((entry, revision)) = found else {
                continue;
            };
            // The spool file holds the revision after the known one.
            let known = other.home_revisions.get(&id).copied();
            let known = known.unwrap_or(revision.saturating_sub(1));
            let seen = self.known_revisions.insert(id.clone(), known);
            let saved = self.save(&entry);
            if let (Err(_), Some(seen)) = (&saved, seen) {
                self.known_revisions.insert(id.clone(), seen);
            }
            match saved {
                Err(JournalError::ChangedElsewhere { .. }) => {
                    let another = name();
                    self.save(&Entry {
                        id: another.clone(),
                        ..entry
                    })?;
                    taken.renamed.push((id, another));
                }
                saved => drop(saved?),
            }
            taken.count += 1;
        }
        Ok(taken)
    }

    /// The ids of all entries in any state, oldest first.
    pub fn ids(&self) -> Result<Vec<EntryId>, JournalError> {
        self.map_db_err(queries::select_ids(&self.db, &self.skipped_rows))
    }

    /// Sets how long a save waits for another window: long for an answer, short for an autosave.
    pub(crate) fn use_long_busy_timeout(&self, is_long: bool) {
        let limit = if is_long {
            db::BUSY_TIMEOUT
        } else {
            db::SHORT_BUSY_TIMEOUT
        };
        // On an error the previous timeout stays, which does no harm.
        let _ = self.db.busy_timeout(limit);
    }

    /// Reads an entry in any state.
    pub fn entry(&self, id: &EntryId) -> Result<Option<Entry>, JournalError> {
        self.map_db_err(queries::read_entry(&self.db, id))
    }

    /// Reads an entry, and when its text was last changed.
    pub(crate) fn entry_with_edit_time(
        &self,
        id: &EntryId,
    ) -> Result<Option<EntryWithEditTime>, JournalError> {
        self.map_db_err(queries::read_entry_with_edit_time(&self.db, id))
    }

    /// Finds entries by the beginning of the id; "last" is the newest finished entry.
    pub fn match_id(&self, typed: &str) -> Result<IdMatch, JournalError> {
        self.map_db_err(queries::match_id(&self.db, typed, &self.skipped_rows))
    }

    /// The number of entries in `list`.
    pub fn count(&self, list: EntryList) -> Result<u64, JournalError> {
        self.map_db_err(queries::count_entries(&self.db, list))
    }

    /// The newest entries in `list`, up to `limit`.
    pub fn newest_summaries(
        &self,
        list: EntryList,
        limit: u64,
    ) -> Result<Vec<EntrySummary>, JournalError> {
        let newest = PageRequest::Newest;
        let newest = queries::select_page(&self.db, list, newest, limit, &self.skipped_rows);
        self.map_db_err(newest)
    }

    /// The summary of an entry in any state.
    pub(crate) fn summary(&self, id: &EntryId) -> Result<Option<EntrySummary>, JournalError> {
        self.map_db_err(queries::read_summary(&self.db, id))
    }

    /// The number of entries in `list` that are newer than `row`.
    pub fn count_before(&self, list: EntryList, row: &EntrySummary) -> Result<u64, JournalError> {
        self.map_db_err(queries::count_before(&self.db, list, row))
    }

    /// The draft that was saved last.
    pub fn latest_draft(&self) -> Result<Option<EntryId>, JournalError> {
        self.map_db_err(queries::select_latest_draft(&self.db))
    }

    /// Moves an entry to the trash; false if it is missing or trashed already.
    pub fn trash(&mut self, id: &EntryId, now: Timestamp) -> Result<bool, JournalError> {
        self.check_not_moved()?;
        let moved = save::trash(&self.db, id, None, now);
        self.bump_known_revision(id, moved)
    }

    /// Moves a draft to the trash; false if it isn't a draft any more.
    pub(crate) fn trash_draft(
        &mut self,
        id: &EntryId,
        now: Timestamp,
    ) -> Result<bool, JournalError> {
        self.check_not_moved()?;
        let moved = save::trash(&self.db, id, Some(EntryState::Draft), now);
        self.bump_known_revision(id, moved)
    }

    /// Restores an entry from the trash; false if it isn't there.
    pub(crate) fn restore(&mut self, id: &EntryId) -> Result<bool, JournalError> {
        self.check_not_moved()?;
        let moved = save::restore(&self.db, id, self.now);
        self.bump_known_revision(id, moved)
    }

    /// An error if the file was moved or deleted: SQLite would keep writing to it.
    pub(super) fn check_not_moved(&self) -> Result<(), JournalError> {
        if self.path().and_then(FileId::of_path) == self.file_id {
            return Ok(());
        }
        Err(JournalError::Moved {
            path: self.display_path().to_owned(),
        })
    }

    /// Updates the known revision after this window moved an entry.
    fn bump_known_revision(
        &mut self,
        id: &EntryId,
        moved: rusqlite::Result<bool>,
    ) -> Result<bool, JournalError> {
        let moved = self.map_db_err(moved)?;
        if moved && let Some(seen) = self.known_revisions.get_mut(id) {
            *seen = save::next_revision(*seen);
        }
        Ok(moved)
    }

    pub(super) fn display_path(&self) -> &Path {
        self.path().unwrap_or(Path::new(IN_MEMORY_NAME))
    }

    pub(super) fn map_db_err<T>(&self, result: rusqlite::Result<T>) -> Result<T, JournalError> {
        result.map_err(|source| JournalError::from_sqlite(self.display_path(), source))
    }
}

/// The version of the bundled SQLite.
pub(crate) fn sqlite_version() -> &'static str {
    rusqlite::version()
}

/// The path in errors of a journal without a file.
const IN_MEMORY_NAME: &str = "(in memory)";

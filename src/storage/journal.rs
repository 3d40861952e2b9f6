//! The journal: all entries of a user, in one SQLite file.
//!
//! Each change is one transaction, and durable when the call returns. Nothing here reads a clock or creates an id: the
//! caller passes both. The tables are in `schema`.

pub(super) mod entry_list;
pub(super) mod entry_rows;
pub(super) mod queries;

use std::collections::HashMap;
use std::path::{self, Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use rusqlite::Connection;

pub use self::entry_list::{EntryList, EntrySummary, IdMatch, PageRequest};
pub(crate) use self::queries::EntryWithEditTime;
use crate::domain::entry::EntryId;
use crate::platform::file_id::FileId;
pub(crate) use crate::storage::db::exclusive_lock::ExclusiveLock;
pub use crate::storage::db::exclusive_lock::try_lock_exclusive;
use crate::storage::db::{self, OpenMode};
pub use crate::storage::error::JournalError;
use crate::storage::error::is_write_failure;
use crate::storage::lock::JournalKey;
pub use crate::storage::schema::SCHEMA_VERSION;
use crate::storage::schema::{self, comparison};
use crate::storage::skipped_rows::SkippedRows;
use crate::storage::work_observer::WorkObserver;
use crate::storage::{preflight, sidecars, verify};

/// Counts the changes of an entry; see [`entry_rows::next_revision`].
pub(super) type Revision = i64;

/// An open journal.
#[derive(Debug)]
pub struct Journal {
    pub(super) db: Connection,
    /// None for a journal in memory.
    path: Option<PathBuf>,
    /// The key of the file, and of what is spooled for it.
    key: JournalKey,
    /// Identifies the opened file, to notice that it was moved or replaced.
    file_id: Option<FileId>,
    /// The revision in which this window saved or loaded each entry.
    pub(super) known_revisions: HashMap<EntryId, Revision>,
    /// In a spool file: the revision that the journal of the user has of each entry.
    pub(super) home_revisions: HashMap<EntryId, Revision>,
    /// The timestamp of the next changes.
    pub(super) now: Option<Timestamp>,
    pub(super) skipped_rows: SkippedRows,
    /// Who watches long work with this journal.
    pub(super) observer: WorkObserver,
}

impl Journal {
    /// Opens the journal at `path`, which isn't locked, or creates it there.
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        Self::open_with(path, &JournalKey::default())
    }

    /// Opens the journal at `path`, or creates it there. With a key it must be locked, or becomes it.
    ///
    /// For the journal of the user call [`open_journal`](crate::storage::open_journal).
    pub fn open_with(path: &Path, key: &JournalKey) -> Result<Self, JournalError> {
        let path =
            path::absolute(path).map_err(|source| JournalError::inaccessible(path, source))?;
        preflight::prepare(&path, key)?;
        let db_err = |source| JournalError::from_sqlite(&path, source);
        let mut db = db::open_writable(&path, key)?;
        comparison::check_schema(&db, &path)?;
        if !db.is_readonly("main").map_err(db_err)? {
            sidecars::restrict_permissions(&path);
            schema::create_tables(&mut db, key.is_some()).map_err(db_err)?;
            match schema::enable_wal(&db) {
                // The disk is full. The next save reports it; until then everything can be read.
                Err(error) if is_write_failure(&error) => {}
                switched => switched.map_err(db_err)?,
            }
            schema::enable_secure_delete(&db).map_err(db_err)?;
        }
        db::allow_checkpoint(&db).map_err(db_err)?;
        Ok(Self::of_file(db, path, key))
    }

    fn of_file(db: Connection, path: PathBuf, key: &JournalKey) -> Self {
        Self {
            db,
            file_id: FileId::of_path(&path),
            path: Some(path),
            key: key.clone(),
            known_revisions: HashMap::new(),
            home_revisions: HashMap::new(),
            now: None,
            skipped_rows: SkippedRows::default(),
            observer: WorkObserver::default(),
        }
    }

    /// Opens the journal at `path` once more, for reading, in a process that has it open. So the file isn't read without
    /// SQLite: closing it would release the locks that SQLite holds on it.
    pub(crate) fn open_beside(path: &Path, key: &JournalKey) -> Result<Self, JournalError> {
        let db = verify::open_read_only(path, key)?;
        comparison::check_schema(&db, path)?;
        Ok(Self::of_file(db, path.to_owned(), key))
    }

    /// Whether [`open_beside`](Self::open_beside) opens the same journal: not in memory, not after the file was moved, and not on
    /// a full disk, where this connection keeps all others out.
    pub(crate) fn can_be_opened_beside(&self) -> bool {
        let mode = "pragma locking_mode";
        let is_shared = |mode: String| mode != "exclusive";
        self.path.is_some()
            && self.check_not_moved().is_ok()
            && self
                .db
                .query_row(mode, [], |row| row.get(0))
                .is_ok_and(is_shared)
    }

    /// The key of the file, and of what is spooled for it.
    pub(crate) const fn key(&self) -> &JournalKey {
        &self.key
    }

    /// Sets the key of what is spooled for a journal in memory.
    pub(crate) fn set_key(&mut self, key: JournalKey) {
        debug_assert!(self.path.is_none());
        self.key = key;
    }

    /// Opens another file with the key of this one, or creates it: a spool file, or this journal once more.
    pub(crate) fn open_like(&self, path: &Path) -> Result<Self, JournalError> {
        Self::open_with(path, &self.key)
    }

    /// Creates a journal in memory.
    pub fn in_memory() -> Result<Self, JournalError> {
        Self::in_memory_with(&JournalKey::default())
    }

    /// Creates a journal in memory whose entries are spooled with a key.
    pub(crate) fn in_memory_with(key: &JournalKey) -> Result<Self, JournalError> {
        let mut journal = Self::without_tables()?;
        journal.key = key.clone();
        let created = schema::create_tables(&mut journal.db, false);
        journal.map_db_err(created)?;
        Ok(journal)
    }

    /// Creates a journal in memory without tables, which takes too long for the start of a breathing break.
    pub(crate) fn without_tables() -> Result<Self, JournalError> {
        let db_err = |source| JournalError::from_sqlite(Path::new(IN_MEMORY_NAME), source);
        let db = db::open(Path::new(""), OpenMode::InMemory, &JournalKey::NONE).map_err(db_err)?;
        Ok(Self {
            db,
            path: None,
            key: JournalKey::default(),
            file_id: None,
            known_revisions: HashMap::new(),
            home_revisions: HashMap::new(),
            now: None,
            skipped_rows: SkippedRows::default(),
            observer: WorkObserver::default(),
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

    /// Notes that another connection to this journal skipped rows.
    pub(crate) fn note_skipped(&self) {
        self.skipped_rows.record();
    }

    /// Lets `observer` watch, and stop, long work with this journal.
    pub(crate) fn watch(&mut self, observer: &WorkObserver) -> Result<(), JournalError> {
        self.observer = observer.clone();
        let watched = observer.watch(&mut self.db);
        self.map_db_err(watched)
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

    /// An error if the file was moved or deleted: SQLite would keep writing to it.
    pub(super) fn check_not_moved(&self) -> Result<(), JournalError> {
        if self.path().and_then(FileId::of_path) == self.file_id {
            return Ok(());
        }
        Err(JournalError::Moved {
            path: self.display_path().to_owned(),
        })
    }

    pub(super) fn display_path(&self) -> &Path {
        self.path().unwrap_or(Path::new(IN_MEMORY_NAME))
    }

    pub(super) fn map_db_err<T>(&self, result: rusqlite::Result<T>) -> Result<T, JournalError> {
        result.map_err(|source| JournalError::from_sqlite(self.display_path(), source))
    }
}

/// The version of the SQLite in this program; empty in the case, which tests exclude, that rusqlite can't use it.
pub(crate) fn sqlite_version() -> &'static str {
    sqlite_cipher::initialize().map_or("", |()| rusqlite::version())
}

/// The path in errors of a journal without a file.
const IN_MEMORY_NAME: &str = "(in memory)";

//! Verifies a journal or a backup without changing it.

use std::fs;
use std::path::Path;

use jiff::civil::Date;
use rusqlite::{Connection, ffi};

use super::columns::FromText;
use super::db;
use super::integrity::{self, IntegrityReport, UnreadableEntry};
use super::journal::JournalError;
use super::preflight;
use super::schema::{self, comparison};
use super::sidecars::has_wal;
use super::work_observer::WorkObserver;
use crate::storage::lock::JournalKey;

/// The state of a journal or a backup.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VerifyReport {
    /// Errors of pages and tables, without any text of the user; empty if there are none.
    pub(crate) structure_errors: Vec<String>,
    /// The entries with values that can't be read.
    pub(crate) unreadable: Vec<UnreadableEntry>,
    /// The `user_version`; 0 before the tables are created.
    pub(crate) schema_version: i64,
    /// None if damage prevents counting.
    pub(crate) counts: Option<EntryCounts>,
}

/// The number of entries by state, and their days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct EntryCounts {
    pub(crate) finished: u64,
    pub(crate) drafts: u64,
    pub(crate) trashed: u64,
    /// The days of the oldest and the newest entry.
    pub(crate) days: Option<(Date, Date)>,
}

impl VerifyReport {
    pub const fn is_intact(&self) -> bool {
        self.structure_errors.is_empty() && self.unreadable.is_empty()
    }

    pub(crate) const fn is_newer(&self) -> bool {
        self.schema_version > schema::SCHEMA_VERSION
    }

    fn damaged(fault: String) -> Self {
        Self {
            structure_errors: vec![fault],
            ..Self::default()
        }
    }
}

impl EntryCounts {
    pub(crate) const fn total(&self) -> u64 {
        self.finished + self.drafts + self.trashed
    }
}

/// Reads the journal or backup at `path` from end to end.
///
/// This process must not have it open: the first page is read without SQLite, and closing the file releases the
/// locks that SQLite holds on it.
pub fn verify(path: &Path, key: &JournalKey) -> Result<VerifyReport, JournalError> {
    verify_watched(path, key, &WorkObserver::default())
}

/// The same, watched by `observer`.
pub(crate) fn verify_watched(
    path: &Path,
    key: &JournalKey,
    observer: &WorkObserver,
) -> Result<VerifyReport, JournalError> {
    check_regular_file(path)?;
    match preflight::check_file(path, key) {
        Err(JournalError::Damaged { source, .. }) => Ok(VerifyReport::damaged(source.to_string())),
        Err(JournalError::Newer { .. }) | Ok(()) => verify_open(path, key, observer),
        Err(error) => Err(error),
    }
}

/// The same for a journal that this process may have open.
pub(crate) fn verify_open(
    path: &Path,
    key: &JournalKey,
    observer: &WorkObserver,
) -> Result<VerifyReport, JournalError> {
    let db_err = |source| JournalError::from_sqlite(path, source);
    let report = open_read_only(path, key).and_then(|mut db| {
        observer.watch(&mut db).map_err(db_err)?;
        if is_other_application(&db).map_err(db_err)? {
            return Err(JournalError::NotAJournal {
                path: path.to_owned(),
            });
        }
        match comparison::check_schema(&db, path) {
            // The tables of a newer version are unknown.
            Err(JournalError::Newer { .. }) => Ok(VerifyReport {
                schema_version: db::schema_version(&db).map_err(db_err)?,
                ..VerifyReport::default()
            }),
            Err(error) => Err(error),
            Ok(()) => build_report(&db, observer).map_err(db_err),
        }
    });
    match report {
        Err(JournalError::Damaged { source, .. }) => Ok(VerifyReport::damaged(source.to_string())),
        result => result,
    }
}

/// Opens the journal at `path` for reading, including its WAL. This process may have it open.
pub(crate) fn open_read_only(path: &Path, key: &JournalKey) -> Result<Connection, JournalError> {
    // The file isn't opened to read its header: closing it would release the locks that SQLite holds in this process.
    let metadata = check_regular_file(path)?;
    // SQLite would consider the WAL of an empty file stale and delete it.
    if metadata.len() == 0 && has_wal(path) {
        return Err(JournalError::from_sqlite(path, wal_without_database()));
    }
    db::open_readable(path, key)
}

fn check_regular_file(path: &Path) -> Result<fs::Metadata, JournalError> {
    JournalError::check_owner(path)?;
    let metadata = fs::metadata(path).map_err(|source| JournalError::inaccessible(path, source))?;
    let path_buf = || path.to_owned();
    if metadata.is_dir() {
        return Err(JournalError::IsDirectory { path: path_buf() });
    }
    if !metadata.is_file() {
        return Err(JournalError::NotAJournal { path: path_buf() });
    }
    preflight::check_sidecars(path)?;
    Ok(metadata)
}

/// Counts the entries by state.
pub(crate) fn count_entries(db: &Connection) -> rusqlite::Result<EntryCounts> {
    if is_empty(db)? {
        return Ok(EntryCounts::default());
    }
    let sql =
        "select count(*) filter (where state = 'done'), count(*) filter (where state = 'draft'),
            count(*) filter (where state = 'trashed'), min(day), max(day)
        from entry";
    db.query_row(sql, [], |row| {
        let number = |column| row.get(column).map(i64::unsigned_abs);
        // An unreadable day is reported elsewhere.
        let day = |column| {
            let day: rusqlite::Result<Option<FromText<Date>>> = row.get(column);
            day.ok().flatten().map(|FromText(day)| day)
        };
        Ok(EntryCounts {
            finished: number(0)?,
            drafts: number(1)?,
            trashed: number(2)?,
            days: day(3).zip(day(4)),
        })
    })
}

fn wal_without_database() -> rusqlite::Error {
    let code = ffi::Error::new(ffi::SQLITE_CORRUPT);
    let message = "the journal is empty, and its log isn't";
    rusqlite::Error::SqliteFailure(code, Some(message.to_owned()))
}

pub(crate) fn is_empty(db: &Connection) -> rusqlite::Result<bool> {
    db.query_row("select count(*) = 0 from sqlite_schema", [], |row| {
        row.get(0)
    })
}

pub(crate) fn is_other_application(db: &Connection) -> rusqlite::Result<bool> {
    let id: i32 = db.pragma_query_value(None, "application_id", |row| row.get(0))?;
    Ok(id != schema::APPLICATION_ID && !is_empty(db)?)
}

fn build_report(db: &Connection, observer: &WorkObserver) -> rusqlite::Result<VerifyReport> {
    let snapshot = db.unchecked_transaction()?;
    if is_empty(&snapshot)? {
        return Ok(VerifyReport {
            counts: Some(EntryCounts::default()),
            ..VerifyReport::default()
        });
    }
    let IntegrityReport {
        structure_errors: faults,
        unreadable_entries: unreadable,
    } = integrity::check_integrity(&snapshot, observer)?;
    Ok(VerifyReport {
        schema_version: db::schema_version(&snapshot)?,
        // With damaged pages the counts may be wrong.
        counts: faults
            .is_empty()
            .then(|| count_entries(&snapshot))
            .transpose()?,
        structure_errors: faults,
        unreadable,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_nobody_writes_to_is_found_whatever_its_name() {
        let home = tempfile::tempdir().unwrap();
        // Windows takes no question mark in a name.
        let name = if cfg!(windows) {
            "ab=c#d%41 &明日 🍲.db"
        } else {
            "a?b=c#d%41 &明日 🍲.db"
        };
        let path = home.path().join(name);
        drop(super::super::journal::Journal::open(&path).unwrap());
        let db = db::open(&path, db::OpenMode::Immutable, &JournalKey::default()).unwrap();
        assert_eq!(count_entries(&db).unwrap(), EntryCounts::default());
        assert_eq!(db::schema_version(&db).unwrap(), schema::SCHEMA_VERSION);
        let files = fs::read_dir(home.path()).unwrap();
        assert_eq!(files.count(), 1, "not even a log");
    }
}

//! Looks at a journal or a backup and changes nothing in it.

use std::fs;
use std::path::{self, Path};

use jiff::civil::Date;
use rusqlite::{Connection, ErrorCode, OpenFlags, ffi};

use super::columns::FromText;
use super::integrity::{self, IntegrityReport, UnreadableEntry};
use super::journal::JournalError;
use super::{db, schema};
use crate::platform::paths::with_suffix;

/// What a journal or a backup is like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VerifyReport {
    /// What is wrong with it in SQLite's words, none of which are the person's. Empty where all pages and tables are
    /// as they should be.
    pub structure_errors: Vec<String>,
    /// The entries of which something can't be read.
    pub unreadable: Vec<UnreadableEntry>,
    /// The version of its tables; 0 where it has none yet.
    pub schema_version: i64,
    /// None where they can't be counted.
    pub counts: Option<EntryCounts>,
}

/// How many entries there are, and from when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EntryCounts {
    pub finished: u64,
    pub drafts: u64,
    pub trashed: u64,
    /// The first day and the last day with an entry.
    pub days: Option<(Date, Date)>,
}

impl VerifyReport {
    pub const fn is_intact(&self) -> bool {
        self.structure_errors.is_empty() && self.unreadable.is_empty()
    }

    /// Whether a newer version of the program wrote it.
    pub const fn is_newer(&self) -> bool {
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
    pub const fn total(&self) -> u64 {
        self.finished + self.drafts + self.trashed
    }
}

/// Reads the journal or backup at `path` from end to end.
///
/// No part of this process may have it open: its first page is read without SQLite, and closing the file again frees
/// the locks that SQLite has on it.
pub fn verify(path: &Path) -> Result<VerifyReport, JournalError> {
    check_regular_file(path)?;
    match db::check_file(path) {
        Err(JournalError::Damaged { source, .. }) => Ok(VerifyReport::damaged(source.to_string())),
        Err(JournalError::Newer { .. }) | Ok(()) => verify_open(path),
        Err(error) => Err(error),
    }
}

/// The same for a journal that this process may have open.
pub(crate) fn verify_open(path: &Path) -> Result<VerifyReport, JournalError> {
    let db_err = |source| JournalError::from_sqlite(path, source);
    let report = open_read_only(path).and_then(|db| {
        if is_other_application(&db).map_err(db_err)? {
            return Err(JournalError::NotAJournal {
                path: path.to_owned(),
            });
        }
        match schema::check_schema(&db, path) {
            // What its tables are isn't known, so nothing is asked of them.
            Err(JournalError::Newer { .. }) => Ok(VerifyReport {
                schema_version: schema::schema_version(&db).map_err(db_err)?,
                ..VerifyReport::default()
            }),
            Err(error) => Err(error),
            Ok(()) => build_report(&db).map_err(db_err),
        }
    });
    match report {
        Err(JournalError::Damaged { source, .. }) => Ok(VerifyReport::damaged(source.to_string())),
        looked => looked,
    }
}

/// Opens the journal at `path` for reading, with what still lies in its log.
pub(crate) fn open_read_only(path: &Path) -> Result<Connection, JournalError> {
    let no_place = |source| JournalError::inaccessible(path, source);
    // Never opened to look at its bytes: closing it again would free the locks that SQLite has on it for
    // another part of the program.
    let about = check_regular_file(path)?;
    // SQLite would take the log of an empty journal for a mistake, and remove it.
    if about.len() == 0 && fs::metadata(with_suffix(path, "-wal")).is_ok_and(|log| log.len() > 0) {
        return Err(JournalError::from_sqlite(path, wal_without_database()));
    }
    let opened = connect_read_only(path);
    let is_refused = opened.as_ref().is_err_and(|error| {
        let code = error.sqlite_error_code();
        let has_no_place = matches!(code, Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly));
        has_no_place || db::is_shm_failure(error)
    });
    // Where a log can't be begun because the folder can't be written to, nobody else writes either.
    if is_refused && !with_suffix(path, "-wal").exists() && !with_suffix(path, "-journal").exists()
    {
        let path = path::absolute(path).map_err(no_place)?;
        return db::open_immutable(&path)
            .and_then(|db| is_empty(&db).map(|_| db))
            .map_err(|source| JournalError::from_sqlite(&path, source));
    }
    if opened.as_ref().is_err_and(db::is_shm_failure)
        && let Ok(db) = db::open_without_shm(path)
    {
        return Ok(db);
    }
    opened.map_err(|source| JournalError::from_sqlite(path, source))
}

fn check_regular_file(path: &Path) -> Result<fs::Metadata, JournalError> {
    JournalError::check_owner(path)?;
    let about = fs::metadata(path).map_err(|source| JournalError::inaccessible(path, source))?;
    let its_path = || path.to_owned();
    if about.is_dir() {
        return Err(JournalError::IsDirectory { path: its_path() });
    }
    if !about.is_file() {
        return Err(JournalError::NotAJournal { path: its_path() });
    }
    db::check_sidecars(path)?;
    Ok(about)
}

/// The entries as they are now.
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
        // One that can't be read is named elsewhere.
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
    let words = "the journal is empty, and its log isn't";
    rusqlite::Error::SqliteFailure(code, Some(words.to_owned()))
}

fn connect_read_only(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = db::open_hardened(path, flags)?;
    schema::configure_connection(&db)?;
    // The file isn't read before it is asked something.
    is_empty(&db)?;
    Ok(db)
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

fn build_report(db: &Connection) -> rusqlite::Result<VerifyReport> {
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
    } = integrity::check_integrity(&snapshot)?;
    Ok(VerifyReport {
        schema_version: schema::schema_version(&snapshot)?,
        // Of damaged pages the counts may be wrong.
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
        let db = db::open_immutable(&path).unwrap();
        assert_eq!(count_entries(&db).unwrap(), EntryCounts::default());
        assert_eq!(schema::schema_version(&db).unwrap(), schema::SCHEMA_VERSION);
        let files = fs::read_dir(home.path()).unwrap();
        assert_eq!(files.count(), 1, "not even a log");
    }
}

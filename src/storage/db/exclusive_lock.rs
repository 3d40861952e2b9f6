//! An exclusive lock on the journal.

use std::fs;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode};

use super::OpenMode;
use crate::storage::lock::JournalKey;

/// Keeps all other windows out of the journal until it is dropped.
#[derive(Debug)]
pub struct ExclusiveLock {
    /// None where the file is missing, empty or too damaged for any window to use.
    _db: Option<Connection>,
}

/// Locks the journal at `path`, which may be missing or damaged; none while another window has it open.
pub fn try_lock_exclusive(path: &Path, key: &JournalKey) -> Option<ExclusiveLock> {
    // SQLite would delete the WAL of an empty file.
    let has_pages =
        fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.len() > 0);
    match has_pages.then(|| open_exclusive(path, key)) {
        Some(Err(error)) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => None,
        Some(Ok(db)) => Some(ExclusiveLock { _db: Some(db) }),
        Some(Err(_)) | None => Some(ExclusiveLock { _db: None }),
    }
}

fn open_exclusive(path: &Path, key: &JournalKey) -> rusqlite::Result<Connection> {
    // Long enough for a window that is closing.
    let timeout = Duration::from_millis(500);
    let db = super::open(path, OpenMode::Lock { timeout }, key)?;
    // A window with an open journal holds a shared lock all the time, so this fails.
    db.query_row("pragma locking_mode = exclusive", [], |_| Ok(()))?;
    db.execute_batch("begin exclusive")?;
    Ok(db)
}

//! Holds the journal so that no other window can use it.

use std::fs;
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

/// While this lives, no other window can use the journal.
#[derive(Debug)]
pub struct ExclusiveLock {
    /// None where there is nothing that another window could use either.
    _db: Option<Connection>,
}

/// Holds the journal at `path`, which needn't be there or be whole; none while another window has it open.
pub fn try_lock_exclusive(path: &Path) -> Option<ExclusiveLock> {
    // One that is empty has nothing to hold, and SQLite would remove the log of such a one.
    let has_pages = fs::metadata(path).is_ok_and(|about| about.is_file() && about.len() > 0);
    match has_pages.then(|| open_exclusive(path)) {
        Some(Err(error)) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => None,
        Some(Ok(db)) => Some(ExclusiveLock { _db: Some(db) }),
        Some(Err(_)) | None => Some(ExclusiveLock { _db: None }),
    }
}

fn open_exclusive(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = super::open_hardened(path, flags)?;
    // Long enough for a window that is closing.
    db.busy_timeout(Duration::from_millis(500))?;
    // What lies in the log stays there, so that nothing has changed if it is let go of again.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    // A window with the journal open reads it all the time, so its lock can't be had.
    db.query_row("pragma locking_mode = exclusive", [], |_| Ok(()))?;
    db.execute_batch("begin exclusive")?;
    Ok(db)
}

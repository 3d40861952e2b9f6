//! Reads a journal without opening it: nothing is created or changed, not even a file beside it.

use std::fs;
use std::io;
use std::path::Path;

use rusqlite::Connection;

use super::db::{self, OpenMode};
use super::journal::JournalError;
use super::schema::comparison;
use super::sidecars::{ROLLBACK_SUFFIX, WAL_SUFFIX, resolve_link};
use super::{backup, verify};
use crate::platform::paths::{AppPaths, with_suffix};
use crate::storage::lock::JournalKey;

/// What `read` gives for the journal of the user; none without a journal.
pub(crate) fn read_unopened<T>(
    paths: &AppPaths,
    key: &JournalKey,
    read: impl Fn(&Connection) -> rusqlite::Result<T>,
) -> Result<Option<T>, JournalError> {
    let path = &paths.journal_file;
    backup::check_not_lost(paths)?;
    let is_missing = |error: io::Error| error.kind() == io::ErrorKind::NotFound;
    if fs::symlink_metadata(path).is_err_and(is_missing) {
        return Ok(None);
    }
    // Without a WAL nobody has the journal open, so SQLite needn't create files beside it. If somebody opens it at this
    // moment, it is read as usual.
    let is_closed = !with_suffix(&resolve_link(path), WAL_SUFFIX).exists()
        && !with_suffix(&resolve_link(path), ROLLBACK_SUFFIX).exists();
    let open_immutable = || db::open(path, OpenMode::Immutable, key).ok();
    let immutable = is_closed.then(open_immutable).flatten();
    match immutable.map(|db| read_connection(&db, path, &read)) {
        Some(Ok(result)) => Ok(result),
        _ => read_connection(&verify::open_read_only(path, key)?, path, &read),
    }
}

fn read_connection<T>(
    db: &Connection,
    path: &Path,
    read: impl Fn(&Connection) -> rusqlite::Result<T>,
) -> Result<Option<T>, JournalError> {
    let db_err = |source| JournalError::from_sqlite(path, source);
    let owned_path = || path.to_owned();
    db.busy_timeout(db::SHORT_BUSY_TIMEOUT).map_err(db_err)?;
    if verify::is_empty(db).map_err(db_err)? {
        return Ok(None);
    }
    if verify::is_other_application(db).map_err(db_err)? {
        return Err(JournalError::NotAJournal { path: owned_path() });
    }
    comparison::check_schema(db, path)?;
    read(db).map(Some).map_err(db_err)
}

//! Opens the SQLite file of a journal: [`open`] is the only place in the program that does.

pub(crate) mod exclusive_lock;
pub(crate) mod preflight;

use std::fs::{self, OpenOptions};
use std::io;
use std::path::{self, Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, config::DbConfig, ffi};

use super::error::{JournalError, is_write_failure};
use super::schema;
use crate::platform::paths::with_suffix;
use crate::platform::private_fs;

/// The suffix of the write-ahead log beside the journal.
pub(crate) const WAL_SUFFIX: &str = "-wal";
/// The suffix of the shared-memory index of the WAL, which SQLite recreates if it is missing.
pub(crate) const SHM_SUFFIX: &str = "-shm";
/// The suffix of the rollback journal, which exists only while the tables are created.
pub(crate) const ROLLBACK_SUFFIX: &str = "-journal";

/// How a file is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OpenMode {
    /// For reading and writing. The WAL isn't checkpointed when the connection is closed; see [`allow_checkpoint`].
    ReadWrite,
    /// For reading, while others may write.
    ReadOnly,
    /// For reading a file that nobody writes to. SQLite creates no file beside it and ignores a WAL.
    Immutable,
    /// With the WAL index in memory, for a disk without room for a `-shm` file. It keeps all other connections out.
    ExclusiveNoShm,
    /// For a transaction that only keeps others out, waiting for them up to `timeout`. The file may be damaged.
    Lock { timeout: Duration },
    /// As the target of a backup.
    CopyTarget,
    /// A new database in memory; the path is ignored.
    InMemory,
}

/// Opens the existing file at `path` and makes SQLite distrust it.
pub(crate) fn open(path: &Path, mode: OpenMode) -> rusqlite::Result<Connection> {
    use OpenMode::{CopyTarget, ExclusiveNoShm, Immutable, InMemory, Lock, ReadOnly, ReadWrite};
    // SQLite would take a relative path that begins with `file:` for a URI.
    let absolute = || path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let read_write = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let read_only = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = match mode {
        InMemory => Connection::open_in_memory()?,
        Immutable => Connection::open_with_flags(
            immutable_uri(&absolute())?,
            read_only | OpenFlags::SQLITE_OPEN_URI,
        )?,
        ReadOnly => Connection::open_with_flags(absolute(), read_only)?,
        ReadWrite | ExclusiveNoShm | Lock { .. } | CopyTarget => {
            Connection::open_with_flags(absolute(), read_write)?
        }
    };
    schema::harden(&db)?;
    if matches!(mode, ReadWrite | ExclusiveNoShm | Lock { .. }) {
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    }
    match mode {
        CopyTarget => return Ok(db),
        Lock { timeout } => {
            db.busy_timeout(timeout)?;
            return Ok(db);
        }
        ExclusiveNoShm => db.query_row("pragma locking_mode = exclusive", [], |_| Ok(()))?,
        ReadWrite | ReadOnly | Immutable | InMemory => {}
    }
    schema::configure_connection(&db)?;
    // SQLite reads the file with the first query only.
    schema::schema_version(&db)?;
    Ok(db)
}

/// Lets SQLite checkpoint the WAL when the connection is closed. Call it once the schema is known to be ours, and before
/// statements are prepared, since it makes SQLite prepare them again.
pub(crate) fn allow_checkpoint(db: &Connection) -> rusqlite::Result<()> {
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)
        .map(drop)
}

/// Opens the journal at `path` for writing or, where that isn't possible, for reading.
pub(crate) fn open_writable(path: &Path) -> Result<Connection, JournalError> {
    let open_immutable =
        || open(path, OpenMode::Immutable).map_err(|error| JournalError::from_sqlite(path, error));
    let has_wal = has_wal(path);
    // In a file that can't be written to, SQLite couldn't use the WAL that it creates beside it.
    if !has_wal && OpenOptions::new().write(true).open(path).is_err() {
        return open_immutable();
    }
    match open(path, OpenMode::ReadWrite) {
        Ok(db) => Ok(db),
        // Reading must be possible on a full disk.
        Err(error) if is_shm_failure(&error) => match open(path, OpenMode::ExclusiveNoShm) {
            Ok(db) => Ok(db),
            Err(_) if !has_wal => open_immutable(),
            Err(_) => Err(JournalError::from_sqlite(path, error)),
        },
        Err(error) => match error.sqlite_error_code() {
            // SQLite can't create a WAL in a read-only folder.
            Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly) if !has_wal => open_immutable(),
            Some(ErrorCode::ReadOnly) => Err(JournalError::inaccessible(path, error)),
            _ => Err(JournalError::from_sqlite(path, error)),
        },
    }
}

/// Opens the journal at `path` for reading, including its WAL. Check the file type first.
pub(crate) fn open_readable(path: &Path) -> Result<Connection, JournalError> {
    let db_err = |error| JournalError::from_sqlite(path, error);
    let error = match open(path, OpenMode::ReadOnly) {
        Ok(db) => return Ok(db),
        Err(error) => error,
    };
    let is_refused =
        is_shm_failure(&error) || error.sqlite_error_code() == Some(ErrorCode::ReadOnly);
    // Where the folder is read-only, nobody else writes either.
    let has_sidecar = [WAL_SUFFIX, ROLLBACK_SUFFIX]
        .iter()
        .any(|suffix| with_suffix(path, suffix).exists());
    if is_refused && !has_sidecar {
        return open(path, OpenMode::Immutable).map_err(db_err);
    }
    if is_shm_failure(&error)
        && let Ok(db) = open(path, OpenMode::ExclusiveNoShm)
    {
        return Ok(db);
    }
    Err(db_err(error))
}

/// Whether opening failed because the `-shm` file, or an empty WAL, couldn't be created.
fn is_shm_failure(error: &rusqlite::Error) -> bool {
    is_write_failure(error) || error.sqlite_error_code() == Some(ErrorCode::CannotOpen)
}

/// Whether there is anything in the WAL of the journal at `path`.
pub(crate) fn has_wal(path: &Path) -> bool {
    fs::metadata(with_suffix(&resolve_link(path), WAL_SUFFIX)).is_ok_and(|wal| wal.len() > 0)
}

/// The `file:` URI that opens the absolute `path` as immutable.
fn immutable_uri(path: &Path) -> rusqlite::Result<String> {
    // SQLite would block for ever on a pipe.
    if fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
        let code = ffi::Error::new(ffi::SQLITE_CANTOPEN);
        return Err(rusqlite::Error::SqliteFailure(code, None));
    }
    let digit = |number: u8| char::from_digit(number.into(), 16).unwrap_or('0');
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte);
    // The part between the first two slashes and the third is the host.
    let is_rooted = path.as_os_str().as_encoded_bytes().starts_with(b"/");
    let mut uri = if is_rooted { "file://" } else { "file:" }.to_owned();
    for &byte in path.as_os_str().as_encoded_bytes() {
        if is_plain(byte) {
            uri.push(byte.into());
        } else {
            uri.extend(['%', digit(byte / 16), digit(byte % 16)]);
        }
    }
    uri.push_str("?immutable=1");
    Ok(uri)
}

/// The file that `path` refers to if it is a symbolic link; SQLite keeps the WAL beside that file.
pub(crate) fn resolve_link(path: &Path) -> PathBuf {
    if fs::symlink_metadata(path).is_ok_and(|metadata| !metadata.is_symlink()) {
        return path.to_owned();
    }
    fs::canonicalize(path).unwrap_or_else(|_| match find_broken_link(path) {
        Some((link, target)) if link == path => target,
        _ => path.to_owned(),
    })
}

/// The broken symbolic link among `path` and its parents, and its target.
fn find_broken_link(path: &Path) -> Option<(PathBuf, PathBuf)> {
    path.ancestors().find_map(|link| {
        let target = fs::read_link(link).ok()?;
        let target = link.parent()?.join(target);
        let is_missing =
            fs::metadata(link).is_err_and(|error| error.kind() == io::ErrorKind::NotFound);
        is_missing.then(|| (link.to_owned(), target))
    })
}

/// Makes the journal and the files of SQLite beside it accessible to their owner only.
pub(crate) fn restrict_permissions(path: &Path) {
    for suffix in ["", WAL_SUFFIX, SHM_SUFFIX] {
        private_fs::restrict_permissions(&with_suffix(path, suffix));
    }
}

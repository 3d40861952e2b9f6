//! Opens the SQLite file of a journal: [`open`] is the only place in the program that does.

pub(crate) mod exclusive_lock;

use std::fmt::Write;
use std::fs::{self, OpenOptions};
use std::path::{self, Path};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, ErrorCode, OpenFlags, ffi};
use zeroize::Zeroizing;

use super::error::{JournalError, is_write_failure};
use super::lock::{JournalKey, SecretKey};
use super::sidecars::{ROLLBACK_SUFFIX, WAL_SUFFIX, has_wal};
use super::sqlite_file::page_cipher::PLAIN_HEADER_BYTES;
use crate::platform::paths::with_suffix;

/// How long an answer waits for another window's transaction, which takes a few milliseconds.
pub(crate) const BUSY_TIMEOUT: Duration = Duration::from_secs(2);
/// How long an autosave waits. It is repeated soon, and the event loop is blocked meanwhile.
pub(crate) const SHORT_BUSY_TIMEOUT: Duration = Duration::from_millis(100);

/// The number of prepared statements that a connection caches: as many as the screens use.
const STATEMENT_CACHE_SIZE: usize = 64;

/// The longest value: eight times the longest entry that an import accepts, since fts holds its terms several times.
const MAX_VALUE_BYTES: i32 = 1 << 28;

/// What is added to the schema version in a locked file, so that a program from before there were locks says that a newer
/// one wrote it, and leaves it alone.
pub(crate) const LOCKED_VERSION_OFFSET: i64 = 500;

/// The schema version in a `user_version`, and whether it says that the file is locked.
pub(crate) const fn split_user_version(version: i64) -> (i64, bool) {
    if version >= LOCKED_VERSION_OFFSET && version < 2 * LOCKED_VERSION_OFFSET {
        (version - LOCKED_VERSION_OFFSET, true)
    } else {
        (version, false)
    }
}

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

/// Opens the existing file at `path` and makes SQLite distrust it. An empty file becomes locked if there is a key; any other
/// must be locked with it, or plain if there is none.
pub(crate) fn open(path: &Path, mode: OpenMode, key: &JournalKey) -> rusqlite::Result<Connection> {
    use OpenMode::{CopyTarget, ExclusiveNoShm, Immutable, InMemory, Lock, ReadOnly, ReadWrite};
    sqlite_cipher::initialize()?;
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
    if let Some(key) = key.secret().filter(|_| mode != InMemory) {
        set_key(&db, key)?;
    }
    harden(&db)?;
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
    // SQLite reads the file with the first query only.
    match configure_connection(&db).and_then(|()| schema_version(&db)) {
        Ok(_) => Ok(db),
        Err(_) if !key.is_some() && is_locked(&db) => Err(locked_error()),
        Err(error) => Err(error),
    }
}

/// Tells SQLite how the file is encrypted, before it reads anything. Nothing else in the program sets a cipher.
///
/// The header stays readable, so that a program without the key can tell a locked journal from a damaged one. The key is
/// used as it is: SQLite derives none from it. What SQLite frees is overwritten from now on.
///
/// Never change a key with `rekey`: in WAL mode it damages the file.
pub(crate) fn set_key(db: &Connection, key: &SecretKey) -> rusqlite::Result<()> {
    let mut pragmas = Zeroizing::new(String::with_capacity(256));
    pragmas.push_str("pragma memory_security = fill; pragma cipher = 'chacha20';");
    let _ = write!(
        pragmas,
        "pragma plaintext_header_size = {PLAIN_HEADER_BYTES};"
    );
    pragmas.push_str("pragma key = 'raw:");
    for byte in key.as_bytes() {
        let _ = write!(pragmas, "{byte:02x}");
    }
    pragmas.push_str("';");
    db.execute_batch(&pragmas)
}

/// Makes SQLite distrust the file. Every connection calls this before it reads anything.
///
/// It disables views, functions with side effects in the schema, and direct writes to the shadow tables of fts; it
/// treats a cell that doesn't fit its page as corruption and limits the size of a value.
fn harden(db: &Connection) -> rusqlite::Result<()> {
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
    db.set_limit(Limit::SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES)?;
    db.pragma_update(None, "cell_size_check", true)
}

/// Configures a connection that reads or writes entries.
fn configure_connection(db: &Connection) -> rusqlite::Result<()> {
    harden(db)?;
    db.busy_timeout(BUSY_TIMEOUT)?;
    db.set_prepared_statement_cache_capacity(STATEMENT_CACHE_SIZE);
    // Without this, SQLite prepares a statement again for its first value where that value could make a partial index
    // usable. No statement here relies on that.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    db.pragma_update(None, "foreign_keys", true)?;
    db.pragma_update(None, "synchronous", "full")?;
    // Sort in memory: a temporary file could be read by others.
    db.pragma_update(None, "temp_store", "memory")
}

/// The schema version of the file; 0 before the tables are created.
pub(crate) fn schema_version(db: &Connection) -> rusqlite::Result<i64> {
    Ok(user_version(db)?.0)
}

/// The schema version, and whether the file is locked.
fn user_version(db: &Connection) -> rusqlite::Result<(i64, bool)> {
    let version = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
    Ok(split_user_version(version))
}

/// Whether the file says that it is locked.
fn is_locked(db: &Connection) -> bool {
    user_version(db).is_ok_and(|(_, is_locked)| is_locked)
}

/// The error for a locked file without a key. SQLite gives its code only to programs that use authorizers, and this one
/// doesn't.
fn locked_error() -> rusqlite::Error {
    rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_AUTH), None)
}

/// Lets SQLite checkpoint the WAL when the connection is closed. Call it once the schema is known to be ours, and before
/// statements are prepared, since it makes SQLite prepare them again.
pub(crate) fn allow_checkpoint(db: &Connection) -> rusqlite::Result<()> {
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)
        .map(drop)
}

/// Opens the journal at `path` for writing or, where that isn't possible, for reading.
pub(crate) fn open_writable(path: &Path, key: &JournalKey) -> Result<Connection, JournalError> {
    let open_immutable = || {
        open(path, OpenMode::Immutable, key).map_err(|error| JournalError::from_sqlite(path, error))
    };
    let has_wal = has_wal(path);
    // In a file that can't be written to, SQLite couldn't use the WAL that it creates beside it.
    if !has_wal && OpenOptions::new().write(true).open(path).is_err() {
        return open_immutable();
    }
    match open(path, OpenMode::ReadWrite, key) {
        Ok(db) => Ok(db),
        // Reading must be possible on a full disk.
        Err(error) if is_shm_failure(&error) => match open(path, OpenMode::ExclusiveNoShm, key) {
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
pub(crate) fn open_readable(path: &Path, key: &JournalKey) -> Result<Connection, JournalError> {
    let db_err = |error| JournalError::from_sqlite(path, error);
    let error = match open(path, OpenMode::ReadOnly, key) {
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
        return open(path, OpenMode::Immutable, key).map_err(db_err);
    }
    if is_shm_failure(&error)
        && let Ok(db) = open(path, OpenMode::ExclusiveNoShm, key)
    {
        return Ok(db);
    }
    Err(db_err(error))
}

/// Whether opening failed because the `-shm` file, or an empty WAL, couldn't be created.
fn is_shm_failure(error: &rusqlite::Error) -> bool {
    is_write_failure(error) || error.sqlite_error_code() == Some(ErrorCode::CannotOpen)
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

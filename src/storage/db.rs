//! The journal as a file: whose it is, whether it is whole, and that only its owner can read it.

pub(crate) mod exclusive_lock;

use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, ErrorCode, OpenFlags, config::DbConfig, ffi};

use super::backup;
use super::error::{DamageKind, JournalError, is_write_failure};
use super::schema::comparison::SchemaOrigin;
use super::schema::{self, comparison};
use super::sqlite_file::btree::read_freelist;
use super::sqlite_file::btree_page::BTreePage;
use super::sqlite_file::pager::Pager;
use super::sqlite_file::schema_table::{has_valid_roots, is_schema_intact, read_schema_objects};
use crate::platform::paths::{AppPaths, with_suffix};
use crate::platform::private_fs;

/// How the name of the log ends, which lies beside the journal.
pub const WAL_SUFFIX: &str = "-wal";
/// The index of the log, made anew whenever it is missing.
pub const SHM_SUFFIX: &str = "-shm";
/// The log of old, which is there only while a journal is begun.
pub const ROLLBACK_SUFFIX: &str = "-journal";

/// Where the journal really lies, if `path` is a link. Its log is there too.
pub fn resolve_link(path: &Path) -> PathBuf {
    if fs::symlink_metadata(path).is_ok_and(|there| !there.is_symlink()) {
        return path.to_owned();
    }
    fs::canonicalize(path).unwrap_or_else(|_| match broken_link(path) {
        Some((link, target)) if link == path => target,
        _ => path.to_owned(),
    })
}

/// Makes sure that `path` is a journal this version knows, or an empty file to start one in.
///
/// What lies there is only read. SQLite isn't asked yet, because it may write to a file merely by
/// opening it.
pub fn prepare(path: &Path) -> Result<(), JournalError> {
    check_file(path)?;
    if fs::symlink_metadata(path).is_err() {
        let no_place = |source| JournalError::inaccessible(path, source);
        if let Some(folder) = path.parent() {
            private_fs::create_dir(folder).map_err(no_place)?;
        }
        private_fs::create_file(path).map_err(no_place)?;
    }
    Ok(())
}

/// Makes sure that what lies at `path` is a journal this version knows, as far as its first page and its
/// sizes tell, or that a journal can be begun there.
pub fn check_file(path: &Path) -> Result<(), JournalError> {
    JournalError::check_owner(path)?;
    check_sidecars(path)?;
    let owned = || path.to_owned();
    let has_log = || {
        fs::metadata(with_suffix(&resolve_link(path), WAL_SUFFIX)).is_ok_and(|log| log.len() > 0)
    };
    match fs::metadata(path) {
        Ok(there) if there.is_dir() => Err(JournalError::IsDirectory { path: owned() }),
        // SQLite would take the log of an empty journal for a mistake, and remove it.
        Ok(there) if there.is_file() && there.len() == 0 && has_log() => {
            Err(JournalError::damaged(path, DamageKind::WalWithoutDatabase))
        }
        Ok(there) if there.is_file() && there.len() == 0 => Ok(()),
        Ok(there) if there.is_file() => check_header(path),
        // A pipe or a device.
        Ok(_) => Err(JournalError::NotAJournal { path: owned() }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => match broken_link(path) {
            Some((path, target)) => Err(JournalError::BrokenLink { path, target }),
            None if has_log() => Err(JournalError::damaged(path, DamageKind::WalWithoutDatabase)),
            None => Ok(()),
        },
        Err(error) => Err(JournalError::inaccessible(path, error)),
    }
}

/// Makes sure that only files lie where SQLite keeps its own beside the journal: it would wait for a pipe for ever.
pub fn check_sidecars(path: &Path) -> Result<(), JournalError> {
    let real = resolve_link(path);
    for path in [WAL_SUFFIX, SHM_SUFFIX, ROLLBACK_SUFFIX].map(|ending| with_suffix(&real, ending)) {
        match fs::metadata(&path) {
            Ok(there) if there.is_dir() => return Err(JournalError::IsDirectory { path }),
            Ok(there) if !there.is_file() => return Err(JournalError::NotAJournal { path }),
            _ => {}
        }
    }
    Ok(())
}

/// Makes sure that nothing is begun anew in the place of a journal that is lost, while there are backups of it.
///
/// A file that is shorter than any journal tells of one as well: a copy that failed, a disk that was full, a power cut.
pub fn check_not_lost(places: &AppPaths) -> Result<(), JournalError> {
    JournalError::check_owner(&places.journal_file)?;
    let path = places.journal_file.clone();
    let is_missing =
        fs::symlink_metadata(&path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound);
    let is_short = || {
        let is_short = |there: fs::Metadata| there.is_file() && there.len() < MIN_DATABASE_BYTES;
        // Another window may be beginning it at this moment. A log alone is damage.
        fs::metadata(&path).is_ok_and(is_short)
            && [WAL_SUFFIX, ROLLBACK_SUFFIX].iter().all(|ending| {
                let beside = fs::metadata(with_suffix(&resolve_link(&path), ending));
                !beside.is_ok_and(|there| there.len() > 0)
            })
    };
    if (!is_missing && !is_short()) || backup::list(&places.backups_dir).is_empty() {
        return Ok(());
    }
    Err(if is_missing {
        JournalError::Missing { path }
    } else {
        JournalError::Emptied { path }
    })
}

/// No database of SQLite is shorter than its smallest page, in bytes.
const MIN_DATABASE_BYTES: u64 = 512;

/// Takes the journal, and the files SQLite keeps beside it, back from everyone but the owner.
pub fn restrict_permissions(path: &Path) {
    for ending in ["", WAL_SUFFIX, SHM_SUFFIX] {
        private_fs::restrict_permissions(&with_suffix(path, ending));
    }
}

/// Opens the journal for writing, or for reading if it can't be written to. It stays as it is, even when it
/// is closed again.
pub fn open_read_write(path: &Path) -> Result<Connection, JournalError> {
    let open = || -> rusqlite::Result<Connection> {
        // Neither a URI nor a new file: the path is meant literally, and the file is there by now.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = open_hardened(path, flags)?;
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        schema::configure_connection(&db)?;
        schema::schema_version(&db)?;
        Ok(db)
    };
    let has_log =
        fs::metadata(with_suffix(&resolve_link(path), WAL_SUFFIX)).is_ok_and(|log| log.len() > 0);
    // What SQLite makes beside a file that can't be written to, it could never write to later.
    if !has_log && OpenOptions::new().write(true).open(path).is_err() {
        return open_immutable(path).map_err(|error| JournalError::from_sqlite(path, error));
    }
    match open() {
        Ok(db) => Ok(db),
        // Reading must be possible on a full disk too.
        Err(error) if is_shm_failure(&error) => match open_without_shm(path) {
            Ok(db) => Ok(db),
            Err(_) if !has_log => {
                open_immutable(path).map_err(|error| JournalError::from_sqlite(path, error))
            }
            Err(_) => Err(JournalError::from_sqlite(path, error)),
        },
        Err(error) => match error.sqlite_error_code() {
            // In a folder that can't be written to, SQLite can't make the log it wants to see.
            Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly) if !has_log => {
                open_immutable(path).map_err(|error| JournalError::from_sqlite(path, error))
            }
            Some(ErrorCode::ReadOnly) => Err(JournalError::inaccessible(path, error)),
            _ => Err(JournalError::from_sqlite(path, error)),
        },
    }
}

/// Whether a journal couldn't be opened because the index of its log, or an empty log, couldn't be made beside it.
pub fn is_shm_failure(error: &rusqlite::Error) -> bool {
    is_write_failure(error) || error.sqlite_error_code() == Some(ErrorCode::CannotOpen)
}

/// Opens the journal with the index of its log in memory. No other window can use it meanwhile.
pub fn open_without_shm(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = open_hardened(path, flags)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    db.query_row("pragma locking_mode = exclusive", [], |_| Ok(()))?;
    schema::configure_connection(&db)?;
    schema::schema_version(&db)?;
    Ok(db)
}

/// Opens a file with SQLite, which is never trusted with one in any other way.
pub fn open_hardened(path: impl AsRef<Path>, flags: OpenFlags) -> rusqlite::Result<Connection> {
    let path = path.as_ref();
    // From the root on, since a path that begins with `file:` would be taken for an address. An address stays one.
    let path = if flags.contains(OpenFlags::SQLITE_OPEN_URI) {
        path.to_owned()
    } else {
        std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
    };
    open_verbatim(&path, flags)
}

/// Opens a file by a path from the root on, or by an address where the flags say so.
fn open_verbatim(name: &Path, flags: OpenFlags) -> rusqlite::Result<Connection> {
    let db = Connection::open_with_flags(name, flags)?;
    schema::harden(&db)?;
    Ok(db)
}

/// Opens a journal that nobody writes to, for reading. Nothing is made beside it, and a log isn't looked for.
pub fn open_immutable(path: &Path) -> rusqlite::Result<Connection> {
    // SQLite would wait for a pipe for ever.
    if fs::metadata(path).is_ok_and(|there| !there.is_file()) {
        let code = ffi::Error::new(ffi::SQLITE_CANTOPEN);
        return Err(rusqlite::Error::SqliteFailure(code, None));
    }
    let digit = |number: u8| char::from_digit(number.into(), 16).unwrap_or('0');
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte);
    // What stands between the first slashes of an address would be the name of a computer.
    let is_rooted = path.as_os_str().as_encoded_bytes().starts_with(b"/");
    let mut address = if is_rooted { "file://" } else { "file:" }.to_owned();
    for &byte in path.as_os_str().as_encoded_bytes() {
        if is_plain(byte) {
            address.push(byte.into());
        } else {
            address.extend(['%', digit(byte / 16), digit(byte % 16)]);
        }
    }
    address.push_str("?immutable=1");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = open_verbatim(Path::new(&address), flags)?;
    schema::configure_connection(&db)?;
    Ok(db)
}

/// The link on the way to `path` that leads to nothing, and where it leads.
fn broken_link(path: &Path) -> Option<(PathBuf, PathBuf)> {
    path.ancestors().find_map(|place| {
        let target = fs::read_link(place).ok()?;
        let target = place.parent()?.join(target);
        let is_missing =
            fs::metadata(place).is_err_and(|error| error.kind() == io::ErrorKind::NotFound);
        is_missing.then(|| (place.to_owned(), target))
    })
}

const SQLITE_MAGIC: &[u8] = b"SQLite format 3\0";

/// Reads the first page, which SQLite's file format promises to hold name, id and version, and compares
/// sizes.
///
/// A journal's first transaction is written before it uses a write-ahead log, so the id is always
/// here, even if the program was killed while it started the journal.
fn check_header(path: &Path) -> Result<(), JournalError> {
    let real = resolve_link(path);
    let open_pager = || Pager::open(&real).map_err(|error| JournalError::inaccessible(path, error));
    let is_begun = || with_suffix(&real, ROLLBACK_SUFFIX).exists();
    let was_begun = is_begun();
    let pages = open_pager()?;
    let first = pages.first_page_in_file();
    let number = |place: usize| {
        let bytes = first.get(place..place + 4)?.try_into().ok()?;
        Some(i32::from_be_bytes(bytes))
    };
    let damaged = |damage| Err(JournalError::damaged(path, damage));
    let is_ours = first.starts_with(SQLITE_MAGIC) && number(68) == Some(schema::APPLICATION_ID);
    let version = number(60).map_or(0, i64::from);
    if !is_ours {
        return match former_journal_damage(&first, &pages) {
            Some(damage) => damaged(damage),
            None => Err(JournalError::NotAJournal {
                path: path.to_owned(),
            }),
        };
    }
    if (schema::SCHEMA_VERSION + 1..MAX_PLAUSIBLE_VERSION).contains(&version) {
        let origin = comparison::classify(version, &read_schema_objects(&pages));
        return match origin.map_err(|source| JournalError::from_sqlite(path, source))? {
            SchemaOrigin::Known | SchemaOrigin::Changed(_) => damaged(DamageKind::FirstPage),
            other => other.check(path),
        };
    }
    // Another window may be beginning it at this moment, or SQLite has a beginning to undo.
    let has_wrong_length =
        pages.has_wrong_length() && !was_begun && !is_begun() && open_pager()?.has_wrong_length();
    if first.len() < 100 || has_wrong_length {
        damaged(DamageKind::Length)
    } else if !(1..=schema::SCHEMA_VERSION).contains(&version) || !is_known_header(&first) {
        damaged(DamageKind::FirstPage)
    } else if pages.has_damaged_wal() {
        damaged(DamageKind::Wal)
    } else if was_begun || is_begun() {
        // SQLite puts that right first, and then it is asked for the schema.
        Ok(())
    } else {
        check_schema(path, &pages).or_else(|_| check_schema(path, &open_pager()?))
    }
}

/// Makes sure that the tables are those of the version, which the log may know alone, that they begin where they
/// should, and that the list of free pages can be read. A second look is worth it: while another window tidies up
/// its log, the first may be half of each.
fn check_schema(path: &Path, pages: &Pager) -> Result<(), JournalError> {
    let objects = read_schema_objects(pages);
    let version = pages.get(1).and_then(|first| {
        let version = first.get(60..64)?.try_into().ok()?;
        Some(i32::from_be_bytes(version).into())
    });
    let version = version.unwrap_or(0);
    let origin = comparison::classify(version, &objects);
    match origin.map_err(|source| JournalError::from_sqlite(path, source))? {
        SchemaOrigin::Known if !is_schema_intact(pages) => {
            Err(JournalError::damaged(path, DamageKind::FirstPage))
        }
        SchemaOrigin::Known
            if comparison::is_freshly_created(&objects) || has_valid_roots(pages, &objects) =>
        {
            match read_freelist(pages) {
                Some(_) => Ok(()),
                None => Err(JournalError::damaged(path, DamageKind::Freelist)),
            }
        }
        SchemaOrigin::Known => Err(JournalError::damaged(path, DamageKind::RootPages)),
        other => other.check(path),
    }
}

/// A version that is never reached, so the number is spoiled.
const MAX_PLAUSIBLE_VERSION: i64 = 1000;

/// Whether the header is one that our journals have. SQLite would take most others at their word, and then
/// read and write the pages wrongly.
fn is_known_header(first: &[u8]) -> bool {
    let is_zero = |place: usize| first[place..place + 4] == [0; 4];
    (1..=2).contains(&first[18])
        && (1..=2).contains(&first[19])
        && first[20..24] == [0, 64, 32, 32]
        && first[44..48] == [0, 0, 0, 4]
        && first[56..60] == [0, 0, 0, 1]
        && is_zero(52)
        && is_zero(64)
}

/// In what a file is damaged that was a journal of ours, though it doesn't say so any more.
///
/// Whoever names somebody else's file by mistake should be told that, and it stays as it is. But a person's
/// own journal whose first page is spoiled should be mended, and mending loses nothing if this is wrong:
/// the file is set aside whole. So a file was ours if it
/// - begins as SQLite's files do and ends before it could say whose it is,
/// - has our id or names our tables, in a first page that is spoiled elsewhere,
/// - begins with nothing but zeros, as after a power cut, and as no text and no picture does,
/// - or has pages of tables and indexes where a journal has them.
fn former_journal_damage(first: &[u8], pages: &Pager) -> Option<DamageKind> {
    let has = |words: &[u8]| first.windows(words.len()).any(|part| part == words);
    let id = schema::APPLICATION_ID.to_be_bytes();
    let beginning = first.len().min(SQLITE_MAGIC.len());
    if first.len() < 72 && first[..beginning] == SQLITE_MAGIC[..beginning] {
        return Some(DamageKind::Length);
    }
    let is_blank = first.iter().take(100).all(|&byte| byte == 0);
    let is_named = first.get(68..72) == Some(&id) || has(b"entry_by_state_and_start");
    // Somebody else's database has the same kinds of pages, but it says whose it is.
    let is_known = first.starts_with(SQLITE_MAGIC);
    (is_blank || is_named || (!is_known && has_known_root_pages(pages)))
        .then_some(DamageKind::FirstPage)
}

/// Whether most of the pages that begin our tables and indexes, as far as the file reaches, look like that.
fn has_known_root_pages(pages: &Pager) -> bool {
    // The three tables with entries, and the leaves of `sqlite_schema` (8 and 9).
    let tables = [2, 6, 8, 9, 10];
    let there = 2..=pages.page_count().min(10);
    let matching = there.clone().filter(|&number| {
        BTreePage::read(pages, number)
            .is_some_and(|node| node.is_index() != tables.contains(&number))
    });
    let matching = matching.count();
    matching > 1 && 2 * matching >= there.count()
}

//! Checks a file before SQLite opens it, because SQLite may write to a file merely by opening it.

use std::fs;
use std::io;
use std::path::Path;

use super::db::{LOCKED_VERSION_OFFSET, split_user_version};
use super::error::{DamageKind, JournalError};
use super::lock::JournalKey;
use super::schema;
use super::schema::comparison::{self, SchemaOrigin};
use super::sidecars::{ROLLBACK_SUFFIX, SIDECAR_SUFFIXES, find_broken_link, has_wal, resolve_link};
use super::sqlite_file::btree::read_freelist;
use super::sqlite_file::page_cipher::{PLAIN_HEADER_BYTES, RESERVED_BYTES};
use super::sqlite_file::pager::Pager;
use super::sqlite_file::schema_table::{has_valid_roots, is_schema_intact, read_schema_objects};
use crate::platform::bounded_read::read_bounded;
use crate::platform::paths::with_suffix;
use crate::platform::private_fs;

/// Checks that `path` is a journal of this version, or creates an empty file there.
pub(crate) fn prepare(path: &Path, key: &JournalKey) -> Result<(), JournalError> {
    check_file(path, key)?;
    if fs::symlink_metadata(path).is_err() {
        let inaccessible = |source| JournalError::inaccessible(path, source);
        if let Some(folder) = path.parent() {
            private_fs::create_dir(folder).map_err(inaccessible)?;
        }
        private_fs::create_file(path).map_err(inaccessible)?;
    }
    Ok(())
}

/// Checks that `path` is a journal of this version, an empty file, or missing. Nothing is written.
pub(crate) fn check_file(path: &Path, key: &JournalKey) -> Result<(), JournalError> {
    JournalError::check_owner(path)?;
    check_sidecars(path)?;
    let path_buf = || path.to_owned();
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => Err(JournalError::IsDirectory { path: path_buf() }),
        // SQLite would consider the WAL of an empty file stale and delete it.
        Ok(metadata) if metadata.is_file() && metadata.len() == 0 && has_wal(path) => {
            Err(JournalError::damaged(path, DamageKind::WalWithoutDatabase))
        }
        Ok(metadata) if metadata.is_file() && metadata.len() == 0 => Ok(()),
        Ok(metadata) if metadata.is_file() => check_header(path, key),
        // A pipe or a device.
        Ok(_) => Err(JournalError::NotAJournal { path: path_buf() }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => match find_broken_link(path) {
            Some((path, target)) => Err(JournalError::BrokenLink { path, target }),
            None if has_wal(path) => {
                Err(JournalError::damaged(path, DamageKind::WalWithoutDatabase))
            }
            None => Ok(()),
        },
        Err(error) => Err(JournalError::inaccessible(path, error)),
    }
}

/// Checks that whatever has the name of a file of SQLite beside the journal is a file: SQLite would block on a pipe.
pub(crate) fn check_sidecars(path: &Path) -> Result<(), JournalError> {
    let real = resolve_link(path);
    for path in SIDECAR_SUFFIXES.map(|suffix| with_suffix(&real, suffix)) {
        match fs::metadata(&path) {
            Ok(metadata) if metadata.is_dir() => return Err(JournalError::IsDirectory { path }),
            Ok(metadata) if !metadata.is_file() => return Err(JournalError::NotAJournal { path }),
            _ => {}
        }
    }
    Ok(())
}

/// What the header of a journal says about its lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HeaderState {
    Plain,
    Locked,
    /// The file is missing, empty or damaged, or isn't a journal.
    Unknown,
}

/// Reads the header of the journal at `path`. This process must not have it open: closing the file here would release the locks
/// that SQLite holds on it.
pub(crate) fn read_header_state(path: &Path) -> HeaderState {
    let header = read_bounded(path, PLAIN_HEADER_BYTES - 1).ok().flatten();
    let header = header.filter(|header| {
        header.starts_with(SQLITE_MAGIC)
            && header.get(68..72) == Some(&schema::APPLICATION_ID.to_be_bytes())
    });
    let version = header
        .as_deref()
        .and_then(|header| header.get(60..64)?.try_into().ok());
    match version.map(|version| split_user_version(i32::from_be_bytes(version).into())) {
        Some((_, true)) => HeaderState::Locked,
        Some((_, false)) => HeaderState::Plain,
        None => HeaderState::Unknown,
    }
}

const SQLITE_MAGIC: &[u8] = b"SQLite format 3\0";

/// Checks the header, the length, the WAL and the schema of a file that isn't empty.
///
/// The tables are created before WAL mode is turned on, so the `application_id` is always in the file itself, even if
/// the program was killed at that moment.
fn check_header(path: &Path, key: &JournalKey) -> Result<(), JournalError> {
    let real = resolve_link(path);
    let open_pager =
        || Pager::open(&real, key).map_err(|error| JournalError::inaccessible(path, error));
    let is_rolling_back = || with_suffix(&real, ROLLBACK_SUFFIX).exists();
    let rolled_back_at_start = is_rolling_back();
    let pages = open_pager()?;
    let first = pages.first_page_in_file();
    let number = |offset: usize| {
        let bytes = first.get(offset..offset + 4)?.try_into().ok()?;
        Some(i32::from_be_bytes(bytes))
    };
    let damaged = |damage| Err(JournalError::damaged(path, damage));
    let is_ours = first.starts_with(SQLITE_MAGIC) && number(68) == Some(schema::APPLICATION_ID);
    let (version, is_locked) = split_user_version(number(60).map_or(0, i64::from));
    if !is_ours {
        return match former_journal_damage(&first, &pages, key) {
            Some(damage) => damaged(damage),
            None => Err(JournalError::NotAJournal {
                path: path.to_owned(),
            }),
        };
    }
    check_key(path, &pages, is_locked, key)?;
    if (schema::SCHEMA_VERSION + 1..MAX_PLAUSIBLE_VERSION).contains(&version) {
        let origin = comparison::classify(version, &read_schema_objects(&pages));
        return match origin.map_err(|source| JournalError::from_sqlite(path, source))? {
            SchemaOrigin::Known | SchemaOrigin::Changed(_) => damaged(DamageKind::FirstPage),
            other => other.check(path),
        };
    }
    // Another window may be creating the tables now, or SQLite has to roll that back.
    let has_wrong_length = pages.has_wrong_length()
        && !rolled_back_at_start
        && !is_rolling_back()
        && open_pager()?.has_wrong_length();
    if first.len() < 100 || has_wrong_length {
        damaged(DamageKind::Length)
    } else if !(1..=schema::SCHEMA_VERSION).contains(&version) || !is_known_header(&first, key) {
        damaged(DamageKind::FirstPage)
    } else if pages.has_damaged_wal() {
        damaged(DamageKind::Wal)
    } else if rolled_back_at_start || is_rolling_back() {
        // SQLite rolls back first; the schema is compared afterwards.
        Ok(())
    } else {
        check_schema(path, &pages).or_else(|_| check_schema(path, &open_pager()?))
    }
}

/// Checks the schema, including changes in the WAL, the root pages and the freelist.
///
/// The caller repeats a failed check: while another window checkpoints, the first one may see a mix of file and WAL.
fn check_schema(path: &Path, pages: &Pager) -> Result<(), JournalError> {
    let objects = read_schema_objects(pages);
    let version = pages.get(1).and_then(|first| {
        let version = first.get(60..64)?.try_into().ok()?;
        Some(split_user_version(i32::from_be_bytes(version).into()).0)
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

/// No version will be as high, so such a number is damaged.
const MAX_PLAUSIBLE_VERSION: i64 = LOCKED_VERSION_OFFSET;

/// The byte of the header that says how much of each page SQLite leaves to an encryption.
const RESERVED_BYTES_OFFSET: usize = 20;

/// Checks that a journal is locked with `key`, or not locked if there is none.
///
/// Two places of the header say that a file is locked. Where they contradict one another, one of them is damaged, and what
/// follows reports it.
fn check_key(
    path: &Path,
    pages: &Pager,
    is_locked: bool,
    key: &JournalKey,
) -> Result<(), JournalError> {
    let path = || path.to_owned();
    let first = pages.first_page_in_file();
    let has_reserved = match first.get(RESERVED_BYTES_OFFSET) {
        Some(0) => false,
        Some(&RESERVED_BYTES) => true,
        _ => return Ok(()),
    };
    if is_locked != has_reserved {
        return Ok(());
    }
    if is_locked && !key.is_some() {
        return Err(JournalError::Locked { path: path() });
    }
    if !is_locked && key.is_some() {
        return Err(JournalError::NotLocked { path: path() });
    }
    // With another key no page is authentic; with damage, some are. Of a file that is cut off in its first page, nothing is
    // left to tell.
    if is_locked && pages.has_first_page() && !has_authentic_page(pages) {
        return Err(JournalError::LockedOtherwise { path: path() });
    }
    Ok(())
}

/// Whether pages of the journal at `path`, which may be damaged, were encrypted with `key`.
pub(crate) fn is_encrypted_with(path: &Path, key: &JournalKey) -> bool {
    Pager::open(path, key).is_ok_and(|pages| pages.has_first_page() && has_authentic_page(&pages))
}

/// How many pages are tried before the key is another one. A new journal has more.
const MAX_PAGES_TRIED: u32 = 32;

/// Whether one of the first pages was encrypted with the key of `pages`.
fn has_authentic_page(pages: &Pager) -> bool {
    (1..=pages.page_count().min(MAX_PAGES_TRIED)).any(|number| pages.is_authentic_in_file(number))
}

/// Whether the header has the format values of our journals. SQLite would trust most others and then misread the pages.
fn is_known_header(first: &[u8], key: &JournalKey) -> bool {
    let is_zero = |offset: usize| first[offset..offset + 4] == [0; 4];
    let reserved = if key.is_some() { RESERVED_BYTES } else { 0 };
    (1..=2).contains(&first[18])
        && (1..=2).contains(&first[19])
        && first[RESERVED_BYTES_OFFSET..24] == [reserved, 64, 32, 32]
        && first[44..48] == [0, 0, 0, 4]
        && first[56..60] == [0, 0, 0, 1]
        && is_zero(52)
        && is_zero(64)
}

/// How a file is damaged that was a journal, although its header doesn't say so any more; none if it never was one.
///
/// A foreign file must be reported as such, while a damaged journal should be recovered. A mistake loses nothing, since
/// recovery moves the file away complete. A file was a journal if it
/// - begins like an SQLite file and ends before the `application_id`,
/// - has our `application_id` or the name of our index in a first page that is damaged elsewhere,
/// - begins with zeros only, as after a power cut,
/// - has table and index pages where a journal has them,
/// - or was encrypted with the key.
fn former_journal_damage(first: &[u8], pages: &Pager, key: &JournalKey) -> Option<DamageKind> {
    let has = |text: &[u8]| first.windows(text.len()).any(|part| part == text);
    let id = schema::APPLICATION_ID.to_be_bytes();
    let beginning = first.len().min(SQLITE_MAGIC.len());
    if first.len() < 72 && first[..beginning] == SQLITE_MAGIC[..beginning] {
        return Some(DamageKind::Length);
    }
    let is_blank = first.iter().take(PLAIN_HEADER_BYTES).all(|&byte| byte == 0);
    let is_named = first.get(68..72) == Some(&id) || has(b"entry_by_state_and_start");
    // Another program's database has the same kinds of pages, but an intact header.
    let is_known = first.starts_with(SQLITE_MAGIC);
    let is_locked = || key.is_some() && has_authentic_page(pages);
    (is_blank || is_named || (!is_known && has_known_root_pages(pages)) || is_locked())
        .then_some(DamageKind::FirstPage)
}

/// Whether most of pages 2 to 10 have the type that they have in a new journal.
fn has_known_root_pages(pages: &Pager) -> bool {
    // The three tables with entries, and the leaves of `sqlite_schema` (8 and 9).
    let tables = [2, 6, 8, 9, 10];
    let numbers = 2..=pages.page_count().min(10);
    let matching = numbers.clone().filter(|&number| {
        pages
            .btree_page(number)
            .is_some_and(|node| node.is_index() != tables.contains(&number))
    });
    let matching = matching.count();
    matching > 1 && 2 * matching >= numbers.count()
}

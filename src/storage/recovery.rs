//! Recovers a damaged journal: moves it to the quarantine folder, starts from the newest good backup, and adds the
//! entries that can still be read.

mod leaf_pages;
pub(in crate::storage) mod quarantine;
mod rebuild;
mod roots;
mod row_repair;
mod salvage;
mod scan;

use std::error::Error;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use jiff::civil::Date;
use rusqlite::Connection;

use self::quarantine::{copy_synced, link_into, remove_with_sidecars, write_unreadable_list};
pub(crate) use self::salvage::{Salvaged, salvage};
use super::backup::{self, Backup};
use super::db::{self, OpenMode};
use super::integrity::UnreadableEntry;
use super::journal::{Journal, JournalError};
use super::schema::comparison;
use super::sidecars::{ROLLBACK_SUFFIX, WAL_SUFFIX, resolve_link};
use super::{integrity, preflight};
use crate::domain::entry::LocalTime;
use crate::platform::paths::{AppPaths, DB_FILE_SUFFIXES, with_suffix};
use crate::platform::private_fs;
use crate::storage::lock::JournalKey;
use crate::storage::work_observer::WorkObserver;

/// What a recovery would find.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct RecoveryPreview {
    /// The day and the number of entries of the newest good backup.
    pub(crate) backup: Option<(Date, u64)>,
    /// The number of entries in the damaged file of which anything can be read.
    pub(crate) readable_entries: u64,
}

/// The result of a recovery.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub(crate) struct RecoveryReport {
    /// The path of the old file in quarantine, if there was one.
    pub(crate) quarantined: Option<PathBuf>,
    /// The file beside it with the unreadable values, if there are any.
    pub(crate) unreadable_list: Option<PathBuf>,
    /// The day of the backup that was used, if there was a good one.
    pub(crate) from_backup: Option<Date>,
    pub(crate) salvaged: Salvaged,
    /// The number of entries in any state after the recovery.
    pub(crate) entries: u64,
}

/// Previews a recovery, watched by `observer`. Nothing is written. An error only if the observer stops it.
///
/// This process must not have the journal open, here and in [`recover`]: closing the file that is read releases the
/// locks that SQLite holds on it.
pub(crate) fn preview(
    paths: &AppPaths,
    today: Date,
    key: &JournalKey,
    observer: &WorkObserver,
) -> Result<RecoveryPreview, JournalError> {
    let path = resolve_link(&paths.journal_file);
    let mut good = None;
    for backup in backup::by_restore_preference(&paths.backups_dir, today, key) {
        if let Some(entries) = count_if_intact(&backup.path, key, observer)? {
            good = Some((backup.day, entries));
            break;
        }
    }
    let is_ours = match preflight::check_file(&path, key) {
        Ok(()) => true,
        Err(error) => matches!(error, JournalError::Damaged { .. }),
    };
    let readable_entries = match is_ours.then(|| salvage::count_readable(&path, key, observer)) {
        Some(Err(JournalError::Stopped)) => return Err(JournalError::Stopped),
        Some(count) => count.unwrap_or(0),
        None => 0,
    };
    Ok(RecoveryPreview {
        backup: good,
        readable_entries,
    })
}

/// Replaces the journal by a new one with the content of the newest good backup and all that could be salvaged. The
/// old file moves to the quarantine folder.
///
/// The new file is built beside the old one and renamed at the very end. If the program is killed, the old one is
/// unchanged, or [`finish_interrupted`] renames the new one. The journal is locked meanwhile, so other windows
/// can't save. If it is too damaged to be locked, a save is noticed by its `FileStamp`, and nothing is moved. A
/// window with the old file open keeps it, which is the quarantined one, and its next save fails with
/// [`JournalError::Moved`].
///
/// Once `observer` has stopped it, nothing is changed.
pub(crate) fn recover(
    paths: &AppPaths,
    now: &LocalTime,
    key: &JournalKey,
    observer: &WorkObserver,
) -> Result<RecoveryReport, JournalError> {
    let path = resolve_link(&paths.journal_file);
    match backup::check_not_lost(paths).and_then(|()| preflight::check_file(&path, key)) {
        Err(error) if !error.is_recoverable() => return Err(error),
        _ => {}
    }
    if finish_interrupted(&path)? {
        return Ok(RecoveryReport {
            quarantined: None,
            unreadable_list: None,
            from_backup: None,
            salvaged: Salvaged::default(),
            entries: Journal::open_with(&path, key)
                .and_then(|journal| journal.map_db_err(count_entries(&journal.db)))?,
        });
    }
    let failed = |at: &Path, source| JournalError::recovery_failed(&path, at, source);
    let folder = path.parent().unwrap_or(Path::new("."));
    private_fs::create_dir(folder).map_err(|source| failed(folder, source))?;
    let _recovery_lock = lock_recovery(&path, folder)?;
    let [pending, complete] =
        [RECOVERING_SUFFIX, RECOVERED_SUFFIX].map(|suffix| with_suffix(&path, suffix));
    for leftover in [&pending, &complete] {
        remove_with_sidecars(leftover).map_err(|source| failed(leftover, source))?;
    }
    let mut write_lock = lock_for_writing(&path, key)?;
    if let Some(db) = &mut write_lock {
        let watched = observer.watch(db);
        watched.map_err(|source| JournalError::from_sqlite(&path, source))?;
    }
    let unreadable = write_lock
        .as_ref()
        .map_or_else(Vec::new, |db| unreadable_entries(db, &path, observer));
    // What follows is done with all of them, or not at all.
    observer.report_alive()?;
    let before = FileStamp::of(&path);
    let cleanup = TemporaryJournal(&pending);
    let backups = (&*paths.backups_dir, now.day);
    let built = build_replacement(&path, &pending, backups, (key, observer));
    let (from_backup, salvaged, entries) = built.map_err(|source| match source.downcast() {
        Ok(stopped) if matches!(*stopped, JournalError::Stopped) => *stopped,
        Ok(error) => JournalError::recovery_failed(&path, &pending, error),
        Err(source) => JournalError::recovery_failed(&path, &pending, source),
    })?;

    let has_old_file = before != FileStamp::default();
    let quarantined = has_old_file
        .then(|| link_into(&path, &paths.quarantine_dir, now))
        .transpose()?;
    // The quarantined file has the values in any case. Of a locked journal, no text in the clear is written.
    let listed = quarantined.as_ref().filter(|_| !key.is_some());
    let unreadable_list = listed.and_then(|quarantined| {
        write_unreadable_list(quarantined, &unreadable)
            .ok()
            .flatten()
    });
    // Windows can't rename an open file, not even in the process that opened it.
    let _write_lock = write_lock.filter(|_| cfg!(unix));
    if FileStamp::of(&path) != before {
        return Err(JournalError::busy(&path));
    }
    let replace_old = || {
        fs::rename(&pending, &complete)?;
        private_fs::sync_dir(folder)?;
        remove_with_sidecars(&path)?;
        fs::rename(&complete, &path)?;
        private_fs::sync_dir(folder)
    };
    let replaced = replace_old();
    drop(cleanup);
    replaced.map_err(|source| match source {
        source if private_fs::is_sharing_violation(&source) => JournalError::busy(&path),
        source => failed(&path, source),
    })?;
    Ok(RecoveryReport {
        quarantined,
        unreadable_list,
        from_backup,
        salvaged,
        entries,
    })
}

/// The entries with unreadable values, if SQLite can still read the tables.
fn unreadable_entries(
    db: &Connection,
    path: &Path,
    observer: &WorkObserver,
) -> Vec<UnreadableEntry> {
    match comparison::check_schema(db, path) {
        Ok(()) => integrity::find_unreadable(db, observer).unwrap_or_default(),
        Err(_) => Vec::new(),
    }
}

/// Deletes an unfinished replacement when it is dropped.
pub(in crate::storage) struct TemporaryJournal<'a>(pub(in crate::storage) &'a Path);

impl Drop for TemporaryJournal<'_> {
    fn drop(&mut self) {
        let _ = remove_with_sidecars(self.0);
    }
}

/// Deletes the files of a recovery, or of a change of the key, that was killed before it had a replacement.
pub(crate) fn remove_leftovers(paths: &AppPaths) {
    let path = resolve_link(&paths.journal_file);
    let pending = [RECOVERING_SUFFIX, CONVERTING_SUFFIX].map(|suffix| with_suffix(&path, suffix));
    let partial_copies = quarantine::partial_copies(&paths.quarantine_dir);
    let is_missing = |path: &PathBuf| fs::symlink_metadata(path).is_err();
    if pending.iter().all(is_missing) && partial_copies.is_empty() {
        return;
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    // They are in use while another window replaces the journal.
    if let Ok(Some(_recovery_lock)) = lock_recovery(&path, folder) {
        for pending in pending {
            let _ = remove_with_sidecars(&pending);
        }
        for copy in partial_copies {
            let _ = fs::remove_file(copy);
        }
    }
}

/// Finishes a recovery that was killed between deleting the old journal and renaming the new one. True if there was
/// one.
pub(crate) fn finish_interrupted(path: &Path) -> Result<bool, JournalError> {
    let path = resolve_link(path);
    let complete = with_suffix(&path, RECOVERED_SUFFIX);
    let is_ours = || private_fs::verify_owner(&complete).is_ok();
    let is_waiting = || complete.is_file() && fs::symlink_metadata(&path).is_err() && is_ours();
    if !is_waiting() {
        return Ok(false);
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let _recovery_lock = lock_recovery(&path, folder)?;
    // Another window may have finished it meanwhile.
    if !is_waiting() {
        return Ok(false);
    }
    remove_with_sidecars(&path)
        .and_then(|()| fs::rename(&complete, &path))
        .and_then(|()| private_fs::sync_dir(folder))
        .map_err(|source| JournalError::recovery_failed(&path, &path, source))?;
    Ok(true)
}

/// The suffix of the replacement while it is built.
const RECOVERING_SUFFIX: &str = "-recovering";
/// The suffix of a copy that gets another key.
pub(in crate::storage) const CONVERTING_SUFFIX: &str = "-converting";
/// The suffix of the replacement once it is complete.
const RECOVERED_SUFFIX: &str = "-recovered";

/// The files that can make up the journal at `path`: itself and its replacement during a recovery or a change
/// of its key, with their sidecars.
pub fn journal_files(path: &Path) -> impl Iterator<Item = PathBuf> {
    ["", RECOVERING_SUFFIX, RECOVERED_SUFFIX, CONVERTING_SUFFIX]
        .into_iter()
        .flat_map(move |suffix| {
            let file = with_suffix(path, suffix);
            DB_FILE_SUFFIXES.map(|suffix| with_suffix(&file, suffix))
        })
}

/// Keeps other windows from recovering the same journal while the result lives.
pub(in crate::storage) fn lock_recovery(
    path: &Path,
    folder: &Path,
) -> Result<Option<File>, JournalError> {
    // Some systems can't lock a folder; then nothing prevents two recoveries at once.
    match private_fs::try_lock_dir(folder) {
        Ok(None) => Err(JournalError::busy(path)),
        Ok(lock) => Ok(lock),
        Err(_) => Ok(None),
    }
}

/// Keeps other windows from saving while the result lives; none if the file is too damaged.
fn lock_for_writing(path: &Path, key: &JournalKey) -> Result<Option<Connection>, JournalError> {
    let is_empty = fs::metadata(path).is_ok_and(|metadata| metadata.len() == 0);
    // SQLite would write to such a file, or delete its WAL, merely by opening it.
    if !path.is_file() || is_empty || with_suffix(path, ROLLBACK_SUFFIX).exists() {
        return Ok(None);
    }
    let lock = || {
        let timeout = Duration::from_millis(300);
        let db = db::open(path, OpenMode::Lock { timeout }, key)?;
        db.execute_batch("begin immediate")?;
        Ok(db)
    };
    match lock() {
        Ok(db) => Ok(Some(db)),
        Err(error) => match JournalError::from_sqlite(path, error) {
            busy @ JournalError::Busy { .. } => Err(busy),
            _ => Ok(None),
        },
    }
}

type BoxError = Box<dyn Error + Send + Sync>;

/// Builds the replacement. Returns the day of the backup, the salvage result and the number of entries.
fn build_replacement(
    path: &Path,
    pending: &Path,
    backups: (&Path, Date),
    (key, observer): (&JournalKey, &WorkObserver),
) -> Result<(Option<Date>, Salvaged, u64), BoxError> {
    let (mut journal, backup) = create_replacement(pending, backups, (key, observer))?;
    journal.watch(observer)?;
    let salvaged = salvage(path, &mut journal)?;
    let entries = count_entries(&journal.db)?;
    let is_intact = is_intact(&journal.db, observer);
    if !journal.map_db_err(is_intact)? {
        return Err("the new journal isn't as it was written".into());
    }
    // After a checkpoint it is a single file, which can be renamed.
    journal
        .db
        .query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()))?;
    drop(journal);
    let log = with_suffix(pending, WAL_SUFFIX);
    if fs::metadata(log).is_ok_and(|metadata| metadata.len() > 0) {
        return Err("the new journal has a log".into());
    }
    private_fs::sync_file(pending)?;
    Ok((backup.map(|backup| backup.day), salvaged, entries))
}

/// Creates the replacement as a copy of the newest good backup, or empty.
fn create_replacement(
    pending: &Path,
    (backups, today): (&Path, Date),
    (key, observer): (&JournalKey, &WorkObserver),
) -> Result<(Journal, Option<Backup>), BoxError> {
    for backup in backup::by_restore_preference(backups, today, key) {
        if count_if_intact(&backup.path, key, observer)?.is_some() {
            copy_synced(&backup.path, pending)?;
            if let Ok(journal) = Journal::open_with(pending, key) {
                return Ok((journal, Some(backup)));
            }
        }
        remove_with_sidecars(pending)?;
    }
    Ok((Journal::open_with(pending, key)?, None))
}

/// The number of entries of a backup; none if it isn't intact. An error only if the observer stops it.
fn count_if_intact(
    path: &Path,
    key: &JournalKey,
    observer: &WorkObserver,
) -> Result<Option<u64>, JournalError> {
    let count = || {
        let db_err = |source| JournalError::from_sqlite(path, source);
        preflight::check_file(path, key)?;
        let mut db = db::open(path, OpenMode::Immutable, key).map_err(db_err)?;
        observer.watch(&mut db).map_err(db_err)?;
        comparison::check_schema(&db, path)?;
        let is_intact = is_intact(&db, observer).map_err(db_err)?;
        let count = is_intact.then(|| count_entries(&db)).transpose();
        count.map_err(db_err)
    };
    match count() {
        Err(JournalError::Stopped) => Err(JournalError::Stopped),
        result => Ok(result.ok().flatten()),
    }
}

fn is_intact(db: &Connection, observer: &WorkObserver) -> rusqlite::Result<bool> {
    integrity::check_integrity(db, observer).map(|faults| faults.is_empty())
}

fn count_entries(db: &Connection) -> rusqlite::Result<u64> {
    let count = "select count(*) from entry";
    db.query_row(count, [], |row| row.get(0).map(i64::unsigned_abs))
}

/// Size and modification time of a journal and its WAL, to notice a write.
#[derive(Debug, Default, PartialEq, Eq)]
struct FileStamp([Option<(u64, Option<SystemTime>)>; 2]);

impl FileStamp {
    fn of(path: &Path) -> Self {
        Self(["", WAL_SUFFIX].map(|suffix| {
            let metadata = fs::metadata(with_suffix(path, suffix)).ok()?;
            let is_empty = metadata.len() == 0;
            (!is_empty).then(|| (metadata.len(), metadata.modified().ok()))
        }))
    }
}

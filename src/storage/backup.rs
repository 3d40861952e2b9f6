//! Backups: complete copies of the journal, one a day and one before each bulk change.

mod backup_file;
mod retention;

use std::error::Error;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::civil::Date;
use rusqlite::ErrorCode;
use rusqlite::backup::{self as sqlite, StepResult};
use thiserror::Error;

pub(crate) use self::backup_file::BulkChange;
use self::backup_file::PENDING_PREFIX;
pub(crate) use self::backup_file::{Backup, by_restore_preference, leftovers, list};
use super::db::{self, OpenMode};
use super::integrity::UnreadableEntry;
use super::journal::JournalError;
use super::schema::comparison;
use super::sidecars::{ROLLBACK_SUFFIX, WAL_SUFFIX, resolve_link};
use super::verify::{self, EntryCounts, VerifyReport, verify_watched};
use super::work_observer::{WorkObserver, WorkStage};
use crate::domain::entry::LocalTime;
use crate::platform::paths::{AppPaths, with_suffix};
use crate::platform::private_fs::{self, ForeignOwner};
use crate::storage::lock::JournalKey;

/// The result of making a backup.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum BackupResult {
    /// A verified copy, and its number of entries.
    Created(Backup, u64),
    /// The journal has no entries yet.
    NothingToCopy,
    /// Another window is making a backup.
    InProgress,
    /// The journal has these structure errors. It wasn't copied, and every earlier backup stays.
    Damaged(Vec<String>),
    /// Only these entries can't be read. The journal wasn't copied, and every earlier backup stays.
    Unreadable(Vec<UnreadableEntry>),
}

/// The result of the daily backup.
#[derive(Debug)]
#[must_use]
pub(crate) enum DailyBackup {
    /// Today's backup exists.
    NotDue,
    Done(BackupResult),
    Failed(BackupError),
}

/// Why no backup was made. The journal and the earlier backups are unchanged.
#[derive(Debug, Error)]
pub enum BackupError {
    /// The journal can't be read.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The copy can't be written.
    #[error(
        "The backup couldn't be written in {}. Your words are safe in the journal, and the earlier \
         backups are as they were. Please check that you may write there and that the disk has room, \
         then try again.",
        path.display()
    )]
    CannotWrite {
        path: PathBuf,
        source: Box<dyn Error + Send + Sync>,
    },
    /// The backup folder belongs to another account.
    #[error(
        "{} belongs to another account on this computer, which could read your words there. So no backup was \
         made. Your words are safe in the journal. Please move {} away, so that enough can make your own folder.",
        of.path.display(),
        path.display()
    )]
    WrongOwner { path: PathBuf, of: ForeignOwner },
    /// The copy differs from the journal, which is intact.
    #[error(
        "The new backup in {} wasn't intact, so it was deleted. Your words are safe in \
         the journal, and the earlier backups are as they were. Please have a look at the disk.",
        path.display()
    )]
    CopyDamaged { path: PathBuf },
    /// Another window is making a backup.
    #[error(
        "Another window is making a backup in {} at this moment, so nothing was changed and your words \
         are safe. Please try again in a little while.",
        path.display()
    )]
    InProgress { path: PathBuf },
}

impl BackupError {
    fn cannot_write(folder: &Path, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::CannotWrite {
            path: folder.to_owned(),
            source: source.into(),
        }
    }
}

/// Whether today's backup is missing or outdated.
///
/// With a clock that stopped or is far behind, today may never end. So another backup is due if the journal has
/// grown by [`MIN_NEW_ENTRIES`] since today's, or by any entry if there is a backup of a later day.
fn is_daily_due(journal: &Path, folder: &Path, today: Date, key: &JournalKey) -> bool {
    let backups = list(folder);
    let Some(last) = backups
        .iter()
        .find(|backup| backup.is_daily() && backup.day == today)
    else {
        return true;
    };
    let min_new = if backups.iter().any(|backup| backup.day > today) {
        1
    } else {
        MIN_NEW_ENTRIES
    };
    let count = count_entries(journal, key).ok();
    count.is_some_and(|count| count >= last.entry_count(key).unwrap_or(0) + min_new)
}

/// More new entries than anyone writes in a day.
const MIN_NEW_ENTRIES: u64 = 20;

/// Makes today's backup if it is due. Others may write to the journal meanwhile.
pub(crate) fn create_daily_if_due(
    journal: &Path,
    folder: &Path,
    today: Date,
    key: &JournalKey,
) -> DailyBackup {
    if !is_daily_due(journal, folder, today, key) {
        return DailyBackup::NotDue;
    }
    create_daily(journal, folder, today, key).map_or_else(DailyBackup::Failed, DailyBackup::Done)
}

/// Makes a daily backup, replaces an earlier one of today unless that has more entries, and removes outdated
/// backups.
///
/// Nothing is replaced or removed before the copy is verified.
pub fn create_daily(
    journal: &Path,
    folder: &Path,
    today: Date,
    key: &JournalKey,
) -> Result<BackupResult, BackupError> {
    create_daily_watched(journal, (folder, today), key, &WorkObserver::default())
}

/// The same, watched by `observer`.
pub(crate) fn create_daily_watched(
    journal: &Path,
    (folder, today): (&Path, Date),
    key: &JournalKey,
    observer: &WorkObserver,
) -> Result<BackupResult, BackupError> {
    match try_create_daily(journal, (folder, today), key, observer) {
        Err(BackupError::Journal(JournalError::Damaged { source, .. })) => {
            Ok(BackupResult::Damaged(vec![source.to_string()]))
        }
        result => result,
    }
}

/// Makes a backup before a bulk change, under a new name, and removes outdated backups of the same kind. None if
/// the journal is empty.
///
/// After an error, the change must not happen.
pub(crate) fn create_before(
    change: BulkChange,
    places: &AppPaths,
    now: &LocalTime,
    key: &JournalKey,
    observer: &WorkObserver,
) -> Result<Option<Backup>, BackupError> {
    let folder = &places.backups_dir;
    let Some(mut lock) = lock_folder_for(&places.journal_file, folder, key)? else {
        return Ok(None);
    };
    // A daily backup takes only moments, so waiting for it pays.
    for _ in 0..MAX_LOCK_ATTEMPTS {
        if matches!(lock, FolderLock::Busy) {
            std::thread::sleep(Duration::from_millis(100));
            lock = FolderLock::try_acquire(folder)?;
        }
    }
    let FolderLock::Acquired(_lock) = lock else {
        let path = folder.clone();
        return Err(BackupError::InProgress { path });
    };
    // Unreadable entries are copied as they are: they take no part in the change and must not block it.
    let is_usable = |report: &VerifyReport| report.structure_errors.is_empty();
    let journal = (&*places.journal_file, key);
    let (pending, counts) = match copy_and_verify(journal, folder, is_usable, observer)? {
        Ok(copied) => copied,
        Err(result) => {
            let faults = match result {
                BackupResult::Damaged(faults) => faults,
                BackupResult::Unreadable(entries) => {
                    entries.iter().map(UnreadableEntry::summary).collect()
                }
                BackupResult::Created(..)
                | BackupResult::NothingToCopy
                | BackupResult::InProgress => Vec::new(),
            };
            return Err(JournalError::from_faults(&places.journal_file, &faults).into());
        }
    };
    let names = (1..).map(|number| Backup::before_change(folder, change, now.civil_time(), number));
    let backup = pending.publish_new(names)?;
    retention::prune_before_change(change, folder, (&backup, counts), key);
    Ok(Some(backup))
}

fn try_create_daily(
    journal: &Path,
    (folder, today): (&Path, Date),
    key: &JournalKey,
    observer: &WorkObserver,
) -> Result<BackupResult, BackupError> {
    let Some(lock) = lock_folder_for(journal, folder, key)? else {
        return Ok(BackupResult::NothingToCopy);
    };
    let FolderLock::Acquired(_lock) = lock else {
        return Ok(BackupResult::InProgress);
    };
    let (pending, counts) =
        match copy_and_verify((journal, key), folder, VerifyReport::is_intact, observer)? {
            Ok(copied) => copied,
            Err(result) => return Ok(result),
        };
    let replaceable = list(folder).into_iter().find(|backup| {
        let is_of_today = backup.is_daily() && backup.day == today;
        is_of_today && !backup.path.is_dir() && backup.entry_count(key) <= Some(counts.total())
    });
    let backup = match replaceable {
        Some(earlier) => pending.publish_over(earlier)?,
        None => pending.publish_new((1..).map(|number| Backup::daily(folder, today, number)))?,
    };
    retention::prune_daily(folder, (&backup, counts), key);
    Ok(BackupResult::Created(backup, counts.total()))
}

/// The lock on the backup folder.
enum FolderLock {
    /// Locked as long as the file is open.
    Acquired(File),
    Busy,
}

impl FolderLock {
    fn try_acquire(folder: &Path) -> Result<Self, BackupError> {
        // On a file system without locks, the file names still keep two windows apart.
        match private_fs::try_lock_dir(folder) {
            Ok(Some(lock)) => Ok(Self::Acquired(lock)),
            Ok(None) => Ok(Self::Busy),
            Err(source) => Err(BackupError::cannot_write(folder, source)),
        }
    }
}

/// Creates and locks the backup folder; none if the journal has no entries.
fn lock_folder_for(
    journal: &Path,
    folder: &Path,
    key: &JournalKey,
) -> Result<Option<FolderLock>, BackupError> {
    // Backups of an empty journal must not displace those of a lost one.
    let is_missing =
        fs::symlink_metadata(journal).is_err_and(|error| error.kind() == io::ErrorKind::NotFound);
    if is_missing || count_entries(journal, key)? == 0 {
        return Ok(None);
    }
    private_fs::verify_owner(folder).map_err(|source| {
        let path = folder.to_owned();
        BackupError::WrongOwner { path, of: source }
    })?;
    private_fs::create_dir(folder).map_err(|source| BackupError::cannot_write(folder, source))?;
    private_fs::restrict_permissions(folder);
    FolderLock::try_acquire(folder).map(Some)
}

/// Copies the journal and verifies the copy. The inner error tells what is wrong with the journal if the copy isn't
/// usable.
fn copy_and_verify<'a>(
    (journal, key): (&Path, &JournalKey),
    folder: &'a Path,
    is_usable: impl Fn(&VerifyReport) -> bool,
    observer: &WorkObserver,
) -> Result<Result<(PendingBackup<'a>, EntryCounts), BackupResult>, BackupError> {
    let cannot_write = |source: io::Error| BackupError::cannot_write(folder, source);
    let pending = PendingBackup::create(folder).map_err(cannot_write)?;
    let copied = copy_database((journal, key), folder, &pending.path, observer)?;
    let is_same = match verify_watched(&pending.path, key, observer) {
        Err(JournalError::Stopped) => return Err(JournalError::Stopped.into()),
        Err(_) => false,
        Ok(report) => is_usable(&report) && report.counts == Some(copied),
    };
    if !is_same {
        return diagnose_copy((journal, key), folder, observer).map(Err);
    }
    private_fs::sync_file(&pending.path).map_err(cannot_write)?;
    Ok(Ok((pending, copied)))
}

/// Why a copy isn't usable: the faults of the journal, or [`BackupError::CopyDamaged`].
fn diagnose_copy(
    (journal, key): (&Path, &JournalKey),
    folder: &Path,
    observer: &WorkObserver,
) -> Result<BackupResult, BackupError> {
    let report = verify::verify_open(journal, key, observer)?;
    if !report.structure_errors.is_empty() {
        return Ok(BackupResult::Damaged(report.structure_errors));
    }
    if !report.unreadable.is_empty() {
        return Ok(BackupResult::Unreadable(report.unreadable));
    }
    Err(BackupError::CopyDamaged {
        path: folder.to_owned(),
    })
}

/// A backup under a temporary name. Dropping it removes the file if it wasn't published.
struct PendingBackup<'a> {
    folder: &'a Path,
    path: PathBuf,
}

impl<'a> PendingBackup<'a> {
    fn create(folder: &'a Path) -> io::Result<Self> {
        let path = folder.join(format!("{PENDING_PREFIX}{}.db", std::process::id()));
        let pending = Self { folder, path };
        pending.remove_leftovers();
        private_fs::create_file(&pending.path)?;
        Ok(pending)
    }

    /// Renames it to `backup`, replacing an earlier file.
    fn publish_over(self, backup: Backup) -> Result<Backup, BackupError> {
        private_fs::rename_over(&self.path, &backup.path)
            .and_then(|()| private_fs::sync_dir(self.folder))
            .map_err(|source| BackupError::cannot_write(self.folder, source))?;
        Ok(backup)
    }

    /// Gives it the first of these names that is free.
    fn publish_new(self, names: impl Iterator<Item = Backup>) -> Result<Backup, BackupError> {
        let is_free = |backup: &Backup| fs::symlink_metadata(&backup.path).is_err();
        for backup in names.filter(is_free) {
            // Unlike a rename, a hard link never replaces another file. Not every file system has hard links.
            match fs::hard_link(&self.path, &backup.path) {
                Ok(()) => {
                    // With two names, the next run would erase this one as a leftover.
                    let _ = fs::remove_file(&self.path);
                    return private_fs::sync_dir(self.folder)
                        .map(|()| backup)
                        .map_err(|source| BackupError::cannot_write(self.folder, source));
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(_) => return self.publish_over(backup),
            }
        }
        let is_taken = io::Error::from(io::ErrorKind::AlreadyExists);
        Err(BackupError::cannot_write(self.folder, is_taken))
    }

    fn remove_leftovers(&self) {
        for file in leftovers(self.folder) {
            let _ = private_fs::erase(&file);
        }
    }
}

impl Drop for PendingBackup<'_> {
    fn drop(&mut self) {
        self.remove_leftovers();
    }
}

/// Copies the journal into the empty file `to`, and counts the copied entries.
fn copy_database(
    (journal, key): (&Path, &JournalKey),
    folder: &Path,
    to: &Path,
    observer: &WorkObserver,
) -> Result<EntryCounts, BackupError> {
    let db_err = |source| JournalError::from_sqlite(journal, source);
    let write_err = |error: rusqlite::Error| match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => db_err(error).into(),
        _ => BackupError::cannot_write(folder, error),
    };
    let source = verify::open_read_only(journal, key)?;
    // One read transaction, so that copy and count agree. In WAL mode it blocks no writer.
    let snapshot = source.unchecked_transaction().map_err(db_err)?;
    comparison::check_schema(&snapshot, journal)?;
    let counts = verify::count_entries(&snapshot).map_err(db_err)?;
    let mut copy = db::open(to, OpenMode::CopyTarget, key).map_err(write_err)?;
    let backup = sqlite::Backup::new(&snapshot, &mut copy).map_err(write_err)?;
    loop {
        match backup.step(PAGES_PER_STEP).map_err(write_err)? {
            StepResult::Done => break,
            StepResult::More => {
                let [left, all] = [backup.progress().remaining, backup.progress().pagecount];
                let [left, all] = [left, all].map(|pages| u64::try_from(pages).unwrap_or(0));
                observer.report(WorkStage::Backup, all.saturating_sub(left), all)?;
            }
            _ => return Err(BackupError::cannot_write(folder, "something else used it")),
        }
    }
    drop(backup);
    // With a WAL, moving the file could leave a part of it behind.
    copy.query_row("pragma journal_mode = delete", [], |_| Ok(()))
        .map_err(write_err)?;
    copy.close().map_err(|(_, error)| write_err(error))?;
    Ok(counts)
}

fn count_entries(journal: &Path, key: &JournalKey) -> Result<u64, JournalError> {
    let db = verify::open_read_only(journal, key)?;
    comparison::check_schema(&db, journal)?;
    let counts =
        verify::count_entries(&db).map_err(|source| JournalError::from_sqlite(journal, source));
    counts.map(|counts| counts.total())
}

/// How often a backup before a bulk change tries to lock the folder, 100 ms apart.
const MAX_LOCK_ATTEMPTS: u32 = 50;
/// How many pages a backup copies between two reports, 1 MB.
const PAGES_PER_STEP: i32 = 256;

/// An error if the journal is missing, or too short to be one, while there are backups of it: no new one may take its
/// place.
///
/// A journal is too short after a failed copy, on a full disk or after a power cut.
pub(crate) fn check_not_lost(paths: &AppPaths) -> Result<(), JournalError> {
    JournalError::check_owner(&paths.journal_file)?;
    let path = paths.journal_file.clone();
    let is_missing =
        fs::symlink_metadata(&path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound);
    let is_short = || {
        let is_short = |file: fs::Metadata| file.is_file() && file.len() < MIN_DATABASE_BYTES;
        // Another window may be creating the tables now. A WAL alone is damage.
        fs::metadata(&path).is_ok_and(is_short)
            && [WAL_SUFFIX, ROLLBACK_SUFFIX].iter().all(|suffix| {
                let sidecar = fs::metadata(with_suffix(&resolve_link(&path), suffix));
                !sidecar.is_ok_and(|sidecar| sidecar.len() > 0)
            })
    };
    if (!is_missing && !is_short()) || list(&paths.backups_dir).is_empty() {
        return Ok(());
    }
    Err(if is_missing {
        JournalError::Missing { path }
    } else {
        JournalError::Emptied { path }
    })
}

/// The smallest page size of SQLite, and so the smallest database, in bytes.
const MIN_DATABASE_BYTES: u64 = 512;

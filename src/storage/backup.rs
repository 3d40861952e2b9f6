//! Copies of the journal, one a day and one before each change of many entries, each a whole journal of its own.

mod backup_file;
mod retention;

use std::error::Error;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::civil::Date;
use rusqlite::backup::{self as sqlite, StepResult};
use rusqlite::{ErrorCode, OpenFlags};
use thiserror::Error;

pub(crate) use self::backup_file::BulkChange;
use self::backup_file::PENDING_PREFIX;
pub(crate) use self::backup_file::by_restore_preference;
pub use self::backup_file::{Backup, leftovers, list};
use super::journal::{EntryCounts, JournalError, UnreadableEntry};
use super::verify::VerifyReport;
use super::{db as journal_file, schema, verify};
use crate::domain::entry::LocalTime;
use crate::platform::paths::AppPaths;
use crate::platform::private_fs::{self, ForeignOwner};

/// What came of making a backup.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum BackupResult {
    /// A copy of that many entries, which was read back and found whole.
    Created(Backup, u64),
    /// There is no entry to copy yet.
    NothingToCopy,
    /// Another window is making one at this moment.
    InProgress,
    /// The journal has these faults. It wasn't copied, and every earlier backup stays.
    Damaged(Vec<String>),
    /// These entries can't be read, and all others can. It wasn't copied, so that every earlier backup stays.
    Unreadable(Vec<UnreadableEntry>),
}

/// What came of the backup of the day.
#[derive(Debug)]
#[must_use]
pub enum DailyBackup {
    /// There is one of today.
    NotDue,
    Done(BackupResult),
    Failed(BackupError),
}

/// Why no backup could be made. The journal and the earlier backups are as they were.
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
    /// The folder of the backups belongs to another account.
    #[error(
        "{} belongs to another account on this computer, which could read your words there. So no backup was \
         made. Your words are safe in the journal. Please move {} away, so that enough can make a folder of your own.",
        of.path.display(),
        path.display()
    )]
    WrongOwner { path: PathBuf, of: ForeignOwner },
    /// The copy isn't what was copied, though the journal is whole.
    #[error(
        "The new backup in {} didn't come out whole, so it was thrown away. Your words are safe in \
         the journal, and the earlier backups are as they were. Please have a look at the disk.",
        path.display()
    )]
    CopyDamaged { path: PathBuf },
    /// Another window is making one at this moment.
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

/// Whether it is time for the backup of today.
///
/// A clock may stand still or be far behind, and today may never end. So one is due again where the journal has grown a
/// lot since that of today, or at all while another backup is of a later day.
fn is_daily_due(journal: &Path, folder: &Path, today: Date) -> bool {
    let backups = list(folder);
    let Some(last) = backups
        .iter()
        .find(|backup| backup.is_daily() && backup.day == today)
    else {
        return true;
    };
    let enough = if backups.iter().any(|backup| backup.day > today) {
        1
    } else {
        MIN_NEW_ENTRIES
    };
    let count = count_entries(journal).ok();
    count.is_some_and(|count| count >= last.entry_count().unwrap_or(0) + enough)
}

/// As many new entries as nobody writes in a day.
const MIN_NEW_ENTRIES: u64 = 20;

/// Makes the backup of today if there is none. It may run while others write to the journal.
pub fn create_daily_if_due(journal: &Path, folder: &Path, today: Date) -> DailyBackup {
    if !is_daily_due(journal, folder, today) {
        return DailyBackup::NotDue;
    }
    create_daily(journal, folder, today).map_or_else(DailyBackup::Failed, DailyBackup::Done)
}

/// Makes a backup of today, in the place of an earlier one of today unless that has more entries, and lets the outdated
/// ones go.
///
/// Nothing goes, and nothing takes the place of anything, before the copy was read back and found whole.
pub fn create_daily(
    journal: &Path,
    folder: &Path,
    today: Date,
) -> Result<BackupResult, BackupError> {
    match try_create_daily(journal, folder, today) {
        Err(BackupError::Journal(JournalError::Damaged { source, .. })) => {
            Ok(BackupResult::Damaged(vec![source.to_string()]))
        }
        made => made,
    }
}

/// Makes a backup before a change of many entries, under a name of its own that no other backup has, and
/// removes the older ones of its kind that are more than enough. An empty journal has nothing to copy: none.
///
/// Where there is an error, the change must not happen.
pub(crate) fn create_before(
    change: BulkChange,
    places: &AppPaths,
    now: &LocalTime,
) -> Result<Option<Backup>, BackupError> {
    let folder = &places.backups_dir;
    let Some(mut room) = lock_folder_for(&places.journal_file, folder)? else {
        return Ok(None);
    };
    // The backup of a day is made in moments, so it is worth a wait.
    for _ in 0..MAX_LOCK_ATTEMPTS {
        if matches!(room, FolderLock::Busy) {
            std::thread::sleep(Duration::from_millis(100));
            room = FolderLock::try_acquire(folder)?;
        }
    }
    let FolderLock::Acquired(_lock) = room else {
        let path = folder.clone();
        return Err(BackupError::InProgress { path });
    };
    // An entry that can't be read is copied as it is: it takes no part in the change, and must not keep the others from it.
    let is_fit = |verdict: &VerifyReport| verdict.structure_errors.is_empty();
    let (pending, counts) = match copy_and_verify(&places.journal_file, folder, is_fit)? {
        Ok(copied) => copied,
        Err(why_not) => {
            let faults = match why_not {
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
    retention::prune_before_change(change, folder, &backup, counts);
    Ok(Some(backup))
}

fn try_create_daily(
    journal: &Path,
    folder: &Path,
    today: Date,
) -> Result<BackupResult, BackupError> {
    let Some(room) = lock_folder_for(journal, folder)? else {
        return Ok(BackupResult::NothingToCopy);
    };
    let FolderLock::Acquired(_lock) = room else {
        return Ok(BackupResult::InProgress);
    };
    let (making, counts) = match copy_and_verify(journal, folder, VerifyReport::is_intact)? {
        Ok(copied) => copied,
        Err(why_not) => return Ok(why_not),
    };
    let replaceable = list(folder).into_iter().find(|backup| {
        let is_of_today = backup.is_daily() && backup.day == today;
        is_of_today && !backup.path.is_dir() && backup.entry_count() <= Some(counts.total())
    });
    let backup = match replaceable {
        Some(earlier) => making.publish_over(earlier)?,
        None => making.publish_new((1..).map(|number| Backup::daily(folder, today, number)))?,
    };
    retention::prune_daily(folder, &backup, counts);
    Ok(BackupResult::Created(backup, counts.total()))
}

/// The folder of the backups, for one program at a time.
enum FolderLock {
    /// The lock holds as long as the file is open.
    Acquired(File),
    Busy,
}

impl FolderLock {
    fn try_acquire(folder: &Path) -> Result<Self, BackupError> {
        // Where a file system knows no locks, the names still keep two windows apart.
        match private_fs::try_lock_dir(folder) {
            Ok(Some(lock)) => Ok(Self::Acquired(lock)),
            Ok(None) => Ok(Self::Busy),
            Err(source) => Err(BackupError::cannot_write(folder, source)),
        }
    }
}

/// Locks the folder for the backup of a journal with entries; none for one without.
fn lock_folder_for(journal: &Path, folder: &Path) -> Result<Option<FolderLock>, BackupError> {
    // The backups of a journal that was lost must not be pushed out by those of an empty one.
    let is_missing =
        fs::symlink_metadata(journal).is_err_and(|error| error.kind() == io::ErrorKind::NotFound);
    if is_missing || count_entries(journal)? == 0 {
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

/// Copies the journal and reads the copy back. What was made instead, if the journal is why the copy isn't fit.
fn copy_and_verify<'a>(
    journal: &Path,
    folder: &'a Path,
    is_fit: impl Fn(&VerifyReport) -> bool,
) -> Result<Result<(PendingBackup<'a>, EntryCounts), BackupResult>, BackupError> {
    let no_place = |source: io::Error| BackupError::cannot_write(folder, source);
    let making = PendingBackup::create(folder).map_err(no_place)?;
    let copied = copy_database(journal, folder, &making.path)?;
    let is_same = super::journal::verify(&making.path)
        .is_ok_and(|verdict| is_fit(&verdict) && verdict.counts == Some(copied));
    if !is_same {
        return diagnose_copy(journal, folder).map(Err);
    }
    private_fs::sync_file(&making.path).map_err(no_place)?;
    Ok(Ok((making, copied)))
}

/// Why a copy isn't whole: what is wrong with the journal, or an error of the disk.
fn diagnose_copy(journal: &Path, folder: &Path) -> Result<BackupResult, BackupError> {
    let verdict = verify::verify_open(journal)?;
    if !verdict.structure_errors.is_empty() {
        return Ok(BackupResult::Damaged(verdict.structure_errors));
    }
    if !verdict.unreadable.is_empty() {
        return Ok(BackupResult::Unreadable(verdict.unreadable));
    }
    Err(BackupError::CopyDamaged {
        path: folder.to_owned(),
    })
}

/// A backup under way. What is still there under its name when it is dropped is removed.
struct PendingBackup<'a> {
    folder: &'a Path,
    path: PathBuf,
}

impl<'a> PendingBackup<'a> {
    fn create(folder: &'a Path) -> io::Result<Self> {
        let path = folder.join(format!("{PENDING_PREFIX}{}.db", std::process::id()));
        let making = Self { folder, path };
        making.remove_leftovers();
        private_fs::create_file(&making.path)?;
        Ok(making)
    }

    /// Gives it its name, in the place of an earlier one of that name.
    fn publish_over(self, backup: Backup) -> Result<Backup, BackupError> {
        private_fs::rename_over(&self.path, &backup.path)
            .and_then(|()| private_fs::sync_dir(self.folder))
            .map_err(|source| BackupError::cannot_write(self.folder, source))?;
        Ok(backup)
    }

    /// Gives it the first of these names that nothing has yet.
    fn publish_new(self, names: impl Iterator<Item = Backup>) -> Result<Backup, BackupError> {
        let is_free = |backup: &Backup| fs::symlink_metadata(&backup.path).is_err();
        for backup in names.filter(is_free) {
            // A second name never takes the place of another file, and not every file system knows second names.
            match fs::hard_link(&self.path, &backup.path) {
                Ok(()) => {
                    // No longer a second name of the backup, so that nothing takes it for a leftover to erase.
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

/// Copies the journal into the empty file `to`, and counts what it copied.
fn copy_database(journal: &Path, folder: &Path, to: &Path) -> Result<EntryCounts, BackupError> {
    let db_err = |source| JournalError::from_sqlite(journal, source);
    let writing = |error: rusqlite::Error| match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => db_err(error).into(),
        _ => BackupError::cannot_write(folder, error),
    };
    let source = verify::open_read_only(journal)?;
    // One transaction, so that the copy and the count are of one moment. Since the journal keeps a log,
    // it holds nobody up, however long it takes.
    let snapshot = source.unchecked_transaction().map_err(db_err)?;
    schema::check_schema(&snapshot, journal)?;
    let counts = verify::count_entries(&snapshot).map_err(db_err)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut copy = journal_file::open_hardened(to, flags).map_err(writing)?;
    let step = sqlite::Backup::new(&snapshot, &mut copy)
        .and_then(|backup| backup.step(ALL_PAGES))
        .map_err(writing)?;
    if step != StepResult::Done {
        return Err(BackupError::cannot_write(folder, "something else used it"));
    }
    // A file by itself: with a log, a part of it could be left behind when it is moved.
    copy.query_row("pragma journal_mode = delete", [], |_| Ok(()))
        .map_err(writing)?;
    copy.close().map_err(|(_, error)| writing(error))?;
    Ok(counts)
}

fn count_entries(journal: &Path) -> Result<u64, JournalError> {
    let db = verify::open_read_only(journal)?;
    schema::check_schema(&db, journal)?;
    let counted =
        verify::count_entries(&db).map_err(|source| JournalError::from_sqlite(journal, source));
    counted.map(|counts| counts.total())
}

/// How often a backup before a change looks whether another window is done with its own.
const MAX_LOCK_ATTEMPTS: u32 = 50;
/// All pages at once.
const ALL_PAGES: i32 = -1;

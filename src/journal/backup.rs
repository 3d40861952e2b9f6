//! Copies of the journal, one a day and one before each change of many entries, each a whole journal of its own.

mod file;
mod outdated;

use std::error::Error;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::civil::Date;
use rusqlite::backup::{self as sqlite, StepResult};
use rusqlite::{ErrorCode, OpenFlags};
use thiserror::Error;

pub(crate) use self::file::BulkChange;
use self::file::MAKING;
pub(crate) use self::file::newest_first;
pub use self::file::{Backup, all, leftovers};
use super::look::VerifyReport;
use super::{EntryCounts, JournalError, UnreadableEntry, file as journal_file, look, schema};
use crate::entry::LocalTime;
use crate::places::Places;
use crate::private::{self, Foreign};

/// What came of making a backup.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Made {
    /// A copy of that many entries, which was read back and found whole.
    Copy(Backup, u64),
    /// There is no entry to copy yet.
    Nothing,
    /// Another window is making one at this moment.
    Underway,
    /// The journal has these faults. It wasn't copied, and every earlier backup stays.
    Damaged(Vec<String>),
    /// These entries can't be read, and all others can. It wasn't copied, so that every earlier backup stays.
    Unreadable(Vec<UnreadableEntry>),
}

/// What came of the backup of the day.
#[derive(Debug)]
#[must_use]
pub enum Daily {
    /// There is one of today.
    NotDue,
    Made(Made),
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
    NoPlace {
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
    Foreign { path: PathBuf, of: Foreign },
    /// The copy isn't what was copied, though the journal is whole.
    #[error(
        "The new backup in {} didn't come out whole, so it was thrown away. Your words are safe in \
         the journal, and the earlier backups are as they were. Please have a look at the disk.",
        path.display()
    )]
    Unsound { path: PathBuf },
    /// Another window is making one at this moment.
    #[error(
        "Another window is making a backup in {} at this moment, so nothing was changed and your words \
         are safe. Please try again in a little while.",
        path.display()
    )]
    Underway { path: PathBuf },
}

impl BackupError {
    fn no_place(folder: &Path, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::NoPlace {
            path: folder.to_owned(),
            source: source.into(),
        }
    }
}

/// Whether it is time for the backup of today.
///
/// A clock may stand still or be far behind, and today may never end. So one is due again where the journal has grown a
/// lot since that of today, or at all while another backup is of a later day.
fn is_due(journal: &Path, folder: &Path, today: Date) -> bool {
    let backups = all(folder);
    let Some(last) = backups
        .iter()
        .find(|backup| backup.is_daily() && backup.day == today)
    else {
        return true;
    };
    let enough = if backups.iter().any(|backup| backup.day > today) {
        1
    } else {
        A_LOT
    };
    let count = entries(journal).ok();
    count.is_some_and(|count| count >= last.count().unwrap_or(0) + enough)
}

/// As many new entries as nobody writes in a day.
const A_LOT: u64 = 20;

/// Makes the backup of today if there is none. It may run while others write to the journal.
pub fn daily(journal: &Path, folder: &Path, today: Date) -> Daily {
    if !is_due(journal, folder, today) {
        return Daily::NotDue;
    }
    make(journal, folder, today).map_or_else(Daily::Failed, Daily::Made)
}

/// Makes a backup of today, in the place of an earlier one of today unless that has more entries, and lets the outdated
/// ones go.
///
/// Nothing goes, and nothing takes the place of anything, before the copy was read back and found whole.
pub fn make(journal: &Path, folder: &Path, today: Date) -> Result<Made, BackupError> {
    match attempt(journal, folder, today) {
        Err(BackupError::Journal(JournalError::Damaged { source, .. })) => {
            Ok(Made::Damaged(vec![source.to_string()]))
        }
        made => made,
    }
}

/// Makes a backup before a change of many entries, under a name of its own that no other backup has, and
/// removes the older ones of its kind that are more than enough. An empty journal has nothing to copy: none.
///
/// Where there is an error, the change must not happen.
pub(crate) fn before(
    change: BulkChange,
    places: &Places,
    now: &LocalTime,
) -> Result<Option<Backup>, BackupError> {
    let folder = &places.backups;
    let Some(mut room) = enter(&places.journal, folder)? else {
        return Ok(None);
    };
    // The backup of a day is made in moments, so it is worth a wait.
    for _ in 0..PATIENCE {
        if matches!(room, Room::Taken) {
            std::thread::sleep(Duration::from_millis(100));
            room = Room::enter(folder)?;
        }
    }
    let Room::Ours(_lock) = room else {
        let path = folder.clone();
        return Err(BackupError::Underway { path });
    };
    // An entry that can't be read is copied as it is: it takes no part in the change, and must not keep the others from it.
    let is_fit = |verdict: &VerifyReport| verdict.structure_errors.is_empty();
    let (making, counts) = match copy_and_check(&places.journal, folder, is_fit)? {
        Ok(copied) => copied,
        Err(why_not) => {
            let faults = match why_not {
                Made::Damaged(faults) => faults,
                Made::Unreadable(entries) => entries.iter().map(UnreadableEntry::summary).collect(),
                Made::Copy(..) | Made::Nothing | Made::Underway => Vec::new(),
            };
            return Err(JournalError::from_faults(&places.journal, &faults).into());
        }
    };
    let names = (1..).map(|number| Backup::before(folder, change, now.civil_time(), number));
    let backup = making.put_new(names)?;
    outdated::remove_before(change, folder, &backup, counts);
    Ok(Some(backup))
}

fn attempt(journal: &Path, folder: &Path, today: Date) -> Result<Made, BackupError> {
    let Some(room) = enter(journal, folder)? else {
        return Ok(Made::Nothing);
    };
    let Room::Ours(_lock) = room else {
        return Ok(Made::Underway);
    };
    let (making, counts) = match copy_and_check(journal, folder, VerifyReport::is_intact)? {
        Ok(copied) => copied,
        Err(why_not) => return Ok(why_not),
    };
    let replaceable = all(folder).into_iter().find(|backup| {
        let is_of_today = backup.is_daily() && backup.day == today;
        is_of_today && !backup.path.is_dir() && backup.count() <= Some(counts.total())
    });
    let backup = match replaceable {
        Some(earlier) => making.put(earlier)?,
        None => making.put_new((1..).map(|number| Backup::daily(folder, today, number)))?,
    };
    outdated::remove_daily(folder, &backup, counts);
    Ok(Made::Copy(backup, counts.total()))
}

/// The folder of the backups, for one program at a time.
enum Room {
    /// The lock holds as long as the file is open.
    Ours(File),
    Taken,
}

impl Room {
    fn enter(folder: &Path) -> Result<Self, BackupError> {
        // Where a file system knows no locks, the names still keep two windows apart.
        match private::lock_folder(folder) {
            Ok(Some(lock)) => Ok(Self::Ours(lock)),
            Ok(None) => Ok(Self::Taken),
            Err(source) => Err(BackupError::no_place(folder, source)),
        }
    }
}

/// Locks the folder for the backup of a journal with entries; none for one without.
fn enter(journal: &Path, folder: &Path) -> Result<Option<Room>, BackupError> {
    // The backups of a journal that was lost must not be pushed out by those of an empty one.
    let is_missing =
        fs::symlink_metadata(journal).is_err_and(|error| error.kind() == io::ErrorKind::NotFound);
    if is_missing || entries(journal)? == 0 {
        return Ok(None);
    }
    private::owner(folder).map_err(|source| {
        let path = folder.to_owned();
        BackupError::Foreign { path, of: source }
    })?;
    private::create_folder(folder).map_err(|source| BackupError::no_place(folder, source))?;
    private::mend(folder);
    Room::enter(folder).map(Some)
}

/// Copies the journal and reads the copy back. What was made instead, if the journal is why the copy isn't fit.
fn copy_and_check<'a>(
    journal: &Path,
    folder: &'a Path,
    is_fit: impl Fn(&VerifyReport) -> bool,
) -> Result<Result<(Making<'a>, EntryCounts), Made>, BackupError> {
    let no_place = |source: io::Error| BackupError::no_place(folder, source);
    let making = Making::begin(folder).map_err(no_place)?;
    let copied = copy(journal, folder, &making.path)?;
    let is_same = super::verify(&making.path)
        .is_ok_and(|verdict| is_fit(&verdict) && verdict.counts == Some(copied));
    if !is_same {
        return whose_fault(journal, folder).map(Err);
    }
    private::sync(&making.path).map_err(no_place)?;
    Ok(Ok((making, copied)))
}

/// Why a copy isn't whole: what is wrong with the journal, or an error of the disk.
fn whose_fault(journal: &Path, folder: &Path) -> Result<Made, BackupError> {
    let verdict = look::verify_open(journal)?;
    if !verdict.structure_errors.is_empty() {
        return Ok(Made::Damaged(verdict.structure_errors));
    }
    if !verdict.unreadable.is_empty() {
        return Ok(Made::Unreadable(verdict.unreadable));
    }
    Err(BackupError::Unsound {
        path: folder.to_owned(),
    })
}

/// A backup under way. What is still there under its name when it is dropped is removed.
struct Making<'a> {
    folder: &'a Path,
    path: PathBuf,
}

impl<'a> Making<'a> {
    fn begin(folder: &'a Path) -> io::Result<Self> {
        let path = folder.join(format!("{MAKING}{}.db", std::process::id()));
        let making = Self { folder, path };
        making.tidy();
        private::create_file(&making.path)?;
        Ok(making)
    }

    /// Gives it its name, in the place of an earlier one of that name.
    fn put(self, backup: Backup) -> Result<Backup, BackupError> {
        private::take_place(&self.path, &backup.path)
            .and_then(|()| private::sync_folder(self.folder))
            .map_err(|source| BackupError::no_place(self.folder, source))?;
        Ok(backup)
    }

    /// Gives it the first of these names that nothing has yet.
    fn put_new(self, names: impl Iterator<Item = Backup>) -> Result<Backup, BackupError> {
        let is_free = |backup: &Backup| fs::symlink_metadata(&backup.path).is_err();
        for backup in names.filter(is_free) {
            // A second name never takes the place of another file, and not every file system knows second names.
            match fs::hard_link(&self.path, &backup.path) {
                Ok(()) => {
                    // No longer a second name of the backup, so that nothing takes it for a leftover to erase.
                    let _ = fs::remove_file(&self.path);
                    return private::sync_folder(self.folder)
                        .map(|()| backup)
                        .map_err(|source| BackupError::no_place(self.folder, source));
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(_) => return self.put(backup),
            }
        }
        let is_taken = io::Error::from(io::ErrorKind::AlreadyExists);
        Err(BackupError::no_place(self.folder, is_taken))
    }

    fn tidy(&self) {
        for file in leftovers(self.folder) {
            let _ = private::erase(&file);
        }
    }
}

impl Drop for Making<'_> {
    fn drop(&mut self) {
        self.tidy();
    }
}

/// Copies the journal into the empty file `to`, and counts what it copied.
fn copy(journal: &Path, folder: &Path, to: &Path) -> Result<EntryCounts, BackupError> {
    let db_err = |source| JournalError::from_sqlite(journal, source);
    let writing = |error: rusqlite::Error| match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => db_err(error).into(),
        _ => BackupError::no_place(folder, error),
    };
    let source = look::open_read_only(journal)?;
    // One transaction, so that the copy and the count are of one moment. Since the journal keeps a log,
    // it holds nobody up, however long it takes.
    let snapshot = source.unchecked_transaction().map_err(db_err)?;
    schema::check_schema(&snapshot, journal)?;
    let counts = look::count_entries(&snapshot).map_err(db_err)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut copy = journal_file::open_hardened(to, flags).map_err(writing)?;
    let step = sqlite::Backup::new(&snapshot, &mut copy)
        .and_then(|backup| backup.step(ALL))
        .map_err(writing)?;
    if step != StepResult::Done {
        return Err(BackupError::no_place(folder, "something else used it"));
    }
    // A file by itself: with a log, a part of it could be left behind when it is moved.
    copy.query_row("pragma journal_mode = delete", [], |_| Ok(()))
        .map_err(writing)?;
    copy.close().map_err(|(_, error)| writing(error))?;
    Ok(counts)
}

fn entries(journal: &Path) -> Result<u64, JournalError> {
    let db = look::open_read_only(journal)?;
    schema::check_schema(&db, journal)?;
    let counted =
        look::count_entries(&db).map_err(|source| JournalError::from_sqlite(journal, source));
    counted.map(|counts| counts.total())
}

/// How often a backup before a change looks whether another window is done with its own.
const PATIENCE: u32 = 50;
/// All pages at once.
const ALL: i32 = -1;

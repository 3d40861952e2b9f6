//! Copies of the journal, one a day, each a whole journal of its own.

mod outdated;

use std::error::Error;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use rusqlite::backup::{self as sqlite, StepResult};
use rusqlite::{Connection, ErrorCode, OpenFlags};
use thiserror::Error;

pub use self::outdated::outdated;
use super::{Counts, JournalError, look};
use crate::private;

/// A copy of the journal as it was on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    pub path: PathBuf,
    pub day: Date,
}

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
    /// The copy isn't what was copied, though the journal is whole.
    #[error(
        "The new backup in {} didn't come out whole, so it was thrown away. Your words are safe in \
         the journal, and the earlier backups are as they were. Please have a look at the disk.",
        path.display()
    )]
    Unsound { path: PathBuf },
}

impl BackupError {
    fn no_place(folder: &Path, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::NoPlace {
            path: folder.to_owned(),
            source: source.into(),
        }
    }
}

/// The backups in `folder`, the newest first; none where there is no folder.
pub fn all(folder: &Path) -> Vec<Backup> {
    let mut backups: Vec<_> = listing(folder)
        .filter_map(|path| {
            let day = path.file_stem()?.to_str()?.strip_prefix("journal-")?;
            let day: Date = day.parse().ok()?;
            (path.file_name()?.to_str()? == name(day)).then_some(Backup { path, day })
        })
        .collect();
    backups.sort_by_key(|backup| std::cmp::Reverse(backup.day));
    backups
}

/// What was left in `folder` by a program that was killed while it made a backup.
pub fn leftovers(folder: &Path) -> Vec<PathBuf> {
    let is_leftover = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str());
        name.and_then(|name| name.strip_prefix(MAKING)?.split_once(".db"))
            .is_some_and(|(id, _)| id.parse::<u32>().is_ok())
    };
    listing(folder).filter(is_leftover).collect()
}

/// Whether `folder` has no backup of today yet.
pub fn is_due(folder: &Path, today: Date) -> bool {
    !all(folder).iter().any(|backup| backup.day == today)
}

/// Makes the backup of today if there is none. It may run while others write to the journal.
pub fn daily(journal: &Path, folder: &Path, today: Date) -> Daily {
    if !is_due(folder, today) {
        return Daily::NotDue;
    }
    make(journal, folder, today).map_or_else(Daily::Failed, Daily::Made)
}

/// Makes a backup of today, in the place of an earlier one of today, and lets the outdated ones go.
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

fn attempt(journal: &Path, folder: &Path, today: Date) -> Result<Made, BackupError> {
    let no_place = |source: io::Error| BackupError::no_place(folder, source);
    // The backups of a journal that was lost must not be pushed out by those of an empty one.
    let is_missing =
        fs::symlink_metadata(journal).is_err_and(|error| error.kind() == io::ErrorKind::NotFound);
    if is_missing || entries(journal)? == 0 {
        return Ok(Made::Nothing);
    }
    private::create_folder(folder).map_err(no_place)?;
    private::mend(folder);
    // Where a file system knows no locks, the names still keep two windows apart.
    let Some(_lock) = private::lock_folder(folder).map_err(no_place)? else {
        return Ok(Made::Underway);
    };
    let making = Making::begin(folder).map_err(no_place)?;
    let copied = copy(journal, folder, &making.path)?;
    let is_same = super::verify(&making.path)
        .is_ok_and(|verdict| verdict.is_whole() && verdict.counts == Some(copied));
    if !is_same {
        return whose_fault(journal, folder);
    }
    let path = folder.join(name(today));
    private::sync(&making.path)
        .and_then(|()| fs::rename(&making.path, &path))
        .and_then(|()| private::sync_folder(folder))
        .map_err(no_place)?;
    let_go(folder, today);
    Ok(Made::Copy(Backup { path, day: today }, copied.all()))
}

/// Why a copy isn't whole: because the journal isn't, or because of the disk.
fn whose_fault(journal: &Path, folder: &Path) -> Result<Made, BackupError> {
    let verdict = super::verify(journal)?;
    if verdict.is_whole() {
        let path = folder.to_owned();
        return Err(BackupError::Unsound { path });
    }
    Ok(Made::Damaged(verdict.faults))
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

    fn tidy(&self) {
        for file in leftovers(self.folder) {
            let _ = fs::remove_file(file);
        }
    }
}

impl Drop for Making<'_> {
    fn drop(&mut self) {
        self.tidy();
    }
}

/// Copies the journal into the empty file `to`, and counts what it copied.
fn copy(journal: &Path, folder: &Path, to: &Path) -> Result<Counts, BackupError> {
    let told = |source| JournalError::of(journal, source);
    let writing = |error: rusqlite::Error| match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => told(error).into(),
        _ => BackupError::no_place(folder, error),
    };
    let source = look::open(journal)?;
    // One transaction, so that the copy and the count are of one moment. Since the journal keeps a log,
    // it holds nobody up, however long it takes.
    let moment = source.unchecked_transaction().map_err(told)?;
    let counts = look::counts(&moment).map_err(told)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut copy = Connection::open_with_flags(to, flags).map_err(writing)?;
    let step = sqlite::Backup::new(&moment, &mut copy)
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
    let counted = look::open(journal)
        .and_then(|db| look::counts(&db).map_err(|source| JournalError::of(journal, source)));
    counted.map(|counts| counts.all())
}

/// Removes the outdated backups, and takes the others back from everyone but their owner.
fn let_go(folder: &Path, today: Date) {
    let backups = all(folder);
    let outdated = outdated(backups.iter().map(|backup| backup.day), today);
    for backup in backups {
        if outdated.contains(&backup.day) {
            // What stays now goes another day.
            let _ = fs::remove_file(backup.path);
        } else {
            private::mend(&backup.path);
        }
    }
}

/// The name of the backup of `day`.
fn name(day: Date) -> String {
    format!("journal-{day}.db")
}

fn listing(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    files.map(|file| file.path())
}

/// How the name of a backup under way begins.
const MAKING: &str = "making-";
/// All pages at once.
const ALL: i32 = -1;

//! A damaged journal made good: set aside whole, begun anew from the newest good backup, and filled with
//! what can still be read of it.

mod leaf_pages;
mod quarantine;
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
use rusqlite::{Connection, OpenFlags, config::DbConfig};

pub use self::quarantine::quarantine;
use self::quarantine::{copy_synced, link_into, remove_with_sidecars, write_unreadable_list};
pub use self::salvage::{Salvaged, salvage};
use super::backup::{self, Backup};
use super::db::{self, ROLLBACK_SUFFIX, WAL_SUFFIX, resolve_link};
use super::journal::{Journal, JournalError, UnreadableEntry};
use super::{integrity, schema};
use crate::domain::entry::LocalTime;
use crate::platform::paths::{AppPaths, with_suffix};
use crate::platform::private_fs;

/// What mending could do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RecoveryPreview {
    /// The day of the newest good backup, and how many entries it has.
    pub backup: Option<(Date, u64)>,
    /// How many entries something can be read of in what lies where the journal should.
    pub readable_entries: u64,
}

/// What mending did.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct RecoveryReport {
    /// Where what lay there is now, if anything did.
    pub quarantined: Option<PathBuf>,
    /// The file beside it with the values that can't be read, as they stand there, if there are any.
    pub unreadable_list: Option<PathBuf>,
    /// The day of the backup the journal was begun from, if there was a good one.
    pub from_backup: Option<Date>,
    pub salvaged: Salvaged,
    /// How many entries the journal has now: walks, drafts and what is in the trash.
    pub entries: u64,
}

/// Looks what could be done for the journal. Nothing is written.
///
/// No part of this process may have that journal open, here and in [`mend`]: reading the file and closing
/// it again frees the locks that SQLite has on it.
pub fn preview(places: &AppPaths, today: Date) -> RecoveryPreview {
    let path = resolve_link(&places.journal_file);
    let good = backup::by_restore_preference(&places.backups_dir, today)
        .into_iter()
        .find_map(|backup| Some((backup.day, count_if_intact(&backup.path)?)));
    let is_ours = match db::check_file(&path) {
        Ok(()) => true,
        Err(error) => matches!(error, JournalError::Damaged { .. }),
    };
    RecoveryPreview {
        backup: good,
        readable_entries: if is_ours {
            salvage::count_readable(&path).unwrap_or(0)
        } else {
            0
        },
    }
}

/// Makes the journal good: what lies there is set aside whole, and in its place is a new one with all that
/// the newest good backup has and all that could be salvaged.
///
/// The new journal is made beside the old one and put in its place at the very end, so if the program is
/// killed, the old one is still there untouched, or [`finish`] puts the new one there. Another window can't
/// save meanwhile: the journal is locked. Where it is too damaged to be locked, a save that still came
/// through is noticed, and nothing is moved. A window that has the old one open goes on with the old file,
/// which is the one set aside, and is told so with its next save.
pub fn recover(places: &AppPaths, now: &LocalTime) -> Result<RecoveryReport, JournalError> {
    let path = resolve_link(&places.journal_file);
    match db::check_not_lost(places).and_then(|()| db::check_file(&path)) {
        Err(error) if !error.is_recoverable() => return Err(error),
        _ => {}
    }
    if finish_interrupted(&path)? {
        return Ok(RecoveryReport {
            quarantined: None,
            unreadable_list: None,
            from_backup: None,
            salvaged: Salvaged::default(),
            entries: Journal::open(&path)
                .and_then(|journal| journal.map_db_err(count_entries(&journal.db)))?,
        });
    }
    let failed = |at: &Path, source| JournalError::recovery_failed(&path, at, source);
    let folder = path.parent().unwrap_or(Path::new("."));
    private_fs::create_dir(folder).map_err(|source| failed(folder, source))?;
    let _alone = lock_recovery(&path, folder)?;
    let [mending, mended] =
        [RECOVERING_SUFFIX, RECOVERED_SUFFIX].map(|ending| with_suffix(&path, ending));
    for leftover in [&mending, &mended] {
        remove_with_sidecars(leftover).map_err(|source| failed(leftover, source))?;
    }
    let write_lock = lock_for_writing(&path)?;
    let unreadable = write_lock
        .as_ref()
        .map_or_else(Vec::new, |db| unreadable_entries(db, &path));
    let before = FileStamp::of(&path);
    let cleanup = TemporaryJournal(&mending);
    let built = build_replacement(&path, &mending, (&places.backups_dir, now.day));
    let (from_backup, salvaged, entries) =
        built.map_err(|source| JournalError::recovery_failed(&path, &mending, source))?;

    let is_there = before != FileStamp::default();
    let quarantined = is_there
        .then(|| link_into(&path, &places.quarantine_dir, now))
        .transpose()?;
    // The values are in the file that is set aside in any case.
    let listed = quarantined
        .as_ref()
        .and_then(|kept| write_unreadable_list(kept, &unreadable).ok().flatten());
    // Windows moves no file that is open, not even by who opened it.
    let _held = write_lock.filter(|_| cfg!(unix));
    if FileStamp::of(&path) != before {
        return Err(JournalError::busy(&path));
    }
    let put_in_place = || {
        fs::rename(&mending, &mended)?;
        private_fs::sync_dir(folder)?;
        remove_with_sidecars(&path)?;
        fs::rename(&mended, &path)?;
        private_fs::sync_dir(folder)
    };
    let is_put = put_in_place();
    drop(cleanup);
    is_put.map_err(|source| match source {
        source if private_fs::is_sharing_violation(&source) => JournalError::busy(&path),
        source => failed(&path, source),
    })?;
    Ok(RecoveryReport {
        quarantined,
        unreadable_list: listed,
        from_backup,
        salvaged,
        entries,
    })
}

/// The entries of which something can't be read, where SQLite can still read the tables.
fn unreadable_entries(db: &Connection, path: &Path) -> Vec<UnreadableEntry> {
    match schema::check_schema(db, path) {
        Ok(()) => integrity::find_unreadable(db).unwrap_or_default(),
        Err(_) => Vec::new(),
    }
}

/// A new journal that is being made. What is left of it when this is dropped would only take up room.
struct TemporaryJournal<'a>(&'a Path);

impl Drop for TemporaryJournal<'_> {
    fn drop(&mut self) {
        let _ = remove_with_sidecars(self.0);
    }
}

/// Removes what a mending left that was killed before it had anything to put in place.
pub fn remove_leftovers(places: &AppPaths) {
    let path = resolve_link(&places.journal_file);
    let mending = with_suffix(&path, RECOVERING_SUFFIX);
    let parts = quarantine::partial_copies(&places.quarantine_dir);
    if fs::symlink_metadata(&mending).is_err() && parts.is_empty() {
        return;
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    // While another window mends, it isn't a leftover.
    if let Ok(Some(_alone)) = lock_recovery(&path, folder) {
        let _ = remove_with_sidecars(&mending);
        for part in parts {
            let _ = fs::remove_file(part);
        }
    }
}

/// Ends a mending that was killed at its last step, when the old journal was gone and the new one not yet
/// in its place. True if there was one.
pub fn finish_interrupted(path: &Path) -> Result<bool, JournalError> {
    let path = resolve_link(path);
    let mended = with_suffix(&path, RECOVERED_SUFFIX);
    let is_ours = || private_fs::verify_owner(&mended).is_ok();
    let is_waiting = || mended.is_file() && fs::symlink_metadata(&path).is_err() && is_ours();
    if !is_waiting() {
        return Ok(false);
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let _alone = lock_recovery(&path, folder)?;
    // Another window may have done it meanwhile.
    if !is_waiting() {
        return Ok(false);
    }
    remove_with_sidecars(&path)
        .and_then(|()| fs::rename(&mended, &path))
        .and_then(|()| private_fs::sync_dir(folder))
        .map_err(|source| JournalError::recovery_failed(&path, &path, source))?;
    Ok(true)
}

/// The new journal while it is being made.
const RECOVERING_SUFFIX: &str = "-recovering";
/// The new journal once it is whole and the old one is set aside.
const RECOVERED_SUFFIX: &str = "-recovered";

/// Keeps other windows from mending the same journal, as long as the answer lives.
fn lock_recovery(path: &Path, folder: &Path) -> Result<Option<File>, JournalError> {
    // Some systems can't lock a folder. There it is for the person not to mend twice at once.
    match private_fs::try_lock_dir(folder) {
        Ok(None) => Err(JournalError::busy(path)),
        Ok(alone) => Ok(alone),
        Err(_) => Ok(None),
    }
}

/// Keeps other windows from saving to the journal, as long as the answer lives; none if it is too damaged.
fn lock_for_writing(path: &Path) -> Result<Option<Connection>, JournalError> {
    let is_empty = fs::metadata(path).is_ok_and(|there| there.len() == 0);
    // SQLite would write to the journal, or remove its log, merely by looking.
    if !path.is_file() || is_empty || with_suffix(path, ROLLBACK_SUFFIX).exists() {
        return Ok(None);
    }
    let held = || {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = db::open_hardened(path, flags)?;
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        db.busy_timeout(Duration::from_millis(300))?;
        db.execute_batch("begin immediate")?;
        Ok(db)
    };
    match held() {
        Ok(db) => Ok(Some(db)),
        Err(error) => match JournalError::from_sqlite(path, error) {
            busy @ JournalError::Busy { .. } => Err(busy),
            _ => Ok(None),
        },
    }
}

type BoxError = Box<dyn Error + Send + Sync>;

/// Makes the new journal: from which backup, with how much salvaged, and how many entries it has.
fn build_replacement(
    path: &Path,
    mending: &Path,
    backups: (&Path, Date),
) -> Result<(Option<Date>, Salvaged, u64), BoxError> {
    let (mut journal, backup) = create_replacement(mending, backups)?;
    let salvaged = salvage(path, &mut journal)?;
    let entries = count_entries(&journal.db)?;
    if !is_intact(&journal.db)? {
        return Err("the new journal isn't as it was written".into());
    }
    // With its log taken in, it is one file, which can be renamed as a whole.
    journal
        .db
        .query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()))?;
    drop(journal);
    let log = with_suffix(mending, WAL_SUFFIX);
    if fs::metadata(log).is_ok_and(|there| there.len() > 0) {
        return Err("the new journal has a log".into());
    }
    private_fs::sync_file(mending)?;
    Ok((backup.map(|backup| backup.day), salvaged, entries))
}

/// Begins the new journal: as a copy of the newest good backup, or empty if there is none.
fn create_replacement(
    mending: &Path,
    (backups, today): (&Path, Date),
) -> Result<(Journal, Option<Backup>), BoxError> {
    for backup in backup::by_restore_preference(backups, today) {
        if count_if_intact(&backup.path).is_some() {
            copy_synced(&backup.path, mending)?;
            if let Ok(journal) = Journal::open(mending) {
                return Ok((journal, Some(backup)));
            }
        }
        remove_with_sidecars(mending)?;
    }
    Ok((Journal::open(mending)?, None))
}

/// How many entries a backup has, if it is a good journal.
fn count_if_intact(path: &Path) -> Option<u64> {
    db::check_file(path).ok()?;
    let db = db::open_immutable(path).ok()?;
    schema::check_schema(&db, path).ok()?;
    is_intact(&db).ok().filter(|&is_good| is_good)?;
    count_entries(&db).ok()
}

fn is_intact(db: &Connection) -> rusqlite::Result<bool> {
    integrity::check_integrity(db).map(|faults| faults.is_empty())
}

fn count_entries(db: &Connection) -> rusqlite::Result<u64> {
    let count = "select count(*) from entry";
    db.query_row(count, [], |row| row.get(0).map(i64::unsigned_abs))
}

/// What would be different about a journal and its log, had anybody written to them.
#[derive(Debug, Default, PartialEq, Eq)]
struct FileStamp([Option<(u64, Option<SystemTime>)>; 2]);

impl FileStamp {
    fn of(path: &Path) -> Self {
        Self(["", WAL_SUFFIX].map(|ending| {
            let there = fs::metadata(with_suffix(path, ending)).ok()?;
            let is_empty = there.len() == 0;
            (!is_empty).then(|| (there.len(), there.modified().ok()))
        }))
    }
}

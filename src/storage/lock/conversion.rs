//! Locks or unlocks the files of a user: the journal, its backups, the spool and the quarantine.
//!
//! Each file is copied, verified and renamed, so a program that is killed at any point leaves one whole journal, with or
//! without a lock, and [`LockState`](super::LockState) tells which. The lock file is written under a pending name before
//! the journal is locked, and gets that name again before the journal is unlocked: whoever finds a locked journal finds a
//! lock file as well, and a lock file under its own name always has a locked journal.

use std::error::Error;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use thiserror::Error;

use super::database_copy::{ContentDigest, copy_into_new, digest, open_alone};
use super::lock_state::{PENDING_SUFFIX, copy_beside_backups};
use super::sealed_file::{is_sealed, seal_file, unseal_file};
use super::{JournalKey, LockFile, Seed};
use crate::platform::paths::{AppPaths, EDITING_PREFIX, with_suffix};
use crate::platform::private_fs;
use crate::storage::backup::{self, BackupError};
use crate::storage::db::{self, OpenMode};
use crate::storage::journal::JournalError;
use crate::storage::preflight::{HeaderState, read_header_state};
use crate::storage::recovery::quarantine::remove_with_sidecars;
use crate::storage::recovery::{CONVERTING_SUFFIX, TemporaryJournal, lock_recovery};
use crate::storage::sidecars::{WAL_SUFFIX, resolve_link};
use crate::storage::verify::{verify, verify_watched};
use crate::storage::work_observer::{WorkObserver, WorkStage};
use crate::storage::{open_journal, preflight, spool};

/// What was converted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use]
pub(crate) struct Conversion {
    /// The number of entries in the journal, in any state.
    pub(crate) entries: u64,
    pub(crate) backups: usize,
    /// Files with entries that wait for the journal.
    pub(crate) spooled: usize,
    /// Damaged files that were sealed or unsealed as they are.
    pub(crate) sealed: usize,
    /// Files that couldn't be converted, and stayed as they were.
    pub(crate) failed: Vec<PathBuf>,
    /// Whether the user stopped it after the journal was converted, so that other files are as they were.
    pub(crate) is_stopped: bool,
}

/// Why a journal couldn't be locked or unlocked. It is as it was.
#[derive(Debug, Error)]
pub(crate) enum ConversionError {
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The backup before the conversion failed.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// The journal is damaged.
    #[error(
        "The journal {} is damaged, so it was left as it is. “enough data repair” saves all that can be read; then try \
         again.",
        path.display()
    )]
    Damaged { path: PathBuf },
    /// A file can't be written.
    #[error(
        "{} can't be written, so the journal was left as it is, and your words are safe. Please check that you may write \
         there and that the disk has room, then try again.",
        path.display()
    )]
    CannotWrite {
        path: PathBuf,
        source: Box<dyn Error + Send + Sync>,
    },
    /// The copy differs from the journal.
    #[error(
        "The copy of the journal {} wasn't the same, so it was deleted. The journal was left as it is, and your words are \
         safe. Please have a look at the disk.",
        path.display()
    )]
    CopyDiffers { path: PathBuf },
}

impl ConversionError {
    pub(crate) const fn is_stopped(&self) -> bool {
        matches!(
            self,
            Self::Journal(JournalError::Stopped)
                | Self::Backup(BackupError::Journal(JournalError::Stopped))
        )
    }

    /// The file that can't be written, if it is that.
    fn into_path(self) -> Option<PathBuf> {
        match self {
            Self::CannotWrite { path, .. } => Some(path),
            _ => None,
        }
    }

    fn cannot_write(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::CannotWrite {
            path: path.to_owned(),
            source: source.into(),
        }
    }
}

/// Locks everything with `seed`, which `lock_file` has sealed. An interrupted run is completed by another one. One that
/// `observer` stops before the journal is locked changes nothing.
pub(crate) fn lock_all(
    paths: &AppPaths,
    (seed, lock_file): (&Seed, &LockFile),
    today: Date,
    observer: &WorkObserver,
) -> Result<Conversion, ConversionError> {
    let pending = with_suffix(&paths.lock_file, PENDING_SUFFIX);
    let was_pending = pending.exists();
    let folder = paths.lock_file.parent().unwrap_or(Path::new("."));
    private_fs::create_dir(folder)
        .and_then(|()| lock_file.write(&pending))
        .map_err(ConversionError::cannot_write(&pending))?;
    let seeds = Seeds {
        from: None,
        to: Some(seed),
    };
    let entries = match convert_journal(paths, seeds, (today, observer), || Ok(())) {
        Err(error) if error.is_stopped() && !was_pending => {
            // The journal isn't locked with it.
            let _ = fs::remove_file(&pending);
            return Err(error);
        }
        entries => entries?,
    };
    // From here on the journal is locked, and the pending lock file opens it.
    let unwritten = write_lock_file(paths, lock_file).err();
    let mut conversion = convert_others(paths, seeds, entries, observer);
    let unwritten = unwritten.and_then(ConversionError::into_path);
    conversion.failed.extend(unwritten);
    Ok(conversion)
}

/// Unlocks everything. `seed` is that of the lock.
pub(crate) fn unlock_all(
    paths: &AppPaths,
    seed: &Seed,
    today: Date,
    observer: &WorkObserver,
) -> Result<Conversion, ConversionError> {
    let pending = with_suffix(&paths.lock_file, PENDING_SUFFIX);
    let seeds = Seeds {
        from: Some(seed),
        to: None,
    };
    let entries = convert_journal(paths, seeds, (today, observer), || {
        if !paths.lock_file.exists() {
            return Ok(());
        }
        fs::rename(&paths.lock_file, &pending)
            .and_then(|()| sync_folder_of(&pending))
            .map_err(ConversionError::cannot_write(&pending))
    })?;
    let conversion = convert_others(paths, seeds, entries, observer);
    // What is still locked needs its lock file.
    if conversion.failed.is_empty() && !conversion.is_stopped {
        for copy in [pending, copy_beside_backups(paths)] {
            // One that stays does no harm.
            let _ = fs::remove_file(copy);
        }
    }
    Ok(conversion)
}

/// Writes the lock file of a locked journal, and its copy beside the backups.
pub(crate) fn write_lock_file(
    paths: &AppPaths,
    lock_file: &LockFile,
) -> Result<(), ConversionError> {
    let write = |path: &Path| {
        lock_file
            .write(path)
            .map_err(ConversionError::cannot_write(path))
    };
    write(&paths.lock_file)?;
    let _ = fs::remove_file(with_suffix(&paths.lock_file, PENDING_SUFFIX));
    private_fs::create_dir(&paths.backups_dir)
        .map_err(ConversionError::cannot_write(&paths.backups_dir))?;
    write(&copy_beside_backups(paths))
}

/// The seeds before and after a conversion; none without a lock.
#[derive(Clone, Copy)]
struct Seeds<'a> {
    from: Option<&'a Seed>,
    to: Option<&'a Seed>,
}

impl Seeds<'_> {
    /// The key before.
    fn old_key(self) -> JournalKey {
        self.from.map_or(JournalKey::NONE, JournalKey::of)
    }

    /// The key after.
    fn new_key(self) -> JournalKey {
        self.to.map_or(JournalKey::NONE, JournalKey::of)
    }
}

/// Converts the journal unless that is done, and returns the number of its entries. `before_replacing` is called when the
/// copy is verified, at the last moment.
fn convert_journal(
    paths: &AppPaths,
    seeds: Seeds<'_>,
    (today, observer): (Date, &WorkObserver),
    before_replacing: impl FnOnce() -> Result<(), ConversionError>,
) -> Result<u64, ConversionError> {
    let (old, new) = (seeds.old_key(), seeds.new_key());
    let path = resolve_link(&paths.journal_file);
    let is_missing = fs::symlink_metadata(&path).is_err();
    if is_missing {
        drop(open_journal(paths, &new)?);
    } else if preflight::check_file(&path, &new).is_err() {
        drop(open_journal(paths, &old)?);
        if !verify_watched(&path, &old, observer)?.is_intact() {
            return Err(ConversionError::Damaged { path });
        }
        let backups = (&*paths.backups_dir, today);
        let _ = backup::create_daily_watched(&path, backups, &old, observer)?;
        convert_database(&path, (&old, &new), observer, before_replacing)?;
    }
    let counts = verify(&path, &new)?.counts.unwrap_or_default();
    Ok(counts.total())
}

/// Replaces the journal or backup at `path` by a copy with another key.
fn convert_database(
    path: &Path,
    (old, new): (&JournalKey, &JournalKey),
    observer: &WorkObserver,
    before_replacing: impl FnOnce() -> Result<(), ConversionError>,
) -> Result<(), ConversionError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let _recovery_lock = lock_recovery(path, folder)?;
    let pending = with_suffix(path, CONVERTING_SUFFIX);
    remove_with_sidecars(&pending).map_err(ConversionError::cannot_write(&pending))?;
    let _cleanup = TemporaryJournal(&pending);
    let source = open_alone(path, old, observer)?;
    copy_into_new(&source, &pending, new, observer)?;
    observer.report(WorkStage::Verify, 0, None)?;
    let db_err = |source| JournalError::from_sqlite(path, source);
    let is_same = read_digest(&pending, new)? == digest(&source).map_err(db_err)?
        && verify_watched(&pending, new, observer)?.is_intact();
    if !is_same {
        return Err(ConversionError::CopyDiffers {
            path: path.to_owned(),
        });
    }
    private_fs::sync_file(&pending).map_err(ConversionError::cannot_write(&pending))?;
    before_replacing()?;
    // Windows can't rename over an open file.
    let source = Some(source).filter(|_| cfg!(unix));
    private_fs::rename_over(&pending, path)
        .and_then(|()| private_fs::sync_dir(folder))
        .map_err(ConversionError::cannot_write(path))?;
    drop(source);
    Ok(())
}

fn read_digest(path: &Path, key: &JournalKey) -> Result<ContentDigest, JournalError> {
    db::open(path, OpenMode::Immutable, key)
        .and_then(|db| digest(&db))
        .map_err(|source| JournalError::from_sqlite(path, source))
}

/// Converts all files but the journal, as far as that is possible, and until `observer` stops it between two of them.
fn convert_others(
    paths: &AppPaths,
    seeds: Seeds<'_>,
    entries: u64,
    observer: &WorkObserver,
) -> Conversion {
    let mut conversion = Conversion {
        entries,
        ..Conversion::default()
    };
    for sealed in files_in(&paths.backups_dir)
        .chain(files_in(&paths.quarantine_dir))
        .filter(|path| is_sealed(path))
    {
        conversion.unseal(&sealed, seeds, observer);
    }
    let backups = backup::list(&paths.backups_dir);
    conversion.backups = backups
        .iter()
        .filter(|backup| conversion.convert_or_seal(&backup.path, seeds, observer))
        .count();
    let spooled: Vec<_> = paths.spool_dirs().flat_map(spool::list_all).collect();
    conversion.spooled = spooled
        .iter()
        .filter(|path| conversion.convert_or_seal(path, seeds, observer))
        .count();
    for path in files_in(&paths.quarantine_dir).filter(|path| !is_sealed(path)) {
        conversion.seal(&path, seeds, observer);
    }
    conversion
}

impl Conversion {
    /// Converts a journal, or seals it if it can't be read. True if it was converted now.
    fn convert_or_seal(&mut self, path: &Path, seeds: Seeds<'_>, observer: &WorkObserver) -> bool {
        let (old, new) = (seeds.old_key(), seeds.new_key());
        if preflight::check_file(path, &new).is_ok() {
            return false;
        }
        let verified = verify_watched(path, &old, observer).map_err(ConversionError::from);
        let converted = verified.and_then(|report| {
            if report.is_intact() {
                convert_database(path, (&old, &new), observer, || Ok(()))?;
            }
            Ok(report.is_intact())
        });
        self.is_stopped |= matches!(&converted, Err(error) if error.is_stopped());
        if matches!(converted, Ok(true)) {
            return true;
        }
        self.seal(path, seeds, observer);
        false
    }

    /// Whether the next file isn't converted any more, because the user stopped it.
    fn stops(&mut self, observer: &WorkObserver) -> bool {
        let reported = observer.report(WorkStage::ConvertFiles, 0, None);
        self.is_stopped |= reported.is_err();
        self.is_stopped
    }

    /// Seals a file that isn't encrypted, if there is a lock afterwards.
    fn seal(&mut self, path: &Path, seeds: Seeds<'_>, observer: &WorkObserver) {
        if self.stops(observer) {
            return;
        }
        let Some(seed) = seeds.to else {
            // A damaged journal of the old lock stays encrypted page by page.
            if is_encrypted_with(path, &seeds.old_key()) {
                self.failed.push(path.to_owned());
            }
            return;
        };
        let is_file = fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file());
        if !is_file || is_encrypted_with(path, &seeds.new_key()) {
            return;
        }
        match seal_file(path, seed) {
            Ok(_) => self.sealed += 1,
            Err(_) => self.failed.push(path.to_owned()),
        }
    }

    /// Unseals a file of the old lock.
    fn unseal(&mut self, sealed: &Path, seeds: Seeds<'_>, observer: &WorkObserver) {
        if self.stops(observer) {
            return;
        }
        let Some(seed) = seeds.from else { return };
        match unseal_file(sealed, seed) {
            Ok(true) => self.sealed += 1,
            Ok(false) | Err(_) => self.failed.push(sealed.to_owned()),
        }
    }
}

/// The files that hold words of the user in the clear although the journal is locked: what an interrupted run left, exports,
/// and texts from an editor.
pub(crate) fn clear_files(paths: &AppPaths) -> Vec<PathBuf> {
    let is_plain = |path: &PathBuf| read_header_state(path) == HeaderState::Plain;
    let backups = backup::list(&paths.backups_dir).into_iter();
    let spooled = paths.spool_dirs().flat_map(spool::list_all);
    let mut clear: Vec<_> = backups.map(|backup| backup.path).chain(spooled).collect();
    clear.retain(is_plain);
    let quarantined = files_in(&paths.quarantine_dir)
        .filter(|path| !is_sealed(path) && read_header_state(path) != HeaderState::Locked);
    clear.extend(quarantined.chain(files_in(&paths.exports_dir)));
    for folder in paths.spool_dirs() {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let is_edited = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with(EDITING_PREFIX)
        };
        clear.extend(entries.map(|entry| entry.path()).filter(is_edited));
    }
    clear
}

/// The sealed files in the folder of the backups, and copies that a killed run left there.
pub(crate) fn unfinished_or_sealed(folder: &Path) -> Vec<PathBuf> {
    let is_converting = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.contains(&format!(".db{CONVERTING_SUFFIX}"))
    };
    files_in(folder)
        .filter(|path| is_sealed(path) || is_converting(path))
        .collect()
}

/// Whether a journal, which may be damaged, has pages that were encrypted with `key`, or is the WAL of one.
fn is_encrypted_with(path: &Path, key: &JournalKey) -> bool {
    let name = path.as_os_str().to_str().unwrap_or_default();
    let database = name.strip_suffix(WAL_SUFFIX).map_or(path, Path::new);
    key.is_some() && preflight::is_encrypted_with(database, key)
}

/// The files in `folder` that belong to this account.
fn files_in(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    files
        .filter(|file| file.file_type().is_ok_and(|kind| kind.is_file()))
        .map(|file| file.path())
        .filter(|path| private_fs::verify_owner(path).is_ok())
}

fn sync_folder_of(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), private_fs::sync_dir)
}

//! Names of backup files.

use std::cmp::Reverse;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};

use crate::storage::db::{self, OpenMode};
use crate::storage::journal::JournalError;
use crate::storage::lock::JournalKey;
use crate::storage::preflight;
use crate::storage::verify;

/// A copy of the journal of one day, or from before a bulk change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    pub(crate) path: PathBuf,
    /// The day by the clock at that time.
    pub(crate) day: Date,
    /// The bulk change that followed, and the time of day; none for a daily backup.
    pub(crate) bulk_change: Option<(BulkChange, Time)>,
    /// Numbers the backups of the same day or second, from 1.
    pub(crate) sequence: u32,
}

/// A change of many entries at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BulkChange {
    Import,
    Sync,
}

impl BulkChange {
    const ALL: [Self; 2] = [Self::Import, Self::Sync];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Sync => "sync",
        }
    }
}

impl Backup {
    /// A daily backup in `folder`, which needn't exist.
    pub(super) fn daily(folder: &Path, day: Date, number: u32) -> Self {
        let name = format!("journal-{day}{}.db", sequence_suffix(number));
        Self {
            path: folder.join(name),
            day,
            bulk_change: None,
            sequence: number,
        }
    }

    /// A backup before a bulk change in `folder`, which needn't exist.
    pub(super) fn before_change(
        folder: &Path,
        change: BulkChange,
        at: DateTime,
        number: u32,
    ) -> Self {
        let (kind, time) = (change.as_str(), at.strftime("%Y-%m-%dT%H-%M-%S"));
        let name = format!("before-{kind}-{time}{}.db", sequence_suffix(number));
        Self {
            path: folder.join(name),
            day: at.date(),
            bulk_change: Some((change, at.time())),
            sequence: number,
        }
    }

    /// Parses the name of a backup file.
    fn parse(path: &Path) -> Option<Self> {
        let folder = path.parent()?;
        let name = path.file_name()?.to_str()?;
        let stem = name.strip_suffix(".db")?;
        let number = |rest: &str| match rest {
            "" => Some(1),
            rest => rest.strip_prefix('-')?.parse().ok(),
        };
        let backup = if let Some(rest) = stem.strip_prefix("journal-") {
            let (day, rest) = rest.split_at_checked("2026-11-28".len())?;
            Self::daily(folder, day.parse().ok()?, number(rest)?)
        } else {
            let rest = stem.strip_prefix("before-")?;
            let (change, rest) = BulkChange::ALL.into_iter().find_map(|change| {
                let rest = rest.strip_prefix(change.as_str())?.strip_prefix('-')?;
                Some((change, rest))
            })?;
            let (time, rest) = rest.split_at_checked("2026-11-28T14-52-03".len())?;
            let time = DateTime::strptime("%Y-%m-%dT%H-%M-%S", time).ok()?;
            Self::before_change(folder, change, time, number(rest)?)
        };
        // Only the canonical spelling of a name is ours.
        (backup.path == path).then_some(backup)
    }

    /// Whether it was made before that change.
    pub(super) fn is_for_change(&self, change: BulkChange) -> bool {
        self.bulk_change.is_some_and(|(kind, _)| kind == change)
    }

    /// The number of entries; none if it can't be read.
    pub(super) fn entry_count(&self, key: &JournalKey) -> Option<u64> {
        // Nobody writes to a backup, so SQLite needn't create files beside it.
        let db = db::open(&self.path, OpenMode::Immutable, key).ok()?;
        verify::count_entries(&db).ok().map(|counts| counts.total())
    }

    /// Whether it is locked otherwise than with `key`, or not locked at all.
    pub(super) fn needs_other_key(&self, key: &JournalKey) -> bool {
        matches!(
            preflight::check_file(&self.path, key),
            Err(JournalError::Locked { .. }
                | JournalError::LockedOtherwise { .. }
                | JournalError::NotLocked { .. })
        )
    }

    /// Whether this is a daily backup.
    pub(super) const fn is_daily(&self) -> bool {
        self.bulk_change.is_none()
    }
}

/// The backups in `folder`, the best one to restore first: the latest day until today, and within a day the most
/// entries.
///
/// Backups of future days come last, because the clock was wrong then or is wrong now. Among them, the one with the
/// most entries is first.
pub(crate) fn by_restore_preference(folder: &Path, today: Date, key: &JournalKey) -> Vec<Backup> {
    // The user may have travelled west since.
    let tomorrow = today.saturating_add(1.day());
    let mut backups = list(folder);
    backups.sort_by_cached_key(|backup| {
        let day = Some(backup.day).filter(|day| *day <= tomorrow);
        let time = backup.bulk_change.map(|(_, time)| time);
        Reverse((day, backup.entry_count(key), time, backup.sequence))
    });
    backups
}

/// The backups in `folder`, newest first by their names; empty if the folder is missing.
pub(crate) fn list(folder: &Path) -> Vec<Backup> {
    let mut backups: Vec<_> = files_in(folder)
        .filter_map(|path| Backup::parse(&path))
        .collect();
    // A daily backup is usually the first of its day.
    backups.sort_by_key(|backup| {
        let time = backup.bulk_change.map(|(_, time)| time);
        Reverse((backup.day, time, backup.sequence))
    });
    backups
}

/// The pending backups in `folder` that a killed program left behind.
pub(crate) fn leftovers(folder: &Path) -> Vec<PathBuf> {
    let is_leftover = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str());
        name.and_then(|name| name.strip_prefix(PENDING_PREFIX)?.split_once(".db"))
            .is_some_and(|(id, _)| id.parse::<u32>().is_ok())
    };
    files_in(folder).filter(is_leftover).collect()
}

fn sequence_suffix(number: u32) -> String {
    match number {
        1 => String::new(),
        number => format!("-{number}"),
    }
}

fn files_in(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    files.map(|file| file.path())
}

/// The prefix of pending backups.
pub(super) const PENDING_PREFIX: &str = "pending-";

//! The backups in their folder, by their names.

use std::cmp::Reverse;
use std::fs;
use std::path::{self, Path, PathBuf};

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};

use crate::storage::db::open_immutable;
use crate::storage::verify;

/// A copy of the journal as it was on one day, or before a change of many entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    pub path: PathBuf,
    /// The day by the clock of then.
    pub day: Date,
    /// Before which change it was made, and when on that day; none for the backup of a day.
    pub(crate) bulk_change: Option<(BulkChange, Time)>,
    /// Counts the backups of the same day or second, from 1.
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
    /// The backup of a day in `folder`, whether or not it exists.
    pub(super) fn daily(folder: &Path, day: Date, number: u32) -> Self {
        let name = format!("journal-{day}{}.db", sequence_suffix(number));
        Self {
            path: folder.join(name),
            day,
            bulk_change: None,
            sequence: number,
        }
    }

    /// The backup before a change in `folder`, whether or not it exists.
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

    /// The backup that a file is by its name.
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
        // Of two ways to write the same name, only one is ours.
        (backup.path == path).then_some(backup)
    }

    /// Whether it was made before that change.
    pub(super) fn is_for_change(&self, change: BulkChange) -> bool {
        self.bulk_change.is_some_and(|(kind, _)| kind == change)
    }

    /// How many entries it has; none where that can't be told.
    pub(super) fn entry_count(&self) -> Option<u64> {
        // Nobody writes to a backup, so nothing needs to be made beside it.
        let db = open_immutable(&path::absolute(&self.path).ok()?).ok()?;
        verify::count_entries(&db).ok().map(|counts| counts.total())
    }

    /// Whether it is the backup of a day.
    pub(super) const fn is_daily(&self) -> bool {
        self.bulk_change.is_none()
    }
}

/// The backups in `folder`, the one to go back to first: that of the last day until today, and of one day the one with the
/// most entries.
///
/// Those of days to come are last, because the clock was wrong then or is wrong now. Of them, too, the one with the most
/// entries is first.
pub(crate) fn by_restore_preference(folder: &Path, today: Date) -> Vec<Backup> {
    // Somebody may have flown to the west since.
    let tomorrow = today.saturating_add(1.day());
    let mut backups = list(folder);
    backups.sort_by_cached_key(|backup| {
        let day = Some(backup.day).filter(|day| *day <= tomorrow);
        let time = backup.bulk_change.map(|(_, time)| time);
        Reverse((day, backup.entry_count(), time, backup.sequence))
    });
    backups
}

/// The backups in `folder`, by their names the newest first; none where there is no folder.
pub fn list(folder: &Path) -> Vec<Backup> {
    let mut backups: Vec<_> = files_in(folder)
        .filter_map(|path| Backup::parse(&path))
        .collect();
    // That of a day is usually made when it begins.
    backups.sort_by_key(|backup| {
        let time = backup.bulk_change.map(|(_, time)| time);
        Reverse((backup.day, time, backup.sequence))
    });
    backups
}

/// What was left in `folder` by a program that was killed while it made a backup.
pub fn leftovers(folder: &Path) -> Vec<PathBuf> {
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

/// How the name of a backup under way begins.
pub(super) const PENDING_PREFIX: &str = "pending-";

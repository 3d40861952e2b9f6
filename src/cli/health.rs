//! The health of the journal and its backups, and advice about it.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::format::{MAX_NAMED, first_items};
use super::progress::LongWork;
use crate::platform::paths::AppPaths;
use crate::storage::backup;
use crate::storage::integrity::UnreadableEntry;
use crate::storage::journal::JournalError;
use crate::storage::lock::JournalKey;
use crate::storage::verify::{EntryCounts, VerifyReport, verify_watched};
use crate::storage::work_observer::{WorkObserver, WorkStage};
use crate::terminal;
use crate::text::pluralize;
use crate::text::{one_line, truncate_to_width};

/// The result of checking the journal and every backup completely.
#[derive(Debug)]
pub(crate) struct StorageHealth {
    /// None if there is no journal.
    pub(crate) journal: Option<DatabaseHealth>,
    /// The backups, the best one to restore first.
    pub(crate) backups: Vec<DatabaseHealth>,
    /// The folder of the backups, if it can't be read.
    inaccessible_backups: Option<PathBuf>,
    journal_path: PathBuf,
}

/// The health of a journal or a backup.
#[derive(Debug)]
pub(crate) struct DatabaseHealth {
    pub(crate) path: PathBuf,
    pub(crate) status: HealthStatus,
    /// The status in a few words, without a path.
    pub(crate) summary: String,
    pub(crate) counts: Option<EntryCounts>,
    /// The entries that can't be read, each in a few words.
    pub(crate) unreadable: Vec<String>,
    /// The schema version.
    pub(crate) version: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HealthStatus {
    Intact,
    /// Intact and without entries.
    Empty,
    Damaged,
    /// Intact except for entries that can't be read completely.
    UnreadableEntries,
    /// Unknown, because the file is locked and there is no key.
    Locked,
    /// Unknown, because the file can't be read.
    Inaccessible,
}

impl StorageHealth {
    /// Checks everything, with its progress shown. An error only if the user stops it.
    pub(crate) fn check(paths: &AppPaths, key: &JournalKey) -> Result<Self, JournalError> {
        let work = LongWork::begin(WorkStage::Verify);
        let check = |path: &Path| DatabaseHealth::check(path, key, &work.observer());
        let is_missing = |error: &io::Error| error.kind() == ErrorKind::NotFound;
        let no_journal =
            fs::symlink_metadata(&paths.journal_file).is_err_and(|error| is_missing(&error));
        let is_inaccessible =
            fs::read_dir(&paths.backups_dir).is_err_and(|error| !is_missing(&error));
        let backups =
            backup::by_restore_preference(&paths.backups_dir, terminal::now().day, key).into_iter();
        let journal = (!no_journal).then(|| check(&paths.journal_file));
        Ok(Self {
            journal: journal.transpose()?,
            backups: backups
                .map(|backup| check(&backup.path))
                .collect::<Result<_, _>>()?,
            inaccessible_backups: is_inaccessible.then(|| paths.backups_dir.clone()),
            journal_path: paths.journal_file.clone(),
        })
    }

    pub(crate) fn newest_intact_backup(&self) -> Option<&DatabaseHealth> {
        self.backups
            .iter()
            .find(|backup| backup.status == HealthStatus::Intact)
    }

    /// What to do about each problem, in a sentence or two. `format` formats a path.
    pub(crate) fn advice(&self, format: impl Fn(&Path) -> String) -> Vec<String> {
        let on_journal = self.journal_advice(&format);
        let on_backups = self.backups.iter().filter_map(|backup| {
            let path = format(&backup.path);
            match backup.status {
                HealthStatus::Intact | HealthStatus::Locked => None,
                HealthStatus::Empty | HealthStatus::Damaged | HealthStatus::UnreadableEntries => Some(format!(
                    "The backup {path} can't be relied on. The others don't depend on it, so it can be \
                     removed."
                )),
                HealthStatus::Inaccessible => Some(format!(
                    "The backup {path} can't be looked into: {}.",
                    backup.summary
                )),
            }
        });
        let on_folder = self
            .inaccessible_backups
            .as_ref()
            .map(|folder| inaccessible_folder_advice(&format(folder)));
        on_journal
            .into_iter()
            .chain(on_folder)
            .chain(on_backups)
            .collect()
    }

    fn journal_advice(&self, format: impl Fn(&Path) -> String) -> Option<String> {
        let journal = format(&self.journal_path);
        let newest = self
            .newest_intact_backup()
            .map(|backup| format(&backup.path));
        let restore_advice = |backup| {
            format!("To go back to the newest, close enough and copy {backup} to {journal}.")
        };
        match (self.journal.as_ref().map(|journal| journal.status), newest) {
            (None, Some(backup)) => Some(format!(
                "The journal {journal} isn't there, and there are backups of it. {}",
                restore_advice(backup)
            )),
            (Some(HealthStatus::Empty), Some(backup)) => Some(format!(
                "The journal {journal} is empty, and there are backups with entries. {}",
                restore_advice(backup)
            )),
            (Some(HealthStatus::Damaged), Some(backup)) => Some(format!(
                "The journal {journal} is damaged. Please open enough, which offers to repair it. The newest intact backup is {backup}."
            )),
            (Some(HealthStatus::Damaged), None) => Some(format!(
                "The journal {journal} is damaged, and there is no intact backup. Please open enough, which offers to repair it with all that can still be read."
            )),
            (Some(HealthStatus::UnreadableEntries), _) => Some(format!(
                "Something in the journal {journal} can't be read, in {}. Everything else is there. “enough data repair” saves what can still be read, and doesn't change the damaged file.",
                self.journal
                    .as_ref()
                    .map_or_else(String::new, |journal| join_names(&journal.unreadable))
            )),
            (Some(HealthStatus::Inaccessible), _) => Some(format!(
                "The journal {journal} can't be looked into: {}.",
                self.journal.as_ref().map_or("", |journal| &journal.summary)
            )),
            (None | Some(HealthStatus::Empty), None)
            | (Some(HealthStatus::Intact | HealthStatus::Locked), _) => None,
        }
    }
}

/// The first entries, and how many more there are.
pub(crate) fn join_names(entries: &[String]) -> String {
    let (first, more) = first_items(entries, MAX_NAMED);
    let names = first.join("; ");
    match more {
        0 => names,
        more => format!("{names}; and {more} more"),
    }
}

/// What to do about a folder that can't be read.
pub(crate) fn inaccessible_folder_advice(folder: &str) -> String {
    format!(
        "{folder} can't be looked into. Please check that it is a folder and that you may read it."
    )
}

impl DatabaseHealth {
    fn check(path: &Path, key: &JournalKey, observer: &WorkObserver) -> Result<Self, JournalError> {
        let path = path.to_owned();
        Ok(match verify_watched(&path, key, observer) {
            Err(JournalError::Stopped) => return Err(JournalError::Stopped),
            Ok(report) => Self {
                path,
                status: status_of(&report),
                summary: summarize(&report),
                counts: report.counts,
                unreadable: report
                    .unreadable
                    .iter()
                    .map(UnreadableEntry::summary)
                    .collect(),
                version: Some(report.schema_version).filter(|version| *version > 0),
            },
            Err(error) => Self {
                path,
                status: match error {
                    JournalError::NotAJournal { .. } => HealthStatus::Damaged,
                    JournalError::Locked { .. } => HealthStatus::Locked,
                    _ => HealthStatus::Inaccessible,
                },
                summary: error_summary(&error).to_owned(),
                counts: None,
                unreadable: Vec::new(),
                version: None,
            },
        })
    }
}

const fn status_of(report: &VerifyReport) -> HealthStatus {
    match report.counts {
        _ if !report.structure_errors.is_empty() => HealthStatus::Damaged,
        _ if !report.is_intact() => HealthStatus::UnreadableEntries,
        Some(counts) if counts.total() == 0 => HealthStatus::Empty,
        _ => HealthStatus::Intact,
    }
}

fn summarize(report: &VerifyReport) -> String {
    if let Some(error) = report.structure_errors.first() {
        let error = truncate_to_width(&one_line(error), 60);
        return match report.structure_errors.len() {
            1 => format!("damaged: {error}"),
            count => format!("damaged in {count} places: {error}"),
        };
    }
    if !report.unreadable.is_empty() {
        let count = pluralize(report.unreadable.len() as u64, "entry", "entries");
        return format!("damaged: {count} can't be read");
    }
    if report.is_newer() {
        return "written by a newer version of enough, which can tell how it is".to_owned();
    }
    let entries = match report.counts {
        Some(counts) if counts.total() == 0 => "nothing in it".to_owned(),
        Some(counts) => pluralize(counts.total(), "entry", "entries"),
        None => "entries this version can't count".to_owned(),
    };
    format!("intact, {entries}")
}

const fn error_summary(error: &JournalError) -> &'static str {
    match error {
        JournalError::NotAJournal { .. } => {
            "not a journal of enough, or damaged from the first page on"
        }
        JournalError::Locked { .. } => "locked; “enough data verify” checks it with the passphrase",
        JournalError::LockedOtherwise { .. } => "locked with another passphrase or recovery code",
        JournalError::NotLocked { .. } => "it isn't locked, although the journal is",
        JournalError::IsDirectory { .. } => "a folder is in its place",
        JournalError::Inaccessible { .. } => {
            "it can't be opened, so please check that you may read it"
        }
        JournalError::WrongOwner { .. } => {
            "it belongs to another account on this computer, so it isn't used"
        }
        JournalError::Busy { .. } => {
            "another program is busy with it, so please try again in a moment"
        }
        JournalError::ReadOnly { .. } => {
            "a save was cut short, which enough puts right when it may write there"
        }
        _ => "it can't be read",
    }
}

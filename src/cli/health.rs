//! How the journal and its backups are, and what to do about it.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::format::pluralize;
use crate::platform::paths::AppPaths;
use crate::storage::backup;
use crate::storage::journal::{EntryCounts, JournalError, UnreadableEntry, VerifyReport, verify};
use crate::terminal;
use crate::text::{one_line, truncate_to_width};

/// The journal and every backup, each read from end to end.
#[derive(Debug)]
pub struct StorageHealth {
    /// None where there is no journal.
    pub journal: Option<DatabaseHealth>,
    /// The one to go back to first.
    pub backups: Vec<DatabaseHealth>,
    /// The folder of the backups, if it can't be looked into.
    inaccessible_backups: Option<PathBuf>,
    /// Where the journal is or would be.
    journal_path: PathBuf,
}

/// A journal or a backup.
#[derive(Debug)]
pub struct DatabaseHealth {
    pub path: PathBuf,
    pub status: HealthStatus,
    /// How it is, in a few words that name no path.
    pub summary: String,
    pub counts: Option<EntryCounts>,
    /// Its entries that can't be read, each in a few words.
    pub unreadable: Vec<String>,
    /// The version of its tables.
    pub version: Option<i64>,
}

/// How a journal or a backup is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HealthStatus {
    Intact,
    /// Whole, with nothing in it.
    Empty,
    Damaged,
    /// All of it is as it should be but for entries of which something can't be read.
    UnreadableEntries,
    /// It can't be told, because it can't be read.
    Inaccessible,
}

impl StorageHealth {
    pub fn check(places: &AppPaths) -> Self {
        let is_missing = |error: &io::Error| error.kind() == ErrorKind::NotFound;
        let no_journal =
            fs::symlink_metadata(&places.journal_file).is_err_and(|error| is_missing(&error));
        let closed = fs::read_dir(&places.backups_dir).is_err_and(|error| !is_missing(&error));
        let backups =
            backup::by_restore_preference(&places.backups_dir, terminal::now().day).into_iter();
        Self {
            journal: (!no_journal).then(|| DatabaseHealth::check(&places.journal_file)),
            backups: backups
                .map(|backup| DatabaseHealth::check(&backup.path))
                .collect(),
            inaccessible_backups: closed.then(|| places.backups_dir.clone()),
            journal_path: places.journal_file.clone(),
        }
    }

    pub fn newest_intact_backup(&self) -> Option<&DatabaseHealth> {
        self.backups
            .iter()
            .find(|backup| backup.status == HealthStatus::Intact)
    }

    /// What is to be done, a sentence or two for each fault; empty where all is well. `show` names a path.
    pub fn advice(&self, show: impl Fn(&Path) -> String) -> Vec<String> {
        let on_journal = self.journal_advice(&show);
        let on_backups = self.backups.iter().filter_map(|backup| {
            let path = show(&backup.path);
            match backup.status {
                HealthStatus::Intact => None,
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
            .map(|folder| inaccessible_folder_advice(&show(folder)));
        on_journal
            .into_iter()
            .chain(on_folder)
            .chain(on_backups)
            .collect()
    }

    fn journal_advice(&self, show: impl Fn(&Path) -> String) -> Option<String> {
        let journal = show(&self.journal_path);
        let newest = self.newest_intact_backup().map(|backup| show(&backup.path));
        let way_back = |backup| {
            format!("To go back to the newest, close enough and copy {backup} to {journal}.")
        };
        match (self.journal.as_ref().map(|kept| kept.status), newest) {
            (None, Some(backup)) => Some(format!(
                "The journal {journal} isn't there, and there are backups of it. {}",
                way_back(backup)
            )),
            (Some(HealthStatus::Empty), Some(backup)) => Some(format!(
                "The journal {journal} is empty, and there are backups with entries. {}",
                way_back(backup)
            )),
            (Some(HealthStatus::Damaged), Some(backup)) => Some(format!(
                "The journal {journal} is damaged. Please open enough, which offers to mend it. The \
                 newest whole backup is {backup}."
            )),
            (Some(HealthStatus::Damaged), None) => Some(format!(
                "The journal {journal} is damaged, and there is no whole backup. Please open enough, \
                 which offers to mend it with all that can still be read."
            )),
            (Some(HealthStatus::UnreadableEntries), _) => Some(format!(
                "Something in the journal {journal} can't be read, in {}. All else is there. “enough data \
                 mend” keeps all that can be read of it, and the damaged file as it is.",
                self.journal
                    .as_ref()
                    .map_or_else(String::new, |kept| first_names(&kept.unreadable))
            )),
            (Some(HealthStatus::Inaccessible), _) => Some(format!(
                "The journal {journal} can't be looked into: {}.",
                self.journal.as_ref().map_or("", |kept| &kept.summary)
            )),
            (None | Some(HealthStatus::Empty), None) | (Some(HealthStatus::Intact), _) => None,
        }
    }
}

/// The first of them, and how many more there are.
pub fn first_names(unreadable: &[String]) -> String {
    let named = unreadable.iter().take(MAX_NAMED).map(String::as_str);
    let named = named.collect::<Vec<_>>().join("; ");
    match unreadable.len().saturating_sub(MAX_NAMED) {
        0 => named,
        more => format!("{named}; and {more} more"),
    }
}

/// No more entries are named one by one.
const MAX_NAMED: usize = 10;

/// What to do about a folder that can't be looked into.
pub fn inaccessible_folder_advice(folder: &str) -> String {
    format!(
        "{folder} can't be looked into. Please check that it is a folder and that you may read it."
    )
}

impl DatabaseHealth {
    fn check(path: &Path) -> Self {
        let path = path.to_owned();
        match verify(&path) {
            Ok(verdict) => Self {
                path,
                status: status_of(&verdict),
                summary: summarize(&verdict),
                counts: verdict.counts,
                unreadable: verdict
                    .unreadable
                    .iter()
                    .map(UnreadableEntry::summary)
                    .collect(),
                version: Some(verdict.schema_version).filter(|version| *version > 0),
            },
            Err(error) => Self {
                path,
                status: match error {
                    JournalError::NotAJournal { .. } => HealthStatus::Damaged,
                    _ => HealthStatus::Inaccessible,
                },
                summary: error_summary(&error).to_owned(),
                counts: None,
                unreadable: Vec::new(),
                version: None,
            },
        }
    }
}

const fn status_of(verdict: &VerifyReport) -> HealthStatus {
    match verdict.counts {
        _ if !verdict.structure_errors.is_empty() => HealthStatus::Damaged,
        _ if !verdict.is_intact() => HealthStatus::UnreadableEntries,
        Some(counts) if counts.total() == 0 => HealthStatus::Empty,
        _ => HealthStatus::Intact,
    }
}

fn summarize(verdict: &VerifyReport) -> String {
    if let Some(fault) = verdict.structure_errors.first() {
        let fault = truncate_to_width(&one_line(fault), 60);
        return match verdict.structure_errors.len() {
            1 => format!("damaged: {fault}"),
            faults => format!("damaged in {faults} places: {fault}"),
        };
    }
    if !verdict.unreadable.is_empty() {
        let count = pluralize(verdict.unreadable.len() as u64, "entry", "entries");
        return format!("damaged: {count} can't be read");
    }
    if verdict.is_newer() {
        return "written by a newer version of enough, which can tell how it is".to_owned();
    }
    let entries = match verdict.counts {
        Some(counts) if counts.total() == 0 => "nothing in it".to_owned(),
        Some(counts) => pluralize(counts.total(), "entry", "entries"),
        None => "entries this version can't count".to_owned(),
    };
    format!("whole, {entries}")
}

const fn error_summary(error: &JournalError) -> &'static str {
    match error {
        JournalError::NotAJournal { .. } => {
            "not a journal of enough, or damaged from the first page on"
        }
        JournalError::IsDirectory { .. } => "a folder lies in its place",
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

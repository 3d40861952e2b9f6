//! How the journal and its backups are, and what to do about it.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::amounts::pluralize;
use crate::journal::{EntryCounts, JournalError, UnreadableEntry, VerifyReport, backup, verify};
use crate::places::AppPaths;
use crate::shell;
use crate::text::{one_line, truncate_to_width};

/// The journal and every backup, each read from end to end.
#[derive(Debug)]
pub struct Survey {
    /// None where there is no journal.
    pub journal: Option<Kept>,
    /// The one to go back to first.
    pub backups: Vec<Kept>,
    /// The folder of the backups, if it can't be looked into.
    closed: Option<PathBuf>,
    /// Where the journal is or would be.
    place: PathBuf,
}

/// A journal or a backup.
#[derive(Debug)]
pub struct Kept {
    pub path: PathBuf,
    pub how: How,
    /// How it is, in a few words that name no path.
    pub words: String,
    pub counts: Option<EntryCounts>,
    /// Its entries that can't be read, each in a few words.
    pub unreadable: Vec<String>,
    /// The version of its tables.
    pub version: Option<i64>,
}

/// How a journal or a backup is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    Whole,
    /// Whole, with nothing in it.
    Empty,
    Damaged,
    /// All of it is as it should be but for entries of which something can't be read.
    Unreadable,
    /// It can't be told, because it can't be read.
    Closed,
}

impl Survey {
    pub fn of(places: &AppPaths) -> Self {
        let is_missing = |error: &io::Error| error.kind() == ErrorKind::NotFound;
        let no_journal =
            fs::symlink_metadata(&places.journal_file).is_err_and(|error| is_missing(&error));
        let closed = fs::read_dir(&places.backups_dir).is_err_and(|error| !is_missing(&error));
        let backups =
            backup::by_restore_preference(&places.backups_dir, shell::now().day).into_iter();
        Self {
            journal: (!no_journal).then(|| Kept::read(&places.journal_file)),
            backups: backups.map(|backup| Kept::read(&backup.path)).collect(),
            closed: closed.then(|| places.backups_dir.clone()),
            place: places.journal_file.clone(),
        }
    }

    pub fn newest_whole(&self) -> Option<&Kept> {
        self.backups.iter().find(|backup| backup.how == How::Whole)
    }

    /// What is to be done, a sentence or two for each fault; empty where all is well. `show` names a path.
    pub fn advice(&self, show: impl Fn(&Path) -> String) -> Vec<String> {
        let on_journal = self.on_journal(&show);
        let on_backups = self.backups.iter().filter_map(|backup| {
            let path = show(&backup.path);
            match backup.how {
                How::Whole => None,
                How::Empty | How::Damaged | How::Unreadable => Some(format!(
                    "The backup {path} can't be relied on. The others don't depend on it, so it can be \
                     removed."
                )),
                How::Closed => Some(format!(
                    "The backup {path} can't be looked into: {}.",
                    backup.words
                )),
            }
        });
        let on_folder = self.closed.as_ref().map(|folder| closed(&show(folder)));
        on_journal
            .into_iter()
            .chain(on_folder)
            .chain(on_backups)
            .collect()
    }

    fn on_journal(&self, show: impl Fn(&Path) -> String) -> Option<String> {
        let journal = show(&self.place);
        let newest = self.newest_whole().map(|backup| show(&backup.path));
        let way_back = |backup| {
            format!("To go back to the newest, close enough and copy {backup} to {journal}.")
        };
        match (self.journal.as_ref().map(|kept| kept.how), newest) {
            (None, Some(backup)) => Some(format!(
                "The journal {journal} isn't there, and there are backups of it. {}",
                way_back(backup)
            )),
            (Some(How::Empty), Some(backup)) => Some(format!(
                "The journal {journal} is empty, and there are backups with entries. {}",
                way_back(backup)
            )),
            (Some(How::Damaged), Some(backup)) => Some(format!(
                "The journal {journal} is damaged. Please open enough, which offers to mend it. The \
                 newest whole backup is {backup}."
            )),
            (Some(How::Damaged), None) => Some(format!(
                "The journal {journal} is damaged, and there is no whole backup. Please open enough, \
                 which offers to mend it with all that can still be read."
            )),
            (Some(How::Unreadable), _) => Some(format!(
                "Something in the journal {journal} can't be read, in {}. All else is there. “enough data \
                 mend” keeps all that can be read of it, and the damaged file as it is.",
                self.journal
                    .as_ref()
                    .map_or_else(String::new, |kept| named(&kept.unreadable))
            )),
            (Some(How::Closed), _) => Some(format!(
                "The journal {journal} can't be looked into: {}.",
                self.journal.as_ref().map_or("", |kept| &kept.words)
            )),
            (None | Some(How::Empty), None) | (Some(How::Whole), _) => None,
        }
    }
}

/// The first of them, and how many more there are.
pub fn named(unreadable: &[String]) -> String {
    let named = unreadable.iter().take(MOST_NAMED).map(String::as_str);
    let named = named.collect::<Vec<_>>().join("; ");
    match unreadable.len().saturating_sub(MOST_NAMED) {
        0 => named,
        more => format!("{named}; and {more} more"),
    }
}

/// No more entries are named one by one.
const MOST_NAMED: usize = 10;

/// What to do about a folder that can't be looked into.
pub fn closed(folder: &str) -> String {
    format!(
        "{folder} can't be looked into. Please check that it is a folder and that you may read it."
    )
}

impl Kept {
    fn read(path: &Path) -> Self {
        let path = path.to_owned();
        match verify(&path) {
            Ok(verdict) => Self {
                path,
                how: how(&verdict),
                words: said(&verdict),
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
                how: match error {
                    JournalError::NotAJournal { .. } => How::Damaged,
                    _ => How::Closed,
                },
                words: unreadable(&error).to_owned(),
                counts: None,
                unreadable: Vec::new(),
                version: None,
            },
        }
    }
}

const fn how(verdict: &VerifyReport) -> How {
    match verdict.counts {
        _ if !verdict.structure_errors.is_empty() => How::Damaged,
        _ if !verdict.is_intact() => How::Unreadable,
        Some(counts) if counts.total() == 0 => How::Empty,
        _ => How::Whole,
    }
}

fn said(verdict: &VerifyReport) -> String {
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

const fn unreadable(error: &JournalError) -> &'static str {
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

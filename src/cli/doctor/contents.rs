//! What is kept: the journal, its backups, what was set aside or left behind, exercises of the person's own.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::report::Report;
use super::shown::Shown;
use crate::cli::amounts::{pluralize, size};
use crate::cli::survey::{Survey, closed};
use crate::library::Library;
use crate::person::Profile;
use crate::places::AppPaths;

/// The journal and its backups.
pub fn journal(places: &AppPaths, shown: &Shown, report: &mut Report) {
    let survey = Survey::of(places);
    report.heading("Journal");
    if let Some(journal) = &survey.journal {
        report.line("integrity", &*journal.words);
        if let Some(version) = journal.version {
            report.line("schema", version.to_string());
        }
        if let Some(counts) = journal.counts {
            let (finished, unfinished) = (counts.finished, counts.drafts);
            let trashed = counts.trashed;
            report.line(
                "entries",
                format!("{finished} finished, {unfinished} unfinished, {trashed} in the trash"),
            );
            if let Some((first, last)) = counts.days {
                report.line("days", format!("{first} to {last}"));
            }
        }
    } else {
        report.line("integrity", "there is no journal yet");
    }
    report.heading("Backups");
    let backups = &survey.backups;
    report.line("copies", backups.len().to_string());
    if let Some(newest) = backups.first() {
        let newest = newest.path.file_stem().unwrap_or_default();
        let newest = newest.to_string_lossy().replace("journal-", "");
        report.line("newest", newest);
        let bytes = backups.iter().map(|backup| bytes(&backup.path)).sum();
        report.line("size", format!("{} together", size(bytes)));
    }
    for words in survey.advice(|path| shown.path(path)) {
        report.mind(words);
    }
}

/// What is meant to be there only for a while.
pub fn left_behind(places: &AppPaths, shown: &Shown, report: &mut Report) {
    report.heading("Left behind");
    let set_aside = listing(&places.quarantine_dir, shown, report);
    report.line("set aside", count_of(&set_aside, "file", "files"));
    if !set_aside.is_empty() {
        report.mind(format!(
            "Damaged journals are kept in {}{}. Once you have all you want from them, they can be removed.",
            shown.path(&places.quarantine_dir),
            names(&set_aside, shown)
        ));
    }
    let (edited, unsaved) = places
        .spool_dirs()
        .map(|folder| waiting(folder, shown, report))
        .fold((0, 0), |sum, here| (sum.0 + here.0, sum.1 + here.1));
    report.line("editor", pluralize(edited, "folder", "folders"));
    report.line("unsaved", pluralize(unsaved, "file", "files"));
}

/// What an editor or a journal in trouble left in `folder`, counted.
fn waiting(folder: &Path, shown: &Shown, report: &mut Report) -> (u64, u64) {
    let files = listing(folder, shown, report);
    let (edited, unsaved): (Vec<_>, Vec<_>) = files
        .into_iter()
        .partition(|path| name(path).starts_with("editing-"));
    if !edited.is_empty() {
        report.mind(format!(
            "There are words from your editor in {}{}. If no editor is open, they may be nowhere else: \
             please read them, then remove the folder.",
            shown.path(folder),
            names(&edited, shown)
        ));
    }
    if !unsaved.is_empty() {
        report.mind(format!(
            "There are words that couldn't be saved in {}{}. “enough” takes them in when you open it next.",
            shown.path(folder),
            names(&unsaved, shown)
        ));
    }
    (number(&edited), number(&unsaved))
}

/// What the person told about themselves, and people to talk to of their own.
pub fn person(places: &AppPaths, shown: &Shown, report: &mut Report) {
    let (_, faulty) = Profile::read(&places.profile_file);
    if let Some(faulty) = faulty {
        report.mind(format!(
            "{} can't be read whole{}. When you next change something in “About you”, it is kept beside a \
             new one.",
            shown.path(&places.profile_file),
            line(faulty.line())
        ));
    }
    let mut library = Library::embedded();
    library.add_user_contacts(&places.people_file);
    if let Some(faulty) = &library.rejected_contacts {
        let fault = faulty.diagnostics.first();
        let words = fault.filter(|_| !shown.is_redacted());
        let words = words.map_or_else(String::new, |fault| {
            format!(": {}; {}", fault.message, fault.help)
        });
        report.mind(format!(
            "{} has a fault{} and stays out{words}. The built-in people to talk to are there.",
            shown.path(&places.people_file),
            line(fault.map_or(0, |fault| fault.line))
        ));
    }
}

fn line(number: usize) -> String {
    match number {
        0 => String::new(),
        number => format!(" (line {number})"),
    }
}

/// Exercises and breaks that the person wrote or was given.
pub fn exercises(places: &AppPaths, shown: &Shown, report: &mut Report) {
    report.heading("Exercises of your own");
    let shipped = Library::embedded();
    let library = Library::with_user_folder(&places.exercises_dir);
    let exercises = library
        .exercises()
        .filter(|own| shipped.exercise(&own.id) != Some(own));
    let breaks = library
        .breaks()
        .filter(|own| shipped.breathing_break(&own.id) != Some(own));
    report.line("in use", (exercises.count() + breaks.count()).to_string());
    let faulty: Vec<PathBuf> = library
        .rejected_files
        .iter()
        .map(|file| file.path.clone())
        .collect();
    report.line("faulty", faulty.len().to_string());
    if !faulty.is_empty() {
        report.mind(format!(
            "{} with a fault stayed out{}. “enough exercises check FILE” says what to mend.",
            count_of(&faulty, "exercise file", "exercise files"),
            names(&faulty, shown)
        ));
    }
}

/// The files in a folder, in the order of their names; one that can't be looked into is to be minded.
fn listing(folder: &Path, shown: &Shown, report: &mut Report) -> Vec<PathBuf> {
    let listing = match fs::read_dir(folder) {
        Ok(listing) => listing,
        Err(error) if error.kind() == ErrorKind::NotFound => return Vec::new(),
        Err(_) => {
            report.mind(closed(&shown.path(folder)));
            return Vec::new();
        }
    };
    let mut files: Vec<_> = listing.flatten().map(|file| file.path()).collect();
    files.sort();
    files
}

/// The names of a few files behind a colon, for the person's own eyes only.
fn names(files: &[PathBuf], shown: &Shown) -> String {
    const MOST: usize = 5;
    if shown.is_redacted() {
        return String::new();
    }
    let mut names: Vec<_> = files.iter().take(MOST).map(|file| name(file)).collect();
    if files.len() > MOST {
        names.push(format!("{} more", files.len() - MOST));
    }
    format!(": {}", names.join(", "))
}

fn name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    crate::text::one_line(&name.to_string_lossy())
}

fn count_of(files: &[PathBuf], one: &str, many: &str) -> String {
    pluralize(number(files), one, many)
}

fn number(files: &[PathBuf]) -> u64 {
    u64::try_from(files.len()).unwrap_or(u64::MAX)
}

fn bytes(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |about| about.len())
}

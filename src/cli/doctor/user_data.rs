//! What is kept: the journal, its backups, what was set aside or left behind, exercises of the person's own.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::path_display::PathDisplay;
use super::report::Report;
use crate::cli::format::{format_bytes, pluralize};
use crate::cli::health::{StorageHealth, inaccessible_folder_advice};
use crate::content::library::Library;
use crate::platform::paths::AppPaths;
use crate::storage::profile::Profile;

/// The journal and its backups.
pub fn report_journal(places: &AppPaths, shown: &PathDisplay, report: &mut Report) {
    let survey = StorageHealth::check(places);
    report.start_section("Journal");
    if let Some(journal) = &survey.journal {
        report.add_line("integrity", &*journal.summary);
        if let Some(version) = journal.version {
            report.add_line("schema", version.to_string());
        }
        if let Some(counts) = journal.counts {
            let (finished, unfinished) = (counts.finished, counts.drafts);
            let trashed = counts.trashed;
            report.add_line(
                "entries",
                format!("{finished} finished, {unfinished} unfinished, {trashed} in the trash"),
            );
            if let Some((first, last)) = counts.days {
                report.add_line("days", format!("{first} to {last}"));
            }
        }
    } else {
        report.add_line("integrity", "there is no journal yet");
    }
    report.start_section("Backups");
    let backups = &survey.backups;
    report.add_line("copies", backups.len().to_string());
    if let Some(newest) = backups.first() {
        let newest = newest.path.file_stem().unwrap_or_default();
        let newest = newest.to_string_lossy().replace("journal-", "");
        report.add_line("newest", newest);
        let bytes = backups.iter().map(|backup| file_size(&backup.path)).sum();
        report.add_line("size", format!("{} together", format_bytes(bytes)));
    }
    for words in survey.advice(|path| shown.format(path)) {
        report.add_problem(words);
    }
}

/// What is meant to be there only for a while.
pub fn report_leftovers(places: &AppPaths, shown: &PathDisplay, report: &mut Report) {
    report.start_section("Left behind");
    let set_aside = list_folder(&places.quarantine_dir, shown, report);
    report.add_line("set aside", format_count(&set_aside, "file", "files"));
    if !set_aside.is_empty() {
        report.add_problem(format!(
            "Damaged journals are kept in {}{}. Once you have all you want from them, they can be removed.",
            shown.format(&places.quarantine_dir),
            name_list(&set_aside, shown)
        ));
    }
    let (edited, unsaved) = places
        .spool_dirs()
        .map(|folder| report_leftover_folder(folder, shown, report))
        .fold((0, 0), |sum, here| (sum.0 + here.0, sum.1 + here.1));
    report.add_line("editor", pluralize(edited, "folder", "folders"));
    report.add_line("unsaved", pluralize(unsaved, "file", "files"));
}

/// What an editor or a journal in trouble left in `folder`, counted.
fn report_leftover_folder(folder: &Path, shown: &PathDisplay, report: &mut Report) -> (u64, u64) {
    let files = list_folder(folder, shown, report);
    let (edited, unsaved): (Vec<_>, Vec<_>) = files
        .into_iter()
        .partition(|path| file_name(path).starts_with("editing-"));
    if !edited.is_empty() {
        report.add_problem(format!(
            "There are words from your editor in {}{}. If no editor is open, they may be nowhere else: \
             please read them, then remove the folder.",
            shown.format(folder),
            name_list(&edited, shown)
        ));
    }
    if !unsaved.is_empty() {
        report.add_problem(format!(
            "There are words that couldn't be saved in {}{}. “enough” takes them in when you open it next.",
            shown.format(folder),
            name_list(&unsaved, shown)
        ));
    }
    (file_count(&edited), file_count(&unsaved))
}

/// What the person told about themselves, and people to talk to of their own.
pub fn report_profile(places: &AppPaths, shown: &PathDisplay, report: &mut Report) {
    let (_, faulty) = Profile::read(&places.profile_file);
    if let Some(faulty) = faulty {
        report.add_problem(format!(
            "{} can't be read whole{}. When you next change something in “About you”, it is kept beside a \
             new one.",
            shown.format(&places.profile_file),
            line_suffix(faulty.line())
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
        report.add_problem(format!(
            "{} has a fault{} and stays out{words}. The built-in people to talk to are there.",
            shown.format(&places.people_file),
            line_suffix(fault.map_or(0, |fault| fault.line))
        ));
    }
}

fn line_suffix(number: usize) -> String {
    match number {
        0 => String::new(),
        number => format!(" (line {number})"),
    }
}

/// Exercises and breaks that the person wrote or was given.
pub fn report_exercises(places: &AppPaths, shown: &PathDisplay, report: &mut Report) {
    report.start_section("Exercises of your own");
    let shipped = Library::embedded();
    let library = Library::with_user_folder(&places.exercises_dir);
    let exercises = library
        .exercises()
        .filter(|own| shipped.exercise(&own.id) != Some(own));
    let breaks = library
        .breaks()
        .filter(|own| shipped.breathing_break(&own.id) != Some(own));
    report.add_line("in use", (exercises.count() + breaks.count()).to_string());
    let faulty: Vec<PathBuf> = library
        .rejected_files
        .iter()
        .map(|file| file.path.clone())
        .collect();
    report.add_line("faulty", faulty.len().to_string());
    if !faulty.is_empty() {
        report.add_problem(format!(
            "{} with a fault stayed out{}. “enough exercises check FILE” says what to mend.",
            format_count(&faulty, "exercise file", "exercise files"),
            name_list(&faulty, shown)
        ));
    }
}

/// The files in a folder, in the order of their names; one that can't be looked into is to be minded.
fn list_folder(folder: &Path, shown: &PathDisplay, report: &mut Report) -> Vec<PathBuf> {
    let listing = match fs::read_dir(folder) {
        Ok(listing) => listing,
        Err(error) if error.kind() == ErrorKind::NotFound => return Vec::new(),
        Err(_) => {
            report.add_problem(inaccessible_folder_advice(&shown.format(folder)));
            return Vec::new();
        }
    };
    let mut files: Vec<_> = listing.flatten().map(|file| file.path()).collect();
    files.sort();
    files
}

/// The names of a few files behind a colon, for the person's own eyes only.
fn name_list(files: &[PathBuf], shown: &PathDisplay) -> String {
    const MAX_NAMED: usize = 5;
    if shown.is_redacted() {
        return String::new();
    }
    let mut names: Vec<_> = files
        .iter()
        .take(MAX_NAMED)
        .map(|file| file_name(file))
        .collect();
    if files.len() > MAX_NAMED {
        names.push(format!("{} more", files.len() - MAX_NAMED));
    }
    format!(": {}", names.join(", "))
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    crate::text::one_line(&name.to_string_lossy())
}

fn format_count(files: &[PathBuf], one: &str, many: &str) -> String {
    pluralize(file_count(files), one, many)
}

fn file_count(files: &[PathBuf]) -> u64 {
    u64::try_from(files.len()).unwrap_or(u64::MAX)
}

fn file_size(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |about| about.len())
}

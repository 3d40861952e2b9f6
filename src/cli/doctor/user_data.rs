//! Reports the user's data: the journal, backups, leftover files, profile and exercises.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::path_display::PathDisplay;
use super::report::Report;
use crate::cli::first_page;
use crate::cli::format::{first_items, format_bytes};
use crate::cli::health::{StorageHealth, inaccessible_folder_advice};
use crate::content::library::Library;
use crate::platform::paths::{AppPaths, EDITING_PREFIX};
use crate::storage::journal::JournalError;
use crate::storage::lock::{JournalKey, LockState, clear_files};
use crate::storage::profile::Profile;
use crate::text::pluralize;

pub(crate) fn report_journal(
    paths: &AppPaths,
    display: &PathDisplay,
    report: &mut Report,
) -> Result<(), JournalError> {
    let health = StorageHealth::check(paths, &JournalKey::NONE)?;
    report.start_section("Journal");
    if let Some(journal) = &health.journal {
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
    let backups = &health.backups;
    report.add_line("copies", backups.len().to_string());
    if let Some(newest) = backups.first() {
        let newest = newest.path.file_stem().unwrap_or_default();
        let newest = newest.to_string_lossy().replace("journal-", "");
        report.add_line("newest", newest);
        let bytes = backups.iter().map(|backup| file_size(&backup.path)).sum();
        report.add_line("size", format!("{} together", format_bytes(bytes)));
    }
    for advice in health.advice(|path| display.format(path)) {
        report.add_problem(advice);
    }
    Ok(())
}

/// How the lock stands, without asking for the passphrase.
pub(crate) fn report_lock(paths: &AppPaths, display: &PathDisplay, report: &mut Report) {
    report.start_section("Lock");
    let Ok(state) = LockState::read(paths) else {
        let path = display.format(&paths.lock_file);
        report.add_problem(format!("The lock file {path} can't be read."));
        return;
    };
    let words = match state {
        LockState::Unlocked => "the journal isn't locked",
        LockState::Locked(_) => "the journal is locked",
        LockState::LostLockFile(_) => "the journal is locked, and no lock file can be used",
    };
    report.add_line("journal", words);
    if let LockState::LostLockFile(_) = state {
        report.add_problem(
            "Only the recovery code opens the journal: “enough lock recover” sets a new passphrase with it.".to_owned(),
        );
    }
    let clear = if state.is_locked() {
        clear_files(paths)
    } else {
        Vec::new()
    };
    if !clear.is_empty() {
        report.add_line("not locked", pluralize(clear.len(), "file", "files"));
        report.add_problem(
            "Files hold words of yours and aren't locked, although the journal is. “enough lock” lists them.".to_owned(),
        );
    }
}

/// Files that are meant to exist only for a while.
pub(crate) fn report_leftovers(paths: &AppPaths, display: &PathDisplay, report: &mut Report) {
    report.start_section("Left behind");
    let quarantined = list_folder(&paths.quarantine_dir, display, report);
    report.add_line("set aside", pluralize(quarantined.len(), "file", "files"));
    if !quarantined.is_empty() {
        report.add_problem(format!(
            "Damaged journals are in {}. Once you have all you want from them, you can delete them.",
            display.format(&paths.quarantine_dir)
        ));
        report.extend_problem(name_list(&quarantined, display));
    }
    let (edited, unsaved) = paths
        .spool_dirs()
        .map(|folder| report_leftover_folder(folder, display, report))
        .fold((0, 0), |sum, count| (sum.0 + count.0, sum.1 + count.1));
    report.add_line("editor", pluralize(edited, "folder", "folders"));
    report.add_line("unsaved", pluralize(unsaved, "file", "files"));
}

/// Files in `folder` from an editor, and those with unsaved entries. Returns the number of each.
fn report_leftover_folder(folder: &Path, display: &PathDisplay, report: &mut Report) -> (u64, u64) {
    let mut files = list_folder(folder, display, report);
    files.retain(|path| file_name(path) != first_page::MARKER_NAME);
    let (edited, unsaved): (Vec<_>, Vec<_>) = files
        .into_iter()
        .partition(|path| file_name(path).starts_with(EDITING_PREFIX));
    if !edited.is_empty() {
        report.add_problem(format!(
            "There are words from your editor in {}. If no editor is open, they may be nowhere else: \
             please read them, then delete the folder.",
            display.format(folder)
        ));
        report.extend_problem(name_list(&edited, display));
    }
    if !unsaved.is_empty() {
        report.add_problem(format!(
            "There are words that couldn't be saved in {}. “enough” adds them to the journal next time.",
            display.format(folder)
        ));
        report.extend_problem(name_list(&unsaved, display));
    }
    (file_count(&edited), file_count(&unsaved))
}

/// Errors in the profile and in the user's contacts.
pub(crate) fn report_profile(paths: &AppPaths, display: &PathDisplay, report: &mut Report) {
    let (_, error) = Profile::read(&paths.profile_file);
    if let Some(error) = error {
        report.add_problem(format!(
            "{} can't all be read. When you next change something in “About you”, it is saved next to a new one.",
            display.format(&paths.profile_file)
        ));
        report.extend_problem(line_sentence(error.line()));
    }
    let mut library = Library::embedded();
    library.add_user_contacts(&paths.people_file);
    if let Some(file) = &library.rejected_contacts {
        let first = file.diagnostics.first();
        report.add_problem(format!(
            "{} has a mistake and can't be used. The built-in people to talk to are shown.",
            display.format(&paths.people_file)
        ));
        report.extend_problem(line_sentence(first.map_or(0, |diagnostic| diagnostic.line)));
        if let Some(diagnostic) = first.filter(|_| !display.is_redacted()) {
            report.extend_problem(format!("{}; {}.", diagnostic.message, diagnostic.help));
        }
    }
}

/// Where the mistake is; empty if no line is known.
fn line_sentence(line: usize) -> String {
    match line {
        0 => String::new(),
        line => format!("The mistake is in line {line}."),
    }
}

/// The user's exercises, breaks and paths.
pub(crate) fn report_exercises(paths: &AppPaths, display: &PathDisplay, report: &mut Report) {
    report.start_section("Your own exercises");
    let shipped = Library::embedded();
    let library = Library::with_user_folder(&paths.exercises_dir);
    let exercises = library
        .exercises()
        .filter(|own| shipped.exercise(&own.id) != Some(own));
    let breaks = library
        .breaks()
        .filter(|own| shipped.breathing_break(&own.id) != Some(own));
    let exercise_paths = library
        .exercise_paths()
        .filter(|own| shipped.exercise_path(&own.id) != Some(own));
    let count = exercises.count() + breaks.count() + exercise_paths.count();
    report.add_line("in use", count.to_string());
    let rejected: Vec<PathBuf> = library
        .rejected_files
        .iter()
        .map(|file| file.path.clone())
        .collect();
    report.add_line("faulty", rejected.len().to_string());
    if !rejected.is_empty() {
        report.add_problem(format!(
            "{} with a mistake can't be used. “enough exercises check FILE” says what to fix.",
            pluralize(rejected.len(), "exercise file", "exercise files")
        ));
        report.extend_problem(name_list(&rejected, display));
    }
}

/// The files in a folder, sorted by name. Reports a folder that can't be read.
fn list_folder(folder: &Path, display: &PathDisplay, report: &mut Report) -> Vec<PathBuf> {
    let listing = match fs::read_dir(folder) {
        Ok(listing) => listing,
        Err(error) if error.kind() == ErrorKind::NotFound => return Vec::new(),
        Err(_) => {
            report.add_problem(inaccessible_folder_advice(&display.format(folder)));
            return Vec::new();
        }
    };
    let mut files: Vec<_> = listing.flatten().map(|file| file.path()).collect();
    files.sort();
    files
}

/// The names of the first files as a sentence; empty if paths are redacted.
fn name_list(files: &[PathBuf], display: &PathDisplay) -> String {
    const MAX_NAMED: usize = 5;
    if display.is_redacted() {
        return String::new();
    }
    let (first, more) = first_items(files, MAX_NAMED);
    let mut names: Vec<_> = first.iter().map(|file| file_name(file)).collect();
    if more > 0 {
        names.push(format!("{more} more"));
    }
    format!("Files: {}.", names.join(", "))
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    crate::text::one_line(&name.to_string_lossy())
}

fn file_count(files: &[PathBuf]) -> u64 {
    u64::try_from(files.len()).unwrap_or(u64::MAX)
}

fn file_size(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |metadata| metadata.len())
}

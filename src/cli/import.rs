//! `enough import`: imports entries from a file or stdin.

use std::io::{self, IsTerminal};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;

use super::context::warn_restricted_permissions;
use super::first_page;
use super::output::print_wrapped;
use super::progress::LongWork;
use crate::cli::sanitized_output;
use crate::domain::entry::LocalTime;
use crate::platform::paths::AppPaths;
use crate::platform::private_fs;
use crate::storage::backup::{self, BulkChange};
use crate::storage::import::{self, ImportCounts, ImportError, ImportInput};
use crate::storage::journal::JournalError;
use crate::storage::lock::JournalKey;
use crate::storage::work_observer::WorkStage;
use crate::storage::{open_journal, open_journal_for_reading};
use crate::text::display_path;
use crate::text::pluralize;

/// Imports entries after a backup. With `is_dry_run` only prints what would be imported. The file `-` is stdin.
pub(crate) fn import(
    file: &Path,
    is_dry_run: bool,
    (paths, key): (&AppPaths, &JournalKey),
    now: &LocalTime,
) -> anyhow::Result<ExitCode> {
    let zone = crate::terminal::time_zone::local();
    let is_piped = file == Path::new("-");
    let name = if is_piped {
        "What came through the pipe".to_owned()
    } else {
        display_path(file)
    };
    let input = if is_piped {
        read_stdin()
    } else {
        Ok(ImportInput::File(file.to_owned()))
    };
    let input = with_import_context(&name, input)?;
    if is_dry_run {
        let mut journal = open_journal_for_reading(paths, key)?;
        journal.set_now(now.timestamp);
        let work = LongWork::begin(WorkStage::ReadFile);
        journal.watch(&work.observer())?;
        let counts = with_import_context(&name, import::preview(&input, &journal, &zone))?;
        drop(work);
        print_wrapped(
            &mut sanitized_output::stdout(),
            preview_text(&name, &counts),
        )?;
        warn_broken_characters(&counts)?;
        return Ok(ExitCode::SUCCESS);
    }
    warn_restricted_permissions(paths)?;
    first_page::mark_unseen(paths);
    // Preview first, so that no backup is made for a file that can't be imported.
    let mut journal = open_journal(paths, key)?;
    journal.set_now(now.timestamp);
    let work = LongWork::begin(WorkStage::ReadFile);
    let observer = work.observer();
    journal.watch(&observer)?;
    let expected = with_import_context(&name, import::preview(&input, &journal, &zone))?;
    drop(journal);
    let backup = if expected.new + expected.newer > 0 {
        backup::create_before(BulkChange::Import, paths, now, key, &observer)?
    } else {
        None
    };
    let mut journal = open_journal(paths, key)?;
    journal.set_now(now.timestamp);
    journal.watch(&observer)?;
    work.expect(expected.all());
    let imported = import::import(&input, &mut journal, &zone);
    if let (Err(ImportError::Journal(JournalError::Stopped)), Some(backup)) = (&imported, &backup) {
        // It is a copy of the journal as it still is.
        let _ = private_fs::erase(&backup.path);
    }
    drop(work);
    let counts = with_import_context(&name, imported)?;
    let mut out = sanitized_output::stdout();
    print_wrapped(&mut out, summary_text(&counts))?;
    warn_broken_characters(&counts)?;
    if let Some(backup) = backup {
        let path = display_path(&backup.path);
        let words = format_args!("The journal as it was before is in {path}.");
        print_wrapped(&mut out, words)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn read_stdin() -> Result<ImportInput, ImportError> {
    if io::stdin().is_terminal() {
        return Err(ImportError::Read(io::Error::other(
            "no input comes through a pipe",
        )));
    }
    ImportInput::from_pipe(io::stdin().lock())
}

fn with_import_context<T>(name: &str, result: Result<T, ImportError>) -> anyhow::Result<T> {
    match result {
        Err(ImportError::Journal(error)) => Err(error.into()),
        result => {
            result.with_context(|| format!("{name} can't be imported, and nothing was changed"))
        }
    }
}

fn preview_text(name: &str, counts: &ImportCounts) -> String {
    let ImportCounts {
        new,
        newer,
        older,
        same,
        ..
    } = counts;
    match counts.all() {
        0 => format!("{name} has no entries. Nothing was changed: this was only a look."),
        all => format!(
            "{name} has {}: {new} new, {newer} newer than here, {older} older than here, {same} the same. Nothing was \
             changed: this was only a look.",
            pluralize(all, "entry", "entries")
        ),
    }
}

/// Prints a warning about broken characters, if there are any.
fn warn_broken_characters(counts: &ImportCounts) -> io::Result<()> {
    if counts.replaced == 0 {
        return Ok(());
    }
    let characters = pluralize(counts.replaced, "character", "characters");
    let words = format_args!(
        "The file holds only a half of {characters}; each is shown as “\u{fffd}”. Everything around it is whole."
    );
    print_wrapped(&mut sanitized_output::stderr(), words)
}

/// The result as text. It mentions entries that were not imported as well.
pub(crate) fn summary_text(counts: &ImportCounts) -> String {
    if counts.new + counts.newer == 0 {
        return "There's nothing new in it, and nothing was changed.".to_owned();
    }
    let mut words = Vec::new();
    match counts.new {
        0 => {}
        1 => words.push("1 entry is new here.".to_owned()),
        count => words.push(format!("{count} entries are new here.")),
    }
    match counts.newer {
        0 => {}
        1 => words.push("1 entry was older here and was replaced by the newer version.".to_owned()),
        count => words.push(format!(
            "{count} entries were older here and were replaced by the newer versions."
        )),
    }
    match counts.older + counts.same {
        0 => {}
        1 => words.push("1 entry wasn't changed.".to_owned()),
        count => words.push(format!("{count} entries weren't changed.")),
    }
    words.join(" ")
}

//! `enough import`: imports entries from a file or stdin.

use std::io::{self, IsTerminal};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;

use super::context::warn_restricted_permissions;
use super::first_page;
use super::format::pluralize;
use super::output::print_wrapped;
use crate::cli::sanitized_output;
use crate::domain::entry::LocalTime;
use crate::platform::paths::AppPaths;
use crate::storage::backup::{self, BulkChange};
use crate::storage::import::{self, ImportCounts, ImportError, ImportInput};
use crate::storage::{open_journal, open_journal_for_reading};
use crate::text::display_path;

/// Imports entries after a backup. With `is_dry_run` only prints what would be imported. The file `-` is stdin.
pub(crate) fn import(
    file: &Path,
    is_dry_run: bool,
    paths: &AppPaths,
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
        let mut journal = open_journal_for_reading(paths)?;
        journal.set_now(now.timestamp);
        let counts = with_import_context(&name, import::preview(&input, &journal, &zone))?;
        let would = preview_text(&counts);
        print_wrapped(
            &mut sanitized_output::stdout(),
            format_args!("{name} {would}. Nothing was changed: this was only a look."),
        )?;
        warn_broken_characters(&counts)?;
        return Ok(ExitCode::SUCCESS);
    }
    warn_restricted_permissions(paths)?;
    first_page::mark_unseen(paths);
    // Preview first, so that no backup is made for a file that can't be imported.
    let mut journal = open_journal(paths)?;
    journal.set_now(now.timestamp);
    let expected = with_import_context(&name, import::preview(&input, &journal, &zone))?;
    drop(journal);
    let backup = if expected.new + expected.newer > 0 {
        backup::create_before(BulkChange::Import, paths, now)?
    } else {
        None
    };
    let mut journal = open_journal(paths)?;
    journal.set_now(now.timestamp);
    let counts = with_import_context(&name, import::import(&input, &mut journal, &zone))?;
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
            "nothing comes through a pipe",
        )));
    }
    ImportInput::from_pipe(io::stdin().lock())
}

fn with_import_context<T>(name: &str, result: Result<T, ImportError>) -> anyhow::Result<T> {
    match result {
        Err(ImportError::Journal(error)) => Err(error.into()),
        result => {
            result.with_context(|| format!("{name} can't be taken in, and nothing was changed"))
        }
    }
}

fn preview_text(counts: &ImportCounts) -> String {
    if counts.all() == 0 {
        return "has no entries".to_owned();
    }
    format!(
        "has {}: {} new, {} newer than here, {} older than here, {} the same",
        pluralize(counts.all(), "entry", "entries"),
        counts.new,
        counts.newer,
        counts.older,
        counts.same
    )
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
        return "There is nothing new in it. Everything is as it was.".to_owned();
    }
    let mut words = Vec::new();
    if counts.new > 0 {
        let verb = if counts.new == 1 { "is" } else { "are" };
        words.push(format!(
            "{} {verb} new here.",
            pluralize(counts.new, "entry", "entries")
        ));
    }
    if counts.newer > 0 {
        let (verb, whose) = if counts.newer == 1 {
            ("was", "took its place")
        } else {
            ("were", "took their place")
        };
        words.push(format!(
            "{} {verb} older here, and the newer version {whose}.",
            pluralize(counts.newer, "entry", "entries")
        ));
    }
    let stayed = counts.older + counts.same;
    if stayed > 0 {
        let verb = if stayed == 1 { "stays" } else { "stay" };
        words.push(format!(
            "{} {verb} as here.",
            pluralize(stayed, "entry", "entries")
        ));
    }
    words.join(" ")
}

//! `enough exercises`: lists, checks, shows and creates exercise files.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use serde_json::json;

pub(crate) use new::new;

use super::list_printer::ListPrinter;
use crate::cli::sanitized_output;
use crate::content::library::Library;
use crate::domain::breath::BreathPlayer;
use crate::domain::exercise::Break;
use crate::text::display_path;
use crate::ui::line_mode::prompt::format_duration;

mod new;

/// How to write an exercise, in Markdown.
const GUIDE: &str = include_str!("../../docs/write-an-exercise.md");

/// The exit code of `exercises check` if a file has errors.
pub(super) const EXIT_INVALID_FILES: u8 = 3;

/// Prints the exercises, one per line or as JSON, then warnings about rejected files.
pub(crate) fn print(library: &Library, is_json: bool) -> anyhow::Result<ExitCode> {
    let mut list = ListPrinter::start(is_json)?;
    for exercise in library.exercises() {
        let minutes = exercise
            .minutes
            .map(|minutes| format!("{minutes} min"))
            .unwrap_or_default();
        list.push(
            || format!("{:<28} {minutes:>6}  {}", exercise.id, exercise.title),
            || {
                json!({
                    "v": 1,
                    "id": exercise.id,
                    "title": exercise.title,
                    "minutes": exercise.minutes,
                    "steps": exercise.screens().count(),
                })
            },
        )?;
    }
    list.finish()?;
    for file in &library.rejected_files {
        let path = display_path(&file.path);
        writeln!(
            sanitized_output::stderr(),
            "{path} can't be used; “enough exercises check {path}” says what to fix"
        )?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints the breaks, one per line or as JSON.
pub(crate) fn print_breaks(library: &Library, is_json: bool) -> anyhow::Result<ExitCode> {
    let mut list = ListPrinter::start(is_json)?;
    for break_ in library.breaks() {
        list.push(
            || break_line(break_),
            || {
                json!({
                    "v": 1,
                    "id": break_.id,
                    "title": break_.title,
                    "subtitle": break_.subtitle,
                    "seconds": BreathPlayer::from_break(break_).time_left().as_secs(),
                    "holds": BreathPlayer::from_break(break_).has_holds(),
                })
            },
        )?;
    }
    list.finish()?;
    Ok(ExitCode::SUCCESS)
}

/// A break in a line: id, length, whether the breath is held, title.
fn break_line(break_: &Break) -> String {
    let player = BreathPlayer::from_break(break_);
    let length = format_duration(player.time_left());
    let holds = if player.has_holds() { "with holds" } else { "" };
    format!(
        "{:<16} {length:<10} {holds:<10}  {}",
        break_.id,
        break_.full_title()
    )
}

/// Prints the errors of each file; if `strict`, also what the lint finds in its text.
pub(crate) fn check(
    files: &[PathBuf],
    strict: bool,
    library: &Library,
) -> anyhow::Result<ExitCode> {
    let mut out = sanitized_output::stdout();
    let mut is_valid = true;
    for path in files {
        let rejected = if strict {
            library.validate_and_lint_file(path)
        } else {
            library.validate_file(path)
        };
        match rejected {
            Some(file) => {
                write!(out, "{file}")?;
                is_valid &= file.is_usable() && !strict;
            }
            None => writeln!(out, "{}: nothing to fix", display_path(path))?,
        }
    }
    Ok(if is_valid {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(EXIT_INVALID_FILES)
    })
}

/// Prints the source of an exercise, a break or a path.
pub(crate) fn show(id: &str, library: &Library) -> anyhow::Result<ExitCode> {
    write!(sanitized_output::stdout(), "{}", find_source(library, id)?)?;
    Ok(ExitCode::SUCCESS)
}

/// Prints the page for authors, for those who have only the program.
pub(crate) fn guide() -> anyhow::Result<ExitCode> {
    write!(sanitized_output::stdout(), "{GUIDE}")?;
    Ok(ExitCode::SUCCESS)
}

/// Prints the JSON Schema of exercise files.
pub(crate) fn schema() -> anyhow::Result<ExitCode> {
    write!(sanitized_output::stdout(), "{}", Library::SCHEMA)?;
    Ok(ExitCode::SUCCESS)
}

fn find_source<'a>(library: &'a Library, id: &str) -> anyhow::Result<&'a str> {
    library.source_text(id).with_context(|| {
        format!(
            "there is no exercise, break or path called “{id}”; \
             “enough exercises”, “enough breathe --list” and “enough path --list” show those there are"
        )
    })
}

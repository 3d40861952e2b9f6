//! `enough exercises`: what there is, what is wrong with a file, and help to write one.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use serde_json::json;

pub use new::new;

use super::list_printer::ListPrinter;
use crate::cli::sanitized_output;
use crate::content::library::Library;
use crate::platform::paths::AppPaths;
use crate::text::display_path;

mod new;

/// Prints the exercises, one to a line or as JSON, and names the files that stayed out.
pub fn print(library: &Library, is_json: bool) -> anyhow::Result<ExitCode> {
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
                    "steps": exercise.steps.len(),
                })
            },
        )?;
    }
    list.finish()?;
    for file in &library.rejected_files {
        let path = display_path(&file.path);
        writeln!(
            sanitized_output::stderr(),
            "{path} stayed out; “enough exercises check {path}” says what to mend"
        )?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints the breaks, one to a line or as JSON.
pub fn print_breaks(library: &Library, is_json: bool) -> anyhow::Result<ExitCode> {
    let mut list = ListPrinter::start(is_json)?;
    for pause in library.breaks() {
        list.push(
            || format!("{:<16} {}", pause.id, pause.title),
            || json!({"v": 1, "id": pause.id, "title": pause.title}),
        )?;
    }
    list.finish()?;
    Ok(ExitCode::SUCCESS)
}

/// Prints every fault of every file; strictly, also what in its words is better put differently.
pub fn check(files: &[PathBuf], strict: bool, places: &AppPaths) -> anyhow::Result<ExitCode> {
    let library = Library::with_user_folder(&places.exercises_dir);
    let mut out = sanitized_output::stdout();
    let mut is_well = true;
    for path in files {
        let faulty = if strict {
            library.validate_and_lint_file(path)
        } else {
            library.validate_file(path)
        };
        match faulty {
            Some(faulty) => {
                write!(out, "{faulty}")?;
                is_well &= faulty.is_usable() && !strict;
            }
            None => writeln!(out, "{}: nothing to mend", display_path(path))?,
        }
    }
    Ok(if is_well {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(super::EXIT_INVALID_FILES)
    })
}

/// Prints the file of an exercise or a break, built in or the person's own, whichever is used.
pub fn show(id: &str, places: &AppPaths) -> anyhow::Result<ExitCode> {
    let library = Library::with_user_folder(&places.exercises_dir);
    write!(sanitized_output::stdout(), "{}", find_source(&library, id)?)?;
    Ok(ExitCode::SUCCESS)
}

/// Prints the grammar of exercise files for editors.
pub fn schema() -> anyhow::Result<ExitCode> {
    write!(sanitized_output::stdout(), "{}", Library::SCHEMA)?;
    Ok(ExitCode::SUCCESS)
}

/// The text of a file that is used.
fn find_source<'a>(library: &'a Library, id: &str) -> anyhow::Result<&'a str> {
    library.source_text(id).with_context(|| {
        format!(
            "there is no exercise or break called “{id}”; \
             “enough exercises” and “enough breathe --list” show those there are"
        )
    })
}

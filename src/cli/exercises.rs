//! `enough exercises`: what there is, and what is wrong with a file.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use crate::library::Library;
use crate::places::Places;
use crate::text::visible;

/// Prints the exercises, one to a line, and names the files that stayed out.
pub fn print(library: &Library) -> anyhow::Result<ExitCode> {
    let mut out = io::stdout().lock();
    for exercise in library.exercises() {
        let minutes = exercise
            .minutes
            .map(|minutes| format!("{minutes} min"))
            .unwrap_or_default();
        writeln!(out, "{:<28} {minutes:>6}  {}", exercise.id, exercise.title)?;
    }
    for file in &library.faulty {
        let path = visible(&file.path.display().to_string());
        writeln!(
            io::stderr(),
            "{path} stayed out; “enough exercises check {path}” says what to mend"
        )?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints the breaks, one to a line.
pub fn print_breaks(library: &Library) -> anyhow::Result<ExitCode> {
    let mut out = io::stdout().lock();
    for pause in library.pauses() {
        writeln!(out, "{:<16} {}", pause.id, pause.title)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints every fault of every file.
pub fn check(files: &[PathBuf], places: &Places) -> anyhow::Result<ExitCode> {
    let library = Library::with_folder(&places.exercises);
    let mut out = io::stdout().lock();
    let mut has_errors = false;
    for path in files {
        match library.check_file(path) {
            Some(faulty) => {
                write!(out, "{faulty}")?;
                has_errors |= !faulty.is_usable();
            }
            None => writeln!(
                out,
                "{}: nothing to mend",
                visible(&path.display().to_string())
            )?,
        }
    }
    Ok(if has_errors {
        ExitCode::from(super::FAULTS)
    } else {
        ExitCode::SUCCESS
    })
}

//! `enough --about`: what it is and is not, as on the first page.

use std::io;
use std::path::Path;
use std::process::ExitCode;

use super::prose;
use crate::places::Places;
use crate::screens::welcome;

/// Prints the words of the first page.
pub fn print(chosen: Option<&Path>) -> anyhow::Result<ExitCode> {
    let journal = Places::find(chosen)
        .ok()
        .map(|places| places.journal.display().to_string());
    let paragraphs = welcome::paragraphs(journal.as_deref());
    prose::print(&paragraphs, &mut io::stdout().lock())?;
    Ok(ExitCode::SUCCESS)
}

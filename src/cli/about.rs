//! `enough --about`: what it is and is not, as on the first page.

use std::path::Path;
use std::process::ExitCode;

use super::page_text;
use crate::cli::sanitized_output;
use crate::platform::paths::AppPaths;
use crate::text::display_path;
use crate::ui::screens::welcome_page;

/// Prints the words of the first page.
pub fn print(chosen: Option<&Path>) -> anyhow::Result<ExitCode> {
    let journal = AppPaths::find(chosen)
        .ok()
        .map(|places| display_path(&places.journal_file));
    let paragraphs = welcome_page::intro_blocks(journal.as_deref());
    page_text::print_paragraphs(&paragraphs, &mut sanitized_output::stdout())?;
    Ok(ExitCode::SUCCESS)
}

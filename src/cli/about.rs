//! `enough --about`: prints what the program is and isn't.

use std::path::Path;
use std::process::ExitCode;

use super::page_text;
use crate::cli::sanitized_output;
use crate::platform::paths::AppPaths;
use crate::text::display_path;
use crate::ui::screens::welcome_page;

pub(crate) fn print(data_dir: Option<&Path>) -> anyhow::Result<ExitCode> {
    let journal = AppPaths::find(data_dir)
        .ok()
        .map(|paths| display_path(&paths.journal_file));
    let paragraphs = welcome_page::about_blocks(journal.as_deref());
    page_text::print_paragraphs(&paragraphs, &mut sanitized_output::stdout())?;
    Ok(ExitCode::SUCCESS)
}

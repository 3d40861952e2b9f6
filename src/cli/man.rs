//! `enough man`: manual pages, generated from the clap definition.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use clap::CommandFactory;
use clap_mangen::Man;

use super::args::Cli;
use crate::platform::paths::with_suffix;
use crate::text::display_path;

/// Prints the main page, or writes a page for each command into a folder.
pub(crate) fn print(into: Option<&Path>) -> anyhow::Result<ExitCode> {
    let Some(folder) = into else {
        let mut page = Vec::new();
        Man::new(Cli::command()).render(&mut page)?;
        io::stdout().lock().write_all(&page)?;
        return Ok(ExitCode::SUCCESS);
    };
    let mut command = Cli::command().disable_help_subcommand(true);
    command.build();
    write_pages(&command, folder).with_context(|| {
        format!(
            "the pages couldn't be written into {}; it has to be there",
            display_path(folder)
        )
    })?;
    Ok(ExitCode::SUCCESS)
}

fn write_pages(command: &clap::Command, folder: &Path) -> io::Result<()> {
    let page = Man::new(command.clone());
    let mut text = Vec::new();
    page.render(&mut text)?;
    write_file_atomically(&folder.join(page.get_filename()), &text)?;
    command
        .get_subcommands()
        .filter(|command| !command.is_hide_set())
        .try_for_each(|command| write_pages(command, folder))
}

/// Creates or replaces a file atomically. Unlike `private_fs`, everyone may read the file.
fn write_file_atomically(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let temporary = with_suffix(path, &format!(".partial-{}", std::process::id()));
    let _ = fs::remove_file(&temporary);
    let result = fs::File::create_new(&temporary).and_then(|mut file| {
        file.write_all(bytes)?;
        fs::rename(&temporary, path)
    });
    if result.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    result
}

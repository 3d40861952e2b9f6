//! What shells complete, and manual pages: made from the very definition that reads the command line.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use clap::{CommandFactory, ValueEnum};
use clap_complete::{Generator, Shell as Known, generate};
use clap_complete_nushell::Nushell;
use clap_mangen::Man;

use super::Cli;
use crate::platform::paths::with_suffix;
use crate::text::display_path;

/// What the help shows last.
pub const EXAMPLES: &str = "Examples:
  enough completions bash > ~/.local/share/bash-completion/completions/enough
  enough completions zsh > ~/.zfunc/_enough
  enough completions fish > ~/.config/fish/completions/enough.fish
  enough completions nushell | save enough-completions.nu";

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CompletionShell {
    Bash,
    Zsh,
    Fish,
    Powershell,
    Elvish,
    Nushell,
}

/// Prints what `shell` needs.
pub fn print_completions(shell: CompletionShell) -> anyhow::Result<ExitCode> {
    // They are made in memory, since a reader that goes away is no mistake of the program.
    let made = match shell {
        CompletionShell::Bash => generate_completions(Known::Bash),
        CompletionShell::Zsh => generate_completions(Known::Zsh),
        CompletionShell::Fish => generate_completions(Known::Fish),
        CompletionShell::Powershell => generate_completions(Known::PowerShell),
        CompletionShell::Elvish => generate_completions(Known::Elvish),
        CompletionShell::Nushell => generate_completions(Nushell),
    };
    io::stdout().lock().write_all(&made)?;
    Ok(ExitCode::SUCCESS)
}

fn generate_completions(shell: impl Generator) -> Vec<u8> {
    let mut made = Vec::new();
    generate(shell, &mut Cli::command(), "enough", &mut made);
    made
}

/// Prints the page of the program, or writes one for it and each of its commands into a folder.
pub fn print_man_page(into: Option<&Path>) -> anyhow::Result<ExitCode> {
    let Some(folder) = into else {
        let mut page = Vec::new();
        Man::new(Cli::command()).render(&mut page)?;
        io::stdout().lock().write_all(&page)?;
        return Ok(ExitCode::SUCCESS);
    };
    let mut line = Cli::command().disable_help_subcommand(true);
    line.build();
    write_man_pages(&line, folder).with_context(|| {
        format!(
            "the pages couldn't be written into {}; it has to be there",
            display_path(folder)
        )
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Puts a page in the place of an older one, whole or not at all. Unlike words, it is for everybody to read.
fn write_file_atomically(path: &Path, words: &[u8]) -> io::Result<()> {
    let half = with_suffix(path, &format!(".partial-{}", std::process::id()));
    let _ = fs::remove_file(&half);
    let written = fs::File::create_new(&half).and_then(|mut file| {
        file.write_all(words)?;
        fs::rename(&half, path)
    });
    if written.is_err() {
        let _ = fs::remove_file(&half);
    }
    written
}

fn write_man_pages(command: &clap::Command, folder: &Path) -> io::Result<()> {
    let page = Man::new(command.clone());
    let mut words = Vec::new();
    page.render(&mut words)?;
    write_file_atomically(&folder.join(page.get_filename()), &words)?;
    command
        .get_subcommands()
        .try_for_each(|command| write_man_pages(command, folder))
}

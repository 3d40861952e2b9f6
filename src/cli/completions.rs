//! `enough completions`: prints completions for a shell, generated from the clap definition.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Command, ValueEnum};
use clap_complete::{Generator, Shell, generate};
use clap_complete_nushell::Nushell;

/// The end of the help text.
pub(crate) const EXAMPLES: &str = "Examples:
  enough completions bash > ~/.local/share/bash-completion/completions/enough
  enough completions zsh > ~/.zfunc/_enough
  enough completions fish > ~/.config/fish/completions/enough.fish
  enough completions nushell | save enough-completions.nu";

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CompletionShell {
    Bash,
    Zsh,
    Fish,
    Powershell,
    Elvish,
    Nushell,
}

/// Prints the completions of `command`.
pub(crate) fn print(shell: CompletionShell, command: Command) -> anyhow::Result<ExitCode> {
    // Generated in memory, because clap_complete panics if the reader of a pipe closes it.
    let script = match shell {
        CompletionShell::Bash => generate_script(Shell::Bash, command),
        CompletionShell::Zsh => generate_script(Shell::Zsh, command),
        CompletionShell::Fish => generate_script(Shell::Fish, command),
        CompletionShell::Powershell => generate_script(Shell::PowerShell, command),
        CompletionShell::Elvish => generate_script(Shell::Elvish, command),
        CompletionShell::Nushell => generate_script(Nushell, command),
    };
    io::stdout().lock().write_all(&script)?;
    Ok(ExitCode::SUCCESS)
}

fn generate_script(shell: impl Generator, mut command: Command) -> Vec<u8> {
    let mut script = Vec::new();
    generate(shell, &mut command, "enough", &mut script);
    script
}

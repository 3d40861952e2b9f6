//! `enough completions`: prints the script with which a shell completes command lines.
//!
//! The scripts know nothing about commands: they ask `enough complete` (`cli/complete.rs`) at each Tab, and so they know the
//! user's own exercises.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::ValueEnum;

/// The end of the help text.
pub(crate) const EXAMPLES: &str = "Examples:
  enough completions bash > ~/.local/share/bash-completion/completions/enough
  enough completions zsh > ~/.zfunc/_enough
  enough completions fish > ~/.config/fish/completions/enough.fish
  enough completions nushell | save ~/.config/nushell/autoload/enough.nu";

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CompletionShell {
    Bash,
    Zsh,
    Fish,
    Powershell,
    Elvish,
    Nushell,
}

impl CompletionShell {
    const fn script(self) -> &'static str {
        match self {
            Self::Bash => include_str!("completions/enough.bash"),
            Self::Zsh => include_str!("completions/enough.zsh"),
            Self::Fish => include_str!("completions/enough.fish"),
            Self::Powershell => include_str!("completions/enough.ps1"),
            Self::Elvish => include_str!("completions/enough.elv"),
            Self::Nushell => include_str!("completions/enough.nu"),
        }
    }
}

/// Prints the script of a shell.
pub(crate) fn print(shell: CompletionShell) -> anyhow::Result<ExitCode> {
    io::stdout().lock().write_all(shell.script().as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

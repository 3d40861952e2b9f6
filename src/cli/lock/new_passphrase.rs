//! Reads a new passphrase, twice on a terminal, and seals a seed with it.

use std::io::Write;

use anyhow::{Context, bail};
use zeroize::Zeroizing;

use super::is_interactive;
use crate::cli::args::GlobalArgs;
use crate::cli::output::print_wrapped;
use crate::cli::sanitized_output;
use crate::cli::unlock::{PassphraseLines, ask_hidden, ask_on_terminal};
use crate::storage::lock::{LockFile, LockState, Passphrase, PassphraseCost, RecoveryCode, Seed};
use crate::terminal::instant_now;
use crate::ui::line_mode::slash_command;

/// A shorter passphrase gets a hint.
const SHORT_CHARS: usize = 12;
/// How long a guess at the passphrase takes at least, in milliseconds.
const DERIVATION_MS: u128 = 400;

/// Where a new passphrase is read: from `--passphrase-fd`, a line each for what is asked, or from the terminal.
pub(super) enum NewPassphrase {
    Lines(PassphraseLines),
    Terminal,
}

impl NewPassphrase {
    pub(super) fn open(global: &GlobalArgs) -> anyhow::Result<Self> {
        if let Some(number) = global.passphrase_fd {
            return Ok(Self::Lines(PassphraseLines::open(number)?));
        }
        if !is_interactive() {
            bail!(
                "there is no terminal here to ask for the passphrase on, so nothing was changed; --passphrase-fd gives it \
                 without one"
            );
        }
        Ok(Self::Terminal)
    }

    pub(super) const fn is_interactive(&self) -> bool {
        matches!(self, Self::Terminal)
    }

    /// Reads a new passphrase.
    pub(super) fn read(&mut self, prompt: &str) -> anyhow::Result<Passphrase> {
        loop {
            let typed = self.read_line(prompt)?;
            if let Some(command) = slash_command(&typed) {
                let said = format!(
                    "{command} is a command where the passphrase is asked for, so it can't be the passphrase"
                );
                if !self.is_interactive() {
                    bail!("{said}; nothing was changed");
                }
                print_wrapped(
                    &mut sanitized_output::stderr(),
                    format_args!("{said}. Please take another one."),
                )?;
                continue;
            }
            if typed.chars().count() < SHORT_CHARS && self.is_interactive() {
                let hint = "That is short. Four or five words that don't belong together are better and easy to remember. Ctrl+C stops this, and nothing is changed.";
                print_wrapped(&mut sanitized_output::stderr(), hint)?;
            }
            if self.is_interactive() && *self.read_line("The same again: ")? != *typed {
                print_wrapped(
                    &mut sanitized_output::stderr(),
                    "These differ. Please try again.",
                )?;
                continue;
            }
            return Passphrase::new(&typed)
                .context("a passphrase can't be empty; nothing was changed");
        }
    }

    /// Reads the passphrase or recovery code of the lock, and opens it.
    pub(super) fn read_current(&mut self, state: &LockState) -> anyhow::Result<Seed> {
        match self {
            Self::Terminal => {
                writeln!(
                    sanitized_output::stderr(),
                    "First the passphrase that it has now."
                )?;
                Ok(ask_on_terminal(state)?.seed)
            }
            Self::Lines(_) => {
                let typed = self.read_line("")?;
                let seed = state.open(&typed)?;
                seed.context("that isn't the passphrase, so nothing was changed")
            }
        }
    }

    /// Reads the recovery code.
    pub(super) fn read_code(&mut self) -> anyhow::Result<Seed> {
        loop {
            match RecoveryCode::parse(&self.read_line("Recovery code: ")?) {
                Ok(seed) => return Ok(seed),
                Err(error) if self.is_interactive() => {
                    print_wrapped(
                        &mut sanitized_output::stderr(),
                        format_args!("That isn't it: {error}."),
                    )?;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Reads a line that isn't empty.
    fn read_line(&mut self, prompt: &str) -> anyhow::Result<Zeroizing<String>> {
        let line = match self {
            Self::Lines(lines) => lines.next_line()?,
            Self::Terminal => ask_hidden(prompt)?,
        };
        match line.filter(|line| !line.trim().is_empty()) {
            Some(line) => Ok(line),
            None => bail!("there is no passphrase, so nothing was changed"),
        }
    }
}

/// Seals a seed at a cost that makes one guess take about 0.4 s on this computer.
pub(super) fn seal_calibrated(seed: &Seed, passphrase: &Passphrase) -> anyhow::Result<LockFile> {
    let least = PassphraseCost::LEAST;
    let started = instant_now();
    let sealed = LockFile::seal(seed, passphrase, least)?;
    let elapsed = started.elapsed().as_millis().max(1);
    let passes = (u128::from(least.passes()) * DERIVATION_MS).div_ceil(elapsed);
    let most = PassphraseCost::MOST.passes();
    let passes = u32::try_from(passes)
        .unwrap_or(most)
        .clamp(least.passes(), most);
    if passes == least.passes() {
        return Ok(sealed);
    }
    let cost = PassphraseCost::new(least.memory_kib(), passes).unwrap_or(least);
    Ok(LockFile::seal(seed, passphrase, cost)?)
}

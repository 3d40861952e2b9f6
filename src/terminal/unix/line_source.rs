//! Reads lines from stdin on Unix.

use std::io::{self, Stdin};
use std::os::fd::AsFd;
use std::time::Duration;

use rustix::fs::Stat;
use rustix::io::Errno;
use rustix::termios::{
    LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr,
};

use super::signals::Signals;
use super::terminal_output::TerminalOutput;
use crate::terminal::signal_event::SignalEvent;

/// Stdin and signals.
#[derive(Debug)]
pub(crate) struct LineSource {
    input: Stdin,
    signals: Signals,
    /// The original settings, if stdin is a terminal.
    terminal: Option<Termios>,
    /// Whether the terminal shows what is typed.
    is_echoing: bool,
}

impl LineSource {
    pub(crate) fn open() -> io::Result<Self> {
        Ok(Self {
            input: io::stdin(),
            signals: Signals::register()?,
            terminal: keep_partial_lines(),
            is_echoing: true,
        })
    }

    /// The maximum length of a line in the terminal, in bytes. The terminal drops the rest.
    pub(crate) fn max_line(&self) -> Option<usize> {
        let max = if cfg!(any(target_os = "linux", target_os = "android")) {
            4095
        } else {
            1023
        };
        self.terminal.is_some().then_some(max)
    }

    /// Waits until a read returns at once, a signal arrives, a stalled `output` accepts more, or the timeout. Returns whether
    /// a read returns at once, if only with the end of the input.
    pub(crate) fn wait(
        &mut self,
        timeout: Option<Duration>,
        output: &TerminalOutput,
    ) -> io::Result<bool> {
        self.signals.wait_for_lines(timeout, output)
    }

    /// Waits for a signal, a stalled `output` that accepts more, or the timeout.
    pub(crate) fn wait_without_input(
        &mut self,
        timeout: Duration,
        output: &TerminalOutput,
    ) -> io::Result<()> {
        self.signals.wait_for_output(timeout, output)
    }

    pub(crate) fn take_event(&self) -> Option<SignalEvent> {
        self.signals.take_event()
    }

    /// Appends available bytes to `buffer`. Returns whether the input has ended.
    pub(crate) fn read_into(&mut self, buffer: &mut Vec<u8>) -> io::Result<bool> {
        let mut chunk = [0; 4096];
        match rustix::io::read(self.input.as_fd(), &mut chunk) {
            // EIO: the terminal is gone.
            Ok(0) | Err(Errno::IO) => Ok(true),
            Ok(length) => {
                buffer.extend_from_slice(&chunk[..length]);
                Ok(false)
            }
            Err(Errno::INTR | Errno::AGAIN) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Whether the terminal shows what is typed.
    pub(crate) fn set_echo(&mut self, is_shown: bool) -> io::Result<()> {
        if is_shown == self.is_echoing {
            return Ok(());
        }
        if let Some(original) = &self.terminal {
            let mut settings = tcgetattr(&self.input)?;
            let echo = original.local_modes & LocalModes::ECHO;
            settings
                .local_modes
                .set(LocalModes::ECHO, is_shown && !echo.is_empty());
            tcsetattr(&self.input, OptionalActions::Now, &settings)?;
        }
        self.is_echoing = is_shown;
        Ok(())
    }

    /// Appends the incomplete line to `buffer`. The terminal returns it once canonical mode is off.
    pub(crate) fn read_partial_into(&mut self, buffer: &mut Vec<u8>) -> io::Result<()> {
        let Some(mut terminal) = self.terminal.clone() else {
            return Ok(());
        };
        terminal.local_modes -= LocalModes::ICANON;
        terminal.special_codes[SpecialCodeIndex::VMIN] = 0;
        terminal.special_codes[SpecialCodeIndex::VTIME] = 0;
        tcsetattr(&self.input, OptionalActions::Now, &terminal)?;
        self.read_into(buffer).map(drop)
    }
}

impl Drop for LineSource {
    fn drop(&mut self) {
        if let Some(settings) = &self.terminal {
            let _ = tcsetattr(&self.input, OptionalActions::Now, settings);
        }
    }
}

/// Whether stdout is `/dev/null`. A closed stdout is opened as that by Rust.
pub(crate) fn is_output_discarded() -> bool {
    let device = |stat: rustix::io::Result<Stat>| stat.ok().map(|stat| stat.st_rdev);
    let null = device(rustix::fs::stat("/dev/null")).filter(|device| *device != 0);
    null.is_some() && device(rustix::fs::fstat(io::stdout())) == null
}

/// Makes the terminal keep an incomplete line when a signal arrives (NOFLSH). Returns the previous settings.
fn keep_partial_lines() -> Option<Termios> {
    let previous = tcgetattr(io::stdin()).ok()?;
    let mut settings = previous.clone();
    settings.local_modes |= LocalModes::NOFLSH;
    tcsetattr(io::stdin(), OptionalActions::Now, &settings).ok()?;
    Some(previous)
}

//! Standard input as a source of lines, and whether anyone hears standard output.

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

/// What is typed or piped in, waited for together with signals.
#[derive(Debug)]
pub struct LineSource {
    input: Stdin,
    signals: Signals,
    /// How the terminal was, if there is one.
    terminal: Option<Termios>,
}

impl LineSource {
    pub fn open() -> io::Result<Self> {
        Ok(Self {
            input: io::stdin(),
            signals: Signals::register()?,
            terminal: keep_partial_lines(),
        })
    }

    /// The most bytes of a line that the terminal hands over. It drops what is typed beyond them.
    pub(crate) fn max_line(&self) -> Option<usize> {
        let max = if cfg!(any(target_os = "linux", target_os = "android")) {
            4095
        } else {
            1023
        };
        self.terminal.is_some().then_some(max)
    }

    /// Waits until reading gives something at once, if only the end, or until a signal comes or the time is over.
    ///
    /// Also returns when `output` takes more of what it has yet to take.
    pub(crate) fn wait(
        &mut self,
        at_most: Option<Duration>,
        output: &TerminalOutput,
    ) -> io::Result<bool> {
        self.signals.wait_for_lines(at_most, output)
    }

    /// Waits for nothing but signals, `output` and the time.
    pub(crate) fn wait_without_input(
        &mut self,
        at_most: Duration,
        output: &TerminalOutput,
    ) -> io::Result<()> {
        self.signals.wait_for_output(at_most, output)
    }

    pub fn take_event(&self) -> Option<SignalEvent> {
        self.signals.take_event()
    }

    /// Adds what is there to `read`. Says whether that was the end.
    pub fn read_into(&mut self, read: &mut Vec<u8>) -> io::Result<bool> {
        let mut piece = [0; 4096];
        match rustix::io::read(self.input.as_fd(), &mut piece) {
            // That, or the terminal is gone.
            Ok(0) | Err(Errno::IO) => Ok(true),
            Ok(length) => {
                read.extend_from_slice(&piece[..length]);
                Ok(false)
            }
            Err(Errno::INTR | Errno::AGAIN) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Adds what was typed and not ended yet. The terminal hands it out once it isn't asked for whole lines.
    pub fn read_partial_into(&mut self, read: &mut Vec<u8>) -> io::Result<()> {
        let Some(mut terminal) = self.terminal.clone() else {
            return Ok(());
        };
        terminal.local_modes -= LocalModes::ICANON;
        terminal.special_codes[SpecialCodeIndex::VMIN] = 0;
        terminal.special_codes[SpecialCodeIndex::VTIME] = 0;
        tcsetattr(&self.input, OptionalActions::Now, &terminal)?;
        self.read_into(read).map(drop)
    }
}

impl Drop for LineSource {
    fn drop(&mut self) {
        if let Some(before) = &self.terminal {
            let _ = tcsetattr(&self.input, OptionalActions::Now, before);
        }
    }
}

/// Whether what is said goes nowhere: an output that is closed counts as that.
pub fn is_output_discarded() -> bool {
    let device = |stat: rustix::io::Result<Stat>| stat.ok().map(|stat| stat.st_rdev);
    let nowhere = device(rustix::fs::stat("/dev/null")).filter(|device| *device != 0);
    nowhere.is_some() && device(rustix::fs::fstat(io::stdout())) == nowhere
}

/// Has the terminal keep what was typed when a signal comes, and says how it was before.
fn keep_partial_lines() -> Option<Termios> {
    let before = tcgetattr(io::stdin()).ok()?;
    let mut keeping = before.clone();
    keeping.local_modes |= LocalModes::NOFLSH;
    tcsetattr(io::stdin(), OptionalActions::Now, &keeping).ok()?;
    Some(before)
}

//! Standard output and standard error.

use std::io::{self, Stderr, Stdout, Write};
use std::time::Duration;

/// An output of the console, which takes everything at once.
#[derive(Debug)]
pub(crate) enum TerminalOutput {
    Stdout(Stdout),
    Stderr(Stderr),
}

impl TerminalOutput {
    pub(crate) fn stdout() -> Self {
        Self::Stdout(io::stdout())
    }

    pub(crate) fn stderr() -> Self {
        Self::Stderr(io::stderr())
    }

    /// Whether the console has yet to take something: writing waits until it did.
    #[expect(clippy::unused_self, reason = "other systems keep what is pending")]
    pub(crate) const fn is_stalled(&self) -> bool {
        false
    }

    /// Writes what is pending, of which there is nothing here.
    #[expect(
        clippy::unused_self,
        clippy::unnecessary_wraps,
        reason = "other systems keep what is pending and can fail at it"
    )]
    pub(crate) const fn write_pending(&mut self) -> io::Result<()> {
        Ok(())
    }

    pub(crate) fn flush_with_timeout(&mut self, _patience: Duration) {
        let _ = self.flush();
    }
}

impl Write for TerminalOutput {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(out) => out.write(bytes),
            Self::Stderr(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out) => out.flush(),
            Self::Stderr(out) => out.flush(),
        }
    }
}

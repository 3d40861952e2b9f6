//! Stdout and stderr on Windows.

use std::io::{self, Stderr, Stdout, Write};
use std::time::Duration;

/// An output of the console. Writes block.
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

    /// Always false: writes block.
    #[expect(clippy::unused_self, reason = "on Unix output can be pending")]
    pub(crate) const fn is_stalled(&self) -> bool {
        false
    }

    /// Does nothing: no output is pending.
    #[expect(
        clippy::unused_self,
        clippy::unnecessary_wraps,
        reason = "on Unix output can be pending"
    )]
    pub(crate) const fn write_pending(&mut self) -> io::Result<()> {
        Ok(())
    }

    pub(crate) fn flush_with_timeout(&mut self, _timeout: Duration) {
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

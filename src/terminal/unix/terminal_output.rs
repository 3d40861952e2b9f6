//! Standard output and standard error as outputs that never block where they are terminals.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::fs::OpenOptionsExt;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::OFlags;
use rustix::io::Errno;
use rustix::termios::{isatty, tcgetsid, ttyname};

use crate::terminal::instant_now;

/// An output that keeps what its terminal doesn't take now: a terminal that stops reading must hold up neither saving
/// nor signals.
///
/// A terminal is opened a second time for this, so that the flags of the output that came with the program, which the
/// shell shares, stay as they are. Where that can't be done, and for files and pipes, writing waits.
#[derive(Debug)]
pub(crate) struct TerminalOutput {
    /// None where the program has no such output.
    file: Option<File>,
    /// What was written and not taken yet.
    pending: Vec<u8>,
}

/// More than this is not kept for a terminal that takes nothing. Bytes that come then are dropped, a whole write at a
/// time, so that no escape sequence is cut.
const MAX_PENDING: usize = 1 << 20;
/// So often a terminal is offered what is left, even where it didn't say that it takes more: a serial line says so only
/// once nearly all is gone.
const POLL_INTERVAL: Duration = Duration::from_millis(50);
/// However slowly it takes something, leaving takes no longer than this.
const MAX_WAIT: Duration = Duration::from_secs(10);

impl TerminalOutput {
    pub(crate) fn stdout() -> Self {
        Self::for_stream(&io::stdout())
    }

    pub(crate) fn stderr() -> Self {
        Self::for_stream(&io::stderr())
    }

    fn for_stream(stream: &impl AsFd) -> Self {
        let shared = || stream.as_fd().try_clone_to_owned().ok().map(File::from);
        let file = if isatty(stream) {
            reopen_terminal(stream).ok().or_else(shared)
        } else {
            shared()
        };
        Self {
            file,
            pending: Vec::new(),
        }
    }

    /// Whether the terminal has yet to take something.
    pub(crate) const fn is_stalled(&self) -> bool {
        !self.pending.is_empty()
    }

    /// What to wait for until the terminal takes more; none where nothing is left to write.
    pub(crate) fn pending_fd(&self) -> Option<BorrowedFd<'_>> {
        let file = self.file.as_ref().filter(|_| self.is_stalled())?;
        Some(file.as_fd())
    }

    /// Writes what is left, as far as the terminal takes it now.
    pub(crate) fn write_pending(&mut self) -> io::Result<()> {
        if self.is_stalled() {
            let taken = self.write_some(&self.pending)?;
            self.pending.drain(..taken);
        }
        Ok(())
    }

    /// Waits until everything is written, but not once the terminal took nothing for `patience`.
    pub(crate) fn flush_with_timeout(&mut self, patience: Duration) {
        let begun = instant_now();
        let mut moved = begun;
        while self.is_stalled() && is_within(moved, patience) && is_within(begun, MAX_WAIT) {
            let before = self.pending.len();
            self.wait_until_writable();
            if self.write_pending().is_err() {
                return;
            }
            if self.pending.len() < before {
                moved = instant_now();
            }
        }
    }

    fn wait_until_writable(&self) {
        let limit = Timespec::try_from(POLL_INTERVAL).ok();
        if let Some(file) = self.pending_fd() {
            let mut sources = [PollFd::from_borrowed_fd(file, PollFlags::OUT)];
            let _ = poll(&mut sources, limit.as_ref());
        }
    }

    /// Offers bytes until the terminal takes no more, and tells how many it took.
    fn write_some(&self, bytes: &[u8]) -> io::Result<usize> {
        let Some(file) = &self.file else {
            return Err(Errno::BADF.into());
        };
        let mut taken = 0;
        while taken < bytes.len() {
            match rustix::io::write(file, &bytes[taken..]) {
                Ok(0) | Err(Errno::AGAIN) => break,
                Ok(length) => taken += length,
                Err(Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(taken)
    }
}

impl Write for TerminalOutput {
    /// Takes all of `bytes`, or fails.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_pending()?;
        if self.is_stalled() {
            if self.pending.len() + bytes.len() <= MAX_PENDING {
                self.pending.extend_from_slice(bytes);
            }
        } else {
            let taken = self.write_some(bytes)?;
            self.pending.extend_from_slice(&bytes[taken..]);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn is_within(moment: Instant, age: Duration) -> bool {
    moment.elapsed() < age
}

/// The terminal behind `stream`, opened once more. By its own name it may belong to somebody else, as after `su`; the
/// name of the controlling terminal works even then.
fn reopen_terminal(stream: &impl AsFd) -> io::Result<File> {
    let open = |path: &str| {
        OpenOptions::new()
            .write(true)
            .custom_flags((OFlags::NONBLOCK | OFlags::NOCTTY).bits().cast_signed())
            .open(path)
    };
    let named = ttyname(stream, Vec::new())
        .map_err(io::Error::from)
        .and_then(|name| open(name.to_str().map_err(io::Error::other)?));
    named.or_else(|error| {
        let is_controlling =
            tcgetsid(stream).is_ok() && tcgetsid(stream) == rustix::process::getsid(None);
        if is_controlling {
            open("/dev/tty")
        } else {
            Err(error)
        }
    })
}

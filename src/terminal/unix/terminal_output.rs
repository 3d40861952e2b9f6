//! Stdout and stderr that don't block if they are terminals.

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

/// An output that buffers what its terminal doesn't accept, so that a stalled terminal delays neither saving nor signals.
///
/// The terminal is opened again with its own non-blocking flag, because the shell shares the inherited descriptor. If that
/// fails, and for files and pipes, writes block.
#[derive(Debug)]
pub(crate) struct TerminalOutput {
    /// None if the stream is closed.
    file: Option<File>,
    /// Bytes that the terminal hasn't accepted yet.
    pending: Vec<u8>,
}

/// The maximum number of pending bytes. Further writes are dropped completely, so that no escape sequence is cut.
const MAX_PENDING: usize = 1 << 20;
/// How often to retry pending bytes, even if poll reports nothing: serial lines report only once they are nearly empty.
const POLL_INTERVAL: Duration = Duration::from_millis(50);
/// The maximum time of [`TerminalOutput::flush_with_timeout`] for a terminal that accepts bytes slowly.
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

    /// Whether bytes are pending.
    pub(crate) const fn is_stalled(&self) -> bool {
        !self.pending.is_empty()
    }

    /// The descriptor to poll for writing. None if nothing is pending.
    pub(crate) fn pending_fd(&self) -> Option<BorrowedFd<'_>> {
        let file = self.file.as_ref().filter(|_| self.is_stalled())?;
        Some(file.as_fd())
    }

    /// Writes as many pending bytes as the terminal accepts now.
    pub(crate) fn write_pending(&mut self) -> io::Result<()> {
        if self.is_stalled() {
            let written = self.write_some(&self.pending)?;
            self.pending.drain(..written);
        }
        Ok(())
    }

    /// Waits until everything is written, or until the terminal accepted nothing for `timeout`.
    pub(crate) fn flush_with_timeout(&mut self, timeout: Duration) {
        let started = instant_now();
        let mut last_progress = started;
        while self.is_stalled() && is_within(last_progress, timeout) && is_within(started, MAX_WAIT)
        {
            let pending = self.pending.len();
            self.wait_until_writable();
            if self.write_pending().is_err() {
                return;
            }
            if self.pending.len() < pending {
                last_progress = instant_now();
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

    /// Writes until the terminal accepts no more. Returns the number of bytes written.
    fn write_some(&self, bytes: &[u8]) -> io::Result<usize> {
        let Some(file) = &self.file else {
            return Err(Errno::BADF.into());
        };
        let mut written = 0;
        while written < bytes.len() {
            match rustix::io::write(file, &bytes[written..]) {
                Ok(0) | Err(Errno::AGAIN) => break,
                Ok(length) => written += length,
                Err(Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(written)
    }
}

impl Write for TerminalOutput {
    /// Writes or buffers all of `bytes`, or fails.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_pending()?;
        if self.is_stalled() {
            if self.pending.len() + bytes.len() <= MAX_PENDING {
                self.pending.extend_from_slice(bytes);
            }
        } else {
            let written = self.write_some(bytes)?;
            self.pending.extend_from_slice(&bytes[written..]);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn is_within(start: Instant, limit: Duration) -> bool {
    start.elapsed() < limit
}

/// Opens the terminal of `stream` again. After `su` its own name may belong to another user; `/dev/tty` works even then.
fn reopen_terminal(stream: &impl AsFd) -> io::Result<File> {
    let open = |path: &str| {
        OpenOptions::new()
            .write(true)
            .custom_flags((OFlags::NONBLOCK | OFlags::NOCTTY).bits().cast_signed())
            .open(path)
    };
    let by_name = ttyname(stream, Vec::new())
        .map_err(io::Error::from)
        .and_then(|name| open(name.to_str().map_err(io::Error::other)?));
    by_name.or_else(|error| {
        let is_controlling =
            tcgetsid(stream).is_ok() && tcgetsid(stream) == rustix::process::getsid(None);
        if is_controlling {
            open("/dev/tty")
        } else {
            Err(error)
        }
    })
}

//! Reads keys from the terminal on Unix.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crossterm::event::Event;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::OFlags;
use rustix::io::Errno;

use crate::terminal::input::{InputDecoder, TerminalReport};
use crate::terminal::instant_now;

/// Keys per call, so that drawing and signals aren't delayed by fast input.
const BATCH_SIZE: usize = 256;
/// Reads per call: a long paste contains no key until it ends.
const MAX_READS: usize = 16;
/// The size of a read.
const READ_SIZE: usize = 4096;
/// A read of fewer bytes emptied the input.
const SHORT_READ: usize = READ_SIZE / 4;
/// After another program used the terminal, input is dropped until this many escape times pass in silence, at most
/// [`MAX_DRAIN`].
const DRAIN_FACTOR: u32 = 2;
const MAX_DRAIN: Duration = Duration::from_millis(500);

/// Decodes keys from stdin.
#[derive(Debug)]
pub(crate) struct KeyReader {
    decoder: InputDecoder,
    escape_time: Duration,
    started: Instant,
}

impl KeyReader {
    pub(crate) fn new(escape_time: Duration) -> Self {
        Self {
            decoder: InputDecoder::new(escape_time),
            escape_time,
            started: instant_now(),
        }
    }

    /// How long to wait for input until [`Self::read_events`]. None without an incomplete sequence.
    pub(crate) fn timeout(&self) -> Option<Duration> {
        self.decoder.wake_after(self.started.elapsed())
    }

    /// Whether an event was read but not taken.
    #[expect(clippy::unnecessary_wraps, reason = "this can fail on Windows")]
    pub(crate) fn has_buffered_events(&self) -> io::Result<bool> {
        Ok(self.decoder.has_events())
    }

    /// Passes available events to `handle` until it returns false.
    pub(crate) fn read_events(&mut self, mut handle: impl FnMut(Event) -> bool) -> io::Result<()> {
        let mut taken = 0;
        for _ in 0..MAX_READS {
            // Events left from the last call come first.
            let count = if self.decoder.has_events() {
                READ_SIZE
            } else {
                self.read(Duration::ZERO)?
            };
            if count == 0 {
                // Time out a sequence only if no bytes are waiting.
                self.decoder.tick(self.started.elapsed());
            }
            while let Some(event) = self.decoder.pop() {
                taken += 1;
                if !handle(event) || taken == BATCH_SIZE {
                    return Ok(());
                }
            }
            if count < SHORT_READ {
                break;
            }
        }
        Ok(())
    }

    /// The next report of the terminal.
    pub(crate) fn pop_report(&mut self) -> Option<TerminalReport> {
        self.decoder.pop_report()
    }

    /// Waits for input. Keys stay for [`Self::read_events`].
    pub(crate) fn read_reports(&mut self, timeout: Duration) -> io::Result<()> {
        self.read(timeout).map(|_| ())
    }

    /// Drops input until the terminal is silent, after another program used it: keys for that program, and reports that it
    /// may have read partially.
    pub(crate) fn discard_input(&mut self) -> io::Result<()> {
        let started = instant_now();
        self.decoder.discard();
        loop {
            let left = MAX_DRAIN.saturating_sub(started.elapsed());
            let silence = (self.escape_time * DRAIN_FACTOR).min(left);
            let is_over = self.read(silence)? == 0 || left.is_zero();
            self.decoder.discard();
            if is_over {
                return Ok(());
            }
        }
    }

    /// Waits for bytes and decodes them. Returns how many there were.
    fn read(&mut self, timeout: Duration) -> io::Result<usize> {
        let input = io::stdin();
        // An inherited stdin may block, so poll first.
        let mut sources = [PollFd::new(&input, PollFlags::IN)];
        match poll(&mut sources, Timespec::try_from(timeout).ok().as_ref()) {
            Ok(0) | Err(Errno::INTR) => return Ok(0),
            Ok(_) => {}
            Err(error) => return Err(error.into()),
        }
        let mut bytes = [0; READ_SIZE];
        match rustix::io::read(&input, &mut bytes) {
            Ok(0) => Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => {
                self.decoder.feed(&bytes[..count], self.started.elapsed());
                Ok(count)
            }
            Err(Errno::INTR | Errno::AGAIN) => Ok(0),
            Err(error) => Err(error.into()),
        }
    }
}

/// Replaces stdin by a non-blocking descriptor of the terminal, so that an incomplete key sequence doesn't block the event
/// loop. The inherited descriptor is shared with the shell and stays as it is.
pub(crate) fn reopen_stdin() -> io::Result<()> {
    let input = open_terminal(OFlags::NONBLOCK)?;
    Ok(rustix::stdio::dup2_stdin(&input)?)
}

/// A blocking stdin for a child process that takes over the terminal.
pub(crate) fn blocking_stdin() -> Stdio {
    open_terminal(OFlags::empty()).map_or_else(|_| Stdio::inherit(), Stdio::from)
}

fn open_terminal(flags: OFlags) -> io::Result<File> {
    let name = rustix::termios::ttyname(io::stdin(), Vec::new())?;
    let path = name.to_str().map_err(io::Error::other)?;
    let flags = (flags | OFlags::NOCTTY).bits();
    OpenOptions::new()
        .read(true)
        .write(true)
        .custom_flags(flags.cast_signed())
        .open(path)
}

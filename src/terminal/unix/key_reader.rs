//! The terminal as an input of the program's own, and the keys that come from it.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crossterm::event::Event;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::OFlags;
use rustix::io::Errno;

use crate::terminal::input::InputDecoder;
use crate::terminal::instant_now;

/// After so many keys the screen is drawn and signals are heard, however fast more keys come.
const BATCH_SIZE: usize = 256;
/// A paste brings no key until it ends. After so many reads, too, signals are heard.
const MAX_READS: usize = 16;
/// What a terminal hands over at once.
const READ_SIZE: usize = 4096;
/// Where it hands over less, there was no more.
const SHORT_READ: usize = READ_SIZE / 4;
/// After another program had the terminal, answers to its questions are over when so many escape times are silent, but
/// at the latest after this.
const DRAIN_FACTOR: u32 = 2;
const MAX_DRAIN: Duration = Duration::from_millis(500);

/// The keys that come from the terminal.
#[derive(Debug)]
pub struct KeyReader {
    decoder: InputDecoder,
    escape_time: Duration,
    started: Instant,
}

impl KeyReader {
    pub fn new(escape_time: Duration) -> Self {
        Self {
            decoder: InputDecoder::new(escape_time),
            escape_time,
            started: instant_now(),
        }
    }

    /// How long to wait at most until [`Self::take_all`]; none while there is nothing to wait for but keys.
    pub fn timeout(&self) -> Option<Duration> {
        self.decoder.wake_after(self.started.elapsed())
    }

    /// Whether a key that was read along with others waits to be taken.
    #[expect(clippy::unnecessary_wraps, reason = "other systems can fail at it")]
    pub fn has_buffered_events(&self) -> io::Result<bool> {
        Ok(self.decoder.has_events())
    }

    /// Hands over the events that are there now, in order, until `each` has had enough.
    pub fn read_events(&mut self, mut each: impl FnMut(Event) -> bool) -> io::Result<()> {
        let mut taken = 0;
        for _ in 0..MAX_READS {
            // What was left over by the last call comes before more is read.
            let count = if self.decoder.has_events() {
                READ_SIZE
            } else {
                self.read(Duration::ZERO)?
            };
            if count == 0 {
                // Only what has really been silent is given up: bytes that wait to be read come first.
                self.decoder.tick(self.started.elapsed());
            }
            while let Some(event) = self.decoder.pop() {
                taken += 1;
                if !each(event) || taken == BATCH_SIZE {
                    return Ok(());
                }
            }
            if count < SHORT_READ {
                break;
            }
        }
        Ok(())
    }

    /// Drops what comes until the terminal is silent, after another program had it: answers to its questions may have
    /// been read by it in part, and keys were meant for it.
    pub fn discard_input(&mut self) -> io::Result<()> {
        let began = instant_now();
        self.decoder.discard();
        loop {
            let left = MAX_DRAIN.saturating_sub(began.elapsed());
            let silence = (self.escape_time * DRAIN_FACTOR).min(left);
            let is_over = self.read(silence)? == 0 || left.is_zero();
            self.decoder.discard();
            if is_over {
                return Ok(());
            }
        }
    }

    /// Waits so long for bytes and reads what is there, never longer. Says how many bytes that was.
    fn read(&mut self, at_most: Duration) -> io::Result<usize> {
        let input = io::stdin();
        // Where the input isn't the program's own, reading it might wait.
        let mut sources = [PollFd::new(&input, PollFlags::IN)];
        match poll(&mut sources, Timespec::try_from(at_most).ok().as_ref()) {
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

/// Gives the program an input of its own on the terminal, one that never blocks.
///
/// A key can arrive in pieces, and waiting for the rest of one would hold up the breath and signals.
/// The input that came with the program is shared with the shell and stays as it is.
pub fn reopen_stdin() -> io::Result<()> {
    let input = open_terminal(OFlags::NONBLOCK)?;
    Ok(rustix::stdio::dup2_stdin(&input)?)
}

/// An input that blocks, for a program that takes over the terminal for a while.
pub fn blocking_stdin() -> Stdio {
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

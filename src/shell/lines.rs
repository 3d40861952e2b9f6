//! Lines instead of a screen: words out, lines in, and nothing else between a person and the program.

use std::io::{self, IsTerminal, Write};
use std::os::fd::AsFd;
use std::time::Duration;

use rustix::termios::{
    LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr,
};

use super::signals::{Signal, Signals};
use super::{monotonic, now};
use crate::entry::Moment;
use crate::plain::{Came, Talk};
use crate::text::{columns, wrapped};

/// Standard input and output, as lines.
#[derive(Debug)]
pub struct Lines {
    signals: Signals,
    /// What was read and isn't a whole line yet.
    read: Vec<u8>,
    has_ended: bool,
    /// How the terminal was, if there is one.
    terminal: Option<Termios>,
    /// Letters and signs of ASCII alone are sure to be shown.
    is_ascii: bool,
}

/// A line longer than this is taken in pieces.
const LONGEST: usize = 1 << 16;

impl Lines {
    pub fn new(is_ascii: bool) -> io::Result<Self> {
        Ok(Self {
            signals: Signals::listen()?,
            read: Vec::new(),
            has_ended: false,
            terminal: keep_half_lines(),
            is_ascii,
        })
    }

    /// What was typed and not ended yet. The terminal hands it out once it isn't asked for whole lines.
    fn half(&mut self) -> io::Result<String> {
        if let Some(mut terminal) = self.terminal.clone() {
            terminal.local_modes -= LocalModes::ICANON;
            terminal.special_codes[SpecialCodeIndex::VMIN] = 0;
            terminal.special_codes[SpecialCodeIndex::VTIME] = 0;
            tcsetattr(io::stdin(), OptionalActions::Now, &terminal)?;
            self.read_more()?;
        }
        Ok(String::from_utf8_lossy(&self.read).trim_end().to_owned())
    }

    /// Whether what is said goes nowhere: an output that is closed counts as that.
    pub fn are_unheard() -> bool {
        let device =
            |stat: rustix::io::Result<rustix::fs::Stat>| stat.ok().map(|stat| stat.st_rdev);
        let nowhere = device(rustix::fs::stat("/dev/null")).filter(|device| *device != 0);
        nowhere.is_some() && device(rustix::fs::fstat(io::stdout())) == nowhere
    }

    /// Whether there is nothing to read and never will be.
    pub fn has_nothing(&mut self) -> io::Result<bool> {
        if !self.has_ended
            && self.read.is_empty()
            && self.signals.wait_for_lines(Some(Duration::ZERO))?
        {
            self.read_more()?;
        }
        Ok(self.has_ended && self.read.is_empty())
    }

    /// The first whole line of what was read; at the end also one that nobody ended.
    fn take_line(&mut self) -> Option<String> {
        let end = self.read.iter().position(|byte| *byte == b'\n');
        let (length, skipped) = match end {
            Some(end) => (end, 1),
            None if self.read.len() >= LONGEST => (whole_letters(&self.read[..LONGEST]), 0),
            None if self.has_ended && !self.read.is_empty() => (self.read.len(), 0),
            None => return None,
        };
        let line = String::from_utf8_lossy(&self.read[..length]).into_owned();
        self.read.drain(..length + skipped);
        Some(line.trim_end_matches('\r').to_owned())
    }

    fn read_more(&mut self) -> io::Result<()> {
        let mut piece = [0; 4096];
        match rustix::io::read(io::stdin().as_fd(), &mut piece) {
            // That, or the terminal is gone.
            Ok(0) | Err(rustix::io::Errno::IO) => self.has_ended = true,
            Ok(length) => self.read.extend_from_slice(&piece[..length]),
            Err(rustix::io::Errno::INTR | rustix::io::Errno::AGAIN) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }
}

impl Talk for Lines {
    fn say(&mut self, words: &str) -> io::Result<()> {
        let mut out = io::stdout().lock();
        let width = crossterm::terminal::size().map_or(80, |(width, _)| usize::from(width));
        let words = if self.is_ascii {
            plain(words)
        } else {
            words.to_owned()
        };
        for line in words.split('\n') {
            if out.is_terminal() && columns(line) > width.max(1) {
                for row in wrapped(line, width.max(1)) {
                    writeln!(out, "{}", row.trim_end())?;
                }
            } else {
                writeln!(out, "{}", line.trim_end())?;
            }
        }
        out.flush()
    }

    fn listen(&mut self, at_most: Option<Duration>) -> io::Result<(Came, Duration)> {
        let begun = monotonic();
        loop {
            if let Some(line) = self.take_line() {
                return Ok((Came::Line(line), begun.elapsed()));
            }
            let left = at_most.map(|at_most| at_most.saturating_sub(begun.elapsed()));
            // A breath goes on though nobody can say anything any more.
            let has_some = match (self.has_ended, left) {
                (true, None) => return Ok((Came::End, begun.elapsed())),
                (true, Some(left)) => {
                    self.signals.wait_for_time(left)?;
                    false
                }
                (false, left) => self.signals.wait_for_lines(left)?,
            };
            match self.signals.caught() {
                Some(Signal::End(number)) => {
                    // A terminal that is gone has nothing more to hand out.
                    let half = self.half().unwrap_or_default();
                    return Ok((Came::Signal(number, half), begun.elapsed()));
                }
                Some(Signal::SetAside) => super::signals::set_aside(),
                Some(Signal::Mishap) => panic!("a mistake made on purpose"),
                Some(Signal::Continued) | None => {}
            }
            if has_some {
                self.read_more()?;
            } else if at_most.is_some_and(|most| begun.elapsed() >= most) {
                return Ok((Came::Nothing, begun.elapsed()));
            }
        }
    }

    fn now(&self) -> Moment {
        now()
    }
}

/// Has the terminal keep what was typed when a signal comes, and says how it was before.
fn keep_half_lines() -> Option<Termios> {
    let before = tcgetattr(io::stdin()).ok()?;
    let mut keeping = before.clone();
    keeping.local_modes |= LocalModes::NOFLSH;
    tcsetattr(io::stdin(), OptionalActions::Now, &keeping).ok()?;
    Some(before)
}

impl Drop for Lines {
    fn drop(&mut self) {
        if let Some(before) = &self.terminal {
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, before);
        }
    }
}

/// Where the last letter begins, so that none is cut in two.
fn whole_letters(bytes: &[u8]) -> usize {
    let begins = |byte: &u8| byte & 0b1100_0000 != 0b1000_0000;
    bytes
        .iter()
        .rposition(begins)
        .filter(|end| *end > 0)
        .unwrap_or(bytes.len())
}

/// The signs of a printer in those of a typewriter. What the person wrote stays as it is.
fn plain(words: &str) -> String {
    let mut plain = String::with_capacity(words.len());
    for letter in words.chars() {
        match letter {
            '“' | '”' => plain.push('"'),
            '’' => plain.push('\''),
            '…' => plain.push_str("..."),
            '→' => plain.push_str("to"),
            letter => plain.push(letter),
        }
    }
    plain
}

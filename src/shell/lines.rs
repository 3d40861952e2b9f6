//! Lines instead of a screen: words out, lines in, and nothing else between a person and the program.

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use super::signal::Signal;
use super::system::lines::{self as system, Source};
use super::system::signals::set_aside;
use super::{monotonic, now};
use crate::entry::Moment;
use crate::plain::{Came, Talk};
use crate::text::{columns, typewritten, wrapped};

/// Standard input and output, as lines.
#[derive(Debug)]
pub struct Lines {
    source: Source,
    /// What was read and isn't a whole line yet.
    read: Vec<u8>,
    has_ended: bool,
    /// Letters and signs of ASCII alone are sure to be shown.
    is_ascii: bool,
}

/// A line longer than this is taken in pieces.
const LONGEST: usize = 1 << 16;

impl Lines {
    pub fn new(is_ascii: bool) -> io::Result<Self> {
        Ok(Self {
            source: Source::open()?,
            read: Vec::new(),
            has_ended: false,
            is_ascii,
        })
    }

    /// What was typed and not ended yet.
    fn half(&mut self) -> io::Result<String> {
        self.source.read_half_into(&mut self.read)?;
        Ok(String::from_utf8_lossy(&self.read).trim_end().to_owned())
    }

    /// Whether what is said goes nowhere: an output that is closed counts as that.
    pub fn are_unheard() -> bool {
        system::are_unheard()
    }

    /// Whether there is nothing to read and never will be.
    pub fn has_nothing(&mut self) -> io::Result<bool> {
        if !self.has_ended && self.read.is_empty() && self.source.wait(Some(Duration::ZERO))? {
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
        self.has_ended |= self.source.read_into(&mut self.read)?;
        Ok(())
    }
}

impl Talk for Lines {
    fn say(&mut self, words: &str) -> io::Result<()> {
        let mut out = io::stdout().lock();
        let width = super::size().map_or(80, |(width, _)| usize::from(width));
        let words = if self.is_ascii {
            typewritten(words)
        } else {
            words.to_owned()
        };
        for line in words.split('\n') {
            if out.is_terminal() && columns(line) > width {
                for row in wrapped(line, width) {
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
                    self.source.wait_for_time(left)?;
                    false
                }
                (false, left) => self.source.wait(left)?,
            };
            match self.source.caught() {
                Some(Signal::End(number)) => {
                    // A terminal that is gone has nothing more to hand out.
                    let half = self.half().unwrap_or_default();
                    return Ok((Came::Signal(number, half), begun.elapsed()));
                }
                Some(Signal::SetAside) => set_aside(),
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

/// Where the last letter begins, so that none is cut in two.
fn whole_letters(bytes: &[u8]) -> usize {
    let begins = |byte: &u8| byte & 0b1100_0000 != 0b1000_0000;
    bytes
        .iter()
        .rposition(begins)
        .filter(|end| *end > 0)
        .unwrap_or(bytes.len())
}

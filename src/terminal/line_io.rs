//! Lines instead of a screen: words out, lines in, and nothing else between a person and the program.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write as _};
use std::time::Duration;

use super::signal_event::SignalEvent;
use super::system::line_source::{self as system, LineSource};
use super::system::signals::suspend;
use super::system::terminal_output::TerminalOutput;
use super::{instant_now, now};
use crate::domain::entry::LocalTime;
use crate::text::decode::{Encoding, decode_windows_1252};
use crate::text::{
    display_width, graphemes, replace_unsafe_in_lines, sanitize, to_ascii_punctuation, wrap,
};
use crate::ui::line_mode::{LineInput, LineIo};

/// Standard input and output, as lines.
#[derive(Debug)]
pub struct StdLineIo {
    source: LineSource,
    out: TerminalOutput,
    /// What was read and isn't a whole line yet.
    buffer: Vec<u8>,
    /// The beginning of a line that the terminal may have cut, until the rest of it comes.
    cut_line: Vec<u8>,
    /// The person has yet to be asked for that rest.
    may_be_cut: bool,
    has_ended: bool,
    /// How the input is encoded, once enough of it was read to tell.
    encoding: Option<Encoding>,
    /// Letters and signs of ASCII alone are sure to be shown.
    is_ascii: bool,
}

/// So many letters of the end of a line that may be cut are shown.
const MAX_SHOWN: usize = 30;

/// A line longer than this is taken in pieces.
const MAX_LINE_BYTES: usize = 1 << 16;

impl StdLineIo {
    pub fn new(is_ascii: bool) -> io::Result<Self> {
        Ok(Self {
            source: LineSource::open()?,
            out: TerminalOutput::stdout(),
            buffer: Vec::new(),
            cut_line: Vec::new(),
            may_be_cut: false,
            has_ended: false,
            encoding: None,
            is_ascii,
        })
    }

    /// What was typed and not ended yet.
    fn partial_line(&mut self) -> io::Result<String> {
        self.source.read_partial_into(&mut self.buffer)?;
        let encoding = self.encoding.unwrap_or(Encoding::Utf8);
        let mut read = std::mem::take(&mut self.cut_line);
        read.append(&mut self.buffer);
        // A letter of which only a part was typed is none yet.
        let typed = &read[..encoding.complete_len(&read)];
        let half = encoding.decode(typed).map(Cow::into_owned).ok();
        let half = half.or_else(|| decode_windows_1252(typed));
        Ok(half.unwrap_or_default().trim_end().to_owned())
    }

    /// Whether what is said goes nowhere: an output that is closed counts as that.
    pub fn is_output_discarded() -> bool {
        system::is_output_discarded()
    }

    /// Whether there is nothing to read and never will be.
    pub fn is_input_empty(&mut self) -> io::Result<bool> {
        if !self.has_ended
            && self.buffer.is_empty()
            && self.source.wait(Some(Duration::ZERO), &self.out)?
        {
            self.fill_buffer()?;
        }
        Ok(self.has_ended && self.buffer.is_empty())
    }

    /// The bytes of the first whole line of what was read; at the end also of one that nobody ended.
    fn take_line(&mut self) -> Option<Vec<u8>> {
        let encoding = self.detect_encoding()?;
        let (length, skipped) = match encoding.first_line(&self.buffer) {
            Some(line) => line,
            None if self.buffer.len() >= MAX_LINE_BYTES => {
                (encoding.complete_len(&self.buffer[..MAX_LINE_BYTES]), 0)
            }
            None if self.has_ended && !(self.buffer.is_empty() && self.cut_line.is_empty()) => {
                (self.buffer.len(), 0)
            }
            None => return None,
        };
        let mut line = std::mem::take(&mut self.cut_line);
        line.extend(self.buffer.drain(..length));
        self.buffer.drain(..skipped);
        // A line of just the most bytes there can be may have lost its end.
        if skipped > 0 && self.source.max_line() == Some(length) && line.len() < MAX_LINE_BYTES {
            self.cut_line = line;
            self.may_be_cut = true;
            return None;
        }
        Some(line)
    }

    /// Asks for the rest of a line that the terminal may have cut.
    fn ask_for_rest(&mut self) -> io::Result<()> {
        let encoding = self.encoding.unwrap_or(Encoding::Utf8);
        self.cut_line
            .truncate(encoding.complete_len(&self.cut_line));
        let text = encoding.decode(&self.cut_line).unwrap_or_default();
        let begins: Vec<_> = graphemes(&text).map(|(at, _)| at).collect();
        let first = begins.len().saturating_sub(MAX_SHOWN);
        let end = sanitize(&text[begins.get(first).copied().unwrap_or(0)..]);
        self.write_paragraph(&format!(
            "Your terminal passes on only so much of one line, and may have left out the end. What came ends with “{end}”. \
             Please type what comes after that, or press Enter if that was all."
        ))
    }

    /// The encoding of the input, told by its first bytes; none while these may tell more. Takes off a byte order mark.
    fn detect_encoding(&mut self) -> Option<Encoding> {
        if self.encoding.is_none()
            && (self.has_ended || self.buffer.len() >= 4 || self.buffer.contains(&b'\n'))
        {
            let (encoding, mark) = Encoding::detect(&self.buffer);
            self.buffer.drain(..mark);
            self.encoding = Some(encoding);
        }
        self.encoding
    }

    /// The text of a line, none if it can't be read. Tells the person whatever isn't sure.
    fn decode_line(&mut self, line: &[u8]) -> io::Result<Option<String>> {
        let encoding = self.encoding.unwrap_or(Encoding::Utf8);
        if let Ok(text) = encoding.decode(line) {
            return Ok(Some(text.trim_end_matches('\r').to_owned()));
        }
        let guess = decode_windows_1252(line).filter(|_| encoding == Encoding::Utf8);
        if let Some(guess) = guess {
            self.write_paragraph(
                "That line is not UTF-8, so it was read as Windows-1252. If letters in it look wrong, \
                 please send it again as UTF-8.",
            )?;
            return Ok(Some(guess.trim_end_matches('\r').to_owned()));
        }
        if io::stdin().is_terminal() {
            self.write_paragraph(
                "That line could not be read, because it is not UTF-8. Please type it again.",
            )?;
        } else {
            // The lines after it would become answers to the wrong questions.
            self.write_paragraph(
                "That line could not be read, because it is not UTF-8, so nothing after it is read either. \
                 Please send it again as UTF-8.",
            )?;
            self.has_ended = true;
            self.buffer.clear();
        }
        Ok(None)
    }

    /// Waits until the terminal took what was said, but not once it took nothing for `patience`.
    pub(crate) fn flush_with_timeout(&mut self, patience: Duration) {
        self.out.flush_with_timeout(patience);
    }

    fn fill_buffer(&mut self) -> io::Result<()> {
        self.has_ended |= self.source.read_into(&mut self.buffer)?;
        Ok(())
    }
}

impl LineIo for StdLineIo {
    /// A terminal that takes nothing now hears it later. Meanwhile lines are taken and saved as ever.
    fn write_paragraph(&mut self, words: &str) -> io::Result<()> {
        let mut told = String::new();
        let width = super::size().map_or(80, |(width, _)| usize::from(width));
        let words = if self.is_ascii {
            to_ascii_punctuation(words)
        } else {
            words.to_owned()
        };
        for line in replace_unsafe_in_lines(&words).split('\n') {
            if io::stdout().is_terminal() && display_width(line) > width {
                for row in wrap(line, width) {
                    let _ = writeln!(told, "{}", row.trim_end());
                }
            } else {
                let _ = writeln!(told, "{}", line.trim_end());
            }
        }
        self.out.write_all(told.as_bytes())?;
        self.out.flush()
    }

    fn read_line(&mut self, at_most: Option<Duration>) -> io::Result<(LineInput, Duration)> {
        let begun = instant_now();
        loop {
            self.out.write_pending()?;
            let line = self.take_line();
            if std::mem::take(&mut self.may_be_cut) {
                self.ask_for_rest()?;
                continue;
            }
            if let Some(bytes) = line {
                match self.decode_line(&bytes)? {
                    Some(line) => return Ok((LineInput::Line(line), begun.elapsed())),
                    None => continue,
                }
            }
            let left = at_most.map(|at_most| at_most.saturating_sub(begun.elapsed()));
            // A breath goes on though nobody can say anything any more.
            let has_some = match (self.has_ended, left) {
                (true, None) => return Ok((LineInput::Eof, begun.elapsed())),
                (true, Some(left)) => {
                    self.source.wait_without_input(left, &self.out)?;
                    false
                }
                (false, left) => self.source.wait(left, &self.out)?,
            };
            match self.source.take_event() {
                Some(SignalEvent::Terminate(number)) => {
                    // A terminal that is gone has nothing more to hand out.
                    let half = self.partial_line().unwrap_or_default();
                    return Ok((LineInput::Signal(number, half), begun.elapsed()));
                }
                Some(SignalEvent::Suspend) => suspend(),
                Some(SignalEvent::Panic) => panic!("a mistake made on purpose"),
                Some(SignalEvent::Continue) | None => {}
            }
            if has_some {
                self.fill_buffer()?;
            } else if at_most.is_some_and(|most| begun.elapsed() >= most) {
                return Ok((LineInput::TimedOut, begun.elapsed()));
            }
        }
    }

    fn now(&self) -> LocalTime {
        now()
    }
}

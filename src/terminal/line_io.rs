//! Line mode on stdin and stdout.

mod hidden_line;

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write as _};
use std::time::Duration;

use super::panic_hook::repeat_panic;
use super::running_work::RunningWork;
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
use crate::ui::app::{WorkRequest, WorkResult};
use crate::ui::line_mode::{HiddenInput, LineInput, LineIo};
use crate::ui::progress_text::progress_texts;

/// Stdin as lines, and stdout.
#[derive(Debug)]
pub(crate) struct StdLineIo {
    source: LineSource,
    out: TerminalOutput,
    /// Bytes of incomplete lines.
    buffer: Vec<u8>,
    /// The start of a line that the terminal may have truncated.
    cut_line: Vec<u8>,
    /// The user has to be asked for the rest of `cut_line`.
    may_be_cut: bool,
    has_ended: bool,
    /// A signal that arrived during long work, which it stopped.
    signal: Option<i32>,
    /// The encoding of the input, once it is detected.
    encoding: Option<Encoding>,
    /// Print only ASCII punctuation.
    is_ascii: bool,
}

/// How many graphemes of the end of a truncated line are shown.
const MAX_SHOWN: usize = 30;

/// How often to look whether long work has finished.
const WORK_POLL: Duration = Duration::from_millis(50);
/// Work that is over before that says nothing.
const FIRST_PROGRESS_AFTER: Duration = Duration::from_secs(1);
const PROGRESS_INTERVAL: Duration = Duration::from_secs(5);

/// A longer line is split.
const MAX_LINE_BYTES: usize = 1 << 16;

impl StdLineIo {
    pub(crate) fn new(is_ascii: bool) -> io::Result<Self> {
        Ok(Self {
            source: LineSource::open()?,
            out: TerminalOutput::stdout(),
            buffer: Vec::new(),
            cut_line: Vec::new(),
            may_be_cut: false,
            has_ended: false,
            signal: None,
            encoding: None,
            is_ascii,
        })
    }

    /// The text of an incomplete line.
    fn partial_line(&mut self) -> io::Result<String> {
        self.source.read_partial_into(&mut self.buffer)?;
        let encoding = self.encoding.unwrap_or(Encoding::Utf8);
        let mut read = std::mem::take(&mut self.cut_line);
        read.append(&mut self.buffer);
        // Drop an incomplete character at the end.
        let typed = &read[..encoding.complete_len(&read)];
        let text = encoding.decode(typed).map(Cow::into_owned).ok();
        let text = text.or_else(|| decode_windows_1252(typed));
        Ok(text.unwrap_or_default().trim_end().to_owned())
    }

    /// Whether stdout is `/dev/null` or closed.
    pub(crate) fn is_output_discarded() -> bool {
        system::is_output_discarded()
    }

    /// Whether the input has ended without any data.
    pub(crate) fn is_input_empty(&mut self) -> io::Result<bool> {
        if !self.has_ended
            && self.buffer.is_empty()
            && self.source.wait(Some(Duration::ZERO), &self.out)?
        {
            self.fill_buffer()?;
        }
        Ok(self.has_ended && self.buffer.is_empty())
    }

    /// Takes the first complete line, or the last line of the input without a line end.
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
        // A line with the maximum length may have been truncated by the terminal.
        if skipped > 0 && self.source.max_line() == Some(length) && line.len() < MAX_LINE_BYTES {
            self.cut_line = line;
            self.may_be_cut = true;
            return None;
        }
        Some(line)
    }

    /// Asks for the rest of a line that the terminal may have truncated.
    fn ask_for_rest(&mut self) -> io::Result<()> {
        let encoding = self.encoding.unwrap_or(Encoding::Utf8);
        self.cut_line
            .truncate(encoding.complete_len(&self.cut_line));
        let text = encoding.decode(&self.cut_line).unwrap_or_default();
        let starts: Vec<_> = graphemes(&text).map(|(at, _)| at).collect();
        let first = starts.len().saturating_sub(MAX_SHOWN);
        let end = sanitize(&text[starts.get(first).copied().unwrap_or(0)..]);
        self.write_paragraph(&format!(
            "Your terminal passes on only so much of one line, and may have left out the end. What came ends with “{end}”. \
             Please type what comes after that, or press Enter if that was all."
        ))
    }

    /// Detects the encoding from the first bytes and removes a byte order mark. None if more bytes are needed.
    fn detect_encoding(&mut self) -> Option<Encoding> {
        if self.encoding.is_none()
            && (self.has_ended || self.buffer.len() >= 4 || self.buffer.contains(&b'\n'))
        {
            let (encoding, bom_len) = Encoding::detect(&self.buffer);
            self.buffer.drain(..bom_len);
            self.encoding = Some(encoding);
        }
        self.encoding
    }

    /// Decodes a line. None if it can't be decoded. Tells the user about both guesses and errors.
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
            // Otherwise the next lines would answer the wrong questions.
            self.write_paragraph(
                "That line could not be read, because it is not UTF-8, so nothing after it is read either. \
                 Please send it again as UTF-8.",
            )?;
            self.has_ended = true;
            self.buffer.clear();
        }
        Ok(None)
    }

    /// Waits until everything is written, or until the terminal accepted nothing for `timeout`.
    pub(crate) fn flush_with_timeout(&mut self, timeout: Duration) {
        self.out.flush_with_timeout(timeout);
    }

    fn fill_buffer(&mut self) -> io::Result<()> {
        self.has_ended |= self.source.read_into(&mut self.buffer)?;
        Ok(())
    }
}

impl LineIo for StdLineIo {
    /// Doesn't wait for a stalled terminal, so that lines are still read and saved.
    fn write_paragraph(&mut self, text: &str) -> io::Result<()> {
        let mut output = String::new();
        let width = super::size().map_or(80, |(width, _)| usize::from(width));
        let text = if self.is_ascii {
            to_ascii_punctuation(text)
        } else {
            text.to_owned()
        };
        for line in replace_unsafe_in_lines(&text).split('\n') {
            if io::stdout().is_terminal() && display_width(line) > width {
                for row in wrap(line, width) {
                    let _ = writeln!(output, "{}", row.trim_end());
                }
            } else {
                let _ = writeln!(output, "{}", line.trim_end());
            }
        }
        self.out.write_all(output.as_bytes())?;
        self.out.flush()
    }

    fn read_line(&mut self, timeout: Option<Duration>) -> io::Result<(LineInput, Duration)> {
        let started = instant_now();
        self.source.set_echo(true)?;
        loop {
            self.out.write_pending()?;
            let line = self.take_line();
            if std::mem::take(&mut self.may_be_cut) {
                self.ask_for_rest()?;
                continue;
            }
            if let Some(bytes) = line {
                match self.decode_line(&bytes)? {
                    Some(line) => return Ok((LineInput::Line(line), started.elapsed())),
                    None => continue,
                }
            }
            let left = timeout.map(|timeout| timeout.saturating_sub(started.elapsed()));
            // A break continues after the end of the input.
            let has_input = match (self.has_ended, left) {
                (true, None) => return Ok((LineInput::Eof, started.elapsed())),
                (true, Some(left)) => {
                    self.source.wait_without_input(left, &self.out)?;
                    false
                }
                (false, left) => self.source.wait(left, &self.out)?,
            };
            let waiting = self.signal.take().map(SignalEvent::Terminate);
            match waiting.or_else(|| self.source.take_event()) {
                Some(SignalEvent::Terminate(number)) => {
                    // This fails if the terminal is gone.
                    let partial = self.partial_line().unwrap_or_default();
                    return Ok((LineInput::Signal(number, partial), started.elapsed()));
                }
                Some(SignalEvent::Suspend) => suspend(),
                Some(SignalEvent::Panic) => panic!("a mistake made on purpose"),
                Some(SignalEvent::Continue) | None => {}
            }
            if has_input {
                self.fill_buffer()?;
            } else if timeout.is_some_and(|timeout| started.elapsed() >= timeout) {
                return Ok((LineInput::TimedOut, started.elapsed()));
            }
        }
    }

    fn read_hidden_line(&mut self, prompt: &str) -> io::Result<HiddenInput> {
        self.read_hidden(prompt)
    }

    /// Says how far it is in paragraphs, which stay. A signal such as that of Ctrl+C stops it, and ends line mode afterwards.
    fn run_work(&mut self, work: WorkRequest) -> WorkResult {
        let work = RunningWork::start(work);
        let (mut next, mut hint) = (instant_now() + FIRST_PROGRESS_AFTER, " Ctrl+C stops it.");
        loop {
            if let Some(finished) = work.finish_within(WORK_POLL) {
                return finished.unwrap_or_else(|location| repeat_panic(location));
            }
            match self.source.take_event() {
                Some(SignalEvent::Terminate(number)) => {
                    self.signal = Some(number);
                    work.stop();
                }
                Some(SignalEvent::Suspend) => suspend(),
                Some(SignalEvent::Panic | SignalEvent::Continue) | None => {}
            }
            if instant_now() >= next
                && let Some(progress) = work.take_progress()
            {
                let [text, _] = progress_texts(progress, None);
                // If the terminal is gone, reading reports it.
                let _ = self.write_paragraph(&format!("{text}.{hint}"));
                (next, hint) = (instant_now() + PROGRESS_INTERVAL, "");
            }
        }
    }

    fn take_partial_line(&mut self) -> io::Result<String> {
        self.partial_line()
    }

    fn now(&self) -> LocalTime {
        now()
    }
}

//! Decodes the bytes of a terminal into keys, pastes and the reports that the program asks for, and drops everything else.
//!
//! Terminals also send other reports (mouse, focus, answers to queries of other programs) in this stream. The decoder reads
//! each sequence to its end, wherever it is split, so that no part of a report becomes typed text and no typed text is lost
//! in a report.
//!
//! The decoder does no I/O: it gets the bytes and the time, and returns when to be called next.

mod bracketed_paste;
mod control_bytes;
mod control_string;
mod key_sequence;
mod mouse_report;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};

use self::bracketed_paste::PasteBuffer;
use self::control_bytes::{CAN, CTRL_C, ESC, SUB};
use self::control_string::{ByteResult, ControlString};
use self::key_sequence::MAX_PARAMETERS;
use self::mouse_report::MouseReport;
use crate::ui::color::Rgb;

/// The default time an ESC waits for the rest of a key sequence.
const DEFAULT_ESCAPE_TIME: Duration = Duration::from_millis(30);
/// The same over SSH, where the bytes of a sequence may arrive in two packets.
const REMOTE_ESCAPE_TIME: Duration = Duration::from_millis(100);
/// Added to the escape time: a sender that waits exactly that long may be a little late.
const WAKE_TOLERANCE: Duration = Duration::from_millis(20);
/// How long an incomplete sequence waits at least for its next byte; three escape times, if that is longer. The only key
/// that waits for this is Alt with a letter that begins sequences.
const MAX_SILENCE: Duration = Duration::from_millis(100);
/// How long a control string, such as a color report, may take in total.
const MAX_STRING_TIME: Duration = Duration::from_secs(10);
/// A paste without its end is complete after this much silence.
const MAX_PASTE_SILENCE: Duration = Duration::from_secs(1);
/// The escape time: as configured in milliseconds, or the default for the connection.
pub fn escape_time(configured: Option<u16>, is_remote: bool) -> Duration {
    match configured {
        Some(milliseconds) => Duration::from_millis(milliseconds.into()),
        None if is_remote => REMOTE_ESCAPE_TIME,
        None => DEFAULT_ESCAPE_TIME,
    }
}

/// The kind of sequence that is being decoded.
#[derive(Debug, Default)]
enum DecoderState {
    #[default]
    Ground,
    /// A multi-byte UTF-8 character. Its first bytes are in `InputDecoder::bytes`.
    Utf8 {
        length: usize,
    },
    /// ESC: the Esc key, or the start of a sequence.
    Escape,
    /// `ESC O` (single shift three), followed by a function key.
    Ss3,
    /// `ESC [`, a control sequence. Its bytes before the final one are in `InputDecoder::bytes`.
    Csi,
    /// `ESC [ [`, a function key of the Linux console.
    LinuxConsole,
    /// `ESC [ M`, a mouse report.
    Mouse(MouseReport),
    ControlString {
        began: Duration,
        string: ControlString,
    },
    Paste(PasteBuffer),
}

/// A report of the terminal that the program asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TerminalReport {
    /// The background color (OSC 11).
    Background(Rgb),
    /// The terminal switched between a light and a dark theme (mode 2031).
    ThemeChanged,
    /// The device attributes (DA1), which every terminal reports. Queries sent before are answered or never will be.
    DeviceAttributes,
}

/// The state of the decoder. All times are relative to the same arbitrary start.
#[derive(Debug)]
pub struct InputDecoder {
    state: DecoderState,
    bytes: Vec<u8>,
    /// The byte after ESC that introduced the sequence, as in `ESC [`.
    introducer: u8,
    /// The sequence was introduced by a single C1 byte instead of ESC and a letter.
    is_8_bit: bool,
    /// Another ESC came before the sequence: Alt, or the Esc key.
    has_leading_escape: bool,
    /// The next character has Alt.
    has_alt: bool,
    escape_time: Duration,
    last: Duration,
    events: VecDeque<Event>,
    reports: VecDeque<TerminalReport>,
}

impl InputDecoder {
    pub fn new(escape_time: Duration) -> Self {
        Self {
            state: DecoderState::Ground,
            bytes: Vec::new(),
            introducer: 0,
            is_8_bit: false,
            has_leading_escape: false,
            has_alt: false,
            escape_time,
            last: Duration::ZERO,
            events: VecDeque::new(),
            reports: VecDeque::new(),
        }
    }

    /// Decodes bytes that arrived at `now`.
    pub fn feed(&mut self, bytes: &[u8], now: Duration) {
        // A single Ctrl+C after a pause was pressed because the paste seems to hang.
        if bytes == [CTRL_C] && now >= self.last + MAX_SILENCE {
            self.finish_paste();
        }
        self.last = now;
        if matches!(self.state, DecoderState::ControlString { began, .. } if now > began + MAX_STRING_TIME)
        {
            self.reset();
        }
        for byte in bytes {
            self.process_byte(*byte);
        }
    }

    /// Ends an incomplete sequence that timed out. Call this when no bytes arrived.
    pub fn tick(&mut self, now: Duration) {
        if self.wake_after(now) == Some(Duration::ZERO) {
            self.time_out();
        }
    }

    /// How long to wait for bytes until [`Self::tick`]. None if no sequence is incomplete.
    pub fn wake_after(&self, now: Duration) -> Option<Duration> {
        let brief = self.escape_time + WAKE_TOLERANCE;
        let long = MAX_SILENCE.max(self.escape_time * 3);
        let deadline = match &self.state {
            DecoderState::Ground | DecoderState::Utf8 { .. } => return None,
            DecoderState::Escape => self.last + brief,
            DecoderState::ControlString { began, .. } => {
                (self.last + long).min(*began + MAX_STRING_TIME)
            }
            DecoderState::Csi
            | DecoderState::Ss3
            | DecoderState::LinuxConsole
            | DecoderState::Mouse(_) => self.last + long,
            DecoderState::Paste(_) => self.last + MAX_PASTE_SILENCE,
        };
        Some(deadline.saturating_sub(now))
    }

    /// The next complete key or paste.
    pub fn pop(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// The next report.
    pub fn pop_report(&mut self) -> Option<TerminalReport> {
        self.reports.pop_front()
    }

    /// Whether [`Self::pop`] returns an event.
    pub fn has_events(&self) -> bool {
        !self.events.is_empty()
    }

    /// Drops complete events. An incomplete sequence stays, so that its rest is recognized.
    #[cfg(unix)]
    pub(crate) fn discard(&mut self) {
        self.events.clear();
    }

    fn process_byte(&mut self, byte: u8) {
        match &mut self.state {
            DecoderState::Paste(paste) => {
                if paste.push(byte) {
                    self.finish_paste();
                }
            }
            DecoderState::ControlString { .. } => self.in_control_string(byte),
            // Ctrl+C works in every state.
            _ if byte == CTRL_C => {
                self.reset();
                self.push_key(key_sequence::control_key(CTRL_C));
            }
            DecoderState::Ground => self.in_ground(byte),
            DecoderState::Utf8 { .. } => self.in_utf8(byte),
            _ if byte == CAN || byte == SUB => self.abort(),
            DecoderState::Escape => self.in_escape(byte),
            _ if byte == ESC => {
                self.abort();
                self.state = DecoderState::Escape;
            }
            DecoderState::Ss3 => self.in_ss3(byte),
            DecoderState::Csi => self.in_csi(byte),
            DecoderState::LinuxConsole => self.in_linux_console(byte),
            DecoderState::Mouse(_) => self.in_mouse(byte),
        }
    }

    fn in_ground(&mut self, byte: u8) {
        match byte {
            ESC => self.state = DecoderState::Escape,
            0x00..=0x1f | 0x7f => self.push_key(key_sequence::control_key(byte)),
            0x20..=0x7e => self.push_key(key_sequence::char_key(char::from(byte))),
            // No UTF-8 character starts with these, so this is a C1 control.
            0x80..=0xbf => self.c1(byte),
            0xc2..=0xf4 => {
                self.bytes.clear();
                self.bytes.push(byte);
                let length = match byte {
                    0xc2..=0xdf => 2,
                    0xe0..=0xef => 3,
                    _ => 4,
                };
                self.state = DecoderState::Utf8 { length };
            }
            0xc0 | 0xc1 | 0xf5..=0xff => self.has_alt = false,
        }
    }

    fn in_utf8(&mut self, byte: u8) {
        let DecoderState::Utf8 { length } = self.state else {
            return;
        };
        if !(0x80..=0xbf).contains(&byte) {
            // Drop the incomplete character, but not this byte.
            self.reset();
            return self.process_byte(byte);
        }
        self.bytes.push(byte);
        if self.bytes.len() < length {
            return;
        }
        self.state = DecoderState::Ground;
        let c = std::str::from_utf8(&self.bytes)
            .ok()
            .and_then(|text| text.chars().next());
        match c {
            Some(c @ '\u{80}'..='\u{9f}') => self.c1(u8::try_from(c).unwrap_or_default()),
            Some(c) => self.push_key(key_sequence::char_key(c)),
            None => self.has_alt = false,
        }
    }

    fn in_escape(&mut self, byte: u8) {
        match byte {
            ESC => {
                if self.has_leading_escape {
                    self.push_escape();
                }
                self.has_leading_escape = true;
            }
            b'[' | b'O' | b']' | b'P' | b'X' | b'^' | b'_' => self.begin(byte, false),
            _ => {
                if std::mem::take(&mut self.has_leading_escape) {
                    self.push_escape();
                }
                self.state = DecoderState::Ground;
                self.has_alt = true;
                self.in_ground(byte);
            }
        }
    }

    /// Handles a C1 control: one byte instead of ESC and a letter.
    fn c1(&mut self, byte: u8) {
        self.has_alt = false;
        let introducer = match byte {
            0x9b | 0x8f | 0x9d | 0x90 | 0x9f => byte - 0x40,
            _ => return,
        };
        self.begin(introducer, true);
    }

    fn begin(&mut self, introducer: u8, is_8_bit: bool) {
        self.introducer = introducer;
        self.is_8_bit = is_8_bit;
        self.bytes.clear();
        self.state = match introducer {
            b'[' => DecoderState::Csi,
            b'O' => DecoderState::Ss3,
            _ => {
                if std::mem::take(&mut self.has_leading_escape) {
                    self.push_escape();
                }
                DecoderState::ControlString {
                    began: self.last,
                    string: ControlString::default(),
                }
            }
        };
    }

    /// Whether a C1 byte followed by `first` is probably no sequence. A UTF-8 character that lost its first byte may leave a
    /// C1 byte before typed text, so only sequences that terminals send count.
    fn is_unlikely_c1(&self, first: u8) -> bool {
        self.is_8_bit
            && !match self.introducer {
                b'[' => matches!(first, b'0'..=b'?' | b'A'..=b'Z'),
                b'O' => matches!(first, b'A'..=b'D' | b'F' | b'H' | b'P'..=b'S'),
                b']' => matches!(first, b'0'..=b'9' | b'l' | b'L'),
                b'P' => matches!(first, b'0'..=b'9' | b'>' | b'!' | b'$' | b'+'),
                _ => first == b'G',
            }
    }

    fn in_ss3(&mut self, byte: u8) {
        if self.bytes.is_empty() && self.is_unlikely_c1(byte) {
            return self.reprocess(byte);
        }
        if matches!(byte, b'0'..=b'9' | b';') {
            return self.push_parameter(byte);
        }
        match key_sequence::ss3_key(&self.bytes, byte) {
            Some(key) => self.finish(Some(key)),
            None if self.bytes.is_empty() && !self.is_8_bit => {
                self.push_alt_introducer();
                self.process_byte(byte);
            }
            None => self.reprocess(byte),
        }
    }

    fn in_csi(&mut self, byte: u8) {
        if self.bytes.is_empty() && self.is_unlikely_c1(byte) {
            return self.reprocess(byte);
        }
        match byte {
            b'[' if self.bytes.is_empty() => self.state = DecoderState::LinuxConsole,
            b'M' if self.bytes.is_empty() => {
                self.state = DecoderState::Mouse(MouseReport::default());
            }
            // rxvt ends keys with Shift in `$`, which is an intermediate byte elsewhere.
            b'$' if key_sequence::is_rxvt_key(&self.bytes) => {
                self.finish(key_sequence::csi_key(&self.bytes, byte));
            }
            0x20..=0x3f => self.push_parameter(byte),
            0x40..=0x7e if self.bytes == b"200" && byte == b'~' => self.begin_paste(),
            0x40..=0x7e => {
                self.reports.extend(csi_report(&self.bytes, byte));
                self.finish(key_sequence::csi_key(&self.bytes, byte));
            }
            _ => self.reprocess(byte),
        }
    }

    fn in_linux_console(&mut self, byte: u8) {
        match byte {
            b'A'..=b'E' => self.finish(Some(KeyCode::F(byte - b'A' + 1).into())),
            _ => self.reprocess(byte),
        }
    }

    fn in_mouse(&mut self, byte: u8) {
        let DecoderState::Mouse(mouse) = &mut self.state else {
            return;
        };
        match mouse.push(byte) {
            None => self.reprocess(byte),
            Some(is_complete) if is_complete => self.finish(None),
            Some(_) => {}
        }
    }

    fn in_control_string(&mut self, byte: u8) {
        let is_unlikely = self.is_unlikely_c1(byte);
        let DecoderState::ControlString { string, .. } = &mut self.state else {
            return;
        };
        if string.is_empty() && is_unlikely {
            return self.reprocess(byte);
        }
        match string.push(byte) {
            ByteResult::Continue => {}
            ByteResult::End => {
                let background = string.background_color();
                if let Some(color) = background.filter(|_| self.introducer == b']') {
                    self.reports.push_back(TerminalReport::Background(color));
                }
                self.reset();
            }
            ByteResult::Cancel => self.reset(),
            ByteResult::Abort if byte == CTRL_C => {
                self.reset();
                self.push_key(key_sequence::control_key(CTRL_C));
            }
            ByteResult::Abort => {
                self.reset();
                self.state = DecoderState::Escape;
                self.process_byte(byte);
            }
        }
    }

    fn begin_paste(&mut self) {
        self.finish(None);
        self.state = DecoderState::Paste(PasteBuffer::default());
    }

    fn finish_paste(&mut self) {
        if let DecoderState::Paste(paste) = &mut self.state {
            let text = std::mem::take(paste).into_text();
            self.state = DecoderState::Ground;
            self.events.push_back(Event::Paste(text));
        }
    }

    /// Stores a parameter byte, up to one more than the maximum, which marks the sequence as no key.
    fn push_parameter(&mut self, byte: u8) {
        if self.bytes.len() <= MAX_PARAMETERS {
            self.bytes.push(byte);
        }
    }

    /// Ends a sequence. A leading ESC is Alt if the sequence is a key, else the Esc key.
    fn finish(&mut self, key: Option<KeyEvent>) {
        let has_escape = std::mem::take(&mut self.has_leading_escape);
        self.reset();
        match key {
            Some(mut key) => {
                if has_escape {
                    key.modifiers |= KeyModifiers::ALT;
                }
                self.push_key(key);
            }
            None if has_escape => self.push_escape(),
            None => {}
        }
    }

    /// Ends an invalid sequence and decodes the byte that made it invalid again.
    fn reprocess(&mut self, byte: u8) {
        self.abort();
        self.process_byte(byte);
    }

    fn abort(&mut self) {
        self.finish(None);
    }

    /// Ends an incomplete sequence after its timeout.
    fn time_out(&mut self) {
        match &self.state {
            DecoderState::Paste(_) => self.finish_paste(),
            DecoderState::Escape => {
                self.abort();
                self.push_escape();
            }
            DecoderState::Csi | DecoderState::Ss3 if self.bytes.is_empty() && !self.is_8_bit => {
                self.push_alt_introducer();
            }
            DecoderState::ControlString { string, .. } if string.is_empty() && !self.is_8_bit => {
                self.push_alt_introducer();
            }
            _ => self.abort(),
        }
    }

    /// The introducer was Alt with this letter.
    fn push_alt_introducer(&mut self) {
        self.abort();
        self.has_alt = true;
        self.push_key(key_sequence::char_key(char::from(self.introducer)));
    }

    fn push_escape(&mut self) {
        self.events.push_back(Event::Key(KeyCode::Esc.into()));
    }

    fn push_key(&mut self, mut key: KeyEvent) {
        if std::mem::take(&mut self.has_alt) {
            key.modifiers |= KeyModifiers::ALT;
        }
        self.events.push_back(Event::Key(key));
    }

    fn reset(&mut self) {
        self.state = DecoderState::Ground;
        self.bytes.clear();
        self.has_leading_escape = false;
        self.has_alt = false;
    }
}

/// The report of `ESC [` with these parameters and last byte.
fn csi_report(parameters: &[u8], last: u8) -> Option<TerminalReport> {
    match (parameters, last) {
        (b"?997;1" | b"?997;2", b'n') => Some(TerminalReport::ThemeChanged),
        ([b'?', ..], b'c') => Some(TerminalReport::DeviceAttributes),
        _ => None,
    }
}

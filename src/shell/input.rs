//! The decoder for what a terminal sends: bytes in, keys and pastes out. Everything else it sends is dropped.
//!
//! A terminal answers questions, reports its mouse, its focus and its colours in the same stream in which keys come.
//! Each of these sequences is read to its end, wherever it is split and whatever it says, so that no part of it is
//! taken for typed words, and none of what follows is taken for a part of it.
//!
//! The decoder reads no clock and no terminal. It is told the bytes and the time, and tells when it wants to be woken.

mod control_string;
mod csi;
mod mouse;
mod paste;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};

use self::control_string::{ControlString, Took};
use self::mouse::Mouse;
use self::paste::Paste;

/// How long an ESC waits for the rest of a key, where nothing else is configured.
const ESCAPE_TIME: Duration = Duration::from_millis(30);
/// The same over SSH, where the bytes of a key may arrive in two packets.
const REMOTE_ESCAPE_TIME: Duration = Duration::from_millis(100);
/// Whoever sends the rest after exactly that time may be woken a little late.
const TOLERANCE: Duration = Duration::from_millis(20);
/// How long a sequence that has begun may be silent. No usual key waits for this, only Alt with a letter that begins
/// sequences, so it is more generous.
const SILENCE: Duration = Duration::from_millis(100);
/// How long a string such as an answer about colours may take, however steadily it comes.
const LONGEST_STRING: Duration = Duration::from_secs(10);
/// A paste whose end is lost becomes text after this much silence.
const PASTE_SILENCE: Duration = Duration::from_secs(1);
/// No key and no report that matters has more parameter bytes than this.
const MAX_PARAMETERS: usize = 64;

const CTRL_C: u8 = 0x03;
const BEL: u8 = 0x07;
const CAN: u8 = 0x18;
const SUB: u8 = 0x1a;
const ESC: u8 = 0x1b;

/// How long to wait for the rest of a key after its ESC: as configured, in milliseconds, or what suits the connection.
pub fn escape_time(configured: Option<u16>, is_remote: bool) -> Duration {
    match configured {
        Some(milliseconds) => Duration::from_millis(milliseconds.into()),
        None if is_remote => REMOTE_ESCAPE_TIME,
        None => ESCAPE_TIME,
    }
}

/// What the bytes so far are a part of.
#[derive(Debug, Default)]
enum State {
    #[default]
    Ground,
    /// A letter in UTF-8, whose first bytes are in `Decoder::bytes`.
    Letter {
        length: usize,
    },
    /// ESC, which is a key of its own or begins one.
    Escape,
    /// `ESC O`, single shift three: a function key follows.
    Shift3,
    /// `ESC [`, a control sequence. Its bytes before the final one are in `Decoder::bytes`.
    Csi,
    /// `ESC [ [`, a function key of the Linux console.
    Console,
    /// `ESC [ M`, a report of the mouse.
    Mouse(Mouse),
    String {
        began: Duration,
        string: ControlString,
    },
    Paste(Paste),
}

/// Turns the bytes of a terminal into keys and pastes.
///
/// All times are since the same moment, whichever that is.
#[derive(Debug)]
pub struct Decoder {
    state: State,
    bytes: Vec<u8>,
    /// The byte after ESC that began the sequence, as in `ESC [`.
    introducer: u8,
    /// The sequence began with a single C1 byte in the place of ESC and a letter.
    is_8_bit: bool,
    /// Another ESC came before the sequence: it is held Alt, or was the Esc key.
    has_escape: bool,
    /// The letter belongs to Alt.
    has_alt: bool,
    escape_time: Duration,
    last: Duration,
    ready: VecDeque<Event>,
}

impl Decoder {
    pub fn new(escape_time: Duration) -> Self {
        Self {
            state: State::Ground,
            bytes: Vec::new(),
            introducer: 0,
            is_8_bit: false,
            has_escape: false,
            has_alt: false,
            escape_time,
            last: Duration::ZERO,
            ready: VecDeque::new(),
        }
    }

    /// Takes bytes that came now.
    pub fn feed(&mut self, bytes: &[u8], now: Duration) {
        // Nobody pastes a Ctrl+C alone after a rest: somebody presses it, since the paste seems to hang.
        if bytes == [CTRL_C] && now >= self.last + SILENCE {
            self.finish_paste();
        }
        self.last = now;
        if matches!(self.state, State::String { began, .. } if now > began + LONGEST_STRING) {
            self.reset();
        }
        for byte in bytes {
            self.take(*byte);
        }
    }

    /// Gives up on what has waited too long for its rest. Called when nothing came.
    pub fn tick(&mut self, now: Duration) {
        if self.wake_after(now) == Some(Duration::ZERO) {
            self.give_up();
        }
    }

    /// How long to sleep until [`Self::tick`], unless bytes come before that. None while nothing is pending.
    pub fn wake_after(&self, now: Duration) -> Option<Duration> {
        let brief = self.escape_time + TOLERANCE;
        let long = SILENCE.max(self.escape_time * 3);
        let deadline = match &self.state {
            State::Ground | State::Letter { .. } => return None,
            State::Escape => self.last + brief,
            State::String { began, .. } => (self.last + long).min(*began + LONGEST_STRING),
            State::Csi | State::Shift3 | State::Console | State::Mouse(_) => self.last + long,
            State::Paste(_) => self.last + PASTE_SILENCE,
        };
        Some(deadline.saturating_sub(now))
    }

    /// The next key or paste that is complete.
    pub fn pop(&mut self) -> Option<Event> {
        self.ready.pop_front()
    }

    /// Whether a key or paste is complete and waits to be taken.
    pub fn has_more(&self) -> bool {
        !self.ready.is_empty()
    }

    /// Drops the keys that wait. A sequence whose rest has yet to come stays pending, so that its rest is known.
    pub fn discard(&mut self) {
        self.ready.clear();
    }

    fn take(&mut self, byte: u8) {
        match &mut self.state {
            State::Paste(paste) => {
                if paste.push(byte) {
                    self.finish_paste();
                }
            }
            State::String { .. } => self.in_string(byte),
            // Nothing that is pending may keep somebody from leaving.
            _ if byte == CTRL_C => {
                self.reset();
                self.press(csi::control(CTRL_C));
            }
            State::Ground => self.in_ground(byte),
            State::Letter { .. } => self.in_letter(byte),
            _ if byte == CAN || byte == SUB => self.abort(),
            State::Escape => self.in_escape(byte),
            _ if byte == ESC => {
                self.abort();
                self.state = State::Escape;
            }
            State::Shift3 => self.in_shift3(byte),
            State::Csi => self.in_csi(byte),
            State::Console => self.in_console(byte),
            State::Mouse(_) => self.in_mouse(byte),
        }
    }

    fn in_ground(&mut self, byte: u8) {
        match byte {
            ESC => self.state = State::Escape,
            0x00..=0x1f | 0x7f => self.press(csi::control(byte)),
            0x20..=0x7e => self.press(csi::letter(char::from(byte))),
            // No letter begins with it, so this is a C1 control if it is anything.
            0x80..=0xbf => self.c1(byte),
            0xc2..=0xf4 => {
                self.bytes.clear();
                self.bytes.push(byte);
                let length = match byte {
                    0xc2..=0xdf => 2,
                    0xe0..=0xef => 3,
                    _ => 4,
                };
                self.state = State::Letter { length };
            }
            0xc0 | 0xc1 | 0xf5..=0xff => self.has_alt = false,
        }
    }

    fn in_letter(&mut self, byte: u8) {
        let State::Letter { length } = self.state else {
            return;
        };
        if !(0x80..=0xbf).contains(&byte) {
            // The rest of the letter is lost, but not what comes after it.
            self.reset();
            return self.take(byte);
        }
        self.bytes.push(byte);
        if self.bytes.len() < length {
            return;
        }
        self.state = State::Ground;
        let letter = std::str::from_utf8(&self.bytes)
            .ok()
            .and_then(|letter| letter.chars().next());
        match letter {
            Some(letter @ '\u{80}'..='\u{9f}') => self.c1(u8::try_from(letter).unwrap_or_default()),
            Some(letter) => self.press(csi::letter(letter)),
            None => self.has_alt = false,
        }
    }

    fn in_escape(&mut self, byte: u8) {
        match byte {
            ESC => {
                if self.has_escape {
                    self.press_escape();
                }
                self.has_escape = true;
            }
            b'[' | b'O' | b']' | b'P' | b'X' | b'^' | b'_' => self.begin(byte, false),
            _ => {
                if std::mem::take(&mut self.has_escape) {
                    self.press_escape();
                }
                self.state = State::Ground;
                self.has_alt = true;
                self.in_ground(byte);
            }
        }
    }

    /// A control in one byte, for which terminals otherwise send ESC and a letter.
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
            b'[' => State::Csi,
            b'O' => State::Shift3,
            _ => {
                if std::mem::take(&mut self.has_escape) {
                    self.press_escape();
                }
                State::String {
                    began: self.last,
                    string: ControlString::default(),
                }
            }
        };
    }

    /// Whether a sequence that began with a single byte really is one. A letter whose first byte was lost may leave
    /// such a byte before typed words, so only what terminals send counts.
    fn is_doubtful(&self, first: u8) -> bool {
        self.is_8_bit
            && !match self.introducer {
                b'[' => matches!(first, b'0'..=b'?' | b'A'..=b'Z'),
                b'O' => matches!(first, b'A'..=b'D' | b'F' | b'H' | b'P'..=b'S'),
                b']' => matches!(first, b'0'..=b'9' | b'l' | b'L'),
                b'P' => matches!(first, b'0'..=b'9' | b'>' | b'!' | b'$' | b'+'),
                _ => first == b'G',
            }
    }

    fn in_shift3(&mut self, byte: u8) {
        if self.bytes.is_empty() && self.is_doubtful(byte) {
            return self.retake(byte);
        }
        if matches!(byte, b'0'..=b'9' | b';') {
            return self.keep(byte);
        }
        match csi::shift3(&self.bytes, byte) {
            Some(key) => self.finish(Some(key)),
            None if self.bytes.is_empty() && !self.is_8_bit => {
                self.press_introducer();
                self.take(byte);
            }
            None => self.retake(byte),
        }
    }

    fn in_csi(&mut self, byte: u8) {
        if self.bytes.is_empty() && self.is_doubtful(byte) {
            return self.retake(byte);
        }
        match byte {
            b'[' if self.bytes.is_empty() => self.state = State::Console,
            b'M' if self.bytes.is_empty() => {
                self.state = State::Mouse(Mouse::default());
            }
            // rxvt ends a key with Shift held so, where others put an intermediate byte.
            b'$' if csi::is_rxvt_key(&self.bytes) => {
                self.finish(csi::control_sequence(&self.bytes, byte));
            }
            0x20..=0x3f => self.keep(byte),
            0x40..=0x7e if self.bytes == b"200" && byte == b'~' => self.begin_paste(),
            0x40..=0x7e => self.finish(csi::control_sequence(&self.bytes, byte)),
            _ => self.retake(byte),
        }
    }

    fn in_console(&mut self, byte: u8) {
        match byte {
            b'A'..=b'E' => self.finish(Some(KeyCode::F(byte - b'A' + 1).into())),
            _ => self.retake(byte),
        }
    }

    fn in_mouse(&mut self, byte: u8) {
        let State::Mouse(mouse) = &mut self.state else {
            return;
        };
        match mouse.take(byte) {
            None => self.retake(byte),
            Some(is_whole) if is_whole => self.finish(None),
            Some(_) => {}
        }
    }

    fn in_string(&mut self, byte: u8) {
        let is_doubtful = self.is_doubtful(byte);
        let State::String { string, .. } = &mut self.state else {
            return;
        };
        if string.is_empty() && is_doubtful {
            return self.retake(byte);
        }
        match string.take(byte) {
            Took::More => {}
            Took::End => self.reset(),
            Took::Abort if byte == CTRL_C => {
                self.reset();
                self.press(csi::control(CTRL_C));
            }
            Took::Abort => {
                self.reset();
                self.state = State::Escape;
                self.take(byte);
            }
        }
    }

    fn begin_paste(&mut self) {
        self.finish(None);
        self.state = State::Paste(Paste::default());
    }

    fn finish_paste(&mut self) {
        if let State::Paste(paste) = &mut self.state {
            let text = std::mem::take(paste).into_text();
            self.state = State::Ground;
            self.ready.push_back(Event::Paste(text));
        }
    }

    /// Keeps a byte of the parameters, as far as any key has so many.
    fn keep(&mut self, byte: u8) {
        // One more than a key may have says that it is none.
        if self.bytes.len() <= MAX_PARAMETERS {
            self.bytes.push(byte);
        }
    }

    /// Ends a sequence with the key it is, if it is one. An ESC before it then was Alt, else the Esc key.
    fn finish(&mut self, key: Option<KeyEvent>) {
        let has_escape = std::mem::take(&mut self.has_escape);
        self.reset();
        match key {
            Some(mut key) => {
                if has_escape {
                    key.modifiers |= KeyModifiers::ALT;
                }
                self.press(key);
            }
            None if has_escape => self.press_escape(),
            None => {}
        }
    }

    /// Ends a sequence that isn't one after all, and reads the byte that says so anew.
    fn retake(&mut self, byte: u8) {
        self.abort();
        self.take(byte);
    }

    fn abort(&mut self) {
        self.finish(None);
    }

    /// The rest didn't come.
    fn give_up(&mut self) {
        match &self.state {
            State::Paste(_) => self.finish_paste(),
            State::Escape => {
                self.abort();
                self.press_escape();
            }
            State::Csi | State::Shift3 if self.bytes.is_empty() && !self.is_8_bit => {
                self.press_introducer();
            }
            State::String { string, .. } if string.is_empty() && !self.is_8_bit => {
                self.press_introducer();
            }
            _ => self.abort(),
        }
    }

    /// What looked like the beginning of a sequence was Alt with this letter.
    fn press_introducer(&mut self) {
        self.abort();
        self.has_alt = true;
        self.press(csi::letter(char::from(self.introducer)));
    }

    fn press_escape(&mut self) {
        self.ready.push_back(Event::Key(KeyCode::Esc.into()));
    }

    fn press(&mut self, mut key: KeyEvent) {
        if std::mem::take(&mut self.has_alt) {
            key.modifiers |= KeyModifiers::ALT;
        }
        self.ready.push_back(Event::Key(key));
    }

    fn reset(&mut self) {
        self.state = State::Ground;
        self.bytes.clear();
        self.has_escape = false;
        self.has_alt = false;
    }
}

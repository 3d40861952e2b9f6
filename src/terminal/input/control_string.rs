//! Control strings (OSC, DCS, APC, PM, SOS). Their content is dropped, except for the start, which tells a color report.

use super::control_bytes::{BEL, CAN, CTRL_C, ESC, SUB};
use crate::ui::color::Rgb;

/// The maximum length in bytes. Clipboard contents are the longest strings.
pub(super) const MAX_BYTES: usize = 1 << 20;

/// The longest color report, `11;rgba:ffff/ffff/ffff/ffff`, is shorter than this.
const KEPT_BYTES: usize = 48;

/// The string so far, without its introducer.
#[derive(Debug, Default)]
pub(super) struct ControlString {
    length: usize,
    /// The first bytes, without the terminator.
    start: Vec<u8>,
    /// The previous byte: ESC is the first half of ST.
    last: u8,
    /// The missing bytes of a UTF-8 character, which may look like C1 controls.
    utf8_remaining: u8,
}

/// What a byte does to the string.
#[derive(Debug)]
pub(super) enum ByteResult {
    /// It belongs to the string.
    Continue,
    /// It ends the string.
    End,
    /// It cancels the string.
    Cancel,
    /// It starts another key or sequence, with the ESC before it if there is one.
    Abort,
}

impl ControlString {
    pub(super) const fn is_empty(&self) -> bool {
        self.length == 0
    }

    pub(super) fn push(&mut self, byte: u8) -> ByteResult {
        let last = std::mem::replace(&mut self.last, byte);
        let is_continuation = self.utf8_remaining > 0 && (0x80..=0xbf).contains(&byte);
        self.utf8_remaining = match byte {
            _ if is_continuation => self.utf8_remaining - 1,
            0xc2..=0xdf => 1,
            0xe0..=0xef => 2,
            0xf0..=0xf4 => 3,
            _ => 0,
        };
        self.length += 1;
        match (last, byte) {
            (ESC, b'\\') | (_, BEL) => ByteResult::End,
            (_, CAN | SUB) => ByteResult::Cancel,
            (ESC, _) | (_, CTRL_C) => ByteResult::Abort,
            // ST as one byte, or as a UTF-8 character.
            (_, 0x9c) if !is_continuation || last == 0xc2 => ByteResult::End,
            _ if self.length > MAX_BYTES => ByteResult::Cancel,
            _ => {
                if byte != ESC && self.start.len() < KEPT_BYTES {
                    self.start.push(byte);
                }
                ByteResult::Continue
            }
        }
    }

    /// The color, if this is a report of the background color (OSC 11).
    pub(super) fn background_color(&self) -> Option<Rgb> {
        // ST as a UTF-8 character leaves its first byte.
        let start = self.start.strip_suffix(b"\xc2").unwrap_or(&self.start);
        let text = std::str::from_utf8(start).ok()?;
        Rgb::parse_x11(text.strip_prefix("11;")?)
    }
}

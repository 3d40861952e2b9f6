//! Control strings (OSC, DCS, APC, PM, SOS). Their content is counted and dropped.

use super::control_bytes::{BEL, CAN, CTRL_C, ESC, SUB};

/// The maximum length in bytes. Clipboard contents are the longest strings.
pub(super) const MAX_BYTES: usize = 1 << 20;

/// The string so far, without its introducer.
#[derive(Debug, Default)]
pub(super) struct ControlString {
    length: usize,
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
            (ESC, b'\\') | (_, BEL | CAN | SUB) => ByteResult::End,
            (ESC, _) | (_, CTRL_C) => ByteResult::Abort,
            // ST as one byte, or as a UTF-8 character.
            (_, 0x9c) if !is_continuation || last == 0xc2 => ByteResult::End,
            _ if self.length > MAX_BYTES => ByteResult::End,
            _ => ByteResult::Continue,
        }
    }
}

//! A string that a terminal sends: OSC, DCS, APC, PM or SOS. What it says is counted and dropped.

use super::{BEL, CAN, CTRL_C, ESC, SUB};

/// How many bytes it may have. The contents of a clipboard are the longest.
pub(super) const MAX_BYTES: usize = 1 << 20;

/// The string so far, without what began it.
#[derive(Debug, Default)]
pub(super) struct ControlString {
    length: usize,
    /// The byte before: ESC is the first half of ST.
    last: u8,
    /// So many bytes of a letter in UTF-8 are missing: they may look like a C1 control.
    utf8_remaining: u8,
}

/// What a byte was.
#[derive(Debug)]
pub(super) enum ByteResult {
    /// A part of the string.
    Continue,
    /// Its end, or where it is given up.
    End,
    /// Another key or sequence, which aborts it. After an ESC, that belongs to this byte.
    Abort,
}

impl ControlString {
    pub(super) const fn is_empty(&self) -> bool {
        self.length == 0
    }

    pub(super) fn push(&mut self, byte: u8) -> ByteResult {
        let last = std::mem::replace(&mut self.last, byte);
        let is_in_letter = self.utf8_remaining > 0 && (0x80..=0xbf).contains(&byte);
        self.utf8_remaining = match byte {
            _ if is_in_letter => self.utf8_remaining - 1,
            0xc2..=0xdf => 1,
            0xe0..=0xef => 2,
            0xf0..=0xf4 => 3,
            _ => 0,
        };
        self.length += 1;
        match (last, byte) {
            (ESC, b'\\') | (_, BEL | CAN | SUB) => ByteResult::End,
            (ESC, _) | (_, CTRL_C) => ByteResult::Abort,
            // ST in one byte, or as a letter of its own.
            (_, 0x9c) if !is_in_letter || last == 0xc2 => ByteResult::End,
            _ if self.length > MAX_BYTES => ByteResult::End,
            _ => ByteResult::Continue,
        }
    }
}

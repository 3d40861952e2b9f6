//! A string that a terminal sends: OSC, DCS, APC, PM or SOS. What it says is counted and dropped.

use super::{BEL, CAN, CTRL_C, ESC, SUB};

/// How many bytes it may have. The contents of a clipboard are the longest.
pub(super) const MAX: usize = 1 << 20;

/// The string so far, without what began it.
#[derive(Debug, Default)]
pub(super) struct ControlString {
    length: usize,
    /// The byte before: ESC is the first half of ST.
    last: u8,
    /// So many bytes of a letter in UTF-8 are missing: they may look like a C1 control.
    letter: u8,
}

/// What a byte was.
#[derive(Debug)]
pub(super) enum Took {
    /// A part of the string.
    More,
    /// Its end, or where it is given up.
    End,
    /// Another key or sequence, which aborts it. After an ESC, that belongs to this byte.
    Abort,
}

impl ControlString {
    pub(super) const fn is_empty(&self) -> bool {
        self.length == 0
    }

    pub(super) fn take(&mut self, byte: u8) -> Took {
        let last = std::mem::replace(&mut self.last, byte);
        let is_in_letter = self.letter > 0 && (0x80..=0xbf).contains(&byte);
        self.letter = match byte {
            _ if is_in_letter => self.letter - 1,
            0xc2..=0xdf => 1,
            0xe0..=0xef => 2,
            0xf0..=0xf4 => 3,
            _ => 0,
        };
        self.length += 1;
        match (last, byte) {
            (ESC, b'\\') | (_, BEL | CAN | SUB) => Took::End,
            (ESC, _) | (_, CTRL_C) => Took::Abort,
            // ST in one byte, or as a letter of its own.
            (_, 0x9c) if !is_in_letter || last == 0xc2 => Took::End,
            _ if self.length > MAX => Took::End,
            _ => Took::More,
        }
    }
}

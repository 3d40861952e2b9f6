//! JSON in which half a character costs that character only.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

/// Reads JSON and puts `\ufffd` in the place of each escaped surrogate that has no partner, such as `\ud83d`.
///
/// Programs that cut a text between the halves of an emoji write those, and JSON readers refuse the whole file.
pub(super) struct Paired<R> {
    json: R,
    /// What was read. The last [`PAIR`] bytes may change, so they are handed out only at the end.
    bytes: Vec<u8>,
    taken: usize,
    has_ended: bool,
    escape: Escape,
    /// Whether the last escape is a high surrogate that waits for a low one.
    is_high: bool,
    replaced: Rc<Cell<u64>>,
}

enum Escape {
    None,
    Backslash,
    /// The digits of a letter, and how many there were.
    Hex(u32, u8),
}

const LONE: &[u8] = b"\\ufffd";
const PAIR: usize = 2 * LONE.len();
const PIECE: u64 = 1 << 16;

impl<R: Read> Paired<R> {
    pub(super) fn new(json: R) -> Self {
        Self {
            json,
            bytes: Vec::new(),
            taken: 0,
            has_ended: false,
            escape: Escape::None,
            is_high: false,
            replaced: Rc::default(),
        }
    }

    /// How many characters were replaced, as it counts up.
    pub(super) fn replaced(&self) -> Rc<Cell<u64>> {
        Rc::clone(&self.replaced)
    }

    fn ready(&self) -> usize {
        if self.has_ended {
            self.bytes.len()
        } else {
            self.bytes.len().saturating_sub(PAIR)
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        while self.taken >= self.ready() && !self.has_ended {
            self.bytes.drain(..self.taken);
            self.taken = 0;
            let mut piece = Vec::new();
            self.json.by_ref().take(PIECE).read_to_end(&mut piece)?;
            self.has_ended = piece.is_empty();
            if matches!(self.escape, Escape::None) && !self.is_high && !piece.contains(&b'\\') {
                self.bytes.append(&mut piece);
                continue;
            }
            for byte in piece {
                self.bytes.push(byte);
                self.follow(byte);
            }
        }
        Ok(())
    }

    /// Follows the escapes of a text. Outside of texts no JSON has any.
    fn follow(&mut self, byte: u8) {
        self.escape = match (&self.escape, byte) {
            (Escape::None, b'\\') => Escape::Backslash,
            (Escape::Backslash, b'u') => Escape::Hex(0, 0),
            (Escape::Hex(value, count), digit) if digit.is_ascii_hexdigit() => {
                let value = value * 16 + char::from(digit).to_digit(16).unwrap_or(0);
                if *count < 3 {
                    Escape::Hex(value, count + 1)
                } else {
                    self.end_letter(value);
                    Escape::None
                }
            }
            (before, _) => {
                let length = match before {
                    Escape::None => 1,
                    _ => 2,
                };
                self.end_high(length);
                Escape::None
            }
        };
    }

    fn end_letter(&mut self, value: u32) {
        match value {
            0xdc00..=0xdfff if self.is_high => self.is_high = false,
            0xdc00..=0xdfff => self.replace(self.bytes.len()),
            _ => {
                self.end_high(LONE.len());
                self.is_high = matches!(value, 0xd800..=0xdbff);
            }
        }
    }

    /// Replaces a high surrogate that has `after` bytes behind it and no partner.
    fn end_high(&mut self, after: usize) {
        if std::mem::take(&mut self.is_high) {
            self.replace(self.bytes.len() - after);
        }
    }

    /// Replaces the escape that ends at `end`.
    fn replace(&mut self, end: usize) {
        self.bytes[end - LONE.len()..end].copy_from_slice(LONE);
        self.replaced.set(self.replaced.get() + 1);
    }
}

impl<R: Read> Read for Paired<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.fill()?;
        let count = (&self.bytes[self.taken..self.ready()]).read(into)?;
        self.taken += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lone_half_costs_that_character_only() {
        for (json, expected, count) in [
            (r#""cut \ud83d""#, "cut \u{fffd}", 1),
            (
                r#""\ud83d\ud83d\ude00 and \ude00.""#,
                "\u{fffd}😀 and \u{fffd}.",
                2,
            ),
            (r#""\uD83D\n\ude00""#, "\u{fffd}\n\u{fffd}", 2),
            (r#""\ud83d\u0041\ud83dx""#, "\u{fffd}A\u{fffd}x", 2),
            (
                r#""no escape: \\ud83d, \\\\ud83d, a pair: \ud83d\ude00""#,
                "no escape: \\ud83d, \\\\ud83d, a pair: 😀",
                0,
            ),
            (r#""plain 心""#, "plain 心", 0),
        ] {
            let mut paired = Paired::new(json.as_bytes());
            let replaced = paired.replaced();
            let mut text = String::new();
            paired.read_to_string(&mut text).unwrap();
            assert_eq!(serde_json::from_str::<String>(&text).unwrap(), expected);
            assert_eq!(replaced.get(), count, "{json}");
        }
    }
}

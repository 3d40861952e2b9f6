//! Replaces lone surrogates in JSON.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

/// Reads JSON and replaces each escaped surrogate without a partner, such as `\ud83d`, with `\ufffd`.
///
/// Programs that cut a text in the middle of an emoji write lone surrogates, and JSON parsers refuse the whole file.
pub(super) struct SurrogateReader<R> {
    json: R,
    /// The bytes read so far. The last [`PAIR_LENGTH`] may still change, so they are held back until the end.
    bytes: Vec<u8>,
    /// The number of `bytes` that were already returned.
    consumed: usize,
    is_at_end: bool,
    escape: Escape,
    /// Whether the last escape is a high surrogate, which needs a low one after it.
    is_high: bool,
    replaced: Rc<Cell<u64>>,
}

enum Escape {
    None,
    Backslash,
    /// The value of the digits after `\u` so far, and their number.
    Hex(u32, u8),
}

const REPLACEMENT: &[u8] = b"\\ufffd";
/// The length of two escapes.
const PAIR_LENGTH: usize = 2 * REPLACEMENT.len();
const CHUNK_SIZE: u64 = 1 << 16;

impl<R: Read> SurrogateReader<R> {
    pub(super) fn new(json: R) -> Self {
        Self {
            json,
            bytes: Vec::new(),
            consumed: 0,
            is_at_end: false,
            escape: Escape::None,
            is_high: false,
            replaced: Rc::default(),
        }
    }

    /// The number of characters replaced so far.
    pub(super) fn replaced(&self) -> Rc<Cell<u64>> {
        Rc::clone(&self.replaced)
    }

    /// The number of bytes that can't change any more.
    fn ready(&self) -> usize {
        if self.is_at_end {
            self.bytes.len()
        } else {
            self.bytes.len().saturating_sub(PAIR_LENGTH)
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        while self.consumed >= self.ready() && !self.is_at_end {
            self.bytes.drain(..self.consumed);
            self.consumed = 0;
            let mut chunk = Vec::new();
            self.json
                .by_ref()
                .take(CHUNK_SIZE)
                .read_to_end(&mut chunk)?;
            self.is_at_end = chunk.is_empty();
            if matches!(self.escape, Escape::None) && !self.is_high && !chunk.contains(&b'\\') {
                self.bytes.append(&mut chunk);
                continue;
            }
            for byte in chunk {
                self.bytes.push(byte);
                self.track(byte);
            }
        }
        Ok(())
    }

    /// Tracks the escapes in strings. Valid JSON has none outside of strings.
    fn track(&mut self, byte: u8) {
        self.escape = match (&self.escape, byte) {
            (Escape::None, b'\\') => Escape::Backslash,
            (Escape::Backslash, b'u') => Escape::Hex(0, 0),
            (Escape::Hex(value, count), digit) if digit.is_ascii_hexdigit() => {
                let value = value * 16 + char::from(digit).to_digit(16).unwrap_or(0);
                if *count < 3 {
                    Escape::Hex(value, count + 1)
                } else {
                    self.end_escape(value);
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

    fn end_escape(&mut self, value: u32) {
        match value {
            0xdc00..=0xdfff if self.is_high => self.is_high = false,
            0xdc00..=0xdfff => self.replace(self.bytes.len()),
            _ => {
                self.end_high(REPLACEMENT.len());
                self.is_high = matches!(value, 0xd800..=0xdbff);
            }
        }
    }

    /// Replaces the high surrogate that ends `after` bytes ago, if there is one, because no low one followed.
    fn end_high(&mut self, after: usize) {
        if std::mem::take(&mut self.is_high) {
            self.replace(self.bytes.len() - after);
        }
    }

    /// Replaces the escape that ends at `end`.
    fn replace(&mut self, end: usize) {
        self.bytes[end - REPLACEMENT.len()..end].copy_from_slice(REPLACEMENT);
        self.replaced.set(self.replaced.get() + 1);
    }
}

impl<R: Read> Read for SurrogateReader<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.fill()?;
        let count = (&self.bytes[self.consumed..self.ready()]).read(into)?;
        self.consumed += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lone_surrogates_are_replaced_and_counted() {
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
            let mut reader = SurrogateReader::new(json.as_bytes());
            let replaced = reader.replaced();
            let mut text = String::new();
            reader.read_to_string(&mut text).unwrap();
            assert_eq!(serde_json::from_str::<String>(&text).unwrap(), expected);
            assert_eq!(replaced.get(), count, "{json}");
        }
    }
}

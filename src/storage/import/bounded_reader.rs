//! Limits the length of strings, the size of entries and the nesting of a JSON file while it is read.
//!
//! `serde_json` buffers a whole string or entry, so without limits a hostile file could use all memory.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use super::surrogates::SurrogateReader;

/// The maximum length of a text in bytes: 16 times what can be typed into one answer.
pub(super) const MAX_TEXT_BYTES: u64 = 1 << 22;
pub(super) const MAX_ENTRY_BYTES: u64 = 1 << 25;
const MAX_DEPTH: u32 = 32;

/// Reads the text of a JSON file. Fails with [`io::ErrorKind::FileTooLarge`] beyond a limit.
pub(super) struct BoundedReader<R> {
    json: SurrogateReader<R>,
    /// The bytes of the current entry so far; 0 while they aren't counted.
    entry_bytes: Rc<Cell<u64>>,
    /// The bytes of the current string so far; none outside of strings.
    string_bytes: Option<u64>,
    is_escaped: bool,
    depth: u32,
}

impl<R: Read> BoundedReader<R> {
    pub(super) fn new(json: R) -> Self {
        Self {
            json: SurrogateReader::new(json),
            entry_bytes: Rc::default(),
            string_bytes: None,
            is_escaped: false,
            depth: 0,
        }
    }

    /// Starts to count the bytes of an entry. The caller sets the returned counter to 1 after each entry.
    pub(super) fn count_entry_bytes(&self) -> Rc<Cell<u64>> {
        self.entry_bytes.set(1);
        Rc::clone(&self.entry_bytes)
    }

    /// The number of characters replaced so far, see [`SurrogateReader`].
    pub(super) fn replaced(&self) -> Rc<Cell<u64>> {
        self.json.replaced()
    }

    fn is_over_limit(&mut self, byte: u8) -> bool {
        if self.entry_bytes.get() > 0 {
            self.entry_bytes.set(self.entry_bytes.get() + 1);
        }
        match (&mut self.string_bytes, byte) {
            (Some(_), _) if self.is_escaped => self.is_escaped = false,
            (Some(_), b'\\') => self.is_escaped = true,
            (Some(_), b'"') => self.string_bytes = None,
            (Some(count), _) => *count += 1,
            (None, b'"') => self.string_bytes = Some(0),
            (None, b'{' | b'[') => self.depth += 1,
            (None, b'}' | b']') => self.depth = self.depth.saturating_sub(1),
            (None, _) => {}
        }
        self.depth > MAX_DEPTH
            || self
                .string_bytes
                .is_some_and(|count| count > MAX_TEXT_BYTES)
            || self.entry_bytes.get() > MAX_ENTRY_BYTES
    }
}

impl<R: Read> Read for BoundedReader<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.json.read(into)?;
        for byte in &into[..count] {
            if self.is_over_limit(*byte) {
                return Err(io::Error::from(io::ErrorKind::FileTooLarge));
            }
        }
        Ok(count)
    }
}

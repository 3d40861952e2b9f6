//! JSON read only as far as it looks like a journal: no text in it, no entry and no nesting goes on for ever.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use super::surrogates::Paired;

/// The text of a JSON file, up to where it becomes too much.
pub struct Guarded<R> {
    json: Paired<R>,
    in_entry: Rc<Cell<u64>>,
    /// How many bytes of a text were read, if one is being read.
    in_text: Option<u64>,
    is_escaped: bool,
    depth: u32,
}

/// Sixteen times what can be typed into one answer.
pub(super) const MOST_IN_TEXT: u64 = 1 << 22;
pub(super) const MOST_IN_ENTRY: u64 = 1 << 25;
const DEEPEST: u32 = 32;

impl<R: Read> Guarded<R> {
    pub fn new(json: R) -> Self {
        Self {
            json: Paired::new(json),
            in_entry: Rc::default(),
            in_text: None,
            is_escaped: false,
            depth: 0,
        }
    }

    /// Counts the bytes of an entry from here on, and gives back what begins to count anew.
    pub fn by_entries(&self) -> Rc<Cell<u64>> {
        self.in_entry.set(1);
        Rc::clone(&self.in_entry)
    }

    /// How many characters were replaced because the file has only a half of them, as it counts up.
    pub(super) fn replaced(&self) -> Rc<Cell<u64>> {
        self.json.replaced()
    }

    fn is_too_much(&mut self, byte: u8) -> bool {
        if self.in_entry.get() > 0 {
            self.in_entry.set(self.in_entry.get() + 1);
        }
        match (&mut self.in_text, byte) {
            (Some(_), _) if self.is_escaped => self.is_escaped = false,
            (Some(_), b'\\') => self.is_escaped = true,
            (Some(_), b'"') => self.in_text = None,
            (Some(count), _) => *count += 1,
            (None, b'"') => self.in_text = Some(0),
            (None, b'{' | b'[') => self.depth += 1,
            (None, b'}' | b']') => self.depth = self.depth.saturating_sub(1),
            (None, _) => {}
        }
        self.depth > DEEPEST
            || self.in_text.is_some_and(|count| count > MOST_IN_TEXT)
            || self.in_entry.get() > MOST_IN_ENTRY
    }
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.json.read(into)?;
        for byte in &into[..count] {
            if self.is_too_much(*byte) {
                return Err(io::Error::from(io::ErrorKind::FileTooLarge));
            }
        }
        Ok(count)
    }
}

//! Stdout and stderr with control characters replaced.

use std::io::{self, IsTerminal, Write};
use std::mem;
use std::str;

use crate::text::replace_unsafe_in_lines;

/// An output that replaces characters that could control a terminal or reorder text, wherever they came from: arguments,
/// variables, file names, files.
pub(crate) struct SanitizedOutput {
    out: Box<dyn Write>,
    is_terminal: bool,
    /// The first bytes of a character that the next write completes.
    partial_char: Vec<u8>,
}

pub(crate) fn stdout() -> SanitizedOutput {
    let out = io::stdout();
    let is_terminal = out.is_terminal();
    SanitizedOutput::new(Box::new(out.lock()), is_terminal)
}

pub(crate) fn stderr() -> SanitizedOutput {
    let out = io::stderr();
    let is_terminal = out.is_terminal();
    SanitizedOutput::new(Box::new(out), is_terminal)
}

impl SanitizedOutput {
    fn new(out: Box<dyn Write>, is_terminal: bool) -> Self {
        Self {
            out,
            is_terminal,
            partial_char: Vec::new(),
        }
    }

    pub(crate) const fn is_terminal(&self) -> bool {
        self.is_terminal
    }
}

impl Write for SanitizedOutput {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let is_plain = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n');
        if self.partial_char.is_empty() && bytes.iter().all(is_plain) {
            return self.out.write(bytes);
        }
        let mut all = mem::take(&mut self.partial_char);
        all.extend(bytes);
        let end = all.len() - incomplete_char_len(&all);
        self.partial_char = all.split_off(end);
        let text = String::from_utf8_lossy(&all);
        self.out
            .write_all(replace_unsafe_in_lines(&text).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// The number of bytes at the end that begin an incomplete character.
fn incomplete_char_len(bytes: &[u8]) -> usize {
    let invalid = bytes.utf8_chunks().last().map(|chunk| chunk.invalid());
    let incomplete = invalid
        .filter(|bytes| str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none()));
    incomplete.map_or(0, <[u8]>::len)
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use super::*;

    #[derive(Clone, Default)]
    struct SharedBuffer(Rc<RefCell<Vec<u8>>>);

    impl Write for SharedBuffer {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.borrow_mut().extend(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn sanitized(pieces: &[&[u8]]) -> String {
        let buffer = SharedBuffer::default();
        let mut out = SanitizedOutput::new(Box::new(buffer.clone()), false);
        for piece in pieces {
            out.write_all(piece).unwrap();
        }
        out.flush().unwrap();
        String::from_utf8(buffer.0.borrow().clone()).unwrap()
    }

    #[test]
    fn control_characters_are_replaced() {
        let text = "a\u{1b}[2J\u{9b}1m\u{7}\r\u{202e}b\u{2028}\t睡眠 👨\u{200d}👩\u{200d}👧\n";
        assert_eq!(
            sanitized(&[text.as_bytes()]),
            "a�[2J�1m���b�    睡眠 👨\u{200d}👩\u{200d}👧\n"
        );
    }

    #[test]
    fn a_direction_mark_after_right_to_left_text_is_kept() {
        let text = "שלום\u{200e} 80 a\u{200e}b\u{202e}\n";
        assert_eq!(sanitized(&[text.as_bytes()]), "שלום\u{200e} 80 a�b�\n");
    }

    #[test]
    fn a_character_split_across_writes_is_kept() {
        let text = "é 睡眠 👩 \u{1b}".as_bytes();
        for at in 0..text.len() {
            let (first, rest) = text.split_at(at);
            assert_eq!(sanitized(&[first, rest]), "é 睡眠 👩 �", "{at}");
        }
        assert_eq!(sanitized(&[b"a\xffb\xe7\n"]), "a�b�\n");
    }
}

//! Reads a line that isn't shown, such as a passphrase.

use std::io::{self, Read};

use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use zeroize::Zeroizing;

/// A longer line is refused. Reads of this size also bypass the buffer of `Stdin`, which would keep a copy.
const MAX_BYTES: usize = 8 * 1024;

const CTRL_C: u8 = 0x03;
const CTRL_D: u8 = 0x04;
const BACKSPACE: u8 = 0x08;
const CTRL_U: u8 = 0x15;
const ESC: u8 = 0x1b;
const DELETE: u8 = 0x7f;

/// Raw mode until it is dropped.
struct RawMode;

impl RawMode {
    fn enable() -> io::Result<Self> {
        enable_raw_mode().map(|()| Self)
    }
}

impl Drop for RawMode {
    fn drop(&mut self) {
        let _ = disable_raw_mode();
    }
}

/// Reads a line from the terminal without showing it; none if the user cancels with Ctrl+C or Ctrl+D, or the input ends.
///
/// In raw mode Ctrl+C is a key, so that nothing can end the program while the terminal shows no typed text. The prompt comes
/// after that, so that nothing typed after it is shown.
pub(crate) fn read_hidden_line(
    write_prompt: impl FnOnce() -> io::Result<()>,
) -> io::Result<Option<Zeroizing<String>>> {
    let mut line = Zeroizing::new(Vec::with_capacity(MAX_BYTES));
    let mut chunk = Zeroizing::new([0; MAX_BYTES]);
    let raw_mode = RawMode::enable()?;
    write_prompt()?;
    let is_complete = loop {
        let length = io::stdin().lock().read(&mut *chunk)?;
        if length == 0 {
            break false;
        }
        if let Some(is_complete) = edit_line(&mut line, &chunk[..length]) {
            break is_complete;
        }
    };
    drop(raw_mode);
    let text = str::from_utf8(&line).map_err(io::Error::other)?;
    Ok(is_complete.then(|| Zeroizing::new(text.to_owned())))
}

/// Applies typed bytes to the line. True once Enter completes it, false if it is canceled.
fn edit_line(line: &mut Vec<u8>, typed: &[u8]) -> Option<bool> {
    for &byte in typed {
        match byte {
            b'\r' | b'\n' => return Some(true),
            CTRL_C => return Some(false),
            CTRL_D if line.is_empty() => return Some(false),
            CTRL_U => line.clear(),
            BACKSPACE | DELETE => {
                // All bytes of a character after its first are continuation bytes.
                while line.pop().is_some_and(|byte| byte & 0xc0 == 0x80) {}
            }
            // A key such as an arrow comes in one piece.
            ESC => return None,
            byte if byte < b' ' => {}
            byte if line.len() < MAX_BYTES => line.push(byte),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(chunks: &[&str]) -> (String, Option<bool>) {
        let mut line = Vec::new();
        let ended = chunks
            .iter()
            .find_map(|chunk| edit_line(&mut line, chunk.as_bytes()));
        (String::from_utf8(line).unwrap(), ended)
    }

    #[test]
    fn a_hidden_line_can_be_corrected_and_canceled() {
        assert_eq!(
            typed(&["blue kettle\r"]),
            ("blue kettle".into(), Some(true))
        );
        assert_eq!(typed(&["bluü\u{7f}e\n"]), ("blue".into(), Some(true)));
        assert_eq!(typed(&["red\u{15}blue", "\r"]), ("blue".into(), Some(true)));
        assert_eq!(
            typed(&["blue", "\u{1b}[A", "\r"]),
            ("blue".into(), Some(true))
        );
        assert_eq!(typed(&["blue\u{3}"]).1, Some(false));
        assert_eq!(typed(&["\u{4}"]).1, Some(false));
        assert_eq!(typed(&["b\u{4}"]), ("b".into(), None));
    }
}

//! Tables as RFC 4180 has them, written and read.

use std::io::{self, Write};

/// Writes one row. Words that a spreadsheet would take for a formula get an apostrophe in front, see [`guarded`].
pub fn row<S: AsRef<str>>(cells: &[S], out: &mut dyn Write) -> io::Result<()> {
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            write!(out, ",")?;
        }
        let cell = cell.as_ref();
        if cell.contains(['"', ',', '\r', '\n']) || cell.starts_with(' ') || cell.ends_with(' ') {
            write!(out, "\"{}\"", cell.replace('"', "\"\""))?;
        } else {
            write!(out, "{cell}")?;
        }
    }
    write!(out, "\r\n")
}

/// `words` so that no spreadsheet takes them for a formula, which could send them elsewhere.
pub fn guarded(words: String) -> String {
    const SIGNS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    if words.trim_start_matches(' ').starts_with(SIGNS) {
        format!("'{words}")
    } else {
        words
    }
}

/// The rows of a table, each a list of cells. A quote that is never closed ends with the file.
pub fn rows(text: &str) -> impl Iterator<Item = Vec<String>> + '_ {
    let mut letters = text.trim_start_matches('\u{feff}').chars().peekable();
    std::iter::from_fn(move || {
        letters.peek()?;
        let (mut cells, mut cell) = (Vec::new(), String::new());
        let mut is_quoted = false;
        while let Some(letter) = letters.next() {
            match letter {
                '"' if is_quoted && letters.next_if_eq(&'"').is_some() => cell.push('"'),
                '"' if is_quoted => is_quoted = false,
                '"' if cell.is_empty() => is_quoted = true,
                ',' if !is_quoted => cells.push(std::mem::take(&mut cell)),
                '\n' if !is_quoted => break,
                '\r' if !is_quoted && matches!(letters.peek(), None | Some('\n')) => {}
                letter => cell.push(letter),
            }
        }
        cells.push(cell);
        Some(cells)
    })
}

//! Tables as RFC 4180 has them.

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
    let is_passed_over = |letter: char| letter.is_whitespace() && !SIGNS.contains(&letter);
    if words.trim_start_matches(is_passed_over).starts_with(SIGNS) {
        format!("'{words}")
    } else {
        words
    }
}

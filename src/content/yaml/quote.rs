//! Writes a text so that reading it gives the same text back.

use std::fmt::Write;

/// `words` between quotes, on one line. What a person can read stays as it is.
pub fn quote(words: &str) -> String {
    let mut written = String::with_capacity(words.len() + 2);
    written.push('"');
    for letter in words.chars() {
        match letter {
            '"' | '\\' => written.extend(['\\', letter]),
            '\n' => written.push_str("\\n"),
            '\t' => written.push_str("\\t"),
            _ if is_plain(letter) => written.push(letter),
            _ => {
                // Writing into a text can't fail.
                let _ = write!(written, "\\U{:08x}", u32::from(letter));
            }
        }
    }
    written.push('"');
    written
}

/// Whether a reader takes a letter as it stands.
const fn is_plain(letter: char) -> bool {
    matches!(letter, ' '..='~' | '\u{a1}'..='\u{2027}' | '\u{2030}'..='\u{d7ff}'
        | '\u{e000}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}' | '\u{10000}'..)
}

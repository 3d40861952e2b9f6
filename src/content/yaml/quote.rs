//! Quotes a text for YAML.

use std::fmt::Write;

/// Writes a text in double quotes on one line, so that parsing gives the same text. Printable characters aren't escaped.
pub(crate) fn quote(words: &str) -> String {
    let mut written = String::with_capacity(words.len() + 2);
    written.push('"');
    for letter in words.chars() {
        match letter {
            '"' | '\\' => written.extend(['\\', letter]),
            '\n' => written.push_str("\\n"),
            '\t' => written.push_str("\\t"),
            _ if is_plain(letter) => written.push(letter),
            _ => {
                // Writing to a String can't fail.
                let _ = write!(written, "\\U{:08x}", u32::from(letter));
            }
        }
    }
    written.push('"');
    written
}

/// Whether the character needs no escape.
const fn is_plain(letter: char) -> bool {
    matches!(letter, ' '..='~' | '\u{a1}'..='\u{2027}' | '\u{2030}'..='\u{d7ff}'
        | '\u{e000}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}' | '\u{10000}'..)
}

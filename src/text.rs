//! Text: sanitizing, graphemes and columns, wrapping, folding, tags, decoding, messages of errors, and the text buffer.

pub(crate) mod bidi;
pub mod buffer;
pub(crate) mod decode;
pub(crate) mod digits;
mod error_chain;
pub(crate) mod fold;
pub mod hidden;
mod plural;
mod sanitize;
pub(crate) mod tag;
mod width;
mod wrap;

pub(crate) use self::error_chain::error_chain;
pub(crate) use self::plural::{group_digits, pluralize};
pub(crate) use self::sanitize::{display_path, replace_unsafe_in_lines, to_ascii_punctuation};
pub use self::sanitize::{escape_json, is_unsafe_char, one_line, replace_unsafe, sanitize};
pub use self::width::{display_width, next_grapheme, previous_grapheme, truncate_to_width};
pub(crate) use self::width::{grapheme_width, graphemes};
pub use self::wrap::{byte_at_column, wrap, wrap_balanced, wrap_ranges};

/// Formats words as a sentence, with a capital letter and a full stop.
pub(crate) fn sentence(words: &str) -> String {
    let words = words.trim();
    let mut letters = words.chars();
    let Some(first) = letters.next() else {
        return String::new();
    };
    let stop = if words.ends_with(['.', '?']) { "" } else { "." };
    format!("{}{}{stop}", first.to_uppercase(), letters.as_str())
}

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

/// The words with a capital letter.
pub(crate) fn capitalize(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

/// Formats words as a sentence, with a capital letter and a full stop.
pub(crate) fn sentence(words: &str) -> String {
    let words = words.trim();
    let stop = if words.is_empty() || words.ends_with(['.', '?']) {
        ""
    } else {
        "."
    };
    capitalize(words) + stop
}

//! Right-to-left text beside numbers.
//!
//! A terminal that reorders such text (UAX #9) takes a number behind it for a part of it: “80→35” after a Hebrew line is
//! shown as “35→80” before it. Any left-to-right letter in between prevents that.

use std::borrow::Cow;

/// The minimum gap, in columns, between right-to-left text and whatever follows it in a row. A person may type two
/// spaces, but not so many.
pub(crate) const MIN_GAP: usize = 3;

/// The left-to-right mark, which counts as a left-to-right letter.
pub(super) const LRM: char = '\u{200e}';

/// Whether a letter is written from right to left: Hebrew, Arabic and related scripts.
pub(crate) const fn is_rtl(c: char) -> bool {
    matches!(
        c,
        '\u{590}'..='\u{8ff}'
            | '\u{fb1d}'..='\u{fdff}'
            | '\u{fe70}'..='\u{fefe}'
            | '\u{10800}'..='\u{10fff}'
            | '\u{1e800}'..='\u{1efff}'
    )
}

fn has_rtl(text: &str) -> bool {
    !text.is_ascii() && text.chars().any(is_rtl)
}

/// The columns to leave between `text` and whatever follows it in the row.
pub(crate) fn gap_after(text: &str) -> usize {
    if has_rtl(text) { MIN_GAP } else { 1 }
}

/// `text` for printing before a number: right-to-left text gets a trailing [`LRM`], which keeps the number apart.
pub(crate) fn with_trailing_lrm(text: &str) -> Cow<'_, str> {
    if has_rtl(text) {
        Cow::Owned(format!("{text}{LRM}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_text_from_right_to_left_ends_with_a_mark_before_a_number() {
        assert_eq!(with_trailing_lrm("שלום"), "שלום\u{200e}");
        for words in ["hello", "睡眠", "é 🍲", ""] {
            assert_eq!(with_trailing_lrm(words), words);
        }
    }
}

//! Text written from right to left beside numbers.
//!
//! A terminal that reorders such text (UAX #9) takes a number behind it for a part of it: “80→35” after a Hebrew line is
//! shown as “35→80” before it. Any letter written from left to right in between prevents that.

use std::borrow::Cow;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;

/// The columns between text and what is laid out behind it, at least, where the text is written from right to left. A
/// person may type two blanks, and never so many.
pub(crate) const MIN_GAP: usize = 3;

/// A blank that counts as a letter written from left to right: marks such as LRM take no cell, and terminals drop them.
const SEPARATOR: &str = "\u{2800}";

/// The mark that counts as a letter written from left to right (LRM).
pub(super) const LRM: char = '\u{200e}';

/// Whether a letter is written from right to left: Hebrew, Arabic and their kin.
pub(super) const fn is_rtl(letter: char) -> bool {
    matches!(
        letter,
        '\u{590}'..='\u{8ff}'
            | '\u{fb1d}'..='\u{fdff}'
            | '\u{fe70}'..='\u{fefe}'
            | '\u{10800}'..='\u{10fff}'
            | '\u{1e800}'..='\u{1efff}'
    )
}

fn has_rtl(words: &str) -> bool {
    !words.is_ascii() && words.chars().any(is_rtl)
}

/// The columns to leave between `words` and what is laid out behind them.
pub(crate) fn gap_after(words: &str) -> usize {
    if has_rtl(words) { MIN_GAP } else { 1 }
}

/// `words` to be printed with a number behind them: text from right to left ends with a mark (LRM) that keeps the number
/// out of it.
pub(crate) fn with_trailing_lrm(words: &str) -> Cow<'_, str> {
    if has_rtl(words) {
        Cow::Owned(format!("{words}{LRM}"))
    } else {
        Cow::Borrowed(words)
    }
}

/// Puts a separator behind text from right to left wherever something else is laid out on its row, such as a number or
/// another pane.
pub(crate) fn insert_separators(area: Rect, buf: &mut Buffer) {
    let area = area.intersection(buf.area);
    for y in area.top()..area.bottom() {
        let start = buf.index_of(area.x, y);
        insert_separators_in_row(&mut buf.content[start..start + usize::from(area.width)]);
    }
}

fn insert_separators_in_row(row: &mut [Cell]) {
    // Nothing to do on nearly every row, so this is found out first and fast.
    let may_be_rtl = |cell: &Cell| matches!(cell.symbol().as_bytes()[0], 0xd6..=0xe0 | 0xef | 0xf0);
    let Some(first) = row.iter().position(may_be_rtl) else {
        return;
    };
    let mut is_open = false;
    let mut blanks = 0;
    for at in first..row.len() {
        let letter = row[at].symbol().chars().next().unwrap_or(' ');
        if letter == ' ' {
            blanks += 1;
            continue;
        }
        let is_ltr = letter.is_alphabetic() && !is_rtl(letter);
        if is_open && blanks >= MIN_GAP && !is_ltr {
            row[at - blanks].set_symbol(SEPARATOR);
            is_open = false;
        }
        is_open = is_rtl(letter) || (is_open && !is_ltr);
        blanks = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_separators(row: &str) -> String {
        let mut buffer = Buffer::with_lines([row]);
        insert_separators(buffer.area, &mut buffer);
        buffer.content.iter().map(Cell::symbol).collect()
    }

    #[test]
    fn what_is_laid_out_behind_text_from_right_to_left_is_kept_apart() {
        for (given, wanted) in [
            ("› שלום      80→35", "› שלום⠀     80→35"),
            ("مرحبا   12 min", "مرحبا⠀  12 min"),
            // Another pane with such text, and one with a number.
            ("שלום   שלום    80", "שלום⠀  שלום⠀   80"),
            // A letter from left to right is enough.
            ("שלום   Step 1 of 8", "שלום   Step 1 of 8"),
            ("80→35   שלום", "80→35   שלום"),
            // A number that belongs to the sentence stays in it.
            ("למדתי 3 שנים  ו 4", "למדתי 3 שנים  ו 4"),
            ("睡眠   80", "睡 眠    80"),
            ("They will   80", "They will   80"),
        ] {
            assert_eq!(with_separators(given), wanted);
        }
    }

    #[test]
    fn printed_text_from_right_to_left_ends_with_a_mark_before_a_number() {
        assert_eq!(with_trailing_lrm("שלום"), "שלום\u{200e}");
        for words in ["hello", "睡眠", "é 🍲", ""] {
            assert_eq!(with_trailing_lrm(words), words);
        }
    }
}

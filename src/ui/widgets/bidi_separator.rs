//! Separators that keep right-to-left text apart from whatever follows it in a row; see [`bidi`](crate::text::bidi).

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;

use crate::text::bidi::{MIN_GAP, is_rtl};

/// A blank Braille cell. It counts as a left-to-right letter, unlike a space, and takes a cell, unlike LRM, which
/// terminals drop.
const SEPARATOR: &str = "\u{2800}";

/// Draws a separator after right-to-left text wherever something else follows in its row, such as a number or another
/// pane.
pub(crate) fn insert_separators(area: Rect, buf: &mut Buffer) {
    let area = area.intersection(buf.area);
    for y in area.top()..area.bottom() {
        let start = buf.index_of(area.x, y);
        insert_separators_in_row(&mut buf.content[start..start + usize::from(area.width)]);
    }
}

fn insert_separators_in_row(row: &mut [Cell]) {
    // Nearly every row has no such text, so a fast test comes first.
    let may_be_rtl = |cell: &Cell| matches!(cell.symbol().as_bytes()[0], 0xd6..=0xe0 | 0xef | 0xf0);
    let Some(first) = row.iter().position(may_be_rtl) else {
        return;
    };
    let mut is_open = false;
    let mut spaces = 0;
    for at in first..row.len() {
        let c = row[at].symbol().chars().next().unwrap_or(' ');
        if c == ' ' {
            spaces += 1;
            continue;
        }
        let is_ltr = c.is_alphabetic() && !is_rtl(c);
        if is_open && spaces >= MIN_GAP && !is_ltr {
            row[at - spaces].set_symbol(SEPARATOR);
            is_open = false;
        }
        is_open = is_rtl(c) || (is_open && !is_ltr);
        spaces = 0;
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
            // A left-to-right letter is enough.
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
}

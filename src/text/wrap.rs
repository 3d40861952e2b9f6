//! Soft wrapping of text into rows.

use std::ops::Range;

use super::width::{display_width, grapheme_width, graphemes};

/// The rows of `text` wrapped to `width` columns, as byte ranges without line ends.
///
/// A row ends after white space, or inside a word that is longer than a row. White space at the end of a row may exceed
/// the width, so that every byte except line ends belongs to exactly one row.
pub fn wrap_ranges(text: &str, width: usize) -> Vec<Range<usize>> {
    let max_width = width.max(1);
    let mut rows = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        wrap_line(line, start, max_width, &mut rows);
        start += line.len() + 1;
    }
    rows
}

/// `text` wrapped for reading: each row without trailing white space.
pub fn wrap(text: &str, width: usize) -> Vec<&str> {
    wrap_ranges(text, width)
        .into_iter()
        .map(|row| text[row].trim_end())
        .collect()
}

/// `text` wrapped into as few rows as [`wrap`] needs, but narrower if the last row would be much shorter than the others:
/// a single word in the last row looks lost.
pub fn wrap_balanced(text: &str, width: usize) -> Vec<&str> {
    let rows = wrap(text, width);
    let longest = rows.iter().map(|row| display_width(row)).max().unwrap_or(0);
    let last = rows.last().map_or(0, |row| display_width(row));
    if rows.len() < 2 || text.contains('\n') || last * 10 >= longest * 6 {
        return rows;
    }
    let (mut too_narrow, mut enough) = (width / 2, longest);
    while too_narrow + 1 < enough {
        let middle = usize::midpoint(too_narrow, enough);
        if wrap(text, middle).len() > rows.len() {
            too_narrow = middle;
        } else {
            enough = middle;
        }
    }
    wrap(text, enough)
}

/// The byte index in `row` of `text` at `column`, or the end of the row.
pub fn byte_at_column(text: &str, row: &Range<usize>, column: usize) -> usize {
    let mut end = 0;
    for (at, grapheme) in graphemes(&text[row.clone()]) {
        let width = grapheme_width(grapheme);
        if end + width > column {
            return row.start + at;
        }
        end += width;
    }
    row.end
}

fn wrap_line(line: &str, offset: usize, max_width: usize, rows: &mut Vec<Range<usize>>) {
    let mut row_start = 0;
    let mut word_start = 0;
    let mut column = 0;
    let mut after_space = false;
    for (at, grapheme) in graphemes(line) {
        let is_space = grapheme.chars().all(char::is_whitespace);
        if after_space && !is_space {
            word_start = at;
        }
        after_space = is_space;
        let width = grapheme_width(grapheme);
        // A word that doesn't fit moves to the next row; one longer than a row is split.
        while column + width > max_width && !is_space {
            let end = if word_start > row_start {
                word_start
            } else {
                at
            };
            if end == row_start {
                break;
            }
            rows.push(offset + row_start..offset + end);
            row_start = end;
            column = display_width(&line[row_start..at]);
        }
        column += width;
    }
    rows.push(offset + row_start..offset + line.len());
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation;

    use super::*;

    #[test]
    fn a_balanced_text_has_no_lost_word_in_its_last_row() {
        let text = "A quick look at a scary thought when you have no time.";
        assert_eq!(
            wrap_balanced(text, 50),
            ["A quick look at a scary", "thought when you have no time."]
        );
        // A last row that is long enough, paragraphs and single rows stay.
        for text in [
            "one two three four five",
            "one\ntwo three four",
            "short",
            "",
        ] {
            assert_eq!(wrap_balanced(text, 14), wrap(text, 14));
        }
        for width in 0..60 {
            assert_eq!(wrap_balanced(text, width).len(), wrap(text, width).len());
        }
    }

    #[test]
    fn a_line_wraps_after_a_space_and_a_long_word_inside() {
        assert_eq!(
            wrap("what if she never sleeps", 10),
            ["what if", "she never", "sleeps"]
        );
        assert_eq!(wrap("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap("睡眠不足です", 4), ["睡眠", "不足", "です"]);
        assert_eq!(wrap("one\n\ntwo", 10), ["one", "", "two"]);
        assert_eq!(wrap(" A睡", 2), ["", "A", "睡"]);
    }

    proptest! {
        #![proptest_config(crate::properties::config())]

        #[test]
        fn every_byte_but_line_ends_is_in_one_row(text in "(\\PC|\n| ){0,60}", width in 1usize..30) {
            let rows = wrap_ranges(&text, width);
            let together: String = rows.iter().map(|row| &text[row.clone()]).collect();
            prop_assert_eq!(together, text.replace('\n', ""));
            for row in &rows {
                let shown = text[row.clone()].trim_end();
                prop_assert!(display_width(shown) <= width || shown.graphemes(true).count() == 1);
            }
        }
    }
}

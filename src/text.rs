//! Text as people see it: graphemes, columns, soft-wrapped rows; and text from outside made harmless.

use std::{iter::Peekable, ops::Range, str::Chars};

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The columns `text` takes on the screen.
pub fn columns(text: &str) -> usize {
    text.graphemes(true).map(grapheme_columns).sum()
}

/// A grapheme takes at most two columns, however many code points it is made of.
fn grapheme_columns(grapheme: &str) -> usize {
    grapheme.width().min(2)
}

/// `text` without anything that could act on a terminal or turn lines around: line ends become
/// `\n`, tabs become spaces, escape sequences, other control characters and bidirectional overrides
/// go.
pub fn harmless(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\r' => {
                letters.next_if_eq(&'\n');
                clean.push('\n');
            }
            '\t' => clean.push_str("    "),
            '\n' | '\u{2028}' | '\u{2029}' => clean.push('\n'),
            '\u{1b}' => skip_sequence(&mut letters),
            '\u{9b}' => skip_parameters(&mut letters),
            '\u{90}' | '\u{98}' | '\u{9d}'..='\u{9f}' => skip_string(&mut letters),
            _ if letter.is_control() || is_override(letter) => {}
            _ => clean.push(letter),
        }
    }
    clean
}

/// Passes over what follows an escape character.
fn skip_sequence(letters: &mut Peekable<Chars<'_>>) {
    if letters.next_if_eq(&'[').is_some() {
        skip_parameters(letters);
    } else if letters
        .next_if(|next| matches!(next, ']' | 'P' | 'X' | '^' | '_'))
        .is_some()
    {
        skip_string(letters);
    } else {
        while letters.next_if(|next| matches!(next, ' '..='/')).is_some() {}
        letters.next_if(|next| matches!(next, '0'..='~'));
    }
}

/// Passes over the numbers of a control sequence and the letter that ends it.
fn skip_parameters(letters: &mut Peekable<Chars<'_>>) {
    while letters.next_if(|next| matches!(next, ' '..='?')).is_some() {}
    letters.next_if(|next| matches!(next, '@'..='~'));
}

/// Passes over a control string, such as a window title; one without an end stops with its line.
fn skip_string(letters: &mut Peekable<Chars<'_>>) {
    while let Some(next) = letters.next_if(|next| !matches!(next, '\n' | '\r')) {
        match next {
            '\u{7}' | '\u{9c}' => return,
            '\u{1b}' => {
                letters.next_if_eq(&'\\');
                return;
            }
            _ => {}
        }
    }
}

const fn is_override(letter: char) -> bool {
    matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// `text` on one line, harmless.
pub fn one_line(text: &str) -> String {
    harmless(text)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// As much of `text` as fits into `room` columns, with an ellipsis where something is left out.
pub fn clip(text: &str, room: usize) -> String {
    if columns(text) <= room {
        return text.to_owned();
    }
    let mut clipped = String::new();
    let mut taken = 1;
    for grapheme in text.graphemes(true) {
        taken += grapheme_columns(grapheme);
        if taken > room {
            break;
        }
        clipped.push_str(grapheme);
    }
    clipped.truncate(clipped.trim_end().len());
    if room > 0 {
        clipped.push('…');
    }
    clipped
}

/// The rows of `text` when it is soft-wrapped to `room` columns, as byte ranges without line ends.
///
/// Rows break after white space where there is some, inside a word where there is none. White space
/// at a break hangs over the edge instead of starting the next row, so that every byte but the line
/// ends belongs to exactly one row.
pub fn rows(text: &str, room: usize) -> Vec<Range<usize>> {
    let room = room.max(1);
    let mut rows = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        wrap_line(line, start, room, &mut rows);
        start += line.len() + 1;
    }
    rows
}

fn wrap_line(line: &str, offset: usize, room: usize, rows: &mut Vec<Range<usize>>) {
    let mut row_start = 0;
    let mut word_start = 0;
    let mut taken = 0;
    let mut after_space = false;
    for (at, grapheme) in line.grapheme_indices(true) {
        let is_space = grapheme.chars().all(char::is_whitespace);
        if after_space && !is_space {
            word_start = at;
        }
        after_space = is_space;
        let width = grapheme_columns(grapheme);
        // A word that doesn't fit goes to the next row; one that is longer than a row is broken.
        while taken + width > room && !is_space {
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
            taken = columns(&line[row_start..at]);
        }
        taken += width;
    }
    rows.push(offset + row_start..offset + line.len());
}

/// `text` wrapped for reading: each row without the white space that hangs at its end.
pub fn wrapped(text: &str, room: usize) -> Vec<&str> {
    rows(text, room)
        .into_iter()
        .map(|row| text[row].trim_end())
        .collect()
}

/// The end of the grapheme that starts at `at`.
pub fn next_grapheme(text: &str, at: usize) -> usize {
    text[at..]
        .graphemes(true)
        .next()
        .map_or(at, |grapheme| at + grapheme.len())
}

/// The start of the grapheme that ends at `at`.
pub fn previous_grapheme(text: &str, at: usize) -> usize {
    // Only the text of the same line can belong to a grapheme, and a line is short.
    let line = text[..at]
        .rfind('\n')
        .map_or(0, |end| if end + 1 == at { end } else { end + 1 });
    text[line..at]
        .graphemes(true)
        .next_back()
        .map_or(at, |grapheme| at - grapheme.len())
}

/// The byte in `row` of `text` that stands at `column`, or the row's end.
pub fn at_column(text: &str, row: &Range<usize>, column: usize) -> usize {
    let mut taken = 0;
    for (at, grapheme) in text[row.clone()].grapheme_indices(true) {
        let width = grapheme_columns(grapheme);
        if taken + width > column {
            return row.start + at;
        }
        taken += width;
    }
    row.end
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_family_and_a_combined_letter_are_one_step() {
        let text = "a👨‍👩‍👧e\u{301}z";
        let family = next_grapheme(text, 1);
        assert_eq!(&text[1..family], "👨‍👩‍👧");
        let letter = next_grapheme(text, family);
        assert_eq!(&text[family..letter], "e\u{301}");
        assert_eq!(previous_grapheme(text, letter), family);
        assert_eq!(previous_grapheme(text, family), 1);
        assert_eq!(columns(text), 5);
    }

    #[test]
    fn a_line_wraps_after_a_space_and_a_long_word_inside() {
        assert_eq!(
            wrapped("what if she never sleeps", 10),
            ["what if", "she never", "sleeps"]
        );
        assert_eq!(wrapped("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(wrapped("睡眠不足です", 4), ["睡眠", "不足", "です"]);
        assert_eq!(wrapped("one\n\ntwo", 10), ["one", "", "two"]);
        assert_eq!(wrapped(" A睡", 2), ["", "A", "睡"]);
    }

    #[test]
    fn clipping_counts_columns_and_says_that_it_did() {
        assert_eq!(clip("good enough", 20), "good enough");
        assert_eq!(clip("good enough", 6), "good…");
        assert_eq!(clip("睡眠不足", 5), "睡眠…");
        assert_eq!(clip("words", 0), "");
    }

    #[test]
    fn nothing_from_outside_can_act_on_the_terminal() {
        assert_eq!(harmless("a\r\nb\rc\td"), "a\nb\nc    d");
        for (given, kept) in [
            ("naïve 日本 👨‍👩‍👧", "naïve 日本 👨‍👩‍👧"),
            ("x\u{1b}[31mred\u{7}\u{202e}abc\0", "xredabc"),
            ("\u{1b}]0;title\u{7}after", "after"),
            ("\u{1b}]8;;http://x\u{1b}\\link", "link"),
            ("\u{1b}]never ends\nnext line", "\nnext line"),
            ("\u{9b}2Jgone", "gone"),
            ("\u{1b}", ""),
            ("\u{1b}(Bset", "set"),
        ] {
            assert_eq!(harmless(given), kept, "{given:?}");
        }
        assert_eq!(one_line("  two\n words "), "two words");
    }

    proptest! {
        #[test]
        fn nothing_that_steers_is_left(text in any::<String>()) {
            let clean = harmless(&text);
            prop_assert!(!clean.chars().any(|c| (c.is_control() && c != '\n') || is_override(c)));
            prop_assert_eq!(harmless(&clean), clean);
        }

        #[test]
        fn every_byte_but_line_ends_is_in_one_row(text in "(\\PC|\n| ){0,60}", room in 1usize..30) {
            let rows = rows(&text, room);
            let together: String = rows.iter().map(|row| &text[row.clone()]).collect();
            prop_assert_eq!(together, text.replace('\n', ""));
            for row in &rows {
                let shown = text[row.clone()].trim_end();
                prop_assert!(columns(shown) <= room.max(2));
            }
        }

        #[test]
        fn stepping_through_a_text_visits_the_same_places_both_ways(text in "(\\PC|\n){0,40}") {
            let mut there = vec![0];
            while *there.last().unwrap() < text.len() {
                there.push(next_grapheme(&text, *there.last().unwrap()));
            }
            let mut back = vec![text.len()];
            while *back.last().unwrap() > 0 {
                back.push(previous_grapheme(&text, *back.last().unwrap()));
            }
            back.reverse();
            prop_assert_eq!(there, back);
        }
    }
}

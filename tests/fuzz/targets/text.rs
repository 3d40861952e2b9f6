//! Any bytes as text: the invariants of sanitizing, wrapping, truncation and editing.

use good_enough::text::buffer::{Edit, TextBuffer};
use good_enough::text::{
    byte_at_column, display_width, escape_json, is_unsafe_char, next_grapheme, one_line,
    previous_grapheme, replace_unsafe, sanitize, truncate_to_width, wrap, wrap_ranges,
};

const EDITS: [Edit; 20] = [
    Edit::Left,
    Edit::Right,
    Edit::WordLeft,
    Edit::WordRight,
    Edit::Up,
    Edit::Down,
    Edit::RowStart,
    Edit::RowEnd,
    Edit::TextStart,
    Edit::TextEnd,
    Edit::DeleteLeft,
    Edit::DeleteRight,
    Edit::KillWordLeft,
    Edit::KillWordRight,
    Edit::KillToStart,
    Edit::KillToEnd,
    Edit::Yank,
    Edit::Undo,
    Edit::Redo,
    Edit::Newline,
];

/// The first byte is the width, the next ones are edits, the rest is the text.
pub fn run(data: &[u8]) {
    let [width, count, rest @ ..] = data else {
        return;
    };
    let (edits, text) = rest.split_at(usize::from(*count % 64).min(rest.len()));
    let text = String::from_utf8_lossy(text);
    let width = usize::from(*width);
    let clean = sanitize(&text);
    assert!(!clean.contains(|letter| letter != '\n' && is_unsafe_char(letter)));
    assert_eq!(sanitize(&clean), clean, "harmless words stay as they are");
    assert!(
        !replace_unsafe(&text).contains(is_unsafe_char)
            && !escape_json(&text).contains(is_unsafe_char)
    );
    assert!(!one_line(&text).contains(is_unsafe_char));
    assert!(display_width(&truncate_to_width(&clean, width)) <= width);
    check_wrapping(&clean, width);
    step_graphemes(&clean);
    edit(&text, edits, width);
}

fn check_wrapping(clean: &str, width: usize) {
    let rows = wrap_ranges(clean, width);
    let together: String = rows.iter().map(|row| &clean[row.clone()]).collect();
    assert_eq!(together, clean.replace('\n', ""));
    for row in &rows {
        assert!(clean.is_char_boundary(byte_at_column(clean, row, width / 2)));
    }
    for row in wrap(clean, width) {
        assert!(display_width(row) <= width.max(1) || next_grapheme(row, 0) == row.len());
    }
}

fn step_graphemes(clean: &str) {
    let mut there = vec![0];
    while let Some(&at) = there.last().filter(|at| **at < clean.len()) {
        there.push(next_grapheme(clean, at));
    }
    let mut at = clean.len();
    while at > 0 {
        assert_eq!(there.pop(), Some(at));
        at = previous_grapheme(clean, at);
    }
}

fn edit(text: &str, edits: &[u8], width: usize) {
    let mut buffer = TextBuffer::with_caret(&sanitize(text), text.len() / 2);
    for byte in edits {
        match usize::from(*byte) {
            edit if edit < 200 => buffer.apply(EDITS[edit % EDITS.len()], width),
            200..230 => buffer.paste(text, *byte % 2 == 0),
            letter => buffer.type_char(text.chars().nth(letter).unwrap_or('é')),
        }
        let caret = buffer.caret();
        assert!(buffer.text().is_char_boundary(caret));
        assert!(buffer.text().len() <= TextBuffer::MAX_BYTES);
        assert!(
            !buffer
                .text()
                .contains(|letter| letter != '\n' && is_unsafe_char(letter))
        );
        let mut edge = 0;
        while edge < caret {
            edge = next_grapheme(buffer.text(), edge);
        }
        assert_eq!(edge, caret, "the caret stands at an edge");
    }
}

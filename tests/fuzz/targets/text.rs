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
    let [room, count, rest @ ..] = data else {
        return;
    };
    let (edits, words) = rest.split_at(usize::from(*count % 64).min(rest.len()));
    let words = String::from_utf8_lossy(words);
    let room = usize::from(*room);
    let clean = sanitize(&words);
    assert!(!clean.contains(|letter| letter != '\n' && is_unsafe_char(letter)));
    assert_eq!(sanitize(&clean), clean, "harmless words stay as they are");
    assert!(
        !replace_unsafe(&words).contains(is_unsafe_char)
            && !escape_json(&words).contains(is_unsafe_char)
    );
    assert!(!one_line(&words).contains(is_unsafe_char));
    assert!(display_width(&truncate_to_width(&clean, room)) <= room);
    check_wrapping(&clean, room);
    step_graphemes(&clean);
    edit(&words, edits, room);
}

fn check_wrapping(clean: &str, room: usize) {
    let rows = wrap_ranges(clean, room);
    let together: String = rows.iter().map(|row| &clean[row.clone()]).collect();
    assert_eq!(together, clean.replace('\n', ""));
    for row in &rows {
        assert!(clean.is_char_boundary(byte_at_column(clean, row, room / 2)));
    }
    for row in wrap(clean, room) {
        assert!(display_width(row) <= room.max(1) || next_grapheme(row, 0) == row.len());
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

fn edit(words: &str, edits: &[u8], room: usize) {
    let mut editor = TextBuffer::with_caret(&sanitize(words), words.len() / 2);
    for byte in edits {
        match usize::from(*byte) {
            edit if edit < 200 => editor.apply(EDITS[edit % EDITS.len()], room),
            200..230 => editor.paste(words, *byte % 2 == 0),
            letter => editor.type_char(words.chars().nth(letter).unwrap_or('é')),
        }
        let caret = editor.caret();
        assert!(editor.text().is_char_boundary(caret));
        assert!(editor.text().len() <= TextBuffer::MAX_BYTES);
        assert!(
            !editor
                .text()
                .contains(|letter| letter != '\n' && is_unsafe_char(letter))
        );
        let mut edge = 0;
        while edge < caret {
            edge = next_grapheme(editor.text(), edge);
        }
        assert_eq!(edge, caret, "the caret stands at an edge");
    }
}

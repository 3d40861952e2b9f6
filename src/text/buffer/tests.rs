//! Editing key by key.

use proptest::prelude::*;

use super::*;

/// Applies `edits` to a text with `|` at the caret and returns the result in the same form.
fn apply_edits(marked: &str, edits: &[Edit], width: usize) -> String {
    let caret = marked.find('|').unwrap();
    let mut editor = TextBuffer::with_caret(&marked.replace('|', ""), caret);
    for edit in edits {
        editor.apply(*edit, width);
    }
    with_caret_marked(&editor)
}

fn with_caret_marked(editor: &TextBuffer) -> String {
    let mut shown = editor.text().to_owned();
    shown.insert(editor.caret(), '|');
    shown
}

#[test]
fn the_caret_steps_over_whole_graphemes() {
    assert_eq!(apply_edits("|👨‍👩‍👧é", &[Edit::Right], 80), "👨‍👩‍👧|é");
    assert_eq!(apply_edits("👨‍👩‍👧|", &[Edit::DeleteLeft], 80), "|");
    assert_eq!(apply_edits("e\u{301}|x", &[Edit::Left], 80), "|e\u{301}x");
    assert_eq!(apply_edits("睡|眠", &[Edit::DeleteRight], 80), "睡|");
}

#[test]
fn words_are_passed_and_killed_as_in_readline() {
    assert_eq!(
        apply_edits("what if she never|", &[Edit::WordLeft, Edit::WordLeft], 80),
        "what if |she never"
    );
    assert_eq!(apply_edits("|what if", &[Edit::WordRight], 80), "what| if");
    assert_eq!(
        apply_edits("never, ever |", &[Edit::KillWordLeft], 80),
        "never, |"
    );
    assert_eq!(
        apply_edits(
            "one two|",
            &[Edit::KillWordLeft, Edit::TextStart, Edit::Yank],
            80
        ),
        "two|one "
    );
    assert_eq!(
        apply_edits("first\nsecond| line", &[Edit::KillToStart], 80),
        "first\n| line"
    );
    assert_eq!(
        apply_edits("first\nsec|ond", &[Edit::KillToEnd], 80),
        "first\nsec|"
    );
}

#[test]
fn up_and_down_follow_the_rows_on_the_screen_and_keep_their_column() {
    assert_eq!(
        apply_edits("what if |she never sleeps", &[Edit::Down], 10),
        "what if she never |sleeps"
    );
    assert_eq!(
        apply_edits("abcdef\nxy\nabcd|ef", &[Edit::Up, Edit::Up], 80),
        "abcd|ef\nxy\nabcdef"
    );
    assert_eq!(apply_edits("ab|c", &[Edit::Up], 80), "|abc");
    assert_eq!(
        apply_edits("what |if she never", &[Edit::RowEnd], 10),
        "what if| she never"
    );
}

#[test]
fn what_was_typed_comes_back_word_by_word() {
    let mut editor = TextBuffer::default();
    "good enough"
        .chars()
        .for_each(|letter| editor.type_char(letter));
    editor.apply(Edit::Undo, 80);
    assert_eq!(with_caret_marked(&editor), "good|");
    editor.apply(Edit::Undo, 80);
    assert_eq!(with_caret_marked(&editor), "|");
    editor.apply(Edit::Redo, 80);
    editor.apply(Edit::Redo, 80);
    assert_eq!(with_caret_marked(&editor), "good enough|");
}

#[test]
fn a_paste_is_harmless_and_undone_in_one_go() {
    let mut editor = TextBuffer::with_text("so ");
    editor.paste("one\r\ntwo \u{1b}[2J👍", false);
    assert_eq!(editor.text(), "so one\ntwo 👍");
    editor.apply(Edit::Undo, 80);
    assert_eq!(with_caret_marked(&editor), "so |");
    editor.paste("one\ntwo\n", true);
    assert_eq!(editor.text(), "so one two");
}

#[test]
fn words_that_come_from_elsewhere_are_made_harmless_too() {
    let mut editor = TextBuffer::with_text("so \u{1b}[2J\u{202e}it is 睡👍");
    assert_eq!(with_caret_marked(&editor), "so it is 睡👍|");
    editor.replace_all("so \u{9b}2J睡👍", 6);
    assert_eq!(with_caret_marked(&editor), "so 睡|👍");
}

#[test]
fn a_paste_of_a_whole_book_is_cut_to_what_fits() {
    let mut editor = TextBuffer::default();
    editor.paste(&"é".repeat(TextBuffer::MAX_BYTES), false);
    assert_eq!(editor.text().len(), TextBuffer::MAX_BYTES);
}

#[test]
fn a_combining_mark_joins_the_letter_before_it() {
    let mut editor = TextBuffer::with_text("e");
    editor.type_char('\u{301}');
    editor.apply(Edit::Left, 80);
    assert_eq!(editor.caret(), 0);
}

#[test]
fn letters_that_become_one_when_what_was_between_them_goes_have_the_caret_behind_them() {
    assert_eq!(apply_edits("🇩x|🇪", &[Edit::DeleteLeft], 80), "🇩🇪|");
    assert_eq!(
        apply_edits("e|\n\u{301}x", &[Edit::DeleteRight], 80),
        "e\u{301}|x"
    );
    assert_eq!(
        apply_edits("so \u{600}(睡) |", &[Edit::WordLeft], 80),
        "so \u{600}(|睡) "
    );
}

proptest! {
    #![proptest_config(crate::properties::config())]

    #[test]
    fn the_caret_always_stands_at_an_edge(
        text in "(\\PC|\n| ){0,30}",
        doings in prop::collection::vec((0usize..20, "\\PC"), 0..30),
        width in 1usize..12,
    ) {
        const EDITS: [Edit; 20] = [
            Edit::Left, Edit::Right, Edit::WordLeft, Edit::WordRight, Edit::Up, Edit::Down, Edit::RowStart,
            Edit::RowEnd, Edit::TextStart, Edit::TextEnd, Edit::DeleteLeft, Edit::DeleteRight, Edit::KillWordLeft,
            Edit::KillWordRight, Edit::KillToStart, Edit::KillToEnd, Edit::Yank, Edit::Undo, Edit::Redo, Edit::Newline,
        ];
        let mut editor = TextBuffer::with_text(&text);
        for (which, typed) in doings {
            editor.apply(EDITS[which], width);
            prop_assert!(editor.text().is_char_boundary(editor.caret()));
            typed.chars().for_each(|letter| editor.type_char(letter));
            prop_assert_eq!(editor.grapheme_bounds(editor.caret()).0, editor.caret());
        }
    }
}

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::*;
use crate::domain::gaps::{TemplatePart, split_gaps};
use crate::ui::keymap::{Key, KeyContext};

const WIDTH: u16 = 60;

fn starter(words: &str) -> GappedText {
    let mut text = GappedText::default();
    for part in split_gaps(words).expect("its gaps are valid") {
        match part {
            TemplatePart::Words(words) => text.push_words(words),
            TemplatePart::Gap(hint) => text.push_gap(hint),
        }
    }
    text
}

/// A field with the first of these starters.
fn field(starters: &[&str]) -> GapField {
    let starters: Vec<_> = starters.iter().map(|words| starter(words)).collect();
    let first = starters[0].clone();
    let mut field = GapField::new("", starters);
    field.begin_with(&first);
    field
}

const STEMS: [&str; 3] = [
    "It's possible that [what I fear], and it's more likely that ....",
    "Even if [the hard version], I would [what I'd do first].",
    "Tomorrow is another go.",
];

impl GapField {
    fn press(&mut self, code: KeyCode, modifiers: KeyModifiers) -> &mut Self {
        let key = Key::from(KeyEvent::new(code, modifiers));
        self.apply_key(KeyPress::new(KeyContext::GapText, key), WIDTH);
        self
    }

    fn type_in(&mut self, words: &str) -> &mut Self {
        for letter in words.chars() {
            self.press(KeyCode::Char(letter), KeyModifiers::NONE);
        }
        self
    }

    fn plain(&mut self, code: KeyCode) -> &mut Self {
        self.press(code, KeyModifiers::NONE)
    }

    /// The text with `|` at the caret.
    fn shown(&self) -> String {
        let (before, after) = self.buffer.text().split_at(self.buffer.caret());
        format!("{before}|{after}")
    }
}

#[test]
fn words_replace_the_gap_they_are_typed_into() {
    let mut field = field(&STEMS);
    assert_eq!(
        field.shown(),
        "It's possible that |[what I fear], and it's more likely that ____."
    );
    field.type_in(" she weans 睡");
    assert_eq!(field.advance(), Advance::NextGap);
    field.type_in("it takes time");
    assert_eq!(
        field.shown(),
        "It's possible that she weans 睡, and it's more likely that it takes time|."
    );
    assert_eq!(field.advance(), Advance::Done);
    assert!(!field.go_back());
}

#[test]
fn a_gap_is_crossed_and_deleted_as_a_whole() {
    let mut field = field(&STEMS);
    field.plain(KeyCode::Right);
    assert!(
        field.shown().contains("[what I fear]|,"),
        "{}",
        field.shown()
    );
    field.plain(KeyCode::Left);
    assert!(
        field.shown().contains("that |[what I fear],"),
        "{}",
        field.shown()
    );
    field.plain(KeyCode::Right).plain(KeyCode::Backspace);
    assert!(field.shown().contains("that |, and"), "{}", field.shown());
    // A cut through a gap takes all of it.
    let mut other = self::field(&STEMS);
    other.plain(KeyCode::End);
    for _ in 0..3 {
        other.plain(KeyCode::Left);
    }
    other.press(KeyCode::Char('u'), KeyModifiers::CONTROL);
    assert!(
        !other.buffer().text().contains("[what"),
        "{}",
        other.shown()
    );
    assert!(
        !other.buffer().text().contains("I fear]"),
        "{}",
        other.shown()
    );
}

#[test]
fn a_gap_opens_again_once_its_words_are_deleted_and_undo_brings_it_back() {
    let mut field = field(&STEMS);
    field.type_in("x").plain(KeyCode::Backspace);
    assert_eq!(
        field.shown(),
        "It's possible that |[what I fear], and it's more likely that ____."
    );
    field
        .type_in("y")
        .press(KeyCode::Char('z'), KeyModifiers::CONTROL);
    assert_eq!(field.open_gaps().len(), 2, "{}", field.shown());
    field.paste("pasted\nwords");
    assert!(
        field.shown().contains("that pasted\nwords|, and"),
        "{}",
        field.shown()
    );
}

#[test]
fn open_gaps_are_asked_about_once() {
    let mut field = field(&STEMS);
    assert!(field.is_untouched() && field.closed_text().is_empty());
    field.type_in("she weans");
    assert_eq!(field.advance(), Advance::NextGap);
    assert_eq!(field.question(), None);
    assert_eq!(field.advance(), Advance::Asked);
    assert_eq!(
        field.question().as_deref(),
        Some(
            "One gap is still open. Fill it, or press Enter to leave it out. It then reads: “It's possible that she weans.”"
        )
    );
    assert_eq!(field.advance(), Advance::Done);
    assert_eq!(field.closed_text(), "It's possible that she weans.");
    // Someone who goes on writing isn't asked again.
    field
        .type_in("it")
        .plain(KeyCode::Backspace)
        .plain(KeyCode::Backspace);
    assert_eq!(field.question(), None);
    assert_eq!(field.advance(), Advance::Done);
}

#[test]
fn the_question_says_what_would_be_left_of_several_gaps() {
    let mut one = field(&STEMS);
    assert_eq!(one.advance(), Advance::NextGap);
    assert_eq!(one.advance(), Advance::Asked);
    assert_eq!(
        one.question().as_deref(),
        Some("Two gaps are still open. Fill them, or press Enter to continue without a line.")
    );
    let mut other = field(&["That was probably good enough, because ..."]);
    assert_eq!(other.advance(), Advance::Asked);
    let question = other.question().unwrap_or_default();
    assert!(
        question.ends_with("It then reads: “That was probably good enough.”"),
        "{question}"
    );
    assert_eq!(other.closed_text(), "That was probably good enough.");
}

#[test]
fn going_back_leads_to_the_open_gap_before() {
    let mut field = field(&STEMS);
    assert_eq!(field.advance(), Advance::NextGap);
    assert!(field.go_back());
    assert_eq!(field.shown().find('|'), Some("It's possible that ".len()));
    assert!(!field.go_back());
}

#[test]
fn words_move_into_the_gaps_of_another_starter() {
    let mut field = field(&STEMS);
    field.type_in("she weans");
    let _ = field.advance();
    field.type_in("it takes time");
    field.begin_with(&starter(STEMS[1]));
    assert_eq!(
        field.buffer().text(),
        "Even if she weans, I would it takes time."
    );
    field.begin_with(&starter(STEMS[2]));
    assert_eq!(
        field.buffer().text(),
        "Tomorrow is another go.\nshe weans it takes time"
    );
    let mut own = GapField::new("My own line 👍", vec![starter(STEMS[0])]);
    own.begin_with(&starter(STEMS[0]));
    assert!(
        own.shown().starts_with("It's possible that |[what I fear]"),
        "{}",
        own.shown()
    );
    assert!(
        own.shown().ends_with(".\nMy own line 👍"),
        "{}",
        own.shown()
    );
}

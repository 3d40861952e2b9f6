//! Huge pastes and random keys: the text survives.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use good_enough::domain::entry::LocalTime;
use good_enough::storage::journal::Journal;
use good_enough::text::buffer::TextBuffer;
use good_enough::ui::app::{App, Effect, Event, StartScreen};
use good_enough::ui::theme::{ColorSupport, Theme};
use proptest::prelude::*;
use rand::SeedableRng;
use rand::rngs::StdRng;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::coach::{Coach, first_exercises};
use crate::files::folder_contains;

const PASTE_CUT_MESSAGE: &str = "That's all that fits here. The end of what you pasted was cut.";

/// A multi-line step with some text.
fn open_multiline_step() -> Coach {
    let mut coach = Coach::opening(StartScreen::Exercise(
        "catastrophe-to-good-enough".to_owned(),
    ));
    coach
        .press("<Enter>")
        .expect("What was going on before the thought came?");
    coach
        .type_in("She slept. 睡眠 👍")
        .expect("She slept. 睡眠 👍");
    coach
}

/// A single-line step with some text.
fn open_single_line_step() -> Coach {
    let mut coach = Coach::opening(StartScreen::Exercise("two-minute-check".to_owned()));
    coach
        .expect("What is the thought")
        .type_in("She slept. 睡眠 👍")
        .expect("She slept. 睡眠 👍");
    coach
}

#[test]
fn ten_megabytes_are_cut_to_the_limit_and_reported() {
    for mut coach in [open_multiline_step(), open_single_line_step()] {
        coach
            .paste(&"Ein Wort über 🍲. ".repeat(10_000_000 / 20))
            .expect(PASTE_CUT_MESSAGE);
        coach.type_in("x").press("<Home>");
        coach
            .press("<C-z>")
            .press("<C-z>")
            .expect("She slept. 睡眠 👍");
    }
}

#[test]
fn a_million_lines_are_cut_too() {
    let mut coach = open_multiline_step();
    coach
        .paste(&"\n".repeat(1_000_000))
        .expect(PASTE_CUT_MESSAGE)
        .press("<Up><PgUp><Down>");
    coach.press("<C-z>").expect("She slept. 睡眠 👍");
    // A single-line field ignores empty lines.
    let mut coach = open_single_line_step();
    coach
        .paste(&"\n".repeat(1_000_000))
        .expect_no(PASTE_CUT_MESSAGE)
        .expect("She slept. 睡眠 👍");
    coach
        .paste(&"a\n".repeat(1_000_000))
        .expect(PASTE_CUT_MESSAGE);
}

#[test]
fn a_text_of_maximum_length_can_still_be_edited() {
    let mut coach = open_multiline_step();
    coach
        .paste(&"what if ".repeat(TextBuffer::MAX_BYTES / 8))
        .expect(PASTE_CUT_MESSAGE);
    coach
        .press("<Backspace><Backspace><Backspace>")
        .expect_no(PASTE_CUT_MESSAGE);
    coach
        .type_in("!")
        .press("<Tab>")
        .expect("What is the scary thought?");
    coach.press("<S-Tab>").expect("what if!");
}

#[test]
fn nul_escape_sequences_and_paste_markers_are_removed_from_a_paste() {
    let pasted = "one\0 \x1b[200~two\x1b[201~ \x1b[31mthree\x1b]0;title\x07 \u{9b}2Jfour\u{202e} \x1b[200~\x1b[200~five\x1b";
    for mut coach in [open_multiline_step(), open_single_line_step()] {
        coach
            .paste(pasted)
            .expect("She slept. 睡眠 👍one two three four five");
    }
}

#[test]
fn a_paste_on_a_screen_without_a_text_field_does_nothing() {
    let mut coach = Coach::new();
    let before = coach.screen();
    coach.paste(&"q\r".repeat(100_000));
    assert_eq!(coach.screen(), before);
    assert!(!coach.has_quit());
    // A rating takes typed digits, but no pasted ones.
    let mut coach = open_single_line_step();
    coach.press("<Enter>").expect("how likely is it?");
    let before = coach.screen();
    coach.paste("77\r").press("<Esc>").paste("q").press("<Esc>");
    assert_eq!(coach.screen(), before);
}

#[test]
fn many_combining_marks_take_one_cell() {
    let mut coach = open_multiline_step();
    coach.paste(&format!("\nZ{}go\n", "\u{301}".repeat(100_000)));
    coach
        .paste(&"\u{600}".repeat(5000))
        .type_in(" after it all")
        .expect("after it all");
    let rows = coach
        .screen()
        .lines()
        .filter(|row| row.contains("�go"))
        .count();
    assert_eq!(rows, 1, "{}", coach.screen());
}

/// An event that deletes no text.
#[derive(Clone, Debug)]
enum InputEvent {
    Key(KeyCode, KeyModifiers, KeyEventKind),
    Paste(String),
    Resize(u16, u16),
    Tick(u16),
}

fn any_input_event() -> impl Strategy<Value = InputEvent> {
    let keys = vec![
        KeyCode::Enter,
        KeyCode::Tab,
        KeyCode::BackTab,
        KeyCode::Esc,
        KeyCode::Right,
        KeyCode::End,
        KeyCode::PageDown,
        KeyCode::F(1),
        KeyCode::F(2),
        KeyCode::F(10),
        KeyCode::Insert,
        KeyCode::Null,
        KeyCode::CapsLock,
        KeyCode::Char('?'),
        KeyCode::Char('q'),
        KeyCode::Char('1'),
        KeyCode::Char('6'),
        KeyCode::Char('d'),
        KeyCode::Char('y'),
        KeyCode::Char(' '),
        KeyCode::Char('睡'),
        KeyCode::Char('\u{301}'),
    ];
    let held = [
        KeyModifiers::NONE,
        KeyModifiers::NONE,
        KeyModifiers::SHIFT,
        KeyModifiers::SUPER,
    ];
    let kinds = [
        KeyEventKind::Press,
        KeyEventKind::Press,
        KeyEventKind::Repeat,
        KeyEventKind::Release,
    ];
    let control = prop::sample::select(vec!['g', 'l', 'e', 'n', 's', 'd', 'x', 'q']);
    prop_oneof![
        12 => (prop::sample::select(keys), prop::sample::select(held.to_vec()), prop::sample::select(kinds.to_vec()))
            .prop_map(|(code, held, kind)| InputEvent::Key(code, held, kind)),
        2 => control.prop_map(|letter| InputEvent::Key(KeyCode::Char(letter), KeyModifiers::CONTROL, KeyEventKind::Press)),
        1 => "(\\PC|\u{1b}|\n){0,9}".prop_map(InputEvent::Paste),
        2 => (0_u16..300, 0_u16..100).prop_map(|(width, height)| InputEvent::Resize(width, height)),
        1 => prop::sample::select(vec![(0, 0), (1, 1), (300, 100), (20, 4)]).prop_map(|(width, height)| InputEvent::Resize(width, height)),
        2 => (0_u16..2000).prop_map(InputEvent::Tick),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 80, ..crate::properties::config() })]

    #[test]
    fn text_typed_before_random_input_is_in_the_journal_after_it(
        exercise in prop::sample::select(vec!["two-minute-check", "catastrophe-to-good-enough", "notice-my-pattern"]),
        storms in prop::collection::vec(any_input_event(), 1..60),
    ) {
        let text = "zebrafinch";
        let folder = tempfile::tempdir().expect("a temporary folder");
        let journal = Journal::open(&folder.path().join("journal.db")).expect("the journal opens");
        let now = LocalTime {
            timestamp: "2026-11-24T22:41:00Z".parse().expect("a valid timestamp"),
            utc_offset: 3600,
            day: "2026-11-24".parse().expect("a valid date"),
        };
        let mut app = App::new(first_exercises(), journal, Theme::new(ColorSupport::None), StdRng::seed_from_u64(7));
        app.open(StartScreen::Exercise(exercise.to_owned()), (80, 24), &now);
        let key = |code, held, kind| Event::Key(KeyEvent::new_with_kind(code, held, kind));
        let mut typed = vec![];
        if exercise == "catastrophe-to-good-enough" {
            typed.push(KeyCode::Enter);
        }
        typed.extend(text.chars().map(KeyCode::Char));
        for code in typed {
            let _ = app.update(key(code, KeyModifiers::NONE, KeyEventKind::Press), &now);
        }
        let mut size = (80, 24);
        for storm in storms {
            let event = match storm {
                InputEvent::Key(code, held, kind) => key(code, held, kind),
                InputEvent::Paste(pasted) => Event::Paste(pasted),
                InputEvent::Resize(width, height) => {
                    size = (width, height);
                    Event::Resize(width, height)
                }
                InputEvent::Tick(passed) => Event::Tick(std::time::Duration::from_millis(passed.into())),
            };
            let effect = app.update(event, &now);
            let mut buffer = Buffer::empty(Rect::new(0, 0, size.0, size.1));
            app.render(buffer.area, &mut buffer);
            if effect == Some(Effect::Quit) {
                break;
            }
        }
        let _ = app.update(Event::Terminate, &now);
        prop_assert!(folder_contains(folder.path(), text));
    }
}

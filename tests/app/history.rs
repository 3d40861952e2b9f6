//! The history and the reader.

use good_enough::domain::entry::{Answer, AnsweredStep, Entry};
use good_enough::domain::exercise::Role;
use good_enough::storage::journal::Journal;
use good_enough::ui::app::StartScreen;
use good_enough::ui::theme::{ColorSupport, Theme};
use jiff::SignedDuration;
use jiff::civil::date;

use crate::coach::{Coach, first_exercises};
use crate::entries::{answered, finished_entry};

/// Entry `number` of a history with one entry a day.
pub fn entry(number: i64) -> Entry {
    let day = date(2026, 1, 1) + SignedDuration::from_hours(24 * number);
    let text = |step: &str, role: Role, text: &str| AnsweredStep {
        step: step.to_owned(),
        prompt: format!("What about the {step}?"),
        ..answered(Some(role), Answer::Text(format!("{text} {number}")))
    };
    Entry {
        answers: vec![
            text("thought", Role::Thought, "It will go wrong"),
            text("reframe", Role::Reframe, "It was good enough"),
        ],
        ..finished_entry(format!("entry{number:07}"), "two-minute-check", day)
    }
}

/// A history with `count` entries, opened at the newest.
pub fn open_history(count: i64) -> Coach {
    let mut journal = Journal::in_memory().expect("a journal in memory opens");
    for number in 0..count {
        journal.save(&entry(number)).expect("it is saved");
    }
    Coach::with_journal(
        journal,
        first_exercises(),
        StartScreen::History,
        Theme::new(ColorSupport::None),
    )
}

#[test]
fn an_empty_history_says_what_will_appear() {
    open_history(0)
        .expect("Nothing here yet.")
        .expect("Esc back ? people to talk to F1 keys")
        .expect_no("read ")
        .expect_no("delete")
        .expect_no("undo");
}

#[test]
fn an_emptied_history_offers_to_restore_the_last_entry() {
    let mut coach = open_history(1);
    coach
        .expect("Enter read")
        .expect("d delete")
        .expect_no("u undo")
        .press("d");
    coach
        .expect("Nothing here yet.")
        .expect("u undo")
        .expect_no("delete")
        .expect_no("Enter read");
    coach
        .press("u")
        .expect("It will go wrong 0")
        .expect("d delete")
        .expect_no("u undo");
}

#[test]
fn the_newest_entry_is_first_and_the_reader_shows_its_questions() {
    let mut coach = open_history(5);
    coach
        .expect("1 of 5")
        .expect("Mon 5 Jan 2026")
        .expect("What about the thought?")
        .expect("It will go wrong 4");
}

#[test]
fn a_long_history_scrolls_from_end_to_end_in_pages() {
    let mut coach = open_history(300);
    coach
        .press("G")
        .expect("300 of 300")
        .expect("It will go wrong 0");
    coach
        .press("g")
        .expect("1 of 300")
        .expect("It will go wrong 299");
    for _ in 0..150 {
        coach.press("j");
    }
    coach.expect("151 of 300").expect("It will go wrong 149");
    for _ in 0..150 {
        coach.press("k");
    }
    coach.expect("1 of 300").expect("It will go wrong 299");
}

#[test]
fn an_arrow_shows_a_prefetched_entry_and_reloads_changes_of_another_window() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("journal.db");
    let mut window = Journal::open(&path).expect("it opens");
    for number in 0..4 {
        window.save(&entry(number)).expect("it is saved");
    }
    let mut coach = Coach::with_journal_at(&path);
    coach.press("h").expect("It will go wrong 3");

    let mut changed = entry(2);
    changed.answers[0].answer = Answer::Text("It went well".to_owned());
    window.load_for_editing(&changed.id).expect("it exists");
    window.save(&changed).expect("it is saved");
    coach
        .press_without_idle("j")
        .expect("It will go wrong 2")
        .run_idle_work()
        .expect("It went well");
    // Only the list still has the words from before.
    assert_eq!(coach.screen().matches("It will go wrong 2").count(), 1);
    coach.expect("  It will go wrong 2");
    // Back again, and one page beyond the prefetched ones.
    coach
        .press_without_idle("kjjj")
        .expect("It will go wrong 0")
        .run_idle_work()
        .expect("It will go wrong 0");
}

#[test]
fn one_key_restores_a_deleted_entry_and_no_other_changes() {
    let mut coach = open_history(3);
    coach
        .press("jd")
        .expect("In the trash")
        .expect("2 of 2")
        .expect_no("good enough 1");
    coach
        .press("u")
        .expect("It's back.")
        .expect("of 3")
        .expect("good enough 1");
    coach.press("u").expect("There's nothing to bring back.");
}

#[test]
fn the_reader_scrolls_and_escape_goes_back_one_level_at_a_time() {
    let mut coach = open_history(2).sized(40, 12);
    coach
        .press("<Enter><Down><Down><Down><End>")
        .expect("It was good enough 1");
    coach.press("<Esc>").expect("1 of 2");
    coach.press("<Esc>").expect("A thought is scaring me");
}

#[test]
fn stray_keys_in_the_history_delete_nothing() {
    let mut coach = open_history(3);
    coach.press("abcefgjklmnoprstvwxyzABCDEFGHIJKLMNOPRSTUVWXYZ0123456789");
    coach.expect("of 3");
}

/// A history of thoughts in Hebrew and Arabic, each with two numbers.
fn rtl_journal() -> Journal {
    let mut journal = Journal::in_memory().expect("a journal in memory opens");
    for (number, thought) in [
        (1, "הם יפטרו אותי"),
        (2, "سوف يطردونني 3 مرات"),
        (
            3,
            "הם יפטרו אותי והילד שלי יבכה כל הלילה עד הבוקר ואף אחד לא יבוא",
        ),
    ] {
        let mut entry = entry(number);
        let thought = AnsweredStep {
            answer: Answer::Text(thought.to_owned()),
            ..entry.answers[0].clone()
        };
        let rated = |step: &str, part, number| AnsweredStep {
            step: step.to_owned(),
            role: Some(part),
            answer: Answer::Rating(number),
            ..thought.clone()
        };
        entry.answers = vec![
            rated("likelihood_before", Role::LikelihoodBefore, 80),
            rated("likelihood_after", Role::LikelihoodAfter, 35),
            thought,
        ];
        journal.save(&entry).expect("it is saved");
    }
    journal
}

/// Whether a number in this row would be displayed as part of adjacent right-to-left text.
fn number_joins_rtl_text(row: &str) -> bool {
    let is_rtl = |letter: char| ('\u{590}'..='\u{8ff}').contains(&letter);
    let (mut is_open, mut blanks) = (false, 0);
    for letter in row.chars() {
        if is_open && blanks > 1 && letter.is_ascii_digit() {
            return true;
        }
        // A blank Braille pattern is a left-to-right character to terminals.
        is_open = is_rtl(letter) || (is_open && !letter.is_alphabetic() && letter != '\u{2800}');
        blanks = if letter == ' ' { blanks + 1 } else { 0 };
    }
    false
}

#[test]
fn numbers_beside_right_to_left_text_stay_separate() {
    for opening in [StartScreen::History, StartScreen::Home] {
        for (width, height) in [(100, 32), (80, 24), (40, 12)] {
            let library = first_exercises();
            let theme = Theme::new(ColorSupport::None);
            let coach = Coach::with_journal(rtl_journal(), library, opening.clone(), theme);
            let screen = coach.sized(width, height).screen();
            if opening == StartScreen::History {
                assert!(screen.contains("80→35"), "{screen}");
            }
            let swallowed = screen.lines().find(|row| number_joins_rtl_text(row));
            assert_eq!(swallowed, None, "{width}x{height}:\n{screen}");
        }
    }
}

#[test]
fn unreadable_entries_are_skipped_and_reported() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut journal = Journal::open(&path).unwrap();
    for number in 0..40 {
        journal.save(&entry(number)).unwrap();
    }
    let spoil = "update entry set title = cast(x'ff' as text)
        where id in ('entry0000038', 'entry0000000', 'entry0000020')";
    let db = rusqlite::Connection::open(&path).unwrap();
    db.execute_batch(spoil).unwrap();
    let theme = Theme::new(ColorSupport::None);
    let mut coach = Coach::with_journal(journal, first_exercises(), StartScreen::History, theme);
    coach
        .expect("good enough 39")
        .expect_no("good enough 38")
        .expect("good enough 37")
        .expect("can't be read")
        .press("<End>")
        .expect("good enough 1")
        .press("<Down><Up><Home>")
        .expect("good enough 39");
    for _ in 0..50 {
        coach.press("<Down>");
    }
    coach.expect("good enough 1").expect_no("good enough 20");
    assert!(coach.is_idle());
}

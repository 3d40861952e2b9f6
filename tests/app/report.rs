//! A report for a conversation, written from the history.

use std::fs;
use std::path::Path;

use good_enough::storage::journal::Journal;
use good_enough::ui::theme::{ColorSupport, Theme};
use tempfile::TempDir;

use crate::coach::Coach;
use crate::insights;

/// The history of somebody with thirty fears, in a data folder.
fn open_history() -> (TempDir, Coach) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut journal = Journal::open(&folder.path().join("journal.db")).expect("it opens");
    insights::fill(&mut journal, 30, false);
    drop(journal);
    let coach = Coach::with_history_in(folder.path());
    (folder, coach)
}

fn report(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join("exports").join(name)).expect(name)
}

#[test]
fn a_question_and_the_words_of_the_marked_entry_go_into_the_file_if_they_are_chosen() {
    let (folder, mut coach) = open_history();
    coach.press("<Down>x");
    insta::assert_snapshot!(coach.screen(), @"
      History                                                          2 of 62

      What would you like to save to a file?

    › 1 Cancel
      2 These entries …
      3 A report for a conversation …














      Enter choose   Esc back   ? people to talk to                    F1 keys
    ");
    coach.press("3").type_in("Why at night? 睡 🍲");
    insta::assert_snapshot!(coach.screen(), @"
      A report for a conversation

      This is a file to show to somebody who helps you. It has the numbers and
      dates of all finished entries. Anyone who has the file can read it.

      Is there a question you would like to bring? One line, or nothing.

    ╭──────────────────────────────────────────────────────────────────────────╮
    │ Why at night? 睡 🍲                                                      │
    │                                                                          │
    │                                                                          │
    ╰──────────────────────────────────────────────────────────────────────────╯









      Enter next   Esc back   Ctrl+G people to talk to                 F1 keys
    ");
    coach.press("<Enter>");
    insta::assert_snapshot!(coach.screen(), @"
      A report for a conversation

      Should words of yours go in?

      1 Cancel
    › 2 No words of mine
      3 The words of this entry: Two-minute check














      Enter choose   Esc back   ? people to talk to                    F1 keys
    ");
    coach
        .press("<Enter>")
        .expect("The report is in")
        .expect("History");
    let without = report(folder.path(), "report-2026-11-24.html");
    assert!(without.contains("Why at night? 睡 🍲"), "{without}");
    assert!(!without.contains("see through me"), "{without}");
    // Another one gets a name of its own.
    coach.press("x3<Enter>3").expect("report-2026-11-24-2.html");
    let with = report(folder.path(), "report-2026-11-24-2.html");
    assert!(!with.contains("Why at night"), "{with}");
    assert_eq!(with.matches("see through me 見 🫣 30").count(), 1, "{with}");
    assert_eq!(with.matches("see through me").count(), 1, "{with}");
}

#[test]
fn esc_and_cancel_write_nothing_and_a_pasted_question_is_one_line() {
    let (folder, mut coach) = open_history();
    coach.press("x3").type_in("Not today").press("<Esc>");
    coach.expect("History").press("x3");
    coach
        .paste("two\nlines")
        .press("<Enter>")
        .expect("No words of mine");
    coach
        .press("1")
        .expect("History")
        .expect_no("The report is in");
    assert!(!folder.path().join("exports").exists());
    coach.press("x3").paste("two\nlines").press("<Enter>2");
    coach.expect("The report is in");
    let page = report(folder.path(), "report-2026-11-24.html");
    assert!(page.contains(">two lines</p>"), "{page}");
}

#[test]
fn the_days_that_are_shown_are_those_of_the_report() {
    let (folder, mut coach) = open_history();
    coach
        .press("f")
        .choose("A time …")
        .choose("Days you type")
        .type_in("1 sep to 10 sep")
        .press("<Enter>x3");
    coach.expect("entries from 1 September 2026 to 10 September 2026.");
    coach.press("<Enter>2").expect("The report is in");
    let page = report(folder.path(), "report-2026-11-24.html");
    assert!(
        page.contains("From 1 September 2026 to 10 September 2026."),
        "{page}"
    );
    assert!(
        page.contains("It covers 10 finished entries on 10 days."),
        "{page}"
    );
}

#[test]
fn in_private_mode_nothing_is_asked_and_nothing_written() {
    let mut coach = insights::open_insights(4, false, Theme::new(ColorSupport::None));
    coach.press("<Esc>h").expect("History").press("x3");
    coach
        .expect("Nothing is saved to disk right now")
        .expect("History");
}

#[test]
fn a_small_window_keeps_the_question_and_its_input() {
    let (_folder, mut coach) = open_history();
    for (width, height) in [(40, 12), (20, 4), (1, 1), (200, 60)] {
        coach.resize(width, height);
        coach.press("x3").type_in("睡👍").press("<Enter>").screen();
        coach.press("1");
    }
    coach.resize(20, 4);
    coach
        .press("x3")
        .expect("Is there a question")
        .type_in("睡👍")
        .expect("睡👍");
}

//! Screens with several questions, chapters, notes, and the key that leads to a later step.

use std::path::Path;

use good_enough::content::library::Library;
use good_enough::domain::exercise::Role;
use good_enough::storage::journal::{EntryList, Journal};
use good_enough::ui::app::StartScreen;
use good_enough::ui::theme::{ColorSupport, Theme};

use crate::coach::Coach;

const THOUGHT: &str = "If I use a bottle, we will never bond 🍼 睡.";

/// The embedded exercises, and one with chapters, fields, notes and a way ahead.
fn library() -> Library {
    let file = include_bytes!("../content/exercises/thoughts/chaptered-worry.yaml");
    Library::embedded().with_file("chaptered-worry.yaml".as_ref(), file)
}

fn start_at(path: &Path) -> Coach {
    let journal = Journal::open(path).expect("the journal opens");
    let start = StartScreen::Exercise("chaptered-worry".to_owned());
    Coach::with_journal(journal, library(), start, Theme::new(ColorSupport::None))
}

fn start() -> Coach {
    let journal = Journal::in_memory().expect("the journal opens");
    let start = StartScreen::Exercise("chaptered-worry".to_owned());
    Coach::with_journal(journal, library(), start, Theme::new(ColorSupport::None))
}

/// Goes to the choice of a pattern, where a way ahead is offered.
fn go_to_pattern(coach: &mut Coach) {
    coach.type_in("A bottle at 10 pm.").press("<Enter>");
    coach.type_in(THOUGHT).press("<Enter>");
    coach.press("80<Enter>70<Enter>");
    coach.expect("Does the thought fit a pattern?");
}

#[test]
fn questions_that_belong_together_stand_on_one_screen() {
    let mut coach = start();
    coach
        .expect_chapter("Catch it", 1, 2)
        .expect("Let's take one worry. Skip anything you like.")
        .expect("What was going on just before?")
        .expect("For example: My boss wanted to talk.")
        .expect("What did your mind say?")
        .expect_no("One sentence is plenty.");
    coach.type_in("A bottle at 10 pm.").press("<Enter>");
    coach
        .expect_chapter("Catch it", 1, 2)
        .expect("A bottle at 10 pm.")
        .expect("One sentence is plenty.")
        .expect_no("My boss wanted to talk.");
    coach.press("<S-Tab>").type_in(" Or so.").press("<Enter>");
    coach.expect("A bottle at 10 pm. Or so.");
    coach.type_in(THOUGHT).press("<Enter>");
    coach
        .expect_chapter("Catch it", 2, 2)
        .expect(THOUGHT)
        .expect("Two quick numbers.")
        .press("80<Enter>")
        .expect("80%")
        .expect("Arrows or digits give a number, Enter skips.");
    coach.press("<S-Tab><S-Tab>");
    coach
        .expect_chapter("Catch it", 1, 2)
        .expect("What did your mind say?");
}

#[test]
fn each_field_keeps_its_own_answer_and_its_part_in_the_history() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut coach = start_at(&path);
    go_to_pattern(&mut coach);
    coach.press("1").expect_chapter("Check it", 2, 2);
    coach.type_in("A hard week.").press("<Enter>");
    coach.expect("1 [ ] a friend").press("2<Enter>");
    coach
        .expect("my family")
        .type_in("A messy day.")
        .press("<Enter>");
    coach
        .expect_chapter("Reframe it", 1, 3)
        .expect("Most likely: A messy day.");
    coach.type_in("We are learning.").press("<Tab>");
    coach
        .expect_no("80")
        .press("35<Enter>")
        .expect_no("70")
        .press("40<Enter>");
    coach
        .expect_chapter_done("Reframe it")
        .expect("A hard week.")
        .expect_pair("How likely", "80%", "35%")
        .expect_pair("How heavy", "70", "40");
    coach
        .press("<Enter>")
        .expect("Saved. It's in the history (press h).");

    let journal = Journal::open(&path).unwrap();
    let row = &journal.newest_summaries(EntryList::Done, 9).unwrap()[0];
    assert_eq!(
        (row.likelihood_before, row.likelihood_after),
        (Some(80), Some(35))
    );
    let entry = journal.entry(&row.id).unwrap().unwrap();
    assert_eq!(entry.text_for(Role::Thought).as_deref(), Some(THOUGHT));
    assert_eq!(
        entry.text_for(Role::Situation).as_deref(),
        Some("A bottle at 10 pm.")
    );
    assert_eq!(entry.rating_for(Role::DistressAfter), Some(40));
    let steps: Vec<_> = entry
        .answers
        .iter()
        .map(|given| given.step.as_str())
        .collect();
    assert_eq!(
        steps,
        [
            "situation",
            "thought",
            "likelihood_before",
            "distress_before",
            "pattern",
            "worst",
            "who",
            "most_likely",
            "line",
            "likelihood_after",
            "distress_after",
        ]
    );
    // The second field of a screen can be changed from the history, on its own.
    let mut coach = start_at(&path);
    coach
        .press("<Esc>5h<Enter>")
        .expect("What did your mind say?");
}

#[test]
fn half_a_sentence_in_the_second_field_is_there_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut coach = start_at(&path);
    coach
        .type_in("A bottle.")
        .press("<Enter>")
        .type_in("We will nev");
    coach.wait(2.5);
    drop(coach);
    let mut coach = Coach::with_journal(
        Journal::open(&path).unwrap(),
        library(),
        StartScreen::Home,
        Theme::new(ColorSupport::None),
    );
    coach.expect("Unfinished").expect("in “Catch it”");
    coach.press("0").expect("A bottle.").expect("We will nev");
    coach
        .type_in("er bond.")
        .press("<Enter>")
        .expect("▎ We will never bond.");
}

#[test]
fn a_small_window_shows_the_field_that_is_answered() {
    let mut coach = start().sized(40, 12);
    coach
        .expect("What was going on just before?")
        .type_in("A bottle.");
    coach
        .press("<Enter>")
        .expect("What did your mind say?")
        .type_in(THOUGHT);
    coach
        .expect("If I use a bottle, we will never bond")
        .expect("🍼 睡.")
        .expect("A bottle.");
    coach.press("<Enter>80<Enter>");
    coach
        .expect("How strong is the distress right now?")
        .press("70<Enter>");
    coach.press("1");
    coach.expect("The worst it could realistically look like");
    coach
        .press("<Enter>")
        .expect("Who would help then")
        .expect("[ ] a friend");
    coach.press("<Enter>").expect("And the most likely");
    for (width, height) in [(24, 6), (20, 4), (30, 8), (120, 40)] {
        coach.resize(width, height);
    }
    coach.resize(24, 6);
    coach.expect("And the most likely");
}

#[test]
fn a_note_is_never_left_out() {
    let note =
        "If someone is hurt or in danger, get help first. Press Ctrl+G for people to talk to.";
    let mut coach = start();
    coach.expect(note).expect("Let's take one worry.");
    // Beside the fields there is no room for it, so it comes first.
    coach.resize(40, 8);
    coach.expect(note).expect_no("Let's take one worry.");
    coach.type_in("lost").press("<Down><Enter>");
    coach
        .expect("Let's take one worry.")
        .expect_no("lost")
        .expect_no(note);
    coach.type_in("A bottle.").press("<Enter>");
    coach.expect("What did your mind say?").expect_no(note);
    // Back at a usual size it stands above the question again.
    coach.resize(80, 24);
    coach.expect(note).expect("A bottle.");
    // A window of a few rows shows it page by page.
    let mut coach = start().sized(24, 4);
    coach.expect("If someone is hurt").press("<Enter><Enter>");
    coach.expect("talk to.").press("<Enter>");
    coach.expect("What was going on");
}

#[test]
fn a_note_on_a_page_of_its_own_is_read_with_any_key_that_reads_on() {
    for read_on in ["<Enter>", "<Space>", "<PgDn>"] {
        let mut coach = start().sized(24, 4);
        coach.expect("If someone is hurt");
        // A key that does nothing here leaves it in view.
        coach.type_in("x睡🙂").expect("If someone is hurt");
        coach.press(read_on).press(read_on).expect("talk to.");
        coach.press("<PgUp>").expect_no("talk to.");
        coach.press(read_on).expect("talk to.").press(read_on);
        coach.expect("What was going on");
    }
}

#[test]
fn a_note_on_a_page_of_its_own_leaves_the_other_keys_as_they_are() {
    let mut coach = start().sized(40, 8);
    coach.press("<F1>").expect("Keys").press("<Esc>");
    coach.expect("If someone is hurt");
    coach.press("<C-g>").expect("People to talk to");
    coach.press("<Esc>").expect("If someone is hurt");
    coach.press("<Esc>").expect("Paused.").press("<Esc>");
    coach.expect("If someone is hurt");
}

#[test]
fn one_key_leads_straight_to_a_later_step_and_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut coach = start_at(&path);
    go_to_pattern(&mut coach);
    coach
        .expect_chapter("Check it", 1, 2)
        .expect("s Straight to the good-enough thought");
    coach.press("s").expect_chapter("Reframe it", 1, 3);
    coach
        .press("<S-Tab>")
        .expect("Does the thought fit a pattern?");
    // The steps between can still be walked.
    coach
        .press("<Tab>")
        .expect("Three ways this could go.")
        .press("<S-Tab>");
    coach
        .press("<F9>")
        .expect("Now write the good-enough thought.");
    coach
        .type_in("We are learning.")
        .press("<Tab>35<Enter>40<Enter>");
    coach
        .expect("We are learning.")
        .expect_no("Worst")
        .press("<Enter>");
    let journal = Journal::open(&path).unwrap();
    let row = &journal.newest_summaries(EntryList::Done, 9).unwrap()[0];
    let entry = journal.entry(&row.id).unwrap().unwrap();
    let steps: Vec<_> = entry
        .answers
        .iter()
        .map(|given| given.step.as_str())
        .collect();
    assert!(
        !steps.contains(&"worst") && !steps.contains(&"pattern"),
        "{steps:?}"
    );
}

#[test]
fn the_way_ahead_keeps_what_was_just_picked() {
    let mut coach = start();
    go_to_pattern(&mut coach);
    coach
        .press("2")
        .expect("Three ways this could go.")
        .press("<S-Tab>");
    coach
        .expect("• All or nothing")
        .press("<Down>s<S-Tab>")
        .expect("• All or nothing");
}

#[test]
fn without_chapters_the_top_says_where_one_is() {
    let mut coach = Coach::new();
    coach.choose("Two-minute check").expect("1 of 8");
}

#[test]
fn a_heavy_number_offers_a_break_only_after_the_whole_screen() {
    let mut coach = start();
    coach
        .type_in("A bottle.")
        .press("<Enter>")
        .type_in(THOUGHT)
        .press("<Enter>");
    coach.press("80<Enter>90").expect_no("Keep going");
    coach.press("<Enter>").expect("Keep going");
    coach
        .press("<Enter>")
        .expect("Does the thought fit a pattern?");
}

#[test]
fn one_field_can_be_changed_in_the_history() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut coach = start_at(&path);
    go_to_pattern(&mut coach);
    coach
        .press("s")
        .type_in("We are learning.")
        .press("<Tab><Enter><Enter><Enter>");
    coach.press("h").press("<Enter>").expect(THOUGHT);
    coach
        .press("<Down>e")
        .expect("What did your mind say?")
        .expect_no("What was going on");
    coach
        .press("<C-u>")
        .type_in("It will be fine.")
        .press("<Enter>");
    coach.expect("It will be fine.");
}

/// The bar of the input stands behind the label of the option, not in it.
#[test]
fn own_words_stand_behind_their_option() {
    let mut coach = Coach::walking("catastrophe-to-good-enough");
    coach.press("<Tab><Tab>").expect("What are you feeling");
    coach
        .press("<End><Space>")
        .type_in("shame")
        .expect("Something else");
    assert!(
        coach.screen().contains("Something else ▎ shame"),
        "{}",
        coach.screen()
    );
}

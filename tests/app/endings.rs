//! How an exercise ends: closing words that fit what was written, and offers of what may help now.

use std::path::Path;

use good_enough::content::library::Library;
use good_enough::storage::journal::{EntryList, Journal};
use good_enough::ui::app::StartScreen;
use good_enough::ui::theme::{ColorSupport, Theme};

use super::coach::Coach;

const SMALL_LOOK: &str = "title: A small look
purpose: Look at one thought.
sources: [A book about looking]
credit: The looking was found by a friend.
steps:
  - {kind: write, id: thought, role: thought, label: The thought, prompt: What is the thought?}
  - {kind: choose, id: patterns, prompt: Which patterns?, multiple: true, catalogue: thinking-patterns}
  - {kind: write, id: facts, label: The facts, ask_from: patterns, prompt: What are the facts?}
  - {kind: timer, id: stay, seconds: 30, prompt: \"Stay with this: “{facts}”\"}
  - kind: summary
    id: summary
    fields: [thought, facts]
    heart: facts
    closing: You looked at the facts.
    closing_some: You named the thought.
    closing_empty: You can leave it here.
    next:
      - {label: Back to my day, end: true}
      - {label: Breathe a little, start: slow-six}
      - {label: Read about pictures, read: scary-pictures}
      - {try_from: patterns}
";

/// The shipped exercises, and the one above.
pub fn library() -> Library {
    let library =
        Library::embedded().with_file(Path::new("small-look.yaml"), SMALL_LOOK.as_bytes());
    assert!(
        library.rejected_files.is_empty(),
        "{}",
        library.rejected_files[0]
    );
    library
}

/// At the first step of the exercise above, with a journal at `path`.
fn small_look(path: &Path) -> Coach {
    let journal = Journal::open(path).expect("the journal opens");
    let opening = StartScreen::Exercise("small-look".to_owned());
    Coach::with_journal(journal, library(), opening, Theme::new(ColorSupport::None))
}

fn in_folder(story: impl FnOnce(&Path)) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    story(&folder.path().join("journal.db"));
}

fn finished(path: &Path) -> usize {
    let journal = Journal::open(path).expect("the journal opens");
    let done = journal.newest_summaries(EntryList::Done, 9);
    done.expect("the journal can be read").len()
}

#[test]
fn every_pattern_shows_its_examples_asks_its_question_and_offers_what_to_try() {
    let library = library();
    for (index, pattern) in library.thinking_patterns().iter().enumerate() {
        in_folder(|path| {
            let mut coach = small_look(path);
            coach
                .type_in("They will leave")
                .press("<Tab>")
                .press(&"<Down>".repeat(index))
                .expect(&format!("For example: “{}”", pattern.general))
                .expect(&format!("Or: “{}”", pattern.parent))
                .press("<Space><Tab>")
                .expect(&pattern.ask)
                .press("<Tab>");
            let id = pattern
                .exercise
                .as_ref()
                .expect("every pattern has an exercise");
            let next = library.exercise(id).expect("it exists");
            coach.expect(&format!("Try “{}”", next.title)).press("4");
            // Chapters stand in place of the title, but not on the page about the exercise.
            coach.press("<Esc>").expect("Paused.").press("7");
            coach.expect(&next.title).expect(&next.purpose);
        });
    }
}

#[test]
fn without_a_pattern_nothing_is_asked_and_nothing_to_try_is_offered() {
    in_folder(|path| {
        let mut coach = small_look(path);
        coach.type_in("They will leave").press("<Tab><Tab>");
        coach.expect("What are the facts?").press("<Tab>");
        coach.expect("3 Read about pictures").expect_no("Try “");
    });
}

#[test]
fn the_last_words_praise_only_what_was_done() {
    in_folder(|path| {
        let mut coach = small_look(path);
        // Nothing is written, so there is nothing to stay with.
        coach
            .press("<Tab><Tab><Tab>")
            .expect("You can leave it here.");
        coach.expect_no("You looked").expect_no("Stay with this");
    });
    in_folder(|path| {
        let mut coach = small_look(path);
        coach.type_in("They will leave").press("<Tab><Tab><Tab>");
        coach
            .expect("You named the thought.")
            .expect_no("You looked");
    });
    in_folder(|path| {
        let mut coach = small_look(path);
        coach.type_in("They will leave").press("<Tab><Tab>");
        coach.type_in("They came back").press("<Tab>");
        coach
            .expect("Stay with this: “They came back”")
            .press("<Enter>");
        coach
            .expect("You looked at the facts.")
            .expect("The looking was found by a friend.")
            .expect_no("You named");
    });
}

#[test]
fn a_walk_left_by_a_key_at_its_summary_is_finished() {
    in_folder(|path| {
        let mut coach = small_look(path);
        coach.type_in("They will leave").press("<Tab><Tab><Tab>");
        coach.expect("You named the thought.").press("<C-c>");
        assert!(coach.has_quit());
        drop(coach);
        assert_eq!(finished(path), 1);
        Coach::with_journal_at(path).expect_no("Unfinished");
    });
}

#[test]
fn going_back_from_the_summary_changes_words_and_the_walk_stays_finished() {
    in_folder(|path| {
        let mut coach = small_look(path);
        coach.type_in("They will leave").press("<Tab><Tab><Tab>");
        coach.expect("You named the thought.").press("<S-Tab>");
        coach.type_in("They came back").press("<Esc>5");
        coach.expect("Saved.");
        drop(coach);
        assert_eq!(finished(path), 1);
    });
}

#[test]
fn the_offers_lead_where_they_say() {
    let at_the_end = |path: &Path| {
        let mut coach = small_look(path);
        coach.type_in("They will leave").press("<Tab><Tab><Tab>");
        coach
    };
    in_folder(|path| {
        at_the_end(path).press("<Enter>").expect("Saved.");
        assert_eq!(finished(path), 1);
    });
    in_folder(|path| {
        at_the_end(path).press("<Down><Enter>").expect("Slow six");
        assert_eq!(finished(path), 1);
    });
    in_folder(|path| {
        let mut coach = at_the_end(path);
        coach.press("3").expect("Sudden, awful pictures");
        coach.press("<Esc>").expect("A thought is scaring me");
        assert_eq!(finished(path), 1);
    });
}

#[test]
fn the_last_words_and_the_offers_stay_in_view_on_a_small_terminal() {
    in_folder(|path| {
        let mut coach = small_look(path).sized(40, 12);
        coach.type_in("They will leave").press("<Tab><Tab><Tab>");
        coach.expect("1 Back to my day").expect("The thought");
        coach
            .press(&"<Space>".repeat(3))
            .expect("You named the thought.");
        coach.expect("1 Back to my day");
    });
}

#[test]
fn the_page_about_an_exercise_opens_from_home_and_from_a_walk() {
    let mut coach = Coach::shipped();
    while !coach.shows("› 2 From catastrophe to good enough") {
        coach.press("<Down>");
    }
    coach.press("a");
    coach
        .expect("Thinking patterns it fits")
        .press("<End>")
        .expect("Where it comes from")
        .expect("Thought record: Beck; Greenberger & Padesky")
        .press("<Esc>")
        .expect("A thought is scaring me");
    in_folder(|path| {
        let mut coach = small_look(path);
        coach
            .press("<Esc>")
            .expect("7 About this exercise")
            .press("7");
        coach
            .expect("A book about looking")
            .expect("The looking was found by a friend.")
            .press("<Esc>")
            .expect("What is the thought?");
    });
}

/// Worry time is further down than the digits reach.
fn open_worry_time(coach: &mut Coach) {
    for _ in 0..40 {
        if !coach.shows("› Worry time") {
            coach.press("<Down>");
        }
    }
    coach.expect("› Worry time");
    coach.press("<Enter>");
}

#[test]
fn worry_time_without_a_worry_that_matters_ends_kindly_at_once() {
    let mut coach = Coach::shipped();
    open_worry_time(&mut coach);
    coach.type_in("The rent").press("<Tab>");
    coach.expect("Which ones still matter?").press("<Tab>");
    coach
        .expect("Then there's nothing to worry about on purpose today.")
        .expect_no("What it needs")
        .press("<Enter>")
        .expect("Saved.");
}

#[test]
fn worry_time_says_which_worries_are_still_waiting() {
    let mut coach = Coach::shipped();
    coach.choose("Worry later");
    coach.type_in("The rent").press("<Tab>41<Enter>1");
    open_worry_time(&mut coach);
    coach.expect("One worry waits until Wednesday, 25 November, 18:30.");
}

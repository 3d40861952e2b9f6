//! A path: its page, what it starts, and the line about it on the first screen.

use good_enough::content::library::Library;
use good_enough::domain::entry::{Answer, Entry, EntryState};
use good_enough::domain::exercise::Role;
use good_enough::storage::journal::Journal;
use good_enough::ui::app::StartScreen;
use good_enough::ui::theme::{ColorSupport, Theme};
use insta::assert_snapshot;
use jiff::civil::date;

use crate::coach::Coach;
use crate::entries::{answered, finished_entry};
use crate::line_mode::{run_library, run_shipped};

const STEPS: [&str; 7] = [
    "probably-good-enough",
    "two-minute-check",
    "notice-my-pattern",
    "how-much-is-enough",
    "check-my-context",
    "ask-for-what-you-want",
    "moment-of-delight",
];

/// A path of an exercise and a break.
const OWN: &str = "\
title: Zwei Dinge 睡眠 🙂
purpose: Two things, in any order.
path:
  - {title: Look, line: A thought on a card. 睡眠 🙂, start: two-minute-check}
  - {title: Breathe, line: Three breaths., start: three-breaths}
";

/// A journal with a finished entry of each exercise.
fn journal_with(exercises: &[&str]) -> Journal {
    let mut journal = Journal::in_memory().expect("the journal opens");
    for exercise in exercises {
        let entry = finished_entry(*exercise, exercise, date(2026, 11, 20));
        journal.save(&entry).expect("the entry is saved");
    }
    journal
}

fn coach_with(journal: Journal, library: Library) -> Coach {
    let theme = Theme::new(ColorSupport::None);
    Coach::with_journal(journal, library, StartScreen::Home, theme)
}

fn coach_after(exercises: &[&str]) -> Coach {
    coach_with(journal_with(exercises), Library::embedded())
}

fn with_own_path() -> Library {
    Library::embedded().with_file("zwei.yaml".as_ref(), OWN.as_bytes())
}

#[test]
fn the_page_lists_the_steps_and_marks_what_was_done() {
    let mut coach = coach_after(&["catastrophe-to-good-enough", "check-my-context"]);
    coach.press("p<Down>");
    assert_snapshot!(coach.screen(), @"

      Seven small steps                              5 left, whenever you like

      The inner world
      1  Catch the critic                                                5 min
         Notice one harsh thought. Try on “that was probably good enough”.
    › 2  Look at a scary thought                                ✓ done   2 min
         How likely is it, and would you manage?
      3  See the pattern                                                 4 min
         Some thoughts come back whatever you answer. You can let them be.
      4  Ask how much is enough                                          5 min
         Pick one thing you do a lot of. You don't need to know the answer.

      The outer world
      5  Look at who you listen to                              ✓ done   6 min
         Some places leave you feeling okay. Some leave you judged.
      6  Ask for what you want                                           5 min
         Say it in words someone can answer. Their answer is theirs.
      7  Put one thing down, enjoy one thing                             5 min
         Make one task lighter, and stay with one good minute.
      l starts “From catastrophe to good enough” instead (8 min).

      Enter start   Esc back   ? people to talk to   l the other one   F1 keys
    ");
}

#[test]
fn the_page_fits_on_40x12() {
    let mut coach = coach_after(&["two-minute-check"]).sized(40, 12);
    coach.press("p<Down>");
    assert_snapshot!(coach.screen(), @"
    Seven small steps                 6 left
    The inner world
      1  Catch the critic              5 min
    › 2  Look at a scary tho… ✓ done   2 min
      3  See the pattern               4 min
      4  Ask how much is enough        5 min
    The outer world
      5  Look at who you listen to     6 min

    How likely is it, and would you manage?
    l: From catastrophe to good enough
    Enter start   Esc back   ? people   F1
    ");
    // Rows scroll, and a smaller window still has the selected one.
    coach.press("<End>").expect("› 7 Put one thing down");
    coach.resize(20, 4);
    coach.expect("Put one");
}

#[test]
fn the_selected_step_is_in_view_in_every_window() {
    let mut coach = coach_after(&STEPS);
    coach.press("p");
    for (width, height) in [
        (20, 4),
        (24, 6),
        (30, 8),
        (60, 15),
        (72, 18),
        (80, 22),
        (200, 50),
    ] {
        coach.resize(width, height);
        coach.press("<Home>");
        for title in ["Catch", "Look", "See", "Ask", "Look", "Ask", "Put"] {
            let screen = coach.screen();
            let mut rows = screen.lines().filter(|row| row.contains('›'));
            let row = rows.next().unwrap_or_default();
            assert!(
                row.contains(title) && rows.next().is_none(),
                "{title}\n{screen}"
            );
            coach.press("<Down>");
        }
    }
}

#[test]
fn with_plain_letters_a_step_is_done_in_a_word() {
    let theme = Theme {
        ascii_only: true,
        ..Theme::new(ColorSupport::None)
    };
    let journal = journal_with(&["two-minute-check"]);
    let mut coach = Coach::with_journal(journal, Library::embedded(), StartScreen::Home, theme);
    coach.press("p").expect("done 2 min").expect_no("✓");
}

/// The row of the seven small steps on the first screen, without its marker.
fn row_on_home(coach: &mut Coach) -> String {
    coach.press("/").type_in("seven small steps");
    let screen = coach.screen();
    let row = screen.lines().find(|row| row.contains("› "));
    let words = row.expect("the row is found").replace('›', "");
    coach.press("<Esc>");
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_step_is_done_after_its_exercise_and_the_page_comes_back() {
    let mut coach = Coach::shipped();
    assert_eq!(row_on_home(&mut coach), "Seven small steps");
    coach
        .press("p")
        .expect("one at a time, in any order")
        .expect_no("done")
        .press("2");
    coach
        .expect("What is the thought")
        .type_in("They will fire me 火");
    // Leaving in the middle leaves the step open.
    coach
        .press("<Esc>5")
        .expect("Look at a scary thought")
        .expect_no("done");
    coach.press("<Enter>").type_in("They will fire me 火");
    let mut presses = 0;
    while !coach.shows("Back to my day") {
        coach.press("<Tab>");
        presses += 1;
        assert!(presses < 20, "{}", coach.screen());
    }
    coach
        .press("1")
        .expect("6 left, whenever you like")
        .expect("› 2 Look at a scary thought")
        .expect("✓ done");
    // The first screen says it at the row of the path alone, and p leads there again.
    coach.press("<Esc>").expect_no("6 left");
    assert_eq!(row_on_home(&mut coach), "Seven small steps 6 left");
    coach.press("p").expect("✓ done");
}

#[test]
fn another_exercise_serves_a_step_as_well() {
    let mut coach = Coach::shipped();
    coach
        .press("p<Down>")
        .expect("l starts “From catastrophe to good enough” instead (8 min).")
        .press("l")
        .expect("Let's take one scary thought for a slow walk.")
        .press("<Esc>5");
    coach
        .press("<Up>")
        .expect_no("instead")
        .press("l")
        .expect("› 1 Catch the critic");
    coach
        .press("a")
        .expect("That was probably good enough")
        .press("<Esc>");
    coach
        .press("<F1>")
        .expect("Keys Small steps Enter start l, F8 start the other one")
        .press("<Esc>");
    coach
        .press("<End><Enter>")
        .expect("What is on your plate this week?");
}

#[test]
fn when_all_are_done_a_line_says_so_and_the_first_screen_says_nothing() {
    let mut coach = coach_after(&STEPS[..6]);
    assert_eq!(row_on_home(&mut coach), "Seven small steps 1 left");
    coach.press("p").expect("one left, whenever you like");
    let mut coach = coach_after(&STEPS);
    assert_eq!(row_on_home(&mut coach), "Seven small steps");
    coach.press("p").expect_no("left");
    assert_snapshot!(coach.screen(), @"

      Seven small steps

      You've been through all of them. You can start again with any of them.
      The inner world
    › 1  Catch the critic                                       ✓ done   5 min
         Notice one harsh thought. Try on “that was probably good enough”.
      2  Look at a scary thought                                ✓ done   2 min
         How likely is it, and would you manage?
      3  See the pattern                                        ✓ done   4 min
         Some thoughts come back whatever you answer. You can let them be.
      4  Ask how much is enough                                 ✓ done   5 min
         Pick one thing you do a lot of. You don't need to know the answer.
      The outer world
      5  Look at who you listen to                              ✓ done   6 min
         Some places leave you feeling okay. Some leave you judged.
      6  Ask for what you want                                  ✓ done   5 min
         Say it in words someone can answer. Their answer is theirs.
      7  Put one thing down, enjoy one thing                    ✓ done   5 min
         Make one task lighter, and stay with one good minute.


      Enter start   Esc back   ? people to talk to   a about it        F1 keys
    ");
    // Any of them starts again.
    coach.press("1").expect("That was probably good enough");
}

#[test]
fn what_is_due_comes_before_the_path() {
    let mut journal = journal_with(&["two-minute-check"]);
    let feared = Answer::Text("They will fire me 火".to_owned());
    let due = Answer::FollowUpOn(Some(date(2026, 11, 24)));
    let entry = Entry {
        answers: vec![answered(Some(Role::Fear), feared), answered(None, due)],
        ..finished_entry("due", "catastrophe-to-good-enough", date(2026, 11, 20))
    };
    journal.save(&entry).expect("the entry is saved");
    let mut coach = coach_with(journal, Library::embedded());
    coach
        .expect("1 fear to check, whenever you like.")
        .expect_no("Seven small steps:");
    // Digits open what they opened before.
    coach.press("1").expect("What is the thought");
}

#[test]
fn a_trashed_entry_does_not_count_and_one_restored_does() {
    let mut journal = journal_with(&["two-minute-check", "check-my-context"]);
    let draft = Entry {
        state: EntryState::Draft,
        finished_at: None,
        ..finished_entry("draft", "notice-my-pattern", date(2026, 11, 21))
    };
    journal.save(&draft).expect("the draft is saved");
    let mut coach = coach_with(journal, Library::embedded());
    for (keys, left) in [("", 5), ("hd<Esc>", 6), ("hu<Esc>", 5)] {
        coach.press(keys);
        let row = format!("Seven small steps {left} left");
        assert_eq!(row_on_home(&mut coach), row, "{keys}");
    }
}

#[test]
fn a_path_of_the_user_has_a_row_and_a_page() {
    let mut coach = coach_with(journal_with(&["two-minute-check"]), with_own_path());
    coach.press("/").type_in("zwei").press("<Enter>");
    coach
        .expect("Zwei Dinge 睡眠 🙂")
        .expect_no("You've been through all of them.")
        .expect("✓ done");
    coach.press("2").expect("Three slow breaths").wait(36.0);
    coach.press("<Esc>");
    coach.expect("You've been through all of them.");
    coach.expect("› 2 Breathe").press("<Esc>");
    // A word that stands in one of its lines finds it, too.
    coach.press("/").type_in("card").expect("Zwei Dinge");
}

#[test]
fn a_file_of_the_user_replaces_the_embedded_path() {
    let library = Library::embedded().with_file("seven-small-steps.yaml".as_ref(), OWN.as_bytes());
    let mut coach = coach_with(journal_with(&[]), library);
    coach
        .press("p")
        .expect("Zwei Dinge 睡眠 🙂")
        .expect("1 Look")
        .expect_no("critic");
}

#[test]
fn in_line_mode_a_path_is_a_numbered_list() {
    let opening = StartScreen::Path("seven-small-steps".to_owned());
    let (told, _) = run_shipped(opening.clone(), &["9", "/other 1", "/other", ""]);
    insta::assert_snapshot!(told.output(), @"
    This is line mode, because a test says so. /help tells what can be typed.

    Seven small steps:
    Seven small exercises, one at a time, in any order.
    Perfect is a moving target. Each of these steps tries on good enough instead. Skip any of them, and come back whenever you like.
    The inner world:
    1. Catch the critic, 5 minutes. Notice one harsh thought. Try on “that was probably good enough”.
    2. Look at a scary thought, 2 minutes. How likely is it, and would you manage? The other exercise is “From catastrophe to good enough”, 8 minutes.
    3. See the pattern, 4 minutes. Some thoughts come back whatever you answer. You can let them be.
    4. Ask how much is enough, 5 minutes. Pick one thing you do a lot of. You don't need to know the answer. The other exercise is “A good-enough experiment”, 5 minutes.
    The outer world:
    5. Look at who you listen to, 6 minutes. Some places leave you feeling okay. Some leave you judged.
    6. Ask for what you want, 5 minutes. Say it in words someone can answer. Their answer is theirs.
    7. Put one thing down, enjoy one thing, 5 minutes. Make one task lighter, and stay with one good minute. The other exercise is “A moment of delight”, 2 minutes.
    Type a number to start one, or “/other” and a number for its other exercise. Enter goes back.
    Please type a number from 1 to 7, or /help.
    Type a number to start one, or “/other” and a number for its other exercise. Enter goes back.
    That step has one exercise only.
    Type a number to start one, or “/other” and a number for its other exercise. Enter goes back.
    Please type a number from 1 to 7, or /help.
    Type a number to start one, or “/other” and a number for its other exercise. Enter goes back.

    You're on the first screen. /again lists everything.
    What would help now? Type a number, or words to search for. /help lists the commands.
    ");
    // The other exercise of a step, and back.
    let (told, _) = run_shipped(opening.clone(), &["/other 2", "/pause", "/other ٤"]);
    told.expect("Let's take one scary thought for a slow walk.")
        .expect("A good-enough experiment");
    // A step is done after its exercise.
    let thought = ["2", "They will fire me 火", "80", "2", "3", "My sister."];
    let lines = [&thought[..], &["1", "", "40", "", ""]].concat();
    let (told, _) = run_shipped(opening, &lines);
    told.expect("2. Look at a scary thought, 2 minutes, done. How likely is it")
        .expect("You're on the first screen.");
}

#[test]
fn in_line_mode_the_first_screen_names_what_is_left_and_opens_the_path() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("journal.db");
    let mut journal = Journal::open(&path).expect("the journal opens");
    let entry = finished_entry("check", "two-minute-check", date(2026, 11, 20));
    journal.save(&entry).expect("the entry is saved");
    drop(journal);
    let opens =
        |lines: &[&str]| run_library(Library::embedded(), 0, &path, StartScreen::Home, lines).0;
    let told = opens(&["critic"]);
    told.expect("Seven small steps, 6 left.");
    let row = told.output();
    let row = row
        .lines()
        .rev()
        .find(|line| line.ends_with(". Seven small steps, 6 left."));
    let number = row
        .and_then(|row| row.split('.').next())
        .expect("it is found");
    opens(&[number]).expect("2. Look at a scary thought, 2 minutes, done.");
}

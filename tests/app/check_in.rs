//! Check-ins, and the records of breaks.

use good_enough::domain::entry::{Answer, EntryKind};
use good_enough::domain::exercise::Role;
use good_enough::storage::journal::{EntryList, Journal};
use good_enough::ui::app::StartScreen;

use crate::coach::Coach;

#[test]
fn a_check_in_takes_a_feeling_a_number_and_a_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut coach = Coach::with_journal_at(&path);
    coach.press("c").expect("How are you right now?");
    coach.press("<Down><Down><Space><Tab>");
    coach
        .press("60<Enter>")
        .type_in("short night 睡")
        .press("<Tab>");
    coach
        .expect("Noted. You don't have to do anything about it.")
        .expect("Three slow breaths")
        .expect_no("The five senses");
    coach.press("<Enter>h");
    coach
        .expect("tired · short night 睡")
        .expect("check-in")
        .expect("distress 60");
    drop(coach);
    let journal = Journal::open(&path).unwrap();
    let row = journal
        .newest_summaries(EntryList::Done, 1)
        .unwrap()
        .remove(0);
    let entry = journal.entry(&row.id).unwrap().unwrap();
    assert_eq!(entry.kind, EntryKind::CheckIn);
    assert_eq!(entry.rating_for(Role::DistressBefore), Some(60));
}

#[test]
fn what_is_offered_after_a_check_in_fits_it() {
    let after = |choice: &str, number: &str| {
        let mut coach = Coach::new();
        coach.press("c").press(choice).press(number);
        coach.press("<Tab>").expect("Noted.");
        coach.screen()
    };
    let calm = after("<Space><Tab>", "10<Enter>");
    assert!(calm.contains("Stay with it for a moment"), "{calm}");
    assert!(!calm.contains("breaths"), "{calm}");
    let afraid = after("<Down><Down><Down><Down><Space><Tab>", "80<Enter>");
    assert!(afraid.contains("Three slow breaths"), "{afraid}");
    assert!(afraid.contains("Look at a thought"), "{afraid}");
    assert!(afraid.contains("The five senses"), "{afraid}");
    let tired = after("<Down><Down><Space><Tab>", "20<Enter>");
    assert!(!tired.contains("breaths"), "{tired}");
}

#[test]
fn every_question_of_a_check_in_can_be_skipped() {
    let mut coach = Coach::new();
    coach.press("c<Tab><Tab><Tab>");
    coach.expect("Nothing noted, and that's fine.");
}

#[test]
fn a_break_is_kept_with_how_it_is_now() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut coach = Coach::with_journal_at(&path);
    coach.press("b").wait(180.0);
    coach.press("4").expect("How is it now?");
    coach.expect("How strong is any distress now?");
    coach.press("30<Enter>").expect("And before the break");
    coach.press("70<Enter>").expect("A thought is scaring me");
    coach.press("h").expect("Slow six").expect("break");
    coach.expect("distress 70→30");
    drop(coach);
    let journal = Journal::open(&path).unwrap();
    let row = journal
        .newest_summaries(EntryList::Done, 1)
        .unwrap()
        .remove(0);
    let entry = journal.entry(&row.id).unwrap().unwrap();
    assert_eq!(entry.kind, EntryKind::Break);
    assert_eq!(entry.exercise, "slow-six");
    let seconds = entry
        .answers
        .iter()
        .find_map(|answered| match answered.answer {
            Answer::Seconds(seconds) => Some(seconds),
            _ => None,
        });
    assert_eq!(seconds, Some(180));
}

#[test]
fn a_break_is_kept_without_a_word_and_a_short_try_is_not() {
    let mut coach = Coach::new();
    coach.press("b").wait(20.0);
    coach.press("<Esc>h").expect("Nothing here yet.");
    coach.press("<Esc>b").wait(45.0);
    coach.press("<Esc>h").expect("Slow six").expect("1 of 1");
}

#[test]
fn quitting_in_the_middle_of_a_break_keeps_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut coach = Coach::with_journal_at(&path);
    coach.press("b").wait(60.0);
    coach.terminate();
    let journal = Journal::open(&path).unwrap();
    let row = journal
        .newest_summaries(EntryList::Done, 1)
        .unwrap()
        .remove(0);
    assert_eq!(row.headline, "Slow six");
}

#[test]
fn a_break_after_a_check_in_knows_the_distress_that_was_rated_there() {
    let mut coach = Coach::new();
    coach.press("c<Space><Tab>60<Enter><Tab>");
    coach.expect("Three slow breaths").press("2").wait(36.0);
    coach.press("4").press("40<Enter>");
    coach.expect("And before the break").expect_rating(60, "");
}

#[test]
fn leaving_the_question_after_a_break_keeps_the_break_and_the_number() {
    let mut coach = Coach::new();
    coach.press("b").wait(180.0);
    coach.press("4").press("30").press("<Esc>");
    coach.expect("A thought is scaring me").press("h");
    coach.expect("distress 30");
}

#[test]
fn breaks_and_check_ins_are_filtered() {
    let mut coach = Coach::new();
    coach.press("b").wait(180.0);
    coach.press("<Enter>c<Space><Tab><Tab><Tab><Enter>h");
    coach
        .expect("1 of 2")
        .press("f9")
        .expect("Breaks")
        .press("8");
    coach
        .expect("Only: breaks")
        .expect("Slow six")
        .expect_no("calm");
    coach.press("<Backspace>f9").press("7");
    coach.expect("Only: check-ins").expect("calm");
}

#[test]
fn a_break_is_repeated_from_the_history() {
    let mut coach = Coach::new();
    coach.press("b").wait(180.0);
    coach.press("<Enter>hw").expect("Slow six").expect("left");
}

#[test]
fn a_break_from_the_shell_is_rated_before_leaving() {
    let opening = StartScreen::Break("three-breaths".to_owned(), None);
    let mut coach = Coach::opening(opening);
    coach.wait(36.0);
    coach.press("4").expect("How is it now?");
    coach.press("20<Enter>50<Enter>");
    assert!(coach.has_quit());
}

#[test]
fn another_break_leaves_the_record_of_the_one_before() {
    let mut coach = Coach::new();
    coach.press("b").wait(45.0);
    coach.press("<Tab>").wait(45.0);
    coach.press("<Esc>h").expect("1 of 2").expect("Slow six");
}

#[test]
fn a_break_that_goes_on_is_one_entry_with_the_whole_time() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut coach = Coach::with_journal_at(&path);
    coach.press("b").wait(180.0);
    coach.press("3").wait(60.0);
    // It is on disk before anything is pressed.
    let journal = Journal::open(&path).unwrap();
    let rows = journal.newest_summaries(EntryList::Done, 9).unwrap();
    assert_eq!(rows.len(), 1);
    let entry = journal.entry(&rows[0].id).unwrap().unwrap();
    assert_eq!(entry.answers[0].answer, Answer::Seconds(240));
}

#[test]
fn a_break_under_another_page_is_kept_when_the_program_ends() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut coach = Coach::with_journal_at(&path);
    coach.press("b").wait(45.0);
    coach.press("?").expect("People to talk to");
    coach.terminate();
    let journal = Journal::open(&path).unwrap();
    assert_eq!(journal.count(EntryList::Done).unwrap(), 1);
}

#[test]
fn a_break_has_the_day_and_the_time_of_its_beginning() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut coach = Coach::with_journal_at(&path);
    coach.clock("2026-11-24T22:59:00Z", 3600, "2026-11-24");
    coach.press("b").wait(100.0);
    coach.clock("2026-11-25T06:00:00Z", 3600, "2026-11-25");
    coach.press("<Esc>");
    let journal = Journal::open(&path).unwrap();
    let row = journal
        .newest_summaries(EntryList::Done, 1)
        .unwrap()
        .remove(0);
    assert_eq!(row.day.to_string(), "2026-11-24");
    let entry = journal.entry(&row.id).unwrap().unwrap();
    assert_eq!(entry.started_at.to_string(), "2026-11-24T22:59:00Z");
}

#[test]
fn leaving_the_question_after_a_break_without_an_answer_adds_no_number() {
    let mut coach = Coach::new();
    coach.press("c<Space><Tab>80<Enter><Tab>");
    coach.expect("Three slow breaths").press("2").wait(36.0);
    coach.press("4").expect("How is it now?").press("<Esc>h");
    coach.expect("Three slow breaths").expect_no("distress 80→");
    let screen = coach.screen();
    let numbers = screen.matches("distress 80").count();
    assert_eq!(numbers, 1, "only that of the check-in\n{screen}");
}

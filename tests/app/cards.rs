//! Cards: keeping a good-enough line, and reading it again.

use good_enough::domain::entry::{Answer, Entry};
use good_enough::domain::exercise::Role;
use good_enough::storage::journal::Journal;
use good_enough::ui::app::StartScreen;
use good_enough::ui::theme::{ColorSupport, Theme};

use crate::coach::{Coach, first_exercises};
use crate::entries::answered;
use crate::history::{entry, open_history};

/// An entry whose line answers a fear, with a pattern and a feeling.
fn feared(number: i64) -> Entry {
    let mut entry = entry(number);
    let text = |role, text: &str| answered(Some(role), Answer::Text(text.to_owned()));
    let chosen = |role, label: &str| answered(Some(role), Answer::Chosen(vec![label.to_owned()]));
    entry.answers.extend([
        text(Role::Fear, "She'll stop knowing me 👶"),
        answered(Some(Role::LikelihoodBefore), Answer::Rating(80)),
        chosen(Role::Patterns, "Worst case"),
        chosen(Role::Feelings, "afraid"),
    ]);
    entry
}

/// A history of plain entries with one about a fear at the top.
fn open_history_with_fear() -> Coach {
    let mut journal = Journal::in_memory().expect("a journal in memory opens");
    for number in 0..3 {
        journal.save(&entry(number)).expect("it is saved");
    }
    journal.save(&feared(3)).expect("it is saved");
    Coach::with_journal(
        journal,
        first_exercises(),
        StartScreen::History,
        Theme::new(ColorSupport::None),
    )
}

/// At the end of the two-minute check, with a good-enough line about this thought.
fn coach_at_summary(thought: &str) -> Coach {
    let mut coach = Coach::walking("two-minute-check");
    coach.type_in(thought).press("<Tab>");
    for _ in 0..20 {
        if coach.shows("Pick a line") {
            break;
        }
        coach.press("<Tab>");
    }
    coach.press("1").type_in("it is one talk").press("<Tab>");
    for _ in 0..20 {
        if coach.shows("Back to my day") {
            break;
        }
        coach.press("<Tab>");
    }
    coach
}

#[test]
fn a_line_is_kept_on_the_summary_and_read_again_under_my_lines() {
    let mut coach = coach_at_summary("They'll laugh 火");
    coach.expect("* make a card");
    coach.press("*").expect("Kept as a card.");
    coach.press("<Enter>m");
    coach.expect("My lines").expect("it is one talk");
    coach.expect("24 November 2026").expect_no("They'll laugh");
    coach.press("<Enter>").expect("They'll laugh 火");
    coach.press("<Esc>").expect("A thought is scaring me");
}

#[test]
fn a_card_is_kept_and_removed_in_the_list_and_in_the_reader() {
    let mut coach = open_history(2);
    coach.press("*").expect("Kept as a card.").expect("card");
    coach.press("<Enter>*").expect("It isn't a card any more.");
    coach.press("<Esc>*f9").press("5");
    coach
        .expect("Only: cards you keep")
        .expect("good enough 1")
        .expect_no("good enough 0");
}

#[test]
fn what_has_no_good_enough_line_cannot_be_kept() {
    let mut journal = Journal::in_memory().unwrap();
    let mut plain = entry(1);
    plain.answers.pop();
    journal.save(&plain).unwrap();
    let theme = Theme::new(ColorSupport::None);
    let mut coach = Coach::with_journal(journal, first_exercises(), StartScreen::History, theme);
    coach.press("*").expect_no("Kept as a card.");
    coach.press("<Esc>m").expect("No lines are kept yet.");
}

#[test]
fn cards_go_round_and_tell_what_became_of_the_fear() {
    let mut coach = open_history_with_fear();
    coach.press("*j*j*<Esc>m");
    let mut seen = Vec::new();
    for _ in 0..3 {
        let screen = coach.screen();
        let line = screen.lines().find(|row| row.contains("good enough"));
        seen.push(line.expect("a card is shown").trim().to_owned());
        coach.press("<Right>");
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 3, "{seen:?}");
    // The card of the fear says what it answered.
    while !coach.shows("good enough 3") {
        coach.press("<Right>");
    }
    coach.expect_no("She'll stop").press("<Enter>");
    coach
        .expect("She'll stop knowing me 👶")
        .expect("How likely it seemed: 80%.");
    coach.press("<Enter>").expect_no("She'll stop");
}

#[test]
fn cards_are_filtered_by_a_pattern_or_a_feeling() {
    let mut coach = open_history_with_fear();
    coach.press("*j*<Esc>m").expect("1 of 2");
    coach
        .press("f")
        .expect("Which cards would you like to see?");
    coach.expect("Worst case (1)").expect("afraid (1)");
    coach
        .press("4")
        .expect("1 of 1, afraid")
        .expect("good enough 3");
    coach.press("f2").expect("1 of 2").expect_no("afraid");
}

#[test]
fn a_removed_card_can_be_kept_again_and_its_line_stays_in_the_history() {
    let mut coach = open_history(1);
    coach.press("*<Esc>m").expect("It was good enough 0");
    coach.press("*").expect("It isn't a card any more.");
    coach.expect("No lines are kept yet.");
    coach.press("u").expect("Kept as a card.");
    coach.expect("It was good enough 0");
    coach.press("d<Esc>h").expect("It was good enough 0");
}

#[test]
fn a_line_is_changed_from_its_card() {
    let mut coach = coach_at_summary("They'll laugh");
    coach.press("*<Enter>m");
    coach.press("e").type_in(" 睡").press("<Tab>");
    coach.expect("Changed.").expect("it is one talk. 睡");
}

#[test]
fn a_card_fits_on_a_small_screen() {
    let mut coach = open_history_with_fear();
    coach.press("*<Esc>m<Enter>");
    for (width, height) in [(40, 12), (24, 6), (20, 4), (120, 40)] {
        coach.resize(width, height);
        coach.expect("It was good");
    }
}

#[test]
fn an_emptied_line_is_no_card_any_more() {
    let mut coach = coach_at_summary("They'll laugh");
    coach.press("*<Enter>h<Enter>");
    for _ in 0..9 {
        if coach.shows("› Pick a line") {
            break;
        }
        coach.press("<Down>");
    }
    coach.press("e<C-a><C-k><Tab>");
    coach.press("<Esc>").expect("History").expect_no("card");
    coach.press("<Esc>m").expect("No lines are kept yet.");
}

//! Tags in the person's words: written, searched, filtered by and taken away.

use good_enough::domain::entry::Answer;
use good_enough::storage::journal::Journal;
use good_enough::ui::app::StartScreen;
use good_enough::ui::theme::{ColorSupport, Theme};

use crate::coach::{Coach, first_exercises};
use crate::history::entry;

/// A history with a thought for each day, the last one newest.
fn open_history_of(thoughts: &[&str]) -> Coach {
    let mut journal = Journal::in_memory().expect("a journal in memory opens");
    for (number, thought) in (0..).zip(thoughts) {
        let mut entry = entry(number);
        entry.answers[0].answer = Answer::Text((*thought).to_owned());
        journal.save(&entry).expect("it is saved");
    }
    Coach::with_journal(
        journal,
        first_exercises(),
        StartScreen::History,
        Theme::new(ColorSupport::None),
    )
}

#[test]
fn a_tag_that_is_written_in_a_walk_is_offered_as_a_filter() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("journal.db");
    let mut coach = Coach::with_journal_at(&path);
    coach
        .choose("Two-minute check")
        .type_in("They'll laugh at #Übung 笑.");
    coach.press("<Tab>80<Enter>1<Tab>1<Tab>40<Enter><Enter>1");
    coach
        .press("hf")
        .expect("5 A tag …")
        .press("5")
        .expect("Which of them?")
        .expect("2 #Übung in 1 entry");
    coach
        .press("2")
        .expect("Only: #Übung")
        .expect("1 of 1")
        .expect("They'll laugh at #Übung");
    // Without the tag in the words, there is no tag.
    coach
        .press("<Enter>e")
        .expect("They'll laugh")
        .press("<C-u>");
    coach.type_in("They'll laugh.").press("<Enter><Esc>");
    coach.expect("No entries match.");
    coach.press("<Esc>").expect_no("Only:").press("f5");
    coach
        .expect("There are no tags here. #word, anywhere in what you write, is one.")
        .expect_no("2 ");
    coach.press("<Esc>").expect("They'll laugh.");
}

#[test]
fn the_most_used_tags_come_first_and_others_are_searched() {
    let many: Vec<String> = (0..40)
        .map(|number| format!("It is #tag{number}"))
        .collect();
    let mut thoughts: Vec<&str> = many.iter().map(String::as_str).collect();
    thoughts.extend([
        "#work, again",
        "work, not a tag",
        "at #Work with #kids 👩🏽‍🚒",
        "#kids",
    ]);
    let mut coach = open_history_of(&thoughts);
    coach.press("f5");
    coach
        .expect("These are the ones you use most. The search finds the others.")
        .expect("2 #kids in 2 entries")
        .expect("3 #Work in 2 entries")
        .expect("4 #tag0 in 1 entry");
    coach.press("3").expect("Only: #Work").expect("2 of 44");
    coach.press("/").type_in("#ki").expect("1 of 44");
    coach.expect("at #Work with #kids").press("<Esc><Esc>");
    coach
        .press("/")
        .expect("#tag")
        .type_in("#tag39")
        .expect("1 of 44");
    coach.press("<C-u>").type_in("#w").expect("2 of 44");
    coach.press("<C-u>").type_in("work").expect("3 of 44");
}

#[test]
fn tags_of_the_trash_are_offered_only_there() {
    let mut coach = open_history_of(&["#home 家", "#work"]);
    coach.press("d").expect("In the trash");
    coach
        .press("f5")
        .expect("2 #home in 1 entry")
        .expect_no("#work in");
    coach
        .press("<Esc>f9")
        .press("4")
        .expect("Only: in the trash");
    coach.press("f6").expect("2 #work in 1 entry").press("2");
    coach.expect("Only: in the trash · #work").expect("1 of 1");
}

//! Thoughts that repeat: earlier reframes are suggested, and a third check in a week offers an alternative.

use good_enough::storage::journal::{EntryList, Journal};

use crate::coach::Coach;

/// Completes the two-minute check with a thought and a reframe.
fn complete_two_minute_check(coach: &mut Coach, thought: &str, reframe: &str) {
    coach.choose("Two-minute check").type_in(thought);
    coach.press("<Tab>");
    if coach.shows("Could this be the worry") {
        coach.press("1");
    }
    coach.press("80<Enter>1<Tab>");
    coach.expect("Pick a line and finish it");
    coach.press("6").type_in(reframe).press("<Tab>40<Enter>");
    coach
        .expect("You stopped for a moment and looked.")
        .press("<Enter>1");
    coach.expect("Saved.");
}

#[test]
fn a_reframe_of_a_similar_thought_is_suggested_and_never_inserted() {
    let mut coach = Coach::new();
    complete_two_minute_check(
        &mut coach,
        "One bug and they'll fire me 🐛.",
        "One bug is a bug, not me 虫.",
    );
    complete_two_minute_check(
        &mut coach,
        "The baby will never sleep through.",
        "She is learning.",
    );
    coach.clock("2026-11-25T21:00:00Z", 3600, "2026-11-25");
    coach
        .choose("Two-minute check")
        .type_in("They will fire me for one bug");
    coach.press("<Tab>90<Enter>1<Tab>");
    coach
        .expect("7 What I wrote last time")
        .expect_no("One bug is a bug");
    coach.press("7");
    coach
        .expect("One bug is a bug, not me 虫.")
        .expect("Tuesday, 24 November 2026.")
        .expect_no("She is learning.");
    // Back leads to the suggestions, and forward inserts one for editing.
    coach
        .press("<Esc>")
        .expect("Write my own line")
        .press("7<Enter>");
    coach.press("<End>").type_in(" Again.").press("<Tab>");
    coach
        .press("30<Enter>")
        .expect("One bug is a bug, not me 虫. Again.");
}

#[test]
fn the_outcome_of_a_reframe_is_shown_beside_it() {
    let mut coach = Coach::new();
    complete_two_minute_check(&mut coach, "I'll be fired", "I have friends there.");
    coach
        .press("hc<Enter>3<Enter>")
        .press("50<Enter>60<Enter><Tab><Tab><Tab><Enter><Esc>");
    coach
        .choose("Two-minute check")
        .type_in("They're going to fire me");
    coach.press("<Tab>90<Enter>1<Tab>7");
    coach
        .expect("I have friends there.")
        .expect("What you feared did happen. You rated how you managed at 60.");
}

#[test]
fn the_third_check_of_a_worry_in_a_week_offers_an_alternative() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut coach = Coach::with_journal_at(&path);
    complete_two_minute_check(&mut coach, "I'll be fired 火", "Not today.");
    coach.clock("2026-11-26T21:00:00Z", 3600, "2026-11-26");
    complete_two_minute_check(&mut coach, "They're going to fire me 火", "Not today.");
    coach.clock("2026-11-28T21:00:00Z", 3600, "2026-11-28");
    coach.choose("From catastrophe").press("<Enter><Tab>");
    coach.type_in("They will fire me 火!").press("<Tab>");
    coach
        .expect("Could this be the worry you looked at on Tuesday, 24 November and on Thursday, 26 November?")
        .expect("› 1 Keep going")
        .press("2");
    coach
        .expect("What is your mind saying?")
        .expect("They will fire me 火!");
    coach.press("<Esc>5");
    // Nothing was discarded, and nothing is left to finish of the walk that ended here.
    let journal = Journal::open(&path).unwrap();
    assert_eq!(journal.count(EntryList::Drafts).unwrap(), 1);
    assert_eq!(journal.count(EntryList::Done).unwrap(), 3);
}

#[test]
fn the_question_comes_once_and_not_for_another_worry_or_after_a_week() {
    let mut coach = Coach::new();
    for _ in 0..2 {
        complete_two_minute_check(&mut coach, "I'll be fired", "Not today.");
    }
    coach
        .choose("Two-minute check")
        .type_in("My heart will stop")
        .press("<Tab>");
    coach.expect("Gut feeling").press("<S-Tab><C-u>");
    coach.type_in("I'll be fired").press("<Tab>");
    coach
        .expect("Could this be the worry you looked at earlier today?")
        .press("<Esc>");
    coach
        .expect("Gut feeling")
        .press("<S-Tab><Tab>")
        .expect("Gut feeling");
    coach.press("<Esc>6<Down><Enter>");
    coach.clock("2026-12-02T21:00:00Z", 3600, "2026-12-02");
    coach
        .choose("Two-minute check")
        .type_in("I'll be fired")
        .press("<Tab>");
    coach.expect("Gut feeling");
}

#[test]
fn noticing_a_pattern_does_not_count_as_a_check() {
    let mut coach = Coach::new();
    for _ in 0..3 {
        coach
            .choose("Notice my pattern")
            .type_in("I'll be fired")
            .press("<Tab>");
        coach.expect("How true does it feel right now?");
        coach.press(&"<Tab>".repeat(11));
    }
    coach
        .choose("Two-minute check")
        .type_in("I'll be fired")
        .press("<Tab>");
    coach.expect("Gut feeling");
}

#[test]
fn inserting_a_suggestion_keeps_the_typed_text() {
    let mut coach = Coach::new();
    complete_two_minute_check(
        &mut coach,
        "One bug and they'll fire me 🐛.",
        "One bug is a bug, not me 虫.",
    );
    coach
        .choose("Two-minute check")
        .type_in("They will fire me for one bug");
    coach.press("<Tab>90<Enter>1<Tab>6");
    coach.type_in("I fixed it by lunch 午.").press("<S-Tab>");
    coach.press("7").press("<Enter>");
    coach
        .expect("One bug is a bug, not me 虫.")
        .expect("I fixed it by lunch 午.");
    // A suggestion taken twice is inserted once.
    coach.press("<S-Tab>7<Enter>");
    let text = coach.screen();
    assert_eq!(text.matches("One bug is a bug").count(), 1, "{text}");
}

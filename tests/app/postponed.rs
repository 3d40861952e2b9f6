//! Postponed worries and worry time.

use good_enough::storage::journal::Journal;

use crate::coach::Coach;

/// Postpones a worry until a time of the day, chosen by `key`.
fn postpone_worry(coach: &mut Coach, worry: &str, key: &str) {
    coach.choose("Worry later");
    coach.type_in(worry).press("<Tab>4");
    coach.expect("When will you come back to it?").press(key);
    coach.expect("It's written down, so your head doesn't have to hold it.");
    coach
        .press("<Enter>")
        .expect("Where would you like your attention to go now?");
    coach.press("1").expect("Saved.");
}

#[test]
fn a_postponed_worry_appears_at_its_time() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut coach = Coach::with_journal_at(&path);
    // At 23:41 the next worry time is tomorrow.
    postpone_worry(&mut coach, "What if the landlord says no 家?", "1");
    coach.expect_no("worry you put off");
    coach
        .press("8")
        .expect("Which worries have been waiting?")
        .expect_no("landlord");
    coach.press("<Esc><Up><Up><Enter>");

    let mut coach = Coach::with_journal_at(&path);
    coach.clock("2026-11-25T17:29:00Z", 3600, "2026-11-25");
    coach.press("h<Esc>").expect_no("you put off");
    coach.clock("2026-11-25T17:30:00Z", 3600, "2026-11-25");
    coach
        .press("h<Esc>")
        .expect("1 worry you put off, whenever you like.");
    coach.expect("1 to look at");
    coach
        .choose("Worry time")
        .expect("What if the landlord says no 家?");
}

#[test]
fn after_worry_time_worries_can_be_postponed_again_or_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut coach = Coach::with_journal_at(&path);
    for worry in ["The cough 👶", "The rent", "What I said to Lee"] {
        postpone_worry(&mut coach, worry, "1");
    }
    coach.clock("2026-11-25T18:00:00Z", 3600, "2026-11-25");
    coach.press("h<Esc>").expect("3 worries you put off");
    coach.choose("Worry time");
    coach
        .expect("The cough 👶")
        .expect("The rent")
        .expect("What I said to Lee")
        .press("<Tab>");
    coach
        .expect("Which ones still matter?")
        .press("1")
        .press("2<Enter>");
    coach.expect("Pick one to start with.").press("2");
    coach.expect("Worry on purpose").press("<Tab>");
    coach
        .expect("What does this one need?")
        .press("1")
        .type_in("Call on Monday.")
        .press("<Tab>");
    coach
        .expect("Call on Monday.")
        .press("<Enter>")
        .expect("Saved.");
    coach.expect_no("you put off").expect_no("1 to look at");

    // The rent got its next step and Lee was dropped; the cough is postponed to the same hour tomorrow.
    let journal = Journal::open(&path).unwrap();
    let waiting: Vec<_> = journal
        .postponed_worries()
        .unwrap()
        .into_iter()
        .map(|waiting| (waiting.text, waiting.postponed_until.to_string()))
        .collect();
    assert_eq!(
        waiting,
        [("The cough 👶".to_owned(), "2026-11-26T18:30:00".to_owned())]
    );
}

#[test]
fn a_revised_worry_time_applies_its_last_answers() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut coach = Coach::with_journal_at(&path);
    postpone_worry(&mut coach, "The rent", "1");
    coach.clock("2026-11-25T18:00:00Z", 3600, "2026-11-25");
    coach
        .press("h<Esc>")
        .choose("Worry time")
        .press("<Tab>1<Enter>1<Tab>");
    coach.expect("What does this one need?").press("4");
    coach.expect("Time's up. Stand up");
    assert!(
        Journal::open(&path)
            .unwrap()
            .postponed_worries()
            .unwrap()
            .is_empty()
    );
    coach
        .press("<S-Tab>3")
        .expect("Time's up. Stand up")
        .press("<Enter>");
    let waiting = Journal::open(&path).unwrap().postponed_worries().unwrap();
    assert_eq!(
        waiting[0].postponed_until.to_string(),
        "2026-11-26T18:30:00"
    );
}

#[test]
fn the_last_chosen_hour_is_offered_the_next_time() {
    let mut coach = Coach::new();
    coach
        .choose("Worry later")
        .type_in("The test result")
        .press("<Tab>4");
    coach.expect("Tomorrow, 18:30").expect_no("Today");
    coach
        .press("2")
        .type_in("soon")
        .press("<Enter>")
        .expect("That isn't clear as a time.");
    coach
        .press("<C-u>")
        .type_in("20:15")
        .press("<Enter><Enter>1");
    coach
        .choose("Worry later")
        .type_in("The nursery")
        .press("<Tab>4");
    coach
        .expect("Tomorrow, 20:15")
        .press("<Esc>")
        .expect("Nothing is lost");
}

#[test]
fn a_worry_to_act_on_now_is_not_postponed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut coach = Coach::with_journal_at(&path);
    coach
        .choose("Worry later")
        .type_in("The letter")
        .press("<Tab>4")
        .press("1");
    coach
        .press("<S-Tab><S-Tab>")
        .expect("Is there something you can do")
        .press("1");
    coach.type_in("Open it.").press("<Tab>1");
    assert!(
        Journal::open(&path)
            .unwrap()
            .postponed_worries()
            .unwrap()
            .is_empty()
    );
}

#[test]
fn a_pattern_is_offered_by_its_given_name_and_noticing_it_is_counted() {
    let mut coach = Coach::new();
    let notice = |coach: &mut Coach, name: &str| {
        coach.choose("Notice my pattern");
        coach
            .type_in("Everyone can see it 見.")
            .press("<Tab>70<Enter><Tab><Enter>");
        coach.expect("Give this pattern your own name").press(name);
        coach.press("<Tab><Tab><Tab><Tab><Tab>50<Enter><Tab>");
        coach.expect("That is the whole skill");
    };
    notice(&mut coach, "The What-If Show 📻");
    coach.expect_no("You've spotted").press("<Enter>");
    notice(&mut coach, "Radio Doom");
    coach.press("<Enter>");
    coach
        .choose("Notice my pattern")
        .type_in("Again.")
        .press("<Tab><Tab><Tab><Tab>");
    coach
        .expect("Radio Doom, once before")
        .expect("The What-If Show 📻, once before");
    // Own answers are listed above the offered ones.
    coach
        .type_in("Rad")
        .press("<Down>")
        .expect("› Radio Doom")
        .press("<Down><Down>");
    coach.expect("› The What-If Show").press("<Up><Up><Up>");
    coach.press("<Down><Down><Tab><Tab><Tab><Tab><Tab><Tab><Tab>");
    coach.expect("You've spotted “The What-If Show 📻” twice now.");
}

#[test]
fn an_offered_name_that_was_changed_is_an_own_answer() {
    let mut coach = Coach::new();
    coach.choose("Notice my pattern");
    coach
        .type_in("Everyone can see it 見.")
        .press("<Tab>70<Enter><Tab><Enter>");
    coach.press("Radio Doom<Tab><Tab><Tab><Tab><Tab>50<Enter><Tab><Enter>");
    coach.choose("Notice my pattern").type_in("Again.");
    coach
        .press("<Tab><Tab><Tab><Tab><Down>")
        .type_in(" at night 夜");
    coach.expect("Radio Doom at night 夜").press("<Down><Up>");
    coach.expect("Radio Doom at night 夜");
}

#[test]
fn removing_all_worries_from_the_list_drops_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut coach = Coach::with_journal_at(&path);
    postpone_worry(&mut coach, "The rent 家", "1");
    coach.clock("2026-11-25T18:00:00Z", 3600, "2026-11-25");
    coach.press("h<Esc>").choose("Worry time");
    coach
        .expect("take a line out to let it go")
        .press("<C-u><Tab>");
    // Without a worry there is no time to worry on purpose.
    coach
        .expect("Then there's nothing to worry about on purpose today.")
        .press("<Enter>");
    coach
        .expect_no("1 worry you put off")
        .expect_no("1 to look at");
    assert!(
        Journal::open(&path)
            .unwrap()
            .postponed_worries()
            .unwrap()
            .is_empty()
    );
}

#[test]
fn home_shows_postponed_worries_on_a_narrow_terminal() {
    let mut coach = Coach::new().sized(40, 12);
    coach
        .press("7")
        .type_in("The rent 家")
        .press("<Tab>41<Enter>1");
    coach.clock("2026-11-25T18:00:00Z", 3600, "2026-11-25");
    coach.press("h<Esc>").expect("1 worry you put off");
}

#[test]
fn the_time_format_is_shown_in_full_on_a_narrow_terminal() {
    let mut coach = Coach::new().sized(40, 12);
    coach.press("7").type_in("The rent 家").press("<Tab>4");
    coach.expect("Another time: “at 20:15”, “half past six” or “tomorrow 9:00”.");
    coach.press("2").type_in("25:00").press("<Enter>");
    coach.expect("Try “20:15” or “tomorrow 9:00”.");
}

#[test]
fn a_time_in_words_is_shown_as_it_is_understood_before_enter_takes_it() {
    for (width, height) in [(80, 24), (40, 12)] {
        let mut coach = Coach::new().sized(width, height);
        coach.press("7").type_in("The rent 家").press("<Tab>4");
        // It is a quarter to midnight on a Tuesday, so six is six in the evening.
        coach
            .press("2")
            .type_in("half past six")
            .expect("Wednesday, 25 November, 18:30");
        coach
            .press("<C-u>")
            .type_in("tonight at 9")
            .expect_no("Wednesday, 25 November")
            .press("<Enter>")
            .expect("That time has passed. Try “20:15” or “tomorrow 20:15”.");
        coach
            .press("<C-u>")
            .type_in("friday at 6")
            .expect("Friday, 27 November, 18:00")
            .press("<Enter>")
            .expect_no("Another time");
        // Back at the step, the words are those it was understood as.
        coach.press("<S-Tab>").expect("Friday, 27 November, 18:00");
    }
}

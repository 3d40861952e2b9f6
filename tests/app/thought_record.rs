//! Sessions with the thought record, from the catastrophe to good enough.

use good_enough::domain::exercise::Role;
use good_enough::storage::journal::{EntryList, Journal};
use good_enough::ui::app::{Effect, StartScreen};
use good_enough::ui::theme::{ColorSupport, Theme};

use crate::coach::{Coach, first_exercises};

const THOUGHT: &str = "If I use a bottle, we will never bond.";

/// Goes to the question about the facts that support the thought.
fn open_at_evidence_step() -> Coach {
    let mut coach = Coach::new();
    coach.choose("From catastrophe").press("<Enter>");
    coach.expect("What was going on before the thought came?");
    coach
        .type_in("10 pm. I gave the baby a bottle.")
        .press("<Tab>");
    coach.type_in(THOUGHT).press("<Tab>");
    coach
        .expect("Which feelings are here right now?")
        .press("1<Down><Space><Enter>");
    coach
        .expect("How strong is the distress right now?")
        .press("70<Enter>");
    coach
        .type_in("By Sunday she won't take the breast.")
        .press("<Tab>");
    coach.expect("how likely is that?").press("80<Enter>");
    coach
        .expect("Does the thought fit a pattern?")
        .press("1<Enter>");
    coach
}

#[test]
fn a_complete_session_shows_both_rating_pairs_and_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut coach = Coach::with_journal_at(&path);
    coach.choose("From catastrophe").press("<Enter>");
    coach
        .type_in("10 pm. I gave the baby a bottle.")
        .press("<Tab>");
    coach.type_in(THOUGHT).press("<Tab>").press("<Enter>");
    coach
        .press("70<Enter>")
        .type_in("By Sunday she won't take the breast.")
        .press("<Tab>80<Enter><Enter>");
    coach
        .expect("What facts make it more likely?")
        .expect(THOUGHT);
    coach.paste("She cried last night.\r\n\r\nShe took it\u{1b}[2J well 👨‍👩‍👧.");
    coach.resize(40, 12);
    coach.expect("She took it well 👨‍👩‍👧.");
    coach.resize(80, 24);
    coach.press("<Tab><Tab>");
    coach
        .type_in("A hard week.")
        .press("<Tab>")
        .type_in("All is well.")
        .press("<Tab>");
    coach.expect("A hard week.").expect("All is well.");
    coach
        .type_in("A mixed one.")
        .press("<Tab>60<Enter>")
        .type_in("My sister.")
        .press("<Tab>");
    coach.press("1").type_in("we are learning").press("<Tab>");
    coach.expect_no("80").press("35<Enter>");
    coach.expect_no("70").press("40<Enter>");
    coach
        .expect("That was probably good enough, because we are learning")
        .press("75<Enter>");
    coach
        .press("3")
        .expect_pair("How likely", "80%", "35%")
        .expect_pair("How heavy", "70", "40");
    coach.press("<Enter>").expect("Saved.");

    let mut coach = Coach::with_journal_at(&path);
    coach
        .press("h")
        .expect("80→35")
        .press("<Enter>")
        .expect("10 pm. I gave the baby a bottle.");
    let journal = Journal::open(&path).unwrap();
    let row = &journal.newest_summaries(EntryList::Done, 9).unwrap()[0];
    let entry = journal.entry(&row.id).unwrap().unwrap();
    assert_eq!(entry.text_for(Role::Thought).as_deref(), Some(THOUGHT));
    assert_eq!(entry.rating_for(Role::LikelihoodBefore), Some(80));
    assert_eq!(entry.rating_for(Role::LikelihoodAfter), Some(35));
    assert_eq!(entry.rating_for(Role::CopingBefore), Some(60));
    let facts = entry
        .answers
        .iter()
        .find(|answered| answered.step == "facts_for")
        .unwrap();
    assert_eq!(
        facts.answer.to_text(),
        "She cried last night.\nShe took it well 👨‍👩‍👧."
    );
}

#[test]
fn a_rating_that_was_not_given_is_missing_and_not_50() {
    let mut coach = Coach::new();
    coach
        .choose("Two-minute check")
        .type_in("They'll fire me")
        .press("<Enter>");
    coach
        .expect("Arrows or digits give a number")
        .press("<Enter>");
    coach
        .expect("would you manage?")
        .press("<Tab><Enter>")
        .press("1<Tab>");
    coach
        .expect("How likely does it seem now?")
        .press("50<Enter>");
    coach
        .expect("You stopped for a moment and looked.")
        .expect_no("→")
        .expect_no("How likely")
        .expect_no("about the same");
}

#[test]
fn a_rating_takes_arrows_and_digits_and_can_be_cleared() {
    let mut coach = Coach::new();
    coach
        .choose("Two-minute check")
        .type_in("x")
        .press("<Enter>");
    // The handle comes in from the end that it moves away from.
    coach
        .press("<Left>")
        .expect_rating(95, "%")
        .press("<Backspace>");
    coach
        .expect("Arrows or digits give a number")
        .press("<Right>")
        .expect_rating(5, "%");
    coach.press("<Right><S-Right><PgUp>").expect_rating(21, "%");
    coach.press("<Left><PgDn>h").expect_rating(5, "%");
    coach
        .press("<Backspace>")
        .expect("Arrows or digits give a number");
    coach.press("100").expect_rating(100, "%").expect("certain");
    // A digit too many is refused.
    coach.press("7").expect_rating(100, "%");
    coach
        .press("<Backspace><Backspace><Backspace>")
        .expect("Arrows or digits give a number");
}

#[test]
fn going_back_keeps_the_text_of_both_steps() {
    let mut coach = open_at_evidence_step();
    coach.expect("What facts make it more likely?");
    coach
        .type_in("She cried")
        .press("<S-Tab>")
        .expect("Does the thought fit a pattern?");
    coach
        .press("<S-Tab>")
        .expect("80%")
        .press("25<S-Tab>")
        .expect("By Sunday she won't take the breast.");
    coach
        .press("<Tab>")
        .expect("25%")
        .press("<Enter><Enter>")
        .expect("She cried");
}

#[test]
fn escape_asks_and_never_discards_anything() {
    let mut coach = open_at_evidence_step();
    coach
        .type_in("half a sen")
        .press("<Esc>")
        .expect("Nothing is lost");
    coach.press("<Esc>").expect("half a sen");
    coach
        .press("<Esc>5")
        .expect("Your words are saved")
        .expect("step 9 of 21");
    coach.press("0").expect("half a sen").expect(THOUGHT);
    assert_eq!(coach.caret().unwrap().x, 4 + 10);
}

#[test]
fn two_drafts_are_listed_together() {
    let mut coach = Coach::new();
    coach
        .choose("Two-minute check")
        .type_in("first")
        .press("<Enter><Esc>5");
    coach.expect("Unfinished").expect("step 2 of 8");
    coach
        .choose("Two-minute check")
        .type_in("second")
        .press("<Enter><Esc>5");
    coach.expect("and 1 more").press("0");
    coach.expect("first").expect("second");
}

#[test]
fn discarding_a_session_asks_first_with_the_safe_answer_selected() {
    let mut coach = open_at_evidence_step();
    coach
        .press("<Esc>6")
        .expect("Discard this?")
        .press("<Enter>");
    coach.expect("What facts make it more likely?");
    coach
        .press("<Esc>6<Down><Enter>")
        .expect("A thought is scaring me")
        .expect_no("Unfinished");
}

#[test]
fn digits_alone_never_discard_a_session() {
    let mut coach = open_at_evidence_step();
    coach
        .press("<Esc>")
        .press("6222２２٢٢666")
        .expect("Discard this?")
        .press("1<Enter>")
        .expect("What facts make it more likely?");
    coach
        .press("<Esc>６２")
        .expect("Discard this?")
        .press("<Enter>")
        .expect("In the trash.");
}

#[test]
fn digits_of_any_script_rate_and_choose() {
    for (first, eighty) in [("1", "80"), ("１", "８０"), ("١", "٨٠"), ("१", "८०")] {
        let mut coach = Coach::new();
        coach
            .choose("Two-minute check")
            .type_in("They will fire me")
            .press("<Enter>")
            .press(eighty)
            .expect_rating(80, "%");
        coach.press("<Esc>").press(first).expect_rating(80, "%");
    }
}

#[test]
fn a_session_of_half_a_sentence_can_be_discarded_too() {
    let mut coach = Coach::new();
    coach
        .choose("Two-minute check")
        .type_in("They will fi")
        .press("<Esc>6<Down><Enter>")
        .expect_no("Unfinished");
    coach
        .press("hu")
        .expect("It's back.")
        .press("<Esc>0")
        .expect("They will fi");
}

#[test]
fn half_a_sentence_is_on_disk_before_another_screen_covers_it() {
    for key in ["<F1>", "<F2>", "<C-g>"] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.db");
        let mut coach = Coach::with_journal_at(&path);
        coach
            .choose("Two-minute check")
            .type_in("They will fi")
            .press(key);
        let journal = Journal::open(&path).unwrap();
        assert_eq!(journal.count(EntryList::Drafts).unwrap(), 1, "{key}");
    }
}

#[test]
fn typed_text_is_on_disk_within_two_seconds() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut coach = Coach::with_journal_at(&path);
    coach.choose("Two-minute check").type_in("They will fire m");
    coach.wait(1.9);
    coach.expect("saved");
    assert!(coach.is_idle());
    let journal = Journal::open(&path).unwrap();
    let draft = &journal.newest_summaries(EntryList::Drafts, 1).unwrap()[0];
    assert_eq!(
        journal
            .entry(&draft.id)
            .unwrap()
            .unwrap()
            .draft_position
            .unwrap()
            .pending_text,
        "They will fire m"
    );
}

#[test]
fn the_first_ctrl_c_says_that_the_text_is_saved_and_the_second_quits() {
    let mut coach = Coach::new();
    coach
        .choose("Two-minute check")
        .type_in("They will fire me")
        .press("<C-c>");
    assert_eq!(coach.effect, None);
    coach.expect("Your words are saved. Press Ctrl+C again to quit.");
    coach.press("<C-c>");
    assert_eq!(coach.effect, Some(Effect::Quit));
}

#[test]
fn a_paste_outside_a_text_field_does_nothing() {
    let mut coach = Coach::new();
    let before = coach.screen();
    coach.paste("dyq\r1\u{3}");
    assert_eq!(coach.screen(), before);
    assert_eq!(coach.effect, None);
}

#[test]
fn a_paste_of_a_whole_book_is_cut_and_reported() {
    let mut coach = Coach::new();
    coach
        .choose("From catastrophe")
        .press("<Enter>")
        .paste(&"book ".repeat(60_000));
    coach.expect("The end of what you pasted was cut.");
}

#[test]
fn every_printable_letter_can_be_typed_into_a_thought() {
    let letters: String = (' '..='~').collect();
    let mut coach = Coach::new();
    coach
        .choose("Two-minute check")
        .type_in(&letters)
        .press("<Enter>");
    coach.expect(&letters.split_whitespace().collect::<Vec<_>>().join(" ")[..30]);
}

#[test]
fn a_hardly_believed_reframe_can_be_softened() {
    let mut coach = open_at_evidence_step();
    coach.press("<Tab><Tab><Tab><Tab><Tab><Enter><Tab>");
    coach
        .press("1")
        .type_in("I tried")
        .press("<Tab><Enter><Enter>20<Enter>");
    coach
        .expect("You believe the new thought 20%")
        .press("2")
        .expect("because I tried");
    coach.press("<S-Tab>5").expect("Maybe I tried");
}

#[test]
fn a_heavy_rating_offers_contacts_once_and_never_blocks() {
    let mut coach = Coach::new();
    coach
        .choose("From catastrophe")
        .press("<Enter><Tab>")
        .type_in(THOUGHT)
        .press("<Tab><Enter>90<Enter>");
    coach
        .expect("That's a lot to carry.")
        .expect("› 1 Keep going")
        .press("<Enter>")
        .expect("What exactly are you afraid will happen")
        .expect_no("That's a lot to carry.");
    // Only once, even after going back.
    coach
        .press("<S-Tab>95<Enter>")
        .expect("What exactly are you afraid will happen");
}

#[test]
fn after_a_heavy_rating_a_break_keeps_the_session_and_its_text() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut coach = Coach::with_journal_at(&path);
    coach
        .choose("From catastrophe")
        .press("<Enter><Tab>")
        .type_in(THOUGHT)
        .press("<Tab><Enter>90<Enter>2");
    coach
        .expect("Five senses")
        .press("<Enter>")
        .type_in("The lamp 💡")
        .press("<Tab><Tab><Tab><Tab><Tab><Tab>1");
    coach
        .expect("What exactly are you afraid will happen")
        .expect(THOUGHT)
        .expect("Saved.");

    let mut coach = Coach::with_journal_at(&path);
    coach
        .choose("Two-minute check")
        .expect("What is the thought");
    coach.press("<Esc>5").press("<Up>");
    coach
        .press("<Home><Enter>")
        .expect("What exactly are you afraid will happen");
}

#[test]
fn quitting_during_a_break_says_that_the_draft_is_saved() {
    let mut coach = Coach::new();
    coach
        .choose("From catastrophe")
        .press("<Enter><Tab>")
        .type_in(THOUGHT)
        .press("<Tab><Enter>90<Enter>3");
    coach
        .expect("Slow six")
        .press("<Esc>")
        .expect("What exactly");
    coach.press("<S-Tab>").expect("How strong is the distress");
    coach.press("<C-c>");
    assert!(coach.has_quit());
}

#[test]
fn a_rise_gets_a_kind_text_and_under_ten_points_is_about_the_same() {
    let mut coach = Coach::new();
    coach
        .choose("Two-minute check")
        .type_in("x")
        .press("<Enter>40<Enter>1<Tab>1<Tab>60<Enter>");
    coach
        .expect_pair("How likely", "40%", "60%")
        .expect("It doesn't mean you did it wrong");
    coach.press("<S-Tab>48<Enter>").expect("about the same");
}

#[test]
fn a_quick_check_continues_as_the_full_exercise_with_its_answers() {
    let mut coach = Coach::new();
    coach
        .choose("Two-minute check")
        .type_in("They will fire me")
        .press("<Enter>40<Enter>1<Tab>1<Tab><Enter><Enter>");
    coach
        .expect("What next?")
        .press("3")
        .expect("From catastrophe to good enough");
    coach.press("<Enter><Tab>").expect("They will fire me");
}

#[test]
fn a_quick_check_continues_with_three_slow_breaths() {
    let mut coach = Coach::new();
    coach
        .choose("Two-minute check")
        .type_in("x")
        .press("<Enter>40<Enter>1<Tab>1<Tab><Enter><Enter>2");
    coach
        .expect("Three slow breaths")
        .press("<Esc>")
        .expect("A thought is scaring me");
}

#[test]
fn text_returns_from_the_external_editor() {
    let mut coach = Coach::new();
    coach
        .choose("From catastrophe")
        .press("<Enter>")
        .type_in("draft")
        .press("<C-o>");
    assert_eq!(coach.effect, Some(Effect::OpenEditor("draft".to_owned())));
    coach
        .return_from_editor("a longer story\nin two lines\n")
        .expect("in two lines");
    coach.press("<C-z>").expect("draft");
    let mut coach = Coach::new();
    coach
        .choose("Two-minute check")
        .type_in("one")
        .press("<C-o>")
        .return_from_editor("one\nline\n")
        .expect("one line");
}

#[test]
fn the_thought_stays_in_view_on_every_later_step() {
    let mut coach = open_at_evidence_step();
    for _ in 0..11 {
        coach.expect(THOUGHT);
        coach.press("<Tab>");
    }
}

#[test]
fn a_timer_runs_by_itself_and_wakes_once_a_second() {
    let mut coach = Coach::new();
    coach
        .choose("Notice my pattern")
        .type_in("I'm ruining her")
        .press("<Tab><Enter><Tab><Enter>")
        .type_in("The What-If Show")
        .press("<Enter>");
    coach
        .expect("My mind is telling me")
        .expect("15 seconds left");
    let woken = coach.wait(5.0);
    coach.expect("10 seconds left");
    assert!(woken <= 6, "{woken}");
    coach.wait(11.0);
    coach.expect("Time's up.");
    assert!(coach.is_idle());
}

/// The journal on disk, read from outside the app.
fn drafts(path: &std::path::Path) -> Vec<good_enough::domain::entry::Entry> {
    let journal = Journal::open(path).expect("it can be read");
    let rows = journal
        .newest_summaries(EntryList::Drafts, 99)
        .expect("it can be read");
    rows.iter()
        .map(|row| {
            journal
                .entry(&row.id)
                .expect("it can be read")
                .expect("it exists")
        })
        .collect()
}

#[test]
fn unsubmitted_ratings_and_choices_are_saved() {
    let mut coach = open_at_evidence_step();
    coach
        .press("<S-Tab><S-Tab>")
        .expect("80%")
        .press("33<Esc>5")
        .expect("Your words are saved");
    coach
        .press("0")
        .expect("33%")
        .press("<Enter>12<Esc>5")
        .expect("Your words are saved");
    coach
        .press("0")
        .expect("[ ] Worst-case movie")
        .expect("[x] Fortune telling");
}

#[test]
fn an_own_answer_beside_the_choices_is_saved_however_the_step_is_left() {
    let to_feelings = "2<Enter><Tab>x<Tab>";
    let own = |coach: &mut Coach| {
        coach
            .press(to_feelings)
            .expect("Which feelings")
            .press("<End><Enter>")
            .type_in("numb and hollow");
    };
    for leave in [
        "<Esc><S-Tab><Tab>",
        "<Enter><Esc>50",
        "<Esc><Esc>50",
        "<Enter><Enter><S-Tab>",
    ] {
        let mut coach = Coach::new();
        own(&mut coach);
        coach.press(leave).expect("numb and hollow");
    }
}

#[test]
fn a_removed_answer_stays_removed() {
    let mut coach = open_at_evidence_step();
    coach
        .press("<S-Tab><S-Tab>")
        .expect("80%")
        .press("<Backspace><Backspace>")
        .expect("Arrows or digits give a number");
    coach
        .press("<S-Tab><Tab>")
        .expect("Arrows or digits give a number");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut coach = Coach::with_journal_at(&path);
    coach.choose("Two-minute check").type_in("private words");
    coach.wait(2.0);
    assert_eq!(
        drafts(&path)[0]
            .draft_position
            .as_ref()
            .unwrap()
            .pending_text,
        "private words"
    );
    coach.press("<C-u>");
    coach.wait(2.0);
    assert_eq!(
        drafts(&path)[0]
            .draft_position
            .as_ref()
            .unwrap()
            .pending_text,
        ""
    );
    coach.press("<Esc>5").expect_no("Unfinished");
    assert_eq!(drafts(&path).len(), 0);
}

#[test]
fn a_follow_up_day_and_a_refusal_are_shown_again_after_going_back() {
    let mut coach = open_at_evidence_step();
    coach
        .press("<Tab><Tab><Tab><Tab><Tab><Enter><Tab><Tab><Enter><Enter>")
        .expect("asked later");
    coach
        .press("5")
        .type_in("2027-01-05")
        .press("<Esc><S-Tab><Tab>")
        .expect("Tuesday, 5 January 2027");
    coach
        .press("4")
        .expect("20 of 20")
        .press("<S-Tab>")
        .expect("• No thanks");
}

#[test]
fn the_contacts_page_is_offered_once() {
    let mut coach = Coach::new();
    coach
        .press("?????")
        .expect("People to talk to")
        .press("<Esc>")
        .expect("A thought is scaring me");
}

#[test]
fn private_mode_never_claims_to_save() {
    let journal = Journal::in_memory().unwrap();
    let theme = Theme::new(ColorSupport::None);
    let mut coach = Coach::with_journal(journal, first_exercises(), StartScreen::Home, theme);
    coach
        .choose("Two-minute check")
        .type_in("They will fire me")
        .expect("not saved: private")
        .press("<F1>")
        .expect("quit")
        .expect_no("everything saved")
        .press("<Esc><C-c>");
    coach
        .expect("Nothing is saved.")
        .press("<Esc>5")
        .expect("Nothing was saved.");
    coach
        .choose("From catastrophe")
        .press("<Enter>")
        .expect_no("are saved");
}

#[test]
fn all_drafts_can_be_reached_and_the_latest_is_resumed_first() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut coach = Coach::with_journal_at(&path);
    for (day, text) in (1..).zip(["one", "two", "three", "four", "five"]) {
        let day = format!("2026-12-0{day}");
        coach
            .clock(&format!("{day}T08:00:00Z"), 3600, &day)
            .press("1")
            .type_in(text)
            .press("<Enter><Esc>5");
    }
    coach
        .expect("and 4 more")
        .press("0<Down><Down><Enter>")
        .expect("three")
        .press("<Esc>5");
    let journal = Journal::open(&path).unwrap();
    let latest = journal
        .entry(&journal.latest_draft().unwrap().unwrap())
        .unwrap()
        .unwrap();
    assert_eq!(latest.text_for(Role::Thought).as_deref(), Some("three"));
}

#[test]
fn a_breath_is_paused_while_another_page_is_open() {
    let mut coach = Coach::new();
    coach.press("<F2>");
    coach.wait(2.0);
    coach.press("<F1>");
    coach.wait(30.0);
    coach
        .press("<Esc>")
        .expect("Paused.")
        .press("<Space>")
        .expect("In through your nose 1");
}

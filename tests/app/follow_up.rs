//! Follow-ups: what was feared and what happened.

use good_enough::domain::exercise::Role;
use good_enough::storage::journal::{EntryList, IdMatch, Journal};
use good_enough::ui::app::StartScreen;
use good_enough::ui::theme::{ColorSupport, Theme};

use crate::coach::{Coach, first_exercises};

const FEAR: &str = "By Friday I'll have lost my job 🧨.";

/// A journal with a fear rated 80 on a Tuesday, whose follow-up is due a week later.
pub fn coach_with_fear(path: &std::path::Path) -> Coach {
    let mut coach = Coach::with_journal_at(path);
    coach.choose("From catastrophe").press("<Enter><Tab>");
    coach
        .type_in("One bug and they'll fire me 火.")
        .press("<Tab>");
    coach.press("<Enter>60<Enter>");
    coach.type_in(FEAR).press("<Tab>80<Enter><Enter>");
    coach.press(&"<Tab>".repeat(5)).press("45<Enter><Tab>");
    coach.press("7<Tab>").press("35<Enter>40<Enter>");
    coach.expect("Would you like to be asked later").press("3");
    coach.press("<Enter>").expect("Saved.");
    coach
}

fn advance_one_week(coach: &mut Coach) {
    coach.clock("2026-12-01T21:00:00Z", 3600, "2026-12-01");
    coach.press("h<Esc>");
}

#[test]
fn a_due_follow_up_shows_on_home_and_hides_the_old_ratings_until_answered() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut coach = coach_with_fear(&path);
    coach.expect_no("look back on");
    advance_one_week(&mut coach);
    coach.expect("1 fear to check, whenever you like.");

    coach.press("l");
    coach.expect("On Tuesday, 24 November you were afraid of this:");
    coach.expect(FEAR).expect_no("80").press("<Enter>");
    coach.expect("Did it happen?").expect_no("80");
    coach
        .press("1")
        .expect("Did you do something that made it less likely?");
    coach
        .press("2")
        .type_in("Nobody even asked.")
        .press("<Tab>");
    coach
        .expect("What would you say to yourself back then?")
        .expect_no("80");
    coach
        .press("1")
        .type_in("it was the end")
        .press("<Tab>")
        .type_in("it was a Tuesday like any other")
        .press("<Tab>");
    coach
        .expect("On Tuesday, 24 November: How likely at first")
        .expect("80%")
        .expect("How likely at the end 35%")
        .expect("35%")
        .expect("How well you could manage")
        .expect("45")
        .expect("Looking back:");
    coach
        .press("<Enter>")
        .expect("Saved.")
        .expect_no("look back on");

    let journal = Journal::open(&path).unwrap();
    assert_eq!(
        journal
            .count_due_follow_ups("2027-01-01".parse().unwrap(), &[])
            .unwrap(),
        0
    );
    let last = match journal.match_id("last").unwrap() {
        IdMatch::One(id) => journal.entry(&id).unwrap().unwrap(),
        found => panic!("{found:?}"),
    };
    assert_eq!(last.exercise, "prediction-check-in");
    let origin = journal
        .entry(last.origin.as_ref().unwrap())
        .unwrap()
        .unwrap();
    assert_eq!(origin.text_for(Role::Fear).as_deref(), Some(FEAR));
    coach
        .press("h")
        .expect("Looking back: By Friday I'll have lost my job 🧨.")
        .expect("look back  ")
        .expect("One bug and they'll fire me 火.");
    // The list shows no words of a fear that was thrown away.
    coach
        .press("<Down>d")
        .expect_no("By Friday I'll have lost my job");
}

#[test]
fn a_fear_that_came_true_is_met_with_care_first() {
    let folder = tempfile::tempdir().unwrap();
    let mut coach = coach_with_fear(&folder.path().join("journal.db"));
    advance_one_week(&mut coach);
    coach.press("l<Enter>3");
    coach
        .expect("I'm sorry. That was a real thing to deal with")
        .expect("people to talk to")
        .expect_no("80")
        .press("<Enter>");
    coach.expect("How hard was it?").press("70<Enter>");
    coach.expect("How well did you manage?").press("55<Enter>");
    coach.type_in("My sister 👩‍🚒").press("<Tab><Tab><Tab>");
    coach
        .expect("Did it happen")
        .expect("My sister 👩‍🚒")
        .expect("80%");
}

#[test]
fn a_follow_up_answered_too_early_is_due_again_on_the_chosen_day() {
    let folder = tempfile::tempdir().unwrap();
    let mut coach = coach_with_fear(&folder.path().join("journal.db"));
    advance_one_week(&mut coach);
    coach.press("l<Enter>4");
    coach
        .expect("When would you like to be asked again?")
        .press("2");
    coach.press("<Enter>").expect_no("to look back on");
    coach.clock("2026-12-03T21:00:00Z", 3600, "2026-12-03");
    coach.press("h<Esc>").expect_no("to look back on");
    coach.clock("2026-12-04T21:00:00Z", 3600, "2026-12-04");
    coach.press("h<Esc>").expect("1 fear to check");
    coach.press("l<Enter>6");
    coach
        .expect("Saved.")
        .expect_no("80%")
        .expect_no("to look back on");
    coach.press("l").expect("Nothing to look back on today.");
}

#[test]
fn a_follow_up_can_start_early_from_the_history_and_be_resumed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut coach = coach_with_fear(&path);
    coach
        .press("hc")
        .expect("you were afraid of this")
        .press("<Enter>2");
    coach.press("1<Tab><Tab>").type_in("It was half as ba");
    coach.press("<C-c><C-c>");
    assert!(coach.has_quit());

    let mut coach = Coach::with_journal_at(&path);
    coach.expect("Unfinished").expect("How did it turn out?");
    coach.press("h").press("c").expect("It was half as ba");
    coach.expect("By Friday I'll have lost my job");
    coach.type_in("d").press("<Tab><Tab>");
    coach.press("<Tab><Enter>").expect("Saved.");
    let journal = Journal::open(&path).unwrap();
    assert_eq!(journal.count(EntryList::Drafts).unwrap(), 0);
    assert_eq!(journal.count(EntryList::Done).unwrap(), 2);
    coach
        .expect("History")
        .press("<Up>c")
        .expect("nothing in this one to look back on");
}

#[test]
fn an_experiment_has_its_own_follow_up() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut coach = Coach::with_journal_at(&path);
    coach
        .press(&"<Down>".repeat(10))
        .expect("› A good-enough experiment");
    coach.press("<Enter><Tab>");
    for text in ["One book, then lights out 📖.", "She'll cry for an hour."] {
        coach.type_in(text).press("<Tab>");
        if coach.shows("is it safe") {
            coach.press("1");
        }
    }
    coach
        .type_in("I'd hear it 聞.")
        .press("<Tab>70<Enter>60<Enter><Tab><Tab>");
    coach.press("3<Enter>").expect("Saved.");
    advance_one_week(&mut coach);
    coach
        .press("l")
        .expect("you planned to try this once")
        .expect("One book, then lights out 📖.");
    coach
        .press("<Enter>1")
        .expect("Did it happen, what you were afraid of: “She'll cry for an hour.”?");
    coach.press("1").expect("I'd hear it 聞.").expect_no("70");
    coach
        .type_in("Ten minutes of talking.")
        .press("<Tab><Tab><Tab>");
    coach.expect("70%").expect("Ten minutes of talking.");
    coach
        .press("<Enter>")
        .expect("Saved.")
        .expect_no("to look back on");
}

#[test]
fn the_enough_exercise_has_its_own_follow_up() {
    let folder = tempfile::tempdir().unwrap();
    let mut coach = Coach::with_journal_at(&folder.path().join("journal.db"));
    coach
        .press(&"<Down>".repeat(8))
        .expect("› 9 How much is enough?");
    coach
        .press("<Enter><Enter>")
        .type_in("Bedtime 🛏.")
        .press("<Tab>");
    coach
        .press("<Tab><Tab><Tab><Tab>")
        .type_in("So she feels close.")
        .press("<Tab><Tab><Tab>");
    coach.type_in("One book 本.").press("<Tab>40<Enter><Tab>");
    coach
        .expect("look back on whether it held")
        .press("3<Enter>1");
    advance_one_week(&mut coach);
    coach
        .press("l")
        .expect("Bedtime 🛏.")
        .expect("One book 本.")
        .press("<Enter>2");
    coach
        .expect("Was it enough for the need: “So she feels close.”?")
        .press("1<Tab>");
    coach
        .expect("What did doing more cost you?")
        .type_in("My evening.")
        .press("<Tab><Tab>");
    coach
        .press("70<Enter><Tab>")
        .expect("My evening.")
        .expect("40%");
}

#[test]
fn a_new_journal_has_no_due_follow_up() {
    let library = first_exercises();
    let journal = Journal::in_memory().unwrap();
    let opening = StartScreen::Exercise("prediction-check-in".to_owned());
    let mut coach = Coach::with_journal(journal, library, opening, Theme::new(ColorSupport::None));
    coach.expect("Nothing to look back on today.");
    coach.press("h").press("c").expect("Nothing here yet.");
}

/// A journal with an entry of the enough exercise, whose follow-up is due.
fn coach_with_enough_exercise(path: &std::path::Path) -> Coach {
    let mut coach = Coach::with_journal_at(path);
    coach.press(&"<Down>".repeat(8)).press("<Enter><Enter>");
    coach.type_in("Bedtime 🛏.").press("<Tab><Tab><Tab><Tab>");
    coach.press("<Tab><Tab><Tab><Tab>");
    coach.type_in("One book 本.").press("<Tab>40<Enter><Tab>");
    coach.expect("look back on whether it held").press("3");
    coach.press("<Enter>1").expect("Saved.");
    coach
}

#[test]
fn a_follow_up_is_complete_without_the_last_answer() {
    for answers in ["3<Tab><Tab><Tab><Tab>", "1<Tab><Tab><Tab><Tab>"] {
        let folder = tempfile::tempdir().unwrap();
        let mut coach = coach_with_enough_exercise(&folder.path().join("journal.db"));
        advance_one_week(&mut coach);
        coach.press("l<Enter>").expect("Did you do about that much");
        coach
            .press(answers)
            .expect("You asked how much is enough, and then you looked.");
        coach.press("<Enter>").expect_no("to look back on");
    }
}

#[test]
fn a_follow_up_without_a_fear_blocks_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut coach = Coach::with_journal_at(&path);
    coach.choose("From catastrophe");
    for _ in 0..30 {
        if coach.shows("Would you like to be asked later") {
            break;
        }
        coach.press("<Tab>");
    }
    coach.press("1<Tab><Tab>");
    drop(coach);
    let mut coach = coach_with_fear(&path);
    advance_one_week(&mut coach);
    coach.press("l").expect(FEAR);
}

/// A person at the question when to look back, on a Tuesday.
fn coach_at_follow_up() -> Coach {
    let mut coach = Coach::new();
    coach.choose("From catastrophe").press("<Enter><Tab>");
    coach
        .type_in("One bug and they'll fire me 火.")
        .press("<Tab>");
    coach.press("<Enter>60<Enter>");
    coach.type_in(FEAR).press("<Tab>80<Enter><Enter>");
    coach.press(&"<Tab>".repeat(5)).press("45<Enter><Tab>");
    coach.press("7<Tab>").press("35<Enter>40<Enter>");
    coach.expect("Would you like to be asked later");
    coach
}

#[test]
fn a_day_is_typed_as_one_would_say_it_and_shown_before_enter_takes_it() {
    let mut coach = coach_at_follow_up();
    // The options say which day they are.
    coach.expect("Tomorrow: Wednesday, 25 November");
    coach.expect("Another day: “Sunday”, “in 5 days” or “December 12”.");
    // A letter starts the field, without choosing it first.
    coach.type_in("sunday").expect("Sunday, 29 November");
    coach
        .press("<C-u>")
        .type_in("31 feb")
        .press("<Enter>")
        .expect("February has no day 31. Its last one is 29 February.");
    coach
        .press("<C-u>")
        .type_in("yesterday")
        .press("<Enter>")
        .expect("That day isn't in the future. Try “Sunday” or “in 5 days”.");
    coach
        .press("<C-u>")
        .type_in("in ５ days")
        .expect("Sunday, 29 November")
        .press("<Enter>")
        .expect_no("Would you like to be asked later");
    coach.press("<S-Tab>").expect("Sunday, 29 November");
    // Going on again keeps the day, although it isn't typed as a date.
    coach
        .press("<Tab>")
        .expect_no("Would you like to be asked later");
}

#[test]
fn a_month_is_typed_although_its_first_letter_moves_in_other_lists() {
    for (typed, day) in [
        ("july 4", "Sunday, 4 July 2027"),
        ("January 2", "Saturday, 2 January 2027"),
        ("4 july", "Sunday, 4 July 2027"),
    ] {
        let mut coach = coach_at_follow_up();
        if typed.starts_with(char::is_numeric) {
            coach.press("5");
        }
        coach.type_in(typed).expect(day);
    }
    let mut coach = coach_at_follow_up();
    coach.type_in("keep me posted").expect("keep me posted");
    let mut coach = coach_at_follow_up();
    coach.type_in("good day 睡眠🙂").expect("good day 睡眠🙂");
}

#[test]
fn a_look_back_on_the_same_day_says_so_and_is_named_in_the_trash() {
    let mut coach = Coach::walking("two-minute-check");
    coach.press("They'll fire me 火<Enter>50<Enter>1");
    coach.press(&"<Tab>".repeat(4)).press("1").expect("Saved.");
    coach
        .press("hc")
        .expect("Earlier today you were afraid of this:");
    coach.press("<Enter>").expect("Did it happen?").press("1");
    coach.press("<Esc>6<Down><Enter>");
    coach.expect("The look back is in the trash. Press u");
    coach.expect("They'll fire me 火");
}

#[test]
fn what_left_for_somebodys_health_is_not_looked_back_on() {
    let mut coach = Coach::walking("two-minute-check");
    coach
        .press("She has a rash 睡<Enter>50<Enter>5<Esc>4")
        .expect("Saved.");
    coach
        .press("hc")
        .expect("There's nothing in this one to look back on.")
        .expect_no("Did it happen?");
}

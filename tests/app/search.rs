//! Search, filters, jumps and edits in the history.

use good_enough::domain::entry::Entry;
use good_enough::domain::exercise::Role;
use good_enough::storage::journal::{EntryList, IdMatch, Journal};
use good_enough::ui::app::StartScreen;
use good_enough::ui::theme::{ColorSupport, Theme};

use crate::coach::{Coach, first_exercises};
use crate::history::{entry, open_history};

/// A history in which two entries differ from the others.
fn open_mixed_history() -> Coach {
    let mut journal = Journal::in_memory().expect("a journal in memory opens");
    for number in 0..40 {
        let mut entry = entry(number);
        if number == 7 {
            entry.answers[0].answer =
                good_enough::domain::entry::Answer::Text("Café über 明日の発表 und 🧨.".to_owned());
        }
        if number == 9 {
            "kind-moment".clone_into(&mut entry.exercise);
            "A kind moment".clone_into(&mut entry.title);
        }
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
fn search_finds_words_as_they_are_typed_in_any_script_case_and_accents() {
    let mut coach = open_mixed_history();
    coach.press("/").expect("words in any order");
    for (typed, count) in [
        ("CAFE", 1),
        ("发", 0),
        ("発", 1),
        ("uber", 1),
        ("wrong", 39),
    ] {
        coach.press("<C-u>").type_in(typed);
        coach.expect(&format!("{count} of 40"));
    }
    coach.press("<C-u>").type_in("\"go wrong 1\"");
    coach.expect("found 1 of 40").expect("It will go wrong 1");
    coach
        .press("<C-u>")
        .type_in("zebra")
        .expect("No entry has all these words.");
    // Without a search it is the place in the list.
    coach
        .press("<Esc>")
        .expect("1 of 40")
        .expect_no("match")
        .expect_no("zebra");
}

#[test]
fn the_match_is_visible_and_the_list_stays_navigable() {
    let mut coach = open_mixed_history();
    coach.press("/").type_in("発表").press("<Enter>");
    coach
        .expect("明日の発表")
        .expect("1 of 40")
        .expect("Enter read");
    // Keys are commands again, and Esc clears the search first.
    coach.press("<Enter>").expect("change").press("<Esc><Esc>");
    coach
        .expect("1 of 40")
        .expect("February 2026")
        .expect("Mon 9");
    coach.press("<Esc>").expect("A thought is scaring me");
}

#[test]
fn filters_are_chosen_labelled_and_removed_one_by_one() {
    let mut coach = open_mixed_history();
    coach
        .press("f")
        .expect("Which entries would you like to see?")
        .press("2");
    coach.expect("Which of them?");
    while !coach.shows("› 2 A kind moment") && !coach.shows("› 3 A kind moment") {
        coach.press("<Down>");
    }
    coach.press("<Enter>");
    coach
        .expect("Only: A kind moment")
        .expect("1 of 40")
        .expect("It was good enough 9");
    coach.press("f").expect("Remove: A kind moment");
    coach.press("<Esc>").press("f7<Down><Down><Down><Enter>");
    coach
        .expect("Only: A kind moment · since 26 Oct 2026")
        .expect("No entries match.");
    coach
        .press("<Backspace>")
        .expect("Only: A kind moment")
        .expect("1 of 40");
    coach.press("<Esc>").expect_no("Only:").expect("1 of 40");
}

#[test]
fn days_are_typed_and_shown_as_they_are_understood() {
    let mut coach = open_mixed_history();
    coach
        .press("f6<End><Enter>")
        .expect("last week, november, 1 nov to 20 nov");
    coach.type_in("31 feb").press("<Enter>");
    coach.expect("February has no day 31. Its last one is 29 February.");
    coach.press("<C-u>").type_in("february");
    coach.expect("1 Feb 2026 to 28 Feb 2026").press("<Enter>");
    coach
        .expect("Only: 1 Feb 2026 to 28 Feb 2026")
        .expect("February 2026")
        .expect("Mon 9")
        .expect_no("January 2026");
    coach.press("f7<End><Enter>").type_in("since 2 weeks ago");
    coach.expect("since 10 Nov 2026").press("<Esc>");
    coach.expect("Only: 1 Feb 2026 to 28 Feb 2026");
}

#[test]
fn on_this_day_shows_the_years_before() {
    let mut journal = Journal::in_memory().expect("a journal in memory opens");
    for number in [0, 10, 327, 365, 730] {
        journal.save(&entry(number)).expect("it is saved");
    }
    let theme = Theme::new(ColorSupport::None);
    let mut coach = Coach::with_journal(journal, first_exercises(), StartScreen::History, theme);
    coach.clock("2027-01-01T20:00:00Z", 0, "2027-01-01");
    coach.press("<Esc>hf6").press("7");
    coach
        .expect("on 1 January in any year")
        .expect("found 2 of 5");
    coach
        .expect("good enough 365")
        .expect("good enough 0")
        .expect_no("good enough 10");
}

#[test]
fn keys_jump_over_days_and_months() {
    let mut coach = open_history(100);
    coach
        .expect("April 2026")
        .expect("Fri 10")
        .press("<Right>")
        .expect("2 of 100");
    coach.press("<Left>").expect("1 of 100");
    coach
        .press(">")
        .expect("11 of 100")
        .expect("It will go wrong 89");
    coach
        .press(">")
        .expect("42 of 100")
        .press("<Down><Down>")
        .expect("44 of 100");
    coach
        .press("<<>")
        .expect("42 of 100")
        .press("<<>")
        .expect("11 of 100");
    coach.press("<<><<><<>").expect("1 of 100");
}

#[test]
fn editing_an_answer_keeps_the_entry_day() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut coach = Coach::with_journal_at(&path);
    coach
        .choose("Two-minute check")
        .type_in("They'll laugh 笑.");
    coach.press("<Tab>80<Enter>1<Tab>1<Tab>40<Enter><Enter>1");
    coach.clock("2026-12-24T21:00:00Z", 3600, "2026-12-24");
    coach
        .press("h<Enter>")
        .expect("› What is the thought, in one line?");
    coach
        .press("e")
        .expect("They'll laugh 笑.")
        .press("<End> One of them <C-u>");
    coach.type_in("One of them may laugh 笑.").press("<Enter>");
    coach.expect("Changed. The date stays the same.");
    coach
        .expect("One of them may laugh 笑.")
        .expect("24 November 2026")
        .expect("Changed on Thursday, 24 December 2026");
    coach
        .press("<Down>")
        .expect("› Gut feeling")
        .press("e70<Enter>")
        .expect("70");
    let journal = Journal::open(&path).unwrap();
    let IdMatch::One(id) = journal.match_id("last").unwrap() else {
        panic!("there is one walk");
    };
    let entry = journal.entry(&id).unwrap().unwrap();
    assert_eq!(entry.rating_for(Role::LikelihoodBefore), Some(70));
    assert_eq!(entry.day.to_string(), "2026-11-24");
    assert_eq!(journal.count(EntryList::Done).unwrap(), 1);
}

#[test]
fn quitting_during_an_edit_saves_the_text() {
    let mut coach = open_history(1);
    coach.press("<Enter>e").type_in(" Or not").press("<Esc>");
    coach.expect("It will go wrong 0 Or not");
}

#[test]
fn an_entry_can_be_repeated_with_its_thought() {
    let mut coach = open_history(2);
    coach
        .press("w")
        .expect("Two-minute check")
        .expect("It will go wrong 1");
    coach.press("<Enter>").expect("Gut feeling");
}

#[test]
fn the_trash_lists_and_restores_entries() {
    let mut coach = open_history(3);
    coach.press("jd").expect("In the trash");
    coach.press("f9").expect("Which of them?").press("4");
    coach
        .expect("Only: in the trash")
        .expect("good enough 1")
        .expect_no("good enough 2");
    coach
        .press("u")
        .expect("It's back.")
        .expect("The trash is empty.");
    coach.press("<Esc>").expect("of 3").expect("good enough 1");
}

#[test]
fn any_pasted_text_is_a_valid_search() {
    let mut coach = open_mixed_history();
    coach.press("/").paste("CAFÉ\nüber").expect("1 of 40");
    for nasty in [
        "\"",
        "*",
        "a*",
        "NEAR(",
        "-x",
        "col:y",
        "^",
        "👨‍👩‍👧",
        "((",
        "'",
        "\\",
    ] {
        coach.press("<C-u>").type_in(nasty).expect("of 40");
    }
    for (width, height) in [(40, 12), (24, 6), (20, 4), (120, 40)] {
        coach.resize(width, height);
    }
}

#[test]
fn a_long_history_scrolls_up_and_down_from_its_ends_and_from_the_middle() {
    let mut coach = open_history(1_204);
    coach.expect("1 of 1,204").press("<End>");
    coach.expect("1,204 of 1,204").expect("It will go wrong 0");
    coach.press("<Home>").expect("1 of 1,204");
    // A page depends on the rows of the list.
    coach.press("<PgDn>");
    let page = (5..20).find(|page| coach.shows(&format!("{} of 1,204", page + 1)));
    let page = page.expect("a page of entries");
    let pages = "<PgDn>".repeat(59);
    coach.press(&pages);
    coach.expect(&format!("{} of 1,204", 60 * page + 1));
    let pages = "<PgUp>".repeat(30);
    coach.press(&pages);
    coach.expect(&format!("{} of 1,204", 30 * page + 1));
    // After each jump by a month the selected entry is known.
    coach.press("<Home><C-Right>").expect("19 of 1,204");
    coach.press("<End><C-Left>").expect("1,174 of 1,204");
    coach.press("<Home>/").type_in("wrong");
    coach.expect("1,204 of 1,204").press("<Enter><End>");
    coach.expect("It will go wrong 0").press("<Home>");
    coach.press("/").type_in(" 99").expect("11 of 1,204");
}

#[test]
fn a_usual_window_is_filled_at_once_and_a_taller_one_when_idle() {
    let mut journal = Journal::in_memory().expect("the journal opens");
    let day = entry(0);
    for number in 0..60 {
        // All on one day, so that each line is an entry.
        let started = day.started_at + jiff::SignedDuration::from_secs(number);
        let same_day = Entry {
            started_at: started,
            day: day.day,
            ..entry(number)
        };
        journal.save(&same_day).expect("it is saved");
    }
    let mut coach = Coach::with_journal(
        journal,
        first_exercises(),
        StartScreen::Home,
        Theme::new(ColorSupport::None),
    );
    coach.press_without_idle("h");
    let at_once = coach.screen();
    assert_eq!(at_once, coach.run_idle_work().screen());
    coach.press("<Esc>").resize(120, 100);
    coach.press_without_idle("h");
    let at_once = coach.screen();
    assert_ne!(at_once, coach.run_idle_work().screen());
}

#[test]
fn rows_are_shown_before_they_are_counted() {
    let mut coach = open_history(1_204);
    coach.resize(120, 100);
    coach.press("/").press_without_idle("wrong");
    coach
        .expect("found some of 1,204")
        .expect("It will go wrong 1203")
        .expect_no("good enough 1180");
    // A tall window is filled before the matches are counted.
    coach
        .run_idle_slice()
        .expect("found some of 1,204")
        .expect("good enough 1180")
        .wait(0.1);
    coach.expect("found 1,204 of 1,204");
}

#[test]
fn export_writes_only_the_filtered_entries() {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = Journal::open(&folder.path().join("journal.db")).unwrap();
    for number in 0..40 {
        journal.save(&entry(number)).unwrap();
    }
    drop(journal);
    let mut coach = Coach::with_history_in(folder.path());
    coach.press("/").type_in("wrong 3").press("<Enter>x2");
    coach
        .expect("Save these 11 entries to a file? Anyone who has the file can read it.")
        .press("<Esc>")
        .expect("11 of 40");
    for (number, name) in [
        ("2", "walks-2026-11-24.md"),
        ("2", "walks-2026-11-24-2.md"),
        ("3", "walks-2026-11-24.csv"),
        ("4", "walks-2026-11-24-2.csv"),
        ("5", "walks-2026-11-24.json"),
    ] {
        coach
            .press("x2")
            .press(number)
            .expect("11 entries saved to");
        let path = folder.path().join("exports").join(name);
        let text = std::fs::read_to_string(&path).expect(name);
        let is_without_words = number == "4";
        assert_eq!(
            text.contains("It will go wrong 3"),
            !is_without_words,
            "{name}"
        );
        assert!(!text.contains("It will go wrong 2"), "{name}");
    }
    let table = std::fs::read_to_string(folder.path().join("exports/walks-2026-11-24-2.csv"));
    assert_eq!(table.unwrap().lines().count(), 12);
}

#[test]
fn private_mode_exports_no_file() {
    let mut coach = open_mixed_history();
    coach
        .press("x22")
        .expect("Nothing is saved to disk right now");
}

#[test]
fn an_empty_result_offers_another_filter_and_no_export() {
    let mut coach = open_mixed_history();
    coach.press("/").type_in("zyxomorph").press("<Enter>");
    coach.expect("No entry has all these words.");
    coach.press("x").expect("0 of 40").expect("Esc back");
    coach
        .press("f")
        .expect("Which entries would you like to see?");
    coach
        .expect("Enter choose")
        .press("<Esc>")
        .expect("0 of 40");
}

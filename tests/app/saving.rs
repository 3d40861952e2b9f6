//! Saving in all circumstances, private mode and the privacy screen.

use good_enough::domain::entry::Answer;
use good_enough::domain::exercise::Role;
use good_enough::storage::journal::{EntryList, Journal};
use good_enough::ui::app::{App, Effect, StartScreen};
use good_enough::ui::theme::{ColorSupport, Theme};

use crate::coach::{Coach, first_exercises};
use crate::database::open_database;

const WORDS: &str = "They will fire me 睡 🍲";

#[test]
fn one_key_hides_everything_and_the_next_key_only_shows_it_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut coach = Coach::with_journal_at(&path);
    coach
        .choose("Two-minute check")
        .type_in(WORDS)
        .press("<F4>");
    assert_eq!(coach.effect, Some(Effect::ClearScrollback));
    assert_eq!(coach.screen().trim(), "");
    assert_eq!(coach.caret(), None);
    assert!(coach.is_idle());
    // The text is on disk, and a paste is ignored now.
    coach.paste("secret").resize(40, 12);
    assert_eq!(coach.screen().trim(), "");
    let journal = Journal::open(&path).unwrap();
    let draft = journal.entry(&journal.latest_draft().unwrap().unwrap());
    assert_eq!(
        draft.unwrap().unwrap().draft_position.unwrap().pending_text,
        WORDS
    );
    coach.press("q");
    assert_eq!(coach.effect, Some(Effect::Redraw));
    coach.expect(WORDS).expect_no("secret").expect_no("meq");
}

#[test]
fn a_hidden_breath_is_paused() {
    let mut coach = Coach::opening(StartScreen::Break("slow-six".to_owned(), None));
    coach.expect("In through your nose 1").wait(1.0);
    coach.expect("In through your nose 2").press("<F4>");
    coach.wait(30.0);
    // It continues at the start of the cycle that was hidden.
    coach.press("<Enter>").expect("Paused.").press("<Space>");
    coach.expect("In through your nose 1");
}

#[test]
fn private_mode_creates_no_editor_file() {
    let journal = Journal::in_memory().unwrap();
    let theme = Theme::new(ColorSupport::None);
    let mut coach = Coach::with_journal(journal, first_exercises(), StartScreen::Home, theme);
    coach
        .choose("Two-minute check")
        .type_in(WORDS)
        .press("<C-o>");
    assert_eq!(coach.effect, None);
    coach
        .expect("Your editor needs a file, but nothing is saved to disk right now.")
        .expect(WORDS);
}

#[test]
fn a_clock_set_back_or_a_new_time_zone_moves_no_entry_to_another_day() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut coach = Coach::with_journal_at(&path);
    coach
        .choose("Two-minute check")
        .type_in(WORDS)
        .press("<Enter>");
    // West over the date line, and the clock was an hour fast.
    coach.clock("2026-11-24T21:30:00Z", -10 * 3600, "2026-11-23");
    coach.press("80<Enter><Tab><Enter>1<Tab>30<Enter><Enter>1");
    coach.expect("Saved.");
    coach
        .choose("Two-minute check")
        .type_in("A second one")
        .press("<Enter>");
    coach
        .press("<Tab><Tab><Tab><Tab><Tab><Tab>1")
        .expect("Saved");

    let journal = Journal::open(&path).unwrap();
    let rows = journal.newest_summaries(EntryList::Done, 9).unwrap();
    let days: Vec<_> = rows.iter().map(|row| row.day.to_string()).collect();
    assert_eq!(days, ["2026-11-24", "2026-11-23"]);
    let first = journal.entry(&rows[0].id).unwrap().unwrap();
    assert_eq!(first.utc_offset, 3600);
    assert_eq!(first.text_for(Role::Thought).as_deref(), Some(WORDS));
    assert!(first.finished_at.is_some_and(|end| end < first.started_at));
    coach
        .press("h")
        .expect("November 2026")
        .expect("Tue 24 They will fire me")
        .expect("Mon 23 A second one");
}

#[test]
fn two_drafts_can_both_be_resumed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut coach = Coach::with_journal_at(&path);
    coach
        .choose("Two-minute check")
        .type_in("One 睡")
        .press("<Enter>70<Esc>5");
    coach.expect("Your words are saved.").press("<End>");
    let mut coach = Coach::with_journal_at(&path);
    coach
        .clock("2026-12-01T08:00:00Z", 3600, "2026-12-01")
        .choose("Two-minute check")
        .type_in("Two 🍲")
        .press("<Esc>5");
    coach.expect("Your words are saved.");
    let mut coach = Coach::with_journal_at(&path);
    coach
        .expect("Unfinished")
        .press("0")
        .expect("One 睡")
        .press("1")
        .expect("Two 🍲");
    coach
        .press("<Esc>5")
        .press("2")
        .expect("One 睡")
        .expect("70%");
    let journal = Journal::open(&path).unwrap();
    assert_eq!(journal.count(EntryList::Drafts).unwrap(), 2);
}

#[test]
fn a_session_continued_in_two_windows_is_saved_as_two_entries() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut one = Coach::with_journal_at(&path);
    one.choose("Two-minute check")
        .type_in(WORDS)
        .press("<Enter>");
    let mut two = Coach::with_journal_at(&path);
    two.press("0")
        .expect("how likely is it?")
        .press("80<Enter>");
    one.press("20<Enter>")
        .expect("Another window changed this entry too. Both are saved");
    // From here on each window has a session of its own.
    one.press("<Tab>").expect_no("Another window");
    two.press("<Tab>").expect_no("Another window");
    let journal = Journal::open(&path).unwrap();
    let drafts = journal.newest_summaries(EntryList::Drafts, 9).unwrap();
    let mut numbers: Vec<_> = drafts.iter().map(|row| row.likelihood_before).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, [Some(20), Some(80)]);
}

#[test]
fn a_draft_trashed_in_another_window_is_restored_where_it_continues() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut one = Coach::with_journal_at(&path);
    one.choose("Two-minute check")
        .type_in(WORDS)
        .press("<Enter>");
    let mut two = Coach::with_journal_at(&path);
    two.press("0")
        .press("<Esc>6")
        .press("2<Enter>")
        .expect("In the trash.");
    one.press("20<Enter>").expect("would you manage?");
    let journal = Journal::open(&path).unwrap();
    assert_eq!(journal.count(EntryList::Drafts).unwrap(), 1);
    assert_eq!(journal.count(EntryList::Trash).unwrap(), 1);
    let saved = journal.latest_draft().unwrap().unwrap();
    let entry = journal.entry(&saved).unwrap().unwrap();
    assert_eq!(
        entry.answer_for(Role::LikelihoodBefore),
        Some(&Answer::Rating(20))
    );
}

#[test]
fn discarding_a_draft_keeps_the_changes_of_another_window() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut one = Coach::with_journal_at(&path);
    one.choose("Two-minute check")
        .type_in("In both of them")
        .press("<Enter>");
    let mut two = Coach::with_journal_at(&path);
    two.press("0").press("80<Enter><Tab>");
    one.press("<Esc>62<Enter>").expect("In the trash.");
    let journal = Journal::open(&path).unwrap();
    let draft = journal.latest_draft().unwrap().unwrap();
    let draft = journal.entry(&draft).unwrap().unwrap();
    assert_eq!(draft.answers.len(), 2, "the other window's walk stays");
    assert_eq!(journal.count(EntryList::Drafts).unwrap(), 1);
    assert_eq!(journal.count(EntryList::Trash).unwrap(), 1);
}

#[test]
fn saving_behind_a_popup_is_retried_without_spinning() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut coach = Coach::with_journal_at(&path);
    coach
        .choose("Two-minute check")
        .type_in("Saved. ")
        .wait(2.0);
    let other = open_database(&path);
    other.execute_batch("begin immediate").unwrap();
    coach.type_in(WORDS).press("<F1>");
    let woken = coach.wait(6.0);
    assert!(woken < 10, "it was woken {woken} times");
    other.execute_batch("commit").unwrap();
    coach.wait(2.0);
    let journal = Journal::open(&path).unwrap();
    let draft = journal.entry(&journal.latest_draft().unwrap().unwrap());
    let typing = draft.unwrap().unwrap().draft_position.unwrap().pending_text;
    assert!(typing.contains(WORDS), "{typing}");
    assert!(coach.is_idle());
}

#[test]
fn a_failed_deletion_does_not_wake_the_loop() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut coach = Coach::with_journal_at(&path);
    coach.choose("Two-minute check").type_in(WORDS);
    coach.press("<Enter>80<Enter><Tab><Enter>1<Tab>30<Enter><Enter>1");
    let other = open_database(&path);
    other.execute_batch("begin immediate").unwrap();
    coach.press("h").press("d").expect("Another window is busy");
    coach.wait(6.0);
    assert!(coach.is_idle());
    other.execute_batch("rollback").unwrap();
    coach.press("d").expect("In the trash.");
}

// Other systems cannot replace an open file.
#[cfg(unix)]
#[test]
fn a_deletion_reaches_a_journal_recovered_meanwhile() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut coach = Coach::with_journal_at(&path);
    coach
        .choose("Two-minute check")
        .type_in(WORDS)
        .press("<Enter><Tab><Tab><Tab><Tab><Tab><Tab>1")
        .expect("Saved");
    coach.press("h").expect(WORDS);
    // Another window replaces it by a recovered journal.
    let copy = folder.path().join("copy.db");
    let moved = open_database(&path);
    moved
        .execute("vacuum into ?1", [copy.to_str().unwrap()])
        .unwrap();
    drop(moved);
    std::fs::create_dir(folder.path().join("aside")).unwrap();
    for ending in ["", "-wal", "-shm"] {
        let name = format!("journal.db{ending}");
        let _ = std::fs::rename(
            folder.path().join(&name),
            folder.path().join("aside").join(&name),
        );
    }
    std::fs::rename(&copy, &path).unwrap();
    coach
        .press("d")
        .expect("In the trash.")
        .press("u")
        .expect("It's back.");
    coach.press("d").expect("In the trash.");
    let journal = Journal::open(&path).unwrap();
    assert_eq!(journal.count(EntryList::Trash).unwrap(), 1);
}

#[test]
fn unsaved_text_is_not_reported_as_saved() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut coach = Coach::with_broken_journal(&path);
    coach.press("<Esc>");
    coach
        .choose("Two-minute check")
        .type_in(WORDS)
        .press("<C-c>")
        .expect("Your words aren't saved yet. Press Ctrl+C again to quit");
}

/// A sentence for another person, at the end of the exercise that makes one.
fn open_help_request(text: &str) -> Coach {
    let opening = StartScreen::Exercise("ask-for-what-you-want".to_owned());
    let mut coach = Coach::opening(opening);
    for _ in 0..9 {
        if coach.shows("Here is a draft.") {
            break;
        }
        coach.press("<Tab>");
    }
    coach
        .expect("Here is a draft.")
        .press("<C-End><C-u>")
        .paste(text);
    for _ in 0..4 {
        if coach.shows("y copy") {
            break;
        }
        coach.press("<Tab>");
    }
    coach
}

#[test]
fn a_request_is_copied_as_it_was_written() {
    let text = "Liebe Jo, könntest du heute Nacht aufstehen? 睡 🍲\nDanke dir.";
    let mut coach = open_help_request(text);
    coach.expect("y copy p print").press("y");
    assert_eq!(coach.effect, Some(Effect::CopyText(text.to_owned())));
    coach.expect("Copied, if your terminal allows it. Press p to print it when you quit.");
    coach
        .press("p")
        .expect("It will be printed when you quit, and others can see it there.");
    assert_eq!(coach.exit_output(), [text]);
    coach.press("p").expect("It won't be printed.");
    assert!(coach.exit_output().is_empty());
}

#[test]
fn a_request_too_long_for_the_clipboard_is_printed_instead() {
    let long = "ask 睡 🍲 ".repeat(App::MAX_COPY_BYTES / 13 + 1);
    let mut coach = open_help_request(&long);
    coach.press("y");
    assert_eq!(coach.effect, None);
    coach.expect("That's too long to copy from a terminal. Press p to print it when you quit.");
    coach.press("<F6>");
    assert_eq!(coach.exit_output(), [long.trim_end()]);
}

#[test]
fn a_discarded_request_is_not_printed() {
    let mut coach = open_help_request("Please 睡 🍲");
    coach.press("p").expect("It will be printed");
    coach.press("<Esc>6").expect("Discard this?");
    coach.press("<Down><Enter>").expect("In the trash.");
    assert!(coach.exit_output().is_empty());
}

#[test]
fn a_summary_with_nothing_to_copy_offers_no_copy() {
    let mut coach = Coach::opening(StartScreen::Exercise("ask-for-what-you-want".to_owned()));
    for _ in 0..14 {
        assert!(!coach.shows("copy"), "{}", coach.screen());
        coach.press("yp<F5><F6>");
        assert_eq!(
            (coach.effect.take(), coach.exit_output()),
            (None, Vec::new())
        );
        coach.press("<C-u><Tab>");
    }
}

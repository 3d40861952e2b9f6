//! A locked journal in the full-screen app: the field for the passphrase, what works without it, and the idle lock.

use std::collections::VecDeque;
use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

use good_enough::domain::entry::{Answer, Entry, EntryId, LocalTime};
use good_enough::platform::paths::AppPaths;
use good_enough::storage::journal::{EntryList, Journal};
use good_enough::storage::lock::{JournalKey, RecoveryCode, Seed};
use good_enough::text::hidden::HiddenText;
use good_enough::ui::app::{App, Effect, LockSettings, StartScreen};
use good_enough::ui::exit_reason::ExitReason;
use good_enough::ui::line_mode::{self, HiddenInput, LineInput, LineIo};
use good_enough::ui::theme::{ColorSupport, Theme};
use jiff::SignedDuration;
use jiff::civil::date;
use rand::SeedableRng;
use rand::rngs::StdRng;
use tempfile::TempDir;

use crate::coach::{Coach, first_exercises, start_time};
use crate::entries::{answered, finished_entry};
use crate::files::folder_contains;
use crate::locked_journal::lock_journal;

const PASSPHRASE: &str = "blue kettle 鍵 🔑";
const EARLIER: &str = "They will laugh at me 睡";
const WORDS: &str = "They will fire me 睡 🍲";

/// A locked journal with one entry.
fn locked_folder() -> (TempDir, Seed) {
    let folder = tempfile::tempdir().expect("a journal in a temporary folder");
    let path = folder.path().join("journal.db");
    let mut journal =
        Journal::open_with(&path, &JournalKey::NONE).expect("a journal in a temporary folder");
    let entry = Entry {
        answers: vec![answered(None, Answer::Text(EARLIER.to_owned()))],
        ..finished_entry("earlier", "two-minute-check", date(2026, 11, 1))
    };
    journal.set_now(entry.started_at);
    journal
        .save(&entry)
        .expect("a journal in a temporary folder");
    drop(journal);
    let seed = lock_journal(&path, PASSPHRASE);
    (folder, seed)
}

fn locked_coach(folder: &TempDir) -> Coach {
    Coach::with_locked_journal_in(folder.path(), StartScreen::Home)
}

fn open_with_seed(folder: &Path, seed: &Seed) -> Journal {
    Journal::open_with(&folder.join("journal.db"), &JournalKey::of(seed))
        .expect("a journal in a temporary folder")
}

/// The only draft of the locked journal.
fn draft(folder: &TempDir, seed: &Seed) -> Entry {
    let journal = open_with_seed(folder.path(), seed);
    assert_eq!(
        journal
            .count(EntryList::Drafts)
            .expect("a journal in a temporary folder"),
        1
    );
    let id = journal
        .latest_draft()
        .expect("it can be read")
        .expect("it is there");
    journal
        .entry(&id)
        .expect("it can be read")
        .expect("it is there")
}

#[track_caller]
fn assert_no_file_has(folder: &Path, words: &str) {
    assert!(!folder_contains(folder, words), "{words}");
}

#[test]
fn the_field_stands_where_the_journal_would_be_and_shows_dots() {
    let (folder, _) = locked_folder();
    let mut coach = locked_coach(&folder);
    coach
        .expect("The journal is locked")
        .expect("What is your passphrase?")
        .expect("You can breathe (F2) and find people to talk to (Ctrl+G) without it.");
    coach.type_in("blue k").expect("•••••• ").expect_no("blue");
    coach.press("<Backspace>").expect("••••• ");
    coach.press("<C-u>").expect_no("•").press("<Enter>");
    assert_eq!(coach.effect, None, "nothing was typed");
    coach
        .unlock("red kettle")
        .expect("That isn't it. The recovery code opens it too.");
    coach.expect_no("•").unlock(PASSPHRASE);
    coach
        .expect("good-enough")
        .expect_no("locked")
        .press("h")
        .expect(EARLIER);
    assert!(coach.screen().lines().count() > 0);
}

#[test]
fn the_same_field_takes_the_recovery_code_and_a_paste() {
    let (folder, seed) = locked_folder();
    let mut coach = locked_coach(&folder);
    let code = RecoveryCode::of(&seed).as_str().to_lowercase();
    coach
        .unlock(&code)
        .expect_no("locked")
        .press("h")
        .expect(EARLIER);
    let mut coach = locked_coach(&folder);
    coach
        .paste(&format!("{PASSPHRASE}\nmore"))
        .press("<Enter>")
        .check_passphrase();
    coach.press("h").expect(EARLIER);
}

#[test]
fn what_was_wanted_at_the_start_opens_after_the_passphrase() {
    let (folder, _) = locked_folder();
    let mut coach = Coach::with_locked_journal_in(folder.path(), StartScreen::History);
    coach.expect("What is your passphrase?").unlock(PASSPHRASE);
    coach.expect(EARLIER);
    let id = EntryId::from("earlier".to_owned());
    let mut coach = Coach::with_locked_journal_in(folder.path(), StartScreen::Entry(id));
    coach.unlock(PASSPHRASE).expect(EARLIER);
}

#[test]
fn without_the_passphrase_nothing_of_the_journal_is_shown_and_a_row_leads_back() {
    let (folder, _) = locked_folder();
    let mut coach = locked_coach(&folder);
    coach.press("<Esc>").expect("Unlock it").expect_no(EARLIER);
    coach.expect("The journal stays locked.");
    for key in ["h", "i", "m", "p", "l"] {
        coach
            .press(key)
            .expect("What is your passphrase?")
            .press("<Esc>");
    }
    coach
        .press("<Enter>")
        .expect("What is your passphrase?")
        .press("<Esc>");
    coach
        .press("<C-g>")
        .expect("People to talk to")
        .press("<Esc>");
    coach.press("<F1>").expect("Keys").press("<Esc>");
    // What was wanted follows at once.
    coach.press("h").unlock(PASSPHRASE).expect(EARLIER);
}

#[test]
fn an_exercise_finished_before_unlocking_is_added_to_the_journal() {
    let (folder, seed) = locked_folder();
    let mut coach = locked_coach(&folder);
    coach.press("<Esc>").choose("Two-minute check");
    coach
        .type_in(WORDS)
        .press("<Enter>")
        .expect("not saved: locked");
    assert_no_file_has(folder.path(), WORDS);
    coach
        .press("<Esc>5")
        .expect("It stays open here until you quit. Unlock the journal to keep it.");
    coach
        .expect("Unfinished")
        .expect("Unlock it")
        .press("<Home><Enter>")
        .unlock(PASSPHRASE);
    coach.expect("What you did while the journal was locked is saved in it now.");
    coach.expect(WORDS).press("q");
    assert!(coach.has_quit());
    assert_eq!(
        draft(&folder, &seed).answers[0].answer,
        Answer::Text(WORDS.to_owned())
    );
    assert_no_file_has(folder.path(), WORDS);
}

#[test]
fn the_exercise_that_was_asked_for_can_be_done_without_the_journal() {
    let (folder, _) = locked_folder();
    let start = StartScreen::Exercise("two-minute-check".to_owned());
    let mut coach = Coach::with_locked_journal_in(folder.path(), start);
    coach
        .expect("What is your passphrase?")
        .press("<Esc>")
        .expect("What is the thought");
    coach.type_in(WORDS).press("<C-o>");
    assert_eq!(coach.effect, None, "no file for an editor");
    coach
        .expect("nothing is written to disk while the journal is locked")
        .expect(WORDS);
}

#[test]
fn words_that_cannot_be_saved_are_not_lost_without_a_question() {
    let (folder, _) = locked_folder();
    let mut coach = locked_coach(&folder);
    coach
        .press("<Esc>")
        .choose("Two-minute check")
        .type_in(WORDS)
        .press("<Enter>5<C-c>");
    assert!(!coach.has_quit());
    coach.expect("The journal is locked, so what you wrote isn't saved. Press Ctrl+C again to quit without it.");
    coach
        .press("<Esc>5q")
        .expect("what you wrote just now isn't saved anywhere");
    coach
        .press("2")
        .expect("Unfinished")
        .press("q1")
        .expect("What is your passphrase?");
    coach.press("<Esc>q3");
    assert!(coach.has_quit());
    assert_no_file_has(folder.path(), WORDS);
    // Without words there is no question.
    let mut coach = locked_coach(&folder);
    coach.press("<Esc>q");
    assert!(coach.has_quit());
}

#[test]
fn a_break_goes_on_while_the_passphrase_is_checked_and_is_in_the_history() {
    let (folder, seed) = locked_folder();
    let mut coach = locked_coach(&folder);
    coach
        .type_in(PASSPHRASE)
        .press("<Enter>")
        .expect("Just a moment.");
    let checked = coach.effect.take();
    coach
        .press("<F2>")
        .expect("In through your nose 1")
        .wait(2.0);
    coach.effect = checked;
    coach
        .check_passphrase()
        .expect("In through your nose 3")
        .wait(40.0);
    coach
        .press("<Esc>")
        .expect("What you did while the journal was locked is saved in it now.");
    let journal = open_with_seed(folder.path(), &seed);
    assert_eq!(journal.count(EntryList::Done).unwrap(), 2, "the break");
}

#[test]
fn quitting_from_a_break_still_uses_the_key_that_was_found() {
    let (folder, seed) = locked_folder();
    let mut coach = locked_coach(&folder);
    coach.type_in(PASSPHRASE).press("<Enter>");
    let checked = coach.effect.take();
    coach.press("<F2>").wait(40.0);
    coach.effect = checked;
    coach.check_passphrase().terminate();
    let journal = open_with_seed(folder.path(), &seed);
    assert_eq!(journal.count(EntryList::Done).unwrap(), 2, "the break");
}

#[test]
fn where_the_lock_file_is_lost_the_code_is_asked_for_and_a_slip_is_named() {
    let (folder, seed) = locked_folder();
    fs::remove_file(folder.path().join("journal.lock")).unwrap();
    let mut coach = locked_coach(&folder);
    coach.expect("The lock file isn't there. So the passphrase can't open the journal");
    coach
        .expect("What is your recovery code?")
        .type_in(PASSPHRASE)
        .press("<Enter>");
    assert_eq!(coach.effect, None);
    coach.expect("That isn't it. There is no");
    let code = RecoveryCode::of(&seed).as_str().to_owned();
    let slip = if code.starts_with('0') { '1' } else { '0' };
    coach
        .type_in(&format!("{slip}{}", &code[1..]))
        .press("<Enter>");
    coach.expect("That isn't it. One of the letters isn't as it was written down.");
    coach.unlock(&code).press("h").expect(EARLIER);
}

#[test]
fn a_journal_of_another_lock_asks_for_another_passphrase() {
    let (folder, _) = locked_folder();
    let (other, seed) = locked_folder();
    let path = folder.path().join("journal.db");
    fs::copy(other.path().join("journal.db"), &path).unwrap();
    let before = fs::read(&path).unwrap();
    let mut coach = locked_coach(&folder);
    coach
        .unlock(PASSPHRASE)
        .expect("is locked with another passphrase or recovery code");
    assert_eq!(fs::read(&path).unwrap(), before);
    coach.press("1").expect("What is your passphrase?");
    coach
        .unlock(RecoveryCode::of(&seed).as_str())
        .expect_no("locked")
        .press("h")
        .expect(EARLIER);
}

#[test]
fn a_plain_journal_in_the_place_of_a_locked_one_is_never_opened() {
    let (folder, _) = locked_folder();
    let path = folder.path().join("journal.db");
    fs::remove_file(&path).unwrap();
    drop(Journal::open_with(&path, &JournalKey::NONE).unwrap());
    let before = fs::read(&path).unwrap();
    let mut coach = locked_coach(&folder);
    coach
        .press("<Esc>")
        .choose("Two-minute check")
        .type_in(WORDS)
        .press("<Enter>5<Enter>");
    coach
        .press("<Esc>5<Home><Enter>")
        .expect("What is your passphrase?");
    coach
        .unlock(PASSPHRASE)
        .expect("isn't locked, although yours is");
    coach.terminate();
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_no_file_has(folder.path(), WORDS);
}

#[test]
fn a_damaged_locked_journal_can_be_repaired_once_it_is_unlocked() {
    let (folder, seed) = locked_folder();
    let path = folder.path().join("journal.db");
    let mut bytes = fs::read(&path).unwrap();
    bytes[200..300].fill(0xaa);
    fs::write(&path, bytes).unwrap();
    let mut coach = locked_coach(&folder);
    coach
        .unlock(PASSPHRASE)
        .expect("can't be read. Nothing was changed.")
        .press("1");
    coach.expect("The journal is repaired").press("<Enter>");
    let journal = open_with_seed(folder.path(), &seed);
    assert_eq!(journal.count(EntryList::Done).unwrap(), 1);
}

#[test]
fn after_ten_idle_minutes_the_journal_is_locked_and_the_exercise_comes_back() {
    let (folder, seed) = locked_folder();
    let mut coach = locked_coach(&folder);
    coach
        .unlock(PASSPHRASE)
        .choose("Two-minute check")
        .type_in(WORDS);
    let woken = coach.wait(3.0);
    assert_eq!(woken, 1, "only the draft is saved");
    let before = draft(&folder, &seed);
    let at = |time: &str| format!("2026-11-24T{time}Z");
    coach
        .clock(&at("22:50:59"), 3600, "2026-11-24")
        .tick(Duration::from_secs(1));
    coach.expect(WORDS).type_in(" 🙂");
    // The ten minutes begin anew. A computer that was asleep wakes with a key, which isn't typed into anything.
    coach.clock(&at("23:01:00"), 3600, "2026-11-25").press("z");
    assert_eq!(coach.effect, Some(Effect::ClearScrollback));
    coach
        .expect("What is your passphrase?")
        .expect_no(WORDS)
        .expect_no("•");
    assert!(
        !coach.debug_text().contains("fire me"),
        "nothing is left in memory"
    );
    assert!(coach.is_idle());
    coach
        .unlock(PASSPHRASE)
        .expect(&format!("{WORDS} 🙂"))
        .expect("saved");
    coach.type_in("!").wait(3.0);
    let after = draft(&folder, &seed);
    assert_eq!(after.id, before.id);
    let written = after.draft_position.unwrap().pending_text;
    assert_eq!(written, format!("{WORDS} 🙂!"));
}

#[test]
fn the_idle_lock_looks_at_the_clock_now_and_then_and_waits_for_a_break() {
    let (folder, seed) = locked_folder();
    let mut coach = locked_coach(&folder);
    coach.unlock(PASSPHRASE);
    assert!(!coach.is_idle(), "there is a deadline");
    assert_eq!(coach.wait(590.0), 59, "every ten seconds");
    coach.press("<F2>");
    for minute in 42..57 {
        coach.clock(&format!("2026-11-24T22:{minute}:00Z"), 3600, "2026-11-24");
        coach.tick(Duration::from_secs(1)).expect("Slow six · calm");
    }
    coach.press("<Esc>").expect("good-enough");
    coach
        .clock("2026-11-24T23:06:00Z", 3600, "2026-11-25")
        .tick(Duration::from_secs(1));
    coach.expect("What is your passphrase?");
    let journal = open_with_seed(folder.path(), &seed);
    assert_eq!(
        journal.count(EntryList::Done).unwrap(),
        1,
        "the break was too short"
    );
}

/// Somebody in line mode who types half a line and then leaves.
struct AbsentUser {
    minutes: i64,
    output: String,
}

impl LineIo for AbsentUser {
    fn write_paragraph(&mut self, text: &str) -> io::Result<()> {
        self.output.push_str(text);
        self.output.push('\n');
        Ok(())
    }

    fn read_line(&mut self, at_most: Option<Duration>) -> io::Result<(LineInput, Duration)> {
        let time = at_most.expect("there is a deadline");
        assert_eq!(time, Duration::from_secs(10));
        self.minutes += 10;
        Ok((LineInput::TimedOut, time))
    }

    fn now(&self) -> LocalTime {
        let start = start_time();
        let timestamp = start.timestamp + SignedDuration::from_mins(self.minutes);
        LocalTime { timestamp, ..start }
    }

    fn take_partial_line(&mut self) -> io::Result<String> {
        Ok(WORDS.to_owned())
    }
}

/// Somebody in line mode who types these lines whenever the program waits for nothing else.
struct PatientUser<'a> {
    /// None for Ctrl+D.
    hidden: VecDeque<Option<&'a str>>,
    shown: VecDeque<&'static str>,
    passed: Duration,
    output: String,
}

impl LineIo for PatientUser<'_> {
    fn write_paragraph(&mut self, text: &str) -> io::Result<()> {
        self.output.push_str(text);
        self.output.push('\n');
        Ok(())
    }

    fn read_line(&mut self, at_most: Option<Duration>) -> io::Result<(LineInput, Duration)> {
        // A breath is listened to until it ends.
        if let Some(time) = at_most.filter(|_| !self.output.contains("probably enough"))
            && self.output.contains("Slow six")
        {
            self.passed += time;
            return Ok((LineInput::TimedOut, time));
        }
        let line = self.shown.pop_front();
        let input = line.map_or(LineInput::Eof, |line| LineInput::Line(line.to_owned()));
        Ok((input, Duration::ZERO))
    }

    fn read_hidden_line(&mut self, prompt: &str) -> io::Result<HiddenInput> {
        self.write_paragraph(prompt)?;
        let typed = self.hidden.pop_front().flatten();
        Ok(typed.map_or(HiddenInput::Canceled, |typed| {
            HiddenInput::Line(HiddenText::from(typed))
        }))
    }

    fn now(&self) -> LocalTime {
        let start = start_time();
        let timestamp =
            start.timestamp + SignedDuration::try_from(self.passed).expect("a few minutes");
        LocalTime { timestamp, ..start }
    }
}

/// The app for line mode, with the journal locked.
fn locked_line_mode_app(folder: &TempDir) -> App {
    line_mode_app(folder, Journal::in_memory().expect("it opens")).with_locked_journal()
}

fn unlocked_line_mode_app(folder: &TempDir, seed: &Seed) -> App {
    line_mode_app(folder, open_with_seed(folder.path(), seed))
}

fn line_mode_app(folder: &TempDir, journal: Journal) -> App {
    let paths = AppPaths::find(Some(folder.path())).expect("it is a folder");
    let theme = Theme::new(ColorSupport::None);
    App::new(first_exercises(), journal, theme, StdRng::seed_from_u64(7))
        .with_paths(paths)
        .with_lock(LockSettings {
            has_lock: true,
            has_ask_command: false,
            after_minutes: Some(10),
        })
}

#[test]
fn line_mode_plays_a_whole_breath_before_the_passphrase_and_keeps_it() {
    let (folder, seed) = locked_folder();
    let mut app = locked_line_mode_app(&folder);
    let mut user = PatientUser {
        hidden: ["/people", "/breathe", "red kettle", PASSPHRASE]
            .map(Some)
            .into(),
        shown: ["", "1", "/quit"].into(),
        passed: Duration::ZERO,
        output: String::new(),
    };
    let start = (StartScreen::Home, None);
    let exit = line_mode::run(&mut app, start, "of a test", &mut user).unwrap();
    assert_eq!(exit, ExitReason::Quit);
    for text in [
        "/breathe and /people work without it",
        "In through your nose",
        "That was probably enough.",
        "That isn't it.",
        "What you did while the journal was locked is saved in it now.",
    ] {
        assert!(user.output.contains(text), "{text} in {}", user.output);
    }
    assert!(!user.output.contains("kettle"));
    drop(app);
    let journal = open_with_seed(folder.path(), &seed);
    assert_eq!(journal.count(EntryList::Done).unwrap(), 2, "the break");
}

#[test]
fn in_line_mode_no_passphrase_after_all_does_not_lose_words_without_a_question() {
    let (folder, seed) = locked_folder();
    let mut app = locked_line_mode_app(&folder);
    let mut user = PatientUser {
        hidden: [Some(""), None, Some(PASSPHRASE)].into(),
        shown: ["1", WORDS, "/pause", "/quit", "1", "1", "/quit"].into(),
        passed: Duration::ZERO,
        output: String::new(),
    };
    let start = (StartScreen::Home, None);
    let exit = line_mode::run(&mut app, start, "of a test", &mut user).unwrap();
    assert_eq!(exit, ExitReason::Quit);
    let question = "what you wrote just now isn't saved anywhere";
    let asked = user.output.matches(question).count();
    assert_eq!(asked, 2, "{}", user.output);
    drop(app);
    let written = &draft(&folder, &seed).answers[0].answer;
    assert_eq!(*written, Answer::Text(WORDS.to_owned()));
}

#[test]
fn in_line_mode_the_code_of_another_journal_is_followed_by_a_second_attempt() {
    let (folder, _) = locked_folder();
    let mut app = locked_line_mode_app(&folder);
    let other = RecoveryCode::of(&Seed::generate().unwrap());
    let mut user = PatientUser {
        hidden: [Some(other.as_str()), Some(PASSPHRASE)].into(),
        shown: ["1"].into(),
        passed: Duration::ZERO,
        output: String::new(),
    };
    let start = (StartScreen::Home, None);
    let exit = line_mode::run(&mut app, start, "of a test", &mut user).unwrap();
    assert_eq!(exit, ExitReason::Quit);
    let choice = "1. Type another passphrase or recovery code.";
    assert!(user.output.contains(choice), "{}", user.output);
    // It was open, so it could be locked again.
    assert!(user.output.ends_with("nothing was typed for a while.\n"));
}

#[test]
fn line_mode_ends_when_it_is_idle_and_keeps_the_unfinished_line() {
    let (folder, seed) = locked_folder();
    let mut app = unlocked_line_mode_app(&folder, &seed);
    let mut user = AbsentUser {
        minutes: 0,
        output: String::new(),
    };
    let start = StartScreen::Exercise("two-minute-check".to_owned());
    let exit = line_mode::run(&mut app, (start, None), "of a test", &mut user).unwrap();
    assert_eq!(exit, ExitReason::Quit);
    let said = "The journal is locked again, because nothing was typed for a while.\n\
                Your words are saved. Pick up with: enough resume";
    assert!(user.output.contains(said), "{}", user.output);
    drop(app);
    let written = draft(&folder, &seed).draft_position.unwrap().pending_text;
    assert_eq!(written, WORDS);
    // Who wrote nothing has nothing to pick up.
    let mut app = unlocked_line_mode_app(&folder, &seed);
    (user.minutes, user.output) = (0, String::new());
    let start = (StartScreen::Home, None);
    let exit = line_mode::run(&mut app, start, "of a test", &mut user).unwrap();
    assert_eq!(exit, ExitReason::Quit);
    assert!(user.output.ends_with("nothing was typed for a while.\n"));
}

#[test]
fn one_key_locks_at_once() {
    let (folder, _) = locked_folder();
    let mut coach = locked_coach(&folder);
    coach
        .press("<F12>")
        .expect("What is your passphrase?")
        .unlock(PASSPHRASE);
    coach.press("h").expect(EARLIER).press("<F12>");
    coach.expect("What is your passphrase?").expect_no(EARLIER);
    coach.unlock(PASSPHRASE).expect("good-enough");
    // Without a lock it says so.
    let mut coach = Coach::new();
    coach
        .press("<F12>")
        .expect("There is no lock on the journal.");
    assert!(coach.is_idle());
}

#[test]
fn the_passphrase_is_on_no_screen_in_no_debug_text_and_in_no_file() {
    let (folder, _) = locked_folder();
    let mut coach = locked_coach(&folder);
    coach.type_in("blue kettle");
    assert!(!coach.debug_text().contains("kettle"));
    coach.expect_no("kettle").press("<Enter>");
    assert!(!coach.debug_text().contains("kettle"));
    coach
        .check_passphrase()
        .expect("That isn't it.")
        .unlock(PASSPHRASE);
    assert!(!coach.debug_text().contains("kettle"));
    coach.expect_no("kettle");
    assert_no_file_has(folder.path(), "kettle");
}

#[test]
fn the_field_fits_into_a_small_window() {
    let (folder, _) = locked_folder();
    let mut coach = locked_coach(&folder).sized(40, 12);
    coach
        .type_in(&"x".repeat(60))
        .expect("What is your passphrase?");
    assert!(coach.caret().is_some());
    let coach = coach.sized(20, 4);
    assert!(coach.caret().is_some());
}

#[test]
fn after_the_lid_was_closed_for_hours_the_words_are_gone_within_ten_seconds() {
    let (folder, _) = locked_folder();
    let mut coach = locked_coach(&folder);
    coach
        .unlock(PASSPHRASE)
        .choose("Two-minute check")
        .type_in(WORDS)
        .wait(3.0);
    coach.clock("2026-11-25T02:00:00Z", 3600, "2026-11-25");
    assert_eq!(coach.wait(10.0), 1, "without a key");
    coach.expect("What is your passphrase?").expect_no(WORDS);
    // There is nothing to hide any more.
    assert!(coach.is_idle());
    coach.unlock(PASSPHRASE).expect(WORDS);
}

/// A walk that was begun while the journal is locked, with the thought written down and a text begun.
fn walk_while_locked(folder: &TempDir) -> Coach {
    let mut coach = locked_coach(folder);
    coach
        .press("<Esc>")
        .choose("Two-minute check")
        .type_in(WORDS)
        .expect(WORDS);
    coach
}

#[test]
fn one_key_hides_what_was_written_while_locked_until_it_is_unlocked() {
    let (folder, seed) = locked_folder();
    let mut coach = walk_while_locked(&folder);
    coach.press("<F12>");
    assert_eq!(coach.effect, Some(Effect::ClearScrollback));
    coach
        .expect("What is your passphrase?")
        .expect("What you wrote is hidden until you unlock the journal.")
        .expect_no(WORDS);
    // Whoever comes by finds nothing of it, and a second walk is hidden as well.
    coach
        .press("<Esc>")
        .expect_no("Unfinished")
        .expect_no(WORDS);
    let second = "Somebody will hear me 聞";
    coach
        .choose("Two-minute check")
        .type_in(second)
        .press("<F12>")
        .expect_no(second);
    // Once more is no accident.
    coach.press("<F12>").expect("The journal is locked.");
    assert_no_file_has(folder.path(), WORDS);
    coach
        .unlock(PASSPHRASE)
        .expect("What you did while the journal was locked is saved in it now.")
        .expect(second)
        .expect("saved");
    coach.terminate();
    let journal = open_with_seed(folder.path(), &seed);
    assert_eq!(journal.count(EntryList::Drafts).unwrap(), 2);
    let ids = journal.ids().unwrap().into_iter();
    let drafts = ids.filter_map(|id| journal.entry(&id).unwrap()?.draft_position);
    let mut texts: Vec<_> = drafts.map(|position| position.pending_text).collect();
    texts.sort();
    assert_eq!(texts, [second, WORDS]);
}

#[test]
fn what_is_hidden_is_not_lost_without_a_question() {
    let (folder, _) = locked_folder();
    let mut coach = walk_while_locked(&folder);
    coach.press("<F12><C-c>");
    assert!(!coach.has_quit());
    coach.expect("The journal is locked, so what you wrote isn't saved.");
    coach
        .press("<Esc>q")
        .expect("what you wrote just now isn't saved anywhere")
        .press("1")
        .unlock(PASSPHRASE)
        .expect(WORDS);
}

#[test]
fn what_is_hidden_comes_back_even_if_the_journal_is_damaged() {
    let (folder, _) = locked_folder();
    let path = folder.path().join("journal.db");
    let mut bytes = fs::read(&path).unwrap();
    bytes[200..300].fill(0xaa);
    fs::write(&path, bytes).unwrap();
    let mut coach = walk_while_locked(&folder);
    coach
        .press("<F12>")
        .unlock(PASSPHRASE)
        .expect("can't be read. Nothing was changed.")
        .press("<Esc>")
        .expect(WORDS);
}

#[test]
fn the_idle_lock_hides_what_was_written_while_locked() {
    let (folder, _) = locked_folder();
    let mut coach = walk_while_locked(&folder);
    coach.wait(3.0);
    coach.clock("2026-11-24T22:52:00Z", 3600, "2026-11-24");
    assert_eq!(coach.wait(10.0), 1);
    coach.expect("What is your passphrase?").expect_no(WORDS);
    coach.unlock(PASSPHRASE).expect(WORDS);
}

#[test]
fn the_pause_says_truly_where_the_words_are() {
    let (folder, _) = locked_folder();
    let mut coach = walk_while_locked(&folder);
    coach
        .press("<S-Tab>")
        .expect("This is the first step. Press Esc to leave.")
        .press("<Esc>")
        .expect("Your words stay here until you quit. Unlock the journal to keep them.")
        .expect("Leave for now")
        .expect_no("Nothing is lost");
    coach
        .press("6")
        .expect("Discard this? You can bring it back until you quit.")
        .press("<Esc><Esc>5")
        .expect("It stays open here until you quit.");
    coach
        .press("<Home><Enter>")
        .unlock(PASSPHRASE)
        .expect("Unfinished")
        .press("0<Esc>")
        .expect("Paused. Nothing is lost.")
        .expect("Save and leave");
    let private = Journal::in_memory().unwrap();
    let mut coach = Coach::with_journal(
        private,
        first_exercises(),
        StartScreen::Home,
        Theme::new(ColorSupport::None),
    );
    coach.choose("Two-minute check").type_in(WORDS);
    coach
        .press("<Esc>")
        .expect("Your words stay here until you quit. Nothing is saved.")
        .expect("Leave for now");
    // Nobody looked for a lock there.
    coach.press("<F12>").expect("The journal isn't open.");
}

#[test]
fn the_key_that_locks_shows_nothing_of_a_hidden_screen() {
    let (folder, _) = locked_folder();
    let mut coach = locked_coach(&folder);
    coach.unlock(PASSPHRASE);
    coach.press("h").expect(EARLIER).press("<F4>");
    coach.expect_no(EARLIER).press("<F12>");
    coach.expect("What is your passphrase?").expect_no(EARLIER);
}

#[test]
fn what_was_discarded_while_locked_is_hidden_as_well() {
    let (folder, _) = locked_folder();
    let mut coach = walk_while_locked(&folder);
    coach.press("<Esc>6").expect("Discard this?").press("2");
    coach.press("<Enter><F12><Esc>u");
    coach
        .expect("There's nothing to bring back.")
        .expect_no(WORDS);
    coach.press("<Home><Enter>").unlock(PASSPHRASE);
    coach.press("u").expect_no(WORDS);
}

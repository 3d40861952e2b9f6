//! A really locked journal in a terminal.

use std::fs;
use std::path::{Path, PathBuf};

use good_enough::storage::journal::{EntryList, Journal};
use good_enough::storage::lock::{JournalKey, Seed};
use rustix::process::Signal;

use crate::fixtures::{contains_text, stdout_and_stderr, user_with_thoughts};
use crate::test_user::TestUser;

const PASSPHRASE: &str = "blue kettle";
const EARLIER: &str = "They will laugh at me 睡";
const WORDS: &str = "They will fire me 🍲";

fn locked_user() -> (TestUser, Seed) {
    let user = user_with_thoughts(&[EARLIER]);
    let seed = user.lock_journal(PASSPHRASE);
    (user, seed)
}

/// All files below a folder.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let below = entries.flat_map(|entry| match entry.path() {
        path if path.is_dir() => files_below(&path),
        path => vec![path],
    });
    below.collect()
}

#[track_caller]
fn assert_no_file_has(user: &TestUser, text: &str) {
    for path in files_below(user.home()) {
        let bytes = fs::read(&path).unwrap_or_default();
        assert!(!contains_text(&bytes, text), "{}", path.display());
    }
}

fn open_journal(user: &TestUser, seed: &Seed) -> Journal {
    let journal = Journal::open_with(&user.journal(), &JournalKey::of(seed));
    journal.expect("the journal opens")
}

#[test]
fn the_passphrase_opens_the_journal_and_is_shown_and_stored_nowhere() {
    let (user, _) = locked_user();
    let mut terminal = user.open(&["history"]);
    terminal
        .expect("What is your passphrase?")
        .type_in("red kettle")
        .expect("••••••••••");
    terminal
        .press("<Enter>")
        .expect("That isn't it. The recovery code opens it too.");
    terminal
        .type_in(PASSPHRASE)
        .press("<Enter>")
        .expect(EARLIER);
    let output = terminal.inspect(|state| state.bytes.clone());
    assert!(
        !contains_text(&output, "kettle"),
        "on the screen or in the title"
    );
    assert!(
        !contains_text(&output, "\u{1b}]0;") && !contains_text(&output, "\u{1b}]2;"),
        "a title"
    );
    let process = format!("/proc/{}", terminal.pid().as_raw_nonzero());
    for name in ["cmdline", "environ"] {
        let bytes = fs::read(format!("{process}/{name}")).unwrap_or_default();
        assert!(!contains_text(&bytes, "kettle"), "{name}");
    }
    terminal.press("<C-c>").expect_exit(0);
    assert_no_file_has(&user, "kettle");
    assert_no_file_has(&user, "laugh at me");
}

#[test]
fn a_break_and_quitting_work_while_the_journal_is_locked() {
    let (user, seed) = locked_user();
    let mut terminal = user.open(&[]);
    terminal
        .expect("What is your passphrase?")
        .press("<F2>")
        .expect("In through your nose");
    terminal
        .press("q")
        .expect("What is your passphrase?")
        .press("<C-c>")
        .expect_exit(0);
    let journal = open_journal(&user, &seed);
    assert_eq!(journal.count(EntryList::Done).unwrap(), 1);
}

#[test]
fn words_written_while_the_journal_is_locked_are_in_no_file_whatever_ends_the_program() {
    let (user, _) = locked_user();
    for signal in [Signal::TERM, Signal::KILL] {
        let mut terminal = user.open(&["start", "two-minute"]);
        terminal.expect("What is your passphrase?").press("<Esc>");
        terminal
            .expect("What is the thought")
            .type_in(WORDS)
            .press("<Enter>");
        terminal
            .expect("Arrows or digits give a number")
            .expect("not saved: locked");
        assert_no_file_has(&user, "fire me");
        terminal.signal(signal);
        if signal == Signal::TERM {
            terminal.expect_exit(128 + 15).drain();
            terminal.expect("The journal is locked, so what you wrote wasn't saved.");
        } else {
            terminal.expect_killed();
        }
        assert_no_file_has(&user, "fire me");
    }
}

#[test]
fn a_passphrase_from_a_file_descriptor_opens_the_app_without_a_question() {
    let (user, _) = locked_user();
    user.write("secret", "blue kettle\n");
    let mut terminal = user.open_shell("exec \"$0\" history --passphrase-fd 3 3<secret");
    terminal.expect(EARLIER);
}

#[test]
fn the_ask_command_gives_the_passphrase_and_the_field_comes_if_it_fails() {
    let (user, _) = locked_user();
    user.write(
        "config/enough/config.yaml",
        "lock: {ask: echo blue kettle; echo more}\n",
    );
    user.open(&["history"]).expect(EARLIER);
    for (command, said) in [
        ("'true'", "it printed nothing"),
        ("echo red kettle", "isn't the passphrase"),
    ] {
        user.write(
            "config/enough/config.yaml",
            &format!("lock: {{ask: {command}}}\n"),
        );
        let mut terminal = user.open(&["history"]);
        terminal
            .expect(said)
            .type_in(PASSPHRASE)
            .press("<Enter>")
            .expect(EARLIER);
    }
    // Something else can be typed while it runs.
    let gate = user.home().join("gate");
    let made = std::process::Command::new("mkfifo").arg(&gate).status();
    assert!(made.is_ok_and(|status| status.success()));
    user.write(
        "config/enough/config.yaml",
        &format!("lock: {{ask: cat {}}}\n", gate.display()),
    );
    let mut terminal = user.open(&["history"]);
    terminal.expect("The command of your configuration is asked.");
    terminal
        .type_in(PASSPHRASE)
        .press("<Enter>")
        .expect(EARLIER);
}

#[test]
fn a_break_from_the_shell_asks_nothing_and_makes_no_plain_journal() {
    let (user, _) = locked_user();
    let output = user.run_with_input(&["breathe", "three-breaths", "--plain"], "\n");
    let text = stdout_and_stderr(&output);
    assert!(!text.contains("passphrase"), "{text}");
    let mut terminal = user.open(&["breathe", "three-breaths"]);
    terminal.expect("In").wait_until("some breaths", |state| {
        state.shows("2 of 3") || state.shows("Out")
    });
    terminal.press("q").expect_exit(0);
    // A plain journal must not come to be in the place of one that is gone.
    fs::remove_file(user.journal()).unwrap();
    let _ = user.run_with_input(&["breathe", "three-breaths", "--plain"], "\n");
    assert!(!user.journal().exists());
}

#[test]
fn line_mode_takes_the_passphrase_and_shows_nothing_of_it() {
    let (user, _) = locked_user();
    let mut terminal = user.open(&["--plain", "history"]);
    terminal
        .expect("/breathe and /people work without it")
        .expect("Passphrase:")
        .type_in("red kettle")
        .press("<Enter>")
        .expect("That isn't it.")
        .type_in(PASSPHRASE)
        .press("<Enter>")
        .expect("History, 1 of 1");
    let output = terminal.inspect(|state| state.bytes.clone());
    assert!(!contains_text(&output, "kettle"));
    assert_no_file_has(&user, "kettle");
    let mut terminal = user.open(&["--plain"]);
    terminal
        .expect("Passphrase:")
        .type_in("blue")
        .press("<C-c>")
        .expect_exit(128 + 2);
    terminal = user.open(&["--plain"]);
    terminal.expect("Passphrase:").press("<C-d>").expect_exit(0);
    terminal = user.open(&["--plain"]);
    terminal
        .expect("Passphrase:")
        .signal(Signal::TERM)
        .expect_exit(128 + 15);
}

#[test]
fn line_mode_has_a_breath_and_people_before_the_passphrase() {
    let (user, seed) = locked_user();
    let mut terminal = user.open(&["--plain"]);
    terminal
        .expect("Passphrase:")
        .type_in("/people")
        .press("<Enter>")
        .expect("Befrienders Worldwide")
        .press("<Enter>");
    terminal
        .expect("Passphrase:")
        .type_in("/breathe")
        .press("<Enter>")
        .expect("Press Enter to stop.")
        .press("<Enter>");
    // An empty line goes on without the passphrase, and the menu leads back to it.
    terminal
        .expect("Passphrase:")
        .press("<Enter>")
        .expect("What would help now?")
        .type_in("/help")
        .press("<Enter>")
        .expect("/quit: quit");
    terminal
        .type_in("Unlock it")
        .press("<Enter>")
        .expect("38. Unlock it.")
        .type_in("38")
        .press("<Enter>")
        .expect("Passphrase:")
        .type_in(PASSPHRASE)
        .press("<Enter>")
        .expect("first screen")
        .type_in("/quit")
        .press("<Enter>")
        .expect_exit(0);
    let journal = open_journal(&user, &seed);
    assert_eq!(journal.count(EntryList::Done).unwrap(), 1);
}

/// A break of a second.
fn write_short_break(user: &TestUser) {
    let text = "title: A moment\nlengths: {default: 1}\nsay: Look.\n";
    user.write("config/enough/exercises/moment.yaml", text);
}

#[test]
fn a_break_from_the_shell_that_cannot_be_saved_waits_with_its_rating() {
    let user = TestUser::first_run();
    write_short_break(&user);
    fs::create_dir_all(user.journal()).unwrap();
    let mut terminal = user.open(&["breathe", "moment"]);
    terminal
        .expect("How is it now?")
        .press("4")
        .expect("Arrows or digits give a number")
        .press("30")
        .expect("not saved yet")
        .press("<Enter><Enter>")
        .expect_exit(0)
        .drain()
        .expect("The break isn't in the history yet.");
    fs::remove_dir(user.journal()).unwrap();
    user.open(&["history"])
        .expect("What couldn't be saved before is in the journal now.")
        .press("<Enter>")
        .expect("A moment");
}

#[test]
fn after_a_break_from_the_shell_the_passphrase_is_asked_for_before_a_rating_is() {
    let (user, seed) = locked_user();
    write_short_break(&user);
    let mut terminal = user.open(&["breathe", "moment"]);
    terminal
        .expect("How is it now?")
        .press("4")
        .expect("What is your passphrase?")
        .expect("Your answer is kept in the journal, so please unlock it first.")
        .press("<Esc>")
        .expect("How is it now?")
        .press("4")
        .expect("What is your passphrase?")
        .type_in(PASSPHRASE)
        .press("<Enter>");
    terminal
        .expect("Arrows or digits give a number")
        .press("30")
        .expect("saved")
        .press("<Enter><Enter>")
        .expect_exit(0)
        .drain();
    let output = terminal.inspect(|state| state.bytes.clone());
    assert!(!contains_text(&output, "isn't in the history"));
    assert!(!contains_text(&output, "not saved: private"));
    let journal = open_journal(&user, &seed);
    assert_eq!(journal.count(EntryList::Done).unwrap(), 2, "the break");
}

#[test]
fn the_file_of_the_editor_lies_in_memory_or_is_told_of_first() {
    let (user, _) = locked_user();
    let runtime = user.home().join("run");
    let editor = user.script(
        "editor",
        "ls -d run/enough/editing-* state/enough/editing-* > where; echo 🍲 >> \"$1\"\n",
    );
    let user = user.with("EDITOR", editor);
    let open = |user: &TestUser| {
        let mut terminal = user.open(&["start", "two-minute"]);
        terminal
            .expect("What is your passphrase?")
            .type_in(PASSPHRASE)
            .press("<Enter>");
        terminal
            .expect("What is the thought")
            .type_in(WORDS)
            .press("<C-o>");
        terminal
    };
    let place = || fs::read_to_string(user.home().join("where")).unwrap();
    open(&user)
        .expect("these words lie on the disk without the lock. Press Ctrl+O again to open it.")
        .press("<C-o>")
        .expect("fire me 🍲 🍲");
    assert!(place().starts_with("state/"), "{}", place());
    fs::create_dir(&runtime).unwrap();
    let user = user.with("XDG_RUNTIME_DIR", runtime.display().to_string());
    open(&user).expect("🍲 🍲");
    let place = fs::read_to_string(user.home().join("where")).unwrap();
    assert!(place.starts_with("run/"), "{place}");
}

#[test]
fn a_plain_journal_in_the_place_of_a_locked_one_stays_as_it_is() {
    let (user, _) = locked_user();
    fs::remove_file(user.journal()).unwrap();
    drop(Journal::open_with(&user.journal(), &JournalKey::NONE).unwrap());
    let before = fs::read(user.journal()).unwrap();
    let mut terminal = user.open(&[]);
    terminal
        .expect("What is your passphrase?")
        .type_in(PASSPHRASE)
        .press("<Enter>");
    terminal
        .expect("isn't locked, although yours is")
        .expect("Try again");
    terminal.press("<C-c>").expect_exit(0);
    assert_eq!(fs::read(user.journal()).unwrap(), before);
}

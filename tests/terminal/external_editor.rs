use std::fs;
use std::time::Duration;

use rustix::process::Signal;

use crate::database::open_database;
use crate::pty::{PtyTerminal, TerminalState};
use crate::test_user::TestUser;

#[test]
fn text_returns_from_the_external_editor() {
    // Reads a line like old editors: in canonical mode, with echo.
    let user = TestUser::new();
    let editor = user.script(
        "editor",
        "stty -g > settings\necho the editor is here\nread line\necho \"$line\" >> \"$1\"\n",
    );
    let user = user.with("EDITOR", editor);
    let script = "stty -g > before; echo go on; read go; exec \"$0\" start two-minute";
    let mut terminal = user.open_shell(script);
    terminal
        .expect("go on")
        .press("<Enter>")
        .expect("What is the thought")
        .type_in("They will fire me")
        .press("<C-o>")
        .expect("the editor is here")
        .wait_until("the screen of the shell", |state| {
            !state.screen().alternate_screen()
        })
        .type_in("says 🍲 he")
        .press("<Enter>");
    terminal
        .expect("What is the thought")
        .expect("They will fire me")
        .expect("says 🍲 he")
        .wait_until("the screen of the program", |state| {
            let screen = state.screen();
            screen.alternate_screen() && screen.bracketed_paste() && state.cursor().is_some()
        });
    let read = |name| fs::read_to_string(user.home().join(name)).unwrap();
    assert_eq!(read("settings"), read("before"));
    assert_eq!(fs::read_dir(user.state()).unwrap().count(), 0);
    terminal
        .type_in("!")
        .expect("says 🍲 he!")
        .press("<Enter>")
        .expect("Arrows or digits give a number");
}

#[test]
fn an_editor_that_fails_leaves_the_text_unchanged() {
    let user = TestUser::new().with("EDITOR", "false");
    let mut terminal = user.open(&["start", "two-minute"]);
    terminal
        .expect("What is the thought")
        .type_in("They will fire me")
        .press("<C-o>")
        .expect("ended without saving")
        .expect("Your words are still here.")
        .expect("They will fire me")
        .type_in("!")
        .expect("They will fire me!");
}

#[test]
fn a_missing_editor_leaves_the_text_unchanged() {
    let user = TestUser::new().with("EDITOR", "there-is-no-such-editor");
    let mut terminal = user.open(&["start", "two-minute"]);
    terminal
        .expect("What is the thought")
        .type_in("They will fire me")
        .press("<C-o>")
        .expect("Your words are still here.")
        .expect("They will fire me");
}

/// The content of each file in the folders for editors.
fn leftover_files(user: &TestUser) -> Vec<String> {
    let folders = fs::read_dir(user.state())
        .expect("a folder of ours")
        .flatten();
    let files = folders.flat_map(|folder| {
        fs::read_dir(folder.path())
            .expect("one of an editor")
            .flatten()
    });
    files
        .filter_map(|file| fs::read_to_string(file.path()).ok())
        .collect()
}

#[test]
fn a_signal_while_the_editor_is_open_ends_both_and_keeps_the_saved_text() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129)] {
        let user = TestUser::new();
        let editor = user.script(
            "editor",
            "echo more >> \"$1\"\necho the editor is here\nread line\n",
        );
        let user = user.with("VISUAL", editor);
        let mut terminal = user.open(&["start", "two-minute"]);
        terminal
            .expect("What is the thought")
            .type_in("They will fire me")
            .press("<C-o>")
            .expect("the editor is here")
            .signal(signal)
            .expect_exit(code);
        let mut again = user.open(&["resume"]);
        again
            .expect("They will fire me")
            .wait_until("the editor's line", |state: &TerminalState| {
                state.shows("more")
            });
        // Text that was applied is not reported again.
        assert!(
            !again.inspect(|state| state.shows("An editor left some")),
            "{}",
            again.screen()
        );
    }
}

#[test]
fn text_saved_by_a_terminated_editor_is_applied() {
    let user = TestUser::new();
    let editor = user.script(
        "editor",
        "trap 'echo the last words >> \"$1\"; exit 1' TERM\necho the editor is here\nwhile :; do read line; done\n",
    );
    let user = user.with("VISUAL", editor);
    let mut terminal = user.open(&["start", "two-minute"]);
    terminal
        .expect("What is the thought")
        .press("<C-o>")
        .expect("the editor is here")
        .signal(Signal::TERM)
        .expect_exit(143);
    user.open(&["resume"]).expect("the last words");
}

#[test]
fn a_file_an_editor_adds_on_exit_is_reported_at_the_next_start() {
    // As nano does: unsaved text goes into “words.txt.save”.
    let user = TestUser::new();
    let editor = user.script(
        "editor",
        "trap 'echo unsaved > \"$1.save\"; exit 1' TERM\necho the editor is here\nwhile :; do read line; done\n",
    );
    let user = user.with("VISUAL", editor);
    let mut terminal = user.open(&["start", "two-minute"]);
    terminal
        .expect("What is the thought")
        .type_in("They will fire me")
        .press("<C-o>")
        .expect("the editor is here")
        .signal(Signal::TERM)
        .expect_exit(143);
    user.open(&[])
        .expect("An editor left some of your words in")
        .expect("words.txt.save");
}

#[test]
fn an_editor_that_ignores_signals_does_not_block_exit() {
    let user = TestUser::new();
    let editor = user.script(
        "editor",
        "trap '' TERM\necho the editor is here\nread line\n",
    );
    let user = user.with("VISUAL", editor);
    let mut terminal = user.open(&["start", "two-minute"]);
    terminal
        .expect("What is the thought")
        .type_in("They will fire me")
        .press("<C-o>")
        .expect("the editor is here")
        .signal(Signal::TERM)
        .expect_exit(143);
    user.open(&["resume"]).expect("They will fire me");
}

#[test]
fn ctrl_c_in_the_editor_goes_to_the_editor() {
    let user = TestUser::new();
    let editor = user.script(
        "editor",
        "trap 'echo interrupted >> \"$1\"; exit 0' INT\necho the editor is here\nwhile :; do read line; done\n",
    );
    let user = user.with("VISUAL", editor);
    let mut terminal = user.open(&["start", "two-minute"]);
    terminal
        .expect("What is the thought")
        .type_in("They will fire me")
        .press("<C-o>")
        .expect("the editor is here")
        .press("<C-c>")
        .expect("interrupted")
        .type_in("!")
        .expect("interrupted!");
}

#[test]
fn the_terminal_is_restored_after_a_killed_editor() {
    let user = TestUser::new();
    let editor = user.script(
        "editor",
        "stty raw -echo\necho more >> \"$1\"\necho the editor is here\nkill -9 $$\n",
    );
    let user = user.with("VISUAL", editor);
    let mut terminal = user.open_shell("echo before; read go; exec \"$0\" start two-minute");
    terminal.expect("before");
    let settings = terminal.settings();
    terminal
        .press("<Enter>")
        .expect("What is the thought")
        .type_in("They will fire me")
        .press("<C-o>")
        .expect("what you wrote there is in")
        .press("<C-c>")
        .expect("again to quit")
        .press("<C-c>")
        .expect_exit(0);
    assert_eq!(terminal.settings(), settings);
}

/// An editor that opens a window and returns at once. The window saves when the file “save” is created.
const FORKING_EDITOR: &str = "(trap '' HUP; while [ ! -e save ]; do sleep 0.05; done; echo and this >> \"$1\"; mv save saved) > /dev/null 2>&1 &\n";

/// Saves in the window of that editor.
fn save_in_window(user: &TestUser, terminal: &mut PtyTerminal) {
    let saved = user.home().join("saved");
    let _ = fs::remove_file(&saved);
    user.write("save", "");
    for _ in 0..400 {
        if saved.exists() {
            return;
        }
        terminal.wait_at_most(Duration::from_millis(50), |_| false);
    }
    panic!("the window never saved");
}

#[test]
fn late_saves_of_a_forking_editor_arrive_with_the_next_key() {
    let user = TestUser::new();
    let editor = user.script("editor", FORKING_EDITOR);
    let user = user.with("EDITOR", editor);
    let mut terminal = user.open(&["start", "two-minute"]);
    terminal
        .expect("What is the thought")
        .type_in("They will fire me")
        .press("<C-o>")
        .expect("Your editor came back at once.")
        .expect("VISUAL='code --wait' makes it wait.");
    save_in_window(&user, &mut terminal);
    terminal
        .type_in("!")
        .expect("and this!")
        .expect("What you saved in your editor is here now.");
    terminal
        .press("<C-c>")
        .expect("again to quit")
        .press("<C-c>")
        .expect_exit(0);
    let mut again = user.open(&["resume"]);
    again.expect("and this!");
    assert!(
        !again.inspect(|state| state.shows("An editor left some")),
        "{}",
        again.screen()
    );
}

#[test]
fn a_late_save_stays_in_its_file_if_the_text_has_changed() {
    let user = TestUser::new();
    let editor = user.script("editor", FORKING_EDITOR);
    let user = user.with("EDITOR", editor);
    let mut terminal = user.open(&["start", "two-minute"]);
    terminal
        .expect("What is the thought")
        .type_in("They will fire me")
        .press("<C-o>")
        .expect("Your editor came back at once.")
        .type_in(" soon")
        .expect("They will fire me soon");
    save_in_window(&user, &mut terminal);
    terminal
        .type_in("!")
        .expect("They will fire me soon!")
        .expect("What you saved in your editor is in");
    assert!(
        leftover_files(&user)
            .iter()
            .any(|text| text.contains("and this"))
    );
    terminal
        .press("<C-c>")
        .expect("again to quit")
        .press("<C-c>")
        .expect_exit(0);
    user.open(&[])
        .expect("An editor left some of your words in");
}

#[test]
fn a_late_save_never_answers_another_question() {
    let user = TestUser::new();
    let editor = user.script("editor", FORKING_EDITOR);
    let user = user.with("EDITOR", editor);
    let mut terminal = user.open(&["start", "two-minute"]);
    terminal
        .expect("What is the thought")
        .press("<C-o>")
        .expect("Your editor came back at once.")
        .type_in("They will fire me")
        .press("<Enter>")
        .expect("Arrows or digits give a number")
        .press("5<Enter>")
        .expect("What is it mostly about?")
        .press("1")
        .expect("Would you manage?")
        .press("1")
        .expect("What or who would help");
    save_in_window(&user, &mut terminal);
    terminal
        .press("<Left>")
        .expect("What you saved in your editor is in");
    assert!(
        leftover_files(&user)
            .iter()
            .any(|text| text.contains("and this"))
    );
}

#[test]
fn a_save_after_the_program_ended_is_reported_at_the_next_start() {
    let user = TestUser::new();
    let editor = user.script("editor", FORKING_EDITOR);
    let user = user.with("EDITOR", editor);
    let mut terminal = user.open(&["start", "two-minute"]);
    terminal
        .expect("What is the thought")
        .type_in("They will fire me")
        .press("<C-o>")
        .expect("Your editor came back at once.")
        .signal(Signal::TERM)
        .expect_exit(143);
    let mut again = user.open(&[]);
    again.expect("Enter open");
    assert!(
        !again.inspect(|state| state.shows("An editor left some")),
        "{}",
        again.screen()
    );
    again.press("q").expect_exit(0);
    save_in_window(&user, &mut terminal);
    user.open(&[])
        .expect("An editor left some of your words in");
}

#[test]
fn text_saved_by_an_editor_that_fails_stays_in_a_reported_file() {
    let user = TestUser::new();
    let editor = user.script("editor", "echo only here >> \"$1\"\nexit 1\n");
    let user = user.with("EDITOR", editor);
    let mut terminal = user.open(&["start", "two-minute"]);
    terminal
        .expect("What is the thought")
        .type_in("They will fire me")
        .press("<C-o>");
    terminal
        .expect("what you wrote there is in")
        .expect("They will fire me");
    let state = user.state();
    let saved = fs::read_dir(&state)
        .unwrap()
        .next()
        .expect("a folder is kept")
        .unwrap();
    assert!(
        fs::read_to_string(saved.path().join("words.txt"))
            .unwrap()
            .contains("only here")
    );
}

#[test]
fn an_editor_that_saves_another_encoding_loses_no_character() {
    let user = TestUser::new();
    let editor = user.script(
        "editor",
        "printf '\\377\\376c\\0a\\0f\\0\\351\\0' > \"$1\"\n",
    );
    let user = user.with("EDITOR", editor);
    let mut terminal = user.open(&["start", "two-minute"]);
    terminal
        .expect("What is the thought")
        .press("<C-o>")
        .expect("café");
    drop(terminal);

    let user = TestUser::new();
    let editor = user.script("editor", "printf 'caf\\351 only here' > \"$1\"\n");
    let user = user.with("EDITOR", editor);
    let mut terminal = user.open(&["start", "two-minute"]);
    terminal
        .expect("What is the thought")
        .type_in("They will fire me")
        .press("<C-o>")
        .expect("isn't UTF-8 text")
        .expect("They will fire me");
    let folder = fs::read_dir(user.state()).unwrap().next();
    let folder = folder.expect("a folder is kept").unwrap().path();
    assert_eq!(
        fs::read(folder.join("words.txt")).unwrap(),
        b"caf\xe9 only here"
    );
}

#[test]
fn editor_text_stays_in_a_file_while_the_journal_cannot_be_written() {
    let user = TestUser::new();
    let editor = user.script("editor", "echo from the editor 🍲 >> \"$1\"\n");
    let user = user.with("EDITOR", editor);
    let mut terminal = user.open(&["start", "two-minute"]);
    terminal
        .expect("What is the thought")
        .type_in("They will fire me")
        .expect("saved");
    let other = open_database(user.journal());
    other.execute_batch("begin immediate").unwrap();
    terminal
        .press("<C-o>")
        .expect("What your editor wrote is also in")
        .expect("from the editor 🍲");
    let listing = fs::read_dir(user.state()).unwrap().flatten();
    let mut saved =
        listing.filter_map(|file| fs::read_to_string(file.path().join("words.txt")).ok());
    let text = saved.next().expect("the editor's file is there");
    assert!(text.contains("from the editor 🍲"), "{text}");
    other.execute_batch("rollback").unwrap();
    terminal.expect("Saved.");
}

#[test]
fn leftover_editor_files_are_reported_at_the_next_start() {
    let user = TestUser::new();
    let name = format!("state/enough/editing-{}/words.txt", i32::MAX);
    let left = user.write(&name, "half a page");
    user.open(&[])
        .expect("An editor left some of your words in")
        .expect(&left.display().to_string());
}

#[test]
fn the_file_of_one_editor_survives_the_next_one() {
    let user = TestUser::new();
    let editor = user.script(
        "editor",
        "[ -e once ] && exit 0\n: > once\necho only here >> \"$1\"\nexit 1\n",
    );
    let user = user.with("EDITOR", editor);
    let mut terminal = user.open(&["start", "two-minute"]);
    terminal
        .expect("What is the thought")
        .type_in("They will fire me")
        .press("<C-o>")
        .expect("what you wrote there is in")
        .press("<C-o>")
        .wait_until("the second one has come and gone", |state| {
            !state.shows("what you wrote there is in") && state.screen().alternate_screen()
        });
    let saved = fs::read_dir(user.state())
        .unwrap()
        .filter_map(|folder| fs::read_to_string(folder.unwrap().path().join("words.txt")).ok());
    assert!(saved.into_iter().any(|text| text.contains("only here")));
}

#[test]
fn text_over_the_limit_stays_in_the_file_of_the_editor() {
    let user = TestUser::new();
    let editor = user.script(
        "editor",
        "head -c 300000 /dev/zero | tr '\\0' a >> \"$1\"\necho the end >> \"$1\"\n",
    );
    let user = user.with("EDITOR", editor);
    let mut terminal = user.open(&["start", "two-minute"]);
    terminal
        .expect("What is the thought")
        .type_in("They will fire me")
        .press("<C-o>")
        .expect("aaaaaaaa")
        .expect("What your editor wrote is also in");
}

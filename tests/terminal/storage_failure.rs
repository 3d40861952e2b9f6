//! Storage failures while the user types lose no text.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use good_enough::storage::journal::Journal;
use rustix::process::Signal;

use crate::database::open_database;
use crate::fixtures::write_entries;
use crate::pty::PtyTerminal;
use crate::test_user::{PROGRAM, TestUser};

const WORDS: &str = "They will fire me 睡 🍲";

/// Types half a sentence in the exercise that is open in `terminal`.
fn type_sentence(terminal: &mut PtyTerminal) {
    terminal
        .expect("What is the thought")
        .type_in(WORDS)
        .expect(WORDS);
}

/// Opens the program with the journal on a disk of this size, if the system can mount one.
fn open_on_small_disk(user: &TestUser, kilobytes: u32) -> Option<PtyTerminal> {
    let script = format!("exec '{PROGRAM}' start two-minute");
    let arguments = small_disk_arguments(user, kilobytes, &script)?;
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    Some(PtyTerminal::spawn(user, "unshare", &arguments, (80, 24)))
}

/// The arguments of `unshare` for a script with a small disk.
pub fn small_disk_arguments(user: &TestUser, kilobytes: u32, script: &str) -> Option<Vec<String>> {
    let data = user.home().join("data");
    fs::create_dir_all(&data).expect("the home folder is writable");
    let namespaces = [
        &["--mount"] as &[&str],
        &["--user", "--map-root-user", "--mount"],
    ];
    let mount = format!(
        "mount -t tmpfs -o size={kilobytes}k,mode=700 none '{}'",
        data.display()
    );
    let can = |flags: &&&[&str]| {
        let tried = Command::new("unshare")
            .args(**flags)
            .args(["sh", "-c", &mount])
            .output();
        tried.is_ok_and(|output| output.status.success())
    };
    let Some(flags) = namespaces.iter().find(can) else {
        eprintln!("a small disk can't be made here, so this story isn't told");
        return None;
    };
    let script = format!("{mount} && {script}");
    let arguments = [*flags, &["sh", "-c", &script]].concat();
    Some(arguments.into_iter().map(str::to_owned).collect())
}

/// A path as the program in the terminal sees it.
fn path_in_namespace(terminal: &PtyTerminal, path: &Path) -> PathBuf {
    let root = format!("/proc/{}/root", terminal.pid().as_raw_nonzero());
    Path::new(&root).join(path.strip_prefix("/").expect("it is a whole path"))
}

fn fill_disk(path: &Path) {
    // Fails when the disk is full, as intended.
    let _ = fs::write(path, vec![b'x'; 64 << 20]);
    let mut more = path.to_owned();
    more.set_extension("more");
    let _ = fs::write(more, vec![b'x'; 4096]);
}

#[test]
fn on_a_full_disk_the_text_stays_in_the_window_until_there_is_space() {
    let user = TestUser::new();
    let Some(mut terminal) = open_on_small_disk(&user, 400) else {
        return;
    };
    terminal.expect("Press Enter to start.").press("<Enter>");
    terminal.expect("What is the thought");
    let filling = path_in_namespace(&terminal, &user.home().join("data/filling"));
    fill_disk(&filling);
    let long = "It will all go wrong. ".repeat(2000);
    terminal.paste(&long).type_in(WORDS).expect(WORDS);
    terminal
        .press("<Enter>")
        .expect("There is no more room on the disk")
        .expect("Your words are still here")
        .expect(WORDS)
        .expect("not saved yet");
    fs::remove_file(filling).unwrap();
    terminal
        .expect("Saved.")
        .press("<Enter>")
        .expect("Arrows or digits give a number");
}

#[test]
fn on_a_full_disk_reading_works_and_export_goes_elsewhere() {
    let user = TestUser::new();
    let window = Journal::open(&user.journal()).unwrap();
    write_entries(
        &user.journal(),
        &["Zyxomorph 睡", "Zyxomorph 🍲", "Zyxomorph 火"],
    );
    // A killed program leaves a WAL, a closed one none.
    let [killed, closed] = ["killed", "closed"].map(|name| user.home().join(name));
    for folder in [&killed, &closed] {
        fs::create_dir(folder).unwrap();
    }
    for ending in ["", "-wal"] {
        let name = format!("journal.db{ending}");
        fs::copy(user.journal().with_file_name(&name), killed.join(&name)).unwrap();
    }
    drop(window);
    fs::copy(user.journal(), closed.join("journal.db")).unwrap();
    for from in [&killed, &closed] {
        let out = user.home().join(format!("{}.json", from.display()));
        let script = format!(
            "mkdir -p data/enough && chmod 700 data/enough && cp '{from}'/* data/enough/ &&
            (dd if=/dev/zero of=data/filling bs=1k; dd if=/dev/zero of=data/enough/more bs=1) 2>/dev/null;
            for act in 'history' 'history zyxo' 'show walk-1' 'insights' 'trash' 'data verify' \
                'export --format json --output {out}'; do '{PROGRAM}' $act || exit 1; done",
            from = from.display(),
            out = out.display(),
        );
        let Some(arguments) = small_disk_arguments(&user, 600, &script) else {
            return;
        };
        let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
        let output = user.command("unshare", &arguments).output().unwrap();
        let message = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{from:?}: {output:?}");
        assert_eq!(
            message.matches("walk-2  ").count(),
            2,
            "{from:?}: {message}"
        );
        assert!(message.contains("Zyxomorph 🍲"), "{from:?}: {message}");
        let exported = fs::read_to_string(&out).unwrap();
        assert_eq!(exported.matches("Zyxomorph").count(), 3, "{exported}");
    }
}

#[test]
fn a_full_disk_on_exit_spools_the_text() {
    let user = TestUser::new();
    let Some(mut terminal) = open_on_small_disk(&user, 400) else {
        return;
    };
    terminal.expect("Press Enter to start.").press("<Enter>");
    terminal.expect("What is the thought");
    fill_disk(&path_in_namespace(
        &terminal,
        &user.home().join("data/filling"),
    ));
    let long = "It will all go wrong. ".repeat(2000);
    terminal.paste(&long).type_in(WORDS).expect(WORDS);
    terminal
        .signal(Signal::TERM)
        .expect_exit(143)
        .drain()
        .expect("They're in")
        .expect("and will be added next time");
    user.open(&["resume"])
        .expect("couldn't be saved before is in the journal now")
        .expect(WORDS);
    assert_eq!(fs::read_dir(user.state()).unwrap().count(), 0);
}

#[test]
fn a_file_size_limit_neither_kills_the_program_nor_loses_text() {
    let user = TestUser::new();
    let script = "ulimit -f 90; exec \"$0\" start two-minute";
    let mut terminal = user.open_shell(script);
    terminal.expect("What is the thought");
    let long = "It will all go wrong. ".repeat(4000);
    terminal.paste(&long).type_in(WORDS).expect(WORDS);
    terminal
        .press("<Enter>")
        .expect("Your words are still here")
        .expect(WORDS)
        .press("<C-c>")
        .expect("Your words aren't saved yet. Press Ctrl+C again to quit without them.")
        .press("<C-c>")
        .expect_exit(0)
        .drain();
    // Files in the state folder have the same limit, which is reported too.
    terminal
        .expect("couldn't be saved anywhere")
        .expect("What was saved before was left as it was.");
}

/// Runs the program as a user without root privileges, because permissions do not restrict root.
fn open_without_root_override(user: &TestUser, arguments: &str) -> PtyTerminal {
    let script = format!(
        "if [ $(id -u) = 0 ]; then exec setpriv --bounding-set=-all --inh-caps=-all \"$0\" {arguments}; \
         else exec \"$0\" {arguments}; fi"
    );
    user.open_shell(&script)
}

fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("it is ours");
}

#[test]
fn a_read_only_folder_is_reported_and_text_is_spooled() {
    let user = TestUser::new();
    let folder = user.journal().parent().unwrap().to_owned();
    set_mode(&user.journal(), 0o400);
    set_mode(&folder, 0o500);
    let mut terminal = open_without_root_override(&user, "start two-minute");
    terminal
        .expect("can't be changed now. You can read it")
        .expect("When you quit, what you write goes to another file");
    type_sentence(&mut terminal);
    terminal
        .press("<Enter>")
        .expect("can't be changed")
        .expect("journal.db");
    // The session goes on.
    terminal.expect("2 Keep going without saving").press("2");
    terminal.expect("not saved yet").expect(WORDS);
    terminal
        .press("<Enter>")
        .expect("Arrows or digits give a number");
    terminal
        .type_in("73")
        .press("<Enter>")
        .expect("What is it mostly about?");
    terminal.signal(Signal::TERM).expect_exit(143).drain();
    terminal.expect("They're in");
    set_mode(&folder, 0o700);
    set_mode(&user.journal(), 0o600);
    let mut resumed = user.open(&["resume"]);
    resumed.expect(WORDS).expect("What is it mostly about?");
    resumed.press("<S-Tab>").expect("73");
}

#[test]
fn a_locked_journal_is_written_once_it_is_unlocked() {
    let user = TestUser::new();
    let mut terminal = user.open(&["start", "two-minute"]);
    terminal.expect("What is the thought");
    let other = open_database(user.journal());
    other.execute_batch("begin immediate").unwrap();
    type_sentence(&mut terminal);
    terminal
        .expect("Another window is busy with the journal")
        .expect("not saved yet")
        .type_in("!")
        .expect(&format!("{WORDS}!"));
    other.execute_batch("rollback").unwrap();
    terminal.expect("Saved.");
    let saved: String = other
        .query_row("select draft_text from entry", [], |row| row.get(0))
        .unwrap();
    assert_eq!(saved, format!("{WORDS}!"));
}

#[test]
fn a_signal_while_the_journal_is_locked_loses_nothing() {
    let user = TestUser::new();
    let mut terminal = user.open(&["start", "two-minute"]);
    terminal.expect("What is the thought").type_in("They will");
    terminal.expect("saved");
    let other = open_database(user.journal());
    other.execute_batch("begin immediate").unwrap();
    terminal.type_in(" fire me").expect("They will fire me");
    terminal
        .signal(Signal::HUP)
        .expect_exit(129)
        .drain()
        .expect("They're in");
    other.execute_batch("rollback").unwrap();
    drop(other);
    // The spool replaces the earlier version of the entries.
    let mut again = user.open(&["resume"]);
    again
        .expect("They will fire me")
        .press("<Esc>")
        .expect("Paused. Nothing is lost.")
        .press("5")
        .expect("Your words are saved");
    let journal = open_database(user.journal());
    let count = "select count(*) from entry";
    assert_eq!(journal.query_row(count, [], |row| row.get(0)), Ok(1));
}

#[test]
fn a_folder_at_the_journal_path_does_not_prevent_a_session() {
    let user = TestUser::first_run();
    fs::create_dir_all(user.journal()).unwrap();
    let mut terminal = user.open(&["start", "two-minute"]);
    terminal
        .expect("is a folder, and the journal needs a file")
        .expect("Keep going without saving")
        .press("<Esc>");
    type_sentence(&mut terminal);
    terminal
        .press("<Enter>")
        .expect("Arrows or digits give a number")
        .press("80")
        .expect("not saved yet");
    // The journal is writable again, and the next answer is saved there.
    fs::remove_dir(user.journal()).unwrap();
    terminal
        .press("<Enter>")
        .expect("The journal is back, and everything is saved.")
        .expect("What is it mostly about?");
    terminal.signal(Signal::KILL).expect_killed();
    user.open(&["resume"])
        .expect("What is it mostly about?")
        .expect(WORDS);
}

#[test]
fn a_session_without_a_journal_is_spooled_on_exit() {
    let user = TestUser::first_run();
    fs::create_dir_all(user.journal()).unwrap();
    let mut terminal = user.open(&["start", "two-minute"]);
    terminal.expect("Keep going without saving").press("2");
    type_sentence(&mut terminal);
    terminal
        .press("<Esc>")
        .expect("Your words wait in another file until they can be saved.")
        .expect("Leave for now")
        .press("5")
        .expect("It's still open here. It isn't saved yet.")
        .press("q")
        .expect_exit(0)
        .drain()
        .expect("They're in");
    fs::remove_dir(user.journal()).unwrap();
    user.open(&[])
        .expect("Press Enter to start.")
        .press("<Enter>")
        .expect("Unfinished")
        .press("0")
        .expect(WORDS);
}

#[test]
fn words_of_one_journal_are_never_merged_into_another() {
    let user = TestUser::new();
    let work = user.home().join("work 仕事");
    let work_dir = format!("--data-dir={}", work.display());
    let journal = work.join("journal.db");
    // A folder is in the place of the journal, so nothing can be saved.
    fs::create_dir_all(&journal).unwrap();
    let mut terminal = user.open(&[&work_dir, "start", "two-minute"]);
    terminal.expect("Keep going without saving").press("2");
    terminal.expect("What is the thought");
    type_sentence(&mut terminal);
    terminal.signal(Signal::TERM).expect_exit(143).drain();
    terminal.expect("They're in");
    user.open(&["resume"]).expect("Nothing is unfinished.");
    fs::remove_dir(&journal).unwrap();
    user.open(&[&work_dir, "resume"])
        .expect("What couldn't be saved before is in the journal now.");
}

#[test]
fn a_dangling_link_is_reported_and_its_target_not_created() {
    let user = TestUser::first_run();
    let elsewhere = user.home().join("drive/journal.db");
    fs::create_dir_all(user.journal().parent().unwrap()).unwrap();
    fs::create_dir_all(elsewhere.parent().unwrap()).unwrap();
    std::os::unix::fs::symlink(&elsewhere, user.journal()).unwrap();
    let output = user.run(&["history"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains("drive/journal.db"), "{message}");
    let mut terminal = user.open(&[]);
    terminal.expect("drive/journal.db").expect("Try again");
    assert!(!elsewhere.exists());
}

#[test]
fn a_journal_moved_while_open_is_noticed_and_no_text_is_lost() {
    let user = TestUser::new();
    let mut terminal = user.open(&["start", "two-minute"]);
    type_sentence(&mut terminal);
    terminal.expect("saved");
    let folder = user.journal().parent().unwrap().to_owned();
    fs::rename(&folder, user.home().join("moved")).unwrap();
    terminal
        .press("<Enter>")
        .expect("Arrows or digits give a number")
        .expect("The journal was moved while it was open.");
    terminal.signal(Signal::KILL).expect_killed();
    user.open(&["resume"])
        .expect("Arrows or digits give a number")
        .expect(WORDS);
}

#[test]
fn without_a_home_folder_the_error_says_what_to_do() {
    let user = TestUser::first_run();
    let names = ["HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"];
    let homeless = names.iter().fold(user, |user, name| user.without(name));
    let data = homeless.home().join("elsewhere");
    let folder = data.display().to_string();
    // With `--data-dir` no home folder is needed.
    let mut terminal = homeless.open(&["--data-dir", &folder, "start", "two-minute"]);
    terminal.expect("Write down one scary").press("<C-c>");
    terminal.expect_exit(0);
    assert!(data.join("journal.db").exists());
}

#[test]
fn two_windows_on_one_session_keep_the_text_of_both() {
    let user = TestUser::new();
    let mut one = user.open(&["start", "two-minute"]);
    type_sentence(&mut one);
    one.press("<Enter>")
        .expect("Arrows or digits give a number");
    let mut two = user.open(&["resume"]);
    two.expect("Arrows or digits give a number")
        .press("80<Enter>")
        .expect("What is it mostly about?");
    one.press("20<Enter>")
        .expect("Another window changed this entry too. Both are saved")
        .expect("What is it mostly about?");
    two.press("<Tab>")
        .expect("Would you manage?")
        .signal(Signal::TERM)
        .expect_exit(143);
    one.press("<Tab>")
        .expect("Would you manage?")
        .signal(Signal::TERM)
        .expect_exit(143);
    let journal = open_database(user.journal());
    let numbers: Vec<i64> = journal
        .prepare("select likelihood_before from entry where state = 'draft' order by 1")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(numbers, [20, 80]);
}

#[test]
fn two_windows_writing_at_once_never_see_a_lock() {
    let user = TestUser::new();
    let mut windows = [(); 3].map(|()| user.open(&["start", "two-minute"]));
    // Different worries, because the third check of one asks a question.
    let thoughts = [
        "They will fire me 睡",
        "The baby never sleeps 🍲",
        "Rain will flood our cellar",
    ];
    for (window, thought) in windows.iter_mut().zip(thoughts) {
        window.expect("What is the thought").type_in(thought);
    }
    for window in &mut windows {
        window.press("<Enter>");
    }
    for window in &mut windows {
        window
            .expect("Arrows or digits give a number")
            .press("30<Enter>");
    }
    for window in &mut windows {
        window.expect("What is it mostly about?").press("<Tab>");
        window.expect("Would you manage?");
        assert!(window.inspect(|state| !state.shows("Another window")));
        window.signal(Signal::TERM).expect_exit(143);
    }
    let journal = open_database(user.journal());
    let count = "select count(*) from entry where likelihood_before = 30";
    assert_eq!(journal.query_row(count, [], |row| row.get(0)), Ok(3));
}

#[test]
fn a_closed_output_is_reported_in_one_line() {
    let user = TestUser::new();
    for (closed, printed) in [
        (">&-", "nothing here shows the output"),
        ("<&-", "there is nothing to read here"),
        (">&- <&-", "nothing here shows the output"),
    ] {
        let mut terminal = user.open_shell(&format!("\"$0\" {closed}; echo over: $?"));
        terminal
            .expect(printed)
            .expect("over: 1")
            .expect_exit(0)
            .drain();
        assert!(
            terminal.inspect(|state| !state.bytes.contains(&0x1b)),
            "{closed}"
        );
    }
    // Without an output, the exit code reports the failure.
    let mut terminal = user.open_shell("\"$0\" >&- 2>&-; echo over: $?");
    terminal.expect("over: 1").expect_exit(0);
}

/// The number of files with entries that couldn't be saved to the journal.
fn spool_files(user: &TestUser) -> usize {
    let files = fs::read_dir(user.state())
        .expect("the state folder is there")
        .flatten();
    files
        .filter(|file| file.file_name().to_string_lossy().starts_with("unsaved-"))
        .count()
}

#[test]
fn a_session_without_a_journal_survives_a_kill() {
    let user = TestUser::first_run();
    fs::create_dir_all(user.journal()).unwrap();
    let mut terminal = user.open(&["start", "two-minute"]);
    terminal.expect("Keep going without saving").press("<Esc>");
    type_sentence(&mut terminal);
    // The text is saved before the popup opens.
    terminal.press("<F2>").expect("left");
    terminal.signal(Signal::KILL).expect_killed();
    assert_eq!(spool_files(&user), 1);
    fs::remove_dir(user.journal()).unwrap();
    let mut again = user.open(&["resume"]);
    again.expect("Press Enter to start.").press("<Enter>");
    again.expect(WORDS);
    assert_eq!(spool_files(&user), 0);
}

#[test]
fn what_a_kill_left_half_spooled_is_added_by_a_later_start() {
    let user = TestUser::first_run();
    fs::create_dir_all(user.journal()).unwrap();
    let mut terminal = user.open(&["start", "two-minute"]);
    terminal.expect("Keep going without saving").press("<Esc>");
    type_sentence(&mut terminal);
    terminal.press("<F2>").expect("left");
    terminal.signal(Signal::KILL).expect_killed();
    fs::remove_dir(user.journal()).unwrap();
    // As if the kill had come before the file got its name, a while ago.
    let files = fs::read_dir(user.state()).unwrap().flatten();
    let names = files.map(|file| file.file_name().into_string().unwrap());
    let name = names.into_iter().find(|name| name.starts_with("unsaved-"));
    let name = name.expect("the words wait");
    let partial = user.state().join(format!("partial-{name}"));
    fs::rename(user.state().join(&name), &partial).unwrap();
    let file = fs::File::options().write(true).open(&partial).unwrap();
    let changed = file.metadata().unwrap().modified().unwrap();
    file.set_modified(changed - Duration::from_hours(2))
        .unwrap();
    drop(file);
    let mut again = user.open(&["resume"]);
    again.expect("Press Enter to start.").press("<Enter>");
    again.expect(WORDS);
    assert!(!partial.exists());
}

#[test]
fn private_mode_neither_reads_nor_changes_saved_entries() {
    let user = TestUser::first_run();
    for arguments in [
        &["--private", "history", "-n", "1"] as &[&str],
        &["--private", "show", "last"],
        &["--private", "data", "backup"],
    ] {
        let output = user.run(arguments);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        assert!(
            String::from_utf8_lossy(&output.stderr).contains("with --private nothing is saved")
        );
    }
    assert_eq!(fs::read_dir(user.home()).unwrap().count(), 0);
}

//! `enough lock`: the commands, as a person types them, and what a killed run or a full disk leaves.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Output, Stdio};
use std::time::Duration;

use good_enough::platform::paths::AppPaths;
use good_enough::storage::journal::Journal;
use good_enough::storage::lock::{JournalKey, LockState, RecoveryCode, Seed};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::fixtures::{contains_text, stdout_and_stderr, user_with_thoughts};
use crate::leaks::listing;
use crate::pty::PtyTerminal;
use crate::storage_failure::small_disk_arguments;
use crate::test_user::{PROGRAM, TestUser};

const PASSPHRASE: &str = "four blue kettles";
const THOUGHTS: [&str; 3] = ["Zyxomorph 睡", "Quokkaplan", "Axolotl night"];

/// The command that prints the entry with the first thought.
const READ: [&str; 2] = ["show", "walk-0"];

/// Runs a command with these lines on the file descriptor of the passphrase.
fn run_with(user: &TestUser, lines: &str, arguments: &[&str]) -> Output {
    let arguments = [&["--passphrase-fd", "0"], arguments].concat();
    user.run_with_input(&arguments, lines)
}

#[track_caller]
fn run_ok(user: &TestUser, lines: &str, arguments: &[&str]) -> String {
    let output = run_with(user, lines, arguments);
    let text = stdout_and_stderr(&output);
    assert!(output.status.success(), "{arguments:?}: {text}");
    text
}

fn locked_user() -> TestUser {
    let user = user_with_thoughts(&THOUGHTS);
    run_ok(&user, PASSPHRASE, &["lock", "on"]);
    user
}

fn code_in(text: &str) -> String {
    let is_code = |line: &&str| RecoveryCode::parse(line).is_ok();
    let code = text.lines().find(is_code).expect("a code is shown");
    code.trim().to_owned()
}

/// The files below the home folder that have a word of the user, as UTF-8 or UTF-16.
fn files_with_words(user: &TestUser) -> Vec<PathBuf> {
    let wide = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let words = ["zyxomorph", "quokkaplan", "axolotl"];
    let has_word = |path: &PathBuf| {
        let bytes = fs::read(path).unwrap_or_default();
        words.iter().any(|word| {
            let wide = wide(word);
            contains_text(&bytes, word) || bytes.windows(wide.len()).any(|part| part == wide)
        })
    };
    let files = listing(user).into_keys().filter(|path| path.is_file());
    files.filter(has_word).collect()
}

/// Waits until the passphrase is asked for once more: what is typed before is shown.
fn expect_second_prompt(terminal: &mut PtyTerminal) {
    terminal.wait_until("the second prompt", |state| {
        state.screen().contents().matches("Passphrase:").count() == 2
    });
}

/// Types what `lock on` asks for, and returns the terminal after the code was confirmed.
fn lock_on_terminal(user: &TestUser) -> PtyTerminal {
    let mut terminal = user.open(&["lock", "on"]);
    terminal
        .expect("Passphrase:")
        .type_in(PASSPHRASE)
        .press("<Enter>");
    terminal
        .expect("The same again:")
        .type_in(PASSPHRASE)
        .press("<Enter>");
    terminal.expect("Group ");
    let screen = terminal.screen();
    let code = code_in(&screen);
    let groups: Vec<_> = code.split('-').collect();
    for asked in 1..=2 {
        terminal.wait_until("a group is asked for", |state| {
            state.screen().contents().matches("of the code:").count() == asked
        });
        let screen = terminal.screen();
        let number = screen.rsplit_once("Group ").expect("it is asked").1;
        let number: usize = number[..1].parse().expect("a number");
        terminal
            .type_in(&groups[number - 1].to_lowercase())
            .press("<Enter>");
    }
    terminal
}

#[test]
fn a_person_locks_the_journal_reads_it_with_the_passphrase_and_unlocks_it() {
    let user = user_with_thoughts(&THOUGHTS);
    assert!(user.stdout_of(&["lock"]).contains("isn't locked"));
    let mut terminal = lock_on_terminal(&user);
    terminal
        .expect("To check that you have it, type two of its groups.")
        .expect("The journal is locked, with 3 entries,")
        .expect_exit(0);
    assert!(
        !terminal.screen().contains(PASSPHRASE),
        "{}",
        terminal.screen()
    );
    assert_eq!(files_with_words(&user), Vec::<PathBuf>::new());
    assert!(user.stdout_of(&["lock"]).contains("The journal is locked."));

    let mut terminal = user.open(&READ);
    terminal
        .expect("Passphrase:")
        .type_in("five red pans")
        .press("<Enter>");
    terminal.expect("That isn't it.");
    expect_second_prompt(&mut terminal);
    terminal.type_in(PASSPHRASE).press("<Enter>");
    terminal.expect("Zyxomorph").expect_exit(0);
    assert!(!terminal.screen().contains("kettles"), "it isn't shown");

    let mut terminal = user.open(&["lock", "off"]);
    terminal
        .expect("Passphrase:")
        .type_in(PASSPHRASE)
        .press("<Enter>");
    terminal
        .expect("Type the word unlock")
        .type_in("unlock")
        .press("<Enter>");
    terminal.expect("isn't locked any more").expect_exit(0);
    assert!(user.stdout_of(&READ).contains("Zyxomorph"));
}

#[test]
fn without_a_terminal_a_locked_journal_asks_nobody() {
    let user = locked_user();
    let output = user.run(&["history"]);
    let text = stdout_and_stderr(&output);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        text.contains("--passphrase-fd") && !text.contains("Zyxomorph"),
        "{text}"
    );
    assert_eq!(text.lines().count(), 1, "{text}");
    let text = stdout_and_stderr(&run_with(&user, "five red pans", &["history"]));
    assert!(text.contains("that isn't the passphrase"), "{text}");
    assert!(run_ok(&user, PASSPHRASE, &READ).contains("Zyxomorph"));
    // A prompt of the shell shows nothing.
    let count = user.run(&["due", "--count"]);
    assert_eq!(
        (stdout_and_stderr(&count).as_str(), count.status.code()),
        ("", Some(1))
    );
    assert!(stdout_and_stderr(&user.run(&["card"])).contains("locked"));
    // What needs no journal works.
    assert!(user.run(&["help-now"]).status.success());
    assert!(user.run(&["doctor"]).status.success());
}

#[test]
fn the_ask_command_gives_the_passphrase() {
    let user = locked_user();
    let script = user.script("ask", &format!("echo '{PASSPHRASE}'; echo another line"));
    user.write(
        "config/enough/config.yaml",
        &format!("lock:\n  ask: \"{script}\"\n"),
    );
    assert!(user.stdout_of(&READ).contains("Zyxomorph"));
    user.write("config/enough/config.yaml", "lock:\n  ask: \"exit 3\"\n");
    let output = user.run(&["history"]);
    assert_eq!(output.status.code(), Some(1));
    let text = stdout_and_stderr(&output);
    assert!(
        text.contains("exit 3") && text.contains("the journal is locked"),
        "{text}"
    );
}

#[test]
fn the_recovery_code_opens_the_journal_and_sets_a_new_passphrase() {
    let user = user_with_thoughts(&THOUGHTS);
    let code = code_in(&run_ok(&user, PASSPHRASE, &["lock", "on"]));
    assert!(run_ok(&user, PASSPHRASE, &["lock", "code"]).contains(&code));
    // In small letters, with blanks.
    let typed = code.to_lowercase().replace('-', " ");
    assert!(run_ok(&user, &typed, &READ).contains("Zyxomorph"));
    run_ok(
        &user,
        &format!("{typed}\nthree old shoes"),
        &["lock", "recover"],
    );
    assert!(run_ok(&user, "three old shoes", &READ).contains("Zyxomorph"));
    assert!(!run_with(&user, PASSPHRASE, &["history"]).status.success());

    // The lock file is lost, and its copy as well.
    for file in ["journal.lock", "backups/journal.lock"] {
        fs::remove_file(user.home().join("data/enough").join(file)).unwrap();
    }
    assert!(user.stdout_of(&["lock"]).contains("lock file is missing"));
    assert!(
        !run_with(&user, "three old shoes", &["history"])
            .status
            .success()
    );
    run_ok(
        &user,
        &format!("{code}\nsix green doors"),
        &["lock", "recover"],
    );
    assert!(run_ok(&user, "six green doors", &READ).contains("Zyxomorph"));
    // The code of another journal is told from a wrong passphrase.
    let other = RecoveryCode::of(&Seed::generate().unwrap());
    let output = run_with(&user, other.as_str(), &["history"]);
    assert!(stdout_and_stderr(&output).contains("locked with another passphrase or recovery code"));
}

#[test]
fn a_new_passphrase_leaves_the_journal_and_the_code_as_they_are() {
    let user = user_with_thoughts(&THOUGHTS);
    let code = code_in(&run_ok(&user, PASSPHRASE, &["lock", "on"]));
    // The first opening turns on the WAL.
    run_ok(&user, PASSPHRASE, &READ);
    let journal = fs::read(user.journal()).unwrap();
    let output = run_with(&user, "wrong\nthree old shoes", &["lock", "change"]);
    assert!(!output.status.success());
    run_ok(
        &user,
        &format!("{PASSPHRASE}\nthree old shoes"),
        &["lock", "change"],
    );
    assert!(fs::read(user.journal()).unwrap() == journal);
    assert!(run_ok(&user, "three old shoes", &["lock", "code"]).contains(&code));
    assert!(
        !run_with(&user, PASSPHRASE, &["lock", "code"])
            .status
            .success()
    );
}

#[test]
fn locking_can_be_the_first_thing_that_a_person_does() {
    let user = TestUser::first_run();
    let text = run_ok(&user, PASSPHRASE, &["lock", "on"]);
    assert!(
        text.contains("The journal is locked, with 0 entries,"),
        "{text}"
    );
    assert!(user.stdout_of(&["lock"]).contains("The journal is locked."));
    run_ok(&user, PASSPHRASE, &["history"]);
}

#[test]
fn canceling_changes_nothing() {
    let user = user_with_thoughts(&THOUGHTS);
    // Opening the journal makes files beside it, which are gone when it is closed.
    let files = || -> Vec<_> {
        let listing = listing(&user).into_iter();
        listing.filter(|(path, _)| path.is_file()).collect()
    };
    let before = files();
    for keys in ["<C-c>", "<Enter>"] {
        let mut terminal = user.open(&["lock", "on"]);
        terminal.expect("Passphrase:").press(keys);
        terminal.expect("nothing was changed").expect_exit(1);
    }
    let mut terminal = user.open(&["lock", "on"]);
    terminal
        .expect("Passphrase:")
        .type_in("one")
        .press("<Enter>");
    terminal
        .expect("The same again:")
        .type_in("two")
        .press("<Enter>");
    expect_second_prompt(&mut terminal);
    terminal.press("<C-c>");
    terminal.expect_exit(1);
    assert_eq!(files(), before);
}

#[test]
fn a_journal_that_nothing_opens_is_set_aside_whole_and_a_new_one_begins() {
    let user = locked_user();
    let journal = fs::read(user.journal()).unwrap();
    let text = stdout_and_stderr(&user.run(&["lock", "set-aside", "--yes"]));
    assert!(
        text.contains("The journal and its backups are in"),
        "{text}"
    );
    assert!(user.stdout_of(&["lock"]).contains("isn't locked"));
    let data = user.home().join("data/enough");
    let mut folders = fs::read_dir(&data)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let folder = folders
        .find(|path| path.to_string_lossy().contains("set-aside-"))
        .expect("a folder with the old journal");
    assert!(fs::read(folder.join("journal.db")).unwrap() == journal);
    assert!(folder.join("journal.lock").exists() && folder.join("backups").exists());
    assert!(stdout_and_stderr(&user.run(&["history"])).contains("Nothing"));
}

#[test]
fn another_computer_joins_with_the_lock_file_of_the_sync_folder() {
    let user = locked_user();
    let folder = user.home().join("shared");
    fs::create_dir(&folder).unwrap();
    fs::copy(
        user.home().join("data/enough/journal.lock"),
        folder.join("journal.lock"),
    )
    .unwrap();
    let other = user_with_thoughts(&["Another worry"]);
    let shared = folder.display().to_string();
    run_ok(&other, PASSPHRASE, &["lock", "join", &shared]);
    assert_eq!(
        run_ok(&user, PASSPHRASE, &["lock", "code"]),
        run_ok(&other, PASSPHRASE, &["lock", "code"]),
    );
    assert!(run_ok(&other, PASSPHRASE, &READ).contains("Another worry"));
    // The passphrase is changed on the first one.
    run_ok(
        &user,
        &format!("{PASSPHRASE}\nthree old shoes"),
        &["lock", "change"],
    );
    fs::copy(user.lock_file(), folder.join("journal.lock")).unwrap();
    run_ok(&other, "three old shoes", &["lock", "join", &shared]);
    assert!(run_ok(&other, "three old shoes", &READ).contains("Another worry"));
    // Any recovery code can be typed there, so it shows nothing about the lock file.
    let before = fs::read(other.lock_file()).unwrap();
    let code = code_in(&run_ok(&user, "three old shoes", &["lock", "code"]));
    let output = run_with(&other, &code, &["lock", "join", &shared]);
    assert!(
        stdout_and_stderr(&output).contains("that is a recovery code, and only the passphrase"),
        "{output:?}"
    );
    assert!(fs::read(other.lock_file()).unwrap() == before);
    // A journal with a lock of its own doesn't take another one.
    let third = locked_user();
    let output = run_with(&third, "three old shoes", &["lock", "join", &shared]);
    assert!(
        stdout_and_stderr(&output).contains("has another lock"),
        "{output:?}"
    );
}

#[test]
fn wiping_needs_no_passphrase_and_leaves_no_lock_file() {
    let user = locked_user();
    let output = user.run(&["data", "wipe", "--yes"]);
    assert!(output.status.success(), "{}", stdout_and_stderr(&output));
    let left = listing(&user).into_keys().filter(|path| path.is_file());
    let left: Vec<_> = left
        .filter(|path| path.to_string_lossy().contains("journal"))
        .collect();
    assert_eq!(left, Vec::<PathBuf>::new());
}

#[test]
fn no_file_has_a_word_after_locking_syncing_a_kill_and_a_repair() {
    // No two share a part of eight letters.
    let words: Vec<_> = (0..200_u32)
        .map(|number| {
            format!(
                "zyxo{:08}quokka",
                number.wrapping_mul(2_654_435_761) % 100_000_000
            )
        })
        .collect();
    let texts: Vec<_> = words.iter().map(String::as_str).collect();
    let user = user_with_thoughts(&texts);
    assert!(user.run(&["data", "backup"]).status.success());
    run_ok(&user, PASSPHRASE, &["lock", "on"]);
    let shared = user.home().join("shared");
    fs::create_dir(&shared).unwrap();
    run_ok(&user, PASSPHRASE, &["sync", &shared.display().to_string()]);

    let mut terminal = user.open(&["start", "two-minute-check"]);
    terminal
        .expect("What is your passphrase?")
        .type_in(PASSPHRASE)
        .press("<Enter>");
    terminal
        .expect("What is the thought")
        .type_in("zyxo99999999quokka");
    terminal
        .expect("   saved")
        .signal(rustix::process::Signal::KILL)
        .expect_killed();

    let mut bytes = fs::read(user.journal()).unwrap();
    let length = bytes.len();
    bytes[length - 8192..length - 4096].fill(0x55);
    fs::write(user.journal(), bytes).unwrap();
    run_ok(&user, PASSPHRASE, &["data", "repair"]);
    let held = run_ok(
        &user,
        PASSPHRASE,
        &["export", "--format", "json", "--output", "-"],
    );
    assert!(
        words.iter().all(|word| held.contains(word)),
        "all are still there"
    );

    let files = listing(&user).into_keys().filter(|path| path.is_file());
    for path in files {
        let bytes = fs::read(&path).unwrap();
        let has = |text: &[u8]| {
            bytes
                .windows(text.len())
                .any(|part| part.eq_ignore_ascii_case(text))
        };
        // In UTF-16, a zero stands between two letters, whatever the order of the bytes.
        let wide: Vec<u8> = "quokka".bytes().flat_map(|byte| [byte, 0]).collect();
        assert!(!has(b"quokka") && !has(&wide[..wide.len() - 1]), "{path:?}");
    }
}

/// Opens the journal as the lock says, and counts its entries.
fn count_entries(user: &TestUser, code: &Seed) -> usize {
    let paths = AppPaths::find(Some(&user.home().join("data/enough"))).expect("a data folder");
    let key = match LockState::read(&paths).expect("a data folder") {
        LockState::Unlocked => JournalKey::NONE,
        state => {
            assert!(
                matches!(state, LockState::Locked(_)),
                "its lock file is there"
            );
            JournalKey::of(code)
        }
    };
    Journal::open_with(&paths.journal_file, &key)
        .expect("the journal can be read")
        .ids()
        .expect("the journal can be read")
        .len()
}

#[test]
fn locking_and_unlocking_that_is_killed_leaves_one_whole_journal() {
    let kills = if std::env::var_os("ENOUGH_LONG").is_some() {
        200
    } else {
        10
    };
    let user = user_with_thoughts(&THOUGHTS);
    let seed = RecoveryCode::parse(&code_in(&run_ok(&user, PASSPHRASE, &["lock", "on"]))).unwrap();
    let typed_code = RecoveryCode::of(&seed);
    run_ok(&user, typed_code.as_str(), &["lock", "off", "--yes"]);
    let shared = user.home().join("shared");
    fs::create_dir(&shared).unwrap();
    // Joining locks with a known seed, and takes no time to make a lock file.
    user.write_lock_file(&seed, PASSPHRASE);
    fs::rename(
        user.home().join("data/enough/journal.lock"),
        shared.join("journal.lock"),
    )
    .unwrap();
    let join = ["lock", "join", &shared.display().to_string()].map(str::to_owned);
    let off = ["lock", "off", "--yes"].map(str::to_owned);
    let mut rng = StdRng::seed_from_u64(22);
    let (mut locked, mut unlocked) = (0, 0);
    for round in 0..kills {
        let is_locked = user.stdout_of(&["lock"]).contains("The journal is locked");
        let arguments = if is_locked { &off } else { &join };
        let mut child = user
            .command(PROGRAM, &["--passphrase-fd", "0"])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        input.write_all(PASSPHRASE.as_bytes()).unwrap();
        drop(input);
        // The whole takes some 150 ms.
        let delay = Duration::from_millis(rng.random_range(1..200));
        std::thread::sleep(delay);
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(count_entries(&user, &seed), THOUGHTS.len(), "round {round}");
        let is_locked = user.stdout_of(&["lock"]).contains("The journal is locked");
        *(if is_locked {
            &mut locked
        } else {
            &mut unlocked
        }) += 1;
    }
    println!("{kills} killed: {locked} times locked afterwards, {unlocked} times not");
    // Another run completes what was interrupted.
    if unlocked > 0 && !user.stdout_of(&["lock"]).contains("The journal is locked") {
        run_ok(
            &user,
            PASSPHRASE,
            &["lock", "join", &shared.display().to_string()],
        );
    } else {
        run_ok(&user, PASSPHRASE, &["lock", "on"]);
    }
    assert_eq!(files_with_words(&user), Vec::<PathBuf>::new());
    run_ok(&user, PASSPHRASE, &["lock", "off", "--yes"]);
    assert_eq!(count_entries(&user, &seed), THOUGHTS.len());
}

#[test]
fn on_a_full_disk_nothing_is_locked_and_nothing_is_lost() {
    let user = user_with_thoughts(&THOUGHTS);
    let saved = user.home().join("saved.db");
    fs::copy(user.journal(), &saved).unwrap();
    let script = format!(
        "mkdir -p data/enough && chmod 700 data/enough && cp '{saved}' data/enough/journal.db &&
        dd if=/dev/zero of=data/filling bs=1k count=FILLED 2>/dev/null;
        echo '{PASSPHRASE}' | '{PROGRAM}' --passphrase-fd 0 lock on && exit 9;
        '{PROGRAM}' lock && '{PROGRAM}' show walk-0",
        saved = saved.display(),
    );
    let size = u32::try_from(fs::metadata(&saved).unwrap().len() / 1024).unwrap();
    // Room for the backup but not for the copy, and for neither.
    for left in [size / 2, size + size / 2] {
        let kilobytes = 3 * size + 100;
        let script = script.replace("FILLED", &(kilobytes - size - left).to_string());
        let Some(arguments) = small_disk_arguments(&user, kilobytes, &script) else {
            return;
        };
        let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
        let output = user.command("unshare", &arguments).output().unwrap();
        let text = stdout_and_stderr(&output);
        assert!(output.status.success(), "{left}: {text}");
        assert!(text.contains("The journal isn't locked"), "{left}: {text}");
        assert!(
            text.contains("Zyxomorph") && text.contains("safe"),
            "{left}: {text}"
        );
    }
}

#[test]
fn a_word_that_line_mode_takes_for_a_command_is_no_passphrase() {
    let user = user_with_thoughts(&THOUGHTS);
    let output = run_with(&user, "/breathe", &["lock", "on"]);
    assert!(!output.status.success());
    let text = stdout_and_stderr(&output).replace('\n', " ");
    assert!(
        text.contains("/breathe is a command where the passphrase is asked for"),
        "{text}"
    );
    assert!(user.stdout_of(&["lock"]).contains("isn't locked"));
    // Any other text with a slash is one, in line mode as well.
    let passphrase = "/breathe in, kettle 鍵";
    run_ok(&user, passphrase, &["lock", "on"]);
    let mut terminal = user.open(&["--plain", "history"]);
    terminal
        .expect("Passphrase:")
        .type_in(passphrase)
        .press("<Enter>")
        .expect("History, 1 of");
}

//! Hostile exercise files: they cost little time and memory, and cannot control the terminal.

use std::fs::{self, File};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::hostile_files::{BODY, all, exercise};
use crate::pty::PtyTerminal;
use crate::test_user::{PROGRAM, TestUser};

/// The folder of user exercises.
pub const EXERCISES_FOLDER: &str = "config/enough/exercises";

/// CPU seconds for a whole folder. The unoptimised program is ten times slower than a release.
const FOLDER_CPU_SECONDS: u32 = if cfg!(debug_assertions) { 10 } else { 1 };

/// Runs the program with a limit of CPU seconds and 100 MB of memory, enforced by the system.
#[track_caller]
pub fn run_with_limits(user: &TestUser, seconds: u32, arguments: &[&str]) -> Output {
    let script = format!("ulimit -t {seconds}; ulimit -v 102400; exec \"$0\" \"$@\"");
    let output = user
        .command("sh", &[&["-c", &script, PROGRAM], arguments].concat())
        .stdin(Stdio::null())
        .output()
        .expect("the program starts");
    let code = output.status.code();
    assert!(
        matches!(code, Some(0 | 1 | 3)),
        "{arguments:?}: {output:.500?}"
    );
    for message in [&output.stdout, &output.stderr] {
        let message = assert_sanitized(message);
        assert!(
            message.len() < 400_000,
            "{arguments:?}: {} bytes are said",
            message.len()
        );
        assert!(
            !message.contains("panicked") && !message.contains("stopped because of a bug"),
            "{message}"
        );
    }
    output
}

/// The text of the output; checks that it has no control characters, direction marks or invisible characters.
#[track_caller]
pub fn assert_sanitized(bytes: &[u8]) -> String {
    let message = String::from_utf8(bytes.to_vec()).expect("valid UTF-8");
    let acts = |letter: char| {
        (letter.is_control() && letter != '\n')
            || matches!(
                letter,
                '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}'
            )
            || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            || matches!(letter, '\u{e0000}'..='\u{e007f}')
    };
    if let Some(letter) = message.chars().find(|letter| acts(*letter)) {
        panic!("{letter:?} in {message:?}");
    }
    message
}

/// Checks that the output contains no title, no clipboard write and no text from an escape sequence.
#[track_caller]
pub fn assert_draws_sanitized(terminal: &PtyTerminal) {
    terminal.inspect(|state| {
        let drawn = state.output_after_query();
        for sequence in [
            "\x1b]",
            "\x1bP",
            "\x1b_",
            "\x1b^",
            "\x1bX",
            "\x07",
            "\x1b[99;99H",
        ] {
            assert!(!drawn.contains(sequence), "{sequence:?}");
        }
        let without_sequences = drawn.replace(['\x1b', '\r', '\x08', '\u{fffd}'], "");
        assert_sanitized(without_sequences.as_bytes());
    });
}

fn folder(user: &TestUser) -> PathBuf {
    let folder = user.home().join(EXERCISES_FOLDER);
    fs::create_dir_all(&folder).expect("the home folder is writable");
    folder
}

fn fifo(path: &Path) {
    let made = Command::new("mkfifo").arg(path).status();
    assert!(made.expect("mkfifo is there").success());
}

#[test]
fn every_hostile_file_is_reported_quickly_in_bounded_memory() {
    let user = TestUser::first_run();
    for (name, bytes) in all() {
        let path = user.home().join("mine.yaml");
        fs::write(&path, bytes).unwrap();
        let output = run_with_limits(&user, 1, &["exercises", "check", "mine.yaml"]);
        let message = assert_sanitized(&output.stdout);
        assert!(message.starts_with("mine.yaml"), "{name}: {message}");
        assert!(output.stderr.is_empty(), "{name}: {output:?}");
    }
}

#[test]
fn a_folder_of_hostile_files_does_not_change_the_first_screen() {
    let user = TestUser::new();
    let folder = folder(&user);
    for (number, (_, bytes)) in all().into_iter().enumerate() {
        fs::write(folder.join(format!("file{number}.yaml")), bytes).unwrap();
    }
    let output = run_with_limits(&user, FOLDER_CPU_SECONDS, &["exercises"]);
    assert!(assert_sanitized(&output.stdout).contains("two-minute-check"));
    assert!(assert_sanitized(&output.stderr).contains("file0.yaml can't be used"));
    let mut terminal = user.open(&[]);
    terminal
        .expect("Some exercise files have mistakes and can't be used.")
        .press("1")
        .expect("What is the thought");
    assert_draws_sanitized(&terminal);
}

#[test]
fn a_thousand_files_are_read_within_bounds() {
    let many = |list: &str| exercise(&format!("  - {{kind: read, id: a, prompt: [{list}]}}\n"));
    let chain = |number: usize| {
        format!(
            "better_choice: [{{if: So., use: c{}}}]\n{}",
            number + 1,
            exercise(BODY)
        )
    };
    let bomb = all().remove(0).1;
    let piles: [&dyn Fn(usize) -> Vec<u8>; 3] = [
        &|_| many(&"a,".repeat(1900)).into_bytes(),
        &|number| chain(number).into_bytes(),
        &|_| bomb.clone(),
    ];
    for pile in piles {
        let user = TestUser::first_run();
        let folder = folder(&user);
        for number in 0..1000 {
            fs::write(folder.join(format!("c{number}.yaml")), pile(number)).unwrap();
        }
        let output = run_with_limits(&user, FOLDER_CPU_SECONDS, &["exercises"]);
        assert!(assert_sanitized(&output.stdout).contains("two-minute-check"));
        assert!(assert_sanitized(&output.stderr).contains("can't be used"));
    }
}

#[test]
fn a_folder_of_a_hundred_thousand_files_is_not_read_to_its_end() {
    let user = TestUser::first_run();
    let folder = folder(&user);
    for number in 0..100_000 {
        File::create(folder.join(format!("{number}.yaml"))).unwrap();
    }
    let output = run_with_limits(&user, FOLDER_CPU_SECONDS, &["exercises"]);
    assert!(assert_sanitized(&output.stdout).contains("two-minute-check"));
    let message = assert_sanitized(&output.stderr);
    let path = folder.display().to_string();
    assert!(
        message
            .lines()
            .any(|line| line.starts_with(&format!("{path} can't be used"))),
        "{message:.300}"
    );
}

#[test]
fn a_file_that_is_not_regular_is_reported_and_never_blocks() {
    let user = TestUser::new();
    let folder = folder(&user);
    fifo(&folder.join("pipe.yaml"));
    let _socket = UnixListener::bind(folder.join("socket.yaml")).unwrap();
    let links = [
        "/dev/zero",
        "/dev/random",
        "/dev/tty",
        "/proc/self/mem",
        "/proc/kmsg",
    ];
    for (number, to) in links.iter().enumerate() {
        symlink(to, folder.join(format!("link{number}.yaml"))).unwrap();
    }
    symlink("loop.yaml", folder.join("loop.yaml")).unwrap();
    symlink("..", folder.join("up")).unwrap();
    fs::create_dir(folder.join("folder.yaml")).unwrap();
    // Root can read it all the same.
    let locked = folder.join("locked.yaml");
    fs::write(&locked, "title: [").unwrap();
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
    let output = run_with_limits(&user, 1, &["exercises"]);
    assert!(assert_sanitized(&output.stdout).contains("two-minute-check"));
    let message = assert_sanitized(&output.stderr);
    for name in [
        "pipe", "socket", "link0", "link1", "link2", "link3", "loop", "locked",
    ] {
        assert!(
            message.contains(&format!("{name}.yaml can't be used")),
            "{name}: {message}"
        );
    }
    for name in [
        "pipe.yaml",
        "socket.yaml",
        "link0.yaml",
        "link3.yaml",
        "loop.yaml",
        "folder.yaml",
    ] {
        let path = format!("{EXERCISES_FOLDER}/{name}");
        let output = run_with_limits(&user, 1, &["exercises", "check", &path]);
        let message = assert_sanitized(&output.stdout);
        assert_eq!(output.status.code(), Some(3), "{message}");
        assert!(
            message.contains("regular file") || message.contains("can't be read"),
            "{name}: {message}"
        );
    }
    // Files in /proc report a size of 0 and may be endless.
    for path in [
        "/proc/self/environ",
        "/proc/kallsyms",
        "/dev/stdin",
        "/dev/full",
        "/",
    ] {
        let output = run_with_limits(&user, 1, &["exercises", "check", path]);
        assert_eq!(output.status.code(), Some(3), "{path}: {output:?}");
    }
    let mut terminal = user.open(&["start", "two-minute"]);
    terminal.expect("What is the thought");
}

#[test]
fn a_file_name_with_control_characters_is_shown_escaped() {
    let user = TestUser::new();
    let folder = folder(&user);
    let names = [
        "a\x1b[99;99Hb.yaml",
        "c\nforged.yaml: nothing to fix",
        "d\u{202e}lmay.yaml",
        "e\u{9b}2J.yaml",
        "f\x1b]0;title\x07.yaml",
        "g\r\x08\x7f.yaml",
    ];
    for name in names {
        for text in ["title: [", exercise(BODY).as_str()] {
            let path = folder.join(name).with_extension("yaml");
            fs::write(&path, text).unwrap();
            let path = path.display().to_string();
            let message =
                assert_sanitized(&run_with_limits(&user, 1, &["exercises", "check", &path]).stdout);
            assert!(message.contains('\u{fffd}'), "{message}");
            assert!(
                !message.lines().any(|line| line.starts_with("forged")),
                "{message}"
            );
        }
    }
    let message = assert_sanitized(&run_with_limits(&user, 1, &["exercises"]).stderr);
    assert_eq!(message.lines().count(), names.len(), "{message}");
    let mut terminal = user.open(&[]);
    terminal.expect("have mistakes and can't be used");
    assert_draws_sanitized(&terminal);
}

#[test]
fn names_with_parent_folders_are_rejected() {
    let user = TestUser::first_run();
    user.write("secret.yaml", &exercise(BODY));
    let steps = "  - {kind: breathe, id: a, break: ../../../secret}
  - kind: choose
    id: b
    prompt: Where?
    options:
      - {label: One, start: ../../../secret}
      - {label: Two, start: /etc/passwd}
      - {label: Three, start: slow-six, carry: {../../a: ../b}}
  - {kind: read, id: ../c, prompt: \"{../../a}\", show: [/etc/passwd]}
";
    user.write(&format!("{EXERCISES_FOLDER}/mine.yaml"), &exercise(steps));
    let path = format!("{EXERCISES_FOLDER}/mine.yaml");
    let message =
        assert_sanitized(&run_with_limits(&user, 1, &["exercises", "check", &path]).stdout);
    for what in [
        "there is no break `../../../secret`",
        "there is no exercise or break `../../../secret`",
        "there is no exercise or break `/etc/passwd`",
        "there is no step `../../a`",
        "`../c` can't be an id",
        "there is no step `/etc/passwd`",
    ] {
        assert!(message.contains(what), "{what}: {message}");
    }
    let output = run_with_limits(&user, 1, &["start", "../../../secret"]);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_file_that_changes_or_vanishes_during_a_read_is_still_reported() {
    let user = TestUser::first_run();
    let folder = folder(&user);
    let path = folder.join("mine.yaml");
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let long = exercise(BODY) + &"# and on it goes\n".repeat(20_000);
            while !is_over.load(Ordering::Relaxed) {
                let _ = fs::write(&path, exercise(BODY));
                let _ = fs::write(&path, &long);
                let _ = fs::remove_file(&path);
                let _ = symlink("/dev/zero", &path);
                let _ = fs::remove_file(&path);
                fifo(&path);
                let _ = fs::remove_file(&path);
            }
        });
        let arguments = [
            &["exercises"][..],
            &["exercises", "check", "config/enough/exercises/mine.yaml"],
        ];
        for turn in 0..40 {
            run_with_limits(&user, 1, arguments[turn % 2]);
        }
        is_over.store(true, Ordering::Relaxed);
    });
}

//! The text of the user is only in the journal, and nowhere with `--private`.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::time::SystemTime;
#[cfg(target_os = "linux")]
use std::{path::Path, process::Command};

use crate::fixtures::contains_text;
use crate::test_user::TestUser;
#[cfg(target_os = "linux")]
use crate::{pty::PtyTerminal, test_user::PROGRAM};

/// Words that cannot occur by chance.
const WORDS: [&str; 3] = ["zebrafinch", "quokkaplan", "axolotlnote"];

/// System calls that could write.
#[cfg(target_os = "linux")]
const WRITING_SYSCALLS: &str = "open,openat,openat2,creat,mkdir,mkdirat,rename,renameat,renameat2,unlink,unlinkat,rmdir,link,\
    linkat,symlink,symlinkat,truncate,ftruncate,mknod,mknodat,chmod,fchmod,fchmodat,utimensat,memfd_create,setxattr";

/// A user with a TMPDIR of their own, which is checked too.
fn user_with_temp_folder() -> TestUser {
    let user = TestUser::new();
    let folder = user.home().join("tmp");
    fs::create_dir(&folder).expect("the home folder is writable");
    let path = folder.display().to_string();
    user.with("TMPDIR", path.clone())
        .with("XDG_RUNTIME_DIR", path)
}

/// Every file and folder below the home folder, with its size and modification time.
pub fn listing(user: &TestUser) -> BTreeMap<PathBuf, (u64, SystemTime)> {
    let mut listing = BTreeMap::new();
    let mut folders = vec![user.home().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the home can be read") {
            let path = entry.expect("it can be listed").path();
            let about = path.symlink_metadata().expect("it exists");
            if about.is_dir() {
                folders.push(path.clone());
            }
            let changed = about.modified().expect("this system notes it");
            listing.insert(path, (about.len(), changed));
        }
    }
    listing
}

fn contains_secret(bytes: &[u8]) -> bool {
    WORDS.iter().any(|word| contains_text(bytes, word))
}

/// Checks that the journal contains the text if `is_saved`, and no other file below the home folder does.
#[track_caller]
fn assert_only_journal_has_secrets(user: &TestUser) {
    let journal = user.home().join("data/enough");
    let files = listing(user).into_keys().filter(|path| path.is_file());
    let holding: Vec<_> = files
        .filter(|path| contains_secret(&fs::read(path).unwrap_or_default()))
        .collect();
    assert!(!holding.is_empty(), "the words are on disk");
    for path in holding {
        assert!(path.starts_with(&journal), "{} holds words", path.display());
    }
}

/// Checks what other users can see of the process, and its control strings.
#[cfg(target_os = "linux")]
#[track_caller]
fn assert_process_exposes_nothing(terminal: &PtyTerminal) {
    let about = Path::new("/proc").join(terminal.pid().as_raw_nonzero().to_string());
    for name in ["cmdline", "environ", "comm", "status"] {
        let shown = fs::read(about.join(name)).expect("the program runs");
        assert!(!contains_secret(&shown), "{name} shows words");
    }
    terminal.inspect(|state| {
        let drawn = state.output_after_query();
        // Titles and clipboard writes are OSC sequences.
        assert!(
            !drawn.contains("\x1b]") && !drawn.contains('\u{9d}'),
            "{drawn:?}"
        );
    });
}

/// Completes the two-minute check and calls a function at every step.
#[cfg(target_os = "linux")]
fn complete_exercise(terminal: &mut PtyTerminal, inspect: impl Fn(&PtyTerminal)) {
    let turns = [
        ("What is the thought", "zebrafinch 睡 👍", "<Enter>"),
        ("Arrows or digits give a number", "80", "<Enter>"),
        ("What is it mostly about?", "1", ""),
        ("Would you manage?", "2", ""),
        (
            "What or who would help a little",
            "the quokkaplan",
            "<Enter>",
        ),
        ("Pick a line and finish it", "2axolotlnote", "<Tab>"),
        ("How likely does it seem now?", "40", "<Enter>"),
        (
            "How likely 80% ━━━━━━━━━━━━━━━━──── → 40% ━━━━━━━━──",
            "",
            "",
        ),
    ];
    for (question, words, on) in turns {
        terminal.expect(question).type_in(words);
        if words.len() > 3 {
            terminal.expect(words.trim_start_matches('2'));
        }
        inspect(terminal);
        terminal.press(on);
    }
    terminal
        .expect("Back to my day")
        .press("1")
        .expect("It's in the history");
    terminal
        .press("h")
        .expect("80→40")
        .press("<Enter><F2>")
        .expect("left");
    inspect(terminal);
    terminal.press("q");
}

#[test]
fn a_thought_being_typed_is_visible_to_nobody_else() {
    let user = user_with_temp_folder();
    let before = listing(&user);
    let mut terminal =
        user.open_shell("echo before; \"$0\" start two-minute; echo over; exec sleep 100");
    terminal.expect("What is the thought").type_in("zebrafinch");
    terminal.expect("zebrafinch").expect("saved");
    assert_only_journal_has_secrets(&user);
    terminal
        .press("<Enter>")
        .expect("Arrows or digits give a number")
        .press("<C-c>");
    terminal
        .expect("Pick up with")
        .expect("over")
        .wait_until("the screen from before", |state| {
            !state.screen().alternate_screen() && state.shows("before")
        });
    terminal.inspect(|state| assert!(!contains_secret(state.screen().contents().as_bytes())));
    assert_only_journal_has_secrets(&user);
    for path in listing(&user)
        .into_keys()
        .filter(|path| !before.contains_key(path))
    {
        assert!(
            path.starts_with(user.home().join("data/enough")),
            "{} is new",
            path.display()
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn no_text_of_a_session_leaks_to_processes_the_title_or_files() {
    let user = user_with_temp_folder();
    let mut terminal = user.open(&["start", "two-minute"]);
    complete_exercise(&mut terminal, |terminal| {
        assert_process_exposes_nothing(terminal);
        assert_only_journal_files_open(&user, terminal);
    });
    assert_only_journal_has_secrets(&user);
    terminal
        .expect("History")
        .press("<C-c>")
        .expect_exit(0)
        .drain();
    terminal.inspect(|state| assert!(!contains_secret(state.screen().contents().as_bytes())));
}

/// The files that the program may write to, besides the terminal.
#[cfg(target_os = "linux")]
fn open_writable_files(terminal: &PtyTerminal) -> Vec<PathBuf> {
    let about = Path::new("/proc").join(terminal.pid().as_raw_nonzero().to_string());
    let open = fs::read_dir(about.join("fd")).expect("the program runs");
    open.filter_map(|entry| {
        let entry = entry.ok()?;
        let to = fs::read_link(entry.path()).ok()?;
        let info = fs::read_to_string(about.join("fdinfo").join(entry.file_name())).ok()?;
        let flags = info.lines().find_map(|line| line.strip_prefix("flags:"))?;
        let is_read_only = flags.trim().ends_with('0') || flags.trim().ends_with('4');
        let is_file = to.is_absolute() && !to.starts_with("/dev");
        (is_file && !is_read_only).then_some(to)
    })
    .collect()
}

#[cfg(target_os = "linux")]
#[track_caller]
fn assert_only_journal_files_open(user: &TestUser, terminal: &PtyTerminal) {
    let folder = user.home().join("data/enough");
    let open = open_writable_files(terminal);
    assert!(
        !open.is_empty() && open.iter().all(|path| path.starts_with(&folder)),
        "{open:?}"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_private_session_changes_and_creates_no_file() {
    let user = user_with_temp_folder();
    let before = listing(&user);
    let mut terminal = user.open(&["--private", "start", "two-minute"]);
    complete_exercise(&mut terminal, |terminal| {
        assert_process_exposes_nothing(terminal);
        let open = open_writable_files(terminal);
        assert!(open.is_empty(), "{open:?}");
        assert_eq!(listing(&user), before);
    });
    terminal
        .expect("History")
        .press("<C-c>")
        .expect_exit(0)
        .drain();
    terminal.inspect(|state| assert!(!contains_secret(state.screen().contents().as_bytes())));
    assert_eq!(listing(&user), before);
}

#[test]
fn a_private_session_ended_in_the_middle_leaves_no_file() {
    use rustix::process::Signal;
    for signal in [Signal::TERM, Signal::HUP, Signal::KILL] {
        let user = user_with_temp_folder();
        let before = listing(&user);
        let mut terminal = user.open(&["--private", "start", "two-minute"]);
        terminal.expect("What is the thought").type_in("zebrafinch");
        terminal
            .expect("zebrafinch")
            .expect("not saved: private")
            .signal(signal);
        terminal.wait_until(
            "the end of the program",
            crate::pty::TerminalState::has_exited,
        );
        assert_eq!(listing(&user), before, "{signal:?}");
    }
}

/// Runs a session under `strace` and returns the calls that could write, or `None` without a working `strace`.
#[cfg(target_os = "linux")]
fn run_strace(user: &TestUser, arguments: &[&str]) -> Option<Vec<String>> {
    let works = Command::new("strace")
        .args(["-o", "/dev/null", "true"])
        .output();
    if !works.is_ok_and(|output| output.status.success()) {
        println!(
            "There is no strace here that works, so the calls of the program weren't looked at."
        );
        return None;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let trace = folder.path().join("trace").display().to_string();
    let calls = format!("trace={WRITING_SYSCALLS}");
    let strace = ["-f", "-qq", "-o", &trace, "-e", &calls, PROGRAM];
    let mut terminal = PtyTerminal::spawn(user, "strace", &[&strace, arguments].concat(), (80, 24));
    complete_exercise(&mut terminal, |_| {});
    terminal.expect("History").press("<C-c>").expect_exit(0);
    let trace = fs::read_to_string(trace).expect("strace wrote it");
    assert!(trace.contains("open"), "the calls were seen");
    let leaves = |line: &&str| {
        let opens = line.contains(" open");
        !opens
            || ["O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "O_TMPFILE"]
                .iter()
                .any(|flag| line.contains(flag))
    };
    Some(
        trace
            .lines()
            .filter(leaves)
            .filter(|line| !line.contains("\"/dev/"))
            .map(str::to_owned)
            .collect(),
    )
}

#[cfg(target_os = "linux")]
#[test]
fn private_mode_makes_no_write_system_call_and_others_write_only_the_journal() {
    let user = user_with_temp_folder();
    if let Some(calls) = run_strace(&user, &["--private", "start", "two-minute"]) {
        assert_eq!(calls, [""; 0]);
    }
    let journal = user.home().join("data/enough").display().to_string();
    if let Some(calls) = run_strace(&user, &["start", "two-minute"]) {
        assert!(!calls.is_empty(), "the journal is written to");
        // A call with a descriptor has no path; the file was opened by a call with one.
        for call in calls.iter().filter(|call| call.contains('"')) {
            assert!(call.contains(&journal), "{call}");
        }
    }
}

use good_enough::storage::lock::JournalKey;
use std::fs::{self, DirEntry};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread;

use good_enough::storage::verify::verify;

use crate::database::open_database;
use crate::fixtures::{corrupt, stdout_and_stderr, user_with_thoughts, write_entries};
use crate::test_user::{PROGRAM, TestUser};

fn backup_folder(user: &TestUser) -> PathBuf {
    user.journal().with_file_name("backups")
}

/// The backups; each of them is intact.
#[track_caller]
fn backups(user: &TestUser) -> Vec<PathBuf> {
    let listing = fs::read_dir(backup_folder(user)).into_iter().flatten();
    let mut files: Vec<_> = listing
        .map(|file| file.expect("it exists").path())
        .collect();
    files.sort();
    for file in &files {
        let verdict = verify(file, &JournalKey::NONE).expect("it can be read");
        assert!(verdict.is_intact(), "{}: {verdict:?}", file.display());
    }
    files
}

#[test]
fn a_backup_is_made_on_request_and_once_a_day() {
    let user = user_with_thoughts(&["They will fire me. 明日 🍲"]);
    let printed = user.stdout_of(&["data", "backup"]);
    let first = backups(&user);
    assert_eq!(first.len(), 1);
    assert!(
        printed.contains("1 entry") && printed.contains(&first[0].display().to_string()),
        "{printed}"
    );
    write_entries(&user.journal(), &["a", "b", "c"]);
    assert!(user.stdout_of(&["data", "backup"]).contains("3 entries"));
    assert_eq!(backups(&user), first);
    let all = user.stdout_of(&["data", "verify"]);
    assert_eq!(all.matches("intact, 3 entries").count(), 2, "{all}");
}

#[test]
fn an_unwritten_journal_needs_no_backup() {
    let user = TestUser::first_run();
    assert!(
        user.stdout_of(&["data", "backup"])
            .contains("nothing in the journal")
    );
    assert!(
        user.stdout_of(&["data", "verify"])
            .contains("not there yet")
    );
    assert_eq!(fs::read_dir(user.home()).unwrap().count(), 0);
    let user = TestUser::new();
    assert!(
        user.stdout_of(&["data", "backup"])
            .contains("nothing in the journal")
    );
    assert!(backups(&user).is_empty());
}

#[test]
fn a_backup_is_readable_by_its_owner_only_with_any_umask() {
    let user = user_with_thoughts(&["mine"]);
    user.open_shell("umask 0; exec \"$0\" data backup")
        .expect("A backup of 1 entry")
        .expect_exit(0);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    assert_eq!(mode(&backup_folder(&user)), 0o700);
    assert_eq!(
        backups(&user)
            .iter()
            .map(|file| mode(file))
            .collect::<Vec<_>>(),
        [0o600]
    );
}

#[test]
fn a_damaged_backup_is_reported_with_advice() {
    let user = user_with_thoughts(&["a", "b"]);
    user.stdout_of(&["data", "backup"]);
    let backup = backups(&user).remove(0);
    corrupt(&backup, 0x5a);
    let output = user.run(&["data", "verify"]);
    let all = stdout_and_stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{all}");
    assert!(
        all.contains(&format!("{}: damaged", backup.display())),
        "{all}"
    );
    assert!(
        all.contains(&format!("{}: intact, 2 entries", user.journal().display())),
        "{all}"
    );
    assert!(all.contains("can't be relied on"), "{all}");
    // A new one replaces it.
    user.stdout_of(&["data", "backup"]);
    user.stdout_of(&["data", "verify"]);
}

#[test]
fn a_damaged_journal_leaves_backups_intact_and_the_newest_is_reported() {
    let user = user_with_thoughts(&["a", "b"]);
    user.stdout_of(&["data", "backup"]);
    let before = backups(&user);
    corrupt(&user.journal(), 0x5a);
    let output = user.run(&["data", "backup"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(
        stdout_and_stderr(&output).contains("is damaged, so no backup was made of it"),
        "{output:?}"
    );
    assert_eq!(backups(&user), before);
    let output = user.run(&["data", "verify"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let full_size = format!("The newest intact backup is {}", before[0].display());
    assert!(
        stdout_and_stderr(&output).contains(&full_size),
        "{output:?}"
    );
    // A missing journal is treated alike.
    fs::remove_file(user.journal()).unwrap();
    let output = user.run(&["data", "verify"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(
        stdout_and_stderr(&output).contains("To go back to the newest"),
        "{output:?}"
    );
}

fn file_name(file: &DirEntry) -> String {
    file.file_name().to_string_lossy().into_owned()
}

/// Whether an unfinished backup of at least this size exists.
fn is_partial_backup_at_least(folder: &Path, bytes: u64) -> bool {
    let listing = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut making = listing.filter(|file| file_name(file).starts_with("pending-"));
    making.any(|file| file.metadata().is_ok_and(|about| about.len() >= bytes))
}

#[test]
fn a_killed_backup_leaves_the_old_ones_intact() {
    let chapter = "Ein langer Satz über Æpfel und 🍲. ".repeat(30_000);
    let user = user_with_thoughts(&[&*chapter; 12]);
    let old = backup_folder(&user).join("journal-2026-02-28.db");
    user.stdout_of(&["data", "backup"]);
    fs::rename(&backups(&user)[0], &old).unwrap();
    let full_size = fs::metadata(user.journal()).unwrap().len();
    let mut killed = 0;
    for round in 0..=8 {
        let mut child = user
            .command(PROGRAM, &["data", "backup"])
            .stdout(Stdio::null())
            .spawn()
            .expect("the program starts");
        // Each round gets a little further.
        while !is_partial_backup_at_least(&backup_folder(&user), full_size * round / 8)
            && child.try_wait().unwrap().is_none()
        {
            thread::yield_now();
        }
        child.kill().unwrap();
        killed += u32::from(!child.wait().unwrap().success());
        assert!(verify(&old, &JournalKey::NONE).unwrap().is_intact());
        let listing = fs::read_dir(backup_folder(&user)).unwrap().flatten();
        for file in listing.filter(|file| file_name(file).starts_with("journal-")) {
            assert!(
                verify(&file.path(), &JournalKey::NONE).unwrap().is_intact(),
                "{file:?}"
            );
        }
    }
    assert!(killed > 0, "none was killed in time");
    // The next backup removes the rest.
    assert!(user.stdout_of(&["data", "backup"]).contains("12 entries"));
    assert_eq!(backups(&user).len(), 2);
}

#[test]
fn the_first_start_of_a_day_makes_a_backup_in_the_background() {
    let user = user_with_thoughts(&["They will fire me 睡 🍲"]);
    let mut terminal = user.open(&[]);
    // The breath draws frames, so the condition is checked again and again.
    terminal
        .expect("A thought is scaring me")
        .press("<F2>")
        .wait_until("the backup", |_| {
            fs::read_dir(backup_folder(&user)).is_ok_and(|mut files| {
                files.any(|file| file.is_ok_and(|file| is_named_by_day(&file.path())))
            })
        });
    terminal
        .signal(rustix::process::Signal::TERM)
        .expect_exit(143);
    assert_eq!(backups(&user).len(), 1);
    // Private mode makes none.
    for backup in backups(&user) {
        fs::remove_file(backup).unwrap();
    }
    let mut terminal = user.open(&["--private"]);
    terminal
        .expect("A thought is scaring me")
        .press("<F2>")
        .expect("In through your nose   3");
    terminal
        .signal(rustix::process::Signal::TERM)
        .expect_exit(143);
    assert_eq!(backups(&user).len(), 0);
}

fn is_named_by_day(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with("journal-")
}

#[test]
fn an_unreadable_entry_blocks_no_other_and_recovery_lists_what_remains() {
    let user = user_with_thoughts(&["one", "two 明日", "three"]);
    let db = open_database(user.journal());
    db.execute_batch("update answer set text = cast(x'74ff6f' as text) where entry_id = 'walk-1'")
        .unwrap();
    drop(db);
    let run = |arguments: &[&str]| {
        let output = user.run(arguments);
        let [out, err] = [output.stdout, output.stderr]
            .map(|message| String::from_utf8_lossy(&message).into_owned());
        (output.status.code(), out, err)
    };
    let (code, out, err) = run(&["export"]);
    assert_eq!(code, Some(1));
    assert!(out.contains("walk-0") && out.contains("walk-2"), "{out}");
    assert!(!out.contains("walk-1"), "{out}");
    assert!(err.contains("walk-1 of 2026-03-01: answer.text"), "{err}");
    let (_, out, err) = run(&["data", "verify"]);
    assert!(out.contains("1 entry can't be read"), "{out}");
    assert!(out.contains("walk-1 of 2026-03-01"), "{out}{err}");
    let (code, _, err) = run(&["data", "backup"]);
    assert_eq!(
        (code, err.contains("can't be read")),
        (Some(1), true),
        "{err}"
    );
    assert_eq!(backups(&user), Vec::<PathBuf>::new());
    let (_, out, _) = run(&["doctor", "--redact"]);
    assert!(out.contains("1 entry can't be read"), "{out}");
    fs::create_dir(user.home().join("meet")).unwrap();
    let (code, out, err) = run(&["sync", "meet"]);
    assert_eq!(
        (code, out.contains("2 entries")),
        (Some(1), true),
        "{out}{err}"
    );
    let (code, out, _) = run(&["data", "repair"]);
    assert_eq!((code, out.contains("in part")), (Some(0), true), "{out}");
    let set_aside = user.journal().with_file_name("quarantine");
    let listed = fs::read_dir(set_aside)
        .unwrap()
        .map(|file| file.unwrap().path());
    let listed = listed.filter(|path| path.extension().is_some_and(|ending| ending == "txt"));
    let listed: Vec<_> = listed
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    assert!(listed.concat().contains("t\\xffo"), "{listed:?}");
    let (code, out, _) = run(&["export"]);
    assert_eq!((code, out.contains("walk-1")), (Some(0), true), "{out}");
}

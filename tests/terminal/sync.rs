//! Sync folders that others can write to.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Output;

use good_enough::storage::journal::Journal;
use good_enough::storage::lock::{JournalKey, RecoveryCode, Seed};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::database::open_database;
use crate::fixtures::{
    contains_text, stdout_and_stderr, thought_entry, user_with_thoughts, write_entries,
};
use crate::leaks::listing;
use crate::test_user::TestUser;

const WORDS: [&str; 2] = ["They will fire me. 明日 🍲", "The boiler explodes"];

fn shared_folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn run_sync(user: &TestUser, folder: &Path, more: &[&str]) -> Output {
    let folder = folder.display().to_string();
    user.run(&[&["sync", &*folder], more].concat())
}

/// The only log in the folder.
fn log_file(folder: &Path) -> PathBuf {
    let mut files = fs::read_dir(folder).expect("it exists").flatten();
    files.next().expect("a file").path()
}

/// Changes each line of the log.
fn modify_lines(file: &Path, mut change: impl FnMut(&mut Value)) -> String {
    let lines = fs::read_to_string(file).expect("it can be read");
    let forge = |line: &str| {
        let mut line = serde_json::from_str(line).expect("it is JSON");
        change(&mut line);
        format!("{line}\n")
    };
    lines.lines().map(forge).collect()
}

fn mark_trashed(line: &mut Value) {
    let entry = &mut line["entry"];
    entry["state"] = json!("trashed");
    entry["state_before_trash"] = json!("done");
    entry["trashed_at"] = json!("2000-01-01T00:00:00Z");
    entry["trash_changed_at"] = json!("9999-12-30T22:00:00.999999999Z");
}

/// Prepares twelve entries and a sync folder that deletes all of them.
pub fn prepare_mass_deletion(user: &TestUser, folder: &Path) {
    let many: Vec<_> = (0..12)
        .map(|number| format!("thought {number} 🍲"))
        .collect();
    let many: Vec<_> = many.iter().map(String::as_str).collect();
    write_entries(&user.journal(), &many);
    fs::create_dir_all(folder).expect("a temporary folder");
    let _ = run_sync(user, folder, &[]);
    let evil = modify_lines(&log_file(folder), mark_trashed);
    fs::write(folder.join("enough-evil.jsonl"), evil).expect("the disk has space");
}

fn exported(user: &TestUser) -> String {
    user.stdout_of(&["export"])
}

#[test]
fn a_link_at_the_path_of_the_own_log_is_neither_read_nor_followed() {
    let (user, folder) = (user_with_thoughts(&WORDS), shared_folder());
    let printed = stdout_and_stderr(&run_sync(&user, folder.path(), &[]));
    assert!(printed.contains("Sent: 2 entries"), "{printed}");
    let own = log_file(folder.path());
    let elsewhere = user.write(".bashrc", "# mine\n");
    fs::rename(&own, folder.path().join("enough-elsewhere.jsonl")).unwrap();
    symlink(&elsewhere, &own).unwrap();
    symlink(&elsewhere, folder.path().join("enough-\u{1b}[2J.jsonl")).unwrap();
    let output = run_sync(&user, folder.path(), &[]);
    assert!(output.status.success(), "{output:?}");
    let printed = stdout_and_stderr(&output);
    assert!(
        printed.contains("is a link, and sync follows none") && !printed.contains('\u{1b}'),
        "{printed}"
    );
    assert_eq!(fs::read_to_string(&elsewhere).unwrap(), "# mine\n");
    assert!(fs::symlink_metadata(&own).unwrap().is_file());
    // A link at the path of the folder is not followed either.
    let link = user.home().join("link");
    symlink(folder.path(), &link).unwrap();
    let output = run_sync(&user, &link, &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stdout_and_stderr(&output).contains("is a link"),
        "{output:?}"
    );
}

#[test]
fn many_remote_deletions_need_confirmation_and_can_be_restored() {
    let (user, folder) = (TestUser::first_run(), shared_folder());
    prepare_mass_deletion(&user, folder.path());
    let before = exported(&user);
    let output = run_sync(&user, folder.path(), &[]);
    assert_eq!(output.status.code(), Some(4), "{output:?}");
    let printed = stdout_and_stderr(&output);
    assert!(
        printed.contains("would move 12 entries to the trash") && printed.contains("--yes"),
        "{printed}"
    );
    assert_eq!(
        exported(&user).matches("\"done\"").count(),
        before.matches("\"done\"").count()
    );
    // On a terminal, the answer no stops it.
    let shared = folder.path().display().to_string();
    let mut terminal = user.open(&["sync", &shared]);
    terminal.expect("Type yes to continue");
    terminal
        .press("no<Enter>")
        .expect("Your journal wasn't changed")
        .expect_exit(4);
    // With yes there is a backup, and restored entries stay.
    let printed = stdout_and_stderr(&run_sync(&user, folder.path(), &["--yes"]));
    assert!(
        printed.contains("The journal as it was before is in"),
        "{printed}"
    );
    let trash = user.stdout_of(&["trash"]);
    assert!(trash.contains("walk-3"), "{trash}");
    user.stdout_of(&["restore", "walk-3"]);
    for _ in 0..2 {
        let printed = stdout_and_stderr(&run_sync(&user, folder.path(), &[]));
        assert!(!printed.contains("trash"), "{printed}");
    }
    let trash = user.stdout_of(&["trash"]);
    assert!(
        !trash.contains("walk-3") && trash.contains("walk-4"),
        "{trash}"
    );
}

#[test]
fn text_removed_elsewhere_survives_as_a_copy_and_in_a_backup() {
    let (user, folder) = (user_with_thoughts(&WORDS), shared_folder());
    let _ = run_sync(&user, folder.path(), &[]);
    let evil = modify_lines(&log_file(folder.path()), |line| {
        line["entry"]["answers"] = json!([]);
        line["entry"]["edited_at"] = json!("2099-01-01T00:00:00Z");
        line["entry"]["revision"] = json!(i64::MAX);
    });
    fs::write(folder.path().join("enough-evil.jsonl"), evil).unwrap();
    let printed = stdout_and_stderr(&run_sync(&user, folder.path(), &[]));
    assert!(
        printed.contains("The journal as it was before is in"),
        "{printed}"
    );
    let all = exported(&user);
    for text in WORDS {
        assert!(all.contains(&text.replace('"', "\\\"")), "{all}");
    }
    assert!(!all.contains("2099"), "{all}");
}

#[test]
fn a_new_journal_gets_everything_back_from_the_sync_folder() {
    let (user, folder) = (user_with_thoughts(&WORDS), shared_folder());
    let _ = run_sync(&user, folder.path(), &[]);
    let before = exported(&user)
        .split_once("\"entries\"")
        .expect("they exist")
        .1
        .to_owned();
    for ending in ["", "-wal", "-shm"] {
        let file = user.journal().with_file_name(format!("journal.db{ending}"));
        let _ = fs::remove_file(file);
    }
    drop(Journal::open(&user.journal()).expect("the journal opens"));
    let printed = stdout_and_stderr(&run_sync(&user, folder.path(), &[]));
    assert!(printed.contains("2 entries are new here"), "{printed}");
    let after = exported(&user)
        .split_once("\"entries\"")
        .expect("they exist")
        .1
        .to_owned();
    assert_eq!(after, before);
}

#[test]
fn a_copied_home_gets_a_new_device_name_and_reports_it() {
    let (one, two, folder) = (
        user_with_thoughts(&WORDS),
        TestUser::first_run(),
        shared_folder(),
    );
    let _ = run_sync(&one, folder.path(), &[]);
    let _ = run_sync(&two, folder.path(), &[]);
    let device = |user: &TestUser| user.journal().with_file_name("device-id");
    let _ = run_sync(&one, folder.path(), &[]);
    fs::copy(device(&one), device(&two)).unwrap();
    write_entries(&one.journal(), &["a", "b", "only on one 一"]);
    let _ = run_sync(&one, folder.path(), &[]);
    let printed = stdout_and_stderr(&run_sync(&two, folder.path(), &[]));
    assert!(
        printed.contains("This computer has a new name"),
        "{printed}"
    );
    assert!(exported(&two).contains("only on one 一"));
    let printed = stdout_and_stderr(&run_sync(&one, folder.path(), &[]));
    assert!(!printed.contains("new name"), "{printed}");
}

#[test]
fn an_unreadable_entry_does_not_block_sync() {
    let (one, two, folder) = (
        user_with_thoughts(&WORDS),
        user_with_thoughts(&[]),
        shared_folder(),
    );
    let _ = run_sync(&one, folder.path(), &[]);
    let _ = run_sync(&two, folder.path(), &[]);
    let spoil = "pragma ignore_check_constraints = on;
        update entry set started_at = 'spoiled' where id = (select min(id) from entry)";
    let db = open_database(one.journal());
    db.execute_batch(spoil).unwrap();
    drop(db);
    // The other computer changes both, and writes another one.
    let evil = modify_lines(&log_file(folder.path()), |line| {
        line["entry"]["answers"][0]["answer"]["text"] = json!("Changed elsewhere 変更");
        line["entry"]["edited_at"] = json!("2099-01-01T00:00:00Z");
    });
    fs::write(folder.path().join("enough-two.jsonl"), evil).unwrap();
    write_entries(&two.journal(), &["Fresh from elsewhere 新"]);
    let _ = run_sync(&two, folder.path(), &[]);
    let synced = run_sync(&one, folder.path(), &[]);
    let printed = stdout_and_stderr(&synced);
    assert_eq!(synced.status.code(), Some(1), "{printed}");
    assert!(
        printed.contains("1 entry can't be read and was skipped"),
        "{printed}"
    );
    assert!(
        printed.contains("The journal as it was before is in"),
        "{printed}"
    );
    let all = stdout_and_stderr(&one.run(&["export"]));
    for text in ["Changed elsewhere 変更", "Fresh from elsewhere 新"] {
        assert!(all.contains(text), "{all}");
    }
}

const PASSPHRASE: &str = "warm bread 温";

/// Syncs a locked journal.
fn run_locked_sync(user: &TestUser, folder: &Path, more: &[&str]) -> Output {
    let folder = folder.display().to_string();
    let arguments = [&["--passphrase-fd", "0", "sync", &*folder], more].concat();
    user.run_with_input(&arguments, format!("{PASSPHRASE}\n"))
}

/// Saves one more entry in a locked journal.
fn save_locked(user: &TestUser, seed: &Seed, id: &str, text: &str) {
    let journal = Journal::open_with(&user.journal(), &JournalKey::of(seed));
    let mut journal = journal.expect("the journal opens");
    journal
        .save(&thought_entry(id, text))
        .expect("the entry is saved");
}

/// The content of every file in the folder.
fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let files = fs::read_dir(folder).expect("it exists").flatten();
    files
        .map(|file| (file.path(), fs::read(file.path()).expect("it can be read")))
        .collect()
}

#[test]
fn a_locked_journal_locks_its_file_in_the_folder_and_others_are_told_how_to_join() {
    let (one, two, three, folder) = (
        user_with_thoughts(&WORDS),
        user_with_thoughts(&["Only on two 二"]),
        TestUser::new(),
        shared_folder(),
    );
    let _ = run_sync(&one, folder.path(), &[]);
    let _ = run_sync(&two, folder.path(), &[]);
    let seed = one.lock_journal(PASSPHRASE);
    let printed = stdout_and_stderr(&run_locked_sync(&one, folder.path(), &[]));
    let printed = printed.replace('\n', " ");
    for text in [
        "is locked now, and the old one was overwritten with zeros",
        "lies there in the clear, and anyone who can open the folder can read it",
    ] {
        assert!(printed.contains(text), "{printed}");
    }
    // Whoever has no lock is told what to do, and nothing is written.
    let before = contents(folder.path());
    let output = run_sync(&two, folder.path(), &[]);
    assert_eq!(output.status.code(), Some(1));
    let printed = stdout_and_stderr(&output).replace('\n', " ");
    for text in ["are locked and your journal here isn't", "enough lock join"] {
        assert!(printed.contains(text), "{printed}");
    }
    assert!(!printed.contains("  "), "{printed}");
    assert!(contents(folder.path()) == before, "something was written");
    // Whoever has another lock is as well.
    three.lock_journal("cold tea");
    let output = three.run_with_input(
        &[
            "--passphrase-fd",
            "0",
            "sync",
            &folder.path().display().to_string(),
        ],
        "cold tea\n",
    );
    assert_eq!(output.status.code(), Some(1));
    let printed = stdout_and_stderr(&output).replace('\n', " ");
    assert!(
        printed.contains("have another lock than your journal here") && !printed.contains("  "),
        "{printed}"
    );
    assert!(contents(folder.path()) == before, "something was written");
    // Whoever has the same lock reads everything.
    let four = TestUser::new();
    for file in ["journal.db", "journal.lock"] {
        let copy = four.journal().with_file_name(file);
        fs::copy(one.journal().with_file_name(file), copy).unwrap();
    }
    save_locked(&one, &seed, "later", "Written later 後 🍲");
    let printed = stdout_and_stderr(&run_locked_sync(&one, folder.path(), &[]));
    assert!(printed.contains("Sent: 1 entry"), "{printed}");
    let printed = stdout_and_stderr(&run_locked_sync(&four, folder.path(), &[]));
    assert!(printed.contains("1 entry is new here"), "{printed}");
    assert!(printed.contains("locked like your journal"), "{printed}");
}

#[test]
fn no_word_of_a_locked_journal_is_in_the_folder_or_beside_the_journal_after_a_sync() {
    let (user, folder) = (TestUser::first_run(), shared_folder());
    let words: Vec<_> = (0..50)
        .map(|number| format!("zebrafinch{number:02} 心配"))
        .collect();
    let texts: Vec<_> = words.iter().map(String::as_str).collect();
    write_entries(&user.journal(), &texts);
    let _ = run_sync(&user, folder.path(), &[]);
    let evil = modify_lines(&log_file(folder.path()), mark_trashed);
    let seed = user.lock_journal(PASSPHRASE);
    let _ = run_locked_sync(&user, folder.path(), &[]);
    save_locked(&user, &seed, "later", "axolotlnote 後");
    // A forged plain file would throw everything away: it asks, and makes a locked backup first.
    fs::write(folder.path().join("enough-evil.jsonl"), evil).unwrap();
    let output = run_locked_sync(&user, folder.path(), &[]);
    assert_eq!(output.status.code(), Some(4), "{output:?}");
    let printed = stdout_and_stderr(&run_locked_sync(&user, folder.path(), &["--yes"]));
    assert!(
        printed.contains("The journal as it was before is in"),
        "{printed}"
    );
    fs::remove_file(folder.path().join("enough-evil.jsonl")).unwrap();
    let _ = run_locked_sync(&user, folder.path(), &[]);
    let files = listing(&user).into_keys().filter(|path| path.is_file());
    for path in files.chain(contents(folder.path()).into_keys()) {
        let bytes = fs::read(&path).expect("it can be read");
        for word in ["zebrafinch", "心配", "axolotlnote", "two-minute"] {
            let wide: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let has_wide = bytes.windows(wide.len()).any(|part| part == wide);
            assert!(
                !contains_text(&bytes, word) && !has_wide,
                "{word} is in {}",
                path.display()
            );
        }
    }
}

#[test]
fn a_lock_file_that_the_passphrase_did_not_open_is_not_shared() {
    let (user, folder) = (user_with_thoughts(&WORDS), shared_folder());
    let seed = user.lock_journal(PASSPHRASE);
    // The lock file of another journal lies here, as after a copy of the wrong file. The recovery code opens the journal.
    user.write_lock_file(&Seed::generate().expect("random bytes"), "cold tea");
    let code = RecoveryCode::of(&seed).as_str().to_owned();
    let shared = folder.path().display().to_string();
    let arguments = ["--passphrase-fd", "0", "sync", &shared];
    let output = user.run_with_input(&arguments, format!("{code}\n"));
    let printed = stdout_and_stderr(&output).replace('\n', " ");
    assert!(output.status.success(), "{printed}");
    assert!(
        printed.contains("so the lock file of this computer wasn't sent"),
        "{printed}"
    );
    assert!(!printed.contains("and your passphrase."), "{printed}");
    assert!(!folder.path().join("journal.lock").exists());
    // With the right lock file and the passphrase it is shared, and another computer joins.
    user.write_lock_file(&seed, PASSPHRASE);
    let printed = stdout_and_stderr(&run_locked_sync(&user, folder.path(), &[]));
    assert!(!printed.contains("wasn't sent"), "{printed}");
    let other = TestUser::new();
    let arguments = ["--passphrase-fd", "0", "lock", "join", &shared];
    let joined = other.run_with_input(&arguments, format!("{PASSPHRASE}\n"));
    assert!(joined.status.success(), "{joined:?}");
    let printed = stdout_and_stderr(&run_locked_sync(&other, folder.path(), &[]));
    assert!(printed.contains("are new here"), "{printed}");
}

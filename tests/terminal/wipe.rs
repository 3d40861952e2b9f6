use std::fs;
use std::io::Read;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use rustix::process::Signal;

use crate::fixtures::{stdout_and_stderr, user_with_thoughts, write_entries};
use crate::test_user::TestUser;

/// Every file left below the home folder, by its relative path.
fn remaining_files(user: &TestUser) -> Vec<String> {
    fn search(folder: &Path, found: &mut Vec<PathBuf>) {
        for file in fs::read_dir(folder).into_iter().flatten().flatten() {
            if file.path().is_dir() && !file.path().is_symlink() {
                search(&file.path(), found);
            } else {
                found.push(file.path());
            }
        }
    }
    let mut found = Vec::new();
    search(user.home(), &mut found);
    found.sort();
    let below = found
        .iter()
        .filter_map(|path| path.strip_prefix(user.home()).ok());
    below.map(|path| path.display().to_string()).collect()
}

/// A user with files of every kind.
fn user_with_all_files() -> TestUser {
    let user = user_with_thoughts(&["They will fire me. 明日 🍲", "b"]);
    user.stdout_of(&["data", "backup"]);
    for name in [
        "data/enough/backups/pending-7.db",
        "data/enough/quarantine/journal-2026-02-01.db",
        "state/enough/editing-7.txt",
        "state/enough/unsaved-7.json",
        "config/enough/exercises/mine.yaml",
    ] {
        user.write(name, "mine");
    }
    user
}

#[test]
fn wipe_removes_all_user_data_after_confirmation() {
    let user = user_with_all_files();
    let before = remaining_files(&user);
    let mut terminal = user.open_sized(&["data", "wipe"], (200, 60));
    terminal
        .expect("the journal, 2 entries")
        .expect(&user.journal().display().to_string())
        .expect("2 backups")
        .expect("editing-7.txt")
        .expect("exercises yourself isn't deleted")
        .expect("Type the word wipe")
        .press("no<Enter>")
        .expect("Nothing was deleted")
        .expect_exit(0);
    assert!(
        before
            .iter()
            .all(|file| remaining_files(&user).contains(file))
    );

    let mut terminal = user.open(&["data", "wipe"]);
    terminal
        .expect("Type the word wipe")
        .press("wipe<Enter>")
        .expect("All of it is deleted.")
        .expect("Time Machine")
        .expect_exit(0);
    assert_eq!(
        remaining_files(&user),
        ["config/enough/exercises/mine.yaml"]
    );
    assert!(!user.home().join("data/enough").exists() && !user.state().exists());
    assert!(
        user.stdout_of(&["data", "wipe"])
            .contains("There's nothing of yours here.")
    );
}

#[test]
fn without_a_terminal_wipe_needs_the_yes_flag() {
    let user = user_with_all_files();
    let before = remaining_files(&user);
    let output = user.run(&["data", "wipe"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(stdout_and_stderr(&output).contains("--yes"), "{output:?}");
    assert!(
        before
            .iter()
            .all(|file| remaining_files(&user).contains(file))
    );
    user.stdout_of(&["data", "wipe", "--yes"]);
    assert_eq!(
        remaining_files(&user),
        ["config/enough/exercises/mine.yaml"]
    );
}

#[test]
fn nothing_is_removed_while_another_window_has_the_journal_open() {
    let user = user_with_all_files();
    let before = remaining_files(&user);
    let mut window = user.open(&["start", "two-minute"]);
    window.expect("What is the thought").type_in("half a sen");
    window.expect("half a sen");
    let output = user.run(&["data", "wipe", "--yes"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(
        stdout_and_stderr(&output).contains("close that window"),
        "{output:?}"
    );
    assert!(
        before
            .iter()
            .all(|file| remaining_files(&user).contains(file))
    );
    window.signal(Signal::TERM).expect_exit(143);
    user.stdout_of(&["data", "wipe", "--yes"]);
    assert_eq!(
        remaining_files(&user),
        ["config/enough/exercises/mine.yaml"]
    );
}

#[test]
fn a_journal_that_cannot_be_opened_is_removed_too() {
    let user = user_with_all_files();
    fs::write(user.journal(), "no journal any more").unwrap();
    let printed = user.stdout_of(&["data", "wipe", "--yes"]);
    assert!(printed.contains("the journal\n"), "{printed}");
    assert_eq!(
        remaining_files(&user),
        ["config/enough/exercises/mine.yaml"]
    );
}

#[test]
fn a_journal_behind_a_link_is_removed_with_the_link() {
    let user = user_with_thoughts(&["a"]);
    let real = user.home().join("elsewhere.db");
    fs::rename(user.journal(), &real).unwrap();
    symlink(&real, user.journal()).unwrap();
    let printed = user.stdout_of(&["data", "wipe", "--yes"]);
    assert!(printed.contains("elsewhere.db"), "{printed}");
    assert_eq!(remaining_files(&user), [""; 0]);
}

#[test]
fn wipe_keeps_other_files_even_in_a_folder_given_by_the_user() {
    let user = TestUser::first_run();
    let chosen = user.home().join("Documents");
    write_entries(&chosen.join("journal.db"), &["a"]);
    let named = chosen.display().to_string();
    user.stdout_of(&["--data-dir", &named, "data", "backup"]);
    let own = [
        "Documents/backups/photos 明日 🍲.zip",
        "Documents/quarantine/for winter/list.txt",
        "Documents/quarantine/recipes.txt",
        "Documents/tax.pdf",
    ];
    for name in own {
        user.write(name, "mine");
    }
    user.write("Documents/quarantine/journal-2026-02-01.db", "damaged");
    user.stdout_of(&["--data-dir", &named, "data", "wipe", "--yes"]);
    assert_eq!(remaining_files(&user), own);
}

#[test]
fn removed_files_are_overwritten_with_zeros() {
    let user = user_with_all_files();
    let open: Vec<_> = remaining_files(&user)
        .into_iter()
        .filter(|name| !name.ends_with("mine.yaml"))
        .map(|name| (fs::File::open(user.home().join(&name)).unwrap(), name))
        .collect();
    assert!(open.len() > 6, "{open:?}");
    let printed = user.stdout_of(&["data", "wipe", "--yes"]);
    assert!(
        !printed.contains("nothing could be written over"),
        "{printed}"
    );
    for (mut file, name) in open {
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        assert!(bytes.iter().all(|byte| *byte == 0), "{name}");
    }
}

#[test]
fn a_file_with_another_hard_link_is_only_removed_and_reported() {
    let user = user_with_all_files();
    let copy = user.home().join("my copy.db");
    fs::hard_link(user.journal(), &copy).unwrap();
    let before = fs::read(&copy).unwrap();
    let printed = user.stdout_of(&["data", "wipe", "--yes"]);
    let (_, last) = printed
        .split_once("nothing could be written over what they held")
        .expect("it is said");
    assert!(last.contains("journal.db"), "{printed}");
    assert_eq!(fs::read(&copy).unwrap(), before);
    assert_eq!(
        remaining_files(&user),
        ["config/enough/exercises/mine.yaml", "my copy.db"]
    );
}

#[test]
fn files_that_could_not_be_removed_are_reported() {
    let user = user_with_thoughts(&["a"]);
    let closed = user.write("data/enough/backups", "a file in the place of the folder");
    let output = user.run(&["data", "wipe", "--yes"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let all = stdout_and_stderr(&output);
    let (_, last) = all
        .split_once("These couldn't be deleted")
        .expect("it is said");
    assert!(last.contains(&closed.display().to_string()), "{all}");
    assert_eq!(remaining_files(&user), ["data/enough/backups"]);
}

//! Export and import with the commands that users type.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use good_enough::storage::journal::Journal;

use crate::fixtures::{stdout_and_stderr, user_with_thoughts, write_entries};
use crate::test_user::TestUser;

const WORDS: [&str; 2] = ["They will fire me. 明日 🍲", "=1+1, \"and\" more"];

fn path(user: &TestUser, name: &str) -> String {
    user.home().join(name).display().to_string()
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("it exists").permissions().mode() & 0o7777
}

fn count(user: &TestUser) -> usize {
    let journal = Journal::open(&user.journal()).expect("it can be opened");
    journal.ids().expect("it can be read").len()
}

#[test]
fn an_export_imported_on_another_computer_loses_nothing() {
    let user = user_with_thoughts(&WORDS);
    let out = path(&user, "out.json");
    let output = user.run(&["export", "-o", &out]);
    assert!(output.status.success(), "{output:?}");
    let printed = stdout_and_stderr(&output);
    assert!(
        printed.contains("2 entries saved to") && printed.contains("can read it"),
        "{printed}"
    );
    assert_eq!(mode(Path::new(&out)), 0o600);
    let other = TestUser::first_run();
    let dry = other.stdout_of(&["import", "--dry-run", &out]);
    assert!(
        dry.contains("2 entries: 2 new") && dry.contains("Nothing was changed"),
        "{dry}"
    );
    assert!(!other.journal().exists());
    let printed = other.stdout_of(&["import", &out]);
    assert!(printed.contains("2 entries are new here"), "{printed}");
    let printed = other.stdout_of(&["import", &out]);
    assert!(printed.contains("There's nothing new in it"), "{printed}");
    let [ours, theirs] = [&user, &other].map(|user| {
        let all = user.stdout_of(&["export"]);
        all.split_once("\"entries\"")
            .expect("they exist")
            .1
            .to_owned()
    });
    assert_eq!(ours, theirs);
}

#[test]
fn entries_with_a_tag_are_exported_and_keep_it_elsewhere() {
    let user = user_with_thoughts(&["#work is too much 明日 🍲", "work", "#work, late", "#home"]);
    let out = user.stdout_of(&["export", "--tag", "#Work"]);
    let other = TestUser::first_run();
    other.run_with_input(&["import", "-"], &out);
    assert_eq!(count(&other), 2);
    assert_eq!(other.stdout_of(&["history", "--tags"]), "     2  #work\n");
    let none = user.run(&["export", "--tag", "wor"]);
    assert!(
        stdout_and_stderr(&none).contains("No entries match"),
        "{none:?}"
    );
    let old = user.run(&["export", "--tag", "work", "--until", "2020-01-01"]);
    assert!(
        stdout_and_stderr(&old).contains("No entries match"),
        "{old:?}"
    );
    let refused = user.run(&["export", "--tag", "two words"]);
    assert_eq!(refused.status.code(), Some(1), "{refused:?}");
}

#[test]
fn an_export_can_be_imported_through_a_pipe() {
    let user = user_with_thoughts(&WORDS);
    let out = user.stdout_of(&["export"]);
    let other = TestUser::first_run();
    let dry = stdout_and_stderr(&other.run_with_input(&["import", "--dry-run", "-"], &out));
    assert!(
        dry.starts_with("What came through the pipe has 2 entries: 2 new"),
        "{dry}"
    );
    let printed = stdout_and_stderr(&other.run_with_input(&["import", "-"], &out));
    assert!(printed.contains("2 entries are new here"), "{printed}");
    // A truncated file is rejected, and the journal stays unchanged.
    let refused = other.run_with_input(&["import", "-"], &out[..out.len() / 2]);
    assert_eq!(refused.status.code(), Some(1));
    let printed = stdout_and_stderr(&refused);
    assert!(
        printed.contains("What came through the pipe can't be imported, and nothing was changed"),
        "{printed}"
    );
    assert_eq!(count(&other), 2);
    other
        .open(&["import", "-"])
        .expect("no input comes through a pipe")
        .expect_exit(1);
}

#[test]
fn an_import_with_changes_makes_a_backup_first() {
    let user = user_with_thoughts(&["one"]);
    let out = path(&user, "out.json");
    user.stdout_of(&["export", "-o", &out]);
    let backups = user.journal().with_file_name("backups");
    user.stdout_of(&["import", &out]);
    assert!(!backups.exists(), "there was nothing new");
    let other = user_with_thoughts(&["another 睡"]);
    let text = fs::read_to_string(&out)
        .unwrap()
        .replace("walk-0", "walk-9");
    fs::write(&out, text).unwrap();
    let printed = other.stdout_of(&["import", &out]);
    assert!(
        printed.contains("1 entry is new here") && printed.contains("as it was before"),
        "{printed}"
    );
    assert_eq!(count(&other), 2);
    let backups = other.journal().with_file_name("backups");
    let copy = fs::read_dir(backups)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    assert_eq!(Journal::open(&copy).unwrap().ids().unwrap().len(), 1);
}

#[test]
fn an_export_overwrites_no_file_and_leaves_no_partial_one() {
    let user = user_with_thoughts(&WORDS);
    let out = user.write("mine.csv", "precious");
    let output = user.run(&["export", "-o", &out.display().to_string()]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(
        stdout_and_stderr(&output).contains("choose another name"),
        "{output:?}"
    );
    assert_eq!(fs::read_to_string(&out).unwrap(), "precious");
    let output = user.run(&["export", "-o", &path(&user, "no/such/folder.json")]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(
        stdout_and_stderr(&output).contains("couldn't"),
        "{output:?}"
    );
    // The disk is full in the middle.
    let full = format!(
        "ulimit -f 80; exec \"$0\" export --format md -o '{}'",
        path(&user, "full.md")
    );
    write_entries(&user.journal(), &["long ".repeat(20_000).as_str()]);
    user.open_shell(&full).expect("couldn't be").expect_exit(1);
    let names = fs::read_dir(user.home()).unwrap().flatten();
    let left: Vec<_> = names.map(|file| file.file_name()).collect();
    assert!(
        !left.iter().any(|name| {
            let name = name.to_string_lossy();
            name.contains("half") || name.contains("full")
        }),
        "{left:?}"
    );
}

#[test]
fn an_export_to_a_pipe_prints_the_record_alone() {
    let user = user_with_thoughts(&WORDS);
    user.open(&["export"])
        .expect("this would print your entries on the screen")
        .expect_exit(1);
    user.open(&["export", "-o", "-", "--format", "md"])
        .expect("They will fire me. 明日 🍲")
        .expect_exit(0);
    let table = user.stdout_of(&["export", "--format", "csv"]);
    assert!(table.starts_with("id,exercise,title,"), "{table}");
    let bare = user.stdout_of(&["export", "--redact"]);
    assert!(
        bare.contains("two-minute-check") && !bare.contains("fire"),
        "{bare}"
    );
    // A reader that closes the pipe early.
    let many: Vec<_> = (0..300)
        .map(|number| format!("{number} 🍲").repeat(100))
        .collect();
    write_entries(
        &user.journal(),
        &many.iter().map(String::as_str).collect::<Vec<_>>(),
    );
    let script = "\"$0\" export | head -c 10; echo; echo \"over: ${PIPESTATUS[0]}\"";
    let script = format!("exec bash -c '{}' \"$0\"", script.replace('\'', "'\\''"));
    let mut terminal = user.open_shell(&script);
    terminal.expect("over: 0").expect_exit(0);
    assert!(terminal.inspect(|state| !String::from_utf8_lossy(&state.bytes).contains("enough:")));
}

#[test]
fn private_mode_neither_exports_nor_imports() {
    let user = user_with_thoughts(&WORDS);
    let file = path(&user, "out.json");
    for arguments in [
        &["--private", "export"][..],
        &["--private", "import", &file],
    ] {
        let output = user.run(arguments);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        assert!(
            stdout_and_stderr(&output).contains("with --private"),
            "{output:?}"
        );
    }
}

#[test]
fn an_unreadable_import_file_is_reported_and_the_journal_unchanged() {
    let user = user_with_thoughts(&WORDS);
    let before = fs::read(user.journal()).unwrap();
    let file = user.write(
        "odd\u{1b}[2J.json",
        "{\"v\":1,\"kind\":\"good-enough journal\",\"entries\":[{",
    );
    let output = user.run(&["import", &file.display().to_string()]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let printed = stdout_and_stderr(&output);
    assert!(
        printed.contains("can't be imported, and nothing was changed"),
        "{printed}"
    );
    assert!(
        printed.contains("ends in the middle") && !printed.contains('\u{1b}'),
        "{printed}"
    );
    assert_eq!(fs::read(user.journal()).unwrap(), before);
}

#[test]
fn two_computers_sync_through_a_shared_folder() {
    let (one, two) = (user_with_thoughts(&WORDS), TestUser::new());
    let shared = tempfile::tempdir().expect("a temporary folder");
    let folder = shared.path().display().to_string();
    let output = one.run(&["sync", &folder]);
    let printed = stdout_and_stderr(&output);
    assert!(output.status.success(), "{printed}");
    assert!(
        printed.contains("Sent: 2 entries") && printed.contains("they aren't encrypted"),
        "{printed}"
    );
    let printed = two.stdout_of(&["sync", &folder]);
    assert!(printed.contains("2 entries are new here"), "{printed}");
    assert_eq!(count(&two), 2);
    let printed = stdout_and_stderr(&two.run(&["sync", &folder]));
    assert_eq!(
        printed,
        "Sent: 0 entries.\nThere is nothing new from elsewhere.\n"
    );
    let files = fs::read_dir(shared.path()).unwrap().flatten();
    let files: Vec<_> = files.map(|file| file.path()).collect();
    assert_eq!(files.len(), 2, "{files:?}");
    assert!(files.iter().all(|file| mode(file) == 0o600));
    // The device name is readable by its owner only, and `wipe` removes it.
    let device = one.journal().with_file_name("device-id");
    assert_eq!(mode(&device), 0o600);
    let printed = one.stdout_of(&["data", "wipe", "--yes"]);
    assert!(printed.contains("the name of this computer"), "{printed}");
    assert!(!device.exists());
}

#[test]
fn a_missing_sync_folder_is_not_created() {
    let user = user_with_thoughts(&WORDS);
    let folder = path(&user, "shared");
    for arguments in [&["sync", &folder][..], &["--private", "sync", &folder]] {
        let output = user.run(arguments);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        let printed = stdout_and_stderr(&output);
        assert!(
            printed.contains("there is no folder") || printed.contains("with --private"),
            "{printed}"
        );
    }
    assert!(!Path::new(&folder).exists());
}

#[cfg(target_os = "linux")]
#[test]
fn a_large_file_is_imported_in_bounded_memory() {
    let user = TestUser::new();
    let note = "What if, and what then? 明日 ".repeat(4000);
    let row = |minute: i32| {
        let time = format!("{:02}:{:02}", minute / 60, minute % 60);
        format!("2026-01-15,x,y,{time},ok,,,\"{note}{minute}\"\n")
    };
    let rows: String = (0..96).map(row).collect();
    let table = format!("full_date,date,weekday,time,mood,activities,note_title,note\n{rows}");
    assert!(table.len() > 11_000_000);
    let json = serde_json::json!({"entries": (0..96).map(|minute| serde_json::json!({
        "title": format!("{minute}"), "body": note, "date": "2026-01-15", "time": "21:15",
    })).collect::<Vec<_>>()});
    for (name, text) in [("large.csv", table), ("large.json", json.to_string())] {
        let file = path(&user, name);
        fs::write(&file, text).expect("it can be written");
        // In kilobytes. The program itself takes most of it; the rest is less than the file.
        let script = "ulimit -v 40000; exec \"$0\" import --dry-run \"$1\"";
        let output = user
            .command("sh", &["-c", script, crate::test_user::PROGRAM, &file])
            .output()
            .expect("it starts");
        assert!(output.status.success(), "{output:?}");
        assert!(
            stdout_and_stderr(&output).contains("96 entries: 96 new"),
            "{output:?}"
        );
    }
}

#[test]
fn a_table_and_pages_to_read_leave_out_the_trash_unless_it_is_asked_for() {
    let user = user_with_thoughts(&["They will fire me. 明日 🍲", "Discarded 捨"]);
    user.stdout_of(&["delete", "walk-1"]);
    for (format, is_for_reading) in [("csv", true), ("md", true), ("json", false)] {
        let out = path(&user, &format!("out.{format}"));
        let printed = user.stdout_of(&["export", "-o", &out]);
        let text = fs::read_to_string(&out).expect("it was written");
        assert!(text.contains("They will fire me"), "{text}");
        assert_eq!(text.contains("Discarded"), !is_for_reading, "{text}");
        let named = if is_for_reading {
            "1 entry saved to"
        } else {
            "1 entry and 1 from the trash saved to"
        };
        assert!(printed.contains(named), "{printed}");
        let all = path(&user, &format!("all.{format}"));
        let printed = user.stdout_of(&["export", "--with-trash", "-o", &all]);
        let named = "1 entry and 1 from the trash saved to";
        assert!(printed.contains(named), "{printed}");
        let text = fs::read_to_string(&all).expect("it was written");
        assert!(text.contains("Discarded"), "{text}");
    }
}

#[test]
fn an_export_for_reading_is_recognized_and_the_one_to_import_is_named() {
    let user = user_with_thoughts(&WORDS);
    for (name, redact) in [
        ("a.csv", false),
        ("a.md", false),
        ("b.csv", true),
        ("b.md", true),
    ] {
        let out = path(&user, name);
        let redact: &[&str] = if redact { &["--redact"] } else { &[] };
        user.stdout_of(&[&["export", "-o", &out], redact].concat());
        let refused = user.run(&["import", &out]);
        assert_eq!(refused.status.code(), Some(1), "{refused:?}");
        let printed = stdout_and_stderr(&refused);
        assert!(
            printed.contains("it is an export of enough for reading")
                && printed.contains("“enough export -o FILE.json”"),
            "{name}: {printed}"
        );
    }
    let diary = user.write(
        "diary.md",
        "# Tuesday\n\nTuesday, 24 November 2026, and rain\n",
    );
    let printed = stdout_and_stderr(&user.run(&["import", &diary.display().to_string()]));
    assert!(
        printed.contains("it isn't an export of enough"),
        "{printed}"
    );
}

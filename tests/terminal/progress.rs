//! Long work shows its progress on a terminal and nowhere else, and Ctrl+C stops it with nothing half done.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use rustix::process::Signal;

use crate::fixtures::user_with_thoughts;
use crate::pty::PtyTerminal;
use crate::test_user::TestUser;

/// So many that importing them takes more than a second, even on a fast computer.
const MANY: usize = if cfg!(debug_assertions) {
    4_000
} else {
    60_000
};
/// So many that reading them alone does.
const MORE: usize = 2 * MANY;

/// Writes an export with that many entries into the home folder, and returns its path.
fn write_export(user: &TestUser, count: usize) -> String {
    let entries: Vec<_> = (0..count).map(entry).collect();
    let export = format!(
        r#"{{"v":1,"kind":"good-enough journal","redacted":false,"entries":[{}]}}"#,
        entries.join(",\n")
    );
    user.write("long.json", &export).display().to_string()
}

fn entry(number: usize) -> String {
    format!(
        r#"{{"id":"walk-from-elsewhere-{number}","exercise":"two-minute-check","title":"Two-minute check",
        "started_at":"2026-03-01T20:00:00Z","finished_at":"2026-03-01T20:02:00Z","utc_offset_seconds":0,
        "day":"2026-03-01","state":"done","edited_at":"2026-03-01T20:02:00Z","revision":1,"answers":[{{"step":"fear",
        "role":"fear","prompt":"What is the thought?","answer":{{"kind":"text","text":"Nobody calls. 明日 🍲"}}}}]}}"#
    )
}

/// The files below the folder of the journal, with their sizes.
fn data_files(user: &TestUser) -> BTreeMap<PathBuf, u64> {
    let folder = user.journal().parent().expect("it has one").to_owned();
    let (mut folders, mut files) = (vec![folder], BTreeMap::new());
    while let Some(folder) = folders.pop() {
        for file in fs::read_dir(folder).expect("it can be read").flatten() {
            let about = file.metadata().expect("it exists");
            if about.is_dir() {
                folders.push(file.path());
            } else {
                files.insert(file.path(), about.len());
            }
        }
    }
    files
}

#[test]
fn ctrl_c_stops_an_import_and_nothing_is_changed() {
    let user = user_with_thoughts(&["They will fire me. 明日 🍲", "b"]);
    let file = write_export(&user, MANY);
    let (files, words) = (data_files(&user), user.stdout_of(&["history", "--json"]));
    let mut terminal = user.open_sized(&["import", &file], (80, 24));
    terminal
        .expect("Importing: ")
        .expect(&format!(
            " of {},000 entries. Ctrl+C stops it.",
            MANY / 1000
        ))
        .press("<C-c>")
        .expect("enough: this was stopped, and nothing was changed")
        .expect_exit(130);
    let screen = terminal.screen();
    assert!(!screen.contains("Importing"), "{screen}");
    assert_eq!(user.stdout_of(&["history", "--json"]), words);
    assert_eq!(data_files(&user), files);
}

#[test]
fn a_preview_erases_its_progress_and_a_pipe_never_sees_it() {
    let user = TestUser::first_run();
    let file = write_export(&user, MORE);
    let mut terminal = user.open_sized(&["import", "--dry-run", &file], (40, 12));
    terminal
        .expect("Reading the file: ")
        .expect("Nothing was changed")
        .expect_exit(0);
    let screen = terminal.screen();
    assert!(!screen.contains("Reading the file"), "{screen}");
    let output = user.run(&["import", "--dry-run", &file]);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn in_line_mode_progress_is_plain_lines_that_stay() {
    let user = TestUser::first_run().with("ACCESSIBLE", "1");
    let file = write_export(&user, MORE);
    let mut terminal = user.open_sized(&["import", "--dry-run", &file], (200, 24));
    terminal.expect("Nothing was changed").expect_exit(0);
    let screen = terminal.screen();
    let first = screen.lines().next().unwrap_or_default();
    assert!(
        first.starts_with("Reading the file") && first.trim_end().ends_with("Ctrl+C stops it."),
        "{screen}"
    );
}

/// So many entries that writing them into a file takes seconds.
const HISTORY: usize = 3 * MORE;

/// A user whose history is open, with many entries.
fn open_long_history() -> (TestUser, PtyTerminal) {
    let user = TestUser::new();
    let file = write_export(&user, HISTORY);
    user.stdout_of(&["import", &file]);
    let mut terminal = user.open(&["history"]);
    terminal.expect(&format!("1 of {},000", HISTORY / 1000));
    (user, terminal)
}

/// The names of the files that the history wrote.
fn exports(user: &TestUser) -> Vec<String> {
    let folder = user.journal().with_file_name("exports");
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    let names = files.map(|file| file.file_name());
    names
        .map(|name| name.to_string_lossy().into_owned())
        .collect()
}

#[test]
fn an_export_from_the_history_shows_its_progress_and_stops_at_a_key_or_a_signal() {
    let (user, mut terminal) = open_long_history();
    terminal
        .press("x22")
        .expect("Writing the export: ")
        .resize(40, 12);
    terminal
        .expect("Esc stop   ? people   F2 breathe")
        .press("<Esc>")
        .expect("That was stopped, and no file was")
        .resize(80, 24);
    assert_eq!(exports(&user), [""; 0]);
    terminal
        .press("j")
        .expect(&format!("2 of {},000", HISTORY / 1000));
    terminal
        .press("x22")
        .expect("Writing the export: ")
        .press("<C-c>")
        .expect_exit(0);
    assert_eq!(exports(&user), [""; 0]);
    let mut terminal = user.open(&["history"]);
    terminal
        .expect("1 of")
        .press("x22")
        .expect("Writing the export: ")
        .signal(Signal::TERM)
        .expect_exit(143);
    assert_eq!(exports(&user), [""; 0]);
    let mut terminal = user.open(&["history"]);
    terminal
        .expect("1 of")
        .press("x22")
        .expect(&format!("{},000 entries saved to", HISTORY / 1000));
    assert_eq!(exports(&user).len(), 1);
}

#[test]
fn in_line_mode_an_export_says_how_far_it_is_and_ctrl_c_stops_it_and_leaves() {
    let user = TestUser::new().with("ACCESSIBLE", "1");
    let file = write_export(&user, HISTORY);
    user.stdout_of(&["import", &file]);
    let mut terminal = user.open(&["history"]);
    for line in ["/export", "2", "2"] {
        terminal.expect("/back").type_in(line).press("<Enter>");
    }
    terminal
        .expect("Writing the export: ")
        .expect("Ctrl+C stops it.")
        .press("<C-c>")
        .expect("That was stopped, and no file was written.")
        .expect_exit(130);
    assert_eq!(exports(&user), [""; 0]);
}

//! What several tests of the real program start from.

use std::fs;
use std::path::Path;
use std::process::Output;

use good_enough::domain::entry::{Answer, Entry};
use good_enough::storage::journal::Journal;
use jiff::civil::date;

use crate::entries::{answered, finished_entry};
use crate::pty::PtyTerminal;
use crate::test_user::TestUser;

/// A user with one finished entry for each text.
pub fn user_with_thoughts(texts: &[&str]) -> TestUser {
    let user = TestUser::first_run();
    write_entries(&user.journal(), texts);
    user
}

/// Writes one finished entry for each text, named `walk-0`, `walk-1` and so on.
pub fn write_entries(path: &Path, texts: &[&str]) {
    let mut journal = Journal::open(path).expect("the journal opens");
    for (number, text) in texts.iter().enumerate() {
        let entry = thought_entry(&format!("walk-{number}"), text);
        journal
            .load_for_editing(&entry.id)
            .expect("the entry can be read");
        journal.save(&entry).expect("the entry is saved");
    }
}

/// A finished entry with one text.
pub fn thought_entry(id: &str, text: &str) -> Entry {
    Entry {
        answers: vec![answered(None, Answer::Text(text.to_owned()))],
        ..finished_entry(id.to_owned(), "two-minute-check", date(2026, 3, 1))
    }
}

/// Opens the first step of the two-minute check and types `text`.
pub fn open_step_with_text(user: &TestUser, text: &str) -> PtyTerminal {
    let mut terminal = user.open(&["start", "two-minute"]);
    terminal
        .expect("What is the thought")
        .type_in(text)
        .expect(text);
    terminal
}

pub fn stdout_and_stderr(output: &Output) -> String {
    let bytes = [&*output.stdout, &*output.stderr].concat();
    String::from_utf8(bytes).expect("the output is UTF-8")
}

/// Ignores the case of ASCII letters.
pub fn contains_text(bytes: &[u8], text: &str) -> bool {
    bytes
        .windows(text.len())
        .any(|part| part.eq_ignore_ascii_case(text.as_bytes()))
}

/// Fills the file after its first page with `fill`; returns its new content.
pub fn corrupt(path: &Path, fill: u8) -> Vec<u8> {
    let mut bytes = fs::read(path).expect("the file exists");
    bytes[4096..].fill(fill);
    fs::write(path, &bytes).expect("the file is writable");
    bytes
}

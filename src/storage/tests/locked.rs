//! A locked journal: nothing of it can be read without its key, and it is never taken for something else.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;
use zeroize::Zeroizing;

use super::durability::read_files;
use super::*;
use crate::storage::db::OpenMode;
use crate::storage::lock::Seed;
use crate::storage::preflight;
use crate::storage::schema::{APPLICATION_ID, SCHEMA_VERSION};
use crate::storage::search::Filters;
use crate::storage::spool;
use crate::storage::sqlite_file::page_cipher;

fn key_of(byte: u8) -> JournalKey {
    JournalKey::of(&Seed::from_bytes(Zeroizing::new([byte; 16])))
}

/// A data folder with a journal that is locked with `key_of(1)`.
struct LockedHome {
    home: TempDir,
}

impl LockedHome {
    fn new() -> Self {
        let desk = Self {
            home: tempfile::tempdir().unwrap(),
        };
        let mut journal = desk.open().unwrap();
        journal.save(&entry()).unwrap();
        desk
    }

    fn path(&self) -> PathBuf {
        self.home.path().join("journal.db")
    }

    fn open(&self) -> Result<Journal, JournalError> {
        Journal::open_with(&self.path(), &key_of(1))
    }

    fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        read_files(self.home.path())
    }

    fn change(&self, change: impl FnOnce(&mut Vec<u8>)) {
        let mut bytes = fs::read(self.path()).unwrap();
        change(&mut bytes);
        fs::write(self.path(), bytes).unwrap();
    }
}

fn entry() -> Entry {
    finished_entry("walk").with_thought("They will fire me 火 #work")
}

/// Whether any file has one of the words, or the name of a table, which every plain journal has.
fn is_readable(files: &BTreeMap<PathBuf, Vec<u8>>) -> bool {
    let has = |bytes: &[u8], text: &str| {
        let mut parts = bytes.windows(text.len());
        parts.any(|part| part.eq_ignore_ascii_case(text.as_bytes()))
    };
    let words = ["fire me", "火", "#work", "create table", "entry"];
    let found = |bytes: &Vec<u8>| words.iter().any(|word| has(bytes, word));
    files.values().any(found)
}

#[test]
fn no_word_is_readable_in_any_file_while_a_locked_journal_is_open_and_afterwards() {
    let desk = LockedHome::new();
    let mut journal = desk.open().unwrap();
    journal.save(&draft_entry("draft")).unwrap();
    assert_stored(&journal, &entry());
    let query = Query::new("fire", Filters::default());
    assert_eq!(read_all_newest_first(&journal, &query, 9).len(), 1);
    let open = desk.files();
    assert!(open.len() > 1, "its log is there");
    assert!(!is_readable(&open));
    drop(journal);
    assert!(!is_readable(&desk.files()));

    let plain = tempfile::tempdir().unwrap();
    let mut journal =
        Journal::open_with(&plain.path().join("journal.db"), &JournalKey::NONE).unwrap();
    journal.save(&entry()).unwrap();
    assert!(is_readable(&read_files(plain.path())), "this can be found");
}

#[test]
fn a_locked_journal_is_not_opened_without_its_key_and_nothing_is_changed() {
    let desk = LockedHome::new();
    let before = desk.files();
    let without = Journal::open_with(&desk.path(), &JournalKey::NONE);
    assert!(
        matches!(without, Err(JournalError::Locked { .. })),
        "{without:?}"
    );
    let other = Journal::open_with(&desk.path(), &key_of(2));
    assert!(
        matches!(other, Err(JournalError::LockedOtherwise { .. })),
        "{other:?}"
    );
    assert_eq!(desk.files(), before);
    // A ReadWrite connection leaves its shared-memory file behind, so only the journal is compared below.
    for mode in [OpenMode::Immutable, OpenMode::ReadOnly, OpenMode::ReadWrite] {
        let error = db::open(&desk.path(), mode, &JournalKey::NONE).unwrap_err();
        let error = JournalError::from_sqlite(&desk.path(), error);
        assert!(
            matches!(error, JournalError::Locked { .. }),
            "{mode:?}: {error:?}"
        );
    }
    assert_eq!(desk.files()[&desk.path()], before[&desk.path()]);
    assert_stored(&desk.open().unwrap(), &entry());
}

#[test]
fn what_a_locked_journal_cannot_save_is_spooled_locked_and_comes_back() {
    let desk = LockedHome::new();
    let mut journal = desk.open().unwrap();
    let unsaved = finished_entry("unsaved").with_thought("They will fire me 火 #work");
    let state = tempfile::tempdir().unwrap();
    let spooled = spool::write(state.path(), &journal, std::slice::from_ref(&unsaved)).unwrap();
    assert!(!is_readable(&read_files(state.path())));
    let refused = Journal::open_with(&spooled, &JournalKey::NONE);
    assert!(
        matches!(refused, Err(JournalError::Locked { .. })),
        "{refused:?}"
    );
    let waiting = journal.open_like(&spooled).unwrap();
    let merged = journal.merge_spooled(&waiting, || id("another")).unwrap();
    assert_eq!(merged.count, 1);
    assert_stored(&journal, &unsaved);
}

#[test]
fn a_plain_journal_in_the_place_of_a_locked_one_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("journal.db");
    drop(Journal::open_with(&path, &JournalKey::NONE).unwrap());
    let before = read_files(home.path());
    let opened = Journal::open_with(&path, &key_of(1));
    assert!(
        matches!(opened, Err(JournalError::NotLocked { .. })),
        "{opened:?}"
    );
    assert_eq!(read_files(home.path()), before);
}

#[test]
fn a_program_from_before_there_were_locks_takes_a_locked_journal_for_a_newer_one() {
    let desk = LockedHome::new();
    let bytes = fs::read(desk.path()).unwrap();
    let number = |offset: usize| i32::from_be_bytes(bytes[offset..offset + 4].try_into().unwrap());
    assert_eq!(number(68), APPLICATION_ID);
    // It calls everything below 1000 newer.
    assert!((SCHEMA_VERSION + 1..1000).contains(&i64::from(number(60))));
    assert_eq!(
        db::schema_version(&desk.open().unwrap().db).unwrap(),
        SCHEMA_VERSION
    );
}

#[test]
fn damage_of_the_first_page_is_told_from_another_key() {
    for place in [0, 16, 20, 21, 28, 56, 63, 68, 90, 100, 600, 4064, 4095] {
        let desk = LockedHome::new();
        desk.change(|bytes| bytes[place] ^= 1);
        let opened = desk.open();
        assert!(
            matches!(opened, Err(JournalError::Damaged { .. })),
            "{place}: {opened:?}"
        );
        let checked = preflight::check_file(&desk.path(), &key_of(2));
        assert!(checked.is_err(), "{place}");
    }
}

/// Written once by this program; its pages must be readable for ever. It has one table with one row.
const FIXTURE: &[u8] = include_bytes!("../../../tests/support/locked-format-1.db");

#[test]
fn a_file_that_was_locked_by_the_first_version_is_still_readable() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("format-1.db");
    fs::write(&path, FIXTURE).unwrap();
    let db = db::open(&path, OpenMode::Immutable, &key_of(1)).unwrap();
    let words: String = db
        .query_row("select words from line", [], |row| row.get(0))
        .unwrap();
    assert_eq!(words, "It may be hard, and I can do it 火 🔥");
    assert!(db::open(&path, OpenMode::Immutable, &key_of(2)).is_err());
}

#[test]
fn a_page_is_decrypted_without_sqlite_and_every_flipped_bit_is_noticed() {
    let key = key_of(1);
    let secret = key.secret().unwrap();
    let page = |number: usize| FIXTURE[(number - 1) * 4096..number * 4096].to_vec();
    for number in 1..=FIXTURE.len() / 4096 {
        let mut bytes = page(number);
        assert!(page_cipher::decrypt(
            &mut bytes,
            u32::try_from(number).unwrap(),
            secret
        ));
        let has = |text: &str| {
            bytes
                .windows(text.len())
                .any(|part| part == text.as_bytes())
        };
        assert!(has(if number == 1 {
            "CREATE TABLE line"
        } else {
            "I can do it 火 🔥"
        }));
        let mut moved = page(number);
        assert!(
            !page_cipher::decrypt(&mut moved, 9, secret),
            "it is the page of another number"
        );
        for bit in 0..8 * 4096 {
            // Each bit of nonce and tag, and one in 97 of the others.
            if bit < 8 * 4064 && bit % 97 > 0 {
                continue;
            }
            let mut bytes = page(number);
            bytes[bit / 8] ^= 1 << (bit % 8);
            let is_authentic =
                page_cipher::decrypt(&mut bytes, u32::try_from(number).unwrap(), secret);
            assert!(!is_authentic, "bit {bit} of page {number}");
        }
    }
    assert!(!page_cipher::decrypt(&mut [0; 31], 1, secret));
    assert!(!page_cipher::decrypt(&mut [], 2, secret));
}

/// How the fixture was made. It runs where somebody asks for it.
#[test]
fn write_the_fixture() {
    let Some(path) = std::env::var_os("ENOUGH_LOCKED_FIXTURE") else {
        return;
    };
    fs::write(&path, []).unwrap();
    let db = db::open(Path::new(&path), OpenMode::ReadWrite, &key_of(1)).unwrap();
    db.execute_batch(
        "create table line (words text not null) strict;
         insert into line values ('It may be hard, and I can do it 火 🔥');",
    )
    .unwrap();
}

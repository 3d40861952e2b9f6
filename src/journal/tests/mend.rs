//! Damaged journals, and what comes back of them.

mod anywhere;
mod first_page;
mod forged;
mod log;
mod spoiled_value;
mod switch;
mod values;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use tempfile::TempDir;

use super::file::files;
use super::*;
use crate::entry::LocalTime;
use crate::journal::mend::{self, RecoveryReport, Salvaged};
use crate::journal::search::{Filters, Query};
use crate::places::AppPaths;

const PAGE: usize = 4096;

/// How often random damage is tried: a few times, or many with `ENOUGH_LONG=1`.
fn times(few: u64) -> u64 {
    if std::env::var_os("ENOUGH_LONG").is_some() {
        few * 20
    } else {
        few
    }
}

/// A folder with a journal's place, in memory if there is one: thousands of journals are mended here.
struct Home {
    _folder: TempDir,
    places: AppPaths,
}

impl Home {
    fn new() -> Self {
        let folder = if cfg!(unix) {
            tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir())
        } else {
            tempfile::tempdir()
        };
        let folder = folder.expect("a place for the test");
        let data = folder.path().join("data");
        fs::create_dir(&data).expect("a folder");
        let places = AppPaths {
            exercises_dir: folder.path().join("exercises"),
            people_file: folder.path().join("people.yaml"),
            profile_file: data.join("person.yaml"),
            journal_file: data.join("journal.db"),
            backups_dir: data.join("backups"),
            config_file: data.join("config.yaml"),
            exports_dir: data.join("exports"),
            quarantine_dir: data.join("set-aside"),
            device_id_file: data.join("enough-device"),
            state_dir: folder.path().join("state"),
            runtime_dir: None,
            is_data_dir_custom: false,
        };
        Self {
            _folder: folder,
            places,
        }
    }

    /// A journal that was closed, as bytes.
    fn whole(entries: &[Entry]) -> Vec<u8> {
        let home = Self::new();
        let mut journal = home.open();
        write(&mut journal, entries);
        drop(journal);
        let files = files(home.data());
        assert_eq!(files.len(), 1, "the log is taken in");
        files.into_values().next().expect("the journal")
    }

    /// A journal and its log as a sudden end leaves them: the later entries are only in the log.
    fn killed(earlier: &[Entry], later: &[Entry]) -> [Vec<u8>; 2] {
        let home = Self::new();
        let mut journal = home.open();
        write(&mut journal, earlier);
        let _: i64 = ask(&journal, "pragma wal_checkpoint(truncate)");
        let _: i64 = ask(&journal, "pragma wal_autocheckpoint = 0");
        write(&mut journal, later);
        ["", "-wal"].map(|ending| fs::read(home.beside(ending)).expect("a file"))
    }

    fn data(&self) -> &Path {
        self.places.journal_file.parent().expect("a folder")
    }

    fn beside(&self, ending: &str) -> PathBuf {
        PathBuf::from(format!("{}{ending}", self.places.journal_file.display()))
    }

    fn open(&self) -> Journal {
        Journal::open(&self.places.journal_file).expect("a journal that opens")
    }

    fn put(&self, journal: &[u8]) {
        fs::write(&self.places.journal_file, journal).expect("written");
    }

    fn back_up(&self, day: &str, backup: &[u8]) {
        fs::create_dir_all(&self.places.backups_dir).expect("a folder");
        let name = format!("journal-{day}.db");
        fs::write(self.places.backups_dir.join(name), backup).expect("written");
    }

    fn mend(&self) -> Result<RecoveryReport, JournalError> {
        mend::recover(&self.places, &now())
    }

    /// Nothing lies in the folder of the journal but these files, and folders.
    fn assert_nothing_but(&self, expected: &[&str]) {
        let files = files(self.data()).into_keys().filter(|path| path.is_file());
        let names: BTreeSet<_> = files
            .filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()))
            .collect();
        let expected: BTreeSet<_> = expected.iter().map(|&name| name.to_owned()).collect();
        assert_eq!(names, expected);
    }

    /// The journal is as it was put there. SQLite may have made a log, without anything in it.
    fn assert_untouched(&self, journal: &[u8]) {
        let mut files = files(self.data());
        assert_eq!(
            files.remove(&self.places.journal_file).as_deref(),
            Some(journal)
        );
        assert_eq!(files.remove(&self.beside("-wal")).unwrap_or_default(), b"");
        files.remove(&self.beside("-shm"));
        assert_eq!(files, BTreeMap::new());
    }
}

fn now() -> LocalTime {
    LocalTime {
        timestamp: time("2026-11-24T22:41:05Z"),
        utc_offset: 3600,
        day: day("2026-11-24"),
    }
}

/// Walks of all kinds, as a person has them after a few weeks.
fn story() -> Vec<Entry> {
    (0..60_usize).map(chapter).collect()
}

fn chapter(number: usize) -> Entry {
    let name = format!("walk{number:02}");
    let minute = format!("2026-03-{:02}T20:{number:02}:00Z", 1 + number / 3);
    let begun = if number % 7 == 3 {
        draft(&name)
    } else {
        walk(&name)
    };
    let mut entry = begun
        .started(&minute)
        .thinking(&format!("{} {number}", WORDS[number % WORDS.len()]));
    entry.day = jiff::tz::Offset::UTC.to_datetime(entry.started_at).date();
    if number.is_multiple_of(3) {
        entry = entry
            .with(Role::LikelihoodBefore, Answer::Rating(80))
            .with(
                Role::Feelings,
                Answer::Chosen(vec!["afraid".into(), "明日".into()]),
            )
            .with(None, Answer::Items(WORDS.map(str::to_owned).to_vec()))
            .with(None, Answer::Seconds(90));
    }
    if number % 5 == 1 {
        let long = "A long story 👨‍👩‍👧‍👦 about 明日. ".repeat(40 + 3 * number);
        entry = entry.with(Role::Reframe, Answer::Text(long));
    }
    if number.is_multiple_of(4) {
        entry = entry.asking_on("2026-04-01");
    }
    if number > 0 && number.is_multiple_of(6) {
        entry.origin = Some(id("walk00"));
    }
    entry
}

/// Saves them answer by answer as a person does, so that rows are replaced and pages freed.
fn write(journal: &mut Journal, entries: &[Entry]) {
    for entry in entries {
        for answers in 0..entry.answers.len() {
            let so_far = Entry {
                state: EntryState::Draft,
                finished_at: None,
                answers: entry.answers[..answers].to_vec(),
                ..entry.clone()
            };
            journal.save(&so_far).expect("saved");
        }
        journal.save(entry).expect("saved");
        if entry.id.as_str().ends_with('5') {
            journal.trash(&entry.id, now().timestamp).expect("trashed");
        }
    }
}

/// Every value of every row, as text, by the entry it belongs to.
type Rows = BTreeMap<String, Vec<String>>;

fn rows(journal: &Journal) -> Rows {
    let mut rows = Rows::new();
    for question in [
        "select id, * from entry",
        "select entry, * from answer order by entry, position",
        "select entry, * from check_in",
    ] {
        let mut question = journal.db.prepare(question).expect("a question");
        let columns = question.column_count();
        let mut found = question.query([]).expect("an answer");
        while let Some(row) = found.next().expect("a row") {
            let values: Vec<rusqlite::types::Value> = (1..columns)
                .map(|column| row.get(column).expect("a value"))
                .collect();
            let id: String = row.get(0).expect("a name");
            rows.entry(id).or_default().push(format!("{values:?}"));
        }
    }
    rows
}

fn rows_of(journal: &[u8]) -> Rows {
    let home = Home::new();
    home.put(journal);
    rows(&home.open())
}

fn assert_sound(journal: &Journal) {
    assert_eq!(ask::<String>(journal, "pragma integrity_check"), "ok");
    let orphans = "select count(*) from pragma_foreign_key_check";
    assert_eq!(ask::<i64>(journal, orphans), 0);
    for row in rows(journal).keys() {
        journal.entry(&id(row)).expect("readable").expect("there");
    }
    for shelf in [EntryList::Done, EntryList::Drafts, EntryList::Trash] {
        journal.newest_summaries(shelf, 1000).expect("readable");
        let everything = Query::new(
            "",
            Filters {
                list: shelf,
                ..Filters::default()
            },
        );
        let searchable = journal.count_matches(&everything).expect("searchable");
        assert_eq!(searchable, journal.count(shelf).expect("readable"));
    }
}

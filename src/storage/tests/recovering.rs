//! Recovery of damaged journals.

mod column_repair;
mod damaged_wal;
mod first_page;
mod flipped_values;
mod forged_pages;
mod random_damage;
mod replacement;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use tempfile::TempDir;

use super::durability::read_files;
use super::*;
use crate::domain::entry::LocalTime;
use crate::platform::paths::AppPaths;
use crate::storage::recovery::{self, RecoveryReport, Salvaged};
use crate::storage::search::{Filter, Filters, Query};
use crate::storage::work_observer::WorkObserver;

const PAGE_BYTES: usize = 4096;

/// The number of iterations with random damage: few, or many with `ENOUGH_LONG=1`.
fn scale_iterations(few: u64) -> u64 {
    if std::env::var_os("ENOUGH_LONG").is_some() {
        few * 20
    } else {
        few
    }
}

/// The paths of a user, in memory where there is such a file system, since thousands of journals are recovered
/// here.
struct RecoveryFixture {
    _folder: TempDir,
    paths: AppPaths,
}

impl RecoveryFixture {
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
            profile_file: data.join("profile.yaml"),
            journal_file: data.join("journal.db"),
            lock_file: data.join("journal.lock"),
            backups_dir: data.join("backups"),
            config_file: data.join("config.yaml"),
            exports_dir: data.join("exports"),
            quarantine_dir: data.join("quarantine"),
            device_id_file: data.join("device-id"),
            state_dir: folder.path().join("state"),
            runtime_dir: None,
            is_data_dir_custom: false,
        };
        Self {
            _folder: folder,
            paths: places,
        }
    }

    /// The bytes of a closed journal.
    fn closed_journal(entries: &[Entry]) -> Vec<u8> {
        let home = Self::new();
        let mut journal = home.open_journal();
        save_step_by_step(&mut journal, entries);
        drop(journal);
        let files = read_files(home.data_dir());
        assert_eq!(files.len(), 1, "the log is taken in");
        files.into_values().next().expect("the journal")
    }

    /// A journal and its WAL after a crash: the later entries are only in the WAL.
    fn crashed_journal(earlier: &[Entry], later: &[Entry]) -> [Vec<u8>; 2] {
        let home = Self::new();
        let mut journal = home.open_journal();
        save_step_by_step(&mut journal, earlier);
        let _: i64 = query_value(&journal, "pragma wal_checkpoint(truncate)");
        let _: i64 = query_value(&journal, "pragma wal_autocheckpoint = 0");
        save_step_by_step(&mut journal, later);
        ["", "-wal"].map(|ending| fs::read(home.sidecar(ending)).expect("a file"))
    }

    fn data_dir(&self) -> &Path {
        self.paths.journal_file.parent().expect("a folder")
    }

    fn sidecar(&self, ending: &str) -> PathBuf {
        PathBuf::from(format!("{}{ending}", self.paths.journal_file.display()))
    }

    fn open_journal(&self) -> Journal {
        Journal::open(&self.paths.journal_file).expect("a journal that opens")
    }

    fn write_journal(&self, journal: &[u8]) {
        fs::write(&self.paths.journal_file, journal).expect("written");
    }

    fn write_backup(&self, day: &str, backup: &[u8]) {
        fs::create_dir_all(&self.paths.backups_dir).expect("a folder");
        let name = format!("journal-{day}.db");
        fs::write(self.paths.backups_dir.join(name), backup).expect("written");
    }

    fn recover(&self) -> Result<RecoveryReport, JournalError> {
        recovery::recover(
            &self.paths,
            &fixed_now(),
            &JournalKey::default(),
            &WorkObserver::default(),
        )
    }

    /// The folder of the journal contains only these files, and folders.
    fn assert_only_files(&self, expected: &[&str]) {
        let files = read_files(self.data_dir())
            .into_keys()
            .filter(|path| path.is_file());
        let names: BTreeSet<_> = files
            .filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()))
            .collect();
        let expected: BTreeSet<_> = expected.iter().map(|&name| name.to_owned()).collect();
        assert_eq!(names, expected);
    }

    /// The journal is unchanged. SQLite may have created an empty WAL.
    fn assert_unchanged(&self, journal: &[u8]) {
        let mut files = read_files(self.data_dir());
        assert_eq!(
            files.remove(&self.paths.journal_file).as_deref(),
            Some(journal)
        );
        assert_eq!(files.remove(&self.sidecar("-wal")).unwrap_or_default(), b"");
        files.remove(&self.sidecar("-shm"));
        assert_eq!(files, BTreeMap::new());
    }
}

fn fixed_now() -> LocalTime {
    LocalTime {
        timestamp: timestamp("2026-11-24T22:41:05Z"),
        utc_offset: 3600,
        day: day("2026-11-24"),
    }
}

/// Entries of all kinds, like those of a few weeks.
fn sample_entries() -> Vec<Entry> {
    (0..60_usize).map(sample_entry).collect()
}

fn sample_entry(number: usize) -> Entry {
    let name = format!("walk{number:02}");
    let minute = format!("2026-03-{:02}T20:{number:02}:00Z", 1 + number / 3);
    let begun = if number % 7 == 3 {
        draft_entry(&name)
    } else {
        finished_entry(&name)
    };
    let mut entry = begun.started_at(&minute).with_thought(&format!(
        "{} {number}",
        HOSTILE_TEXTS[number % HOSTILE_TEXTS.len()]
    ));
    entry.day = jiff::tz::Offset::UTC.to_datetime(entry.started_at).date();
    if number.is_multiple_of(3) {
        entry = entry
            .with_answer(Role::LikelihoodBefore, Answer::Rating(80))
            .with_answer(
                Role::Feelings,
                Answer::Chosen(vec!["afraid".into(), "明日".into()]),
            )
            .with_answer(
                None,
                Answer::Items(HOSTILE_TEXTS.map(str::to_owned).to_vec()),
            )
            .with_answer(None, Answer::Seconds(90));
    }
    if number % 5 == 1 {
        let long = "A long story 👨‍👩‍👧‍👦 about 明日. ".repeat(40 + 3 * number);
        entry = entry.with_answer(Role::Reframe, Answer::Text(long));
    }
    if number.is_multiple_of(4) {
        entry = entry.with_follow_up_on("2026-04-01");
    }
    if number > 0 && number.is_multiple_of(6) {
        entry.origin = Some(id("walk00"));
    }
    entry
}

/// Saves the entries answer by answer as a person does, so that rows are replaced and pages freed.
fn save_step_by_step(journal: &mut Journal, entries: &[Entry]) {
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
            journal
                .trash(&entry.id, fixed_now().timestamp)
                .expect("trashed");
        }
    }
}

/// Every value of every row as text, by entry.
type RowDump = BTreeMap<String, Vec<String>>;

fn dump_rows(journal: &Journal) -> RowDump {
    let mut rows = RowDump::new();
    for question in [
        "select id, * from entry",
        "select entry_id, * from answer order by entry_id, position",
        "select entry_id, * from follow_up",
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

fn dump_rows_of(journal: &[u8]) -> RowDump {
    let home = RecoveryFixture::new();
    home.write_journal(journal);
    dump_rows(&home.open_journal())
}

fn assert_intact(journal: &Journal) {
    assert_eq!(
        query_value::<String>(journal, "pragma integrity_check"),
        "ok"
    );
    let orphans = "select count(*) from pragma_foreign_key_check";
    assert_eq!(query_value::<i64>(journal, orphans), 0);
    for row in dump_rows(journal).keys() {
        journal.entry(&id(row)).expect("readable").expect("there");
    }
    for shelf in [EntryList::Done, EntryList::Drafts, EntryList::Trash] {
        journal.newest_summaries(shelf, 1000).expect("readable");
        let everything = Query::new("", Filter::List(shelf).into());
        let searchable = journal.count_matches(&everything).expect("searchable");
        assert_eq!(searchable, journal.count(shelf).expect("readable"));
    }
}

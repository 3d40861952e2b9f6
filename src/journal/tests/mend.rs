use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::Range;

use proptest::prelude::*;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tempfile::TempDir;

use super::file::files;
use super::*;
use crate::entry::Moment;
use crate::journal::mend::{self, Mended, Node, Offer, Pages, Salvaged};
use crate::places::Places;

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
    folder: TempDir,
    places: Places,
}

impl Home {
    fn new() -> Self {
        let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
        let folder = folder.expect("a place for the test");
        let data = folder.path().join("data");
        fs::create_dir(&data).expect("a folder");
        let places = Places {
            exercises: folder.path().join("exercises"),
            journal: data.join("journal.db"),
            backups: data.join("backups"),
            set_aside: data.join("set-aside"),
            state: folder.path().join("state"),
            runtime: None,
            is_chosen: false,
        };
        Self { folder, places }
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
        self.places.journal.parent().expect("a folder")
    }

    fn beside(&self, ending: &str) -> PathBuf {
        PathBuf::from(format!("{}{ending}", self.places.journal.display()))
    }

    fn open(&self) -> Journal {
        Journal::open(&self.places.journal).expect("a journal that opens")
    }

    fn put(&self, journal: &[u8]) {
        fs::write(&self.places.journal, journal).expect("written");
    }

    fn back_up(&self, day: &str, backup: &[u8]) {
        fs::create_dir_all(&self.places.backups).expect("a folder");
        let name = format!("journal-{day}.db");
        fs::write(self.places.backups.join(name), backup).expect("written");
    }

    fn mend(&self) -> Result<Mended, JournalError> {
        mend::mend(&self.places, &now())
    }

    /// Nothing but the named files lies in the folder of the journal.
    fn assert_holds(&self, expected: &[&str]) {
        let names = files(self.data()).into_keys();
        let names: BTreeSet<_> = names
            .filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()))
            .collect();
        let expected: BTreeSet<_> = expected.iter().map(|&name| name.to_owned()).collect();
        assert_eq!(names, expected);
    }
}

fn now() -> Moment {
    Moment {
        at: time("2026-11-24T22:41:05Z"),
        offset: 3600,
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
    entry.day = jiff::tz::Offset::UTC.to_datetime(entry.started).date();
    if number % 3 == 0 {
        entry = entry
            .with(Part::LikelihoodBefore, Answer::Rating(80))
            .with(
                Part::Feelings,
                Answer::Chosen(vec!["afraid".into(), "明日".into()]),
            )
            .with(None, Answer::Items(WORDS.map(str::to_owned).to_vec()))
            .with(None, Answer::Seconds(90));
    }
    if number % 5 == 1 {
        let long = "A long story 👨‍👩‍👧‍👦 about 明日. ".repeat(100 * number);
        entry = entry.with(Part::Reframe, Answer::Text(long));
    }
    if number % 4 == 0 {
        entry = entry.asking_on("2026-04-01");
    }
    if number > 0 && number % 6 == 0 {
        entry.origin = Some(id("walk00"));
    }
    entry
}

/// Saves them answer by answer as a person does, so that rows are replaced and pages freed.
fn write(journal: &mut Journal, entries: &[Entry]) {
    for entry in entries {
        for answers in 0..entry.answers.len() {
            let so_far = Entry {
                state: State::Draft,
                finished: None,
                answers: entry.answers[..answers].to_vec(),
                ..entry.clone()
            };
            journal.save(&so_far).expect("saved");
        }
        journal.save(entry).expect("saved");
        if entry.id.as_str().ends_with('5') {
            journal.trash(&entry.id, now().at).expect("trashed");
        }
    }
}

/// Every value of every row, as text, by the entry it belongs to.
fn rows(journal: &Journal) -> BTreeMap<String, Vec<String>> {
    let mut rows: BTreeMap<_, Vec<_>> = BTreeMap::new();
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

fn rows_of(journal: &[u8]) -> BTreeMap<String, Vec<String>> {
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
    for shelf in [Shelf::Done, Shelf::Drafts, Shelf::Trash] {
        journal.page(shelf, 0, 1000).expect("readable");
    }
}

/// How many damages were tried, and what became of the entries.
#[derive(Debug, Default)]
struct Figures {
    tried: u64,
    opened: u64,
    refused: u64,
    entries: usize,
    identical: usize,
    partial: u64,
    lost: u64,
}

/// The whole story of one damage: opening tells, and mending brings back what there is.
fn try_damage(
    damaged: &[u8],
    original: &BTreeMap<String, Vec<String>>,
    backup: Option<(&[u8], &BTreeMap<String, Vec<String>>)>,
    figures: &mut Figures,
) -> BTreeMap<String, Vec<String>> {
    let home = Home::new();
    home.put(damaged);
    figures.tried += 1;
    match Journal::open(&home.places.journal) {
        Ok(_) => figures.opened += 1,
        Err(error) => {
            home.assert_holds(&["journal.db"]);
            assert_eq!(fs::read(&home.places.journal).unwrap(), damaged);
            assert_says_what_to_do(&error, &home.places.journal);
            if let JournalError::Newer { .. } | JournalError::NotAJournal { .. } = error {
                figures.refused += 1;
                home.mend().unwrap_err();
                assert_eq!(fs::read(&home.places.journal).unwrap(), damaged);
                return BTreeMap::new();
            }
            assert!(matches!(error, JournalError::Damaged { .. }), "{error:?}");
        }
    }
    home.put(damaged);
    if let Some((backup, _)) = backup {
        home.back_up("2026-11-23", backup);
    }
    let mended = home.mend().unwrap();
    if damaged.is_empty() {
        assert!(
            mended
                .set_aside
                .is_none_or(|aside| fs::read(aside).unwrap().is_empty())
        );
    } else {
        assert_eq!(fs::read(mended.set_aside.unwrap()).unwrap(), damaged);
    }
    assert_eq!(mended.from_backup.is_some(), backup.is_some());
    let journal = home.open();
    assert_sound(&journal);
    let rows = rows(&journal);
    assert_eq!(rows.len() as u64, mended.entries);
    for (id, backed_up) in backup.into_iter().flat_map(|(_, rows)| rows) {
        let there = rows.get(id).expect("what the backup has");
        assert!(
            there == backed_up || Some(there) == original.get(id),
            "{id}"
        );
    }
    figures.entries += original.len();
    figures.identical += original
        .iter()
        .filter(|(id, rows_of_it)| rows.get(*id) == Some(rows_of_it))
        .count();
    figures.partial += mended.salvaged.partial;
    figures.lost += mended.salvaged.lost;
    rows
}

fn assert_says_what_to_do(error: &JournalError, path: &Path) {
    let words = error.to_string();
    for part in ["safe", "lease", &path.display().to_string()] {
        assert!(
            words.contains(part) || words.contains("still there"),
            "{part:?} isn't in {words:?}"
        );
    }
    assert!(!words.contains('!'), "{words}");
}

#[test]
fn a_journal_cut_short_anywhere_is_told_and_mended() {
    let whole = Home::whole(&story());
    let original = rows_of(&whole);
    let backup = Home::whole(&story()[..40]);
    let backup_rows = rows_of(&backup);
    let boundaries = (0..whole.len())
        .step_by(PAGE)
        .flat_map(|end| [end.saturating_sub(1), end, end + 1]);
    let every = usize::try_from(20_011 / times(1)).unwrap();
    let lengths: BTreeSet<_> = (0..200)
        .step_by(if times(1) > 1 { 1 } else { 9 })
        .chain([1, 15, 16, 17, 71, 72, 99, 100, 101])
        .chain(boundaries)
        .chain((0..whole.len()).step_by(every))
        .collect();
    let mut figures = Figures::default();
    for (number, length) in lengths.into_iter().enumerate() {
        let backup = (number % 2 == 0).then_some((&backup[..], &backup_rows));
        try_damage(&whole[..length], &original, backup, &mut figures);
    }
    eprintln!("{} bytes: {figures:?}", whole.len());
    assert_eq!(figures.refused, 0);
}

//! Computers that sync through a shared folder.

mod convergence;
mod log_files;
mod merging;
mod sealed;
mod untrusted;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::{Value, json};
use tempfile::TempDir;
use zeroize::Zeroizing;

use super::sealed_line::{FirstLine, LineSeal};
use super::*;
use crate::domain::entry::{Answer, AnsweredStep, DraftPosition, Entry, EntryKind, EntryState};
use crate::domain::exercise::Role;
use crate::domain::outcome::Outcome;
use crate::domain::record::json::RecordJson;
use crate::storage::lock::{JournalKey, Seed};

/// A computer with a journal, a clock and a copy of the shared folder.
struct Machine {
    device: Device,
    journal: Journal,
    folder: TempDir,
    home: TempDir,
    /// How far its clock is ahead, in seconds.
    clock_offset: i64,
    now: Timestamp,
    max_losses: u64,
    /// None if its journal isn't locked.
    lock: Option<SyncLock>,
    /// Its log file after each sync.
    file_versions: Vec<Vec<u8>>,
    /// An earlier state of its journal.
    backup: Vec<Record>,
}

fn timestamp(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_770_000_000 + seconds).unwrap()
}

fn seed_of(name: &str) -> u64 {
    name.bytes()
        .fold(0, |sum, byte| sum * 256 + u64::from(byte))
}

fn seed(byte: u8) -> Seed {
    Seed::from_bytes(Zeroizing::new([byte; 16]))
}

fn device(home: &TempDir, seed: u64) -> Device {
    Device::load(&home.path().join("device"), StdRng::seed_from_u64(seed)).unwrap()
}

impl Machine {
    /// With a lock, where all tests of the storage run with locked journals.
    fn new(name: &str) -> Self {
        let is_locked = JournalKey::default().is_some();
        Self {
            lock: is_locked.then(|| SyncLock::new(&seed(7), None)),
            ..Self::plain(name)
        }
    }

    fn plain(name: &str) -> Self {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join("device"), name).unwrap();
        Self {
            device: device(&home, seed_of(name)),
            journal: Journal::in_memory().unwrap(),
            folder: tempfile::tempdir().unwrap(),
            home,
            clock_offset: 0,
            now: timestamp(0),
            max_losses: u64::MAX,
            lock: None,
            file_versions: Vec::new(),
            backup: Vec::new(),
        }
    }

    fn set_clock(&mut self, seconds: i64) -> Timestamp {
        self.now = timestamp(seconds + self.clock_offset);
        self.journal.set_now(self.now);
        self.now
    }

    fn try_sync(&mut self) -> Result<SyncReport, SyncError> {
        let mut options = SyncOptions {
            now: self.now,
            max_losses: self.max_losses,
            lock: self.lock.as_ref(),
            before_change: &mut || Ok(()),
        };
        let folder = self.folder.path();
        sync(&mut self.journal, folder, &mut self.device, &mut options)
    }

    fn sync(&mut self) -> SyncReport {
        let report = self.try_sync().unwrap();
        self.file_versions.extend(fs::read(self.file()));
        report
    }

    fn file(&self) -> PathBuf {
        let name = format!("enough-{}.jsonl", self.device.name());
        self.folder.path().join(name)
    }

    /// The lines of its log as they are in the clear.
    fn log(&self) -> String {
        open_log(&self.file(), self.lock.as_ref())
    }

    /// All records, without the revision and the trash time, which each computer counts for itself.
    fn records(&self) -> Vec<Record> {
        let mut all = Vec::new();
        let each = self
            .journal
            .for_each_record(&RecordFilter::default(), |mut record| {
                (record.revision, record.trashed_at) = (0, None);
                all.push(record);
                Ok::<_, JournalError>(())
            });
        each.unwrap();
        all
    }

    fn record(&self, id: &str) -> Record {
        let id = EntryId::from(id.to_owned());
        self.journal.record(&id).unwrap().unwrap()
    }

    fn save(&mut self, entry: &Entry) {
        self.journal.load_for_editing(&entry.id).unwrap();
        self.journal.save(entry).unwrap();
    }

    fn trash(&mut self, id: &str, at: Timestamp) {
        let id = EntryId::from(id.to_owned());
        self.journal.trash(&id, at).unwrap();
    }

    /// Restores the journal from the backup.
    fn restore_backup(&mut self) {
        self.journal = Journal::in_memory().unwrap();
        self.journal.set_now(self.now);
        let transaction = self.journal.begin_merge().unwrap();
        for record in &self.backup {
            transaction.put_record(record).unwrap();
        }
        transaction.commit().unwrap();
    }

    fn texts(&self) -> Vec<String> {
        let all = self.records();
        all.iter().map(|record| text_of(&record.entry)).collect()
    }

    /// Writes a file of another computer into the folder.
    fn receive_file(&self, name: &str, lines: &str) {
        fs::write(self.folder.path().join(name), lines).unwrap();
    }
}

/// The lines of a log as they are in the clear. Lines that can't be opened are left out.
fn open_log(path: &Path, lock: Option<&SyncLock>) -> String {
    let Ok(text) = fs::read_to_string(path) else {
        return String::new();
    };
    let FirstLine::Sealed(header) = FirstLine::parse(text.lines().next().unwrap().as_bytes())
    else {
        return text;
    };
    let seal = LineSeal::new(lock.unwrap().key(), &header);
    let opened = text.lines().filter_map(|line| seal.open(line.as_bytes()));
    let lines: Vec<_> = opened
        .map(|line| String::from_utf8(line).unwrap())
        .collect();
    lines.join("\n")
}

/// Copies the first `part` per cent of the log of one machine to another, under any name.
fn deliver(from: &Machine, to: &Machine, name: Option<&str>, part: usize) {
    let Ok(bytes) = fs::read(from.file()) else {
        return;
    };
    let end = bytes.len() * part / 100;
    // No sync program replaces a file by an empty one of the same name.
    if end == 0 {
        return;
    }
    let own = from.file();
    let own = own.file_name().unwrap().to_str().unwrap();
    fs::write(to.folder.path().join(name.unwrap_or(own)), &bytes[..end]).unwrap();
}

fn exchange(machines: &[Machine]) {
    for (number, from) in machines.iter().enumerate() {
        for (other, to) in machines.iter().enumerate() {
            if number != other {
                deliver(from, to, None, 100);
            }
        }
    }
}

fn text_of(entry: &Entry) -> String {
    let typing = entry
        .draft_position
        .as_ref()
        .map(|draft| draft.pending_text.clone());
    entry.text_for(Role::Thought).or(typing).unwrap_or_default()
}

fn finished_entry(id: &str, thought: &str, at: Timestamp) -> Entry {
    Entry {
        id: EntryId::from(id.to_owned()),
        exercise: "two-minute-check".to_owned(),
        title: "Two-minute check".to_owned(),
        started_at: at,
        finished_at: Some(at),
        utc_offset: 3600,
        day: "2026-03-01".parse().unwrap(),
        state: EntryState::Done,
        origin: None,
        kind: EntryKind::Exercise,
        draft_position: None,
        answers: vec![AnsweredStep {
            step: "thought".to_owned(),
            role: Some(Role::Thought),
            prompt: "What is the thought?".to_owned(),
            answer: Answer::Text(thought.to_owned()),
            outcome: None,
        }],
    }
}

fn draft(id: &str, typing: &str, at: Timestamp) -> Entry {
    Entry {
        finished_at: None,
        state: EntryState::Draft,
        draft_position: Some(DraftPosition {
            step: "thought".to_owned(),
            pending_text: typing.to_owned(),
            caret: 0,
        }),
        answers: Vec::new(),
        ..finished_entry(id, "", at)
    }
}

fn with_text(mut entry: Entry, words: &str) -> Entry {
    match &mut entry.draft_position {
        Some(draft) => words.clone_into(&mut draft.pending_text),
        None => entry.answers[0].answer = Answer::Text(words.to_owned()),
    }
    entry
}

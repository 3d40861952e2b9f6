use std::collections::BTreeSet;
use std::fs;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::*;
use crate::domain::entry::{Answer, AnsweredStep, DraftPosition, Entry, EntryState};
use crate::domain::exercise::Role;
use crate::domain::outcome::Outcome;
use crate::domain::record::json::RecordJson;

/// A machine with a journal, a clock of its own and a copy of the folder.
struct Machine {
    device: Device,
    journal: Journal,
    folder: TempDir,
    home: TempDir,
    /// How far its clock is ahead, in seconds.
    clock_offset: i64,
    now: Timestamp,
    max_losses: u64,
    /// Its file as it was after each sync.
    file_versions: Vec<Vec<u8>>,
    /// Its journal as it was once.
    backup: Vec<Record>,
}

fn timestamp(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_770_000_000 + seconds).unwrap()
}

fn seed_of(name: &str) -> u64 {
    name.bytes()
        .fold(0, |sum, byte| sum * 256 + u64::from(byte))
}

fn device(home: &TempDir, seed: u64) -> Device {
    Device::load(&home.path().join("device"), StdRng::seed_from_u64(seed)).unwrap()
}

impl Machine {
    fn new(name: &str) -> Self {
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
        let mut terms = SyncOptions {
            now: self.now,
            max_losses: self.max_losses,
            before_change: &mut || Ok(()),
        };
        let folder = self.folder.path();
        sync(&mut self.journal, folder, &mut self.device, &mut terms)
    }

    fn sync(&mut self) -> SyncReport {
        let synced = self.try_sync().unwrap();
        self.file_versions.extend(fs::read(self.file()));
        synced
    }

    fn file(&self) -> PathBuf {
        let name = format!("enough-{}.jsonl", self.device.name());
        self.folder.path().join(name)
    }

    /// Everything, but for how often it was changed here and since when it lies in the trash here.
    fn records(&self) -> Vec<Record> {
        let mut all = Vec::new();
        let each = self
            .journal
            .for_each_record(&RecordFilter::default(), |mut whole| {
                (whole.revision, whole.trashed_at) = (0, None);
                all.push(whole);
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

    /// Brings the journal back as it was when the backup was made.
    fn restore_backup(&mut self) {
        self.journal = Journal::in_memory().unwrap();
        self.journal.set_now(self.now);
        let merging = self.journal.begin_merge().unwrap();
        for whole in &self.backup {
            merging.put_record(whole).unwrap();
        }
        merging.commit().unwrap();
    }

    fn words(&self) -> Vec<String> {
        let all = self.records();
        all.iter().map(|whole| words(&whole.entry)).collect()
    }

    /// Puts a file of another computer into the folder.
    fn receive_file(&self, name: &str, lines: &str) {
        fs::write(self.folder.path().join(name), lines).unwrap();
    }
}

/// Brings the file of one machine to the other, under any name, all of it or so many per cent.
fn deliver(from: &Machine, to: &Machine, name: Option<&str>, part: usize) {
    let Ok(bytes) = fs::read(from.file()) else {
        return;
    };
    let end = bytes.len() * part / 100;
    // An empty file says nothing. It isn't what a carrier delivers in the place of one of the same name.
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

fn words(entry: &Entry) -> String {
    let typing = entry
        .draft_position
        .as_ref()
        .map(|place| place.pending_text.clone());
    entry.text_for(Role::Thought).or(typing).unwrap_or_default()
}

fn walk(id: &str, thought: &str, at: Timestamp) -> Entry {
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
        ..walk(id, "", at)
    }
}

fn rewritten(mut entry: Entry, words: &str) -> Entry {
    match &mut entry.draft_position {
        Some(place) => words.clone_into(&mut place.pending_text),
        None => entry.answers[0].answer = Answer::Text(words.to_owned()),
    }
    entry
}

#[test]
fn two_machines_exchange_what_is_new_and_then_have_nothing_more_to_send() {
    let [mut one, mut two] = ["one", "two"].map(Machine::new);
    one.set_clock(0);
    one.save(&walk("a", "They'll fire me 火 🍲", timestamp(0)));
    let synced = one.sync();
    assert_eq!(
        (synced.sent, synced.peer_files, synced.is_first),
        (1, 0, true)
    );
    deliver(&one, &two, None, 100);
    let synced = two.sync();
    assert_eq!((synced.sent, synced.new, synced.peer_files), (0, 1, 1));
    assert_eq!(two.records(), one.records());
    two.set_clock(60);
    two.trash("a", timestamp(60));
    assert_eq!(two.sync().sent, 1);
    deliver(&two, &one, None, 100);
    assert_eq!(one.sync().updated, 1);
    assert!(one.records()[0].is_trashed());
    let lengths = [&one, &two].map(|machine| fs::metadata(machine.file()).unwrap().len());
    for machine in [&mut one, &mut two] {
        let synced = machine.sync();
        assert_eq!(
            (synced.sent, synced.new, synced.updated, synced.conflicts),
            (0, 0, 0, 0)
        );
    }
    let now = [&one, &two].map(|machine| fs::metadata(machine.file()).unwrap().len());
    assert_eq!(now, lengths, "nothing is written where nothing changed");
}

#[test]
fn a_session_changed_on_two_machines_at_once_is_saved_twice_and_one_changed_in_turn_once() {
    let [mut one, mut two] = ["one", "two"].map(Machine::new);
    one.save(&walk("a", "first", timestamp(0)));
    let _ = one.sync();
    deliver(&one, &two, None, 100);
    let _ = two.sync();
    // In turn, though the second clock is a year behind.
    two.clock_offset = -31_000_000;
    two.set_clock(100);
    two.save(&walk("a", "first, then second 二", timestamp(0)));
    let _ = two.sync();
    deliver(&two, &one, None, 100);
    assert_eq!(one.sync().conflicts, 0);
    assert_eq!(one.words(), ["first, then second 二"]);
    // At once.
    one.set_clock(200);
    one.save(&walk("a", "by one", timestamp(0)));
    two.set_clock(300);
    two.save(&walk("a", "by two", timestamp(0)));
    let _ = (one.sync(), two.sync());
    deliver(&one, &two, None, 100);
    deliver(&two, &one, None, 100);
    let [first, second] = [one.sync(), two.sync()];
    assert_eq!((first.conflicts, second.conflicts), (1, 1));
    // Once the clock is right, both have the same times as well.
    two.clock_offset = 0;
    for at in [400, 500] {
        one.set_clock(at);
        two.set_clock(at);
        let _ = (one.sync(), two.sync());
        deliver(&one, &two, None, 100);
        deliver(&two, &one, None, 100);
    }
    assert_eq!(one.records(), two.records());
    let kept: BTreeSet<_> = one.words().into_iter().collect();
    assert_eq!(
        kept,
        BTreeSet::from(["by one".to_owned(), "by two".to_owned()])
    );
    exchange(&[one, two].map(|mut machine| {
        assert_eq!(machine.sync().conflicts, 0, "once is enough");
        machine
    }));
}

#[test]
fn the_outcome_of_a_fear_travels_beside_the_words() {
    let [mut one, mut two] = ["one", "two"].map(Machine::new);
    one.set_clock(0);
    let mut fear = walk("fear", "They'll laugh", timestamp(0));
    fear.answers.push(AnsweredStep {
        step: "when".to_owned(),
        role: None,
        prompt: "When?".to_owned(),
        answer: Answer::FollowUpOn(Some("2026-03-08".parse().unwrap())),
        outcome: None,
    });
    one.save(&fear);
    let _ = one.sync();
    deliver(&one, &two, None, 100);
    let _ = two.sync();
    assert!(two.records()[0].follow_up.is_some());
    // One looks back, while the other mends a word.
    two.set_clock(50);
    let mut look = walk("look", "", timestamp(50));
    look.origin = Some(fear.id.clone());
    look.answers[0].role = Some(Role::Outcome);
    look.answers[0].answer = Answer::Chosen(vec!["No".to_owned()]);
    look.answers[0].outcome = Some(Outcome::No);
    two.save(&look);
    one.set_clock(90);
    one.save(&rewritten(fear, "They'll laugh at me"));
    let _ = (one.sync(), two.sync());
    deliver(&one, &two, None, 100);
    deliver(&two, &one, None, 100);
    let _ = (one.sync(), two.sync());
    assert_eq!(one.records(), two.records());
    let fear = one.record("fear");
    assert_eq!(words(&fear.entry), "They'll laugh at me");
    assert_eq!(fear.follow_up.unwrap().outcome, Outcome::No);
    assert_eq!(one.records().len(), 2);
}

#[test]
fn copies_that_others_made_of_our_file_are_read_and_unreadable_lines_are_counted() {
    let [mut one, mut two] = ["one", "two"].map(Machine::new);
    one.save(&walk("a", "first 🍲", timestamp(0)));
    one.save(&walk("b", "second", timestamp(1)));
    let _ = one.sync();
    deliver(&one, &two, Some("enough-one (conflict).jsonl"), 100);
    deliver(
        &one,
        &two,
        Some("enough-one.sync-conflict-20260301-1.jsonl"),
        70,
    );
    let folder = two.folder.path().to_owned();
    fs::write(
        folder.join("notes.jsonl"),
        "{\"mine\": true}\nnot even JSON\n",
    )
    .unwrap();
    fs::write(folder.join(".enough-x.jsonl"), "{").unwrap();
    fs::create_dir(folder.join("enough-folder.jsonl")).unwrap();
    let line = fs::read_to_string(one.file()).unwrap();
    let line = line.lines().next().unwrap().to_owned();
    let newer = line.replacen("\"v\":1", "\"v\":2,\"more\":[]", 1);
    let hostile = line.replace("first 🍲", "\\u001b[2Jfirst \\u202e🍲");
    let odd = format!("{line}\n{newer}\n\n{line}\n<<<<<<< HEAD\n{hostile}\n{{\"v\":1,\"ent");
    fs::write(folder.join("enough-three.jsonl"), odd).unwrap();
    let synced = two.sync();
    assert_eq!((synced.new, synced.peer_files, synced.conflicts), (2, 3, 0));
    let expected = PartlyReadFile {
        file: folder.join("enough-three.jsonl"),
        newer_lines: 1,
        unreadable_lines: 1,
    };
    assert_eq!(synced.partly_read, [expected]);
    let words = two.words();
    assert_eq!(words.len(), 2);
    assert!(words.contains(&"first 🍲".to_owned()), "{words:?}");
}

#[test]
fn a_truncated_line_damages_no_other_and_a_lost_file_is_rewritten() {
    let mut one = Machine::new("one");
    one.save(&walk("a", "first", timestamp(0)));
    let _ = one.sync();
    let half = fs::read(one.file()).unwrap();
    fs::write(one.file(), &half[..half.len() / 2]).unwrap();
    assert_eq!(one.sync().sent, 1);
    let mut two = Machine::new("two");
    deliver(&one, &two, None, 100);
    assert_eq!(two.sync().new, 1);
    fs::remove_file(one.file()).unwrap();
    assert_eq!(one.sync().sent, 1);
    assert_eq!(one.words(), ["first"]);
}

#[test]
fn what_is_deleted_for_good_stays_deleted_unless_it_is_restored_elsewhere() {
    let [mut one, mut two] = ["one", "two"].map(Machine::new);
    for (name, words) in [("a", "stays"), ("b", "goes 火"), ("c", "comes back 🍲")] {
        one.save(&walk(name, words, timestamp(0)));
    }
    for name in ["b", "c"] {
        one.trash(name, timestamp(10));
    }
    let _ = one.sync();
    deliver(&one, &two, None, 100);
    let _ = two.sync();
    // The trash of the first is emptied, and something is taken out of that of the second.
    one.journal = Journal::in_memory().unwrap();
    one.save(&walk("a", "stays", timestamp(0)));
    two.set_clock(20);
    two.journal.restore(&EntryId::from("c".to_owned())).unwrap();
    let _ = two.sync();
    deliver(&two, &one, None, 100);
    assert_eq!(one.sync().new, 1);
    assert_eq!(one.words(), ["stays", "comes back 🍲"]);
    assert_eq!(one.sync().new, 0);
}

/// What can happen on machines that share a folder.
#[derive(Clone, Debug)]
enum SyncEvent {
    Write {
        is_draft: bool,
    },
    Rewrite(usize),
    Finish(usize),
    Trash(usize),
    Restore(usize),
    FollowUp(usize, Outcome),
    Sync,
    /// The carrier delivers an earlier copy, even of a machine's own file to itself.
    DeliverOld {
        to: usize,
        which: usize,
    },
    Backup,
    /// Between two syncs.
    RestoreBackup,
    /// The files of one machine are copied to another, with its name and its journal.
    CopyIdentity {
        to: usize,
    },
    /// Somebody else changes a line and puts it into a folder.
    Forge {
        to: usize,
        which: usize,
        forgery: usize,
    },
    Deliver {
        to: usize,
        part: usize,
        is_copy: bool,
    },
    SkewClock(i64),
}

fn any_event() -> impl Strategy<Value = SyncEvent> {
    let which = any::<usize>;
    let means = prop::sample::select(vec![Outcome::No, Outcome::Yes, Outcome::Open]);
    prop_oneof![
        3 => any::<bool>().prop_map(|is_draft| SyncEvent::Write { is_draft }),
        4 => which().prop_map(SyncEvent::Rewrite),
        1 => which().prop_map(SyncEvent::Finish),
        1 => which().prop_map(SyncEvent::Trash),
        1 => which().prop_map(SyncEvent::Restore),
        1 => (which(), means).prop_map(|(which, means)| SyncEvent::FollowUp(which, means)),
        6 => Just(SyncEvent::Sync),
        6 => (0..3_usize, prop_oneof![Just(100), 0..100_usize], any::<bool>())
            .prop_map(|(to, part, is_copy)| SyncEvent::Deliver { to, part, is_copy }),
        1 => (-40_000_000..40_000_000_i64).prop_map(SyncEvent::SkewClock),
        1 => (0..3_usize, which()).prop_map(|(to, which)| SyncEvent::DeliverOld { to, which }),
        1 => Just(SyncEvent::Backup),
        1 => Just(SyncEvent::RestoreBackup),
        1 => (0..3_usize).prop_map(|to| SyncEvent::CopyIdentity { to }),
        1 => (0..3_usize, which(), 0..FORGERY_COUNT)
            .prop_map(|(to, which, forgery)| SyncEvent::Forge { to, which, forgery }),
    ]
}

const FORGERY_COUNT: usize = 6;
/// The last time there is.
const LAST_TIMESTAMP: &str = "9999-12-30T22:00:00.999999999Z";

/// A line as somebody changed it who wants to do harm.
fn forged(line: &str, forgery: usize, now: Timestamp) -> String {
    let mut line: Value = serde_json::from_str(line).unwrap();
    let whole = match log::parse_line(line.to_string().as_bytes(), false) {
        log::ParsedLine::Entry(said) => said.record,
        _ => return String::new(),
    };
    let digest = format!("{:032x}", whole.versions().content.digest);
    let entry = &mut line["entry"];
    let throw_away = |entry: &mut Value, moved: &str| {
        if entry["state"] != "trashed" {
            entry["state_before_trash"] = entry["state"].clone();
        }
        entry["state"] = json!("trashed");
        entry["trashed_at"] = json!("2000-01-01T00:00:00Z");
        entry["trash_changed_at"] = json!(moved);
    };
    let write = |entry: &mut Value, words: &str| {
        if entry["draft"].is_object() {
            entry["draft"]["pending_text"] = json!(words);
            entry["draft"]["caret"] = json!(0);
        } else if entry["answers"][0].is_object() {
            entry["answers"][0]["answer"] = json!({"kind": "text", "text": words});
        }
    };
    match forgery {
        0 => throw_away(entry, LAST_TIMESTAMP),
        1 => throw_away(entry, "1970-01-01T00:00:00Z"),
        2 => throw_away(entry, &now.to_string()),
        3 => {
            write(entry, "");
            entry["edited_at"] = json!(now.to_string());
            line["ancestors"] = json!(digest);
        }
        4 => {
            write(entry, "something else entirely, and longer 別");
            entry["edited_at"] = json!(LAST_TIMESTAMP);
            entry["revision"] = json!(i64::MAX);
            line["ancestors"] = json!(digest);
        }
        _ => {
            write(entry, "from long ago, and still longer 昔");
            entry["edited_at"] = json!("1970-01-01T00:00:00Z");
            line["ancestors"] = Value::Null;
        }
    }
    format!("{line}\n")
}

/// Three machines, and which words were written from which.
struct Simulation {
    machines: [Machine; 3],
    turn: i64,
    /// Words that nobody went on from yet.
    latest_texts: BTreeSet<String>,
}

impl Simulation {
    fn new() -> Self {
        Self {
            machines: ["one", "two", "three"].map(Machine::new),
            turn: 0,
            latest_texts: BTreeSet::new(),
        }
    }

    fn apply(&mut self, who: usize, event: &SyncEvent) {
        self.turn += 1;
        let turn = self.turn;
        // No two texts are alike, so that none passes for an edit of another.
        let chance = turn.unsigned_abs().wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let text = format!("{chance:016x} {turn} 言葉");
        let now = self.machines[who].set_clock(turn);
        match event {
            SyncEvent::Write { is_draft } => {
                let id = format!("entry{turn}");
                let entry = if *is_draft {
                    draft(&id, &text, now)
                } else {
                    walk(&id, &text, now)
                };
                self.machines[who].save(&entry);
                self.latest_texts.insert(text);
            }
            SyncEvent::Rewrite(which) => self.on_entry(who, *which, |world, entry| {
                if entry.state == EntryState::Trashed {
                    return;
                }
                world.latest_texts.remove(&words(&entry));
                world.latest_texts.insert(text.clone());
                let mut next = rewritten(entry, &text);
                next.state = if next.finished_at.is_some() {
                    EntryState::Done
                } else {
                    EntryState::Draft
                };
                world.machines[who].save(&next);
            }),
            SyncEvent::Finish(which) => self.on_entry(who, *which, |world, entry| {
                if entry.state == EntryState::Draft {
                    let done = walk(entry.id.as_str(), &words(&entry), entry.started_at);
                    world.machines[who].save(&done);
                }
            }),
            SyncEvent::Trash(which) => self.on_entry(who, *which, |world, entry| {
                world.machines[who].journal.trash(&entry.id, now).unwrap();
            }),
            SyncEvent::Restore(which) => self.on_entry(who, *which, |world, entry| {
                world.machines[who].journal.restore(&entry.id).unwrap();
            }),
            SyncEvent::FollowUp(which, means) => self.on_entry(who, *which, |world, entry| {
                let mut look = walk(&format!("look{turn}"), &text, now);
                look.origin = Some(entry.id);
                look.answers.push(look.answers[0].clone());
                look.answers[1].role = Some(Role::Outcome);
                look.answers[1].step = "outcome".to_owned();
                look.answers[1].outcome = Some(*means);
                look.answers[1].answer = Answer::Chosen(vec!["as it was".to_owned()]);
                world.machines[who].save(&look);
                world.latest_texts.insert(text.clone());
            }),
            SyncEvent::Sync => drop(self.machines[who].sync()),
            SyncEvent::Deliver { to, part, is_copy } => {
                let [from, into] = [who, *to].map(|place| &self.machines[place]);
                if who != *to {
                    let copy = format!("enough-{} (conflict {turn}).jsonl", from.device.name());
                    deliver(from, into, is_copy.then_some(copy.as_str()), *part);
                }
            }
            SyncEvent::SkewClock(ahead) => self.machines[who].clock_offset = *ahead,
            _ => self.apply_fault(who, event, now, text),
        }
    }

    /// What goes wrong around the machines, and what others do.
    fn apply_fault(&mut self, who: usize, event: &SyncEvent, now: Timestamp, text: String) {
        let turn = self.turn;
        match event {
            SyncEvent::DeliverOld { to, which } => {
                let from = &self.machines[who];
                if !from.file_versions.is_empty() {
                    let name = from.file();
                    let name = name.file_name().unwrap();
                    let old = &from.file_versions[*which % from.file_versions.len()];
                    fs::write(self.machines[*to].folder.path().join(name), old).unwrap();
                }
            }
            SyncEvent::Backup => self.machines[who].backup = self.machines[who].records(),
            SyncEvent::RestoreBackup => {
                // Without anything but trash since then, it couldn't be told from emptied trash.
                self.machines[who].save(&walk(&format!("since{turn}"), &text, now));
                self.latest_texts.insert(text);
                let _ = self.machines[who].sync();
                self.machines[who].restore_backup();
                let _ = self.machines[who].sync();
            }
            SyncEvent::CopyIdentity { to } if who != *to => {
                let home = |place: usize| self.machines[place].home.path().join("device");
                let (from, into) = (home(who), home(*to));
                let all = self.machines[who].records();
                let copied = &mut self.machines[*to];
                let _ = copied.sync();
                fs::copy(from, into).unwrap();
                copied.device = device(&copied.home, 1000 + turn.unsigned_abs());
                copied.backup = all;
                copied.restore_backup();
                let _ = copied.sync();
            }
            SyncEvent::Forge { to, which, forgery } => {
                let lines = fs::read_to_string(self.machines[who].file()).unwrap_or_default();
                // The carrier may have cut the last one short.
                let is_whole = |line: &&str| serde_json::from_str::<Value>(line).is_ok();
                let lines: Vec<_> = lines.lines().filter(is_whole).collect();
                // Who never had the words can't keep a copy of them. The others have a backup.
                let has_words = |line: &str| {
                    let line: Value = serde_json::from_str(line).unwrap();
                    let id = EntryId::from(line["entry"]["id"].as_str().unwrap().to_owned());
                    let there = self.machines[*to].journal.record(&id).unwrap();
                    there.is_some_and(|there| {
                        serde_json::to_value(RecordJson::from(&there)).unwrap()["edited_at"]
                            == line["entry"]["edited_at"]
                    })
                };
                let is_fair = |line: &str| *forgery != 3 || has_words(line);
                if !lines.is_empty() && is_fair(lines[which % lines.len()]) {
                    let line = forged(lines[which % lines.len()], *forgery, self.machines[*to].now);
                    self.machines[*to].receive_file(&format!("enough-evil{turn}.jsonl"), &line);
                }
            }
            _ => {}
        }
    }

    fn on_entry(&mut self, who: usize, which: usize, act: impl FnOnce(&mut Self, Entry)) {
        let mut all = self.machines[who].records();
        if !all.is_empty() {
            let entry = all.swap_remove(which % all.len()).entry;
            act(self, entry);
        }
    }

    /// Everyone syncs, in some order, until nobody has anything more to say.
    fn converge(&mut self, order: [usize; 3]) {
        for machine in &mut self.machines {
            // Somebody sets the clocks right.
            machine.clock_offset = 0;
            machine.set_clock(self.turn + 1);
        }
        for _ in 0..6 {
            for place in order {
                let _ = self.machines[place].sync();
                exchange(&self.machines);
            }
        }
    }
}

/// Each case writes and reads many small files.
fn cases() -> u32 {
    if std::env::var_os("ENOUGH_LONG").is_some() {
        320
    } else {
        24
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..crate::properties::config() })]

    #[test]
    fn three_machines_end_with_the_same_journal_and_no_word_is_lost(
        events in prop::collection::vec((0..3_usize, any_event()), 1..60),
        order in Just([0, 1, 2]).prop_shuffle(),
    ) {
        assert_converges_without_loss(&events, order);
    }
}

fn assert_converges_without_loss(events: &[(usize, SyncEvent)], order: [usize; 3]) {
    let mut simulation = Simulation::new();
    for (who, event) in events {
        simulation.apply(*who, event);
    }
    simulation.converge(order);
    let [one, two, three] = &simulation.machines;
    assert_eq!(one.records(), two.records());
    assert_eq!(one.records(), three.records());
    let texts: BTreeSet<_> = one.words().into_iter().collect();
    let lost: Vec<_> = simulation.latest_texts.difference(&texts).collect();
    assert!(lost.is_empty(), "{lost:?}");
    // A further sync changes nothing.
    for machine in &mut simulation.machines {
        let synced = machine.sync();
        assert_eq!(
            (synced.sent, synced.new, synced.updated, synced.conflicts),
            (0, 0, 0, 0)
        );
    }
}

#[test]
fn a_forged_line_after_an_old_copy_of_a_shared_identity_loses_no_word() {
    for which in 0..3 {
        let events = [
            (0, SyncEvent::CopyIdentity { to: 1 }),
            (0, SyncEvent::RestoreBackup),
            (0, SyncEvent::DeliverOld { to: 0, which: 0 }),
            (
                0,
                SyncEvent::Deliver {
                    to: 1,
                    part: 72,
                    is_copy: false,
                },
            ),
            (
                1,
                SyncEvent::Forge {
                    to: 1,
                    which,
                    forgery: 2,
                },
            ),
        ];
        assert_converges_without_loss(&events, [2, 0, 1]);
    }
}

#[test]
fn a_change_is_newer_than_what_it_changed_with_any_clock() {
    let [mut one, mut two] = ["one", "two"].map(Machine::new);
    one.clock_offset = SignedDuration::from_hours(24 * 365 * 50).as_secs();
    one.set_clock(0);
    one.save(&walk("a", "from the future or", timestamp(0)));
    let _ = one.sync();
    deliver(&one, &two, None, 100);
    let _ = two.sync();
    two.set_clock(5);
    two.save(&walk("a", "from the future or today 今日", timestamp(0)));
    let _ = two.sync();
    deliver(&two, &one, None, 100);
    let synced = one.sync();
    assert_eq!((synced.updated, synced.conflicts), (1, 0));
    assert_eq!(one.words(), ["from the future or today 今日"]);
}

#[test]
fn a_record_from_the_future_wins_once_and_a_later_change_wins_over_it() {
    let [mut one, mut two] = ["one", "two"].map(Machine::new);
    one.set_clock(0);
    one.save(&walk("a", "as it was 火", timestamp(0)));
    let _ = one.sync();
    deliver(&one, &two, None, 100);
    let _ = two.sync();
    let line = fs::read_to_string(one.file()).unwrap();
    one.receive_file("enough-evil.jsonl", &forged(line.trim(), 4, timestamp(10)));
    one.set_clock(10);
    let synced = one.sync();
    assert_eq!(
        (synced.updated, synced.conflicts + synced.preserved),
        (1, 1)
    );
    let changed = one.record("a");
    assert_eq!(changed.edited_at, timestamp(10), "no time is in the future");
    assert!(
        one.words().contains(&"as it was 火".to_owned()),
        "a copy is kept"
    );
    // The other computer, which never saw it, changes the walk later, and that is the newest.
    two.set_clock(20);
    two.save(&rewritten(two.record("a").entry, "what I really think"));
    let _ = two.sync();
    deliver(&two, &one, None, 100);
    one.set_clock(30);
    let _ = one.sync();
    assert_eq!(words(&one.record("a").entry), "what I really think");
    for later in [40, 50] {
        one.set_clock(later);
        let synced = one.sync();
        assert_eq!(
            (
                synced.sent,
                synced.updated,
                synced.conflicts,
                synced.preserved
            ),
            (0, 0, 0, 0)
        );
    }
    assert_eq!(words(&one.record("a").entry), "what I really think");
}

#[test]
fn no_entry_begins_or_ends_long_after_it_was_changed() {
    let [mut one, mut two] = ["one", "two"].map(Machine::new);
    one.set_clock(0);
    one.save(&walk("a", "as it was 火", timestamp(0)));
    let _ = one.sync();
    let line = fs::read_to_string(one.file()).unwrap();
    for (file, edited) in [
        ("b", timestamp(0).to_string()),
        ("c", LAST_TIMESTAMP.to_owned()),
    ] {
        let mut line: Value = serde_json::from_str(&line).unwrap();
        line["entry"]["id"] = json!(file);
        line["entry"]["edited_at"] = json!(edited);
        line["entry"]["started_at"] = json!("2099-01-01T00:00:00Z");
        line["entry"]["finished_at"] = json!("2099-01-01T00:00:00Z");
        line["entry"]["day"] = json!("9999-12-31");
        one.receive_file(&format!("enough-{file}.jsonl"), &format!("{line}\n"));
    }
    // So it is with one that came in before, whatever brought it.
    let mut late = walk("d", "far ahead 先", timestamp(9_999_999_999));
    late.day = "9999-12-31".parse().unwrap();
    let late = Record {
        edited_at: timestamp(0),
        entry: late,
        ..one.record("a")
    };
    let merging = one.journal.begin_merge().unwrap();
    merging.put_record(&late).unwrap();
    merging.commit().unwrap();
    one.set_clock(10);
    assert_eq!(one.sync().new, 2);
    let _ = one.sync();
    deliver(&one, &two, None, 100);
    two.set_clock(20);
    let _ = two.sync();
    assert_eq!(one.records(), two.records());
    for whole in one.records() {
        let entry = whole.entry;
        assert!(
            entry.started_at <= timestamp(10) && entry.finished_at <= Some(timestamp(10)),
            "{entry:?}"
        );
        assert!(entry.day.year() == 2026, "{entry:?}");
    }
    for machine in [&mut one, &mut two] {
        let synced = machine.sync();
        assert_eq!(
            (
                synced.sent,
                synced.updated,
                synced.conflicts,
                synced.preserved
            ),
            (0, 0, 0, 0)
        );
    }
}

#[test]
fn a_restored_entry_survives_repeated_identical_deletions() {
    let mut one = Machine::new("one");
    one.set_clock(0);
    one.save(&walk("a", "first 火", timestamp(0)));
    let _ = one.sync();
    let line = fs::read_to_string(one.file()).unwrap();
    for (forgery, at) in [(2, 10), (0, 50_000_000)] {
        one.set_clock(at);
        one.receive_file(
            "enough-evil.jsonl",
            &forged(line.trim(), forgery, timestamp(at)),
        );
        assert_eq!(one.sync().updated, 1);
        // It is there for thirty days, whatever the line says.
        assert_eq!(one.record("a").trashed_at, Some(timestamp(at)));
        one.set_clock(at + 10);
        one.journal.restore(&EntryId::from("a".to_owned())).unwrap();
        for later in [10, 20, 40_000_000] {
            one.set_clock(at + later);
            assert_eq!(one.sync().updated, 0);
            assert!(!one.record("a").is_trashed());
        }
    }
}

#[test]
fn large_losses_need_confirmation() {
    let mut one = Machine::new("one");
    one.set_clock(0);
    for number in 0..12 {
        one.save(&walk(
            &format!("walk{number}"),
            "words 言葉",
            timestamp(number),
        ));
    }
    let _ = one.sync();
    let before = one.records();
    let lines = fs::read_to_string(one.file()).unwrap();
    for (forgery, losses) in [(0, (12, 0)), (3, (0, 12))] {
        let evil: String = lines
            .lines()
            .map(|line| forged(line, forgery, timestamp(10)))
            .collect();
        one.receive_file("enough-evil.jsonl", &evil);
        one.set_clock(20);
        one.max_losses = 10;
        // A walk that is new here is sent all the same.
        one.save(&walk(&format!("new{forgery}"), "new 新", timestamp(20)));
        for _ in 0..2 {
            let synced = one.sync();
            let asks = synced
                .needs_confirmation
                .map(|asks| (asks.trashed, asks.emptied));
            assert_eq!((asks, synced.updated), (Some(losses), 0));
        }
        assert_eq!(one.records()[..12], before[..]);
        assert!(fs::read_to_string(one.file()).unwrap().contains("new 新"));
        // Up to ten are no question.
        one.max_losses = 12;
        assert_eq!(one.sync().updated, 12);
        one.backup.clone_from(&before);
        one.restore_backup();
        fs::remove_file(one.folder.path().join("enough-evil.jsonl")).unwrap();
        fs::remove_file(one.file()).unwrap();
        let _ = one.sync();
    }
}

#[test]
fn a_newer_version_without_the_text_leaves_the_older_as_a_copy() {
    let mut one = Machine::new("one");
    one.set_clock(0);
    one.save(&walk("a", "They'll fire me 火", timestamp(0)));
    one.save(&draft("b", "half a sentence 半", timestamp(1)));
    let _ = one.sync();
    let lines = fs::read_to_string(one.file()).unwrap();
    let evil: String = lines
        .lines()
        .map(|line| forged(line, 3, timestamp(10)))
        .collect();
    one.receive_file("enough-evil.jsonl", &evil);
    one.set_clock(20);
    let synced = one.sync();
    assert_eq!((synced.updated, synced.preserved), (2, 2));
    let kept: BTreeSet<_> = one.words().into_iter().collect();
    for words in ["They'll fire me 火", "half a sentence 半"] {
        assert!(kept.contains(words), "{kept:?}");
    }
    assert_eq!(one.sync().preserved, 0, "one copy is enough");
}

#[test]
fn a_text_that_replaces_another_leaves_it_as_a_copy_and_an_edit_leaves_none() {
    let mut one = Machine::new("one");
    one.set_clock(0);
    one.save(&walk("a", "The boiler explodes tonight", timestamp(0)));
    let _ = one.sync();
    let steps = [
        ("The boiler explodes tonight, I'm sure", 0),
        ("The boilre explodes tonight, I am sure", 0),
        ("All is well, and I never was afraid 安心", 1),
    ];
    for (at, (text, kept)) in (10..).zip(steps) {
        let line = fs::read_to_string(one.file()).unwrap();
        let line = line
            .lines()
            .find(|line| line.contains("\"id\":\"a\""))
            .unwrap();
        let Some(log::ParsedLine::Entry(mut said)) = Some(log::parse_line(line.as_bytes(), false))
        else {
            panic!("{line}");
        };
        // It claims to have been made from what is here, a moment ago.
        said.ancestors = vec![said.record.versions().content.digest];
        said.record.edited_at = timestamp(at);
        said.record.entry = rewritten(said.record.entry, text);
        one.receive_file("enough-evil.jsonl", &log::format_line(&said));
        one.set_clock(at);
        one.max_losses = 0;
        let synced = one.sync();
        assert_eq!(
            (synced.updated, synced.preserved, synced.needs_confirmation),
            (1, kept, None),
            "{text}"
        );
        assert_eq!(words(&one.record("a").entry), text);
    }
    assert!(
        one.words()
            .contains(&"The boilre explodes tonight, I am sure".to_owned())
    );
    assert_eq!(one.sync().preserved, 0, "one copy is enough");
}

#[test]
fn after_an_older_journal_is_restored_everything_in_the_folder_comes_back() {
    let [mut one, mut two] = ["one", "two"].map(Machine::new);
    one.set_clock(0);
    one.save(&walk("a", "monday", timestamp(0)));
    one.backup = one.records();
    one.set_clock(10);
    one.save(&walk("a", "monday, and more 月", timestamp(0)));
    one.save(&walk("b", "tuesday 火", timestamp(10)));
    one.save(&walk("c", "wednesday 水", timestamp(11)));
    one.trash("c", timestamp(12));
    let _ = one.sync();
    let before = one.records();
    one.restore_backup();
    assert_eq!(one.words(), ["monday"]);
    let synced = one.sync();
    assert_eq!((synced.new, synced.updated, synced.conflicts), (2, 1, 0));
    assert_eq!(one.records(), before);
    deliver(&one, &two, None, 100);
    let _ = two.sync();
    assert_eq!(two.records(), before);
    // So it is with an empty one.
    one.backup.clear();
    one.restore_backup();
    assert_eq!(one.sync().new, 3);
    assert_eq!(one.records(), before);
}

#[test]
fn two_devices_with_one_name_are_detected_and_both_have_everything() {
    let [mut one, mut two] = ["one", "two"].map(Machine::new);
    one.set_clock(0);
    one.save(&walk("a", "before the copy", timestamp(0)));
    let _ = one.sync();
    fs::copy(
        one.home.path().join("device"),
        two.home.path().join("device"),
    )
    .unwrap();
    two.device = device(&two.home, 7);
    two.backup = one.records();
    two.restore_backup();
    deliver(&one, &two, None, 100);
    assert_eq!(one.device.name(), two.device.name());
    for (machine, id, words) in [
        (&mut one, "b", "only on one 一"),
        (&mut two, "c", "only on two 二"),
    ] {
        machine.set_clock(10);
        machine.save(&walk(id, words, timestamp(10)));
    }
    assert!(!one.sync().is_renamed);
    deliver(&one, &two, None, 100);
    assert!(two.sync().is_renamed);
    assert_ne!(one.device.name(), two.device.name());
    deliver(&two, &one, None, 100);
    assert!(!one.sync().is_renamed);
    assert_eq!(one.records(), two.records());
    assert_eq!(one.words().len(), 3);
    assert!(!two.sync().is_renamed);
}

#[test]
fn many_files_that_sort_first_hide_no_device() {
    let [mut one, mut two] = ["one", "zz"].map(Machine::new);
    two.save(&walk("a", "from far behind 後", timestamp(0)));
    let _ = two.sync();
    for number in 0..700 {
        one.receive_file(&format!("aaa{number:03}.jsonl"), "{\"v\":1}\n");
        one.receive_file(&format!("enough-0{number:03}.jsonl"), "[]\n");
    }
    // A file with nothing in it that is larger than any disk, and one of a single long line.
    let huge = fs::File::create(one.folder.path().join("enough-00.jsonl")).unwrap();
    huge.set_len(1 << 40).unwrap();
    let long = fs::File::create(one.folder.path().join("enough-01.jsonl")).unwrap();
    long.set_len(50 << 20).unwrap();
    deliver(&two, &one, None, 100);
    let synced = one.sync();
    assert_eq!(synced.new, 1);
    let skipped: Vec<_> = synced
        .skipped_files
        .iter()
        .map(|skipped| skipped.reason)
        .collect();
    assert_eq!(skipped, [SkipReason::TooLarge]);
}

#[test]
fn a_log_file_grows_with_the_entries_and_not_with_the_changes() {
    let [mut one, mut two] = ["one", "two"].map(Machine::new);
    for at in 0..60 {
        one.set_clock(at * 10);
        one.save(&walk(
            "a",
            &format!("changed here {at:04} 度"),
            timestamp(0),
        ));
        let synced = one.sync();
        assert_eq!((synced.sent, synced.conflicts, synced.preserved), (1, 0, 0));
        deliver(&one, &two, None, 100);
        two.set_clock(at * 10 + 5);
        let synced = two.sync();
        assert_eq!(
            (
                synced.new + synced.updated,
                synced.conflicts,
                synced.preserved
            ),
            (1, 0, 0)
        );
        two.save(&walk(
            "a",
            &format!("changed there {at:04} 度"),
            timestamp(0),
        ));
        assert_eq!(two.sync().sent, 1);
        deliver(&two, &one, None, 100);
        let synced = one.sync();
        assert_eq!(
            (synced.updated, synced.conflicts, synced.preserved),
            (1, 0, 0)
        );
    }
    let file = fs::read_to_string(one.file()).unwrap();
    assert_eq!(file.lines().count(), 1);
    assert!(file.len() < 3000, "{}", file.len());
    assert_eq!(one.words().len(), 1);
}

#[test]
fn unexpected_lines_do_no_harm() {
    let [mut one, mut two] = ["one", "two"].map(Machine::new);
    one.save(&walk("a", "first 🍲", timestamp(0)));
    let _ = one.sync();
    let line = fs::read_to_string(one.file()).unwrap();
    let line = line.trim();
    let deep = format!("{{\"v\":1,\"entry\":{}", "[".repeat(200_000));
    let lines = [
        deep.as_str(),
        &line.replacen("\"id\":\"a\"", "\"id\":\"../../a\"", 1),
        &line.replacen("\"id\":\"a\"", "\"id\":\"a\",\"id\":\"b\"", 1),
        &line.replacen("\"revision\":1", "\"revision\":99999999999999999999", 1),
        &line.replacen("\"ancestors\":null", "\"ancestors\":\"zz\"", 1),
        "\u{feff}{}",
        "nul\0l",
    ];
    two.receive_file(
        "enough-evil.jsonl",
        &format!("{line}\n{}\n", lines.join("\n")),
    );
    let largest = line.replacen("\"revision\":1", &format!("\"revision\":{}", i64::MAX), 1);
    two.receive_file("enough-large.jsonl", &format!("{largest}\n"));
    let synced = two.sync();
    assert_eq!((synced.new, synced.conflicts), (1, 0));
    assert_eq!(synced.partly_read[0].unreadable_lines, 7);
    assert_eq!(two.words(), ["first 🍲"]);
    two.set_clock(5);
    two.save(&walk("a", "it can still be changed", timestamp(0)));
    assert_eq!(two.sync().sent, 1);
}

use std::collections::BTreeSet;
use std::fs;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::*;
use crate::entry::{Answer, AnsweredStep, DraftPosition, Entry, EntryState};
use crate::exercise::{Outcome, Role};
use crate::whole::record::RecordJson;

/// A machine with a journal, a clock of its own and a copy of the folder.
struct Machine {
    device: Device,
    journal: Journal,
    folder: TempDir,
    home: TempDir,
    /// How far its clock is ahead, in seconds.
    ahead: i64,
    now: Timestamp,
    max_losses: u64,
    /// Its file as it was after each sync.
    written: Vec<Vec<u8>>,
    /// Its journal as it was once.
    backup: Vec<Record>,
}

fn time(seconds: i64) -> Timestamp {
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
            ahead: 0,
            now: time(0),
            max_losses: u64::MAX,
            written: Vec::new(),
            backup: Vec::new(),
        }
    }

    fn tell(&mut self, seconds: i64) -> Timestamp {
        self.now = time(seconds + self.ahead);
        self.journal.set_now(self.now);
        self.now
    }

    fn try_sync(&mut self) -> Result<Synced, SyncError> {
        let mut terms = Terms {
            now: self.now,
            max_losses: self.max_losses,
            before_change: &mut || Ok(()),
        };
        let folder = self.folder.path();
        sync(&mut self.journal, folder, &mut self.device, &mut terms)
    }

    fn sync(&mut self) -> Synced {
        let synced = self.try_sync().unwrap();
        self.written.extend(fs::read(self.file()));
        synced
    }

    fn file(&self) -> PathBuf {
        let name = format!("enough-{}.jsonl", self.device.name());
        self.folder.path().join(name)
    }

    /// Everything, but for how often it was changed here and since when it lies in the trash here.
    fn all(&self) -> Vec<Record> {
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

    fn whole(&self, id: &str) -> Record {
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
    fn bring_back(&mut self) {
        self.journal = Journal::in_memory().unwrap();
        self.journal.set_now(self.now);
        let merging = self.journal.begin_merge().unwrap();
        for whole in &self.backup {
            merging.put_record(whole).unwrap();
        }
        merging.commit().unwrap();
    }

    fn words(&self) -> Vec<String> {
        let all = self.all();
        all.iter().map(|whole| words(&whole.entry)).collect()
    }

    /// Puts a file of another computer into the folder.
    fn get(&self, name: &str, lines: &str) {
        fs::write(self.folder.path().join(name), lines).unwrap();
    }
}

/// Brings the file of one machine to the other, under any name, all of it or so many per cent.
fn carry(from: &Machine, to: &Machine, name: Option<&str>, part: usize) {
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
                carry(from, to, None, 100);
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
fn two_machines_tell_one_another_what_is_new_and_then_there_is_nothing_more_to_tell() {
    let [mut one, mut two] = ["one", "two"].map(Machine::new);
    one.tell(0);
    one.save(&walk("a", "They'll fire me 火 🍲", time(0)));
    let synced = one.sync();
    assert_eq!((synced.sent, synced.others, synced.is_first), (1, 0, true));
    carry(&one, &two, None, 100);
    let synced = two.sync();
    assert_eq!((synced.sent, synced.new, synced.others), (0, 1, 1));
    assert_eq!(two.all(), one.all());
    two.tell(60);
    two.trash("a", time(60));
    assert_eq!(two.sync().sent, 1);
    carry(&two, &one, None, 100);
    assert_eq!(one.sync().newer, 1);
    assert!(one.all()[0].is_trashed());
    let lengths = [&one, &two].map(|machine| fs::metadata(machine.file()).unwrap().len());
    for machine in [&mut one, &mut two] {
        let synced = machine.sync();
        assert_eq!(
            (synced.sent, synced.new, synced.newer, synced.apart),
            (0, 0, 0, 0)
        );
    }
    let now = [&one, &two].map(|machine| fs::metadata(machine.file()).unwrap().len());
    assert_eq!(now, lengths, "nothing is written where nothing changed");
}

#[test]
fn a_walk_changed_on_two_machines_at_once_is_kept_twice_and_one_changed_in_turn_once() {
    let [mut one, mut two] = ["one", "two"].map(Machine::new);
    one.save(&walk("a", "first", time(0)));
    let _ = one.sync();
    carry(&one, &two, None, 100);
    let _ = two.sync();
    // In turn, though the second clock is a year behind.
    two.ahead = -31_000_000;
    two.tell(100);
    two.save(&walk("a", "first, then second 二", time(0)));
    let _ = two.sync();
    carry(&two, &one, None, 100);
    assert_eq!(one.sync().apart, 0);
    assert_eq!(one.words(), ["first, then second 二"]);
    // At once.
    one.tell(200);
    one.save(&walk("a", "by one", time(0)));
    two.tell(300);
    two.save(&walk("a", "by two", time(0)));
    let _ = (one.sync(), two.sync());
    carry(&one, &two, None, 100);
    carry(&two, &one, None, 100);
    let [first, second] = [one.sync(), two.sync()];
    assert_eq!((first.apart, second.apart), (1, 1));
    // Once the clock is right, both have the same times as well.
    two.ahead = 0;
    for at in [400, 500] {
        one.tell(at);
        two.tell(at);
        let _ = (one.sync(), two.sync());
        carry(&one, &two, None, 100);
        carry(&two, &one, None, 100);
    }
    assert_eq!(one.all(), two.all());
    let kept: BTreeSet<_> = one.words().into_iter().collect();
    assert_eq!(
        kept,
        BTreeSet::from(["by one".to_owned(), "by two".to_owned()])
    );
    exchange(&[one, two].map(|mut machine| {
        assert_eq!(machine.sync().apart, 0, "once is enough");
        machine
    }));
}

#[test]
fn what_became_of_a_fear_travels_beside_the_words() {
    let [mut one, mut two] = ["one", "two"].map(Machine::new);
    one.tell(0);
    let mut fear = walk("fear", "They'll laugh", time(0));
    fear.answers.push(AnsweredStep {
        step: "when".to_owned(),
        role: None,
        prompt: "When?".to_owned(),
        answer: Answer::FollowUpOn(Some("2026-03-08".parse().unwrap())),
        outcome: None,
    });
    one.save(&fear);
    let _ = one.sync();
    carry(&one, &two, None, 100);
    let _ = two.sync();
    assert!(two.all()[0].follow_up.is_some());
    // One looks back, while the other mends a word.
    two.tell(50);
    let mut look = walk("look", "", time(50));
    look.origin = Some(fear.id.clone());
    look.answers[0].role = Some(Role::Outcome);
    look.answers[0].answer = Answer::Chosen(vec!["No".to_owned()]);
    look.answers[0].outcome = Some(Outcome::No);
    two.save(&look);
    one.tell(90);
    one.save(&rewritten(fear, "They'll laugh at me"));
    let _ = (one.sync(), two.sync());
    carry(&one, &two, None, 100);
    carry(&two, &one, None, 100);
    let _ = (one.sync(), two.sync());
    assert_eq!(one.all(), two.all());
    let fear = one.whole("fear");
    assert_eq!(words(&fear.entry), "They'll laugh at me");
    assert_eq!(fear.follow_up.unwrap().outcome, Outcome::No);
    assert_eq!(one.all().len(), 2);
}

#[test]
fn files_that_others_made_of_ours_are_read_and_what_is_odd_is_named() {
    let [mut one, mut two] = ["one", "two"].map(Machine::new);
    one.save(&walk("a", "first 🍲", time(0)));
    one.save(&walk("b", "second", time(1)));
    let _ = one.sync();
    carry(&one, &two, Some("enough-one (conflict).jsonl"), 100);
    carry(
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
    let newer = line.replacen("\"enough\":1", "\"enough\":2,\"more\":[]", 1);
    let hostile = line.replace("first 🍲", "\\u001b[2Jfirst \\u202e🍲");
    let odd = format!("{line}\n{newer}\n\n{line}\n<<<<<<< HEAD\n{hostile}\n{{\"enough\":1,\"ent");
    fs::write(folder.join("enough-three.jsonl"), odd).unwrap();
    let synced = two.sync();
    assert_eq!((synced.new, synced.others, synced.apart), (2, 3, 0));
    let expected = Odd {
        file: folder.join("enough-three.jsonl"),
        newer: 1,
        unreadable: 1,
    };
    assert_eq!(synced.odd, [expected]);
    let words = two.words();
    assert_eq!(words.len(), 2);
    assert!(words.contains(&"first 🍲".to_owned()), "{words:?}");
}

#[test]
fn a_line_that_was_cut_off_spoils_no_other_and_a_lost_file_is_written_again() {
    let mut one = Machine::new("one");
    one.save(&walk("a", "first", time(0)));
    let _ = one.sync();
    let half = fs::read(one.file()).unwrap();
    fs::write(one.file(), &half[..half.len() / 2]).unwrap();
    assert_eq!(one.sync().sent, 1);
    let mut two = Machine::new("two");
    carry(&one, &two, None, 100);
    assert_eq!(two.sync().new, 1);
    fs::remove_file(one.file()).unwrap();
    assert_eq!(one.sync().sent, 1);
    assert_eq!(one.words(), ["first"]);
}

#[test]
fn what_is_gone_for_good_stays_gone_unless_it_is_taken_out_of_the_trash_elsewhere() {
    let [mut one, mut two] = ["one", "two"].map(Machine::new);
    for (name, words) in [("a", "stays"), ("b", "goes 火"), ("c", "comes back 🍲")] {
        one.save(&walk(name, words, time(0)));
    }
    for name in ["b", "c"] {
        one.trash(name, time(10));
    }
    let _ = one.sync();
    carry(&one, &two, None, 100);
    let _ = two.sync();
    // The trash of the first is emptied, and something is taken out of that of the second.
    one.journal = Journal::in_memory().unwrap();
    one.save(&walk("a", "stays", time(0)));
    two.tell(20);
    two.journal.restore(&EntryId::from("c".to_owned())).unwrap();
    let _ = two.sync();
    carry(&two, &one, None, 100);
    assert_eq!(one.sync().new, 1);
    assert_eq!(one.words(), ["stays", "comes back 🍲"]);
    assert_eq!(one.sync().new, 0);
}

/// What can happen on machines that share a folder.
#[derive(Clone, Debug)]
enum Event {
    Write {
        is_draft: bool,
    },
    Rewrite(prop::sample::Index),
    Finish(prop::sample::Index),
    Trash(prop::sample::Index),
    Restore(prop::sample::Index),
    FollowUp(prop::sample::Index, Outcome),
    Sync,
    /// The carrier delivers an earlier copy, even of a machine's own file to itself.
    CarryOld {
        to: usize,
        which: prop::sample::Index,
    },
    Backup,
    /// Between two syncs.
    BringBack,
    /// The files of one machine are copied to another, with its name and its journal.
    CopyName {
        to: usize,
    },
    /// Somebody else changes a line and puts it into a folder.
    Forge {
        to: usize,
        which: prop::sample::Index,
        forgery: usize,
    },
    Carry {
        to: usize,
        part: usize,
        is_copy: bool,
    },
    Skew(i64),
}

fn any_event() -> impl Strategy<Value = Event> {
    let which = any::<prop::sample::Index>;
    let means = prop::sample::select(vec![Outcome::No, Outcome::Yes, Outcome::Open]);
    prop_oneof![
        3 => any::<bool>().prop_map(|is_draft| Event::Write { is_draft }),
        4 => which().prop_map(Event::Rewrite),
        1 => which().prop_map(Event::Finish),
        1 => which().prop_map(Event::Trash),
        1 => which().prop_map(Event::Restore),
        1 => (which(), means).prop_map(|(which, means)| Event::FollowUp(which, means)),
        6 => Just(Event::Sync),
        6 => (0..3_usize, prop_oneof![Just(100), 0..100_usize], any::<bool>())
            .prop_map(|(to, part, is_copy)| Event::Carry { to, part, is_copy }),
        1 => (-40_000_000..40_000_000_i64).prop_map(Event::Skew),
        1 => (0..3_usize, which()).prop_map(|(to, which)| Event::CarryOld { to, which }),
        1 => Just(Event::Backup),
        1 => Just(Event::BringBack),
        1 => (0..3_usize).prop_map(|to| Event::CopyName { to }),
        1 => (0..3_usize, which(), 0..FORGERIES)
            .prop_map(|(to, which, forgery)| Event::Forge { to, which, forgery }),
    ]
}

const FORGERIES: usize = 6;
/// The last time there is.
const LAST: &str = "9999-12-30T22:00:00.999999999Z";

/// A line as somebody changed it who wants to do harm.
fn forged(line: &str, forgery: usize, now: Timestamp) -> String {
    let mut line: Value = serde_json::from_str(line).unwrap();
    let whole = match lines::read(line.to_string().as_bytes(), false) {
        lines::Found::Entry(said) => said.whole,
        _ => return String::new(),
    };
    let digest = format!("{:032x}", whole.versions().content.digest);
    let entry = &mut line["entry"];
    let throw_away = |entry: &mut Value, moved: &str| {
        if entry["state"] != "trashed" {
            entry["was"] = entry["state"].clone();
        }
        entry["state"] = json!("trashed");
        entry["trashed"] = json!("2000-01-01T00:00:00Z");
        entry["moved"] = json!(moved);
    };
    let write = |entry: &mut Value, words: &str| {
        if entry["draft"].is_object() {
            entry["draft"]["typing"] = json!(words);
            entry["draft"]["caret"] = json!(0);
        } else if entry["answers"][0].is_object() {
            entry["answers"][0]["answer"] = json!({"kind": "text", "words": words});
        }
    };
    match forgery {
        0 => throw_away(entry, LAST),
        1 => throw_away(entry, "1970-01-01T00:00:00Z"),
        2 => throw_away(entry, &now.to_string()),
        3 => {
            write(entry, "");
            entry["edited"] = json!(now.to_string());
            line["from"] = json!(digest);
        }
        4 => {
            write(entry, "something else entirely, and longer 別");
            entry["edited"] = json!(LAST);
            entry["revision"] = json!(i64::MAX);
            line["from"] = json!(digest);
        }
        _ => {
            write(entry, "from long ago, and still longer 昔");
            entry["edited"] = json!("1970-01-01T00:00:00Z");
            line["from"] = Value::Null;
        }
    }
    format!("{line}\n")
}

/// Three machines, and which words were written from which.
struct World {
    machines: [Machine; 3],
    turn: i64,
    /// Words that nobody went on from yet.
    last: BTreeSet<String>,
}

impl World {
    fn new() -> Self {
        Self {
            machines: ["one", "two", "three"].map(Machine::new),
            turn: 0,
            last: BTreeSet::new(),
        }
    }

    fn happen(&mut self, who: usize, event: &Event) {
        self.turn += 1;
        let turn = self.turn;
        // No two texts are alike, so that none passes for an edit of another.
        let chance = turn.unsigned_abs().wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let text = format!("{chance:016x} {turn} 言葉");
        let now = self.machines[who].tell(turn);
        match event {
            Event::Write { is_draft } => {
                let id = format!("entry{turn}");
                let entry = if *is_draft {
                    draft(&id, &text, now)
                } else {
                    walk(&id, &text, now)
                };
                self.machines[who].save(&entry);
                self.last.insert(text);
            }
            Event::Rewrite(which) => self.on_entry(who, *which, |world, entry| {
                if entry.state == EntryState::Trashed {
                    return;
                }
                world.last.remove(&words(&entry));
                world.last.insert(text.clone());
                let mut next = rewritten(entry, &text);
                next.state = if next.finished_at.is_some() {
                    EntryState::Done
                } else {
                    EntryState::Draft
                };
                world.machines[who].save(&next);
            }),
            Event::Finish(which) => self.on_entry(who, *which, |world, entry| {
                if entry.state == EntryState::Draft {
                    let done = walk(entry.id.as_str(), &words(&entry), entry.started_at);
                    world.machines[who].save(&done);
                }
            }),
            Event::Trash(which) => self.on_entry(who, *which, |world, entry| {
                world.machines[who].journal.trash(&entry.id, now).unwrap();
            }),
            Event::Restore(which) => self.on_entry(who, *which, |world, entry| {
                world.machines[who].journal.restore(&entry.id).unwrap();
            }),
            Event::FollowUp(which, means) => self.on_entry(who, *which, |world, entry| {
                let mut look = walk(&format!("look{turn}"), &text, now);
                look.origin = Some(entry.id);
                look.answers.push(look.answers[0].clone());
                look.answers[1].role = Some(Role::Outcome);
                look.answers[1].step = "outcome".to_owned();
                look.answers[1].outcome = Some(*means);
                look.answers[1].answer = Answer::Chosen(vec!["as it was".to_owned()]);
                world.machines[who].save(&look);
                world.last.insert(text.clone());
            }),
            Event::Sync => drop(self.machines[who].sync()),
            Event::Carry { to, part, is_copy } => {
                let [from, into] = [who, *to].map(|place| &self.machines[place]);
                if who != *to {
                    let copy = format!("enough-{} (conflict {turn}).jsonl", from.device.name());
                    carry(from, into, is_copy.then_some(copy.as_str()), *part);
                }
            }
            Event::Skew(ahead) => self.machines[who].ahead = *ahead,
            _ => self.go_wrong(who, event, now, text),
        }
    }

    /// What goes wrong around the machines, and what others do.
    fn go_wrong(&mut self, who: usize, event: &Event, now: Timestamp, text: String) {
        let turn = self.turn;
        match event {
            Event::CarryOld { to, which } => {
                let from = &self.machines[who];
                if !from.written.is_empty() {
                    let name = from.file();
                    let name = name.file_name().unwrap();
                    let old = which.get(&from.written);
                    fs::write(self.machines[*to].folder.path().join(name), old).unwrap();
                }
            }
            Event::Backup => self.machines[who].backup = self.machines[who].all(),
            Event::BringBack => {
                // Without anything but trash since then, it couldn't be told from emptied trash.
                self.machines[who].save(&walk(&format!("since{turn}"), &text, now));
                self.last.insert(text);
                let _ = self.machines[who].sync();
                self.machines[who].bring_back();
                let _ = self.machines[who].sync();
            }
            Event::CopyName { to } if who != *to => {
                let home = |place: usize| self.machines[place].home.path().join("device");
                let (from, into) = (home(who), home(*to));
                let all = self.machines[who].all();
                let copied = &mut self.machines[*to];
                let _ = copied.sync();
                fs::copy(from, into).unwrap();
                copied.device = device(&copied.home, 1000 + turn.unsigned_abs());
                copied.backup = all;
                copied.bring_back();
                let _ = copied.sync();
            }
            Event::Forge { to, which, forgery } => {
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
                        serde_json::to_value(RecordJson::from(&there)).unwrap()["edited"]
                            == line["entry"]["edited"]
                    })
                };
                let is_fair = |line: &str| *forgery != 3 || has_words(line);
                if !lines.is_empty() && is_fair(lines[which.index(lines.len())]) {
                    let line = forged(
                        lines[which.index(lines.len())],
                        *forgery,
                        self.machines[*to].now,
                    );
                    self.machines[*to].get(&format!("enough-evil{turn}.jsonl"), &line);
                }
            }
            _ => {}
        }
    }

    fn on_entry(
        &mut self,
        who: usize,
        which: prop::sample::Index,
        act: impl FnOnce(&mut Self, Entry),
    ) {
        let mut all = self.machines[who].all();
        if !all.is_empty() {
            let entry = all.swap_remove(which.index(all.len())).entry;
            act(self, entry);
        }
    }

    /// Everyone syncs, in some order, until nobody has anything more to say.
    fn come_together(&mut self, order: [usize; 3]) {
        for machine in &mut self.machines {
            // Somebody sets the clocks right.
            machine.ahead = 0;
            machine.tell(self.turn + 1);
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
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    #[test]
    fn three_machines_end_with_the_same_journal_and_no_word_is_lost(
        events in prop::collection::vec((0..3_usize, any_event()), 1..60),
        order in Just([0, 1, 2]).prop_shuffle(),
    ) {
        let mut world = World::new();
        for (who, event) in &events {
            world.happen(*who, event);
        }
        world.come_together(order);
        let [one, two, three] = &world.machines;
        prop_assert_eq!(one.all(), two.all());
        prop_assert_eq!(one.all(), three.all());
        let kept: BTreeSet<_> = one.words().into_iter().collect();
        let lost: Vec<_> = world.last.difference(&kept).collect();
        prop_assert!(lost.is_empty(), "{lost:?}");
        // And nothing changes any more.
        for machine in &mut world.machines {
            let synced = machine.sync();
            prop_assert_eq!((synced.sent, synced.new, synced.newer, synced.apart), (0, 0, 0, 0));
        }
    }
}

#[test]
fn no_clock_is_so_wrong_that_a_change_counts_for_less_than_what_it_changed() {
    let [mut one, mut two] = ["one", "two"].map(Machine::new);
    one.ahead = SignedDuration::from_hours(24 * 365 * 50).as_secs();
    one.tell(0);
    one.save(&walk("a", "from the future or", time(0)));
    let _ = one.sync();
    carry(&one, &two, None, 100);
    let _ = two.sync();
    two.tell(5);
    two.save(&walk("a", "from the future or today 今日", time(0)));
    let _ = two.sync();
    carry(&two, &one, None, 100);
    let synced = one.sync();
    assert_eq!((synced.newer, synced.apart), (1, 0));
    assert_eq!(one.words(), ["from the future or today 今日"]);
}

#[test]
fn a_record_from_the_future_wins_once_and_a_later_change_wins_over_it() {
    let [mut one, mut two] = ["one", "two"].map(Machine::new);
    one.tell(0);
    one.save(&walk("a", "as it was 火", time(0)));
    let _ = one.sync();
    carry(&one, &two, None, 100);
    let _ = two.sync();
    let line = fs::read_to_string(one.file()).unwrap();
    one.get("enough-evil.jsonl", &forged(line.trim(), 4, time(10)));
    one.tell(10);
    let synced = one.sync();
    assert_eq!((synced.newer, synced.apart + synced.kept), (1, 1));
    let changed = one.whole("a");
    assert_eq!(changed.edited_at, time(10), "no time is in the future");
    assert!(
        one.words().contains(&"as it was 火".to_owned()),
        "a copy is kept"
    );
    // The other computer, which never saw it, changes the walk later, and that is the newest.
    two.tell(20);
    two.save(&rewritten(two.whole("a").entry, "what I really think"));
    let _ = two.sync();
    carry(&two, &one, None, 100);
    one.tell(30);
    let _ = one.sync();
    assert_eq!(words(&one.whole("a").entry), "what I really think");
    for later in [40, 50] {
        one.tell(later);
        let synced = one.sync();
        assert_eq!(
            (synced.sent, synced.newer, synced.apart, synced.kept),
            (0, 0, 0, 0)
        );
    }
    assert_eq!(words(&one.whole("a").entry), "what I really think");
}

#[test]
fn no_entry_begins_or_ends_long_after_it_was_changed() {
    let [mut one, mut two] = ["one", "two"].map(Machine::new);
    one.tell(0);
    one.save(&walk("a", "as it was 火", time(0)));
    let _ = one.sync();
    let line = fs::read_to_string(one.file()).unwrap();
    for (file, edited) in [("b", time(0).to_string()), ("c", LAST.to_owned())] {
        let mut line: Value = serde_json::from_str(&line).unwrap();
        line["entry"]["id"] = json!(file);
        line["entry"]["edited"] = json!(edited);
        line["entry"]["started"] = json!("2099-01-01T00:00:00Z");
        line["entry"]["finished"] = json!("2099-01-01T00:00:00Z");
        line["entry"]["day"] = json!("9999-12-31");
        one.get(&format!("enough-{file}.jsonl"), &format!("{line}\n"));
    }
    // So it is with one that came in before, whatever brought it.
    let mut late = walk("d", "far ahead 先", time(9_999_999_999));
    late.day = "9999-12-31".parse().unwrap();
    let late = Record {
        edited_at: time(0),
        entry: late,
        ..one.whole("a")
    };
    let merging = one.journal.begin_merge().unwrap();
    merging.put_record(&late).unwrap();
    merging.commit().unwrap();
    one.tell(10);
    assert_eq!(one.sync().new, 2);
    let _ = one.sync();
    carry(&one, &two, None, 100);
    two.tell(20);
    let _ = two.sync();
    assert_eq!(one.all(), two.all());
    for whole in one.all() {
        let entry = whole.entry;
        assert!(
            entry.started_at <= time(10) && entry.finished_at <= Some(time(10)),
            "{entry:?}"
        );
        assert!(entry.day.year() == 2026, "{entry:?}");
    }
    for machine in [&mut one, &mut two] {
        let synced = machine.sync();
        assert_eq!(
            (synced.sent, synced.newer, synced.apart, synced.kept),
            (0, 0, 0, 0)
        );
    }
}

#[test]
fn what_is_brought_back_stays_however_often_somebody_throws_it_away_the_same_way() {
    let mut one = Machine::new("one");
    one.tell(0);
    one.save(&walk("a", "first 火", time(0)));
    let _ = one.sync();
    let line = fs::read_to_string(one.file()).unwrap();
    for (forgery, at) in [(2, 10), (0, 50_000_000)] {
        one.tell(at);
        one.get("enough-evil.jsonl", &forged(line.trim(), forgery, time(at)));
        assert_eq!(one.sync().newer, 1);
        // It is there for thirty days, whatever the line says.
        assert_eq!(one.whole("a").trashed_at, Some(time(at)));
        one.tell(at + 10);
        one.journal.restore(&EntryId::from("a".to_owned())).unwrap();
        for later in [10, 20, 40_000_000] {
            one.tell(at + later);
            assert_eq!(one.sync().newer, 0);
            assert!(!one.whole("a").is_trashed());
        }
    }
}

#[test]
fn much_that_would_be_lost_at_once_is_asked_about() {
    let mut one = Machine::new("one");
    one.tell(0);
    for number in 0..12 {
        one.save(&walk(&format!("walk{number}"), "words 言葉", time(number)));
    }
    let _ = one.sync();
    let before = one.all();
    let lines = fs::read_to_string(one.file()).unwrap();
    for (forgery, losses) in [(0, (12, 0)), (3, (0, 12))] {
        let evil: String = lines
            .lines()
            .map(|line| forged(line, forgery, time(10)))
            .collect();
        one.get("enough-evil.jsonl", &evil);
        one.tell(20);
        one.max_losses = 10;
        // A walk that is new here is sent all the same.
        one.save(&walk(&format!("new{forgery}"), "new 新", time(20)));
        for _ in 0..2 {
            let synced = one.sync();
            let asks = synced.asks.map(|asks| (asks.trashed, asks.emptied));
            assert_eq!((asks, synced.newer), (Some(losses), 0));
        }
        assert_eq!(one.all()[..12], before[..]);
        assert!(fs::read_to_string(one.file()).unwrap().contains("new 新"));
        // Up to ten are no question.
        one.max_losses = 12;
        assert_eq!(one.sync().newer, 12);
        one.backup.clone_from(&before);
        one.bring_back();
        fs::remove_file(one.folder.path().join("enough-evil.jsonl")).unwrap();
        fs::remove_file(one.file()).unwrap();
        let _ = one.sync();
    }
}

#[test]
fn a_newer_version_without_the_text_leaves_the_older_as_a_copy() {
    let mut one = Machine::new("one");
    one.tell(0);
    one.save(&walk("a", "They'll fire me 火", time(0)));
    one.save(&draft("b", "half a sentence 半", time(1)));
    let _ = one.sync();
    let lines = fs::read_to_string(one.file()).unwrap();
    let evil: String = lines
        .lines()
        .map(|line| forged(line, 3, time(10)))
        .collect();
    one.get("enough-evil.jsonl", &evil);
    one.tell(20);
    let synced = one.sync();
    assert_eq!((synced.newer, synced.kept), (2, 2));
    let kept: BTreeSet<_> = one.words().into_iter().collect();
    for words in ["They'll fire me 火", "half a sentence 半"] {
        assert!(kept.contains(words), "{kept:?}");
    }
    assert_eq!(one.sync().kept, 0, "one copy is enough");
}

#[test]
fn a_text_that_takes_the_place_of_another_leaves_it_as_a_copy_and_an_edit_leaves_none() {
    let mut one = Machine::new("one");
    one.tell(0);
    one.save(&walk("a", "The boiler explodes tonight", time(0)));
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
        let Some(lines::Found::Entry(mut said)) = Some(lines::read(line.as_bytes(), false)) else {
            panic!("{line}");
        };
        // It claims to have been made from what is here, a moment ago.
        said.from = vec![said.whole.versions().content.digest];
        said.whole.edited_at = time(at);
        said.whole.entry = rewritten(said.whole.entry, text);
        one.get("enough-evil.jsonl", &lines::written(&said));
        one.tell(at);
        one.max_losses = 0;
        let synced = one.sync();
        assert_eq!(
            (synced.newer, synced.kept, synced.asks),
            (1, kept, None),
            "{text}"
        );
        assert_eq!(words(&one.whole("a").entry), text);
    }
    assert!(
        one.words()
            .contains(&"The boilre explodes tonight, I am sure".to_owned())
    );
    assert_eq!(one.sync().kept, 0, "one copy is enough");
}

#[test]
fn after_an_older_journal_is_brought_back_everything_in_the_folder_comes_back() {
    let [mut one, mut two] = ["one", "two"].map(Machine::new);
    one.tell(0);
    one.save(&walk("a", "monday", time(0)));
    one.backup = one.all();
    one.tell(10);
    one.save(&walk("a", "monday, and more 月", time(0)));
    one.save(&walk("b", "tuesday 火", time(10)));
    one.save(&walk("c", "wednesday 水", time(11)));
    one.trash("c", time(12));
    let _ = one.sync();
    let before = one.all();
    one.bring_back();
    assert_eq!(one.words(), ["monday"]);
    let synced = one.sync();
    assert_eq!((synced.new, synced.newer, synced.apart), (2, 1, 0));
    assert_eq!(one.all(), before);
    carry(&one, &two, None, 100);
    let _ = two.sync();
    assert_eq!(two.all(), before);
    // So it is with an empty one.
    one.backup.clear();
    one.bring_back();
    assert_eq!(one.sync().new, 3);
    assert_eq!(one.all(), before);
}

#[test]
fn two_computers_of_one_name_are_noticed_and_both_have_everything() {
    let [mut one, mut two] = ["one", "two"].map(Machine::new);
    one.tell(0);
    one.save(&walk("a", "before the copy", time(0)));
    let _ = one.sync();
    fs::copy(
        one.home.path().join("device"),
        two.home.path().join("device"),
    )
    .unwrap();
    two.device = device(&two.home, 7);
    two.backup = one.all();
    two.bring_back();
    carry(&one, &two, None, 100);
    assert_eq!(one.device.name(), two.device.name());
    for (machine, id, words) in [
        (&mut one, "b", "only on one 一"),
        (&mut two, "c", "only on two 二"),
    ] {
        machine.tell(10);
        machine.save(&walk(id, words, time(10)));
    }
    assert!(!one.sync().is_renamed);
    carry(&one, &two, None, 100);
    assert!(two.sync().is_renamed);
    assert_ne!(one.device.name(), two.device.name());
    carry(&two, &one, None, 100);
    assert!(!one.sync().is_renamed);
    assert_eq!(one.all(), two.all());
    assert_eq!(one.words().len(), 3);
    assert!(!two.sync().is_renamed);
}

#[test]
fn many_files_with_early_names_hide_no_computer() {
    let [mut one, mut two] = ["one", "zz"].map(Machine::new);
    two.save(&walk("a", "from far behind 後", time(0)));
    let _ = two.sync();
    for number in 0..700 {
        one.get(&format!("aaa{number:03}.jsonl"), "{\"enough\":1}\n");
        one.get(&format!("enough-0{number:03}.jsonl"), "[]\n");
    }
    // A file with nothing in it that is larger than any disk, and one of a single long line.
    let huge = fs::File::create(one.folder.path().join("enough-00.jsonl")).unwrap();
    huge.set_len(1 << 40).unwrap();
    let long = fs::File::create(one.folder.path().join("enough-01.jsonl")).unwrap();
    long.set_len(50 << 20).unwrap();
    carry(&two, &one, None, 100);
    let synced = one.sync();
    assert_eq!(synced.new, 1);
    let skipped: Vec<_> = synced.skipped.iter().map(|skipped| skipped.why).collect();
    assert_eq!(skipped, [Refusal::TooLarge]);
}

#[test]
fn a_file_grows_with_the_entries_and_not_with_the_changes() {
    let [mut one, mut two] = ["one", "two"].map(Machine::new);
    for at in 0..60 {
        one.tell(at * 10);
        one.save(&walk("a", &format!("changed here {at:04} 度"), time(0)));
        let synced = one.sync();
        assert_eq!((synced.sent, synced.apart, synced.kept), (1, 0, 0));
        carry(&one, &two, None, 100);
        two.tell(at * 10 + 5);
        let synced = two.sync();
        assert_eq!(
            (synced.new + synced.newer, synced.apart, synced.kept),
            (1, 0, 0)
        );
        two.save(&walk("a", &format!("changed there {at:04} 度"), time(0)));
        assert_eq!(two.sync().sent, 1);
        carry(&two, &one, None, 100);
        let synced = one.sync();
        assert_eq!((synced.newer, synced.apart, synced.kept), (1, 0, 0));
    }
    let file = fs::read_to_string(one.file()).unwrap();
    assert_eq!(file.lines().count(), 1);
    assert!(file.len() < 3000, "{}", file.len());
    assert_eq!(one.words().len(), 1);
}

#[test]
fn what_no_line_should_be_harms_nobody() {
    let [mut one, mut two] = ["one", "two"].map(Machine::new);
    one.save(&walk("a", "first 🍲", time(0)));
    let _ = one.sync();
    let line = fs::read_to_string(one.file()).unwrap();
    let line = line.trim();
    let deep = format!("{{\"enough\":1,\"entry\":{}", "[".repeat(200_000));
    let lines = [
        deep.as_str(),
        &line.replacen("\"id\":\"a\"", "\"id\":\"../../a\"", 1),
        &line.replacen("\"id\":\"a\"", "\"id\":\"a\",\"id\":\"b\"", 1),
        &line.replacen("\"revision\":1", "\"revision\":99999999999999999999", 1),
        &line.replacen("\"from\":null", "\"from\":\"zz\"", 1),
        "\u{feff}{}",
        "nul\0l",
    ];
    two.get(
        "enough-evil.jsonl",
        &format!("{line}\n{}\n", lines.join("\n")),
    );
    let largest = line.replacen("\"revision\":1", &format!("\"revision\":{}", i64::MAX), 1);
    two.get("enough-large.jsonl", &format!("{largest}\n"));
    let synced = two.sync();
    assert_eq!((synced.new, synced.apart), (1, 0));
    assert_eq!(synced.odd[0].unreadable, 7);
    assert_eq!(two.words(), ["first 🍲"]);
    two.tell(5);
    two.save(&walk("a", "it can still be changed", time(0)));
    assert_eq!(two.sync().sent, 1);
}

use std::collections::BTreeSet;
use std::fs;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::entry::{Answer, Answered, Entry, Place, State};
use crate::exercise::{Means, Part};
use crate::journal::Pick;

/// A machine with a journal, a clock of its own and a copy of the folder.
struct Machine {
    name: &'static str,
    journal: Journal,
    folder: TempDir,
    /// How far its clock is ahead, in seconds.
    ahead: i64,
}

fn time(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_770_000_000 + seconds).unwrap()
}

impl Machine {
    fn new(name: &'static str) -> Self {
        Self {
            name,
            journal: Journal::in_memory().unwrap(),
            folder: tempfile::tempdir().unwrap(),
            ahead: 0,
        }
    }

    fn tell(&mut self, seconds: i64) -> Timestamp {
        let now = time(seconds + self.ahead);
        self.journal.tell_time(now);
        now
    }

    fn sync(&mut self) -> Synced {
        sync(&mut self.journal, self.folder.path(), self.name).unwrap()
    }

    fn file(&self) -> PathBuf {
        self.folder
            .path()
            .join(format!("enough-{}.jsonl", self.name))
    }

    /// Everything, but for how often it was changed here.
    fn all(&self) -> Vec<Whole> {
        let mut all = Vec::new();
        let each = self.journal.each(&Pick::default(), |mut whole| {
            whole.revision = 0;
            all.push(whole);
            Ok::<_, JournalError>(())
        });
        each.unwrap();
        all
    }

    fn save(&mut self, entry: &Entry) {
        self.journal.take_up(&entry.id).unwrap();
        self.journal.save(entry).unwrap();
    }

    fn words(&self) -> Vec<String> {
        let all = self.all();
        all.iter().map(|whole| words(&whole.entry)).collect()
    }
}

/// Brings the file of one machine to the other, under any name, all of it or so many per cent.
fn carry(from: &Machine, to: &Machine, name: Option<&str>, part: usize) {
    let Ok(bytes) = fs::read(from.file()) else {
        return;
    };
    let end = bytes.len() * part / 100;
    let name = name.map_or_else(|| format!("enough-{}.jsonl", from.name), str::to_owned);
    fs::write(to.folder.path().join(name), &bytes[..end]).unwrap();
}

fn exchange(machines: &[Machine]) {
    for from in machines {
        for to in machines.iter().filter(|to| to.name != from.name) {
            carry(from, to, None, 100);
        }
    }
}

fn words(entry: &Entry) -> String {
    let typing = entry.draft.as_ref().map(|place| place.typing.clone());
    entry.words(Part::Thought).or(typing).unwrap_or_default()
}

fn walk(id: &str, thought: &str, at: Timestamp) -> Entry {
    Entry {
        id: EntryId::from(id.to_owned()),
        exercise: "two-minute-check".to_owned(),
        title: "Two-minute check".to_owned(),
        started: at,
        finished: Some(at),
        offset: 3600,
        day: "2026-03-01".parse().unwrap(),
        state: State::Done,
        origin: None,
        draft: None,
        answers: vec![Answered {
            step: "thought".to_owned(),
            part: Some(Part::Thought),
            prompt: "What is the thought?".to_owned(),
            answer: Answer::Text(thought.to_owned()),
            means: None,
        }],
    }
}

fn draft(id: &str, typing: &str, at: Timestamp) -> Entry {
    Entry {
        finished: None,
        state: State::Draft,
        draft: Some(Place {
            step: "thought".to_owned(),
            typing: typing.to_owned(),
            caret: 0,
        }),
        answers: Vec::new(),
        ..walk(id, "", at)
    }
}

fn rewritten(mut entry: Entry, words: &str) -> Entry {
    match &mut entry.draft {
        Some(place) => words.clone_into(&mut place.typing),
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
    two.journal
        .trash(&EntryId::from("a".to_owned()), time(60))
        .unwrap();
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
    two.save(&walk("a", "second 二", time(0)));
    let _ = two.sync();
    carry(&two, &one, None, 100);
    assert_eq!(one.sync().apart, 0);
    assert_eq!(one.words(), ["second 二"]);
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
    fear.answers.push(Answered {
        step: "when".to_owned(),
        part: None,
        prompt: "When?".to_owned(),
        answer: Answer::AskOn(Some("2026-03-08".parse().unwrap())),
        means: None,
    });
    one.save(&fear);
    let _ = one.sync();
    carry(&one, &two, None, 100);
    let _ = two.sync();
    assert!(two.all()[0].check_in.is_some());
    // One looks back, while the other mends a word.
    two.tell(50);
    let mut look = walk("look", "", time(50));
    look.origin = Some(fear.id.clone());
    look.answers[0].part = Some(Part::Outcome);
    look.answers[0].answer = Answer::Chosen(vec!["No".to_owned()]);
    look.answers[0].means = Some(Means::No);
    two.save(&look);
    one.tell(90);
    one.save(&rewritten(fear, "They'll laugh at me"));
    let _ = (one.sync(), two.sync());
    carry(&one, &two, None, 100);
    carry(&two, &one, None, 100);
    let _ = (one.sync(), two.sync());
    assert_eq!(one.all(), two.all());
    let fear = one
        .journal
        .whole(&EntryId::from("fear".to_owned()))
        .unwrap()
        .unwrap();
    assert_eq!(words(&fear.entry), "They'll laugh at me");
    assert_eq!(fear.check_in.unwrap().outcome, Means::No);
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
        one.journal
            .trash(&EntryId::from(name.to_owned()), time(10))
            .unwrap();
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
    LookBack(prop::sample::Index, Means),
    Sync,
    Carry {
        to: usize,
        part: usize,
        is_copy: bool,
    },
    Skew(i64),
}

fn any_event() -> impl Strategy<Value = Event> {
    let which = any::<prop::sample::Index>;
    let means = prop::sample::select(vec![Means::No, Means::Yes, Means::Open]);
    prop_oneof![
        3 => any::<bool>().prop_map(|is_draft| Event::Write { is_draft }),
        4 => which().prop_map(Event::Rewrite),
        1 => which().prop_map(Event::Finish),
        1 => which().prop_map(Event::Trash),
        1 => which().prop_map(Event::Restore),
        1 => (which(), means).prop_map(|(which, means)| Event::LookBack(which, means)),
        6 => Just(Event::Sync),
        6 => (0..3_usize, prop_oneof![Just(100), 0..100_usize], any::<bool>())
            .prop_map(|(to, part, is_copy)| Event::Carry { to, part, is_copy }),
        1 => (-40_000_000..40_000_000_i64).prop_map(Event::Skew),
    ]
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
        let text = format!("words {turn} 言葉");
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
                if entry.state == State::Trashed {
                    return;
                }
                world.last.remove(&words(&entry));
                world.last.insert(text.clone());
                let mut next = rewritten(entry, &text);
                next.state = if next.finished.is_some() {
                    State::Done
                } else {
                    State::Draft
                };
                world.machines[who].save(&next);
            }),
            Event::Finish(which) => self.on_entry(who, *which, |world, entry| {
                if entry.state == State::Draft {
                    let done = walk(entry.id.as_str(), &words(&entry), entry.started);
                    world.machines[who].save(&done);
                }
            }),
            Event::Trash(which) => self.on_entry(who, *which, |world, entry| {
                world.machines[who].journal.trash(&entry.id, now).unwrap();
            }),
            Event::Restore(which) => self.on_entry(who, *which, |world, entry| {
                world.machines[who].journal.restore(&entry.id).unwrap();
            }),
            Event::LookBack(which, means) => self.on_entry(who, *which, |world, entry| {
                let mut look = walk(&format!("look{turn}"), &text, now);
                look.origin = Some(entry.id);
                look.answers.push(look.answers[0].clone());
                look.answers[1].part = Some(Part::Outcome);
                look.answers[1].step = "outcome".to_owned();
                look.answers[1].means = Some(*means);
                world.machines[who].save(&look);
                world.last.insert(text.clone());
            }),
            Event::Sync => drop(self.machines[who].sync()),
            Event::Carry { to, part, is_copy } => {
                let [from, to] = [who, *to].map(|place| &self.machines[place]);
                if from.name != to.name {
                    let copy = format!("enough-{} (conflict {turn}).jsonl", from.name);
                    carry(from, to, is_copy.then_some(copy.as_str()), *part);
                }
            }
            Event::Skew(ahead) => self.machines[who].ahead = *ahead,
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
        for _ in 0..4 {
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
    one.save(&walk("a", "from the future", time(0)));
    let _ = one.sync();
    carry(&one, &two, None, 100);
    let _ = two.sync();
    two.tell(5);
    two.save(&walk("a", "from today 今日", time(0)));
    let _ = two.sync();
    carry(&two, &one, None, 100);
    let synced = one.sync();
    assert_eq!((synced.newer, synced.apart), (1, 0));
    assert_eq!(one.words(), ["from today 今日"]);
}

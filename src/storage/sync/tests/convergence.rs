//! Computers reach the same journal, whatever happens to the files.

use super::untrusted::{FORGERY_COUNT, forged};
use super::*;

/// An event on machines that share a folder.
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
    /// The sync program delivers an earlier copy, even of a machine's own file to itself.
    DeliverOld {
        to: usize,
        which: usize,
    },
    Backup,
    /// A restore between two syncs.
    RestoreBackup,
    /// Copies the files of one machine to another, with its name and its journal.
    CopyIdentity {
        to: usize,
    },
    /// Somebody forges a line and writes it into a folder.
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
    let outcome = prop::sample::select(vec![Outcome::No, Outcome::Yes, Outcome::Open]);
    prop_oneof![
        3 => any::<bool>().prop_map(|is_draft| SyncEvent::Write { is_draft }),
        4 => which().prop_map(SyncEvent::Rewrite),
        1 => which().prop_map(SyncEvent::Finish),
        1 => which().prop_map(SyncEvent::Trash),
        1 => which().prop_map(SyncEvent::Restore),
        1 => (which(), outcome).prop_map(|(which, outcome)| SyncEvent::FollowUp(which, outcome)),
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

/// Three machines, and the texts that must survive.
struct Simulation {
    machines: [Machine; 3],
    turn: i64,
    /// Texts that nobody edited since.
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
        // The texts differ enough that none counts as an edit of another.
        let hash = turn.unsigned_abs().wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let text = format!("{hash:016x} {turn} 言葉");
        let now = self.machines[who].set_clock(turn);
        match event {
            SyncEvent::Write { is_draft } => {
                let id = format!("entry{turn}");
                let entry = if *is_draft {
                    draft(&id, &text, now)
                } else {
                    finished_entry(&id, &text, now)
                };
                self.machines[who].save(&entry);
                self.latest_texts.insert(text);
            }
            SyncEvent::Rewrite(which) => self.on_entry(who, *which, |simulation, entry| {
                if entry.state == EntryState::Trashed {
                    return;
                }
                simulation.latest_texts.remove(&text_of(&entry));
                simulation.latest_texts.insert(text.clone());
                let mut next = with_text(entry, &text);
                next.state = if next.finished_at.is_some() {
                    EntryState::Done
                } else {
                    EntryState::Draft
                };
                simulation.machines[who].save(&next);
            }),
            SyncEvent::Finish(which) => self.on_entry(who, *which, |simulation, entry| {
                if entry.state == EntryState::Draft {
                    let done =
                        finished_entry(entry.id.as_str(), &text_of(&entry), entry.started_at);
                    simulation.machines[who].save(&done);
                }
            }),
            SyncEvent::Trash(which) => self.on_entry(who, *which, |simulation, entry| {
                simulation.machines[who]
                    .journal
                    .trash(&entry.id, now)
                    .unwrap();
            }),
            SyncEvent::Restore(which) => self.on_entry(who, *which, |simulation, entry| {
                simulation.machines[who].journal.restore(&entry.id).unwrap();
            }),
            SyncEvent::FollowUp(which, outcome) => {
                self.on_entry(who, *which, |simulation, entry| {
                    let mut answer = finished_entry(&format!("look{turn}"), &text, now);
                    answer.origin = Some(entry.id);
                    answer.answers.push(answer.answers[0].clone());
                    answer.answers[1].role = Some(Role::Outcome);
                    answer.answers[1].step = "outcome".to_owned();
                    answer.answers[1].outcome = Some(*outcome);
                    answer.answers[1].answer = Answer::Chosen(vec!["as it was".to_owned()]);
                    simulation.machines[who].save(&answer);
                    simulation.latest_texts.insert(text.clone());
                });
            }
            SyncEvent::Sync => drop(self.machines[who].sync()),
            SyncEvent::Deliver { to, part, is_copy } => {
                let [from, into] = [who, *to].map(|index| &self.machines[index]);
                if who != *to {
                    let copy = format!("enough-{} (conflict {turn}).jsonl", from.device.name());
                    deliver(from, into, is_copy.then_some(copy.as_str()), *part);
                }
            }
            SyncEvent::SkewClock(ahead) => self.machines[who].clock_offset = *ahead,
            _ => self.apply_fault(who, event, now, text),
        }
    }

    /// Applies faults, restored backups and forged lines.
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
                // With only trash since the backup, this would look like a purge.
                self.machines[who].save(&finished_entry(&format!("since{turn}"), &text, now));
                self.latest_texts.insert(text);
                let _ = self.machines[who].sync();
                self.machines[who].restore_backup();
                let _ = self.machines[who].sync();
            }
            SyncEvent::CopyIdentity { to } if who != *to => {
                let home = |index: usize| self.machines[index].home.path().join("device");
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
                let lines = self.machines[who].log();
                // The last line may be truncated.
                let is_whole = |line: &&str| serde_json::from_str::<Value>(line).is_ok();
                let lines: Vec<_> = lines.lines().filter(is_whole).collect();
                // A machine that never had the text can't keep a copy of it; the others do.
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

    /// Syncs all machines, in some order, until nothing changes.
    fn converge(&mut self, order: [usize; 3]) {
        for machine in &mut self.machines {
            // All clocks are right now.
            machine.clock_offset = 0;
            machine.set_clock(self.turn + 1);
        }
        for _ in 0..6 {
            for index in order {
                let _ = self.machines[index].sync();
                exchange(&self.machines);
            }
        }
    }
}

/// Few by default, because each case writes and reads many small files.
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
    let texts: BTreeSet<_> = one.texts().into_iter().collect();
    let lost: Vec<_> = simulation.latest_texts.difference(&texts).collect();
    assert!(lost.is_empty(), "{lost:?}");
    // A further sync changes nothing.
    for machine in &mut simulation.machines {
        let report = machine.sync();
        assert_eq!(
            (report.sent, report.new, report.updated, report.conflicts),
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

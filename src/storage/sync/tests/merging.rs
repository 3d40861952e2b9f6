//! Merging versions of honest computers.

use super::*;
use crate::storage::cards::CardFilter;
use crate::storage::work_observer::{WorkObserver, WorkStage};

#[test]
fn two_machines_exchange_what_is_new_and_then_have_nothing_more_to_send() {
    let [mut one, mut two] = ["one", "two"].map(Machine::new);
    one.set_clock(0);
    one.save(&finished_entry("a", "They'll fire me 火 🍲", timestamp(0)));
    let report = one.sync();
    assert_eq!(
        (report.sent, report.peer_files, report.is_first),
        (1, 0, true)
    );
    deliver(&one, &two, None, 100);
    let report = two.sync();
    assert_eq!((report.sent, report.new, report.peer_files), (0, 1, 1));
    assert_eq!(two.records(), one.records());
    two.set_clock(60);
    two.trash("a", timestamp(60));
    assert_eq!(two.sync().sent, 1);
    deliver(&two, &one, None, 100);
    assert_eq!(one.sync().updated, 1);
    assert!(one.records()[0].is_trashed());
    let lengths = [&one, &two].map(|machine| fs::metadata(machine.file()).unwrap().len());
    for machine in [&mut one, &mut two] {
        let report = machine.sync();
        assert_eq!(
            (report.sent, report.new, report.updated, report.conflicts),
            (0, 0, 0, 0)
        );
    }
    let now = [&one, &two].map(|machine| fs::metadata(machine.file()).unwrap().len());
    assert_eq!(now, lengths, "nothing is written where nothing changed");
}

#[test]
fn a_session_changed_on_two_machines_at_once_is_saved_twice_and_one_changed_in_turn_once() {
    let [mut one, mut two] = ["one", "two"].map(Machine::new);
    one.save(&finished_entry("a", "first", timestamp(0)));
    let _ = one.sync();
    deliver(&one, &two, None, 100);
    let _ = two.sync();
    // In turn, though the second clock is a year behind.
    two.clock_offset = -31_000_000;
    two.set_clock(100);
    two.save(&finished_entry("a", "first, then second 二", timestamp(0)));
    let _ = two.sync();
    deliver(&two, &one, None, 100);
    assert_eq!(one.sync().conflicts, 0);
    assert_eq!(one.texts(), ["first, then second 二"]);
    // At once.
    one.set_clock(200);
    one.save(&finished_entry("a", "by one", timestamp(0)));
    two.set_clock(300);
    two.save(&finished_entry("a", "by two", timestamp(0)));
    let _ = (one.sync(), two.sync());
    deliver(&one, &two, None, 100);
    deliver(&two, &one, None, 100);
    let [first, second] = [one.sync(), two.sync()];
    assert_eq!((first.conflicts, second.conflicts), (1, 1));
    // Once the clock is right, both have the same times too.
    two.clock_offset = 0;
    for at in [400, 500] {
        one.set_clock(at);
        two.set_clock(at);
        let _ = (one.sync(), two.sync());
        deliver(&one, &two, None, 100);
        deliver(&two, &one, None, 100);
    }
    assert_eq!(one.records(), two.records());
    let kept: BTreeSet<_> = one.texts().into_iter().collect();
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
    let mut fear = finished_entry("fear", "They'll laugh", timestamp(0));
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
    // One answers the follow-up while the other edits the text.
    two.set_clock(50);
    let mut answer = finished_entry("look", "", timestamp(50));
    answer.origin = Some(fear.id.clone());
    answer.answers[0].role = Some(Role::Outcome);
    answer.answers[0].answer = Answer::Chosen(vec!["No".to_owned()]);
    answer.answers[0].outcome = Some(Outcome::No);
    two.save(&answer);
    one.set_clock(90);
    one.save(&with_text(fear, "They'll laugh at me"));
    let _ = (one.sync(), two.sync());
    deliver(&one, &two, None, 100);
    deliver(&two, &one, None, 100);
    let _ = (one.sync(), two.sync());
    assert_eq!(one.records(), two.records());
    let fear = one.record("fear");
    assert_eq!(text_of(&fear.entry), "They'll laugh at me");
    assert_eq!(fear.follow_up.unwrap().outcome, Outcome::No);
    assert_eq!(one.records().len(), 2);
}

#[test]
fn what_is_deleted_for_good_stays_deleted_unless_it_is_restored_elsewhere() {
    let [mut one, mut two] = ["one", "two"].map(Machine::new);
    for (name, words) in [("a", "stays"), ("b", "goes 火"), ("c", "comes back 🍲")] {
        one.save(&finished_entry(name, words, timestamp(0)));
    }
    for name in ["b", "c"] {
        one.trash(name, timestamp(10));
    }
    let _ = one.sync();
    deliver(&one, &two, None, 100);
    let _ = two.sync();
    // The first purges its trash, and the second restores an entry from its own.
    one.journal = Journal::in_memory().unwrap();
    one.save(&finished_entry("a", "stays", timestamp(0)));
    two.set_clock(20);
    two.journal.restore(&EntryId::from("c".to_owned())).unwrap();
    let _ = two.sync();
    deliver(&two, &one, None, 100);
    assert_eq!(one.sync().new, 1);
    assert_eq!(one.texts(), ["stays", "comes back 🍲"]);
    assert_eq!(one.sync().new, 0);
}

#[test]
fn a_change_is_newer_than_what_it_changed_with_any_clock() {
    let [mut one, mut two] = ["one", "two"].map(Machine::new);
    one.clock_offset = SignedDuration::from_hours(24 * 365 * 50).as_secs();
    one.set_clock(0);
    one.save(&finished_entry("a", "from the future or", timestamp(0)));
    let _ = one.sync();
    deliver(&one, &two, None, 100);
    let _ = two.sync();
    two.set_clock(5);
    two.save(&finished_entry(
        "a",
        "from the future or today 今日",
        timestamp(0),
    ));
    let _ = two.sync();
    deliver(&two, &one, None, 100);
    let report = one.sync();
    assert_eq!((report.updated, report.conflicts), (1, 0));
    assert_eq!(one.texts(), ["from the future or today 今日"]);
}

#[test]
fn after_an_older_journal_is_restored_everything_in_the_folder_comes_back() {
    let [mut one, mut two] = ["one", "two"].map(Machine::new);
    one.set_clock(0);
    one.save(&finished_entry("a", "monday", timestamp(0)));
    one.backup = one.records();
    one.set_clock(10);
    one.save(&finished_entry("a", "monday, and more 月", timestamp(0)));
    one.save(&finished_entry("b", "tuesday 火", timestamp(10)));
    one.save(&finished_entry("c", "wednesday 水", timestamp(11)));
    one.trash("c", timestamp(12));
    let _ = one.sync();
    let before = one.records();
    one.restore_backup();
    assert_eq!(one.texts(), ["monday"]);
    let report = one.sync();
    assert_eq!((report.new, report.updated, report.conflicts), (2, 1, 0));
    assert_eq!(one.records(), before);
    deliver(&one, &two, None, 100);
    let _ = two.sync();
    assert_eq!(two.records(), before);
    // The same for an empty journal.
    one.backup.clear();
    one.restore_backup();
    assert_eq!(one.sync().new, 3);
    assert_eq!(one.records(), before);
}

#[test]
fn a_card_kept_here_is_a_card_there_and_the_later_choice_wins() {
    let mut machines = [Machine::new("here"), Machine::new("there")];
    let line = AnsweredStep {
        role: Some(Role::Reframe),
        answer: Answer::Text("Held is held 🍞".to_owned()),
        ..finished_entry("walk", "We'll never bond 火", timestamp(0)).answers[0].clone()
    };
    let mut entry = finished_entry("walk", "We'll never bond 火", timestamp(0));
    entry.answers.push(line);
    machines[0].set_clock(0);
    machines[0].save(&entry);
    let card = EntryId::from("walk".to_owned());
    let choose = |machines: &mut [Machine; 2], at: usize, seconds, is_card| {
        machines[at].set_clock(seconds);
        assert!(machines[at].journal.set_card(&card, is_card).unwrap());
        for machine in machines.iter_mut() {
            machine.set_clock(seconds + 1);
            let _ = machine.sync();
        }
        exchange(machines);
        for machine in machines.iter_mut() {
            let _ = machine.sync();
        }
        for machine in &*machines {
            assert_eq!(machine.record("walk").is_card, is_card);
            // The words stay as they are.
            assert_eq!(machine.record("walk").entry, entry);
        }
    };
    choose(&mut machines, 0, 10, true);
    choose(&mut machines, 1, 20, false);
    choose(&mut machines, 1, 30, true);
    // Both are thrown away with the entry, and come back with it.
    machines[0].trash("walk", timestamp(40));
    let none = machines[0]
        .journal
        .card_ids(&CardFilter::default())
        .unwrap();
    assert!(none.is_empty());
    machines[0].journal.restore(&card).unwrap();
    let back = machines[0]
        .journal
        .card_ids(&CardFilter::default())
        .unwrap();
    assert_eq!(back, [card]);
}

#[test]
fn a_sync_that_is_stopped_receives_nothing_or_all_and_the_next_one_does_the_rest() {
    let [mut one, mut two] = ["one", "two"].map(Machine::new);
    one.save(&finished_entry("a", "They'll fire me 火 🍲", timestamp(0)));
    two.save(&finished_entry("b", "by two", timestamp(0)));
    let _ = one.sync();
    deliver(&one, &two, None, 100);
    let before = two.records();
    for stage in [
        WorkStage::ReadFolder,
        WorkStage::ReadJournal,
        WorkStage::Merge,
    ] {
        two.journal
            .watch(&WorkObserver::stopping_at(stage))
            .unwrap();
        let stopped = two.try_sync();
        assert!(
            matches!(stopped, Err(SyncError::Journal(JournalError::Stopped))),
            "{stopped:?}"
        );
        two.journal.watch(&WorkObserver::default()).unwrap();
        assert_eq!(two.records(), before);
        assert!(!two.file().exists());
    }
    let stopping = WorkObserver::stopping_at(WorkStage::WriteFolder);
    two.journal.watch(&stopping).unwrap();
    let stopped = two.try_sync();
    assert!(matches!(stopped, Err(SyncError::NotSent)), "{stopped:?}");
    two.journal.watch(&WorkObserver::default()).unwrap();
    assert_eq!(two.records().len(), 2);
    let files = fs::read_dir(two.folder.path()).unwrap().flatten();
    let names: Vec<_> = files.map(|file| file.file_name()).collect();
    assert_eq!(names, ["enough-one.jsonl"]);
    assert_eq!(two.sync().sent, 2);
}

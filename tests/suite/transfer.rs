//! Words come along from other programs, and find a place here.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use good_enough::entry::{Answer, Entry};
use good_enough::exercise::Part;
use good_enough::import::{Counts, Given, import, look};
use good_enough::journal::{Journal, Shelf};
use jiff::tz::{Offset, TimeZone};

fn path(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/imports");
    folder.join(name)
}

fn file(name: &str) -> Given {
    Given::File(path(name))
}

/// A person at home in a zone two hours east of UTC.
fn zone() -> TimeZone {
    TimeZone::fixed(Offset::constant(2))
}

fn taken_in(name: &str) -> (Journal, Vec<Entry>) {
    let mut journal = Journal::in_memory().expect("there is memory");
    let counts = import(&file(name), &mut journal, &zone()).expect("it can be taken in");
    assert_eq!(counts.new, counts.all(), "{name}");
    // A second time it adds nothing, even after a journey.
    for zone in [zone(), TimeZone::fixed(Offset::constant(-8))] {
        let again = import(&file(name), &mut journal, &zone).expect("it can be taken in");
        assert_eq!((again.new, again.newer), (0, 0), "{name}");
    }
    let ids = journal.ids().expect("they can be read");
    assert_eq!(ids.len() as u64, counts.all());
    let entries = ids
        .iter()
        .map(|id| {
            journal
                .entry(id)
                .expect("it can be read")
                .expect("it is there")
        })
        .collect();
    (journal, entries)
}

fn words(entries: &[Entry]) -> String {
    let answers = entries.iter().flat_map(|entry| &entry.answers);
    let said = answers.map(|answered| format!("{} {}\n", answered.prompt, answered.answer.words()));
    said.collect()
}

#[test]
fn freecbt_comes_in_whichever_way_it_went_out() {
    let mut all = BTreeSet::new();
    for name in ["freecbt.txt", "freecbt.json", "freecbt.csv"] {
        let (journal, entries) = taken_in(name);
        let first = &entries[0];
        assert_eq!(first.exercise, "freecbt");
        assert_eq!(first.title, "From FreeCBT");
        // 21:15 in UTC is 23:15 there.
        assert_eq!(
            (first.day.to_string().as_str(), first.offset),
            ("2026-02-03", 7200)
        );
        let thought = "They'll all see that I don't belong there 明日";
        assert_eq!(first.words(Part::Thought).as_deref(), Some(thought));
        let patterns = first.words(Part::Patterns).unwrap();
        let patterns: BTreeSet<_> = patterns.lines().collect();
        let named = ["Mind reading", "Worst-case movie", "other blaming"];
        assert_eq!(patterns, BTreeSet::from(named));
        assert!(
            first
                .words(Part::Reframe)
                .unwrap()
                .starts_with("I may feel")
        );
        assert!(words(&entries).contains("Two people asked me to come. 🍲"));
        // What wasn't written is missing.
        assert_eq!(entries[1].answers.len(), 1);
        assert_eq!(journal.count(Shelf::Done).unwrap(), 2);
        all.insert(journal.ids().unwrap());
    }
    assert_eq!(all.len(), 1, "the same thoughts have the same names");
}

#[test]
fn a_thought_that_was_edited_there_is_newer_and_one_edited_here_stays() {
    let folder = tempfile::tempdir().unwrap();
    let mine = folder.path().join("FreeCBT.json");
    let given = Given::File(mine.clone());
    let before = std::fs::read_to_string(path("freecbt.json")).unwrap();
    let after = before
        .replace("2026-02-04T07:00:00", "2026-03-01T07:00:00")
        .replace("Two people", "Three people");
    std::fs::write(&mine, after).unwrap();
    let (mut journal, entries) = taken_in("freecbt.json");
    let expected = Counts {
        newer: 1,
        same: 1,
        ..Counts::default()
    };
    assert_eq!(look(&given, &journal, &zone()).unwrap(), expected);
    assert_eq!(import(&given, &mut journal, &zone()).unwrap(), expected);
    journal.tell_time("2026-04-01T10:00:00Z".parse().unwrap());
    let mut mine = journal.take_up(&entries[0].id).unwrap().unwrap();
    mine.answers[0].answer = Answer::Text("Put otherwise 火".to_owned());
    journal.save(&mine).unwrap();
    let counts = import(&given, &mut journal, &zone()).unwrap();
    assert_eq!((counts.older, counts.same), (1, 1));
    assert_eq!(journal.entry(&mine.id).unwrap(), Some(mine));
}

#[test]
fn what_journals_and_diaries_hold_has_its_place_down_to_the_last_word() {
    let (_, entries) = taken_in("jrnl.json");
    assert_eq!(entries[0].title, "From jrnl: A long way round.");
    assert_eq!(entries[0].day.to_string(), "2026-01-11");
    assert_eq!(entries[0].started.to_string(), "2026-01-11T14:20:00Z");
    let said = words(&entries);
    for word in [
        "heron 🐦",
        "@walk\n@rest",
        "Starred yes",
        "眠れない夜",
        "A1B2",
        "kettle",
    ] {
        assert!(said.contains(word), "{word}: {said}");
    }
    let (_, entries) = taken_in("tui-journal.json");
    assert_eq!(entries[0].title, "From tui-journal: Before the talk");
    assert_eq!(
        entries[0].day.to_string(),
        "2026-01-21",
        "it was past midnight"
    );
    let said = words(&entries);
    for word in [
        "first line?\n\nThen",
        "work\n声",
        "priority 2",
        "folder spring",
        "noticing 🙂",
    ] {
        assert!(said.contains(word), "{word}: {said}");
    }
    let (_, kept) = taken_in("tui-journal-kept.json");
    assert_eq!(
        kept[0].id, entries[1].id,
        "the same entry, kept or exported"
    );
    let (_, entries) = taken_in("daylio.csv");
    assert_eq!(entries[1].title, "From Daylio: Long day");
    assert_eq!(entries[1].words(Part::Feelings).as_deref(), Some("meh"));
    assert_eq!(entries[0].started.to_string(), "2026-02-09T05:05:00Z");
    let said = words(&entries);
    for word in [
        "work\nfriends\n散歩",
        "Stress: 6",
        "\"the soup\" was good 🍲\nand then I slept.",
    ] {
        assert!(said.contains(word), "{word}: {said}");
    }
}

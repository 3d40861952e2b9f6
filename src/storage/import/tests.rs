mod version_1;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use jiff::Timestamp;
use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::domain::record::arbitrary::any_record;
use crate::domain::record::json::RecordJson;
use crate::domain::record::samples::{finished_entry, finished_record};
use crate::storage::export::{Export, Format};
use crate::storage::journal::JournalError;
use crate::storage::record_store::RecordFilter;
use crate::storage::work_observer::WorkObserver;

fn exported(journal: &Journal) -> Vec<u8> {
    let mut out = Vec::new();
    let export = Export {
        format: Format::Json,
        pick: RecordFilter::default(),
        redact: false,
        now: Timestamp::UNIX_EPOCH,
    };
    export.write(journal, &mut out).unwrap();
    out
}

/// A journal with these entries.
fn journal(wholes: &[Record]) -> Journal {
    let mut journal = Journal::in_memory().unwrap();
    let merging = journal.begin_merge().unwrap();
    for whole in wholes {
        merging.put_record(whole).unwrap();
    }
    merging.commit().unwrap();
    journal
}

fn all(journal: &Journal) -> Vec<Record> {
    let mut all = Vec::new();
    let each = journal.for_each_record(&RecordFilter::default(), |record| {
        all.push(record);
        Ok::<_, JournalError>(())
    });
    each.unwrap();
    all
}

fn file(bytes: &[u8]) -> (TempDir, ImportInput) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    fs::write(&path, bytes).unwrap();
    (folder, ImportInput::File(path))
}

/// Imports a file and checks that the preview returns the same.
fn import_bytes(journal: &mut Journal, bytes: &[u8]) -> Result<ImportCounts, ImportError> {
    let (_folder, input) = file(bytes);
    let expected = preview(&input, journal, &TimeZone::UTC);
    let before = all(journal);
    let counts = import(&input, journal, &TimeZone::UTC);
    match (&expected, &counts) {
        (Ok(expected), Ok(counts)) => assert_eq!(expected, counts),
        (Err(_), Err(_)) => assert_eq!(all(journal), before),
        _ => panic!("{expected:?}, and then {counts:?}"),
    }
    counts
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..crate::properties::config() })]

    #[test]
    fn an_export_imported_into_an_empty_journal_gives_the_same_journal(wholes in prop::collection::vec(any_record(), 0..6)) {
        let exporting = journal(&wholes);
        let mut here = Journal::in_memory().unwrap();
        let bytes = exported(&exporting);
        let counts = import_bytes(&mut here, &bytes).unwrap();
        prop_assert_eq!(counts.new, counts.all());
        prop_assert_eq!(all(&here), all(&exporting));
        prop_assert_eq!(here.latest_draft().unwrap(), exporting.latest_draft().unwrap());
        prop_assert_eq!(here.postponed_worries().unwrap(), exporting.postponed_worries().unwrap());
        let again = import_bytes(&mut here, &bytes).unwrap();
        prop_assert_eq!(again.same, again.all());
        prop_assert_eq!(all(&here), all(&exporting));
    }

    #[test]
    fn the_newer_of_two_versions_stays_in_either_order(
        one in any_record(), mut two in any_record(), other in any_record(),
    ) {
        two.entry.id = one.entry.id.clone();
        let (one, two) = (journal(&[one, other]), journal(&[two]));
        let ends = [(&one, &two), (&two, &one)].map(|(first, second)| {
            let mut here = Journal::in_memory().unwrap();
            let _ = import_bytes(&mut here, &exported(first)).unwrap();
            let _ = import_bytes(&mut here, &exported(second)).unwrap();
            let mut end = all(&here);
            for whole in &mut end {
                whole.revision = 0;
            }
            end
        });
        prop_assert_eq!(&ends[0], &ends[1]);
        prop_assert_eq!(ends[0].len(), 2);
    }
}

#[test]
fn every_format_has_a_sample_and_each_sample_is_imported_in_its_format() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/app/imports");
    let mut formats = BTreeSet::new();
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let input = ImportInput::File(path);
        let observer = WorkObserver::default();
        let bytes = &mut *input.open(&observer).unwrap();
        let FileFormat::Foreign(format, _) = FileFormat::of(bytes).unwrap() else {
            panic!("{name} is a native export");
        };
        assert!(
            name.starts_with(format.id),
            "{name} is read as {}",
            format.name
        );
        formats.insert(format.id);
        let mut journal = Journal::in_memory().unwrap();
        let counts = import(&input, &mut journal, &TimeZone::UTC).unwrap();
        assert!(
            counts.new > 0 && counts.new == counts.all(),
            "{name}: {counts:?}"
        );
        let again = import(&input, &mut journal, &TimeZone::UTC).unwrap();
        assert_eq!(again.same, counts.new, "{name}");
        for record in all(&journal) {
            assert_eq!(record.entry.exercise, format.id, "{name}");
        }
    }
    let missing = FORMATS.iter().filter(|format| !formats.contains(format.id));
    assert_eq!(
        missing.map(|format| format.name).collect::<Vec<_>>(),
        [""; 0]
    );
}

fn one_entry() -> serde_json::Value {
    let json = include_str!("../export/tests/wordy.json");
    serde_json::from_str(json).unwrap()
}

fn export_of(entries: &serde_json::Value) -> Vec<u8> {
    let json = serde_json::json!({"v": 1, "kind": "good-enough journal", "entries": entries});
    json.to_string().into_bytes()
}

#[test]
fn the_order_of_keys_around_the_entries_doesnt_matter() {
    let mut here = Journal::in_memory().unwrap();
    let json = format!(
        "\n {{\"entries\": [{}], \"kind\": \"good-enough journal\", \"v\": 1}}",
        one_entry()
    );
    assert_eq!(import_bytes(&mut here, json.as_bytes()).unwrap().new, 1);
    let json = json.replace("\"v\": 1}", "\"v\": 2}");
    let refused = import_bytes(&mut here, json.as_bytes());
    assert!(matches!(refused, Err(ImportError::Newer)), "{refused:?}");
}

#[test]
fn an_incomplete_or_unknown_file_changes_nothing_and_the_error_says_why() {
    let mut here = Journal::in_memory().unwrap();
    let complete = export_of(&serde_json::json!([one_entry(), one_entry()]));
    let error =
        |here: &mut Journal, bytes: &[u8]| import_bytes(here, bytes).unwrap_err().to_string();
    for cut in [1, 20, 500, complete.len() - 1] {
        let message = error(&mut here, &complete[..cut]);
        assert!(message.contains("ends in the middle"), "{cut}: {message}");
    }
    let text = String::from_utf8(complete).unwrap();
    for (from, to, words) in [
        ("\"v\":1", "\"v\":99", "newer version of enough"),
        (
            "\"v\":1",
            "\"redacted\":true,\"v\":1",
            "nothing to bring back",
        ),
        (
            "good-enough journal",
            "a journal of mine",
            "isn't an export",
        ),
        (
            "2026-03-01T20:00:00+01:00",
            "yesterday",
            "entry 1: its time of starting",
        ),
        ("\"number\":73", "\"number\":101", "goes from 0 to 100"),
        ("\"number\":73", "\"number\":1000", "line 1"),
        ("\"id\":\"abc\"", "\"id\":\"../../etc\"", "its id isn't one"),
        ("\"id\":\"abc\"", "\"id\":\"\"", "its id isn't one"),
        (
            "\"state_before_trash\":\"done\"",
            "\"state_before_trash\":null",
            "two things",
        ),
        (
            "\"revision\":3",
            "\"revision\":3,\"mood\":1",
            "unknown field `mood`",
        ),
        ("\"revision\":3", "\"\\u001b[2J\":3", "\u{fffd}[2J"),
    ] {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text, "{from}");
        let message = error(&mut here, changed.as_bytes());
        assert!(message.contains(words), "{to}: {message}");
        assert!(!message.contains('\u{1b}'), "{message}");
    }
    for bytes in [
        &b""[..],
        b"hello",
        b"\xff\xfe\0",
        b"SQLite format 3\0",
        b"{}",
        b"{\"v\":1}",
    ] {
        let message = error(&mut here, bytes);
        assert!(message.contains("isn't an export"), "{message}");
    }
    assert_eq!(all(&here), []);
}

#[test]
fn a_hostile_file_is_refused_and_control_characters_are_removed() {
    let mut here = Journal::in_memory().unwrap();
    let long = "x".repeat(5_000_000);
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let text = serde_json::to_string(&one_entry()).unwrap();
    for (from, to) in [
        ("\"zzthought\"", &format!("\"{long}\"")),
        ("\"zzthought\"", &deep),
        ("\"title\"", &format!("\"{long}\":1,\"title\"")),
    ] {
        let json = format!(
            "{{\"v\":1,\"kind\":\"good-enough journal\",\"entries\":[{}]}}",
            text.replacen(from, to, 1)
        );
        let refused = import_bytes(&mut here, json.as_bytes());
        assert!(matches!(refused, Err(ImportError::TooLarge)), "{refused:?}");
    }
    let mut entry = one_entry();
    let words = "\u{1b}]0;title\u{7}hi\u{202e} 睡\u{0} 🍲";
    entry["title"] = words.into();
    entry["draft"]["pending_text"] = words.into();
    entry["draft"]["caret"] = 100_000.into();
    entry["answers"][0]["answer"]["text"] = words.into();
    entry["answers"][0]["prompt"] = words.into();
    entry["follow_up"]["note"] = words.into();
    let bytes = export_of(&serde_json::json!([entry]));
    assert_eq!(import_bytes(&mut here, &bytes).unwrap().new, 1);
    let stored = serde_json::to_string(&RecordJson::from(&all(&here)[0])).unwrap();
    assert_eq!(stored.matches("hi 睡 🍲").count(), 5, "{stored}");
    assert!(
        !stored.contains("\\u001b") && !stored.contains("title\\u"),
        "{stored}"
    );
}

#[test]
fn only_regular_files_are_read() {
    let here = Journal::in_memory().unwrap();
    let folder = tempfile::tempdir().unwrap();
    for path in [
        folder.path().to_owned(),
        folder.path().join("none"),
        "/dev/zero".into(),
    ] {
        let refused = preview(&ImportInput::File(path), &here, &TimeZone::UTC);
        assert!(matches!(refused, Err(ImportError::Read(_))), "{refused:?}");
    }
}

#[test]
fn times_in_the_future_are_limited_to_now() {
    let mut here = Journal::in_memory().unwrap();
    let now: jiff::Timestamp = "2099-01-01T00:00:00Z".parse().unwrap();
    here.set_now(now);
    let mut entry = one_entry();
    entry["edited_at"] = "9999-12-30T22:00:00Z".into();
    let from_the_future = export_of(&serde_json::json!([entry]));
    assert_eq!(import_bytes(&mut here, &from_the_future).unwrap().new, 1);
    assert_eq!(all(&here)[0].edited_at, now);
    // A later import of the same file changes nothing, and a later edit is newer.
    here.set_now("2099-01-01T02:00:00Z".parse().unwrap());
    assert_eq!(import_bytes(&mut here, &from_the_future).unwrap().same, 1);
    entry["edited_at"] = "2099-01-01T01:00:00Z".into();
    entry["title"] = "Changed since 後".into();
    let changed = export_of(&serde_json::json!([entry]));
    assert_eq!(import_bytes(&mut here, &changed).unwrap().newer, 1);
    assert_eq!(all(&here)[0].entry.title, "Changed since 後");
}

#[test]
fn an_import_that_is_stopped_changes_nothing() {
    let records = ["a", "b", "c"].map(|name| finished_record(finished_entry(name)));
    let bytes = exported(&journal(&records));
    let (_folder, input) = file(&bytes);
    let mut here = journal(&records[..1]);
    let before = all(&here);
    let mut calls = 0;
    loop {
        here.watch(&WorkObserver::stopping_after(calls)).unwrap();
        let expected = preview(&input, &here, &TimeZone::UTC);
        here.watch(&WorkObserver::stopping_after(calls)).unwrap();
        let counts = import(&input, &mut here, &TimeZone::UTC);
        here.watch(&WorkObserver::default()).unwrap();
        if let Ok(counts) = counts {
            assert_eq!(expected.unwrap(), counts);
            break;
        }
        for stopped in [expected, counts] {
            assert!(
                matches!(stopped, Err(ImportError::Journal(JournalError::Stopped))),
                "{stopped:?}"
            );
        }
        assert_eq!(all(&here), before);
        calls += 1;
    }
    assert!(calls >= 4, "{calls}");
    assert_eq!(all(&here).len(), 3);
}

use std::fs;

use jiff::Timestamp;
use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::domain::record::arbitrary::any_record;
use crate::domain::record::json::RecordJson;
use crate::storage::export::{Export, Format};
use crate::storage::journal::RecordFilter;

fn exported(journal: &Journal) -> Vec<u8> {
    let mut out = Vec::new();
    let export = Export {
        format: Format::Json,
        pick: RecordFilter::default(),
        redact: None,
        now: Timestamp::UNIX_EPOCH,
    };
    export.write(journal, &mut out).unwrap();
    out
}

/// A journal with these entries, and what is in it once they were put there.
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
    let each = journal.for_each_record(&RecordFilter::default(), |whole| {
        all.push(whole);
        Ok::<_, JournalError>(())
    });
    each.unwrap();
    all
}

fn file(bytes: &[u8]) -> (TempDir, Given) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    fs::write(&path, bytes).unwrap();
    (folder, Given::File(path))
}

fn take_in(journal: &mut Journal, bytes: &[u8]) -> Result<Counts, ImportError> {
    let (_folder, path) = file(bytes);
    let seen = look(&path, journal, &TimeZone::UTC);
    let before = all(journal);
    let counts = import(&path, journal, &TimeZone::UTC);
    match (&seen, &counts) {
        (Ok(seen), Ok(counts)) => assert_eq!(seen, counts, "what was said is what came"),
        (Err(_), Err(_)) => assert_eq!(all(journal), before),
        _ => panic!("{seen:?}, and then {counts:?}"),
    }
    counts
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_goes_out_and_comes_in_again_is_the_same_journal(wholes in prop::collection::vec(any_record(), 0..6)) {
        let there = journal(&wholes);
        let mut here = Journal::in_memory().unwrap();
        let bytes = exported(&there);
        let counts = take_in(&mut here, &bytes).unwrap();
        prop_assert_eq!(counts.new, counts.all());
        prop_assert_eq!(all(&here), all(&there));
        prop_assert_eq!(here.latest_draft().unwrap(), there.latest_draft().unwrap());
        prop_assert_eq!(here.postponed_worries().unwrap(), there.postponed_worries().unwrap());
        let again = take_in(&mut here, &bytes).unwrap();
        prop_assert_eq!(again.same, again.all());
        prop_assert_eq!(all(&here), all(&there));
    }

    #[test]
    fn of_two_versions_the_newer_stays_whichever_comes_first(
        one in any_record(), mut two in any_record(), other in any_record(),
    ) {
        two.entry.id = one.entry.id.clone();
        let (one, two) = (journal(&[one, other]), journal(&[two]));
        let ends = [(&one, &two), (&two, &one)].map(|(first, second)| {
            let mut here = Journal::in_memory().unwrap();
            let _ = take_in(&mut here, &exported(first)).unwrap();
            let _ = take_in(&mut here, &exported(second)).unwrap();
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

fn one_entry() -> serde_json::Value {
    let json = include_str!("../export/tests/wordy.json");
    serde_json::from_str(json).unwrap()
}

fn around(entries: &serde_json::Value) -> Vec<u8> {
    let json = serde_json::json!({"v": 1, "kind": "good-enough journal", "entries": entries});
    json.to_string().into_bytes()
}

#[test]
fn the_order_of_what_stands_around_the_entries_doesnt_matter() {
    let mut here = Journal::in_memory().unwrap();
    let json = format!(
        "\n {{\"entries\": [{}], \"kind\": \"good-enough journal\", \"v\": 1}}",
        one_entry()
    );
    assert_eq!(take_in(&mut here, json.as_bytes()).unwrap().new, 1);
    let json = json.replace("\"v\": 1}", "\"v\": 2}");
    let refused = take_in(&mut here, json.as_bytes());
    assert!(matches!(refused, Err(ImportError::Newer)), "{refused:?}");
}

#[test]
fn a_file_that_isnt_whole_or_isnt_ours_changes_nothing_and_says_why() {
    let mut here = Journal::in_memory().unwrap();
    let whole = around(&serde_json::json!([one_entry(), one_entry()]));
    let says = |here: &mut Journal, bytes: &[u8]| take_in(here, bytes).unwrap_err().to_string();
    for cut in [1, 20, 500, whole.len() - 1] {
        let said = says(&mut here, &whole[..cut]);
        assert!(said.contains("ends in the middle"), "{cut}: {said}");
    }
    let text = String::from_utf8(whole).unwrap();
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
        ("\"was\":\"done\"", "\"was\":null", "two things"),
        (
            "\"revision\":3",
            "\"revision\":3,\"mood\":1",
            "unknown field `mood`",
        ),
        ("\"revision\":3", "\"\\u001b[2J\":3", "\u{fffd}[2J"),
    ] {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text, "{from}");
        let said = says(&mut here, changed.as_bytes());
        assert!(said.contains(words), "{to}: {said}");
        assert!(!said.contains('\u{1b}'), "{said}");
    }
    for bytes in [
        &b""[..],
        b"hello",
        b"\xff\xfe\0",
        b"SQLite format 3\0",
        b"{}",
        b"{\"v\":1}",
    ] {
        let said = says(&mut here, bytes);
        assert!(said.contains("isn't an export"), "{said}");
    }
    assert_eq!(all(&here), []);
}

#[test]
fn a_hostile_file_costs_little_and_acts_on_nothing() {
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
        let refused = take_in(&mut here, json.as_bytes());
        assert!(matches!(refused, Err(ImportError::TooLarge)), "{refused:?}");
    }
    let mut entry = one_entry();
    let words = "\u{1b}]0;title\u{7}hi\u{202e} 睡\u{0} 🍲";
    entry["title"] = words.into();
    entry["draft"]["typing"] = words.into();
    entry["draft"]["caret"] = 100_000.into();
    entry["answers"][0]["answer"]["words"] = words.into();
    entry["answers"][0]["prompt"] = words.into();
    entry["check_in"]["note"] = words.into();
    let bytes = around(&serde_json::json!([entry]));
    assert_eq!(take_in(&mut here, &bytes).unwrap().new, 1);
    let kept = serde_json::to_string(&RecordJson::from(&all(&here)[0])).unwrap();
    assert_eq!(kept.matches("hi 睡 🍲").count(), 5, "{kept}");
    assert!(
        !kept.contains("\\u001b") && !kept.contains("title\\u"),
        "{kept}"
    );
}

#[test]
fn what_is_no_file_is_never_waited_for() {
    let here = Journal::in_memory().unwrap();
    let folder = tempfile::tempdir().unwrap();
    for path in [
        folder.path().to_owned(),
        folder.path().join("none"),
        "/dev/zero".into(),
    ] {
        let refused = look(&Given::File(path), &here, &TimeZone::UTC);
        assert!(matches!(refused, Err(ImportError::Read(_))), "{refused:?}");
    }
}

#[test]
fn a_change_from_the_future_is_no_newer_than_now() {
    let mut here = Journal::in_memory().unwrap();
    let now: jiff::Timestamp = "2099-01-01T00:00:00Z".parse().unwrap();
    here.set_now(now);
    let mut entry = one_entry();
    entry["edited"] = "9999-12-30T22:00:00Z".into();
    let from_the_future = around(&serde_json::json!([entry]));
    assert_eq!(take_in(&mut here, &from_the_future).unwrap().new, 1);
    assert_eq!(all(&here)[0].edited_at, now);
    // Taken in again later it is the same, and what was changed since is newer.
    here.set_now("2099-01-01T02:00:00Z".parse().unwrap());
    assert_eq!(take_in(&mut here, &from_the_future).unwrap().same, 1);
    entry["edited"] = "2099-01-01T01:00:00Z".into();
    entry["title"] = "Changed since 後".into();
    let changed = around(&serde_json::json!([entry]));
    assert_eq!(take_in(&mut here, &changed).unwrap().newer, 1);
    assert_eq!(all(&here)[0].entry.title, "Changed since 後");
}

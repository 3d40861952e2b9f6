//! Any bytes as the log of another computer in a sync folder: no text written here is lost, no control character
//! arrives, and a second sync changes nothing.

use std::fs;

use good_enough::domain::entry::{Answer, AnsweredStep, Entry, EntryId, EntryKind, EntryState};
use good_enough::domain::record::json::RecordJson;
use good_enough::storage::journal::{Journal, JournalError};
use good_enough::storage::record_store::RecordFilter;
use good_enough::storage::sync::{Device, SyncOptions, SyncReport, sync};
use good_enough::text::is_unsafe_char;
use jiff::Timestamp;
use rand::SeedableRng;
use rand::rngs::StdRng;
use tempfile::TempDir;

const WORDS: &str = "They will fire me 火";

/// Syncs with `data` as the log of another computer, which may contain the entry that exists here.
pub fn run(data: &[u8]) {
    let home = TempDir::new().expect("the disk has space");
    let shared = TempDir::new().expect("the disk has space");
    let now: Timestamp = "2026-11-24T22:41:00Z".parse().expect("a valid timestamp");
    let mut journal = Journal::in_memory().expect("the journal opens");
    journal.set_now(now);
    journal.save(&sample_entry()).expect("the journal opens");
    let mut device = Device::load(&home.path().join("device"), StdRng::seed_from_u64(7))
        .expect("it can be kept");
    let mut has_backup = false;
    let mut again = |has_backup: &mut bool| -> SyncReport {
        let mut options = SyncOptions {
            now,
            max_losses: u64::MAX,
            lock: None,
            before_change: &mut || {
                *has_backup = true;
                Ok(())
            },
        };
        sync(&mut journal, shared.path(), &mut device, &mut options).expect("the disk works")
    };
    let _ = again(&mut has_backup);
    fs::write(shared.path().join("enough-other.jsonl"), data).expect("the disk has space");
    let _ = again(&mut has_backup);
    for _ in 0..2 {
        let report = again(&mut has_backup);
        assert_eq!((report.sent, report.new, report.updated), (0, 0, 0));
        assert_eq!((report.conflicts, report.preserved), (0, 0));
    }
    let mut all = String::new();
    let each = journal.for_each_record(&RecordFilter::default(), |record| {
        let json = serde_json::to_string(&RecordJson::from(&record)).expect("it is JSON");
        all.push_str(&json);
        Ok::<_, JournalError>(())
    });
    each.expect("it can be read");
    assert!(all.contains(WORDS) || has_backup, "{all}");
    assert!(!all.contains(is_unsafe_char), "{all}");
    for escape in ["\\u001b", "\\u009b", "\\u0000", "\\u202e"] {
        assert!(!all.contains(escape), "{escape}: {all}");
    }
}

/// An entry that the corpus contains too.
fn sample_entry() -> Entry {
    let at = "2026-11-20T22:41:00Z".parse().expect("a valid timestamp");
    Entry {
        id: EntryId::from("abcdefghjkmn".to_owned()),
        exercise: "two-minute-check".to_owned(),
        title: "Two-minute check".to_owned(),
        started_at: at,
        finished_at: Some(at),
        utc_offset: 0,
        day: "2026-11-20".parse().expect("a valid date"),
        state: EntryState::Done,
        origin: None,
        kind: EntryKind::Exercise,
        draft_position: None,
        answers: vec![AnsweredStep {
            step: "thought".to_owned(),
            role: None,
            prompt: "What is the thought?".to_owned(),
            answer: Answer::Text(WORDS.to_owned()),
            outcome: None,
        }],
    }
}

//! Any bytes as the log of another computer in a sync folder, with and without a lock: no text written here is lost, no
//! control character arrives, and a second sync changes nothing.

use std::fs;

use good_enough::domain::entry::{Answer, AnsweredStep, Entry, EntryId, EntryKind, EntryState};
use good_enough::domain::record::json::RecordJson;
use good_enough::storage::journal::{Journal, JournalError};
use good_enough::storage::lock::RecoveryCode;
use good_enough::storage::record_store::RecordFilter;
use good_enough::storage::sync::{Device, SyncError, SyncLock, SyncOptions, SyncReport, sync};
use good_enough::text::is_unsafe_char;
use jiff::Timestamp;
use rand::SeedableRng;
use rand::rngs::StdRng;
use tempfile::TempDir;

const WORDS: &str = "They will fire me 火";

/// The recovery code of the lock that sealed files of the corpus have.
const CODE: &str = "M2GT-58X4-MPKA-FA59-NANT-SBDE-NWE5";

/// Syncs with `data` as the log of another computer, which may contain the entry that exists here.
pub fn run(data: &[u8]) {
    let seed = RecoveryCode::parse(CODE).expect("it is a code");
    sync_with(data, None);
    sync_with(data, Some(&SyncLock::new(&seed, None)));
}

fn sync_with(data: &[u8], lock: Option<&SyncLock>) {
    let home = TempDir::new().expect("the disk has space");
    let shared = TempDir::new().expect("the disk has space");
    let now: Timestamp = "2026-11-24T22:41:00Z".parse().expect("a valid timestamp");
    let mut journal = Journal::in_memory().expect("the journal opens");
    journal.set_now(now);
    journal.save(&sample_entry()).expect("the journal opens");
    let mut device = Device::load(&home.path().join("device"), StdRng::seed_from_u64(7))
        .expect("it can be kept");
    let mut has_backup = false;
    let mut again = |has_backup: &mut bool| -> Option<SyncReport> {
        let mut options = SyncOptions {
            now,
            max_losses: u64::MAX,
            lock,
            before_change: &mut || {
                *has_backup = true;
                Ok(())
            },
        };
        match sync(&mut journal, shared.path(), &mut device, &mut options) {
            // The data are sealed, so nothing is read and nothing is written.
            Err(SyncError::Locked { .. }) if lock.is_none() => None,
            report => Some(report.expect("the disk works")),
        }
    };
    let _ = again(&mut has_backup);
    fs::write(shared.path().join("enough-other.jsonl"), data).expect("the disk has space");
    let _ = again(&mut has_backup);
    for _ in 0..2 {
        let Some(report) = again(&mut has_backup) else {
            return;
        };
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

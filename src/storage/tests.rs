//! The journal as people use it, on the real SQLite.

mod backups;
mod cards;
mod concurrent_windows;
mod converting;
mod due_follow_ups;
mod durability;
mod entry_lists;
mod follow_ups;
#[cfg(unix)]
mod foreign_owner;
mod hostile_schema;
mod insight_data;
mod locked;
mod moment_data;
mod opening;
mod purging;
mod query_cost;
mod records;
mod recovering;
mod round_trip;
mod saving;
mod searching;
mod unreadable_values;
mod verifying;

use std::path::{Path, PathBuf};

use jiff::{Timestamp, civil::Date};
use rusqlite::config::DbConfig;

use super::db;
use super::journal::*;
use super::lock::JournalKey;
use super::postponed::PostponedEntry;
use super::record_store::RecordFilter;
use super::schema;
use super::search::Query;
use super::verify::verify;
use crate::domain::entry::{
    Answer, AnsweredStep, DraftPosition, Entry, EntryId, EntryKind, EntryState,
};
use crate::domain::exercise::Role;
use crate::domain::record::samples::{answered_step, finished_entry};
use crate::platform::paths::AppPaths;

/// Words that programs have been known to spoil.
const HOSTILE_TEXTS: [&str; 8] = [
    "",
    "the baby 👨‍👩‍👧‍👦 and the 👩🏽‍🚒",
    "明日の発表で失敗する",
    "שלום, مرحبا \u{202e}turned\u{202c}",
    "one\ntwo\r\n\nfour",
    "cut\0here",
    "\u{1b}[31mred\u{7}\u{7f}\u{85}",
    "[\"looks like\", \"a list\"] ' \" ; drop table entry",
];

/// Whether this is the run with `ENOUGH_LOCKED=1`: the journals are locked, so no word can be found in a file.
fn is_locked_run() -> bool {
    JournalKey::default().is_some()
}

/// An SQLite connection as another program has it that knows the key.
fn open_database(path: impl AsRef<Path>) -> rusqlite::Connection {
    let db = crate::database::open_database(path);
    if let Some(key) = JournalKey::default().secret() {
        db::set_key(&db, key).expect("a key");
    }
    db
}

fn timestamp(text: &str) -> Timestamp {
    text.parse().expect("a time the test wrote")
}

fn day(text: &str) -> Date {
    text.parse().expect("a day the test wrote")
}

fn id(name: &str) -> EntryId {
    EntryId::from(name.to_owned())
}

/// The same walk before it was finished, with words half typed.
fn draft_entry(name: &str) -> Entry {
    Entry {
        finished_at: None,
        state: EntryState::Draft,
        draft_position: Some(DraftPosition {
            step: "thought".to_owned(),
            pending_text: "I'll say something sil".to_owned(),
            caret: 22,
        }),
        ..finished_entry(name)
    }
}

impl Entry {
    fn with_answer(mut self, part: impl Into<Option<Role>>, answer: Answer) -> Self {
        let step = format!("step-{}", self.answers.len());
        self.answers.push(answered_step(&step, part, answer));
        self
    }

    fn with_thought(self, thought: &str) -> Self {
        self.with_answer(Role::Thought, Answer::Text(thought.to_owned()))
    }

    fn with_follow_up_on(self, date: &str) -> Self {
        self.with_answer(None, Answer::FollowUpOn(Some(day(date))))
    }

    fn started_at(self, text: &str) -> Self {
        Self {
            started_at: timestamp(text),
            ..self
        }
    }
}

/// All that is found, read a stretch of this size at a time, from the newest on.
fn read_all_newest_first(journal: &Journal, query: &Query, size: u64) -> Vec<EntrySummary> {
    let mut rows = Vec::<EntrySummary>::new();
    loop {
        let stretch = rows
            .last()
            .map_or(PageRequest::Newest, PageRequest::OlderThan);
        let more = journal.search_page(query, stretch, size).expect("readable");
        if more.is_empty() {
            return rows;
        }
        assert!(more.len() as u64 <= size);
        rows.extend(more);
    }
}

/// The same, read from the oldest on.
fn read_all_oldest_first(journal: &Journal, query: &Query, size: u64) -> Vec<EntrySummary> {
    let mut rows = Vec::<EntrySummary>::new();
    loop {
        let stretch = rows
            .first()
            .map_or(PageRequest::Oldest, PageRequest::NewerThan);
        let more = journal.search_page(query, stretch, size).expect("readable");
        if more.is_empty() {
            return rows;
        }
        assert!(more.len() as u64 <= size);
        rows.splice(..0, more);
    }
}

/// What is read back is what was saved.
fn assert_stored(journal: &Journal, entry: &Entry) {
    assert_eq!(
        journal.entry(&entry.id).expect("readable").as_ref(),
        Some(entry)
    );
}

fn list_ids(journal: &Journal, shelf: EntryList) -> Vec<String> {
    journal
        .newest_summaries(shelf, 1000)
        .expect("readable")
        .iter()
        .map(|row| row.id.to_string())
        .collect()
}

/// What a person asking with SQL of their own would see.
fn query_value<T: rusqlite::types::FromSql>(journal: &Journal, sql: &str) -> T {
    journal
        .db
        .query_row(sql, [], |row| row.get(0))
        .expect("a question SQLite can answer")
}

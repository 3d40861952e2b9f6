//! Thoughts that were written down before, to be held against a new one.

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{Connection, params};

use super::columns::{FromText, format_instant};
use super::integrity::SkippedRows;
use crate::domain::entry::EntryId;
use crate::domain::outcome::Outcome;

/// A good-enough thought of an earlier walk, with what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastReframe {
    pub day: Date,
    pub thought: String,
    pub reframe: String,
    /// How far it was believed then.
    pub belief: Option<u8>,
    /// What became of the fear, if that was looked back on.
    pub outcome: Option<Outcome>,
    /// How well the person managed.
    pub coping: Option<u8>,
}

/// A thought whose likelihood was rated not long ago.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastThought {
    pub id: EntryId,
    pub day: Date,
    pub thought: String,
}

/// The most entries that are looked through for a thought like another.
const MAX_ENTRIES: u32 = 1000;

/// The good-enough thoughts of finished walks, newest first.
pub fn select_reframes(
    db: &Connection,
    skipped: &SkippedRows,
) -> rusqlite::Result<Vec<PastReframe>> {
    let mut reframes = db.prepare_cached(SELECT_REFRAMES)?;
    let reframes = reframes.query_map([MAX_ENTRIES], |row| {
        Ok(PastReframe {
            day: row.get::<_, FromText<_>>("day")?.0,
            thought: row.get("thought")?,
            reframe: row.get("reframe")?,
            belief: row.get("reframe_belief")?,
            outcome: row.get("outcome")?,
            coping: row.get("coping")?,
        })
    })?;
    skipped.filter_all(reframes)
}

/// The thoughts that were weighed in walks that began at `first` or later, finished or not.
pub fn select_rated_since(
    db: &Connection,
    first: Timestamp,
    skipped: &SkippedRows,
) -> rusqlite::Result<Vec<PastThought>> {
    let mut thoughts = db.prepare_cached(SELECT_RATED_SINCE)?;
    let thoughts = thoughts.query_map(params![format_instant(first), MAX_ENTRIES], |row| {
        Ok(PastThought {
            id: row.get("id")?,
            day: row.get::<_, FromText<_>>("day")?.0,
            thought: row.get("thought")?,
        })
    })?;
    skipped.filter_all(thoughts)
}

// An index serves each of these; a test asks SQLite whether that is so.
pub(crate) const SELECT_REFRAMES: &str =
    "select day, thought, reframe, reframe_belief, follow_up.outcome as outcome, coping
    from entry left join follow_up on follow_up.entry_id = entry.id
    where state = 'done' and thought is not null and reframe is not null
    order by started_at desc, entry.id desc limit ?1";
pub(crate) const SELECT_RATED_SINCE: &str = "select id, day, thought from entry
    where state in ('done', 'draft') and started_at >= ?1
        and thought is not null and likelihood_before is not null limit ?2";

//! Earlier thoughts, reframes and pattern names, which the program suggests for a new entry.

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{Connection, params};

use super::columns::{FromText, format_instant};
use super::journal::{Journal, JournalError};
use super::skipped_rows::SkippedRows;
use crate::domain::entry::EntryId;
use crate::domain::outcome::Outcome;

/// The reframe of an earlier entry, and its outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PastReframe {
    pub(crate) day: Date,
    pub(crate) thought: String,
    pub(crate) reframe: String,
    /// The belief in the reframe, in per cent.
    pub(crate) belief: Option<u8>,
    /// The outcome of the fear, if its follow-up was answered.
    pub(crate) outcome: Option<Outcome>,
    /// The coping rating of the follow-up.
    pub(crate) coping: Option<u8>,
}

/// A recent thought with a likelihood rating.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PastThought {
    pub(crate) id: EntryId,
    pub(crate) day: Date,
    pub(crate) thought: String,
}

impl Journal {
    /// The names given to patterns in exercises with their counts, most recent first.
    pub(crate) fn pattern_names(&self) -> Result<Vec<(String, u64)>, JournalError> {
        self.map_db_err(select_pattern_names(&self.db, &self.skipped_rows))
    }

    /// The number of finished exercises except `but` that gave a pattern this name.
    pub(crate) fn count_pattern_uses(
        &self,
        name: &str,
        but: &EntryId,
    ) -> Result<u64, JournalError> {
        self.map_db_err(count_pattern_uses(&self.db, name, but))
    }

    /// The reframes of finished exercises, newest first, up to the limit of a similarity search.
    pub(crate) fn past_reframes(&self) -> Result<Vec<PastReframe>, JournalError> {
        self.map_db_err(select_reframes(&self.db, &self.skipped_rows))
    }

    /// The rated thoughts of finished exercises and drafts started at `first` or later.
    pub(crate) fn rated_thoughts_since(
        &self,
        first: Timestamp,
    ) -> Result<Vec<PastThought>, JournalError> {
        self.map_db_err(select_rated_since(&self.db, first, &self.skipped_rows))
    }
}

/// The most entries that a similarity search compares.
const MAX_ENTRIES: u32 = 1000;

fn select_reframes(db: &Connection, skipped: &SkippedRows) -> rusqlite::Result<Vec<PastReframe>> {
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

fn select_rated_since(
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

fn select_pattern_names(
    db: &Connection,
    skipped: &SkippedRows,
) -> rusqlite::Result<Vec<(String, u64)>> {
    let mut names = db.prepare_cached(SELECT_PATTERN_NAMES)?;
    let names = names.query_map([], |row| {
        let count: i64 = row.get(1)?;
        Ok((row.get(0)?, count.unsigned_abs()))
    })?;
    skipped.filter_all(names)
}

fn count_pattern_uses(db: &Connection, name: &str, but: &EntryId) -> rusqlite::Result<u64> {
    let count: i64 = db
        .prepare_cached(
            "select count(*) from entry where pattern_name = ?1 and state = 'done'
                and kind = 'exercise' and id <> ?2",
        )?
        .query_row(params![name, but], |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

// An index serves each of these; a test checks the query plan.
pub(crate) const SELECT_REFRAMES: &str =
    "select day, thought, reframe, reframe_belief, follow_up.outcome as outcome, coping
    from entry left join follow_up on follow_up.entry_id = entry.id
    where state = 'done' and kind = 'exercise' and thought is not null and reframe is not null
    order by started_at desc, entry.id desc limit ?1";
pub(crate) const SELECT_RATED_SINCE: &str = "select id, day, thought from entry
    where state in ('done', 'draft') and kind = 'exercise' and started_at >= ?1
        and thought is not null and likelihood_before is not null limit ?2";
pub(crate) const SELECT_PATTERN_NAMES: &str = "select pattern_name, count(*)
    from entry where pattern_name is not null and state = 'done' and kind = 'exercise'
    group by pattern_name order by max(started_at) desc, pattern_name limit 50";

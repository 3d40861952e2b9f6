//! What is due a look back: the fears whose day to be asked about has come.

use std::fs;
use std::io;
use std::path::Path;

use jiff::civil::Date;
use rusqlite::{Connection, params};

use crate::platform::paths::{AppPaths, with_suffix};
use crate::storage::db::{self, OpenMode};
use crate::storage::integrity::SkippedRows;
use crate::storage::journal::{EntrySummary, Journal, JournalError, queries};
use crate::storage::{backup, columns, schema, verify};

impl Journal {
    /// Up to `how_many` of what is due a look back by `today`, what has waited longest first, after the first
    /// `from`. It is about those that [`due`](Self::due) counts.
    pub fn due_follow_ups(
        &self,
        (today, made_for): (Date, &[&str]),
        from: u64,
        limit: u64,
    ) -> Result<Vec<EntrySummary>, JournalError> {
        let rows = select_due(&self.db, (today, made_for), from, limit, &self.skipped_rows);
        self.map_db_err(rows)
    }
}

/// How many are due by `today`, asked without changing anything: no journal is begun, and one of an older
/// version stays so.
pub fn count_due_unopened(
    places: &AppPaths,
    today: Date,
    made_for: &[&str],
) -> Result<u64, JournalError> {
    let path = &places.journal_file;
    backup::check_not_lost(places)?;
    let is_missing = |error: io::Error| error.kind() == io::ErrorKind::NotFound;
    if fs::symlink_metadata(path).is_err_and(is_missing) {
        return Ok(0);
    }
    // Where there is no log nobody else has it open, and then nothing needs to be made beside it to read it.
    // Should somebody open it at this very moment and be in the way, it is read as usual.
    let is_closed = !with_suffix(&db::resolve_link(path), db::WAL_SUFFIX).exists()
        && !with_suffix(&db::resolve_link(path), db::ROLLBACK_SUFFIX).exists();
    let open_immutable = || db::open(path, OpenMode::Immutable).ok();
    let counted = is_closed.then(open_immutable).flatten();
    match counted.map(|db| count_due_in(&db, path, (today, made_for))) {
        Some(Ok(count)) => Ok(count),
        _ => count_due_in(&verify::open_read_only(path)?, path, (today, made_for)),
    }
}

fn count_due_in(
    db: &Connection,
    path: &Path,
    (today, made_for): (Date, &[&str]),
) -> Result<u64, JournalError> {
    let db_err = |source| JournalError::from_sqlite(path, source);
    let its_path = || path.to_owned();
    db.busy_timeout(schema::SHORT_BUSY_TIMEOUT)
        .map_err(db_err)?;
    if verify::is_empty(db).map_err(db_err)? {
        return Ok(0);
    }
    if verify::is_other_application(db).map_err(db_err)? {
        return Err(JournalError::NotAJournal { path: its_path() });
    }
    schema::check_schema(db, path)?;
    queries::count_due_follow_ups(db, today, made_for).map_err(db_err)
}

fn select_due(
    db: &Connection,
    (today, made_for): (Date, &[&str]),
    from: u64,
    limit: u64,
    skipped: &SkippedRows,
) -> rusqlite::Result<Vec<EntrySummary>> {
    let mut lines = db.prepare_cached(SELECT_DUE)?;
    let values = params![today.to_string(), columns::to_json_list(made_for)];
    let lines = lines.query_map(values, queries::summary_from_row)?;
    skipped.filter_page(lines, from, limit)
}

// An index serves it; a test asks SQLite whether that is so.
pub(crate) const SELECT_DUE: &str =
    "select entry.id, exercise, title, started_at, utc_offset_seconds, day,
        coalesce(reframe, thought, title) as headline, likelihood_before, likelihood_after, due_day
    from follow_up cross join entry on entry.id = follow_up.entry_id
    where follow_up.outcome = 'open' and due_day <= ?1 and state = 'done'
        and (coalesce(fear, thought) is not null or exercise in (select value from json_each(?2)))
    order by due_day, started_at, entry.id";

//! Reads the follow-ups that are due.

use std::fs;
use std::io;
use std::path::Path;

use jiff::civil::Date;
use rusqlite::{Connection, params};

use crate::platform::paths::{AppPaths, with_suffix};
use crate::storage::db::{self, OpenMode};
use crate::storage::journal::{EntrySummary, Journal, JournalError, queries};
use crate::storage::schema::comparison;
use crate::storage::sidecars::{ROLLBACK_SUFFIX, WAL_SUFFIX, resolve_link};
use crate::storage::skipped_rows::SkippedRows;
use crate::storage::{backup, columns, verify};

impl Journal {
    /// Up to `limit` of the follow-ups that [`count_due_follow_ups`](Self::count_due_follow_ups) counts, the longest due
    /// first, after the first `from`.
    pub(crate) fn due_follow_ups(
        &self,
        (today, follow_up_exercises): (Date, &[&str]),
        from: u64,
        limit: u64,
    ) -> Result<Vec<EntrySummary>, JournalError> {
        let rows = select_due(
            &self.db,
            (today, follow_up_exercises),
            from,
            limit,
            &self.skipped_rows,
        );
        self.map_db_err(rows)
    }
}

/// The number of follow-ups due by `today`, without creating or changing the journal.
pub(crate) fn count_due_unopened(
    places: &AppPaths,
    today: Date,
    follow_up_exercises: &[&str],
) -> Result<u64, JournalError> {
    let path = &places.journal_file;
    backup::check_not_lost(places)?;
    let is_missing = |error: io::Error| error.kind() == io::ErrorKind::NotFound;
    if fs::symlink_metadata(path).is_err_and(is_missing) {
        return Ok(0);
    }
    // Without a WAL nobody has the journal open, so SQLite needn't create files beside it. If somebody opens it at this
    // moment, it is read as usual.
    let is_closed = !with_suffix(&resolve_link(path), WAL_SUFFIX).exists()
        && !with_suffix(&resolve_link(path), ROLLBACK_SUFFIX).exists();
    let open_immutable = || db::open(path, OpenMode::Immutable).ok();
    let counted = is_closed.then(open_immutable).flatten();
    match counted.map(|db| count_due_in(&db, path, (today, follow_up_exercises))) {
        Some(Ok(count)) => Ok(count),
        _ => count_due_in(
            &verify::open_read_only(path)?,
            path,
            (today, follow_up_exercises),
        ),
    }
}

fn count_due_in(
    db: &Connection,
    path: &Path,
    (today, follow_up_exercises): (Date, &[&str]),
) -> Result<u64, JournalError> {
    let db_err = |source| JournalError::from_sqlite(path, source);
    let owned_path = || path.to_owned();
    db.busy_timeout(db::SHORT_BUSY_TIMEOUT).map_err(db_err)?;
    if verify::is_empty(db).map_err(db_err)? {
        return Ok(0);
    }
    if verify::is_other_application(db).map_err(db_err)? {
        return Err(JournalError::NotAJournal { path: owned_path() });
    }
    comparison::check_schema(db, path)?;
    super::count_due(db, today, follow_up_exercises).map_err(db_err)
}

fn select_due(
    db: &Connection,
    (today, follow_up_exercises): (Date, &[&str]),
    from: u64,
    limit: u64,
    skipped: &SkippedRows,
) -> rusqlite::Result<Vec<EntrySummary>> {
    let mut rows = db.prepare_cached(SELECT_DUE)?;
    let values = params![
        today.to_string(),
        columns::to_json_list(follow_up_exercises)
    ];
    let rows = rows.query_map(values, queries::summary_from_row)?;
    skipped.filter_page(rows, from, limit)
}

// An index serves it; a test checks the query plan.
pub(crate) const SELECT_DUE: &str = concat!(
    "select entry.id, exercise, title, started_at, utc_offset_seconds, day,
        thought, reframe, likelihood_before, likelihood_after, due_day,
        case is_postponed when 1 then postponed_until end, ",
    queries::looks_back_on!(),
    super::from_due!(),
    " order by due_day, started_at, entry.id"
);

//! Reads the follow-ups that are due.

use jiff::civil::Date;
use rusqlite::{Connection, params};

use crate::platform::paths::AppPaths;
use crate::storage::columns;
use crate::storage::journal::queries::summary_columns;
use crate::storage::journal::{EntrySummary, Journal, JournalError, queries};
use crate::storage::lock::JournalKey;
use crate::storage::skipped_rows::SkippedRows;
use crate::storage::unopened::read_unopened;

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
    key: &JournalKey,
) -> Result<u64, JournalError> {
    let count = read_unopened(places, key, |db| {
        super::count_due(db, today, follow_up_exercises)
    });
    Ok(count?.unwrap_or(0))
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
    "select ",
    summary_columns!(
        "due_day",
        "case is_postponed when 1 then postponed_until end"
    ),
    super::from_due!(),
    " order by due_day, started_at, entry.id"
);

//! The SQL of a search.

use jiff::civil::Date;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};

use super::filter::Filter;
use super::fts_index;
use super::query::{CountProgress, Query};
use crate::storage::journal::{EntrySummary, PageRequest, queries};
use crate::storage::skipped_rows::SkippedRows;

/// Reads a page of up to `limit` matches, newest first.
pub(crate) fn select_page(
    db: &Connection,
    query: &Query,
    request: PageRequest<'_>,
    limit: u64,
    skipped: &SkippedRows,
) -> rusqlite::Result<Vec<EntrySummary>> {
    let mut ranges = rowid_ranges(db, query)?;
    clip_ranges(&mut ranges, db, query, request)?;
    if request.is_ascending() {
        ranges.reverse();
    }
    let search = SearchSql::build(db, query)?;
    let mut rows = db.prepare_cached(&search.page_sql(request))?;
    let mut found = Vec::new();
    for range in ranges {
        let left = limit.saturating_sub(found.len() as u64);
        if left == 0 {
            break;
        }
        let values = params_from_iter(search.values(range, u64::MAX));
        let rows = rows.query_map(values, queries::summary_from_row)?;
        found.extend(skipped.filter_page(rows, 0, left)?);
    }
    if request.is_ascending() {
        found.reverse();
    }
    Ok(found)
}

/// Continues counting, by up to `max_steps` more matches.
pub(crate) fn continue_count(
    db: &Connection,
    query: &Query,
    progress: &mut CountProgress,
    max_steps: u64,
) -> rusqlite::Result<()> {
    let search = SearchSql::build(db, query)?;
    let sql = format!(
        "select count(*), min(id) from ({} order by id desc limit ?)",
        search.sql
    );
    let mut count = db.prepare_cached(&sql)?;
    let mut left = max_steps;
    for (first, last) in rowid_ranges(db, query)? {
        let last = progress
            .lowest_rowid
            .map_or(last, |lowest| last.min(lowest - 1));
        if last < first {
            continue;
        }
        let values = params_from_iter(search.values((first, last), left));
        let (more, lowest): (u64, Option<i64>) = count.query_row(values, |row| {
            Ok((row.get(0).map(i64::unsigned_abs)?, row.get(1)?))
        })?;
        progress.count += more;
        progress.lowest_rowid = lowest.or(progress.lowest_rowid);
        left = left.saturating_sub(more);
        if left == 0 {
            return Ok(());
        }
    }
    progress.is_complete = true;
    Ok(())
}

/// The ranges of rowids that may match, newest first, both ends included.
fn rowid_ranges(db: &Connection, query: &Query) -> rusqlite::Result<Vec<(i64, i64)>> {
    let filters = &query.filters;
    let state = filters.list().state();
    let days = filters.days();
    let all = fts_index::rowid_range(state, days.from, days.until);
    let Some(on) = days.on_this_day else {
        return Ok(vec![all]);
    };
    let lowest: Option<i64> = db
        .prepare_cached("select min(id) from fts_rowid where id between ?1 and ?2")?
        .query_row([all.0, all.1], |row| row.get(0))?;
    let lowest = lowest.unwrap_or(i64::MAX);
    let in_year = |year| Date::new(year, on.month(), on.day()).ok();
    let days = (0..=on.year()).rev().filter_map(in_year);
    let ranges = days.map(|day| fts_index::rowid_range(state, Some(day), Some(day)));
    Ok(ranges
        .take_while(|(_, last)| *last >= lowest)
        .map(|(first, last)| (first.max(all.0), last.min(all.1)))
        .filter(|(first, last)| first <= last)
        .collect())
}

/// Clips the ranges to the requested page.
fn clip_ranges(
    ranges: &mut Vec<(i64, i64)>,
    db: &Connection,
    query: &Query,
    request: PageRequest<'_>,
) -> rusqlite::Result<()> {
    let bounds = match request {
        PageRequest::Newest | PageRequest::Oldest => return Ok(()),
        PageRequest::StartingAt(row) => (i64::MIN, rowid_of(db, query, row)?),
        PageRequest::OlderThan(row) => (i64::MIN, rowid_of(db, query, row)? - 1),
        PageRequest::NewerThan(row) => (rowid_of(db, query, row)? + 1, i64::MAX),
    };
    for (first, last) in &mut *ranges {
        *first = bounds.0.max(*first);
        *last = bounds.1.min(*last);
    }
    ranges.retain(|(first, last)| first <= last);
    Ok(())
}

/// The rowid of an entry in the searched list, or the one it would have if it is gone.
fn rowid_of(db: &Connection, query: &Query, row: &EntrySummary) -> rusqlite::Result<i64> {
    let state = query.filters.list().state();
    let (first, last) = fts_index::rowid_range(state, None, None);
    let sql = "select id from fts_rowid where entry_id = ?1 and id between ?2 and ?3";
    let number = db
        .prepare_cached(sql)?
        .query_row(params![row.id, first, last], |row| row.get(0))
        .optional()?;
    Ok(number.unwrap_or_else(|| fts_index::entry_rowid(state, row.day, row.started)))
}

/// A query for the rowids of all matches in a range.
struct SearchSql {
    sql: String,
    values: Vec<Value>,
}

impl SearchSql {
    fn build(db: &Connection, query: &Query) -> rusqlite::Result<Self> {
        let expression = match_expression(db, query)?;
        let (table, rowid) = if expression.is_empty() {
            ("fts_rowid", "id")
        } else {
            ("fts", "rowid")
        };
        let mut values = Vec::new();
        let mut sql = format!("select {rowid} as id from {table} where {rowid} between ? and ?");
        if !expression.is_empty() {
            sql += " and fts match ?";
            values.push(expression.into());
        }
        let clauses = query.filters.iter().filter_map(Filter::clause);
        for (clause, value) in clauses {
            sql += &clause.replace("rowid_here", &format!("{table}.{rowid}"));
            values.push(value);
        }
        Ok(Self { sql, values })
    }

    /// The SQL for a page of summaries.
    fn page_sql(&self, request: PageRequest<'_>) -> String {
        let order = if request.is_ascending() {
            "asc"
        } else {
            "desc"
        };
        format!(
            "select {} from ({} order by id {order} limit ?) as found
                cross join fts_rowid on fts_rowid.id = found.id
                cross join entry on entry.id = fts_rowid.entry_id
                {}
             order by found.id {order}",
            queries::SUMMARY_COLUMNS,
            self.sql,
            queries::JOIN_OPEN_FOLLOW_UP
        )
    }

    /// The values of the SQL parameters.
    fn values(&self, (first, last): (i64, i64), limit: u64) -> impl Iterator<Item = Value> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        [first.into(), last.into()]
            .into_iter()
            .chain(self.values.iter().cloned())
            .chain([limit.into()])
    }
}

/// The FTS5 match expression; empty if there are neither phrases nor filter terms.
fn match_expression(db: &Connection, query: &Query) -> rusqlite::Result<String> {
    let state = query.filters.list().state();
    let terms = query
        .filters
        .iter()
        .filter_map(|filter| filter.term(state))
        .map(|term| Ok(format!("\"{term}\"")));
    let phrases = u32::try_from(query.phrases.len()).unwrap_or(u32::MAX);
    let max_words = MAX_EXPANSIONS / phrases.max(1);
    let expand_prefix = |with: &str| fts_index::expand_prefix(db, with, max_words);
    let phrases = query
        .phrases
        .iter()
        .map(|phrase| phrase.match_expression(state, expand_prefix));
    let all: Vec<_> = terms.chain(phrases).collect::<rusqlite::Result<_>>()?;
    Ok(all.join(" AND "))
}

/// The most words that the prefixes of a query are expanded into.
const MAX_EXPANSIONS: u32 = 128;

/// The query plans of a page, from either end, and of a count.
#[cfg(test)]
pub(crate) fn explain(db: &Connection, query: &Query) -> rusqlite::Result<Vec<String>> {
    let search = SearchSql::build(db, query)?;
    let mut steps = Vec::new();
    let both_ways =
        [PageRequest::Newest, PageRequest::Oldest].map(|request| search.page_sql(request));
    for sql in both_ways.into_iter().chain([search.sql]) {
        let mut explained = db.prepare(&format!("explain query plan {sql}"))?;
        let values = vec![1; explained.parameter_count()];
        let found = explained.query_map(params_from_iter(values), |row| row.get("detail"))?;
        steps.extend(found.collect::<rusqlite::Result<Vec<String>>>()?);
    }
    Ok(steps)
}

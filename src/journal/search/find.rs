//! The questions a search asks of SQLite.

use jiff::civil::Date;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::Query;
use super::index::{self, Mark};
use crate::entry::State;
use crate::journal::{Row, read};

/// Up to `how_many` lines after the first `from`.
pub fn page(
    db: &Connection,
    query: &Query,
    from: u64,
    how_many: u64,
) -> rusqlite::Result<Vec<Row>> {
    let bound = |number| Value::from(i64::try_from(number).unwrap_or(i64::MAX));
    let Question { sql, mut values } = Question::page(query);
    values.extend([bound(how_many), bound(from)]);
    db.prepare_cached(&sql)?
        .query_map(params_from_iter(values), read::row_of_row)?
        .collect()
}

/// How many there are, counted no further than `most`.
pub fn count(db: &Connection, query: &Query, most: u64) -> rusqlite::Result<u64> {
    let Question { sql, mut values } = Question::of(query);
    values.push(i64::try_from(most).unwrap_or(i64::MAX).into());
    db.prepare_cached(&format!("select count(*) from ({sql} limit ?)"))?
        .query_row(params_from_iter(values), |row| {
            row.get(0).map(i64::unsigned_abs)
        })
}

/// What asks for the numbers of all that is found.
struct Question {
    sql: String,
    values: Vec<Value>,
}

impl Question {
    /// The lines of what is found; how many and after how many is still to be said.
    fn page(query: &Query) -> Self {
        let Self { sql, values } = Self::of(query);
        let sql = format!(
            "select entry.id, exercise, title, started, utc_offset_seconds, day,
                coalesce(reframe, thought, title) as headline, likelihood_before, likelihood_after,
                check_in.due
             from ({sql} order by number desc limit ? offset ?) as found
                cross join place on place.number = found.number
                cross join entry on entry.id = place.entry
                left join check_in on check_in.entry = entry.id and check_in.outcome = 'open'
             order by found.number desc"
        );
        Self { sql, values }
    }

    fn of(query: &Query) -> Self {
        let filters = &query.filters;
        let (first, last) = index::numbers(filters.shelf.state(), filters.from, filters.until);
        let asked = asked(query);
        let (table, number) = if asked.is_empty() {
            ("place", "number")
        } else {
            ("sought", "rowid")
        };
        let mut values = vec![first.into(), last.into()];
        let mut conditions = format!("{number} between ? and ?");
        if let Some(day) = filters.on {
            let years = on_that_day(filters.shelf.state(), day);
            let each = vec![conditions.clone(); years.len()].join(" or ");
            conditions = format!("{conditions} and ({each})");
            values.extend(
                years
                    .into_iter()
                    .flat_map(|(first, last)| [first.into(), last.into()]),
            );
        }
        if !asked.is_empty() {
            conditions += " and sought match ?";
            values.push(asked.into());
        }
        if let Some(day) = filters.due_by {
            conditions += &DUE.replace("number_here", &format!("{table}.{number}"));
            values.push(day.to_string().into());
        }
        let sql = format!("select {number} as number from {table} where {conditions}");
        Self { sql, values }
    }
}

/// The numbers of that day in its year and in as many before as anybody may look back on.
fn on_that_day(state: State, day: Date) -> Vec<(i64, i64)> {
    let same = |back: i16| {
        let year = day.year().checked_sub(back)?;
        Date::new(year, day.month(), day.day()).ok()
    };
    let days = (0..100).filter_map(same);
    days.map(|day| index::numbers(state, Some(day), Some(day)))
        .collect()
}

const DUE: &str =
    " and exists (select 1 from place as its cross join check_in on check_in.entry = its.entry
    where its.number = number_here and check_in.outcome = 'open' and check_in.due <= ?)";

/// What the index is asked for, in its own language; empty where nothing is asked for.
fn asked(query: &Query) -> String {
    let filters = &query.filters;
    let is_due = filters.due_by.map(|_| "open".to_owned());
    let marks = [
        (Mark::Exercise, &filters.exercise),
        (Mark::Pattern, &filters.pattern),
        (Mark::Feeling, &filters.feeling),
        (Mark::Outcome, &filters.outcome),
        (Mark::Outcome, &is_due),
    ];
    let marks = marks.into_iter().filter_map(|(mark, value)| {
        let word = mark.word(value.as_deref()?);
        Some(format!("\"{word}\""))
    });
    let phrases = query.phrases.iter().map(super::Phrase::asked);
    phrases.chain(marks).collect::<Vec<_>>().join(" AND ")
}

/// How SQLite goes about a page and a count.
#[cfg(test)]
pub fn plan(db: &Connection, query: &Query) -> rusqlite::Result<Vec<String>> {
    let [page, found] = [Question::page(query), Question::of(query)];
    let mut steps = Vec::new();
    for Question { sql, mut values } in [page, found] {
        let mut explained = db.prepare(&format!("explain query plan {sql}"))?;
        values.resize(explained.parameter_count(), 1.into());
        let found = explained.query_map(params_from_iter(values), |row| row.get("detail"))?;
        steps.extend(found.collect::<rusqlite::Result<Vec<String>>>()?);
    }
    Ok(steps)
}

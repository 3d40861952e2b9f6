//! Postponed worries: they wait until a time the user chose, and are reviewed in a worry time.

use jiff::Timestamp;
use jiff::civil::{DateTime, Time};
use rusqlite::{Connection, OptionalExtension, params};

use super::columns::{FromText, format_local_time};
use super::journal::{Journal, JournalError};
use super::skipped_rows::SkippedRows;
use super::timestamps;
use crate::domain::entry::{Answer, AnsweredStep, Entry, EntryId, civil_time};
use crate::domain::exercise::Role;
use crate::domain::outcome::Outcome;
use crate::text::one_line;

/// A postponed worry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostponedEntry {
    /// The entry that contains the worry.
    pub(crate) entry_id: EntryId,
    pub text: String,
    /// The local time where the worry was written.
    pub postponed_until: DateTime,
}

impl Journal {
    /// The postponed worries, ordered by time.
    pub fn postponed_worries(&self) -> Result<Vec<PostponedEntry>, JournalError> {
        self.map_db_err(query_worries(
            &self.db,
            SELECT_POSTPONED,
            params![],
            &self.skipped_rows,
        ))
    }

    /// The time of day until which a worry was last postponed.
    pub(crate) fn last_worry_time(&self) -> Result<Option<Time>, JournalError> {
        self.map_db_err(select_last_worry_time(&self.db))
    }
}

/// Postpones the worry of an entry until a time, or ends its postponement.
pub(crate) fn set_postponed(
    db: &Connection,
    entry: &Entry,
    until: Option<DateTime>,
    now: Option<Timestamp>,
) -> rusqlite::Result<()> {
    let sql = "update entry set postponed_until = ?2, is_postponed = ?3
        where id = ?1 and (postponed_until is not ?2 or is_postponed <> ?3)";
    let rows = db.prepare_cached(sql)?.execute(params![
        entry.id,
        until.map(format_local_time),
        until.is_some()
    ])?;
    if rows > 0 {
        timestamps::POSTPONED.touch(db, &entry.id, now)?;
    }
    Ok(())
}

/// Applies a finished worry time: worries that still matter are postponed to the same hour tomorrow, the others end.
pub(crate) fn review_worries(
    db: &Connection,
    entry: &Entry,
    now: Option<Timestamp>,
) -> rusqlite::Result<()> {
    let is_emptied = |answered: &AnsweredStep| answered.answer == Answer::Items(Vec::new());
    let kept = match entry.answer_for(Role::StillMatters) {
        Some(Answer::Chosen(kept)) => kept.as_slice(),
        // An empty list started with postponed worries, which were all removed.
        None if entry.answers.iter().any(is_emptied) => &[],
        _ => return Ok(()),
    };
    let Some(finished) = entry.finished_at else {
        return Ok(());
    };
    let kept: Vec<_> = kept.iter().map(|worry| one_line(worry)).collect();
    let is_settled = entry
        .outcome_for(Role::Outcome)
        .is_some_and(|outcome| outcome != Outcome::Open);
    let settled = entry.text_for(Role::Thought).filter(|_| is_settled);
    let settled = settled.map(|worry| one_line(&worry));
    let ended = civil_time(finished, entry.utc_offset);
    let tomorrow = ended.date().tomorrow().unwrap_or(ended.date());
    let mut update = db.prepare_cached(
        "update entry set is_postponed = ?2, postponed_until = ?3, reviewed_in = ?4 where id = ?1",
    )?;
    for worry in select_reviewed(db, entry, ended)? {
        let text = one_line(&worry.text);
        let stays = kept.contains(&text) && settled.as_ref() != Some(&text);
        let until = if stays {
            tomorrow.to_datetime(worry.postponed_until.time())
        } else {
            worry.postponed_until
        };
        update.execute(params![
            worry.entry_id,
            stays,
            format_local_time(until),
            entry.id
        ])?;
        timestamps::POSTPONED.touch(db, &worry.entry_id, now)?;
    }
    Ok(())
}

/// The worries that a worry time reviewed: those due when it began, and those that became due before its end if
/// they are in its list.
fn select_reviewed(
    db: &Connection,
    entry: &Entry,
    now: DateTime,
) -> rusqlite::Result<Vec<PostponedEntry>> {
    let started = format_local_time(civil_time(entry.started_at, entry.utc_offset));
    let listed = entry
        .answers
        .iter()
        .filter_map(|answered| match &answered.answer {
            Answer::Items(items) => Some(items),
            _ => None,
        });
    let listed: Vec<_> = listed.flatten().map(|worry| one_line(worry)).collect();
    // Unreadable worries stay unchanged.
    let skipped = SkippedRows::default();
    let mut worries = query_worries(db, SELECT_REVIEWED, params![started, entry.id], &skipped)?;
    let came_due = query_worries(
        db,
        SELECT_CAME_DUE,
        params![started, format_local_time(now)],
        &skipped,
    )?;
    let is_listed = |worry: &PostponedEntry| listed.contains(&one_line(&worry.text));
    worries.extend(came_due.into_iter().filter(is_listed));
    Ok(worries)
}

fn select_last_worry_time(db: &Connection) -> rusqlite::Result<Option<Time>> {
    let until: Option<FromText<DateTime>> = db
        .prepare_cached(SELECT_LAST_WORRY_TIME)?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(until.map(|until| until.0.time()))
}

fn query_worries(
    db: &Connection,
    sql: &str,
    params: &[&dyn rusqlite::ToSql],
    skipped: &SkippedRows,
) -> rusqlite::Result<Vec<PostponedEntry>> {
    let mut worry = db.prepare_cached(sql)?;
    let worry = worry.query_map(params, |row| {
        Ok(PostponedEntry {
            entry_id: row.get(0)?,
            text: row.get(1)?,
            postponed_until: row.get::<_, FromText<_>>(2)?.0,
        })
    })?;
    skipped.filter_all(worry)
}

// An index serves each of these; a test checks the query plan. A unary plus rules out another index.
pub(crate) const SELECT_POSTPONED: &str =
    "select id, coalesce(thought, ''), postponed_until from entry
    where is_postponed and +state = 'done' order by postponed_until, started_at, id";
const SELECT_REVIEWED: &str = "select id, coalesce(thought, ''), postponed_until from entry
    where postponed_until is not null and state = 'done'
        and ((is_postponed and postponed_until <= ?1) or reviewed_in = ?2)";
const SELECT_CAME_DUE: &str = "select id, coalesce(thought, ''), postponed_until from entry
    where is_postponed and +state = 'done' and postponed_until > ?1 and postponed_until <= ?2";
pub(crate) const SELECT_LAST_WORRY_TIME: &str = "select postponed_until from entry
    where postponed_until is not null order by started_at desc limit 1";

//! The trash: what was thrown away can be brought back for a while, and then goes for good.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior, params};

use super::search::index;
use super::stored::{Parsed, instant};
use super::{Journal, JournalError, Row, read, schema};
use crate::entry::EntryId;

/// How long it can be brought back.
pub const LASTS: SignedDuration = SignedDuration::from_hours(30 * 24);

/// An entry that was thrown away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trashed {
    pub row: Row,
    /// When it was thrown away.
    pub since: Timestamp,
}

impl Trashed {
    /// From when on it may be gone for good.
    pub fn goes(&self) -> Timestamp {
        self.since.checked_add(LASTS).unwrap_or(Timestamp::MAX)
    }
}

impl Journal {
    /// Up to `how_many` of what lies in the trash, what was thrown away last first, after the first `from`.
    pub fn trashed(&self, from: u64, how_many: u64) -> Result<Vec<Trashed>, JournalError> {
        self.told(page(&self.db, from, how_many))
    }

    /// Deletes for good what was thrown away before then and still lies in the trash, so that its words are
    /// gone from the file as well. Tells how many that were.
    pub fn purge(&mut self, before: Timestamp) -> Result<u64, JournalError> {
        self.must_be_in_place()?;
        let gone = purge(&self.db, before);
        self.told(gone)
    }
}

/// Deletes for good what has lain in the trash of the journal at `path` for long enough, unless that may only be
/// read. It may run while others write to the journal, in this program too.
pub fn let_go(path: &Path, now: Timestamp) -> Result<u64, JournalError> {
    let told = |source| JournalError::of(path, source);
    // What SQLite makes beside a file that can't be written to, it could never write to later.
    if fs::metadata(path).is_ok_and(|about| about.permissions().readonly()) {
        return Ok(0);
    }
    // Nothing but SQLite may open the file: closing it again would free the locks it has here.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags).map_err(told)?;
    schema::set_up_connection(&db).map_err(told)?;
    schema::leave_nothing_behind(&db).map_err(told)?;
    if schema::version(&db).map_err(told)? != schema::NEWEST {
        let path = path.to_owned();
        return Err(JournalError::Newer { path });
    }
    if db.is_readonly("main").map_err(told)? {
        return Ok(0);
    }
    let before = now.checked_sub(LASTS).unwrap_or(Timestamp::MIN);
    purge(&db, before).map_err(told)
}

fn purge(db: &Connection, before: Timestamp) -> rusqlite::Result<u64> {
    let gone = delete(db, before)?;
    if gone == 0 {
        return Ok(0);
    }
    // The log may hold the words as well. Where another window reads it at this moment, it goes when the last
    // window closes.
    db.busy_timeout(schema::IMPATIENCE)?;
    let emptied = db.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()));
    db.busy_timeout(schema::PATIENCE)?;
    emptied.map(|()| gone)
}

fn delete(db: &Connection, before: Timestamp) -> rusqlite::Result<u64> {
    let change = Transaction::new_unchecked(db, TransactionBehavior::Immediate)?;
    let before = instant(before);
    let has_any = format!("select exists (select 1 from entry where {OUTDATED})");
    if !change.query_row(&has_any, [&before], |row| row.get(0))? {
        return Ok(0);
    }
    let gone = change.execute(&format!("delete from entry where {OUTDATED}"), [&before])?;
    // What the index has of an entry that changed since may be a word that was taken back with a look back.
    let outdated: Vec<EntryId> = change
        .prepare("select entry from unsought where entry in (select entry from place)")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut learned = HashSet::new();
    for id in &outdated {
        index::put(&change, id, &mut learned)?;
    }
    // The index only marks what was deleted; made anew, it has nothing of it any more.
    change.execute("insert into sought (sought) values ('optimize')", [])?;
    index::forget_words(&change)?;
    change.commit()?;
    Ok(u64::try_from(gone).unwrap_or(u64::MAX))
}

fn page(db: &Connection, from: u64, how_many: u64) -> rusqlite::Result<Vec<Trashed>> {
    let bound = |number| i64::try_from(number).unwrap_or(i64::MAX);
    db.prepare_cached(&format!(
        "select entry.id, exercise, title, started, utc_offset_seconds, day,
            coalesce(reframe, thought, title) as headline, likelihood_before, likelihood_after,
            null as due, {SINCE} as since
         from entry where state = 'trashed'
         order by since desc, entry.id desc limit ?1 offset ?2"
    ))?
    .query_map(params![bound(how_many), bound(from)], |row| {
        let row_of = read::row_of_row(row)?;
        let Parsed(since) = row.get("since")?;
        Ok(Trashed { row: row_of, since })
    })?
    .collect()
}

/// What was thrown away while the journal couldn't be written to came in without the time. That was the
/// time of the walk, give or take a few hours.
const SINCE: &str = "coalesce(trashed_at, finished, started)";
const OUTDATED: &str = "state = 'trashed' and coalesce(trashed_at, finished, started) < ?1";

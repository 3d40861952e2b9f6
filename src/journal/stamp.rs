//! When each part of an entry was changed last.

use jiff::{Timestamp, ToSpan};
use rusqlite::{Connection, OptionalExtension, params};

use super::stored::{FromText, format_instant};
use crate::entry::EntryId;

/// A column that holds such a time, and what tells it where an older version of the program wrote the row.
#[derive(Clone, Copy)]
pub struct Stamp {
    column: &'static str,
    pub sql: &'static str,
}

pub const WORDS: Stamp = Stamp {
    column: "edited",
    sql: "coalesce(entry.edited, entry.finished, entry.started)",
};
pub const TRASH: Stamp = Stamp {
    column: "moved",
    sql: "coalesce(entry.moved, entry.trashed_at)",
};
pub const CHECK_IN: Stamp = Stamp {
    column: "checked",
    sql:
        "coalesce(entry.checked, (select coalesce(check_in.resolved, entry.finished, entry.started)
        from check_in where check_in.entry = entry.id))",
};
pub const WAIT: Stamp = Stamp {
    column: "waited",
    sql: "coalesce(entry.waited, iif(entry.waits_until is null and entry.taken_up_in is null, null,
        coalesce(entry.finished, entry.started)))",
};

impl Stamp {
    /// When that part of the entry was changed last, if it is known.
    pub fn of(self, db: &Connection, id: &EntryId) -> rusqlite::Result<Option<Timestamp>> {
        let sql = format!("select {} from entry where id = ?1", self.sql);
        let time: Option<Option<FromText<Timestamp>>> = db
            .prepare_cached(&sql)?
            .query_row([id], |row| row.get(0))
            .optional()?;
        Ok(time.flatten().map(|time| time.0))
    }

    pub fn put(
        self,
        db: &Connection,
        id: &EntryId,
        time: Option<Timestamp>,
    ) -> rusqlite::Result<()> {
        let sql = format!("update entry set {} = ?2 where id = ?1", self.column);
        db.prepare_cached(&sql)?
            .execute(params![id, time.map(format_instant)])
            .map(drop)
    }

    /// Notes that this part of the entry was changed at `now`.
    pub fn renew(
        self,
        db: &Connection,
        id: &EntryId,
        now: Option<Timestamp>,
    ) -> rusqlite::Result<()> {
        let time = later_than(self.of(db, id)?, now);
        self.put(db, id, time)
    }
}

/// The time of a change: `now`, but always later than what it changes, even if a clock went back or another
/// machine's is ahead. Where nobody told the time, as little later as can be.
pub fn later_than(before: Option<Timestamp>, now: Option<Timestamp>) -> Option<Timestamp> {
    let next = before.map(|before| before.checked_add(1.nanosecond()).unwrap_or(before));
    next.max(now)
}

//! The timestamps of the parts of an entry.

use jiff::{Timestamp, ToSpan};
use rusqlite::{Connection, OptionalExtension, params};

use super::columns::{FromText, format_instant};
use crate::domain::entry::EntryId;

/// The column of a timestamp, and an expression with a fallback for recovered rows, in which it may be null.
#[derive(Clone, Copy)]
pub(crate) struct TimestampColumn {
    column: &'static str,
    pub(crate) select_sql: &'static str,
}

pub(crate) const CONTENT: TimestampColumn = TimestampColumn {
    column: "edited_at",
    select_sql: "coalesce(entry.edited_at, entry.finished_at, entry.started_at)",
};
pub(crate) const TRASH: TimestampColumn = TimestampColumn {
    column: "trash_changed_at",
    select_sql: "coalesce(entry.trash_changed_at, entry.trashed_at)",
};
pub(crate) const FOLLOW_UP: TimestampColumn = TimestampColumn {
    column: "follow_up_changed_at",
    select_sql:
        "coalesce(entry.follow_up_changed_at, (select coalesce(follow_up.resolved_at, entry.finished_at, entry.started_at)
        from follow_up where follow_up.entry_id = entry.id))",
};
pub(crate) const POSTPONED: TimestampColumn = TimestampColumn {
    column: "postpone_changed_at",
    select_sql:
        "coalesce(entry.postpone_changed_at, iif(entry.postponed_until is null and entry.reviewed_in is null, null,
        coalesce(entry.finished_at, entry.started_at)))",
};

pub(crate) const CARD: TimestampColumn = TimestampColumn {
    column: "card_changed_at",
    select_sql: "coalesce(entry.card_changed_at, iif(entry.is_card, coalesce(entry.finished_at, entry.started_at), null))",
};

impl TimestampColumn {
    /// When the part was last changed, if known.
    pub(crate) fn read(self, db: &Connection, id: &EntryId) -> rusqlite::Result<Option<Timestamp>> {
        let sql = format!("select {} from entry where id = ?1", self.select_sql);
        let time: Option<Option<FromText<Timestamp>>> = db
            .prepare_cached(&sql)?
            .query_row([id], |row| row.get(0))
            .optional()?;
        Ok(time.flatten().map(|time| time.0))
    }

    pub(crate) fn write(
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

    /// Sets the timestamp after a change at `now`.
    pub(crate) fn touch(
        self,
        db: &Connection,
        id: &EntryId,
        now: Option<Timestamp>,
    ) -> rusqlite::Result<()> {
        let time = next_timestamp(self.read(db, id)?, now);
        self.write(db, id, time)
    }
}

/// The timestamp of a change: `now`, but later than the previous one, even if a clock is wrong. Without `now` it is
/// a nanosecond later.
pub(crate) fn next_timestamp(
    before: Option<Timestamp>,
    now: Option<Timestamp>,
) -> Option<Timestamp> {
    let successor = before.map(|before| before.checked_add(1.nanosecond()).unwrap_or(before));
    successor.max(now)
}

//! Measures how long the journal has been used, in days, in spite of wrong clocks.
//!
//! A clock may jump by decades, for example with an empty battery or an old snapshot of a virtual machine. So the length is
//! the sum of the gaps between days of use. Each gap counts up to [`MAX_GAP_DAYS`]; one of [`CLOCK_JUMP_DAYS`] or more
//! counts as one day, because it comes from a wrong clock or a long absence.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use rusqlite::{Connection, params};

use super::columns::format_instant;
use crate::domain::entry::EntryId;

/// The most days that count between two days of use.
const MAX_GAP_DAYS: i32 = 10;
/// A gap that probably comes from a clock that jumped.
const CLOCK_JUMP_DAYS: i32 = 60;

/// The days on which the journal was used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UsageDays {
    days: BTreeSet<Date>,
}

impl UsageDays {
    pub(crate) fn read(db: &Connection) -> rusqlite::Result<Self> {
        let days = db
            .prepare_cached("select day from usage_day")?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<Vec<String>>>()?;
        // Unreadable days are ignored.
        let days = days.iter().filter_map(|day| day.parse().ok()).collect();
        Ok(Self { days })
    }

    /// Adds the UTC day of `now`.
    pub(crate) fn with_day_of(mut self, now: Timestamp) -> Self {
        self.days.insert(utc_day(now));
        self
    }

    /// The length of use in days.
    pub(crate) fn length_in_days(&self) -> i32 {
        let pairs = self.days.iter().zip(self.days.iter().skip(1));
        pairs.fold(0, |length, (from, until)| {
            let gap = from
                .until(*until)
                .map_or(CLOCK_JUMP_DAYS, |span| span.get_days());
            length.saturating_add(if gap < CLOCK_JUMP_DAYS {
                gap.min(MAX_GAP_DAYS)
            } else {
                1
            })
        })
    }
}

/// The UTC day of `time`.
fn utc_day(time: Timestamp) -> Date {
    Offset::UTC.to_datetime(time).date()
}

/// Records that the journal is used on the day of `now`, and returns the length of use in days.
pub(crate) fn record_use(db: &Connection, now: Timestamp) -> rusqlite::Result<i32> {
    let today = utc_day(now).to_string();
    let is_recorded = "select exists (select 1 from usage_day where day = ?1)";
    // A recorded day costs no write.
    if !db
        .prepare_cached(is_recorded)?
        .query_row([&today], |row| row.get(0))?
    {
        db.prepare_cached("insert or ignore into usage_day values (?1)")?
            .execute([&today])?;
    }
    Ok(UsageDays::read(db)?.length_in_days())
}

/// Records that an entry came into the trash.
pub(crate) fn record_trashed(
    db: &Connection,
    id: &EntryId,
    now: Timestamp,
) -> rusqlite::Result<()> {
    let used = record_use(db, now)?;
    db.prepare_cached("insert or replace into trash_arrival values (?1, ?2, ?3)")?
        .execute(params![id, format_instant(now), used])
        .map(drop)
}

/// Records the entries in the trash that aren't recorded yet, such as those from another journal.
pub(crate) fn record_unseen_trashed(db: &Connection, now: Timestamp) -> rusqlite::Result<()> {
    let used = record_use(db, now)?;
    db.execute(
        "insert or ignore into trash_arrival select id, ?1, ?2 from entry where state = 'trashed'
            and id not in (select entry_id from trash_arrival)",
        params![format_instant(now), used],
    )
    .map(drop)
}

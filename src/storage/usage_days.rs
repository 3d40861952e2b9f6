//! How long the journal has been used, in days, whatever a clock says.
//!
//! A clock may jump by decades: a battery is empty, a machine wakes from an old snapshot. So the length of use is counted
//! by the days on which the journal was used. The time between two of them counts, but no more than [`MAX_GAP`], and as one
//! day where it is as long as only a wrong clock makes it, or a long absence.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use rusqlite::{Connection, params};

use super::columns::format_instant;
use crate::domain::entry::EntryId;

/// As many days at most count between two days of use.
const MAX_GAP_DAYS: i32 = 10;
/// After as many days the clock has probably jumped.
const CLOCK_JUMP_DAYS: i32 = 60;

/// The use of a journal so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsageDays {
    days: BTreeSet<Date>,
}

impl UsageDays {
    pub fn read(db: &Connection) -> rusqlite::Result<Self> {
        let days = db
            .prepare_cached("select day from usage_day")?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<Vec<String>>>()?;
        // What is spoiled counts for nothing.
        let days = days.iter().filter_map(|day| day.parse().ok()).collect();
        Ok(Self { days })
    }

    /// The same, as if the journal were used on that day too.
    pub fn with_day_of(mut self, now: Timestamp) -> Self {
        self.days.insert(utc_day(now));
        self
    }

    /// Its length in days.
    pub fn length_in_days(&self) -> i32 {
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

/// The day in UTC.
fn utc_day(time: Timestamp) -> Date {
    Offset::UTC.to_datetime(time).date()
}

/// Notes that the journal is used on the day of `now`, and tells the length of use so far.
pub fn record_use(db: &Connection, now: Timestamp) -> rusqlite::Result<i32> {
    let today = utc_day(now).to_string();
    let is_noted = "select exists (select 1 from usage_day where day = ?1)";
    // A day that is noted already costs no write.
    if !db
        .prepare_cached(is_noted)?
        .query_row([&today], |row| row.get(0))?
    {
        db.prepare_cached("insert or ignore into usage_day values (?1)")?
            .execute([&today])?;
    }
    Ok(UsageDays::read(db)?.length_in_days())
}

/// Notes that an entry came into the trash.
pub fn record_trashed(db: &Connection, id: &EntryId, now: Timestamp) -> rusqlite::Result<()> {
    let used = record_use(db, now)?;
    db.prepare_cached("insert or replace into trash_arrival values (?1, ?2, ?3)")?
        .execute(params![id, format_instant(now), used])
        .map(drop)
}

/// Notes the entries in the trash that nobody noted yet, such as those from another journal.
pub fn record_unseen_trashed(db: &Connection, now: Timestamp) -> rusqlite::Result<()> {
    let used = record_use(db, now)?;
    db.execute(
        "insert or ignore into trash_arrival select id, ?1, ?2 from entry where state = 'trashed'
            and id not in (select entry_id from trash_arrival)",
        params![format_instant(now), used],
    )
    .map(drop)
}

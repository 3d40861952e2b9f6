//! Entries with all that is kept about them: read one by one to go out, and taken in from elsewhere.

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use super::search::Query;
use super::stored::{Parsed, instant, meaning, minute};
use super::write::{self, Standing};
use super::{EntrySummary, Journal, JournalError, PageRequest, intact, read, stamp};
use crate::entry::{EntryId, EntryState};
use crate::whole::{FollowUp, PostponedWorry, Record};

/// Which entries are meant; all where nothing is said.
#[derive(Clone, Debug, Default)]
pub struct Pick {
    /// The first day.
    pub since: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
    /// The id of the exercise.
    pub exercise: Option<String>,
    /// What is found by this, and nothing else.
    pub found: Option<Query>,
}

/// Entries being taken in. Nothing of it stays unless it is [committed](Self::commit).
#[derive(Debug)]
pub struct Merging<'j> {
    change: Transaction<'j>,
    path: std::path::PathBuf,
    now: Option<Timestamp>,
}

impl Journal {
    /// Gives every entry that is picked to `take`, the oldest first, as they are at one moment. Those that can't be read
    /// are [left out](Self::has_left_out).
    pub fn each<E: From<JournalError>>(
        &self,
        pick: &Pick,
        mut take: impl FnMut(Record) -> Result<(), E>,
    ) -> Result<(), E> {
        let told = |source| E::from(JournalError::of(self.name(), source));
        if let Some(query) = &pick.found {
            return self.each_found(query, take);
        }
        let moment = self.db.unchecked_transaction().map_err(told)?;
        let mut ids = moment.prepare(PICKED).map_err(told)?;
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        let mut ids = ids
            .query(params![day(pick.since), day(pick.until), pick.exercise])
            .map_err(told)?;
        while let Some(row) = ids.next().map_err(told)? {
            let read = row.get(0).and_then(|id| whole(&moment, &id));
            if let Some(whole) = self.if_readable(read)? {
                take(whole)?;
            }
        }
        Ok(())
    }

    /// What was read of an entry, or none where it can't be read, which is noted.
    fn if_readable(
        &self,
        read: rusqlite::Result<Option<Record>>,
    ) -> Result<Option<Record>, JournalError> {
        match read {
            Err(error) if intact::is_about_an_entry(&error) => {
                self.left_out.note();
                Ok(None)
            }
            read => self.told(read),
        }
    }

    fn each_found<E: From<JournalError>>(
        &self,
        query: &Query,
        mut take: impl FnMut(Record) -> Result<(), E>,
    ) -> Result<(), E> {
        // What the index lacks is taken in before the moment that is looked at.
        self.make_searchable()?;
        let told = |source| E::from(JournalError::of(self.name(), source));
        let _moment = self.db.unchecked_transaction().map_err(told)?;
        let mut last: Option<EntrySummary> = None;
        loop {
            let stretch = last
                .as_ref()
                .map_or(PageRequest::Oldest, PageRequest::NewerThan);
            let rows = self.stretch(query, stretch, AT_A_TIME)?;
            for row in rows.iter().rev() {
                if let Some(whole) = self.if_readable(whole(&self.db, &row.id))? {
                    take(whole)?;
                }
            }
            last = rows.into_iter().next();
            if last.is_none() {
                return Ok(());
            }
        }
    }

    /// The entry of that name with all that is kept about it.
    pub fn whole(&self, id: &EntryId) -> Result<Option<Record>, JournalError> {
        let moment = self.told(self.db.unchecked_transaction())?;
        self.told(whole(&moment, id))
    }

    /// Begins to take in entries from elsewhere.
    pub fn merging(&mut self) -> Result<Merging<'_>, JournalError> {
        self.must_be_in_place()?;
        let (path, now) = (self.name().to_owned(), self.now);
        let begun = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate);
        match begun {
            Ok(change) => Ok(Merging { change, path, now }),
            Err(source) => Err(JournalError::of(&path, source)),
        }
    }
}

impl Merging<'_> {
    /// The entry of that name as it stands by now.
    pub fn whole(&self, id: &EntryId) -> Result<Option<Record>, JournalError> {
        whole(&self.change, id).map_err(|source| JournalError::of(&self.path, source))
    }

    /// When what comes in comes in, if that was told.
    pub(crate) const fn now(&self) -> Option<Timestamp> {
        self.now
    }

    /// Writes an entry down as it is, in the place of an earlier version of it.
    pub fn put(&self, entry: &Record) -> Result<(), JournalError> {
        put(&self.change, entry).map_err(|source| JournalError::of(&self.path, source))
    }

    /// Keeps what was taken in.
    pub fn commit(self) -> Result<(), JournalError> {
        let told = |source| JournalError::of(&self.path, source);
        self.change.execute(IN_TURN, []).map_err(told)?;
        self.change.commit().map_err(told)
    }
}

/// Lines of what is found that are read at once.
const AT_A_TIME: u64 = 500;

const PICKED: &str = "select id from entry
    where (?1 is null or day >= ?1) and (?2 is null or day <= ?2) and (?3 is null or exercise = ?3)
    order by started, id";

/// Which draft was touched last is counted in each journal for itself; what came in has its turn by its time.
const IN_TURN: &str = "update entry set touched = turn.number
    from (select id, row_number() over (order by coalesce(edited, started), touched, id) as number
          from entry where state = 'draft') as turn
    where turn.id = entry.id and touched is not turn.number";

pub(super) fn whole(db: &Connection, id: &EntryId) -> rusqlite::Result<Option<Record>> {
    let Some(entry) = read::read_entry_in(db, id)? else {
        return Ok(None);
    };
    let sql = format!(
        "select was, trashed_at, revision, waits_until, is_waiting, taken_up_in,
            {} as edited_at, {} as moved_at, {} as checked_at, {} as waited_at
         from entry where id = ?1",
        stamp::WORDS.sql,
        stamp::TRASH.sql,
        stamp::CHECK_IN.sql,
        stamp::WAIT.sql,
    );
    let check_in = check_in(db, id)?;
    db.prepare_cached(&sql)?
        .query_row([id], |row| {
            let time = |name| -> rusqlite::Result<Option<_>> {
                let time: Option<Parsed<_>> = row.get(name)?;
                Ok(time.map(|time| time.0))
            };
            let was: Option<EntryState> = row.get("was")?;
            let until: Option<Parsed<_>> = row.get("waits_until")?;
            let wait = PostponedWorry {
                until: until.map(|until| until.0),
                is_waiting: row.get("is_waiting")?,
                reviewed_in: row.get("taken_up_in")?,
            };
            let is_none = wait.until.is_none() && !wait.is_waiting && wait.reviewed_in.is_none();
            Ok(Record {
                is_finished: was.unwrap_or(entry.state) == EntryState::Done,
                edited_at: time("edited_at")?.unwrap_or(entry.started_at),
                revision: row.get("revision")?,
                trashed_at: time("trashed_at")?,
                trash_changed_at: time("moved_at")?,
                follow_up: check_in,
                follow_up_changed_at: time("checked_at")?,
                postponed: (!is_none).then_some(wait),
                postpone_changed_at: time("waited_at")?,
                entry,
            })
        })
        .optional()
}

fn check_in(db: &Connection, id: &EntryId) -> rusqlite::Result<Option<FollowUp>> {
    db.prepare_cached(
        "select due, outcome, acted, hardness, managed, note, resolved, walk
         from check_in where entry = ?1",
    )?
    .query_row([id], |row| {
        let resolved: Option<Parsed<_>> = row.get("resolved")?;
        Ok(FollowUp {
            due: row.get::<_, Parsed<_>>("due")?.0,
            outcome: row.get("outcome")?,
            acted: row.get("acted")?,
            hardness: row.get("hardness")?,
            coping: row.get("managed")?,
            note: row.get("note")?,
            resolved_at: resolved.map(|time| time.0),
            answered_in: row.get("walk")?,
        })
    })
    .optional()
}

fn put(db: &Connection, whole: &Record) -> rusqlite::Result<()> {
    let entry = &whole.entry;
    let before = read::read_revision(db, &entry.id)?;
    // Whoever has it open notices that it was changed.
    let revision = write::joined_revision(whole.revision, before);
    let standing = Standing {
        finished: whole.is_finished,
        trashed: whole.is_trashed(),
    };
    // Only what lies in the trash may say since when.
    db.prepare_cached("update entry set trashed_at = null where id = ?1")?
        .execute([&entry.id])?;
    write::put_entry(db, entry, standing, revision, false)?;
    write::put_answers(db, entry)?;
    let wait = whole.postponed.as_ref();
    db.prepare_cached(
        "update entry set edited = ?2, trashed_at = ?3, moved = ?4, checked = ?5, waited = ?6,
            waits_until = ?7, is_waiting = ?8, taken_up_in = ?9 where id = ?1",
    )?
    .execute(params![
        entry.id,
        instant(whole.edited_at),
        whole.trashed_at.map(instant),
        whole.trash_changed_at.map(instant),
        whole.follow_up_changed_at.map(instant),
        whole.postpone_changed_at.map(instant),
        wait.and_then(|wait| wait.until).map(minute),
        wait.is_some_and(|wait| wait.is_waiting),
        wait.and_then(|wait| wait.reviewed_in.as_ref()),
    ])?;
    db.prepare_cached("delete from check_in where entry = ?1")?
        .execute([&entry.id])?;
    let Some(check_in) = &whole.follow_up else {
        return Ok(());
    };
    db.prepare_cached(
        "insert into check_in (entry, due, outcome, acted, hardness, managed, note, resolved, walk)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        entry.id,
        check_in.due.to_string(),
        meaning(check_in.outcome),
        check_in.acted,
        check_in.hardness,
        check_in.coping,
        check_in.note,
        check_in.resolved_at.map(instant),
        check_in.answered_in,
    ])
    .map(drop)
}

//! Entries with all that is kept about them: read one by one to go out, and taken in from elsewhere.

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use super::columns::{FromText, format_instant, format_local_time};
use super::journal::save::{self, StoredState};
use super::journal::{EntrySummary, Journal, JournalError, PageRequest, queries};
use super::search::Query;
use super::{integrity, timestamps};
use crate::domain::entry::{EntryId, EntryState};
use crate::domain::record::{FollowUp, PostponedWorry, Record};

/// Which entries are meant; all where nothing is said.
#[derive(Clone, Debug, Default)]
pub struct RecordFilter {
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
    /// The id of the exercise.
    pub exercise: Option<String>,
    /// What is found by this, and nothing else.
    pub query: Option<Query>,
}

/// Entries being taken in. Nothing of it stays unless it is [committed](Self::commit).
#[derive(Debug)]
pub struct MergeTransaction<'j> {
    transaction: Transaction<'j>,
    path: std::path::PathBuf,
    now: Option<Timestamp>,
}

impl Journal {
    /// Gives every entry that is picked to `take`, the oldest first, as they are at one moment. Those that can't be read
    /// are [left out](Self::has_left_out).
    pub fn for_each_record<E: From<JournalError>>(
        &self,
        pick: &RecordFilter,
        mut take: impl FnMut(Record) -> Result<(), E>,
    ) -> Result<(), E> {
        let db_err = |source| E::from(JournalError::from_sqlite(self.display_path(), source));
        if let Some(query) = &pick.query {
            return self.for_each_match(query, take);
        }
        let snapshot = self.db.unchecked_transaction().map_err(db_err)?;
        let mut ids = snapshot.prepare(SELECT_FILTERED_IDS).map_err(db_err)?;
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        let mut ids = ids
            .query(params![day(pick.from), day(pick.until), pick.exercise])
            .map_err(db_err)?;
        while let Some(row) = ids.next().map_err(db_err)? {
            let read = row.get(0).and_then(|id| read_record(&snapshot, &id));
            if let Some(whole) = self.unless_unreadable(read)? {
                take(whole)?;
            }
        }
        Ok(())
    }

    /// What was read of an entry, or none where it can't be read, which is noted.
    fn unless_unreadable(
        &self,
        read: rusqlite::Result<Option<Record>>,
    ) -> Result<Option<Record>, JournalError> {
        match read {
            Err(error) if integrity::is_entry_error(&error) => {
                self.skipped_rows.record();
                Ok(None)
            }
            read => self.map_db_err(read),
        }
    }

    fn for_each_match<E: From<JournalError>>(
        &self,
        query: &Query,
        mut take: impl FnMut(Record) -> Result<(), E>,
    ) -> Result<(), E> {
        // What the index lacks is taken in before the moment that is looked at.
        self.update_search_index()?;
        let db_err = |source| E::from(JournalError::from_sqlite(self.display_path(), source));
        let _snapshot = self.db.unchecked_transaction().map_err(db_err)?;
        let mut last: Option<EntrySummary> = None;
        loop {
            let stretch = last
                .as_ref()
                .map_or(PageRequest::Oldest, PageRequest::NewerThan);
            let rows = self.search_page(query, stretch, BATCH_SIZE)?;
            for row in rows.iter().rev() {
                if let Some(whole) = self.unless_unreadable(read_record(&self.db, &row.id))? {
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
    pub fn record(&self, id: &EntryId) -> Result<Option<Record>, JournalError> {
        let snapshot = self.map_db_err(self.db.unchecked_transaction())?;
        self.map_db_err(read_record(&snapshot, id))
    }

    /// Begins to take in entries from elsewhere.
    pub fn begin_merge(&mut self) -> Result<MergeTransaction<'_>, JournalError> {
        self.check_not_moved()?;
        let (path, now) = (self.display_path().to_owned(), self.now);
        let begun = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate);
        match begun {
            Ok(change) => Ok(MergeTransaction {
                transaction: change,
                path,
                now,
            }),
            Err(source) => Err(JournalError::from_sqlite(&path, source)),
        }
    }
}

impl MergeTransaction<'_> {
    /// The entry of that name as it stands by now.
    pub fn record(&self, id: &EntryId) -> Result<Option<Record>, JournalError> {
        read_record(&self.transaction, id)
            .map_err(|source| JournalError::from_sqlite(&self.path, source))
    }

    /// When what comes in comes in, if that was told.
    pub(crate) const fn now(&self) -> Option<Timestamp> {
        self.now
    }

    /// Writes an entry down as it is, in the place of an earlier version of it.
    pub fn put_record(&self, entry: &Record) -> Result<(), JournalError> {
        write_record(&self.transaction, entry)
            .map_err(|source| JournalError::from_sqlite(&self.path, source))
    }

    /// Keeps what was taken in.
    pub fn commit(self) -> Result<(), JournalError> {
        let db_err = |source| JournalError::from_sqlite(&self.path, source);
        self.transaction
            .execute(RENUMBER_DRAFTS, [])
            .map_err(db_err)?;
        self.transaction.commit().map_err(db_err)
    }
}

/// Lines of what is found that are read at once.
const BATCH_SIZE: u64 = 500;

const SELECT_FILTERED_IDS: &str = "select id from entry
    where (?1 is null or day >= ?1) and (?2 is null or day <= ?2) and (?3 is null or exercise = ?3)
    order by started_at, id";

/// Which draft was touched last is counted in each journal for itself; what came in has its turn by its time.
const RENUMBER_DRAFTS: &str = "update entry set draft_order = turn.number
    from (select id, row_number() over (order by coalesce(edited_at, started_at), draft_order, id) as number
          from entry where state = 'draft') as turn
    where turn.id = entry.id and draft_order is not turn.number";

pub(crate) fn read_record(db: &Connection, id: &EntryId) -> rusqlite::Result<Option<Record>> {
    let Some(entry) = queries::read_entry_in(db, id)? else {
        return Ok(None);
    };
    let sql = format!(
        "select state_before_trash, trashed_at, revision, postponed_until, is_postponed, reviewed_in,
            {} as content_changed_at, {} as trash_changed_at, {} as follow_up_changed_at, {} as postpone_changed_at
         from entry where id = ?1",
        timestamps::CONTENT.select_sql,
        timestamps::TRASH.select_sql,
        timestamps::FOLLOW_UP.select_sql,
        timestamps::POSTPONED.select_sql,
    );
    let check_in = read_follow_up(db, id)?;
    db.prepare_cached(&sql)?
        .query_row([id], |row| {
            let time = |name| -> rusqlite::Result<Option<_>> {
                let time: Option<FromText<_>> = row.get(name)?;
                Ok(time.map(|time| time.0))
            };
            let was: Option<EntryState> = row.get("state_before_trash")?;
            let until: Option<FromText<_>> = row.get("postponed_until")?;
            let wait = PostponedWorry {
                until: until.map(|until| until.0),
                is_waiting: row.get("is_postponed")?,
                reviewed_in: row.get("reviewed_in")?,
            };
            let is_none = wait.until.is_none() && !wait.is_waiting && wait.reviewed_in.is_none();
            Ok(Record {
                is_finished: was.unwrap_or(entry.state) == EntryState::Done,
                edited_at: time("content_changed_at")?.unwrap_or(entry.started_at),
                revision: row.get("revision")?,
                trashed_at: time("trashed_at")?,
                trash_changed_at: time("trash_changed_at")?,
                follow_up: check_in,
                follow_up_changed_at: time("follow_up_changed_at")?,
                postponed: (!is_none).then_some(wait),
                postpone_changed_at: time("postpone_changed_at")?,
                entry,
            })
        })
        .optional()
}

fn read_follow_up(db: &Connection, id: &EntryId) -> rusqlite::Result<Option<FollowUp>> {
    db.prepare_cached(
        "select due_day, outcome, acted, actual_hardness, coping, note, resolved_at, answered_in
         from follow_up where entry_id = ?1",
    )?
    .query_row([id], |row| {
        let resolved: Option<FromText<_>> = row.get("resolved_at")?;
        Ok(FollowUp {
            due: row.get::<_, FromText<_>>("due_day")?.0,
            outcome: row.get("outcome")?,
            acted: row.get("acted")?,
            hardness: row.get("actual_hardness")?,
            coping: row.get("coping")?,
            note: row.get("note")?,
            resolved_at: resolved.map(|time| time.0),
            answered_in: row.get("answered_in")?,
        })
    })
    .optional()
}

fn write_record(db: &Connection, whole: &Record) -> rusqlite::Result<()> {
    let entry = &whole.entry;
    let before = queries::read_revision(db, &entry.id)?;
    // Whoever has it open notices that it was changed.
    let revision = save::merged_revision(whole.revision, before);
    let standing = StoredState {
        is_finished: whole.is_finished,
        is_trashed: whole.is_trashed(),
    };
    // Only what lies in the trash may say since when.
    db.prepare_cached("update entry set trashed_at = null where id = ?1")?
        .execute([&entry.id])?;
    save::upsert_entry(db, entry, standing, revision, false)?;
    save::upsert_answers(db, entry)?;
    let wait = whole.postponed.as_ref();
    db.prepare_cached(
        "update entry set edited_at = ?2, trashed_at = ?3, trash_changed_at = ?4, follow_up_changed_at = ?5, postpone_changed_at = ?6,
            postponed_until = ?7, is_postponed = ?8, reviewed_in = ?9 where id = ?1",
    )?
    .execute(params![
        entry.id,
        format_instant(whole.edited_at),
        whole.trashed_at.map(format_instant),
        whole.trash_changed_at.map(format_instant),
        whole.follow_up_changed_at.map(format_instant),
        whole.postpone_changed_at.map(format_instant),
        wait.and_then(|wait| wait.until).map(format_local_time),
        wait.is_some_and(|wait| wait.is_waiting),
        wait.and_then(|wait| wait.reviewed_in.as_ref()),
    ])?;
    db.prepare_cached("delete from follow_up where entry_id = ?1")?
        .execute([&entry.id])?;
    let Some(check_in) = &whole.follow_up else {
        return Ok(());
    };
    db.prepare_cached(
        "insert into follow_up (entry_id, due_day, outcome, acted, actual_hardness, coping, note, resolved_at, answered_in)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        entry.id,
        check_in.due.to_string(),
        check_in.outcome.as_str(),
        check_in.acted,
        check_in.hardness,
        check_in.coping,
        check_in.note,
        check_in.resolved_at.map(format_instant),
        check_in.answered_in,
    ])
    .map(drop)
}

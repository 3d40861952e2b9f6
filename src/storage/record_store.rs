//! Reads and writes complete records, for export, import and sync.

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use super::columns::{FromText, format_instant, format_local_time};
use super::journal::entry_rows::{self, StoredState};
use super::journal::{EntrySummary, Journal, JournalError, PageRequest, queries};
use super::search::Query;
use super::skipped_rows::is_entry_error;
use super::timestamps;
use crate::domain::entry::{EntryId, EntryState};
use crate::domain::record::{FollowUp, PostponedWorry, Record};

/// Which entries to read; all by default.
#[derive(Clone, Debug, Default)]
pub struct RecordFilter {
    /// The first day.
    pub(crate) from: Option<Date>,
    /// The last day.
    pub(crate) until: Option<Date>,
    /// The id of the exercise.
    pub(crate) exercise: Option<String>,
    /// Whether to leave out what is in the trash.
    pub(crate) without_trash: bool,
    /// Only entries that match this query; the other fields are ignored then.
    pub(crate) query: Option<Query>,
}

/// A transaction that writes records. Dropping it without a [commit](Self::commit) rolls back.
#[derive(Debug)]
pub(crate) struct MergeTransaction<'j> {
    transaction: Transaction<'j>,
    path: std::path::PathBuf,
    now: Option<Timestamp>,
}

impl Journal {
    /// Calls `take` with every record that matches the filter, oldest first, in one read transaction. Unreadable entries
    /// are [skipped](Self::has_skipped).
    pub fn for_each_record<E: From<JournalError>>(
        &self,
        filter: &RecordFilter,
        mut take: impl FnMut(Record) -> Result<(), E>,
    ) -> Result<(), E> {
        let db_err = |source| E::from(JournalError::from_sqlite(self.display_path(), source));
        if let Some(query) = &filter.query {
            return self.for_each_match(query, take);
        }
        let snapshot = self.db.unchecked_transaction().map_err(db_err)?;
        let mut ids = snapshot.prepare(SELECT_FILTERED_IDS).map_err(db_err)?;
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        let mut ids = ids
            .query(params![
                day(filter.from),
                day(filter.until),
                filter.exercise,
                filter.without_trash
            ])
            .map_err(db_err)?;
        while let Some(row) = ids.next().map_err(db_err)? {
            let read = row.get(0).and_then(|id| read_record(&snapshot, &id));
            if let Some(record) = self.unless_unreadable(read)? {
                take(record)?;
            }
        }
        Ok(())
    }

    /// The number of entries that match the filter; none where counting takes about as long as reading.
    pub(crate) fn record_count(&self, filter: &RecordFilter) -> Result<Option<u64>, JournalError> {
        if let Some(query) = &filter.query {
            let list = query.filters.list();
            return query.is_unfiltered().then(|| self.count(list)).transpose();
        }
        let sql = format!("select count(*) from ({SELECT_FILTERED_IDS})");
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        let parameters = params![
            day(filter.from),
            day(filter.until),
            filter.exercise,
            filter.without_trash
        ];
        let count = self.db.query_row(&sql, parameters, |row| row.get(0));
        self.map_db_err(count.map(|count: i64| Some(count.unsigned_abs())))
    }

    /// Turns an unreadable entry into none, and records that it was skipped.
    fn unless_unreadable(
        &self,
        read: rusqlite::Result<Option<Record>>,
    ) -> Result<Option<Record>, JournalError> {
        match read {
            Err(error) if is_entry_error(&error) => {
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
        // The index has to be complete before the read transaction begins.
        if !query.is_unfiltered() {
            self.update_search_index()?;
        }
        let db_err = |source| E::from(JournalError::from_sqlite(self.display_path(), source));
        let _snapshot = self.db.unchecked_transaction().map_err(db_err)?;
        let mut last: Option<EntrySummary> = None;
        loop {
            let request = last
                .as_ref()
                .map_or(PageRequest::Oldest, PageRequest::NewerThan);
            let rows = self.search_page(query, request, BATCH_SIZE)?;
            for row in rows.iter().rev() {
                if let Some(record) = self.unless_unreadable(read_record(&self.db, &row.id))? {
                    take(record)?;
                }
            }
            last = rows.into_iter().next();
            if last.is_none() {
                return Ok(());
            }
        }
    }

    /// Reads the record of an entry.
    pub(crate) fn record(&self, id: &EntryId) -> Result<Option<Record>, JournalError> {
        let snapshot = self.map_db_err(self.db.unchecked_transaction())?;
        self.map_db_err(read_record(&snapshot, id))
    }

    /// Begins a transaction for records of another journal.
    pub(crate) fn begin_merge(&mut self) -> Result<MergeTransaction<'_>, JournalError> {
        self.check_not_moved()?;
        let (path, now) = (self.display_path().to_owned(), self.now);
        let transaction = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate);
        match transaction {
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
    /// Reads the record of an entry within the transaction.
    pub(crate) fn record(&self, id: &EntryId) -> Result<Option<Record>, JournalError> {
        read_record(&self.transaction, id)
            .map_err(|source| JournalError::from_sqlite(&self.path, source))
    }

    /// The time of the merge, if the journal has one.
    pub(crate) const fn now(&self) -> Option<Timestamp> {
        self.now
    }

    /// Writes a record as it is, replacing an earlier version.
    pub(crate) fn put_record(&self, entry: &Record) -> Result<(), JournalError> {
        write_record(&self.transaction, entry)
            .map_err(|source| JournalError::from_sqlite(&self.path, source))
    }

    /// Commits the records.
    pub(crate) fn commit(self) -> Result<(), JournalError> {
        let db_err = |source| JournalError::from_sqlite(&self.path, source);
        self.transaction
            .execute(RENUMBER_DRAFTS, [])
            .map_err(db_err)?;
        self.transaction.commit().map_err(db_err)
    }
}

/// The number of matches that are read at once.
const BATCH_SIZE: u64 = 500;

const SELECT_FILTERED_IDS: &str = "select id from entry
    where (?1 is null or day >= ?1) and (?2 is null or day <= ?2) and (?3 is null or exercise = ?3)
        and not (?4 and state = 'trashed')
    order by started_at, id";

/// Renumbers the order of drafts, which each journal counts for itself; merged drafts are ordered by time.
const RENUMBER_DRAFTS: &str = "update entry set draft_order = turn.number
    from (select id, row_number() over (order by coalesce(edited_at, started_at), draft_order, id) as number
          from entry where state = 'draft') as turn
    where turn.id = entry.id and draft_order is not turn.number";

pub(crate) fn read_record(db: &Connection, id: &EntryId) -> rusqlite::Result<Option<Record>> {
    let Some(entry) = queries::read_entry_in(db, id)? else {
        return Ok(None);
    };
    let sql = format!(
        "select state_before_trash, trashed_at, revision, postponed_until, is_postponed, reviewed_in, is_card,
            {} as content_changed_at, {} as trash_changed_at, {} as follow_up_changed_at, {} as postpone_changed_at,
            {} as card_changed_at
         from entry where id = ?1",
        timestamps::CONTENT.select_sql,
        timestamps::TRASH.select_sql,
        timestamps::FOLLOW_UP.select_sql,
        timestamps::POSTPONED.select_sql,
        timestamps::CARD.select_sql,
    );
    let follow_up = read_follow_up(db, id)?;
    db.prepare_cached(&sql)?
        .query_row([id], |row| {
            let time = |name| -> rusqlite::Result<Option<_>> {
                let time: Option<FromText<_>> = row.get(name)?;
                Ok(time.map(|time| time.0))
            };
            let was: Option<EntryState> = row.get("state_before_trash")?;
            let until: Option<FromText<_>> = row.get("postponed_until")?;
            let postponed = PostponedWorry {
                until: until.map(|until| until.0),
                is_waiting: row.get("is_postponed")?,
                reviewed_in: row.get("reviewed_in")?,
            };
            let is_none = postponed.until.is_none()
                && !postponed.is_waiting
                && postponed.reviewed_in.is_none();
            Ok(Record {
                is_finished: was.unwrap_or(entry.state) == EntryState::Done,
                edited_at: time("content_changed_at")?.unwrap_or(entry.started_at),
                revision: row.get("revision")?,
                trashed_at: time("trashed_at")?,
                trash_changed_at: time("trash_changed_at")?,
                follow_up,
                follow_up_changed_at: time("follow_up_changed_at")?,
                postponed: (!is_none).then_some(postponed),
                postpone_changed_at: time("postpone_changed_at")?,
                is_card: row.get("is_card")?,
                card_changed_at: time("card_changed_at")?,
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

fn write_record(db: &Connection, record: &Record) -> rusqlite::Result<()> {
    let entry = &record.entry;
    let before = queries::read_revision(db, &entry.id)?;
    // A window that has the entry open notices the new revision.
    let revision = entry_rows::merged_revision(record.revision, before);
    let state = StoredState {
        is_finished: record.is_finished,
        is_trashed: record.is_trashed(),
    };
    // A constraint allows a trash time only for trashed entries.
    db.prepare_cached("update entry set trashed_at = null where id = ?1")?
        .execute([&entry.id])?;
    entry_rows::upsert_entry(db, entry, state, revision, false)?;
    entry_rows::upsert_answers(db, entry)?;
    let postponed = record.postponed.as_ref();
    db.prepare_cached(
        "update entry set edited_at = ?2, trashed_at = ?3, trash_changed_at = ?4, follow_up_changed_at = ?5, postpone_changed_at = ?6,
            postponed_until = ?7, is_postponed = ?8, reviewed_in = ?9, is_card = ?10, card_changed_at = ?11
            where id = ?1",
    )?
    .execute(params![
        entry.id,
        format_instant(record.edited_at),
        record.trashed_at.map(format_instant),
        record.trash_changed_at.map(format_instant),
        record.follow_up_changed_at.map(format_instant),
        record.postpone_changed_at.map(format_instant),
        postponed.and_then(|postponed| postponed.until).map(format_local_time),
        postponed.is_some_and(|postponed| postponed.is_waiting),
        postponed.and_then(|postponed| postponed.reviewed_in.as_ref()),
        record.is_card,
        record.card_changed_at.map(format_instant),
    ])?;
    db.prepare_cached("delete from follow_up where entry_id = ?1")?
        .execute([&entry.id])?;
    let Some(follow_up) = &record.follow_up else {
        return Ok(());
    };
    db.prepare_cached(
        "insert into follow_up (entry_id, due_day, outcome, acted, actual_hardness, coping, note, resolved_at, answered_in)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        entry.id,
        follow_up.due.to_string(),
        follow_up.outcome.as_str(),
        follow_up.acted,
        follow_up.hardness,
        follow_up.coping,
        follow_up.note,
        follow_up.resolved_at.map(format_instant),
        follow_up.answered_in,
    ])
    .map(drop)
}

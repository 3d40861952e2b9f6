//! The trash: lists trashed entries, and purges them after the retention period.

use std::fs;
use std::path::Path;
use std::rc::Rc;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use super::backup;
use super::columns::{FromText, format_instant};
use super::db::{self, OpenMode};
use super::follow_up;
use super::journal::entry_rows::{MAX_REVISION, next_revision};
use super::journal::queries::summary_columns;
use super::journal::{EntrySummary, Journal, JournalError, Revision, queries};
use super::schema::{self, comparison};
use super::search::fts_index;
use super::sidecars::WAL_SUFFIX;
use super::skipped_rows::SkippedRows;
use super::timestamps::{self, next_timestamp};
use super::usage_days::{self, UsageDays};
use super::verify::{self, verify};
use crate::domain::entry::{Entry, EntryId, EntryState};
use crate::platform::paths::with_suffix;
use crate::platform::private_fs;
use crate::storage::lock::JournalKey;

/// How long a trashed entry can be restored.
pub(crate) const RETENTION: SignedDuration = SignedDuration::from_hours(RETENTION_DAYS as i64 * 24);
const RETENTION_DAYS: i32 = 30;

/// A trashed entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TrashedEntry {
    pub(crate) summary: EntrySummary,
    /// When it was trashed, by the clock at that time.
    pub(crate) trashed_at: Timestamp,
    /// When this journal first saw it in the trash, and the days of use until then.
    first_seen: Option<(Timestamp, i32)>,
    usage: Rc<UsageDays>,
}

impl TrashedEntry {
    /// The earliest time at which it may be purged, if the program is used until then.
    pub(crate) fn purgeable_from(&self, now: Timestamp) -> Timestamp {
        let later = |from: Timestamp, span| from.checked_add(span).unwrap_or(Timestamp::MAX);
        let length = UsageDays::clone(&self.usage)
            .with_day_of(now)
            .length_in_days();
        let (arrived, used) = self.first_seen.unwrap_or((now, length));
        let left = RETENTION_DAYS - length.saturating_sub(used);
        if left >= RETENTION_DAYS && arrived <= now && now < later(arrived, RETENTION) {
            return later(arrived, RETENTION);
        }
        let by_use = later(now, SignedDuration::from_hours(i64::from(left.max(0)) * 24));
        by_use.max(if arrived <= now {
            later(arrived, RETENTION)
        } else {
            now
        })
    }
}

impl Journal {
    /// Moves an entry to the trash; false if it is missing or trashed already.
    pub fn trash(&mut self, id: &EntryId, now: Timestamp) -> Result<bool, JournalError> {
        self.check_not_moved()?;
        let moved = trash(&self.db, id, None, now);
        self.bump_known_revision(id, moved)
    }

    /// Moves a draft to the trash; false if it isn't a draft any more.
    pub(crate) fn trash_draft(
        &mut self,
        id: &EntryId,
        now: Timestamp,
    ) -> Result<bool, JournalError> {
        self.check_not_moved()?;
        let moved = trash(&self.db, id, Some(EntryState::Draft), now);
        self.bump_known_revision(id, moved)
    }

    /// Restores an entry from the trash; false if it isn't there.
    pub(crate) fn restore(&mut self, id: &EntryId) -> Result<bool, JournalError> {
        self.check_not_moved()?;
        let moved = restore(&self.db, id, self.now);
        self.bump_known_revision(id, moved)
    }

    /// Updates the known revision after this window moved an entry.
    fn bump_known_revision(
        &mut self,
        id: &EntryId,
        moved: rusqlite::Result<bool>,
    ) -> Result<bool, JournalError> {
        let moved = self.map_db_err(moved)?;
        if moved && let Some(seen) = self.known_revisions.get_mut(id) {
            *seen = next_revision(*seen);
        }
        Ok(moved)
    }

    /// Up to `limit` trashed entries after the first `from`, the last trashed first.
    pub(crate) fn trashed_entries(
        &self,
        from: u64,
        limit: u64,
    ) -> Result<Vec<TrashedEntry>, JournalError> {
        self.map_db_err(select_trashed(&self.db, from, limit, &self.skipped_rows))
    }

    /// Purges the entries that were trashed before a time, so that no text of them is left in the file. Returns their
    /// number.
    pub(crate) fn purge_trashed_before(&mut self, before: Timestamp) -> Result<u64, JournalError> {
        self.check_not_moved()?;
        let purged = purge_where(&self.db, |db| {
            db.prepare(&format!("select id from entry where {TRASHED_BEFORE_SQL}"))?
                .query_map([format_instant(before)], |row| row.get(0))?
                .collect()
        });
        self.map_db_err(purged)
    }
}

/// Moves an entry to the trash, if it is in `state` where one is given; false if it isn't or is trashed already.
fn trash(
    db: &Connection,
    id: &EntryId,
    state: Option<EntryState>,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let tx = Transaction::new_unchecked(db, TransactionBehavior::Immediate)?;
    let changed_at = next_timestamp(timestamps::TRASH.read(&tx, id)?, Some(now));
    let is_moved = tx
        .prepare_cached(
            "update entry set state_before_trash = state, state = 'trashed', trashed_at = ?2,
                revision = iif(revision between 0 and ?4, revision + 1, 1), trash_changed_at = ?3
             where id = ?1 and state <> 'trashed' and state = coalesce(?5, state)",
        )?
        .execute(params![
            id,
            format_instant(now),
            changed_at.map(format_instant),
            MAX_REVISION - 1,
            state
        ])
        .map(|rows| rows > 0)?;
    if is_moved {
        usage_days::record_trashed(&tx, id, now)?;
        follow_up::reopen_follow_up(&tx, id, Some(now))?;
    }
    tx.commit()?;
    Ok(is_moved)
}

fn restore(db: &Connection, id: &EntryId, now: Option<Timestamp>) -> rusqlite::Result<bool> {
    let tx = Transaction::new_unchecked(db, TransactionBehavior::Immediate)?;
    let moved = next_timestamp(timestamps::TRASH.read(&tx, id)?, now);
    let is_moved = tx
        .prepare_cached(
            "update entry set state = state_before_trash, state_before_trash = null, trashed_at = null,
                revision = iif(revision between 0 and ?3, revision + 1, 1), trash_changed_at = ?2
             where id = ?1 and state = 'trashed'",
        )?
        .execute(params![id, moved.map(format_instant), MAX_REVISION - 1])
        .map(|rows| rows > 0)?;
    if is_moved && let Some(entry) = queries::read_entry_in(&tx, id)? {
        follow_up::apply_follow_up_answer(&tx, &entry, now)?;
    }
    tx.commit()?;
    Ok(is_moved)
}

/// Purges entries whose retention period is over and that are in an intact backup, unless the journal is read-only. Others
/// may write to the journal meanwhile, even this process.
///
/// The period is over after thirty days by the clock since this journal first saw the entry in the trash, and also thirty
/// days of use (see [`usage_days`]), so that no jump of the clock shortens it.
pub fn purge_expired(
    path: &Path,
    backups: &Path,
    now: Timestamp,
    key: &JournalKey,
) -> Result<u64, JournalError> {
    let db_err = |source| JournalError::from_sqlite(path, source);
    // SQLite would create a WAL with the same permissions, which could never be written.
    if fs::metadata(path).is_ok_and(|about| about.permissions().readonly()) {
        return Ok(0);
    }
    // Only SQLite may open the file: closing another handle would release this process's POSIX locks.
    let db = db::open(path, OpenMode::ReadWrite, key).map_err(db_err)?;
    comparison::check_schema(&db, path)?;
    db::allow_checkpoint(&db).map_err(db_err)?;
    schema::enable_secure_delete(&db).map_err(db_err)?;
    // The tables of a new journal are created when it is opened.
    if db::schema_version(&db).map_err(db_err)? != schema::SCHEMA_VERSION {
        return Ok(0);
    }
    if db.is_readonly("main").map_err(db_err)? {
        return Ok(0);
    }
    usage_days::record_unseen_trashed(&db, now).map_err(db_err)?;
    let over = expired_entries(&db, now).map_err(db_err)?;
    let safe = only_backed_up(&db, &over, (backups, key)).map_err(db_err)?;
    purge_where(&db, |db| only_unchanged(db, safe)).map_err(db_err)
}

/// The entries whose retention period is over, and their revisions.
fn expired_entries(db: &Connection, now: Timestamp) -> rusqlite::Result<Vec<(EntryId, Revision)>> {
    let length = UsageDays::read(db)?.length_in_days();
    let long_ago = now.checked_sub(RETENTION).unwrap_or(Timestamp::MIN);
    db.prepare(
        "select id, revision from entry join trash_arrival on entry_id = id
         where state = 'trashed' and use_days_before <= ?1 and (first_seen_at <= ?2 or first_seen_at > ?3)",
    )?
    .query_map(
        params![
            length.saturating_sub(RETENTION_DAYS),
            format_instant(long_ago),
            format_instant(now)
        ],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?
    .collect()
}

/// The entries whose content is in an intact backup.
fn only_backed_up(
    db: &Connection,
    entries: &[(EntryId, Revision)],
    (backups, key): (&Path, &JournalKey),
) -> rusqlite::Result<Vec<(EntryId, Revision)>> {
    let mut missing = Vec::new();
    for (id, revision) in entries {
        if let Some(entry) = queries::read_entry(db, id)? {
            missing.push((entry, *revision));
        }
    }
    let mut safe = Vec::new();
    for backup in backup::list(backups) {
        if missing.is_empty() {
            break;
        }
        let is_intact = verify(&backup.path, key).is_ok_and(|report| report.is_intact());
        let Some(copy) = is_intact
            .then(|| verify::open_read_only(&backup.path, key).ok())
            .flatten()
        else {
            continue;
        };
        missing.retain(|(entry, revision)| {
            // A backup of another version may lack columns.
            let copied = queries::read_entry(&copy, &entry.id).ok().flatten();
            let is_copied = copied.is_some_and(|copied| has_same_content(&copied, entry));
            if is_copied {
                safe.push((entry.id.clone(), *revision));
            }
            !is_copied
        });
    }
    Ok(safe)
}

fn has_same_content(one: &Entry, other: &Entry) -> bool {
    one.title == other.title
        && one.answers == other.answers
        && one.draft_position == other.draft_position
}

/// The entries that are still in the trash with the same revision.
fn only_unchanged(
    db: &Connection,
    entries: Vec<(EntryId, Revision)>,
) -> rusqlite::Result<Vec<EntryId>> {
    let mut left = Vec::new();
    let sql = "select 1 from entry where id = ?1 and state = 'trashed' and revision = ?2";
    for (id, revision) in entries {
        if db.prepare_cached(sql)?.exists(params![id, revision])? {
            left.push(id);
        }
    }
    Ok(left)
}

/// Purges the entries that `pick` selects in the same transaction, and cleans the WAL.
fn purge_where(
    db: &Connection,
    pick: impl FnOnce(&Connection) -> rusqlite::Result<Vec<EntryId>>,
) -> rusqlite::Result<u64> {
    let purged = delete_picked(db, pick)?;
    if purged == 0 {
        return Ok(0);
    }
    // The WAL may contain the text too. If another window reads it now, it goes when the last window closes.
    db.busy_timeout(db::SHORT_BUSY_TIMEOUT)?;
    // If it can't be overwritten, it is still truncated.
    let _ = overwrite_wal(db);
    let emptied = db.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()));
    db.busy_timeout(db::BUSY_TIMEOUT)?;
    emptied.map(|()| purged)
}

/// Overwrites the WAL with zeros once it is checkpointed completely and nobody reads it. Truncating alone would leave its
/// content on the disk.
pub(crate) fn overwrite_wal(db: &Connection) -> rusqlite::Result<bool> {
    let version = || db.query_row("pragma data_version", [], |row| row.get::<_, i64>(0));
    let before = version()?;
    let is_busy: bool = db.query_row("pragma wal_checkpoint(restart)", [], |row| row.get(0))?;
    // This write lock keeps writers out, and after the checkpoint readers don't need the WAL.
    let _change = Transaction::new_unchecked(db, TransactionBehavior::Immediate)?;
    let log = db
        .path()
        .map(|path| with_suffix(Path::new(path), WAL_SUFFIX));
    let is_stale = !is_busy && version()? == before;
    Ok(log
        .filter(|_| is_stale)
        .is_some_and(|log| private_fs::zero_file(&log).unwrap_or(false)))
}

fn delete_picked(
    db: &Connection,
    pick: impl FnOnce(&Connection) -> rusqlite::Result<Vec<EntryId>>,
) -> rusqlite::Result<u64> {
    let tx = Transaction::new_unchecked(db, TransactionBehavior::Immediate)?;
    let picked = pick(&tx)?;
    if picked.is_empty() {
        return Ok(0);
    }
    let mut purged = 0;
    for id in picked {
        purged += tx
            .prepare_cached("delete from entry where id = ?1")?
            .execute([id])?;
    }
    // The index may contain words that a purged follow-up answer added to its fear.
    let outdated: Vec<EntryId> = tx
        .prepare(
            "select entry_id from fts_pending where entry_id in (select entry_id from fts_rowid)",
        )?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut batch = fts_index::IndexBatch::default();
    for id in &outdated {
        fts_index::index_entry(&tx, id, &mut batch)?;
    }
    // FTS5 only marks deleted rows; merging all segments removes their content.
    tx.execute("insert into fts (fts) values ('optimize')", [])?;
    fts_index::prune_vocab(&tx)?;
    tx.commit()?;
    Ok(u64::try_from(purged).unwrap_or(u64::MAX))
}

fn select_trashed(
    db: &Connection,
    from: u64,
    limit: u64,
    skipped: &SkippedRows,
) -> rusqlite::Result<Vec<TrashedEntry>> {
    let usage = Rc::new(UsageDays::read(db)?);
    let columns = summary_columns!("null", "null");
    let mut rows = db.prepare_cached(&format!(
        "select {columns}, {TRASHED_AT_SQL} as since, first_seen_at, use_days_before
         from entry left join trash_arrival on trash_arrival.entry_id = entry.id where state = 'trashed'
         order by since desc, entry.id desc"
    ))?;
    let rows = rows.query_map([], |row| {
        let summary = queries::summary_from_row(row)?;
        let FromText(since) = row.get("since")?;
        // Unreadable values only make the purge day unknown.
        let arrived: Option<FromText<Timestamp>> = row.get("first_seen_at").unwrap_or_default();
        let used: Option<i32> = row.get("use_days_before").unwrap_or_default();
        Ok(TrashedEntry {
            summary,
            trashed_at: since,
            first_seen: arrived.map(|time| time.0).zip(used),
            usage: Rc::clone(&usage),
        })
    })?;
    skipped.filter_page(rows, from, limit)
}

/// Entries that were trashed while the journal couldn't be written have no trash time; the time of the entry is close
/// enough.
const TRASHED_AT_SQL: &str = "coalesce(trashed_at, finished_at, started_at)";
const TRASHED_BEFORE_SQL: &str =
    "state = 'trashed' and coalesce(trashed_at, finished_at, started_at) < ?1";

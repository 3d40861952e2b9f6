//! The trash: what was thrown away can be brought back for a while, and then goes for good.

use std::fs;
use std::path::Path;
use std::rc::Rc;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use super::columns::{FromText, format_instant};
use super::db::{self, OpenMode, WAL_SUFFIX};
use super::integrity::SkippedRows;
use super::journal::{EntrySummary, Journal, JournalError, Revision, queries, verify};
use super::search::fts_index;
use super::usage_days::{self, UsageDays};
use super::{backup, schema, verify};
use crate::domain::entry::{Entry, EntryId};
use crate::platform::paths::with_suffix;
use crate::platform::private_fs;

/// How long it can be brought back.
pub const RETENTION: SignedDuration = SignedDuration::from_hours(RETENTION_DAYS as i64 * 24);
const RETENTION_DAYS: i32 = 30;

/// An entry that was thrown away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrashedEntry {
    pub summary: EntrySummary,
    /// When it was thrown away, by the clock of then.
    pub trashed_at: Timestamp,
    /// When this journal first saw it in the trash, and the length of use until then.
    first_seen: Option<(Timestamp, i32)>,
    usage: Rc<UsageDays>,
}

impl TrashedEntry {
    /// From when on it may be gone for good, if the program is opened now and then until that day.
    pub fn purgeable_from(&self, now: Timestamp) -> Timestamp {
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
    /// Up to `how_many` of what lies in the trash, what was thrown away last first, after the first `from`.
    pub fn trashed_entries(
        &self,
        from: u64,
        limit: u64,
    ) -> Result<Vec<TrashedEntry>, JournalError> {
        self.map_db_err(select_trashed(&self.db, from, limit, &self.skipped_rows))
    }

    /// Deletes for good what was thrown away before then and still lies in the trash, so that its words are
    /// gone from the file as well. Tells how many that were.
    pub fn purge_trashed_before(&mut self, before: Timestamp) -> Result<u64, JournalError> {
        self.check_not_moved()?;
        let gone = purge_where(&self.db, |db| {
            db.prepare(&format!("select id from entry where {TRASHED_BEFORE_SQL}"))?
                .query_map([format_instant(before)], |row| row.get(0))?
                .collect()
        });
        self.map_db_err(gone)
    }
}

/// Deletes for good what has lain in the trash of the journal at `path` for long enough and is in one of the `backups`,
/// unless the journal may only be read. It may run while others write to the journal, in this program too.
///
/// Long enough is thirty days by the clock since this journal first saw the entry there, and thirty days of
/// use (see `super::usage_days`), so that no jump of the clock counts.
pub fn purge_expired(path: &Path, backups: &Path, now: Timestamp) -> Result<u64, JournalError> {
    let db_err = |source| JournalError::from_sqlite(path, source);
    // What SQLite makes beside a file that can't be written to, it could never write to later.
    if fs::metadata(path).is_ok_and(|about| about.permissions().readonly()) {
        return Ok(0);
    }
    // Nothing but SQLite may open the file: closing it again would free the locks it has here.
    let db = db::open(path, OpenMode::ReadWrite).map_err(db_err)?;
    schema::check_schema(&db, path)?;
    db::allow_checkpoint(&db).map_err(db_err)?;
    schema::enable_secure_delete(&db).map_err(db_err)?;
    // The tables of a new journal are created when it is opened.
    if schema::schema_version(&db).map_err(db_err)? != schema::SCHEMA_VERSION {
        return Ok(0);
    }
    if db.is_readonly("main").map_err(db_err)? {
        return Ok(0);
    }
    usage_days::record_unseen_trashed(&db, now).map_err(db_err)?;
    let over = expired_entries(&db, now).map_err(db_err)?;
    let safe = only_backed_up(&db, &over, backups).map_err(db_err)?;
    purge_where(&db, |db| only_unchanged(db, safe)).map_err(db_err)
}

/// The entries that have lain in the trash for long enough, and their revisions.
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

/// Those of these entries whose words are in a backup that is whole.
fn only_backed_up(
    db: &Connection,
    entries: &[(EntryId, Revision)],
    backups: &Path,
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
        let is_whole = verify(&backup.path).is_ok_and(|verdict| verdict.is_intact());
        let Some(copy) = is_whole
            .then(|| verify::open_read_only(&backup.path).ok())
            .flatten()
        else {
            continue;
        };
        missing.retain(|(entry, revision)| {
            // One of an older version may not have all columns. Then another one has to do.
            let there = queries::read_entry(&copy, &entry.id).ok().flatten();
            let is_there = there.is_some_and(|there| has_same_content(&there, entry));
            if is_there {
                safe.push((entry.id.clone(), *revision));
            }
            !is_there
        });
    }
    Ok(safe)
}

fn has_same_content(one: &Entry, other: &Entry) -> bool {
    one.title == other.title
        && one.answers == other.answers
        && one.draft_position == other.draft_position
}

/// Those of these entries that nobody changed since, and that are still in the trash.
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

/// Deletes the entries that are picked in the transaction that deletes them.
fn purge_where(
    db: &Connection,
    pick: impl FnOnce(&Connection) -> rusqlite::Result<Vec<EntryId>>,
) -> rusqlite::Result<u64> {
    let gone = delete_picked(db, pick)?;
    if gone == 0 {
        return Ok(0);
    }
    // The log may hold the words as well. Where another window reads it at this moment, it goes when the last
    // window closes.
    db.busy_timeout(schema::SHORT_BUSY_TIMEOUT)?;
    // Where it can't be written over, it is still emptied.
    let _ = overwrite_wal(db);
    let emptied = db.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()));
    db.busy_timeout(schema::BUSY_TIMEOUT)?;
    emptied.map(|()| gone)
}

/// Writes zeros over the log once all of it is in the journal and nobody reads it. Emptied alone, it would leave its
/// words on the disk.
pub(crate) fn overwrite_wal(db: &Connection) -> rusqlite::Result<bool> {
    let version = || db.query_row("pragma data_version", [], |row| row.get::<_, i64>(0));
    let before = version()?;
    let is_busy: bool = db.query_row("pragma wal_checkpoint(restart)", [], |row| row.get(0))?;
    // Nobody writes to the log as long as this lasts, and nobody reads it before somebody does.
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
    let mut gone = 0;
    for id in picked {
        gone += tx
            .prepare_cached("delete from entry where id = ?1")?
            .execute([id])?;
    }
    // What the index has of an entry that changed since may be a word that was taken back with a look back.
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
    // The index only marks what was deleted; made anew, it has nothing of it any more.
    tx.execute("insert into fts (fts) values ('optimize')", [])?;
    fts_index::prune_vocab(&tx)?;
    tx.commit()?;
    Ok(u64::try_from(gone).unwrap_or(u64::MAX))
}

fn select_trashed(
    db: &Connection,
    from: u64,
    limit: u64,
    skipped: &SkippedRows,
) -> rusqlite::Result<Vec<TrashedEntry>> {
    let usage = Rc::new(UsageDays::read(db)?);
    let mut lines = db.prepare_cached(&format!(
        "select entry.id, exercise, title, started_at, utc_offset_seconds, day,
            coalesce(reframe, thought, title) as headline, likelihood_before, likelihood_after,
            null as due_day, {TRASHED_AT_SQL} as since, first_seen_at, use_days_before
         from entry left join trash_arrival on trash_arrival.entry_id = entry.id where state = 'trashed'
         order by since desc, entry.id desc"
    ))?;
    let lines = lines.query_map([], |row| {
        let row_of = queries::summary_from_row(row)?;
        let FromText(since) = row.get("since")?;
        // Where that is spoiled, only the day it goes isn't known.
        let arrived: Option<FromText<Timestamp>> = row.get("first_seen_at").unwrap_or_default();
        let used: Option<i32> = row.get("use_days_before").unwrap_or_default();
        Ok(TrashedEntry {
            summary: row_of,
            trashed_at: since,
            first_seen: arrived.map(|time| time.0).zip(used),
            usage: Rc::clone(&usage),
        })
    })?;
    skipped.filter_page(lines, from, limit)
}

/// What was thrown away while the journal couldn't be written to came in without the time. That was the
/// time of the walk, give or take a few hours.
const TRASHED_AT_SQL: &str = "coalesce(trashed_at, finished_at, started_at)";
const TRASHED_BEFORE_SQL: &str =
    "state = 'trashed' and coalesce(trashed_at, finished_at, started_at) < ?1";

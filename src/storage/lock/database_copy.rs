//! Copies the content of a journal into a new file with another key.
//!
//! SQLite's own ways don't fit: the backup API refuses to encrypt, `rekey` damages a file in WAL mode, and `vacuum into`
//! moves the root pages that recovery relies on. So the new file gets our schema, and each row is copied. The search index
//! is derived from the rows and made anew.

use std::path::Path;

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, params_from_iter};
use sha2::{Digest, Sha256};

use super::JournalKey;
use crate::storage::db::{self, OpenMode};
use crate::storage::journal::{Journal, JournalError};
use crate::storage::schema::comparison;
use crate::storage::work_observer::{WorkObserver, WorkStage};

/// The tables with content, each after those that it refers to, and the order of their rows.
const TABLES: [(&str, &str); 5] = [
    ("entry", "rowid"),
    ("answer", "rowid"),
    ("follow_up", "rowid"),
    ("trash_arrival", "entry_id"),
    ("usage_day", "day"),
];

/// A hash of every value in a journal.
pub(super) type ContentDigest = [u8; 32];

/// Opens the file at `path` for this process alone, without a WAL. [`JournalError::Busy`] if another window has it open.
///
/// Its statements are watched by `observer`.
pub(super) fn open_alone(
    path: &Path,
    key: &JournalKey,
    observer: &WorkObserver,
) -> Result<Connection, JournalError> {
    let db_err = |source| JournalError::from_sqlite(path, source);
    let mut db = db::open(path, OpenMode::ReadWrite, key).map_err(db_err)?;
    comparison::check_schema(&db, path)?;
    db::allow_checkpoint(&db).map_err(db_err)?;
    // Without a WAL, the file can be replaced: nothing beside it belongs to the old one.
    for pragma in ["locking_mode = exclusive", "journal_mode = delete"] {
        db.query_row(&format!("pragma {pragma}"), [], |_| Ok(()))
            .map_err(db_err)?;
    }
    db.execute_batch("begin exclusive").map_err(db_err)?;
    observer.watch(&mut db).map_err(db_err)?;
    Ok(db)
}

/// Copies every row of `source` into a new journal at `path`, and closes that. It is a single file then.
pub(super) fn copy_into_new(
    source: &Connection,
    path: &Path,
    key: &JournalKey,
    observer: &WorkObserver,
) -> Result<(), JournalError> {
    let mut journal = Journal::open_with(path, key)?;
    let copied = copy_tables(source, &mut journal.db, observer).and_then(|()| {
        let pragma = "pragma journal_mode = delete";
        journal.db.query_row(pragma, [], |_| Ok(()))
    });
    journal.map_db_err(copied)
}

fn copy_tables(
    source: &Connection,
    target: &mut Connection,
    observer: &WorkObserver,
) -> rusqlite::Result<()> {
    let tx = target.transaction()?;
    let (mut done, total) = (0, count_rows(source)?);
    for (table, order) in TABLES {
        let mut rows = source.prepare(&format!("select * from {table} order by {order}"))?;
        let count = rows.column_count();
        let places = vec!["?"; count].join(", ");
        let mut insert = tx.prepare(&format!("insert into {table} values ({places})"))?;
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next()? {
            let values: rusqlite::Result<Vec<Value>> =
                (0..count).map(|column| row.get(column)).collect();
            insert.execute(params_from_iter(values?))?;
            done += 1;
            observer.report_row(WorkStage::Convert, done, total)?;
        }
    }
    tx.commit()
}

fn count_rows(db: &Connection) -> rusqlite::Result<u64> {
    let counts = TABLES.iter().map(|(table, _)| {
        let sql = format!("select count(*) from {table}");
        db.query_row(&sql, [], |row| row.get(0).map(i64::unsigned_abs))
    });
    counts.sum()
}

/// Hashes every value of the rows, with its type and length, so that two different journals never have one digest.
pub(super) fn digest(db: &Connection) -> rusqlite::Result<ContentDigest> {
    let mut hash = Sha256::new();
    for (table, order) in TABLES {
        hash.update(table);
        let mut rows = db.prepare(&format!("select * from {table} order by {order}"))?;
        let count = rows.column_count();
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next()? {
            for column in 0..count {
                hash_value(&mut hash, row.get_ref(column)?);
            }
        }
    }
    Ok(hash.finalize().into())
}

fn hash_value(hash: &mut Sha256, value: ValueRef<'_>) {
    let mut add = |kind: u8, bytes: &[u8]| {
        hash.update([kind]);
        hash.update(bytes.len().to_be_bytes());
        hash.update(bytes);
    };
    match value {
        ValueRef::Null => add(0, &[]),
        ValueRef::Integer(number) => add(1, &number.to_be_bytes()),
        ValueRef::Real(number) => add(2, &number.to_be_bytes()),
        ValueRef::Text(text) => add(3, text),
        ValueRef::Blob(bytes) => add(4, bytes),
    }
}

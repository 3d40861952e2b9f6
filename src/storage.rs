//! What the program keeps on disk: the journal, its backups and recovery, sync, import and export.

use std::fs;

use self::journal::{Journal, JournalError};
use crate::platform::paths::AppPaths;
use crate::storage::lock::JournalKey;

pub mod backup;
pub mod cards;
pub(crate) mod columns;
pub(crate) mod db;
pub(crate) mod error;
pub mod export;
pub(crate) mod export_format;
pub(crate) mod finished_exercises;
pub(crate) mod follow_up;
pub mod import;
pub mod insight_queries;
pub(crate) mod integrity;
pub mod journal;
pub mod lock;
pub(crate) mod past_thoughts;
pub(crate) mod postponed;
pub(crate) mod preflight;
pub mod profile;
pub mod record_store;
pub mod recovery;
pub mod report;
pub(crate) mod save;
pub(crate) mod schema;
pub mod search;
pub(crate) mod sidecars;
pub(crate) mod skipped_rows;
pub(crate) mod spool;
pub(crate) mod sqlite_file;
pub mod sync;
#[cfg(test)]
mod tests;
pub(crate) mod timestamps;
pub mod trash;
pub(crate) mod unopened;
pub(crate) mod usage_days;
pub mod verify;
pub mod work_observer;

/// Opens the journal of the user, or creates it unless a lost one can be restored from a backup.
pub(crate) fn open_journal(paths: &AppPaths, key: &JournalKey) -> Result<Journal, JournalError> {
    check_existing(paths)?;
    Journal::open_with(&paths.journal_file, key)
}

/// Opens the journal of the user for a command that only reads: without a journal it creates none on the disk.
pub(crate) fn open_journal_for_reading(
    paths: &AppPaths,
    key: &JournalKey,
) -> Result<Journal, JournalError> {
    if check_existing(paths)? {
        return Journal::open_with(&paths.journal_file, key);
    }
    // A broken link, or a WAL without its database, is what is left of a journal.
    preflight::check_file(&paths.journal_file, key)?;
    Journal::in_memory_with(key)
}

/// Finishes a recovery that was killed. False if there is no journal, an error if it was lost while backups exist.
fn check_existing(paths: &AppPaths) -> Result<bool, JournalError> {
    recovery::finish_interrupted(&paths.journal_file)?;
    recovery::remove_leftovers(paths);
    backup::check_not_lost(paths)?;
    Ok(fs::symlink_metadata(&paths.journal_file).is_ok())
}

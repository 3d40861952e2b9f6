//! What the program keeps on disk: the journal, its backups and recovery, sync, import and export.

pub mod backup;
pub(crate) mod columns;
pub(crate) mod db;
pub(crate) mod error;
pub mod export;
pub(crate) mod follow_up;
pub mod import;
pub mod insight_queries;
pub(crate) mod integrity;
pub mod journal;
pub(crate) mod past_thoughts;
pub mod profile;
pub(crate) mod record_store;
pub mod recovery;
pub(crate) mod schema;
pub mod search;
pub mod spool;
pub(crate) mod sqlite_file;
pub mod sync;
#[cfg(test)]
mod tests;
pub(crate) mod timestamps;
pub mod trash;
pub(crate) mod usage_days;
pub(crate) mod verify;

//! What the program keeps on disk: the journal, its backups and recovery, sync, import and export.

pub mod export;
pub mod import;
pub mod journal;
pub mod profile;
pub mod sync;

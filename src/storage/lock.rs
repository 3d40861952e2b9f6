//! The lock: the keys of an encrypted journal, and what opens them.
//!
//! A random [`Seed`] is the one secret. The keys of the journal and of sync are made from it, so a new passphrase
//! rewrites a small [`LockFile`] and never the journal. The lock file has the seed, sealed with the passphrase; the
//! recovery code is the seed itself in letters and digits, and needs no file.

pub(crate) mod conversion;
mod database_copy;
pub(crate) mod journal_key;
pub(crate) mod lock_file;
pub(crate) mod lock_state;
pub(crate) mod passphrase;
pub(crate) mod recovery_code;
mod sealed_file;
pub(crate) mod seed;
#[cfg(test)]
mod tests;

pub(crate) use self::conversion::clear_files;
pub use self::journal_key::JournalKey;
pub use self::lock_file::{LockFile, LockFileError};
pub use self::lock_state::LockState;
pub(crate) use self::lock_state::{OpenedLock, lock_files};
pub use self::passphrase::{Passphrase, PassphraseCost};
pub use self::recovery_code::{RecoveryCode, RecoveryCodeError};
pub use self::seed::{SecretKey, Seed};

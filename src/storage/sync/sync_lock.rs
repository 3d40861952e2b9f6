//! The lock of a journal in a sync: the key of its lines, and the copy of the lock file in the shared folder.
//!
//! Another computer needs the lock file to join, so a copy of it lies in the folder. A lock file doesn't tell which lock it is
//! of, and anybody may have put it there. Therefore each computer writes the digests of the lock files that it knows into the
//! header of its log, and a lock file counts as one of this lock if a log that can be opened has its digest.

use std::io;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use sha2::{Digest, Sha256};

use super::secure_dir::SecureDir;
use crate::storage::lock::{LockFile, SecretKey, Seed};

/// The name of the lock file in the shared folder.
pub(super) const LOCK_FILE_NAME: &str = "journal.lock";
/// A lock file is much shorter.
const MAX_LOCK_FILE_BYTES: u64 = 4096;
const DIGEST_BYTES: usize = 16;

/// The lock of the journal that is synced.
#[derive(Clone, Debug)]
pub struct SyncLock {
    key: SecretKey,
    /// The one that the passphrase opened. None if the recovery code opened the journal: the lock file beside the journal
    /// may be missing or of another lock, and other computers would trust what this one vouches for.
    lock_file: Option<LockFile>,
}

impl SyncLock {
    /// `lock_file` has to be one of `seed`.
    pub fn new(seed: &Seed, lock_file: Option<LockFile>) -> Self {
        Self {
            key: seed.sync_key(),
            lock_file,
        }
    }

    pub(super) const fn key(&self) -> &SecretKey {
        &self.key
    }

    pub(super) fn digest(&self) -> Option<String> {
        self.lock_file.as_ref().map(digest)
    }

    /// Writes the lock file into the folder.
    pub(super) fn share(&self, folder: &SecureDir) -> io::Result<()> {
        let Some(file) = &self.lock_file else {
            return Ok(());
        };
        folder.replace(LOCK_FILE_NAME, |out| {
            out.write_all(file.to_text().as_bytes())
        })
    }
}

/// The lock file in the shared folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum SharedLockFile {
    Missing,
    /// With its digest.
    Usable(String),
    /// It is spoiled, of a newer version, or can't be read.
    Unusable,
}

impl SharedLockFile {
    pub(super) fn read(folder: &SecureDir) -> io::Result<Self> {
        if !folder.contains(LOCK_FILE_NAME)? {
            return Ok(Self::Missing);
        }
        let text = folder.read_text(LOCK_FILE_NAME, MAX_LOCK_FILE_BYTES);
        let file = text.and_then(|text| LockFile::parse(&text).ok());
        Ok(file.map_or(Self::Unusable, |file| Self::Usable(digest(&file))))
    }

    pub(super) fn digest(&self) -> Option<&str> {
        match self {
            Self::Usable(digest) => Some(digest),
            Self::Missing | Self::Unusable => None,
        }
    }
}

fn digest(file: &LockFile) -> String {
    BASE64.encode(&Sha256::digest(file.to_text())[..DIGEST_BYTES])
}

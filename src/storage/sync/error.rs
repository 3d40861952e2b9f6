//! Errors of a sync. The messages are shown to the user.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::storage::error::JournalError;
use crate::text::replace_unsafe;

/// Why a sync failed.
#[derive(Debug, Error)]
pub enum SyncError {
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error("{} can't be read or written", replace_unsafe(&path.to_string_lossy()))]
    File {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    /// The files in the folder are sealed, and the journal has no lock. Nothing was written.
    #[error("the files in {} are locked", replace_unsafe(&folder.to_string_lossy()))]
    Locked { folder: PathBuf },
    /// The folder belongs to another lock, or perhaps does. Nothing was written.
    #[error("{} isn't known to be of this lock", replace_unsafe(&file.to_string_lossy()))]
    OtherLock { file: PathBuf },
    /// The user stopped the sync after the merge.
    #[error(
        "this was stopped: what the other computers sent is in the journal, and nothing was sent to them; the next sync \
         sends it"
    )]
    NotSent,
    #[error("the name of this computer couldn't be kept")]
    Device(#[source] io::Error),
    /// [`SyncOptions::before_change`](super::SyncOptions::before_change) failed.
    #[error(transparent)]
    BeforeChange(anyhow::Error),
}

impl SyncError {
    pub(super) fn file(path: &Path) -> impl FnOnce(io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |source| Self::File { path, source }
    }
}

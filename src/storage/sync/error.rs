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

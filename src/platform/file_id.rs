//! The identity of a file, which tells that a journal was moved, deleted or replaced.

use std::fs;
use std::path::Path;

/// Device and inode of a file. On Windows it is empty, because an open file can't be moved away there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FileId {
    #[cfg(unix)]
    device: u64,
    #[cfg(unix)]
    inode: u64,
}

impl FileId {
    /// The id of the file at `path`; none if the file is missing.
    pub(crate) fn of_path(path: &Path) -> Option<Self> {
        let metadata = fs::metadata(path).ok()?;
        Some(Self::from_metadata(&metadata))
    }

    #[cfg(unix)]
    fn from_metadata(metadata: &fs::Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        Self {
            device: metadata.dev(),
            inode: metadata.ino(),
        }
    }

    #[cfg(not(unix))]
    const fn from_metadata(_metadata: &fs::Metadata) -> Self {
        Self {}
    }
}

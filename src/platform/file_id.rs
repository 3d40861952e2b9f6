//! Which file a journal is, so that one that was moved, deleted or replaced is noticed.

use std::fs;
use std::path::Path;

/// What the disk itself calls a file, whatever its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileId {
    #[cfg(unix)]
    device: u64,
    #[cfg(unix)]
    inode: u64,
}

impl FileId {
    /// The mark of the file at `path`, if there is one.
    pub fn of_path(path: &Path) -> Option<Self> {
        let there = fs::metadata(path).ok()?;
        Some(Self::from_metadata(&there))
    }

    #[cfg(unix)]
    fn from_metadata(there: &fs::Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        Self {
            device: there.dev(),
            inode: there.ino(),
        }
    }

    /// Elsewhere an open file can't be moved away.
    #[cfg(not(unix))]
    const fn from_metadata(_there: &fs::Metadata) -> Self {
        Self {}
    }
}

//! Which file a journal is, so that one that was moved, deleted or replaced is noticed.

use std::fs;
use std::path::Path;

/// What the disk itself calls a file, whatever its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileMark {
    #[cfg(unix)]
    disk: u64,
    #[cfg(unix)]
    number: u64,
}

impl FileMark {
    /// The mark of the file at `path`, if there is one.
    pub fn of(path: &Path) -> Option<Self> {
        let there = fs::metadata(path).ok()?;
        Some(Self::read(&there))
    }

    #[cfg(unix)]
    fn read(there: &fs::Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        Self {
            disk: there.dev(),
            number: there.ino(),
        }
    }

    /// Elsewhere an open file can't be moved away.
    #[cfg(not(unix))]
    const fn read(_there: &fs::Metadata) -> Self {
        Self {}
    }
}

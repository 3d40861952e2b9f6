//! The files that SQLite keeps beside a journal, and where they are.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::platform::paths::with_suffix;
pub(crate) use crate::platform::paths::{
    ROLLBACK_SUFFIX, SHM_SUFFIX, SIDECAR_SUFFIXES, WAL_SUFFIX,
};
use crate::platform::private_fs;

/// Whether there is anything in the WAL of the journal at `path`.
pub(crate) fn has_wal(path: &Path) -> bool {
    fs::metadata(with_suffix(&resolve_link(path), WAL_SUFFIX)).is_ok_and(|wal| wal.len() > 0)
}

/// The file that `path` refers to if it is a symbolic link; SQLite keeps the WAL beside that file.
pub(crate) fn resolve_link(path: &Path) -> PathBuf {
    if fs::symlink_metadata(path).is_ok_and(|metadata| !metadata.is_symlink()) {
        return path.to_owned();
    }
    fs::canonicalize(path).unwrap_or_else(|_| match find_broken_link(path) {
        Some((link, target)) if link == path => target,
        _ => path.to_owned(),
    })
}

/// The broken symbolic link among `path` and its parents, and its target.
pub(crate) fn find_broken_link(path: &Path) -> Option<(PathBuf, PathBuf)> {
    path.ancestors().find_map(|link| {
        let target = fs::read_link(link).ok()?;
        let target = link.parent()?.join(target);
        let is_missing =
            fs::metadata(link).is_err_and(|error| error.kind() == io::ErrorKind::NotFound);
        is_missing.then(|| (link.to_owned(), target))
    })
}

/// Makes the journal and the files of SQLite beside it accessible to their owner only.
pub(crate) fn restrict_permissions(path: &Path) {
    for suffix in ["", WAL_SUFFIX, SHM_SUFFIX] {
        private_fs::restrict_permissions(&with_suffix(path, suffix));
    }
}

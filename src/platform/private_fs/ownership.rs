//! Checks that files and folders belong to this account.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// A file or folder of another account, which could read or replace what is written there.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{} belongs to another account on this computer", path.display())]
pub struct ForeignOwner {
    pub(crate) path: PathBuf,
    /// Whether the program runs as root, perhaps for a user who has a journal of their own.
    pub(crate) is_root: bool,
}

/// Checks that `path`, or the nearest existing folder above it, and every link on the way there belong to this
/// account or to root. A file without readable metadata passes; opening it reports the error.
pub(crate) fn verify_owner(path: &Path) -> Result<(), ForeignOwner> {
    owner::verify_owner(path)
}

/// Like [`verify_owner`], but for `path` alone, where the folders above it were checked before.
pub(crate) fn verify_owner_only(path: &Path) -> Result<(), ForeignOwner> {
    owner::verify_owner_only(path)
}

/// Like [`verify_owner`], with an I/O error.
pub(crate) fn check_owner(path: &Path) -> io::Result<()> {
    verify_owner(path).map_err(|foreign| io::Error::new(io::ErrorKind::PermissionDenied, foreign))
}

#[cfg(unix)]
mod owner {
    use std::fs::{self, Metadata};
    use std::os::unix::fs::MetadataExt;
    use std::path::{self, Path};

    use rustix::process::geteuid;

    use super::ForeignOwner;

    pub(crate) fn verify_owner(path: &Path) -> Result<(), ForeignOwner> {
        let path = path::absolute(path).unwrap_or_else(|_| path.to_owned());
        for ancestor in path.ancestors() {
            if let Ok(metadata) = fs::symlink_metadata(ancestor)
                && metadata.is_symlink()
            {
                verify_metadata_owner(ancestor, &metadata)?;
            }
        }
        let nearest = path
            .ancestors()
            .find_map(|ancestor| Some((ancestor, fs::metadata(ancestor).ok()?)));
        nearest.map_or(Ok(()), |(ancestor, metadata)| {
            verify_metadata_owner(ancestor, &metadata)
        })
    }

    pub(crate) fn verify_owner_only(path: &Path) -> Result<(), ForeignOwner> {
        for metadata in [fs::symlink_metadata(path), fs::metadata(path)] {
            metadata.map_or(Ok(()), |metadata| verify_metadata_owner(path, &metadata))?;
        }
        Ok(())
    }

    fn verify_metadata_owner(path: &Path, metadata: &Metadata) -> Result<(), ForeignOwner> {
        let user = geteuid();
        if metadata.uid() == user.as_raw() || metadata.uid() == 0 {
            return Ok(());
        }
        Err(ForeignOwner {
            path: path.to_owned(),
            is_root: user.is_root(),
        })
    }
}

/// On Windows, the access rules of a folder decide who may write to it.
#[cfg(windows)]
mod owner {
    use std::path::Path;

    use super::ForeignOwner;

    #[expect(
        clippy::unnecessary_wraps,
        reason = "other systems can find a foreign owner"
    )]
    pub(crate) const fn verify_owner(_path: &Path) -> Result<(), ForeignOwner> {
        Ok(())
    }

    #[expect(
        clippy::unnecessary_wraps,
        reason = "other systems can find a foreign owner"
    )]
    pub(crate) const fn verify_owner_only(_path: &Path) -> Result<(), ForeignOwner> {
        Ok(())
    }
}

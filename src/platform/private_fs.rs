//! Files and folders that only their owner can read, whatever the umask says.

mod atomic_write;
mod disk_error;
mod erase;
mod lock;
mod ownership;

use std::fs::OpenOptions;
use std::io;
use std::path::Path;

pub(crate) use self::atomic_write::{replace_atomically, write_new_atomically};
pub(crate) use self::disk_error::is_sharing_violation;
pub(crate) use self::disk_error::{is_disk_failure, is_out_of_space, lacks_space};
pub(crate) use self::erase::{erase, rename_over, zero_file, zero_removed_file};
pub(crate) use self::lock::try_lock_dir;
pub(crate) use self::ownership::ForeignOwner;
pub(crate) use self::ownership::{check_owner, verify_owner, verify_owner_only};

/// Creates `folder` and the missing folders above it. A folder that belongs to another account is an error.
pub fn create_dir(folder: &Path) -> io::Result<()> {
    check_owner(folder)?;
    permissions::create_dir(folder)
}

/// Creates an empty file at `path`; an existing file stays as it is.
pub(crate) fn create_file(path: &Path) -> io::Result<()> {
    permissions::create_file(path)
}

/// Flushes the file at `path` to the disk.
pub(crate) fn sync_file(path: &Path) -> io::Result<()> {
    // Windows flushes only files that are open for writing.
    OpenOptions::new().write(true).open(path)?.sync_all()
}

/// Flushes the names in `folder` to the disk, so that they survive a power cut.
pub(crate) fn sync_dir(folder: &Path) -> io::Result<()> {
    permissions::sync_dir(folder)
}

/// Takes a file or a folder back from everyone but its owner. True if others had access before.
///
/// On a file system without permissions this does nothing, because that is no reason to keep users
/// from their journal.
pub(crate) fn restrict_permissions(path: &Path) -> bool {
    permissions::restrict_permissions(path)
}

#[cfg(unix)]
mod permissions {
    use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
    use std::io;
    use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
    use std::path::Path;

    pub(crate) fn create_dir(folder: &Path) -> io::Result<()> {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)
    }

    pub(crate) fn create_file(path: &Path) -> io::Result<()> {
        OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(path)
            .map(drop)
    }

    pub(crate) fn open_new(path: &Path) -> io::Result<File> {
        OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)
    }

    pub(crate) fn sync_dir(folder: &Path) -> io::Result<()> {
        File::open(folder)?.sync_all()
    }

    pub(crate) fn restrict_permissions(path: &Path) -> bool {
        let Ok(metadata) = fs::symlink_metadata(path) else {
            return false;
        };
        let mode = if metadata.is_dir() { 0o700 } else { 0o600 };
        let is_loose = metadata.permissions().mode() & 0o077 != 0;
        let is_ours = metadata.is_dir() || metadata.is_file();
        is_ours && is_loose && fs::set_permissions(path, Permissions::from_mode(mode)).is_ok()
    }
}

#[cfg(windows)]
mod permissions {
    use std::fs::{self, File, OpenOptions};
    use std::io;
    use std::path::Path;

    pub(crate) fn create_dir(folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)
    }

    pub(crate) fn create_file(path: &Path) -> io::Result<()> {
        OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map(drop)
    }

    pub(crate) fn open_new(path: &Path) -> io::Result<File> {
        OpenOptions::new().write(true).create_new(true).open(path)
    }

    /// Windows flushes names by itself.
    #[expect(clippy::unnecessary_wraps, reason = "other systems can fail at it")]
    pub(crate) const fn sync_dir(_folder: &Path) -> io::Result<()> {
        Ok(())
    }

    /// A user's folders are private here by the access rules that they inherit.
    pub(crate) fn restrict_permissions(_path: &Path) -> bool {
        false
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn loose_permissions_are_restricted_and_reported_once() {
        let home = tempfile::tempdir().unwrap();
        let (folder, file) = (home.path().join("a/b"), home.path().join("a/b/text"));
        create_dir(&folder).unwrap();
        create_file(&file).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        for (path, tight) in [(&folder, 0o700), (&file, 0o600)] {
            assert_eq!(mode(path), tight);
            fs::set_permissions(path, Permissions::from_mode(0o755)).unwrap();
            assert!(restrict_permissions(path));
            assert_eq!(mode(path), tight);
            assert!(!restrict_permissions(path));
        }
        assert!(!restrict_permissions(&home.path().join("missing")));
    }

    #[test]
    fn a_link_is_left_alone_with_what_it_leads_to() {
        let home = tempfile::tempdir().unwrap();
        let (file, link) = (home.path().join("public"), home.path().join("link"));
        fs::write(&file, "for everyone").unwrap();
        fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        assert!(!restrict_permissions(&link));
        assert_eq!(
            fs::metadata(&file).unwrap().permissions().mode() & 0o777,
            0o644
        );
    }
}

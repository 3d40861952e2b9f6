//! Overwrites files with zeros before their space is given back.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// Overwrites the file at `path` with zeros and removes it. True if nothing of its content is left in the file system.
///
/// A file with a second hard link stays as it is under that name, and a file that can't be written to is only
/// removed. Of a symbolic link, only the link is removed.
pub(crate) fn erase(path: &Path) -> io::Result<bool> {
    let metadata = fs::symlink_metadata(path)?;
    let old = system::open_for_zeroing(path).ok();
    let is_zeroed = old
        .as_ref()
        .is_some_and(|file| zero_open_file(file, 1).unwrap_or(false));
    // The file is still open, so its blocks don't go to another file yet.
    fs::remove_file(path)?;
    Ok(is_zeroed || !metadata.is_file() || metadata.len() == 0)
}

/// Renames `from` to `to`, and overwrites the file that had that name before with zeros.
pub(crate) fn rename_over(from: &Path, to: &Path) -> io::Result<()> {
    let old = system::open_for_zeroing(to).ok();
    fs::rename(from, to)?;
    if let Some(old) = old {
        // The new file is in place. If this fails, the old content is like that of any removed file.
        let _ = zero_open_file(&old, 0);
    }
    Ok(())
}

/// Overwrites the file at `path` with zeros, and keeps it. False if it has several names or is sparse.
pub(crate) fn zero_file(path: &Path) -> io::Result<bool> {
    zero_open_file(&system::open_for_zeroing(path)?, 1)
}

/// Overwrites a file with zeros that has no name any more. False if it has one, or is sparse.
pub(crate) fn zero_removed_file(file: &File) -> io::Result<bool> {
    zero_open_file(file, 0)
}

/// Overwrites a regular file that has `link_count` names with zeros, and flushes it. False for other files and for sparse
/// files, whose holes zeros would fill.
fn zero_open_file(mut file: &File, link_count: u64) -> io::Result<bool> {
    static ZEROS: [u8; 1 << 16] = [0; 1 << 16];
    let metadata = file.metadata()?;
    if !metadata.is_file() || !system::can_be_zeroed(&metadata, link_count) {
        return Ok(false);
    }
    let mut left = metadata.len();
    while left > 0 {
        let length = usize::try_from(left).map_or(ZEROS.len(), |left| left.min(ZEROS.len()));
        file.write_all(&ZEROS[..length])?;
        left -= u64::try_from(length).unwrap_or(left);
    }
    file.sync_all()?;
    Ok(true)
}

#[cfg(unix)]
mod system {
    use std::fs::{self, File, Metadata, OpenOptions};
    use std::io;
    use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
    use std::path::Path;

    use rustix::fs::OFlags;

    /// Opens a regular file for writing. It follows no link and doesn't wait for a pipe.
    pub(crate) fn open_for_zeroing(path: &Path) -> io::Result<File> {
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY;
        let flags = i32::try_from(flags.bits()).unwrap_or_default();
        if !fs::symlink_metadata(path)?.is_file() {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        OpenOptions::new()
            .write(true)
            .custom_flags(flags)
            .open(path)
    }

    /// Whether the file has that many names and isn't mostly holes.
    pub(crate) fn can_be_zeroed(metadata: &Metadata, link_count: u64) -> bool {
        const SPARSE_CHECK_BYTES: u64 = 64 << 20;
        metadata.nlink() == link_count
            && (metadata.len() < SPARSE_CHECK_BYTES
                || metadata.blocks().saturating_mul(512) >= metadata.len() / 2)
    }
}

/// Stable Rust doesn't tell the number of hard links on Windows, so no file is overwritten there.
#[cfg(windows)]
mod system {
    use std::fs::{File, Metadata};
    use std::io;
    use std::path::Path;

    pub(crate) fn open_for_zeroing(_path: &Path) -> io::Result<File> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(crate) const fn can_be_zeroed(_metadata: &Metadata, _link_count: u64) -> bool {
        false
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;
    use crate::platform::private_fs::replace_atomically;

    /// Opens `path`, runs `remove`, and returns what the open file contains then.
    fn read_after(path: &Path, remove: impl FnOnce()) -> Vec<u8> {
        let mut file = File::open(path).expect("the file exists");
        remove();
        let mut bytes = Vec::new();
        io::Read::read_to_end(&mut file, &mut bytes).expect("the file is open");
        bytes
    }

    #[test]
    fn a_file_is_zeroed_before_it_is_removed_or_replaced() {
        let home = tempfile::tempdir().unwrap();
        let (file, new) = (home.path().join("text"), home.path().join("new"));
        let text = "They will fire me. ".repeat(9000);
        fs::write(&file, &text).unwrap();
        let bytes = read_after(&file, || assert!(erase(&file).unwrap()));
        assert_eq!(bytes, vec![0; text.len()]);
        assert!(!file.exists());
        // The same for a file that is replaced.
        fs::write(&file, &text).unwrap();
        fs::write(&new, "It went well.").unwrap();
        let bytes = read_after(&file, || rename_over(&new, &file).unwrap());
        assert_eq!(bytes, vec![0; text.len()]);
        assert_eq!(fs::read_to_string(&file).unwrap(), "It went well.");
        let bytes = read_after(&file, || replace_atomically(&file, "心配").unwrap());
        assert_eq!(bytes, [0; 13]);
    }

    #[test]
    fn a_file_with_another_name_or_with_holes_is_not_zeroed() {
        let home = tempfile::tempdir().unwrap();
        let path = |name: &str| home.path().join(name);
        fs::write(path("text"), "They will fire me.").unwrap();
        fs::hard_link(path("text"), path("elsewhere")).unwrap();
        symlink(path("elsewhere"), path("link")).unwrap();
        assert!(!erase(&path("text")).unwrap());
        fs::hard_link(path("elsewhere"), path("twice")).unwrap();
        fs::write(path("new"), "It went well.").unwrap();
        rename_over(&path("new"), &path("twice")).unwrap();
        assert!(erase(&path("link")).unwrap());
        assert!(fs::symlink_metadata(path("link")).is_err());
        assert_eq!(
            fs::read_to_string(path("elsewhere")).unwrap(),
            "They will fire me."
        );
        // Zeros in the holes of a sparse file would fill the disk.
        File::create(path("hole"))
            .unwrap()
            .set_len(1 << 40)
            .unwrap();
        assert!(!erase(&path("hole")).unwrap());
        assert!(erase(&path("hole")).is_err());
        let made = std::process::Command::new("mkfifo")
            .arg(path("pipe"))
            .status();
        assert!(made.is_ok_and(|status| status.success()));
        assert!(erase(&path("pipe")).unwrap());
    }
}

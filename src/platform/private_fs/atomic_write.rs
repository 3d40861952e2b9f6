//! Writes files so that a name only ever leads to a complete file.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{check_owner, permissions, rename_over, sync_dir};
use crate::platform::paths::with_suffix;

/// Replaces the file at `path` with `text`, completely or not at all. A symbolic link stays, and the file that it
/// leads to is replaced.
pub(crate) fn replace_atomically(path: &Path, text: &str) -> io::Result<()> {
    check_owner(path)?;
    let path: &PathBuf = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let temporary = with_suffix(path, &format!(".new-{}", std::process::id()));
    // An earlier process with this id may have left one behind.
    let _ = fs::remove_file(&temporary);
    let written = permissions::open_new(&temporary).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        rename_over(&temporary, path)
    });
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
        return written;
    }
    // The file is in place. Not every file system can flush a folder.
    let _ = path.parent().map(sync_dir);
    Ok(())
}

/// Writes a new file at `path`; an existing file is an error. The file gets its name only once it is complete: before that it
/// has none, or a temporary one beside `path`.
pub(crate) fn write_new_atomically<T, E: From<io::Error>>(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<T, E>,
) -> Result<T, E> {
    let ensure_free = || match fs::symlink_metadata(path) {
        Ok(_) => Err(io::Error::from(io::ErrorKind::AlreadyExists)),
        Err(_) => Ok(()),
    };
    ensure_free()?;
    let temporary = with_suffix(path, &format!(".partial-{}", std::process::id()));
    // An earlier process with this id may have left one behind.
    let _ = fs::remove_file(&temporary);
    let unnamed = unnamed_file::open(path);
    let is_unnamed = unnamed.is_some();
    let file = unnamed.map_or_else(|| permissions::open_new(&temporary), Ok)?;
    let mut out = io::BufWriter::new(&file);
    let written = write(&mut out).and_then(|written| {
        out.flush()?;
        file.sync_all()?;
        // Unlike a rename, a hard link never replaces another file.
        let linked = if is_unnamed {
            unnamed_file::link(&file, path)
        } else {
            fs::hard_link(&temporary, path)
        };
        match linked {
            Err(error) if is_unnamed || error.kind() == io::ErrorKind::AlreadyExists => {
                Err(error)?;
            }
            Ok(()) => {}
            // Not every file system has hard links.
            Err(_) => {
                ensure_free()?;
                fs::rename(&temporary, path)?;
            }
        }
        Ok(written)
    });
    let _ = fs::remove_file(&temporary);
    written
}

/// Files without a name (`O_TMPFILE`), which vanish when the program is killed before it links them.
#[cfg(target_os = "linux")]
mod unnamed_file {
    use std::fs::File;
    use std::io;
    use std::os::fd::AsRawFd;
    use std::path::Path;

    use rustix::fs::{AtFlags, CWD, Mode, OFlags, linkat, openat};

    /// Opens an unnamed file in the folder of `path`; none if the file system has no such files.
    pub(crate) fn open(path: &Path) -> Option<File> {
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        let flags = OFlags::TMPFILE | OFlags::WRONLY | OFlags::CLOEXEC;
        let can_be_linked = Path::new("/proc/self/fd").is_dir();
        let file =
            can_be_linked.then(|| openat(CWD, folder, flags, Mode::RUSR | Mode::WUSR).ok())?;
        file.map(File::from)
    }

    /// Gives an unnamed file its name.
    pub(crate) fn link(file: &File, path: &Path) -> io::Result<()> {
        let open_file = format!("/proc/self/fd/{}", file.as_raw_fd());
        Ok(linkat(CWD, open_file, CWD, path, AtFlags::SYMLINK_FOLLOW)?)
    }
}

#[cfg(not(target_os = "linux"))]
mod unnamed_file {
    use std::fs::File;
    use std::io;
    use std::path::Path;

    pub(crate) const fn open(_path: &Path) -> Option<File> {
        None
    }

    pub(crate) fn link(_file: &File, _path: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_file_is_replaced_behind_a_link_too_and_nothing_stays_beside_it() {
        let home = tempfile::tempdir().unwrap();
        let (file, link) = (home.path().join("text"), home.path().join("link"));
        replace_atomically(&file, "before").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        replace_atomically(&link, "心配 😀").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "心配 😀");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(
            fs::metadata(&file).unwrap().permissions().mode() & 0o777,
            0o600
        );
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 2);
        // A failed write leaves what was there.
        fs::create_dir(home.path().join("folder")).unwrap();
        assert!(replace_atomically(&home.path().join("folder"), "text").is_err());
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 3);
    }

    /// A killed program leaves no partial file, and an existing file is never replaced.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_new_file_has_a_name_only_once_it_is_complete() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("text");
        let count_names = || fs::read_dir(home.path()).unwrap().count();
        let written = write_new_atomically(&path, |out| {
            out.write_all("They will fire me.".repeat(9000).as_bytes())?;
            assert_eq!(count_names(), 0);
            Ok::<_, io::Error>(())
        });
        written.unwrap();
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
        let other = home.path().join("other");
        let written = write_new_atomically(&other, |out| {
            fs::write(&other, "mine")?;
            out.write_all(b"theirs")
        });
        assert_eq!(written.unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(&other).unwrap(), "mine");
        assert_eq!(count_names(), 2);
    }
}

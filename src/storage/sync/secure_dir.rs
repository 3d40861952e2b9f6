//! Opens files in the shared folder safely, because others may put anything into it.
//!
//! The folder is opened once, and files are opened relative to its handle (`openat`), so that nobody can replace the folder
//! meanwhile. Links are never followed, and files are replaced instead of overwritten.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use crate::platform::private_fs;

/// A folder with untrusted files.
#[derive(Debug)]
pub(crate) struct SecureDir {
    path: PathBuf,
    handle: system::Handle,
}

/// Why a file isn't read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SkipReason {
    /// It is a symbolic link.
    Symlink,
    /// It has a second hard link, which may be outside of the folder.
    #[cfg_attr(not(unix), expect(dead_code, reason = "only Unix reports this"))]
    HardLink,
    /// Another account of this computer owns it.
    #[cfg_attr(not(unix), expect(dead_code, reason = "only Unix reports this"))]
    OtherOwner,
    /// It is a folder, a pipe or a device.
    NotAFile,
    /// It is larger than any journal, or all files together are.
    TooLarge,
    /// The system refused to open or to read it.
    Unreadable,
}

impl SecureDir {
    /// Opens the folder at `path`; a link is an error.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        // With a trailing slash, the system would follow a link.
        let path: PathBuf = path.components().collect();
        let handle = system::open_dir(&path)?;
        Ok(Self { path, handle })
    }

    /// The path of a file, for messages.
    pub(crate) fn file_path(&self, name: &OsStr) -> PathBuf {
        self.path.join(name)
    }

    /// The names of all files that may be logs, in order.
    pub(crate) fn list_log_files(&self) -> io::Result<Vec<OsString>> {
        let mut names = system::list_names(&self.handle, &self.path)?;
        names.retain(|name| {
            let is_log = Path::new(name)
                .extension()
                .is_some_and(|extension| extension == "jsonl");
            // Syncthing and others mark unfinished downloads with a dot or a tilde.
            is_log && !name.to_string_lossy().starts_with(['.', '~'])
        });
        names.sort();
        Ok(names)
    }

    /// Whether anything has that name.
    pub(crate) fn contains(&self, name: &str) -> io::Result<bool> {
        let names = system::list_names(&self.handle, &self.path)?;
        Ok(names.iter().any(|other| other == name))
    }

    /// The text of a small file; none if it is longer than `max_bytes` or can't be read.
    pub(crate) fn read_text(&self, name: &str, max_bytes: u64) -> Option<String> {
        let file = self.open_file(OsStr::new(name)).ok()?;
        let mut text = String::new();
        let length = file.take(max_bytes + 1).read_to_string(&mut text).ok()?;
        (length as u64 <= max_bytes).then_some(text)
    }

    /// Opens a file for reading.
    pub(crate) fn open_file(&self, name: &OsStr) -> Result<File, SkipReason> {
        system::open_file(&self.handle, &self.path, name)
    }

    /// Replaces the file of that name with what `write` writes, once that is complete and flushed. A link is replaced
    /// itself, not the file it leads to.
    pub(crate) fn replace<E: From<io::Error>>(
        &self,
        name: &str,
        write: impl FnOnce(&mut dyn Write) -> Result<(), E>,
    ) -> Result<(), E> {
        let temporary = temporary_name(name);
        let file = system::create_file(&self.handle, &self.path, &temporary)
            .map_err(|error| blocked_name_error(&temporary, error))?;
        let mut out = BufWriter::with_capacity(1 << 16, &file);
        let written = write(&mut out).and_then(|()| {
            out.flush()?;
            file.sync_all()?;
            system::rename_file(&self.handle, &self.path, &temporary, name)
                .map_err(|error| blocked_name_error(name, error))?;
            Ok(())
        });
        if written.is_err() {
            system::remove_file(&self.handle, &self.path, &temporary);
        }
        written
    }

    /// Opens the file of that name, and what a killed run left of it, so that they can be overwritten once they are
    /// replaced. A link, and a file that is known under a second name, isn't opened.
    pub(crate) fn open_replaced(&self, name: &str) -> ReplacedFiles {
        let names = [name.to_owned(), temporary_name(name)];
        let regular = |name: &&String| self.open_file(OsStr::new(name)).is_ok();
        let there: Vec<_> = names.iter().filter(regular).collect();
        let files: Vec<_> = there
            .iter()
            .filter_map(|name| system::open_for_erasing(&self.handle, name).ok())
            .collect();
        ReplacedFiles {
            is_complete: files.len() == there.len(),
            files,
        }
    }
}

/// Files that [`SecureDir::replace`] takes the names of.
pub(crate) struct ReplacedFiles {
    files: Vec<File>,
    is_complete: bool,
}

impl ReplacedFiles {
    /// Overwrites them with zeros, now that they have no name. False if one of them couldn't be.
    pub(crate) fn erase(self) -> bool {
        let erase = |file: &File| private_fs::zero_removed_file(file).unwrap_or(false);
        self.files
            .iter()
            .map(erase)
            .fold(self.is_complete, |all, is_erased| all && is_erased)
    }
}

/// The name of a file until it is complete.
fn temporary_name(name: &str) -> String {
    format!(".{name}.new")
}

/// Names the obstacle, such as a folder, that a file can't replace.
fn blocked_name_error(name: &str, error: io::Error) -> io::Error {
    match error.kind() {
        kind @ (io::ErrorKind::AlreadyExists | io::ErrorKind::IsADirectory) => {
            let message = format!("please remove what is named {name} there, and sync again");
            io::Error::new(kind, message)
        }
        _ => error,
    }
}

#[cfg(unix)]
mod system {
    use std::ffi::{OsStr, OsString};
    use std::fs::File;
    use std::io;
    use std::os::fd::OwnedFd;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::MetadataExt;
    use std::path::Path;

    use rustix::fs::{self, AtFlags, Dir, FileType, Mode, OFlags};
    use rustix::io::Errno;
    use rustix::process::geteuid;

    use super::SkipReason;

    pub(crate) type Handle = OwnedFd;

    pub(crate) fn open_dir(path: &Path) -> io::Result<Handle> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        Ok(fs::open(path, flags, Mode::empty())?)
    }

    pub(crate) fn list_names(handle: &Handle, _path: &Path) -> io::Result<Vec<OsString>> {
        let mut names = Vec::new();
        for file in Dir::read_from(handle)? {
            names.push(OsStr::from_bytes(file?.file_name().to_bytes()).to_owned());
        }
        Ok(names)
    }

    pub(crate) fn open_file(
        handle: &Handle,
        _path: &Path,
        name: &OsStr,
    ) -> Result<File, SkipReason> {
        // Opening a device can have effects, so its kind is checked before.
        let metadata = fs::statat(handle, name, AtFlags::SYMLINK_NOFOLLOW);
        let metadata = metadata.map_err(|_| SkipReason::Unreadable)?;
        match FileType::from_raw_mode(metadata.st_mode) {
            FileType::RegularFile => {}
            FileType::Symlink => return Err(SkipReason::Symlink),
            _ => return Err(SkipReason::NotAFile),
        }
        let flags =
            OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        let file = fs::openat(handle, name, flags, Mode::empty()).map_err(|error| match error {
            Errno::LOOP | Errno::MLINK => SkipReason::Symlink,
            _ => SkipReason::Unreadable,
        })?;
        let file = File::from(file);
        // It may have been replaced since, but an open file can't be.
        let metadata = file.metadata().map_err(|_| SkipReason::Unreadable)?;
        if !metadata.is_file() {
            Err(SkipReason::NotAFile)
        } else if metadata.nlink() > 1 {
            Err(SkipReason::HardLink)
        } else if metadata.uid() != geteuid().as_raw() {
            Err(SkipReason::OtherOwner)
        } else {
            Ok(file)
        }
    }

    pub(crate) fn open_for_erasing(handle: &Handle, name: &str) -> io::Result<File> {
        let flags =
            OFlags::WRONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        Ok(File::from(fs::openat(handle, name, flags, Mode::empty())?))
    }

    pub(crate) fn create_file(handle: &Handle, path: &Path, name: &str) -> io::Result<File> {
        // An earlier run may have left one behind.
        remove_file(handle, path, name);
        let flags =
            OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let file = fs::openat(handle, name, flags, Mode::RUSR | Mode::WUSR)?;
        Ok(File::from(file))
    }

    pub(crate) fn rename_file(
        handle: &Handle,
        _path: &Path,
        from: &str,
        to: &str,
    ) -> io::Result<()> {
        fs::renameat(handle, from, handle, to)?;
        // The file is in place. Not every file system can flush a folder.
        let _ = fs::fsync(handle);
        Ok(())
    }

    pub(crate) fn remove_file(handle: &Handle, _path: &Path, name: &str) {
        let _ = fs::unlinkat(handle, name, AtFlags::empty());
    }
}

/// Windows has no `openat` in the standard library, and creating links needs a privilege that few users have.
#[cfg(not(unix))]
mod system {
    use std::ffi::{OsStr, OsString};
    use std::fs::{self, File, OpenOptions};
    use std::io;
    use std::path::Path;

    use super::SkipReason;

    /// Takes the place of the folder handle.
    #[derive(Debug)]
    pub(crate) struct Handle;

    pub(crate) fn open_dir(path: &Path) -> io::Result<Handle> {
        if fs::symlink_metadata(path)?.is_dir() {
            Ok(Handle)
        } else {
            Err(io::Error::from(io::ErrorKind::NotADirectory))
        }
    }

    pub(crate) fn list_names(_handle: &Handle, path: &Path) -> io::Result<Vec<OsString>> {
        fs::read_dir(path)?
            .map(|file| Ok(file?.file_name()))
            .collect()
    }

    pub(crate) fn open_file(
        _handle: &Handle,
        path: &Path,
        name: &OsStr,
    ) -> Result<File, SkipReason> {
        let path = path.join(name);
        let metadata = fs::symlink_metadata(&path).map_err(|_| SkipReason::Unreadable)?;
        if metadata.is_symlink() {
            return Err(SkipReason::Symlink);
        }
        if !metadata.is_file() {
            return Err(SkipReason::NotAFile);
        }
        File::open(&path).map_err(|_| SkipReason::Unreadable)
    }

    /// Stable Rust doesn't tell the number of hard links, so no file is overwritten.
    pub(crate) fn open_for_erasing(_handle: &Handle, _name: &str) -> io::Result<File> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(crate) fn create_file(handle: &Handle, path: &Path, name: &str) -> io::Result<File> {
        remove_file(handle, path, name);
        OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(path.join(name))
    }

    pub(crate) fn rename_file(
        _handle: &Handle,
        path: &Path,
        from: &str,
        to: &str,
    ) -> io::Result<()> {
        fs::rename(path.join(from), path.join(to))
    }

    pub(crate) fn remove_file(_handle: &Handle, path: &Path, name: &str) {
        let _ = fs::remove_file(path.join(name));
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn only_a_regular_file_of_the_same_user_is_opened() {
        let home = tempfile::tempdir().unwrap();
        let (shared, secret) = (home.path().join("shared"), home.path().join("secret"));
        fs::create_dir(&shared).unwrap();
        fs::write(&secret, "words").unwrap();
        fs::write(shared.join("plain.jsonl"), "{}").unwrap();
        symlink(&secret, shared.join("link.jsonl")).unwrap();
        symlink("loop.jsonl", shared.join("loop.jsonl")).unwrap();
        symlink("/dev/zero", shared.join("zero.jsonl")).unwrap();
        fs::hard_link(&secret, shared.join("second.jsonl")).unwrap();
        fs::create_dir(shared.join("folder.jsonl")).unwrap();
        let made = std::process::Command::new("mkfifo")
            .arg(shared.join("pipe.jsonl"))
            .status();
        assert!(made.is_ok_and(|status| status.success()));
        fs::write(shared.join(".half.jsonl"), "{}").unwrap();
        let folder = SecureDir::open(&shared).unwrap();
        let names = folder.list_log_files().unwrap();
        assert_eq!(names.len(), 7, "{names:?}");
        let refusal = |name: &str| folder.open_file(OsStr::new(name)).err();
        assert_eq!(refusal("plain.jsonl"), None);
        for name in ["link.jsonl", "loop.jsonl", "zero.jsonl"] {
            assert_eq!(refusal(name), Some(SkipReason::Symlink), "{name}");
        }
        assert_eq!(refusal("second.jsonl"), Some(SkipReason::HardLink));
        assert_eq!(refusal("folder.jsonl"), Some(SkipReason::NotAFile));
        assert_eq!(refusal("pipe.jsonl"), Some(SkipReason::NotAFile));
        assert_eq!(refusal("gone.jsonl"), Some(SkipReason::Unreadable));
    }

    #[test]
    fn a_link_instead_of_a_file_or_a_folder_leads_nowhere() {
        let home = tempfile::tempdir().unwrap();
        let (shared, secret) = (home.path().join("shared"), home.path().join("secret"));
        fs::create_dir(&shared).unwrap();
        fs::write(&secret, "words 言葉").unwrap();
        for name in ["own.jsonl", ".own.jsonl.new"] {
            symlink(&secret, shared.join(name)).unwrap();
        }
        symlink(&shared, home.path().join("link")).unwrap();
        let folder = SecureDir::open(&shared).unwrap();
        folder
            .replace("own.jsonl", |out| out.write_all(b"{}\n"))
            .unwrap();
        assert_eq!(fs::read_to_string(&secret).unwrap(), "words 言葉");
        let own = shared.join("own.jsonl");
        assert!(fs::symlink_metadata(&own).unwrap().is_file());
        assert_eq!(fs::read_to_string(own).unwrap(), "{}\n");
        assert_eq!(fs::read_dir(&shared).unwrap().count(), 1);
        // A failed write leaves the old file.
        let failed = folder.replace("own.jsonl", |_| Err(io::Error::other("full")));
        assert!(failed.is_err());
        assert_eq!(fs::read_dir(&shared).unwrap().count(), 1);
        // The error names a folder that blocks the file.
        for name in ["own.jsonl", ".own.jsonl.new"] {
            let _ = fs::remove_file(shared.join(name));
            fs::create_dir(shared.join(name)).unwrap();
            let failed = folder.replace("own.jsonl", |out| out.write_all(b"{}\n"));
            let failed: io::Error = failed.unwrap_err();
            assert!(
                failed.to_string().contains(&format!("named {name} there")),
                "{failed}"
            );
            assert_eq!(fs::read_dir(&shared).unwrap().count(), 1);
            fs::remove_dir(shared.join(name)).unwrap();
        }
        for name in ["link", "link/", "secret", "gone"] {
            assert!(SecureDir::open(&home.path().join(name)).is_err(), "{name}");
        }
        // Replacing the folder doesn't affect the open one.
        fs::rename(&shared, home.path().join("moved")).unwrap();
        symlink("/etc", &shared).unwrap();
        folder
            .replace("own.jsonl", |out| out.write_all(b"[]\n"))
            .unwrap();
        let moved = home.path().join("moved/own.jsonl");
        assert_eq!(fs::read_to_string(moved).unwrap(), "[]\n");
    }
}

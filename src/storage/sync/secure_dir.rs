//! Files in the shared folder, opened with care: whoever shares the folder may have put anything into it.
//!
//! The folder is opened once and everything is asked of what was opened, so that nobody can swap it meanwhile.
//! No link is ever followed, and a file is replaced by a new one instead of being written to.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// The shared folder.
#[derive(Debug)]
pub struct SecureDir {
    path: PathBuf,
    handle: system::Handle,
}

/// Why a file in the folder isn't read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SkipReason {
    /// A link leads elsewhere.
    Symlink,
    /// It is known under a second name, which may lie outside of the folder.
    HardLink,
    /// Another account of this computer owns it.
    OtherOwner,
    /// A folder, a pipe or a device.
    NotAFile,
    /// It is larger than any journal, or the files before it were that together.
    TooLarge,
    /// The system refused to open or to read it.
    Unreadable,
}

impl SecureDir {
    /// Opens the folder at `path`, unless that is a link.
    pub fn open(path: &Path) -> io::Result<Self> {
        // With a slash at its end, the system would follow a link.
        let path: PathBuf = path.components().collect();
        let handle = system::open_dir(&path)?;
        Ok(Self { path, handle })
    }

    /// Where a file of that name lies, for a message.
    pub fn file_path(&self, name: &OsStr) -> PathBuf {
        self.path.join(name)
    }

    /// The names of all that may be files of computers, in order.
    pub fn list_log_files(&self) -> io::Result<Vec<OsString>> {
        let mut names = system::list_names(&self.handle, &self.path)?;
        names.retain(|name| {
            let is_lines = Path::new(name)
                .extension()
                .is_some_and(|ending| ending == "jsonl");
            // What Syncthing and others are still bringing begins with a dot or a tilde.
            is_lines && !name.to_string_lossy().starts_with(['.', '~'])
        });
        names.sort();
        Ok(names)
    }

    /// Opens a file to read it.
    pub fn open_file(&self, name: &OsStr) -> Result<File, SkipReason> {
        system::open_file(&self.handle, &self.path, name)
    }

    /// Has a new file with what `write` writes take the place of what is there under that name, once it is
    /// whole and on the disk. A link that is there goes, and what it leads to stays as it is.
    pub fn replace<E: From<io::Error>>(
        &self,
        name: &str,
        write: impl FnOnce(&mut dyn Write) -> Result<(), E>,
    ) -> Result<(), E> {
        let fresh = format!(".{name}.new");
        let file = system::create_file(&self.handle, &self.path, &fresh)
            .map_err(|error| blocked_name_error(&fresh, error))?;
        let mut out = BufWriter::with_capacity(1 << 16, &file);
        let written = write(&mut out).and_then(|()| {
            out.flush()?;
            file.sync_all()?;
            system::rename_file(&self.handle, &self.path, &fresh, name)
                .map_err(|error| blocked_name_error(name, error))?;
            Ok(())
        });
        if written.is_err() {
            system::remove_file(&self.handle, &self.path, &fresh);
        }
        written
    }
}

/// Says which name has to be free where something stands there that no file can replace, such as a folder.
fn blocked_name_error(name: &str, error: io::Error) -> io::Error {
    match error.kind() {
        kind @ (io::ErrorKind::AlreadyExists | io::ErrorKind::IsADirectory) => {
            let words = format!("please remove what is named {name} there, and sync again");
            io::Error::new(kind, words)
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

    pub type Handle = OwnedFd;

    pub fn open_dir(path: &Path) -> io::Result<Handle> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        Ok(fs::open(path, flags, Mode::empty())?)
    }

    pub fn list_names(handle: &Handle, _path: &Path) -> io::Result<Vec<OsString>> {
        let mut names = Vec::new();
        for file in Dir::read_from(handle)? {
            names.push(OsStr::from_bytes(file?.file_name().to_bytes()).to_owned());
        }
        Ok(names)
    }

    pub fn open_file(handle: &Handle, _path: &Path, name: &OsStr) -> Result<File, SkipReason> {
        // Merely opening a device could do something, so what it is comes first.
        let about = fs::statat(handle, name, AtFlags::SYMLINK_NOFOLLOW);
        let about = about.map_err(|_| SkipReason::Unreadable)?;
        match FileType::from_raw_mode(about.st_mode) {
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
        // It may have been swapped meanwhile; what is open now can't be.
        let about = file.metadata().map_err(|_| SkipReason::Unreadable)?;
        if !about.is_file() {
            Err(SkipReason::NotAFile)
        } else if about.nlink() > 1 {
            Err(SkipReason::HardLink)
        } else if about.uid() != geteuid().as_raw() {
            Err(SkipReason::OtherOwner)
        } else {
            Ok(file)
        }
    }

    pub fn create_file(handle: &Handle, path: &Path, name: &str) -> io::Result<File> {
        // One that an earlier run left behind.
        remove_file(handle, path, name);
        let flags =
            OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let file = fs::openat(handle, name, flags, Mode::RUSR | Mode::WUSR)?;
        Ok(File::from(file))
    }

    pub fn rename_file(handle: &Handle, _path: &Path, from: &str, to: &str) -> io::Result<()> {
        fs::renameat(handle, from, handle, to)?;
        // The file is there. That the folder is on disk as well isn't everywhere to be had.
        let _ = fs::fsync(handle);
        Ok(())
    }

    pub fn remove_file(handle: &Handle, _path: &Path, name: &str) {
        let _ = fs::unlinkat(handle, name, AtFlags::empty());
    }
}

/// Here nothing can be asked of an open folder, and a link needs a right that few have.
#[cfg(not(unix))]
mod system {
    use std::ffi::{OsStr, OsString};
    use std::fs::{self, File, OpenOptions};
    use std::io;
    use std::path::Path;

    use super::SkipReason;

    /// Stands for the open folder of other systems.
    #[derive(Debug)]
    pub struct Handle;

    pub fn open_dir(path: &Path) -> io::Result<Handle> {
        if fs::symlink_metadata(path)?.is_dir() {
            Ok(Handle)
        } else {
            Err(io::Error::from(io::ErrorKind::NotADirectory))
        }
    }

    pub fn list_names(_handle: &Handle, path: &Path) -> io::Result<Vec<OsString>> {
        fs::read_dir(path)?
            .map(|file| Ok(file?.file_name()))
            .collect()
    }

    pub fn open_file(_handle: &Handle, path: &Path, name: &OsStr) -> Result<File, SkipReason> {
        let path = path.join(name);
        let about = fs::symlink_metadata(&path).map_err(|_| SkipReason::Unreadable)?;
        if about.is_symlink() {
            return Err(SkipReason::Symlink);
        }
        if !about.is_file() {
            return Err(SkipReason::NotAFile);
        }
        File::open(&path).map_err(|_| SkipReason::Unreadable)
    }

    pub fn create_file(handle: &Handle, path: &Path, name: &str) -> io::Result<File> {
        remove_file(handle, path, name);
        OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(path.join(name))
    }

    pub fn rename_file(_handle: &Handle, path: &Path, from: &str, to: &str) -> io::Result<()> {
        fs::rename(path.join(from), path.join(to))
    }

    pub fn remove_file(_handle: &Handle, path: &Path, name: &str) {
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
        rustix::fs::mkfifoat(
            rustix::fs::CWD,
            shared.join("pipe.jsonl"),
            rustix::fs::Mode::RUSR,
        )
        .unwrap();
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
        // What fails leaves what was there.
        let failed = folder.replace("own.jsonl", |_| Err(io::Error::other("full")));
        assert!(failed.is_err());
        assert_eq!(fs::read_dir(&shared).unwrap().count(), 1);
        // What no file can replace is named.
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
        // A folder that is swapped after it was opened stays the one that was opened.
        fs::rename(&shared, home.path().join("moved")).unwrap();
        symlink("/etc", &shared).unwrap();
        folder
            .replace("own.jsonl", |out| out.write_all(b"[]\n"))
            .unwrap();
        let moved = home.path().join("moved/own.jsonl");
        assert_eq!(fs::read_to_string(moved).unwrap(), "[]\n");
    }
}

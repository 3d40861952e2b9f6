//! Files and folders that only their owner can read, whatever the umask says.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::platform::paths::with_suffix;

/// Makes `folder` and those above it, as far as they are missing. One that belongs to somebody else is an error.
pub fn create_dir(folder: &Path) -> io::Result<()> {
    check_owner(folder)?;
    permissions::create_dir(folder)
}

/// What belongs to another account, which could read or replace what is written there.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{} belongs to another account on this computer", path.display())]
pub struct ForeignOwner {
    pub path: PathBuf,
    /// Whether this program runs with all powers, perhaps for somebody who has a journal of their own.
    pub is_root: bool,
}

/// Makes sure that what is at `path`, or the folder it would be in, belongs to this account or to root, and each link on
/// the way there too. Where a file can't be looked at, whoever opens it says so.
pub(crate) fn verify_owner(path: &Path) -> Result<(), ForeignOwner> {
    permissions::verify_owner(path)
}

/// The same for what is at `path` alone, where the way there was looked at before.
pub(crate) fn verify_owner_only(path: &Path) -> Result<(), ForeignOwner> {
    permissions::verify_owner_only(path)
}

/// The same as an error of the system.
pub(crate) fn check_owner(path: &Path) -> io::Result<()> {
    verify_owner(path).map_err(|foreign| io::Error::new(io::ErrorKind::PermissionDenied, foreign))
}

/// Makes an empty file at `path`; one that is there already stays as it is.
pub fn create_file(path: &Path) -> io::Result<()> {
    permissions::create_file(path)
}

/// Writes a file at `path`, where none may be yet.
pub fn write_new(path: &Path, words: &str) -> io::Result<()> {
    permissions::open_new(path)?.write_all(words.as_bytes())
}

/// Removes the file at `path`, with zeros written over what it holds before. Tells whether nothing of it is left in
/// the file system: one that has another name elsewhere stays as it is under that name, and what refuses to be
/// written to is only removed. A link is removed, and what it leads to stays.
pub fn erase(path: &Path) -> io::Result<bool> {
    let about = fs::symlink_metadata(path)?;
    let old = permissions::open_for_zeroing(path).ok();
    let is_zeroed = old
        .as_ref()
        .is_some_and(|file| zero_open_file(file, 1).unwrap_or(false));
    // As long as it is open, nobody else's file gets its room.
    fs::remove_file(path)?;
    Ok(is_zeroed || !about.is_file() || about.len() == 0)
}

/// Gives the file `from` the name `to`, and writes zeros over the file that had that name before.
pub fn rename_over(from: &Path, to: &Path) -> io::Result<()> {
    let old = permissions::open_for_zeroing(to).ok();
    fs::rename(from, to)?;
    if let Some(old) = old {
        // The new file is there. What this could not reach is as a removed file always was.
        let _ = zero_open_file(&old, 0);
    }
    Ok(())
}

/// Writes zeros over all of the file at `path`, which stays.
pub fn zero_file(path: &Path) -> io::Result<bool> {
    zero_open_file(&permissions::open_for_zeroing(path)?, 1)
}

/// Writes zeros over a regular file that has as many names, and waits until they are on the disk. False where it
/// isn't such a file, or is mostly holes, which zeros would fill.
fn zero_open_file(mut file: &File, names: u64) -> io::Result<bool> {
    static ZEROS: [u8; 1 << 16] = [0; 1 << 16];
    let about = file.metadata()?;
    if !about.is_file() || !permissions::can_be_zeroed(&about, names) {
        return Ok(false);
    }
    let mut left = about.len();
    while left > 0 {
        let length = usize::try_from(left).map_or(ZEROS.len(), |left| left.min(ZEROS.len()));
        file.write_all(&ZEROS[..length])?;
        left -= u64::try_from(length).unwrap_or(left);
    }
    file.sync_all()?;
    Ok(true)
}

/// Puts `words` in the place of what lies at `path`, whole or not at all, whatever happens meanwhile.
pub fn replace_atomically(path: &Path, words: &str) -> io::Result<()> {
    check_owner(path)?;
    // Behind a link lies the file itself.
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut name = path.clone().into_os_string();
    name.push(format!(".new-{}", std::process::id()));
    let fresh = PathBuf::from(name);
    // One of an earlier program that had our number and never finished.
    let _ = fs::remove_file(&fresh);
    let written = permissions::open_new(&fresh).and_then(|mut file| {
        file.write_all(words.as_bytes())?;
        file.sync_all()?;
        rename_over(&fresh, path)
    });
    if written.is_err() {
        let _ = fs::remove_file(&fresh);
        return written;
    }
    // The words are there. That the folder is on disk as well isn't everywhere to be had.
    let _ = path.parent().map(sync_dir);
    Ok(())
}

/// Doesn't return before the file at `path` is on the disk.
pub fn sync_file(path: &Path) -> io::Result<()> {
    // Not every system does it for those who only read.
    OpenOptions::new().write(true).open(path)?.sync_all()
}

/// Writes down that names in `folder` have changed, so that they are so after a power cut as well.
pub fn sync_dir(folder: &Path) -> io::Result<()> {
    permissions::sync_dir(folder)
}

/// Keeps other runs of this program from working in `folder` while the file is open; none if one does already.
///
/// Where a file system knows no such locks, the folder counts as free.
pub fn try_lock_dir(folder: &Path) -> io::Result<Option<File>> {
    permissions::try_lock_dir(folder)
}

/// Writes a file at `path`, where none may be yet: without a name, or beside it at first, and under its name only once
/// it is whole.
pub fn write_new_atomically<T, E: From<io::Error>>(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<T, E>,
) -> Result<T, E> {
    let free = || match fs::symlink_metadata(path) {
        Ok(_) => Err(io::Error::from(io::ErrorKind::AlreadyExists)),
        Err(_) => Ok(()),
    };
    free()?;
    let temporary = with_suffix(path, &format!(".half-{}", std::process::id()));
    // One of an earlier program that had our number and never finished.
    let _ = fs::remove_file(&temporary);
    let unnamed = permissions::open_unnamed(path);
    let has_no_name = unnamed.is_some();
    let file = unnamed.map_or_else(|| permissions::open_new(&temporary), Ok)?;
    let mut out = io::BufWriter::new(&file);
    let written = write(&mut out).and_then(|written| {
        out.flush()?;
        file.sync_all()?;
        // A second name for the file, unlike a new one, never takes the place of another file.
        let named = if has_no_name {
            permissions::link_unnamed(&file, path)
        } else {
            fs::hard_link(&temporary, path)
        };
        match named {
            Err(error) if has_no_name || error.kind() == io::ErrorKind::AlreadyExists => {
                Err(error)?;
            }
            Ok(()) => {}
            // Not every file system knows second names.
            Err(_) => {
                free()?;
                fs::rename(&temporary, path)?;
            }
        }
        Ok(written)
    });
    let _ = fs::remove_file(&temporary);
    written
}

/// Whether a file beside `path` can't become longer than that: there is no room, none that this account may have, or files
/// may not be as long. It is tried, because an error of another library may say only that a write failed.
pub(crate) fn lacks_space(path: &Path, length: u64) -> bool {
    let trial = with_suffix(path, &format!("-trial-{}", std::process::id()));
    let tried = permissions::open_new(&trial).and_then(|mut file| {
        // Nobody needs its name.
        fs::remove_file(&trial)?;
        file.seek(io::SeekFrom::Start(length))?;
        file.write_all(&vec![1; PROBE_BYTES])?;
        file.sync_all()
    });
    tried.is_err_and(|error| is_out_of_space(&error))
}

/// Whether there was no room for what was to be written, or none that this account may have.
pub(crate) fn is_out_of_space(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge
    )
}

/// Whether a disk didn't do what it should.
pub(crate) fn is_disk_failure(error: &io::Error) -> bool {
    permissions::is_disk_failure(error)
}

/// As many bytes as the index of a log has at first.
const PROBE_BYTES: usize = 1 << 15;

/// Whether a file couldn't be moved or removed because a program has it open, which not every system minds.
pub fn is_sharing_violation(error: &io::Error) -> bool {
    permissions::is_sharing_violation(error)
}

/// Takes a file or a folder back from everyone but its owner. True if others could get at it until now.
///
/// Some file systems know no permissions, which is no reason to keep people from their words: there
/// nothing happens.
pub fn restrict_permissions(path: &Path) -> bool {
    permissions::restrict_permissions(path)
}

#[cfg(unix)]
mod permissions {
    use std::fs::{self, DirBuilder, File, Metadata, OpenOptions, Permissions, TryLockError};
    use std::io;
    use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
    use std::path::{self, Path};

    use rustix::process::geteuid;

    use super::ForeignOwner;

    pub fn verify_owner(path: &Path) -> Result<(), ForeignOwner> {
        let path = path::absolute(path).unwrap_or_else(|_| path.to_owned());
        for place in path.ancestors() {
            if let Ok(about) = fs::symlink_metadata(place)
                && about.is_symlink()
            {
                verify_metadata_owner(place, &about)?;
            }
        }
        let nearest = path
            .ancestors()
            .find_map(|place| Some((place, fs::metadata(place).ok()?)));
        nearest.map_or(Ok(()), |(place, about)| {
            verify_metadata_owner(place, &about)
        })
    }

    pub fn verify_owner_only(path: &Path) -> Result<(), ForeignOwner> {
        for about in [fs::symlink_metadata(path), fs::metadata(path)] {
            about.map_or(Ok(()), |about| verify_metadata_owner(path, &about))?;
        }
        Ok(())
    }

    fn verify_metadata_owner(place: &Path, about: &Metadata) -> Result<(), ForeignOwner> {
        let me = geteuid();
        if about.uid() == me.as_raw() || about.uid() == 0 {
            return Ok(());
        }
        Err(ForeignOwner {
            path: place.to_owned(),
            is_root: me.is_root(),
        })
    }

    use rustix::fs::OFlags;

    pub fn create_dir(folder: &Path) -> io::Result<()> {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)
    }

    pub fn create_file(path: &Path) -> io::Result<()> {
        OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(path)
            .map(drop)
    }

    pub fn open_new(path: &Path) -> io::Result<File> {
        OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)
    }

    /// A file in the folder of `path` that has no name, and is gone if the program is killed before it has one. Not
    /// every system and file system knows such files.
    #[cfg(target_os = "linux")]
    pub fn open_unnamed(path: &Path) -> Option<File> {
        use rustix::fs::{CWD, Mode, openat};
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        let how = OFlags::TMPFILE | OFlags::WRONLY | OFlags::CLOEXEC;
        let is_nameable = Path::new("/proc/self/fd").is_dir();
        let file = is_nameable.then(|| openat(CWD, folder, how, Mode::RUSR | Mode::WUSR).ok())?;
        file.map(File::from)
    }

    #[cfg(target_os = "linux")]
    pub fn link_unnamed(file: &File, path: &Path) -> io::Result<()> {
        use std::os::fd::AsRawFd;

        use rustix::fs::{AtFlags, CWD, linkat};
        let open = format!("/proc/self/fd/{}", file.as_raw_fd());
        Ok(linkat(CWD, open, CWD, path, AtFlags::SYMLINK_FOLLOW)?)
    }

    #[cfg(not(target_os = "linux"))]
    pub const fn open_unnamed(_path: &Path) -> Option<File> {
        None
    }

    #[cfg(not(target_os = "linux"))]
    pub fn link_unnamed(_file: &File, _path: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// A file to write zeros over, without following a link or waiting for a pipe.
    pub fn open_for_zeroing(path: &Path) -> io::Result<File> {
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

    pub fn can_be_zeroed(about: &Metadata, names: u64) -> bool {
        const SPARSE_CHECK_BYTES: u64 = 64 << 20;
        about.nlink() == names
            && (about.len() < SPARSE_CHECK_BYTES
                || about.blocks().saturating_mul(512) >= about.len() / 2)
    }

    pub fn sync_dir(folder: &Path) -> io::Result<()> {
        File::open(folder)?.sync_all()
    }

    pub fn try_lock_dir(folder: &Path) -> io::Result<Option<File>> {
        let room = File::open(folder)?;
        let is_taken = matches!(room.try_lock(), Err(TryLockError::WouldBlock));
        Ok(Some(room).filter(|_| !is_taken))
    }

    pub const fn is_sharing_violation(_error: &io::Error) -> bool {
        false
    }

    pub fn is_disk_failure(error: &io::Error) -> bool {
        error.raw_os_error() == Some(rustix::io::Errno::IO.raw_os_error())
    }

    pub fn restrict_permissions(path: &Path) -> bool {
        let Ok(there) = fs::symlink_metadata(path) else {
            return false;
        };
        let wanted = if there.is_dir() { 0o700 } else { 0o600 };
        let is_loose = there.permissions().mode() & 0o077 != 0;
        let is_ours = there.is_dir() || there.is_file();
        is_ours && is_loose && fs::set_permissions(path, Permissions::from_mode(wanted)).is_ok()
    }
}

#[cfg(windows)]
mod permissions {
    use std::fs::{self, File, Metadata, OpenOptions};
    use std::io;
    use std::os::windows::fs::OpenOptionsExt;
    use std::path::Path;

    use super::ForeignOwner;

    /// Here the rules of a folder say who may write to it.
    #[expect(
        clippy::unnecessary_wraps,
        reason = "other systems can find a stranger"
    )]
    pub const fn verify_owner(_path: &Path) -> Result<(), ForeignOwner> {
        Ok(())
    }

    #[expect(
        clippy::unnecessary_wraps,
        reason = "other systems can find a stranger"
    )]
    pub const fn verify_owner_only(_path: &Path) -> Result<(), ForeignOwner> {
        Ok(())
    }

    /// The file goes once nobody has it open any more.
    const DELETE_ON_CLOSE: u32 = 0x0400_0000;
    /// What it says of a file that another has open.
    const SHARING_VIOLATION: i32 = 32;
    /// What it says of a device that didn't do what it should.
    const IO_DEVICE: i32 = 1117;

    pub fn create_dir(folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)
    }

    pub fn create_file(path: &Path) -> io::Result<()> {
        OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map(drop)
    }

    pub fn open_new(path: &Path) -> io::Result<File> {
        OpenOptions::new().write(true).create_new(true).open(path)
    }

    pub const fn open_unnamed(_path: &Path) -> Option<File> {
        None
    }

    pub fn link_unnamed(_file: &File, _path: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// How many names a file has isn't told here, so nothing is written over.
    pub fn open_for_zeroing(_path: &Path) -> io::Result<File> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub const fn can_be_zeroed(_about: &Metadata, _names: u64) -> bool {
        false
    }

    /// This system writes names down by itself.
    #[expect(clippy::unnecessary_wraps, reason = "other systems can fail at it")]
    pub const fn sync_dir(_folder: &Path) -> io::Result<()> {
        Ok(())
    }

    /// A folder can't be locked here, but a file in it can be kept to oneself.
    pub fn try_lock_dir(folder: &Path) -> io::Result<Option<File>> {
        let kept = OpenOptions::new()
            .write(true)
            .create(true)
            .share_mode(0)
            .custom_flags(DELETE_ON_CLOSE)
            .open(folder.join("in-use"));
        match kept {
            Err(error) if is_sharing_violation(&error) => Ok(None),
            kept => kept.map(Some),
        }
    }

    pub fn is_sharing_violation(error: &io::Error) -> bool {
        error.raw_os_error() == Some(SHARING_VIOLATION)
    }

    pub fn is_disk_failure(error: &io::Error) -> bool {
        error.raw_os_error() == Some(IO_DEVICE)
    }

    /// Here a person's own folders are theirs by the rules they inherit.
    pub fn restrict_permissions(_path: &Path) -> bool {
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
        let (folder, file) = (home.path().join("a/b"), home.path().join("a/b/words"));
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
        assert!(!restrict_permissions(&home.path().join("nothing here")));
    }

    #[test]
    fn a_file_is_replaced_whole_behind_a_link_too_and_nothing_stays_beside_it() {
        let home = tempfile::tempdir().unwrap();
        let (file, link) = (home.path().join("words"), home.path().join("link"));
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
        // Where it can't be written, what was there stays.
        fs::create_dir(home.path().join("folder")).unwrap();
        assert!(replace_atomically(&home.path().join("folder"), "words").is_err());
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 3);
    }

    /// Somebody who is killed while it is written has no half file, and one of that name is never replaced.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_has_a_name_only_once_it_is_whole() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("words");
        let names = || fs::read_dir(home.path()).unwrap().count();
        let written = write_new_atomically(&path, |out| {
            out.write_all("They will fire me.".repeat(9000).as_bytes())?;
            assert_eq!(names(), 0);
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
        assert_eq!(names(), 2);
    }

    /// What a file that is removed held, seen by somebody who opened it before.
    fn read_after(path: &Path, remove: impl FnOnce()) -> Vec<u8> {
        let mut open = File::open(path).expect("it is there");
        remove();
        let mut bytes = Vec::new();
        io::Read::read_to_end(&mut open, &mut bytes).expect("it is open");
        bytes
    }

    #[test]
    fn zeros_are_written_over_a_file_before_it_goes() {
        let home = tempfile::tempdir().unwrap();
        let (file, fresh) = (home.path().join("words"), home.path().join("fresh"));
        let words = "They will fire me. ".repeat(9000);
        fs::write(&file, &words).unwrap();
        let seen = read_after(&file, || assert!(erase(&file).unwrap()));
        assert_eq!(seen, vec![0; words.len()]);
        assert!(!file.exists());
        // So it is with one whose place another takes.
        fs::write(&file, &words).unwrap();
        fs::write(&fresh, "It went well.").unwrap();
        let seen = read_after(&file, || rename_over(&fresh, &file).unwrap());
        assert_eq!(seen, vec![0; words.len()]);
        assert_eq!(fs::read_to_string(&file).unwrap(), "It went well.");
        let seen = read_after(&file, || replace_atomically(&file, "心配").unwrap());
        assert_eq!(seen, [0; 13]);
    }

    #[test]
    fn what_is_still_there_under_another_name_is_not_written_over() {
        let home = tempfile::tempdir().unwrap();
        let at = |name: &str| home.path().join(name);
        fs::write(at("words"), "They will fire me.").unwrap();
        fs::hard_link(at("words"), at("elsewhere")).unwrap();
        std::os::unix::fs::symlink(at("elsewhere"), at("link")).unwrap();
        assert!(!erase(&at("words")).unwrap());
        fs::hard_link(at("elsewhere"), at("twice")).unwrap();
        fs::write(at("new"), "It went well.").unwrap();
        rename_over(&at("new"), &at("twice")).unwrap();
        assert!(erase(&at("link")).unwrap());
        assert!(fs::symlink_metadata(at("link")).is_err());
        assert_eq!(
            fs::read_to_string(at("elsewhere")).unwrap(),
            "They will fire me."
        );
        // A file that is nearly all hole would fill the disk.
        File::create(at("hole")).unwrap().set_len(1 << 40).unwrap();
        assert!(!erase(&at("hole")).unwrap());
        assert!(erase(&at("hole")).is_err());
        rustix::fs::mknodat(
            rustix::fs::CWD,
            at("pipe"),
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR,
            0,
        )
        .unwrap();
        assert!(erase(&at("pipe")).unwrap());
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

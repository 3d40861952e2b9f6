//! Facts about the computer: free disk space, the kind of a file system, access to a file.
//!
//! Nothing here fails; an unknown fact is `None`.

use std::fs;
use std::path::{Path, PathBuf};

/// Who has access to a file or a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Access {
    /// The permission bits, as for `chmod`.
    pub(crate) mode: u32,
    /// Whether this account owns it.
    pub(crate) is_owner: bool,
    pub(crate) is_writable: bool,
}

impl Access {
    pub(crate) const fn is_accessible_to_others(self) -> bool {
        self.mode & 0o077 != 0
    }
}

/// The access to the file or folder at `path`; none if it is missing.
pub(crate) fn access(path: &Path) -> Option<Access> {
    system::access(path)
}

/// The free bytes on the file system of `path`, which needn't exist.
pub(crate) fn free_space(path: &Path) -> Option<u64> {
    system::free_space(&nearest_existing(path)?)
}

/// The kind of the file system of `path`, such as `ext4`; `path` needn't exist.
pub(crate) fn file_system(path: &Path) -> Option<String> {
    system::file_system(&nearest_existing(path)?)
}

/// Whether a file system of that kind is shared over a network or with the host of a virtual machine, where
/// file locks can fail.
pub(crate) fn is_network_file_system(kind: &str) -> bool {
    const REMOTE: [&str; 40] = [
        "9p",
        "acfs",
        "afpfs",
        "afs",
        "beegfs",
        "ceph",
        "cifs",
        "coda",
        "davfs",
        "drvfs",
        "fuse.ceph",
        "fuse.davfs",
        "fuse.gcsfuse",
        "fuse.glusterfs",
        "fuse.google-drive-ocamlfuse",
        "fuse.gvfsd-fuse",
        "fuse.onedriver",
        "fuse.rclone",
        "fuse.s3fs",
        "fuse.sshfs",
        "fuse.vmhgfs-fuse",
        "glusterfs",
        "lustre",
        "macfuse",
        "ncpfs",
        "nfs",
        "nfs3",
        "nfs4",
        "orangefs",
        "osxfuse",
        "prl_fs",
        "pvfs2",
        "smb2",
        "smb3",
        "smbfs",
        "sshfs",
        "vboxsf",
        "virtiofs",
        "vmhgfs",
        "webdav",
    ];
    REMOTE.binary_search(&kind).is_ok()
}

/// The sync service that `path` seems to belong to, by the names of the folders above it.
pub(crate) fn sync_service(path: &Path) -> Option<&'static str> {
    const SERVICES: [(&str, &str); 9] = [
        ("dropbox", "Dropbox"),
        ("onedrive", "OneDrive"),
        ("google drive", "Google Drive"),
        ("googledrive", "Google Drive"),
        ("mobile documents", "iCloud"),
        ("icloud", "iCloud"),
        ("nextcloud", "Nextcloud"),
        ("owncloud", "ownCloud"),
        ("pclouddrive", "pCloud"),
    ];
    path.iter().find_map(|folder| {
        let folder = folder.to_string_lossy().to_lowercase();
        let found = SERVICES.iter().find(|(name, _)| folder.starts_with(name));
        found.map(|(_, service)| *service)
    })
}

/// `path`, or the nearest existing folder above it, without links.
fn nearest_existing(path: &Path) -> Option<PathBuf> {
    let path = std::path::absolute(path).ok()?;
    path.ancestors()
        .find_map(|ancestor| fs::canonicalize(ancestor).ok())
}

/// The kind of the file system of `path`, from a table like `/proc/self/mounts`.
#[cfg(any(target_os = "linux", test))]
fn file_system_from_mounts(path: &Path, table: &str) -> Option<String> {
    let mut found: Option<(usize, &str)> = None;
    for line in table.lines() {
        let mut fields = line.split(' ').skip(1);
        let (Some(mount_point), Some(kind)) = (fields.next(), fields.next()) else {
            continue;
        };
        // The table escapes some characters as octal numbers.
        let mount_point = mount_point.replace("\\040", " ").replace("\\011", "\t");
        let mount_point = mount_point.replace("\\012", "\n").replace("\\134", "\\");
        let depth = Path::new(&mount_point).iter().count();
        // A later mount over the same folder hides the earlier one.
        if path.starts_with(&mount_point) && found.is_none_or(|(deepest, _)| depth >= deepest) {
            found = Some((depth, kind));
        }
    }
    found.map(|(_, kind)| kind.to_owned())
}

#[cfg(unix)]
mod system {
    use std::fs;
    use std::os::unix::fs::MetadataExt;
    use std::path::Path;

    use rustix::fs::{Access as AccessMode, access as check_access};
    use rustix::process::geteuid;

    use super::Access;

    pub(crate) fn access(path: &Path) -> Option<Access> {
        let stat = fs::metadata(path).ok()?;
        Some(Access {
            mode: stat.mode() & 0o7777,
            is_owner: stat.uid() == geteuid().as_raw(),
            is_writable: check_access(path, AccessMode::WRITE_OK).is_ok(),
        })
    }

    pub(crate) fn free_space(path: &Path) -> Option<u64> {
        let stat = rustix::fs::statvfs(path).ok()?;
        Some(stat.f_bavail.saturating_mul(stat.f_frsize))
    }

    #[cfg(target_os = "linux")]
    pub(crate) fn file_system(path: &Path) -> Option<String> {
        super::file_system_from_mounts(path, &fs::read_to_string("/proc/self/mounts").ok()?)
    }

    #[cfg(target_os = "macos")]
    pub(crate) fn file_system(path: &Path) -> Option<String> {
        let stat = rustix::fs::statfs(path).ok()?;
        let name: String = stat
            .f_fstypename
            .iter()
            .map(|byte| char::from(byte.cast_unsigned()))
            .take_while(|letter| *letter != '\0')
            .collect();
        Some(name).filter(|name| !name.is_empty())
    }

    #[cfg(not(any(target_os = "linux", target_os = "macos")))]
    pub(crate) fn file_system(_path: &Path) -> Option<String> {
        None
    }
}

#[cfg(not(unix))]
mod system {
    use std::path::Path;

    use super::Access;

    pub(crate) fn access(_path: &Path) -> Option<Access> {
        None
    }

    pub(crate) fn free_space(_path: &Path) -> Option<u64> {
        None
    }

    pub(crate) fn file_system(_path: &Path) -> Option<String> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "\
proc /proc proc rw 0 0
/dev/sda1 / ext4 rw 0 0
server:/people /home nfs4 rw 0 0
tmpfs /home/ada/.cache tmpfs rw 0 0
me@far: /home/ada/far\\040away\\134明 fuse.sshfs rw 0 0
C:\\134 /mnt/c drvfs rw 0 0
/dev/sdb1 /mnt/c ext3 rw 0 0
half a line";

    #[test]
    fn the_file_system_is_that_of_the_nearest_mount_point() {
        for (path, kind) in [
            ("/etc/passwd", "ext4"),
            ("/homes", "ext4"),
            ("/home/ada/.local/share/enough/journal.db", "nfs4"),
            ("/home/ada/.cache/x", "tmpfs"),
            ("/home/ada/far away\\明/journal.db", "fuse.sshfs"),
            ("/mnt/c/words", "ext3"),
        ] {
            assert_eq!(
                file_system_from_mounts(Path::new(path), TABLE).as_deref(),
                Some(kind),
                "{path}"
            );
        }
        assert_eq!(file_system_from_mounts(Path::new("/etc"), ""), None);
    }

    #[test]
    fn network_file_systems_are_known_by_their_kind() {
        for kind in
            "nfs nfs4 cifs smb3 smbfs fuse.sshfs fuse.rclone 9p afs ceph davfs vboxsf vmhgfs drvfs"
                .split(' ')
        {
            assert!(is_network_file_system(kind), "{kind}");
        }
        for kind in "ext4 btrfs xfs zfs apfs tmpfs overlay fuseblk fuse.gocryptfs".split(' ') {
            assert!(!is_network_file_system(kind), "{kind}");
        }
    }

    #[test]
    fn sync_services_are_known_by_the_name_of_their_folder() {
        for (path, service) in [
            ("/home/ada/Dropbox/enough", Some("Dropbox")),
            ("/home/ada/OneDrive - 明日 🍲/journal.db", Some("OneDrive")),
            ("/Users/ada/Library/Mobile Documents/x", Some("iCloud")),
            ("/home/ada/.local/share/enough", None),
        ] {
            assert_eq!(sync_service(Path::new(path)), service, "{path}");
        }
    }

    #[test]
    fn a_missing_path_has_the_file_system_of_the_folder_above_it() {
        let home = tempfile::tempdir().unwrap();
        let missing = home.path().join("not/there/yet");
        assert_eq!(file_system(&missing), file_system(home.path()));
        assert_eq!(free_space(&missing).is_some(), cfg!(unix));
        assert_eq!(access(&missing), None);
    }
}

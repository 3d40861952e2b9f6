//! The paths of the user's files: configuration, journal, backups, exercises, temporary files.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::text::display_path;

/// The suffix of the write-ahead log beside a database.
pub(crate) const WAL_SUFFIX: &str = "-wal";
/// The suffix of the shared-memory index of the WAL, which SQLite recreates if it is missing.
pub(crate) const SHM_SUFFIX: &str = "-shm";
/// The suffix of the rollback journal, which exists only while the tables are created.
pub(crate) const ROLLBACK_SUFFIX: &str = "-journal";
/// The suffixes of the sidecars: the files that SQLite keeps beside a database.
pub(crate) const SIDECAR_SUFFIXES: [&str; 3] = [WAL_SUFFIX, SHM_SUFFIX, ROLLBACK_SUFFIX];
/// The suffixes of the files that make up a database, itself first.
pub(crate) const DB_FILE_SUFFIXES: [&str; 4] = ["", WAL_SUFFIX, SHM_SUFFIX, ROLLBACK_SUFFIX];

/// The prefix of the folders of the external editor; the process id follows. Each edit has its own folder, because editors leave
/// files beside the one they edit.
pub(crate) const EDITING_PREFIX: &str = "editing-";

/// The folders and files of one user on one computer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppPaths {
    pub(crate) config_file: PathBuf,
    /// The user's own exercises.
    pub(crate) exercises_dir: PathBuf,
    /// The user's own contacts, in addition to the embedded ones.
    pub(crate) people_file: PathBuf,
    pub journal_file: PathBuf,
    /// What opens a locked journal.
    pub(crate) lock_file: PathBuf,
    pub(crate) profile_file: PathBuf,
    /// Copies of the journal, one a day.
    pub(crate) backups_dir: PathBuf,
    /// Entries that were exported from the history.
    pub(crate) exports_dir: PathBuf,
    /// Complete copies of damaged journals.
    pub(crate) quarantine_dir: PathBuf,
    /// The name of this computer in a shared sync folder.
    pub(crate) device_id_file: PathBuf,
    /// Temporary files: the external editor's file, and the spool of entries that couldn't be saved. Each data folder that
    /// a user chose has its own, so that the words of one journal never come into another.
    pub(crate) state_dir: PathBuf,
    /// A second folder for the spool, in memory until the computer is switched off.
    pub(crate) runtime_dir: Option<PathBuf>,
    /// Whether the user chose the folder of the journal, which may then contain other files as well.
    pub(crate) is_data_dir_custom: bool,
}

impl AppPaths {
    /// The paths by the XDG rules, which apply on macOS too; `data_dir` replaces the data folder. All of
    /// them are absolute, because SQLite would read a path that begins with `file:` as a URI.
    pub fn find(data_dir: Option<&Path>) -> anyhow::Result<Self> {
        let base = BaseDirs::find()?;
        let custom = data_dir.filter(|path| !path.as_os_str().is_empty());
        let data = match custom {
            Some(path) => absolute(path)?,
            None => base.data.join("enough"),
        };
        let own_folder = |folder: PathBuf| match custom {
            Some(_) => folder.join("journals").join(folder_name_for(&data)),
            None => folder,
        };
        let state = own_folder(base.state);
        let config = base.config.join("enough");
        Ok(Self {
            config_file: config.join("config.yaml"),
            exercises_dir: config.join("exercises"),
            people_file: config.join("people.yaml"),
            profile_file: data.join("profile.yaml"),
            journal_file: data.join("journal.db"),
            lock_file: data.join("journal.lock"),
            backups_dir: data.join("backups"),
            exports_dir: data.join("exports"),
            quarantine_dir: data.join("quarantine"),
            device_id_file: data.join("device-id"),
            state_dir: state,
            runtime_dir: base.runtime.map(|folder| own_folder(folder.join("enough"))),
            is_data_dir_custom: custom.is_some(),
        })
    }

    /// The folders of the spool, the durable one first.
    pub(crate) fn spool_dirs(&self) -> impl Iterator<Item = &Path> {
        [Some(&self.state_dir), self.runtime_dir.as_ref()]
            .into_iter()
            .flatten()
            .map(PathBuf::as_path)
    }

    /// The profile and the quarantined copies of it in the same folder.
    pub(crate) fn profile_files(&self) -> Vec<PathBuf> {
        let folder = self.profile_file.parent().map(fs::read_dir);
        let name = self.profile_file.file_name().unwrap_or_default();
        let is_profile = |file: &PathBuf| {
            let other = file.file_name().unwrap_or_default().to_string_lossy();
            let rest = other.strip_prefix(&*name.to_string_lossy());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let files = folder.into_iter().flatten().flatten().flatten();
        files.map(|file| file.path()).filter(is_profile).collect()
    }

    /// All files and folders that only the user may access, in order. A data folder that the user chose may be meant for
    /// others, and isn't among them.
    pub(crate) fn private_paths(&self) -> Vec<PathBuf> {
        let data = self
            .journal_file
            .parent()
            .filter(|_| !self.is_data_dir_custom);
        let mut paths: Vec<PathBuf> = DB_FILE_SUFFIXES
            .iter()
            .map(|suffix| with_suffix(&self.journal_file, suffix))
            .chain(data.map(PathBuf::from))
            .chain(self.profile_files())
            .chain([self.device_id_file.clone(), self.lock_file.clone()])
            .collect();
        let folders = [&*self.backups_dir, &self.exports_dir, &self.quarantine_dir].into_iter();
        for folder in folders.chain(self.spool_dirs()) {
            paths.push(folder.to_owned());
            let files = fs::read_dir(folder).into_iter().flatten().flatten();
            paths.extend(files.map(|file| file.path()));
        }
        paths.sort();
        paths.dedup();
        paths
    }
}

/// The system's folders for configuration, data and state.
struct BaseDirs {
    config: PathBuf,
    data: PathBuf,
    /// Already ends in our own folder, because not every system has a state folder.
    state: PathBuf,
    runtime: Option<PathBuf>,
}

const NO_HOME_DIR: &str =
    "your home folder can't be found; set HOME, or name a folder with --data-dir";

impl BaseDirs {
    #[cfg(unix)]
    fn find() -> anyhow::Result<Self> {
        let home = home_dir().context(NO_HOME_DIR)?;
        // By the XDG rules, a relative path counts as not set.
        let from_env = |name| {
            let path = env_var(name).map(|path| expand_tilde(Path::new(&path), Some(&home)));
            path.filter(|path| path.is_absolute())
        };
        let folder = |name, default| from_env(name).unwrap_or_else(|| home.join(default));
        Ok(Self {
            config: folder("XDG_CONFIG_HOME", ".config"),
            data: folder("XDG_DATA_HOME", ".local/share"),
            state: folder("XDG_STATE_HOME", ".local/state").join("enough"),
            runtime: from_env("XDG_RUNTIME_DIR"),
        })
    }

    #[cfg(not(unix))]
    fn find() -> anyhow::Result<Self> {
        use etcetera::{BaseStrategy, choose_base_strategy};
        let base = choose_base_strategy().context(NO_HOME_DIR)?;
        Ok(Self {
            config: base.config_dir(),
            data: base.data_dir(),
            state: base.data_dir().join("enough").join("state"),
            runtime: base.runtime_dir(),
        })
    }
}

/// A folder name that no other path of up to 200 characters has: letters and digits, and the others as `_` with two hex digits.
fn folder_name_for(path: &Path) -> String {
    let bytes = path.as_os_str().as_encoded_bytes();
    let escaped: String = bytes
        .iter()
        .map(|byte| match byte {
            byte if byte.is_ascii_alphanumeric() => char::from(*byte).to_string(),
            byte => format!("_{byte:02x}"),
        })
        .collect();
    // Longer file names aren't allowed everywhere. The end of a path differs more often than its beginning.
    let start = escaped.len().saturating_sub(200);
    escaped[start..].to_owned()
}

/// The value of an environment variable. An empty one counts as not set.
pub(crate) fn env_var(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// Makes `path` absolute, and replaces a leading `~` with the home folder, because shells don't expand it in
/// quotes or behind `=`.
pub(crate) fn absolute(path: &Path) -> anyhow::Result<PathBuf> {
    let path = expand_tilde(path, home_dir().as_deref());
    anyhow::ensure!(!path.starts_with("~"), NO_HOME_DIR);
    std::path::absolute(&path).with_context(|| format!("{} isn't a path", display_path(&path)))
}

/// Replaces a leading `~` with the home folder. Shells don't expand it behind `--output=`.
pub(crate) fn expand_home(path: &Path) -> PathBuf {
    expand_tilde(path, home_dir().as_deref())
}

fn expand_tilde(path: &Path, home: Option<&Path>) -> PathBuf {
    match (path.strip_prefix("~"), home) {
        (Ok(rest), Some(home)) if rest.as_os_str().is_empty() => home.to_owned(),
        (Ok(rest), Some(home)) => home.join(rest),
        _ => path.to_owned(),
    }
}

/// The home folder of the user.
fn home_dir() -> Option<PathBuf> {
    let home = env_var("HOME").map(PathBuf::from);
    home.or_else(system_home_dir)
        .filter(|home| home.is_absolute())
}

/// The home folder by the system's account database.
fn system_home_dir() -> Option<PathBuf> {
    #[cfg(unix)]
    if std::env::var_os("HOME").is_some() {
        // HOME is set but empty, which `etcetera` takes for a path.
        let uid = rustix::process::getuid().as_raw().to_string();
        let accounts = fs::read_to_string("/etc/passwd").ok()?;
        let mut accounts = accounts
            .lines()
            .map(|line| line.split(':').collect::<Vec<_>>());
        let account = accounts.find(|fields| fields.get(2) == Some(&&*uid))?;
        return account.get(5).map(PathBuf::from);
    }
    etcetera::home_dir().ok()
}

/// Appends `suffix` to the file name, as SQLite names the files beside a database.
pub fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    PathBuf::from(name)
}

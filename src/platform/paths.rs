//! Where things lie: the journal and its backups, the exercises of the person's own, what is there only
//! for a moment.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::platform::private_fs;
use crate::text::display_path;

/// The folders and files of one person on one machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppPaths {
    /// What the person set for themselves.
    pub config_file: PathBuf,
    /// Exercises of the person's own.
    pub exercises_dir: PathBuf,
    /// Numbers of the person's own, beside those built in.
    pub people_file: PathBuf,
    pub journal_file: PathBuf,
    /// What the person told about themselves.
    pub profile_file: PathBuf,
    /// Copies of the journal, one a day.
    pub backups_dir: PathBuf,
    /// Walks that were written into files from the history.
    pub exports_dir: PathBuf,
    /// Damaged journals, each whole.
    pub quarantine_dir: PathBuf,
    /// The name of this machine among those that share a folder.
    pub device_id_file: PathBuf,
    /// For what is there only for a moment: the file of an editor, words that couldn't be saved.
    pub state_dir: PathBuf,
    /// A second place for words that couldn't be saved: in memory, until the computer is switched off.
    pub runtime_dir: Option<PathBuf>,
    /// Whether the person named the folder of the journal, which may then hold other things as well.
    pub is_data_dir_custom: bool,
}

impl AppPaths {
    /// The places by the XDG rules, which hold on macOS too; `chosen` takes the place of the data folder. All of
    /// them are absolute: SQLite would take one that begins with `file:` for an address.
    pub fn find(data_dir: Option<&Path>) -> anyhow::Result<Self> {
        let base = BaseDirs::find()?;
        let chosen = data_dir.filter(|path| !path.as_os_str().is_empty());
        let data = match chosen {
            Some(path) => absolute(path)?,
            None => base.data.join("enough"),
        };
        let state = base.state;
        let config = base.config.join("enough");
        Ok(Self {
            config_file: config.join("config.yaml"),
            exercises_dir: config.join("exercises"),
            people_file: config.join("people.yaml"),
            profile_file: data.join("person.yaml"),
            journal_file: data.join("journal.db"),
            backups_dir: data.join("backups"),
            exports_dir: data.join("exports"),
            quarantine_dir: data.join("set-aside"),
            device_id_file: data.join("enough-device"),
            state_dir: state,
            runtime_dir: base.runtime.map(|folder| folder.join("enough")),
            is_data_dir_custom: chosen.is_some(),
        })
    }

    /// Where words wait that the journal couldn't take, the better place first.
    pub fn spool_dirs(&self) -> impl Iterator<Item = &Path> {
        [Some(&self.state_dir), self.runtime_dir.as_ref()]
            .into_iter()
            .flatten()
            .map(PathBuf::as_path)
    }

    /// What the person told about themselves, with files of it that had faults and were kept beside it.
    pub fn profile_files(&self) -> Vec<PathBuf> {
        let folder = self.profile_file.parent().map(fs::read_dir);
        let name = self.profile_file.file_name().unwrap_or_default();
        let is_ours = |file: &PathBuf| {
            let other = file.file_name().unwrap_or_default().to_string_lossy();
            let rest = other.strip_prefix(&*name.to_string_lossy());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let files = folder.into_iter().flatten().flatten().flatten();
        files.map(|file| file.path()).filter(is_ours).collect()
    }

    /// Takes back from everyone but their owner the things that lie here, and says which of them others
    /// could get at until now. A folder that the person named may be meant for others, and stays as it is.
    pub fn restrict_permissions(&self) -> Vec<PathBuf> {
        let data = self
            .journal_file
            .parent()
            .filter(|_| !self.is_data_dir_custom);
        let mut paths: Vec<PathBuf> = ["", "-wal", "-shm", "-journal"]
            .iter()
            .map(|ending| with_suffix(&self.journal_file, ending))
            .chain(data.map(PathBuf::from))
            .chain(self.profile_files())
            .chain([self.device_id_file.clone()])
            .collect();
        let ours = [&*self.backups_dir, &self.exports_dir, &self.quarantine_dir].into_iter();
        for folder in ours.chain(self.spool_dirs()) {
            paths.push(folder.to_owned());
            let files = fs::read_dir(folder).into_iter().flatten().flatten();
            paths.extend(files.map(|file| file.path()));
        }
        paths.sort();
        paths.dedup();
        paths.retain(|path| private_fs::restrict_permissions(path));
        paths
    }
}

/// The folders of the system that ours lie in.
struct BaseDirs {
    config: PathBuf,
    data: PathBuf,
    /// Ours, since not every system has a folder for it.
    state: PathBuf,
    runtime: Option<PathBuf>,
}

const NO_HOME_DIR: &str =
    "your home folder can't be found; set HOME, or name a folder with --data-dir";

impl BaseDirs {
    #[cfg(unix)]
    fn find() -> anyhow::Result<Self> {
        let home = home_dir().context(NO_HOME_DIR)?;
        // By the XDG rules, a path that isn't absolute counts as not set.
        let named = |name| {
            let path = env_var(name).map(|path| expand_tilde(Path::new(&path), Some(&home)));
            path.filter(|path| path.is_absolute())
        };
        let folder = |name, usual| named(name).unwrap_or_else(|| home.join(usual));
        Ok(Self {
            config: folder("XDG_CONFIG_HOME", ".config"),
            data: folder("XDG_DATA_HOME", ".local/share"),
            state: folder("XDG_STATE_HOME", ".local/state").join("enough"),
            runtime: named("XDG_RUNTIME_DIR"),
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

/// The value of a variable of the environment. One that is empty counts as not set.
pub fn env_var(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// `path` from the root on, with the home folder in the place of a `~` at its start. A shell leaves that sign as
/// it is in quotes and behind `=`.
pub fn absolute(path: &Path) -> anyhow::Result<PathBuf> {
    let path = expand_tilde(path, home_dir().as_deref());
    anyhow::ensure!(!path.starts_with("~"), NO_HOME_DIR);
    std::path::absolute(&path).with_context(|| format!("{} isn't a path", display_path(&path)))
}

/// The path, in the home folder where it begins with `~`. Shells leave `~` as it is behind `--output=`.
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

/// The person's home folder.
fn home_dir() -> Option<PathBuf> {
    let home = env_var("HOME").map(PathBuf::from);
    home.or_else(system_home_dir)
        .filter(|home| home.is_absolute())
}

/// The home folder as the system has it, where no variable names it.
fn system_home_dir() -> Option<PathBuf> {
    #[cfg(unix)]
    if std::env::var_os("HOME").is_some() {
        // It is set and empty, which the library takes for a path.
        let number = rustix::process::getuid().as_raw().to_string();
        let accounts = fs::read_to_string("/etc/passwd").ok()?;
        let mut accounts = accounts
            .lines()
            .map(|line| line.split(':').collect::<Vec<_>>());
        let account = accounts.find(|fields| fields.get(2) == Some(&&*number))?;
        return account.get(5).map(PathBuf::from);
    }
    etcetera::home_dir().ok()
}

/// The path of a file that SQLite keeps beside another.
pub fn with_suffix(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    PathBuf::from(name)
}

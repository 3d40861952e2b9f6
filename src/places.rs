//! Where things lie: the journal and its backups, the exercises of the person's own, what is there only
//! for a moment.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::private;
use crate::text::display_path;

/// The folders and files of one person on one machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// What the person set for themselves.
    pub config: PathBuf,
    /// Exercises of the person's own.
    pub exercises: PathBuf,
    /// Numbers of the person's own, beside those built in.
    pub people: PathBuf,
    pub journal: PathBuf,
    /// What the person told about themselves.
    pub person: PathBuf,
    /// Copies of the journal, one a day.
    pub backups: PathBuf,
    /// Walks that were written into files from the history.
    pub exports: PathBuf,
    /// Damaged journals, each whole.
    pub set_aside: PathBuf,
    /// The name of this machine among those that share a folder.
    pub device: PathBuf,
    /// For what is there only for a moment: the file of an editor, words that couldn't be saved.
    pub state: PathBuf,
    /// A second place for words that couldn't be saved: in memory, until the computer is switched off.
    pub runtime: Option<PathBuf>,
    /// Whether the person named the folder of the journal, which may then hold other things as well.
    pub is_chosen: bool,
}

impl Places {
    /// The places by the XDG rules, which hold on macOS too; `chosen` takes the place of the data folder. All of
    /// them are absolute: SQLite would take one that begins with `file:` for an address.
    pub fn find(chosen: Option<&Path>) -> anyhow::Result<Self> {
        let base = Base::find()?;
        let chosen = chosen.filter(|path| !path.as_os_str().is_empty());
        let data = match chosen {
            Some(path) => absolute(path)?,
            None => base.data.join("enough"),
        };
        let state = base.state;
        let config = base.config.join("enough");
        Ok(Self {
            config: config.join("config.yaml"),
            exercises: config.join("exercises"),
            people: config.join("people.yaml"),
            person: data.join("person.yaml"),
            journal: data.join("journal.db"),
            backups: data.join("backups"),
            exports: data.join("exports"),
            set_aside: data.join("set-aside"),
            device: data.join("enough-device"),
            state,
            runtime: base.runtime.map(|folder| folder.join("enough")),
            is_chosen: chosen.is_some(),
        })
    }

    /// Where words wait that the journal couldn't take, the better place first.
    pub fn waiting(&self) -> impl Iterator<Item = &Path> {
        [Some(&self.state), self.runtime.as_ref()]
            .into_iter()
            .flatten()
            .map(PathBuf::as_path)
    }

    /// What the person told about themselves, with files of it that had faults and were kept beside it.
    pub fn about_the_person(&self) -> Vec<PathBuf> {
        let folder = self.person.parent().map(fs::read_dir);
        let name = self.person.file_name().unwrap_or_default();
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
    pub fn mend(&self) -> Vec<PathBuf> {
        let data = self.journal.parent().filter(|_| !self.is_chosen);
        let mut looked_at: Vec<PathBuf> = ["", "-wal", "-shm", "-journal"]
            .iter()
            .map(|ending| beside(&self.journal, ending))
            .chain(data.map(PathBuf::from))
            .chain(self.about_the_person())
            .chain([self.device.clone()])
            .collect();
        let ours = [&*self.backups, &self.exports, &self.set_aside].into_iter();
        for folder in ours.chain(self.waiting()) {
            looked_at.push(folder.to_owned());
            let files = fs::read_dir(folder).into_iter().flatten().flatten();
            looked_at.extend(files.map(|file| file.path()));
        }
        looked_at.sort();
        looked_at.dedup();
        looked_at.retain(|path| private::mend(path));
        looked_at
    }
}

/// The folders of the system that ours lie in.
struct Base {
    config: PathBuf,
    data: PathBuf,
    /// Ours, since not every system has a folder for it.
    state: PathBuf,
    runtime: Option<PathBuf>,
}

const HOMELESS: &str =
    "your home folder can't be found; set HOME, or name a folder with --data-dir";

impl Base {
    #[cfg(unix)]
    fn find() -> anyhow::Result<Self> {
        let home = home().context(HOMELESS)?;
        // By the XDG rules, a path that isn't absolute counts as not set.
        let named = |name| {
            let path = variable(name).map(|path| at_home(Path::new(&path), Some(&home)));
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
        let base = choose_base_strategy().context(HOMELESS)?;
        Ok(Self {
            config: base.config_dir(),
            data: base.data_dir(),
            state: base.data_dir().join("enough").join("state"),
            runtime: base.runtime_dir(),
        })
    }
}

/// The value of a variable of the environment. One that is empty counts as not set.
pub fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// `path` from the root on, with the home folder in the place of a `~` at its start. A shell leaves that sign as
/// it is in quotes and behind `=`.
pub fn absolute(path: &Path) -> anyhow::Result<PathBuf> {
    let path = at_home(path, home().as_deref());
    anyhow::ensure!(!path.starts_with("~"), HOMELESS);
    std::path::absolute(&path).with_context(|| format!("{} isn't a path", display_path(&path)))
}

/// The path, in the home folder where it begins with `~`. Shells leave `~` as it is behind `--output=`.
pub(crate) fn of_home(path: &Path) -> PathBuf {
    at_home(path, home().as_deref())
}

fn at_home(path: &Path, home: Option<&Path>) -> PathBuf {
    match (path.strip_prefix("~"), home) {
        (Ok(rest), Some(home)) if rest.as_os_str().is_empty() => home.to_owned(),
        (Ok(rest), Some(home)) => home.join(rest),
        _ => path.to_owned(),
    }
}

/// The person's home folder.
fn home() -> Option<PathBuf> {
    let home = variable("HOME").map(PathBuf::from);
    home.or_else(listed_home).filter(|home| home.is_absolute())
}

/// The home folder as the system has it, where no variable names it.
fn listed_home() -> Option<PathBuf> {
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
pub fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    PathBuf::from(name)
}

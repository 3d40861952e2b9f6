//! Where things lie: the journal and its backups, the exercises of the person's own, what is there only
//! for a moment.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use etcetera::{BaseStrategy, choose_base_strategy};

use crate::private;

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
    /// The places by the XDG rules, which hold on macOS too; `chosen` takes the place of the data folder.
    pub fn find(chosen: Option<&Path>) -> anyhow::Result<Self> {
        let base = choose_base_strategy().context(
            "your home folder can't be found; set HOME, or name a folder with --data-dir",
        )?;
        let data = chosen.map_or_else(|| base.data_dir().join("enough"), Path::to_owned);
        // Not every system has a folder for it.
        let state = base.state_dir().map_or_else(
            || base.data_dir().join("enough").join("state"),
            |state| state.join("enough"),
        );
        let config = base.config_dir().join("enough");
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
            runtime: base.runtime_dir().map(|folder| folder.join("enough")),
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

/// The path of a file that SQLite keeps beside another.
pub fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    PathBuf::from(name)
}

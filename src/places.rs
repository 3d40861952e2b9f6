//! Where things lie: the journal, the exercises of the person's own, what is there only for a moment.

use std::path::{Path, PathBuf};

use anyhow::Context;
use etcetera::{BaseStrategy, choose_base_strategy};

/// The folders and files of one person on one machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// Exercises of the person's own.
    pub exercises: PathBuf,
    pub journal: PathBuf,
    /// For files that are there only for a moment.
    pub state: PathBuf,
}

impl Places {
    /// The places by the XDG rules, which hold on macOS too; `data` takes the place of the data folder.
    pub fn find(data: Option<&Path>) -> anyhow::Result<Self> {
        let base = choose_base_strategy().context(
            "your home folder can't be found; set HOME, or name a folder with --data-dir",
        )?;
        let data = data.map_or_else(|| base.data_dir().join("enough"), Path::to_owned);
        let state = base
            .state_dir()
            .unwrap_or_else(|| base.data_dir())
            .join("enough");
        let exercises = base.config_dir().join("enough").join("exercises");
        Ok(Self {
            exercises,
            journal: data.join("journal.db"),
            state,
        })
    }
}

/// Makes `folder`, readable by its owner only.
pub fn private_folder(folder: &Path) -> anyhow::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(folder)
        .with_context(|| format!("the folder {} can't be made", folder.display()))
}

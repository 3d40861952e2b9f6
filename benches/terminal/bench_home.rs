//! Home folders with a journal of a given size.

use std::path::{Path, PathBuf};

use good_enough::platform::private_fs::create_dir;
use good_enough::storage::journal::Journal;
use good_enough::storage::search::{Filters, Query};
use tempfile::TempDir;

use crate::journal_generator::{COMMON_WORD, JournalGenerator};

/// A temporary home folder.
pub struct BenchHome {
    folder: TempDir,
    /// Whether the terminal shows all colours.
    is_colourful: bool,
}

impl BenchHome {
    /// In memory if possible, to measure the program without the disk.
    pub fn in_memory(entries: u32) -> Self {
        let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
        Self::in_folder(folder.expect("a place for a home"), entries)
    }

    /// In Cargo's target folder, which is on a disk.
    fn on_disk() -> TempDir {
        tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a place for a home")
    }

    /// A copy with the journal on a disk.
    pub fn copied_to_disk(&self) -> Self {
        let copy = Self {
            folder: Self::on_disk(),
            is_colourful: self.is_colourful,
        };
        create_dir(&copy.data()).expect("a folder");
        for file in good_enough::storage::recovery::journal_files(&self.journal())
            .filter(|file| file.exists())
        {
            let name = file.file_name().expect("a file");
            std::fs::copy(&file, copy.data().join(name)).expect("a copy");
        }
        copy
    }

    /// Creates the journal even without entries, because the welcome page would be shown otherwise.
    fn in_folder(folder: TempDir, entries: u32) -> Self {
        let home = Self {
            folder,
            is_colourful: false,
        };
        create_dir(&home.data()).expect("a folder");
        let mut journal = Journal::open(&home.journal()).expect("a journal");
        JournalGenerator::new(1).fill(&mut journal, entries);
        // The first search fills the index. It happens once and must not be part of a measured key.
        let query = Query::new(COMMON_WORD, Filters::default());
        journal.count_matches(&query).expect("a number");
        home
    }

    /// On a terminal with all colours, with a theme that has its own background.
    pub fn colourful(mut self) -> Self {
        let folder = self.path().join("config/enough");
        create_dir(&folder).expect("a folder");
        std::fs::write(folder.join("config.yaml"), "theme: dusk\n").expect("a file");
        self.is_colourful = true;
        self
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn journal(&self) -> PathBuf {
        self.data().join("journal.db")
    }

    fn data(&self) -> PathBuf {
        self.path().join("data/enough")
    }

    /// The complete environment of a program.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        let under = |name: &str| self.path().join(name).display().to_string();
        let mut environment = vec![
            ("HOME", under("")),
            ("XDG_CONFIG_HOME", under("config")),
            ("XDG_DATA_HOME", under("data")),
            ("XDG_STATE_HOME", under("state")),
            ("XDG_CACHE_HOME", under("cache")),
            ("PATH", std::env::var("PATH").unwrap_or_default()),
            ("TERM", "xterm-256color".to_owned()),
            ("LANG", "C.UTF-8".to_owned()),
        ];
        if self.is_colourful {
            environment.push(("COLORTERM", "truecolor".to_owned()));
        }
        environment
    }
}

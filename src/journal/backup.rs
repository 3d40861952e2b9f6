//! Copies of the journal, one a day, each a whole journal of its own.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

/// A copy of the journal as it was on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    pub path: PathBuf,
    pub day: Date,
}

/// The name of the backup of `day`.
fn name(day: Date) -> String {
    format!("journal-{day}.db")
}

/// The backups in `folder`, the newest first; none where there is no folder.
pub fn all(folder: &Path) -> Vec<Backup> {
    let listing = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut backups: Vec<_> = listing
        .filter_map(|file| {
            let path = file.path();
            let day = path.file_stem()?.to_str()?.strip_prefix("journal-")?;
            let day: Date = day.parse().ok()?;
            (path.file_name()?.to_str()? == name(day)).then_some(Backup { path, day })
        })
        .collect();
    backups.sort_by_key(|backup| std::cmp::Reverse(backup.day));
    backups
}

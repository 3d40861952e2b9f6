//! `enough data wipe`: deletes all files of the user, and tells what can't be deleted.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::bail;

use super::super::confirm;
use super::super::format::format_bytes;
use super::super::output::print_wrapped;
use super::super::progress::LongWork;
use crate::cli::lock::set_aside_dirs;
use crate::cli::sanitized_output::{self, SanitizedOutput};
use crate::platform::paths::AppPaths;
use crate::platform::private_fs;
use crate::storage::backup;
use crate::storage::journal::{self, JournalError};
use crate::storage::lock::conversion::unfinished_or_sealed;
use crate::storage::lock::{JournalKey, lock_files};
use crate::storage::recovery::journal_files;
use crate::storage::verify::verify_watched;
use crate::storage::work_observer::{WorkObserver, WorkStage};
use crate::text::display_path;
use crate::text::pluralize;

/// Deletes everything after confirmation, or at once if `is_confirmed`.
pub(crate) fn wipe(paths: &AppPaths, is_confirmed: bool) -> anyhow::Result<ExitCode> {
    let mut out = sanitized_output::stdout();
    let files = UserFiles::find(paths);
    lock_journal(paths)?;
    if files.is_empty() {
        writeln!(out, "There's nothing of yours here.")?;
        return Ok(ExitCode::SUCCESS);
    }
    files.print(paths, &mut out)?;
    if !is_confirmed {
        if !confirm::is_interactive() {
            bail!(
                "nothing was removed, because there is no terminal here to ask on; \
                 “enough data wipe --yes” removes all this without asking"
            );
        }
        let question = "Type the word wipe to delete all this. Anything else changes nothing:";
        if !confirm::confirm_with_word(question, "wipe", &mut out)? {
            writeln!(out, "Nothing was deleted, and nothing was changed.")?;
            return Ok(ExitCode::SUCCESS);
        }
    }
    // Another window may have been opened or have saved something during the question.
    let lock = lock_journal(paths)?;
    let work = LongWork::begin(WorkStage::Wipe);
    let result = UserFiles::find(paths).remove(&work.observer());
    drop(work);
    drop(lock);
    if result.is_stopped {
        let (deleted, all) = (result.deleted, pluralize(result.all, "file", "files"));
        bail!(
            "this was stopped: {deleted} of {all} are deleted, and “enough data wipe” deletes the rest"
        );
    }
    print_result(&result, &mut out)
}

/// Locks the journal. Fails if another window has it open.
fn lock_journal(paths: &AppPaths) -> anyhow::Result<journal::ExclusiveLock> {
    // A locked journal can be deleted without its key.
    let Some(lock) = journal::try_lock_exclusive(&paths.journal_file, &JournalKey::NONE) else {
        bail!(
            "another window of enough has the journal {} open, so nothing was removed; please close \
             that window, then try again",
            display_path(&paths.journal_file)
        )
    };
    Ok(lock)
}

#[derive(Debug, Default)]
struct RemovalResult {
    /// Files that couldn't be deleted.
    failed: Vec<(PathBuf, io::Error)>,
    /// Files that were deleted but not overwritten before.
    not_overwritten: Vec<PathBuf>,
    deleted: u64,
    /// The number of all files.
    all: u64,
    /// Whether the user stopped it, so that some files are still there.
    is_stopped: bool,
}

/// Prints what couldn't be deleted, and what is out of reach.
fn print_result(
    RemovalResult {
        failed,
        not_overwritten,
        ..
    }: &RemovalResult,
    out: &mut SanitizedOutput,
) -> anyhow::Result<ExitCode> {
    if failed.is_empty() {
        writeln!(out, "\nAll of it is deleted.")?;
    } else {
        writeln!(out, "\nThese couldn't be deleted:")?;
    }
    for (path, error) in failed {
        print_wrapped(out, format_args!("  {}: {error}", display_path(path)))?;
    }
    if !not_overwritten.is_empty() {
        print_wrapped(
            out,
            "\nThese were removed, but nothing could be written over what they held. One that has another name \
             elsewhere is still there under that name:",
        )?;
    }
    for path in not_overwritten {
        print_wrapped(out, format_args!("  {}", display_path(path)))?;
    }
    print_wrapped(
        out,
        "No program can reach the copies that others made: Time Machine and other backups, synced \
         folders, snapshots. A disk, an SSD above all, may keep what was removed until it needs the room.",
    )?;
    Ok(if failed.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// All files of the user, by kind.
#[derive(Debug, Default)]
struct UserFiles {
    journal: Vec<PathBuf>,
    /// The lock file and its copies.
    lock: Vec<PathBuf>,
    profile: Vec<PathBuf>,
    backups: Vec<PathBuf>,
    /// Exports from the history screen.
    exports: Vec<PathBuf>,
    quarantined: Vec<PathBuf>,
    state: Vec<PathBuf>,
    /// Locked journals that were set aside.
    set_aside: Vec<PathBuf>,
    /// The device id for sync.
    device: Vec<PathBuf>,
    /// The folders of these files, innermost first.
    folders: Vec<PathBuf>,
    /// Folders that can't be read.
    unreadable_folders: Vec<(PathBuf, io::Error)>,
}

impl UserFiles {
    fn find(paths: &AppPaths) -> Self {
        let mut found = Self::default();
        // If the journal is a symlink, include its target.
        let real =
            fs::canonicalize(&paths.journal_file).unwrap_or_else(|_| paths.journal_file.clone());
        let names: BTreeSet<_> = [&paths.journal_file, &real]
            .into_iter()
            .flat_map(|path| journal_files(path))
            .collect();
        // Delete the WAL before the journal: alone it would still hold text.
        found
            .journal
            .extend(names.into_iter().rev().filter(|name| is_file(name)));
        found.lock = lock_files(paths);
        found.lock.retain(|name| is_file(name));
        if let Err(error) = fs::symlink_metadata(&paths.journal_file)
            && error.kind() != io::ErrorKind::NotFound
        {
            found
                .unreadable_folders
                .push((paths.journal_file.clone(), error));
        }

        found.profile = paths.profile_files();
        found.profile.retain(|path| is_file(path));
        found.profile.sort();

        let backups = backup::list(&paths.backups_dir).into_iter();
        found.backups.extend(backups.map(|backup| backup.path));
        found.backups.extend(backup::leftovers(&paths.backups_dir));
        found
            .backups
            .extend(unfinished_or_sealed(&paths.backups_dir));
        found.backups.retain(|path| is_file(path));
        found.collect_files(&paths.backups_dir, &|_| false);
        found.backups.sort();

        // In a custom data folder, folders with these names may hold other files.
        let is_ours = |name: &str| !paths.is_data_dir_custom || name.starts_with("journal-");
        found.quarantined = found.collect_files(&paths.quarantine_dir, &is_ours);
        let is_ours = |name: &str| !paths.is_data_dir_custom || name.starts_with("walks-");
        found.exports = found.collect_files(&paths.exports_dir, &is_ours);
        let set_aside = set_aside_dirs(paths);
        for folder in &set_aside {
            let files = found.collect_files(folder, &|_| true);
            found.set_aside.extend(files);
        }
        found.device = [paths.device_id_file.clone()]
            .into_iter()
            .filter(|name| is_file(name))
            .collect();
        for folder in paths.spool_dirs() {
            let waiting = found.collect_files(folder, &|_| true);
            found.state.extend(waiting);
        }
        if !paths.is_data_dir_custom {
            found
                .folders
                .extend(paths.journal_file.parent().map(Path::to_owned));
        }
        found
    }

    /// The files in `folder` with a wanted name, recursively. Doesn't follow symlinks.
    fn collect_files(&mut self, folder: &Path, is_wanted: &dyn Fn(&str) -> bool) -> Vec<PathBuf> {
        let listing = match fs::read_dir(folder) {
            Ok(listing) => listing,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Vec::new(),
            Err(error) => {
                self.unreadable_folders.push((folder.to_owned(), error));
                return Vec::new();
            }
        };
        let mut files = Vec::new();
        for file in listing.flatten() {
            let is_included = is_wanted(&file.file_name().to_string_lossy());
            if file.file_type().is_ok_and(|kind| kind.is_dir()) {
                if is_included {
                    files.extend(self.collect_files(&file.path(), &|_| true));
                }
            } else if is_included {
                files.push(file.path());
            }
        }
        files.sort();
        self.folders.push(folder.to_owned());
        files
    }

    fn files(&self) -> impl Iterator<Item = &PathBuf> {
        // The journal is last, so that an interrupted wipe can be repeated.
        let rest = self
            .backups
            .iter()
            .chain(&self.exports)
            .chain(&self.quarantined)
            .chain(&self.state)
            .chain(&self.profile)
            .chain(&self.device)
            .chain(&self.set_aside)
            .chain(&self.lock);
        rest.chain(&self.journal)
    }

    fn is_empty(&self) -> bool {
        self.files().next().is_none() && self.unreadable_folders.is_empty()
    }

    /// Prints what will be deleted, by path and count, and what stays.
    fn print(&self, paths: &AppPaths, out: &mut SanitizedOutput) -> anyhow::Result<()> {
        let work = LongWork::begin(WorkStage::Verify);
        let verified = verify_watched(&paths.journal_file, &JournalKey::NONE, &work.observer());
        drop(work);
        let counts = match verified {
            Err(error @ JournalError::Stopped) => return Err(error.into()),
            verified => verified.ok().and_then(|report| report.counts),
        };
        writeln!(out, "This is everything that enough has saved here:")?;
        let journal = counts.map_or_else(
            || "the journal".to_owned(),
            |counts| {
                format!(
                    "the journal, {}",
                    pluralize(counts.total(), "entry", "entries")
                )
            },
        );
        print_group(&journal, &self.journal, out)?;
        print_group("what opens the locked journal", &self.lock, out)?;
        print_group("what you said about yourself", &self.profile, out)?;
        let backups = pluralize(self.backups.len(), "backup", "backups");
        print_group(&backups, &self.backups, out)?;
        let (one, many) = (
            "file you exported from the history",
            "files you exported from the history",
        );
        print_group(
            &pluralize(self.exports.len(), one, many),
            &self.exports,
            out,
        )?;
        let (one, many) = ("file of a damaged journal", "files of damaged journals");
        let quarantined = pluralize(self.quarantined.len(), one, many);
        print_group(&quarantined, &self.quarantined, out)?;
        let (one, many) = (
            "file of a locked journal that was set aside",
            "files of locked journals that were set aside",
        );
        let set_aside = pluralize(self.set_aside.len(), one, many);
        print_group(&set_aside, &self.set_aside, out)?;
        let (one, many) = ("temporary file", "temporary files");
        let state = pluralize(self.state.len(), one, many);
        print_group(&state, &self.state, out)?;
        print_group(
            "the name of this computer for “enough sync”",
            &self.device,
            out,
        )?;
        for (folder, error) in &self.unreadable_folders {
            writeln!(out)?;
            print_wrapped(
                out,
                format_args!("{} can't be looked into: {error}", display_path(folder)),
            )?;
        }
        let all: Vec<_> = self.files().cloned().collect();
        let sizes = all
            .iter()
            .filter_map(|file| fs::symlink_metadata(file).ok());
        writeln!(out)?;
        let text = format_args!(
            "{}, {} together. What you put into {} yourself isn't deleted.",
            pluralize(all.len(), "file", "files"),
            format_bytes(sizes.map(|metadata| metadata.len()).sum()),
            display_path(&paths.exercises_dir)
        );
        Ok(print_wrapped(out, text)?)
    }

    /// Overwrites and deletes the files, then deletes empty folders. The observer stops it between two files.
    fn remove(mut self, observer: &WorkObserver) -> RemovalResult {
        let mut result = RemovalResult {
            failed: std::mem::take(&mut self.unreadable_folders),
            all: self.files().map(|_| 1).sum(),
            ..RemovalResult::default()
        };
        for file in self.files() {
            let reported = observer.report(WorkStage::Wipe, result.deleted, result.all);
            if reported.is_err() {
                result.is_stopped = true;
                return result;
            }
            match private_fs::erase(file) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    result.failed.push((file.clone(), error));
                    continue;
                }
                Ok(false) => result.not_overwritten.push(file.clone()),
                Ok(true) | Err(_) => {}
            }
            result.deleted += 1;
        }
        for folder in &self.folders {
            // A folder with other files stays. An empty one that can't be deleted holds no text.
            let _ = fs::remove_dir(folder);
        }
        result
    }
}

fn is_file(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| !metadata.is_dir())
}

/// Prints a heading and files, if there are any.
fn print_group(heading: &str, files: &[PathBuf], out: &mut impl Write) -> io::Result<()> {
    if !files.is_empty() {
        writeln!(out, "\n{heading}")?;
    }
    files
        .iter()
        .try_for_each(|file| writeln!(out, "  {}", display_path(file)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wipe_that_is_stopped_keeps_the_journal_for_last_and_says_how_far_it_got() {
        let home = tempfile::tempdir().unwrap();
        let mut paths = AppPaths::find(Some(home.path())).unwrap();
        paths.state_dir = home.path().join("state");
        paths.runtime_dir = None;
        for file in [&paths.device_id_file, &paths.journal_file] {
            fs::write(file, "明日 🍲").unwrap();
        }
        let result = UserFiles::find(&paths).remove(&WorkObserver::stopping_after(1));
        assert!(result.is_stopped);
        assert_eq!((result.deleted, result.all), (1, 2));
        assert!(paths.journal_file.exists() && !paths.device_id_file.exists());
        let result = UserFiles::find(&paths).remove(&WorkObserver::default());
        assert!(!result.is_stopped && !paths.journal_file.exists());
    }
}

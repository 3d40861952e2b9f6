//! `enough data wipe`: removes everything that is kept of a person, and says what no program can remove.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::bail;

use super::super::confirm;
use super::super::format::{format_bytes, pluralize, pluralize_len};
use super::super::output::print_wrapped;
use crate::cli::sanitized_output::{self, SanitizedOutput};
use crate::platform::paths::AppPaths;
use crate::platform::private_fs;
use crate::storage::backup;
use crate::storage::journal::{self, verify};
use crate::storage::recovery::journal_files;
use crate::text::display_path;

/// Removes everything, once the person has typed the word, or `is_sure`.
pub fn wipe(places: &AppPaths, is_sure: bool) -> anyhow::Result<ExitCode> {
    let mut out = sanitized_output::stdout();
    let belongings = UserFiles::find(places);
    lock_journal(places)?;
    if belongings.is_empty() {
        writeln!(out, "There is nothing here that enough has kept of you.")?;
        return Ok(ExitCode::SUCCESS);
    }
    belongings.print(places, &mut out)?;
    if !is_sure {
        if !confirm::is_interactive() {
            bail!(
                "nothing was removed, because there is no terminal here to ask on; \
                 “enough data wipe --yes” removes all this without asking"
            );
        }
        let question = "Type the word wipe to remove all this. Anything else leaves it as it is:";
        if !confirm::confirm_with_word(question, "wipe", &mut out)? {
            writeln!(out, "Nothing was removed. Everything is as it was.")?;
            return Ok(ExitCode::SUCCESS);
        }
    }
    // Another window may have been opened, or saved something, while the question stood there.
    let hold = lock_journal(places)?;
    let removed = UserFiles::find(places).remove();
    drop(hold);
    print_result(&removed, &mut out)
}

/// Keeps other windows out, as long as what it gives back lives.
fn lock_journal(places: &AppPaths) -> anyhow::Result<journal::ExclusiveLock> {
    let Some(hold) = journal::try_lock_exclusive(&places.journal_file) else {
        bail!(
            "another window of enough has the journal {} open, so nothing was removed; please close \
             that window, then try again",
            display_path(&places.journal_file)
        )
    };
    Ok(hold)
}

/// What came of removing it all.
#[derive(Debug, Default)]
struct RemovalResult {
    /// What couldn't be removed.
    failed: Vec<(PathBuf, io::Error)>,
    /// What was removed, and couldn't be written over before.
    not_overwritten: Vec<PathBuf>,
}

/// The last words: what stayed, and what is out of reach.
fn print_result(
    RemovalResult {
        failed: left,
        not_overwritten: only_removed,
    }: &RemovalResult,
    out: &mut SanitizedOutput,
) -> anyhow::Result<ExitCode> {
    if left.is_empty() {
        writeln!(out, "\nAll of it is removed.")?;
    } else {
        writeln!(out, "\nThese couldn't be removed:")?;
    }
    for (path, error) in left {
        print_wrapped(out, format_args!("  {}: {error}", display_path(path)))?;
    }
    if !only_removed.is_empty() {
        print_wrapped(
            out,
            "\nThese were removed, but nothing could be written over what they held. One that has another name \
             elsewhere is still there under that name:",
        )?;
    }
    for path in only_removed {
        print_wrapped(out, format_args!("  {}", display_path(path)))?;
    }
    print_wrapped(
        out,
        "No program can reach the copies that others made: Time Machine and other backups, synced \
         folders, snapshots. A disk, an SSD above all, may keep what was removed until it needs the room.",
    )?;
    Ok(if left.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Everything that is kept of a person.
#[derive(Debug, Default)]
struct UserFiles {
    journal: Vec<PathBuf>,
    /// What the person told about themselves.
    profile: Vec<PathBuf>,
    backups: Vec<PathBuf>,
    /// Walks that were written into files from the history.
    exports: Vec<PathBuf>,
    quarantined: Vec<PathBuf>,
    state: Vec<PathBuf>,
    /// The name of this computer among those that share a folder.
    device: Vec<PathBuf>,
    /// The folders these lie in, the innermost first.
    folders: Vec<PathBuf>,
    /// Folders that can't be looked into.
    unreadable_folders: Vec<(PathBuf, io::Error)>,
}

impl UserFiles {
    fn find(places: &AppPaths) -> Self {
        let mut found = Self::default();
        // Behind a link lie the words themselves.
        let real =
            fs::canonicalize(&places.journal_file).unwrap_or_else(|_| places.journal_file.clone());
        let names: BTreeSet<_> = [&places.journal_file, &real]
            .into_iter()
            .flat_map(|path| journal_files(path))
            .collect();
        // The log before the journal: by itself it would still hold words.
        found
            .journal
            .extend(names.into_iter().rev().filter(|name| is_file(name)));
        if let Err(error) = fs::symlink_metadata(&places.journal_file)
            && error.kind() != io::ErrorKind::NotFound
        {
            found
                .unreadable_folders
                .push((places.journal_file.clone(), error));
        }

        found.profile = places.profile_files();
        found.profile.retain(|path| is_file(path));
        found.profile.sort();

        let backups = backup::list(&places.backups_dir).into_iter();
        found.backups.extend(backups.map(|backup| backup.path));
        found.backups.extend(backup::leftovers(&places.backups_dir));
        found.backups.retain(|path| is_file(path));
        found.collect_files(&places.backups_dir, &|_| false);
        found.backups.sort();

        // A folder the person named may hold other things, even one that is called so.
        let is_ours = |name: &str| !places.is_data_dir_custom || name.starts_with("journal-");
        found.quarantined = found.collect_files(&places.quarantine_dir, &is_ours);
        let is_ours = |name: &str| !places.is_data_dir_custom || name.starts_with("walks-");
        found.exports = found.collect_files(&places.exports_dir, &is_ours);
        found.device = [places.device_id_file.clone()]
            .into_iter()
            .filter(|name| is_file(name))
            .collect();
        for folder in places.spool_dirs() {
            let waiting = found.collect_files(folder, &|_| true);
            found.state.extend(waiting);
        }
        if !places.is_data_dir_custom {
            found
                .folders
                .extend(places.journal_file.parent().map(Path::to_owned));
        }
        found
    }

    /// The files in `folder` and in those below it whose names are `wanted`. Links aren't followed.
    fn collect_files(&mut self, folder: &Path, wanted: &dyn Fn(&str) -> bool) -> Vec<PathBuf> {
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
            let is_wanted = wanted(&file.file_name().to_string_lossy());
            if file.file_type().is_ok_and(|kind| kind.is_dir()) {
                if is_wanted {
                    files.extend(self.collect_files(&file.path(), &|_| true));
                }
            } else if is_wanted {
                files.push(file.path());
            }
        }
        files.sort();
        self.folders.push(folder.to_owned());
        files
    }

    fn files(&self) -> impl Iterator<Item = &PathBuf> {
        // The journal goes last: as long as it is there, it can be told what the rest belongs to.
        let rest = self
            .backups
            .iter()
            .chain(&self.exports)
            .chain(&self.quarantined)
            .chain(&self.state)
            .chain(&self.profile)
            .chain(&self.device);
        rest.chain(&self.journal)
    }

    fn is_empty(&self) -> bool {
        self.files().next().is_none() && self.unreadable_folders.is_empty()
    }

    /// Says what will be removed, by path and count, and what stays.
    fn print(&self, places: &AppPaths, out: &mut SanitizedOutput) -> io::Result<()> {
        writeln!(out, "This is everything that enough has kept of you here:")?;
        let counts = verify(&places.journal_file)
            .ok()
            .and_then(|verdict| verdict.counts);
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
        print_group("what you told about yourself", &self.profile, out)?;
        let backups = pluralize_len(&self.backups, "backup", "backups");
        print_group(&backups, &self.backups, out)?;
        let (one, many) = (
            "file that you wrote from the history",
            "files that you wrote from the history",
        );
        print_group(&pluralize_len(&self.exports, one, many), &self.exports, out)?;
        let (one, many) = ("file of a damaged journal", "files of damaged journals");
        let set_aside = pluralize_len(&self.quarantined, one, many);
        print_group(&set_aside, &self.quarantined, out)?;
        let (one, many) = ("file meant for a moment", "files meant for a moment");
        let state = pluralize_len(&self.state, one, many);
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
        let words = format_args!(
            "{}, {} together. What you put into {} yourself stays.",
            pluralize_len(&all, "file", "files"),
            format_bytes(sizes.map(|about| about.len()).sum()),
            display_path(&places.exercises_dir)
        );
        print_wrapped(out, words)
    }

    /// Removes the files, with zeros written over what they held, then the folders that are empty.
    fn remove(mut self) -> RemovalResult {
        let mut removed = RemovalResult {
            failed: std::mem::take(&mut self.unreadable_folders),
            ..RemovalResult::default()
        };
        for file in self.files() {
            match private_fs::erase(file) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    removed.failed.push((file.clone(), error));
                }
                Ok(false) => removed.not_overwritten.push(file.clone()),
                Ok(true) | Err(_) => {}
            }
        }
        for folder in &self.folders {
            // One with something else in it stays, and one that is empty holds no words.
            let _ = fs::remove_dir(folder);
        }
        removed
    }
}

fn is_file(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|about| !about.is_dir())
}

/// Lists files that belong together, where there are any.
fn print_group(heading: &str, files: &[PathBuf], out: &mut impl Write) -> io::Result<()> {
    if !files.is_empty() {
        writeln!(out, "\n{heading}")?;
    }
    files
        .iter()
        .try_for_each(|file| writeln!(out, "  {}", display_path(file)))
}

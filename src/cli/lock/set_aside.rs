//! Sets a locked journal aside that nothing opens any more.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, bail};

use super::require_lock;
use crate::cli::args::GlobalArgs;
use crate::cli::confirm;
use crate::cli::output::print_wrapped;
use crate::cli::sanitized_output::SanitizedOutput;
use crate::platform::paths::{AppPaths, DB_FILE_SUFFIXES, with_suffix};
use crate::platform::private_fs;
use crate::storage::journal::try_lock_exclusive;
use crate::storage::lock::{JournalKey, lock_files};
use crate::terminal;
use crate::text::display_path;

/// What the name of a folder begins with that has a journal set aside.
const FOLDER_PREFIX: &str = "set-aside-";

/// The folders of journals that were set aside.
pub(crate) fn set_aside_dirs(paths: &AppPaths) -> Vec<PathBuf> {
    let data = paths.journal_file.parent().map(fs::read_dir);
    let entries = data.into_iter().flatten().flatten().flatten();
    let is_ours = |entry: &fs::DirEntry| {
        entry.file_type().is_ok_and(|kind| kind.is_dir())
            && entry
                .file_name()
                .to_string_lossy()
                .starts_with(FOLDER_PREFIX)
    };
    entries.filter(is_ours).map(|entry| entry.path()).collect()
}

/// Moves the journal, its lock file and its backups into a new folder beside them.
pub(super) fn run(
    global: &GlobalArgs,
    paths: &AppPaths,
    is_confirmed: bool,
    out: &mut SanitizedOutput,
) -> anyhow::Result<ExitCode> {
    require_lock(global)?;
    if !is_confirmed {
        if !confirm::is_interactive() {
            bail!(
                "nothing was moved, because there is no terminal here to ask on; “enough lock set-aside --yes” doesn't ask"
            );
        }
        let words = "The journal and its backups are moved to a folder of their own, and a new journal begins. If the \
             passphrase or the recovery code turns up, they can be opened from there.";
        print_wrapped(out, words)?;
        if !confirm::confirm_with_word("Type the word aside to go on:", "aside", out)? {
            print_wrapped(out, "Nothing was changed.")?;
            return Ok(ExitCode::SUCCESS);
        }
    }
    // Its lock works without the key.
    let Some(lock) = try_lock_exclusive(&paths.journal_file, &JournalKey::NONE) else {
        bail!(
            "another window of enough has the journal open, so nothing was moved; please close it, then try again"
        );
    };
    drop(lock);
    let data = paths
        .journal_file
        .parent()
        .context("the journal has no folder")?;
    let name = terminal::now().civil_time().strftime("%Y-%m-%d-%H-%M-%S");
    let name = format!("{FOLDER_PREFIX}{name}");
    let folder = data.join(name);
    private_fs::create_dir(&folder)?;
    let journal = DB_FILE_SUFFIXES.map(|suffix| with_suffix(&paths.journal_file, suffix));
    // The journal is last: if this is interrupted, it can be repeated.
    let backups = [paths.backups_dir.clone()].into_iter();
    let files = backups
        .chain(lock_files(paths))
        .chain(journal.into_iter().rev());
    for file in files {
        if fs::symlink_metadata(&file).is_ok() {
            let to = folder.join(file.file_name().unwrap_or_default());
            fs::rename(&file, &to).with_context(|| {
                format!(
                    "{} couldn't be moved; nothing was deleted",
                    display_path(&file)
                )
            })?;
        }
    }
    private_fs::sync_dir(data)?;
    print_wrapped(
        out,
        format_args!(
            "The journal and its backups are in {folder} now, as they were. The next start begins a new journal. If the \
             passphrase or the code turns up, “enough --data-dir {folder}” opens the old one.",
            folder = display_path(&folder)
        ),
    )?;
    Ok(ExitCode::SUCCESS)
}

//! Sets a locked journal aside that nothing opens any more.

use std::fs;
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
        let question = "The journal and its backups are moved to a folder of their own, and a new journal begins. If the \
             passphrase or the recovery code turns up, they can be opened from there. Type the word aside to go on:";
        if !confirm::confirm_with_word(question, "aside", out)? {
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
    let name = terminal::now()
        .civil_time()
        .strftime("set-aside-%Y-%m-%d-%H-%M-%S")
        .to_string();
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
            "The journal and its backups are in {} now, as they were. The next start begins a new journal.",
            display_path(&folder)
        ),
    )?;
    Ok(ExitCode::SUCCESS)
}

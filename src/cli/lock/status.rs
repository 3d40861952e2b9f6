//! Tells how the lock stands.

use std::io::Write;
use std::path::Path;

use crate::cli::args::GlobalArgs;
use crate::cli::output::print_wrapped;
use crate::cli::sanitized_output::SanitizedOutput;
use crate::platform::paths::AppPaths;
use crate::storage::lock::{LockState, clear_files};
use crate::text::display_path;

/// Prints whether the journal is locked, and which files aren't although it is.
pub(super) fn print(
    global: &GlobalArgs,
    paths: &AppPaths,
    out: &mut SanitizedOutput,
) -> anyhow::Result<()> {
    let state = global.lock_state()?;
    let words = match &state {
        LockState::Unlocked if LockState::of_backups(paths).is_some() => {
            "The journal isn't locked, and some of its backups still are. “enough lock off” unlocks them as well."
                .to_owned()
        }
        LockState::Unlocked => "The journal isn't locked: whoever can read your files can read it. “enough lock on” locks it."
            .to_owned(),
        LockState::Locked(lock_file) => {
            let cost = lock_file.cost();
            format!(
                "The journal is locked. A guess at the passphrase takes {} MiB of memory and {} passes of Argon2id.",
                cost.memory_kib() / 1024,
                cost.passes()
            )
        }
        LockState::LostLockFile(None) => {
            "The journal is locked, and its lock file is missing. The recovery code opens it: “enough lock recover”."
                .to_owned()
        }
        LockState::LostLockFile(Some(error)) => format!(
            "The journal is locked, and its lock file can't be used: {error}. The recovery code opens it: “enough lock recover”."
        ),
    };
    print_wrapped(out, words)?;
    if state.is_locked() {
        print_clear_files(&clear_files(paths), out)?;
    }
    Ok(())
}

/// Names the files that aren't locked although the journal is.
pub(super) fn print_clear_files(
    files: &[impl AsRef<Path>],
    out: &mut SanitizedOutput,
) -> anyhow::Result<()> {
    if files.is_empty() {
        return Ok(());
    }
    print_wrapped(
        out,
        "These files aren't locked and may hold words of yours. “enough lock on” locks backups, and entries that wait for the \
         journal, once more; the others you can delete once you don't need them:",
    )?;
    for file in files {
        writeln!(out, "  {}", display_path(file.as_ref()))?;
    }
    Ok(())
}

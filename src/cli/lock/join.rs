//! `enough lock join`: gives the journal the lock of another computer, so that both can sync through one folder.

use std::path::Path;

use anyhow::{Context, bail};

use super::{BEFORE_LOCKING, check_opens, convert_all, print_locked};
use crate::cli::args::GlobalArgs;
use crate::cli::output::print_wrapped;
use crate::cli::sanitized_output::SanitizedOutput;
use crate::cli::unlock::ask_secret;
use crate::platform::paths::AppPaths;
use crate::storage::lock::conversion;
use crate::storage::lock::{LockFile, LockState};
use crate::terminal;
use crate::text::display_path;

pub(super) fn join(
    global: &GlobalArgs,
    paths: &AppPaths,
    folder: &Path,
    out: &mut SanitizedOutput,
) -> anyhow::Result<()> {
    let found = read_lock_file(paths, folder)?;
    let words = "This takes the passphrase of the computer that the folder was synced from.";
    print_wrapped(out, words)?;
    let opened = ask_secret(global, &LockState::Locked(found))?;
    let seed = opened.seed;
    let Some(lock_file) = opened.lock_file else {
        bail!(
            "that is a recovery code, and only the passphrase shows that the lock file in {} is the right one; nothing was \
             changed. If you forgot the passphrase, “enough lock recover” on the other computer sets a new one. Sync there, \
             then join here",
            display_path(folder)
        );
    };
    if global.lock_state()?.is_locked() {
        // The passphrase was changed elsewhere.
        if check_opens(paths, &seed).is_err() {
            bail!(
                "the journal here has another lock than the folder, so nothing was changed; “enough lock off” takes it away, \
                 then this joins the other one"
            );
        }
        conversion::write_lock_file(paths, &lock_file)?;
        print_wrapped(out, "The journal has the passphrase of that folder now.")?;
        return Ok(());
    }
    print_wrapped(out, BEFORE_LOCKING)?;
    let done = convert_all(|observer| {
        let today = terminal::now().day;
        conversion::lock_all(paths, (&seed, &lock_file), today, observer)
    })?;
    print_locked(&done, out)
}

fn read_lock_file(paths: &AppPaths, folder: &Path) -> anyhow::Result<LockFile> {
    let path = folder.join(paths.lock_file.file_name().unwrap_or_default());
    let read = LockFile::read(&path).with_context(|| {
        format!(
            "{} can't be read, so nothing was changed",
            display_path(&path)
        )
    })?;
    match read {
        Some(Ok(lock_file)) => Ok(lock_file),
        Some(Err(error)) => bail!("{} can't be used: {error}", display_path(&path)),
        None => bail!(
            "there is no lock file in {}; sync there from the locked computer first",
            display_path(folder)
        ),
    }
}

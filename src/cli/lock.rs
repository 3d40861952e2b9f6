//! `enough lock`: locks the journal with a passphrase, and unlocks it.

mod join;
mod new_passphrase;
mod set_aside;
mod status;

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Subcommand;
use rand::seq::IndexedRandom;

use self::join::join;
use self::new_passphrase::{NewPassphrase, seal_calibrated};
pub(crate) use self::set_aside::set_aside_dirs;
use super::args::GlobalArgs;
use super::confirm;
use super::launch::entropy;
use super::output::print_wrapped;
use super::progress::LongWork;
use super::unlock::ask_secret;
use crate::cli::sanitized_output::{self, SanitizedOutput};
use crate::platform::paths::AppPaths;
use crate::storage::journal::try_lock_exclusive;
use crate::storage::lock::JournalKey;
use crate::storage::lock::conversion::{self, Conversion, ConversionError};
use crate::storage::lock::{LockFile, LockState, RecoveryCode, Seed, clear_files};
use crate::storage::open_journal;
use crate::storage::work_observer::{WorkObserver, WorkStage};
use crate::terminal;
use crate::text::{display_path, pluralize};

#[derive(Clone, Debug, Subcommand)]
pub(crate) enum LockCommand {
    /// Lock the journal with a passphrase
    ///
    /// The journal, its backups and the entries that wait for it are encrypted. It shows a recovery code, which opens the
    /// journal if you forget the passphrase, and asks for parts of it before anything changes.
    On,
    /// Unlock the journal for good
    ///
    /// Everything is decrypted, and no passphrase is needed any more.
    Off {
        /// Don't ask
        #[arg(long)]
        yes: bool,
    },
    /// Change the passphrase; the recovery code stays the same
    Change,
    /// Set a new passphrase with the recovery code
    Recover,
    /// Show the recovery code
    Code,
    /// Lock the journal as that of another computer, to sync with it
    Join {
        /// The sync folder that the other computer has synced to
        folder: std::path::PathBuf,
    },
    /// Set a journal aside that nothing opens any more, and begin a new one
    ///
    /// For somebody who forgot the passphrase and the recovery code. Nothing is deleted.
    SetAside {
        /// Don't ask
        #[arg(long)]
        yes: bool,
    },
}

/// Runs a command, or tells how the lock stands.
pub(crate) fn run(global: &GlobalArgs, command: Option<&LockCommand>) -> anyhow::Result<ExitCode> {
    if global.private && command.is_some() {
        bail!("with --private nothing is saved; leave it out to use your journal");
    }
    let paths = global.paths()?;
    let mut out = sanitized_output::stdout();
    match command {
        None => status::print(global, &paths, &mut out)?,
        Some(LockCommand::On) => lock(global, &paths, &mut out)?,
        Some(LockCommand::Off { yes }) => return unlock(global, &paths, *yes, &mut out),
        Some(LockCommand::Change) => change(global, &paths, &mut out)?,
        Some(LockCommand::Recover) => recover(global, &paths, &mut out)?,
        Some(LockCommand::Code) => {
            require_lock(global)?;
            if let Some(seed) = global.seed()? {
                check_opens(&paths, &seed)?;
                writeln!(out, "{}", RecoveryCode::of(&seed).as_str())?;
            }
        }
        Some(LockCommand::Join { folder }) => join(global, &paths, folder, &mut out)?,
        Some(LockCommand::SetAside { yes }) => {
            return set_aside::run(global, &paths, *yes, &mut out);
        }
    }
    Ok(ExitCode::SUCCESS)
}

const BEFORE_LOCKING: &str = "Everything you wrote will be encrypted: the journal, its backups, and entries that wait for it. \
     What you said about yourself, people to talk to, the configuration and your own exercises stay readable, and so do \
     files that you exported. If you forget both the passphrase and the recovery code, nobody can open your journal any \
     more.";
const AFTER_LOCKING: &str = if cfg!(windows) {
    "What was in the clear before was removed. A disk keeps what was removed until it needs the room, and copies that others \
     made, such as backups of the computer, snapshots and synced folders, can't be reached."
} else {
    "What was in the clear before was overwritten with zeros. That doesn't reach copies that others made, such as \
     backups of the computer, snapshots and synced folders, and an SSD may keep old blocks for a while."
};

fn lock(global: &GlobalArgs, paths: &AppPaths, out: &mut SanitizedOutput) -> anyhow::Result<()> {
    if let LockState::Locked(lock_file) = global.lock_state()? {
        return finish_locking(global, paths, &lock_file, out);
    }
    require_no_lock(global)?;
    check_no_other_window(paths)?;
    check_opens_or_plain(paths, None)?;
    print_wrapped(out, BEFORE_LOCKING)?;
    let mut source = NewPassphrase::open(global)?;
    let passphrase = source.read("Passphrase: ")?;
    let seed = Seed::generate()?;
    let code = RecoveryCode::of(&seed);
    print_wrapped(
        out,
        "\nThis is the recovery code. Please write it down and keep it where nobody else looks:",
    )?;
    writeln!(out, "\n  {}\n", code.as_str())?;
    if source.is_interactive() {
        print_wrapped(out, "To check that you have it, type two of its groups.")?;
        confirm_code(&code)?;
    }
    let lock_file = seal_calibrated(&seed, &passphrase)?;
    let done = convert_all(|observer| {
        let today = terminal::now().day;
        conversion::lock_all(paths, (&seed, &lock_file), today, observer)
    });
    let done = done.with_context(|| match LockState::read(paths) {
        Ok(LockState::Unlocked) => "nothing was locked, so the recovery code above opens nothing",
        _ => "the journal is locked, and not everything else is; please keep the recovery code",
    })?;
    print_locked(&done, out)?;
    status::print_clear_files(&clear_files(paths), out)?;
    if source.is_interactive() {
        print_wrapped(out, "Once you have the code on paper, clear this window.")?;
    }
    Ok(())
}

/// Fails before anything is asked if another window has the journal open.
fn check_no_other_window(paths: &AppPaths) -> anyhow::Result<()> {
    // That can be told without the key.
    if try_lock_exclusive(&paths.journal_file, &JournalKey::NONE).is_none() {
        bail!(
            "another window of enough has the journal {} open, so nothing was changed; please close that window, then try \
             again",
            display_path(&paths.journal_file)
        );
    }
    Ok(())
}

/// Locks what an interrupted run left in the clear, and a plain journal that is in the place of the locked one.
fn finish_locking(
    global: &GlobalArgs,
    paths: &AppPaths,
    lock_file: &LockFile,
    out: &mut SanitizedOutput,
) -> anyhow::Result<()> {
    check_no_other_window(paths)?;
    writeln!(
        sanitized_output::stderr(),
        "The journal is locked already. Files that aren't will be locked as well."
    )?;
    let Some(seed) = global.seed()? else {
        return Ok(());
    };
    let done = convert_all(|observer| {
        conversion::lock_all(paths, (&seed, lock_file), terminal::now().day, observer)
    })?;
    print_locked(&done, out)?;
    status::print_clear_files(&clear_files(paths), out)
}

/// Runs a conversion with its progress shown. Ctrl+C stops it.
fn convert_all(
    convert: impl FnOnce(&WorkObserver) -> Result<Conversion, ConversionError>,
) -> Result<Conversion, ConversionError> {
    let work = LongWork::begin(WorkStage::Verify);
    convert(&work.observer())
}

/// Asks for two groups of the recovery code, to be sure that it was written down.
fn confirm_code(code: &RecoveryCode) -> anyhow::Result<()> {
    let groups: Vec<_> = code.groups().enumerate().collect();
    let mut asked: Vec<_> = groups.sample(&mut entropy(), 2).collect();
    asked.sort();
    for (index, group) in asked {
        loop {
            write!(
                sanitized_output::stderr(),
                "Group {} of the code: ",
                index + 1
            )?;
            let mut typed = String::new();
            if io::stdin().read_line(&mut typed)? == 0 {
                bail!("nothing was locked, and nothing was changed");
            }
            if RecoveryCode::is_same_group(&typed, group) {
                break;
            }
            writeln!(
                sanitized_output::stderr(),
                "That isn't group {} of the code above.",
                index + 1
            )?;
        }
    }
    Ok(())
}

fn print_locked(done: &Conversion, out: &mut SanitizedOutput) -> anyhow::Result<()> {
    let entries = pluralize(done.entries, "entry", "entries");
    let backups = match done.backups {
        0 => String::new(),
        1 => " 1 backup was locked with it.".to_owned(),
        count => format!(" {count} backups were locked with it."),
    };
    print_wrapped(
        out,
        format_args!(
            "The journal is locked, with {entries}, counting unfinished ones and the trash.{backups}"
        ),
    )?;
    print_other_files(done, "sealed as they are", out)?;
    print_wrapped(out, AFTER_LOCKING)?;
    Ok(())
}

/// Tells what happened to files that aren't intact journals.
fn print_other_files(
    done: &Conversion,
    what: &str,
    out: &mut SanitizedOutput,
) -> anyhow::Result<()> {
    if done.sealed > 0 {
        let files = pluralize(done.sealed, "damaged file", "damaged files");
        let verb = if done.sealed == 1 { "was" } else { "were" };
        print_wrapped(
            out,
            format_args!("{files} can't be read and {verb} {what}."),
        )?;
    }
    if !done.failed.is_empty() {
        print_wrapped(out, "These couldn't be changed and are as they were:")?;
    }
    for path in &done.failed {
        writeln!(out, "  {}", display_path(path))?;
    }
    if done.is_stopped {
        bail!("this was stopped, so some backups are as they were; the same command does the rest");
    }
    Ok(())
}

fn unlock(
    global: &GlobalArgs,
    paths: &AppPaths,
    is_confirmed: bool,
    out: &mut SanitizedOutput,
) -> anyhow::Result<ExitCode> {
    let state = require_lock_or_copy(global, paths)?;
    check_no_other_window(paths)?;
    let seed = match global.seed()? {
        Some(seed) => seed,
        // An interrupted run left backups locked.
        None => ask_secret(global, &state)?.seed,
    };
    check_opens_or_plain(paths, Some(&seed))?;
    if !is_confirmed {
        if !confirm::is_interactive() {
            bail!(
                "nothing was unlocked, because there is no terminal here to ask on; “enough lock off --yes” doesn't ask"
            );
        }
        let words = "Everything you wrote will be readable again for whoever can read your files.";
        print_wrapped(out, words)?;
        if !confirm::confirm_with_word("Type the word unlock to go on:", "unlock", out)? {
            writeln!(out, "Nothing was changed.")?;
            return Ok(ExitCode::SUCCESS);
        }
    }
    let done = convert_all(|observer| {
        conversion::unlock_all(paths, &seed, terminal::now().day, observer)
    })?;
    let entries = pluralize(done.entries, "entry", "entries");
    print_wrapped(
        out,
        format_args!(
            "The journal isn't locked any more. It has {entries}, counting unfinished ones and the trash."
        ),
    )?;
    print_other_files(&done, "put back as they were", out)?;
    Ok(ExitCode::SUCCESS)
}

fn change(global: &GlobalArgs, paths: &AppPaths, out: &mut SanitizedOutput) -> anyhow::Result<()> {
    let state = require_lock(global)?;
    let mut source = NewPassphrase::open(global)?;
    let seed = source.read_current(&state)?;
    check_opens(paths, &seed)?;
    write_new_passphrase(paths, &seed, &mut source)?;
    print_wrapped(
        out,
        "The passphrase is changed. The recovery code is the same as before. The old passphrase still opens copies \
         that were made before, with a lock file of that time.",
    )?;
    Ok(())
}

fn recover(global: &GlobalArgs, paths: &AppPaths, out: &mut SanitizedOutput) -> anyhow::Result<()> {
    require_lock(global)?;
    let mut source = NewPassphrase::open(global)?;
    let seed = source.read_code()?;
    check_opens(paths, &seed)?;
    write_new_passphrase(paths, &seed, &mut source)?;
    writeln!(out, "The journal has a new passphrase.")?;
    Ok(())
}

fn write_new_passphrase(
    paths: &AppPaths,
    seed: &Seed,
    source: &mut NewPassphrase,
) -> anyhow::Result<()> {
    let passphrase = source.read("New passphrase: ")?;
    conversion::write_lock_file(paths, &seal_calibrated(seed, &passphrase)?)?;
    Ok(())
}

fn require_lock(global: &GlobalArgs) -> anyhow::Result<LockState> {
    let state = global.lock_state()?;
    if !state.is_locked() {
        bail!("the journal isn't locked; “enough lock on” locks it");
    }
    Ok(state)
}

/// The state of the lock or, where only backups are still locked, of their lock file.
fn require_lock_or_copy(global: &GlobalArgs, paths: &AppPaths) -> anyhow::Result<LockState> {
    match LockState::of_backups(paths) {
        Some(state) if !global.lock_state()?.is_locked() => Ok(state),
        _ => require_lock(global),
    }
}

fn require_no_lock(global: &GlobalArgs) -> anyhow::Result<()> {
    if global.lock_state()?.is_locked() {
        bail!("the journal has a lock already; “enough lock” tells more");
    }
    Ok(())
}

/// Checks that the seed opens the journal: a recovery code may be that of another one.
fn check_opens(paths: &AppPaths, seed: &Seed) -> anyhow::Result<()> {
    if fs::symlink_metadata(&paths.journal_file).is_ok() {
        drop(open_journal(paths, &JournalKey::of(seed))?);
    }
    Ok(())
}

/// Checks that the journal opens, either without a lock or with the seed.
fn check_opens_or_plain(paths: &AppPaths, seed: Option<&Seed>) -> anyhow::Result<()> {
    if fs::symlink_metadata(&paths.journal_file).is_err() {
        return Ok(());
    }
    match (open_journal(paths, &JournalKey::NONE), seed) {
        (Ok(_), _) => Ok(()),
        (Err(_), Some(seed)) => check_opens(paths, seed),
        (Err(error), None) => Err(error.into()),
    }
}

/// Whether questions can be asked.
fn is_interactive() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

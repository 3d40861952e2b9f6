//! `enough sync`: synchronizes the journal with other computers through a folder.

use std::fs;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, bail};
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::args::GlobalArgs;
use super::confirm;
use super::format::{MAX_NAMED, first_items};
use super::import::summary_text;
use super::launch::entropy;
use super::output::print_wrapped;
use super::progress::LongWork;
use super::unreadable_warning;
use crate::cli::sanitized_output;
use crate::domain::entry::LocalTime;
use crate::platform::paths::AppPaths;
use crate::platform::private_fs;
use crate::storage::backup::{self, Backup, BulkChange};
use crate::storage::import::ImportCounts;
use crate::storage::open_journal;
use crate::storage::sync::{
    self, Device, Losses, PartlyReadFile, SealReport, SkipReason, SkippedFile, SyncError, SyncLock,
    SyncOptions, SyncReport,
};
use crate::storage::work_observer::WorkStage;
use crate::text::display_path;
use crate::text::pluralize;

/// How many entries may be trashed or lose text at once without confirmation.
const MAX_UNCONFIRMED_LOSSES: u64 = 10;
/// The exit code if the user didn't confirm, or couldn't be asked.
const EXIT_NEEDS_CONFIRMATION: u8 = 4;

/// Synchronizes the journal with `folder`. `yes` confirms losses in advance.
pub(crate) fn sync(
    folder: &Path,
    yes: bool,
    global: &GlobalArgs,
    now: &LocalTime,
) -> anyhow::Result<ExitCode> {
    let (paths, key) = (&global.paths()?, &global.key()?);
    let lock = sync_lock(global)?;
    check_folder(folder)?;
    super::context::warn_restricted_permissions(paths)?;
    super::first_page::mark_unseen(paths);
    let mut journal = open_journal(paths, key)?;
    journal.set_now(now.timestamp);
    let _lock = lock_sync(paths)?;
    let rng = StdRng::from_rng(&mut entropy());
    let mut device = Device::load(&paths.device_id_file, rng).with_context(|| {
        format!(
            "the name of this computer couldn't be saved in {}, so nothing was sent or received",
            display_path(&paths.device_id_file)
        )
    })?;
    let mut max_losses = if yes {
        u64::MAX
    } else {
        MAX_UNCONFIRMED_LOSSES
    };
    loop {
        let work = LongWork::begin(WorkStage::ReadFolder);
        let observer = work.observer();
        journal.watch(&observer)?;
        let mut backup = None;
        let mut options = SyncOptions {
            now: now.timestamp,
            max_losses,
            lock: lock.as_ref(),
            before_change: &mut || {
                backup = backup::create_before(BulkChange::Sync, paths, now, key, &observer)?;
                Ok(())
            },
        };
        let synced = sync::sync(&mut journal, folder, &mut device, &mut options);
        drop(work);
        let report = match synced {
            Err(SyncError::Journal(error)) => return Err(error.into()),
            Err(SyncError::BeforeChange(error)) => return Err(error),
            Err(error @ SyncError::NotSent) => return Err(error.into()),
            Err(SyncError::Locked { folder }) => bail!(locked_folder_text(&folder)),
            Err(SyncError::OtherLock { file }) => bail!(other_lock_text(folder, &file)),
            result => result.context(
                "the sync stopped before its end, and your words are safe in the journal",
            )?,
        };
        let Some(losses) = report.needs_confirmation else {
            print_result(&report, folder, backup)?;
            let is_complete = !unreadable_warning::warn_unreadable(&journal)?;
            return Ok(if is_complete {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            });
        };
        warn_skipped(&report)?;
        if !confirm_losses(losses)? {
            return Ok(ExitCode::from(EXIT_NEEDS_CONFIRMATION));
        }
        max_losses = losses.total();
    }
}

/// The lock of the journal; none if that isn't locked.
fn sync_lock(global: &GlobalArgs) -> anyhow::Result<Option<SyncLock>> {
    let opened = global.opened_lock()?;
    Ok(opened.map(|opened| SyncLock::new(&opened.seed, opened.lock_file)))
}

/// The error of somebody who has no lock and names a folder with one.
fn locked_folder_text(folder: &Path) -> String {
    let folder = display_path(folder);
    format!(
        "the files in {folder} are locked and your journal here isn't, so nothing was received and nothing was \
         written there; please run “enough lock join {folder}” first, which asks for the passphrase of the other \
         computer. If you want no lock any more, switch it off on every computer and sync through an empty folder"
    )
}

/// The error of somebody whose lock isn't that of the folder.
fn other_lock_text(folder: &Path, file: &Path) -> String {
    let (folder, file) = (display_path(folder), display_path(file));
    format!(
        "the files in {folder} have another lock than your journal here, or {file} is a wrong one, so nothing \
         was received and nothing was written there. If you have just changed the passphrase elsewhere, the rest \
         is still on its way: please sync again later. If the lock there is the right one, run “enough lock join \
         {folder}”; if the one here is, sync through an empty folder"
    )
}

fn check_folder(folder: &Path) -> anyhow::Result<()> {
    // A trailing slash would follow a symlink.
    let bare: std::path::PathBuf = folder.components().collect();
    match fs::symlink_metadata(&bare) {
        Ok(metadata) if metadata.is_symlink() => bail!(
            "{} is a link, and sync follows none, so nothing was sent or received; please name the folder it \
             leads to",
            display_path(folder)
        ),
        Ok(metadata) if metadata.is_dir() => Ok(()),
        _ => bail!(
            "there is no folder {}; please make it first, or name the one that is carried to your other \
             computers",
            display_path(folder)
        ),
    }
}

/// Prevents other windows from syncing until the returned lock is dropped.
fn lock_sync(paths: &AppPaths) -> anyhow::Result<Option<fs::File>> {
    let folder = paths.journal_file.parent().unwrap_or(Path::new("."));
    match private_fs::try_lock_dir(folder) {
        Ok(None) => bail!(
            "another window is syncing or repairing the journal right now, so nothing was sent or received; \
             please try again in a little while"
        ),
        Ok(lock) => Ok(lock),
        // Some systems can't lock a folder. There, users must not sync twice at once.
        Err(_) => Ok(None),
    }
}

/// Asks the user to confirm the losses. Returns false if there is no user to ask.
fn confirm_losses(losses: Losses) -> io::Result<bool> {
    let [trashed, emptied] =
        [losses.trashed, losses.emptied].map(|count| pluralize(count, "entry", "entries"));
    let warning = match (losses.trashed, losses.emptied) {
        (_, 0) => format!("The other computers would move {trashed} to the trash."),
        (0, _) => format!("The other computers would remove text from {emptied}."),
        _ => format!(
            "The other computers would move {trashed} to the trash and remove text from {emptied}."
        ),
    };
    if !confirm::is_interactive() {
        let words = format_args!(
            "{warning} That is a lot at once, so nothing was received, and your journal wasn't changed. If you want \
             this, run it again with --yes."
        );
        print_wrapped(&mut sanitized_output::stderr(), words)?;
        return Ok(false);
    }
    let mut out = sanitized_output::stdout();
    let words = format_args!(
        "{warning} That is a lot at once. A backup is made first, the trash holds entries for thirty days, and text \
         that is removed is saved in a copy."
    );
    print_wrapped(&mut out, words)?;
    let is_confirmed = confirm::confirm_with_word(
        "Type yes to continue. Anything else changes nothing:",
        "yes",
        &mut out,
    )?;
    if !is_confirmed {
        print_wrapped(
            &mut out,
            "Nothing was received. Your journal wasn't changed.",
        )?;
    }
    Ok(is_confirmed)
}

fn print_result(report: &SyncReport, folder: &Path, backup: Option<Backup>) -> io::Result<()> {
    let mut out = sanitized_output::stdout();
    let sent = pluralize(report.sent, "entry", "entries");
    print_wrapped(&mut out, format_args!("Sent: {sent}."))?;
    if let Some(words) = received_text(report) {
        print_wrapped(&mut out, words)?;
    }
    if report.conflicts > 0 {
        let entries = pluralize(report.conflicts, "entry was", "entries were");
        print_wrapped(
            &mut out,
            format_args!(
                "{entries} changed on two computers at once. Both versions are in the history now."
            ),
        )?;
    }
    if report.preserved > 0 {
        let words = match report.preserved {
            1 => "1 entry has other or less text in the newer version. The older version is in the history as well."
                .to_owned(),
            count => format!(
                "{count} entries have other or less text in the newer version. The older versions are in the history \
                 as well."
            ),
        };
        print_wrapped(&mut out, words)?;
    }
    if let Some(backup) = backup {
        let path = display_path(&backup.path);
        print_wrapped(
            &mut out,
            format_args!("The journal as it was before is in {path}."),
        )?;
    }
    drop(out);
    warn_skipped(report)?;
    let mut out = sanitized_output::stderr();
    if let Some(seal) = &report.seal {
        for text in seal_texts(seal, folder) {
            print_wrapped(&mut out, text)?;
        }
    }
    if report.is_first
        && let Some(text) = first_sync_text(report.seal.as_ref(), folder)
    {
        print_wrapped(&mut out, text)?;
    }
    Ok(())
}

/// What somebody is told who syncs through a folder for the first time; none if [`seal_texts`] says it.
fn first_sync_text(seal: Option<&SealReport>, folder: &Path) -> Option<String> {
    let folder = display_path(folder);
    match seal {
        Some(seal) if seal.lacks_lock_file => None,
        Some(_) => Some(format!(
            "Your entries are in {folder} now, locked like your journal. Another computer can join with “enough \
             lock join {folder}” and your passphrase."
        )),
        None => Some(format!(
            "Your entries are in {folder} now. Anyone who can read that folder, or any computer or service it is \
             carried by, can read them: they aren't encrypted."
        )),
    }
}

/// The messages about a folder that a locked journal syncs through.
fn seal_texts(seal: &SealReport, folder: &Path) -> Vec<String> {
    let mut texts = Vec::new();
    match seal.is_plain_log_erased {
        Some(true) => texts.push(
            "The file that this computer had there in the clear is locked now, and the old one was overwritten with \
             zeros. Copies that a service or another computer keeps of it stay as they are."
                .to_owned(),
        ),
        Some(false) => texts.push(
            "The file that this computer had there in the clear is locked now, but the old one couldn't be \
             overwritten with zeros. Something of it may be left on the disk."
                .to_owned(),
        ),
        None => {}
    }
    let (plain_files, more) = first_items(&seal.plain_files, MAX_NAMED);
    for file in plain_files {
        let file = display_path(file);
        texts.push(format!(
            "{file} lies there in the clear, and anyone who can open the folder can read it. What is in it came in. \
             The computer that wrote it locks it once it has joined; if it is only an old copy, you can remove it."
        ));
    }
    if more > 0 {
        texts.push(format!("So it is with {more} more files."));
    }
    if seal.lacks_lock_file {
        let folder = display_path(folder);
        texts.push(format!(
            "Your entries are in {folder}, locked like your journal. You typed the recovery code, so the lock file of this \
             computer wasn't sent: only the passphrase shows that it belongs to your journal. Another computer can join once you \
             sync with the passphrase; “enough lock recover” sets a new one."
        ));
    }
    if seal.has_new_passphrase {
        let folder = display_path(folder);
        texts.push(format!(
            "The passphrase was changed on another computer. This one still opens with the one it has; “enough lock join \
             {folder}” takes over the new one."
        ));
    }
    texts
}

fn warn_skipped(report: &SyncReport) -> io::Result<()> {
    let mut out = sanitized_output::stderr();
    if report.is_renamed {
        print_wrapped(
            &mut out,
            "Another computer writes under the name of this one, perhaps because all files were copied from one to \
             the other. This computer has a new name and a file of its own now, and nothing was lost.",
        )?;
    }
    let (partly_read, more_partly_read) = first_items(&report.partly_read, MAX_NAMED);
    let (skipped_files, more_skipped) = first_items(&report.skipped_files, MAX_NAMED);
    for text in partly_read.iter().flat_map(skipped_lines_text) {
        print_wrapped(&mut out, text)?;
    }
    for file in skipped_files {
        print_wrapped(&mut out, skipped_file_text(file))?;
    }
    for more in [more_partly_read, more_skipped] {
        if more > 0 {
            print_wrapped(&mut out, format_args!("So it is with {more} more files."))?;
        }
    }
    Ok(())
}

/// The message about a file that wasn't read.
fn skipped_file_text(skipped: &SkippedFile) -> String {
    let reason = match skipped.reason {
        SkipReason::Symlink => "is a link, and sync follows none",
        SkipReason::HardLink => "is known under a second name, which may lie outside of the folder",
        SkipReason::OtherOwner => "belongs to another account of this computer",
        SkipReason::NotAFile => "isn't a plain file",
        SkipReason::TooLarge => "is larger than any journal, or all files are together",
        SkipReason::Unreadable => "can't be read",
    };
    format!(
        "{} {reason}, so it stayed out.",
        display_path(&skipped.file)
    )
}

/// The message about received entries. None if only conflicts or preserved versions were received.
fn received_text(report: &SyncReport) -> Option<String> {
    if report.peer_files == 0 && report.new + report.updated == 0 {
        return Some("No other computer has written there yet.".to_owned());
    }
    if report.new + report.updated > 0 {
        return Some(summary_text(&ImportCounts {
            new: report.new,
            newer: report.updated,
            ..ImportCounts::default()
        }));
    }
    (report.conflicts + report.preserved == 0)
        .then(|| "There is nothing new from elsewhere.".to_owned())
}

/// The messages about lines of a file that weren't read.
fn skipped_lines_text(file: &PartlyReadFile) -> Vec<String> {
    let path = display_path(&file.file);
    let lines = |number| pluralize(number, "line", "lines");
    let mut words = Vec::new();
    if file.newer_lines > 0 {
        words.push(format!(
            "{} in {path} came from a newer version of enough and stayed out. Please update enough here.",
            lines(file.newer_lines)
        ));
    }
    if file.unreadable_lines > 0 {
        words.push(format!(
            "{} in {path} couldn't be read and stayed out. The rest came in.",
            lines(file.unreadable_lines)
        ));
    }
    if file.unopened_lines > 0 {
        words.push(format!(
            "{} in {path} couldn't be unlocked and stayed out: they have another lock, or they were changed on the way. \
             The rest came in.",
            lines(file.unopened_lines)
        ));
    }
    words
}

//! `enough sync`: one journal on several computers, by way of a folder.

use std::fs;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, bail};
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::confirm;
use super::format::{MAX_NAMED, first_items, pluralize};
use super::import::summary_text;
use super::launch::entropy;
use super::output::print_wrapped;
use super::unreadable_warning;
use crate::cli::sanitized_output;
use crate::domain::entry::LocalTime;
use crate::platform::paths::AppPaths;
use crate::platform::private_fs;
use crate::storage::backup::{self, Backup, BulkChange};
use crate::storage::import::ImportCounts;
use crate::storage::open_journal;
use crate::storage::sync::{
    self, Device, Losses, PartlyReadFile, SkipReason, SkippedFile, SyncError, SyncOptions,
    SyncReport,
};
use crate::text::display_path;

/// So many entries may be thrown away or emptied at once without a question.
const MAX_UNCONFIRMED_LOSSES: u64 = 10;
/// The code where it had to ask and there was nobody to answer.
const EXIT_NEEDS_CONFIRMATION: u8 = 4;

/// Brings the journal and `folder` together; `yes` answers the question about what would be lost.
pub fn sync(
    folder: &Path,
    yes: bool,
    places: &AppPaths,
    now: &LocalTime,
) -> anyhow::Result<ExitCode> {
    check_folder(folder)?;
    super::context::warn_restricted_permissions(places)?;
    let mut journal = open_journal(places)?;
    journal.set_now(now.timestamp);
    let _alone = lock_sync(places)?;
    let chance = StdRng::from_rng(&mut entropy());
    let mut device = Device::load(&places.device_id_file, chance).with_context(|| {
        format!(
            "the name of this computer couldn't be kept in {}, so nothing was sent or taken in",
            display_path(&places.device_id_file)
        )
    })?;
    let mut most_losses = if yes {
        u64::MAX
    } else {
        MAX_UNCONFIRMED_LOSSES
    };
    loop {
        let mut kept = None;
        let mut terms = SyncOptions {
            now: now.timestamp,
            max_losses: most_losses,
            before_change: &mut || {
                kept = backup::create_before(BulkChange::Sync, places, now)?;
                Ok(())
            },
        };
        let synced = match sync::sync(&mut journal, folder, &mut device, &mut terms) {
            Err(SyncError::Journal(error)) => return Err(error.into()),
            Err(SyncError::BeforeChange(error)) => return Err(error),
            synced => synced.context(
                "the sync stopped before its end, and your words are safe in the journal",
            )?,
        };
        let Some(losses) = synced.needs_confirmation else {
            print_result(&synced, folder, kept)?;
            let is_whole = !unreadable_warning::warn_unreadable(&journal)?;
            return Ok(if is_whole {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            });
        };
        warn_skipped(&synced)?;
        if !confirm_losses(losses)? {
            return Ok(ExitCode::from(EXIT_NEEDS_CONFIRMATION));
        }
        most_losses = losses.total();
    }
}

fn check_folder(folder: &Path) -> anyhow::Result<()> {
    // With a slash at its end, a link would be followed.
    let bare: std::path::PathBuf = folder.components().collect();
    match fs::symlink_metadata(&bare) {
        Ok(about) if about.is_symlink() => bail!(
            "{} is a link, and sync follows none, so nothing was sent or taken in; please name the folder it \
             leads to",
            display_path(folder)
        ),
        Ok(about) if about.is_dir() => Ok(()),
        _ => bail!(
            "there is no folder {}; please make it first, or name the one that is carried to your other \
             computers",
            display_path(folder)
        ),
    }
}

/// Keeps other windows from syncing, as long as the answer lives.
fn lock_sync(places: &AppPaths) -> anyhow::Result<Option<fs::File>> {
    let folder = places.journal_file.parent().unwrap_or(Path::new("."));
    match private_fs::try_lock_dir(folder) {
        Ok(None) => bail!(
            "another window is syncing or mending the journal at this moment, so nothing was sent or taken in; \
             please try again in a little while"
        ),
        Ok(alone) => Ok(alone),
        // Some systems can't lock a folder. There it is for the person not to sync twice at once.
        Err(_) => Ok(None),
    }
}

/// Whether the person agrees to what would be lost; no where there is nobody to ask.
fn confirm_losses(losses: Losses) -> io::Result<bool> {
    let mut words = Vec::new();
    if losses.trashed > 0 {
        let walks = pluralize(losses.trashed, "walk", "walks");
        words.push(format!("put {walks} into the trash"));
    }
    if losses.emptied > 0 {
        let walks = pluralize(losses.emptied, "walk", "walks");
        words.push(format!("take text out of {walks}"));
    }
    let would = format!("The other computers would {}.", words.join(" and "));
    if !confirm::is_interactive() {
        let words = format_args!(
            "{would} That is a lot at once, so nothing was taken in, and your journal is as it was. If you want \
             this, run it again with --yes."
        );
        print_wrapped(&mut sanitized_output::stderr(), words)?;
        return Ok(false);
    }
    let mut out = sanitized_output::stdout();
    let words = format_args!(
        "{would} That is a lot at once. A backup is made first, the trash keeps walks for thirty days, and text \
         that is taken out stays in a copy."
    );
    print_wrapped(&mut out, words)?;
    let agreed = confirm::confirm_with_word(
        "Type yes to go on. Anything else leaves your journal as it is:",
        "yes",
        &mut out,
    )?;
    if !agreed {
        print_wrapped(&mut out, "Nothing was taken in. Your journal is as it was.")?;
    }
    Ok(agreed)
}

fn print_result(synced: &SyncReport, folder: &Path, kept: Option<Backup>) -> io::Result<()> {
    let mut out = sanitized_output::stdout();
    let sent = pluralize(synced.sent, "entry", "entries");
    print_wrapped(&mut out, format_args!("Sent: {sent}."))?;
    if let Some(words) = received_text(synced) {
        print_wrapped(&mut out, words)?;
    }
    if synced.conflicts > 0 {
        let walks = pluralize(synced.conflicts, "walk was", "walks were");
        print_wrapped(
            &mut out,
            format_args!(
                "{walks} changed on two computers at once. Both versions are in the history now."
            ),
        )?;
    }
    if synced.preserved > 0 {
        let (walks, versions) = if synced.preserved == 1 {
            ("1 walk has", "The older version is")
        } else {
            (
                &*format!("{} walks have", synced.preserved),
                "The older versions are",
            )
        };
        let words = format_args!(
            "{walks} other or less text in the newer version. {versions} in the history as well."
        );
        print_wrapped(&mut out, words)?;
    }
    if let Some(backup) = kept {
        let path = display_path(&backup.path);
        print_wrapped(
            &mut out,
            format_args!("The journal as it was before is in {path}."),
        )?;
    }
    drop(out);
    warn_skipped(synced)?;
    if synced.is_first {
        let words = format_args!(
            "Your walks are in {} now. Whoever can read that folder, or any computer or service it is carried \
             by, can read them: they aren't encrypted.",
            display_path(folder)
        );
        print_wrapped(&mut sanitized_output::stderr(), words)?;
    }
    Ok(())
}

fn warn_skipped(synced: &SyncReport) -> io::Result<()> {
    let mut out = sanitized_output::stderr();
    if synced.is_renamed {
        print_wrapped(
            &mut out,
            "Another computer writes under the name of this one, perhaps because all files were copied from one to \
             the other. This computer has a new name and a file of its own now, and nothing was lost.",
        )?;
    }
    let (partly_read, more_partly_read) = first_items(&synced.partly_read, MAX_NAMED);
    let (skipped_files, more_skipped) = first_items(&synced.skipped_files, MAX_NAMED);
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

/// Why a file wasn't read.
fn skipped_file_text(skipped: &SkippedFile) -> String {
    let why = match skipped.reason {
        SkipReason::Symlink => "is a link, and sync follows none",
        SkipReason::HardLink => "is known under a second name, which may lie outside of the folder",
        SkipReason::OtherOwner => "belongs to another account of this computer",
        SkipReason::NotAFile => "isn't a plain file",
        SkipReason::TooLarge => "is larger than any journal, or all files are together",
        SkipReason::Unreadable => "can't be read",
    };
    format!("{} {why}, so it stayed out.", display_path(&skipped.file))
}

/// What came from elsewhere; nothing to say where only words apart did.
fn received_text(synced: &SyncReport) -> Option<String> {
    if synced.peer_files == 0 && synced.new + synced.updated == 0 {
        return Some("No other computer has written there yet.".to_owned());
    }
    if synced.new + synced.updated > 0 {
        return Some(summary_text(&ImportCounts {
            new: synced.new,
            newer: synced.updated,
            ..ImportCounts::default()
        }));
    }
    (synced.conflicts + synced.preserved == 0)
        .then(|| "There is nothing new from elsewhere.".to_owned())
}

/// What was passed over in a file.
fn skipped_lines_text(odd: &PartlyReadFile) -> Vec<String> {
    let file = display_path(&odd.file);
    let lines = |number| pluralize(number, "line", "lines");
    let mut words = Vec::new();
    if odd.newer_lines > 0 {
        words.push(format!(
            "{} in {file} came from a newer version of enough and stayed out. Please update enough here.",
            lines(odd.newer_lines)
        ));
    }
    if odd.unreadable_lines > 0 {
        words.push(format!(
            "{} in {file} couldn't be read and stayed out. The rest came in.",
            lines(odd.unreadable_lines)
        ));
    }
    words
}

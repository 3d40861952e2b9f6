//! `enough data`: backup, verification, recovery and removal of the user's data.

mod wipe;

use std::io::Write;
use std::process::ExitCode;

use anyhow::bail;
use jiff::civil::Date;

pub(crate) use self::wipe::wipe;
use super::health::StorageHealth;
use super::output::print_wrapped;
use super::progress::LongWork;
use crate::cli::sanitized_output;
use crate::domain::entry::LocalTime;
use crate::platform::paths::AppPaths;
use crate::storage::backup::{self, BackupResult};
use crate::storage::journal::JournalError;
use crate::storage::lock::JournalKey;
use crate::storage::open_journal;
use crate::storage::recovery;
use crate::storage::verify::verify_watched;
use crate::storage::work_observer::WorkStage;
use crate::text::display_path;
use crate::text::pluralize;
use crate::ui::screens::storage_failure_screen::recovery_summary;

/// Makes a backup. It replaces an earlier one of the same day.
pub(crate) fn backup(paths: &AppPaths, key: &JournalKey, today: Date) -> anyhow::Result<ExitCode> {
    let mut out = sanitized_output::stdout();
    let journal = display_path(&paths.journal_file);
    let work = LongWork::begin(WorkStage::Backup);
    let backups = (&*paths.backups_dir, today);
    let made = backup::create_daily_watched(&paths.journal_file, backups, key, &work.observer());
    drop(work);
    match made? {
        BackupResult::Created(backup, entries) => print_wrapped(
            &mut out,
            format_args!(
                "A backup of {} is in {}. It was read back, and it is intact.",
                pluralize(entries, "entry", "entries"),
                display_path(&backup.path)
            ),
        )?,
        BackupResult::NothingToCopy => print_wrapped(
            &mut out,
            format_args!(
                "There is nothing in the journal {journal} yet, so there is nothing to back up."
            ),
        )?,
        BackupResult::InProgress => bail!(
            "another window is making a backup at this moment; please look again in a little while"
        ),
        BackupResult::Damaged(_) => bail!(
            "the journal {journal} is damaged, so no backup was made of it, and every earlier one \
             stays as it was; “enough data verify” shows which of them are intact"
        ),
        BackupResult::Unreadable(entries) => bail!(
            "{} in the journal {journal} can't be read, so no backup was made of it, and every earlier \
             one stays as it was; “enough data verify” names it, and “enough data repair” saves what \
             can be read of it",
            pluralize(entries.len(), "entry", "entries")
        ),
    }
    Ok(ExitCode::SUCCESS)
}

/// Recovers a damaged journal from the newest intact backup and from what can be read of it.
pub(crate) fn recover(
    paths: &AppPaths,
    key: &JournalKey,
    now: &LocalTime,
) -> anyhow::Result<ExitCode> {
    let mut out = sanitized_output::stdout();
    let journal = display_path(&paths.journal_file);
    // Opening may finish an interrupted recovery or checkpoint the WAL. Close the journal before reading the file.
    let is_opened = open_journal(paths, key).is_ok();
    let work = LongWork::begin(WorkStage::Verify);
    let observer = work.observer();
    let is_intact = match verify_watched(&paths.journal_file, key, &observer) {
        _ if !is_opened => false,
        Err(error @ JournalError::Stopped) => return Err(error.into()),
        report => report.is_ok_and(|report| report.is_intact()),
    };
    if is_intact {
        drop(work);
        let text = format_args!("The journal {journal} is intact. There's nothing to repair.");
        print_wrapped(&mut out, text)?;
        return Ok(ExitCode::SUCCESS);
    }
    let recovered = recovery::recover(paths, now, key, &observer);
    drop(work);
    let recovered = recovered?;
    for text in recovery_summary(&recovered) {
        print_wrapped(&mut out, text)?;
    }
    if let Some(path) = &recovered.quarantined {
        writeln!(out, "  {}", display_path(path))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Checks the journal and every backup completely and prints the status of each.
pub(crate) fn verify(paths: &AppPaths, key: &JournalKey) -> anyhow::Result<ExitCode> {
    let health = StorageHealth::check(paths, key)?;
    let mut out = sanitized_output::stdout();
    if health.journal.is_none() {
        writeln!(out, "{}: not there yet", display_path(&paths.journal_file))?;
    }
    for database in health.journal.iter().chain(&health.backups) {
        writeln!(
            out,
            "{}: {}",
            display_path(&database.path),
            database.summary
        )?;
    }
    let advice = health.advice(|path| display_path(path));
    for text in &advice {
        writeln!(out)?;
        print_wrapped(&mut out, text)?;
    }
    Ok(if advice.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

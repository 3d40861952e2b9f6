//! `enough data`: a backup now, a look at all that is kept, and how to remove it.

mod wipe;

use std::io::Write;
use std::process::ExitCode;

use anyhow::bail;
use jiff::civil::Date;

pub use self::wipe::wipe;
use super::format::{pluralize, pluralize_len};
use super::health::StorageHealth;
use super::output::print_wrapped;
use crate::cli::sanitized_output;
use crate::domain::entry::LocalTime;
use crate::platform::paths::AppPaths;
use crate::storage::backup::{self, BackupResult};
use crate::storage::journal;
use crate::storage::open_journal;
use crate::storage::recovery;
use crate::text::display_path;
use crate::ui::screens::storage_failure_screen::recovery_summary;

/// Makes a backup now, in the place of an earlier one of today.
pub fn backup(places: &AppPaths, today: Date) -> anyhow::Result<ExitCode> {
    let mut out = sanitized_output::stdout();
    let journal = display_path(&places.journal_file);
    match backup::create_daily(&places.journal_file, &places.backups_dir, today)? {
        BackupResult::Created(backup, entries) => print_wrapped(
            &mut out,
            format_args!(
                "A backup of {} is in {}. It was read back, and it is whole.",
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
             stays as it was; “enough data verify” shows which of them are whole"
        ),
        BackupResult::Unreadable(entries) => bail!(
            "{} in the journal {journal} can't be read, so no backup was made of it, and every earlier \
             one stays as it was; “enough data verify” names it, and “enough data mend” keeps all that \
             can be read of it",
            pluralize_len(&entries, "entry", "entries")
        ),
    }
    Ok(ExitCode::SUCCESS)
}

/// Makes a damaged journal good again: from the newest good backup, and from what can be read of it.
pub fn recover(places: &AppPaths, now: &LocalTime) -> anyhow::Result<ExitCode> {
    let mut out = sanitized_output::stdout();
    let journal = display_path(&places.journal_file);
    // Opened first, since that may end a mending or take in a log; and closed again before the file is read.
    let is_opened = open_journal(places).is_ok();
    if is_opened && journal::verify(&places.journal_file).is_ok_and(|verdict| verdict.is_intact()) {
        let words = format_args!("The journal {journal} is whole. There is nothing to mend.");
        print_wrapped(&mut out, words)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mended = recovery::recover(places, now)?;
    for words in recovery_summary(&mended) {
        print_wrapped(&mut out, words)?;
    }
    if let Some(path) = &mended.quarantined {
        writeln!(out, "  {}", display_path(path))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Reads the journal and every backup from end to end, and says of each how it is.
pub fn verify(places: &AppPaths) -> anyhow::Result<ExitCode> {
    let survey = StorageHealth::check(places);
    let mut out = sanitized_output::stdout();
    if survey.journal.is_none() {
        writeln!(out, "{}: not there yet", display_path(&places.journal_file))?;
    }
    for kept in survey.journal.iter().chain(&survey.backups) {
        writeln!(out, "{}: {}", display_path(&kept.path), kept.summary)?;
    }
    let advice = survey.advice(|path| display_path(path));
    for words in &advice {
        writeln!(out)?;
        print_wrapped(&mut out, words)?;
    }
    Ok(if advice.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

//! `enough delete`, `restore` and `trash`: moves entries to the trash, restores them, lists and purges the trash.

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::bail;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::confirm;
use super::entry_arg::{self, LookupScope};
use super::list_printer::{self, ListPrinter};
use super::output::print_wrapped;
use crate::cli::sanitized_output;
use crate::domain::entry::{Entry, LocalTime, civil_time, format_rfc3339};
use crate::storage::journal::{EntryList, Journal};
use crate::storage::trash::RETENTION;
use crate::text::{one_line, replace_unsafe};

/// Moves entries to the trash.
pub(crate) fn delete(
    journal: &mut Journal,
    ids: &[String],
    now: &LocalTime,
) -> anyhow::Result<ExitCode> {
    let entries = entry_arg::find_entries(journal, ids, LookupScope::NotTrashed)?;
    let mut moved = Vec::new();
    for entry in &entries {
        if journal.trash(&entry.id, now.timestamp)? {
            moved.push(entry);
        }
    }
    print_entries(&moved)?;
    let until = local_date(
        now.timestamp
            .checked_add(RETENTION)
            .unwrap_or(Timestamp::MAX),
        now,
    );
    let words = match &moved[..] {
        [] => "That's in the trash already.".to_owned(),
        [_] => format!("In the trash until {until}. “enough restore last” restores it."),
        _ => format!("In the trash until {until}. “enough restore” and an id restore one."),
    };
    print_wrapped(&mut sanitized_output::stderr(), words)?;
    Ok(ExitCode::SUCCESS)
}

/// Restores entries from the trash to their previous state.
pub(crate) fn restore(journal: &mut Journal, ids: &[String]) -> anyhow::Result<ExitCode> {
    let entries = entry_arg::find_entries(journal, ids, LookupScope::Trash)?;
    let mut moved = Vec::new();
    for entry in &entries {
        if journal.restore(&entry.id)? {
            moved.push(entry);
        }
    }
    print_entries(&moved)?;
    let words = match &moved[..] {
        [] => "That isn't in the trash, so there was nothing to restore.",
        [_] => "It's back where it was.",
        _ => "They're back where they were.",
    };
    print_wrapped(&mut sanitized_output::stderr(), words)?;
    Ok(ExitCode::SUCCESS)
}

/// Prints the trashed entries with the day they were trashed and the day they may be purged.
pub(crate) fn print(journal: &Journal, now: &LocalTime, is_json: bool) -> anyhow::Result<ExitCode> {
    let mut out = ListPrinter::start(is_json)?;
    let page = |offset, _: Option<&_>, limit| journal.trashed_entries(offset, limit);
    list_printer::for_each_row(list_printer::NO_LIMIT, page, |trashed| {
        let (row, trashed_at, expires_at) = (
            &trashed.summary,
            trashed.trashed_at,
            trashed.purgeable_from(now.timestamp),
        );
        out.push(
            || {
                let (id, text) = (
                    replace_unsafe(row.id.as_str()),
                    list_printer::entry_text(row),
                );
                let trashed_on = local_date(trashed_at, now);
                let expires_on = local_date(expires_at, now);
                format!("{id}  {}  {trashed_on} to {expires_on}  {text}", row.day)
            },
            || {
                json!({
                    "v": 1,
                    "id": row.id.as_str(),
                    "exercise": row.exercise,
                    "title": row.title,
                    "started_at": format_rfc3339(row.started, row.offset),
                    "day": row.day.to_string(),
                    "thought": row.thought,
                    "reframe": row.reframe,
                    "trashed_at": format_rfc3339(trashed_at, now.utc_offset),
                    "expires_at": format_rfc3339(expires_at, now.utc_offset),
                })
            },
        )
    })?;
    if out.finish()? == 0 && !is_json {
        print_wrapped(&mut sanitized_output::stderr(), "The trash is empty.")?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Purges the trash after confirmation, or at once if `is_confirmed`.
pub(crate) fn empty(journal: &mut Journal, is_confirmed: bool) -> anyhow::Result<ExitCode> {
    let mut out = sanitized_output::stdout();
    let Some(newest) = journal.trashed_entries(0, 1)?.pop() else {
        writeln!(out, "The trash is empty.")?;
        return Ok(ExitCode::SUCCESS);
    };
    if !is_confirmed {
        if !confirm::is_interactive() {
            bail!(
                "nothing was deleted, because there is no terminal here to ask on; \
                 “enough trash --empty --yes” deletes without asking"
            );
        }
        let words = match journal.count(EntryList::Trash)? {
            1 => "1 entry is in the trash. Once deleted, it can't be restored.".to_owned(),
            count => {
                format!("{count} entries are in the trash. Once deleted, they can't be restored.")
            }
        };
        print_wrapped(&mut out, words)?;
        let question = "Type the word empty to empty the trash. Anything else changes nothing:";
        if !confirm::confirm_with_word(question, "empty", &mut out)? {
            writeln!(out, "Nothing was deleted, and nothing was changed.")?;
            return Ok(ExitCode::SUCCESS);
        }
    }
    // Entries trashed during the question are not included.
    let just_after = SignedDuration::from_millis(1);
    let before = newest.trashed_at.checked_add(just_after);
    let purged = journal.purge_trashed_before(before.unwrap_or(Timestamp::MAX))?;
    let words = match purged {
        1 => "1 entry was deleted, down to the last byte in the journal.".to_owned(),
        count => format!("{count} entries were deleted, down to the last byte in the journal."),
    };
    print_wrapped(&mut out, format_args!("{words} {BACKUPS_NOTICE}"))?;
    Ok(ExitCode::SUCCESS)
}

const BACKUPS_NOTICE: &str = "Earlier backups still have the words, the oldest for about a year; “enough paths” says where they are.";

/// Prints id, day and title of entries, but none of their text.
fn print_entries(entries: &[&Entry]) -> io::Result<()> {
    let mut out = sanitized_output::stdout();
    entries.iter().try_for_each(|entry| {
        let (id, title) = (replace_unsafe(entry.id.as_str()), one_line(&entry.title));
        writeln!(out, "{id}  {}  {title}", entry.day)
    })
}

fn local_date(timestamp: Timestamp, now: &LocalTime) -> Date {
    civil_time(timestamp, now.utc_offset).date()
}

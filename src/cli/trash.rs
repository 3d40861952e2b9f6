//! `enough delete`, `restore` and `trash`: what is thrown away, brought back, and deleted for good.

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::bail;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::confirm;
use super::entry_arg::{self, LookupScope};
use super::format::pluralize;
use super::list_printer::{self, ListPrinter};
use super::output::print_wrapped;
use crate::cli::sanitized_output;
use crate::domain::entry::{Entry, LocalTime, civil_time, format_rfc3339};
use crate::storage::journal::{EntryList, Journal};
use crate::storage::trash::RETENTION;
use crate::text::{one_line, replace_unsafe};

/// Moves walks into the trash.
pub fn delete(journal: &mut Journal, ids: &[String], now: &LocalTime) -> anyhow::Result<ExitCode> {
    let walks = entry_arg::find_entries(journal, ids, LookupScope::NotTrashed)?;
    let mut moved = Vec::new();
    for walk in &walks {
        if journal.trash(&walk.id, now.timestamp)? {
            moved.push(walk);
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
        [] => "That lies in the trash already.".to_owned(),
        [_] => format!("In the trash until {until}. “enough restore last” brings it back."),
        _ => format!("In the trash until {until}. “enough restore” and an id bring one back."),
    };
    print_wrapped(&mut sanitized_output::stderr(), words)?;
    Ok(ExitCode::SUCCESS)
}

/// Brings walks back from the trash, to where they were.
pub fn restore(journal: &mut Journal, ids: &[String]) -> anyhow::Result<ExitCode> {
    let walks = entry_arg::find_entries(journal, ids, LookupScope::Trash)?;
    let mut moved = Vec::new();
    for walk in &walks {
        if journal.restore(&walk.id)? {
            moved.push(walk);
        }
    }
    print_entries(&moved)?;
    let words = match &moved[..] {
        [] => "That doesn't lie in the trash, so there was nothing to bring back.",
        [_] => "It's back where it was.",
        _ => "They're back where they were.",
    };
    print_wrapped(&mut sanitized_output::stderr(), words)?;
    Ok(ExitCode::SUCCESS)
}

/// Prints what lies in the trash, since when, and the day from which on it may be gone.
pub fn print(journal: &Journal, now: &LocalTime, is_json: bool) -> anyhow::Result<ExitCode> {
    let mut out = ListPrinter::start(is_json)?;
    let page = |from, _: Option<&_>, how_many| journal.trashed_entries(from, how_many);
    list_printer::for_each_row(list_printer::NO_LIMIT, page, |trashed| {
        let (row, since, goes) = (
            &trashed.summary,
            trashed.trashed_at,
            trashed.purgeable_from(now.timestamp),
        );
        out.push(
            || {
                let (id, words) = (replace_unsafe(row.id.as_str()), one_line(&row.headline));
                let (since, goes) = (local_date(since, now), local_date(goes, now));
                format!("{id}  {}  {since} to {goes}  {words}", row.day)
            },
            || {
                json!({
                    "v": 1,
                    "id": row.id.as_str(),
                    "exercise": row.exercise,
                    "title": row.title,
                    "started_at": format_rfc3339(row.started, row.offset),
                    "day": row.day.to_string(),
                    "headline": row.headline,
                    "trashed_at": format_rfc3339(since, now.utc_offset),
                    "expires_at": format_rfc3339(goes, now.utc_offset),
                })
            },
        )
    })?;
    if out.finish()? == 0 && !is_json {
        print_wrapped(&mut sanitized_output::stderr(), "The trash is empty.")?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Deletes for good what lies in the trash, once the person has typed the word, or `is_sure`.
pub fn empty(journal: &mut Journal, is_sure: bool) -> anyhow::Result<ExitCode> {
    let mut out = sanitized_output::stdout();
    let Some(newest) = journal.trashed_entries(0, 1)?.pop() else {
        writeln!(out, "The trash is empty.")?;
        return Ok(ExitCode::SUCCESS);
    };
    if !is_sure {
        if !confirm::is_interactive() {
            bail!(
                "nothing was deleted, because there is no terminal here to ask on; \
                 “enough trash --empty --yes” deletes without asking"
            );
        }
        let walks = pluralize(journal.count(EntryList::Trash)?, "walk", "walks");
        let words = "in the trash. Once deleted for good, nothing brings that back.";
        print_wrapped(&mut out, format_args!("{walks} {words}"))?;
        let question = "Type the word empty to delete. Anything else leaves all as it is:";
        if !confirm::confirm_with_word(question, "empty", &mut out)? {
            writeln!(out, "Nothing was deleted. Everything is as it was.")?;
            return Ok(ExitCode::SUCCESS);
        }
    }
    // What was thrown away while the question stood there wasn't meant.
    let just_after = SignedDuration::from_millis(1);
    let before = newest.trashed_at.checked_add(just_after);
    let gone = journal.purge_trashed_before(before.unwrap_or(Timestamp::MAX))?;
    let gone = pluralize(gone, "walk is", "walks are");
    print_wrapped(
        &mut out,
        format_args!("{gone} deleted for good, to the last byte of the journal. {BACKUPS_NOTICE}"),
    )?;
    Ok(ExitCode::SUCCESS)
}

const BACKUPS_NOTICE: &str = "Backups made before still have the words, the oldest for about a year; “enough paths” says where they lie.";

/// Says which walks these are, without a word that was written in them.
fn print_entries(walks: &[&Entry]) -> io::Result<()> {
    let mut out = sanitized_output::stdout();
    walks.iter().try_for_each(|walk| {
        let (id, title) = (replace_unsafe(walk.id.as_str()), one_line(&walk.title));
        writeln!(out, "{id}  {}  {title}", walk.day)
    })
}

fn local_date(at: Timestamp, now: &LocalTime) -> Date {
    civil_time(at, now.utc_offset).date()
}
